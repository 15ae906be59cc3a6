"""Readers' pages, kept: who gets one, in which dress, and when it is made anew."""

from __future__ import annotations

import gzip
import re
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import brotli
import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import clock, purging
from articles.desk import pictures, sharing
from articles.front import answers, edge
from articles.models import PreviewLink, PurgeCount, Redirect
from newsroom.pagecache import store, turns
from newsroom.pagecache.door import Door
from newsroom.pagecache.ledger import ledger
from newsroom.pagecache.middleware import PageCacheMiddleware
from recommendations import sharing as of_lists
from recommendations.models import RehearsalLink
from tests import cast
from tests.articles.editions import HOUR, NOON, edition, section
from tests.recommendations.lists import a_list

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def switched_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("newsroom.pagecache.ledger.EVERY", 0)
    with override_settings(PAGE_CACHE=True):
        yield


@pytest.fixture
def noon() -> Iterator[None]:
    with clock.pretend(NOON):
        yield


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Templates of pages, as they are made."""
    names: list[str] = []
    render = answers.render_to_string
    monkeypatch.setattr(
        answers, "render_to_string", lambda name, *args: names.append(name) or render(name, *args)
    )
    return names


def reader(**headers: str) -> Client:
    return Client(headers=headers)


# --- Who gets it


def test_a_page_is_made_once(noon: None, made: list[str]) -> None:
    path = edition("Fab reopens").path
    first, second = reader().get(path), reader().get(path)

    assert made == ["front/article.html"]
    assert (second.status_code, second.content, second.headers) == (200, first.content, first.headers)


def test_a_hit_asks_the_database_for_one_number(noon: None) -> None:
    path = edition("Fab reopens").path
    reader().get(path)

    with CaptureQueriesContext(connection) as asked:
        reader().get(path)

    assert ["articles_purgecount" in query["sql"] for query in asked] == [True]


def test_a_hit_asks_for_nothing_within_a_quarter_of_a_second(
    noon: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsroom.pagecache.ledger.EVERY", 60)
    path = edition("Fab reopens").path
    reader().get(path)

    with CaptureQueriesContext(connection) as asked:
        reader().get(path)

    assert not asked.captured_queries


def test_nobody_learns_when_something_appears(noon: None) -> None:
    edition("Waiting", since=NOON + HOUR)
    path = edition("Fab reopens").path

    for _ in range(2):
        answer = reader().get(path)
        assert answer["Cache-Control"] == "public, max-age=60"
        assert not {"Surrogate-Control", "Cache-Tag", "Age", "Expires"} & {*answer.headers}


def test_staff_get_their_own(noon: None, made: list[str]) -> None:
    path = edition("Fab reopens").path
    reader().get(path)
    staff = reader()
    staff.force_login(cast.edda())
    staff.get(path)
    staff.get(path)

    assert made == ["front/article.html"] * 3


def test_what_staff_got_is_kept_for_nobody(noon: None, made: list[str]) -> None:
    path = edition("Fab reopens").path
    staff = reader()
    staff.force_login(cast.edda())
    staff.get(path)
    reader().get(path)

    assert made == ["front/article.html"] * 2


@pytest.mark.parametrize("headers", [{"cookie": "csrf=x"}, {"authorization": "Basic eDp5"}])
def test_whoever_might_be_somebody_gets_none(noon: None, made: list[str], headers: dict[str, str]) -> None:
    path = edition("Fab reopens").path
    reader().get(path)
    reader(**headers).get(path)

    assert len(made) == 2


def test_a_cookie_of_somebody_else_is_nothing_to_us(noon: None, made: list[str]) -> None:
    path = edition("Fab reopens").path
    reader().get(path)
    reader(cookie="_ga=GA1.2.3").get(path)

    assert len(made) == 1


def test_only_pages_are_kept(noon: None) -> None:
    for path in ("/nonsense/", "/media/none.webp", "/admin/", "/healthz"):
        reader().get(path)
    reader().post("/")

    assert not store.memory._pages


def test_a_head_opens_no_shared_preview(noon: None) -> None:
    """A scanner of letters asks so, and what the book says must be true."""
    story = sharing.share(cast.story(), by=cast.edda()).token
    picks = of_lists.share(a_list(edition("Fab reopens").article, at=NOON), by=cast.cura()).token
    for address in (f"/preview/{story}/", f"/preview/lists/{picks}/"):
        assert reader().head(address, follow=True).status_code == 200

    assert [model.objects.get().openings for model in (PreviewLink, RehearsalLink)] == [0, 0]


def test_another_host_is_another_page_and_a_strange_one_is_refused(noon: None, made: list[str]) -> None:
    edition("Fab reopens")
    reader().get("/")
    assert reader(host="evil.example").get("/").status_code == 400
    reader(host="localhost").get("/")

    assert len(made) == 2


# --- Parameters


def test_unknown_parameters_change_nothing(noon: None, made: list[str]) -> None:
    path = edition("Fab reopens").path
    plain = reader().get(path)
    for query in ("?a=1", "?utm_source=x&before=1-x", "?q=fab", "?through=1"):
        assert reader().get(path + query).content == plain.content

    assert len(made) == 1


def test_a_page_further_on_is_another_page(noon: None, made: list[str]) -> None:
    for number in range(25):
        edition(f"Story {number}", since=NOON - number * HOUR)
    first = reader().get("/machines/")
    further = first.content.decode().split('href="/machines/?before=')[1].split('"')[0]
    second = reader().get(f"/machines/?before={further}")
    again = reader().get(f"/machines/?utm=1&before={further}")

    assert first.content != second.content == again.content
    assert len(made) == 2


def test_a_search_is_not_kept(noon: None, made: list[str]) -> None:
    edition("Fab reopens")
    reader().get("/search/?q=fab")
    reader().get("/search/?q=fab")

    assert len(made) == 2
    assert not store.memory._pages


def test_an_address_of_a_former_system_leads_on(noon: None) -> None:
    made = edition("Fab reopens")
    Redirect.objects.create(path="/?p=12", target=made.path)
    reader().get("/")

    assert reader().get("/?p=12")["Location"] == made.path
    assert reader().get("/?p=13").status_code == 200


# --- In which dress


@pytest.mark.parametrize(
    ("encoding", "read"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)]
)
def test_it_comes_as_it_was_asked_for(noon: None, encoding: str, read: Any) -> None:
    path = edition("Fab reopens").path
    with override_settings(PAGE_CACHE=False):
        plain = reader(accept_encoding=encoding).get(path)
    for _ in range(2):
        answer = reader(accept_encoding=encoding).get(path)
        assert answer.headers == plain.headers
        assert read(answer.content) == read(plain.content)


def test_who_has_it_is_told_so(noon: None, made: list[str]) -> None:
    path = edition("Fab reopens").path
    etag = reader(accept_encoding="br").get(path)["ETag"]

    known = reader(accept_encoding="br", if_none_match=etag).get(path)
    assert (known.status_code, known.content) == (304, b"")
    assert known["Cache-Control"] == "public, max-age=60"
    assert "Accept-Encoding" in known["Vary"]
    assert reader(if_none_match='"another"').get(path).status_code == 200
    assert len(made) == 1


def test_the_first_who_asks_may_have_it_already(noon: None) -> None:
    path = edition("Fab reopens").path
    with override_settings(PAGE_CACHE=False):
        etag = reader().get(path)["ETag"]

    assert reader(if_none_match=etag).get(path).status_code == 304
    assert reader().get(path).status_code == 200


def test_a_head_is_a_page_without_its_body(noon: None, made: list[str]) -> None:
    path = edition("Fab reopens").path
    heads = [reader().head(path) for _ in range(2)]
    page = reader().get(path)

    assert [head.content for head in heads] == [b"", b""]
    assert {head["Content-Length"] for head in heads} == {str(len(page.content))}
    assert len(made) == 1


def test_what_is_not_kept_is_compressed_all_the_same(noon: None) -> None:
    edition("Fab reopens")
    with override_settings(PAGE_CACHE=False):
        plain = reader(accept_encoding="br").get("/nonsense/")

    assert reader(accept_encoding="br").get("/nonsense/").headers == plain.headers
    assert reader().head("/nonsense/").content == b""


# --- When it is made anew


def test_it_ends_on_the_second(noon: None) -> None:
    edition("Fab reopens")
    edition("Waiting", since=NOON + HOUR)
    seen = []
    for later in (timedelta(), HOUR - clock.TICK, HOUR):
        with clock.pretend(NOON + later):
            seen.append(b"Waiting" in reader().get("/").content)

    assert seen == [False, False, True]


def test_a_verb_is_seen_at_once(django_capture_on_commit_callbacks: Any) -> None:
    with cast.at(0), django_capture_on_commit_callbacks(execute=True):
        article = cast.published("Fab reopens")
    with cast.at(1):
        assert b"Fab reopens" in reader().get("/").content
        with django_capture_on_commit_callbacks(execute=True):
            cast.withdraw(article)
    with cast.at(1.01):
        assert b"Fab reopens" not in reader().get("/").content


def test_a_story_leaves_pages_alone_that_have_nothing_to_do_with_it(
    django_capture_on_commit_callbacks: Any, made: list[str]
) -> None:
    with cast.at(0), django_capture_on_commit_callbacks(execute=True):
        one, _ = cast.published("Fab reopens"), cast.published("Dock closes")
        other = cast.published("Crane falls", section=cast.section("Science"))
    with cast.at(1):
        for path in (one.editions.get().path, other.editions.get().path):
            reader().get(path)
        del made[:]
        with django_capture_on_commit_callbacks(execute=True):
            cast.publish(cast.rewritten(one))
        for path in (one.editions.first().path, other.editions.get().path):
            reader().get(path)

    assert made == ["front/article.html"]


def test_what_readers_do_not_see_leaves_all_pages_alone(django_capture_on_commit_callbacks: Any) -> None:
    with cast.at(0), django_capture_on_commit_callbacks(execute=True):
        article = cast.published("Fab reopens")
    before = PurgeCount.objects.get().newest
    with cast.at(1):
        cast.approved(cast.change(article, headline="Fab reopens at last"))
        purging.count()

    assert PurgeCount.objects.get().newest == before


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ("articles_section_change", "title", "Engines"),
        ("articles_author_change", "name", "Ines O."),
    ],
)
def test_a_name_is_new_everywhere(
    django_capture_on_commit_callbacks: Any, form: str, field: str, words: str
) -> None:
    with cast.at(0), django_capture_on_commit_callbacks(execute=True):
        article = cast.published("Fab reopens")
    thing = cast.section() if "section" in form else cast.author()
    path = article.editions.get().path
    staff = Client()
    staff.force_login(cast.max_())
    with cast.at(1):
        assert words.encode() not in reader().get(path).content
        address = reverse(f"admin:{form}", args=[thing.pk])
        fields = staff.get(address).context["adminform"].form
        said = {
            bound.name: bound.value()
            for bound in fields
            if bound.value() is not None and bound.value() is not False
        }
        rows = {"links-TOTAL_FORMS": 0, "links-INITIAL_FORMS": 0}
        with django_capture_on_commit_callbacks(execute=True):
            answer = staff.post(address, {**said, **rows, field: words})
        assert answer.status_code == 302, answer.context["errors"]
        assert words.encode() in reader().get(path).content


def test_a_picture_is_credited_anew(django_capture_on_commit_callbacks: Any) -> None:
    with cast.at(0), django_capture_on_commit_callbacks(execute=True):
        article = cast.published(
            "Fab reopens", lead_image=cast.image(credit="Photo: A"), lead_alt="A fab", lead_caption="The fab"
        )
    path = article.editions.get().path
    with cast.at(1), django_capture_on_commit_callbacks(execute=True):
        assert b"Photo: A" in reader().get(path).content
        image = article.editions.get().lead_image
        image.credit = "Photo: B"
        image.save(update_fields=["credit"])
        purging.of_picture(image)
        pictures.sweep()
    with cast.at(1.1):
        assert b"Photo: B" in reader().get(path).content


# --- By hand: a site of one page


class Site:
    """One page, as a view would answer it; `during` happens while it is made."""

    def __init__(self) -> None:
        self.words, self.made = "first", 0
        self.is_away = self.is_gone = False
        self.until = NOON + HOUR
        self.during: Any = lambda: None
        self.ask = PageCacheMiddleware(self.answer)

    def answer(self, request: HttpRequest) -> HttpResponse:
        if self.is_away:
            return HttpResponse("away", status=503)
        self.made += 1
        words = self.words
        self.during()
        if self.is_gone:
            return HttpResponse("gone", status=410)
        response = HttpResponse(words, headers={"Cache-Control": "public, max-age=60", "ETag": f'"{words}"'})
        response.holds = edge.Holds(clock.now(), self.until, frozenset({"site", "story-x"}))  # type: ignore[attr-defined]
        return response

    def get(self) -> str:
        return self.ask(RequestFactory().get("/", headers={"host": "testserver"})).content.decode()

    def change(self, words: str, *tags: str) -> None:
        self.words = words
        purging.purge(tags or ["story-x"])
        purging.count()


@pytest.fixture
def site(noon: None) -> Site:
    section()
    return Site()


def away(*args: Any) -> None:
    raise OperationalError("away")


def test_what_was_begun_before_a_change_and_ends_after_it_is_not_kept(site: Site) -> None:
    site.during = lambda: (setattr(site, "during", lambda: None), site.change("second"))

    assert site.get() == "first"  # whoever asked before it gets what was so then
    assert not store.memory._pages
    assert store.shared.get("http://testserver/?") is None
    assert site.get() == "second"
    assert (site.get(), site.made) == ("second", 2)


def test_another_process_does_not_take_what_was_made_before_a_change(site: Site) -> None:
    site.get()
    store.memory.forget()  # as in a process that has just begun
    ledger.forget()
    site.change("second")

    assert site.get() == "second"


def test_another_process_takes_what_is_made_already(site: Site) -> None:
    site.get()
    store.memory.forget()
    ledger.forget()

    assert (site.get(), site.made) == ("first", 1)


def test_a_purge_of_something_else_leaves_it(site: Site) -> None:
    site.get()
    site.change("second", "story-y")

    assert site.get() == "first"


def test_a_change_that_is_taken_back_purges_nothing(site: Site) -> None:
    site.get()
    purging.purge(["story-x"])  # in a transaction that is not committed: it has no number
    site.words = "second"

    assert site.get() == "first"


def test_an_archive_that_is_imported_makes_all_pages_old_at_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsroom.pagecache.ledger.MOST", 3)
    site.get()
    site.change("second", "a", "b", "c", "d")

    assert site.get() == "second"
    assert len(ledger._purged) == 1


def test_more_purges_than_anybody_reads_make_all_pages_old(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsroom.pagecache.ledger.MOST", 3)
    site.get()
    for _ in range(3):
        site.change("second", "story-y")
    site.change("second", "story-x")

    assert site.get() == "second"


def test_pages_have_no_more_room_than_they_are_given(site: Site) -> None:
    page = None
    with override_settings(PAGE_CACHE_MEGABYTES=1):
        site.words = "x" * 300_000
        site.get()
        page = store.memory.get("http://testserver/?")
        assert page is not None
        for number in range(9):
            store.memory.put(f"page {number}", page)

    assert sum(kept.size for kept in store.memory._pages.values()) <= 1_000_000
    assert store.memory.get("page 8") is page


# --- When the database is away


def test_pages_are_there_although_the_database_is_not(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.get()
    monkeypatch.setattr(ledger, "_read", away)
    site.is_away = True

    assert site.get() == "first"


def test_a_page_that_is_over_goes_on_until_the_database_is_back(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.get()
    site.is_away = True
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "_read", away)
        with clock.pretend(NOON + HOUR):
            assert site.get() == "first"
        with clock.pretend(NOON + 3 * HOUR):
            assert site.get() == "away"  # but not for ever
    site.is_away, site.words = False, "second"
    ledger._next = 0.0  # it is asked again after a while
    with clock.pretend(NOON + HOUR):
        site.until = NOON + 2 * HOUR
        assert site.get() == "second"


def test_what_was_purged_does_not_come_back_because_the_database_is_away(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.get()
    site.change("withdrawn")
    ledger.look()
    monkeypatch.setattr(ledger, "_read", away)
    site.is_away = True

    assert site.get() == "away"


def test_a_process_that_begins_while_the_database_is_away_takes_no_page_on_trust(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.get()
    site.change("withdrawn")
    store.memory.forget()
    ledger.forget()
    site.is_away = True
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "_read", away)
        assert [site.get(), site.get()] == ["away", "away"]
    site.is_away = False
    ledger._next = 0.0

    assert site.get() == "withdrawn"


def test_a_mistake_of_ours_is_not_kept(site: Site) -> None:
    site.is_away = True
    site.get()

    assert not store.memory._pages


# --- When the shared cache is away


class Broken:
    asked = 0

    def __getattr__(self, name: str) -> Any:
        Broken.asked += 1
        raise ConnectionError("no cache")


def test_pages_are_kept_although_the_shared_cache_is_away(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "shared", store.Shared())
    monkeypatch.setattr(store, "caches", {"pages": Broken()})
    Broken.asked = 0

    assert [site.get(), site.get(), site.made] == ["first", "first", 1]
    assert Broken.asked == 1  # and is left alone: it may be slow to fail


def test_an_emptied_cache_takes_nothing_from_a_process(site: Site) -> None:
    site.get()
    caches["pages"].clear()

    assert (site.get(), site.made) == ("first", 1)


# --- When everybody comes at once


def at_once(count: int, ask: Any) -> list[Any]:
    found: list[Any] = []

    def one() -> None:
        try:
            found.append(ask())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


@pytest.fixture
def in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads are for waiting here, not for a database: it would be empty to them."""
    ledger.newest = 0
    monkeypatch.setattr(ledger, "_read", lambda *given: ledger.newest)
    monkeypatch.setattr("newsroom.pagecache.middleware.readers_moment", lambda: NOON)


def test_a_crowd_has_one_made_and_waits_for_it(site: Site, in_threads: None) -> None:
    site.during = lambda: time.sleep(0.2)

    assert at_once(12, site.get) == ["first"] * 12
    assert site.made == 1


def test_a_crowd_gets_the_former_one_while_the_next_is_made(site: Site, in_threads: None) -> None:
    site.get()
    ledger._purged["story-x"], ledger.newest = 5, 5
    began, go_on = threading.Event(), threading.Event()
    site.words, site.during = "second", lambda: (began.set(), go_on.wait(10))
    maker = threading.Thread(target=site.get)
    maker.start()
    began.wait(10)

    assert at_once(6, site.get) == ["first"] * 6
    go_on.set()
    maker.join(10)
    assert (site.get(), site.made) == ("second", 2)


def test_a_crowd_does_not_get_what_is_gone(site: Site, in_threads: None) -> None:
    site.get()
    ledger._purged["story-x"], ledger.newest = 5, 5
    site.is_gone = True
    site.get()
    began, go_on = threading.Event(), threading.Event()
    site.during = lambda: (began.set(), go_on.wait(10))
    maker = threading.Thread(target=site.get)
    maker.start()
    began.wait(10)
    threading.Timer(0.2, go_on.set).start()

    assert at_once(6, site.get) == ["gone"] * 6
    maker.join(10)
    assert store.shared.get("http://testserver/?") is None


def test_a_crowd_does_not_get_what_was_purged_while_the_database_is_away(
    site: Site, in_threads: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.get()
    ledger._purged["story-x"], ledger.newest = 5, 5
    monkeypatch.setattr(ledger, "_read", away)
    site.ask.get_response = lambda request: time.sleep(0.2) or HttpResponse("away", status=503)

    assert at_once(6, site.get) == ["away"] * 6


def test_nobody_gets_the_former_one_for_long(
    site: Site, in_threads: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "GRACE", 0)
    site.get()
    ledger._purged["story-x"], ledger.newest = 5, 5
    site.words, site.during = "second", lambda: time.sleep(0.2)

    assert at_once(6, site.get) == ["second"] * 6


def test_one_process_waits_for_another(site: Site, in_threads: None) -> None:
    name = "http://testserver/?"
    assert store.shared.begin(name, 10)  # by another process
    asking = threading.Thread(target=site.get)
    asking.start()
    made = store.Page({}, {"": b"theirs"}, edge.Holds(NOON, NOON + HOUR, frozenset()), 0)
    store.shared.put(name, made)
    asking.join(10)
    store.shared.end(name)

    assert (site.get(), site.made) == ("theirs", 0)


def test_one_process_does_not_wait_for_one_that_died(
    site: Site, in_threads: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "WAIT", 0.2)
    store.shared.begin("http://testserver/?", 60)

    assert (site.get(), site.made) == ("first", 1)


# --- At the door, before Django


@pytest.fixture
def door(noon: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Asks as a server does: what comes back, or nothing if Django was let have it."""
    monkeypatch.setattr("newsroom.pagecache.ledger.EVERY", 60)
    path = edition("Fab reopens").path
    kept = reader().get(path)

    def ask(**environ: str) -> tuple[dict[str, str], bytes] | None:
        sent: list[Any] = []
        asked = RequestFactory().get(path).environ | environ
        body = Door(lambda *given: [])(asked, lambda status, headers: sent.append(dict(headers)))
        return (sent[0], b"".join(body)) if sent else None

    ask.kept, ask.path = kept, path  # type: ignore[attr-defined]
    return ask


def test_the_door_gives_what_django_would(door: Any) -> None:
    assert door() == (dict(door.kept.headers), door.kept.content)
    headers, body = door(HTTP_ACCEPT_ENCODING="gzip")
    assert headers == dict(reader(accept_encoding="gzip").get(door.path).headers)
    assert gzip.decompress(body) == door.kept.content


@pytest.mark.parametrize(
    "environ",
    [
        {"REQUEST_METHOD": "HEAD"},
        {"REQUEST_METHOD": "POST"},
        {"QUERY_STRING": "before=1"},
        {"HTTP_COOKIE": "session=x"},
        {"HTTP_AUTHORIZATION": "x"},
        {"HTTP_IF_NONE_MATCH": "x"},
        {"HTTP_HOST": "evil.example"},
        {"wsgi.url_scheme": "https"},
        {"SCRIPT_NAME": "/x"},
        {"PATH_INFO": "/m\xc3\xa4/"},
    ],
    ids=lambda environ: next(iter(environ)),
)
def test_the_door_lets_all_others_in(door: Any, environ: dict[str, str]) -> None:
    assert door(**environ) is None


def test_the_door_knows_an_older_page_as_links_spell_it(door: Any) -> None:
    for number in range(30):
        edition(f"Plant {number}", since=NOON - HOUR)
    page = reader().get("/machines/").text
    asked = re.search(r'href="/machines/\?([^"]*)" rel="next"', page)[1]  # type: ignore[index]
    kept = reader().get(f"/machines/?{asked}")

    assert door(PATH_INFO="/machines/", QUERY_STRING=asked) == (dict(kept.headers), kept.content)
    for other in (f"{asked}&p=1", f"utm_source=x&{asked}", "p=1", asked[:-1]):
        assert door(PATH_INFO="/machines/", QUERY_STRING=other) is None


def test_the_door_believes_a_proxy_only_if_there_is_one(door: Any) -> None:
    assert door(HTTP_X_FORWARDED_PROTO="https") is not None  # it means nothing
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        assert door(HTTP_X_FORWARDED_PROTO="https") is None  # another page
        assert door() is None


def test_the_door_is_closed_when_it_is_time_to_look_and_when_a_page_is_over(door: Any) -> None:
    with clock.pretend(NOON + HOUR):
        assert door() is None
    ledger._next = 0.0
    assert door() is None


def test_the_door_leaves_an_edge_its_headers(door: Any) -> None:
    with override_settings(EDGE="told"):
        assert door() is None


def test_it_is_off_for_whoever_writes_templates(settings: Any, made: list[str]) -> None:
    settings.PAGE_CACHE = False
    with clock.pretend(NOON):
        path = edition("Fab reopens").path
        reader().get(path)
        reader().get(path)

    assert len(made) == 2
