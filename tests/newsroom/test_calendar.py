"""The calendar: whole days of the newsroom, four entries and how many more, and for each role what it may know."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.desk import assigning, workflow
from articles.models import Edition
from newsroom.calendar import Span, days
from recommendations import curation
from tests import cast
from tests.articles.desk import at_the_desk
from tests.recommendations.lists import launched

pytestmark = pytest.mark.django_db

TODAY = cast.BEGINNING.date()  # Monday 2 March 2026, 09:00 in London


def shown(person: Any, on: date = TODAY, view: str = "month", *, at: float = 0) -> dict[str, list[str]]:
    """By day, what stands there."""
    with cast.at(at):
        found = days(person, Span(view, on), cast.moment(at))
    return {
        day.on.isoformat(): [
            f"{entry.kind} {entry.clock} {entry.title}".replace("  ", " ") for entry in day.entries
        ]
        + ([f"and {day.more} more"] if day.more else [])
        for day in found
        if day.entries
    }


def planned(headline: str, day: date, **fields: Any):
    article = cast.story(headline, **fields)
    assigning.assign(article, by=cast.edda(), planned_for=day)
    return article


@pytest.fixture
def month():
    with cast.at(0):
        live = cast.published("Live")
        launched(Edition.objects.get(article=live), title="Top stories", now=cast.moment(0))
        cast.scheduled("Waiting", to=60 * 24 + 30)
        cast.publish(cast.rewritten(live, headline="Live, again"), at=60 * 48)
        planned("A draft", TODAY + timedelta(days=3), by=cast.wren())
        planned("Another’s draft", TODAY + timedelta(days=3), by=cast.ward(), names=[])


def test_it_shows_what_is_live_scheduled_launched_and_planned(month):
    found = shown(cast.max_())

    assert found["2026-03-02"][0] == "live 09:00 Live"
    assert any(line.startswith("launch 09:00 Top stories") for line in found["2026-03-02"])
    assert found["2026-03-03"] == ["scheduled 09:30 Waiting"]
    assert found["2026-03-04"] == ["scheduled 09:00 Live, again, update"]
    assert found["2026-03-05"] == ["planned A draft", "planned Another’s draft"]


def test_a_writer_sees_their_own_plans_and_schedules_and_what_is_live(month):
    found = shown(cast.ward())

    assert found == {"2026-03-02": ["live 09:00 Live"], "2026-03-05": ["planned Another’s draft"]}


def test_of_what_is_planned_for_a_day_the_urgent_comes_first():
    with cast.at(0):
        for priority in ("low", "normal", "high"):
            article = cast.story(priority.capitalize())
            assigning.assign(article, by=cast.edda(), planned_for=TODAY, priority=priority)

    assert shown(cast.edda())["2026-03-02"] == ["planned High", "planned Normal", "planned Low"]


def test_a_curator_sees_no_planned_draft(month):
    found = shown(cast.cura())

    assert [line for lines in found.values() for line in lines if "draft" in line] == []
    assert found["2026-03-03"] == ["scheduled 09:30 Waiting"]
    assert found["2026-03-04"] == ["scheduled 09:00 Live, again, update"]
    page = at_the_desk("cura").get(reverse("admin:calendar"), {"on": "2026-03-02"}).content.decode()
    assert "Planned" not in page
    assert "/articles/article/" not in page


def test_a_list_that_one_may_not_see_is_not_there(month):
    from recommendations.models import RecommendationList

    RecommendationList.objects.update(by_invitation=True)
    assert not any("Top stories" in line for lines in shown(cast.cura()).values() for line in lines)


def test_what_has_gone_out_or_waits_as_it_is_stands_there_once():
    with cast.at(0):
        cast.published(planned("Fab reopens", TODAY))
        cast.publish(cast.approved(planned("Kite 3", TODAY + timedelta(days=1))), at=60 * 24)
        spiked = planned("Never", TODAY)
        workflow.spike(spiked, by=cast.edda(), note="No.")
        workflow.bin(planned("Away", TODAY), by=cast.edda())

    assert shown(cast.edda()) == {
        "2026-03-02": ["live 09:00 Fab reopens"],
        "2026-03-03": ["scheduled 09:00 Kite 3"],
    }


def test_a_planned_day_stays_while_what_is_being_written_is_not_out():
    with cast.at(0):
        article = cast.published("Fab reopens")
        assigning.assign(article, by=cast.edda(), planned_for=TODAY + timedelta(days=1))
        cast.change(article, headline="Fab reopens, updated")

    assert shown(cast.edda())["2026-03-03"] == ["planned Fab reopens, updated"]


def test_four_a_day_then_how_many_more():
    with cast.at(0):
        for number in range(3):
            cast.published(f"Live {number}")
        for number in range(4):
            planned(f"Plan {number}", TODAY)

    found = shown(cast.edda())
    assert found["2026-03-02"][-2:] == ["planned Plan 0", "and 3 more"]
    assert len(shown(cast.edda(), view="day")["2026-03-02"]) == 7
    page = at_the_desk("edda").get(reverse("admin:calendar"), {"on": "2026-03-02"}).content.decode()
    assert "and 3 more" in page
    assert "?view=day&amp;on=2026-03-02" in page


# --- Days are the newsroom's


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 1, 23, 59, tzinfo=UTC), "2026-03-01"),
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), "2026-07-01"),
        (datetime(2026, 7, 1, 23, 1, tzinfo=UTC), "2026-07-02"),  # 00:01 in London's summer
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), "2026-10-25"),  # 00:30, before the hour that comes twice
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "2026-10-25"),  # 23:30, a day of 25 hours
        (datetime(2026, 10, 26, 0, 10, tzinfo=UTC), "2026-10-26"),
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), "2027-03-28"),  # a day of 23 hours
        (datetime(2027, 3, 28, 23, 30, tzinfo=UTC), "2027-03-29"),
    ],
)
def test_a_moment_stands_on_the_newsroom_s_day(moment, day):
    with cast.at(moment):
        cast.published("Fab reopens")
        found = days(cast.edda(), Span("month", date.fromisoformat(day)), moment)
    assert [one.on.isoformat() for one in found if one.entries] == [day]


def test_the_zone_is_named_and_so_is_a_change_of_the_clocks():
    assert Span("month", date(2026, 7, 1)).zone == "London time (BST)"
    assert Span("week", date(2026, 10, 21)).zone == "London time (BST, then GMT)"
    assert Span("week", date(2026, 10, 28)).zone == "London time (GMT)"


def test_a_month_is_six_whole_weeks_and_its_neighbours_are_whole_too():
    span = Span("month", date(2026, 11, 24))
    assert (span.start, span.end) == (date(2026, 10, 26), date(2026, 12, 7))
    assert (span.before, span.after) == (date(2026, 10, 1), date(2026, 12, 1))
    assert span.title == "November 2026"
    assert Span("week", date(2026, 12, 31)).title == "28 Dec 2026 – 3 January 2027"
    assert Span("month", date(2027, 1, 31)).after == date(2027, 2, 1)


# --- The page


def test_one_story_and_five_cost_the_same(month):
    def queries() -> int:
        edda = at_the_desk("edda")
        edda.get(reverse("admin:calendar"), {"on": "2026-03-02"})
        with CaptureQueriesContext(connection) as captured:
            edda.get(reverse("admin:calendar"), {"on": "2026-03-02"})
        return len(captured)

    one = queries()
    with cast.at(0):
        for number in range(5):
            cast.published(f"Live {number}")
            planned(f"Plan {number}", TODAY)
    assert queries() == one


def test_an_empty_month_says_what_to_do():
    page = at_the_desk("edda").get(reverse("admin:calendar"), {"on": "2031-11-01"}).content.decode()
    assert "Nothing planned in November 2031." in page
    assert "Give a story a planned day, or schedule it." in page


@pytest.mark.parametrize(
    "query",
    [{"on": "\0"}, {"on": "2026-02-31"}, {"on": "0001-01-01"}, {"on": "9999-12-31"}, {"view": "year"},
     {"view": "\0", "on": "x" * 9999}, {"on": "2190-01-01", "view": "week"}, {"on": "1990-01-01", "view": "day"}],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("person", ["wren", "edda", "cura", "lena", "max"])
def test_nonsense_in_the_address_is_today(query, person):
    assert at_the_desk(person).get(reverse("admin:calendar"), query).status_code == 200


def test_a_waiting_launch_is_called_scheduled():
    with cast.at(0):
        live = cast.published("Live")
        listed = launched(Edition.objects.get(article=live), title="Top stories", now=cast.moment(0))
    with cast.at(1):
        from recommendations import drafting

        other = cast.published("Other")
        drafting.add(listed, by=cast.max_(), article_id=other.pk)
        curation.launch(listed, by=cast.max_(), at=cast.moment(60 * 24))
        found = days(cast.max_(), Span("month", TODAY), cast.moment(1))
    (entry,) = next(day.entries for day in found if day.on == TODAY + timedelta(days=1))
    assert entry.words == "List launch, scheduled"
