"""Addresses for machines, and those of search and the archive. They come before sections and stories."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.http import HttpResponse
from django.urls import URLPattern, path, register_converter

from articles.front import feeds, sitemaps
from articles.front.archive import archive
from articles.front.search_page import search_page


class Year:
    regex = "(?:19|20|21)[0-9]{2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"


class MonthNumber(Year):
    regex = "0[1-9]|1[0-2]"

    def to_url(self, value: int) -> str:
        return f"{value:02}"


register_converter(Year, "yyyy")
register_converter(MonthNumber, "mm")


def feeds_below(page: str, view: Callable[..., HttpResponse]) -> Iterator[URLPattern]:
    for name in feeds.FORMATS:
        yield path(f"{page}{name}", view, {"format": name})


urlpatterns = [
    path("search/", search_page, name="search"),
    path("archive/", archive, name="archive"),
    path("archive/<yyyy:year>/", archive, name="archive-year"),
    path("archive/<yyyy:year>/<mm:month>/", archive, name="archive-month"),
    path("feeds/", feeds.feeds, name="feeds"),
    *feeds_below("", feeds.site),
    *feeds_below("corrections/", feeds.of_corrections),
    *feeds_below("topics/<slug:slug>/", feeds.topic),
    *feeds_below("authors/<slug:slug>/", feeds.author),
    *feeds_below("<slug:slug>/", feeds.section),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap/pages.xml", sitemaps.pages, name="sitemap-pages"),
    path("sitemap/<yyyy:year>-<mm:month>.xml", sitemaps.month, name="sitemap-month"),
    path("news-sitemap.xml", sitemaps.news, name="news-sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("opensearch.xml", sitemaps.opensearch, name="opensearch"),
    path(".well-known/security.txt", sitemaps.security, name="security"),
]
