"""The whole job, in a real browser: Wren writes, Edda publishes, Cura curates, Rhea reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from newsroom.models import User
from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long enough password"
WORD = (Path(__file__).parent / "fixtures" / "paste" / "word.html").read_text()

PASTE = """(box, html) => {
    const data = new DataTransfer()
    data.setData("text/html", html)
    data.setData("text/plain", "plain")
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
}"""


class Newsroom:
    """The site in a browser, with one window for each person."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self.url = url
        self.complaints: list[str] = []
        self.contexts: list[BrowserContext] = []

    def window(self) -> Page:
        context = self.browser.new_context(locale="en-GB", base_url=self.url)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def sign_in(self, user: User) -> Page:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        page = self.window()
        page.goto("/admin/")
        page.get_by_label("User name").fill(user.username)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(user.first_name)
        return page


@pytest.fixture
def newsroom(browser: Browser, live_server: object) -> Iterator[Newsroom]:
    newsroom = Newsroom(browser, live_server.url)
    yield newsroom
    for context in newsroom.contexts:
        context.close()
    # Chromium says here what the policy of a page refused. Answers that are meant (410) are not complaints.
    assert [said for said in newsroom.complaints if "status of 4" not in said] == []


@contextmanager
def asked(page: Page, button: str) -> Iterator[Page]:
    """Press a verb and answer its question, in the dialog it opens."""
    page.locator("form[data-watched]").wait_for()
    page.get_by_role("button", name=button, exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    yield dialog
    dialog.wait_for(state="hidden")


def more(page: Page) -> None:
    page.locator("details.more > summary").click()


def story_page(page: Page, headline: str) -> None:
    page.goto("/admin/articles/article/")
    page.get_by_role("link", name=headline).click()
    page.get_by_role("textbox", name="Headline", exact=True).wait_for()


def test_a_story_from_the_first_word_to_its_withdrawal(newsroom: Newsroom, transactional_db: None) -> None:
    wren, edda, cura = cast.wren(), cast.edda(), cast.cura()
    cast.section("Machines")
    cast.author("Wren Okafor", user=wren)
    cast.image("teal", title="Teal", alt="A teal square", credit="Photograph: Ines Duarte")
    for number in range(5):
        cast.published(f"An older story, number {number}")

    # Wren writes a story with a figure and text out of Word, and hands it in.
    desk = newsroom.sign_in(wren)
    desk.get_by_role("link", name="New story").click()
    desk.get_by_role("textbox", name="Headline", exact=True).fill("Fab reopens after flood")
    desk.get_by_role("textbox", name="Standfirst").fill("After nine weeks, with two metres of new wall.")
    desk.get_by_label("Section", exact=True).select_option(label="Machines")
    desk.locator(".body-editor").wait_for()  # until then, the plain field has the name
    body = desk.get_by_role("textbox", name="Body", exact=True)
    body.click()
    body.evaluate(PASTE, WORD)
    desk.get_by_role("button", name="Figure", exact=True).click()
    dialog = desk.get_by_role("dialog", name="Figure")
    dialog.get_by_role("button", name="Teal").click()
    dialog.get_by_role("textbox", name="Alt text in this story").fill("The new wall, two metres high")
    dialog.get_by_role("textbox", name="Caption").fill("It is grey in real life.")
    dialog.get_by_role("button", name="Insert figure").click()
    dialog.wait_for(state="detached")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Saved.", exact=True)).to_be_visible()
    desk.get_by_role("button", name="Submit for review").click()
    expect(desk.locator("#panel")).to_contain_text("In review")
    assert desk.get_by_role("button", name="Publish").count() == 0

    # Edda approves and publishes it.
    editor = newsroom.sign_in(edda)
    story_page(editor, "Fab reopens after flood")
    editor.get_by_role("button", name="Approve", exact=True).click()
    expect(editor.locator("#panel")).to_contain_text("Ready")
    with asked(editor, "Publish…") as dialog:
        dialog.get_by_role("button", name="Publish now").click()
    expect(editor.locator("#panel")).to_contain_text("Live")

    # Rhea reads it.
    rhea = newsroom.window()
    rhea.goto("/machines/fab-reopens-after-flood/")
    expect(rhea.get_by_role("heading", level=1)).to_have_text("Fab reopens after flood")
    wall = rhea.get_by_role("img", name="The new wall, two metres high")
    wall.scroll_into_view_if_needed()
    wall.evaluate("image => image.decode()")
    expect(rhea.get_by_text("Photograph: Ines Duarte")).to_be_visible()
    rhea.keyboard.press("Tab")
    expect(rhea.get_by_role("link", name="Skip to main content")).to_be_focused()

    # Cura builds a list and launches it; Rhea follows a recommendation from it.
    curator = newsroom.sign_in(cura)
    curator.get_by_role("link", name="New list").click()
    curator.get_by_role("textbox", name="Name", exact=True).fill("Editors’ Recommendations")
    curator.get_by_role("button", name="Make the list").click()
    draft = curator.get_by_role("region", name="Draft")
    older = ["An older story, number 2", "An older story, number 3"]
    for headline in (*older, "Fab reopens after flood"):
        draft.get_by_role("searchbox", name="Add a story").fill(headline)
        draft.get_by_role("button", name=f"Add : {headline}").click()
        expect(draft.get_by_role("spinbutton", name=f"Place of {headline}")).to_be_visible()
    curator.locator("form[data-watched]").wait_for()
    curator.get_by_text("Change the places").click()
    curator.get_by_role("combobox", name="Place", exact=True).last.select_option(label="Article foot")
    # The places are not saved yet: the button saves them, and asks on a page of its own.
    curator.get_by_role("button", name="Launch now").click()
    expect(curator.get_by_role("heading", name="Launch now")).to_be_visible()
    expect(curator.get_by_text("Article foot, everywhere")).to_be_visible()
    curator.get_by_role("button", name="Launch now").click()
    expect(curator.get_by_role("region", name="What readers see now")).to_contain_text("Picked by you")
    rhea.goto("/machines/an-older-story-number-4/")
    shelf = rhea.get_by_role("region", name="Editors’ Recommendations")
    expect(shelf.get_by_role("listitem")).to_have_count(3)
    shelf.get_by_role("link", name="Fab reopens after flood").click()
    expect(rhea.get_by_role("heading", level=1)).to_have_text("Fab reopens after flood")
    # At the foot of a story that story itself is left out. (Her browser has kept the page for a minute.)
    rhea.reload()
    expect(shelf.get_by_role("link")).to_have_text(older)

    # Edda changes the headline, and nothing moves for Rhea until she publishes.
    editor.get_by_role("textbox", name="Headline", exact=True).fill("Fab reopens, nine weeks after flood")
    editor.get_by_role("button", name="Save").click()
    expect(editor.locator("#panel")).to_contain_text("Unpublished changes")
    rhea.reload()
    expect(rhea.get_by_role("heading", level=1)).to_have_text("Fab reopens after flood")
    editor.get_by_role("button", name="Submit for review").click()
    second = newsroom.sign_in(cast.tove())
    story_page(second, "Fab reopens, nine weeks after flood")
    second.get_by_role("button", name="Approve", exact=True).click()
    with asked(second, "Publish update…") as dialog:
        dialog.get_by_text("There is something new").click()
        dialog.get_by_label("What is new, in one line").fill("The mayor has called it dry.")
        dialog.get_by_role("button", name="Publish update now").click()
    expect(second.locator("#panel")).to_contain_text("Live")
    rhea.reload()
    expect(rhea.get_by_role("heading", level=1)).to_have_text("Fab reopens, nine weeks after flood")
    expect(rhea.get_by_text("Updated", exact=True)).to_be_visible()

    # A correction appears, with its date.
    story_page(editor, "Fab reopens, nine weeks after flood")
    editor.get_by_role("textbox", name="Standfirst").fill("After nine weeks, with one metre of new wall.")
    editor.get_by_role("button", name="Save").click()
    expect(editor.locator("#panel")).to_contain_text("Unpublished changes")
    editor.get_by_role("button", name="Submit for review").click()
    story_page(second, "Fab reopens, nine weeks after flood")
    second.get_by_role("button", name="Approve", exact=True).click()
    with asked(second, "Publish update…") as dialog:
        dialog.get_by_text("We were wrong.").click()
        dialog.get_by_label("What we wrote").fill("The new wall is two metres high.")
        dialog.get_by_label("What is right").fill("It is one metre high.")
        dialog.get_by_role("button", name="Publish correction now").click()
    rhea.reload()
    notice = rhea.get_by_role("region", name="Correction")
    expect(notice).to_contain_text("It is one metre high.")
    expect(notice.locator("time")).to_have_attribute("datetime", pattern())

    # It is withdrawn and answers 410.
    story_page(editor, "Fab reopens, nine weeks after flood")
    more(editor)
    with asked(editor, "Withdraw from readers…") as dialog:
        dialog.get_by_label("Why?").fill("The wall is not there.")
        dialog.get_by_label("Notice for readers").fill(
            "We withdrew this story because the wall is not there."
        )
        dialog.get_by_role("button", name="Withdraw").click()
    expect(editor.locator("#panel")).to_contain_text("Withdrawn")
    answer = rhea.reload()
    assert answer is not None
    assert answer.status == 410
    expect(rhea.get_by_text("We withdrew this story because the wall is not there.")).to_be_visible()
    assert "Fab reopens" not in rhea.content()

    # It has left the list by itself, and the curator is told. (Rhea has not been at this page before.)
    rhea.goto("/machines/an-older-story-number-0/")
    expect(shelf.get_by_role("link")).to_have_text(older)
    curator.reload()
    expect(curator.get_by_role("region", name="Draft")).to_contain_text("Not shown: withdrawn")


def pattern() -> object:
    import re

    return re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$")
