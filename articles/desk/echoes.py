"""Where the words of a story may stand besides its own text: what is wrong there may be wrong here too. Apps above this
one add to it when they start, with `register`: stories know nothing of lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model, Q
from django.urls import reverse

from articles.desk import notes, rights
from articles.models import Article, Edition
from articles.records import record

VERB = "same-words"


@dataclass(frozen=True)
class Echo:
    subject: Model  # whose owner reads the note
    name: str  # in a form
    words: str
    url: str
    #: Whether somebody may be told. Its owner gets the note in any case.
    is_told_to: Callable[[Any], bool] = lambda reader: True


Finder = Callable[[Article, datetime], Iterable[Echo]]
_finders: list[Finder] = []


def register(finder: Finder) -> Finder:
    _finders.append(finder)
    return finder


def of(article: Article, moment: datetime) -> list[Echo]:
    return [echo for finder in _finders for echo in finder(article, moment)]


def leave(
    echoes: Iterable[Echo], article: Article, *, by: AbstractBaseUser | None, at: datetime, wrote: str
) -> None:
    """What nobody has dealt with becomes a note for its owner: on a story, in its notes; on a list, in its book."""
    for echo in echoes:
        note = f"“{article}” is corrected. It said: “{wrote}” Look at: {echo.words}"
        record(echo.subject, VERB, by=by, at=at, note=note, correction_of=article.pk)
        if isinstance(echo.subject, Article):
            notes.leave(echo.subject, by=by, text=note, correction_of=article)


@register
def on_cards_and_in_search(article: Article, moment: datetime) -> Iterator[Echo]:
    for name, what in (
        ("card_headline", "Its own card headline"),
        ("seo_title", "Its search title"),
        ("seo_description", "Its search description"),
    ):
        if said := getattr(article, name):
            page = reverse("admin:articles_article_change", args=[article.pk])
            yield Echo(article, f"own-{name}", f"{what}: “{said}”", f"{page}#id_{name}")


@register
def in_stories_that_link_here(article: Article, moment: datetime) -> Iterator[Echo]:
    for edition in linking_here(article, moment):
        yield Echo(
            edition.article,
            f"story-{edition.article_id}",
            f"“{edition.headline}” links here",
            reverse("admin:articles_article_change", args=[edition.article_id]),
            partial(_is_told, edition, moment),
        )


def _is_told(edition: Edition, moment: datetime, reader: Any) -> bool:
    """What readers see is no secret; that another story waits may be one."""
    return edition.live_from <= moment or rights.may_read(reader, edition.article)


def linking_here_told_to(reader: Any, article: Article, moment: datetime) -> list[Edition]:
    return [edition for edition in linking_here(article, moment) if _is_told(edition, moment, reader)]


def linking_here(article: Article, moment: datetime) -> list[Edition]:
    """Of each story whose visible or waiting text leads here, the one shown or the next, the latest story first.
    One query, from an index."""
    alive = Edition.objects.filter(Q(live_until__isnull=True) | Q(live_until__gt=moment))
    linking = alive.filter(references__target=article.public_id).exclude(article=article)
    linking = linking.select_related("article").defer("body", "article__body")
    found: dict[int, Edition] = {}
    for edition in linking.order_by("-first_published", "-article_id", "live_from"):
        found.setdefault(edition.article_id, edition)
    return list(found.values())
