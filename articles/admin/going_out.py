"""What is asked before readers see something else: publishing, timing, withdrawing and what undoes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms

from articles.admin.asking import Form
from articles.admin.when import MomentField, WhichHour
from articles.desk import echoes, readiness, second_look
from articles.desk.clearance import CorrectionText
from articles.desk.echoes import Echo
from articles.models import Change, Correction, Edition


class WithdrawForm(Form):
    reason = forms.CharField(
        label="Why? (for the desk, kept)",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why: the reason is kept."},
    )
    notice = forms.CharField(
        label="Notice for readers, at its address (optional)",
        required=False,
        help_text="As “We withdrew this story because a number in it was wrong.” Never the headline.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class NoticeForm(Form):
    notice = forms.CharField(
        label="Notice for readers, at its address", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def fit(self) -> None:
        if self.now.last:
            self.fields["notice"].initial = self.now.last.withdrawal_notice


class TimedForm(Form):
    at = MomentField(label="When?", error_messages={"required": "Choose a day and a time."})
    which = WhichHour()

    def full_clean(self) -> None:
        if self.is_bound:
            self.fields["at"].fold = self.data.get(self.add_prefix("which"), "")
        super().full_clean()

    @property
    def comes_twice(self) -> bool:
        return bool(self.errors.get("at") and self.errors["at"].as_data()[0].code == "ambiguous")


class CheckedTimeForm(TimedForm):
    """Checks stop it, as of the moment that is asked for; whoever has the right may go over them with a reason."""

    publish_anyway = forms.BooleanField(label="Publish anyway", required=False)
    override = forms.CharField(
        label="Why? (kept with this publication)",
        required=False,
        help_text="Listed with the overridden checks.",
    )
    stopping: Sequence[readiness.Finding] = ()
    considering: Sequence[readiness.Finding] = ()

    def start(self) -> datetime | None:
        """The moment that was asked for: what is right today may be over by then."""
        try:
            return self.fields["at"].clean(self.data.get("at"))
        except forms.ValidationError:
            return None

    def weigh(self, found: Iterable[readiness.Finding], start: datetime) -> None:
        found, embargo = list(found), self.article.embargo_until
        self.stopping = [item for item in found if readiness.PUBLISH in item.stops]
        self.considering = [item for item in found if item not in self.stopping]
        self.embargo = embargo if embargo and start < embargo else None
        if not ((self.stopping or self.embargo) and self.may_override):
            del self.fields["publish_anyway"], self.fields["override"]

    @property
    def blocked(self) -> bool:
        """Whether no other moment would help somebody who may not go over checks."""
        for_good = any(not (finding.about and self.is_bound) for finding in self.stopping)
        return for_good and not self.may_override

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("publish_anyway") and len(said.get("override", "").split()) < 2:
            self.add_error("override", "Give a reason of at least a few words.")
        return said

    def reason(self) -> str:
        said = self.cleaned_data
        return said.get("override", "") if said.get("publish_anyway") else ""


class MoveForm(CheckedTimeForm):
    def fit(self) -> None:
        if self.now.waiting is None:
            return self.weigh((), self.now.moment)
        self.fields["at"].initial = self.now.waiting.live_from
        waiting = Edition.objects.get(pk=self.now.waiting.pk)
        start = self.start() or waiting.live_from
        found = second_look.findings([waiting], at=start)[waiting.pk]
        # Its text is fixed: there is no field to go to.
        return self.weigh([replace(finding, field="") for finding in found], start)


class EndForm(TimedForm):
    def fit(self) -> None:
        edition = self.now.waiting or self.now.shown
        if edition:
            self.fields["at"].initial = edition.ends_at


class ReinstateForm(Form):
    note = forms.CharField(label="Note (optional)", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    override = forms.CharField(label="Why before the embargo ends? (kept)", required=False)

    def fit(self) -> None:
        embargo = self.article.embargo_until
        if not (embargo and embargo > self.now.moment and self.may_override):
            del self.fields["override"]


class PublishForm(CheckedTimeForm):
    """`starts` is "now" or "at"; a first publication has no kind of change."""

    change = forms.ChoiceField(
        label="What kind of change is it?",
        choices=[(item.value, item.label) for item in (Change.MINOR, Change.UPDATE, Change.CORRECTION)],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what kind of change it is."},
    )
    note = forms.CharField(label="What is new, in one line (readers see it)", required=False, max_length=160)
    kind = forms.ChoiceField(
        label="Correction or clarification",
        choices=[
            ("correction", "Correction: it was wrong"),
            ("clarification", "Clarification: true, but could mislead"),
        ],
        initial="correction",
        required=False,
        widget=forms.RadioSelect,
    )
    wrote = forms.CharField(
        label="What we wrote (readers see it)", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    it_is = forms.CharField(
        label="What is right (readers see it)", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    serious = forms.BooleanField(label="Serious: the notice stands before the text", required=False)
    dealt = forms.MultipleChoiceField(
        label="The same words also stand here", required=False, widget=forms.CheckboxSelectMultiple
    )
    starts = forms.ChoiceField(
        label="When?", choices=[("now", "Now"), ("at", "At a time")], initial="now", widget=forms.RadioSelect
    )
    at = MomentField(label="At a time", required=False)
    replace = forms.BooleanField(label="Replace what is scheduled", required=False)
    put_back = forms.BooleanField(label="Put it back on the site", required=False)

    echoes: Sequence[Echo] = ()

    def fit(self) -> None:
        article, now = self.article, self.now
        start = self.start() or now.moment
        self.weigh(readiness.findings(article, at=start), start)
        if not now.ever_shown:
            for name in ("change", "note", "kind", "wrote", "it_is", "serious", "dealt"):
                del self.fields[name]
        else:
            self.echoes = echoes.of(article, now.moment)
            self.fields["dealt"].choices = [(echo.name, echo.words) for echo in self.told_echoes]
        if not now.waiting:
            del self.fields["replace"]
        if not now.was_withdrawn:
            del self.fields["put_back"]

    @property
    def told_echoes(self) -> list[Echo]:
        return [echo for echo in self.echoes if echo.is_told_to(self.reader)]

    def start(self) -> datetime | None:
        return super().start() if self.data.get("starts") == "at" else None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        change = said.get("change")
        if change == Change.UPDATE and not said.get("note", "").strip():
            self.add_error("note", "Say in one line what is new. Readers see it.")
        if change == Change.CORRECTION:
            if not said.get("wrote", "").strip():
                self.add_error("wrote", "Write what was wrong. Readers see this text.")
            if not said.get("it_is", "").strip():
                self.add_error("it_is", "Write what is right. Readers see this text.")
        if said.get("starts") == "at":
            if "at" not in self.errors and not said.get("at"):
                self.add_error("at", "Choose a day and a time.")
        else:
            said["at"] = None
            self.errors.pop("at", None)
        return said

    def correction(self) -> CorrectionText | None:
        said = self.cleaned_data
        if said.get("change") != Change.CORRECTION:
            return None
        return CorrectionText(
            wrote=said["wrote"],
            it_is=said["it_is"],
            kind=said.get("kind") or Correction.Kind.CORRECTION,
            serious=said["serious"],
        )
