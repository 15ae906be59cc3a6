"""Links to a list that is not launched, for somebody without an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles import clock, moments
from articles.admin.sharing import Dialog, Fresh, LinkForm, show
from recommendations import rights, sharing
from recommendations.models import RecommendationList, RehearsalLink, Right
from recommendations.rehearsal import Rehearsal
from recommendations.standing import ListStanding, standing

DRAFT = 0


class ListLinkForm(LinkForm):
    version = forms.TypedChoiceField(label="What of it?", coerce=int, widget=forms.RadioSelect)
    field_order = ("version", "hours")

    def __init__(self, *args: Any, list_: RecommendationList, now: ListStanding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = [
            (edition.number, f"Version {edition.number}, {moments.at(edition.live_from, now.moment)}")
            for edition in now.waiting
        ]
        draft = [(DRAFT, "The draft")] if list_.has_changes_to_launch or not waiting else []
        self.fields["version"].choices = [*draft, *waiting]  # type: ignore[attr-defined]
        self.fields["version"].initial = [*draft, *waiting][0][0]
        if not waiting:
            del self.fields["version"]


def ask(request: HttpRequest, pk: int, *, site: Any) -> HttpResponse:
    list_ = get_object_or_404(rights.allowed(request.user, Right.VIEW), pk=pk)
    if not rights.may(request.user, Right.EDIT, list_):
        raise PermissionDenied
    now = standing(list_, clock.now())

    def make(said: dict[str, Any]) -> Fresh:
        made = sharing.share(
            list_,
            by=request.user,  # type: ignore[arg-type]
            hours=said["hours"],
            version=said.get("version", DRAFT),
        )
        first = Rehearsal(list_, made.link.edition).first_page(now.moment)
        return Fresh(reverse("shared-list", args=[made.token]).rstrip("/") + first, made.link.ends_at)

    dialog = Dialog(
        title="Share a preview link",
        subject=list_.title,
        back_url=reverse("admin:recommendations_recommendationlist_change", args=[list_.pk]),
        parent=(reverse("admin:recommendations_recommendationlist_changelist"), "Recommendation lists"),
        links=RehearsalLink.objects.filter(list=list_).select_related("edition"),
        make=make,
        revoke=lambda link: sharing.revoke(link, by=request.user),  # type: ignore[arg-type]
        tells=f"Anyone with the link can see this list, without an account, on today’s pages. {left_out(list_, now)} "
        "The link ends when it is launched.",
        reader=request.user,
        form=ListLinkForm,
        given={"list_": list_, "now": now},
    )
    return show(request, dialog, site=site)


def left_out(list_: RecommendationList, now: ListStanding) -> str:
    count = Rehearsal(list_).left_out(now.moment)
    plain = "Stories that readers cannot see now are left out"
    if not count:
        return f"{plain}; the draft has none."
    return f"{plain}: of the draft, {count}."
