"""What was typed and not saved: taken down while somebody writes, offered back afterwards, and who else is there."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from taggit.utils import parse_tags

from articles import clock, difference, moments, plain, prose, refusals
from articles.admin import compare, conflict
from articles.admin.addresses import story_url
from articles.desk import keeping, presence, rights
from articles.models import Article, Revision, Story, Tag, UnsavedText
from articles.presentation import join_names
from articles.templatetags.desk import look


@dataclass(frozen=True)
class Offer:
    """A text that was not saved, as the story's page offers it back."""

    words: str
    detail: str
    back_url: str
    differs_url: str
    leave_url: str


# --- While somebody writes: answers for keep.js


def keep(request: HttpRequest, pk: int | None) -> JsonResponse:
    """GET gives a fresh token, for who signed in again in another tab."""
    article = get_object_or_404(rights.readable(request.user), pk=pk) if pk else None
    if request.method != "POST":
        if not may_write(request, article):
            raise PermissionDenied
        return answer(request, article)
    if request.POST.get("person") != str(request.user.pk):
        name = request.user.first_name or str(request.user)
        return refused(
            f"{name} is signed in in this browser now. Sign in as yourself in a new tab, then save here."
        )
    if not may_write(request, article):
        return refused(why_not(article))
    try:
        kept = keeping.keep(
            request.POST.lists(), article=article, window=request.POST.get("window", ""), by=request.user
        )
    except refusals.TooMuchToKeep as refusal:
        return refused(str(refusal), status=422)
    except refusals.Refusal as refusal:
        return refused(str(refusal))
    if article:
        presence.beat(article, by=request.user, is_writing=True)
    return answer(request, article, kept=f"{timezone.localtime(kept.at):%H:%M}")


def here(request: HttpRequest, pk: int) -> JsonResponse:
    """Each POST is a beat: who has the page open says so, and hears of the others."""
    article = get_object_or_404(rights.readable(request.user), pk=pk)
    if request.method == "POST":
        presence.beat(article, by=request.user)
    return answer(request, article)


def answer(request: HttpRequest, article: Article | None, **more: Any) -> JsonResponse:
    found = presence.others(article, besides=request.user) if article else []
    told = [
        {"words": other.words, "writes": other.is_writing, "tone": tone, "initials": initials}
        for other in found
        for tone, initials in [look(other.person)]
    ]
    return private({"token": get_token(request), "others": told, **more})


def refused(words: str, *, status: int = 409) -> JsonResponse:
    return private({"refused": words}, status=status)


def private(data: dict[str, Any], *, status: int = 200) -> JsonResponse:
    return JsonResponse(data, status=status, headers={"Cache-Control": "no-store"})


def may_write(request: HttpRequest, article: Article | None) -> bool:
    if article is None:
        return request.user.has_perm("articles.add_article")
    return rights.may_edit(request.user, article)


def why_not(article: Article | None) -> str:
    if article is None:
        return "You may not write new stories any more."
    if article.binned_at:
        return "The story is in the bin. Take it out first."
    return "You may not change this story now. Open it in a new tab to see how it stands."


# --- Afterwards


def window_of(request: HttpRequest) -> str:
    """A refused form stays the window that it was."""
    return request.POST.get("window", "")[:32] or secrets.token_hex(12)


def find(request: HttpRequest, article: Article | None, number: str | int | None) -> UnsavedText:
    """One's own, and of this story. Anything else is not there."""
    if not plain.is_number(str(number)):
        raise Http404
    return get_object_or_404(keeping.of(request.user, article), pk=number)


def offer(request: HttpRequest, article: Article | None, model_admin: Any) -> Offer | None:
    """The newest that was not answered and says something else than the story does."""
    for text in keeping.of(request.user, article).filter(left_at__isnull=True)[:3]:
        if differs := in_words(request, text, article, model_admin):
            return offered(text, article, differs)
    return None


def offered(text: UnsavedText, article: Article | None, differs: str) -> Offer:
    at = moments.at(text.at, clock.now()).removeprefix("today ")
    home = story_url(article) if article else reverse("admin:articles_article_add")
    detail = "The page was closed before you saved."
    if article is None:
        detail += f" It is a new story{differs}."
    else:
        detail += f" It differs in {differs}."
        if keeping.first(text.said, "version") != str(article.version):
            detail += " Somebody saved since: when you save it, both texts are shown."
    return Offer(
        words=f"Text from {at} was not saved.",
        detail=detail,
        back_url=f"{home}?kept={text.pk}",
        differs_url=reverse("admin:articles_article_kept", args=[article.pk, text.pk]) if article else "",
        leave_url=reverse("admin:articles_article_leave", args=[text.pk]),
    )


def in_words(request: HttpRequest, text: UnsavedText, article: Article | None, model_admin: Any) -> str:
    """ "the headline and 2 paragraphs", or nothing if it says what the story says."""
    if article is None:
        said = keeping.first(text.said, "headline"), prose.clean(keeping.first(text.said, "body"))
        return (f": “{said[0]}”" if said[0] else " without a headline") if any(said) else ""
    data = data_of(text, article)
    form = conflict.form_of(request, article, model_admin)
    parts = []
    for name, field in form.fields.items():
        if name == "version":
            continue
        saved, mine = conflict.current_words(article, name), conflict.posted(data, form, name)
        if not conflict.changed(name, saved, mine):
            continue
        if name == "body":
            kinds = Counter(step.kind for step in difference.compare(prose.clean(saved), prose.clean(mine)))
            # One that went where another came is one paragraph to whoever wrote it.
            count = kinds[difference.CHANGED] + kinds[difference.MOVED]
            count += max(kinds[difference.ADDED], kinds[difference.REMOVED])
            parts.append(f"{count} paragraph{'s' if count != 1 else ''}" if count else "the body")
        else:
            parts.append(f"the {str(field.label).lower()}")
    if conflict.posted_bylines(data) != conflict.signed(article):
        parts.append("the bylines")
    return join_names(parts)


def data_of(text: UnsavedText, article: Article | None) -> QueryDict:
    """The form as it was, its rows of names made to fit those that are saved now."""
    data = QueryDict(mutable=True)
    for name, values in text.said.items():
        data.setlist(name, values)
    if article is not None:
        conflict.settle_bylines(data, article, None, None)
    else:
        data["bylines-INITIAL_FORMS"] = "0"
    return data


def leave(request: HttpRequest, number: int) -> HttpResponse:
    text = get_object_or_404(UnsavedText, pk=number, person=request.user)
    keeping.leave(text)
    if request.headers.get("Accept") == "application/json":
        return private({"left": True})
    return HttpResponseRedirect(
        story_url(text.article) if text.article else reverse("admin:articles_article_add")
    )


def in_history(request: HttpRequest, article: Article) -> list[dict[str, Any]]:
    """One's own, for a week, whether they were answered or not."""
    return [
        {
            "at": text.at,
            "goes": text.at + keeping.KEPT,
            "differs_url": reverse("admin:articles_article_kept", args=[article.pk, text.pk]),
            "back_url": f"{story_url(article)}?kept={text.pk}",
        }
        for text in keeping.of(request.user, article)
    ]


def differs(request: HttpRequest, pk: int, number: int, model_admin: Any) -> HttpResponse:
    """What is saved and what was typed, side by side."""
    article = get_object_or_404(rights.readable(request.user).select_related("changed_by"), pk=pk)
    text = find(request, article, number)
    typed = as_story(request, text, article, model_admin)
    rows = compare.compared(article, typed)
    body = compare.bodies(article, typed, moment=clock.now())
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "What differs",
        "article": article,
        "typed_at": moments.at(text.at, clock.now()),
        "changed": compare.in_words(rows, body),
        "rows": [row for row in rows if not row.is_same],
        "same_rows": [row for row in rows if row.is_same],
        "body": body,
        "offer": offered(text, article, "what is shown here"),
        "may_bring_back": rights.may_edit(request.user, article),
        "back_url": story_url(article),
        "parent_list_url": reverse("admin:articles_article_changelist"),
    }
    response = TemplateResponse(request, "desk/story/kept.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def as_story(request: HttpRequest, text: UnsavedText, article: Article, model_admin: Any) -> Revision:
    """What is not valid is shown as it is saved. Topics that nobody had yet are not among them."""
    data = data_of(text, article)
    form = model_admin.get_form(request, article, change=True)(
        data, instance=Article.objects.get(pk=article.pk)
    )
    form.is_valid()
    names = parse_tags(keeping.first(text.said, "tags"))
    return Revision(
        article=article,
        at=text.at,
        bylines=[{"author": author, "role": role} for author, role in conflict.posted_bylines(data)],
        topics=sorted(Tag.objects.filter(name__in=names).values_list("pk", flat=True)),
        **{name: getattr(form.instance, name) for name in Story.PLAIN_FIELDS},
    )
