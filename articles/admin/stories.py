"""The story's page in the desk: a form over the working copy, with the verbs beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from articles import clock, moments, prose, refusals
from articles.admin import (
    assignment,
    beginnings,
    compare,
    conflict,
    history,
    keeping,
    notes,
    offers,
    panel,
    preview,
    restoring,
    sharing,
    sights,
    verbs,
)
from articles.admin.addresses import story_url, verb_url
from articles.admin.checklist import checklist
from articles.admin.editor import WithBodyEditor
from articles.admin.plain import without_related_links
from articles.admin.story_form import BylineInline, StoryForm
from articles.admin.story_list import StoryList, with_rows
from articles.desk import keeping as unsaved
from articles.desk import previews, readiness, rights, saving
from articles.desk.standing import standing
from articles.desk.turn import Seen
from articles.models import Article


@admin.register(Article)
class ArticleAdmin(WithBodyEditor, StoryList):
    form = StoryForm
    inlines = (BylineInline,)
    change_form_template = "admin/articles/article/change_form.html"
    fields = StoryForm.Meta.fields
    save_as = False

    # --- Rights: always those of the desk ---

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if obj is None or obj.pk is None:
            return request.user.has_perm("articles.view_article")
        return rights.may_read(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if obj is None or obj.pk is None:
            return request.user.has_perm("articles.change_article")
        return rights.may_read(request.user, obj) and rights.may_edit(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False  # There is a bin; nothing is deleted.

    def get_queryset(self, request: HttpRequest) -> Any:
        found = rights.readable(request.user)
        is_list = request.resolver_match and request.resolver_match.url_name == "articles_article_changelist"
        return with_rows(found) if is_list else found

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """What one may not read looks like what is not there."""
        raise Http404

    # --- Addresses ---

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/verb/<slug:verb>/", view(self.verb_view), name="articles_article_verb"),
            path("<int:pk>/preview/", view(self.preview_view), name="articles_article_preview"),
            path("<int:pk>/keep/", view(self.keep_view), name="articles_article_keep"),
            path("keep/", view(self.keep_view), name="articles_article_keep_new"),
            path("<int:pk>/here/", view(self.here_view), name="articles_article_here"),
            path("<int:pk>/kept/<int:number>/", view(self.kept_view), name="articles_article_kept"),
            path("kept/<int:number>/leave/", view(self.leave_view), name="articles_article_leave"),
            path("<int:pk>/history/", view(self.saves_view), name="articles_article_history"),
            path("<int:pk>/compare/", view(self.compare_view), name="articles_article_compare"),
            path(
                "<int:pk>/restore/<slug:version>/", view(self.restore_view), name="articles_article_restore"
            ),
            path("templates/", view(self.templates_view), name="articles_article_templates"),
            path("<int:pk>/duplicate/", view(self.duplicate_view), name="articles_article_duplicate"),
            path("<int:pk>/notes/", view(self.notes_view), name="articles_article_notes"),
            path("<int:pk>/notes/<int:note>/<slug:verb>/", view(notes.settle), name="articles_article_note"),
            *super().get_urls(),
        ]

    def verb_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        if verb == "share-link":
            return sharing.ask(request, pk, site=self.admin_site)
        return verbs.ask(request, pk, verb, site=self.admin_site)

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return preview.show(request, pk, self)

    def keep_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return keeping.keep(request, pk)

    def here_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return keeping.here(request, pk)

    def kept_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        return keeping.differs(request, pk, number, self)

    @method_decorator(require_POST)
    def leave_view(self, request: HttpRequest, number: int) -> HttpResponse:
        return keeping.leave(request, number)

    def saves_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return history.saves(request, pk, site=self.admin_site)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return compare.page(request, pk, site=self.admin_site)

    def restore_view(self, request: HttpRequest, pk: int, version: str) -> HttpResponse:
        return restoring.ask(request, pk, version, site=self.admin_site)

    def templates_view(self, request: HttpRequest) -> HttpResponse:
        return beginnings.choose(request, site=self.admin_site)

    def duplicate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return beginnings.duplicate(request, pk, site=self.admin_site)

    def notes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return notes.write(request, pk, site=self.admin_site)

    # --- Saving ---

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST" or object_id is None:
            self.bring_back(request, object_id)
            return super().changeform_view(request, object_id, form_url, extra_context)
        article = self.get_object(request, object_id)
        if article is None:
            raise Http404
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        try:
            with transaction.atomic():
                unresolved = conflict.settle(request, article, self) if "_merge" in request.POST else None
                if unresolved:
                    return unresolved
                saving.hold_for_saving(article, version=conflict.version_of(request))
                return super().changeform_view(request, object_id, form_url, extra_context)
        except refusals.Stale:
            return conflict.page(request, article, self)

    def bring_back(self, request: HttpRequest, object_id: str | None) -> None:
        """With `?kept=` the form is filled with what was typed and not saved. Nothing is written."""
        if request.method == "POST" or "kept" not in request.GET:
            return
        article = self.get_object(request, object_id) if object_id else None
        if object_id and (article is None or not self.has_change_permission(request, article)):
            return
        try:
            text = keeping.find(request, article, request.GET["kept"])
        except Http404:
            messages.info(request, "That text is not kept any more: it was saved, or a week is over.")
            return
        request.brought_back = text, keeping.data_of(text, article)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        _, data = getattr(request, "brought_back", (None, None))
        return form if data is None else type(form.__name__, (form,), {"sent": data})

    def save_model(self, request: HttpRequest, obj: Article, form: forms.ModelForm, change: bool) -> None:
        if not change:
            saving.start(obj, by=request.user)
            if template := beginnings.template_in(request):
                obj.commissioned = template.commissioned
            obj.save()
        else:
            names = {field.name for field in obj._meta.concrete_fields}
            if written := sorted(names.intersection(form.changed_data)):
                obj.save(update_fields=written)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change or form.has_changed() or any(formset.has_changed() for formset in formsets):
            saving.save(form.instance, by=request.user)
        for window in (request.POST.get("window", ""), request.POST.get("brought", "")):
            unsaved.saved(window, by=request.user)

    # Every save is a revision and every verb is in the book: Django's own log would only repeat them.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None: ...

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None: ...

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self.after_saving(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return self.after_saving(request, obj)

    def after_saving(self, request: HttpRequest, article: Article) -> HttpResponse:
        """A verb's button saves first; then it is done, or its question is asked. What was saved may have put the story
        out of the person's hands, into another section or under another name: it stays saved."""
        verb = request.POST.get("verb", "")
        may_read = rights.may_read(request.user, article)
        if verb and (verb not in rights.VERBS or not rights.may(request.user, verb, article)):
            messages.error(
                request, f"It is saved, and nothing else was done. {self.why_not(request, article)}"
            )
        elif not verb:
            messages.success(request, "Saved." if may_read else "Saved. It is not your story any more.")
        elif verb in offers.AT_ONCE:
            verbs.at_once(request, article, verb, self.seen_after_saving(request, article))
        else:
            return HttpResponseRedirect(verb_url(article, verb))
        return HttpResponseRedirect(
            story_url(article) if may_read else reverse("admin:articles_article_changelist")
        )

    def why_not(self, request: HttpRequest, article: Article) -> str:
        if not rights.may_read(request.user, article):
            return "It is not your story any more."
        if rights.is_elsewhere(request.user, article):
            return "You decide about other sections."
        return "You may not do that to this story."

    def seen_after_saving(self, request: HttpRequest, article: Article) -> Seen | None:
        """The text is the person's own, saved a moment ago; of the editions it is what stood on their page."""
        if "seen" not in request.POST:
            return None
        seen = Seen.read(request.POST["seen"])
        return Seen(article.digest, seen.newest, seen.waiting)

    # --- The page ---

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return without_related_links(super().formfield_for_dbfield(db_field, request, **kwargs))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What an address may fill in is a template and nothing else."""
        template = beginnings.template_in(request)
        return beginnings.filled(template) if template else {}

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        author = getattr(request.user, "author", None)
        if obj.pk is None and author and request.method == "GET":
            kwargs["initial"] = [{"author": author.pk, "role": "words", "order": 1}]
        if brought_back := getattr(request, "brought_back", None):
            kwargs |= {"data": brought_back[1], "initial": None}
        return kwargs

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Article | None = None,
    ) -> HttpResponse:
        moment = clock.now()
        if obj is not None and obj.pk:
            # The form may have written on `obj` what was not saved: the panel speaks of what is.
            saved = Article.objects.select_related("section", "approved_by", "changed_by", "assignee").get(
                pk=obj.pk
            )
            now = standing(saved, moment)
            can_edit = self.has_change_permission(request, obj)
            report = readiness.report(saved)
            context |= {
                "panel": panel.panel(saved, now, request.user, report),
                "checks": checklist(saved, report),
                "seen": str(Seen.of(saved, now)),
                "saved": sights.saved_line(saved, request.user, moment),
                "words": prose.word_count(saved.body),
                "minutes": prose.reading_minutes(saved.body),
                "can_edit": can_edit,
                "preview_url": reverse("admin:articles_article_preview", args=[obj.pk]),
                "history_url": reverse("admin:articles_article_history", args=[obj.pk]),
                "saves": saved.version,
                "here_url": reverse("admin:articles_article_here", args=[obj.pk]),
                "notes": notes.of(saved, request.user, moment, at=request.GET.get("note", "")),
                "assignment": assignment.card(saved, request.user, moment),
                "reading": None
                if can_edit
                else previews.preview(saved, public_id=saved.public_id, moment=moment),
            }
        else:
            context |= {"can_edit": True, "panel": None, "add": True}
        if context["can_edit"]:
            context |= self.unsaved_context(request, obj if change else None, moment)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def unsaved_context(
        self, request: HttpRequest, article: Article | None, moment: datetime
    ) -> dict[str, Any]:
        """What keep.js has to know, and a text to offer back. A form that was sent offers none."""
        brought, _ = getattr(request, "brought_back", (None, None))
        is_fresh = request.method != "POST" and brought is None
        name, args = ("keep", [article.pk]) if article else ("keep_new", [])
        return {
            "window": keeping.window_of(request),
            "brought": brought.window if brought else request.POST.get("brought", "")[:32],
            "brought_at": moments.at(brought.at, moment).removeprefix("today ") if brought else "",
            "keep_url": reverse(f"admin:articles_article_{name}", args=args),
            "offer": keeping.offer(request, article, self) if is_fresh else None,
        }
