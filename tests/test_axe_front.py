"""Readers' pages in a real browser: rules of accessibility, the keyboard, no script, colours, the site's policy."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import brotli
import pytest
from django.core.management import call_command

from articles import clock
from articles.models import Change
from tests.accessibility import dresses, wrong
from tests.articles.editions import DAY, HOUR, author, correction, edition, image, section, tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = """<p>The box on the wall hums. <a href="https://halden.example/recall">Halden Sol</a> built it, and <em>nobody</em>
changed <code>MAINT_A</code>.</p><h2>A screwdriver, not a lock</h2>
<figure data-pullquote="true"><blockquote><p>You don’t put a lock on a screwdriver.</p></blockquote>
<figcaption>A former firmware lead</figcaption></figure>
<pre><code>if user == MAINT_A and code == SERIAL_PREFIX: grant(FULL)  # TODO before launch</code></pre>
<figure data-embed="https://www.youtube.com/watch?v=dQw4w9WgXcQ"><figcaption>The ladder, filmed</figcaption></figure>
<figure data-embed="https://gist.github.com/ines/0123456789abcdef0123456789abcdef"></figure>
<h3>Who climbs the ladder</h3>
<table><caption>Still open</caption><thead><tr><th scope="col">Country</th><th scope="col">Open</th></tr></thead>
<tbody><tr><th scope="row">Norway</th><td>31,400</td></tr></tbody></table>
<ul><li>Read the label.</li></ul><ol><li>First the box.</li></ol><blockquote><p>Take no action.</p></blockquote><hr>
<table><tbody><tr><td>A table without a caption</td></tr></tbody></table>"""
STORY = "/machines/every-inverter-has-the-same-password/"
PAGES = ("/", "/machines/", STORY, f"{STORY}history/", "/money/a-long-story/", "/topics/firmware/", "/authors/ines-okafor/", "/archive/",
         "/about/", "/masthead/", "/accessibility/", "/topics/", "/corrections/", "/nothing/here/", "/policy/withdrawn/")  # fmt: skip
WIDEST = ("/", "/machines/", STORY)  # between them they have every part


@pytest.fixture
def site(live_server):
    now = clock.now()
    ines = author(job_title="Machines reporter", biography="Ines writes about bolts.", portrait=image())
    machines = section("Machines", hue="machines", description="What moves.", order=1)
    money = section("Money", hue="money", layout="text-three", order=2)
    policy = section("Policy", hue="policy", layout="pair", order=3)
    first = edition(
        "Every inverter has the same password", section=machines, since=now - DAY, until=now - HOUR
    )
    corrected = edition(
        "Every inverter has the same password",
        of=first.article,
        section=machines,
        since=now - HOUR,
        first_published=first.first_published,
        change=Change.CORRECTION,
        standfirst="The fix needs a ladder.",
        body=BODY,
        lead_image=image(),
        lead_alt="A nut, cut in two.",
        lead_caption="Marked as checked.",
        names=[ines, author("Tomasz Wren")],
        topics=[tag("Firmware"), tag("Power grids")],
        minutes=4,
    )
    correction(corrected, serious=True)
    edition(
        "A long story", section=money, since=now - 500 * DAY, kind="opinion", body="<p>Three words only.</p>"
    )
    for place in (machines, money, policy):
        for number in range(6):
            edition(f"{place} story {number}", section=place, since=now - number * DAY, names=[ines], standfirst="Why.",
                    topics=[tag("Firmware")], lead_image=image() if number % 2 else None)  # fmt: skip
    edition("Withdrawn", section=policy, since=now - DAY, until=now - HOUR, withdrawn_at=now - HOUR,
            withdrawal_notice="We could not confirm it.")  # fmt: skip
    return live_server.url


def problems(page):
    return wrong(page, "best-practice")


def test_no_page_breaks_a_rule_or_scrolls_sideways(site, page):
    found = [
        f"{dress}: {line}"
        for path in PAGES
        for dress in dresses(page, f"{site}{path}")
        for line in problems(page)
    ]
    page.set_viewport_size({"width": 768, "height": 900})
    for path in WIDEST:
        page.goto(f"{site}{path}")
        found += [f"{path} at 768: {line}" for line in problems(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_menu_breaks_no_rule(site, page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"{site}/machines/")
    page.get_by_text("Menu", exact=True).focus()
    page.keyboard.press("Enter")

    assert page.get_by_role("navigation", name="Menu").get_by_role("link", name="Money").is_visible()
    assert problems(page) == []


def test_nothing_breaks_the_policy(site, page):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in PAGES:
        page.goto(f"{site}{path}")

    # Pictures of these stories were never made, and the last two pages are meant to fail.
    assert [words for words in said if "Failed to load resource" not in words] == []


def test_the_first_stop_skips_to_the_story(site, page):
    page.goto(f"{site}{STORY}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_what_has_the_focus_can_be_seen(site, page):
    page.goto(f"{site}{STORY}")
    stops = page.locator("a[href], button, summary, [tabindex='0']").count()
    for _ in range(stops):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            "(() => { const at = document.activeElement; const style = getComputedStyle(at);"
            " return at === document.body || (style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 3) })()"
        )
        assert shown, page.evaluate("document.activeElement.outerHTML")


def test_the_story_reads_the_same_without_a_script(site, page, browser):
    page.goto(f"{site}{STORY}")
    without = browser.new_context(java_script_enabled=False).new_page()
    without.goto(f"{site}{STORY}")

    words = """prose => {
        const copy = prose.cloneNode(true)
        copy.querySelectorAll("button").forEach((button) => button.remove())  // what a script does is offered with one
        return copy.textContent.replace(/\\s+/g, " ")
    }"""
    assert without.locator(".prose").evaluate(words) == page.locator(".prose").evaluate(words)
    assert not without.get_by_role("group", name="Colours").is_visible()
    assert not without.get_by_role("button", name="Copy link").is_visible()


def test_the_choice_of_colours_stays_without_a_cookie(site, page, context):
    page.emulate_media(color_scheme="light")
    page.goto(site)
    page.get_by_role("button", name="Dark").click()
    page.goto(f"{site}/machines/")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 23, 20)"
    assert page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"
    assert context.cookies() == []

    page.get_by_role("button", name="Auto").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(239, 243, 226)"


def test_printed_is_the_story_alone(site, page):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(f"{site}{STORY}")

    seen = [page.locator(part).first.is_visible() for part in (".prose", ".notice", ".colophon")]
    unseen = [
        page.locator(part).first.is_visible()
        for part in (".sections", ".footer", ".next", ".author-box", ".share")
    ]
    assert (seen, unseen) == ([True] * 3, [False] * 5)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_text_is_no_smaller_than_fifteen_pixels(site, page):
    page.set_viewport_size({"width": 360, "height": 800})
    for path in PAGES:
        page.goto(f"{site}{path}")
        small = page.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 &&"
            " n.textContent.trim()) && parseFloat(getComputedStyle(e).fontSize) < 15).map(e => e.outerHTML.slice(0, 80))"
        )
        assert small == [], path


def test_what_comes_from_another_site_loads_when_it_is_asked_for(site, page, context):
    asked = []
    context.route(
        re.compile("^https:"),
        lambda route: (
            asked.append(route.request.url),
            route.fulfill(body="<p>A video</p>", content_type="text/html"),
        ),
    )
    page.goto(f"{site}{STORY}")
    plate = page.locator(".embed").first
    assert plate.get_by_role("link", name="See it on YouTube").is_visible()
    assert asked == []

    plate.get_by_role("button", name="Load the video").press("Enter")

    frame = page.get_by_title("Video on YouTube: The ladder, filmed")
    frame.content_frame.get_by_text("A video").wait_for()
    assert asked == ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"]
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    assert "allow-top-navigation" not in frame.get_attribute("sandbox")
    page.get_by_role("link", name="Skip past it").press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "End of: Video on YouTube"


def test_a_gists_script_reaches_nothing_of_ours(site, page, context):
    script = "document.write(`<p>${self.origin} ${(() => { try { return parent.document.title } catch { return 'shut out' } })()}</p>`)"
    context.route(
        "https://gist.github.com/**", lambda route: route.fulfill(body=script, content_type="text/javascript")
    )
    page.goto(f"{site}{STORY}")

    page.get_by_role("button", name="Load the code").click()

    page.get_by_title("Code on GitHub Gist").content_frame.get_by_text("null shut out").wait_for()


def test_search_is_a_form_that_needs_no_script(site, browser):
    call_command("rebuild_search")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/machines/")
    page.get_by_role("navigation", name="Main sections").get_by_role("link", name="Search").click()
    page.get_by_label("Words to look for").fill("inverter")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Every inverter has the same password").wait_for()


def test_a_story_weighs_little_on_the_wire(site, page):
    sizes = {"document": 0, "stylesheet": 0, "script": 0, "font": 0}
    hosts = set()

    def weigh(response):
        kind = response.request.resource_type
        hosts.add(urlsplit(response.url).netloc)
        if kind in sizes:
            sizes[kind] += (
                len(brotli.compress(response.body(), quality=5)) if kind != "font" else len(response.body())
            )

    page.on("response", weigh)
    page.goto(f"{site}{STORY}", wait_until="networkidle")

    most = {"document": 20, "stylesheet": 12, "script": 5, "font": 60}
    assert {kind: size for kind, size in sizes.items() if size > most[kind] * 1024} == {}
    assert all(sizes.values())
    assert hosts == {urlsplit(site).netloc}
