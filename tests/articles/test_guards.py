"""What the database holds by itself, whoever writes (SEMANTICS, section 13). Run on both databases."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Case, F, When

from articles import guards
from articles.desk import publishing
from articles.models import (
    Address,
    Article,
    Correction,
    Edition,
    EditionByline,
    EditionPicture,
    EditionTag,
    Redirect,
    Story,
    Transition,
)
from tests import cast
from tests.cast import (
    TICK,
    at,
    author,
    correct,
    edda,
    ended,
    image,
    moment,
    publish,
    published,
    refused_by_the_database,
    rewritten,
    section,
    tag,
    tove,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    """Readers saw one text from 0 to 10, another from 20 on."""
    with at(0):
        made = ended("Old", before=10)
        rewritten(made, "New")
    with at(20):
        publish(made)
    return made


def another(article: Article, start: float, end: float | None = None, **given: Any) -> Edition:
    """A further edition of the story, not saved."""
    edition = article.editions.first()
    edition.pk = None
    edition.live_from = moment(start)
    edition.live_until = None if end is None else moment(end)
    for name, value in given.items():
        setattr(edition, name, value)
    return edition


# --- One visible edition at every moment


@pytest.mark.parametrize(
    ("start", "end"),
    [(5, 8), (-5, 5), (5, 15), (-5, 15), (9, 10), (-5, 25), (30, 40), (-30, None), (5, None)],
)
def test_two_are_never_visible_at_one_moment(article: Article, start: float, end: float | None) -> None:
    given = {"first_published": moment(-30)}
    with refused_by_the_database():
        another(article, start, end, **given).save(force_insert=True)
    with refused_by_the_database():
        Edition.objects.bulk_create([another(article, start, end, **given)])


def test_one_without_an_end_overlaps_whatever_comes_later(article: Article) -> None:
    article.editions.update(live_until=Case(When(live_until=None, then=moment(90)), default=F("live_until")))
    for start in (-10, 5, 30):
        with refused_by_the_database():
            another(article, start, None, first_published=moment(-30)).save(force_insert=True)


@pytest.mark.parametrize(("start", "end"), [(10, 20), (-10, 0), (12, 15)])
def test_editions_may_touch(article: Article, start: float, end: float) -> None:
    another(article, start, end, first_published=moment(-30)).save(force_insert=True)


def test_an_overlap_of_a_microsecond_is_one(article: Article) -> None:
    edition = another(article, 10, 20)
    edition.live_until += TICK
    with refused_by_the_database():
        edition.save(force_insert=True)


def test_nothing_can_be_moved_over_another(article: Article) -> None:
    old, new = article.editions.order_by("live_from")
    for pk, written in (
        (old.pk, {"live_until": moment(21)}),
        (old.pk, {"live_until": None}),
        (new.pk, {"live_from": moment(9)}),
        (new.pk, {"live_from": moment(-9), "first_published": moment(-9)}),
    ):
        with refused_by_the_database():
            Edition.objects.filter(pk=pk).update(**written)


def test_nothing_can_be_moved_over_to_another_story(article: Article) -> None:
    with at(25):
        other = published("Other").editions.get()
    with refused_by_the_database():
        Edition.objects.filter(pk=other.pk).update(article=article)


def test_two_stories_are_visible_at_one_moment(article: Article) -> None:
    with at(20):
        published("Other")
    assert Edition.objects.visible_at(moment(20)).count() == 2


def test_it_starts_once(article: Article) -> None:
    edition = another(article, 0, 0)
    edition.live_until = moment(0) + TICK
    with refused_by_the_database():
        edition.save(force_insert=True)


def test_one_end_may_be_open(article: Article) -> None:
    with refused_by_the_database():
        another(article, 40, None).save(force_insert=True)


@pytest.mark.parametrize("written", [
    {"live_until": moment(20)},
    {"live_until": moment(19)},
    {"ends_at": moment(20)},
    {"ends_at": moment(19)},
    {"first_published": moment(20) + TICK},
    {"section": None},
])  # fmt: skip
def test_moments_follow_each_other(article: Article, written: dict[str, Any]) -> None:
    with refused_by_the_database():
        article.editions.filter(live_from=moment(20)).update(**written)
    edition = another(article, 20, None, **written)
    article.editions.filter(live_from=moment(20)).delete()
    with refused_by_the_database():
        edition.save(force_insert=True)


# --- One story an address


def test_an_address_belongs_to_one_story(article: Article) -> None:
    with at(0):
        other = published("Other")
    path = article.addresses.get().path
    with refused_by_the_database():
        Address.objects.create(path=path, article=other)
    with refused_by_the_database():
        Address.objects.bulk_create([Address(path=path, article=other)])
    with refused_by_the_database():
        other.addresses.update(path=path)


@pytest.mark.parametrize(
    "given",
    [{}, {"target": "/a/", "story_id": "abc"}, {"target": "a/"}, {"target": "//evil.example/"}],
)
def test_a_redirect_leads_to_one_place_of_this_site(given: dict[str, str]) -> None:
    with refused_by_the_database():
        Redirect.objects.create(path="/old/", **given)


# --- What was published is never changed


def other_value(edition: Edition, name: str) -> Any:
    field = Edition._meta.get_field(name)
    if name in ("section_id", "lead_image_id", "created_by_id", "article_id"):
        return {
            "section_id": lambda: section("Money").pk,
            "lead_image_id": lambda: image("navy").pk,
            "created_by_id": lambda: tove().pk,
            "article_id": lambda: published("Other").pk,
        }[name]()
    if name == "created_at":
        return edition.created_at + TICK
    value = getattr(edition, name)
    if isinstance(value, bool):
        return not value
    if name == "body":
        return "<p>Other words.</p>"
    if name == "disclosures":
        return [{"kind": "loan", "company": "Halden", "text": ""}]
    if name == "canonical_url":
        return "https://elsewhere.example/"
    return (value + "x")[-(field.max_length or 100) :]


#: Written down once more: a column that falls out of the model's own list must not fall out of the test.
NEVER_WRITTEN_AGAIN = (
    *(
        "headline",
        "card_headline",
        "standfirst",
        "slug",
        "body",
        "kind",
        "section_id",
        "lead_image_id",
        "lead_alt",
    ),
    *(
        "lead_decorative",
        "lead_caption",
        "disclosures",
        "seo_title",
        "seo_description",
        "canonical_url",
        "noindex",
    ),
    *("article_id", "story_id", "path", "digest", "change", "note", "created_at", "created_by_id"),
)


@pytest.mark.parametrize("name", NEVER_WRITTEN_AGAIN)
def test_no_frozen_column_can_be_written(article: Article, name: str) -> None:
    edition = article.editions.last()
    value = other_value(edition, name)
    with refused_by_the_database("never changed|one moment"):
        Edition.objects.filter(pk=edition.pk).update(**{name: value})
    setattr(edition, name, value)
    with refused_by_the_database("never changed|one moment"):
        edition.save(update_fields=[name])


def test_all_that_a_story_says_is_frozen() -> None:
    assert set(Edition.FROZEN) == set(NEVER_WRITTEN_AGAIN)
    said = {field.attname for field in Story._meta.get_fields() if hasattr(field, "attname")}
    assert said == set(Story.PLAIN_FIELDS)


def test_an_empty_column_is_frozen_as_well(article: Article) -> None:
    """NULL is not different from anything in SQL, unless one asks in the right way."""
    edition = article.editions.last()
    assert edition.lead_image_id is None
    with refused_by_the_database("never changed"):
        Edition.objects.filter(pk=edition.pk).update(lead_image=image("navy"))


def test_all_at_once_is_refused_too(article: Article) -> None:
    with refused_by_the_database("never changed"):
        Edition.objects.update(note=F("path"))
    edition = article.editions.last()
    edition.headline = "Other"
    with refused_by_the_database("never changed"):
        Edition.objects.bulk_update([edition], ["headline"])


@pytest.mark.parametrize(
    "written",
    [
        {"ends_at": moment(900)},
        {"withdrawn_at": moment(9), "withdrawal_reason": "Wrong", "withdrawal_notice": "Sorry"},
        {"sealed_at": moment(9)},
        {"headline": "Old"},
    ],
)
def test_what_is_not_frozen_can_be_written(article: Article, written: dict[str, Any]) -> None:
    article.editions.filter(headline="Old").update(**written)


def test_the_act_of_redaction_may_change_words_and_nothing_after_it(article: Article) -> None:
    old = article.editions.filter(live_from=moment(0))
    old.update(headline="Removed by order of a court", redacted_at=moment(30))
    with refused_by_the_database("never changed"):
        old.update(headline="Again")
    with refused_by_the_database("never changed"):
        old.update(headline="Again", redacted_at=moment(31))
    with refused_by_the_database("never changed"):
        old.update(headline="Again", redacted_at=None)


def test_names_topics_pictures_and_corrections_are_frozen_with_it() -> None:
    with at(0):
        article = published("Old", topics=[tag("Chips")], lead_image=image("teal"), lead_alt="A fab.")
        correct(rewritten(article, "New"))
        other = published("Other").editions.get()
    edition = article.editions.first()
    frozen: list[tuple[type[Any], dict[str, Any]]] = [
        (EditionByline, {"author": author("Somebody Else"), "role": "video", "order": 7, "edition": other}),
        (EditionTag, {"tag": tag("Power"), "edition": other, "article": other.article}),
        (EditionPicture, {"image": image("navy"), "edition": other}),
        (Correction, {"wrote": "x", "it_is": "y", "kind": "clarification", "serious": True, "edition": other}),
    ]  # fmt: skip
    for model, values in frozen:
        for name, value in values.items():
            with refused_by_the_database("never changed"):
                model.objects.filter(edition=edition).update(**{name: value})


# --- The book is only added to


def test_the_book_is_only_added_to(article: Article) -> None:
    entries = Transition.objects.about(article)
    line = entries.first()
    assert line is not None
    with refused_by_the_database("only added to"):
        line.delete()
    with refused_by_the_database("only added to"):
        entries.delete()
    with refused_by_the_database("only added to"):
        entries.update(note="Nothing happened")
    line.note = "Nothing happened"
    with refused_by_the_database("only added to"):
        line.save()
    with refused_by_the_database("only added to"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_transition")


# --- The guards themselves


def names() -> list[str]:
    return [guard.name for guard in guards.all_guards([Edition, Transition], connection.vendor)]


def test_all_guards_stand() -> None:
    assert guards.missing() == []
    assert {
        "articles_edition_frozen",
        "articles_transition_no_delete",
        "articles_transition_no_update",
    } <= set(names())


@pytest.mark.parametrize("number", range(3))
def test_a_missing_guard_is_noticed_and_put_back(number: int) -> None:
    guard = list(guards.all_guards([Edition, Transition], connection.vendor))[number]
    with connection.cursor() as cursor:
        cursor.execute(guard.statements(connection.vendor)[0])

    assert guards.missing() == [guard.name]
    (problem,) = guards.guards_stand(databases=["default"])
    assert guard.name in problem.msg

    guards.install()
    assert guards.missing() == []


def test_a_guard_that_is_switched_off_is_noticed() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE articles_edition DISABLE TRIGGER articles_edition_frozen")
        assert guards.missing() == ["articles_edition_frozen"]
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE articles_edition ENABLE TRIGGER articles_edition_frozen")
    assert guards.missing() == []


def test_the_check_is_asked_with_a_database_only() -> None:
    assert guards.guards_stand(databases=None) == []


def test_migrating_installs_the_guards_again() -> None:
    guards.lift()
    assert guards.missing()
    call_command("migrate", verbosity=0, stdout=StringIO())
    assert guards.missing() == []


def test_the_overlap_is_held_by_a_constraint_or_by_triggers() -> None:
    """PostgreSQL by an exclusion, which two transactions at once cannot get around; SQLite by triggers."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, "articles_edition")
    held = "edition_no_overlap" in constraints
    assert held == (connection.vendor == "postgresql")
    assert ("articles_edition_no_overlap_insert" in names()) == (connection.vendor == "sqlite")


def test_the_verbs_stay_within_the_guards(article: Article) -> None:
    """The fixture went through them; and so do the rest."""
    with at(30):
        publish(rewritten(article, "Newer"), at=50)
        publishing.move_schedule(article, by=edda(), to=moment(60))
        publishing.withdraw(article, by=edda(), reason="Wrong.")
        publishing.reinstate(article, by=edda())


def test_no_correction_is_taken_back_by_whatever_way() -> None:
    with at(0):
        article = published("Old")
        edition = correct(rewritten(article, "New"))
    with refused_by_the_database("never taken back"):
        Correction.objects.all().delete()
    with refused_by_the_database("never taken back"):
        Correction.objects.get().delete()
    with refused_by_the_database("never taken back"):
        edition.delete()
    with refused_by_the_database("never changed"):
        Correction.objects.update(it_is="Nothing was wrong.")
    assert Correction.objects.count() == 1


def test_one_that_was_never_public_goes_with_its_schedule() -> None:
    with at(0):
        article = published("Old")
        correct(rewritten(article, "New"), at=50)
        cast.publishing.cancel_schedule(article, by=cast.edda())
    assert not Correction.objects.exists()
