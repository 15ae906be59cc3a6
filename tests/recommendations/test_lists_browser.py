"""A list in a real browser: built, ordered by keyboard alone, launched, undone and scheduled; accessible everywhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles import clock
from recommendations.models import ListEdition, Recommendation, RecommendationList
from tests.accessibility import DRESSES, broken_rules, dresses, wrong
from tests.articles.desk import person
from tests.articles.editions import edition
from tests.articles.test_admin_browser import sign_in
from tests.articles.test_admin_pictures import picture
from tests.recommendations.lists import a_list, add, elsewhere, launch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOUR = timedelta(hours=1)


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
        expect(page.locator(".found button")).to_be_focused()
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
    page.wait_for_load_state()  # a key is nothing to a page whose scripts are on their way

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


def test_what_is_found_for_fewer_letters_takes_no_focus_away(browser, live_server):
    story("Fab reopens")
    picks = a_list(at=clock.now() - HOUR)
    page = sign_in(browser, live_server, "cura")
    page.goto(live_server.url + page_of(picks))
    page.locator("#find-story").press_sequentially("fa")
    add_it = page.locator(".found button")
    expect(add_it).to_be_visible()

    with page.expect_response(re.compile("q=fab")):
        page.keyboard.press("b")
        page.keyboard.press("ArrowDown")
    page.wait_for_timeout(100)  # the answer is drawn

    expect(add_it).to_be_focused()


def test_an_own_word_is_given_up(browser, live_server):
    picks = a_list(at=clock.now() - HOUR)
    row = add(picks, story("Fab reopens"), at=clock.now() - HOUR, headline="Mine")
    page = sign_in(browser, live_server, "cura")
    page.goto(live_server.url + page_of(picks))
    page.wait_for_selector("form[data-watched]")
    edit = page.locator(f"#item-{row.pk} details.edit")
    stood = edit.locator("summary").bounding_box()

    edit.locator("summary").press("Enter")
    assert edit.locator("summary").bounding_box() == stood
    expect(edit.get_by_role("button", name="Follow the story")).to_have_count(1)
    edit.get_by_role("button", name="Follow the story").press("Enter")

    expect(edit.get_by_label("Own headline")).to_be_focused()
    expect(page.locator(".items [data-name]")).to_have_text("Fab reopens")
    expect(edit.get_by_role("button", name="Follow the story")).to_have_count(0)
    row.refresh_from_db()
    assert row.headline == ""


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


def test_whoever_comes_back_from_the_pages_finds_the_order_that_was_saved(browser, live_server):
    picks = a_list(story("Fab reopens"), story("Vans recalled"), at=clock.now() - HOUR)
    page = sign_in(browser, live_server, "cura")
    page.goto(live_server.url + page_of(picks))
    page.wait_for_selector("form[data-watched]")
    page.get_by_role("button", name="Move up: Vans recalled").click()
    wait_until_saved(page)

    page.get_by_role("link", name="On the pages").click()
    page.wait_for_url("**/admin/rehearse/**")
    page.go_back()
    page.wait_for_selector("form[data-watched]")

    assert titles(page) == ["Vans recalled", "Fab reopens"]
    assert [place.input_value() for place in page.locator(".handle input").all()] == ["1", "2"]


def test_who_was_signed_out_meanwhile_loses_no_word(browser, live_server):
    picks = a_list(story("Fab reopens"), at=clock.now() - HOUR)
    row = picks.items.get()
    page = sign_in(browser, live_server, "cura")
    page.goto(live_server.url + page_of(picks))
    page.wait_for_selector("form[data-watched]")
    page.context.clear_cookies(name="session")
    item = page.locator(f"#item-{row.pk}")
    item.locator("details.edit > summary").click()

    item.get_by_label("Own headline").fill("Typed while signed out")

    state = page.locator(".bar .state:visible")
    expect(state).to_have_text("Not saved: you are signed out. Sign in in a new tab, then save here.")
    expect(item.get_by_label("Own headline")).to_have_value("Typed while signed out")
    expect(page.get_by_role("link", name="Sign in in a new tab")).to_have_attribute("target", "_blank")
    row.refresh_from_db()
    assert row.headline == ""

    # Still nobody: a button does not leave the page either.
    page.locator(".bar").get_by_role("button", name="Save", exact=False).click()
    expect(state).to_contain_text("Not saved: you are signed out.")
    expect(item.get_by_label("Own headline")).to_have_value("Typed while signed out")

    cura = person("cura")
    cura.set_password("a long enough phrase")
    cura.save()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    entrance = opened.value
    entrance.locator("input[name=login]").fill(cura.username)
    entrance.locator("input[name=password]").fill("a long enough phrase")
    entrance.keyboard.press("Enter")
    expect(entrance.locator("#draft-title")).to_be_visible()
    page.locator(".bar").get_by_role("button", name="Save", exact=False).click()
    page.wait_for_selector(".messagelist :text('Draft saved. Readers see no change')")
    row.refresh_from_db()
    assert row.headline == "Typed while signed out"


def test_an_item_is_locked_noted_copied_and_moved_in_its_place(browser, live_server):
    picks = a_list(story("Fab reopens"), story("Vans recalled"), title="From", at=clock.now() - HOUR)
    other = a_list(title="To", at=clock.now() - HOUR)
    one, two = picks.items.order_by("order")
    page = sign_in(browser, live_server, "cura")
    page.goto(live_server.url + page_of(picks))
    page.wait_for_selector("form[data-watched]")

    page.locator(f"#item-{one.pk} details.more > summary").press("Enter")
    page.get_by_role("button", name="Lock: nobody removes it by mistake").press("Enter")
    page.wait_for_selector(f"#item-{one.pk} .chips :text('Locked by you')")

    for row, moves, said in ((one, False, "draft of “To”."), (two, True, "and no longer in this one.")):
        page.locator(f"#item-{row.pk} details.more > summary").press("Enter")
        page.locator(f"#item-{row.pk}").get_by_role("link", name="Copy or move to another list…").press(
            "Enter"
        )
        question = page.locator("section.question")
        question.get_by_label("To which list?").select_option("To")
        question.get_by_label("Take it out of this list").set_checked(moves)
        question.get_by_role("button", name="Copy", exact=True).press("Enter")
        page.wait_for_selector(f".messagelist :text('{said}')")

    assert titles(page) == ["Fab reopens"]
    page.locator("summary", has_text="Recently removed (1)").press("Enter")
    page.get_by_role("button", name=re.compile("Put back ?: Vans recalled")).press("Enter")
    expect(page.locator(".items .item")).to_have_count(2)
    assert [row.article.headline for row in other.items.kept().order_by("order")] == [
        "Fab reopens",
        "Vans recalled",
    ]


def test_the_focal_point_of_an_own_picture_is_set_on_it(browser, live_server):
    own = picture(free_for_lists=True)
    picks = a_list(at=clock.now() - HOUR)
    row = add(picks, story("Fab reopens"), at=clock.now() - HOUR, picture=own)
    page = sign_in(browser, live_server, "cura")
    page.goto(live_server.url + page_of(picks))
    page.wait_for_selector("form[data-watched]")
    item = page.locator(f"#item-{row.pk}")
    item.locator("details.edit > summary").press("Enter")

    def stands_at(across, down):
        wait_until_saved(page)
        row.refresh_from_db()
        assert (row.focal_x, row.focal_y) == (across, down)

    point = item.locator(".point")
    expect(point).to_have_attribute("aria-label", "Focal point: 50 % across, 50 % down")
    expect(item.get_by_label("focal point, % from the left")).to_be_hidden()
    point.press("ArrowRight")
    point.press("Shift+ArrowUp")
    expect(point).to_have_attribute("aria-label", "Focal point: 51 % across, 40 % down")
    expect(point).to_be_focused()
    expect(item.locator("[data-crop]").first).to_have_css("object-position", "51% 40%")
    stands_at(51, 40)

    surface = item.locator("[data-surface]")
    surface.scroll_into_view_if_needed()
    box = surface.bounding_box()
    surface.click(position={"x": box["width"] / 4, "y": box["height"] * 3 / 4})
    expect(point).to_have_attribute("aria-label", re.compile("2[456] % across, 7[456] % down"))
    item.get_by_role("button", name="Follow the picture").press("Enter")
    expect(point).to_have_attribute("aria-label", "Focal point: 50 % across, 50 % down")
    stands_at(None, None)


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
    for address in addresses:
        for dress in dresses(page, live_server.url + address):
            for closed in page.locator("main details:not([open]):not(.more) > summary").all():
                if closed.is_visible():
                    closed.click()
            found += [f"{dress}: {line}" for line in wrong(page)]
    assert found == []


def test_a_draft_is_shared_with_somebody_who_has_no_account(browser, live_server):
    picks = a_list(story("Fab reopens"), at=clock.now() - HOUR, title="Picks", heading="Our picks")
    page = sign_in(browser, live_server, "cura")
    page.goto(live_server.url + page_of(picks))
    page.wait_for_selector("form[data-watched]")
    page.get_by_role("button", name="Preview link…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Make a link").click()
    link = dialog.get_by_role("textbox", name="The link")
    expect(link).to_be_focused()
    found = broken_rules(page)
    address = live_server.url + "/preview/" + link.input_value().split("/preview/")[1]

    def hear(message) -> None:
        if message.type == "error":
            found.append(message.text)

    for width, scheme in DRESSES:
        guest = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
        guest.on("console", hear)
        guest.goto(address)
        expect(guest.get_by_role("region", name="Our picks")).to_contain_text("Fab reopens")
        found += wrong(guest)
        assert guest.context.cookies() == []
    assert found == []

    dialog.get_by_role("button", name="Revoke").click()
    expect(dialog.get_by_text("Revoked: it opens nothing any more.")).to_be_visible()
    gone = guest.goto(address)
    assert gone is not None
    assert gone.status == 404
