"""What every answer carries, and what none does."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from newsroom import media
from newsroom.headers import AddRequestId, HeadersMiddleware


@pytest.fixture
def readers_page(client: Client, db) -> HttpResponse:
    return client.get("/a-page-that-never-was/")


def test_a_readers_page_sets_no_cookie_and_depends_on_none(readers_page):
    assert not readers_page.cookies
    assert "Cookie" not in readers_page.headers.get("Vary", "")


def test_a_page_says_what_a_browser_may_do_with_it(readers_page):
    names = (
        "Permissions-Policy",
        "Cross-Origin-Resource-Policy",
        "Cross-Origin-Opener-Policy",
        "Content-Security-Policy",
        "Referrer-Policy",
        "X-Content-Type-Options",
        "X-Frame-Options",
    )
    assert [name for name in names if name not in readers_page.headers] == []
    assert "unsafe" not in readers_page.headers["Content-Security-Policy"]


def test_a_picture_may_be_shown_by_a_feed_reader_and_kept(client, db):
    picture = Path(site.MEDIA_ROOT, "renditions", "x.webp")
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"picture")

    answer = client.get("/media/renditions/x.webp")

    assert answer.getvalue() == b"picture"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("x.avif", "image/avif"), ("x.webp", "image/webp"), ("x.jpg", "image/jpeg"), ("x.png", "image/png")],
)
def test_a_picture_says_what_it_is_where_the_system_knows_no_kinds(client, db, monkeypatch, name, kind):
    monkeypatch.setattr("mimetypes.guess_type", lambda *_, **__: (None, None))
    Path(site.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    Path(site.MEDIA_ROOT, name).write_bytes(b"picture")

    assert client.get(f"/media/{name}").headers["Content-Type"] == kind


@pytest.mark.parametrize(
    "name", ["", "renditions/", "../secret-key", "%2e%2e/secret-key", "..%2fsecret-key", "x" * 300, "%00"]
)
def test_only_a_picture_is_served_and_no_folder(client, db, name):
    Path(site.MEDIA_ROOT, "renditions").mkdir(parents=True)
    Path(site.MEDIA_ROOT, "..", "secret-key").write_text("secret")

    assert client.get(f"/media/{name}").status_code == 404


def fails_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> HttpResponse:
    def broken(*args, **kwargs):
        raise error

    monkeypatch.setattr(media, "serve", broken)
    return Client(raise_request_exception=False).get("/media/x.webp")


def test_a_mistake_of_ours_is_a_500_with_the_id_of_its_lines_in_the_log(monkeypatch):
    answer = fails_with(ZeroDivisionError("secret detail"), monkeypatch)

    assert answer.status_code == 500
    assert len(answer.headers["X-Request-ID"]) == 12
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"secret detail" not in answer.content


def test_a_database_that_is_away_is_a_503_that_says_when_to_come_back(monkeypatch):
    answer = fails_with(OperationalError('connection to "db.internal" failed'), monkeypatch)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert b"db.internal" not in answer.content


def test_two_answers_to_one_question_are_the_same(client, db):
    first, second = client.get("/healthz"), client.get("/healthz")

    assert dict(first.headers) == dict(second.headers)


def test_the_log_has_an_id_for_each_request():
    seen = []

    def view(request):
        record = logging.makeLogRecord({})
        AddRequestId().filter(record)
        seen.append(record.request_id)
        return HttpResponse()

    middleware = HeadersMiddleware(view)
    for _ in range(2):
        middleware(RequestFactory().get("/"))

    assert len(set(seen)) == 2
    assert "-" not in seen


def test_whoever_asks_for_the_head_gets_no_body_and_its_length():
    answer = HeadersMiddleware(lambda request: HttpResponse(b"page"))(RequestFactory().head("/"))

    assert (answer.content, answer.headers["Content-Length"]) == (b"", "4")
