"""What became of a text: blocks first, then words. Knows no model; bodies are canonical HTML (`prose.clean`).

`compare` gives steps that lead from one body to the other (`apply` takes them), `marked` writes both as one HTML, with
what came in `<ins>` and what went in `<del>`. Words are taken over as they stand, escaped; what is added is ours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape, unescape
from itertools import groupby

from articles.anatomy import VOID, Node, Word, blocks, plain_words, tag_name

#: Pairs of equal things that are worth looking at. A text of one word five thousand times over has more, and is shown
#: as gone and come anew instead.
MOST = 600_000
#: Pairs of blocks that are worth weighing against each other, where many were rewritten in a row.
MOST_PAIRS = 40_000
#: What two blocks have in common if one became the other: below, one went and another came.
ALIKE = 0.3

SAME, CHANGED, ADDED, REMOVED, MOVED, LEFT = "same", "changed", "added", "removed", "moved", "left"

_ALT = re.compile(' alt="([^"]*)"')
_HIDDEN = {"ins": "Added: ", "del": "Removed: "}

Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True)
class Step:
    """One block of the way from one body to the other. A block that moved is `left` where it was, `moved` where it is."""

    kind: str
    before: str = ""
    after: str = ""


# --- Steps between two bodies


def compare(before: str, after: str) -> tuple[Step, ...]:
    steps = []
    for one, other in _paired(blocks(before), blocks(after), at_least=ALIKE):
        if one is None:
            assert other is not None
            steps.append(Step(ADDED, after=other.html))
        elif other is None:
            steps.append(Step(REMOVED, before=one.html))
        else:
            kind = SAME if one.html == other.html else CHANGED
            steps.append(Step(kind, one.html, other.html))
    return tuple(_with_moves(steps))


def apply(steps: Iterable[Step], before: str) -> str:
    """The body that the steps lead to. Raises ValueError if they do not start at this one."""
    steps = tuple(steps)
    if "".join(step.before for step in steps) != before:
        raise ValueError("These steps start at another text.")
    return "".join(step.after for step in steps)


def words_in_and_out(steps: Iterable[Step]) -> tuple[int, int]:
    came = went = 0
    for step in steps:
        if step.kind == CHANGED:
            _, gone, new = _counted(blocks(step.before), blocks(step.after))
            came, went = came + new, went + gone
        elif step.kind in (ADDED, REMOVED):
            count = sum(map(_length, blocks(step.before or step.after)))
            came, went = (came + count, went) if step.kind == ADDED else (came, went + count)
    return came, went


def _with_moves(steps: list[Step]) -> Iterator[Step]:
    gone = Counter(step.before for step in steps if step.kind == REMOVED and _says_something(step.before))
    new = Counter(step.after for step in steps if step.kind == ADDED)
    moves = gone & new
    left, here = Counter(moves), Counter(moves)
    for step in steps:
        if step.kind == REMOVED and left[step.before]:
            left[step.before] -= 1
            yield Step(LEFT, before=step.before)
        elif step.kind == ADDED and here[step.after]:
            here[step.after] -= 1
            yield Step(MOVED, after=step.after)
        else:
            yield step


def _says_something(html: str) -> bool:
    return any(block.vocabulary() or block.tag == "figure" for block in blocks(html))


# --- Both as one HTML


def marked(step: Step, *, hidden: str = "visually-hidden") -> str:
    """The block as it reads, with what came and what went. `hidden` is the class of words for screen readers alone."""
    match step.kind:
        case "changed":
            return _merged(blocks(step.before), blocks(step.after), hidden)
        case "added":
            return "".join(_all("ins", block, hidden) for block in blocks(step.after))
        case "removed":
            return "".join(_all("del", block, hidden) for block in blocks(step.before))
    return step.after


def marked_line(before: str, after: str, *, hidden: str = "visually-hidden") -> tuple[str, str]:
    """Plain text side by side, escaped: what went is marked in the first, what came in the second."""
    one, other = _plain_words(before), _plain_words(after)
    left: list[tuple[str, Word]] = []
    right: list[tuple[str, Word]] = []
    for kind, a, b, c, d in opcodes([word.key for word in one], [word.key for word in other]):
        left += [("" if kind == "equal" else "del", word) for word in one[a:b]]
        right += [("" if kind == "equal" else "ins", word) for word in other[c:d]]
    return _written(left, hidden), _written(right, hidden)


def _plain_words(text: str) -> list[Word]:
    return plain_words(escape(text))


def _merged(before: list[Node], after: list[Node], hidden: str) -> str:
    html = []
    for one, other in _paired(before, after):
        if one is None:
            assert other is not None
            html.append(_all("ins", other, hidden))
        elif other is None:
            html.append(_all("del", one, hidden))
        elif one.html == other.html or other.tag == "hr":
            html.append(other.html)
        elif other.tag == "img":
            html.append(f"{other.html}{_alt_texts(one.html, other.html, hidden)}")
        elif not other.tag:
            html.append(_written(list(_both(one.words, other.words)), hidden))
        else:
            html.append(f"{other.start}{_merged(one.children, other.children, hidden)}</{other.tag}>")
    return "".join(html)


def _alt_texts(before: str, after: str, hidden: str) -> str:
    """Nobody sees them change, so they are told."""
    one, other = (
        _plain_words(unescape(_ALT.findall(tag)[0])) if _ALT.search(tag) else [] for tag in (before, after)
    )
    return f"<p>Alt text: {_written(list(_both(one, other)), hidden)}</p>"


def _both(before: list[Word], after: list[Word]) -> Iterator[tuple[str, Word]]:
    for kind, a, b, c, d in opcodes([word.key for word in before], [word.key for word in after]):
        if kind == "equal":
            # Whichever has a space behind it: words that only one of them has may follow.
            yield from (
                ("", max(pair, key=lambda word: len(word.html)))
                for pair in zip(before[a:b], after[c:d], strict=True)
            )
        else:
            yield from (("del", word) for word in before[a:b])
            yield from (("ins", word) for word in after[c:d])


def _all(mark: str, node: Node, hidden: str) -> str:
    if not node.tag:
        return _written([(mark, word) for word in node.words], hidden)
    if node.tag == "hr":
        return f"<{mark}>{node.html}</{mark}>"
    if node.tag in VOID:
        return node.html
    return f"{node.start}{''.join(_all(mark, child, hidden) for child in node.children)}</{node.tag}>"


def _written(words: list[tuple[str, Word]], hidden: str) -> str:
    html = []
    for mark, group in groupby(words, key=lambda pair: pair[0]):
        said = [word for _, word in group]
        if not mark:
            html.append(_with_marks(said))
            continue
        # The space behind belongs to nobody: a line under it would only look untidy.
        last = said[-1].html
        bare, space = (last, "") if said[-1].is_code else (last.rstrip(), last[len(last.rstrip()) :])
        said[-1] = Word(bare, said[-1].marks)
        if html and html[-1].endswith("</del>") and not said[-1].is_code:
            html.append(" ")
        note = f'<span class="{hidden}">{_HIDDEN[mark]}</span>'
        html.append(f"<{mark}>{note}{_with_marks(said)}</{mark}>{space}")
    return "".join(html)


def _with_marks(words: list[Word]) -> str:
    html = []
    for marks, group in groupby(words, key=lambda word: word.marks):
        ends = "".join(f"</{tag_name(start)}>" for start in reversed(marks))
        html.append("".join(marks) + "".join(word.html for word in group) + ends)
    return "".join(html)


# --- Which block became which


def _paired(
    before: list[Node], after: list[Node], *, at_least: float = 0
) -> Iterator[tuple[Node | None, Node | None]]:
    """In order: what is the same, what became what, what went and what came."""
    for kind, a, b, c, d in opcodes([node.html for node in before], [node.html for node in after]):
        if kind == "equal":
            yield from zip(before[a:b], after[c:d], strict=True)
        else:
            yield from _matched(before[a:b], after[c:d], at_least)


def _matched(
    before: list[Node], after: list[Node], at_least: float
) -> Iterator[tuple[Node | None, Node | None]]:
    """The pairs that have most in common, without crossing."""
    if not before or not after or len(before) * len(after) > MOST_PAIRS:
        yield from ((node, None) for node in before)
        yield from ((None, node) for node in after)
        return
    alike = _likeness(before, after, at_least)
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in reversed(range(len(before))):
        for j in reversed(range(len(after))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + alike[i][j])
    i = j = 0
    while i < len(before) or j < len(after):
        if i < len(before) and (j == len(after) or best[i][j] == best[i + 1][j]):
            yield before[i], None
            i += 1
        elif j < len(after) and (i == len(before) or best[i][j] == best[i][j + 1]):
            yield None, after[j]
            j += 1
        else:
            yield before[i], after[j]
            i, j = i + 1, j + 1


def _likeness(before: list[Node], after: list[Node], at_least: float) -> list[list[float]]:
    """0 for what cannot have become the other."""
    words = {id(node): node.vocabulary() for node in (*before, *after)}

    def alike(one: Node, other: Node) -> float:
        # A figure is its picture: another picture is another figure.
        if one.tag != other.tag or (one.tag == "figure" and one.start != other.start):
            return 0
        if one.tag == "figure":
            return 1
        ours, theirs = words[id(one)], words[id(other)]
        common = 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours or theirs else 0
        return common + 0.001 if common >= at_least else 0

    return [[alike(one, other) for other in after] for one in before]


def opcodes(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Opcode]:
    """Those of difflib, in a time that nobody's text can stretch."""
    start, end_before, end_after = 0, len(before), len(after)
    while start < min(end_before, end_after) and before[start] == after[start]:
        start += 1
    while min(end_before, end_after) > start and before[end_before - 1] == after[end_after - 1]:
        end_before, end_after = end_before - 1, end_after - 1
    found: list[Opcode] = [("equal", 0, start, 0, start)] if start else []
    if start < end_before or start < end_after:
        found += _middle(before, after, start, end_before, end_after)
    if end_before < len(before):
        found.append(("equal", end_before, len(before), end_after, len(after)))
    return found


def _middle(
    before: Sequence[Hashable], after: Sequence[Hashable], start: int, end_before: int, end_after: int
) -> list[Opcode]:
    one, other = before[start:end_before], after[start:end_after]
    often = Counter(other)
    if not one or not other or sum(often[item] for item in one) > MOST:
        kind = "replace" if one and other else "delete" if one else "insert"
        return [(kind, start, end_before, start, end_after)]
    found = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return [(kind, a + start, b + start, c + start, d + start) for kind, a, b, c, d in found]


def _counted(before: list[Node], after: list[Node]) -> tuple[int, int, int]:
    """Words that stayed, went and came."""
    stayed = went = came = 0
    for one, other in _paired(before, after):
        if one is None or other is None:
            went += _length(one) if one else 0
            came += _length(other) if other else 0
        elif one.html == other.html:
            stayed += _length(one)
        elif other.tag:
            counts = _counted(one.children, other.children)
            stayed, went, came = stayed + counts[0], went + counts[1], came + counts[2]
        else:
            marks = Counter(mark for mark, word in _both(one.words, other.words) if _is_word(word))
            stayed, went, came = stayed + marks[""], went + marks["del"], came + marks["ins"]
    return stayed, went, came


def _length(node: Node) -> int:
    return sum(map(_is_word, node.words)) + sum(map(_length, node.children))


def _is_word(word: Word) -> bool:
    return any(map(str.isalnum, word.html)) and not word.html.startswith("<")
