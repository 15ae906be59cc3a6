from __future__ import annotations

import pytest

from articles.redaction import from_body, from_text, phrases


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("Ann Roe lied.", ["Ann Roe"], "[…] lied."),
        ("ann  roe lied. ANN ROE!", ["Ann Roe"], "[…] lied. […]!"),
        ("Annex and Joann", ["Ann"], "Annex and Joann"),
        ("A (b) [c].*", ["(b) [c].*"], "A […]"),
        ("Ann Roe and Ann", ["Ann Roe", "Ann"], "[…] and […]"),
    ],
)
def test_words_go_and_the_rest_stays(text: str, words: list[str], left: str) -> None:
    assert from_text(text, words) == left


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>Ann Roe lied.</p>", "<p>[…] lied.</p>"),
        ("<p>Ann <strong>Roe</strong> lied.</p>", "<p>[…]<strong></strong> lied.</p>"),
        ('<p><a href="/ann-roe/">Ann Roe</a></p>', '<p><a href="/ann-roe/">[…]</a></p>'),
        (
            '<figure data-image="7"><img alt="Ann Roe smiles"></figure>',
            '<figure data-image="7"><img alt="[…] smiles"></figure>',
        ),
        ("<p>Ann&lt;Roe</p>", "<p>Ann&lt;Roe</p>"),
    ],
)
def test_in_a_body_marks_and_addresses_stay(html: str, left: str) -> None:
    assert from_body(html, ["Ann Roe"]) == left


def test_words_that_look_like_markup_are_found_as_they_are_written() -> None:
    assert from_body("<p>R&amp;D &lt;b&gt; said</p>", ["R&D <b>"]) == "<p>R&amp;D &lt;b&gt; said</p>".replace(
        "R&amp;D &lt;b&gt;", "[…]"
    )


def test_passages_are_lines_the_longest_first() -> None:
    assert phrases(" Ann \n\nAnn  Roe\nAnn\n") == ["Ann Roe", "Ann"]
