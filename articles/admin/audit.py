"""The audit: who did what, when and why. Read and taken away as a sheet, never written here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.html import format_html

from articles import clock, moments, plain
from articles.admin import confirming, sheets
from articles.admin.history import BY_ANYBODY, VERBS, why
from articles.admin.records import ReadOnly
from articles.desk import rights
from articles.models import Article, Transition
from articles.records import record

WORDS = VERBS | {
    "create": "Made",
    "rename": "Renamed",
    "discard": "Changes discarded",
    "schedule-launch": "Launch scheduled",
    "move-launch": "Time of launch changed",
    "cancel-launch": "Launch cancelled",
    "undo-launch": "Launch undone",
    "take-off": "Taken off the site",
    "sign-in": "Signed in",
    "sign-out": "Signed out",
    "sign-in-failed": "Sign-in failed",
    "change-rights": "Changed rights",
    "change-role": "Changed a role",
    "set-password": "Set a password",
    "end-sessions": "Signed out everywhere else",
    "preview": "Looked at a preview",
    "export": "Exported",
    "purge": "Deleted for good",
}
OVER = "over-a-check"


def what(row: Transition) -> str:
    words = WORDS.get(row.verb, row.verb.replace("-", " ").capitalize())
    return f"{words} over a check" if row.data.get("overridden") else words


def person(row: Transition) -> str:
    return str(row.by or ("Somebody" if row.verb in BY_ANYBODY else "The system"))


def details(row: Transition) -> str:
    """From what to what: publications, rights, the name that was typed; and the schedule that went with it."""
    return ", ".join(filter(None, (_from_and_to(row.data), _unscheduled(row.data))))


def _unscheduled(data: dict[str, Any]) -> str:
    removed = data.get("removed")
    if not isinstance(removed, str):  # a role's are a list
        return ""
    return f"no longer scheduled for {moments.in_full(datetime.fromisoformat(removed))}"


def _from_and_to(data: dict[str, Any]) -> str:
    if "typed" in data:
        return f"“{data['typed']}”"
    if "now" in data:  # what is empty is not kept
        return f"{data.get('was') or 'New'} → {data['now']}"
    if "added" in data or isinstance(data.get("removed"), list):
        return " ".join(
            [f"+{name}" for name in data.get("added", [])] + [f"−{name}" for name in data.get("removed", [])]
        )
    if "ends" in data and "link" in data:
        return f"link {data['link']}, until {moments.clock(datetime.fromisoformat(data['ends']))}"
    if "openings" in data:
        return f"link {data['link']}, opened {data['openings']} time{'s' if data['openings'] != 1 else ''} so far"
    if "link" in data:
        return f"link {data['link']}"
    if "edition" in data:
        before = data.get("before")
        return f"publication {before} → {data['edition']}" if before else f"publication {data['edition']}"
    if "sheet" in data:
        return f"{data['sheet']}, {data['rows']} rows"
    return ""


#: For apps above: which rows a person is not shown.
_hidden: list[Callable[[Any], Q]] = []


def hide(rows: Callable[[Any], Q]) -> Callable[[Any], Q]:
    _hidden.append(rows)
    return rows


def visible(user: Any) -> QuerySet[Transition]:
    """Of stories that the person may not read, not even the deeds; of accounts, only for who manages them."""
    rows = Transition.objects.all()
    if not user.has_perm("newsroom.view_user"):
        rows = rows.exclude(subject_type__in=_types(get_user_model(), Group))
    for hidden in _hidden:
        rows = rows.exclude(hidden(user))
    if user.has_perm("articles.read_all_articles"):
        return rows
    (stories,) = _types(Article)
    return rows.filter(~Q(subject_type=stories) | Q(subject_id__in=rights.readable(user).values("pk")))


def _types(*models: Any) -> list[ContentType]:
    return [ContentType.objects.get_for_model(model) for model in models]


def name_subjects(rows: Iterable[Transition]) -> None:
    """What was acted on: one query for each kind of thing among the rows."""
    rows = list(rows)
    wanted: dict[int, set[int]] = {}
    for row in rows:
        wanted.setdefault(row.subject_type_id, set()).add(row.subject_id)
    names = {
        (type_id, pk): str(found)
        for type_id, pks in wanted.items()
        if (model := ContentType.objects.get_for_id(type_id).model_class())
        for pk, found in model._default_manager.in_bulk(pks).items()
    }
    for row in rows:
        row.subject_name = names.get((row.subject_type_id, row.subject_id), "")  # type: ignore[attr-defined]


class VerbFilter(admin.SimpleListFilter):
    title = "deed"
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted({**WORDS, OVER: "Over a check"}.items(), key=lambda item: item[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == OVER:
            return queryset.filter(data__has_key="overridden")
        verb = plain.line(self.value() or "")
        return queryset.filter(verb=verb) if verb else queryset


class PersonFilter(admin.SimpleListFilter):
    title = "person"
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(person.pk), str(person)) for person in get_user_model().objects.order_by("first_name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(by=self.value()) if plain.is_number(self.value() or "") else queryset


class SinceFilter(admin.SimpleListFilter):
    title = "time"
    parameter_name = "since"
    SPANS = {"1": "Last 24 hours", "7": "Last 7 days", "31": "Last 31 days"}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.SPANS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if day := parse_day(self.value()):
            return queryset.filter(at__gte=day, at__lt=day + timedelta(days=1))
        if self.value() in self.SPANS:
            return queryset.filter(at__gte=clock.now() - timedelta(days=int(self.value() or 1)))
        return queryset


def parse_day(words: str | None) -> datetime | None:
    try:
        day = parse_date(words or "")
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, time())) if day and day.year in moments.YEARS else None


@admin.register(Transition)
class TransitionAdmin(ReadOnly):
    change_list_template = "admin/articles/transition/change_list.html"
    list_display = ("when", "who", "what", "on", "why", "row")
    list_filter = (PersonFilter, VerbFilter, SinceFilter)
    search_fields = ("note", "by__username", "by__first_name", "by__last_name")
    search_help_text = "Story, person or note"
    list_per_page = 50
    ordering = ("-at", "-pk")
    sortable_by = ()
    empty_value_display = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return visible(request.user).order_by(*self.ordering).select_related("by", "subject_type")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if words := search_term.strip():
            (stories,) = _types(Article)
            named = Article.objects.filter(headline__icontains=words).values("pk")
            found |= queryset.filter(subject_type=stories, subject_id__in=named)
        return found, duplicates

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        name_subjects(changelist.result_list)
        return changelist

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(self.export_view)
        return [path("export/", export, name="articles_transition_export"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        words = {"list_title": "Audit"}
        if may_export(request.user):
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            words["export_url"] = reverse("admin:articles_transition_export") + query
        return super().changelist_view(request, {**words, **(extra_context or {})})

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """What the list shows with these filters, as a sheet; that it was taken away is written down."""
        if not (self.has_view_permission(request) and may_export(request.user)):
            raise PermissionDenied
        confirming.expect(request)
        # The list itself reads the filters, so that both show the same.
        changelist = super().get_changelist_instance(request)
        rows = list(changelist.queryset[: sheets.MOST_ROWS])
        name_subjects(rows)
        record(
            request.user,
            "export",
            by=request.user,
            sheet="audit",
            rows=len(rows),
            filters=request.GET.urlencode(),
        )
        lines = (
            (
                row.at.isoformat(),
                person(row),
                what(row),
                row.subject_name,  # type: ignore[attr-defined]
                details(row),
                row.note,
                row.pk,
            )
            for row in rows
        )
        return sheets.sheet("audit", ("When", "Who", "What", "On", "From and to", "Why", "Row"), lines)

    @admin.display(description="When")
    def when(self, row: Transition) -> str:
        near = moments.at(row.at, clock.now())
        return f"{near[:1].upper()}{near[1:]}:{timezone.localtime(row.at):%S}"

    @admin.display(description="Who")
    def who(self, row: Transition) -> str:
        return person(row)

    @admin.display(description="What")
    def what(self, row: Transition) -> str:
        return format_html("<b>{}</b>", what(row))

    @admin.display(description="On")
    def on(self, row: Transition) -> str:
        name, more = row.subject_name, details(row)  # type: ignore[attr-defined]
        if name and row.subject_type.model_class() is Article:
            url = reverse("admin:articles_article_change", args=[row.subject_id])
            name = format_html('<a href="{}">{}</a>', url, name)
        if not more:
            return name
        return format_html('{}<div class="row-line">{}</div>', name, more) if name else more

    @admin.display(description="Why")
    def why(self, row: Transition) -> str:
        return why(row)

    @admin.display(description="Row")
    def row(self, row: Transition) -> str:
        return f"{row.pk:,}"


def may_export(user: Any) -> bool:
    return user.has_perm("articles.export_transition")
