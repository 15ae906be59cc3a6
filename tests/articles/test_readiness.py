"""What is missing, said in words for who can act, and which verbs it stops."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from articles.desk import readiness, second_look
from articles.desk.readiness import APPROVE, PUBLISH, SUBMIT, Finding, findings, stopping
from articles.models import Article, Image
from tests import cast
from tests.cast import at, image, moment, published, rewritten, scheduled, slipped, tag, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_these_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Apps above have checks of their own."""
    monkeypatch.setattr(readiness, "_more", [])


#: Whole but for what a test takes away.
story = partial(cast.story, seo_description="The fab reopens after nine weeks.")


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
        article = published(story("Old", topics=[tag()]))

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


# --- Words of pictures, links and headings


@pytest.mark.parametrize(
    ("alt", "caption", "questioned"),
    [
        ("A crane over the fab.", "The fab on Monday.", False),
        ("IMG_2041.jpg", "", True),
        ("DSC00412", "", True),
        ("Image of a crane", "", True),
        ("A photograph of the fab.", "", True),
        ("Imagery from orbit", "", False),
        ("The fab, on Monday", "The fab on Monday.", True),
    ],
)
def test_alt_text_that_says_little_is_questioned(alt: str, caption: str, questioned: bool) -> None:
    lead = whole(lead_image=image("teal"), lead_alt=alt, lead_caption=caption)
    figure = f'<p>Old.</p><figure data-image="7"><img alt="{alt}"><figcaption>{caption}</figcaption></figure>'

    assert codes(lead) == (["lead-alt-words"] if questioned else [])
    assert codes(whole(body=figure)) == (["figure-alt-words"] if questioned else [])
    assert not stopping(lead, PUBLISH)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<h2>One</h2><p>a</p><h3>Two</h3><p>a</p><h2>Three</h2><p>a</p>", None),
        ("<h2>One</h2><p>a</p><h4>Two</h4><p>a</p>", "headings"),
        ("<p>a</p><h3>One</h3><p>a</p>", "headings"),
        ('<p><a href="https://a.example/">the report</a></p>', None),
        ('<p><a href="https://a.example/">Click here!</a></p>', "link-words"),
        ('<p><a href="https://a.example/">here</a></p>', "link-words"),
        ('<p><a href="https://a.example/">https://a.example/</a></p>', "link-words"),
        ('<p><a href="http://a.example/">the report</a></p>', "link-https"),
    ],
)
def test_headings_and_links_are_read_as_by_those_who_only_hear_them(body: str, code: str | None) -> None:
    article = whole(body=body)

    assert codes(article) == ([code] if code else [])
    assert not stopping(article, PUBLISH)


def test_a_story_without_a_description_is_only_advised() -> None:
    assert codes(whole(seo_description="")) == ["description"]


# --- Disclosures


@pytest.mark.parametrize(
    ("kind", "said", "stops"),
    [
        ("news", [], False),
        ("review", [], True),
        ("review", [{"kind": "nothing"}], False),
        ("review", [{"kind": "loan", "company": "Halden"}], False),
        ("news", [{"kind": "loan"}], True),
        ("news", [{"kind": "loan", "text": "A reader lent us hers."}], False),
        ("news", [{"kind": "other"}], True),
    ],
)
def test_a_review_answers_and_an_answer_is_whole(kind: str, said: list[Any], stops: bool) -> None:
    article = whole(kind=kind, disclosures=said)

    for verb in (SUBMIT, APPROVE, PUBLISH):
        assert [finding.code for finding in stopping(article, verb)] == (["disclosure"] if stops else [])


# --- What it uses


def link_to(article: Article) -> str:
    return f'<p>As <a data-story="{article.public_id}" href="/machines/x/">we wrote</a>.</p>'


def test_a_link_to_what_readers_cannot_see_is_told_by_identity() -> None:
    with at(0):
        other = published("Other")
        article = whole(body=link_to(other))
        assert codes(article) == []
        withdraw(other)
    with at(1):
        assert codes(article) == ["link-off"]


def test_a_link_to_what_comes_out_before_is_in_order() -> None:
    with at(0):
        other = scheduled("Other", to=50)
        article = whole(body=link_to(other))

        assert codes(article) == ["link-off"]
        assert findings(article, at=moment(50)) == []


def rights_end(picture: Image, minutes: float) -> Image:
    Image.objects.filter(pk=picture.pk).update(rights_until=moment(minutes))
    picture.refresh_from_db()
    return picture


FOURTEEN_DAYS = timedelta(days=14) / timedelta(minutes=1)


@pytest.mark.parametrize("place", ["lead", "text"])
def test_rights_are_asked_of_the_moment_at_which_it_goes_out(place: str) -> None:
    with at(0):
        picture = rights_end(image("teal"), 20)
        used = (
            {"lead_image": picture, "lead_alt": "A fab."}
            if place == "lead"
            else {"body": FIGURE.format(picture.pk, "", "A fab.")}
        )
        article = whole(**used)

        assert codes(article) == ["rights-ending"]
        assert not stopping(article, PUBLISH, at=moment(19))
        assert [finding.code for finding in stopping(article, PUBLISH, at=moment(20))] == ["rights"]
        rights_end(picture, FOURTEEN_DAYS + 1)
        assert codes(article) == []


def test_what_waits_is_looked_at_again_with_what_it_uses_now() -> None:
    with at(0):
        other = published("Other")
        picture = image("teal")
        body = link_to(other) + FIGURE.format(picture.pk, "", "A fab.")
        edition = scheduled(story("Old", body=body), to=50).editions.get()
        assert second_look.findings([edition]) == {edition.pk: []}

        rights_end(picture, 49)
        withdraw(other)

        assert [finding.code for finding in second_look.findings([edition])[edition.pk]] == [
            "rights",
            "link-off",
        ]


def test_many_that_wait_cost_two_queries(django_assert_num_queries: Any) -> None:
    with at(0):
        other, picture = published("Other"), image("teal")
        body = link_to(other) + FIGURE.format(picture.pk, "", "A fab.")
        editions = [scheduled(f"Old {number}", to=50, body=body).editions.get() for number in range(3)]
    with django_assert_num_queries(2):
        second_look.findings(editions)


def test_what_passed_is_said_too() -> None:
    passed = readiness.report(whole(standfirst="")).passed

    assert "Headline" in passed
    assert "Standfirst" not in passed


def test_every_check_has_a_name() -> None:
    from recommendations.use import recommended

    for check in (*readiness.OF_TEXT, *readiness.OF_STORY, *readiness.OF_MOMENT, recommended):
        assert check.__doc__


def test_what_was_gone_over_is_found_again_in_what_went_out() -> None:
    with at(0):
        article = published(story("Old", topics=[tag()]))
        assert readiness.codes(article.editions.get(), moment(1)) == set()
        edition = cast.publish(rewritten(article, standfirst=""))

        assert readiness.codes(edition, moment(1)) == {"standfirst"}
