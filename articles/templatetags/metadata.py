"""The head of a page for machines: `{% metadata_of_story story %}` and its siblings, in the block `meta`."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.front import metadata, paging
from articles.front.metadata import Metadata
from articles.outlet import Outlet, present_outlet
from articles.presentation import Name, Place, StoryPage
from articles.templatetags.front import part

register = template.Library()


@register.simple_tag(takes_context=True)
def metadata_of_story(context: Context, story: StoryPage) -> SafeString:
    outlet = _outlet(context)
    if story.is_preview:
        return HIDDEN
    return _shown(context, metadata.of_story(story, outlet))


@register.simple_tag(takes_context=True)
def metadata_of_home(context: Context) -> SafeString:
    outlet = _outlet(context)
    return _shown(context, metadata.of_home(outlet))


@register.simple_tag(takes_context=True)
def metadata_of_place(context: Context, place: Place) -> SafeString:
    outlet = _outlet(context)
    return _shown(context, metadata.of_place(place, outlet, path=_path(context, place.url)))


@register.simple_tag(takes_context=True)
def metadata_of_author(context: Context, author: Name, links: Iterable[Place]) -> SafeString:
    outlet = _outlet(context)
    return _shown(context, metadata.of_author(author, links, outlet, path=_path(context, author.url)))


@register.simple_tag(takes_context=True)
def metadata_of_page(
    context: Context, title: str, name: str, description: str = "", feeds: str = ""
) -> SafeString:
    """`name` is the URL name of the page, or its path; `feeds` the title of feeds of its own."""
    outlet = _outlet(context)
    path = name if name.startswith("/") else reverse(name)
    own = metadata.feed_links(path, f"{outlet.name}: {feeds}") if feeds else []
    return _shown(
        context,
        metadata.of_page(
            title,
            outlet,
            path=_path(context, path),
            description=description,
            feeds=[*own, *metadata.feed_links("/", outlet.name)],
        ),
    )


def _outlet(context: Context) -> Outlet:
    return context.get("outlet") or present_outlet()


def _path(context: Context, path: str) -> str:
    """Older pages of a list are pages of their own; other parameters change nothing, so they are left out."""
    key = paging.key_of(context["request"]) if context.get("older_page") else None
    return f"{path}?{paging.PARAMETER}={key}" if key else path


HIDDEN = mark_safe('<meta name="robots" content="noindex">\n')  # for a page that no machine is to know


def _shown(context: Context, page: metadata.Metadata) -> SafeString:
    if getattr(context.get("request"), "guest", None):
        return HIDDEN
    locale = _outlet(context).language.replace("-", "_")
    return head(context, metadata=page, outlet=_outlet(context), locale=locale)


@part("front/parts/metadata.html")
def head(context: Context, *, metadata: Metadata, outlet: Outlet, locale: str) -> SafeString:
    """Every page has some thirty of these values, and a template takes ten times as long to write them."""
    page = metadata
    properties = [
        ("og:title", page.title),
        ("og:description", page.description),
        ("og:type", page.type),
        ("og:url", page.canonical),
        ("og:site_name", outlet.name),
        ("og:locale", locale),
        ("og:image", page.picture.url),
        ("og:image:type", page.picture.type),
        ("og:image:width", str(page.picture.width)),
        ("og:image:height", str(page.picture.height)),
        ("og:image:alt", page.picture.alt),
    ]
    properties += [(name, value) for name, value in page.properties if value]
    lines = [
        f'<meta name="description" content="{escape(page.description)}">',
        f'<link rel="canonical" href="{escape(page.canonical)}">',
        f'<meta name="robots" content="{page.robots}">',
        *(f'<meta property="{name}" content="{escape(value)}">' for name, value in properties),
        '<meta name="twitter:card" content="summary_large_image">',
        f'<meta name="twitter:image:alt" content="{escape(page.picture.alt)}">',
        *(
            f'<link rel="alternate" type="{feed.type}" href="{escape(feed.url)}" title="{escape(feed.title)}">'
            for feed in page.feeds
        ),
        f'<link rel="search" type="application/opensearchdescription+xml" href="{reverse("opensearch")}"'
        f' title="{escape(outlet.name)}">',
        f'<script type="application/ld+json">{page.json_ld}</script>',
    ]
    return mark_safe("\n  ".join(lines) + "\n")  # what is not ours is escaped
