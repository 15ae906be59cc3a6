"""Words and small marks of the readers' pages: dates as they are written here, pictures, the outlet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import plain
from articles.front.layout import Band, edited, laid_out, with_squares
from articles.outlet import Outlet, present_outlet
from articles.presentation import Card, Picture

register = template.Library()
register.filter(laid_out)
register.filter(with_squares)

#: In place of a shape that a card does not have.
NEAREST_SHAPES = {
    "landscape": ("landscape", "wide", "square"),
    "square": ("square", "landscape", "wide"),
    "wide": ("wide", "landscape", "square"),
}


def local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


@register.filter
def clock(moment: datetime) -> str:
    """6.40 am"""
    at = local(moment)
    return f"{at.hour % 12 or 12}.{at:%M} {'am' if at.hour < 12 else 'pm'}"


@register.filter
def hour(moment: datetime) -> str:
    """6.40, in a column where the day is known: hours of the afternoon as 18.40."""
    at = local(moment)
    return f"{at.hour}.{at:%M}"


@register.filter
def day(moment: datetime) -> str:
    """24 November 2026"""
    return format_date(local(moment), "j F Y")


@register.filter
def weekday(moment: datetime) -> str:
    """Tuesday 24 November 2026"""
    return format_date(local(moment), "l j F Y")


@register.filter
def month(moment: datetime) -> str:
    """November 2026"""
    return format_date(local(moment), "F Y")


@register.filter
def day_and_clock(moment: datetime) -> str:
    """24 November, 9.15 am"""
    return f"{format_date(local(moment), 'j F')}, {clock(moment)}"


@register.filter
def full(moment: datetime) -> str:
    """24 November 2026, 6.40 am GMT"""
    return f"{day(moment)}, {clock(moment)} {local(moment).tzname()}"


@register.filter
def when(moment: datetime, now: datetime) -> str:
    """As short as it is clear: 6.40 am today, 23 November this year, 23 November 2025."""
    at, today = local(moment), local(now)
    if at.date() == today.date():
        return clock(moment)
    return format_date(at, "j F" if at.year == today.year else "j F Y")


@register.filter
def loosely(moment: datetime, now: datetime) -> str:
    """Tuesday morning, within a week; else 17 November."""
    at, today = local(moment), local(now)
    if not 0 <= (today.date() - at.date()).days < 7:
        return when(moment, now)
    part = "morning" if at.hour < 12 else "afternoon" if at.hour < 18 else "evening"
    return f"{at:%A} {part}"


@register.filter
def is_day_of(moment: datetime, now: datetime) -> bool:
    return local(moment).date() == local(now).date()


@register.filter
def is_past_year(moment: datetime | None, now: datetime) -> bool:
    """Whether a story is old enough to say so: a year and a day."""
    return moment is not None and (now - moment).days > 365


@register.simple_tag
def moment_of(moment: datetime, words: str) -> SafeString:
    """A `<time>` with the whole moment, for the words that say it."""
    return format_html(
        '<time datetime="{}">{}</time>', local(moment).replace(microsecond=0).isoformat(), words
    )


@register.filter
def is_rtl(text: str) -> bool:
    return plain.is_rtl(text)


@register.filter
def shape(card: Card, name: str) -> Picture | None:
    """The card's picture in this shape, or in the nearest it has."""
    return next((card.pictures[near] for near in NEAREST_SHAPES[name] if near in card.pictures), None)


@register.simple_tag
def edited_bands(bands: Iterable[Band], shown: Iterable[str], lead: Card | None = None) -> list[Band]:
    """`lead` opens the page while no curator has chosen another."""
    return edited(bands, {*shown, *([lead.story_id] if lead else [])})


@register.inclusion_tag("front/parts/picture.html")
def picture(
    picture: Picture, sizes: str, alt: str | None = None, eager: bool = False, css: str = ""
) -> dict[str, object]:
    """`alt=""` where the words beside it say it all, as on cards."""
    return {
        "picture": picture,
        "sizes": sizes,
        "alt": picture.alt if alt is None else alt,
        "eager": eager,
        "css": css,
    }


@register.simple_tag
def outlet() -> Outlet:
    """For pages that must not need a request, such as 500."""
    return present_outlet()
