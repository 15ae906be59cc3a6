"""The newest stories in full, as RSS, Atom and JSON Feed: of the site, a section, a topic, an author; and corrections.

Six queries at most. An entry keeps its id whatever becomes of its story's headline, address or section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles import pages, prose, purging
from articles.bylines import bylines_of
from articles.front import answers, corrections, edge, feed_formats
from articles.front.addresses import Moved, look_up
from articles.front.feed_formats import Entry, Feed, Tombstone, Writer
from articles.front.listings import bylines_by, newest_links
from articles.front.metadata import absolute
from articles.front.parameters import reads
from articles.front.request import ReaderRequest
from articles.front.sections import sections_of
from articles.models import Author, Edition, EditionTag, Image, Tag
from articles.models.edition import EditionLinkQuerySet, EditionQuerySet
from articles.outlet import present_outlet
from articles.presentation import Picture
from articles.renditions import lead_shape, picture, public_address

SIZE = 20
#: How long a feed says that a story was withdrawn: longer than anybody's holiday.
REMEMBERED = timedelta(days=30)

FORMATS: dict[str, Callable[[Feed], HttpResponse]] = {
    "rss.xml": feed_formats.rss,
    "atom.xml": feed_formats.atom,
    "feed.json": feed_formats.json_feed,
}


#: RSS has no way to say it.
TELLS_WHAT_IS_GONE = ("atom.xml", "feed.json")


@dataclass(frozen=True)
class Stories:
    """What a feed is made of."""

    title: str
    description: str
    path: str  # of the page that it belongs to
    editions: EditionQuerySet
    ever: EditionQuerySet  # all that belongs here, to find what was withdrawn


@reads()
def site(request: ReaderRequest, format: str) -> HttpResponse:
    outlet = present_outlet()
    stories = Stories(
        outlet.name,
        outlet.line,
        "/",
        Edition.objects.visible_at(request.moment).latest_first()[:SIZE],
        Edition.objects.all(),
    )
    return _answer(request, format, stories)


@reads()
def section(request: ReaderRequest, slug: str, format: str) -> HttpResponse:
    place = next((place for place in sections_of(request) if place.slug == slug), None)
    if place is None:
        return _elsewhere(request, format)
    newest = Edition.objects.visible_at(request.moment).in_section(place.pk).latest_first()[:SIZE]
    return _answer(
        request,
        format,
        Stories(
            _titled(place.title),
            place.description,
            place.get_absolute_url(),
            newest,
            Edition.objects.in_section(place.pk),
        ),
    )


@reads()
def topic(request: ReaderRequest, slug: str, format: str) -> HttpResponse:
    tag = Tag.objects.filter(slug=slug).first()
    if tag is None:
        return _elsewhere(request, format)
    newest = _linked(EditionTag.objects.filter(tag=tag).visible_at(request.moment))
    return _answer(
        request,
        format,
        Stories(
            _titled(tag.name),
            tag.description,
            tag.get_absolute_url(),
            newest,
            Edition.objects.filter(tag_links__tag=tag),
        ),
        only_with_stories=True,
    )


@reads()
def author(request: ReaderRequest, slug: str, format: str) -> HttpResponse:
    person = Author.objects.filter(slug=slug).first()
    if person is None:
        return _elsewhere(request, format)
    newest = _linked(bylines_by(person).visible_at(request.moment))
    about = f"Stories by {person.name}"
    return _answer(
        request,
        format,
        Stories(
            _titled(person.name),
            about,
            person.get_absolute_url(),
            newest,
            Edition.objects.filter(bylines__author=person),
        ),
        only_with_stories=True,
    )


@reads()
def of_corrections(request: ReaderRequest, format: str) -> HttpResponse:
    edge.draw_from(request, purging.STORIES)
    outlet = present_outlet()
    marked = [corrections.marked(row) for row in corrections.public_at(request.moment)[:SIZE]]
    feed = _feed(
        Stories(
            _titled("Corrections"),
            outlet.promise,
            reverse("corrections"),
            Edition.objects.none(),
            Edition.objects.none(),
        ),
        format,
        [
            Entry(
                id=f"{tag_uri(item.story_id)}/correction/{_stamp(item.notice.at)}",
                title=f"{item.notice.title}: {item.headline}",
                url=absolute(item.url, outlet),
                published=item.notice.at,
                updated=item.notice.at,
                summary=item.notice.it_is,
                content=_wrote(item.notice.wrote, item.notice.it_is),
                writers=[Writer(outlet.name)],
            )
            for item in marked
        ],
    )
    return _kept(request, FORMATS[format](feed))


@reads()
def feeds(request: ReaderRequest) -> HttpResponse:
    """The page that lists them."""
    return answers.page(request, "front/feeds.html", {})


# What they are made of


def _answer(
    request: ReaderRequest, format: str, stories: Stories, *, only_with_stories: bool = False
) -> HttpResponse:
    editions = list(stories.editions.select_related("section", "lead_image"))
    if only_with_stories and not editions:
        return _elsewhere(request, format)
    gone = withdrawn(stories.ever, request.moment) if format in TELLS_WHAT_IS_GONE else []
    if gone:
        edge.hold(request, gone[-1].at + REMEMBERED)  # then the oldest is forgotten
    links = {story for edition in editions for story in prose.story_links(edition.body)}
    shown = {edition.story_id for edition in editions}
    edge.draw_from(request, drawn_from(stories.path), *map(purging.story, shown | links))
    feed = _feed(stories, format, list(_entries(editions, links, request.moment)), gone)
    return _kept(request, FORMATS[format](feed))


def drawn_from(path: str) -> str:
    return purging.STORIES if path == "/" else purging.listed(path)


def withdrawn(ever: EditionQuerySet, moment: datetime) -> list[Tombstone]:
    """What was taken off lately and is not back, so that feed readers take it off too. One query."""
    back = Edition.objects.visible_at(moment).filter(article=OuterRef("article"))
    taken = ever.filter(~Exists(back), withdrawn_at__gt=moment - REMEMBERED, withdrawn_at__lte=moment)
    latest = dict(taken.order_by("withdrawn_at").values_list("story_id", "withdrawn_at"))
    newest_first = sorted(latest.items(), key=lambda item: item[1], reverse=True)
    return [Tombstone(tag_uri(story_id), at) for story_id, at in newest_first]


def _feed(stories: Stories, format: str, entries: list[Entry], gone: Iterable[Tombstone] = ()) -> Feed:
    outlet = present_outlet()
    return Feed(
        id=f"{tag_uri('feed')}{stories.path}",
        title=stories.title,
        description=stories.description or outlet.line,
        url=absolute(stories.path, outlet),
        feed_url=absolute(f"{stories.path}{format}", outlet),
        outlet=outlet,
        entries=entries,
        gone=list(gone),
    )


def _entries(editions: list[Edition], links: set[str], moment: datetime) -> Iterable[Entry]:
    """Three queries: names, pictures, and where the stories that they link to are now."""
    outlet = present_outlet()
    bylines = bylines_of([edition.pk for edition in editions])
    images = _images_of(editions)
    visible = Edition.objects.visible_at(moment).filter(story_id__in=links)
    linked = dict(visible.values_list("story_id", "path")) if links else {}
    for edition in editions:
        lead = _lead(edition, moment)
        body = pages.body(edition, images=images, stories=linked, moment=moment, address=public_address)
        yield Entry(
            id=tag_uri(edition.story_id),
            title=edition.headline,
            url=absolute(edition.path, outlet),
            published=edition.first_published,
            updated=edition.updated,
            summary=edition.standfirst,
            content=feed_formats.portable(_opening(edition, lead) + _disclosed(edition) + body, outlet),
            category=edition.section.title if edition.section else "",
            picture=lead,
            writers=[
                Writer(line.author.name, absolute(line.author.get_absolute_url(), outlet))
                for line in bylines.get(edition.pk, [])
            ]
            or [Writer(outlet.name)],
        )


def _images_of(editions: list[Edition]) -> dict[int, Image]:
    keys = {figure.image_id for edition in editions for figure in prose.figures(edition.body)}
    return {image.pk: image for image in Image.objects.filter(pk__in=keys)} if keys else {}


def _lead(edition: Edition, moment: datetime) -> Picture | None:
    image = edition.lead_image
    if image is None or not image.has_rights_at(moment):
        return None
    alt = "" if edition.lead_decorative else edition.lead_alt
    return picture(image, lead_shape(image), alt=alt, caption=edition.lead_caption)


def _opening(edition: Edition, lead: Picture | None) -> str:
    """What stands above the text on the page: the standfirst and the lead."""
    standfirst = format_html("<p><strong>{}</strong></p>", edition.standfirst) if edition.standfirst else ""
    if lead is None:
        return standfirst
    words = " ".join(filter(None, (lead.caption, lead.credit)))
    figure = format_html(
        '<figure><img src="{}" alt="{}" width="{}" height="{}">{}</figure>',
        lead.largest,
        lead.alt,
        lead.width,
        lead.height,
        format_html("<figcaption>{}</figcaption>", words) if words else "",
    )
    return standfirst + figure


def _disclosed(edition: Edition) -> str:
    """Where the words go, what we owe their readers to say goes with them."""
    return format_html_join(
        "", "<p><strong>Disclosure.</strong> {}</p>", ((note.words,) for note in pages.disclosed(edition))
    )


def _wrote(wrote: str, it_is: str) -> SafeString:
    if not wrote:
        return format_html("<p>{}</p>", it_is)
    return format_html(
        "<p><strong>We wrote:</strong> <del>{}</del></p><p><strong>It is:</strong> {}</p>", wrote, it_is
    )


def _linked(links: EditionLinkQuerySet) -> EditionQuerySet:
    return Edition.objects.filter(pk__in=newest_links(links, None)[:SIZE]).latest_first()


def _titled(words: str) -> str:
    return f"{present_outlet().name}: {words}"


def tag_uri(name: str) -> str:
    """An id for ever (RFC 4151). `SITE_TAG` keeps it when an outlet moves to another domain."""
    return f"tag:{settings.SITE_TAG}:{name}"


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S%f}"


# How they are answered


def _kept(request: ReaderRequest, response: HttpResponse) -> HttpResponse:
    response.headers["Access-Control-Allow-Origin"] = "*"  # readers that run in a browser
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answers.kept(request, response, lifetime=answers.FIVE_MINUTES)


def _elsewhere(request: ReaderRequest, format: str) -> HttpResponse:
    """The feed of something that is called otherwise now, or nothing."""
    found = look_up(request.path.removesuffix(format), request.moment)
    return answers.instead(request, Moved(f"{found.path}{format}") if isinstance(found, Moved) else None)
