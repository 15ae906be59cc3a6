"""What the stories of the archive are about: sections, authors, topics, pictures; and the lists that curators launched."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from django.utils.text import slugify

from articles import clock, renditions
from articles.desk import pictures
from articles.models import Article, Author, Edition, Image, Section, Tag
from newsroom.archive.plans import AUTHORS, TOPICS
from newsroom.archive.rows import KEYS, SEARCHED, Furniture
from newsroom.demo import drawings
from recommendations import curation, drafting
from recommendations.models import BelowMinimum, Placement, RecommendationList
from recommendations.rules import Rule
from recommendations.spots import Spot

SECTIONS = (
    *(("Machines", "machines"), ("Software", "software"), ("Security", "security"), ("Money", "money")),
    *(("Policy", "policy"), ("Science", "science"), ("Games", "software"), ("Culture", "neutral")),
)
SIZE = (1200, 800)  # large enough for every shape that a page draws


def _words(text: str) -> list[str]:
    return text.split()


_GIVEN = _words("Ada Bo Carla Dmitri Élise Femi Greta Hugo Ines Jörg Kaia Luís Mira Noor Oskar Priya")
_FAMILY = _words(
    "Ahlgren Brandt Castellane Dupré Ekström Farrow Gräf Holm Ibarra Jansen Krüger Lindqvist Moss"
)
_ABOUT = _words(
    "Power Network Data Battery Privacy Chip Cloud Robot Sensor Phone Repair Market Satellite Browser Payment"
    " Identity Energy Storage Language Traffic Climate Hospital School Harbour Court Radio Camera Engine Ocean Space"
    " Software Hardware Kernel Keyboard Printer Archive Library Museum Music Film Railway Bicycle Car Aircraft Drone"
)
_WHAT = _words(
    "grids rules prices standards outages breaches makers strikes recalls failures patents mergers taxes audits"
    " subsidies shortages updates lawsuits funds exports imports licences attacks leaks bugs keys models towers cables"
    " plants farms labs fleets routes ports tests trials reviews forecasts figures jobs unions tools parts fakes fines"
)


def topic_names() -> list[str]:
    """Always the same; the first is the hot one."""
    names = [f"{about} {what}" for about in _ABOUT for what in _WHAT]
    random.Random("topics").shuffle(names)  # noqa: S311 -- no secret
    return ["Power grids", *(name for name in names if name != "Power grids")][:TOPICS]


def author_names() -> list[str]:
    names = [f"{given} {family}" for given in _GIVEN for family in _FAMILY]
    random.Random("authors").shuffle(names)  # noqa: S311 -- no secret
    return names[:AUTHORS]


def furnish(*, number_of_pictures: int) -> Furniture:
    """What is there already, by its address, is used as it is."""
    sections = [_section(place, *item) for place, item in enumerate(SECTIONS)]
    authors = [_author(name) for name in author_names()]
    topics = _topics()
    images = [_picture(number) for number in range(number_of_pictures)]
    return Furniture(
        sections=tuple((section.pk, section.slug) for section in sections),
        authors=tuple((author.pk, author.name) for author in authors),
        topics=tuple((tag.pk, tag.name) for tag in topics),
        pictures=tuple(image.pk for image in images),
        subject_type=ContentType.objects.get_for_model(Article).pk,
        first_keys={
            model._meta.db_table: (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1
            for model in KEYS | SEARCHED
        },
    )


def _section(place: int, title: str, hue: str) -> Section:
    layout = Section._meta.get_field("layout").choices[place % 3][0]  # type: ignore[index, union-attr]
    words = {
        "title": title,
        "order": place,
        "hue": hue,
        "layout": layout,
        "description": f"{title}, every day.",
    }
    return Section.objects.get_or_create(slug=slugify(title), defaults=words)[0]


def _author(name: str) -> Author:
    words = {"name": name, "job_title": "Reporter", "biography": f"{name} has written for us for years."}
    return Author.objects.get_or_create(slug=slugify(name), defaults=words)[0]


def _topics() -> list[Tag]:
    names = {slugify(name): name for name in topic_names()}
    known = set(Tag.objects.filter(slug__in=names).values_list("slug", flat=True))
    Tag.objects.bulk_create(Tag(slug=slug, name=name) for slug, name in names.items() if slug not in known)
    found = {tag.slug: tag for tag in Tag.objects.filter(slug__in=names)}
    return [found[slug] for slug in names]


def _picture(number: int) -> Image:
    file = BytesIO()
    section = list(drawings.DYES)[number % len(drawings.DYES)]
    drawings.draw(section, "archive", number, SIZE).save(file, "JPEG", quality=60)
    image, _ = pictures.upload(
        file.getvalue(), by=None, title=f"Lines and fields {number + 1}", credit="Illustration: Slipmark"
    )
    pictures.place(image, renditions.at_once(image, pictures.LEAD | {renditions.lead_shape(image)}))
    return image


# --- Lists

LISTS = (
    # place, heading, at most, picked by hand, filled with what is like the story
    (Spot.HOME_LEAD, "Also", 3, 3, False),
    (Spot.HOME_TOP, "Top stories", 4, 3, False),
    (Spot.HOME_PICKS, "Editors’ picks", 5, 4, False),
    (Spot.ARTICLE_FOOT, "Editors’ Recommendations", 4, 2, True),
)


def launch_lists(until: datetime) -> None:
    """By the verbs, of the newest stories, an hour before the archive ends."""
    newest = Edition.objects.visible_at(until).latest_first()
    stories = list(newest.values_list("article_id", flat=True)[: sum(picked for *_, picked, _ in LISTS)])
    with clock.pretend(until - timedelta(hours=1)):
        for spot, heading, maximum, picked, related in LISTS:
            _launch(spot, heading, maximum, stories[:picked], related=related)
            stories = stories[picked:]


def _launch(spot: Spot, heading: str, maximum: int, stories: Sequence[int], *, related: bool) -> None:
    title = f"Archive: {spot.label}"[:80]
    if RecommendationList.objects.filter(slug=slugify(title)).exists():
        return
    made = RecommendationList(
        title=title,
        slug=slugify(title),
        heading=heading,
        maximum=maximum,
        minimum=maximum,
        below_minimum=BelowMinimum.BACKFILL,
        backfill=Rule(related=related).as_json(),
    )
    drafting.start(made, by=None).save()
    Placement.objects.create(list=made, spot=spot)
    drafting.save(made, by=None)
    for article_id in stories:
        drafting.add(made, by=None, article_id=article_id)
    curation.launch(made, by=None)
