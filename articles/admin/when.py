"""Asking for a moment in the newsroom's zone: an hour that does not exist is refused, one that comes twice is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import moments


class MomentInput(forms.DateTimeInput):
    """The browser's own field, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The zone stands beside it, and a place where a script repeats the date in words."""
        field = super().render(name, value, attrs, renderer)
        if isinstance(value, datetime) and timezone.is_naive(value):  # a form gives it in the newsroom's zone
            value = timezone.make_aware(value)
        return format_html(
            '<span class="timed">{}<span class="zone">{}</span></span>'
            '<span class="help" data-says-when="{}" data-city="{}"></span>',
            field,
            moments.zone(value if isinstance(value, datetime) else timezone.now()),
            (attrs or {}).get("id", ""),
            moments.city(),
        )


class MomentField(forms.DateTimeField):
    """`fold` names the form's field that answers which of two equal hours is meant: "0" the first, "1" the second."""

    widget = MomentInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value
        for pattern in self.input_formats:
            try:
                return self.in_newsroom(datetime.strptime(value.strip(), pattern))  # noqa: DTZ007 -- made aware below
            except ValueError:
                continue
        raise ValidationError("Write the day and the time, as 2026-11-25 07:00.", code="invalid")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """The field shows no seconds, so seconds that somebody never saw are no change."""
        if isinstance(initial, datetime) and data:
            aware = initial if timezone.is_aware(initial) else timezone.make_aware(initial)
            return timezone.localtime(aware).strftime("%Y-%m-%dT%H:%M") != str(data)[:16]
        return super().has_changed(initial, data)

    def in_newsroom(self, naive: datetime) -> datetime:
        if naive.year not in moments.YEARS:
            first, end = moments.YEARS.start, moments.YEARS.stop
            raise ValidationError(f"Choose a moment between {first} and {end}.", code="out_of_reach")
        zone = timezone.get_current_timezone()
        first, second = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
        if first.utcoffset() == second.utcoffset():
            return first
        if not exists(first):
            raise ValidationError(
                f"{naive:%H:%M} on {moments.in_full(after_gap(first)).split(',')[0]} does not exist in "
                f"{moments.city()}: the clocks go forward over it. Choose a time from "
                f"{timezone.localtime(after_gap(first)):%H:%M} on.",
                code="nonexistent",
            )
        fold = getattr(self, "fold", "")
        if fold not in ("0", "1"):
            raise ValidationError(
                f"{naive:%H:%M} comes twice that night. Say which: the first ({first.tzname()}) or the second "
                f"({second.tzname()}).",
                code="ambiguous",
            )
        return second if fold == "1" else first


def exists(moment: datetime) -> bool:
    """Whether clocks ever show it: they jump over an hour in spring."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) == moment.replace(
        tzinfo=None
    )


def after_gap(moment: datetime) -> datetime:
    """The first full quarter of an hour that exists after one that does not."""
    later = moment
    while not exists(later):
        later += timedelta(minutes=15)
    return later.replace(minute=later.minute - later.minute % 15)


class WhichHour(forms.ChoiceField):
    """Drawn only when a moment turned out to come twice."""

    def __init__(self) -> None:
        super().__init__(
            label="That hour comes twice",
            choices=[("0", "The first one"), ("1", "The second one")],
            required=False,
            widget=forms.RadioSelect,
        )
