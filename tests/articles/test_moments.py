from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from articles import moments
from articles.admin.when import MomentField

NOW = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 24, 12, 0, tzinfo=UTC), "today 12:00"),
        (datetime(2026, 11, 23, 18, 40, tzinfo=UTC), "yesterday 18:40"),
        (datetime(2026, 11, 25, 7, 0, tzinfo=UTC), "tomorrow 07:00"),
        (datetime(2026, 11, 22, 8, 0, tzinfo=UTC), "Sun 22 Nov, 08:00"),
        (datetime(2025, 7, 1, 8, 0, tzinfo=UTC), "Tue 1 Jul 2025, 09:00"),
    ],
)
def test_a_moment_is_written_in_the_newsroom_s_zone(moment, words):
    assert moments.at(moment, NOW) == words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(hours=2, minutes=19), "in 2 h 19 min"),
        (timedelta(minutes=-41), "41 min ago"),
        (timedelta(days=9, hours=3), "in 9 days"),
        (timedelta(seconds=20), "in less than a minute"),
    ],
)
def test_a_distance_is_never_finer_than_is_useful(span, words):
    assert moments.distance(NOW + span, NOW) == words


def test_the_zone_is_named_as_it_is_at_that_moment():
    assert moments.zone(NOW) == "London time (GMT)"
    assert moments.zone(datetime(2026, 7, 1, tzinfo=UTC)) == "London time (BST)"


def test_an_hour_that_does_not_exist_is_refused():
    with pytest.raises(ValidationError, match="does not exist in London"):
        MomentField().clean("2027-03-28T01:30")


def test_an_hour_that_comes_twice_is_asked():
    field = MomentField()
    with pytest.raises(ValidationError, match="comes twice"):
        field.clean("2027-10-31T01:30")

    field.fold = "0"
    first = field.clean("2027-10-31T01:30")
    field.fold = "1"
    second = field.clean("2027-10-31T01:30")
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)
