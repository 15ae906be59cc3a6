"""`{% shelves "home-lead" "home-top" as shelves %}`: all the lists of a page at once, the first choosing first."""

from __future__ import annotations

from typing import Any

from django import template

from articles import clock
from articles.presentation import Place, StoryPage
from recommendations.shelves import PageAsking, Shelves, resolve
from recommendations.spots import Where

register = template.Library()


@register.simple_tag(takes_context=True)
def shelves(context: template.Context, *spots: str) -> Shelves:
    request = context.get("request")
    moment = getattr(request, "moment", None) or context.get("moment") or clock.now()
    return resolve(PageAsking(spots=spots, moment=moment, where=where(context)))


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
