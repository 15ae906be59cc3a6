"""People and builders. Wren writes, Edda and Tove edit, Cura curates, Lena is legal, Max manages.

Everything here goes through the desk's own verbs. Moments are numbers: `with at(50):` is 50 minutes after the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import PIL.Image
import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from articles import clock
from articles.desk import pictures, publishing, roles, saving, workflow
from articles.desk.clearance import CorrectionText
from articles.digest import digest
from articles.models import (
    Article,
    ArticleByline,
    ArticleTag,
    Author,
    Change,
    Edition,
    Image,
    Section,
    Stage,
    Story,
    Tag,
    Transition,
)
from newsroom.models import User

# --- Moments

BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
TICK = clock.TICK


def moment(minutes: float) -> datetime:
    return BEGINNING + minutes * MINUTE


def at(when: float | datetime) -> AbstractContextManager[None]:
    """The desk at that moment: in minutes since the beginning, or the moment itself."""
    return clock.pretend(when if isinstance(when, datetime) else moment(when))


# --- People


def person(name: str, role: str) -> User:
    found = User.objects.filter(username=name).first()
    if found is None:
        found = User.objects.create(
            username=name, first_name=name.capitalize(), is_staff=True, email=f"{name}@newsroom.example"
        )
        found.groups.add(Group.objects.get(name=role))
    return found


def wren() -> User:
    return person("wren", roles.WRITER)


def ward() -> User:
    """Another writer."""
    return person("ward", roles.WRITER)


def edda() -> User:
    return person("edda", roles.EDITOR)


def tove() -> User:
    """Another editor."""
    return person("tove", roles.EDITOR)


def cura() -> User:
    return person("cura", roles.CURATOR)


def lena() -> User:
    return person("lena", roles.LEGAL)


def max_() -> User:
    return person("max", roles.MANAGER)


# --- What stories are made of


def section(title: str = "Machines", **fields: Any) -> Section:
    found, _ = Section.objects.get_or_create(slug=slugify(title), defaults={"title": title, **fields})
    return found


def author(name: str = "Ines Okafor", **fields: Any) -> Author:
    found, _ = Author.objects.get_or_create(slug=slugify(name), defaults={"name": name, **fields})
    return found


def tag(name: str = "Chips") -> Tag:
    found, _ = Tag.objects.get_or_create(slug=slugify(name), defaults={"name": name})
    return found


def jpeg(colour: str = "teal", size: tuple[int, int] = (64, 48)) -> bytes:
    file = BytesIO()
    PIL.Image.new("RGB", size, colour).save(file, "JPEG")
    return file.getvalue()


def image(colour: str = "teal", *, by: User | None = None, **words: Any) -> Image:
    """A small picture, taken in by the library; one for each colour."""
    made, _ = pictures.upload(jpeg(colour), by=by, **{"title": f"All {colour}", **words})
    return made


# --- Stories


def story(
    headline: str = "Fab reopens",
    *,
    by: User | None = None,
    section: Section | None = None,
    names: Iterable[Author | tuple[Author, str]] | None = None,
    topics: Iterable[Tag] = (),
    **fields: Any,
) -> Article:
    """A saved working copy that is ready to be submitted. `names` are authors, or authors with their credit."""
    by = by or wren()
    if fields.get("kind") == "review":  # it needs an answer
        fields = {"disclosures": [{"kind": "nothing"}], **fields}
    fields = {
        "standfirst": "After nine weeks.",
        "body": f"<p>{headline}, says the mayor.</p>",
        "section": section or globals()["section"](),
        **fields,
    }
    article = saving.start(Article(headline=headline, **fields), by=by)
    article.save()
    sign(article, names if names is not None else [author()])
    label(article, topics)
    saving.save(article, by=by)
    return article


def sign(article: Article, names: Iterable[Author | tuple[Author, str]]) -> None:
    article.bylines.all().delete()
    signed = [name if isinstance(name, tuple) else (name, "words") for name in names]
    ArticleByline.objects.bulk_create(
        ArticleByline(article=article, author=author, role=role, order=order)
        for order, (author, role) in enumerate(signed)
    )


def label(article: Article, topics: Iterable[Tag]) -> None:
    article.tag_links.all().delete()
    ArticleTag.objects.bulk_create(ArticleTag(content_object=article, tag=topic) for topic in topics)


def change(article: Article, *, by: User | None = None, **fields: Any) -> Article:
    """Save the working copy with other words."""
    for name, value in fields.items():
        setattr(article, name, value)
    article.save(update_fields=list(fields))
    saving.save(article, by=by or wren())
    return article


def submitted(article: Article | str = "Fab reopens", **fields: Any) -> Article:
    if isinstance(article, str):
        article = story(article, **fields)
    workflow.submit(article, by=wren())
    return article


def approved(article: Article | str = "Fab reopens", **fields: Any) -> Article:
    article = submitted(article, **fields)
    workflow.approve(article, by=edda())
    return article


def ready(article: Article | str = "Fab reopens", **fields: Any) -> Article:
    """Approved by Edda, written down directly: the verbs that lead there leave their lines in the book and take time."""
    if isinstance(article, str):
        article = story(article, **fields)
    Article.objects.filter(pk=article.pk).update(
        stage=Stage.READY, approved_digest=article.digest, approved_by=edda(), approved_at=clock.now()
    )
    article.refresh_from_db()
    return article


def published(article: Article | str = "Fab reopens", **fields: Any) -> Article:
    """A story that readers see since the present moment."""
    article = ready(article, **fields)
    publish(article)
    return article


def scheduled(article: Article | str = "Fab reopens", *, to: float | datetime, **fields: Any) -> Article:
    article = ready(article, **fields)
    publish(article, at=to)
    return article


def rewritten(article: Article, headline: str | None = None, **fields: Any) -> Article:
    """With other words than readers see, and approved."""
    return ready(change(article, headline=headline or f"{article.headline} again", **fields))


def ended(headline: str = "Old", *, before: float) -> Article:
    """A story that readers saw from now until `before`, which came by itself."""
    article = published(headline)
    publishing.end_at(article, by=edda(), at=moment(before))
    return article


def slipped(article: Article, **fields: Any) -> Article:
    """Approved with other words, past every check: as if somebody had come in between approval and publication."""
    for name, value in fields.items():
        setattr(article, name, value)
    article.save(update_fields=list(fields))
    article.digest = digest(article)
    article.save(update_fields=["digest"])
    return ready(article)


# --- Verbs, with Edda at the desk unless somebody else is named

Verb = Callable[[Article], object]


def publish(article: Article, *, at: float | datetime | None = None, **given: Any) -> Edition:
    """Of a story that readers saw before, an update unless told otherwise."""
    if article.editions.exists():
        given.setdefault("change", Change.UPDATE)
        given.setdefault("note", "New figures." if given["change"] == Change.UPDATE else "")
    when = moment(at) if isinstance(at, int | float) else at
    return publishing.publish(article, at=when, **{"by": edda(), **given})


def correct(article: Article, wrote: str = "241 of them.", it_is: str = "214.", **given: Any) -> Edition:
    return publish(article, change=Change.CORRECTION, correction=CorrectionText(wrote, it_is), **given)


def withdraw(article: Article, **given: Any) -> None:
    publishing.withdraw(article, **{"by": edda(), "reason": "Sources doubted.", **given})


# --- What became of it


def visible(article: Article, when: float | datetime) -> str | None:
    """The headline that readers see at that moment, counted in minutes."""
    instant = when if isinstance(when, datetime) else moment(when)
    found = Edition.objects.visible_at(instant).filter(article_id=article.pk)
    headlines = list(found.values_list("headline", flat=True))
    assert len(headlines) <= 1, f"{len(headlines)} editions of one story are visible at {instant}"
    return headlines[0] if headlines else None


def book(article: Article) -> list[str]:
    """The verbs in the story's book, the latest last."""
    return list(Transition.objects.about(article).order_by("at", "pk").values_list("verb", flat=True))


def minutes(instant: datetime | None) -> float | None:
    return None if instant is None else (instant - BEGINNING) / MINUTE


@contextmanager
def refused_by_the_database(words: str | None = None) -> Iterator[None]:
    """In a transaction of its own, for after an error PostgreSQL accepts nothing more."""
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        yield


def plain_fields(text: Story) -> dict[str, Any]:
    return {name: getattr(text, name) for name in Story.PLAIN_FIELDS}
