"""A list in a real browser: built, ordered by keyboard alone, launched, undone and scheduled; accessible everywhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles import clock
from recommendations.models import ListEdition, Recommendation, RecommendationList
from tests.articles.editions import edition
from tests.articles.test_admin_browser import RULES, sign_in
from tests.recommendations.lists import a_list, add, elsewhere, launch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOUR = timedelta(hours=1)
SIZES = [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")]


def story(headline: str, ago: int = 5):
    return edition(headline, since=clock.now() - ago * HOUR)


def page_of(list_: RecommendationList) -> str:
    return reverse("admin:recommendations_recommendationlist_change", args=[list_.pk])


def titles(page: Page) -> list[str]:
    return page.locator(".items [data-name]").all_inner_texts()


def wait_until_saved(page: Page) -> None:
    """From the frame on in which the form knows that it was changed."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.locator(".bar .when-saved")).to_be_visible()


def numbers() -> list[int]:
    return list(ListEdition.objects.order_by("number").values_list("number", flat=True))


def test_a_list_is_built_ordered_launched_undone_and_scheduled_by_keyboard(browser, live_server):
    for headline in ("Fab reopens", "Vans recalled", "Riga repairs"):
        story(headline)
    page = sign_in(browser, live_server, "cura")
    page.goto(live_server.url + reverse("admin:recommendations_recommendationlist_add"))
    page.get_by_role("textbox", name="Name", exact=True).fill("Picks")
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")

    # Find by typing, add by Enter: `A` leads to the field, the arrow to what was found.
    for count, words in enumerate(("fab", "vans", "riga"), start=1):
        page.locator("h1").click()
        page.keyboard.press("a")
        expect(page.locator("#find-story")).to_be_focused()
        page.keyboard.type(words)
        expect(page.locator(".found li")).to_contain_text(words, ignore_case=True)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator(".items .item")).to_have_count(count)
        expect(page.locator("#desk-says")).to_have_text("Added to the draft.")
        expect(page.locator("#find-story")).to_be_focused()
        page.locator("#find-story").fill("")
    assert titles(page) == ["Fab reopens", "Vans recalled", "Riga repairs"]

    # Order: by the arrows on a button, by the button itself, by a number.
    up = page.get_by_role("button", name="Move up: Riga repairs")
    up.focus()
    page.keyboard.press("Enter")
    expect(up).to_be_focused()
    expect(page.locator("#desk-says")).to_have_text("Riga repairs, place 2 of 3")
    page.keyboard.press("Alt+ArrowUp")
    assert titles(page) == ["Riga repairs", "Fab reopens", "Vans recalled"]
    page.get_by_role("spinbutton", name="Place of Vans recalled").fill("1")
    page.keyboard.press("Tab")
    assert titles(page) == ["Vans recalled", "Riga repairs", "Fab reopens"]
    wait_until_saved(page)  # by itself
    page.reload()
    assert titles(page) == ["Vans recalled", "Riga repairs", "Fab reopens"]

    page.get_by_role("button", name="Launch now").press("Enter")
    question = page.locator("section.question")  # a dialog, or a page where the script is not ready
    expect(question.get_by_text("Comes in")).to_be_visible()
    question.get_by_role("button", name="Launch now").press("Enter")
    expect(page.get_by_text("Version 1 is live")).to_be_visible()

    # Remove one, launch at a time; then launch, and undo.
    page.get_by_role("button", name="Move down: Vans recalled").focus()
    page.keyboard.press("Delete")
    expect(page.locator("#desk-says")).to_contain_text("It lies in Recently removed.")
    expect(page.get_by_role("button", name="Move up: Riga repairs")).to_be_focused()
    page.get_by_role("button", name="Launch at…").press("Enter")
    question.get_by_label("When?").fill((clock.now() + 24 * HOUR).strftime("%Y-%m-%dT%H:%M"))
    question.get_by_role("button", name="Schedule the launch").press("Enter")
    expect(page.get_by_role("region", name="Goes live by itself")).to_contain_text("Version 2")
    page.get_by_role("button", name="Launch now").press("Enter")
    question.get_by_role("button", name="Launch now").press("Enter")
    expect(page.get_by_text("Version 3 is live")).to_be_visible()
    page.get_by_role("button", name="Undo launch").press("Enter")
    expect(page.get_by_text("Readers see version 1 again, as version 4.")).to_be_visible()
    assert numbers() == [1, 2, 3, 4]


def test_a_change_saves_by_itself_and_says_what_became_of_it(browser, live_server):
    picks = a_list(story("Fab reopens"), story("Vans recalled"), at=clock.now() - HOUR, maximum=5)
    launch(picks, now=clock.now() - HOUR)
    first = Recommendation.objects.filter(list=picks).order_by("order")[0]
    page = sign_in(browser, live_server, "cura")
    page.goto(live_server.url + page_of(picks))
    state = page.locator(".bar .state:visible")
    item = page.locator(f"#item-{first.pk}")
    page.wait_for_selector("form[data-watched]")

    # Saved, with the focus where it was; the mark and the count follow.
    item.locator("details.edit > summary").press("Enter")
    own = item.get_by_label("Own headline")
    own.fill("Mine")
    expect(state).to_contain_text("readers still see version 1")
    expect(own).to_be_focused()
    expect(item.locator(".mark")).to_have_text("Changed")
    first.refresh_from_db()
    assert first.headline == "Mine"

    # Refused, or no connection: it says so, and keeps what was typed.
    item.get_by_label("Pin to place").fill("9")
    expect(state).to_have_text("Not saved: The list shows 5 at most.")
    item.get_by_label("Pin to place").fill("")
    expect(state).to_contain_text("Draft saved")
    page.context.set_offline(True)
    item.get_by_label("Note").fill("Keep")
    expect(state).to_have_text("Not saved: no connection. It is tried again.")
    page.context.set_offline(False)
    expect(state).to_contain_text("Draft saved")

    # Somebody saved meanwhile: nothing is covered, and Save shows both.
    add(picks, story("Riga repairs"), at=clock.now())
    item.get_by_label("Note").fill("Keep it")
    expect(state).to_contain_text("Save shows both.")
    page.get_by_role("button", name="Save", exact=False).last.click()
    expect(page.get_by_text("Your changes are safe and not yet saved.")).to_be_visible()
    first.refresh_from_db()
    assert first.note == "Keep"


def test_the_screens_are_accessible_and_keep_the_policy(browser, live_server):
    picks = a_list(story("Fab reopens"), story("Gone", ago=9), at=clock.now() - 4 * HOUR, minimum=3)
    elsewhere(picks, "Riga")
    add(
        picks, story("Vans recalled"), at=clock.now() - 3 * HOUR,
        headline="Mine", headline_then="Before", pin=1, note="Keep",
    )  # fmt: skip
    launch(picks, now=clock.now() - 2 * HOUR)
    launch(picks, now=clock.now() - HOUR, at=clock.now() + HOUR)
    row = Recommendation.objects.filter(list=picks).order_by("order")[1]
    row.article.editions.update(ends_at=clock.now() - HOUR, live_until=clock.now() - HOUR)
    addresses = [
        page_of(picks),
        f"{page_of(picks)}?q=https://elsewhere.example/",
        reverse("admin:recommendations_recommendationlist_changelist"),
        reverse("admin:recommendations_recommendationlist_add"),
        reverse("admin:recommendations_recommendationlist_compare", args=[picks.pk]),
        *(
            reverse("admin:recommendations_recommendationlist_verb", args=[picks.pk, verb])
            for verb in ("launch", "launch-at", "move-launch", "restore", "copy")
        ),
    ]
    found: list[str] = []
    page = sign_in(browser, live_server, "cura")
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    for width, scheme in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for address in addresses:
            page.goto(live_server.url + address)
            for closed in page.locator("main details:not([open]):not(.more) > summary").all():
                if closed.is_visible():
                    closed.click()
            results = Axe().run(page, options=RULES).response["violations"]
            found += [
                f"{address} at {width}, {scheme}: {rule['id']} {rule['nodes'][0]['html'][:160]}"
                for rule in results
            ]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{address} scrolls sideways at {width}")
    assert found == []
