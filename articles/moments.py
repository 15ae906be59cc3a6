"""How the desk writes a moment: in the newsroom's zone, with words instead of digits where words are clearer.

Knows no model and asks no clock: the present is always given.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

#: Moments that pages can speak of: they reckon some days and months around one, and need room on both sides.
YEARS = range(1900, 2200)
_IN_ADDRESS = "%Y%m%dT%H%MZ"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FULL_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FULL_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def city() -> str:
    """ "London" of "Europe/London"."""
    return settings.TIME_ZONE.rsplit("/", 1)[-1].replace("_", " ")


def zone(moment: datetime) -> str:
    """ "London time (GMT)"."""
    name = timezone.localtime(moment).tzname() or ""
    # Zones without letters of their own are called "+03".
    return f"{city()} time ({'UTC' + name if name[:1] in '+-' else name})"


def day(value: date, today: date) -> str:
    """ "Tue 24 Nov", with the year if it is another one."""
    words = f"{DAYS[value.weekday()]} {value.day} {MONTHS[value.month - 1]}"
    return words if value.year == today.year else f"{words} {value.year}"


def clock(moment: datetime) -> str:
    """ "Tue 24 Nov, 09:41"."""
    here = timezone.localtime(moment)
    return f"{DAYS[here.weekday()]} {here.day} {MONTHS[here.month - 1]}, {here:%H:%M}"


def at(moment: datetime, now: datetime) -> str:
    """ "today 09:41", "yesterday 18:40", "tomorrow 07:00", "Sun 22 Nov, 08:00"."""
    here, present = timezone.localtime(moment), timezone.localtime(now)
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}.get((here.date() - present.date()).days)
    if near:
        return f"{near} {here:%H:%M}"
    return f"{day(here.date(), present.date())}, {here:%H:%M}"


def short(moment: datetime, now: datetime) -> str:
    """For a narrow column: "09:41" today, "Yesterday", else the day."""
    here, present = timezone.localtime(moment), timezone.localtime(now)
    days = (here.date() - present.date()).days
    if days == 0:
        return f"{here:%H:%M}"
    return "Yesterday" if days == -1 else day(here.date(), present.date())


def in_full(moment: datetime) -> str:
    """ "Wednesday 25 November 2026, 07:00 in London"."""
    here = timezone.localtime(moment)
    return (
        f"{FULL_DAYS[here.weekday()]} {here.day} {FULL_MONTHS[here.month - 1]} {here.year}, "
        f"{here:%H:%M} in {city()}"
    )


def in_address(moment: datetime) -> str:
    """The minute from which on a moment has been, as an address has it: "20261125T0700Z"."""
    return (moment + timedelta(minutes=1, microseconds=-1)).astimezone(UTC).strftime(_IN_ADDRESS)


def of_address(said: str) -> datetime:
    """Raises ValueError."""
    return datetime.strptime(said, _IN_ADDRESS).replace(tzinfo=UTC)


def length(span: timedelta) -> str:
    """ "41 min", "2 h 19 min", "9 days": never finer than is useful."""
    minutes = int(abs(span).total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min" if minutes else "less than a minute"
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days = minutes // (24 * 60)
    return f"{days} day{'s' if days != 1 else ''}"


def distance(moment: datetime, now: datetime) -> str:
    """ "in 2 h 19 min" or "15 h ago": only ever beside an absolute time."""
    return f"in {length(moment - now)}" if moment > now else f"{length(moment - now)} ago"


def greeting(now: datetime) -> str:
    hour = timezone.localtime(now).hour
    if 5 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"
