"""The desk in a real browser: accessible in both schemes and on a phone, within its policy, and its dialogs work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from articles import clock
from articles.desk import publishing, workflow
from articles.models import Edition
from tests import cast
from tests.accessibility import broken_rules, dresses, wrong
from tests.articles.desk import approved, at_the_desk, author, draft, live, person, section, submitted
from tests.articles.test_admin_pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(browser: Browser, live_server, name: str, *, width: int = 1440, scheme: str = "light") -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    session = at_the_desk(name).cookies["session"]
    context.add_cookies([{"name": "session", "value": session.value, "url": live_server.url}])
    return context.new_page()


@pytest.fixture
def newsroom(db) -> dict[str, str]:
    """Stories in every state, and the pages that show them."""
    shot = picture(alt="A bench")
    first = draft("Halden Kite 3 review: the phone that bends where it should not", lead_image=shot)
    in_review, own = submitted("Corvid closes its chip lab"), submitted("The hinge test", by="edda")
    ready, out = approved("Brightwater raises card fees"), live("The repair bill nobody voted for")
    waiting, gone = approved("Nimbus Pay is down"), live("Pallas recalls 41,000 vans")
    publishing.publish(waiting, by=person("edda"), at=clock.now() + timedelta(hours=3))
    publishing.withdraw(gone, by=person("max"), reason="A number was wrong", notice="We were wrong.")
    asked = submitted("Supplier named in the filing")
    workflow.ask_legal(asked, by=person("edda"), question="Can we name the supplier?")
    changed = live("What changed", body="<p>One of them.</p><p>Two of them.</p><p>Three.</p>")
    cast.change(
        changed, headline="What has changed", body="<p>One or two.</p><p>Two of them.</p><p>Four.</p>"
    )
    pages = {"today": reverse("admin:index"), "stories": reverse("admin:articles_article_changelist")}
    stories = {
        "draft": first,
        "in-review": in_review,
        "own": own,
        "ready": ready,
        "live": out,
        "waiting": waiting,
        "gone": gone,
        "legal": asked,
    }
    for name, article in stories.items():
        pages[name] = reverse("admin:articles_article_change", args=[article.pk])
    pages |= {
        "new": reverse("admin:articles_article_add"),
        "publish": reverse("admin:articles_article_verb", args=[ready.pk, "publish"]),
        "withdraw": reverse("admin:articles_article_verb", args=[out.pk, "withdraw"]),
        "history": reverse("admin:articles_article_history", args=[out.pk]),
        "compare": reverse("admin:articles_article_compare", args=[changed.pk]),
        "restore": reverse("admin:articles_article_restore", args=[changed.pk, "save-1"]),
        "pictures": reverse("admin:articles_image_changelist"),
        "picture": reverse("admin:articles_image_change", args=[shot.pk]),
        "choose": reverse("admin:picture_choose"),
        "audit": reverse("admin:articles_transition_changelist"),
        "author": reverse("admin:articles_author_change", args=[author().pk]),
        "section": reverse("admin:articles_section_change", args=[section().pk]),
        "people": reverse("admin:newsroom_user_changelist"),
        "person": reverse("admin:newsroom_user_change", args=[person("wren").pk]),
        "role": reverse("admin:auth_group_change", args=[person("wren").groups.get().pk]),
        "sessions": reverse("usersessions_list"),
        "password": reverse("account_reauthenticate"),
        "login": reverse("account_login"),
    }
    return pages


def test_every_page_is_accessible_and_keeps_the_policy(browser, live_server, newsroom):
    page = sign_in(browser, live_server, "max")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    found: list[str] = []
    for address in newsroom.values():
        for dress in dresses(page, live_server.url + address):
            found += [f"{dress}: {line}" for line in wrong(page)]

    assert not found, "\n".join(found)
    assert not complaints, "\n".join(complaints)


def test_a_question_opens_as_a_dialog_and_gives_the_focus_back(browser, live_server, newsroom):
    page = sign_in(browser, live_server, "edda")
    page.goto(live_server.url + newsroom["ready"])
    page.wait_for_load_state("networkidle")

    page.get_by_role("button", name="Schedule…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Day and time").fill("2020-01-01T07:00")
    dialog.get_by_role("button", name="Schedule for Wed 07:00").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Nothing was scheduled. That moment has passed.")
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Schedule…")).to_be_focused()
    assert not Edition.objects.filter(headline="Brightwater raises card fees").exists()


def test_publishing_from_the_dialog_tells_so_on_the_story_s_page(browser, live_server, newsroom):
    page = sign_in(browser, live_server, "edda")
    page.goto(live_server.url + newsroom["ready"])
    page.wait_for_load_state("networkidle")

    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish now").click()

    expect(page.get_by_role("status").filter(has_text="Readers see it now.")).to_be_visible()


def test_unsaved_words_are_saved_before_a_question_is_asked(browser, live_server, newsroom):
    page = sign_in(browser, live_server, "edda")
    page.goto(live_server.url + newsroom["in-review"])
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)

    page.get_by_label("Headline", exact=True).fill("Corvid closes its lab")
    expect(page.get_by_text("Changed, not saved yet")).to_be_visible()
    page.get_by_role("button", name="Send back…").click()

    expect(page.get_by_role("heading", name="Send back")).to_be_visible()
    expect(page.get_by_text("Corvid closes its lab").first).to_be_visible()


def test_the_button_that_saves_a_new_story_can_be_read(browser, live_server, newsroom):
    page = sign_in(browser, live_server, "edda")
    page.goto(live_server.url + newsroom["new"])
    page.wait_for_load_state("networkidle")

    page.get_by_label("Headline", exact=True).fill("Corvid closes its lab")
    expect(page.get_by_text("Changed, not saved yet")).to_be_visible()

    # axe holds text in the colour of its ground for hidden and says nothing.
    expect(page.get_by_role("button", name="Save Ctrl S")).to_have_css("color", "rgb(255, 255, 255)")


def test_names_are_put_in_order_with_the_keyboard(browser, live_server, newsroom):
    author("Ines Duarte")
    page = sign_in(browser, live_server, "edda")
    page.goto(live_server.url + newsroom["draft"])
    page.wait_for_load_state("networkidle")

    page.get_by_role("button", name="Add a name").click()
    page.locator("#id_bylines-1-author").select_option(label="Ines Duarte")
    move = page.get_by_role("button", name="Move up: Ines Duarte")
    move.press("Enter")

    expect(page.locator("#desk-says")).to_have_text("Ines Duarte, place 1 of 2")
    expect(move).to_be_focused()
    page.keyboard.press("Control+s")
    expect(page.locator("#id_bylines-0-author option:checked")).to_have_text("Ines Duarte")


def test_single_keys_find_a_story_and_can_be_switched_off(browser, live_server, newsroom):
    page = sign_in(browser, live_server, "edda")
    page.goto(live_server.url + newsroom["today"])

    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Find a story")).to_be_focused()

    page.locator("summary", has_text="Edda").click()
    page.get_by_role("button", name="Single-key shortcuts: on").click()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Find a story")).not_to_be_focused()


def test_keys_find_a_story_and_show_their_sheet_on_a_screen_as_narrow_as_a_phone(
    browser, live_server, newsroom
):
    page = sign_in(browser, live_server, "edda", width=360)
    page.goto(live_server.url + newsroom["today"])

    page.keyboard.press("/")
    page.keyboard.type("chip lab")
    expect(page.get_by_role("option", name="Corvid closes its chip lab")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Headline", exact=True)).to_have_value(
        "Corvid closes its chip lab"
    )
    page.wait_for_load_state("networkidle")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_keys_show_their_sheet_lead_on_and_reach_the_panel(browser, live_server, newsroom):
    page = sign_in(browser, live_server, "edda")
    page.goto(live_server.url + newsroom["today"])

    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet.get_by_text("To the story panel")).to_be_visible()
    assert not broken_rules(page)
    page.keyboard.press("Escape")
    page.keyboard.press("g")  # at once: what was open has the focus for a moment longer
    page.keyboard.press("s")
    expect(page).to_have_url(live_server.url + newsroom["stories"])

    page.goto(live_server.url + newsroom["draft"])
    page.wait_for_load_state("networkidle")
    page.get_by_role("textbox", name="Headline", exact=True).focus()
    page.keyboard.press("Alt+Shift+S")
    expect(page.locator("#panel")).to_be_focused()
    page.keyboard.press("F8")
    expect(page.locator("#checks a").first).to_be_focused()


def test_n_and_p_go_from_change_to_change(browser, live_server, newsroom):
    page = sign_in(browser, live_server, "edda")
    page.goto(live_server.url + newsroom["compare"])
    expect(page.get_by_role("button", name="Next change")).to_be_visible()

    page.keyboard.press("n")
    expect(page.locator("[data-step-said]")).to_have_text("1 of 3")
    expect(page.locator(":focus")).to_contain_text("One")
    page.keyboard.press("n")
    expect(page.locator(":focus")).to_contain_text("Three")
    page.keyboard.press("p")
    expect(page.locator(":focus")).to_contain_text("One")
