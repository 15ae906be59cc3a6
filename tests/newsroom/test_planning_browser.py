"""Finding, talking and planning in a real browser: by keyboard, from one person to another, accessible in both schemes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles import clock
from articles.desk import assigning, notes
from articles.models import Note, StoryTemplate
from tests import cast
from tests.accessibility import broken_rules, dresses, wrong
from tests.articles.test_admin_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story(db):
    article = cast.story("Halden Kite 3 review", by=cast.wren())
    cast.max_(), cast.edda()
    day = (clock.now() + timedelta(days=1)).date()
    assigning.assign(
        article, by=cast.max_(), assignee=cast.wren(), planned_for=day, commissioned=1200, priority="high"
    )
    first = notes.write(article, by=cast.max_(), text="@wren can we say who measured the hinge?").note
    notes.resolve(notes.write(article, by=cast.max_(), text="Settled").note, by=cast.wren())
    notes.write(article, by=cast.wren(), text="Ines did.", reply_to=first)
    StoryTemplate.objects.create(name="Review", kind="review", commissioned=1200)
    for number in range(6):
        cast.published(f"Kite {number}")
    cast.scheduled("Kite, waiting", to=clock.now() + timedelta(hours=30))
    return article


def page_of(article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def test_every_page_is_accessible_and_keeps_the_policy(browser, live_server, story):
    page = sign_in(browser, live_server, "edda")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    pages = {
        "calendar": reverse("admin:calendar"),
        "week": reverse("admin:calendar") + "?view=week",
        "bell": reverse("admin:bell"),
        "mail": reverse("admin:bell_mail"),
        "find": reverse("admin:find") + "?q=kite",
        "story": page_of(story),
        "assign": reverse("admin:articles_article_verb", args=[story.pk, "assign"]),
        "templates": reverse("admin:articles_article_templates"),
        "duplicate": reverse("admin:articles_article_duplicate", args=[story.pk]),
    }
    found: list[str] = []
    for address in pages.values():
        for dress in dresses(page, live_server.url + address):
            found += [f"{dress}: {line}" for line in wrong(page)]

    assert not found, "\n".join(found)
    assert not complaints, "\n".join(complaints)


def test_a_story_is_found_and_opened_by_keyboard_alone(browser, live_server, story):
    page = sign_in(browser, live_server, "edda")
    page.goto(live_server.url + reverse("admin:calendar"))
    field = page.get_by_role("combobox", name="Find a story")
    expect(field).to_have_attribute("aria-expanded", "false")

    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("hald")
    option = page.get_by_role("option", name="Halden Kite 3 review")
    expect(option).to_be_visible()
    expect(option).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    assert not broken_rules(page)

    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("hald")
    page.keyboard.press("ArrowDown")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(live_server.url + page_of(story))


def test_a_mention_travels_from_one_person_to_another_and_unsaved_words_stay(browser, live_server, story):
    edda = sign_in(browser, live_server, "edda")
    edda.goto(live_server.url + page_of(story))
    edda.wait_for_load_state("networkidle")
    headline = edda.get_by_label("Headline", exact=True)
    expect(edda.locator("form.desk-form[data-watched]")).to_be_attached()
    headline.fill("Halden Kite 3 review, unsaved")

    field = edda.get_by_label("Write a note")
    field.press_sequentially("Numbers, please, @wr")
    expect(edda.get_by_role("option", name="Wren @wren")).to_be_visible()
    assert not broken_rules(edda)
    field.press("Enter")
    expect(field).to_have_value("Numbers, please, @wren ")
    edda.get_by_role("button", name="Add the note").click()
    expect(edda.locator(".said-text").filter(has_text="Numbers, please")).to_be_visible()
    expect(headline).to_have_value("Halden Kite 3 review, unsaved")

    wren = sign_in(browser, live_server, "wren")
    wren.goto(live_server.url + reverse("admin:index"))
    wren.get_by_role("link", name="What is new").first.click()
    wren.get_by_role("link", name="Halden Kite 3 review").first.click()
    said = wren.locator(f"#note-{Note.objects.get(text__startswith='Numbers').pk}")
    expect(said).to_be_in_viewport()
    expect(said.locator(".mention")).to_have_text("@wren")
