"""The block editor's comments around pieces of HTML, read as a tree. Knows no model."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_DELIMITER = re.compile(r"<!--\s+(?P<closing>/)?wp:(?P<name>[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)(?=\s)")
DEEPEST = 60


@dataclass
class Block:
    """`parts` are pieces of HTML and blocks, in order. HTML outside all blocks has no name."""

    name: str = ""
    attrs: dict[str, Any] = field(default_factory=dict)
    parts: list[str | Block] = field(default_factory=list)

    @property
    def html(self) -> str:
        return "".join(part for part in self.parts if isinstance(part, str))


def has_blocks(text: str) -> bool:
    return "<!-- wp:" in text


def parse(text: str) -> list[Block]:
    top = Block()
    open_blocks = [top]
    position = 0
    for match in _DELIMITER.finditer(text):
        if match.start() < position:
            continue
        end = text.find("-->", match.end())
        if end < 0:
            break
        _add(open_blocks[-1], text[position : match.start()])
        position = end + 3
        given = text[match.end() : end].strip()
        name = match["name"].removeprefix("core/")
        if match["closing"]:
            # One that was never opened closes nothing; one that was closes what somebody forgot to.
            for depth in range(len(open_blocks) - 1, 0, -1):
                if open_blocks[depth].name == name:
                    del open_blocks[depth:]
                    break
            continue
        block = Block(name, _attributes(given.removesuffix("/")))
        open_blocks[-1].parts.append(block)
        if not given.endswith("/") and len(open_blocks) < DEEPEST:
            open_blocks.append(block)
    _add(open_blocks[-1], text[position:])
    return [part if isinstance(part, Block) else Block(parts=[part]) for part in top.parts]


def _add(block: Block, html: str) -> None:
    if html:
        block.parts.append(html)


def _attributes(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def render(blocks: list[Block], draw: Callable[[Block, str], str]) -> str:
    """`draw` is given each block and the HTML inside it, the inner ones first."""
    return "\n".join(_render(block, draw) for block in blocks)


def _render(block: Block, draw: Callable[[Block, str], str]) -> str:
    inside = "".join(part if isinstance(part, str) else _render(part, draw) for part in block.parts)
    return draw(block, inside)
