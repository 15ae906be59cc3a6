"""Keeping what somebody types until they save it: for each person and window, never in the story, for seven days."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction

from articles import clock, plain, prose, redaction, refusals
from articles.models import Article, UnsavedText

KEPT = timedelta(days=7)
MOST_CHARACTERS = 1_500_000  # of one text: three times the longest body
MOST_FIELDS = 600
#: Of one person. The oldest make room; a week of work has a handful.
MOST_TEXTS = 60

#: Names that a story's form has: "headline", "bylines-0-author", "bylines-TOTAL_FORMS".
_NAME = re.compile("[a-z_]{1,40}(?:-[0-9]{1,4})?(?:-[A-Za-z_]{1,40})?", re.ASCII)
_WINDOW = re.compile("[A-Za-z0-9-]{8,32}", re.ASCII)
#: Of the page and of nobody's writing.
_NOT_WRITTEN = frozenset(
    {"csrfmiddlewaretoken", "verb", "seen", "window", "person", "_continue", "_save", "_merge"}
)

Said = dict[str, list[str]]


def keep(
    said: Iterable[tuple[str, Sequence[str]]], *, article: Article | None, window: str, by: AbstractBaseUser
) -> UnsavedText:
    """Take the form down in place of what this window said before. The story is not touched.

    Raises WrongStage, TooMuchToKeep.
    """
    if article is not None and article.binned_at:
        raise refusals.WrongStage("It is in the bin. Take it out first.")
    if not _WINDOW.fullmatch(window):
        raise refusals.WrongStage("This window has no name. Open the story again.")
    written = _written(said)
    with transaction.atomic():
        # Not by `save`: the window may be one of a story that had no number yet.
        kept, _ = UnsavedText.objects.update_or_create(
            person_id=by.pk,
            window=window,
            defaults={"article": article, "said": written, "at": clock.now(), "left_at": None},
        )
        _make_room(by)
    return kept


def _written(said: Iterable[tuple[str, Sequence[str]]]) -> Said:
    written: Said = {}
    for name, values in said:
        if _NAME.fullmatch(name) and name not in _NOT_WRITTEN:
            written[name] = [plain.characters(value) for value in values]
    if len(written) > MOST_FIELDS or len(json.dumps(written, ensure_ascii=False)) > MOST_CHARACTERS:
        raise refusals.TooMuchToKeep
    return written


def _make_room(by: AbstractBaseUser) -> None:
    newest = UnsavedText.objects.filter(person_id=by.pk).values_list("pk", flat=True)[:MOST_TEXTS]
    UnsavedText.objects.filter(person_id=by.pk).exclude(pk__in=list(newest)).delete()


def of(person: AbstractBaseUser, article: Article | None) -> models.QuerySet[UnsavedText]:
    """A person's own, the newest first, none older than a week."""
    return UnsavedText.objects.filter(person_id=person.pk, article=article, at__gt=clock.now() - KEPT)


def leave(text: UnsavedText) -> None:
    """Offer it no more. It stays in History for the rest of its week."""
    UnsavedText.objects.filter(pk=text.pk).update(left_at=clock.now())


def saved(window: str, *, by: AbstractBaseUser) -> None:
    """What this window said stands in the story now."""
    UnsavedText.objects.filter(person_id=by.pk, window=window).delete()


def forget() -> int:
    """Delete what is older than a week."""
    count, _ = UnsavedText.objects.filter(at__lte=clock.now() - KEPT).delete()
    return count


def redact(article: Article, words: Sequence[str]) -> None:
    """Take words out of what anybody typed into this story and has not saved."""
    for text in UnsavedText.objects.filter(article=article):
        said = {
            name: [
                redaction.from_body(prose.clean(value), words)
                if name == "body"
                else redaction.from_text(value, words)
                for value in values
            ]
            for name, values in text.said.items()
        }
        if said != text.said:
            UnsavedText.objects.filter(pk=text.pk).update(said=said)


def first(said: Mapping[str, list[str]], name: str) -> str:
    return (said.get(name) or [""])[-1]
