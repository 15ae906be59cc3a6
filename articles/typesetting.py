"""From the canonical HTML of a body to the HTML that readers get. Knows no model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import zip_longest

from lxml import html as lxml_html
from lxml.builder import E
from lxml.etree import _Element as Element

from articles.embeds import find
from articles.plain import is_rtl
from articles.presentation import Picture

#: How wide a picture of the body stands, as the front's stylesheet draws it: from 80rem on to the page's edge.
WIDE = "(max-width: 42rem) 92vw, (max-width: 80rem) 39rem, (max-width: 87rem) 69vw, 60rem"
PORTRAIT = "(max-width: 28rem) 92vw, 26rem"

_BLOCKS = ("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "table", "figure", "figcaption")
_NUMBER = re.compile(r"[-−+±~≈<>≤≥]?\s?[£$€¥]?\s?\d[\d.,\s]*\s?(?:%|[^\W\d_]{0,4}|[°µ]\w?)", re.ASCII)


def parse(html: str) -> Element:
    """A tree under one `<div>`."""
    return lxml_html.fragment_fromstring(html, create_parent="div")


def inside(element: Element) -> str:
    """The HTML between an element's tags."""
    html = lxml_html.tostring(element, encoding="unicode", with_tail=False)
    # libxml2 does not know that <source> has no end tag.
    return html[html.index(">") + 1 : html.rindex("<")].replace("</source>", "")


def present(html: str, *, pictures: Mapping[int, Picture], stories: Mapping[str, str]) -> str:
    """What readers get of canonical HTML.

    `pictures` are those that may be shown now, by primary key: a figure without one leaves nothing. `stories` are the
    present addresses of those that readers can see now, by public id: a link to another becomes plain text.
    """
    if not html:
        return ""
    body = parse(html)
    for figure in body.findall(".//figure"):
        if figure.get("data-pullquote"):
            _pull_quote(figure)
        elif address := figure.attrib.pop("data-embed", ""):
            _embed(figure, address)
        elif picture := pictures.get(int(figure.get("data-image", "0"))):
            _picture(figure, picture)
        else:
            figure.drop_tree()
    for link in body.findall(".//a"):
        _link(link, stories)
    for number, table in enumerate(body.findall(".//table"), start=1):
        _table(table, number)
    for code in body.findall(".//pre"):
        # It may scroll sideways, so the keyboard must reach it, and it needs a name that is no landmark.
        code.attrib.update({"tabindex": "0", "role": "group", "aria-label": "Code"})
    for block in body.iter(*_BLOCKS):
        # Each by itself: an Arabic quotation may stand in an English story, and a list in Hebrew has its marks at the right.
        if is_rtl("".join(block.itertext())):
            block.set("dir", "rtl")
    return inside(body)


def _picture(figure: Element, picture: Picture) -> None:
    alt = figure.find("img").get("alt", "")
    decorative = figure.attrib.pop("data-decorative", "") == "true"
    del figure.attrib["data-image"]
    if picture.is_portrait:
        figure.set("class", "portrait")
    sizes = PORTRAIT if picture.is_portrait else WIDE
    shown = E.picture(
        *(E.source(type=source.type, srcset=source.srcset, sizes=sizes) for source in picture.sources),
        E.img(
            src=picture.src,
            **({"srcset": picture.srcset, "sizes": sizes} if picture.srcset else {}),
            alt="" if decorative else alt or picture.alt,
            width=str(picture.width),
            height=str(picture.height),
            loading="lazy",
            decoding="async",
        ),
    )
    figure.replace(figure.find("img"), shown)
    caption = figure.find("figcaption")
    if picture.credit:
        if caption is None:
            caption = E.figcaption()
            figure.append(caption)
        else:
            _append_space(caption)
        caption.append(E.b(picture.credit, {"class": "credit"}))


def _append_space(element: Element) -> None:
    if len(element):
        element[-1].tail = f"{element[-1].tail or ''} "
    else:
        element.text = f"{element.text or ''} "


def _pull_quote(figure: Element) -> None:
    del figure.attrib["data-pullquote"]
    figure.set("class", "pullquote")


def _embed(figure: Element, address: str) -> None:
    """A plate with a plain link. The button is for those who have a script; before its click nothing is loaded."""
    embed = find(address)
    if embed is None:  # a provider that was known when the story was written
        caption = figure.find("figcaption")
        words = "".join(caption.itertext()) if caption is not None else ""
        figure.clear(keep_tail=True)
        figure.tag = "p"
        figure.append(E.a(words or address, href=address))
        return
    provider = embed.provider
    figure.set("class", f"embed {provider.shape}")
    title = f"{provider.what.capitalize()} on {provider.name}"
    button = E.button(
        f"Load the {provider.what}",
        {"class": "button full", "type": "button", "hidden": "", "data-frame": embed.frame},
    )
    button.attrib.update({"data-sandbox": embed.sandbox, "data-title": title})
    plate = E.div(
        E.p(f"{title}. Nothing loads from there, and {provider.name} learns nothing, until you ask for it."),
        E.p(button, " ", E.a(f"See it on {provider.name}", href=embed.address)),
    )
    plate.set("class", "embed-plate")
    figure.insert(0, plate)


def _link(link: Element, stories: Mapping[str, str]) -> None:
    story = link.attrib.pop("data-story", "")
    if story and story not in stories:
        link.drop_tag()
    elif story:
        link.set("href", stories[story])
    elif re.match("https?:", link.get("href", ""), re.IGNORECASE):
        link.set("rel", "noopener")


def _number_heads(table: Element) -> None:
    """A heading stands over its numbers, where no cell spans two columns."""
    if table.find(".//*[@colspan]") is not None or table.find(".//*[@rowspan]") is not None:
        return
    rows = [list(row) for row in table.findall("tbody/tr")]
    for heads in table.findall("thead/tr"):
        for head, *cells in zip_longest(heads, *rows):
            if head is not None and cells and all(_is_number(cell) for cell in cells):
                head.set("class", "number")


def _is_number(cell: Element | None) -> bool:
    return cell is not None and cell.get("class") == "number"


def _table(table: Element, number: int) -> None:
    """In a box of its own that scrolls, with a name: the table's caption, or its number."""
    for cell in table.iter("td"):
        if _NUMBER.fullmatch("".join(cell.itertext()).replace("\u00a0", " ").strip()):
            cell.set("class", "number")
    _number_heads(table)
    box = E.div({"class": "scroll", "role": "region", "tabindex": "0"})
    caption = table.find("caption")
    if caption is None:
        box.set("aria-label", f"Table {number}")
    else:
        caption.set("id", f"table-{number}")
        box.set("aria-labelledby", f"table-{number}")
    table.addprevious(box)
    box.tail, table.tail = table.tail, None
    box.append(table)
