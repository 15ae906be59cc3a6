"""What each verb on a list asks before it is done, as a page that `dialog.js` shows in a dialog."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import clock, moments, refusals
from articles.admin.verbs import go
from articles.admin.when import MomentField, WhichHour
from articles.models import Edition
from recommendations import curation, differences, drafting, freezing, rights
from recommendations.admin import places, screen
from recommendations.freezing import Content
from recommendations.models import Placement, RecommendationList, Right
from recommendations.standing import ListStanding, standing
from recommendations.turn import Seen


class Form(forms.Form):
    use_required_attribute = False

    def __init__(
        self, *args: Any, list_: RecommendationList, now: ListStanding, user: Any, **kwargs: Any
    ) -> None:
        self.list, self.now, self.user = list_, now, user
        super().__init__(*args, auto_id="ask_%s", **kwargs)
        self.fit()

    def fit(self) -> None:
        """Fill in what the question needs to know of the list."""

    def full_clean(self) -> None:
        if self.is_bound and "which" in self.fields:
            self.fields["at"].fold = self.data.get("which", "")
        super().full_clean()
        for name in self._errors or {}:
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"


def note_field() -> forms.CharField:
    return forms.CharField(label="Note (optional)", required=False, max_length=200)


class LaunchForm(Form):
    note = note_field()


class TimedForm(Form):
    at = MomentField(label="When?", error_messages={"required": "Choose a day and a time."})
    which = WhichHour()

    def visible_fields(self) -> list[forms.BoundField]:
        """Which of two equal hours is asked only when there are two."""
        twice = bool(self.errors.get("at") and self.errors["at"].as_data()[0].code == "ambiguous")
        return [field for field in super().visible_fields() if field.name != "which" or twice]


class LaunchAtForm(TimedForm):
    ends = MomentField(
        label="Until (optional)", required=False, help_text="Empty: until the next version is launched."
    )
    note = note_field()

    def fit(self) -> None:
        self.fields["ends"].fold = "0"


class WaitingForm(Form):
    number = forms.TypedChoiceField(label="Which launch?", coerce=int, widget=forms.RadioSelect)

    def fit(self) -> None:
        self.fields["number"].choices = [
            (edition.number, f"Version {edition.number}, {moments.at(edition.live_from, self.now.moment)}")
            for edition in self.now.waiting
        ]
        if len(self.now.waiting) == 1:
            self.fields["number"].initial = self.now.waiting[0].number


class MoveForm(WaitingForm, TimedForm):
    field_order = ("number", "at", "which")


class RestoreForm(Form):
    number = forms.TypedChoiceField(label="Which version?", coerce=int)

    def fit(self) -> None:
        self.fields["number"].choices = [
            (edition.number, f"Version {edition.number}, {moments.at(edition.live_from, self.now.moment)}")
            for edition in (*reversed(self.now.waiting), *self.now.begun)
        ]


class DuplicateForm(Form):
    title = forms.CharField(label="Name of the new list", max_length=80)

    def fit(self) -> None:
        self.fields["title"].initial = f"{self.list.title}, copy"[:80]


class CopyForm(Form):
    item = forms.TypedChoiceField(label="Which item?", coerce=int)
    to = forms.ModelChoiceField(label="To which list?", queryset=RecommendationList.objects.none())
    move = forms.BooleanField(label="Take it out of this list", required=False)

    def fit(self) -> None:
        self.fields["to"].queryset = rights.allowed(self.user, Right.EDIT).exclude(pk=self.list.pk)
        items = list(self.list.items.kept())
        stories = screen.editions_of(items, self.now.moment)
        self.fields["item"].choices = [
            (item.pk, item.headline or str(stories.get(item.article_id or 0) or item)) for item in items
        ]


@dataclass(frozen=True)
class Question:
    """`run(list, form, by=, seen=)` calls the verb and returns what to tell the person."""

    title: str
    go: str
    run: Callable[..., str]
    right: str = Right.LAUNCH
    form: type[Form] = Form
    facts: str = ""
    nothing: str = "Nothing was changed."
    dangerous: bool = False
    changes: Callable[[RecommendationList, ListStanding, bool], dict[str, Any]] | None = None
    rewrites: bool = False  # the draft: as far as the person may


def places_count(list_: RecommendationList) -> str:
    count = Placement.objects.filter(list=list_).count()
    return f"{count} place{'s' if count != 1 else ''}"


def _launch(list_: RecommendationList, form: Form, **who: Any) -> str:
    edition = curation.launch(list_, note=form.cleaned_data["note"], **who)
    return f"Version {edition.number} is live in {places_count(list_)}."


def _launch_at(list_: RecommendationList, form: Form, **who: Any) -> str:
    said = form.cleaned_data
    edition = curation.launch(list_, at=said["at"], ends_at=said["ends"], note=said["note"], **who)
    return f"Version {edition.number} goes live {moments.at(edition.live_from, clock.now())}."


def _move(list_: RecommendationList, form: Form, **who: Any) -> str:
    said = form.cleaned_data
    edition = curation.move_launch(list_, number=said["number"], to=said["at"], **who)
    return f"Version {edition.number} goes live {moments.at(edition.live_from, clock.now())}."


def _cancel(list_: RecommendationList, form: Form, **who: Any) -> str:
    curation.cancel_launch(list_, number=form.cleaned_data["number"], **who)
    return f"Version {form.cleaned_data['number']} will not go live. The draft is unchanged."


def _undo(list_: RecommendationList, form: Form, **who: Any) -> str:
    edition = curation.undo_launch(list_, **who)
    assert edition.brings_back is not None
    return (
        f"Readers see version {edition.brings_back.number} again, as version {edition.number}. "
        "The draft is unchanged."
    )


def _take_off(list_: RecommendationList, form: Form, **who: Any) -> str:
    curation.take_off(list_, note=form.cleaned_data["note"], **who)
    return "Readers do not see this list any more. What is scheduled stays scheduled."


def _discard(list_: RecommendationList, form: Form, **who: Any) -> str:
    configures = may_configure(who["by"], list_)
    drafting.discard(list_, configures=configures, **who)
    return f"The draft says what was launched last. What went lies in Recently removed.{'' if configures else KEPT}"


def _restore(list_: RecommendationList, form: Form, **who: Any) -> str:
    number, configures = form.cleaned_data["number"], may_configure(who["by"], list_)
    drafting.restore(list_, number=number, configures=configures, **who)
    return (
        f"The draft says what version {number} said. Readers see it once it is launched."
        f"{'' if configures else KEPT}"
    )


#: To those who may not configure the list.
KEPT = " Limits, rule and places stay as the draft has them: they are for those who may configure the list."


def may_configure(user: Any, list_: RecommendationList) -> bool:
    return rights.may(user, Right.CONFIGURE, list_)


def _duplicate(list_: RecommendationList, form: Form, *, by: Any, seen: Any) -> str:
    made = drafting.duplicate(list_, by=by, title=form.cleaned_data["title"])
    return f"“{made.title}” is a new list. It is in no place yet."


def _copy(list_: RecommendationList, form: Form, *, by: Any, seen: Any) -> str:
    said = form.cleaned_data
    drafting.copy(list_, by=by, pk=said["item"], to=said["to"], move=said["move"])
    return f"It is in the draft of “{said['to']}”{' and no longer in this one' if said['move'] else ''}."


def changes_of_launch(list_: RecommendationList, now: ListStanding, configures: bool) -> dict[str, Any]:
    """Against what readers have, and where it shows."""
    before = freezing.launched(now.shown) if now.shown else None
    return {
        **changes(before, freezing.draft(list_), now),
        "shows": places.place_words(Placement.objects.filter(list=list_).select_related("section", "tag")),
        "is_first": before is None,
    }


def changes_of_discarding(list_: RecommendationList, now: ListStanding, configures: bool) -> dict[str, Any]:
    """Of the draft, which becomes what was launched last, be it waiting."""
    if now.newest is None:
        return {}
    draft, after = freezing.draft(list_), freezing.launched(now.newest)
    return changes(draft, after if configures else after.configured_as(draft), now)


def changes(before: Content | None, after: Content, now: ListStanding) -> dict[str, Any]:
    """What comes in, goes out and moves."""
    found = differences.differences(before, after)
    items = [*found.added, *found.removed, *(change.item for change in (*found.moved, *found.changed))]
    names = headlines([item for item in items if not item.headline], now)

    def name(item: Any) -> str:
        return item.headline or names.get(item.article or 0, item.url)

    return {
        "changes": found,
        "added": [name(item) for item in found.added],
        "removed": [name(item) for item in found.removed],
        "moved": [f"{name(change.item)}: from {change.was} to {change.now}" for change in found.moved],
        "changed": [f"{name(change.item)}: {', '.join(change.words)}" for change in found.changed],
        "shape": found.shape,
    }


def headlines(items: list[Any], now: ListStanding) -> dict[int, str]:
    wanted = {item.article for item in items if item.article}
    rows = Edition.objects.filter(article__in=wanted).order_by("live_from")
    return dict(rows.values_list("article", "headline"))


QUESTIONS: dict[str, Question] = {
    "launch": Question(
        "Launch now", "Launch now", _launch, form=LaunchForm, nothing="Not launched.", changes=changes_of_launch
    ),
    "launch-at": Question(
        "Launch at a time", "Schedule the launch", _launch_at, form=LaunchAtForm, nothing="Not scheduled.",
        facts="Items, places and limits are fixed now: what you change later is not in it.", changes=changes_of_launch,
    ),
    "move-launch": Question("Change the time", "Change the time", _move, form=MoveForm),
    "cancel-launch": Question("Cancel a launch", "Cancel the launch", _cancel, form=WaitingForm, dangerous=True),
    "undo-launch": Question("Undo launch", "Undo launch", _undo),
    "take-off": Question(
        "Take the list off the site", "Take it off", _take_off, form=LaunchForm, dangerous=True,
        facts="Its places stay empty until another version is launched.",
    ),
    "discard": Question(
        "Discard changes", "Discard changes", _discard, right=Right.EDIT, dangerous=True, changes=changes_of_discarding, rewrites=True,
        facts="The draft becomes what was launched last. Removed items stay in Recently removed.",
    ),
    "restore": Question(
        "Restore a version", "Restore into the draft", _restore, right=Right.EDIT, form=RestoreForm,
        facts="Readers see nothing of it until it is launched.", rewrites=True,
    ),
    "duplicate": Question("Duplicate the list", "Duplicate", _duplicate, right=Right.EDIT, form=DuplicateForm),
    "copy": Question("Copy an item to another list", "Copy", _copy, right=Right.EDIT, form=CopyForm),
}  # fmt: skip


def page_of(list_: RecommendationList) -> str:
    return reverse("admin:recommendations_recommendationlist_change", args=[list_.pk])


def ask(request: HttpRequest, pk: int, verb: str, *, site: Any) -> HttpResponse:
    list_ = get_object_or_404(rights.allowed(request.user, Right.VIEW), pk=pk)
    question = QUESTIONS.get(verb)
    if question is None:
        raise Http404
    if not rights.may(request.user, question.right, list_):
        raise PermissionDenied
    if verb == "duplicate" and not rights.may_create(request.user):
        raise PermissionDenied
    now = standing(list_, clock.now())
    given = {"list_": list_, "now": now, "user": request.user, "initial": request.GET.dict()}
    form = question.form(request.POST if request.method == "POST" else None, **given)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        seen = Seen.read(request.POST.get("seen", ""))
        try:
            messages.success(request, question.run(list_, form, by=request.user, seen=seen))
            return go(request, page_of(list_))
        except refusals.Outdated:
            list_.refresh_from_db()
            now = standing(list_, clock.now())
            refusal = outdated_words(now, request.user)
        except refusals.Refusal as refused:
            refusal = str(refused)
    configures = may_configure(request.user, list_)
    context = {
        **site.each_context(request),
        "title": question.title,
        "subject": list_.title,
        "form": form,
        "go": question.go,
        "facts": question.facts + (KEPT if question.rewrites and not configures else ""),
        "nothing_happened": question.nothing,
        "refusal": refusal,
        "dangerous": question.dangerous,
        "seen": str(Seen.of(list_, now)),
        "action_url": request.path,
        "back_url": page_of(list_),
        "parent_list_url": reverse("admin:recommendations_recommendationlist_changelist"),
        "parent_list_title": "Recommendation lists",
        **(question.changes(list_, now, configures) if question.changes else {}),
    }
    response = TemplateResponse(request, "recommendations/question.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def outdated_words(now: ListStanding, user: Any) -> str:
    """What happened since the person looked, so that pressing again is done with open eyes."""
    shown = now.shown
    if shown is None:
        return "Somebody changed this list meanwhile. Look at what is shown here now before you go on."
    who = screen.sights.name(shown.by, user)
    return (
        f"Since you opened this, the list changed: version {shown.number} was launched "
        f"{moments.at(shown.live_from, now.moment)} by {who}. What is shown here is new: look before you go on."
    )


class StoryForm(forms.Form):
    use_required_attribute = False
    to = forms.ModelChoiceField(
        label="To which list?",
        queryset=RecommendationList.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose a list."},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="ask_%s", **kwargs)
        self.fields["to"].queryset = rights.allowed(user, Right.EDIT)


def add_story(request: HttpRequest, article_id: int, *, site: Any) -> HttpResponse:
    """A story into a list, from the story's own page."""
    if not rights.may_any(request.user, Right.EDIT):
        raise PermissionDenied
    edition = drafting.pickable(article_id, clock.now())
    if edition is None:
        raise Http404
    form = StoryForm(request.POST if request.method == "POST" else None, user=request.user)
    refusal = ""
    back = reverse("admin:articles_article_change", args=[article_id])
    if not request.user.has_perm("articles.view_article"):
        back = reverse("admin:index")
    if request.method == "POST" and form.is_valid():
        list_ = form.cleaned_data["to"]
        try:
            drafting.add(list_, by=request.user, article_id=article_id)
            messages.success(
                request, f"It is in the draft of “{list_}”. Readers see it there once it is launched."
            )
            return go(request, back)
        except refusals.Refusal as refused:
            refusal = str(refused)
    context = {
        **site.each_context(request),
        "title": "Add to a list",
        "subject": edition.headline,
        "form": form,
        "go": "Add to the draft",
        "refusal": refusal,
        "nothing_happened": "Not added.",
        "back_url": back,
    }
    return TemplateResponse(request, "desk/question.html", context)
