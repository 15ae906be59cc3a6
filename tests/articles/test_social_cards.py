"""Cards are public exactly while an edition that needs one is visible or waits."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage

from articles.desk import pictures, social_cards
from articles.desk.publishing import cancel_schedule
from articles.models import Article, Edition, Image, SocialCard
from tests.cast import at, edda, image, jpeg, publish, published, ready, rewritten, scheduled, wren

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def commits(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


def drawn() -> list[str]:
    """The files that are there, and their stories."""
    folders = default_storage.listdir("")[0] if default_storage.exists("") else []
    files = {f"{folder}/{name}" for folder in folders for name in default_storage.listdir(folder)[1]}
    cards = SocialCard.objects.select_related("edition").order_by("pk")
    assert {card.name for card in cards} == {name for name in files if name.endswith(".png")}
    return [card.edition.headline if card.edition else "of nothing" for card in cards]


def large() -> Image:
    made, _ = pictures.upload(jpeg("navy", (1300, 700)), by=wren(), title="A hall")
    return made


def with_lead(picture: Image, headline: str = "Old") -> Article:
    return ready(headline, lead_image=picture, lead_alt="A hall.")


def test_a_story_without_a_picture_has_one(commits: Any) -> None:
    with at(0), commits(execute=True):
        published("Fab reopens")

    assert drawn() == ["Fab reopens"]


def test_a_waiting_story_has_one_before_it_appears(commits: Any) -> None:
    with at(0), commits(execute=True):
        scheduled("Fab reopens", to=50)

    assert drawn() == ["Fab reopens"]


def test_a_draft_has_none(commits: Any) -> None:
    with at(0), commits(execute=True):
        ready("Fab reopens")
        pictures.sweep()

    assert drawn() == []


def test_a_lead_that_is_large_enough_is_cut_instead(commits: Any) -> None:
    picture = large()
    with at(0), commits(execute=True):
        publish(with_lead(picture))
    picture.refresh_from_db()

    assert drawn() == []
    assert "social-1200-f50x50.jpg" in picture.ready


def test_a_lead_that_is_too_small_is_not(commits: Any) -> None:
    with at(0), commits(execute=True):
        publish(with_lead(image()))

    assert drawn() == ["Old"]


def test_a_lead_whose_rights_ended_is_replaced_by_a_card(commits: Any) -> None:
    picture = large()
    with at(0), commits(execute=True):
        publish(with_lead(picture))
    with at(10):
        Image.objects.filter(pk=picture.pk).update(rights_until=Edition.objects.get().live_from)
        pictures.sweep()

    assert drawn() == ["Old"]


def test_an_update_has_its_own_and_the_former_goes(commits: Any) -> None:
    with at(0), commits(execute=True):
        article = published("Fab reopens")
    with at(10), commits(execute=True):
        publish(rewritten(article, headline="Fab closes"))
    with at(11):
        pictures.sweep()

    assert drawn() == ["Fab closes"]


def test_one_of_a_cancelled_version_is_taken_away(commits: Any) -> None:
    with at(0), commits(execute=True):
        article = scheduled("Fab reopens", to=50)
    with at(10), commits(execute=True):
        cancel_schedule(article, by=edda())
    with at(11):
        pictures.sweep()

    assert drawn() == []


def test_one_that_is_missing_is_drawn_by_the_next_sweep(commits: Any) -> None:
    with at(0):
        published("Fab reopens")  # and the server stops before anything follows
        assert drawn() == []
        pictures.sweep()

    assert drawn() == ["Fab reopens"]


def test_one_that_was_cancelled_or_drawn_meanwhile_is_not_drawn(commits: Any) -> None:
    with at(0):
        article = scheduled("Fab reopens", to=50)
        edition = Edition.objects.get()
        assert [social_cards._put(edition), social_cards._put(edition)] == [True, False]
    with at(10):
        cancel_schedule(article, by=edda())
        assert not social_cards._put(edition)

    assert drawn() == ["of nothing"]


def test_drawing_again_changes_nothing(commits: Any) -> None:
    with at(0), commits(execute=True):
        published("Fab reopens")
    before = SocialCard.objects.get().name
    with at(1):
        pictures.sweep()

    assert SocialCard.objects.get().name == before


def test_lost_ones_are_drawn_again(commits: Any) -> None:
    with at(0), commits(execute=True):
        published("Fab reopens")
    default_storage.delete(SocialCard.objects.get().name)
    with at(1):
        social_cards.restore(Edition.objects.all())

    assert drawn() == ["Fab reopens"]
