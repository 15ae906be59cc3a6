"""Where the words of a story may stand besides its own text: what is wrong there may be wrong here too. Apps above this
one add to it when they start, with `register`: stories know nothing of lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model, Q
from django.urls import reverse

from articles.models import Article, Edition
from articles.records import record

VERB = "same-words"
#: Of a large archive only the newest are looked through for links: their bodies have to be read.
LOOKED_THROUGH = 2000


@dataclass(frozen=True)
class Echo:
    subject: Model  # whose owner reads the note
    name: str  # in a form
    words: str
    url: str


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
    """What nobody has dealt with becomes a note in its owner's book."""
    for echo in echoes:
        note = f"“{article}” is corrected. It said: “{wrote}” Look at: {echo.words}"
        record(echo.subject, VERB, by=by, at=at, note=note, correction_of=article.pk)


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
    alive = Edition.objects.filter(Q(live_until__isnull=True) | Q(live_until__gt=moment))
    newest = list(alive.latest_first().values_list("pk", flat=True)[:LOOKED_THROUGH])
    linking = Edition.objects.filter(pk__in=newest, body__contains=f'data-story="{article.public_id}"')
    for edition in linking.exclude(article=article).select_related("article").defer("body").latest_first():
        yield Echo(
            edition.article,
            f"story-{edition.article_id}",
            f"“{edition.headline}” links here",
            reverse("admin:articles_article_change", args=[edition.article_id]),
        )
