"""Archives written by hand, as a stranger would who has read docs/export-format.md and knows nothing else of us."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests import cast

DAY = "2026-03-02T09:00:00+00:00"
NOTHING = "0" * 64
FILES = (
    *(
        "addresses",
        "articles",
        "authors",
        "editions",
        "images",
        "list_editions",
        "lists",
        "notes",
        "origins",
        "pages",
        "people",
    ),
    *("redirects", "revisions", "sections", "tags", "templates", "transitions"),
)
PICTURE = cast.jpeg("teal")

SECTION = {
    "id": 3, "title": "Machines", "slug": "machines", "order": 0, "description": "", "landing": "", "hue": "neutral",
    "layout": "one-and-four", "always_show": False,
}  # fmt: skip
IMAGE = {
    "id": 5, "title": "A dam", "content_hash": hashlib.sha256(PICTURE).hexdigest(), "key": "a" * 32, "width": 64,
    "height": 48, "alt": "", "caption": "", "credit": "", "licence": "", "rights_until": None, "focal_x": 50,
    "focal_y": 50, "free_for_lists": False, "uploaded_at": DAY, "uploaded_by": None,
    "original": f"{hashlib.sha256(PICTURE).hexdigest()}.jpg",
}  # fmt: skip
SAID = {
    "headline": "Fab reopens", "card_headline": "", "standfirst": "", "slug": "fab-reopens", "body": "<p>It did.</p>",
    "kind": "news", "section": 3, "lead_image": None, "lead_alt": "", "lead_decorative": False, "lead_caption": "",
    "disclosures": [], "seo_title": "", "seo_description": "", "canonical_url": "", "noindex": False,
}  # fmt: skip
ARTICLE = SAID | {
    "id": 7, "public_id": "abcdefghjkmnpqrs", "stage": "drafting", "embargo_until": None, "legal_question": "",
    "digest": "", "approved_digest": "", "newest_digest": NOTHING, "approved_by": None, "approved_at": None, "version": 1,
    "set_aside": None, "settled": DAY, "created_at": DAY, "created_by": "edda", "changed_at": DAY, "changed_by": None,
    "binned_at": None, "assignee": None, "planned_for": None, "commissioned": None, "priority": "normal",
    "bylines": [], "tags": [], "pictures": [],
}  # fmt: skip
EDITION = SAID | {
    "id": 9, "article": 7, "story_id": "abcdefghjkmnpqrs", "path": "/machines/fab-reopens/", "digest": "",
    "change": "first", "note": "", "live_from": DAY, "ends_at": None, "live_until": None, "first_published": DAY,
    "updated": DAY, "minutes": 1, "created_at": DAY, "created_by": "edda", "withdrawn_at": None, "withdrawn_by": None,
    "withdrawal_reason": "", "withdrawal_notice": "", "sealed_at": None, "redacted_at": None, "bylines": [], "tags": [],
    "pictures": [], "corrections": [],
}  # fmt: skip
LIST = {
    "id": 4, "title": "Picks", "slug": "picks", "heading": "Picks", "description": "", "maximum": 5, "minimum": 0,
    "below_minimum": "hide", "borrows": None, "backfill": {}, "digest": "", "newest_digest": "", "version": 1,
    "launches": 1, "settled": None, "created_at": DAY, "created_by": None, "changed_at": DAY, "changed_by": None,
    "by_invitation": False, "items": [], "placements": [], "rights": [],
}  # fmt: skip
LAUNCH = {
    "id": 6, "list": 4, "number": 1, "heading": "Picks", "description": "", "maximum": 5, "minimum": 0,
    "below_minimum": "hide", "borrows": None, "backfill": {}, "items": [{"article": 7}], "digest": NOTHING, "note": "",
    "brings_back": None, "by": None, "created_at": DAY, "live_from": DAY, "ends_at": None, "live_until": None,
    "placements": [], "stories": [7], "pictures": [],
}  # fmt: skip
DEED = {
    "at": DAY,
    "by": "edda",
    "verb": "publish",
    "note": "",
    "data": {},
    "subject": ["articles.article", 7],
}


def lines() -> dict[str, list[Any]]:
    """One story that readers see, with what it needs."""
    return {name: [] for name in FILES} | {
        "people": [{"username": "edda", "first_name": "Edda", "last_name": "Vik"}],
        "sections": [SECTION],
        "images": [IMAGE],
        "articles": [ARTICLE],
        "editions": [EDITION],
        "addresses": [{"path": "/machines/fab-reopens/", "article": 7}],
        "lists": [LIST],
        "list_editions": [LAUNCH],
        "transitions": [DEED],
    }


def write(folder: Path, change: Callable[[dict[str, list[Any]]], None] = lambda files: None) -> Path:
    """A line that is text already goes in as it is."""
    files = lines()
    change(files)
    (folder / "originals").mkdir(parents=True)
    (folder / "originals" / str(IMAGE["original"])).write_bytes(PICTURE)
    for name, rows in files.items():
        texts = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        (folder / f"{name}.jsonl").write_bytes(
            "".join(f"{text}\n" for text in texts).encode("utf-8", "surrogateescape")
        )
    sign(folder)
    return folder


def sign(folder: Path, **said: Any) -> None:
    """Let the manifest say what is there."""
    files = {}
    for path in sorted(folder.glob("*.jsonl")):
        data = path.read_bytes()
        files[path.name] = {
            "lines": data.count(b"\n"),
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
    manifest = {
        "format": "newsroom-archive",
        "version": 1,
        "files": files,
        "numbers": {},
        "pictures": 1,
        **said,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
