"""Notes on a story: written, answered, resolved by anybody who may read it. Who is mentioned is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from articles import clock, plain, refusals
from articles.desk import rights, telling
from articles.desk.clearance import refuse_in_bin
from articles.models import About, Article, Note
from articles.models.note import LONGEST_NOTE

#: A user name ends with a letter or digit here: the full stop after it is not part of it.
MENTION = re.compile(r"(?<![\w.@+-])@([\w.@+-]*\w)")
MOST_MENTIONS = 50


@dataclass(frozen=True)
class Written:
    note: Note
    nobody: tuple[str, ...]  # mentioned, and nobody who may read the story


def write(
    article: Article, *, by: AbstractBaseUser | None, text: str, reply_to: Note | None = None
) -> Written:
    """A new thread, or an answer in one: that opens it again. Raises NoteEmpty, NoteTooLong, WrongStage."""
    said = plain.lines(text)
    if not said:
        raise refusals.NoteEmpty
    if len(said) > LONGEST_NOTE:
        raise refusals.NoteTooLong(f"A note has {LONGEST_NOTE:,} characters at most; this has {len(said):,}.")
    refuse_in_bin(article)
    with transaction.atomic():
        first = reply_to.first if reply_to else None
        note = Note.objects.create(article=article, thread=first, text=said, at=clock.now(), by=by)
        if first:
            reopen(first, by=by)
        mentioned, nobody = mentioned_in(said, article)
        note.mentions.set(mentioned)
        telling.tell(mentioned, About.MENTION, by=by, article=article, note=note)
        others = telling.followers(article).exclude(pk__in=[person.pk for person in mentioned])
        telling.tell(others, About.NOTE, by=by, article=article, note=note)
    return Written(note, nobody)


def leave(article: Article, *, by: AbstractBaseUser | None, text: str, correction_of: Article) -> Note:
    """What a correction elsewhere asks of this story. Call in the correction's transaction."""
    said = plain.lines(text)
    said = said if len(said) <= LONGEST_NOTE else f"{said[: LONGEST_NOTE - 1]}…"
    note = Note.objects.create(article=article, text=said, at=clock.now(), by=by, correction_of=correction_of)
    telling.tell(telling.followers(article), About.NOTE, by=by, article=article, note=note)
    return note


def mentioned_in(text: str, article: Article) -> tuple[list[Any], tuple[str, ...]]:
    """The people who are named in it and may read the story, and the names of nobody who may."""
    names = list(dict.fromkeys(MENTION.findall(text)))[:MOST_MENTIONS]
    if not names:
        return [], ()
    readers = {person.get_username().casefold(): person for person in rights.readers_of(article)}
    found = {name: readers.get(name.casefold()) for name in names}
    people = list(dict.fromkeys(person for person in found.values() if person))
    return people, tuple(name for name, person in found.items() if person is None)


def resolve(note: Note, *, by: AbstractBaseUser | None) -> None:
    """The thread is settled. Twice is once."""
    Note.objects.filter(pk=note.first.pk, resolved_at__isnull=True).update(
        resolved_at=clock.now(), resolved_by=by
    )


def reopen(note: Note, *, by: AbstractBaseUser | None) -> None:
    Note.objects.filter(pk=note.first.pk).update(resolved_at=None, resolved_by=None)
