"""A list on one screen: its items, what readers see and why, where it shows; the verbs beside it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from articles import clock, moments, plain, refusals
from articles.admin import sights
from articles.admin.conflict import version_of
from articles.admin.images import seen_by
from articles.admin.plain import without_related_links
from articles.models import Image
from articles.records import record
from articles.templatetags.desk import readers_see
from recommendations import audit, drafting, rights
from recommendations.admin import acts, compare, conflict, find, places, questions, sharing
from recommendations.admin.forms import ListForm
from recommendations.admin.rows import ItemRows, PlacementRows, RightRows
from recommendations.admin.screen import screen, sights_of
from recommendations.models import (
    ListEdition,
    Placement,
    Recommendation,
    RecommendationList,
    Right,
)
from recommendations.standing import standing
from recommendations.turn import Seen

PAGE = "admin:recommendations_recommendationlist_change"
LISTS = "admin:recommendations_recommendationlist_changelist"


@admin.register(RecommendationList)
class ListAdmin(admin.ModelAdmin):
    form = ListForm
    inlines = (ItemRows, PlacementRows, RightRows)
    change_form_template = "admin/recommendations/recommendationlist/change_form.html"
    list_display = ("story", "readers_see", "items_count", "last_change")
    list_display_links = None  # the first column links by itself
    search_fields = ("title", "heading")
    search_help_text = "Name or heading"
    list_per_page = 50
    show_full_result_count = False
    actions = None
    sortable_by = ()

    # --- Rights ---

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: RecommendationList | None = None) -> bool:
        if obj is None or obj.pk is None:
            return rights.may_create(request.user) or rights.may_any(request.user, Right.VIEW)
        return rights.may(request.user, Right.VIEW, obj)

    def has_change_permission(self, request: HttpRequest, obj: RecommendationList | None = None) -> bool:
        if obj is None or obj.pk is None:
            return rights.may_any(request.user, Right.EDIT)
        return rights.may(request.user, Right.EDIT, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return rights.may_create(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: RecommendationList | None = None) -> bool:
        """Only what readers never saw, and no other list borrows from."""
        if obj is None or obj.pk is None or not rights.may(request.user, Right.CONFIGURE, obj):
            return False
        if not request.user.has_perm("recommendations.delete_recommendationlist"):
            return False
        return not obj.launches and not RecommendationList.objects.filter(borrows=obj).exists()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return rights.allowed(request.user, Right.VIEW).select_related("borrows")

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        raise Http404

    # --- Addresses ---

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "recommendations_recommendationlist"
        return [
            path("<int:pk>/verb/<slug:verb>/", view(self.verb_view), name=f"{name}_verb"),
            path("add-story/<int:article_id>/", view(self.add_story_view), name=f"{name}_add_story"),
            path("<int:pk>/find/", view(self.find_view), name=f"{name}_find"),
            path("<int:pk>/compare/", view(self.compare_view), name=f"{name}_compare"),
            *super().get_urls(),
        ]

    def verb_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        if verb == "share-link":
            return sharing.ask(request, pk, site=self.admin_site)
        return questions.ask(request, pk, verb, site=self.admin_site)

    def add_story_view(self, request: HttpRequest, article_id: int) -> HttpResponse:
        return questions.add_story(request, article_id, site=self.admin_site)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return compare.show(request, pk, site=self.admin_site)

    def find_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return find.answer(request, pk)

    # --- The lists ---

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        moment = clock.now()
        alive = ListEdition.objects.filter(Q(live_until__isnull=True) | Q(live_until__gt=moment))
        keys = [list_.pk for list_ in changelist.result_list]
        rows = (
            RecommendationList.objects.filter(pk__in=keys)
            .annotate(items_count=Count("items", filter=Q(items__removed_at__isnull=True)))
            .select_related("changed_by")
            .prefetch_related(
                Prefetch("editions", alive, to_attr="alive"),
                Prefetch("placements", Placement.objects.select_related("section", "tag")),
            )
        )
        told = places.headlines(site for row in rows for site in row.placements.all())
        for row in rows:
            row.shows = "; ".join(places.place_words(row.placements.all(), told))
        by_key = {row.pk: row for row in rows}
        changelist.result_list = [by_key[key] for key in keys]
        return changelist

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        words = {
            "list_title": "Recommendation lists",
            "list_empty": "Make one: it is seen by nobody until you launch it.",
        }
        return super().changelist_view(request, {**words, **(extra_context or {})})

    @admin.display(description="List")
    def story(self, list_: RecommendationList) -> SafeString:
        return format_html(
            '<a href="{}">{}</a><div class="row-line">{}</div>',
            reverse(PAGE, args=[list_.pk]), list_.title, list_.shows or "In no place",
        )  # fmt: skip

    @admin.display(description="Readers see")
    def readers_see(self, list_: RecommendationList) -> SafeString:
        return readers_see(sights_of(list_, standing(list_, clock.now(), list_.alive)))

    @admin.display(description="Items")
    def items_count(self, list_: RecommendationList) -> SafeString:
        word = "item" if list_.items_count == 1 else "items"
        return format_html('{}<span class="only-phone"> {}</span>', list_.items_count, word)

    @admin.display(description="Last change")
    def last_change(self, list_: RecommendationList) -> str:
        who = list_.changed_by.first_name or str(list_.changed_by) if list_.changed_by else "the system"
        return f"{moments.short(list_.changed_at, clock.now())}, {who}"

    # --- Saving ---

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        list_ = self.get_object(request, object_id)
        if list_ is None:
            raise Http404
        if not self.has_change_permission(request, list_):
            raise PermissionDenied
        try:
            with transaction.atomic():
                if "_mine" in request.POST:
                    conflict.take_mine(request, list_)
                drafting.hold_for_saving(list_, version=version_of(request))
                answer = super().changeform_view(request, object_id, form_url, extra_context)
                if answer.status_code == 200:
                    transaction.set_rollback(True)  # the form is shown again: nothing of it was saved
                return answer
        except refusals.Stale:
            return conflict.page(request, list_, site=self.admin_site)
        except refusals.Refusal as refused:
            messages.error(request, f"Nothing was saved. {refused}")
            return HttpResponseRedirect(reverse(PAGE, args=[list_.pk]))

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return super().get_inline_instances(request, obj) if obj is not None and obj.pk else []

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, ItemRows):
            own = Recommendation.objects.filter(list=obj.pk, picture__isnull=False).values("picture")
            pictures = Image.objects.filter(Q(pk__in=seen_by(request.user).values("pk")) | Q(pk__in=own))
            kwargs["form_kwargs"] = {"pictures": pictures}
        return kwargs

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        made = super().get_form(request, obj, change=change, **kwargs)
        made.user = request.user
        made.may_configure = obj is None or rights.may(request.user, Right.CONFIGURE, obj)
        return made

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ListForm.Meta.fields

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return without_related_links(super().formfield_for_dbfield(db_field, request, **kwargs))

    def save_model(
        self, request: HttpRequest, obj: RecommendationList, form: forms.ModelForm, change: bool
    ) -> None:
        if not change:
            drafting.start(obj, by=request.user)
            obj.save()
            return
        form.said = audit.Said.of(obj.pk)
        if form.has_changed():
            was = RecommendationList.objects.get(pk=obj.pk)
            obj.save(
                update_fields=[*(name for name in ListForm.Meta.fields if name in form.fields), "backfill"]
            )
            drafting.readdress(obj, was=was)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change or form.has_changed() or any(formset.has_changed() for formset in formsets):
            drafting.save(form.instance, by=request.user)
        if change:
            audit.changed(form.instance, by=request.user, was=form.said)
        else:
            record(form.instance, "create", by=request.user)

    def delete_model(self, request: HttpRequest, obj: RecommendationList) -> None:
        drafting.delete(obj, by=request.user)

    # Every launch is a version and every verb is in the book: Django's own log would only repeat them.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None: ...

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None: ...

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None: ...

    def response_add(
        self, request: HttpRequest, obj: RecommendationList, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, "The list is there. Readers see nothing of it until you launch it.")
        return HttpResponseRedirect(reverse(PAGE, args=[obj.pk]))

    def response_change(self, request: HttpRequest, obj: RecommendationList) -> HttpResponse:
        """The form is saved; go on with what its button asked for."""
        url = reverse(PAGE, args=[obj.pk])
        verb, act = request.POST.get("verb", ""), request.POST.get("act", "")
        if verb == "undo-launch":
            self.undo(request, obj)
        elif verb == "share-link" or verb in questions.QUESTIONS:
            return HttpResponseRedirect(
                reverse("admin:recommendations_recommendationlist_verb", args=[obj.pk, verb])
            )
        elif act:
            return HttpResponseRedirect(url + self.act(request, obj, act))
        elif words := request.POST.get("find", "").strip():
            return HttpResponseRedirect(f"{url}?{urlencode({'q': words})}#add")
        elif verb == "find":
            return HttpResponseRedirect(f"{url}#add")
        else:
            messages.success(request, "Draft saved. Readers see no change until you launch it.")
        return HttpResponseRedirect(url)

    def undo(self, request: HttpRequest, list_: RecommendationList) -> None:
        if not rights.may(request.user, Right.LAUNCH, list_):
            raise PermissionDenied
        seen = Seen.read(request.POST.get("seen", ""))
        # The save just done counts; what others did meanwhile is refused.
        seen = Seen(list_.version, seen.shown, seen.settled)
        question = questions.QUESTIONS["undo-launch"]
        try:
            messages.success(request, question.run(list_, None, by=request.user, seen=seen))
        except refusals.Refusal as refused:
            messages.error(request, f"Not undone. {refused}")

    def act(self, request: HttpRequest, list_: RecommendationList, act: str) -> str:
        """One small thing done to one item. Returns where to look afterwards."""
        try:
            if done := acts.do(list_, request, act):
                messages.success(request, done)
        except refusals.Refusal as refused:
            messages.error(request, str(refused))
            return acts.where_to_try_again(act, request)
        return acts.where_to_look(act)

    # --- The page ---

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: RecommendationList | None = None,
    ) -> HttpResponse:
        if obj is not None and obj.pk:
            # The form may have written on `obj` what was not saved: the screen speaks of what is.
            saved = RecommendationList.objects.select_related("changed_by", "borrows").get(pk=obj.pk)
            moment = clock.now()
            now = standing(saved, moment)
            made = screen(saved, now, request.user)
            formsets = {type(item.opts): item for item in context["inline_admin_formsets"]}
            by_key = {form.instance.pk: form for form in formsets[ItemRows].formset.forms}
            for row in made.rows if self.has_change_permission(request, obj) else ():
                row.form = by_key.get(row.item.pk)
            words = plain.line(request.GET.get("q", ""))
            context |= {
                "screen": made,
                "list": saved,
                "seen": str(Seen.of(saved, now)),
                "items": formsets[ItemRows],
                "places": formsets[PlacementRows],
                "rights": formsets[RightRows],
                "may_edit": self.has_change_permission(request, obj),
                "may_launch": rights.may(request.user, Right.LAUNCH, obj),
                "may_configure": rights.may(request.user, Right.CONFIGURE, obj),
                "may_create": rights.may_create(request.user),
                "q": words,
                "found": find.by_words(words, saved, moment, request.user) if words else None,
                "is_address": find.looks_like_address(words),
                "find_url": reverse("admin:recommendations_recommendationlist_find", args=[saved.pk]),
                "compare_url": reverse("admin:recommendations_recommendationlist_compare", args=[saved.pk]),
                "suggestions": find.suggestions(saved, moment, request.user),
                "changed_by": sights.name(saved.changed_by, request.user),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)
