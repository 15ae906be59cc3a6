"""Eight people at once. What each call returned is compared with what is in the table."""

from __future__ import annotations

import random
import secrets
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections, transaction

from articles import clock, refusals
from articles.desk import clearance, fixing, publishing, saving
from articles.desk.standing import standing
from articles.desk.turn import Seen
from articles.models import Address, Article, Edition, Revision, Transition
from newsroom.models import User
from tests.cast import change, edda, published, story, wren

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PEOPLE = 8
TURNS = 14
SLUGS = ("fab", "crane", "meter")


@dataclass(frozen=True)
class Done:
    """What a call returned."""

    story: int
    verb: str
    edition: int | None = None


@pytest.fixture
def every_text_is_new_and_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    """The race is for the row, not for an approval."""
    monkeypatch.setattr(publishing, "true_digest", lambda article: secrets.token_hex(32))
    monkeypatch.setattr(clearance, "_in_fast_lane", lambda *given: True)


def soon(dice: random.Random) -> datetime:
    return clock.now() + timedelta(milliseconds=dice.choice([1, 5, 20, 60, 1100, 1500, 60_000]))


def one_turn(article: Article, by: User, dice: random.Random) -> Done:
    match dice.choice(
        ["publish", "publish", "schedule", "schedule", "withdraw", "cancel", "move", "reinstate", "end"]
    ):
        case "publish":
            made = publishing.publish(
                article, by=by, change="minor", replace=dice.random() < 0.5, put_back=dice.random() < 0.7
            )
            return Done(article.pk, "publish", made.pk)
        case "schedule":
            made = publishing.publish(
                article, by=by, change="minor", at=soon(dice), replace=dice.random() < 0.5, put_back=True
            )
            return Done(article.pk, "schedule", made.pk)
        case "withdraw":
            publishing.withdraw(article, by=by, reason="Doubted.")
            return Done(article.pk, "withdraw")
        case "cancel":
            publishing.cancel_schedule(article, by=by)
            return Done(article.pk, "cancel-schedule")
        case "move":
            to = None if dice.random() < 0.3 else soon(dice)
            return Done(article.pk, "move-schedule", publishing.move_schedule(article, by=by, to=to).pk)
        case "reinstate":
            return Done(article.pk, "reinstate", publishing.reinstate(article, by=by).pk)
    publishing.end_at(article, by=by, at=soon(dice))
    return Done(article.pk, "end-at")


def everybody(work: Any) -> list[Any]:
    """Eight threads that begin together; each has a connection of its own."""
    gate = Barrier(PEOPLE)

    def run(number: int) -> Any:
        try:
            gate.wait(timeout=30)
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PEOPLE) as threads:
        return [result for results in threads.map(run, range(PEOPLE)) for result in results]


@dataclass
class Row:
    start: datetime
    wish: datetime | None = None


def replay(article: Article) -> dict[int, Row]:
    """What the book says should stand there: the rows by primary key, told from its lines alone."""
    rows: dict[int, Row] = {}

    def waiting(at: datetime) -> int | None:
        return next((pk for pk, row in rows.items() if row.start > at), None)

    def shown(at: datetime) -> int | None:
        begun = [pk for pk, row in rows.items() if row.start <= at]
        last = max(begun, key=lambda pk: rows[pk].start, default=None)
        if last is None or ((wish := rows[last].wish) is not None and wish <= at):
            return None
        return last

    for line in Transition.objects.about(article).order_by("at"):
        given = {name: line.data.get(name) for name in ("edition", "moment")}
        moment = datetime.fromisoformat(given["moment"]) if given["moment"] else None
        waits, stands = waiting(line.at), shown(line.at)
        match line.verb:
            case "publish" | "schedule":
                rows.pop(waits, None) if waits else None
                assert moment is not None
                wish = rows[stands].wish if stands else None
                rows[given["edition"]] = Row(moment, wish if wish and wish > moment else None)
            case "reinstate":
                rows[given["edition"]] = Row(line.at)
            case "move-schedule":
                assert waits == given["edition"]
                assert moment is not None
                rows[waits].start = moment
            case "cancel-schedule":
                assert waits
                del rows[waits]
            case "withdraw":
                assert stands == given["edition"]
                rows[stands].wish = line.at
                rows.pop(waits, None) if waits else None
            case "end-at":
                for pk in filter(None, (waits, stands)):
                    rows[pk].wish = moment
    return rows


def ends(rows: dict[int, Row]) -> Iterator[tuple[int, datetime, datetime | None]]:
    starts = sorted(row.start for row in rows.values())
    for pk, row in sorted(rows.items(), key=lambda item: item[1].start):
        later = [start for start in starts if start > row.start]
        limits = [limit for limit in (row.wish, *later[:1]) if limit]
        yield pk, row.start, min(limits, default=None)


def test_nothing_is_lost_and_no_two_are_visible(every_text_is_new_and_approved: None) -> None:
    articles = [story(f"Story {number}", slug=SLUGS[0]) for number in range(2)]
    by = edda()

    def work(number: int) -> list[Done]:
        dice = random.Random(number)
        done = []
        for _ in range(TURNS):
            article = Article.objects.get(pk=dice.choice([articles[0], articles[0], articles[1]]).pk)
            Article.objects.filter(pk=article.pk).update(slug=dice.choice(SLUGS))
            try:
                done.append(one_turn(article, by, dice))
            except refusals.Refusal:
                continue
        return done

    done = everybody(work)

    assert len(done) > PEOPLE
    for article in articles:
        returned = [item for item in done if item.story == article.pk]
        lines = list(Transition.objects.about(article).order_by("at"))
        assert Counter(item.verb for item in returned) == Counter(line.verb for line in lines)
        with_edition = ("publish", "schedule", "reinstate", "move-schedule")
        assert Counter(
            (item.verb, item.edition) for item in returned if item.verb in with_edition
        ) == Counter((line.verb, line.data["edition"]) for line in lines if line.verb in with_edition)
        assert len({line.at for line in lines}) == len(lines)
        article.refresh_from_db()
        assert article.settled == (lines[-1].at if lines else None)

        rows = list(Edition.objects.filter(article=article).order_by("live_from"))
        assert [(row.pk, row.live_from, row.live_until) for row in rows] == list(ends(replay(article)))
        assert set(article.addresses.values_list("path", flat=True)) == {row.path for row in rows}


def test_one_address_goes_to_one_of_those_who_want_it(every_text_is_new_and_approved: None) -> None:
    articles = [story(f"Story {number}", slug="fab") for number in range(PEOPLE)]
    by, friday = edda(), clock.now() + timedelta(days=1)

    def work(number: int) -> list[int]:
        try:
            publishing.publish(articles[number], by=by, at=friday)
        except refusals.AddressTaken:
            return []
        return [articles[number].pk]

    assert everybody(work) == [Address.objects.get().article_id]
    assert Edition.objects.count() == Transition.objects.count() == 1


def test_one_of_many_saves_from_the_same_text_is_kept() -> None:
    article = story("Old")
    by = wren()

    def work(number: int) -> list[str]:
        mine = Article.objects.get(pk=article.pk)
        try:
            with transaction.atomic():
                saving.hold_for_saving(mine, version=1)
                mine.headline = f"Text {number}"
                mine.save(update_fields=["headline"])
                saving.save(mine, by=by)
        except refusals.Stale:
            return []
        return [mine.headline]

    (kept,) = everybody(work)

    article.refresh_from_db()
    assert (article.headline, article.version) == (kept, 2)
    assert Revision.objects.filter(article=article).count() == 2


def test_a_double_click_publishes_once(every_text_is_new_and_approved: None) -> None:
    article = story("Old")
    by = edda()
    seen = Seen.of(article, standing(article, clock.now()))

    def work(number: int) -> list[int]:
        try:
            return [publishing.publish(article, by=by, seen=seen).pk]
        except refusals.Outdated:
            return []

    assert everybody(work) == [Edition.objects.get().pk]


def test_a_rewrite_is_set_aside_once_and_brought_back_once() -> None:
    article = change(published("Old"), headline="Rewrite")
    rewrite, by = article.digest, edda()
    seen = Seen.of(article, standing(article, clock.now()))

    def aside(number: int) -> list[int]:
        try:
            return [fixing.fix_live(article, by=by, seen=seen).pk]
        except refusals.Outdated:
            return []

    def back(number: int) -> list[int]:
        try:
            return [fixing.bring_back(article, by=by).pk]
        except refusals.NothingSetAside:
            return []

    assert len(everybody(aside)) == 1
    article.refresh_from_db()
    assert (article.headline, article.set_aside.digest, article.version) == ("Old", rewrite, 3)
    assert len(everybody(back)) == 1
    article.refresh_from_db()
    assert (article.digest, article.set_aside_id, article.version) == (rewrite, None, 4)
