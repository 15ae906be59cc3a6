"""The calendar: what is live, what is scheduled, which lists are launched, and for which day the rest is planned.

Days are the newsroom's. Times change on the story, where the checks are: here everything is only a way there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber, TruncDate
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from articles import clock, moments
from articles.desk import rights
from articles.models import Article, Edition, Priority, Stage
from newsroom import time_travel
from recommendations import rights as lists
from recommendations.models import ListEdition, Right

DAY, WEEK = timedelta(days=1), timedelta(days=7)
#: Entries that stand in a day; the others are "and 3 more".
MOST = {"month": 4, "week": 12, "day": 200}
FIRST, LAST = date(1990, 1, 1), date(2190, 1, 1)
#: By stage, the icon of a planned day.
STAGES = {
    Stage.DRAFTING: "dashed",
    Stage.IN_REVIEW: "half",
    Stage.READY: "tick-circle",
    Stage.ON_HOLD: "paused",
}
URGENT_FIRST = (Priority.HIGH, Priority.NORMAL, Priority.LOW)
KINDS = {"live": "eye", "scheduled": "schedule", "launch": "list", "planned": "dashed"}
SAID = {"live": "Live", "scheduled": "Scheduled", "launch": "List launch", "planned": "Planned"}


@dataclass(frozen=True)
class Entry:
    kind: str
    title: str
    url: str
    at: datetime | None = None
    icon: str = ""
    said: str = ""

    @property
    def picture(self) -> str:
        return self.icon or KINDS[self.kind]

    @property
    def words(self) -> str:
        return self.said or SAID[self.kind]

    @property
    def clock(self) -> str:
        return f"{timezone.localtime(self.at):%H:%M}" if self.at else ""

    @property
    def place(self) -> tuple[bool, datetime]:
        """By time; what has none comes last."""
        return self.at is None, self.at or datetime.min.replace(tzinfo=UTC)


@dataclass
class Day:
    on: date
    is_today: bool
    is_past: bool
    is_outside: bool  # of the month that is shown
    entries: list[Entry] = field(default_factory=list)
    more: int = 0

    @property
    def name(self) -> str:
        """ "24", or "26 Oct" of another month."""
        return f"{self.on.day} {moments.MONTHS[self.on.month - 1]}" if self.is_outside else str(self.on.day)

    @property
    def full_name(self) -> str:
        return (
            f"{moments.FULL_DAYS[self.on.weekday()]} {self.on.day} {moments.FULL_MONTHS[self.on.month - 1]}"
        )

    @property
    def url(self) -> str:
        return address("day", self.on)


def address(view: str, on: date) -> str:
    return f"{reverse('admin:calendar')}?view={view}&on={on.isoformat()}"


@dataclass(frozen=True)
class Span:
    """What is shown: whole days of the newsroom, `end` not included."""

    view: str
    on: date

    @property
    def start(self) -> date:
        if self.view == "day":
            return self.on
        first = self.on.replace(day=1) if self.view == "month" else self.on
        return first - first.weekday() * DAY

    @property
    def end(self) -> date:
        return self.start + {"month": 6 * WEEK, "week": WEEK, "day": DAY}[self.view]

    @property
    def title(self) -> str:
        month = f"{moments.FULL_MONTHS[self.on.month - 1]} {self.on.year}"
        if self.view == "month":
            return month
        if self.view == "day":
            return f"{moments.FULL_DAYS[self.on.weekday()]} {self.on.day} {month}"
        last = self.end - DAY
        first = f"{self.start.day}" if self.start.month == last.month else moments.day(self.start, last)[4:]
        return f"{first} – {last.day} {moments.FULL_MONTHS[last.month - 1]} {last.year}"

    @property
    def before(self) -> date:
        return (self.on.replace(day=1) - DAY).replace(day=1) if self.view == "month" else self.on - self._step

    @property
    def after(self) -> date:
        return (
            (self.on.replace(day=1) + 31 * DAY).replace(day=1)
            if self.view == "month"
            else self.on + self._step
        )

    @property
    def _step(self) -> timedelta:
        return WEEK if self.view == "week" else DAY

    @property
    def moments(self) -> tuple[datetime, datetime]:
        return _midnight(self.start), _midnight(self.end)

    @property
    def zone(self) -> str:
        """ "London time (BST)", or both names where the clocks change in it."""
        first, last = self.moments
        names = dict.fromkeys(moments.zone(moment) for moment in (first, last - timedelta(seconds=1)))
        one, *other = names
        return f"{one[:-1]}, then {other[0].split('(')[1]}" if other else one


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def span_in(request: HttpRequest) -> Span:
    """Nonsense is today."""
    today = timezone.localtime(clock.now()).date()
    try:
        on = parse_date(request.GET.get("on", "")) or today
    except ValueError:
        on = today
    view = request.GET.get("view", "")
    return Span(view if view in MOST else "month", on if FIRST <= on <= LAST else today)


# --- What stands in it


def days(user: Any, span: Span, moment: datetime) -> list[Day]:
    """Five queries, whatever there is."""
    found: dict[date, list[Entry]] = defaultdict(list)
    counts: dict[date, int] = defaultdict(int)
    for rows in (_published, _scheduled, _launched, _planned):
        counted = set()
        for day, of_day, entry in rows(user, span, moment):
            found[day].append(entry)
            if day not in counted:
                counted.add(day)
                counts[day] += of_day
    today = timezone.localtime(moment).date()
    made = []
    for number in range((span.end - span.start).days):
        on = span.start + number * DAY
        shown = sorted(found[on], key=lambda entry: entry.place)[: MOST[span.view]]
        outside = span.view == "month" and on.month != span.on.month
        made.append(Day(on, on == today, on < today, outside, shown, counts[on] - len(shown)))
    return made


Row = tuple[date, int, Entry]


def _top(rows: QuerySet[Any], day: Any, order: tuple[Any, ...], span: Span) -> Any:
    """The first of each day, and how many there are on it."""
    numbered = (
        rows.order_by()
        .annotate(on_day=day)
        .annotate(
            number_of_day=Window(RowNumber(), partition_by=F("on_day"), order_by=order),
            of_day=Window(Count("pk"), partition_by=F("on_day")),
        )
    )
    return numbered.filter(number_of_day__lte=MOST[span.view]).order_by("on_day", "number_of_day")


def _published(user: Any, span: Span, moment: datetime) -> Iterator[Row]:
    """What readers see, on the day when it was first published."""
    start, end = span.moments
    rows = Edition.objects.visible_at(moment).filter(first_published__gte=start, first_published__lt=end)
    top = list(
        _top(
            rows, TruncDate("first_published"), (F("first_published").asc(), F("article").asc()), span
        ).values("article_id", "headline", "card_headline", "path", "first_published", "on_day", "of_day")
    )
    own = set()
    if top:
        stories = [row["article_id"] for row in top]
        own = set(rights.readable(user).filter(pk__in=stories).values_list("pk", flat=True))
    for row in top:
        url = _story(row["article_id"]) if row["article_id"] in own else row["path"]
        title = row["card_headline"] or row["headline"]
        yield row["on_day"], row["of_day"], Entry("live", title, url, row["first_published"])


def _scheduled(user: Any, span: Span, moment: datetime) -> Iterator[Row]:
    start, end = span.moments
    waiting = Edition.objects.waiting_at(moment).filter(live_from__gte=start, live_from__lt=end)
    rows = waiting.filter(rights.told(user, moment))
    works_on_it = user.has_perm("articles.view_article")  # who may not travel sees no others
    for row in _top(rows, TruncDate("live_from"), (F("live_from").asc(), F("article").asc()), span).values(
        "article_id", "headline", "card_headline", "path", "live_from", "first_published", "on_day", "of_day"
    ):
        url = _story(row["article_id"]) if works_on_it else _as_it_will_be(row["live_from"], row["path"])
        title = row["card_headline"] or row["headline"]
        if row["first_published"] < row["live_from"]:
            title += ", update"
        yield row["on_day"], row["of_day"], Entry("scheduled", title, url, row["live_from"])


def _launched(user: Any, span: Span, moment: datetime) -> Iterator[Row]:
    start, end = span.moments
    allowed = lists.allowed(user, Right.VIEW).values("pk")
    rows = ListEdition.objects.filter(list__in=allowed, live_from__gte=start, live_from__lt=end)
    for row in _top(rows, TruncDate("live_from"), (F("live_from").asc(), F("pk").asc()), span).values(
        "list_id", "list__title", "live_from", "on_day", "of_day"
    ):
        url = reverse("admin:recommendations_recommendationlist_change", args=[row["list_id"]])
        said = "List launch" if row["live_from"] <= moment else "List launch, scheduled"
        yield (
            row["on_day"],
            row["of_day"],
            Entry("launch", row["list__title"], url, row["live_from"], said=said),
        )


def _planned(user: Any, span: Span, moment: datetime) -> Iterator[Row]:
    """Working copies, so only of those one may read; not of what has gone out or will as it is."""
    rows = rights.readable(user).out_of_bin().exclude(stage=Stage.SPIKED)
    rows = rows.filter(planned_for__gte=span.start, planned_for__lt=span.end)
    rows = Article.objects.filter(pk__in=rows.values("pk")).filter(
        Q(newest_digest="") | ~Q(newest_digest=F("digest"))
    )
    rank = Case(*(When(priority=word, then=place) for place, word in enumerate(URGENT_FIRST)))
    order = (rank.asc(), F("pk").asc())
    for row in _top(rows, F("planned_for"), order, span).values(
        "pk", "headline", "stage", "on_day", "of_day"
    ):
        said = f"Planned, {Stage(row['stage']).label.lower()}"
        entry = Entry(
            "planned", row["headline"], _story(row["pk"]), icon=STAGES[Stage(row["stage"])], said=said
        )
        yield row["on_day"], row["of_day"], entry


def _story(pk: int) -> str:
    return reverse("admin:articles_article_change", args=[pk])


def _as_it_will_be(moment: datetime, path: str) -> str:
    return time_travel.at(moment.astimezone(UTC) + timedelta(minutes=1), path)


# --- The page


@require_safe
def page(request: HttpRequest, *, site: Any) -> HttpResponse:
    moment, span = clock.now(), span_in(request)
    shown = days(request.user, span, moment)
    today = timezone.localtime(moment).date()
    kinds = [kind for kind in KINDS if kind != "planned" or request.user.has_perm("articles.view_article")]
    context = {
        **site.each_context(request),
        "title": span.title,
        "span": span,
        "weeks": [shown[number : number + 7] for number in range(0, len(shown), 7)],
        "weekdays": [day.on for day in shown[:7]],
        "is_empty": not any(day.entries for day in shown),
        "holds_today": any(day.is_today for day in shown),
        "legend": [(kind, KINDS[kind], SAID[kind]) for kind in kinds],
        "may_plan": "planned" in kinds,
        "views": [(view, view.capitalize(), address(view, span.on)) for view in ("month", "week")],
        "before": address(span.view, span.before),
        "after": address(span.view, span.after),
        "now": address(span.view, today),
    }
    response = TemplateResponse(request, "desk/calendar.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
