"""A feed in each of its formats. Asks no database."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urljoin

from django.http import HttpResponse
from django.utils.timezone import localtime
from lxml import etree
from lxml.builder import ElementMaker

from articles.front.metadata import absolute, iso
from articles.outlet import Outlet, language
from articles.presentation import Picture
from articles.typesetting import inside, parse

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"  # RFC 6721
NAMESPACES = {
    "atom": ATOM,
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
#: What a body has for our own pages: other readers know nothing of it.
OURS = (
    "class",
    "tabindex",
    "role",
    "aria-label",
    "aria-labelledby",
    "id",
    "srcset",
    "sizes",
    "loading",
    "decoding",
)


@dataclass(frozen=True)
class Writer:
    name: str
    url: str = ""


@dataclass(frozen=True)
class Entry:
    id: str
    title: str
    url: str
    published: datetime
    updated: datetime
    summary: str  # plain text
    content: str  # HTML, every address in it absolute
    category: str = ""
    picture: Picture | None = None
    writers: list[Writer] = field(default_factory=list)


@dataclass(frozen=True)
class Tombstone:
    """A story that was withdrawn: its id and when, and nothing of what it said."""

    id: str
    at: datetime


@dataclass(frozen=True)
class Feed:
    id: str
    title: str
    description: str
    url: str
    feed_url: str
    outlet: Outlet
    entries: list[Entry]
    gone: list[Tombstone] = field(default_factory=list)

    @property
    def updated(self) -> datetime | None:
        moments = [entry.updated for entry in self.entries] + [stone.at for stone in self.gone]
        return max(moments, default=None)

    @property
    def icon(self) -> str:
        from django.templatetags.static import static

        return absolute(static("front/icon/icon-512.png"), self.outlet)


def portable(html: str, outlet: Outlet) -> str:
    """HTML for pages that are not ours: absolute addresses, one file for each picture."""
    tree = parse(html)
    for picture in tree.findall(".//picture"):
        image = picture.find(".//img")  # libxml2 takes it for a child of <source>
        image.set("src", (image.get("srcset") or image.get("src")).rpartition(", ")[2].partition(" ")[0])
        image.tail, picture.tail = picture.tail, None
        picture.getparent().replace(picture, image)
    for plate in tree.findall(".//div[@class='embed-plate']"):  # its link stays: a feed reader has no script
        plate[0].drop_tree()
        plate.find(".//button").drop_tree()
    for box in tree.findall(".//div"):
        box.drop_tag()
    for element in tree.iter(etree.Element):
        for name in OURS:
            element.attrib.pop(name, None)
        for name in ("href", "src"):
            if element.get(name):
                element.set(name, urljoin(f"{outlet.url}/", element.get(name)))
    return inside(tree)


# RSS 2.0


def rss(feed: Feed) -> HttpResponse:
    make = ElementMaker(nsmap=NAMESPACES)
    channel = make.channel(
        make.title(feed.title),
        make.link(feed.url),
        make.description(feed.description),
        make.language(language().lower()),
        _link("atom", rel="self", type="application/rss+xml", href=feed.feed_url),
        make.image(make.url(feed.icon), make.title(feed.title), make.link(feed.url)),
        *(_rss_item(make, feed, entry) for entry in feed.entries),
    )
    if feed.updated:
        channel.insert(4, make.lastBuildDate(_rfc822(feed.updated)))
    return _xml(make.rss(channel, version="2.0"), "application/rss+xml")


def _rss_item(make: ElementMaker, feed: Feed, entry: Entry) -> etree._Element:
    item = make.item(
        make.title(entry.title),
        make.link(entry.url),
        make.guid(entry.id, isPermaLink="false"),
        make.pubDate(_rfc822(entry.published)),
        *(_named("dc:creator", writer.name) for writer in entry.writers),
        _named("atom:updated", iso(entry.updated)),
    )
    if entry.category:
        item.append(make.category(entry.category))
    if entry.summary:
        item.append(make.description(entry.summary))
    item.append(_named("content:encoded", entry.content))
    if entry.picture:
        item.append(_media(feed, entry.picture))
    return item


def _media(feed: Feed, picture: Picture) -> etree._Element:
    media = _named(
        "media:content",
        url=absolute(picture.largest, feed.outlet),
        type="image/jpeg",
        medium="image",
        width=str(picture.width),
        height=str(picture.height),
    )
    for name, words in (
        ("media:description", picture.alt or picture.caption),
        ("media:credit", picture.credit),
    ):
        if words:
            media.append(_named(name, words))
    return media


def _rfc822(moment: datetime) -> str:
    return format_datetime(localtime(moment).replace(microsecond=0))


# Atom


def atom(feed: Feed) -> HttpResponse:
    make = ElementMaker(namespace=ATOM, nsmap={None: ATOM} | ({"at": TOMBSTONES} if feed.gone else {}))
    root = make.feed(
        make.id(feed.id),
        make.title(feed.title),
        make.subtitle(feed.description),
        # An empty feed has always been so.
        make.updated(iso(feed.updated) if feed.updated else "1970-01-01T00:00:00Z"),
        make.link(rel="alternate", type="text/html", href=feed.url),
        make.link(rel="self", type="application/atom+xml", href=feed.feed_url),
        make.author(make.name(feed.outlet.name), make.uri(absolute("/", feed.outlet))),
        make.icon(feed.icon),
        *(_atom_entry(make, feed, entry) for entry in feed.entries),
        *(_deleted_entry(stone) for stone in feed.gone),
    )
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language())
    return _xml(root, "application/atom+xml")


def _atom_entry(make: ElementMaker, feed: Feed, entry: Entry) -> etree._Element:
    item = make.entry(
        make.id(entry.id),
        make.title(entry.title),
        make.link(rel="alternate", type="text/html", href=entry.url),
        make.published(iso(entry.published)),
        make.updated(iso(entry.updated)),
        *(
            make.author(make.name(writer.name), *([make.uri(writer.url)] if writer.url else []))
            for writer in entry.writers
        ),
    )
    if entry.category:
        item.append(make.category(term=entry.category))
    if entry.picture:
        address = absolute(entry.picture.largest, feed.outlet)
        item.append(make.link(rel="enclosure", type="image/jpeg", href=address))
    if entry.summary:
        item.append(make.summary(entry.summary))
    item.append(make.content(entry.content, type="html"))
    return item


def _deleted_entry(stone: Tombstone) -> etree._Element:
    return etree.Element(f"{{{TOMBSTONES}}}deleted-entry", ref=stone.id, when=iso(stone.at))


# JSON Feed 1.1


def json_feed(feed: Feed) -> HttpResponse:
    value: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.url,
        "feed_url": feed.feed_url,
        "icon": feed.icon,
        "language": language(),
        "authors": [{"name": feed.outlet.name, "url": absolute("/", feed.outlet)}],
        "items": [_json_item(feed, entry) for entry in feed.entries],
    }
    if (
        feed.gone
    ):  # JSON Feed knows no tombstones: an item would be shown, so they stand in an extension of ours
        value["_newsroom"] = {
            "withdrawn": [{"id": stone.id, "date_withdrawn": iso(stone.at)} for stone in feed.gone]
        }
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/feed+json; charset=utf-8")


def _json_item(feed: Feed, entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.content,
        "date_published": iso(entry.published),
        "date_modified": iso(entry.updated),
        "authors": [
            {"name": writer.name} | ({"url": writer.url} if writer.url else {}) for writer in entry.writers
        ],
    }
    if entry.summary:
        item["summary"] = entry.summary
    if entry.category:
        item["tags"] = [entry.category]
    if entry.picture:
        item["image"] = absolute(entry.picture.largest, feed.outlet)
    return item


# XML


def _named(name: str, text: str = "", **attributes: str) -> etree._Element:
    prefix, local = name.split(":")
    element = etree.Element(f"{{{NAMESPACES[prefix]}}}{local}", attrib=attributes, nsmap=NAMESPACES)
    element.text = text or None
    return element


def _link(prefix: str, **attributes: str) -> etree._Element:
    return _named(f"{prefix}:link", **attributes)


def _xml(root: etree._Element, kind: str) -> HttpResponse:
    content = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return HttpResponse(content, content_type=f"{kind}; charset=utf-8")
