from __future__ import annotations

import pytest
from django.core.signing import Signer

from articles import embeds, prose
from articles.front.feed_formats import portable
from articles.outlet import present_outlet
from tests.articles.editions import edition
from tests.articles.test_front_addresses import Reading

GIST = "0123456789abcdef0123456789abcdef"
KNOWN = [
    ("https://youtu.be/dQw4w9WgXcQ?si=track", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
    ("https://www.youtube.com/watch?app=x&v=dQw4w9WgXcQ&t=4s", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
    ("https://www.youtube.com/shorts/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
    ("https://player.vimeo.com/video/123456789?h=1", "https://vimeo.com/123456789"),
    (
        "https://bsky.app/profile/ines.example/post/3kabcdefghi2x",
        "https://bsky.app/profile/ines.example/post/3kabcdefghi2x",
    ),
    ("https://mastodon.social/@ines/1123456789", "https://mastodon.social/@ines/1123456789"),
    ("https://twitter.com/ines/status/1234567890?s=20", "https://x.com/ines/status/1234567890"),
    ("https://codepen.io/ines/full/abcDEF", "https://codepen.io/ines/pen/abcDEF"),
    (f"https://gist.github.com/ines/{GIST}#file-a", f"https://gist.github.com/ines/{GIST}"),
]
UNKNOWN = [
    "https://video.example/dQw4w9WgXcQ",
    "https://www.youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
    "https://evil.example/?https://youtu.be/dQw4w9WgXcQ",
    "https://youtu.be/short",
    "https://127.0.0.1/@ines/1123456789",
    "https://user@mastodon.social/@ines/1123456789",
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ" + "&a=b" * 200,
]


@pytest.mark.parametrize(("pasted", "stored"), KNOWN)
def test_of_an_address_only_provider_and_id_are_kept(pasted, stored):
    canonical = f'<figure data-embed="{stored}"></figure>'.replace("&", "&amp;")

    assert prose.clean(f'<figure data-embed="{pasted}" onload="x"></figure>') == canonical
    assert prose.clean(canonical) == canonical


@pytest.mark.parametrize("address", UNKNOWN)
def test_what_no_provider_has_becomes_a_link(address):
    shown = address.replace("&", "&amp;")

    cleaned = prose.clean(f'<figure data-embed="{address}"><figcaption>Words</figcaption></figure>')

    assert cleaned == f'<p><a href="{shown}">{shown}</a></p><p>Words</p>'


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/machines/", "//youtu.be/dQw4w9WgXcQ", ""])
def test_what_is_no_address_of_the_web_leaves_nothing(address):
    assert prose.clean(f'<figure data-embed="{address}"></figure>') == ""


@pytest.mark.parametrize("address", [stored for _, stored in KNOWN])
def test_readers_get_a_plate_with_a_link_and_no_frame(address):
    shown = prose.present(prose.clean(f'<figure data-embed="{address}"></figure>'), pictures={}, stories={})

    assert "<iframe" not in shown
    assert "src=" not in shown
    assert f'<a href="{address}" rel="noopener">' in shown
    assert 'type="button" hidden="" data-frame="' in shown


def test_a_provider_that_is_known_no_more_is_a_link(settings):
    settings.MASTODON_SERVERS = []
    body = '<figure data-embed="https://mastodon.social/@ines/1123456789"><figcaption>A post</figcaption></figure>'

    shown = prose.present(body, pictures={}, stories={})

    assert shown == '<p><a href="https://mastodon.social/@ines/1123456789" rel="noopener">A post</a></p>'


def test_a_feed_has_the_link_and_nothing_to_press():
    body = f'<figure data-embed="{KNOWN[0][1]}"><figcaption>A bolt</figcaption></figure>'
    shown = prose.present(body, pictures={}, stories={})

    assert portable(shown, present_outlet()) == (
        f'<figure><p> <a href="{KNOWN[0][1]}" rel="noopener">See it on YouTube</a></p>'
        "<figcaption>A bolt</figcaption></figure>"
    )


class TheirFrames(Reading):
    def body(self, address):
        return edition("Fab reopens", body=f'<figure data-embed="{address}"></figure>')

    def test_may_be_loaded_by_the_page_that_shows_them_and_by_no_other(self):
        shown = self.body(KNOWN[0][1])
        other = edition("Other")

        self.assertIn(
            "frame-src https://www.youtube-nocookie.com;",
            self.ask(shown.path)["Content-Security-Policy"] + ";",
        )
        self.assertNotIn("frame-src", self.ask(other.path)["Content-Security-Policy"])

    def test_may_still_be_loaded_by_a_page_that_was_kept(self):
        shown = self.body(KNOWN[0][1])
        etag = self.ask(shown.path)["ETag"]

        answer = self.ask(shown.path, headers={"If-None-Match": etag})

        self.assertEqual(answer.status_code, 304)
        self.assertIn("frame-src https://www.youtube-nocookie.com", answer["Content-Security-Policy"])

    def test_of_a_gist_has_no_origin_and_runs_one_script(self):
        frame = embeds.find(f"https://gist.github.com/ines/{GIST}").frame

        answer = self.ask(frame)

        self.assertContains(answer, f'<script src="https://gist.github.com/ines/{GIST}.js"></script>')
        policy = answer["Content-Security-Policy"]
        self.assertIn("sandbox allow-scripts", policy)
        self.assertNotIn("allow-same-origin", policy)
        self.assertNotIn("unsafe", policy)
        self.assertEqual(answer["X-Frame-Options"], "SAMEORIGIN")

    def test_of_a_gist_is_only_what_a_page_of_ours_asked_for(self):
        forged = Signer(salt="another").signature(f"ines/{GIST}")

        self.assertEqual(self.ask(f"/embeds/gist/ines/{GIST}/{forged}/").status_code, 404)
