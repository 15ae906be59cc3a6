"""Headlines and bodies in the words of the vocabulary. Knows no model, but how a body is stored.

Most sentences come from a pool that all stories share, as phrases do in real life; the first and the last paragraph of
each story are its own, with a company, a person and a place that few others have.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

from articles.prose import WORDS_A_MINUTE
from newsroom.archive import vocabulary

POOL = 60_000  # sentences
DRAWN = 1 << 20  # words, in a row from which stories take what they say
_LENGTHS = (5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19, 22, 26)
#: Paragraphs of a story between its first and its last, and how often.
_PARAGRAPHS = ((2, 3, 4, 5, 6, 8, 11, 16), (18, 22, 20, 14, 11, 8, 5, 2))


@dataclass(frozen=True, slots=True)
class Body:
    html: str  # canonical: cleaning it changes nothing
    text: str  # the same, as search reads it
    words: int

    @property
    def minutes(self) -> int:
        return -(-self.words // WORDS_A_MINUTE)

    def and_then(self, words: list[str]) -> Body:
        """With one more paragraph, as an update has it."""
        added = sentence(words)
        return Body(f"{self.html}<p>{added}</p>", f"{self.text}\n{added}", self.words + len(words))


class Pool:
    """Sentences, with their number of words."""

    def __init__(self) -> None:
        chance = random.Random("sentences")  # noqa: S311 -- no secret
        lengths = chance.choices(_LENGTHS, k=POOL)
        every = chance.choices(vocabulary.words(), cum_weights=vocabulary.weights(), k=sum(lengths))
        self.sentences: list[tuple[str, int]] = []
        start = 0
        for length in lengths:
            self.sentences.append((sentence(every[start : start + length]), length))
            start += length


@cache
def pool() -> Pool:
    return Pool()


def sentence(words: list[str]) -> str:
    joined = " ".join(words)
    return f"{joined[0].upper()}{joined[1:]}."


def fresh(chance: random.Random, count: int) -> list[str]:
    """To draw each word anew was a fifth of the time that a story takes."""
    start = chance.randrange(DRAWN - count)
    return drawn()[start : start + count]


@cache
def drawn() -> list[str]:
    chance = random.Random("words")  # noqa: S311 -- no secret
    return chance.choices(vocabulary.words(), cum_weights=vocabulary.weights(), k=DRAWN)


def name(chance: random.Random) -> str:
    """One of millions."""
    heads, tails = _name_parts()
    return chance.choice(heads) + chance.choice(tails)


@cache
def _name_parts() -> tuple[tuple[str, ...], tuple[str, ...]]:
    chance = random.Random("names")  # noqa: S311 -- no secret
    words = [vocabulary.coin(chance) for _ in range(6_000)]
    return tuple(word.capitalize() for word in words[:4_000]), tuple(words[4_000:])


def headline(chance: random.Random, about: str) -> str:
    """A few words, a name and the topic, 110 characters at most."""
    words = [name(chance), *fresh(chance, chance.randint(3, 6)), about.lower()]
    return " ".join(words)[:110].rstrip()


def standfirst(chance: random.Random) -> str:
    return sentence(fresh(chance, chance.randint(12, 24)))[:290]


def body(chance: random.Random, about: str, link: str = "") -> Body:
    """`link` is the public id of a story that the last paragraph links to."""
    company, person, place = name(chance), f"{name(chance)} {name(chance)}", name(chance)
    sentences = pool().sentences
    blocks: list[tuple[str, str]] = []
    total = 0

    def paragraph(*own: list[str], shared: int) -> None:
        nonlocal total
        parts = [sentence(words) for words in own]
        total += sum(len(words) for words in own)
        for text, count in chance.choices(sentences, k=shared):
            parts.append(text)
            total += count
        blocks.append(("p", " ".join(parts)))

    paragraph(
        [company, "said", *fresh(chance, 14), "in", place], [*about.split(), *fresh(chance, 9)], shared=1
    )
    middle = chance.choices(*_PARAGRAPHS)[0]
    for number in range(middle):
        if number and number % 4 == 0:
            heading = fresh(chance, 4)
            total += 4
            blocks.append(("h2", sentence(heading)[:-1]))
        paragraph(shared=chance.randint(2, 4))
    paragraph([*person.split(), "of", company, *fresh(chance, 12)], shared=1)
    html = "".join(f"<{tag}>{text}</{tag}>" for tag, text in blocks)
    text = "\n".join(text for _, text in blocks)
    if link:
        html += f'<p><a data-story="{link}" href="/{link}/">Read about {company} here</a>.</p>'
        text += f"\nRead about {company} here."
        total += 4
    return Body(html, text, total)
