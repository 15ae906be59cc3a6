"""What readers see, laid into the database row by row: tests of the front need no desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.utils.text import slugify

from articles import renditions
from articles.models import (
    Address,
    Article,
    Author,
    Change,
    Correction,
    Edition,
    EditionByline,
    EditionPicture,
    EditionTag,
    Image,
    Section,
    Tag,
)

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

_numbers = count(1)


def section(title: str = "Machines", **given: Any) -> Section:
    found, _ = Section.objects.get_or_create(slug=slugify(title), defaults={"title": title, **given})
    return found


def author(name: str = "Ines Okafor", **given: Any) -> Author:
    found, _ = Author.objects.get_or_create(slug=slugify(name), defaults={"name": name, **given})
    return found


def tag(name: str = "Power grids") -> Tag:
    found, _ = Tag.objects.get_or_create(slug=slugify(name), defaults={"name": name})
    return found


def image(**given: Any) -> Image:
    """Every file of it is in the public place, says its row."""
    number = next(_numbers)
    made = Image(
        **{
            "title": f"Picture {number}",
            "file": f"originals/{number}.png",
            "content_hash": f"{number:064}",
            "width": 1600,
            "height": 1067,
            "credit": "Illustration: Slipmark",
            **given,
        }
    )
    made.ready = given.get("ready", [recipe.slug for recipe in renditions.all_recipes(made)])
    made.save()
    return made


def edition(
    headline: str = "Fab reopens",
    *,
    of: Article | None = None,
    since: datetime = NOON,
    until: datetime | None = None,
    first_published: datetime | None = None,
    names: Iterable[Author] = (),
    topics: Iterable[Tag] = (),
    pictures: Iterable[Image] = (),
    **given: Any,
) -> Edition:
    """One that readers see from `since` on; the next one of the same story with `of=`."""
    given.setdefault("section", section())
    given.setdefault("slug", slugify(headline)[:90])
    article = of or Article.objects.create(
        headline=headline, section=given["section"], slug=given["slug"], created_at=since, changed_at=since
    )
    path = given.pop("path", f"/{given['section'].slug}/{given['slug']}/")
    Address.objects.get_or_create(path=path, defaults={"article": article})
    made = Edition.objects.create(
        headline=headline,
        article=article,
        story_id=article.public_id,
        path=path,
        digest=f"{next(_numbers):064}",
        change=given.pop("change", Change.UPDATE if of else Change.FIRST),
        live_from=since,
        live_until=until,
        first_published=first_published or since,
        updated=given.pop("updated", since if of else first_published or since),
        created_at=since,
        **given,
    )
    row = {"edition": made, "article": article, "first_published": made.first_published}
    for order, person in enumerate(names):
        EditionByline.objects.create(author=person, order=order, **row)
    for topic in topics:
        EditionTag.objects.create(tag=topic, **row)
    for picture in {*pictures, *([made.lead_image] if made.lead_image else [])}:
        EditionPicture.objects.create(edition=made, image=picture)
    return made


def correction(
    of: Edition, wrote: str = "241,000 inverters.", it_is: str = "214,000.", **given: Any
) -> Correction:
    return Correction.objects.create(
        edition=of, article=of.article, live_from=of.live_from, wrote=wrote, it_is=it_is, **given
    )
