"""The line at the foot of a story tells the truth: while typing, without a network, without a server, signed out."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from articles.models import Article, UnsavedText
from tests import cast
from tests.articles.desk import at_the_desk, draft, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEPT = re.compile(r"Draft kept \d\d:\d\d · not saved yet")
NO_CONNECTION = "Not saved: no connection. Text kept in this browser"
LONG = 30_000  # the machine may be busy


def at_work(browser, server: str, name: str = "wren") -> BrowserContext:
    context = browser.new_context()
    session = at_the_desk(name).cookies["session"]
    context.add_cookies([{"name": "session", "value": session.value, "url": server}])
    return context


class Desk:
    """A story's page, and what its writer does there."""

    def __init__(self, page: Page, address: str):
        self.page = page
        page.goto(address)
        self.headline = page.get_by_label("Headline", exact=True)
        page.locator("form[data-watched]").wait_for()
        page.locator(".body-editor").wait_for()

    def says(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.locator(".bar .state:visible")).to_have_text(words, timeout=LONG)

    def save(self) -> None:
        self.page.keyboard.press("ControlOrMeta+s")


def page_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


@pytest.fixture
def story(db) -> Article:
    return draft("Fab reopens")


def test_it_says_how_the_text_stands_from_key_to_save(browser, live_server, story):
    desk = Desk(at_work(browser, live_server.url).new_page(), live_server.url + page_of(story))
    desk.says(re.compile(r"Saved today \d\d:\d\d by you"))

    desk.headline.fill("Fab reopens late")
    desk.says("Changed, not saved yet")
    desk.says(KEPT)
    assert UnsavedText.objects.get().said["headline"] == ["Fab reopens late"]
    story.refresh_from_db()
    assert story.headline == "Fab reopens"

    desk.save()
    desk.says(re.compile(r"Saved today \d\d:\d\d by you"))
    story.refresh_from_db()
    assert (story.headline, story.version) == ("Fab reopens late", 2)
    assert not UnsavedText.objects.exists()


def test_without_a_network_the_browser_keeps_it_and_hands_it_over(browser, live_server, story):
    context = at_work(browser, live_server.url)
    desk = Desk(context.new_page(), live_server.url + page_of(story))

    context.set_offline(True)
    desk.headline.fill("Fab reopens late")
    desk.says(NO_CONNECTION)
    desk.save()
    desk.says(NO_CONNECTION)
    expect(desk.headline).to_have_value("Fab reopens late")
    assert not UnsavedText.objects.exists()

    context.set_offline(False)
    desk.says(KEPT)
    assert (
        desk.page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('desk.kept:'))") == []
    )
    desk.save()
    desk.says(re.compile("Saved today"))


class Server:
    """The site in a process of its own, over the same database."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        root = Path(django_settings.BASE_DIR)
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{self.port}"],
            cwd=root,
            env=os.environ
            | {
                "DEBUG": "true",
                "SITE_URL": self.url,
                "SECRET_KEY": django_settings.SECRET_KEY,
                "DATABASE_URL": database_url(),
                "CACHE_URL": "locmemcache://",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(240):
            try:
                urlopen(f"{self.url}/healthz", timeout=2)
                return
            except (URLError, OSError):
                assert self.process.poll() is None, "the server did not start"
                time.sleep(0.25)
        pytest.fail("the server did not answer")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def database_url() -> str:
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    who = f"{given['USER']}:{given['PASSWORD']}" if given["PASSWORD"] else given["USER"]
    return f"postgres://{who}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"


@pytest.fixture
def server(db) -> Iterator[Server]:
    server = Server()
    server.start()
    yield server
    server.kill()


def test_a_server_that_dies_and_a_browser_that_closes_lose_nothing(browser, server, story):
    context = at_work(browser, server.url)
    desk = Desk(context.new_page(), server.url + page_of(story))
    desk.headline.fill("Fab reopens late")
    desk.says(KEPT)

    server.kill()
    desk.headline.fill("Fab reopens late, says the mayor")
    desk.says(NO_CONNECTION)
    desk.save()
    desk.says(NO_CONNECTION)
    desk.page.close()

    server.start()
    desk = Desk(context.new_page(), server.url + page_of(story))
    offer = desk.page.get_by_role("region", name="Text that was not saved")
    expect(offer).to_contain_text("It differs in the headline.", timeout=LONG)
    expect(desk.headline).to_have_value("Fab reopens")
    offer.get_by_role("link", name="See what differs").click()
    expect(desk.page.locator("ins").first).to_contain_text("late, says the mayor")

    desk.page.get_by_role("link", name="Bring it back").click()
    expect(desk.headline).to_have_value("Fab reopens late, says the mayor")
    desk.says(KEPT)
    desk.save()
    desk.says(re.compile("Saved today"))
    story.refresh_from_db()
    assert story.headline == "Fab reopens late, says the mayor"
    assert not UnsavedText.objects.exists()


def test_signed_out_it_says_so_and_saves_after_signing_in_in_a_new_tab(browser, live_server, story):
    wren = person("wren")
    wren.set_password("a-long-password")
    wren.save()
    context = at_work(browser, live_server.url)
    desk = Desk(context.new_page(), live_server.url + page_of(story))

    Session.objects.all().delete()
    desk.headline.fill("Fab reopens late")
    desk.says(
        "Not saved: you are signed out. Sign in in a new tab, then save here. Text kept in this browser"
    )
    desk.save()
    desk.says(re.compile("you are signed out"))

    with context.expect_page() as opened:
        desk.page.get_by_role("link", name="Sign in in a new tab").click()
    tab = opened.value
    tab.get_by_label("User name").fill("wren")
    tab.get_by_label("Password", exact=True).fill("a-long-password")
    tab.keyboard.press("Enter")
    tab.locator(".header-end .clock").wait_for(timeout=LONG)

    desk.page.bring_to_front()
    desk.save()
    desk.says(re.compile("Saved today"))
    story.refresh_from_db()
    assert story.headline == "Fab reopens late"


def test_signing_out_empties_the_browser(browser, live_server, story):
    context = at_work(browser, live_server.url)
    desk = Desk(context.new_page(), live_server.url + page_of(story))
    context.set_offline(True)
    desk.headline.fill("Secret words")
    desk.says(NO_CONNECTION)
    context.set_offline(False)
    page = context.new_page()
    page.goto(live_server.url + reverse("admin:index"))
    page.evaluate("localStorage.setItem('desk.kept:9:another:window', 'Secret words')")
    page.locator("#user-menu > summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("#logout-form")).to_have_count(0)
    assert "Secret words" not in page.evaluate("JSON.stringify(localStorage)")

    desk.page.bring_to_front()
    desk.headline.fill("More secret words")
    desk.says(re.compile("This browser keeps nothing: copy your text"))
    assert "ecret words" not in page.evaluate("JSON.stringify(localStorage)")


def test_leaving_the_page_keeps_the_last_words_and_leaving_the_offer_lets_them_go(
    browser, live_server, story
):
    context = at_work(browser, live_server.url)
    desk = Desk(context.new_page(), live_server.url + page_of(story))
    desk.headline.fill("Fab reopens late")
    desk.page.on("dialog", lambda dialog: dialog.accept())
    desk.says("Changed, not saved yet")
    desk.page.goto(live_server.url + reverse("admin:index"))

    desk = Desk(desk.page, live_server.url + page_of(story))
    offer = desk.page.get_by_role("region", name="Text that was not saved")
    leave = offer.get_by_role("button", name="Leave it")
    expect(leave).to_be_visible(timeout=LONG)
    leave.press("Enter")
    expect(offer).to_be_hidden()
    expect(desk.headline).to_be_focused()
    assert UnsavedText.objects.get().left_at


def test_one_hears_who_else_is_writing(browser, live_server, story):
    wren = Desk(at_work(browser, live_server.url).new_page(), live_server.url + page_of(story))
    edda = Desk(at_work(browser, live_server.url, "edda").new_page(), live_server.url + page_of(story))
    expect(edda.page.locator(".bar .others")).to_contain_text("Wren opened this", timeout=LONG)

    wren.headline.fill("Fab reopens late")
    wren.says(KEPT)
    expect(wren.page.locator(".bar .others")).to_contain_text("Edda opened this", timeout=LONG)
    edda.headline.fill("Fab reopens soon")
    expect(edda.page.locator(".bar .others")).to_contain_text("Wren is writing here", timeout=LONG)


def test_whoever_comes_back_finds_the_text_as_it_is_saved_now_and_their_own_offered(
    browser, live_server, story
):
    page = at_work(browser, live_server.url).new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    desk = Desk(page, live_server.url + page_of(story))
    desk.headline.fill("Fab reopens late")
    desk.says(KEPT)
    page.goto(live_server.url + reverse("admin:index"))
    cast.change(story, headline="Fab burns")

    page.go_back()
    page.locator("form[data-watched]").wait_for()

    expect(page.get_by_label("Headline", exact=True)).to_have_value("Fab burns")
    expect(page.get_by_role("region", name="Text that was not saved")).to_be_visible()
