"""What a reader typed into a search field, and what it asks for. Knows no model and no database."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from articles import plain

#: A question of more words is cut here: nobody means all three hundred.
MOST_WORDS = 32
LONGEST = 400  # characters that are shown and read

#: Too common to be asked for by themselves: Snowball's English list. Quoted with another word they count.
_COMMON = (
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself"
    " it its itself they them their theirs themselves what which who whom this that these those am is are was were be"
    " been being have has had having do does did doing a an the and but if or because as until while of at by for"
    " with about against between into through during before after above below to from up down in out on off over"
    " under again further then once here there when where why how all any both each few more most other some such no"
    " nor not only own same so than too very s t can will just don should now"
)
TOO_COMMON = frozenset(_COMMON.split())

_TERM = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))(?P<star>\*)?')
_POSSESSIVE = re.compile(r"[’']s\b", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Term:
    """Words that stand next to each other in this order. `AI-powered` is one term of two words."""

    words: tuple[str, ...]
    is_quoted: bool = False
    is_excluded: bool = False
    is_prefix: bool = False  # of one word only

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def folded(self) -> str:
        return fold(self.text)

    @property
    def is_too_common(self) -> bool:
        """Alone, it would find nearly every story."""
        if self.is_prefix:
            return False
        return all(word.lower() in TOO_COMMON for word in self.words)


@dataclass(frozen=True)
class Query:
    text: str  # as it was typed, in one line
    terms: tuple[Term, ...] = ()

    @cached_property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.is_excluded and not term.is_too_common)

    @cached_property
    def unwanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.is_excluded and not term.is_too_common)

    def __bool__(self) -> bool:
        """Whether it asks for anything that can be looked up."""
        return bool(self.wanted)


def parse(text: str) -> Query:
    """Every text is a question: what cannot be read as syntax is read as words."""
    shown = plain.line(unicodedata.normalize("NFC", text))[:LONGEST]
    straight = re.sub("[“”„«»]", '"', shown)
    if straight.count('"') % 2:  # the last one does not close: it is no quote
        straight = " ".join(straight.rsplit('"', 1))
    terms: list[Term] = []
    room = MOST_WORDS
    for match in _TERM.finditer(straight):
        term = _term(match, room)
        if term and term not in terms:
            terms.append(term)
            room -= len(term.words)
        if not room:
            break
    return Query(shown, tuple(terms))


def _term(match: re.Match[str], room: int) -> Term | None:
    quoted = match["phrase"] is not None
    said = match["phrase"] if quoted else _POSSESSIVE.sub("", match["word"])
    words = tuple(_WORDS.findall(said))[:room]
    starred = bool(match["star"]) or said.endswith("*")
    if not words:
        return None
    return Term(
        words,
        is_quoted=quoted,
        is_excluded=bool(match["minus"]) or (not quoted and said.startswith("-")),
        is_prefix=starred and len(words) == 1 and len(words[0]) > 1,
    )


def fold(text: str) -> str:
    """Without accents: Krüger is found by Kruger."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    plainer = "".join(character for character in apart if not unicodedata.combining(character))
    return plainer.translate(_NO_ACCENTS)


def bare_words(text: str) -> list[str]:
    """Folded to one case, without accents and punctuation: what is compared where nothing but the letters counts."""
    return _WORDS.findall(fold(text).casefold())


#: Letters that Unicode does not take apart.
_NO_ACCENTS = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i"})


def folded_lines(text: str) -> str:
    """The lines of a text that have accents, without them."""
    folded = ((line, fold(line)) for line in text.splitlines())
    return "\n".join(plainer for line, plainer in folded if plainer != line)


def folded_words(text: str) -> str:
    """Those words of a text that are written with accents, without them, each once."""
    accented = sorted({word for word in _WORDS.findall(text) if not word.isascii()})
    return " ".join(plainer for plainer in map(fold, accented) if plainer.isascii())
