"""Verbs and clocks in any order, against a reference of another kind.

The desk keeps rows with ends that it lays out anew. The reference keeps no ends at all: it is a list of promises, each
"from this moment on, readers see this text" or "nothing", in the order they were made; a later promise beats an
earlier one. What readers see at a moment is asked of that list. Moments are drawn from those already in use, and from
their neighbours.

`HYPOTHESIS_PROFILE=deep` looks longer.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from articles import refusals
from articles.desk import publishing, workflow
from articles.desk.standing import standing
from articles.models import Address, Article, Edition, Stage, Transition
from tests.cast import MINUTE, SECOND, TICK, at, change, edda, moment, publish, ready, story, withdraw

pytestmark = pytest.mark.django_db

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
LONG = settings(
    max_examples=400 if DEEP else 12,
    stateful_step_count=60 if DEEP else 25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
SLUGS = ("fab", "crane", "meter")
NEIGHBOURS = (timedelta(0), TICK, -TICK, SECOND, -SECOND, MINUTE)


@dataclass
class Showing:
    """One text that was promised to readers."""

    text: str
    path: str
    start: datetime
    end: datetime | None = None  # the wish
    withdrawn: datetime | None = None
    first: datetime | None = None
    updated: datetime | None = None


@dataclass
class Story:
    """What should be true of a story: what began, in order, and at most one thing to come."""

    article: Article
    past: list[Showing] = field(default_factory=list)
    waiting: Showing | None = None
    latest: datetime | None = None  # the moment of the latest verb

    def text_at(self, when: datetime) -> Showing | None:
        """Nothing is laid out: whatever began last by then is asked whether its time is over."""
        begun = [showing for showing in self.all() if showing.start <= when]
        if not begun:
            return None
        last = max(begun, key=lambda showing: showing.start)
        return None if last.end is not None and last.end <= when else last

    def all(self) -> list[Showing]:
        return self.past + ([self.waiting] if self.waiting else [])

    def pass_to(self, when: datetime) -> None:
        """What waited until now waits no longer."""
        if self.waiting and self.waiting.start <= when:
            self.past.append(self.waiting)
            self.waiting = None

    @property
    def last(self) -> Showing | None:
        return self.past[-1] if self.past else None


class Desk(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.clock = moment(0)
        self.moments = {moment(0), moment(30)}
        self.serial = 0
        self.stories: list[Story] = []
        self.owners: dict[str, Story] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def open(self) -> None:
        with at(self.clock):
            self.stories = [Story(story(f"Story {number}", slug=SLUGS[number])) for number in range(2)]

    # --- Drawing

    def some_moment(self, data: Any) -> datetime:
        return data.draw(st.sampled_from(sorted(self.moments))) + data.draw(st.sampled_from(NEIGHBOURS))

    def some_story(self, data: Any) -> Story:
        chosen = data.draw(st.sampled_from(self.stories))
        chosen.pass_to(self.now_of(chosen))
        return chosen

    def now_of(self, chosen: Story) -> datetime:
        """When a verb would happen."""
        now = self.clock if chosen.latest is None else max(self.clock, chosen.latest + TICK)
        if any(showing.start == now for showing in chosen.all()):
            now += TICK
        return now

    def use(self, *moments: datetime | None) -> None:
        self.moments |= {when for when in moments if when is not None}

    def wrong_clock(self, chosen: Story) -> bool:
        return chosen.latest is not None and chosen.latest > self.clock + 5 * SECOND

    def ask(self, chosen: Story, expected: type[refusals.Refusal] | None, verb: Any) -> bool:
        """Do it, and see that it is refused as it should be. True if it was done."""
        refused: type[refusals.Refusal] | None = None
        try:
            with at(self.clock), transaction.atomic():
                verb(chosen.article)
        except refusals.Refusal as refusal:
            refused = type(refusal)
        assert refused is expected
        if refused:
            return False
        chosen.latest = chosen.article.settled
        self.use(chosen.latest)
        return True

    # --- Time

    @rule(data=st.data())
    def time_passes(self, data: Any) -> None:
        """Or goes back a little, as clocks of several servers do."""
        when = self.some_moment(data)
        if when > self.clock - 2 * MINUTE:
            self.clock = when

    @rule(minutes=st.sampled_from([1, 10, 45]))
    def time_passes_by(self, minutes: int) -> None:
        self.clock += minutes * MINUTE

    # --- Verbs

    @rule(data=st.data(), scheduled=st.booleans(), replace=st.booleans(), put_back=st.booleans(),
          kind=st.sampled_from(["update", "minor"]), new=st.sampled_from([True, True, True, False]))  # fmt: skip
    def publish(
        self, data: Any, scheduled: bool, replace: bool, put_back: bool, kind: str, new: bool
    ) -> None:
        chosen = self.some_story(data)
        now = self.now_of(chosen)
        start = self.some_moment(data) if scheduled else None
        article = chosen.article
        with at(self.clock):
            if new:
                self.serial += 1
                change(article, headline=f"Text {self.serial}", slug=data.draw(st.sampled_from(SLUGS)))
            if article.stage != Stage.READY:
                ready(article)
        path = f"/machines/{article.slug}/"
        shown = chosen.text_at(now)
        last = chosen.last
        expected: type[refusals.Refusal] | None = None
        if self.wrong_clock(chosen):
            expected = refusals.ClockWrong
        elif start is not None and start <= now:
            expected = refusals.MomentPassed
        elif chosen.waiting and not replace:
            expected = refusals.VersionScheduled
        elif last and last.withdrawn and not put_back:
            expected = refusals.WasWithdrawn
        elif shown and (shown.text, shown.path) == (article.headline, path):
            expected = refusals.NothingNew
        elif self.owners.get(path, chosen) is not chosen:
            expected = refusals.AddressTaken
        given = {"change": kind, "note": "New." if kind == "update" else ""}
        done = self.ask(
            chosen,
            expected,
            lambda article: publish(article, at=start, replace=replace, put_back=put_back, **given),
        )
        if not done:
            return
        begins = start or now
        showing = Showing(article.headline, path, begins, first=begins, updated=begins)
        if last:
            showing.first = chosen.past[0].first
            showing.updated = last.updated if kind == "minor" else begins
        if shown and shown.end and shown.end > begins:
            showing.end = shown.end
        self.drop(chosen)
        self.owners[path] = chosen
        if start:
            chosen.waiting = showing
        else:
            chosen.past.append(showing)
        self.use(begins)

    def drop(self, chosen: Story) -> None:
        gone, chosen.waiting = chosen.waiting, None
        if gone and not any(showing.path == gone.path for showing in chosen.past):
            del self.owners[gone.path]

    def cannot_touch(self, chosen: Story, now: datetime) -> type[refusals.Refusal] | None:
        if self.wrong_clock(chosen):
            return refusals.ClockWrong
        if chosen.waiting is None:
            return refusals.NothingScheduled
        return refusals.TooLate if chosen.waiting.start - now < SECOND else None

    @rule(data=st.data())
    def cancel(self, data: Any) -> None:
        chosen = self.some_story(data)
        expected = self.cannot_touch(chosen, self.now_of(chosen))
        if self.ask(chosen, expected, lambda article: publishing.cancel_schedule(article, by=edda())):
            self.drop(chosen)

    @rule(data=st.data(), at_once=st.booleans())
    def move(self, data: Any, at_once: bool) -> None:
        chosen = self.some_story(data)
        now = self.now_of(chosen)
        to = None if at_once else self.some_moment(data)
        start = to or now
        expected = self.cannot_touch(chosen, now)
        waiting = chosen.waiting
        if expected is None and waiting:
            if to is not None and to <= now:
                expected = refusals.MomentPassed
            elif waiting.end and start >= waiting.end:
                expected = refusals.EndsTooSoon
        if self.ask(chosen, expected, lambda article: publishing.move_schedule(article, by=edda(), to=to)):
            assert waiting is not None
            if waiting.updated == waiting.start:
                waiting.updated = start
            if not chosen.past:
                waiting.first = start
            waiting.start = start
            self.use(start)
            chosen.pass_to(now)

    @rule(data=st.data())
    def withdraw(self, data: Any) -> None:
        chosen = self.some_story(data)
        if self.wrong_clock(chosen):
            return  # it works, and is tested by itself
        now = self.now_of(chosen)
        shown = chosen.text_at(now)
        if self.ask(chosen, None if shown else refusals.NotOnSite, withdraw):
            assert shown is not None
            shown.end = shown.withdrawn = now
            self.drop(chosen)

    @rule(data=st.data())
    def reinstate(self, data: Any) -> None:
        chosen = self.some_story(data)
        now = self.now_of(chosen)
        last = chosen.last
        expected: type[refusals.Refusal] | None = None
        if self.wrong_clock(chosen):
            expected = refusals.ClockWrong
        elif chosen.text_at(now):
            expected = refusals.StillOnSite
        elif last is None:
            expected = refusals.NotOnSite
        elif chosen.waiting:
            expected = refusals.VersionScheduled
        if self.ask(chosen, expected, lambda article: publishing.reinstate(article, by=edda())):
            assert last is not None
            again = Showing(last.text, last.path, now, first=chosen.past[0].first, updated=last.updated)
            chosen.past.append(again)

    @rule(data=st.data(), never=st.booleans())
    def end(self, data: Any, never: bool) -> None:
        chosen = self.some_story(data)
        now = self.now_of(chosen)
        when = None if never else self.some_moment(data)
        shown, waiting = chosen.text_at(now), chosen.waiting
        expected: type[refusals.Refusal] | None = None
        if self.wrong_clock(chosen):
            expected = refusals.ClockWrong
        elif not (shown or waiting):
            expected = refusals.NotOnSite
        elif when is not None and when <= now:
            expected = refusals.MomentPassed
        elif when is not None and waiting and when <= waiting.start:
            expected = refusals.EndsTooSoon
        if self.ask(chosen, expected, lambda article: publishing.end_at(article, by=edda(), at=when)):
            for showing in (shown, waiting):
                if showing:
                    showing.end = when
            self.use(when)

    @rule(data=st.data())
    def hold_and_let_go(self, data: Any) -> None:
        chosen = self.some_story(data)
        if self.wrong_clock(chosen):
            return
        if self.ask(chosen, None, lambda article: workflow.hold(article, by=edda(), note="Wait.")):
            self.drop(chosen)
        self.ask(chosen, None, lambda article: workflow.take_off_hold(article, by=edda()))

    # --- What must be true after each step

    def probes(self) -> list[datetime]:
        near = {when + by for when in self.moments for by in (-TICK, timedelta(0), TICK)}
        return sorted(near)

    @invariant()
    def readers_see_what_was_promised(self) -> None:
        for one in self.stories:
            rows = list(Edition.objects.filter(article_id=one.article.pk))
            for when in self.probes():
                visible = [row for row in rows if row.is_visible_at(when)]
                promised = one.text_at(when)
                assert [row.headline for row in visible] == ([promised.text] if promised else []), when
                if promised:
                    row = visible[0]
                    assert (row.path, row.first_published, row.updated) == (
                        promised.path, promised.first, promised.updated,
                    ), when  # fmt: skip

    @invariant()
    def the_database_answers_as_the_rows_do(self) -> None:
        for when in sorted(self.moments)[-3:]:
            asked = set(Edition.objects.visible_at(when).values_list("headline", flat=True))
            assert asked == {promised.text for one in self.stories if (promised := one.text_at(when))}

    @invariant()
    def addresses_belong_to_whoever_had_them(self) -> None:
        found = dict(Address.objects.values_list("path", "article_id"))
        assert found == {path: one.article.pk for path, one in self.owners.items()}

    @invariant()
    def the_state_is_what_the_promises_say(self) -> None:
        for one in self.stories:
            shown, past = one.text_at(self.now_of(one)), one.past
            now = self.now_of(one)
            begun = any(showing.start <= now for showing in one.all())
            waits = any(showing.start > now for showing in one.all())
            states = {
                (True, True): "live-next-waiting" if shown else "return-waiting",
                (True, False): "live" if shown else "off",
                (False, True): "first-waiting",
                (False, False): "never",
            }
            assert standing(one.article, now).state == states[begun, waits], past

    @invariant()
    def nothing_is_lost_from_the_book(self) -> None:
        for one in self.stories:
            moments = list(
                Transition.objects.about(one.article)
                .exclude(verb="approval-lapsed")
                .order_by("pk")
                .values_list("at", flat=True)
            )
            assert moments == sorted(set(moments))
            one.article.refresh_from_db()
            assert one.article.settled == (moments[-1] if moments else None)

    @invariant()
    def the_newest_digest_is_of_the_newest_edition(self) -> None:
        for one in self.stories:
            newest = Edition.objects.filter(article_id=one.article.pk).order_by("-live_from").first()
            assert one.article.newest_digest == (newest.digest if newest else "")


def test_any_order_of_verbs_and_clocks() -> None:
    run_state_machine_as_test(Desk, settings=LONG)
