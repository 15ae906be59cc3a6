"""What stands in front is told what to let go of: at once, again, and until it takes it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from articles import purging
from articles.models import Edition, Purge
from newsroom import checks, edges, outbox
from newsroom.today_attention import edge_in_trouble
from tests import cast

pytestmark = pytest.mark.django_db


class Front:
    """A server that notes what it was asked, and answers as it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], str]] = []
        self.status, self.headers = 200, {}
        front = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                front.asked.append((self.command, self.path, dict(self.headers), body))
                self.send_response(front.status)
                for name, value in front.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_PURGE = do_POST = do_GET = answer

            def log_message(self, *words: Any) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def front() -> Iterator[Front]:
    made = Front()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


# --- Each kind


def test_varnish_is_told_the_tags(front: Front) -> None:
    edges.purge(["story-x", "in-machines"], of=edges.Varnish([front.url]))

    [(method, path, headers, _)] = front.asked
    assert (method, path, headers["xkey-purge"]) == ("PURGE", "/", "story-x in-machines")


def test_fastly_is_told_the_keys(front: Front) -> None:
    edges.purge(["story-x", "in-machines"], of=edges.Fastly("abc", "secret", front.url))

    [(method, path, headers, body)] = front.asked
    assert (method, path, headers["Fastly-Key"]) == ("POST", "/service/abc/purge", "secret")
    assert body == '{"surrogate_keys": ["story-x", "in-machines"]}'


def test_an_address_with_capitals_is_a_tag_like_others_and_what_is_none_is_in_the_log(
    front: Front, caplog: pytest.LogCaptureFixture
) -> None:
    edges.purge(["in-AI", "two words"], of=edges.Varnish([front.url]))

    [(_, _, headers, _)] = front.asked
    assert headers["xkey-purge"] == "in-AI"
    assert "two words" in caplog.text


def test_many_tags_go_in_several_requests(front: Front) -> None:
    edges.purge([f"story-{number}" for number in range(450)], of=edges.Varnish([front.url]))

    assert [len(headers["xkey-purge"].split()) for _, _, headers, _ in front.asked] == [200, 200, 50]


def test_what_is_no_tag_is_not_sent(front: Front) -> None:
    edges.purge(["story-x\r\nX: y", "", "a b", "../x", "site"], of=edges.Varnish([front.url]))

    assert [headers["xkey-purge"] for _, _, headers, _ in front.asked] == ["site"]


def test_a_redirect_is_not_followed(front: Front) -> None:
    front.status, front.headers = 302, {"Location": f"{front.url}/elsewhere"}

    with pytest.raises(edges.NotPurged, match="answered 302"):
        edges.purge(["site"], of=edges.Varnish([front.url]))
    assert len(front.asked) == 1


def test_one_that_is_away_is_told_of_without_its_secrets() -> None:
    with pytest.raises(
        edges.NotPurged, match=r"127\.0\.0\.1:9 does not answer: ConnectionRefusedError"
    ) as failed:
        edges.purge(["site"], of=edges.Fastly("abc", "secret", "http://127.0.0.1:9"))
    assert "secret" not in str(failed.value)


def test_none_is_told_nothing() -> None:
    with override_settings(EDGE="told"):
        assert isinstance(edges.present(), edges.Nobody)
        edges.purge(["site"])


@pytest.mark.parametrize(
    ("edge", "missing"), [("varnish", "VARNISH_URLS"), ("fastly", "FASTLY_SERVICE and FASTLY_TOKEN")]
)
def test_an_edge_without_an_address_is_an_error(edge: str, missing: str) -> None:
    with override_settings(EDGE=edge, VARNISH_URLS=[], FASTLY_SERVICE="", FASTLY_TOKEN=""):
        [error] = checks.the_edge_can_be_told()
    assert missing in error.msg


# --- On their way


class Noted:
    def __init__(self) -> None:
        self.told: list[list[str]] = []
        self.is_away = False

    def purge(self, tags: Sequence[str]) -> None:
        if self.is_away:
            raise edges.NotPurged("127.0.0.1 does not answer: TimeoutError")
        self.told.append(list(tags))


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Noted]:
    made = Noted()
    monkeypatch.setattr(edges, "present", lambda: made)
    with override_settings(EDGE="varnish", REPLICA_LAG=3):
        yield made


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Seconds from now on."""
    began, passed = timezone.now(), [0.0]
    monkeypatch.setattr(timezone, "now", lambda: began + timedelta(seconds=passed[0]))

    def wait(seconds: float) -> None:
        passed[0] += seconds

    return wait


def test_a_change_is_sent_at_once_and_again_after_the_copies_may_have_it(noted: Noted, later: Any) -> None:
    purging.purge(["story-x"])
    for wait in (0, 1, 3.1, 60):
        later(wait)
        outbox.send()

    assert noted.told == [["story-x"], ["story-x"]]


def test_a_schedule_is_sent_again_at_its_moment(noted: Noted, later: Any) -> None:
    purging.purge(["story-x"], later=[timezone.now() + timedelta(hours=1)])
    outbox.send()
    later(10)
    outbox.send()
    assert len(noted.told) == 2
    later(3599)
    outbox.send()
    assert len(noted.told) == 3


def test_a_verb_that_was_taken_back_is_not_sent(noted: Noted) -> None:
    """What is due has a number, and gets it when it is committed."""
    Purge.objects.create(tags=["story-x"], made_at=timezone.now(), due=None)
    outbox.send()

    assert noted.told == []


def test_what_could_not_be_sent_is_tried_again_and_staff_see_it(noted: Noted, later: Any) -> None:
    noted.is_away = True
    purging.purge(["story-x"])
    for _ in range(outbox.TROUBLE):
        with pytest.raises(edges.NotPurged):
            outbox.send()
        assert outbox.send() is None  # it is left alone for a while
        later(60)
    [row] = edge_in_trouble(timezone.now())
    assert "127.0.0.1 does not answer" in row.line

    noted.is_away = False
    outbox.send()
    assert noted.told == [["story-x"]]
    assert edge_in_trouble(timezone.now()) == []


def test_two_workers_do_not_send_the_same(noted: Noted) -> None:
    purging.purge(["story-x"])
    purging.count()
    first, second = outbox._claim(), outbox._claim()

    assert (len(first), len(second)) == (1, 0)


def test_what_a_dead_worker_had_taken_is_sent_by_another(noted: Noted, later: Any) -> None:
    purging.purge(["story-x"])
    purging.count()
    outbox._claim()
    later(61)
    outbox.send()

    assert noted.told == [["story-x"]]


def test_purges_are_forgotten_when_they_are_no_use_any_more(noted: Noted, later: Any) -> None:
    purging.purge(["story-x"])
    outbox.send()
    later(5)
    outbox.send()
    purging.purge(["story-y"], later=[timezone.now() + timedelta(days=3)])
    later(25 * 3600)
    outbox.forget()

    assert {*Purge.objects.values_list("tags", flat=True)[0]} == {"story-y"}


def test_a_published_story_is_sent(noted: Noted, django_capture_on_commit_callbacks: Any) -> None:
    with cast.at(0), django_capture_on_commit_callbacks(execute=True):
        article = cast.published("Fab reopens", topics=[cast.tag()])
    outbox.send()

    told = {tag for tags in noted.told for tag in tags}
    assert {
        f"story-{article.public_id}",
        "stories",
        "in-machines",
        "in-topics-chips",
        "in-authors-ines-okafor",
    } <= told


def test_all_pages_can_be_forgotten_by_hand(noted: Noted, capsys: Any) -> None:
    call_command("forget_pages")
    outbox.send()

    assert noted.told == [["site"]]


def test_thousands_of_stories_are_let_go_of_together_and_also_when_it_breaks_off() -> None:
    def break_off() -> None:
        with purging.together():
            cast.published("Fab reopens")
            cast.scheduled("Fab waits", to=timezone.now() + timedelta(hours=1))
            assert not Purge.objects.exists()
            raise KeyboardInterrupt

    with override_settings(EDGE="varnish"), pytest.raises(KeyboardInterrupt):
        break_off()

    assert [purge.tags for purge in Purge.objects.order_by("due")] == [[purging.SITE], [purging.SITE]]
    later = Purge.objects.latest("due").due
    assert later == Edition.objects.latest("live_from").live_from


def test_nothing_is_let_go_of_where_nothing_changed() -> None:
    with purging.together():
        pass
    assert not Purge.objects.exists()
