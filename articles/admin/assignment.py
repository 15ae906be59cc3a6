"""The assignment of a story: what its card says, what “Change…” asks, and giving several stories to one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from articles import clock, moments
from articles.admin.addresses import verb_url
from articles.admin.asking import Form
from articles.admin.sights import name
from articles.desk import assigning, rights
from articles.desk.assigning import Assignment
from articles.models import Article, Priority

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST = 50_000  # words


def today() -> date:
    return timezone.localtime(clock.now()).date()


def due(article: Article, moment: Any) -> str:
    """ "due Thu 26 Nov", "due today", "overdue since Thu 26 Nov"; nothing without a planned day."""
    if article.planned_for is None:
        return ""
    here = timezone.localtime(moment).date()
    near = {0: "today", 1: "tomorrow"}.get((article.planned_for - here).days)
    when = near or moments.day(article.planned_for, here)
    return f"overdue since {when}" if is_overdue(article, moment) else f"due {when}"


def is_overdue(article: Article, moment: Any) -> bool:
    """Its day is over, and what is being written is not out."""
    is_out = article.newest_digest and article.newest_digest == article.digest
    return bool(
        article.planned_for and article.planned_for < timezone.localtime(moment).date() and not is_out
    )


def line(article: Article, moment: Any, reader: Any) -> str:
    """What a row of a list says of it."""
    parts = [due(article, moment)]
    if article.assignee_id:
        parts.append(f"assigned to {name(article.assignee, reader)}")
    if article.priority == Priority.HIGH:
        parts.append("priority")
    return " · ".join(filter(None, parts))


@dataclass(frozen=True)
class Card:
    assignee: Any
    is_you: bool
    day: str
    is_overdue: bool
    commissioned: str  # words, as one writes the number
    priority: str
    change_url: str  # empty if the person may not

    @property
    def is_empty(self) -> bool:
        return not (self.assignee or self.day or self.commissioned or self.priority)


def card(article: Article, user: Any, moment: Any) -> Card:
    may = not article.binned_at and rights.may(user, "assign", article)
    here = timezone.localtime(moment).date()
    return Card(
        assignee=article.assignee,
        is_you=article.assignee_id == user.pk,
        day=moments.day(article.planned_for, here) if article.planned_for else "",
        is_overdue=is_overdue(article, moment),
        commissioned=f"{article.commissioned:,}" if article.commissioned else "",
        priority=article.get_priority_display() if article.priority != Priority.NORMAL else "",
        change_url=verb_url(article, "assign") if may else "",
    )


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AssignForm(Form):
    assignee = forms.ModelChoiceField(
        label="Assigned to", queryset=Article.objects.none(), required=False, empty_label="Nobody"
    )
    planned_for = forms.DateField(
        label="Planned for",
        required=False,
        widget=DayInput,
        help_text="A day to work towards. Not the publication time.",
        error_messages={"invalid": "Write the day, as 2026-11-26."},
    )
    commissioned = forms.IntegerField(
        label="Length in words",
        required=False,
        min_value=1,
        max_value=LONGEST,
        error_messages={"invalid": "Write the length as a number of words."},
    )
    priority = forms.ChoiceField(label="Priority", choices=Priority.choices)
    note = forms.CharField(label="Note (optional)", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            said = Assignment.of(self.article)
            self.initial = {field: getattr(said, field) for field in Assignment.FIELDS} | self.initial

    def fit(self) -> None:
        able = assigning.writers()
        if self.article.assignee_id:  # who has it keeps it, whatever became of their role
            known = able.model.objects.filter(
                Q(pk__in=able.order_by().values("pk")) | Q(pk=self.article.assignee_id)
            )
            able = known.order_by("first_name", "last_name", "username")
        self.fields["assignee"].queryset = able

    def clean_planned_for(self) -> date | None:
        day = self.cleaned_data["planned_for"]
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(f"Choose a day between {FIRST_YEAR} and {LAST_YEAR}.")
        return day


def run(article: Article, form: AssignForm, *, by: Any, seen: Any = None) -> None:
    """Whatever the text has become since the page was made: an assignment does not touch it."""
    said = form.cleaned_data
    assigning.assign(article, by=by, note=said["note"], **{field: said[field] for field in Assignment.FIELDS})


class SeveralForm(forms.Form):
    """To whom the ticked stories go."""

    use_required_attribute = False
    action = forms.CharField(widget=forms.HiddenInput)
    index = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(widget=forms.HiddenInput, required=False)
    assignee = forms.ModelChoiceField(
        label="Assign to",
        queryset=Article.objects.none(),
        empty_label="Choose a person",
        error_messages={"required": "Choose a person.", "invalid_choice": "Choose a person of the list."},
    )

    def __init__(self, *args: Any, stories: QuerySet[Article], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="ask_%s", **kwargs)
        self.fields["assignee"].queryset = assigning.writers()
        chosen = [str(pk) for pk in stories.values_list("pk", flat=True)]
        self.fields[ACTION_CHECKBOX_NAME] = forms.MultipleChoiceField(
            choices=[(pk, pk) for pk in chosen],
            initial=chosen,
            widget=forms.MultipleHiddenInput,
            required=False,
        )


def ask_whom(
    request: HttpRequest, stories: QuerySet[Article], form: SeveralForm, *, site: Any
) -> HttpResponse:
    """The question before several stories are given to somebody: a page of its own, for the list asks no more."""
    count = stories.count()
    context = {
        **site.each_context(request),
        "title": "Assign to…",
        "subject": f"{count} {'story' if count == 1 else 'stories'}",
        "form": form,
        "go": f"Assign {count} {'story' if count == 1 else 'stories'}",
        "nothing_happened": "Nothing was assigned.",
        "back_url": request.get_full_path(),
        "parent_list_url": reverse("admin:articles_article_changelist"),
        "parent_list_title": "Stories",
    }
    return TemplateResponse(request, "desk/question.html", context)
