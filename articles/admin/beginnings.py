"""How a story begins other than empty: from a template, or as a copy of another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import plain, refusals
from articles.admin import panel
from articles.admin.addresses import story_url
from articles.admin.editor import WithBodyEditor
from articles.admin.offers import Link
from articles.admin.plain import PlainAdmin
from articles.admin.verbs import go
from articles.desk import duplicating, rights
from articles.desk.standing import Standing
from articles.models import Article, StoryTemplate


@admin.register(StoryTemplate)
class TemplateAdmin(WithBodyEditor, PlainAdmin):
    """For managers. Writers choose among them where a story begins."""

    list_display = ("name", "kind", "section", "description")
    fields = ("name", "description", "kind", "section", "headline", "standfirst", "body", "commissioned")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["widgets"] = {"standfirst": forms.Textarea(attrs={"rows": 2})}
        return super().get_form(request, obj, change, **kwargs)


def template_in(request: HttpRequest) -> StoryTemplate | None:
    """The one that a new story is to begin with; nonsense is none."""
    given = request.GET.get("template", "")
    if not plain.is_number(given):
        return None
    return StoryTemplate.objects.filter(pk=given).first()


def filled(template: StoryTemplate) -> dict[str, Any]:
    """What stands in a new story's form."""
    found = {name: getattr(template, name) for name in StoryTemplate.FILLS}
    return found | {"section": template.section_id}


@require_safe
def choose(request: HttpRequest, *, site: Any) -> HttpResponse:
    """Which template? A page of links; `dialog.js` shows it over the list."""
    if not request.user.has_perm("articles.add_article"):
        raise PermissionDenied
    add = reverse("admin:articles_article_add")
    context = {
        **site.each_context(request),
        "title": "Start from a template",
        "templates": [
            (item, f"{add}?template={item.pk}") for item in StoryTemplate.objects.select_related("section")
        ],
        "add_url": add,
        "templates_url": reverse("admin:articles_storytemplate_changelist")
        if request.user.has_perm("articles.change_storytemplate")
        else "",
        "back_url": reverse("admin:articles_article_changelist"),
        "parent_list_url": reverse("admin:articles_article_changelist"),
        "parent_list_title": "Stories",
    }
    return TemplateResponse(request, "desk/templates.html", context)


# --- Copies


def may_duplicate(user: Any, article: Article) -> bool:
    return user.has_perm("articles.add_article") and not article.binned_at


@panel.register_links
def duplicate_link(article: Article, now: Standing, user: Any) -> Iterator[Link]:
    if may_duplicate(user, article):
        yield Link("Duplicate…", reverse("admin:articles_article_duplicate", args=[article.pk]))


def duplicate(request: HttpRequest, pk: int, *, site: Any) -> HttpResponse:
    article = get_object_or_404(rights.readable(request.user), pk=pk)
    if not may_duplicate(request.user, article):
        raise PermissionDenied
    refusal = ""
    if request.method == "POST":
        try:
            copy = duplicating.duplicate(article, by=request.user)
        except refusals.Refusal as refused:
            refusal = str(refused)
        else:
            messages.success(
                request, f"This is a copy of “{article}”, and a draft of yours. Give it a headline."
            )
            return go(request, story_url(copy))
    context = {
        **site.each_context(request),
        "title": "Duplicate",
        "subject": str(article),
        "go": "Make a copy",
        "facts": "The text as it is saved, with names, topics and pictures. Not its address, embargo, history, "
        "approval, schedule or notes, and nobody’s assignment.",
        "nothing_happened": "Nothing was copied.",
        "refusal": refusal,
        "back_url": story_url(article),
        "parent_list_url": reverse("admin:articles_article_changelist"),
        "parent_list_title": "Stories",
    }
    return TemplateResponse(request, "desk/question.html", context)
