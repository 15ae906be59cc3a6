"""Putting a former text back into the working copy: a question, for what it takes the place of may be somebody's day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import clock, refusals
from articles.admin import compare
from articles.admin.addresses import story_url
from articles.admin.verbs import go
from articles.desk import rights, saving, versions
from articles.models import Article, Edition, Revision
from articles.presentation import join_names


def ask(request: HttpRequest, pk: int, version: str, *, site: Any) -> HttpResponse:
    article = get_object_or_404(rights.readable(request.user), pk=pk)
    said = versions.find(article, version)
    if not isinstance(said, Revision | Edition):
        raise Http404
    if not rights.may(request.user, "restore", article):
        raise PermissionDenied
    refusal = ""
    if request.method == "POST":
        try:
            missing = saving.no_longer_there(said)
            saving.restore(article, said, by=request.user, seen=request.POST.get("seen", ""))
            messages.success(request, told(said, missing))
            return go(request, story_url(article))
        except refusals.Refusal as refused:
            refusal = str(refused)
            article.refresh_from_db()
    context = {
        **site.each_context(request),
        "title": f"Restore {called(said, request.user)}",
        "subject": str(article),
        "facts": facts(article, said),
        "refusal": refusal,
        "go": "Restore",
        "seen": article.digest,
        "action_url": request.path,
        "back_url": compare.url(article, version),
        "parent_list_url": reverse("admin:articles_article_changelist"),
        "parent_list_title": "Stories",
    }
    response = TemplateResponse(request, "desk/question.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def called(said: Revision | Edition, user: Any) -> str:
    if isinstance(said, Revision):
        return f"save {said.version}"
    words = compare.of_edition(said, user=user, moment=clock.now()).words
    return f"“{words}”"


def facts(article: Article, said: Revision | Edition) -> str:
    words = "It becomes the working copy, as a new save. Nothing is lost, and readers see nothing until someone publishes."
    if article.is_approved:
        words += " It takes the approval back."
    if missing := saving.no_longer_there(said):
        words += f" Not there any more, and so left out: {join_names(missing)}."
    return words


def told(said: Revision | Edition, missing: list[str]) -> str:
    what = f"Save {said.version}" if isinstance(said, Revision) else "What went out"
    words = f"{what} is the working copy again. Readers see nothing of it yet."
    return f"{words} Left out, for it is not there any more: {join_names(missing)}." if missing else words
