"""A body taken apart: its blocks, what is in each, and the words with the marks around them. Knows no model.

Of canonical HTML nothing is lost: the blocks' HTML, joined, is the body.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field

VOID = frozenset({"img", "hr"})

_TOKEN = re.compile("<[^>]*>|[^<]+")
_NAME = re.compile("</?([a-z0-9]+)")
_WORD = re.compile(r"\s+|\S+\s*")
_INLINE = frozenset({"a", "strong", "em", "code"})


@dataclass(frozen=True)
class Word:
    html: str  # with the space behind it
    marks: tuple[str, ...]  # start tags around it
    is_code: bool = False

    @property
    def key(self) -> Hashable:
        return (self.html if self.is_code else self.html.rstrip(), self.marks)


@dataclass(eq=False)
class Node:
    """A block, or (without a tag) words that stand in one."""

    tag: str
    start: str = ""
    html: str = ""
    children: list[Node] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    def vocabulary(self) -> frozenset[str]:
        found = {word.html.strip() for word in self.words}
        return frozenset(found.union(*(child.vocabulary() for child in self.children)))


def tag_name(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1] if found else ""


def blocks(html: str) -> list[Node]:
    """The blocks at the top, each with what is in it."""
    root = Node("body")
    stack: list[tuple[Node, int]] = [(root, 0)]
    marks: list[str] = []
    words: Node | None = None
    begun = 0

    def end_words(place: int) -> None:
        nonlocal words
        if words is not None:
            words.html = html[begun:place]
        words = None

    for token in _TOKEN.finditer(html):
        text, here = token[0], token.start()
        name = tag_name(text)
        closes = text.startswith("</")
        if not name or name in _INLINE or name == "br":
            if words is None:
                words, begun = Node(""), here
                stack[-1][0].children.append(words)
            if name in _INLINE:
                if not closes:
                    marks.append(text)
                elif marks:
                    marks.pop()
                continue
            is_code = any(node.tag == "pre" for node, _ in stack)
            said = [text] if name else _WORD.findall(text)
            words.words += [Word(word, tuple(marks), is_code) for word in said]
            continue
        end_words(here)
        if closes:
            if len(stack) > 1:
                node, start = stack.pop()
                node.html = html[start : token.end()]
            continue
        node = Node(name, text)
        stack[-1][0].children.append(node)
        if name in VOID:
            node.html = text
        else:
            stack.append((node, here))
    end_words(len(html))
    for node, start in stack[1:]:  # of what is not canonical
        node.html = html[start:]
    return root.children


def plain_words(escaped: str) -> list[Word]:
    return [Word(html, ()) for html in _WORD.findall(escaped)]
