"""The command that looks at every row finds whatever somebody at a console could break."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from articles import guards
from articles.desk import publishing
from articles.desk.clearance import Brought
from articles.management.commands.verify_editions import one_is_visible
from articles.models import Address, Article, Edition, EditionByline, EditionPicture, EditionTag
from tests.cast import (
    MINUTE,
    at,
    author,
    correct,
    edda,
    ended,
    image,
    moment,
    publish,
    published,
    ready,
    rewritten,
    scheduled,
    story,
    tag,
    withdraw,
)

pytestmark = pytest.mark.django_db


def problems(when: float = 200) -> list[str]:
    """What it says on stderr."""
    out, err = StringIO(), StringIO()
    with at(when):
        try:
            call_command("verify_editions", stdout=out, stderr=err)
        except CommandError as error:
            assert err.getvalue()
            return [*err.getvalue().splitlines(), str(error)]
    assert "All is well." in out.getvalue()
    return []


@pytest.fixture
def article() -> Article:
    """With a past and a future."""
    with at(0):
        made = ended("Old", before=50)
        change = {"lead_image": image(), "lead_alt": "A fab."}
        publish(rewritten(made, "New", **change), change="minor")
    with at(10):
        correct(rewritten(made, "Newer"))
    with at(20):
        withdraw(made)
    with at(30):
        publishing.reinstate(made, by=edda())
        publish(rewritten(made, "Newest"), at=300)
    return made


def test_what_the_verbs_made_is_well(article: Article) -> None:
    with at(0):
        published("Imported", topics=[tag()])
        story("Draft")
        publish(ready("From elsewhere"), brought=Brought(moment(-9000)))
        first = scheduled("First", to=500)
        publishing.move_schedule(first, by=edda(), to=moment(400))
        gone = scheduled("Gone", to=500)
        publishing.cancel_schedule(gone, by=edda())

    assert problems() == []


def take_the_guards_away() -> None:
    """As somebody at a console might: the triggers off, the rows changed."""
    with connection.cursor() as cursor:
        for guard in guards.all_guards(
            [Edition, EditionByline, EditionTag, EditionPicture], connection.vendor
        ):
            cursor.execute(guard.statements(connection.vendor)[0])


def newest() -> Edition:
    return Edition.objects.order_by("-live_from")[0]


def second() -> Edition:
    return Edition.objects.order_by("live_from")[1]


def write(edition: Edition, **fields: object) -> None:
    take_the_guards_away()
    Edition.objects.filter(pk=edition.pk).update(**fields)
    guards.install()


def add_waiting() -> None:
    edition = newest()
    Edition.objects.filter(pk=edition.pk).update(live_until=moment(400))
    edition.pk, edition.live_from = None, moment(400)
    edition.updated = moment(400)
    edition.save(force_insert=True)


BREAKS: dict[str, tuple[Callable[[], object], str]] = {
    "a guard taken away": (
        lambda: connection.cursor().execute(
            next(guards.guards_of(Edition)).statements(connection.vendor)[0]
        ),
        "guard",
    ),
    "an end that was not derived": (lambda: write(second(), live_until=moment(9)), "should end at"),
    "a second version scheduled": (add_waiting, "are scheduled"),
    "other words": (lambda: write(second(), headline="Never published"), "does not say what it said"),
    "another topic": (
        lambda: EditionTag.objects.create(
            edition=second(), tag=tag(), article=second().article, first_published=second().first_published
        ),
        "does not say what it said",
    ),
    "a name taken away": (lambda: second().bylines.all().delete(), "does not say what it said"),
    "another date": (
        lambda: write(second(), first_published=F("first_published") - MINUTE), "date of first publication",
    ),
    "another update": (lambda: write(second(), updated=moment(1)), "was updated at"),
    "a second first": (lambda: write(second(), change="first"), "not at that place"),
    "another public id": (lambda: write(second(), story_id="x"), "public id"),
    "an address taken away": (lambda: Address.objects.all().delete(), "not its story's"),
    "an address of nothing": (
        lambda: Address.objects.create(path="/machines/nothing/", article=newest().article), "never had it",
    ),
    "a newest version forgotten": (
        lambda: Article.objects.update(newest_digest="x"), "remembers another newest version",
    ),
    "a moment forgotten": (lambda: Article.objects.update(settled=moment(1)), "when it was last published"),
    "a list out of step": (
        lambda: EditionByline.objects.update(first_published=F("first_published") - MINUTE),
        "another story or date",
    ),
    "a picture let go": (lambda: EditionPicture.objects.all().delete(), "keeps from being deleted"),
}  # fmt: skip


@pytest.mark.parametrize(("breaks", "words"), BREAKS.values(), ids=BREAKS)
def test_it_finds(article: Article, breaks: Callable[[], object], words: str) -> None:
    assert problems() == []
    breaks()
    found = problems()

    assert any(words in problem for problem in found), found
    assert "found. Nothing was changed." in found[-1]


def test_it_finds_two_at_one_moment(article: Article) -> None:
    """The database refuses that; so the rule is asked by itself."""
    first, following = Edition.objects.order_by("live_from")[:2]
    first.live_until = moment(60)

    assert list(one_is_visible(article, [first, following], moment(200)))


def test_what_a_court_had_removed_is_not_an_error(article: Article) -> None:
    edition = second()
    Edition.objects.filter(pk=edition.pk).update(headline="Removed", redacted_at=moment(100))

    assert problems() == []


def test_it_asks_no_more_for_many_stories_than_for_one_but_for_their_pictures() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert problems() == []
        return len(queries)

    with at(0):
        published("One", names=[author()])
    first = asked()
    with at(0):
        for number in range(4):
            published(f"More {number}")
    assert asked() <= first + 4
