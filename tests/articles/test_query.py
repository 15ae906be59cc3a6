"""How a reader's question is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.query import MOST_WORDS, Term, folded_words, parse


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("inverter password", [Term(("inverter",)), Term(("password",))]),
        ('"Norway’s grid"', [Term(("Norway", "s", "grid"), is_quoted=True)]),
        ('"the same password"', [Term(("the", "same", "password"), is_quoted=True)]),
        ("“same password”", [Term(("same", "password"), is_quoted=True)]),
        ("password -manager", [Term(("password",)), Term(("manager",), is_excluded=True)]),
        ('-"password manager"', [Term(("password", "manager"), is_quoted=True, is_excluded=True)]),
        ("invert*", [Term(("invert",), is_prefix=True)]),
        ("AI-powered", [Term(("AI", "powered"))]),
        ("Norway’s grid", [Term(("Norway",)), Term(("grid",))]),
        ('fab "reopens', [Term(("fab",)), Term(("reopens",))]),
        ("x", [Term(("x",))]),
        ("a*", [Term(("a",))]),
        ("grid grid", [Term(("grid",))]),
        ('% _ * ( ) : " - -- "" "*"', []),
        ("", []),
    ],
)
def test_a_question_is_read_as(text, terms):
    assert list(parse(text).terms) == terms


def test_three_hundred_words_are_cut():
    words = [f"word{number}" for number in range(300)]

    assert sum(len(term.words) for term in parse(" ".join(words)).terms) <= MOST_WORDS


def test_words_that_every_story_has_are_not_asked_for_alone():
    assert [term.text for term in parse("the password of an inverter").wanted] == ["password", "inverter"]
    assert not parse("to be or not to be")
    assert not parse("-password")


@given(st.text())
def test_no_text_breaks_it(text):
    for term in parse(text).terms:
        assert all(word.isalnum() for word in term.words)


def test_words_with_accents_are_kept_without_them_too():
    assert folded_words("Krüger met Bjørn in Kraków. 東京") == "Bjorn Krakow Kruger"
