"""The list of stories: ready-made views, selects, badge columns, and verbs for several stories at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from articles import clock, moments, plain
from articles.admin import assignment, by_key, sights, trays
from articles.desk import assigning, finding, rights, saving, workflow
from articles.desk.standing import editions_for_standing, standing
from articles.models import Article, ArticleByline, Author, Kind, Section, Stage, Tag
from articles.refusals import Refusal
from articles.templatetags.desk import readers_see
from articles.templatetags.desk import stage as stage_badge


class TrayFilter(admin.SimpleListFilter):
    """Drawn as a row of links, each with its count: one query for each, by an index."""

    title = "view"
    parameter_name = "view"
    as_links = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.user, self.moment = request.user, clock.now()
        return [(tray.key, tray.title) for tray in trays.TRAYS] + [(trays.BIN, "Bin")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == trays.BIN:
            return queryset.in_bin()
        queryset = queryset.out_of_bin()
        tray = trays.NAMED.get(self.value() or "")
        return queryset.filter(tray.question(request.user, self.moment)) if tray else queryset

    def choices(self, changelist: Any) -> Any:
        stories = changelist.root_queryset
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "All",
            "count": None,
        }
        outside = stories.out_of_bin()
        for key, title in self.lookup_choices:
            if key == trays.BIN:
                count = trays.count(stories.in_bin())
            else:
                tray = trays.NAMED[key]
                found = outside.filter(tray.question(self.user, self.moment))
                count = trays.count(found, is_found_by_key=tray.is_found_by_key)
            yield {
                "selected": self.value() == key,
                "query_string": changelist.get_query_string({self.parameter_name: key}),
                "display": title,
                "count": count,
            }


class StageFilter(admin.SimpleListFilter):
    title = "stage"
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Stage.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(stage=self.value()) if self.value() in Stage.values else queryset


class PublicFilter(admin.SimpleListFilter):
    title = "public state"
    parameter_name = "public"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("never", "Not public"),
            ("scheduled", "Scheduled"),
            ("live", "Live"),
            ("off", "Withdrawn or ended"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        moment = clock.now()
        match self.value():
            case "live":
                return queryset.filter(trays.visible(moment))
            case "scheduled":
                return queryset.filter(trays.waiting(moment))
            case "never":
                return queryset.filter(newest_digest="")
            case "off":
                return queryset.filter(~trays.visible(moment), trays.begun(moment))
        return queryset


class KindFilter(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Kind.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(kind=self.value()) if self.value() in Kind.values else queryset


class SectionFilter(admin.SimpleListFilter):
    title = "section"
    parameter_name = "section"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), title) for pk, title in Section.objects.values_list("pk", "title")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(section=self.value()) if plain.is_number(self.value() or "") else queryset


class AuthorFilter(admin.SimpleListFilter):
    title = "author"
    parameter_name = "author"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Author.objects.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not plain.is_number(self.value() or ""):
            return queryset
        return queryset.filter(pk__in=ArticleByline.objects.filter(author=self.value()).values("article"))


class NoteActionForm(ActionForm):
    note = forms.CharField(
        label="Note, or the topic to add",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Note, or the topic to add"}),
    )


REFUSED = "refused_stories"
IN_THE_BIN = {
    "list_title": "Bin",
    "list_hint": "What readers never saw is deleted for good after thirty days. What they saw is kept.",
    "list_nothing": "The bin is empty.",
}


def apply(request: HttpRequest, stories: QuerySet, verb: str, do: Callable[..., None], done: str) -> None:
    """Each story on its own; the result names every refusal, and the refused ones stay selected."""
    went = 0
    refusals: dict[int, str] = {}
    for article in stories:
        if not rights.may(request.user, verb, article):
            refusals[article.pk] = f"“{article}”: you may not do that."
            continue
        try:
            do(article, by=request.user, note=request.POST.get("note", ""))
            went += 1
        except Refusal as refusal:
            refusals[article.pk] = f"“{article}”: {refusal}"
    if refusals:
        request.session[REFUSED] = list(refusals)
    refused = list(refusals.values())
    words = (
        f"{went} {'story was' if went == 1 else 'stories were'} {done}." if went else f"No story was {done}."
    )
    if refused:
        words += f" {len(refused)} {'was' if len(refused) == 1 else 'were'} refused: " + " ".join(refused)
    messages.add_message(request, messages.WARNING if refused else messages.SUCCESS, words)


def to_section(section: Section) -> Callable[..., None]:
    def move(model_admin: Any, request: HttpRequest, queryset: QuerySet) -> None:
        def assign(article: Article, *, by: Any, note: str) -> None:
            saving.assign_section(article, section, by=by)

        apply(request, queryset, "edit", assign, f"moved to {section}")

    return move


class StoryList(admin.ModelAdmin):
    list_display = ("story", "stage_column", "readers", "section_column", "last_change")
    list_display_links = None
    list_filter = (TrayFilter, StageFilter, PublicFilter, SectionFilter, KindFilter, AuthorFilter)
    search_fields = ("headline",)  # that there is a field: `get_search_results` looks further
    search_help_text = "Headline, author, topic or address"
    list_per_page = 25
    show_full_result_count = False
    ordering = ("-changed_at", "-pk")
    sortable_by = ("last_change",)
    action_form = NoteActionForm
    actions = ("submit_stories", "approve_stories", "assign_stories", "topic_stories", "bin_stories")
    actions_on_top = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return rights.readable(request.user)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """As “Find a story” does."""
        if path := finding.path_in(search_term):
            return queryset.filter(pk__in=list(finding.at_path(path, queryset))), False
        if not finding.words_of(search_term):
            return queryset.none() if search_term.strip() else queryset, False
        return queryset.filter(pk__in=finding.matching(search_term)), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[by_key.ByKey]:
        return by_key.by("changed_at")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        moment = clock.now()
        refused = request.session.pop(REFUSED, ()) if request.method == "GET" else ()
        for article in changelist.result_list:
            article.stays_selected = article.pk in refused
            article.reader = request.user
            article.now_stands = standing(article, moment)
        return changelist

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        words = dict(IN_THE_BIN) if request.GET.get(TrayFilter.parameter_name) == trays.BIN else {}
        if request.user.has_perm("articles.add_article"):
            words["templates_url"] = reverse("admin:articles_article_templates")
        return super().changelist_view(request, {**words, **(extra_context or {})})

    def get_list_select_related(self, request: HttpRequest) -> tuple[str, ...]:
        return ("section", "changed_by", "assignee")

    def get_action_choices(self, request: HttpRequest, default_choices: Any = None) -> list[tuple[str, str]]:
        return super().get_action_choices(request, [("", "Choose what to do")])

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only what this person could do to some story; Django's own deletion never."""
        needed = {
            "submit_stories": "articles.change_article",
            "approve_stories": "articles.approve_article",
            "assign_stories": "articles.edit_all_articles",
            "topic_stories": "articles.change_article",
            "bin_stories": "articles.delete_article",
        }
        found = {
            name: action
            for name, action in super().get_actions(request).items()
            if name in needed and request.user.has_perm(needed[name])
        }
        if request.user.has_perm("articles.change_article"):
            for section in Section.objects.all():
                found[f"section-{section.pk}"] = (
                    to_section(section),
                    f"section-{section.pk}",
                    f"Section: {section}",
                )
        return found

    @admin.display(
        description=format_html(
            '<input type="checkbox" id="action-toggle" aria-label="{}">', "Select all on this page"
        )
    )
    def action_checkbox(self, article: Article) -> str:
        return format_html(
            '<input type="checkbox" class="action-select" name="{}" value="{}" aria-label="Select “{}”"{}>',
            ACTION_CHECKBOX_NAME,
            article.pk,
            article,
            " checked" if article.stays_selected else "",
        )

    @admin.display(description="Story")
    def story(self, article: Article) -> str:
        names = ", ".join(byline.author.name for byline in article.bylines.all())
        line = " · ".join(filter(None, (names or "No byline", article.get_kind_display())))
        if planned := assignment.line(article, article.now_stands.moment, article.reader):
            line += f" · {planned}"
        embargo = article.embargo_until
        if embargo and embargo > article.now_stands.moment:
            line += f" · embargo until {moments.at(embargo, article.now_stands.moment)}"
        if article.legal_question:
            line += " · legal question open"
        if article.binned_at:
            line += f" · in the bin since {moments.at(article.binned_at, article.now_stands.moment)}"
        return format_html(
            '<a href="{}">{}</a><div class="row-line">{}</div>',
            reverse("admin:articles_article_change", args=[article.pk]),
            str(article),
            line,
        )

    @admin.display(description="Stage")
    def stage_column(self, article: Article) -> str:
        shown = sights.stage(article)
        return stage_badge(shown) if shown else ""

    @admin.display(description="Readers see")
    def readers(self, article: Article) -> str:
        return readers_see(sights.sights(article, article.now_stands))

    @admin.display(description="Section")
    def section_column(self, article: Article) -> str:
        return article.section.title if article.section else ""

    @admin.display(description="Last change", ordering="changed_at")
    def last_change(self, article: Article) -> str:
        when = moments.short(article.changed_at, article.now_stands.moment)
        return f"{when}, {sights.name(article.changed_by, article.reader)}"

    @admin.action(description="Submit for review")
    def submit_stories(self, request: HttpRequest, queryset: QuerySet) -> None:
        apply(request, queryset, "submit", workflow.submit, "submitted")

    @admin.action(description="Approve")
    def approve_stories(self, request: HttpRequest, queryset: QuerySet) -> None:
        apply(request, queryset, "approve", workflow.approve, "approved")

    @admin.action(description="Assign to…")
    def assign_stories(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        given = request.POST if "asked" in request.POST else None
        form = assignment.SeveralForm(
            given,
            stories=queryset,
            initial={"action": "assign_stories", "note": request.POST.get("note", "")},
        )
        if not form.is_valid():
            return assignment.ask_whom(request, queryset, form, site=self.admin_site)
        person = form.cleaned_data["assignee"]

        def assign(article: Article, *, by: Any, note: str) -> None:
            assigning.assign(article, by=by, note=note, assignee=person)

        apply(request, queryset, "assign", assign, f"assigned to {person}")
        return None

    @admin.action(description="Add the topic")
    def topic_stories(self, request: HttpRequest, queryset: QuerySet) -> None:
        name = plain.line(request.POST.get("note", ""))
        tag = Tag.objects.filter(name__iexact=name).first()
        if not name or (tag is None and not request.user.has_perm("articles.add_tag")):
            messages.error(
                request, "No story was given a topic. Type the topic in the field beside the verb."
            )
            return
        if tag is None:
            tag = Tag(name=name[:100])
            tag.save()

        def add(article: Article, *, by: Any, note: str) -> None:
            saving.add_topic(article, tag, by=by)

        apply(request, queryset, "edit", add, f"given the topic {tag}")

    @admin.action(description="Move to bin")
    def bin_stories(self, request: HttpRequest, queryset: QuerySet) -> None:
        apply(request, queryset, "bin", workflow.bin, "moved to the bin")


def with_rows(queryset: QuerySet) -> QuerySet:
    """What a row of the list shows, in a fixed number of queries. The text itself is left out."""
    return queryset.prefetch_related("bylines__author", editions_for_standing()).defer(
        "body", "seo_title", "seo_description"
    )
