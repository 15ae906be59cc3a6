"""Stories in lists: `{% card %}`, `{% rows %}` and, of a section on the home page, `{% band %}`. A page has dozens of them,
and a template for each would take five times as long. A brand that wants others writes that template: see `part`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from articles.front.layout import Band, with_squares
from articles.models.section import Layout
from articles.presentation import Card
from articles.templatetags.front import about, headline, kicker, part, picture, shape

register = template.Library()

PAIR = "(max-width: 34rem) 144px, (max-width: 64rem) 45vw, (max-width: 87rem) 33vw, 464px"
FIRST_OF_FIVE = "(max-width: 42rem) 92vw, (max-width: 64rem) 50vw, (max-width: 87rem) 37vw, 514px"
SQUARE = "(max-width: 34rem) 96px, (max-width: 64rem) 104px, 144px"


@register.simple_tag(name="card", takes_context=True)
@part("front/parts/card.html")
def card_of(
    context: Context,
    card: Card,
    *,
    size: str,
    sizes: str = "",
    kicker: bool = True,
    teaser: bool = False,
    tells: str = "",
    blank: bool = False,
) -> SafeString:
    """A story in a list, its picture (if any) above its words. `size` of the heading: l m s; `sizes` of the picture, ""
    for none; `tells` what stands below, as in `about`; `blank` fills a missing picture."""
    found = picture(shape(card, "landscape"), sizes, alt="", css="landscape") if sizes else ""
    if sizes and blank and not found:
        hue = (card.section.hue if card.section else "") or "neutral"
        found = f'<div class="blank landscape" data-hue="{escape(hue)}"></div>'
    return mark_safe(  # of parts that are escaped
        f'<div class="card">\n  {found}\n  {words(card, context["moment"], size, kicker, teaser, tells)}\n</div>\n'
    )


@register.simple_tag(takes_context=True)
@part("front/parts/rows.html")
def rows(
    context: Context, cards: list[Card], *, size: str, squares: int, kicker: bool, teaser: bool, tells: str
) -> SafeString:
    """Stories in rows: words, and a square at the far side of the first few (`squares`) that have a picture."""
    moment = context["moment"]
    found = []
    for card, has_square in with_squares(cards, squares):
        square = picture(shape(card, "square"), SQUARE, alt="", css="square") if has_square else ""
        said = words(card, moment, size, kicker, teaser, tells, indent="    ")
        found.append(
            f'\n  <li><div class="row">\n  <div class="row-text">\n    {said}\n  </div>\n  {square}\n</div></li>'
        )
    return mark_safe(f'<ul class="rows">{"".join(found)}\n</ul>\n')  # of parts that are escaped


@register.simple_tag(takes_context=True)
@part("front/parts/band.html")
def band(context: Context, band: Band) -> SafeString:
    """A section on the home page."""
    section, title = band.section, f"band-{escape(band.section.slug)}"
    about = f"<p>{escape(section.description)}</p>" if section.description else ""
    links = (f'<li><a href="{escape(topic.url)}">{escape(topic.title)}</a></li>' for topic in band.topics)
    topics = f'<ul class="links">{"".join(links)}</ul>' if band.topics else ""
    return mark_safe(  # what is not ours is escaped
        f'<section class="band slip" aria-labelledby="{title}" data-hue="{escape(section.hue or "neutral")}">\n'
        f'  <div class="band-grid">\n'
        f'    <div class="band-head">\n'
        f'      <h2 class="headline" id="{title}"><a href="{escape(section.url)}">{escape(section.title)}</a></h2>\n'
        f"      {about}\n"
        f"      {topics}\n"
        f"    </div>\n"
        f"    \n    {LAYOUTS[band.layout](context, band.cards)}\n    \n"
        f"  </div>\n"
        f"</section>\n"
    )


def pair(context: Context, cards: list[Card]) -> str:
    made = (card_of(context, card, size="m", sizes=PAIR, kicker=False, teaser=True) for card in cards[:2])
    return f'<ul class="pair">{listed(made)}\n    </ul>'


def text_three(context: Context, cards: list[Card]) -> str:
    sizes = zip("lmm", cards, strict=False)
    made = (card_of(context, card, size=size, kicker=False, teaser=True) for size, card in sizes)
    return f'<ul class="text-three">{listed(made)}\n    </ul>'


def one_and_four(context: Context, cards: list[Card]) -> str:
    first = card_of(context, cards[0], size="l", sizes=FIRST_OF_FIVE, kicker=False, teaser=True)
    more = ""
    if len(cards) > 1:
        more = rows(context, cards[1:5], size="s", squares=2, kicker=False, teaser=False, tells="date")
    return f'<div class="one-four">\n      {first}\n      {more}\n    </div>'


LAYOUTS = {Layout.PAIR: pair, Layout.TEXT_THREE: text_three, Layout.ONE_AND_FOUR: one_and_four}


def listed(cards: Iterable[str]) -> str:
    return "".join(f"\n      <li>{card}</li>" for card in cards)


def words(
    card: Card, moment: datetime, size: str, has_kicker: bool, teaser: bool, tells: str, indent: str = "  "
) -> str:
    more = f'<p class="teaser">{escape(card.standfirst)}</p>' if teaser and card.standfirst else ""
    lines = (kicker(card, has_kicker), headline(card, size), more, about(card, tells, moment))
    return f"\n{indent}".join(lines)
