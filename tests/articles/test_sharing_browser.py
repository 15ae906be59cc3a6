"""Previews in a real browser: beside the text while one types, and by a link for somebody without an account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from articles import clock
from articles.desk import sharing
from articles.models import Article, PreviewLink
from tests import cast
from tests.accessibility import DRESSES, wrong
from tests.articles.test_admin_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOUR = timedelta(hours=1)


def page_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def open_story(browser: Browser, live_server, article: Article, **given) -> Page:
    page = sign_in(browser, live_server, "edda", **given)
    page.goto(live_server.url + page_of(article))
    page.wait_for_selector("form[data-watched]")
    page.wait_for_selector(".body-text")
    return page


def somebody(browser: Browser) -> Page:
    """With nothing of the desk: no session, no cookie."""
    return browser.new_context().new_page()


def status(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer
    return answer.status


def test_a_link_is_made_opened_by_somebody_without_an_account_and_revoked(browser, live_server):
    article = cast.story("Fab reopens", lead_image=cast.image("red"), lead_alt="A fab")
    page = open_story(browser, live_server, article)

    page.locator(".panel .more > summary").click()
    page.get_by_role("button", name="Share a preview link…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name="48 hours")).to_be_checked()
    dialog.get_by_role("button", name="Make a link").click()
    link = dialog.get_by_role("textbox", name="The link")
    expect(link).to_be_focused()
    address = live_server.url + "/preview/" + link.input_value().split("/preview/")[1]
    expect(dialog.get_by_text("It is shown now and never again")).to_be_visible()

    guest = somebody(browser)
    complaints: list[str] = []
    guest.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    assert status(guest, address) == 200
    expect(guest.get_by_role("heading", name="Fab reopens")).to_be_visible()
    assert guest.get_by_role("img", name="A fab").evaluate(
        "image => image.decode().then(() => image.naturalWidth)"
    )
    assert guest.context.cookies() == []
    assert complaints == []

    dialog.get_by_role("button", name="Revoke").click()
    expect(dialog.get_by_text("Revoked: it opens nothing any more.")).to_be_visible()
    expect(dialog.get_by_text("Opened once")).to_be_visible()
    assert status(guest, address) == 404


def test_a_link_dies_when_its_story_is_scheduled(browser, live_server):
    article = cast.story("Fab reopens")
    address = f"{live_server.url}/preview/{sharing.share(article, by=cast.edda()).token}/"
    guest = somebody(browser)
    assert status(guest, address) == 200

    cast.publish(cast.ready(article), at=clock.now() + HOUR)

    assert status(guest, address) == 404


def test_the_preview_beside_the_text_shows_what_is_typed_and_saves_nothing(browser, live_server):
    article = cast.story("Fab reopens", body="<p>One.</p>" + "<p>Words and more words.</p>" * 60)
    page = open_story(browser, live_server, article, width=1280)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    seen = page.frame_locator(".beside iframe")

    page.keyboard.press("Alt+Shift+P")
    expect(seen.get_by_role("heading", name="Fab reopens")).to_be_visible()
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator(".bar").get_by_role("button", name="Submit for review")).to_be_visible()
    expect(page.locator(".bar").get_by_text("Not public")).to_be_visible()

    # It keeps its place, and nothing goes into the browser's history.
    entries = page.evaluate("history.length")
    place = seen.locator("html").evaluate("page => { page.scrollTo(0, 200); return page.scrollTop; }")
    assert place == 200  # well above the end, wherever that is in the fonts of this machine
    page.get_by_role("textbox", name="Headline", exact=True).fill("Fab reopens, twice")
    expect(seen.get_by_role("heading", name="Fab reopens, twice")).to_have_count(1)
    page.locator(".body-text").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Typed. ")
    expect(seen.locator(".prose p").first).to_have_text("Typed. One.")
    assert seen.locator("html").evaluate("page => page.scrollTop") == place
    assert page.evaluate("history.length") == entries
    article.refresh_from_db()
    assert (article.headline, article.version) == ("Fab reopens", 1)

    # What is not valid is shown as it was saved, and that is said.
    page.get_by_role("textbox", name="Headline", exact=True).fill("")
    expect(page.locator("[data-beside-state]")).to_contain_text("As it was saved: Headline")

    # No connection: said, and tried again.
    page.context.set_offline(True)
    page.get_by_role("textbox", name="Standfirst").fill("Later.")
    expect(page.locator("[data-beside-state]")).to_contain_text("No connection.")
    page.context.set_offline(False)
    complaints.clear()
    page.get_by_role("textbox", name="Headline", exact=True).fill("Saved now")
    expect(seen.get_by_text("Later.")).to_be_visible()

    # It is open again after a save, at the width that was chosen; the key closes it.
    page.get_by_role("button", name="Tablet").click()
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Tablet")).to_have_attribute("aria-pressed", "true")
    expect(seen.get_by_role("heading", name="Saved now")).to_be_visible()
    page.keyboard.press("Alt+Shift+P")
    expect(page.locator("#panel")).to_be_visible()
    assert complaints == []


def test_on_a_phone_the_button_opens_the_preview_itself(browser, live_server):
    page = open_story(browser, live_server, cast.story("Fab reopens"), width=390)

    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()

    expect(opened.value.get_by_text("Preview. Readers do not see this text.")).to_be_visible()


def test_the_screens_are_accessible_and_keep_the_policy(browser, live_server):
    article = cast.story("Fab reopens", lead_image=cast.image("red"), lead_alt="A fab")
    sharing.share(article, by=cast.max_())
    sharing.revoke(PreviewLink.objects.get(), by=cast.max_())
    token = sharing.share(article, by=cast.max_()).token
    share = reverse("admin:articles_article_verb", args=[article.pk, "share-link"])
    found: list[str] = []
    for width, scheme in DRESSES:
        page = sign_in(browser, live_server, "edda", width=width, scheme=scheme)
        page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: found.append(str(error)))

        def look(name: str, page: Page = page, width: int = width, scheme: str = scheme) -> None:
            found.extend(f"{name} at {width}, {scheme}: {line}" for line in wrong(page))

        page.goto(f"{live_server.url}/preview/{token}/")
        look("preview")
        page.goto(live_server.url + share)
        page.get_by_role("button", name="Make a link").click()
        expect(page.get_by_role("textbox", name="The link")).to_be_visible()
        look("dialog")
        page.goto(live_server.url + page_of(article))
        page.wait_for_selector(".body-text")
        if width >= 768:
            page.get_by_role("button", name="Preview").click()
            seen = page.frame_locator(".beside iframe")
            expect(seen.get_by_role("heading", name="Fab reopens")).to_be_visible()
            look("split")
            page.locator(".beside").get_by_role("button", name="Share a preview link…").click()
            expect(page.get_by_role("dialog")).to_be_visible()
            look("split with the dialog")
        page.context.close()
    assert found == []
