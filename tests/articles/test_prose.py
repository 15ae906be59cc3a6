from __future__ import annotations

import time
from html import escape

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from articles import prose
from articles.composition import tags
from articles.presentation import Picture, Source
from articles.typesetting import WIDE

STORY = "abcdefghjkmn2345"


def picture(**changes) -> Picture:
    given = {
        "src": "/media/p-800.jpg",
        "srcset": "/media/p-320.jpg 320w, /media/p-800.jpg 800w",
        "width": 800,
        "height": 600,
        "alt": "The usual words",
        "sources": (Source("image/webp", "/media/p-320.webp 320w"),),
        "credit": "Photograph: Ines Duarte",
    }
    return Picture(**(given | changes))


# What a canonical body looks like


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("", ""),
        (" \n ", ""),
        ("<p></p><p>&nbsp;</p><p><br></p>", ""),
        ("Words alone", "<p>Words alone</p>"),
        ("<div>one</div><div>two</div>", "<p>one</p><p>two</p>"),
        ("<p>one<br><br>two<br>three<br></p>", "<p>one</p><p>two<br>three</p>"),
        ("<p>a <b>b <i>c</i></b></p>", "<p>a <strong>b <em>c</em></strong></p>"),
        ("<em><strong>x</strong></em>", "<p><strong><em>x</em></strong></p>"),
        ("<b>one </b><b>two</b>", "<p><strong>one two</strong></p>"),
        ("<p>a<b> </b>b</p>", "<p>a b</p>"),
        ("<b><p>x</p><p>y</p></b>", "<p><strong>x</strong></p><p><strong>y</strong></p>"),
        ("<u>un</u><span style='color:red'>styled</span>", "<p>unstyled</p>"),
        ("<h1>One</h1><h5><b>Five</b></h5><h6>Six</h6>", "<h2>One</h2><h4>Five</h4><h4>Six</h4>"),
        ("<h2><p>In</p><p>it</p></h2>", "<h2>In it</h2>"),
        ("<ul><li><p>x</p></li><li></li></ul>", "<ul><li>x</li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>"),
        ('<ol start="3" type="a"><li>x</li></ol>', '<ol start="3"><li>x</li></ol>'),
        ("<blockquote>q</blockquote>", "<blockquote><p>q</p></blockquote>"),
        ("<pre>\n a\n  b &lt;c&gt;\n</pre>", "<pre><code> a\n  b &lt;c&gt;</code></pre>"),
        ("one<hr/>two", "<p>one</p><hr><p>two</p>"),
        ("<p id=x class=y onclick=z>text</p>", "<p>text</p>"),
        ("<dl><dt>Term</dt><dd>What it means</dd></dl>", "<p>Term</p><p>What it means</p>"),
        ("<li>alone</li>", "<p>alone</p>"),
    ],
)
def test_every_way_of_writing_becomes_the_canonical_one(given, canonical):
    assert prose.clean(given) == canonical


def test_a_cell_with_one_paragraph_holds_its_words_directly():
    assert "<td>x</td><td><p>y</p><p>z</p></td>" in prose.clean(
        "<table><tr><td><p>x</p></td><td><p>y</p><p>z</p></td></tr></table>"
    )


def test_a_first_row_of_headings_becomes_the_head_and_headings_say_their_scope():
    assert prose.clean("<table><tr><th>A<th>B<tr><th>r<td>1</table>") == (
        '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
        '<tbody><tr><th scope="row">r</th><td>1</td></tr></tbody></table>'
    )


def test_a_table_keeps_its_caption_and_its_spans():
    html = prose.clean(
        '<table><caption>Prices</caption><tr><td colspan="2" rowspan="1">x</td><td colspan="0">y</td></tr></table>'
    )
    assert html == (
        '<table><caption>Prices</caption><tbody><tr><td colspan="2">x</td><td>y</td></tr></tbody></table>'
    )


def test_a_non_breaking_space_stays_only_beside_a_digit_and_before_a_dash():
    html = "<p>12&nbsp;GB of&nbsp;memory &nbsp;in Figure&nbsp;3&nbsp;– or</p>"
    assert prose.clean(html) == "<p>12\u00a0GB of memory in Figure\u00a03\u00a0– or</p>"


def test_a_picture_of_the_library_keeps_its_words():
    html = (
        '<figure data-image="12"><img alt="A &quot;kite&quot;">'
        "<figcaption>The <em>hinge</em></figcaption></figure>"
    )
    assert prose.clean(html) == html


def test_a_decorative_picture_has_no_alt_text():
    html = '<figure data-image="12" data-decorative="true"><img alt="x"></figure>'
    assert prose.clean(html) == '<figure data-image="12" data-decorative="true"><img alt=""></figure>'


def test_words_in_a_figure_beside_its_caption_follow_it():
    html = '<figure data-image="1"><img alt="a"><p>Left over</p><figcaption>c</figcaption></figure>'
    assert prose.clean(html) == (
        '<figure data-image="1"><img alt="a"><figcaption>c</figcaption></figure><p>Left over</p>'
    )


@pytest.mark.parametrize("image", ["", "x", "-1", "0", "1.5", "1 or 1=1", "٣", "9" * 30])
def test_a_figure_without_a_number_of_the_library_leaves_its_words(image):
    html = f'<figure data-image="{image}"><img src="https://x.example/t.gif" alt="Alt"><figcaption>C</figcaption>'
    assert prose.clean(html) == "<p>Alt</p><p>C</p>"


def test_a_figure_in_a_figure_leaves_its_words():
    html = '<figure data-image="1"><img alt="a"><figure data-image="2"><img alt="b"></figure></figure>'
    assert prose.clean(html) == '<figure data-image="1"><img alt="a"></figure><p>b</p>'


def test_a_pull_quote_keeps_who_said_it():
    html = (
        '<figure data-pullquote="true"><blockquote><p>We would rather not.</p></blockquote>'
        "<figcaption>Halden support</figcaption></figure>"
    )
    assert prose.clean(html) == html


def test_an_empty_pull_quote_loses_no_words():
    html = '<figure data-pullquote="true"><blockquote></blockquote><figcaption>Halden</figcaption></figure>'
    assert prose.clean(html) == "<p>Halden</p>"


def test_a_link_to_a_story_keeps_its_identity():
    html = f'<p><a data-story="{STORY}" href="/chips/kite/">kite</a></p>'
    assert prose.clean(html) == html


@pytest.mark.parametrize("story", ["SHOUTED12345", "short", "x" * 33, "a'b\"cdefghijkl", "abcdef ghjkmn"])
def test_a_link_with_an_identity_that_cannot_be_one_loses_it(story):
    html = f'<a data-story="{escape(story)}" href="/chips/kite/">kite</a>'
    assert prose.clean(html) == '<p><a href="/chips/kite/">kite</a></p>'


# Hostile and broken


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " \x01javascript:alert(1)",
        "java&#9;script:alert(1)",
        "java&NewLine;script:alert(1)",
        "&#106;avascript&colon;alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example",
        "/\\evil.example",
        "/&#9;/evil.example",
        "\\\\evil.example",
        "https:\\\\evil.example",
        "https:evil.example",
        "http://[",
        "ftp://x.example/",
        "file:///etc/passwd",
        "#main",
        "?next=x",
        "relative",
        "mailto:",
        "mailto:?body=x",
    ],
)
def test_a_link_that_leads_astray_becomes_its_words(href):
    assert prose.clean(f'<p><a href="{href}">here</a></p>') == "<p>here</p>"


@pytest.mark.parametrize(
    "href",
    ["https://x.example/a?b=1", "http://x.example", "mailto:desk@x.example", "/chips/kite/", "/?a=1#b"],
)
def test_a_good_link_stays(href):
    assert prose.clean(f'<a href="{href}">here</a>') == f'<p><a href="{href}">here</a></p>'


SCRIPTS = [
    "<script>alert(1)</script>",
    "<p>ok</p><SCRIPT SRC=//x.example/a.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>@import '//x.example'</style>",
    "<template><script>alert(1)</script></template>",
    "<textarea></textarea><script>alert(1)</script>",
    "<a href=x style=position:fixed onmouseover=alert(1)>x</a>",
    "<base href=//x.example><form action=//x.example><input name=password><button>Go</button></form>",
    "<object data=x><embed src=x>",
    "<img name=getElementById id=cookie>",
    "<p title='<script>alert(1)</script>'>x</p>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<plaintext><script>alert(1)</script>",
    "<xmp><script>alert(1)</script></xmp>",
    '<figure data-image="1"><img alt="&quot; onerror=alert(1)"></figure>',
    '<figure data-image="1" data-pullquote="<script>"><figcaption><script>alert(1)</script></figcaption></figure>',
    '<table><caption><script>alert(1)</script></caption><tr><td colspan="2\' onclick=x">a</td></tr></table>',
]
PLAIN_TAGS = tags("p h2 h3 h4 strong em code ul li blockquote pre table caption thead tbody tr hr br")
ALLOWED = {
    **{tag: set() for tag in PLAIN_TAGS},
    "a": {"href", "data-story"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "figure": {"data-image", "data-decorative", "data-pullquote"},
    "figcaption": set(),
    "img": {"alt"},
}


def strangers(html: str) -> list[str]:
    """What stands in it that no canonical body has."""
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    return [
        lxml_html.tostring(element, encoding="unicode")
        for element in tree.iterdescendants()
        if element.tag not in ALLOWED or set(element.attrib) - ALLOWED[element.tag]
    ]


@pytest.mark.parametrize("html", SCRIPTS)
def test_nothing_that_runs_or_fetches_survives(html):
    cleaned = prose.clean(html)
    assert strangers(cleaned) == []


@pytest.mark.parametrize(
    "html",
    [
        "a\x00b",
        "a&#0;b",
        "<p>\ud800</p>",
        "<p",
        "</p></p>",
        "<table><p>x",
        "&",
        "&nosuch;",
        "<a href='x",
        "<!--",
        "]]>",
    ],
)
def test_broken_html_is_no_error(html):
    assert strangers(prose.clean(html)) == []


def test_invisible_characters_that_turn_the_text_are_dropped():
    assert prose.clean("<p>a\u202eb&#x2066;c\x07d\ufeff</p>") == "<p>abcd</p>"


def test_words_are_never_lost():
    html = "<custom-a>one</custom-a> <center>two</center><table>three<tr><td>four<tr><th>five</table><button>six</button>"
    assert sorted(prose.text(prose.clean(html)).split()) == sorted(
        ["one", "two", "three", "four", "five", "six"]
    )


MANY = 20_000


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * MANY + "x",
        "<blockquote>" * MANY + "x",
        "<ul><li>" * MANY + "x",
        "<b>" * MANY + "x",
        "".join(f"<b id={n}>" for n in range(3000)) + "<p>x" * 3000,
        "<table><tr><td>" * 5000 + "x",
        "<div><table><td></div>" * 5000,
        "<li><dd>" * MANY,
        "<!--" * MANY,
        "<a " * MANY,
        "<" * MANY,
    ],
    ids=lambda html: html[:12],
)
def test_deep_or_hostile_nesting_takes_little_time(html):
    started = time.perf_counter()
    cleaned = prose.clean(html)
    prose.text(cleaned)
    prose.present(cleaned, pictures={}, stories={})
    assert time.perf_counter() - started < 2


def test_a_very_long_story_is_cleaned_in_a_blink():
    paragraph = f'<p>{"word " * 40}<b>bold</b> and <a href="https://x.example/">link</a>{" word" * 57}</p>'
    html = paragraph * 150
    started = time.perf_counter()
    assert prose.word_count(prose.clean(html)) == 150 * 100
    assert time.perf_counter() - started < 1  # 0.05 s where this was written


SOUP = st.lists(
    st.one_of(
        st.sampled_from(
            [
                f"<{tag}>"
                for tag in [*ALLOWED, "div", "b", "i", "span", "script", "svg", "math", "h1", "dl", "dd"]
            ]
            + [f"</{tag}>" for tag in [*ALLOWED, "div", "b", "i", "span", "script", "svg"]]
            + [
                '<figure data-image="7">',
                '<figure data-pullquote="true">',
                '<img alt="Alt">',
                '<ol start="4">',
            ]
            + [
                '<a href="/x/">',
                '<a href="javascript:x">',
                f'<a data-story="{STORY}">',
                "&nbsp;",
                " ",
                "\n",
                "12",
            ]
        ),
        st.text(max_size=6),
    ),
    max_size=30,
).map("".join)


@given(SOUP)
@example("<p>\xa0 x</p>")
@example("<pre>\n\n a</pre>")
@example("<ol><h3>0")
@example("<a href=/a/><table><a href=/b/>x")
@example('<ol><figure data-pullquote="true"><figcaption>x')
@hypothesis_settings(max_examples=400, deadline=None)
def test_cleaning_twice_changes_nothing(html):
    once = prose.clean(html)
    assert prose.clean(once) == once
    assert strangers(once) == []
    prose.present(once, pictures={7: picture()}, stories={})


@given(SOUP)
@hypothesis_settings(max_examples=200, deadline=None)
def test_a_body_is_read_back_as_it_was_written(html):
    once = prose.clean(html)
    tree = lxml_html.fragment_fromstring(once, create_parent="div")
    written = lxml_html.tostring(tree, encoding="unicode")
    assert written == f"<div>{once}</div>"


# Questions

BODY = (
    '<p>See <a href="/chips/kite/#part">kite</a> and <a href="/chips/kite/">again</a>, '
    f'<a data-story="{STORY}" href="/old/">the other</a>, <a href="https://x.example/">elsewhere</a>.</p>'
    '<figure data-image="7"><img alt="A hinge"><figcaption>The <em>hinge</em>.</figcaption></figure>'
    '<figure data-image="9" data-decorative="true"><img alt=""></figure>'
)


def test_figures_come_in_order_with_their_words():
    assert prose.figures(BODY) == (
        prose.Figure(image_id=7, alt="A hinge", decorative=False, caption="The hinge."),
        prose.Figure(image_id=9, alt="", decorative=True, caption=""),
    )


def test_links_to_stories_and_paths_are_told_apart():
    assert prose.story_links(BODY) == (STORY,)
    assert prose.internal_paths(BODY) == ("/chips/kite/",)


def test_linking_stories_adds_their_identity_and_changes_nothing_else():
    linked = prose.link_stories(BODY, {"/chips/kite/": "nmkjhgfedcba2345", "/other/": STORY})
    assert linked == BODY.replace(' href="/chips/', ' data-story="nmkjhgfedcba2345" href="/chips/')
    assert prose.link_stories(linked, {}) == linked


def test_text_has_each_block_on_its_own_line():
    html = "<h2>Head</h2><ul><li>a<ul><li>b</li></ul></li></ul><table><tr><td>1</td><td>2</td></tr></table><p>x<br>y</p>"
    assert prose.text(html) == "Head\na\nb\n1 2\nx\ny"


@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (230, 1), (231, 2), (1140, 5)])
def test_reading_time_is_rounded_up(words, minutes):
    html = prose.clean(f"<p>{'word ' * words}</p>")
    assert prose.word_count(html) == words
    assert prose.reading_minutes(html) == minutes


def test_a_dash_alone_is_no_word():
    assert prose.word_count("<p>one – two</p>") == 2


# What readers get


def present(html: str, pictures=None, stories=None) -> str:
    return prose.present(html, pictures=pictures or {}, stories=stories or {})


def test_a_picture_is_shown_with_its_size_caption_and_credit():
    html = '<figure data-image="7"><img alt="A hinge"><figcaption>The <em>hinge</em>.</figcaption></figure>'
    assert present(html, {7: picture()}) == (
        '<figure><picture><source type="image/webp" srcset="/media/p-320.webp 320w" '
        f'sizes="{WIDE}">'
        '<img src="/media/p-800.jpg" srcset="/media/p-320.jpg 320w, /media/p-800.jpg 800w" '
        f'sizes="{WIDE}" alt="A hinge" width="800" height="600" loading="lazy" '
        'decoding="async"></picture>'
        '<figcaption>The <em>hinge</em>. <b class="credit">Photograph: Ines Duarte</b></figcaption></figure>'
    )


def test_a_picture_that_may_not_be_shown_leaves_nothing():
    html = (
        '<p>a</p><figure data-image="7"><img alt="A hinge"><figcaption>Secret</figcaption></figure><p>b</p>'
    )
    assert present(html) == "<p>a</p><p>b</p>"


def test_a_decorative_picture_says_nothing():
    html = '<figure data-image="7" data-decorative="true"><img alt=""></figure>'
    assert 'alt=""' in present(html, {7: picture(credit="")})


def test_a_picture_without_words_of_its_own_says_the_usual_ones():
    assert 'alt="The usual words"' in present('<figure data-image="7"><img alt=""></figure>', {7: picture()})


def test_a_link_to_a_story_leads_to_its_present_address():
    html = f'<p><a data-story="{STORY}" href="/old/">kite</a></p>'
    assert present(html, stories={STORY: "/new/"}) == '<p><a href="/new/">kite</a></p>'


def test_a_link_to_a_story_that_nobody_can_see_is_plain_text():
    html = f'<p>The <a data-story="{STORY}" href="/secret-scoop/"><em>kite</em></a>.</p>'
    assert present(html) == "<p>The <em>kite</em>.</p>"


def test_a_link_elsewhere_gives_that_page_no_hold_on_ours():
    assert present('<p><a href="https://x.example/">x</a></p>') == (
        '<p><a href="https://x.example/" rel="noopener">x</a></p>'
    )


def test_tables_scroll_in_boxes_with_different_names():
    html = prose.clean(
        "<table><caption>Prices</caption><tr><td>1,200 ms<td>no</table><table><tr><td>x</table>"
    )
    assert present(html) == (
        '<div class="scroll" role="region" tabindex="0" aria-labelledby="table-1"><table>'
        '<caption id="table-1">Prices</caption>'
        '<tbody><tr><td class="number">1,200 ms</td><td>no</td></tr></tbody></table></div>'
        '<div class="scroll" role="region" tabindex="0" aria-label="Table 2">'
        "<table><tbody><tr><td>x</td></tr></tbody></table></div>"
    )


def test_code_can_be_scrolled_by_keyboard():
    assert present("<pre><code>a &lt; b</code></pre>") == (
        '<pre tabindex="0" role="group" aria-label="Code"><code>a &lt; b</code></pre>'
    )


def test_a_pull_quote_is_marked_as_one():
    html = (
        '<figure data-pullquote="true"><blockquote><p>q</p></blockquote><figcaption>w</figcaption></figure>'
    )
    assert present(html) == (
        '<figure class="pullquote"><blockquote><p>q</p></blockquote><figcaption>w</figcaption></figure>'
    )


def test_a_heading_stands_over_its_numbers():
    html = (
        '<table><thead><tr><th scope="col">Country</th><th scope="col">Fixed</th></tr></thead>'
        "<tbody><tr><td>Norway</td><td>12\u00a0%</td></tr><tr><td>Denmark</td><td>7\u00a0%</td></tr></tbody></table>"
    )
    shown = present(html)
    assert '<th scope="col">Country</th><th scope="col" class="number">Fixed</th>' in shown
    assert shown.count('<td class="number">') == 2
