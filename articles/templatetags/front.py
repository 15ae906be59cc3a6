"""Words and small marks of the readers' pages: dates as they are written here, pictures, the outlet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache, wraps
from html import escape
from inspect import signature
from typing import Any

from django import template
from django.template import Context, Engine, TemplateDoesNotExist
from django.template.base import Template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.safestring import SafeString, mark_safe

from articles import plain
from articles.front.layout import Band, edited, laid_out, with_squares
from articles.outlet import Outlet, present_outlet
from articles.presentation import Card, Picture, Place

register = template.Library()
register.filter(laid_out)
register.filter(with_squares)

#: In place of a shape that a card does not have.
NEAREST_SHAPES = {
    "landscape": ("landscape", "wide", "square"),
    "square": ("square", "landscape", "wide"),
    "wide": ("wide", "landscape", "square"),
}


Drawing = Callable[..., SafeString]


@lru_cache(maxsize=64)
def own(name: str, engine: Engine) -> Template | None:
    """The template that draws this part instead, if the outlet has one in its folder."""
    try:
        return engine.get_template(name)
    except TemplateDoesNotExist:
        return None


def part(name: str) -> Callable[[Drawing], Drawing]:
    """What draws a part of a page, unless there is a template `name`: that one gets the same values by the same names."""

    def decorate(draw: Drawing) -> Drawing:
        @wraps(draw)
        def drawn(context: Context, *given: Any, **named: Any) -> SafeString:
            theirs = own(name, context.template.engine)  # type: ignore[union-attr]
            if theirs is None:
                return draw(context, *given, **named)
            values = signature(draw).bind(context, *given, **named)
            values.apply_defaults()
            with context.push(**{key: value for key, value in values.arguments.items() if key != "context"}):
                return theirs.render(context)

        return drawn

    return decorate


EAGER = ' fetchpriority="high"'
LAZY = ' loading="lazy" decoding="async"'
AWAY = '<span class="unseen">, on another site</span>'
ELSEWHERE = mark_safe('<p class="meta" aria-hidden="true">On another site ↗&#xFE0E;</p>')


def local(moment: datetime) -> datetime:
    return moment.astimezone(timezone.get_default_timezone())  # readers have no zone of their own


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
    return date_in_words(local(moment).date(), "j F Y")


@register.filter
def weekday(moment: datetime) -> str:
    """Tuesday 24 November 2026"""
    return date_in_words(local(moment).date(), "l j F Y")


@register.filter
def month(moment: datetime) -> str:
    """November 2026"""
    return date_in_words(local(moment).date(), "F Y")


@register.filter
def day_and_clock(moment: datetime) -> str:
    """24 November, 9.15 am"""
    return f"{date_in_words(local(moment).date(), 'j F')}, {clock(moment)}"


@register.filter
def full(moment: datetime) -> str:
    """24 November 2026, 6.40 am GMT"""
    return f"{day(moment)}, {clock(moment)} {local(moment).tzname()}"


@lru_cache(maxsize=512)
def date_in_words(day: date, form: str) -> str:
    """A page writes the same few dates again and again."""
    return format_date(day, form)


@register.filter
def when(moment: datetime, now: datetime) -> str:
    """As short as it is clear: 6.40 am today, 23 November this year, 23 November 2025."""
    at, today = local(moment), local(now)
    if at.date() == today.date():
        return clock(moment)
    return date_in_words(at.date(), "j F" if at.year == today.year else "j F Y")


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
    return mark_safe(f'<time datetime="{local(moment).isoformat(timespec="seconds")}">{escape(words)}</time>')


@register.simple_tag
def options_of(choice: Any) -> SafeString:
    """Of a select. There may be two hundred authors: by a template they would cost as much as the rest of their page."""
    return mark_safe(  # what is not ours is escaped
        "".join(
            f'<option value="{escape(option.value)}"{" selected" if option.is_chosen else ""}>{escape(option.words)}</option>'
            for option in choice.options
        )
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


@register.simple_tag
def picture(
    picture: Picture | None, sizes: str, alt: str | None = None, eager: bool = False, css: str = ""
) -> SafeString | str:
    """`alt=""` where the words beside it say it all, as on cards. A page has dozens, and a template of its own would cost
    five times as much."""
    if picture is None:
        return ""
    sizes = f' sizes="{escape(sizes)}"'
    sources = "".join(
        f'<source type="{source.type}" srcset="{escape(source.srcset)}"{sizes}>' for source in picture.sources
    )
    srcset = f' srcset="{escape(picture.srcset)}"{sizes}' if picture.srcset else ""
    measures = f'width="{picture.width}" height="{picture.height}"'
    words = escape(picture.alt if alt is None else alt)
    image = f'<img src="{escape(picture.src)}"{srcset} {measures} alt="{words}"{EAGER if eager else LAZY}>'
    named = f' class="{css}"' if css else ""
    return mark_safe(f"<picture{named}>{sources}{image}</picture>")  # what is not ours is escaped


@register.simple_tag
def kicker(card: Card, is_wanted: bool = True) -> SafeString | str:
    """What stands above a card's headline: its section, what a curator calls it, or another site, which is always told."""
    if not card.label or not (is_wanted or card.is_external):
        return ""
    hue = f' data-hue="{escape(card.hue)}"' if card.hue else ""
    return mark_safe(f'<p class="kicker"{hue}>{escape(card.label)}</p>')  # both are escaped


@register.simple_tag
def headline(card: Card, size: str) -> SafeString:
    """A card's headline: the one link to its story. `size` is xl, l, m or s."""
    way = ' dir="rtl"' if plain.is_rtl(card.headline) else ""
    there, away = (' rel="noopener"', AWAY) if card.is_external else ("", "")
    link = f'<a href="{escape(card.url)}"{there}>{escape(card.headline)}{away}</a>'
    return mark_safe(f'<h3 class="headline {size}"{way}>{link}</h3>')  # what is not ours is escaped


@register.simple_tag
def about(card: Card, tells: str, moment: datetime) -> SafeString | str:
    """The line below a card's words: who wrote it, and when. `tells` "name" is that alone, "date" the other, "minutes" has
    the time it takes instead of the date."""
    if card.is_external:
        return ELSEWHERE
    if not card.names and (tells == "name" or not card.published):
        return ""
    said = [] if tells == "date" or not card.names else [escape(card.byline)]
    if tells == "minutes" and card.minutes:
        said.append(f"{card.minutes} min read")
    elif tells in ("", "date") and card.published:
        said.append(moment_of(card.published, when(card.published, moment)))
    return mark_safe(f'<p class="meta">{" · ".join(said)}</p>')  # escaped above


@register.simple_tag(takes_context=True)
def frame(context: Context, part: str, section_slug: str = "", current: str = "true") -> SafeString:
    """What stands around every page: "head", "masthead" or "footer". It depends on nothing but what is handed on here, so
    each is rendered once for all pages of a day. `current` is what `aria-current` says of the section."""
    today = local(context["moment"]).replace(hour=0, minute=0, second=0, microsecond=0)
    template = get_template(f"front/parts/{part}.html").template
    if part == "head":
        return framed(template, context["outlet"])
    return framed(template, context["outlet"], tuple(context["sections"]), today, section_slug, current)


@lru_cache(maxsize=128)
def framed(
    template: Template,
    outlet: Outlet,
    sections: tuple[Place, ...] = (),
    moment: datetime | None = None,
    section_slug: str = "",
    current: str = "",
) -> SafeString:
    names = {"outlet": outlet, "sections": sections, "moment": moment}
    return template.render(Context(names | {"section_slug": section_slug, "current": current}))


@register.simple_tag
def outlet() -> Outlet:
    """For pages that must not need a request, such as 500."""
    return present_outlet()
