"""A first look through the whole export, before anything is written: it refuses a file that is damaged anywhere, and
remembers what items say of each other. On disk, so that a million items need no memory. Knows no model.
"""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from articles.wordpress import addresses
from articles.wordpress.addresses import OldSite
from articles.wordpress.items import (
    ATTACHMENT,
    CORRECTION,
    GUEST,
    REUSABLE,
    Item,
    Refused,
    Site,
    Term,
    Writer,
    ids,
    words,
)
from articles.wordpress.reading import pieces

_TABLES = """
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -8000;
    CREATE TABLE items (id TEXT PRIMARY KEY, n INTEGER, type TEXT, status TEXT, slug TEXT, parent TEXT,
        categories TEXT, primary_category TEXT, public_id TEXT DEFAULT '', path TEXT DEFAULT '');
    CREATE TABLE files (id TEXT PRIMARY KEY, address TEXT, attached TEXT, title TEXT, alt TEXT, caption TEXT,
        credit TEXT, parent TEXT, place INTEGER, user TEXT DEFAULT '', shown INTEGER DEFAULT 0);
    CREATE INDEX files_attached ON files (attached);
    CREATE INDEX files_parent ON files (parent, place);
    CREATE INDEX files_address ON files (address);
    CREATE TABLE claims (bare TEXT, rank INTEGER, n INTEGER, path TEXT, item TEXT, PRIMARY KEY (bare, rank, n));
    CREATE INDEX claims_item ON claims (item);
    CREATE TABLE related (item TEXT, n INTEGER, ids TEXT);
    CREATE TABLE paths (path TEXT PRIMARY KEY, item TEXT);
    CREATE TABLE reusable (id TEXT PRIMARY KEY, content TEXT);
    CREATE TABLE corrections (id TEXT PRIMARY KEY, post TEXT, date TEXT, gmt TEXT, kind TEXT, priority TEXT, content TEXT);
    CREATE INDEX corrections_post ON corrections (post);
    CREATE TABLE days (day TEXT PRIMARY KEY);
"""
CREDITS = ("_media_credit", "_wp_attachment_credit", "credit", "_credit")
AGENCY = "_navis_media_credit_org"
MAIN, FORMER = 0, 1


@dataclass(frozen=True)
class File:
    """An attachment."""

    id: str
    address: str
    attached: str
    title: str
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True)
class Planned:
    id: str
    type: str
    status: str
    slug: str
    categories: list[Term]
    primary: str


class Survey:
    def __init__(self, *, types: frozenset[str]) -> None:
        self.types = types
        self.folder = tempfile.TemporaryDirectory(prefix="moving-in-")
        self.db = sqlite3.connect(Path(self.folder.name) / "survey.sqlite3", isolation_level=None)
        self.db.executescript(_TABLES)
        self.site: OldSite | None = None
        self.title = ""
        self.writers: dict[str, Writer] = {}
        self.terms: dict[tuple[str, str], Term] = {}
        self.counts: Counter[str] = Counter()
        self.comments = 0
        self.told: list[str] = []

    def close(self) -> None:
        self.db.close()
        self.folder.cleanup()

    def read(self, paths: Iterable[Path], *, progress: Callable[[Path, int], None] | None = None) -> None:
        """Raises Refused."""
        for path in paths:
            self.db.execute("BEGIN")
            for piece in pieces(
                path, tell=lambda words, path=path: self.told.append(f"{path.name}: {words}")
            ):  # type: ignore[misc]
                self.add(piece, path)
                if progress and isinstance(piece, Item):
                    progress(path, self.counts.total())
            self.db.execute("COMMIT")

    def add(self, piece: Site | Writer | Term | Item, path: Path) -> None:
        match piece:
            case Site():
                site = OldSite(piece.address)
                if self.site and self.site.key != site.key and self.counts.total():
                    raise Refused(
                        f"{path.name} is of another site ({site.key}) than the file before it ({self.site.key})."
                        " Bring them over one after the other."
                    )
                if not self.site or not self.counts.total():
                    self.site = site
                self.title = self.title or piece.title
            case Writer():
                self.writers[piece.login] = piece
            case Term():
                if piece.domain and (piece.slug or piece.name):
                    self.terms[piece.domain, piece.slug or piece.name] = piece
            case Item():
                self.add_item(piece)

    def add_item(self, item: Item) -> None:
        self.counts[item.type] += 1
        self.comments += item.comments
        n = self.counts.total()
        site = self.site = self.site or OldSite(item.link)
        if not item.id:
            item.id = key_of(item)
        if item.type == ATTACHMENT:
            self._add_file(item)
        elif item.type == REUSABLE:
            self._write("reusable", item.id, item.content)
        elif item.type == CORRECTION:
            if item.status in ("", "publish"):
                self._write("corrections", item.id, corrects(item), item.date, item.date_gmt,
                            item.said("newspack_corrections_type"), item.said("newspack_corrections_priority"),
                            item.content or item.title)  # fmt: skip
        elif item.type == GUEST:
            login = item.said("cap-user_login") or item.slug.removeprefix("cap-")
            name = words(item.said("cap-display_name") or item.title)
            self.writers[login] = Writer(login, name or login, "", item.said("cap-description"))
        if item.type not in self.types and item.type != ATTACHMENT:
            return
        if item.type in self.types:
            categories = json.dumps([[term.slug, term.name] for term in item.terms_in("category")])
            primary = item.said("_yoast_wpseo_primary_category", "rank_math_primary_category")
            self._write(
                "items",
                item.id,
                n,
                item.type,
                item.status,
                addresses.slug_of(item),
                item.parent,
                categories,
                primary,
                "",
                "",
            )
            if (lead := item.said("_thumbnail_id")) and item.status == "publish":
                self.db.execute("UPDATE files SET user = ? WHERE id = ? AND user = ''", [item.id, lead])
                self.db.execute(
                    "INSERT OR IGNORE INTO files (id, address, attached, user) VALUES (?, '', '', ?)",
                    [lead, item.id],
                )
            if related := [
                id for key in item.meta if "related" in key for value in item.meta[key] for id in ids(value)
            ]:
                self._write("related", item.id, n, json.dumps(list(dict.fromkeys(related))[:50]))
            if item.status == "publish":
                self.db.execute("INSERT OR IGNORE INTO days VALUES (?)", [item.date[:10]])
        for path in addresses.of_item(item, site):
            self._claim(path, MAIN, n, item.id)
        for path in addresses.of_old_slugs(item, site):
            self._claim(path, FORMER, n, item.id)

    def _add_file(self, item: Item) -> None:
        self.db.execute("INSERT OR IGNORE INTO files (id, user) VALUES (?, '')", [item.id])
        place = int(item.menu_order) if re.fullmatch("-?[0-9]{1,8}", item.menu_order) else 0
        credit = filter(None, (words(item.said(*CREDITS)), words(item.said(AGENCY))))
        self.db.execute(
            "UPDATE files SET address=?, attached=?, title=?, alt=?, caption=?, credit=?, parent=?, place=? WHERE id=?",
            [item.file or item.guid, item.said("_wp_attached_file"), words(item.title), words(item.said("_wp_attachment_image_alt")),
             item.excerpt.strip(), " / ".join(credit), item.parent, place, item.id],
        )  # fmt: skip

    def _claim(self, path: str, rank: int, n: int, item: str) -> None:
        if len(path) <= addresses.LONGEST:
            self.db.execute(
                "INSERT OR IGNORE INTO claims VALUES (?,?,?,?,?)", [bare(path), rank, n, path, item]
            )

    def _write(self, table: str, *values: object) -> None:
        marks = ",".join("?" * len(values))
        self.db.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", values)  # noqa: S608 -- our own names

    # --- Questions

    def stories(self) -> Iterator[Planned]:
        rows = self.db.execute(
            "SELECT id, type, status, slug, categories, primary_category FROM items ORDER BY n"
        )
        while batch := rows.fetchmany(500):
            for id, type, status, slug, categories, primary in batch:
                terms = [Term("category", slug_, name) for slug_, name in json.loads(categories)]
                yield Planned(id, type, status, slug, terms, primary)

    def is_last(self, id: str, n: int) -> bool:
        """Whether no other item of its number comes later in the files."""
        return self._one("SELECT n FROM items WHERE id = ?", id) == (n,)

    def plan(self, id: str, public_id: str, path: str) -> None:
        self.db.execute("UPDATE items SET public_id = ?, path = ? WHERE id = ?", [public_id, path, id])

    def take_path(self, path: str, item: str) -> bool:
        """Whether it is the item's: each path is given once."""
        self.db.execute("INSERT OR IGNORE INTO paths VALUES (?, ?)", [path, item])
        return self._one("SELECT item FROM paths WHERE path = ?", path) == (item,)

    def planned(self, id: str) -> tuple[str, str]:
        """Public id and address of a story, or two empty strings."""
        return self._one("SELECT public_id, path FROM items WHERE id = ?", id) or ("", "")

    def owner(self, path: str) -> str:
        """The item that an old address belongs to, whether it ends with a slash or not."""
        found = self._one("SELECT item FROM claims WHERE bare = ? ORDER BY rank, n LIMIT 1", bare(path))
        return found[0] if found else ""

    def story_of_file(self, id: str) -> str:
        """The item that an attachment hangs on, or that shows it first."""
        joined = "SELECT items.id FROM files JOIN items ON items.id ="
        found = self._one(f"{joined} files.parent WHERE files.id = ?", id) or self._one(
            f"{joined} files.user WHERE files.id = ?", id
        )
        return found[0] if found else ""

    def file(self, id: str, address: str) -> File | None:
        columns = "id, address, attached, title, alt, caption, credit"
        query = f"SELECT {columns} FROM files WHERE"  # noqa: S608 -- our own names
        found = self._one(f"{query} id = ? AND address IS NOT NULL", id) if id else None
        if (found is None or not found[1]) and address:
            found = self._one(f"{query} address = ? LIMIT 1", address.split("?")[0])
        return File(*found) if found and found[1] else None

    def show(self, id: str, path: str) -> None:
        """Note that a story shows this attachment, or the one whose file this is."""
        self.db.execute("UPDATE files SET shown = 1 WHERE id = ? OR attached = ?", [id, path])

    def files(self) -> Iterator[tuple[str, str, bool]]:
        """Number and title of each attachment, and whether a story shows it."""
        rows = self.db.execute("SELECT id, title, shown FROM files WHERE title IS NOT NULL ORDER BY rowid")
        while batch := rows.fetchmany(500):
            for id, title, shown in batch:
                yield id, title, bool(shown)

    def attached(self, item: str) -> list[str]:
        rows = self.db.execute(
            "SELECT id FROM files WHERE parent = ? AND address != '' ORDER BY place, CAST(id AS INTEGER)",
            [item],
        )
        return [id for (id,) in rows]

    def reusable(self, ref: str) -> str | None:
        found = self._one("SELECT content FROM reusable WHERE id = ?", ref)
        return found[0] if found else None

    def corrections(self, item: str) -> list[tuple[str, str, str, str, str]]:
        """Date, date in GMT, kind, priority and words, the oldest first."""
        query = "SELECT date, gmt, kind, priority, content FROM corrections WHERE post = ? ORDER BY date, id"
        return list(self.db.execute(query, [item]))

    def related(self) -> Iterator[tuple[str, list[str]]]:
        """Stories with the numbers of those that somebody picked for their foot."""
        for item, ids_ in self.db.execute("SELECT item, ids FROM related ORDER BY n").fetchall():
            known = [id for id in json.loads(ids_) if id != item and self.planned(id)[0]]
            if known:
                yield item, known

    def addresses(self, item: str) -> Iterator[tuple[str, str]]:
        """Its old addresses, each with the item that it leads to."""
        for path, address in self.db.execute(
            "SELECT bare, path FROM claims WHERE item = ? ORDER BY rank", [item]
        ).fetchall():
            yield address, self.owner(path)

    def days(self) -> Iterator[str]:
        for (day,) in self.db.execute(
            "SELECT day FROM days WHERE day GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'"
        ):
            yield day

    def categories(self) -> dict[str, Term]:
        return {slug: term for (domain, slug), term in self.terms.items() if domain == "category"}

    def _one(self, query: str, *values: object) -> tuple | None:
        return self.db.execute(query, values).fetchone()


def bare(path: str) -> str:
    return path if "?" in path else path.rstrip("/") or "/"


def corrects(item: Item) -> str:
    """The number of the item that a correction of Newspack belongs to."""
    return item.said("newspack_correction-post-id") or item.parent


def key_of(item: Item) -> str:
    """Of an item without a number."""
    return (item.guid or item.link or item.slug or item.title or f"line {item.line}")[:200]
