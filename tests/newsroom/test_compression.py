from __future__ import annotations

import gzip

import brotli
import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from newsroom.compression import CompressionMiddleware

PAGE = b"<p>The box on the wall hums.</p>" * 40


def answer(accepted="br, gzip", *, content=PAGE, lifetime="public, max-age=60", **headers):
    def view(request):
        response = HttpResponse(content, headers={"Cache-Control": lifetime, "ETag": '"abc"'} | headers)
        return response

    request = RequestFactory().get("/", headers={"Accept-Encoding": accepted})
    return CompressionMiddleware(view)(request)


@pytest.mark.parametrize(
    ("accepted", "encoding", "read"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
    ],
)
def test_a_page_comes_in_the_best_form_that_is_taken(accepted, encoding, read):
    found = answer(accepted)

    assert found["Content-Encoding"] == encoding
    assert read(found.content) == PAGE
    assert found["Content-Length"] == str(len(found.content))
    assert found["ETag"] == 'W/"abc"'


@pytest.mark.parametrize("accepted", ["", "identity", "br;q=0", "*;q=0"])
def test_it_stays_as_it_is_for_those_who_take_nothing_else(accepted):
    assert answer(accepted).content == PAGE


@pytest.mark.parametrize("accepted", ["br", ""])
def test_whoever_keeps_it_is_told_that_it_has_forms(accepted):
    assert answer(accepted)["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "lifetime", ["", "private", "no-store", "max-age=0, no-cache, no-store, must-revalidate, private"]
)
def test_what_is_somebodys_own_is_never_squeezed(lifetime):
    found = answer(lifetime=lifetime)

    assert found.content == PAGE
    assert not found.has_header("Vary")


def test_a_picture_is_not_squeezed_again():
    assert answer(**{"Content-Type": "image/webp"}).content == PAGE


def test_the_same_page_is_the_same_bytes():
    assert answer("gzip").content == answer("gzip").content


def test_what_a_reader_has_squeezed_is_not_sent_again(client, db):
    first = client.get("/archive/", headers={"Accept-Encoding": "br"})

    again = client.get(
        "/archive/", headers={"Accept-Encoding": "br", "If-None-Match": f'"other", {first["ETag"]}'}
    )

    assert first["Content-Encoding"] == "br"
    assert (again.status_code, again.content, again["Vary"]) == (304, b"", "Accept-Encoding")


def test_the_desk_is_sent_as_it_is(client, db):
    assert not client.get("/admin/account/login/", headers={"Accept-Encoding": "br"}).has_header(
        "Content-Encoding"
    )
