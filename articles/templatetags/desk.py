"""The desk's own marks: badges, faces, icons and the words for time and people.

Two questions, never one: `stage` draws the round badge (how the work stands), `readers_see` the square ones.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs

from django import template
from django.contrib.admin.views.main import ChangeList
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from articles import clock, moments
from articles.admin.by_key import ByKey

register = template.Library()

STAGES = {
    "drafting": ("drafting", "Drafting"),
    "in-review": ("review", "In review"),
    "ready": ("ready", "Ready"),
    "on-hold": ("hold", "On hold"),
    "spiked": ("spiked", "Spiked"),
}
PUBLIC = {
    "none": ("eye-off", "Not public"),
    "scheduled": ("schedule", "Scheduled"),
    "live": ("eye", "Live"),
    "withdrawn": ("withdrawn", "Withdrawn"),
    "ended": ("withdrawn", "Ended"),
    "list": ("list", "List"),
    "update": ("schedule", "Update"),
    "story": ("schedule", "Story"),
}
SOLID = frozenset({"half", "tick-circle", "octagon", "brand", "grip", "dots"})
STAGE_ICONS = {
    "drafting": "dashed",
    "review": "half",
    "ready": "tick-circle",
    "hold": "paused",
    "spiked": "struck",
}


@dataclass(frozen=True)
class Sight:
    """One square badge: what readers see, or will."""

    kind: str  # a key of PUBLIC
    when: str = ""  # "today 12:00", beside the badge
    triangle: str = ""  # "Unpublished changes": something is not out yet


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One of the sprite's pictures. Without `label` it is decoration and stands beside text."""
    classes = "icon solid" if name in SOLID else "icon"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="#i-{}"/></svg>', classes, label, name
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>', classes, name)


@register.simple_tag
def stage(code: str) -> SafeString:
    css, title = STAGES[str(code)]
    return format_html('<span class="badge round {}">{}{}</span>', css, icon(STAGE_ICONS[css]), title)


@register.simple_tag
def public(kind: str, when: str = "", triangle: str = "", title: str = "") -> SafeString:
    """One square badge with its moment beside it and, if something is not out yet, the triangle."""
    picture, words = PUBLIC[kind]
    css = "scheduled" if kind in ("scheduled", "update", "story") else kind
    badge = format_html('<span class="badge square {}">{}{}</span>', css, icon(picture), title or words)
    if when:
        tone = " note" if css == "scheduled" else ""
        badge += format_html(' <span class="signal{}">{}</span>', tone, capital(when))
    if triangle:
        badge += format_html(' <span class="signal wait">{}{}</span>', icon("triangle"), triangle)
    return badge


@register.simple_tag
def readers_see(sights: Iterable[Sight]) -> SafeString:
    inner = format_html_join(" ", "{}", ((public(s.kind, s.when, s.triangle),) for s in sights))
    return format_html('<span class="badges">{}</span>', inner)


@register.simple_tag
def face(person: Any) -> SafeString:
    """Initials in a circle. The colour follows from the name and means nothing."""
    tone, initials = look(person)
    return format_html('<span class="face f{}" aria-hidden="true">{}</span>', tone, initials)


def look(person: Any) -> tuple[int, str]:
    """Number of the colour, and the initials."""
    name = str(person or "?")
    words = [word for word in name.split() if word]
    initials = (words[0][:1] + words[-1][:1]).upper() if len(words) > 1 else name[:2].upper()
    return zlib.crc32(name.encode()) % 6, initials


@register.filter
def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


@register.simple_tag(takes_context=True)
def who(context: template.Context, person: Any, full: bool = False) -> str:
    """ "you" for oneself, else the first name (or the full one)."""
    if person is None:
        return "the system"
    request = context.get("request")
    if request is not None and request.user == person:
        return "you"
    return str(person) if full else (person.first_name or str(person))


#: What a browser calls itself, the most telling first: nearly all say that they are Mozilla, Chrome and Safari as well.
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "Chromebook",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@register.filter
def browser(agent: str) -> str:
    """ "Firefox, Windows"; a shortened text of its own if nobody knows it."""
    known = [
        next((name for mark, name in names.items() if mark in agent), "") for names in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, known)) or Truncator(agent).chars(60) or "An unknown browser"


@register.filter
def moment(value: datetime | None) -> str:
    """ "today 09:41", "Sun 22 Nov, 08:00"."""
    return moments.at(value, clock.now()) if value else ""


@register.filter
def short_moment(value: datetime | None) -> str:
    return moments.short(value, clock.now()) if value else ""


@register.filter
def full_moment(value: datetime | None) -> str:
    return moments.in_full(value) if value else ""


@register.filter
def distance(value: datetime | None) -> str:
    return moments.distance(value, clock.now()) if value else ""


@register.filter
def day(value: date | None) -> str:
    return moments.day(value, timezone.localtime(clock.now()).date()) if value else ""


@register.filter
def zone(value: datetime | None) -> str:
    """ "London time (GMT)", as it is at that moment."""
    return moments.zone(value or clock.now())


# --- Lists: filters drawn as one line of selects, ready-made views as links ---


@dataclass(frozen=True)
class Option:
    value: str
    title: str
    selected: bool


@dataclass(frozen=True)
class Select:
    name: str
    title: str
    options: tuple[Option, ...]


def _is_view(spec: Any) -> bool:
    return getattr(spec, "as_links", False)


@register.simple_tag
def selects(cl: ChangeList) -> list[Select]:
    """Every list filter as a select: works without script, with the form's own button."""
    result = []
    for spec in cl.filter_specs:
        if _is_view(spec):
            continue
        name = spec.expected_parameters()[0]
        options = []
        for choice in spec.choices(cl):
            value = parse_qs(choice["query_string"].lstrip("?")).get(name, [""])[0]
            # "All" comes first; any later choice without a value of this name is the filter's "empty" one.
            if value or not options:
                title = str(choice["display"]) if value else f"Any {spec.title}"
                options.append(Option(value, title, bool(choice["selected"])))
        result.append(Select(name, str(spec.title), tuple(options)))
    return result


@register.simple_tag
def views(cl: ChangeList) -> list[dict[str, Any]]:
    """The choices of the filter that is drawn as a row of links, with their counts if it knows them."""
    for spec in cl.filter_specs:
        if _is_view(spec):
            return list(spec.choices(cl))
    return []


@register.simple_tag
def other_parameters(cl: ChangeList) -> list[tuple[str, str]]:
    """What the search line has to carry along: everything that is neither searched nor chosen in it."""
    own = {spec.expected_parameters()[0] for spec in cl.filter_specs if not _is_view(spec)}
    return [
        (name, value[-1] if isinstance(value, list) else value)
        for name, value in cl.params.items()
        if name not in own | {"q", "p", "e"}
    ] + [
        (spec.parameter_name, spec.value())
        for spec in cl.filter_specs
        if _is_view(spec) and spec.value() and spec.parameter_name not in cl.params
    ]


@dataclass(frozen=True)
class Pages:
    """What stands under a list: where it is, and the addresses of its neighbours, empty where there is none."""

    words: str
    newer: str
    older: str


@register.simple_tag
def newer_and_older(cl: ChangeList) -> Pages:
    if isinstance(cl, ByKey):
        return Pages(f"{len(cl.result_list)} of {cl.words}", cl.newer, cl.older)
    page = cl.page_num
    pages = cl.paginator.num_pages if cl.multi_page and not cl.show_all else 1
    first, last = (page - 1) * cl.list_per_page + 1, min(page * cl.list_per_page, cl.result_count)
    return Pages(
        f"{first}–{last} of {cl.result_count}",
        cl.get_query_string({"p": page - 1}) if page > 1 else "",
        cl.get_query_string({"p": page + 1}) if page < pages else "",
    )


@register.filter
def direction(header: dict[str, Any]) -> SafeString:
    """The arrow of the column a list is sorted by."""
    if not header.get("sort_priority"):
        return mark_safe("")
    up = header.get("ascending")
    return format_html(
        '<span class="direction" aria-hidden="true">{}</span><span class="visually-hidden">, {}</span>',
        "↑" if up else "↓",
        "lowest first" if up else "highest first",
    )
