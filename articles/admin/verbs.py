"""Doing a verb from the desk: as a page that asks (or a dialog that shows the page), or at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from articles import clock, moments, refusals
from articles.admin import compare, sights
from articles.admin.addresses import story_url
from articles.admin.asking import CheckedForm, Form
from articles.admin.checklist import line
from articles.admin.going_out import CheckedTimeForm
from articles.admin.offers import AT_ONCE
from articles.admin.questions import QUESTIONS, told
from articles.desk import echoes, rights
from articles.desk.standing import Standing, standing
from articles.desk.turn import Seen
from articles.models import Article


def go(request: HttpRequest, url: str) -> HttpResponse:
    """On to the next page: a dialog is told where, because a redirect would swallow the message."""
    if request.headers.get("X-Desk-Dialog"):
        return HttpResponse(status=204, headers={"X-Desk-Go": url})
    return HttpResponseRedirect(url)


def do(article: Article, verb: str, form: Form, *, by: Any, seen: Seen | None) -> str:
    """Do it and return what to tell the person. Raises Refusal."""
    had_rewrite = Article.objects.filter(pk=article.pk, set_aside__isnull=False).exists()
    QUESTIONS[verb].run(article, form, by=by, seen=seen)
    words = told(verb, form, lambda at: moments.at(at, clock.now()))
    if had_rewrite and not article.set_aside_id and verb in ("publish", "schedule"):
        words += " The rewrite is the working copy again. What you fixed is not in it yet."
    return words


def at_once(request: HttpRequest, article: Article, verb: str, seen: Seen | None) -> None:
    """A verb that asks nothing. A refusal is told, and whatever was saved stays saved."""
    question = QUESTIONS[verb]
    form = question.form({}, article=article, now=standing(article, clock.now()))
    form.is_valid()
    try:
        messages.success(request, do(article, verb, form, by=request.user, seen=seen))
    except refusals.Refusal as refusal:
        messages.error(request, f"{question.nothing} {refusal}")


def ask(request: HttpRequest, pk: int, verb: str, *, site: Any) -> HttpResponse:
    article = get_object_or_404(
        rights.readable(request.user).select_related("section", "approved_by", "changed_by"), pk=pk
    )
    question = QUESTIONS.get(verb)
    if question is None:
        raise Http404
    if not rights.may(request.user, verb, article):
        raise PermissionDenied
    now = standing(article, clock.now())
    seen = Seen.read(request.POST["seen"]) if "seen" in request.POST else None
    if request.method == "POST" and verb in AT_ONCE and "asked" not in request.POST:
        at_once(request, article, verb, seen)
        return go(request, story_url(article))

    given: dict[str, Any] = {
        "article": article,
        "now": now,
        "reader": request.user,
        "may_override": rights.may_override(request.user),
    }
    if verb == "schedule":
        given["initial"] = {"starts": "at"}
    form = question.form(request.POST if request.method == "POST" else None, **given)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, do(article, verb, form, by=request.user, seen=seen))
            return go(request, story_url(article))
        except refusals.Refusal as refused:
            refusal = str(refused)
            article.refresh_from_db()
            now = standing(article, clock.now())
    context = {
        **site.each_context(request),
        "title": title(verb, now),
        "subject": str(article),
        "form": form,
        "go": question.go,
        "facts": stopped_by(form) or facts(verb, article, now, request.user),
        "foot": foot(article, request.user, now),
        "nothing_happened": question.nothing,
        "refusal": refusal,
        "dangerous": question.dangerous,
        "seen": str(Seen.of(article, now)),
        "action_url": request.path,
        "back_url": story_url(article),
        "parent_list_url": reverse("admin:articles_article_changelist"),
        "parent_list_title": "Stories",
        "article": article,
        "now": now,
    }
    if isinstance(form, CheckedTimeForm):
        context |= checks(form, article, by=request.user)
    response = TemplateResponse(request, question.template, context)
    response.headers["Cache-Control"] = "no-store"
    return response


def checks(form: CheckedTimeForm, article: Article, *, by: Any) -> dict[str, Any]:
    """What stands in the way, each with the way to its field, and who may go over it."""
    page = story_url(article)
    for_others = bool(form.stopping or form.embargo) and not form.may_override
    return {
        "stopping": [line(finding, page=page) for finding in form.stopping],
        "considering": [line(finding, page=page) for finding in form.considering],
        "blocked": form.blocked,
        "for_others": for_others,
        "ask_whom": rights.ask_whom("articles.override_checks", besides=by) if for_others else "",
    }


def stopped_by(form: Form) -> str:
    if not isinstance(form, CheckedForm) or not form.stopping:
        return ""
    return "As things are it is stopped: " + " ".join(finding.words for finding in form.stopping)


def title(verb: str, now: Standing) -> str:
    if verb == "publish":
        return "Publish a change to a live story" if now.shown else "Publish"
    if verb == "schedule":
        return "Schedule an update" if now.shown else "Schedule"
    return QUESTIONS[verb].title


def facts(verb: str, article: Article, now: Standing, user: Any) -> str:
    """What readers have, and what changes: it stands at the top of the question."""
    if verb in ("publish", "schedule"):
        if now.shown:
            return format_html(
                'Readers see the text of {}. This changes <b>{}</b>. <a href="{}">Compare</a>',
                moments.at(now.shown.live_from, now.moment),
                compare.what_changes(now.shown, article) or "nothing",
                reverse("admin:articles_article_compare", args=[article.pk]),
            )
        path = f"/{article.section.slug}/{article.slug}/" if article.section else ""
        return f"Readers will find it at {path}." if path and not now.ever_shown else ""
    if verb in ("move-schedule", "cancel-schedule") and now.waiting:
        return f"It is scheduled for {moments.at(now.waiting.live_from, now.moment)}."
    if verb in ("end-at", "never-end") and (now.waiting or now.shown):
        end = (now.waiting or now.shown).ends_at
        return (
            f"It ends {moments.at(end, now.moment)} as things are." if end else "It has no end as things are."
        )
    if verb == "withdraw":
        return f"{QUESTIONS[verb].facts} {links_here(article, now, user)}".strip()
    if verb == "clear-legal":
        return f"The question: “{article.legal_question}”"
    return QUESTIONS[verb].facts


def links_here(article: Article, now: Standing, user: Any) -> str:
    """What becomes of the links of other stories."""
    linking = [edition.headline for edition in echoes.linking_here_told_to(user, article, now.moment)]
    if not linking:
        return ""
    rest = len(linking) - 1
    others = f" and {rest} other {'story' if rest == 1 else 'stories'}" if rest else ""
    return f"Where “{linking[0]}”{others} {'link' if rest else 'links'} to it, plain text is left."


def foot(article: Article, user: Any, now: Standing) -> str:
    if article.is_approved and article.approved_at:
        return f"Approved by {sights.name(article.approved_by, user)}, {moments.at(article.approved_at, now.moment)}"
    return ""
