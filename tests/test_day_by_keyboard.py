"""A day's work by keyboard alone: a writer writes and submits, an editor approves and schedules, a curator lists it.

Only keys: the page is asked where the focus is, and Tab is pressed until it is where a person would want it.
"""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from articles.models import Article, Edition, Stage
from recommendations.models import Recommendation
from tests import cast
from tests.accessibility import broken_rules
from tests.recommendations import lists

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a-long-password"
LONG = 30_000
MOST_TABS = 120

#: Name and role of what has the focus, near enough to what a screen reader says.
FOCUSED = """() => {
  const here = document.activeElement
  if (here === document.body) return ""
  const label = here.labels?.[0]?.textContent || (here.getAttribute("aria-labelledby") || "").split(" ")
    .map((id) => document.getElementById(id)?.textContent ?? "").join(" ")
  const name = here.getAttribute("aria-label") || label.trim() || here.textContent
  return `${name}`.replace(/\\s+/g, " ").trim()
}"""


class Keys:
    """Somebody without a mouse."""

    def __init__(self, page: Page, server: str):
        self.page = page
        self.server = server
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def tab_to(self, name: str, key: str = "Tab") -> None:
        """Go on until the focus is on what has this name."""
        seen = []
        for _ in range(MOST_TABS):
            self.press(key)
            here = self.page.evaluate(FOCUSED)
            if re.search(name, here):
                return
            seen.append(here[:40])
        pytest.fail(f"“{name}” was not reached by {key}: {seen}")

    def look(self) -> None:
        assert not broken_rules(self.page)

    def sign_in(self, name: str, to: str) -> None:
        self.page.goto(f"{self.server}/admin/")
        self.tab_to("User name")
        self.type(name)
        self.tab_to("^Password")
        self.type(PASSWORD)
        self.press("Enter")
        self.page.locator(".header-end .clock").wait_for(timeout=LONG)
        self.tab_to(to)
        self.go("Enter")

    def ready(self) -> None:
        self.page.locator(".body-editor").wait_for(timeout=LONG)
        self.page.locator("form[data-watched]").wait_for()

    def go(self, *keys: str) -> None:
        """Keys that lead to another page, or to the same one anew."""
        self.page.evaluate("document.documentElement.dataset.before = 1")
        self.press(*keys)
        self.page.locator("html:not([data-before])").wait_for(timeout=LONG)

    def save(self) -> None:
        self.go("ControlOrMeta+s")
        expect(self.page.locator(".bar .when-saved")).to_contain_text("Saved today", timeout=LONG)
        self.ready()


@pytest.fixture
def staff(db) -> None:
    for person in (cast.wren(), cast.edda(), cast.cura()):
        person.set_password(PASSWORD)
        person.save()
    cast.section("Machines")
    writer = cast.author("Wren Test")
    writer.user = cast.wren()
    writer.save()
    cast.published("The repair guide nobody reads")
    cast.image("teal", by=cast.edda(), title="A bench", alt="A phone on a bench", credit="Ines Duarte")
    cast.image("red", by=cast.edda(), title="A hinge", alt="A hinge, open")
    lists.a_list(title="Top stories", at=timezone.now())


def at_the_desk(browser: Browser, server: str) -> Keys:
    return Keys(browser.new_context(viewport={"width": 1280, "height": 900}).new_page(), server)


def test_a_day_s_work_by_keyboard_alone(browser, live_server, staff):
    wren = at_the_desk(browser, live_server.url)
    wren.sign_in("wren", "New story")
    wren.ready()
    write(wren)
    article = Article.objects.get(headline="Kite 3 review")
    assert article.stage == Stage.IN_REVIEW
    assert says(article.body)
    assert wren.complaints == []

    edda = at_the_desk(browser, live_server.url)
    edda.sign_in("edda", "Kite 3 review")
    edda.ready()
    decide(edda)
    edition = Edition.objects.get(headline="Kite 3 review")
    assert edition.live_from > timezone.now()
    assert edda.complaints == []

    cura = at_the_desk(browser, live_server.url)
    cura.sign_in("cura", "Recommendation lists")
    pick(cura)
    assert Recommendation.objects.get(list__title="Top stories").article == article
    assert cura.complaints == []


def write(wren: Keys) -> None:
    page = wren.page
    expect(page.get_by_label("Headline", exact=True)).to_be_focused()
    wren.type("Kite 3 review")
    wren.press("Tab")
    wren.type("Nine weeks with a hinge.")
    wren.tab_to("^Body")
    wren.type("## What it costs")
    wren.press("Enter")
    wren.type("The maker has a ")
    wren.press("ControlOrMeta+k")
    expect(page.get_by_role("textbox", name="Story or address")).to_be_focused()
    wren.press("Shift+Tab")
    wren.type("guide")
    wren.press("Tab")
    wren.type("repair guide")
    page.get_by_role("button", name="The repair guide nobody reads").wait_for(timeout=LONG)
    wren.look()
    wren.press("ArrowDown", "Enter")
    expect(page.locator(".body-text a")).to_have_text("guide")
    wren.type(".")

    wren.press("Alt+Shift+F")
    dialog = page.get_by_role("dialog", name="Figure")
    dialog.get_by_role("button", name="A bench").wait_for(timeout=LONG)
    wren.press("ArrowDown", "ArrowRight", "Enter")
    expect(dialog.get_by_label("Alt text in this story")).to_be_focused()
    wren.look()
    wren.tab_to("Caption")
    wren.type("The bench")
    wren.tab_to("Insert figure")
    wren.press("Enter")
    expect(page.locator(".body-picture")).to_have_count(1)

    wren.press("ControlOrMeta+End")
    wren.press("Alt+Shift+Q")
    wren.type("We would rather you did not open it.")
    wren.press("Enter")
    wren.type("Halden support")
    wren.press("Enter")

    wren.press("Alt+F10")
    wren.tab_to("^Table$", "ArrowRight")
    wren.press("Enter")
    for words in ("Model", "Price", "Weeks", "Kite", "£1,199", "9"):
        wren.type(words)
        wren.press("Tab")
    wren.press("Alt+F10")
    wren.tab_to("Caption…", "ArrowRight")
    wren.press("Enter")
    wren.type("What it costs")
    wren.press("Enter")
    expect(page.locator(".body-table caption")).to_have_text("What it costs")

    wren.press("Alt+F10", "Shift+Tab", "Shift+Tab")
    wren.save()

    section_and_lead(wren)
    wren.save()

    wren.press("Alt+Shift+P")
    beside = page.frame_locator("section.beside iframe")
    expect(beside.locator("h1")).to_have_text("Kite 3 review", timeout=LONG)
    expect(beside.locator("figcaption", has_text="The bench")).to_be_attached()
    wren.look()
    wren.press("Alt+Shift+P")
    expect(page.locator("section.beside")).to_be_hidden()

    wren.press("Alt+Shift+S")
    wren.tab_to("Submit for review")
    wren.go("Enter")
    expect(page.locator(".messagelist")).to_contain_text("It waits for an editor.", timeout=LONG)


def section_and_lead(wren: Keys) -> None:
    page = wren.page
    wren.press("Alt+Shift+S")
    wren.tab_to("^Section")
    wren.type("Mach")
    wren.tab_to("Choose a picture")
    wren.press("Enter")
    dialog = page.get_by_role("dialog", name="Choose a picture")
    dialog.locator("[data-pick]").first.wait_for(timeout=LONG)
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    wren.look()
    wren.press("ArrowDown", "Enter")
    expect(page.locator("#id_lead_image")).not_to_have_value("")


def decide(edda: Keys) -> None:
    page = edda.page
    edda.press("Alt+Shift+S")
    edda.tab_to("^Approve")
    edda.go("Enter")
    expect(page.locator(".messagelist")).to_contain_text(re.compile("approved|ready", re.I), timeout=LONG)
    edda.ready()
    edda.press("Alt+Shift+S")
    edda.tab_to("^Schedule…")
    edda.press("Enter")
    page.get_by_role("dialog").wait_for(timeout=LONG)
    edda.look()
    edda.tab_to("Day and time")
    # The field follows the language of the browser: day before month or after it, 12 hours or 24.
    edda.type("12122030")
    edda.press("ArrowRight")
    edda.type("0707a")
    expect(page.get_by_role("dialog").get_by_label("Day and time")).to_have_value("2030-12-12T07:07")
    edda.tab_to("^Schedule for")
    edda.go("Enter")
    expect(page.locator(".messagelist")).to_contain_text(re.compile("cheduled", re.I), timeout=LONG)

    # The focal point is the picture's own: an editor's to move.
    page.goto(f"{edda.server}/admin/articles/image/")
    edda.tab_to("A hinge")
    edda.go("Enter")
    page.locator(".point").wait_for(timeout=LONG)
    edda.tab_to("Focal point:")
    edda.press("Shift+ArrowRight", "ArrowUp", "ArrowUp")
    expect(page.locator("[data-says-focal]")).to_have_text("60 % across, 48 % down")
    edda.go("ControlOrMeta+s")
    expect(page.locator(".messagelist")).to_contain_text("Saved.", timeout=LONG)


def pick(cura: Keys) -> None:
    page = cura.page
    cura.tab_to("^Top stories")
    cura.go("Enter")
    page.locator("form[data-watched]").wait_for(timeout=LONG)
    page.locator("h1").first.wait_for()
    cura.press("a")
    expect(page.locator("[data-find]")).to_be_focused()
    cura.type("kite")
    page.locator("[data-found] button").first.wait_for(timeout=LONG)
    cura.press("ArrowDown", "Enter")
    page.locator(".item").first.wait_for(timeout=LONG)
    cura.look()


def says(body: str) -> bool:
    parts = (
        "<h2>What it costs</h2>",
        "data-story=",
        "data-image=",
        'data-pullquote="true"',
        "<caption>",
        'scope="col"',
    )
    missing = [part for part in parts if part not in body]
    assert missing == [], body
    return True
