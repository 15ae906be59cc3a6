"""For crawlers: sitemaps by month, the news of two days, robots.txt, security.txt, and how to search here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from lxml import etree
from lxml.builder import ElementMaker

from articles import purging
from articles.front import answers, edge
from articles.front.metadata import absolute, iso
from articles.front.parameters import reads
from articles.front.periods import Period, months_at
from articles.front.request import ReaderRequest
from articles.models import Author, Edition, EditionByline, EditionTag, Section, Tag
from articles.models.edition import EditionQuerySet
from articles.outlet import language, present_outlet

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
MOST = 50_000  # addresses in one file, says the protocol
# Google News takes no more, and drops stories older than two days.
MOST_NEWS, NEWS_DAYS = 1_000, timedelta(days=2)

#: Pages that are no list of stories, if the site has them.
PAGES = ("home", "archive", "corrections", "search", "feeds", "topics", "about", "masthead", "accessibility")

_sitemap = ElementMaker(namespace=SITEMAP, nsmap={None: SITEMAP})
_news = ElementMaker(namespace=NEWS)


def listed_at(moment: datetime) -> EditionQuerySet:
    """What may stand in a search engine, under our address."""
    return Edition.objects.visible_at(moment).filter(noindex=False, canonical_url="")


@reads()
def index(request: ReaderRequest) -> HttpResponse:
    edge.draw_from(request, purging.STORIES)
    outlet = present_outlet()
    paths = [reverse("sitemap-pages")]
    paths += [reverse("sitemap-month", args=[month.year, month.month]) for month in months_at(request.moment)]
    sitemaps = (_sitemap.sitemap(_sitemap.loc(absolute(path, outlet))) for path in paths)
    return _xml(request, _sitemap.sitemapindex(*sitemaps))


@reads()
def month(request: ReaderRequest, year: int, month: int) -> HttpResponse:
    edge.draw_from(request, purging.STORIES)
    stories = Period(year, month).of(Edition.objects.visible_at(request.moment)).latest_first()
    rows = list(stories.values_list("path", "updated", "noindex", "canonical_url")[:MOST])
    if not rows:
        raise Http404
    return _urlset(request, ((path, updated) for path, updated, *kept_out in rows if not any(kept_out)))


@reads()
def pages(request: ReaderRequest) -> HttpResponse:
    """Everything but the stories. Lists changed last when their newest story came in."""
    edge.draw_from(request, purging.STORIES)
    moment = request.moment
    newest = (
        Edition.objects.visible_at(moment).latest_first().values_list("first_published", flat=True).first()
    )
    found = [(path, newest) for path in map(_path_of, PAGES) if path]
    found += [(month.url, None) for month in months_at(moment)]
    for lists in (sections_with_newest(moment), topics_with_newest(moment), authors_with_newest(moment)):
        found += [(item.get_absolute_url(), item.newest) for item in lists]
    return _urlset(request, found[:MOST])


def sections_with_newest(moment: datetime) -> QuerySet[Section]:
    stories = Edition.objects.visible_at(moment).filter(section=OuterRef("pk")).latest_first()
    return _with_newest(Section.objects.all(), stories)


def topics_with_newest(moment: datetime) -> QuerySet[Tag]:
    linked = EditionTag.objects.filter(tag=OuterRef("pk")).visible_at(moment).latest_first()
    return _with_newest(Tag.objects.order_by("pk"), linked)


def authors_with_newest(moment: datetime) -> QuerySet[Author]:
    named = EditionByline.objects.filter(author=OuterRef("pk")).visible_at(moment).latest_first()
    return _with_newest(Author.objects.order_by("pk"), named)


def _with_newest(places: QuerySet, stories: QuerySet) -> QuerySet:
    newest = Subquery(stories.values("first_published")[:1])
    return places.annotate(newest=newest).filter(newest__isnull=False)


@reads()
def news(request: ReaderRequest) -> HttpResponse:
    edge.draw_from(request, purging.STORIES)
    outlet = present_outlet()
    stories = listed_at(request.moment).filter(first_published__gt=request.moment - NEWS_DAYS).latest_first()
    rows = list(stories.values_list("path", "first_published", "updated", "headline")[:MOST_NEWS])
    edge.hold(request, rows[-1][1] + NEWS_DAYS if rows else None)  # then the oldest is news no more
    urls = (
        _sitemap.url(
            _sitemap.loc(absolute(path, outlet)),
            _sitemap.lastmod(iso(updated)),
            _news.news(
                _news.publication(_news.name(outlet.name), _news.language(language().partition("-")[0])),
                _news.publication_date(iso(published)),
                _news.title(headline),
            ),
        )
        for path, published, updated, headline in rows
    )
    maker = ElementMaker(namespace=SITEMAP, nsmap={None: SITEMAP, "news": NEWS})
    return _xml(request, maker.urlset(*urls), lifetime=answers.FIVE_MINUTES)


@reads()
def robots(request: ReaderRequest) -> HttpResponse:
    outlet = present_outlet()
    lines = (
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /preview/",
        "",
        f"Sitemap: {absolute(reverse('sitemap'), outlet)}",
        f"Sitemap: {absolute(reverse('news-sitemap'), outlet)}",
    )
    return _text(request, lines)


@reads()
def security(request: ReaderRequest) -> HttpResponse:
    """RFC 9116. It holds for half a year from the first of this month, so that it stays the same for a while."""
    outlet = present_outlet()
    here = timezone.localtime(request.moment)
    expires = Period(here.year + (here.month + 5) // 12, (here.month + 5) % 12 + 1).start
    lines = (
        f"Contact: mailto:{outlet.email}",
        f"Expires: {iso(expires)}",
        f"Canonical: {absolute(reverse('security'), outlet)}",
        f"Preferred-Languages: {language().partition('-')[0]}",
    )
    return _text(request, lines)


@reads()
def opensearch(request: ReaderRequest) -> HttpResponse:
    """So that browsers offer to search here."""
    outlet = present_outlet()
    make = ElementMaker(
        namespace="http://a9.com/-/spec/opensearch/1.1/", nsmap={None: "http://a9.com/-/spec/opensearch/1.1/"}
    )
    description = make.OpenSearchDescription(
        make.ShortName(outlet.name[:16]),
        make.Description(f"Search {outlet.name}"),
        make.Url(type="text/html", template=f"{absolute(reverse('search'), outlet)}?q={{searchTerms}}"),
        make.InputEncoding("UTF-8"),
    )
    return _xml(request, description, content_type="application/opensearchdescription+xml; charset=utf-8")


def _path_of(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _urlset(request: ReaderRequest, pages: Iterable[tuple[str, datetime | None]]) -> HttpResponse:
    outlet = present_outlet()
    urlset = _sitemap.urlset()
    zone = timezone.get_current_timezone()
    url, loc, lastmod = (f"{{{SITEMAP}}}{name}" for name in ("url", "loc", "lastmod"))
    for path, changed in pages:  # thousands: an `ElementMaker` takes twice as long
        page = etree.SubElement(urlset, url)
        etree.SubElement(page, loc).text = absolute(path, outlet)
        if changed:
            etree.SubElement(page, lastmod).text = iso(changed, zone)
    return _xml(request, urlset)


def _xml(
    request: ReaderRequest,
    root: etree._Element,
    *,
    content_type: str = "application/xml; charset=utf-8",
    lifetime: str = answers.AN_HOUR,
) -> HttpResponse:
    content = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return answers.kept(request, HttpResponse(content, content_type=content_type), lifetime=lifetime)


def _text(request: ReaderRequest, lines: Iterable[str]) -> HttpResponse:
    response = HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
    return answers.kept(request, response, lifetime=answers.AN_HOUR)
