"""`{% shelves "home-lead" "home-top" as shelves %}`: all the lists of a page at once, the first choosing first."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from articles import clock
from articles.front import edge
from articles.presentation import Place, StoryPage
from articles.typesetting import inside, parse
from recommendations.shelves import PageAsking, Shelves, resolve
from recommendations.spots import Where

register = template.Library()


@register.simple_tag(takes_context=True)
def shelves(context: template.Context, *spots: str) -> Shelves:
    request = context.get("request")
    moment = getattr(request, "moment", None) or context.get("moment") or clock.now()
    found = resolve(PageAsking(spots=spots, moment=moment, where=where(context)))
    if request:
        edge.note(request, *found, *(Place(shelf.list_title, f"/picks/{shelf.slug}/") for shelf in found))
    return found


def where(context: template.Context) -> Where:
    """What the page is about: its story, or its section, or its topic."""
    story: Any = context.get("story")
    if isinstance(story, StoryPage):
        return Where(
            story=story.public_id,
            section=story.section.slug if story.section else "",
            topics=tuple(topic.slug for topic in story.topics),
            headline=story.headline,
        )
    section, topic = context.get("section"), context.get("topic")
    return Where(
        section=section.slug if isinstance(section, Place) else "",
        topics=(topic.slug,) if isinstance(topic, Place) else (),
    )


@register.simple_tag
def cut(html: str, after: int) -> tuple[SafeString, SafeString]:
    """A story's body in two, after so many of its paragraphs; those in quotes and figures do not count. A body that is
    shorter comes whole, and nothing after it."""
    body = parse(html)
    rest = parse("")
    seen = 0
    for element in list(body):
        if seen >= after > 0:
            rest.append(element)
        elif element.tag == "p":
            seen += 1
    return mark_safe(inside(body)), mark_safe(inside(rest))
