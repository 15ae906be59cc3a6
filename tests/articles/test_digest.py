"""Two that say the same have one digest, and whatever is frozen counts (SEMANTICS, section 8)."""

from __future__ import annotations

from typing import Any

import pytest

from articles.desk import saving
from articles.digest import bylines, digest, digest_of, topics
from articles.models import Article, Edition, Story
from tests.cast import at, author, image, label, publish, published, ready, section, sign, story, tag, wren

pytestmark = pytest.mark.django_db


def saved(article: Article) -> str:
    """The digest noted after a save."""
    saving.save(article, by=wren())
    return Article.objects.get(pk=article.pk).digest


OTHERS: dict[str, Any] = {
    "headline": "Other",
    "card_headline": "Other",
    "standfirst": "Other.",
    "slug": "other",
    "body": "<p>Other.</p>",
    "kind": "analysis",
    "section_id": lambda: section("Money").pk,
    "lead_image_id": lambda: image("navy").pk,
    "lead_alt": "Other.",
    "lead_decorative": True,
    "lead_caption": "Other.",
    "disclosures": [{"kind": "loan", "company": "Halden", "text": ""}],
    "seo_title": "Other",
    "seo_description": "Other.",
    "canonical_url": "https://elsewhere.example/",
    "noindex": True,
}


def test_every_plain_field_is_tried() -> None:
    assert set(OTHERS) == set(Story.PLAIN_FIELDS)


@pytest.mark.parametrize("name", Story.PLAIN_FIELDS)
def test_each_frozen_field_counts(name: str) -> None:
    with at(0):
        article = story("Old")
        before = article.digest
        value = OTHERS[name]
        setattr(article, name, value() if callable(value) else value)
        article.save()

        assert saved(article) != before


def one() -> list[Any]:
    return [author("Ines Okafor")]


CHANGES: dict[str, Any] = {
    "another name": lambda article: sign(article, [author("Jun Castellane")]),
    "a further name": lambda article: sign(article, [*one(), author("Jun Castellane")]),
    "no name": lambda article: sign(article, []),
    "another credit": lambda article: sign(article, [(author("Ines Okafor"), "video")]),
    "another topic": lambda article: label(article, [tag("Power")]),
    "a further topic": lambda article: label(article, [tag("Chips"), tag("Power")]),
    "no topic": lambda article: label(article, []),
}


@pytest.mark.parametrize("happens", CHANGES.values(), ids=CHANGES)
def test_names_and_topics_count(happens: Any) -> None:
    with at(0):
        article = story("Old", topics=[tag("Chips")])
        before = article.digest
        happens(article)

        assert saved(article) != before


def test_the_order_of_names_counts() -> None:
    first, second = author("Ines Okafor"), author("Jun Castellane")
    with at(0):
        article = story("Old", names=[first, second])
        before = article.digest
        sign(article, [second, first])

        assert saved(article) != before


def test_the_order_of_topics_does_not_count() -> None:
    with at(0):
        article = story("Old", topics=[tag("Chips"), tag("Power")])
        before = article.digest
        label(article, [tag("Power"), tag("Chips")])

        assert saved(article) == before


PICTURE = '<p>Old.</p><figure data-image="{pk}"><img alt="{alt}"><figcaption>{caption}</figcaption></figure>'


@pytest.mark.parametrize("other", [{"pk": 8}, {"alt": "A crane."}, {"caption": "Yesterday."}])
def test_pictures_in_the_text_count_with_their_alt_and_caption(other: dict[str, Any]) -> None:
    said = {"pk": 7, "alt": "A fab.", "caption": "Today."}
    with at(0):
        article = story("Old", body=PICTURE.format(**said))
        before = article.digest
        article.body = PICTURE.format(**said | other)
        article.save()

        assert saved(article) != before


def test_going_back_to_the_former_words_is_the_former_digest() -> None:
    with at(0):
        article = story("Old")
        before = article.digest
        article.headline = "New"
        article.save()
        assert saved(article) != before
        article.headline = "Old"
        article.save()

        assert saved(article) == before


@pytest.mark.parametrize("change", [
    {"embargo_until": None, "public_id": "abcabcabcabcabca"},
    {"stage": "spiked", "legal_question": "May we?"},
])  # fmt: skip
def test_what_readers_never_see_does_not_count(change: dict[str, Any]) -> None:
    with at(0):
        article = story("Old")
        before = article.digest
        Article.objects.filter(pk=article.pk).update(**change)
        article.refresh_from_db()

        assert saved(article) == before


def test_a_name_counts_by_identity_not_by_its_letters() -> None:
    with at(0):
        article = story("Old")
        person = author("Ines Okafor")
        person.name = "Inês Okafor"
        person.save()

        assert saved(article) == digest(article)


def test_two_stories_with_the_same_words_have_one_digest() -> None:
    with at(0):
        assert story("Old").digest == story("Old").digest


def test_article_revision_and_edition_agree() -> None:
    with at(0):
        article = published(
            "Old",
            names=[author("Jun Castellane"), (author("Ines Okafor"), "photography")],
            topics=[tag("Power"), tag("Chips")],
            lead_image=image("teal"),
            lead_alt="A fab.",
        )
    revision, edition = article.revisions.first(), article.editions.get()
    texts: list[Any] = [article, revision, edition]

    assert len({digest(text) for text in texts} | {text.digest for text in texts}) == 1
    assert bylines(article) == bylines(revision) == bylines(edition)
    assert topics(article) == topics(revision) == topics(edition)


def test_an_unsaved_form_has_the_digest_it_will_have() -> None:
    with at(0):
        article = story("Old", topics=[tag("Power"), tag("Chips")])
        said = digest_of(
            article,
            bylines=[{"author": author().pk, "role": "words"}],
            topics=[tag("Chips").pk, tag("Power").pk],
        )

    assert said == article.digest


def test_unpublished_changes_are_found_by_the_digests() -> None:
    with at(0):
        never, same, changed = story("Never"), published("Same"), published("Changed")
        changed.headline = "Changed!"
        changed.save()
        saving.save(changed, by=wren())
        waits = ready("Waits")
        publish(waits, at=50)

    assert list(Article.objects.with_unpublished_changes()) == [changed]
    assert [article.has_unpublished_changes for article in (never, same, changed, waits)] == [
        False, False, True, False,
    ]  # fmt: skip


def test_digests_of_editions_stay_true_when_the_outlet_renames_things() -> None:
    with at(0):
        published("Old", topics=[tag()])
    topic, place = tag(), section()
    topic.name, place.title = "Silicon", "Iron"
    topic.save()
    place.save()
    edition = Edition.objects.get()

    assert edition.digest == digest(edition)
