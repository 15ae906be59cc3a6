"""An item's own days and hours: "12345 06:00-10:00" is Monday to Friday, from six to ten on the newsroom's clock.

What closes no later than it opens closes on the day after. Of an hour that comes twice the first counts, and one over
which the clocks jump is the moment after the jump. Knows no model, and the present is always given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby

from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.moments import DAYS

EVERY_DAY = "1234567"
LONGEST = len("1234567 00:00-00:00")
_HOUR = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_SAID = re.compile(rf"(?P<days>(?=[1-7])1?2?3?4?5?6?7?)(?: (?P<opens>{_HOUR})-(?P<closes>{_HOUR}))?")
#: A window that the clocks jump over opens a week later: two weeks have the next one of any.
_AHEAD = 16


@dataclass(frozen=True)
class Hours:
    days: str  # of the week, Monday is 1
    opens: time = time.min
    closes: time = time.min

    def windows(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Those that may be open at the moment, and those after it, in order."""
        first = timezone.localtime(moment).date() - timedelta(days=1)
        for day in (first + timedelta(days=count) for count in range(_AHEAD)):
            if str(day.isoweekday()) in self.days:
                last = day if self.opens < self.closes else day + timedelta(days=1)
                start, end = _on_the_clock(day, self.opens), _on_the_clock(last, self.closes)
                if start < end:
                    yield start, end

    def is_open_at(self, moment: datetime) -> bool:
        for start, end in self.windows(moment):
            if moment < end:
                return start <= moment
        return False

    def opens_after(self, moment: datetime) -> datetime | None:
        return next((start for start, _ in self.windows(moment) if start > moment), None)

    def changes_after(self, moment: datetime) -> datetime | None:
        """When it opens or closes next. Days on end are told one by one: it can only be too early."""
        return next((edge for window in self.windows(moment) for edge in window if edge > moment), None)

    @property
    def words(self) -> str:
        """ "Mon–Fri, 06:00–10:00"."""
        days = "Every day" if self.days == EVERY_DAY else ", ".join(_runs(self.days))
        whole = self.opens == self.closes
        return days if whole else f"{days}, {self.opens:%H:%M}–{self.closes:%H:%M}"


@lru_cache(maxsize=1000)
def read(said: str) -> Hours:
    """Raises ValueError."""
    found = _SAID.fullmatch(said)
    if not found or (found["opens"] == found["closes"] and (found["opens"] or found["days"] == EVERY_DAY)):
        raise ValueError(f"no days and hours: {said!r}")
    if not found["opens"]:
        return Hours(found["days"])
    return Hours(found["days"], time.fromisoformat(found["opens"]), time.fromisoformat(found["closes"]))


def written(days: Iterable[str], opens: str = "", closes: str = "") -> str:
    """No day is every day; what says nothing is empty."""
    said = "".join(sorted(days)) or EVERY_DAY
    if opens:
        return f"{said} {opens}-{closes}"
    return "" if said == EVERY_DAY else said


def refuse_unreadable(said: str) -> None:
    """For the model's field."""
    try:
        read(said)
    except ValueError:
        raise ValidationError("These are no days and hours.") from None


def _on_the_clock(day: date, hour: time) -> datetime:
    here = datetime.combine(day, hour, timezone.get_current_timezone())
    while here.utcoffset() < here.replace(fold=1).utcoffset():  # type: ignore[operator]  # the clocks jump over it
        here += timedelta(minutes=1)
    return here.astimezone(UTC)


def _runs(days: str) -> Iterator[str]:
    """Three days on end, or more, by the first and the last."""
    for _, run in groupby(enumerate(map(int, days)), lambda pair: pair[1] - pair[0]):
        names = [DAYS[day - 1] for _, day in run]
        yield from [f"{names[0]}–{names[-1]}"] if len(names) > 2 else names
