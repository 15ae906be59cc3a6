"""Telling people of what concerns them: the bell at once, and the mail that each of them has chosen.

A notice is a row of the verb's own transaction, so nobody is told of what did not happen. Mail is sent by a chore, later:
no mail server can hold up or break a verb. Nobody is ever told of what they did themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet

from articles import clock, moments
from articles.desk import rights
from articles.models import About, Article, ArticleByline, MailChoice, Note, Notice
from articles.models.notice import BY_MAIL

#: What its writers are told of a verb.
OF_VERBS = {
    "send-back": About.SENT_BACK,
    "approve": About.APPROVED,
    "publish": About.OUT,
    "schedule": About.OUT,
    "withdraw": About.OFF,
}


@dataclass(frozen=True)
class Told:
    """For somebody who may not read the story: what they may know of it."""

    people: Iterable[Any]
    about: About
    subject: str
    url: str
    words: str = ""


Watcher = Callable[[Article, str], Iterable[Told]]
_watchers: list[Watcher] = []


def register(watcher: Watcher) -> Watcher:
    """For apps above this one, when they start: stories know nothing of lists."""
    _watchers.append(watcher)
    return watcher


def tell(
    people: Iterable[Any],
    about: About,
    *,
    by: AbstractBaseUser | None,
    article: Article | None = None,
    note: Note | None = None,
    subject: str = "",
    url: str = "",
    words: str = "",
) -> None:
    """Two queries, whatever the number of people; none for nobody."""
    told = [person for person in people if person.is_active and (by is None or person.pk != by.pk)]
    if not told:
        return
    now = clock.now()
    chosen = dict(MailChoice.objects.filter(person__in=told).values_list("person_id", "kinds"))
    Notice.objects.bulk_create(
        Notice(
            person_id=person.pk,
            about=about,
            at=now,
            by=by,  # type: ignore[misc]
            article=article,
            note=note,
            subject=subject[:200],
            url=url,
            words=words if len(words) <= 300 else f"{words[:299]}…",
            mail_due=now if person.email and about in chosen.get(person.pk, BY_MAIL) else None,
        )
        for person in told
    )


def writers_of(article: Article) -> QuerySet[Any]:
    """Who began it, who signs it, who has it: as far as they may still read it."""
    return rights.readers_of(article).filter(_wrote(article))


def _wrote(article: Article) -> Q:
    signed = ArticleByline.objects.filter(article=article.pk, author__user__isnull=False)
    return Q(pk__in=signed.values("author__user")) | Q(pk__in=[article.created_by_id, article.assignee_id])


def followers(article: Article) -> QuerySet[Any]:
    """Its writers, and whoever wrote in its notes or was mentioned there."""
    notes = Note.objects.filter(article=article.pk)
    takes_part = (
        _wrote(article)
        | Q(pk__in=notes.filter(by__isnull=False).values("by"))
        | Q(pk__in=notes.filter(mentions__isnull=False).values("mentions"))
    )
    return rights.readers_of(article).filter(takes_part)


def of_verb(
    article: Article,
    verb: str,
    *,
    by: AbstractBaseUser | None,
    words: str = "",
    goes_out: datetime | None = None,
) -> None:
    """What follows from a verb. Call in its transaction."""
    if by is None:  # an import
        return
    if goes_out and verb == "schedule":
        words = f"Goes out {moments.in_full(goes_out)}"
    if about := OF_VERBS.get(verb):
        tell(writers_of(article), about, by=by, article=article, words=words)
    for watcher in _watchers:
        for told in watcher(article, verb):
            tell(told.people, told.about, by=by, subject=told.subject, url=told.url, words=told.words)


# --- The bell


def notices_of(person: Any) -> QuerySet[Notice]:
    """What the person may still know: not of a story that they may not read any more."""
    readable = rights.readable(person).values("pk")
    return Notice.objects.filter(Q(article__isnull=True) | Q(article__in=readable), person=person.pk)


def unread(person: Any) -> QuerySet[Notice]:
    return notices_of(person).filter(read_at__isnull=True)


def read(notices: QuerySet[Notice]) -> int:
    """They are read, and need no mail any more."""
    return notices.filter(read_at__isnull=True).update(read_at=clock.now(), mail_due=None)


def by_mail(person: Any) -> list[str]:
    """What the person wants by mail."""
    choice = MailChoice.objects.filter(person=person.pk).first()
    return list(choice.kinds if choice else BY_MAIL)


def choose_mail(person: Any, kinds: Iterable[str]) -> None:
    known = [about for about in About.values if about in set(kinds)]
    MailChoice.objects.update_or_create(person_id=person.pk, defaults={"kinds": known})
