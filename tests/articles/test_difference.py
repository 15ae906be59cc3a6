from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles import passages, prose
from articles.difference import (
    ADDED,
    CHANGED,
    LEFT,
    MOVED,
    REMOVED,
    SAME,
    apply,
    compare,
    marked,
    marked_line,
    words_in_and_out,
)

A = "<p>The update reaches 41 models, Halden says.</p>"
B = "<p>The update reaches 14 models, Halden said on Monday.</p>"
C = "<p>Nobody we asked could say how many are in use.</p>"


def kinds(before: str, after: str) -> list[str]:
    return [step.kind for step in compare(before, after)]


def seen(before: str, after: str) -> str:
    """The marked body without what is for screen readers."""
    html = "".join(marked(step) for step in compare(before, after))
    return re.sub('<span class="visually-hidden">[^<]*</span>', "", html)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        (A, A, [SAME]),
        (A + C, B + C, [CHANGED, SAME]),
        (A, A + C, [SAME, ADDED]),
        (A + C, A, [SAME, REMOVED]),
        (A, C, [REMOVED, ADDED]),
        (A + C + "<h2>More</h2>", C + "<h2>More</h2>" + A, [LEFT, SAME, SAME, MOVED]),
        ("<p>One</p><hr>", "<hr><p>One more</p>", [REMOVED, SAME, ADDED]),
        ("<p>The same words</p>", "<h2>The same words</h2>", [REMOVED, ADDED]),
    ],
)
def test_blocks_come_first(before: str, after: str, expected: list[str]) -> None:
    assert kinds(before, after) == expected


def test_then_words_are_marked() -> None:
    assert seen(A, B) == (
        "<p>The update reaches <del>41</del> <ins>14</ins> models, Halden "
        "<del>says.</del> <ins>said on Monday.</ins></p>"
    )


def test_what_is_marked_is_told_to_screen_readers() -> None:
    assert marked(compare("", C)[0]) == (
        f'<p><ins><span class="visually-hidden">Added: </span>{C[3:-4]}</ins></p>'
    )


def test_marks_and_links_stay_around_the_words_they_were_around() -> None:
    before = '<p>See <a href="https://a.example/">our <strong>old</strong> report</a> on it.</p>'
    after = '<p>See <a href="https://a.example/">our <strong>new</strong> report</a> on it.</p>'
    start = '<a href="https://a.example/">'

    assert seen(before, after) == (
        f"<p>See {start}our </a><del>{start}<strong>old</strong></a></del> "
        f"<ins>{start}<strong>new</strong></a></ins>{start} report</a> on it.</p>"
    )


def test_an_item_of_a_list_and_a_row_of_a_table_are_marked_inside_their_tags() -> None:
    assert seen("<ul><li>One</li></ul>", "<ul><li>One</li><li>Two</li></ul>") == (
        "<ul><li>One</li><li><ins>Two</ins></li></ul>"
    )
    rows = "<tr><td>Fab</td><td>3 nm</td></tr>"
    before = f"<table><tbody>{rows}<tr><td>Old</td><td>9 nm</td></tr></tbody></table>"
    assert seen(before, f"<table><tbody>{rows}</tbody></table>") == (
        f"<table><tbody>{rows}<tr><td><del>Old</del></td><td><del>9 nm</del></td></tr></tbody></table>"
    )


def test_another_picture_is_another_figure_and_another_alt_text_is_told() -> None:
    def figure(image: int, alt: str) -> str:
        return f'<figure data-image="{image}"><img alt="{alt}"><figcaption>The fab.</figcaption></figure>'

    assert kinds(figure(1, "A fab"), figure(2, "A fab")) == [REMOVED, ADDED]
    assert "Alt text: A fab <ins>at night</ins></p>" in seen(figure(1, "A fab"), figure(1, "A fab at night"))


def test_code_is_compared_with_its_spaces() -> None:
    before, after = "<pre><code>if a:\n  b</code></pre>", "<pre><code>if a:\n    b</code></pre>"
    assert "<del>" in seen(before, after)


def test_words_are_counted() -> None:
    assert words_in_and_out(compare(A + C, B)) == (4, 12)
    assert words_in_and_out(compare(A + C, C + A)) == (0, 0)


def test_plain_text_is_escaped() -> None:
    left, right = marked_line("<b>Old</b> & gone", "<script>new</script> & gone")
    assert "<b>" not in left
    assert "<script>" not in right
    assert "&amp; gone" in right


def test_steps_start_at_their_own_text() -> None:
    with pytest.raises(ValueError, match="another text"):
        apply(compare(A, B), C)


def test_what_stayed_folds_and_a_word_names_what_changed() -> None:
    html = passages.in_full(compare(C + "<p>Two</p>" + A, C + "<p>Two</p>" + B))
    assert "<summary>2 blocks as they were</summary>" in html
    assert '<p class="passage-kind">Changed</p>' in html


# Whatever two people write

WORDS = st.sampled_from(["chip", "fab", "a", "the", "&", "<i>", "“so”", "12 GB", "مرحبا", "x&amp;y", "👩‍🔬"])
LINES = st.lists(WORDS, max_size=6).map(" ".join)
INLINE = st.one_of(
    LINES.map(lambda words: words.replace("<", "&lt;")),
    LINES.map(lambda words: f"a <strong>{words}</strong> b"),
    LINES.map(lambda words: f'<a href="https://a.example/?a=1&amp;b=2">{words} <em>c</em></a>'),
    st.just("one<br>two"),
)
BLOCKS = st.one_of(
    INLINE.map(lambda words: f"<p>{words}</p>"),
    INLINE.map(lambda words: f"<h2>{words}</h2>"),
    st.lists(INLINE, min_size=1, max_size=3).map(
        lambda items: f"<ul><li>{'</li><li>'.join(items)}</li></ul>"
    ),
    INLINE.map(lambda words: f"<ul><li>{words}<ol><li>{words}</li></ol></li></ul>"),
    INLINE.map(lambda words: f"<blockquote><p>{words}</p><p>more</p></blockquote>"),
    INLINE.map(lambda words: f"<table><tr><th>{words}</th></tr><tr><td>{words}</td></tr></table>"),
    LINES.map(lambda words: f"<pre>{words}\n  two</pre>"),
    INLINE.map(
        lambda words: f'<figure data-image="7"><img alt="x"><figcaption>{words}</figcaption></figure>'
    ),
    st.just("<hr>"),
)
BODIES = st.lists(BLOCKS, max_size=6).map(lambda blocks: prose.clean("".join(blocks)))


def words(html: str) -> list[str]:
    html = re.sub('<span class="visually-hidden">[^<]*</span>|<p>Alt text: .*?</p>', "", html)
    return unescape(re.sub("<[^>]*>", " ", html)).split()


def without(mark: str, html: str) -> str:
    return re.sub(f"<{mark}>.*?</{mark}>", " ", html, flags=re.DOTALL)


@hypothesis_settings(max_examples=150, deadline=None)
@given(BODIES, BODIES)
@example(prose.clean("<p>a</p><p>a</p>"), prose.clean("<p>a</p>"))
def test_the_steps_between_two_texts_lead_from_one_to_the_other(before: str, after: str) -> None:
    steps = compare(before, after)

    assert apply(steps, before) == after
    # What readers of the comparison see are the words of both, and none besides.
    stays = [step for step in steps if step.kind != LEFT]
    html = " ".join(marked(step) for step in stays)
    assert words(without("del", html)) == words(after)
    before_html = " ".join(
        step.before if step.kind == LEFT else without("ins", marked(step))
        for step in steps
        if step.kind != MOVED
    )
    assert words(before_html) == words(before)


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_of_a_plain_text_is_left_unescaped(before: str, after: str) -> None:
    for side, mark in zip(marked_line(before, after), ("del", "ins"), strict=True):
        said = re.sub(f'</?{mark}>|<span class="visually-hidden">(?:Added|Removed): </span>', "", side)
        assert not re.search("[<>\"']", said)
