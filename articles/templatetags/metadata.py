"""The head of a page for machines: `{% metadata_of_story story %}` and its siblings, in the block `meta`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from articles.front import metadata, paging
from articles.outlet import Outlet, present_outlet
from articles.presentation import Name, Place, StoryPage

register = template.Library()
TEMPLATE = "front/parts/metadata.html"


@register.inclusion_tag(TEMPLATE, takes_context=True)
def metadata_of_story(context: Context, story: StoryPage) -> dict[str, Any]:
    outlet = _outlet(context)
    if story.is_preview:
        return _hidden(outlet)
    return _shown(context, metadata.of_story(story, outlet))


@register.inclusion_tag(TEMPLATE, takes_context=True)
def metadata_of_home(context: Context) -> dict[str, Any]:
    outlet = _outlet(context)
    return _shown(context, metadata.of_home(outlet))


@register.inclusion_tag(TEMPLATE, takes_context=True)
def metadata_of_place(context: Context, place: Place) -> dict[str, Any]:
    outlet = _outlet(context)
    return _shown(context, metadata.of_place(place, outlet, path=_path(context, place.url)))


@register.inclusion_tag(TEMPLATE, takes_context=True)
def metadata_of_author(context: Context, author: Name, links: Iterable[Place]) -> dict[str, Any]:
    outlet = _outlet(context)
    return _shown(context, metadata.of_author(author, links, outlet, path=_path(context, author.url)))


@register.inclusion_tag(TEMPLATE, takes_context=True)
def metadata_of_page(
    context: Context, title: str, name: str, description: str = "", feeds: str = ""
) -> dict[str, Any]:
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


def _hidden(outlet: Outlet) -> dict[str, Any]:
    """For a page that no machine is to know."""
    return {"outlet": outlet, "metadata": None}


def _shown(context: Context, page: metadata.Metadata) -> dict[str, Any]:
    outlet = _outlet(context)
    if getattr(context.get("request"), "guest", None):
        return _hidden(outlet)
    return {"outlet": outlet, "metadata": page, "locale": metadata.language().replace("-", "_")}
