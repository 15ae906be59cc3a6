"""What the readers' templates ask of lists. `templates/front/base.html` asks once for the whole page:

    {% shelves %}{% block spots %}{% endblock %}{% endshelves %}

and each page names its spots in that block, the one that chooses first before the others.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from articles import clock
from articles.front import edge
from articles.presentation import Place, StoryPage
from articles.typesetting import inside, parse
from recommendations.asking import PageAsking, as_seen_by
from recommendations.shelves import resolve
from recommendations.spots import Spot, Where, drawn_from

register = template.Library()

NONE = "none"  # for a page that has to cost as little as search does


@register.tag
def shelves(parser: template.base.Parser, token: template.base.Token) -> ShelvesNode:
    named = parser.parse(("endshelves",))
    parser.delete_first_token()
    return ShelvesNode(named)


class ShelvesNode(template.Node):
    """Sets `shelves` to what stands in the spots that are named between the tags, and in the line above every page."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        request = context.get("request")
        found = context.get("shelves")
        if found is None:
            spots = (Spot.BREAKING, *self.nodelist.render(context).split())
            if NONE in spots:
                spots = ()
            if request:
                edge.draw_from(request, *drawn_from(spots, where(context)))
            asking = PageAsking(spots=spots, moment=moment_of(context), where=where(context))
            found = resolve(as_seen_by(request, asking))
        context["shelves"] = found
        if request:
            edge.note(request, *found, *(Place(shelf.list_title, f"/picks/{shelf.slug}/") for shelf in found))
        return ""


def moment_of(context: template.Context) -> datetime:
    return getattr(context.get("request"), "moment", None) or context.get("moment") or clock.now()


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


@register.simple_tag(takes_context=True)
def reasons(context: template.Context, spot: str) -> SafeString | str:
    """For the desk at another moment: why each card of this spot is there, and what is not. For readers nothing."""
    shelf = context["shelves"].by_spot.get(spot)
    if shelf is None or getattr(context.get("request"), "travel", None) is None:
        return ""
    return render_to_string("recommendations/reasons.html", {"shelf": shelf})


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
