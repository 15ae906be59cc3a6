"""Reads a WordPress export piece by piece, however large it is: WXR 1.0 to 1.2, as WordPress and others write it.

Nothing is resolved, expanded or fetched: a file that declares entities is refused before its first item. Knows no model.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from articles.wordpress.items import Item, Refused, Site, Term, Writer

CHUNK = 256 * 1024
HEAD = 64 * 1024
LONGEST_ITEM = 40 * 1024 * 1024  # characters between two ends of items
DEEPEST = 200
MOST_META = 2_000  # fields of one item
MOST_BAD_BYTES = 1_000  # more of them, and the file is in another encoding than it says

Piece = Site | Writer | Term | Item
Tell = Callable[[str], None]

# XML has no place for these, and WordPress writes them when an editor pasted them.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_PROLOGUE = re.compile(r"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ")

_FIELDS = {
    "title": "title",
    "link": "link",
    "guid": "guid",
    "pubDate": "published",
    "dc:creator": "creator",
    "content:encoded": "content",
    "excerpt:encoded": "excerpt",
    "wp:post_id": "id",
    "wp:post_date": "date",
    "wp:post_date_gmt": "date_gmt",
    "wp:post_modified": "modified",
    "wp:post_modified_gmt": "modified_gmt",
    "wp:post_name": "slug",
    "wp:status": "status",
    "wp:post_parent": "parent",
    "wp:menu_order": "menu_order",
    "wp:post_type": "type",
    "wp:post_password": "password",
    "wp:attachment_url": "file",
}
#: Written without a prefix, they cannot mean anything else.
_BARE = {name.partition(":")[2]: name for name in _FIELDS if ":" in name and name != "excerpt:encoded"}
_BARE |= {name: f"wp:{name}" for name in ("postmeta", "meta_key", "meta_value", "is_sticky", "comment")}
_VERBATIM = {"content", "excerpt", "password"}


def pieces(path: Path, *, tell: Tell | None = None) -> Iterator[Piece]:
    """Site, writers and terms as they come, and each item. `tell` hears what was put right on the way.

    Raises Refused, in a sentence with the line.
    """
    with path.open("rb") as file:
        yield from _Reader(path.name, file, tell or (lambda _: None)).read()


class _Reader:
    def __init__(self, name: str, file: BinaryIO, tell: Tell) -> None:
        self.name, self.file, self.tell = name, file, tell
        self.ready: list[Piece] = []
        self.open: list[str] = []
        self.scopes: list[dict[str, str]] = [{}]  # prefixes, as the tags around say
        self.declares: list[bool] = []
        self.text: list[str] = []
        self.size = 0  # of what was kept since the last item ended
        self.item: Item | None = None
        self.fields: dict[str, str] = {}  # of a writer, a term, a field of a plugin
        self.site = Site()
        self.term: dict[str, str] = {}
        self.is_export = False
        self.items = 0
        self.bad_bytes = self.bad_characters = 0
        self.line = 1
        self.parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype

    def read(self) -> Iterator[Piece]:
        decode = self._decoder()
        head = decode(self.file.read(HEAD))
        head = self._beginning(head)
        self._feed(head)
        yield from self._taken()
        while chunk := self.file.read(CHUNK):
            self._feed(decode(chunk))
            yield from self._taken()
        self._feed(decode(b"", True), final=True)
        yield from self._taken()
        if not self.is_export:
            raise Refused(
                f"{self.name} is an XML file, but no export of WordPress: it has no channel with items."
            )
        if self.bad_characters:
            self.tell(f"{self.bad_characters:,} control characters that XML does not allow were left out.")
        if self.bad_bytes:
            self.tell(
                f"{self.bad_bytes:,} bytes are not in the encoding that the file declares: each is now “\ufffd”."
            )

    def _taken(self) -> list[Piece]:
        taken, self.ready = self.ready, []
        return taken

    # --- Bytes to characters

    def _decoder(self) -> Callable[..., str]:
        start = self.file.read(1024)
        self.file.seek(0)
        if start.startswith(_PACKED):
            raise Refused(f"{self.name} is packed. Unpack it first, and give the .xml file.")
        if not start.strip():
            raise Refused(f"{self.name} is empty.")
        encoding = "utf-8"
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = "utf-16"
        elif declared := _ENCODING.search(start):
            encoding = declared[1].decode("ascii")
        elif b"\0" in start[:100]:
            raise Refused(f"{self.name} is no text. A WordPress export begins with “<?xml”.")
        try:
            decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        except LookupError:
            raise Refused(f"{self.name} says it is in “{encoding}”, which no one here knows.") from None

        def decode(data: bytes, final: bool = False) -> str:
            text = str(decoder.decode(data, final))
            if "\ufffd" in text:
                self._count_bad(text, data, encoding)
            return _ILLEGAL.sub(self._drop, text)

        return decode

    def _count_bad(self, text: str, data: bytes, encoding: str) -> None:
        before = data.count("\ufffd".encode()) if encoding.lower().replace("-", "") == "utf8" else 0
        self.bad_bytes += max(text.count("\ufffd") - before, 0)
        if self.bad_bytes > MOST_BAD_BYTES:
            raise Refused(
                f"{self.name} says it is in {encoding}, and is not: over {MOST_BAD_BYTES:,} bytes make no sense by line"
                f" {self.parser.CurrentLineNumber}. Save it as UTF-8, or put its true encoding into the first line."
            )

    def _drop(self, match: re.Match[str]) -> str:
        self.bad_characters += 1
        return ""

    def _beginning(self, head: str) -> str:
        """From the first tag on, without what plugins print before it. Refuses what declares entities."""
        head = head.removeprefix("\ufeff")
        start = re.search(r"<\?xml\s|<rss[\s>]|<channel[\s>]", head)
        if start is None:
            if re.match(r"\s*<(!doctype\s+)?html", head, re.IGNORECASE):
                raise Refused(
                    f"{self.name} is a web page, no export. Perhaps the login page was saved instead."
                )
            if "<" not in head:
                raise Refused(f"{self.name} is no XML. A WordPress export begins with “<?xml”.")
        elif junk := head[: start.start()].strip():
            if _PROLOGUE.sub("", junk) and "<!DOCTYPE" not in junk:
                self.tell(f"{len(junk):,} characters before the beginning of the XML were left out.")
                head = head[start.start() :]
        else:
            head = head[start.start() :]
        position = 0
        while match := _PROLOGUE.match(head, position):
            position = match.end()
        if head[position : position + 2] == "<!":
            self._doctype()
        return head

    def _doctype(self, *args: object) -> None:
        raise Refused(
            f"{self.name} declares a document type or entities. No export of WordPress does, and such files can do harm:"
            " nothing was read."
        )

    def _feed(self, text: str, *, final: bool = False) -> None:
        try:
            self.parser.Parse(text, final)
        except expat.ExpatError as error:
            raise Refused(self._complaint(error)) from None
        if self.size > LONGEST_ITEM:
            raise Refused(
                f"{self.name}: one item before line {self.parser.CurrentLineNumber} is larger than"
                f" {LONGEST_ITEM // 1024**2} megabytes."
            )

    def _complaint(self, error: expat.ExpatError) -> str:
        reason = expat.errors.messages.get(error.code, str(error))
        where = f"line {error.lineno:,}"
        unfinished = (expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
                      expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
                      expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION])  # fmt: skip
        if error.code in unfinished and self.open:
            inside = f" in the middle of “{self.item.title.strip()}”" if self.item else ""
            return (
                f"{self.name} ends{inside}, at {where}, after {self.items:,} whole items: the download or the export"
                " broke off. Export it again."
            )
        if "entity" in reason:
            return f"{self.name} uses an entity that XML does not know, in {where}. Nothing was read."
        return f"{self.name} is damaged in {where}: {reason}."

    # --- Tags

    def _name(self, tag: str) -> str:
        """With WordPress's own prefix, whichever the file uses. What is of another namespace gets a name nobody asks for."""
        prefix, colon, local = tag.rpartition(":")
        if not colon:
            return _BARE.get(tag, tag) if self.item is not None else tag
        return f"{self.scopes[-1].get(prefix, prefix)}:{local}"

    def _start(self, tag: str, attrs: dict[str, str]) -> None:
        declared = {key: value for key, value in attrs.items() if key[:5] == "xmlns"} if attrs else {}
        if declared:
            self.scopes.append(self.scopes[-1] | self._prefixes(declared))
        self.declares.append(bool(declared))
        if len(self.open) >= DEEPEST:
            raise Refused(
                f"{self.name}: tags are nested too deeply in line {self.parser.CurrentLineNumber:,}."
            )
        name = self._name(tag)
        self.open.append(name)
        self.text = []
        if name == "item" and self.item is None:
            self.is_export = True
            self.item = Item(line=self.parser.CurrentLineNumber)
        elif name == "channel":
            self.is_export = True
        elif name in ("wp:author", "wp:category", "wp:tag", "wp:term", "wp:postmeta"):
            self.fields = {}
        elif name == "category" and self.item is not None:
            self.term = attrs

    def _prefixes(self, declared: dict[str, str]) -> dict[str, str]:
        found = {}
        for key, address in declared.items():
            prefix = key[6:]
            # One that is moved, but declared for the whole file, is still WordPress's. Further in, it is another's.
            is_moved = prefix in ("wp", "content", "excerpt", "dc") and not self.open[1:]
            found[prefix] = _space(address) or (prefix if is_moved else f"other-{prefix}")
        return found

    def _data(self, text: str) -> None:
        if self.open and self.open[-1] in ("channel", "item", "rss"):
            return
        self.text.append(text)
        self.size += len(text)

    def _end(self, tag: str) -> None:
        name = self.open.pop()
        text = "".join(self.text)
        self.text = []
        inside = self.open[-1] if self.open else ""
        if self.item is not None:
            self._end_in_item(self.item, name, inside, text)
        elif inside == "channel":
            self._end_in_channel(name, text)
        elif inside in ("wp:author", "wp:category", "wp:tag", "wp:term"):
            self.fields[name.removeprefix("wp:")] = text.strip()
        if self.declares.pop():
            self.scopes.pop()

    def _end_in_item(self, item: Item, name: str, inside: str, text: str) -> None:
        if name == "item" and inside in ("channel", "rss", "rdf:RDF"):
            item.type = item.type or "post"
            self.ready.append(item)
            self.item = None
            self.items += 1
            self.size = 0
        elif inside == "item":
            if name in _FIELDS:
                field = _FIELDS[name]
                if not getattr(item, field):
                    setattr(item, field, text if field in _VERBATIM else text.strip())
            elif name == "wp:is_sticky":
                item.sticky = text.strip() == "1"
            elif name == "wp:comment":
                item.comments += 1
            elif name == "category":
                domain = self.term.get("domain", "category")
                domain = {"tag": "post_tag"}.get(domain, domain)
                slug = self.term.get("nicename", "")
                term = Term(domain, slug, text.strip())
                # Old exports name each category twice, once without its slug.
                if slug or not any(
                    other.domain == domain and other.name == term.name for other in item.terms
                ):
                    item.terms = [
                        other for other in item.terms
                        if other.slug or (other.domain, other.name) != (domain, term.name)
                    ]  # fmt: skip
                    item.terms.append(term)
            elif name == "wp:postmeta":
                self._end_meta(item)
        elif inside == "wp:postmeta":
            self.fields[name] = text

    def _end_meta(self, item: Item) -> None:
        key = self.fields.get("wp:meta_key", "").strip()
        if key and sum(map(len, item.meta.values())) < MOST_META:
            item.meta.setdefault(key, []).append(self.fields.get("wp:meta_value", ""))

    def _end_in_channel(self, name: str, text: str) -> None:
        given = self.fields
        match name:
            case "link" | "wp:base_blog_url" if text.strip():
                self.site.address = text.strip()
                self.ready.append(self.site)
            case "title":
                self.site.title = text.strip()
            case "wp:author":
                login = given.get("author_login", "")
                name = given.get("author_display_name") or " ".join(
                    filter(None, (given.get("author_first_name"), given.get("author_last_name")))
                )
                if login or name:
                    self.ready.append(Writer(login or name, name or login, given.get("author_id", "")))
            case "wp:category":
                self.ready.append(Term(
                    "category", given.get("category_nicename", ""), given.get("cat_name", ""),
                    given.get("term_id", ""), given.get("category_parent", ""), given.get("category_description", ""),
                ))  # fmt: skip
            case "wp:tag":
                self.ready.append(Term(
                    "post_tag", given.get("tag_slug", ""), given.get("tag_name", ""), given.get("term_id", ""),
                    "", given.get("tag_description", ""),
                ))  # fmt: skip
            case "wp:term":
                self.ready.append(Term(
                    given.get("term_taxonomy", ""), given.get("term_slug", ""), given.get("term_name", ""),
                    given.get("term_id", ""), given.get("term_parent", ""), given.get("term_description", ""),
                ))  # fmt: skip


def _space(address: str) -> str:
    address = address.strip().lower()
    if "/export/" in address or "wordpress" in address:
        return "excerpt" if address.rstrip("/").endswith("excerpt") else "wp"
    if "purl.org/rss/1.0/modules/content" in address:
        return "content"
    return "dc" if "purl.org/dc/" in address else ""
