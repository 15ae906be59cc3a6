"""One history of a story: its saves and what was done with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.admin import keeping
from articles.admin.addresses import story_url
from articles.admin.compare import LABELS
from articles.desk import rights
from articles.models import Article, Transition

SHOWN = 100

#: Done by somebody who has no account.
BY_ANYBODY = frozenset({"open-link", "sign-in-failed"})

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
    "replace": "File replaced",
    "delete": "Deleted",
    "second-look": "Looked at again",
    "same-words": "Something like it was corrected elsewhere",
    "assign": "Assigned",
    "duplicate": "Begun as a copy",
    "restore": "Former text restored",
    "fix-live": "Rewrite set aside for a fix",
    "bring-back": "Rewrite brought back",
    "seal": "Wording sealed",
    "unseal": "Wording unsealed",
    "redact": "Redacted",
    "launch": "Launched",
    "share-link": "Preview link made",
    "open-link": "Preview link opened",
    "revoke-link": "Preview link revoked",
}


#: Whose notes are the desk's own words, and no person's.
UNQUOTED = ("approval-lapsed", "restore", "same-words", "second-look")


def why(row: Transition) -> str:
    """A person's words stand in quotes."""
    return f"“{row.note}”" if row.note and row.verb not in UNQUOTED else row.note


def verb_words(verb: str) -> str:
    return VERBS.get(verb, verb.replace("-", " ").capitalize())


def saves(request: HttpRequest, pk: int, *, site: Any) -> HttpResponse:
    article = get_object_or_404(rights.readable(request.user), pk=pk)
    context = {
        **around(request, article, site, "History"),
        "saves": [
            {"row": row, "changed": ", ".join(names_of(row.changed)), "name": f"save-{row.version}"}
            for row in article.revisions.select_related("by").only(
                "version", "at", "by", "note", "changed", "article"
            )[:SHOWN]
        ],
        "unsaved": keeping.in_history(request, article),
        "may_bring_back": rights.may_edit(request.user, article),
        "deeds": [
            {
                "verb": verb_words(row.verb),
                "at": row.at,
                "by": row.by,
                "note": why(row),
                "by_anybody": row.verb in BY_ANYBODY,
            }
            for row in Transition.objects.about(article).exclude(verb="preview").select_related("by")[:SHOWN]
        ],
    }
    return TemplateResponse(request, "desk/story/history.html", context)


def names_of(fields: list[str]) -> list[str]:
    """What a save changed, in the desk's words."""
    return [LABELS.get(name, LABELS.get(f"{name}_id", name)).lower() for name in fields]


def around(request: HttpRequest, article: Article, site: Any, title: str) -> dict[str, Any]:
    return {
        **site.each_context(request),
        "title": title,
        "subtitle": str(article),
        "article": article,
        "back_url": story_url(article),
        "parent_list_url": reverse("admin:articles_article_changelist"),
    }
