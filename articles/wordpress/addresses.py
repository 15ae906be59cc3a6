"""Addresses of the old site. Knows no model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from django.utils.text import slugify

from articles.wordpress.items import Item, words

LONGEST = 500
#: WordPress finds its pages by these when it has no better address.
KEYS = ("p", "page_id", "attachment_id", "cat", "tag", "author", "author_name", "m", "feed")


_DAY = re.compile(r"/[12]\d{3}/[01]\d/(?:[0-3]\d/)?")


class OldSite:
    def __init__(self, address: str) -> None:
        try:
            parts = urlsplit(address)
        except ValueError:  # "http://[": as good as none
            address, parts = "", urlsplit("")
        self.address = address
        self.host = _bare(parts.hostname or "")
        self.root = parts.path.rstrip("/")

    @property
    def key(self) -> str:
        """Names the site, whether it answers with http or https, with www or without."""
        return f"{self.host}{self.root}"

    def path(self, href: str) -> str | None:
        """`/2019/05/fab/` or `/?p=7`, if the link leads into the old site."""
        href = href.strip()
        if not href or href.startswith("#") or len(href) > 2_000:
            return None
        try:
            parts = urlsplit(urljoin(f"{self.address.rstrip('/')}/", href))
            query = parse_qs(parts.query, max_num_fields=20)
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or not self.host or _bare(parts.hostname or "") != self.host:
            return None
        path = re.sub("//+", "/", unquote(parts.path)) or "/"
        if path.rstrip("/") in (self.root, f"{self.root}/index.php"):
            for key in KEYS:
                if value := query.get(key, [""])[0]:
                    return f"{self.root}/?{key}={value}"
        return path

    def at(self, path: str) -> str:
        return f"{self.root}{path}"

    def numbered(self, key: str, value: str) -> str:
        return f"{self.root}/?{key}={value}"


def _bare(host: str) -> str:
    """With letters as people read them: `xn--mller-kva.example` is `müller.example`."""
    labels = host.lower().removeprefix("www.").split(".")
    try:
        return ".".join(
            label[4:].encode("ascii").decode("punycode") if label[:4] == "xn--" else label for label in labels
        )
    except UnicodeError:
        return ".".join(labels)


def of_item(item: Item, site: OldSite) -> Iterator[str]:
    """Every address at which the old site answered with it, the best first."""
    main = site.path(item.link)
    found = [main, site.path(item.guid)] if item.guid.startswith(("http://", "https://")) else [main]
    if item.id.isdigit():
        found += [site.numbered("p", item.id)]
        if item.type == "page":
            found += [site.numbered("page_id", item.id)]
        if item.type == "attachment":
            found += [site.numbered("attachment_id", item.id)]
    yield from dict.fromkeys(path for path in found if path and path.rstrip("/") != site.root)


def of_old_slugs(item: Item, site: OldSite) -> Iterator[str]:
    """Its address with each slug that it had before, and with each day."""
    main = site.path(item.link)
    for old in item.meta.get("_wp_old_date", ()):
        if main and (day := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", old.strip())):
            former = _DAY.sub(
                lambda found: f"/{'/'.join(day.groups()[: found[0].count('/') - 1])}/", main, count=1
            )
            if former != main:
                yield former
    slug = unquote(item.slug)
    if not main or "?" in main or not slug or slug not in main:
        return
    before, _, after = main.rpartition(slug)
    for old in item.meta.get("_wp_old_slug", ()):
        if old.strip():
            yield f"{before}{unquote(old.strip())}{after}"


def slug_of(item: Item) -> str:
    slug = slugify(unquote(item.slug))[:80].strip("-")
    if not slug and not item.slug:
        slug = slugify(words(item.title))[:60].strip("-")
    return slug or f"story-{slugify(item.id)[:40] or 'without-number'}"
