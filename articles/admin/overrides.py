"""Overridden checks: what went out although something stopped it, why, and what became of it. A week a page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from articles import clock, moments
from articles.admin import sheets
from articles.admin.audit import may_export
from articles.desk import readiness, rights
from articles.models import Article, Change, Edition, Transition
from articles.records import record

WENT_OUT = ("publish", "schedule", "move-schedule", "reinstate")
PUBLICATIONS = ("publish", "schedule")
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Override:
    """One check that was gone over once."""

    story: str
    url: str
    code: str
    check: str
    who: str
    person: int
    at: datetime
    reason: str
    fixed: str  # "Fixed Sun 07:52, Ines"; empty if it is still open
    is_open: bool

    @property
    def since(self) -> str:
        return self.fixed or ("Still open" if self.is_open else "")


def show(request: HttpRequest, *, site: Any) -> HttpResponse:
    monday = week_of(request)
    every, publications = overrides(request.user, monday)
    rows = chosen(every, request)
    today = timezone.localtime(clock.now()).date()
    often = Counter(row.check for row in every).most_common(1)
    context = {
        **site.each_context(request),
        "title": "Overridden checks",
        "rows": rows,
        "found": f"{moments.day(monday, today)} to {moments.day(monday + timedelta(days=6), today)}",
        "over": len({(row.url, row.at) for row in every}),
        "publications": publications,
        "before": monday - WEEK,
        "after": monday + WEEK if monday + WEEK <= today else None,
        "is_this_week": monday <= today < monday + WEEK,
        "week": monday,
        "checks": sorted({(row.code, row.check) for row in every}),
        "check": request.GET.get("check", ""),
        "people": sorted({(row.person, row.who) for row in every}),
        "person": request.GET.get("who", ""),
        "state": request.GET.get("state", ""),
        "often": often[0] if often else None,
        "export_url": f"{reverse('admin:overridden_export')}?{request.GET.urlencode()}"
        if may_export(request.user)
        else "",
    }
    response = TemplateResponse(request, "desk/records/overridden.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def export(request: HttpRequest) -> HttpResponse:
    if not may_export(request.user):
        raise PermissionDenied
    rows = chosen(overrides(request.user, week_of(request))[0], request)
    record(request.user, "export", by=request.user, sheet="overridden checks", rows=len(rows), filters=request.GET.urlencode())  # fmt: skip
    return sheets.sheet(
        "overridden-checks",
        ("Story", "Check", "Who", "When", "Reason", "Since then"),
        ((row.story, row.check, row.who, row.at.isoformat(), row.reason, row.since) for row in rows),
    )


def week_of(request: HttpRequest) -> date:
    """The Monday of the week that is asked for, or of this one."""
    if not request.user.has_perm("articles.view_transition"):
        raise PermissionDenied
    today = timezone.localtime(clock.now()).date()
    try:
        day = parse_date(request.GET.get("week", "")) or today
    except ValueError:
        day = today
    if not date(2000, 1, 3) <= day <= today + WEEK:
        day = today
    return day - timedelta(days=day.weekday())


def chosen(rows: list[Override], request: HttpRequest) -> list[Override]:
    check, person, state = (request.GET.get(name, "") for name in ("check", "who", "state"))
    return [
        row
        for row in rows
        if (not check or row.code == check)
        and (not person or str(row.person) == person)
        and (not state or row.is_open == (state == "open"))
    ]


def overrides(user: Any, monday: date) -> tuple[list[Override], int]:
    """Those of the week, newest first, and how many publications it had."""
    start = timezone.make_aware(datetime.combine(monday, time()))
    end = timezone.make_aware(datetime.combine(monday + WEEK, time()))
    week: QuerySet[Transition] = Transition.objects.filter(
        subject_type=ContentType.objects.get_for_model(Article),
        subject_id__in=rights.readable(user).values("pk"),
        at__gte=start,
        at__lt=end,
    )
    publications = week.filter(verb__in=PUBLICATIONS).count()
    deeds = list(
        week.filter(
            Q(data__has_key="overridden") | Q(data__has_key="fast_lane"), verb__in=WENT_OUT
        ).select_related("by")
    )
    newest = Edition.objects.select_related("created_by").prefetch_related("bylines", "tag_links")
    stories = Article.objects.prefetch_related(
        Prefetch("editions", queryset=newest.order_by("-live_from"), to_attr="newest_first")
    ).in_bulk([deed.subject_id for deed in deeds])
    moment = clock.now()
    return [row for deed in deeds for row in rows_of(deed, stories[deed.subject_id], moment)], publications


def rows_of(deed: Transition, article: Article, moment: datetime) -> list[Override]:
    codes = list(deed.data.get("overridden", []))
    if deed.data.get("fast_lane"):
        codes.append("fast-lane" if deed.data.get("change") == Change.MINOR else "same-text")
    made = []
    for code in dict.fromkeys(codes):
        fixed, is_open = since(deed, code, article, moment)
        made.append(
            Override(
                story=str(article),
                url=reverse("admin:articles_article_change", args=[article.pk]),
                code=code,
                check=TITLES.get(code, code.replace("-", " ").capitalize()),
                who=str(deed.by or "The system"),
                person=deed.by_id or 0,
                at=deed.at,
                reason=deed.note,
                fixed=fixed,
                is_open=is_open,
            )
        )
    return made


TITLES = readiness.TITLES | {"same-text": "No second person: correction of words that were right"}


def since(deed: Transition, code: str, article: Article, moment: datetime) -> tuple[str, bool]:
    """Whether what went out later, and is newest now, has it still; and in which words."""
    if code in ("fast-lane", "same-text"):
        return "", False
    if code == "embargo":
        over = article.embargo_until is None or article.embargo_until <= moment
        return ("Embargo is over", False) if over else ("", True)
    editions: list[Edition] = article.newest_first  # type: ignore[attr-defined]
    later = [edition for edition in editions if edition.pk != deed.data.get("edition")]
    if not editions or (later == editions and not later[0].live_from > deed.at):
        return "It was cancelled", False
    newest = editions[0]
    if code in readiness.codes(newest, max(moment, newest.live_from)):
        return "", True
    who = f", {newest.created_by.first_name or newest.created_by}" if newest.created_by else ""
    return f"Fixed {moments.at(newest.live_from, moment)}{who}", False
