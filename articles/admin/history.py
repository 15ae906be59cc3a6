"""One history of a story: its saves and what was done with it. And what a publication would change."""

from __future__ import annotations

import difflib
import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from articles import clock, digest, disclosures, prose
from articles.admin.conflict import named
from articles.admin.panel import story_url
from articles.desk import rights, saving
from articles.desk.standing import standing
from articles.models import Article, Edition, Image, Section, Story, Tag, Transition
from articles.presentation import join_names

SHOWN = 100

LABELS = {
    "headline": "Headline",
    "standfirst": "Standfirst",
    "kind": "Kind",
    "section_id": "Section",
    "topics": "Topics",
    "bylines": "Bylines",
    "lead_image_id": "Lead picture",
    "lead_alt": "Alt text",
    "lead_decorative": "Decorative",
    "lead_caption": "Caption",
    "disclosures": "Disclosures",
    "card_headline": "Card headline",
    "slug": "Address",
    "seo_title": "Search title",
    "seo_description": "Search description",
    "canonical_url": "Canonical address",
    "noindex": "Keep out of search engines",
    "body": "Body",
}

VERBS = {
    "submit": "Submitted",
    "take-back": "Taken back",
    "approve": "Approved",
    "approval-lapsed": "Approval lapsed",
    "send-back": "Sent back",
    "hold": "Put on hold",
    "take-off-hold": "Taken off hold",
    "spike": "Spiked",
    "unspike": "Brought back",
    "ask-legal": "Asked legal",
    "clear-legal": "Cleared by legal",
    "bin": "Moved to bin",
    "take-out-of-bin": "Taken out of the bin",
    "publish": "Published",
    "schedule": "Scheduled",
    "move-schedule": "Time changed",
    "cancel-schedule": "Schedule cancelled",
    "withdraw": "Withdrawn",
    "edit-notice": "Notice changed",
    "reinstate": "Reinstated",
    "end-at": "End set",
    "never-end": "End removed",
    "focus": "Focal point moved",
    "delete": "Deleted",
    "launch": "Launched",
}


def verb_words(verb: str) -> str:
    return VERBS.get(verb, verb.replace("-", " ").capitalize())


def saves(request: HttpRequest, pk: int, *, site: Any) -> HttpResponse:
    article = get_object_or_404(rights.readable(request.user), pk=pk)
    context = {
        **around(request, article, site, "History"),
        "saves": article.revisions.select_related("by").only(
            "version", "at", "by", "note", "changed", "article"
        )[:SHOWN],
        "deeds": [
            {"verb": verb_words(row.verb), "at": row.at, "by": row.by, "note": row.note}
            for row in Transition.objects.about(article).exclude(verb="preview").select_related("by")[:SHOWN]
        ],
        "labels": LABELS,
    }
    return TemplateResponse(request, "desk/story/history.html", context)


def one_save(request: HttpRequest, pk: int, version: int, *, site: Any) -> HttpResponse:
    """A former text beside the present one; restoring it makes a new save."""
    article = get_object_or_404(rights.readable(request.user), pk=pk)
    revision = get_object_or_404(article.revisions.select_related("by"), version=version)
    may_restore = rights.may_edit(request.user, article)
    if request.method == "POST":
        if not may_restore:
            raise PermissionDenied
        saving.restore(article, revision, by=request.user)
        messages.success(request, f"Save {version} is the working copy again. Readers see nothing of it yet.")
        return HttpResponseRedirect(story_url(article))
    context = {
        **around(request, article, site, f"Save {version}"),
        "revision": revision,
        "fields": differences(revision, article),
        "one": f"Save {version}",
        "other": "Now",
        "may_restore": may_restore and revision.digest != article.digest,
    }
    return TemplateResponse(request, "desk/story/changes.html", context)


def changes(request: HttpRequest, pk: int, *, site: Any) -> HttpResponse:
    """What would change for readers if the working copy were published now."""
    article = get_object_or_404(rights.readable(request.user), pk=pk)
    newest = standing(article, clock.now()).newest
    edition = newest and Edition.objects.get(pk=newest.pk)
    context = {
        **around(request, article, site, "What would change"),
        "fields": differences(edition, article) if edition else [],
        "one": "Readers’ text",
        "other": "Working copy",
    }
    return TemplateResponse(request, "desk/story/changes.html", context)


def around(request: HttpRequest, article: Article, site: Any, title: str) -> dict[str, Any]:
    return {
        **site.each_context(request),
        "title": title,
        "subtitle": str(article),
        "article": article,
        "back_url": story_url(article),
        "parent_list_url": reverse("admin:articles_article_changelist"),
    }


def differences(before: Story, after: Story) -> list[dict[str, Any]]:
    """The fields that differ, in words, with what is added and removed marked."""
    found = []
    for name, label in LABELS.items():
        one, other = field_words(before, name), field_words(after, name)
        if one != other:
            removed, added = marked(one, other)
            found.append({"label": label, "before": removed, "after": added, "is_body": name == "body"})
    return found


def what_changes(shown: Edition, article: Article) -> str:
    """ "headline, topics and body": what readers would find changed."""
    names = [str(item["label"]) for item in differences(Edition.objects.get(pk=shown.pk), article)]
    return join_names([name[:1].lower() + name[1:] for name in names])


def field_words(said: Story, name: str) -> str:
    if name == "bylines":
        return named([(item["author"], item["role"]) for item in digest.bylines(said)])
    if name == "topics":
        return ", ".join(Tag.objects.filter(pk__in=digest.topics(said)).values_list("name", flat=True))
    value = getattr(said, name)
    if name == "body":
        return prose.text(value)
    if name == "disclosures":
        return disclosures.in_words(disclosures.read(value))
    if name == "section_id":
        return str(Section.objects.filter(pk=value).first() or "")
    if name == "lead_image_id":
        return str(Image.objects.filter(pk=value).first() or "")
    return ("yes" if value else "no") if isinstance(value, bool) else str(value or "")


def marked(one: str, other: str) -> tuple[SafeString, SafeString]:
    """Both texts, word by word: what went struck in the first, what came underlined in the second."""
    before, after = re.findall(r"\S+|\s+", one), re.findall(r"\S+|\s+", other)
    left: list[SafeString] = []
    right: list[SafeString] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        if kind == "equal":
            left.append(conditional_escape(gone))
            right.append(conditional_escape(come))
            continue
        if gone:
            left.append(format_html('<del><span class="visually-hidden">Removed: </span>{}</del>', gone))
        if come:
            right.append(format_html('<ins><span class="visually-hidden">Added: </span>{}</ins>', come))
    return mark_safe("".join(left)), mark_safe("".join(right))
