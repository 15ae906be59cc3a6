"""Bodies of WordPress in each dialect, and what becomes of them. A table: what was written, what it is here."""

from __future__ import annotations

import pytest

from articles import prose
from articles.wordpress.archive import Picture, Target
from articles.wordpress.bodies import Converted, TooLong, convert
from articles.wordpress.comparison import difference

STORY = "abcdefghjkmnpqrs"
FIGURE = '<figure data-image="7"><img alt="{}">{}</figure>'


class Old:
    """An archive with one picture, one story and one reusable block."""

    def picture(self, id, address):
        return (
            Picture(7, "A dam", "The <em>dam</em>")
            if id in ("5", "6") or "dam" in address
            else "no such file"
        )

    def address(self, id):
        return f"https://old.example/uploads/{id}.mp3"

    def attached(self, item):
        return ["5"]

    def target(self, href):
        return Target("/water/dam/", STORY) if href in ("https://old.example/dam/", "/dam/") else None

    def is_own(self, href):
        return "old.example" in href

    def reusable(self, ref):
        return {
            "9": "<!-- wp:paragraph --><p>Reused.</p><!-- /wp:paragraph -->",
            "8": 'Round <!-- wp:block {"ref":8} /-->',
            "7": '<!-- wp:paragraph {"metadata":{"name":"Who"}} --><p class="a">Somebody</p><!-- /wp:paragraph -->',
        }.get(ref)


def converted(content: str) -> Converted:
    return convert(content, Old(), "1")


def block(name: str, html: str, attrs: str = "") -> str:
    return f"<!-- wp:{name} {attrs + ' ' if attrs else ''}-->\n{html}\n<!-- /wp:{name} -->"


CLASSIC = [
    ("One\ntwo\n\nThree", "<p>One<br>two</p><p>Three</p>"),
    ("One\r\n\r\nTwo", "<p>One</p><p>Two</p>"),
    ("One\n&nbsp;\nTwo", "<p>One</p><p>Two</p>"),
    ("<p>Already</p>\n<p>so</p>", "<p>Already</p><p>so</p>"),
    ("One<br /><br />Two", "<p>One</p><p>Two</p>"),
    ("<strong>Bold\n\nstill</strong> not", "<p><strong>Bold</strong></p><p><strong>still</strong> not</p>"),
    ("<blockquote>One\n\nTwo</blockquote>\nThree", "<blockquote><p>One</p><p>Two</p></blockquote><p>Three</p>"),
    ("<ul>\n<li>a</li>\n<li>b\n<ol>\n<li>c</li>\n</ol>\n</li>\n</ul>", "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>"),
    ("<h1>A</h1>\n<h2>B</h2>\n<h3>C</h3>\n<h4>D</h4>\n<h5>E</h5>\n<h6>F</h6>",
     "<h2>A</h2><h2>B</h2><h3>C</h3><h4>D</h4><h4>E</h4><h4>F</h4>"),
    ("<pre>a\n\n  b &lt;c&gt;</pre>", "<pre><code>a\n\n  b &lt;c&gt;</code></pre>"),
    ('<h2><img src="/dam.jpg" alt="W"> Title</h2>', FIGURE.format("W", "") + "<h2>Title</h2>"),
    ("Sources:\nhttps://x.example/a\nhttps://x.example/b",
     "<p>Sources:<br>https://x.example/a<br>https://x.example/b</p>"),
    ("<p>https://youtu.be/abcdefghijk<br />https://vimeo.com/1234567</p>",
     "<p>https://youtu.be/abcdefghijk<br>https://vimeo.com/1234567</p>"),
    ("<pre>\nhttps://youtu.be/abcdefghijk\n</pre>", "<pre><code>https://youtu.be/abcdefghijk</code></pre>"),
    ("<div>One</div>Two", "<p>One</p><p>Two</p>"),
    ("&ldquo;Smart&rdquo; &#8217;tis &amp; “ok” &hellip;", "<p>“Smart” ’tis &amp; “ok” …</p>"),
    ("<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>",
     "<table><tbody><tr><td><p>a</p><p>b</p></td></tr></tbody></table>"),
    ('<p dir="rtl">مرحبا <strong>بالعالم</strong></p>', "<p>مرحبا <strong>بالعالم</strong></p>"),
    ("Before<!--more Go on-->After", "<p>BeforeAfter</p>"),
    ("One\n\n<!--nextpage-->\n\nTwo", "<p>One</p><p>Two</p>"),
    ("One<!--nextpage-->Two", "<p>One</p><p>Two</p>"),
    ("<b>b</b> <i>i</i> <u>u</u> <tt>t</tt> H<sub>2</sub>O", "<p><strong>b</strong> <em>i</em> u <code>t</code> H2O</p>"),
    ("10<sup>-6</sup> m<sup>2</sup>, 2<sup>n</sup>, the 19<sup>th</sup>, said<sup><a href='#note'>1</a></sup>",
     "<p>10⁻⁶ m², 2ⁿ, the 19th, said¹</p>"),
    ("Unclosed <em>tag\n\nnext", "<p>Unclosed <em>tag</em></p><p><em>next</em></p>"),
    ("a < b and c > d", "<p>a &lt; b and c &gt; d</p>"),
    ("One<hr />Two", "<p>One</p><hr><p>Two</p>"),
    ("", ""),
    ("   \n\n &nbsp; ", ""),
]  # fmt: skip

SHORTCODES = [
    ('[caption id="attachment_5" width="300"]<a href="x.jpg"><img class="wp-image-5" src="https://old.example/dam.jpg" alt="Wall" /></a> At <em>night</em>[/caption]',
     FIGURE.format("Wall", "<figcaption>At <em>night</em></figcaption>")),
    ('[caption id="attachment_5" caption="Old way"]<img src="/dam.jpg" alt="Wall" />[/caption] after',
     FIGURE.format("Wall", "<figcaption>Old way</figcaption>") + "<p>after</p>"),
    ('[caption id="attachment_5"][media-credit name="Jo" width="3"]<img src="/dam.jpg" alt="W">[/media-credit] Cap[/caption]',
     FIGURE.format("W", "<figcaption><em>Jo</em> Cap</figcaption>")),
    ('[wp_caption]<img src="/dam.jpg"> Words[/wp_caption]', FIGURE.format("A dam", "<figcaption>Words</figcaption>")),
    ('Look: [gallery ids="5,6" columns="2"] done',
     "<p>Look:</p>" + 2 * FIGURE.format("A dam", "<figcaption>The <em>dam</em></figcaption>") + "<p>done</p>"),
    ("[gallery]", FIGURE.format("A dam", "<figcaption>The <em>dam</em></figcaption>")),
    ("[gallery ids=“5”]", FIGURE.format("A dam", "<figcaption>The <em>dam</em></figcaption>")),
    ("[code]\n<b>x</b> = 1\n\ny\n[/code]", "<pre><code>&lt;b&gt;x&lt;/b&gt; = 1\n\ny</code></pre>"),
    ('[crayon lang="php"]$a = 1;[/crayon]', "<pre><code>$a = 1;</code></pre>"),
    ('[sourcecode language="php"]if (a &lt; b) {}[/sourcecode]', "<pre><code>if (a &lt; b) {}</code></pre>"),
    ('[vc_row][vc_column width="1/2"][vc_column_text]One\n\nTwo[/vc_column_text][/vc_column][vc_column]Three[/vc_column][/vc_row]',
     "<p>One</p><p>Two</p><p>Three</p>"),
    ('[et_pb_section fb_built="1"][et_pb_text]<p>One</p>[/et_pb_text][/et_pb_section]', "<p>One</p>"),
    ('A [rating stars="5"] stays', '<p>A [rating stars="5"] stays</p>'),
    ("[box]In [b]it[/b][/box]", "<p>[box]In [b]it[/b][/box]</p>"),
    ("He said [sic] and [1]", "<p>He said [sic] and [1]</p>"),
    ("Write [[gallery]] for one", "<p>Write [gallery] for one</p>"),
    ("<pre>[gallery]</pre>", "<pre><code>[gallery]</code></pre>"),
    ('<a href="https://x.example/[gallery]">x</a>', '<p><a href="https://x.example/[gallery]">x</a></p>'),
]  # fmt: skip

BLOCKS = [
    (block("paragraph", '<p class="has-drop-cap">Hi <a href="https://old.example/dam/">dam</a></p>'),
     f'<p>Hi <a data-story="{STORY}" href="/water/dam/">dam</a></p>'),
    (block("heading", '<h3 class="wp-block-heading">H</h3>', '{"level":3}'), "<h3>H</h3>"),
    (block("list", block("list-item", "<li>a" + block("list", "<ul><li>b</li></ul>") + "</li>").join(["<ul>", "</ul>"])),
     "<ul><li>a<ul><li>b</li></ul></li></ul>"),
    (block("quote", '<blockquote class="wp-block-quote"><p>Q</p><cite>Who</cite></blockquote>'),
     "<blockquote><p>Q</p><p><em>Who</em></p></blockquote>"),
    (block("pullquote", '<figure class="wp-block-pullquote"><blockquote><p>Q</p><cite>Who</cite></blockquote></figure>'),
     '<figure data-pullquote="true"><blockquote><p>Q</p></blockquote><figcaption>Who</figcaption></figure>'),
    (block("image", '<figure class="wp-block-image"><img src="a" alt="Wall" class="wp-image-5"/><figcaption>C</figcaption></figure>', '{"id":5}'),
     FIGURE.format("Wall", "<figcaption>C</figcaption>")),
    (block("gallery", '<figure class="wp-block-gallery">' + block("image", '<figure class="wp-block-image"><img src="a" class="wp-image-5"/></figure>') + "<figcaption>All</figcaption></figure>"),
     FIGURE.format("A dam", "") + "<p>All</p>"),
    (block("gallery", '<ul class="wp-block-gallery"><li class="blocks-gallery-item"><figure><img data-id="5" src="x"/><figcaption>C</figcaption></figure></li></ul>'),
     FIGURE.format("A dam", "<figcaption>C</figcaption>")),
    (block("media-text", '<div><figure><img src="x" class="wp-image-5" alt="W"/></figure><div>' + block("paragraph", "<p>T</p>") + "</div></div>"),
     FIGURE.format("W", "") + "<p>T</p>"),
    (block("table", '<figure class="wp-block-table"><table><tbody><tr><td>1</td></tr></tbody></table><figcaption>C</figcaption></figure>'),
     "<table><caption>C</caption><tbody><tr><td>1</td></tr></tbody></table>"),
    (block("pullquote", '<blockquote class="wp-block-pullquote alignright"><p>Q</p><footer>Who</footer></blockquote>'),
     '<figure data-pullquote="true"><blockquote><p>Q</p></blockquote><figcaption>Who</figcaption></figure>'),
    (block("code", '<pre class="wp-block-code"><code>a &lt; b\n[gallery]</code></pre>'), "<pre><code>a &lt; b\n[gallery]</code></pre>"),
    (block("verse", '<pre class="wp-block-verse">One\ntwo</pre>'), "<p>One<br>two</p>"),
    (block("columns", "<div>" + block("column", "<div>" + block("paragraph", "<p>L</p>") + "</div>") + block("column", "<div>" + block("paragraph", "<p>R</p>") + "</div>") + "</div>"),
     "<p>L</p><p>R</p>"),
    (block("buttons", '<div><div class="wp-block-button"><a href="https://x.example/">Go</a></div></div>'),
     '<p><a href="https://x.example/">Go</a></p>'),
    (block("separator", "<hr/>") + block("paragraph", "<p>x</p>"), "<hr><p>x</p>"),
    (block("html", "<div><p>Raw [sic]</p></div>"), "<p>Raw [sic]</p>"),
    (block("shortcode", '[gallery ids="5"]'), FIGURE.format("A dam", "<figcaption>The <em>dam</em></figcaption>")),
    (block("details", "<details><summary>S</summary>" + block("paragraph", "<p>D</p>") + "</details>"), "<p>S</p><p>D</p>"),
    (block("more", "<!--more-->") + block("paragraph", "<p>x</p>"), "<p>x</p>"),
    ('<!-- wp:block {"ref":9} /-->', "<p>Reused.</p>"),
    ('<!-- wp:block {"ref":7,"content":{"Who":{"content":"Ada <em>L.</em>"}}} /--><!-- wp:block {"ref":7} /-->',
     "<p>Ada <em>L.</em></p><p>Somebody</p>"),
    ("Classic\n\nbefore\n" + block("paragraph", "<p>blocks</p>"), "<p>Classic</p><p>before</p><p>blocks</p>"),
    ("<!-- wp:paragraph --><p>Never closed</p>", "<p>Never closed</p>"),
    ("<!-- wp:group {broken json} --><p>x</p><!-- /wp:group -->", "<p>x</p>"),
    ('<!-- wp:cover {"url":"https://old.example/dam.jpg","id":5,"alt":"W"} --><div style="background-image:url(https://old.example/dam.jpg)">'
     + block("paragraph", "<p>On top</p>") + "</div><!-- /wp:cover -->", FIGURE.format("W", "") + "<p>On top</p>"),
    (block("cover-image", '<div style="background-image:url(https://old.example/dam.jpg)"><p>On top</p></div>', '{"url":"https://old.example/dam.jpg"}'),
     FIGURE.format("A dam", "") + "<p>On top</p>"),
    (block("cover", '<div><figure class="wp-block-embed"><div>\nhttps://www.youtube.com/watch?v=abcdefghijk\n</div></figure></div>',
           '{"url":"https://www.youtube.com/watch?v=abcdefghijk","backgroundType":"embed-video"}'),
     '<figure data-embed="https://www.youtube.com/watch?v=abcdefghijk"></figure>'),
    (block("jetpack/slideshow", '<div><ul class="swiper-wrapper"><li><figure><img data-id="5" src="x" alt="W"/><figcaption>C</figcaption></figure></li></ul></div>'),
     FIGURE.format("W", "<figcaption>C</figcaption>")),
    (block("accordion-heading", '<h3><button><span>Why</span><span class="wp-block-accordion-heading__toggle-icon" aria-hidden="true">+</span></button></h3>'),
     "<h3>Why</h3>"),
    (block("math", '<div><math><mi>x</mi><annotation encoding="application/x-tex">x^2 &lt; y</annotation></math></div>'),
     "<p><code>x^2 &lt; y</code></p>"),
    ('<p>If <math data-latex="a+b"><mi>a</mi><mo>+</mo><mi>b</mi></math> holds</p>', "<p>If <code>a+b</code> holds</p>"),
    (block("file", '<div><a href="https://x.example/a.pdf">Paper</a><a href="https://x.example/a.pdf" download>Get it</a></div>'),
     '<p><a href="https://x.example/a.pdf">Paper</a> <a href="https://x.example/a.pdf">Get it</a></p>'),
    (block("file", '<div><object data="https://old.example/a.pdf" type="application/pdf"></object><a href="https://old.example/a.pdf">Paper</a></div>'),
     '<p><a href="https://old.example/a.pdf">Paper</a></p>'),
    (block("file", '<div><a href="https://old.example/a.pdf">Paper</a></div>'),
     '<p><a href="https://old.example/a.pdf">Paper</a></p>'),
]  # fmt: skip

PICTURES = [
    ("Words <img src='https://old.example/dam.jpg' alt='W'> go on",
     "<p>Words</p>" + FIGURE.format("W", "") + "<p>go on</p>"),
    ('<img src="data:image/gif;base64,R0" data-src="https://old.example/dam.jpg" alt="W"><noscript><img src="https://old.example/dam.jpg"></noscript>',
     FIGURE.format("W", "")),
    ('<noscript><img src="/dam.jpg?w=3"></noscript><img class="lazy" src="data:image/gif;base64,R0" data-src="/dam.jpg" alt="W">',
     FIGURE.format("W", "")),
    ('<div data-src="visualisation/1"><script src="https://x.example/embed.js"></script><noscript><img src="https://x.example/1/thumbnail" alt="Chart"></noscript></div>',
     "<p>[Picture: Chart, https://x.example/1/thumbnail]</p>"),
    ("<img src='https://old.example/lost.jpg' alt='Lost'>", "<p>[Picture: Lost, https://old.example/lost.jpg]</p>"),
    ("<figure><img src='https://old.example/lost.jpg'><figcaption>C</figcaption></figure>",
     "<p>[Picture: https://old.example/lost.jpg]</p><p>C</p>"),
    ('<div class="wp-caption"><img src="/dam.jpg" alt="W"> loose<p class="wp-caption-text">C</p></div>',
     FIGURE.format("W", "<figcaption>C</figcaption>") + "<p>loose</p>"),
    ('<amp-img src="/dam.jpg" alt="W" width="4" height="3"></amp-img>', FIGURE.format("W", "")),
    ('Fun <img class="emoji" alt="🎉" src="https://s.w.org/x.png">', "<p>Fun 🎉</p>"),
    ('<img src="https://ads.example/t.gif" width="1" height="1">x', "<p>x</p>"),
]  # fmt: skip

UNSAFE = [
    ("<script>alert(1)</script>x", "<p>x</p>"),
    ("<style>p{}</style>x", "<p>x</p>"),
    ('<a href="javascript:alert(1)">x</a>', "<p>x</p>"),
    ('<a href="jav&#x09;ascript:alert(1)">x</a>', "<p>x</p>"),
    ("<svg><script>1</script><text>t</text></svg>x", "<p>x</p>"),
    ('<p onclick="x()" style="color:red" id="a" class="b">x</p>', "<p>x</p>"),
    ('<iframe src="javascript:alert(1)"></iframe>x', "<p>x</p>"),
    ('<iframe src="https://maps.example/?q=1"></iframe>',
     '<p>Embedded: <a href="https://maps.example/?q=1">https://maps.example/?q=1</a></p>'),
    ("<form><input value='v'><button>Send</button></form>", "<p>Send</p>"),
    ("<figure data-image='1'><img></figure>x", "<p>x</p>"),
    ("<a data-story='aaaaaaaaaaaaaaaa' href='/admin/'>x</a>", '<p><a href="/admin/">x</a></p>'),
    ('[audio mp3="https://old.example/a.mp3"][/audio]',
     '<p>Audio: <a href="https://old.example/a.mp3">https://old.example/a.mp3</a></p>'),
    ('[video src="javascript:alert(1)"]', ""),
    ("[wpvideo hrPKeL5t w=640]",
     '<p>See: <a href="https://videopress.com/v/hrPKeL5t">https://videopress.com/v/hrPKeL5t</a></p>'),
    ('<blockquote class="wp-embedded-content"><a href="https://old.example/dam/">Dam</a></blockquote>'
     '<iframe class="wp-embedded-content" src="https://old.example/dam/embed/#?secret=x"></iframe>',
     f'<blockquote><p><a data-story="{STORY}" href="/water/dam/">Dam</a></p></blockquote>'),
]  # fmt: skip


EMBEDS = [
    ('<iframe width="560" src="//player.vimeo.com/video/1234567?h=1" allowfullscreen></iframe>', "https://vimeo.com/1234567", ""),
    ("Look\n\nhttps://youtu.be/abcdefghijk\n\nEnd", "https://www.youtube.com/watch?v=abcdefghijk", ""),
    ('[embed width="1"]https://twitter.com/nacin/status/319508408669708289[/embed]', "https://x.com/nacin/status/319508408669708289", ""),
    ('<blockquote class="twitter-tweet"><p lang="en">It <em>runs</em>.</p>&mdash; A (@a) <a href="https://twitter.com/a/status/12345678?s=20">May 1</a>'
     '</blockquote><script async src="//platform.twitter.com/widgets.js"></script>', "https://x.com/a/status/12345678",
     'It <em>runs</em>. — A (@a) <a href="https://twitter.com/a/status/12345678?s=20">May 1</a>'),
    ('<figure><iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe><figcaption>A <em>film</em></figcaption></figure>',
     "https://www.youtube.com/watch?v=abcdefghijk", "A <em>film</em>"),
    ("Look:\nhttps://youtu.be/abcdefghijk\nEnd", "https://www.youtube.com/watch?v=abcdefghijk", ""),
    ('<object width="4"><param name="movie" value="http://www.youtube.com/v/abcdefghijk&amp;hl=en"><embed src="http://www.youtube.com/v/abcdefghijk"></object>',
     "https://www.youtube.com/watch?v=abcdefghijk", ""),
    ('<embed src="http://vimeo.com/moogaloop.swf?clip_id=1234567&amp;server=vimeo.com">', "https://vimeo.com/1234567", ""),
    ("[tweet 12345678901]", "https://x.com/i/status/12345678901", ""),
    ("[gist https://gist.github.com/ines/0123456789abcdef0123]", "https://gist.github.com/ines/0123456789abcdef0123", ""),
    ('<script src="https://gist.github.com/ines/0123456789abcdef0123.js"></script>', "https://gist.github.com/ines/0123456789abcdef0123", ""),
]  # fmt: skip


@pytest.mark.parametrize(("written", "address", "caption"), EMBEDS)
def test_what_this_site_shows_of_others_is_an_embed(written: str, address: str, caption: str) -> None:
    found = converted(written)
    shown = f"<figcaption>{caption}</figcaption>" if caption else ""

    assert f'<figure data-embed="{address}">{shown}</figure>' in found.html
    assert (found.gone, found.new) == ((), ())


@pytest.mark.parametrize(("written", "wanted"), CLASSIC + SHORTCODES + BLOCKS + PICTURES + UNSAFE)
def test_a_body_becomes_ours(written: str, wanted: str) -> None:
    assert converted(written).html == wanted
    assert prose.clean(wanted) == wanted


@pytest.mark.parametrize("written", [written for written, _ in CLASSIC + SHORTCODES + BLOCKS + PICTURES])
def test_no_word_is_lost(written: str) -> None:
    found = converted(written)

    assert (found.gone, found.new) == ((), ())


@pytest.mark.parametrize(
    "written",
    [
        "https://www.youtube.com/watch?v=abcdefghijk",
        "[embed]https://www.youtube.com/watch?v=abcdefghijk[/embed]",
        "[youtube https://www.youtube.com/watch?v=abcdefghijk]",
        "[youtube id=abcdefghijk]",
        '<iframe src="https://www.youtube.com/watch?v=abcdefghijk"></iframe>',
        '<!-- wp:embed {"url":"https://www.youtube.com/watch?v=abcdefghijk"} --><figure><div>'
        "\nhttps://www.youtube.com/watch?v=abcdefghijk\n</div></figure><!-- /wp:embed -->",
        '<!-- wp:core-embed/youtube {"url":"https://www.youtube.com/watch?v=abcdefghijk"} /-->',
    ],
)
def test_a_film_is_kept_as_an_embed_or_a_link(written: str) -> None:
    found = converted(written)

    assert "https://www.youtube.com/watch?v=abcdefghijk" in found.html
    assert (found.gone, found.new) == ((), ())


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('[rating stars="5"]', "[rating]"),
        ('[soundcloud id="12345"]', "12345"),
        ("<script>x()</script>", "script"),
        (
            '<script async src="https://x.example/quiz.js" data-quiz="7"></script>',
            "https://x.example/quiz.js",
        ),
        ('<!-- wp:latest-posts {"n":3} /-->', "latest-posts"),
        ('<!-- wp:acf/facts {"data":{"text":"' + 400 * "x" + ' last"}} /-->', "last"),
        ('<!-- wp:block {"ref":77} /-->', "77"),
        ('<!-- wp:block {"ref":7,"content":{"Who":{"url":"https://x.example/her.jpg"}}} /-->', "her.jpg"),
        ('<!-- wp:block {"ref":8} /-->', "reusable"),  # itself within itself
        ("<img src='https://old.example/lost.jpg'>", "no such file"),
        ('<a href="https://old.example/gone/">x</a>', "not in the export"),
        ('<a href="https://ad.example/"><img src="/dam.jpg" alt="W"></a>', "https://ad.example/"),
        ('<img src="/x.gif" width="1" height="1">', "one pixel"),
        ("<del>wrong</del> right", "struck"),
        ('<div style="background: url(https://old.example/dam.jpg)">x</div>', "behind the words"),
        ('<span style="display:none">buy pills</span>x', "buy pills"),
        ('<a href="javascript:alert(1)">x</a>', "javascript:"),
        ("<!--nextpage-->x", "one page"),
    ],
)
def test_what_was_changed_is_told(written: str, told: str) -> None:
    assert told in " ".join(converted(written).notes)


def test_words_that_are_lost_or_new_are_told() -> None:
    assert difference("one two three", "one three four") == (["two"], ["four"])
    assert difference("one two", "two one", ours=["x"], turned=["y"]) == ([], [])
    assert difference(
        "see https://x.example", "see Video: here", ours=["Video: here"], turned=["https://x.example"]
    ) == ([], [])


def test_what_is_longer_than_any_story_is_refused() -> None:
    with pytest.raises(TooLong):
        converted("x" * 1_000_001)


ENDLESS = [
    "<div>", "[caption]", "[b ", "[b a=1 ", "[[", "[/b]", "[b][/c]", "<em>", "</div>", "<pre>", "<pre ", "<script>", "<!--", "<!-- wp:a {",
    "<!-- wp:group -->", "<noscript>", "<figcaption>", '<a href="', "<br ", "  ", " \n", "&", "&#", '[b a="',
]  # fmt: skip


@pytest.mark.parametrize("piece", ENDLESS)
def test_what_never_ends_is_harmless(piece: str) -> None:
    """Each of these would take hours if it were read again from every place where it begins."""
    converted(piece * (120_000 // len(piece)) + "x")
