"""Dates, and what is frozen (SEMANTICS, sections 6, 7 and 9)."""

from __future__ import annotations

import pytest
from django.db.models import ProtectedError

from articles.desk import publishing, workflow
from articles.desk.clearance import Brought
from articles.digest import digest
from articles.models import Article, Change, Correction, Edition, Image
from tests.cast import (
    Verb,
    at,
    author,
    change,
    correct,
    edda,
    image,
    label,
    minutes,
    moment,
    plain_fields,
    publish,
    published,
    ready,
    rewritten,
    scheduled,
    section,
    sign,
    tag,
    visible,
    withdraw,
    wren,
)

pytestmark = pytest.mark.django_db


# --- Section 6: dates


def dates(article: Article) -> list[tuple[float | None, float | None, float | None]]:
    """Live from, first published, updated; the oldest edition first."""
    return [
        (minutes(edition.live_from), minutes(edition.first_published), minutes(edition.updated))
        for edition in article.editions.order_by("live_from")
    ]


def test_an_update_keeps_the_first_publication_date() -> None:
    with at(0):
        article = published("Old")
    with at(10):
        publish(rewritten(article, "New"))

    assert dates(article) == [(0, 0, 0), (10, 0, 10)]


def test_a_minor_change_leaves_both_dates() -> None:
    with at(0):
        article = published("Old")
    with at(10):
        publish(rewritten(article, "New"))
    with at(20):
        publish(rewritten(article, "New!"), change=Change.MINOR)

    assert dates(article)[-1] == (20, 0, 10)


def test_a_correction_is_an_update() -> None:
    with at(0):
        article = published("Old")
    with at(10):
        correct(rewritten(article, "New"))

    assert dates(article)[-1] == (10, 0, 10)


def test_a_return_keeps_both_dates() -> None:
    with at(0):
        article = published("Old")
    with at(10):
        publish(rewritten(article, "New"))
    with at(20):
        withdraw(article)
    with at(30):
        publishing.reinstate(article, by=edda())

    assert dates(article)[-1] == (30, 0, 10)


def test_a_first_edition_that_waits_takes_its_dates_along_when_it_moves() -> None:
    with at(0):
        article = scheduled("Old", to=50, topics=[tag()])
    with at(10):
        publishing.move_schedule(article, by=edda(), to=moment(70))
        assert dates(article) == [(70, 70, 70)]
        publishing.move_schedule(article, by=edda(), to=moment(60))
        assert dates(article) == [(60, 60, 60)]

    edition = article.editions.get()
    rows = [*edition.bylines.all(), *edition.tag_links.all()]
    assert [minutes(row.first_published) for row in rows] == [60, 60]


def test_an_update_that_waits_takes_only_its_updated_date_along() -> None:
    with at(0):
        article = published("Old", topics=[tag()])
        publish(rewritten(article, "New"), at=50)
        publishing.move_schedule(article, by=edda(), to=moment(70))

    assert dates(article) == [(0, 0, 0), (70, 0, 70)]
    assert [minutes(link.first_published) for link in article.editions.first().tag_links.all()] == [0]


def test_a_minor_change_that_waits_keeps_its_dates_when_it_moves() -> None:
    with at(0):
        article = published("Old")
    with at(10):
        publish(rewritten(article, "New"), change=Change.MINOR, at=50)
        publishing.move_schedule(article, by=edda(), to=moment(70))

    assert dates(article) == [(0, 0, 0), (70, 0, 0)]


def test_an_imported_story_has_its_given_date_and_is_shown_from_the_import_on() -> None:
    with at(0):
        article = ready("Old")
        publish(article, brought=Brought(moment(-5000)))
    with at(10):
        publish(rewritten(article, "New"))

    assert dates(article) == [(0, -5000, -5000), (10, -5000, 10)]
    assert visible(article, -1) is None


def test_an_imported_story_that_waits_keeps_its_given_date_when_it_moves() -> None:
    with at(0):
        article = ready("Old")
        publish(article, at=50, brought=Brought(moment(-5000)))
        publishing.move_schedule(article, by=edda(), to=moment(70))

    assert dates(article) == [(70, -5000, -5000)]


def test_an_imported_date_never_lies_after_the_first_moment() -> None:
    with at(0):
        article = ready("Old")
        publish(article, brought=Brought(moment(5000)))

    assert dates(article) == [(0, 0, 0)]


def test_every_question_of_readers_says_published_before_now() -> None:
    """Always true of what is visible; without it a list of last week would walk through everything younger."""
    asked = str(Edition.objects.visible_at(moment(5)).query)

    assert f'"first_published" <= {moment(5):%Y-%m-%d %H:%M}' in asked.replace("'", "")


# --- Section 7: what is frozen


def test_an_edition_has_all_that_the_working_copy_said() -> None:
    with at(0):
        picture = image("teal", by=wren())
        article = published(
            "Old",
            names=[(author("Jun Castellane"), "words"), (author("Ines Okafor"), "photography")],
            topics=[tag("Chips"), tag("Power")],
            card_headline="Old card",
            kind="analysis",
            lead_image=picture,
            lead_alt="A fab.",
            lead_caption="The fab.",
            seo_title="Old, for robots",
            seo_description="About the old.",
            canonical_url="https://elsewhere.example/old",
            noindex=True,
        )

    edition = article.editions.get()
    assert plain_fields(edition) == plain_fields(article)
    assert [(line.author.name, line.role, line.order) for line in edition.bylines.all()] == [
        ("Jun Castellane", "words", 0), ("Ines Okafor", "photography", 1),
    ]  # fmt: skip
    assert sorted(link.tag.name for link in edition.tag_links.all()) == ["Chips", "Power"]
    assert [link.image_id for link in edition.picture_links.all()] == [picture.pk]
    assert edition.digest == digest(edition) == article.digest == article.newest_digest
    assert (edition.story_id, edition.path) == (article.public_id, "/machines/old/")


@pytest.mark.parametrize("thing", ["tag", "author", "section", "lead picture", "picture in the text"])
def test_nothing_that_an_edition_uses_can_be_deleted(thing: str) -> None:
    with at(0):
        lead, other = image("teal"), image("navy")
        body = f'<p>Words.</p><figure data-image="{other.pk}"><img alt="A fab."></figure>'
        article = published("Old", topics=[tag()], lead_image=lead, lead_alt="A fab.", body=body)
        change(article, body="<p>Words.</p>", lead_image=None, section=section("Money"))
        sign(article, [author("Somebody Else")])
        label(article, [])
        article.revisions.all().delete()
    things = {
        "tag": tag(), "author": author(), "section": section(), "lead picture": lead, "picture in the text": other,
    }  # fmt: skip
    with pytest.raises(ProtectedError):
        things[thing].delete()


def test_a_picture_whose_file_is_gone_does_not_stop_a_story() -> None:
    with at(0):
        body = '<p>Words.</p><figure data-image="999999"><img alt="A fab."></figure>'
        edition = published("Old", body=body).editions.get()

    assert not edition.picture_links.exists()
    assert not Image.objects.exists()


# --- Section 9: corrections


def test_a_correction_belongs_to_the_edition_that_brought_it() -> None:
    with at(0):
        article = published("Old")
        edition = correct(rewritten(article, "New"), "241.", "214.")

    correction = Correction.objects.get()
    assert (correction.edition, correction.article) == (edition, article)
    assert (correction.wrote, correction.it_is, correction.kind) == ("241.", "214.", "correction")


@pytest.mark.parametrize("stop", [
    lambda article: publishing.cancel_schedule(article, by=edda()),
    withdraw,
    lambda article: workflow.hold(article, by=edda(), note="Wait."),
])  # fmt: skip
def test_a_correction_cancelled_with_what_waited_was_never_public(stop: Verb) -> None:
    with at(0):
        article = published("Old")
        correct(rewritten(article, "New"), at=50)
    with at(10):
        stop(article)

    assert not Correction.objects.exists()


def test_a_correction_stays_when_later_words_replace_it() -> None:
    with at(0):
        article = published("Old")
        correct(rewritten(article, "New"))
        publish(rewritten(article, "Newer"))

    assert Correction.objects.get().article == article
