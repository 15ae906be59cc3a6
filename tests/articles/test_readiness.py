"""What is missing, said in words for who can act, and which verbs it stops."""

from __future__ import annotations

from typing import Any

import pytest

from articles.desk import readiness
from articles.desk.readiness import APPROVE, PUBLISH, SUBMIT, Finding, findings, stopping
from articles.models import Article
from tests.cast import at, image, published, scheduled, slipped, story, tag

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_these_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Apps above have checks of their own."""
    monkeypatch.setattr(readiness, "_more", [])


def codes(article: Article) -> list[str]:
    return [finding.code for finding in findings(article)]


def whole(**fields: Any) -> Article:
    with at(0):
        return story("Old", topics=[tag()], **fields)


def test_nothing_is_missing_in_a_whole_story() -> None:
    assert findings(whole()) == []


FIGURE = '<p>Old.</p><figure data-image="{}"{}><img alt="{}"></figure>'


@pytest.mark.parametrize(
    ("fields", "code", "stopped"),
    [
        ({"headline": "  ", "slug": "old"}, "headline", {SUBMIT, APPROVE, PUBLISH}),
        ({"standfirst": ""}, "standfirst", set()),
        ({"body": ""}, "body", {SUBMIT, APPROVE, PUBLISH}),
        ({"body": "<p> </p><hr>"}, "body", {SUBMIT, APPROVE, PUBLISH}),
        ({"section": None}, "section", {SUBMIT, APPROVE, PUBLISH}),
        ({"slug": ""}, "slug", {APPROVE, PUBLISH}),
        ({"body": FIGURE.format(7, "", "")}, "figure-alt", {SUBMIT, APPROVE, PUBLISH}),
    ],
)
def test_what_is_missing_stops(fields: dict[str, Any], code: str, stopped: set[str]) -> None:
    with at(0):
        article = slipped(whole(), **fields)
    (finding,) = findings(article)

    assert (finding.code, finding.stops) == (code, stopped)
    for verb in (SUBMIT, APPROVE, PUBLISH):
        assert [item.code for item in stopping(article, verb)] == ([code] if verb in stopped else [])


def test_a_story_without_a_name_is_stopped() -> None:
    with at(0):
        article = story("Old", names=[], topics=[tag()])

    assert [finding.code for finding in stopping(article, SUBMIT)] == ["byline"]


def test_a_story_without_topics_is_only_advised() -> None:
    with at(0):
        article = story("Old")

    assert codes(article) == ["topics"]
    assert not any(stopping(article, verb) for verb in (SUBMIT, APPROVE, PUBLISH))


def test_a_lead_picture_is_described_or_decorative() -> None:
    picture = image("teal")

    assert codes(whole(lead_image=picture)) == ["lead-alt"]
    assert codes(whole(lead_image=picture, lead_alt="A fab.")) == []
    assert codes(whole(lead_image=picture, lead_decorative=True)) == []


def test_a_picture_in_the_text_is_described_or_decorative() -> None:
    assert codes(whole(body=FIGURE.format(7, "", "A fab."))) == []
    assert codes(whole(body=FIGURE.format(7, ' data-decorative="true"', ""))) == []


def test_each_picture_without_words_is_named_by_its_number() -> None:
    article = whole(body=FIGURE.format(7, "", "A fab.") + FIGURE.format(8, "", ""))

    assert [finding.words for finding in findings(article)] == ["Picture 2 in the text has no alt text."]


@pytest.mark.parametrize("there", [published, lambda headline: scheduled(headline, to=50)])
def test_an_address_that_another_story_has_is_warned_of(there: Any) -> None:
    with at(0):
        there("Old")
        other = story("Old", topics=[tag()])

    assert codes(other) == ["address"]
    assert stopping(other, APPROVE)
    assert not stopping(other, SUBMIT)


def test_an_address_of_its_own_is_nothing_to_warn_of() -> None:
    with at(0):
        article = published("Old", topics=[tag()])

    assert codes(article) == []


def test_a_draft_elsewhere_with_the_same_address_is_nothing_to_warn_of() -> None:
    with at(0):
        story("Old")

    assert codes(whole()) == []


def test_what_stops_comes_first() -> None:
    with at(0):
        article = story("Old", names=[], standfirst="")

    assert codes(article) == ["byline", "standfirst", "topics"]


def test_apps_above_add_their_own() -> None:
    readiness.register(lambda article: [Finding("lists", f"“{article}” is in no list.")])

    assert codes(whole()) == ["lists"]


def test_a_finding_says_something_to_somebody() -> None:
    with at(0):
        article = slipped(story("Old", names=[]), headline="", standfirst="", body="", section=None, slug="")

    for finding in findings(article):
        assert finding.words.endswith(".")
        assert finding.field
