"""Forms that know the story and the person, so that a question asks only what it has to."""

from __future__ import annotations

from typing import Any

from django import forms

from articles.desk import readiness
from articles.desk.standing import Standing
from articles.models import Article


class Form(forms.Form):
    """Knows the story and the person, so that a question asks only what it has to."""

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        article: Article,
        now: Standing,
        reader: Any = None,
        may_override: bool = False,
        **kwargs: Any,
    ) -> None:
        self.article, self.now, self.reader, self.may_override = article, now, reader, may_override
        super().__init__(*args, auto_id="ask_%s", **kwargs)
        self.fit()

    def fit(self) -> None:
        """Leave out what is not asked of this story now."""

    def full_clean(self) -> None:
        super().full_clean()
        for name in self._errors or {}:
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"


class NoteForm(Form):
    note = forms.CharField(label="Note (optional)", required=False, widget=forms.Textarea(attrs={"rows": 2}))


class CheckedForm(NoteForm):
    """Of a verb that checks stop: whoever has the right may go over them."""

    verb = ""
    override = forms.CharField(
        label="Go on anyway: why? (kept)", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def fit(self) -> None:
        self.stopping = readiness.stopping(self.article, self.verb)
        if not (self.stopping and self.may_override):
            del self.fields["override"]

    def clean_override(self) -> str:
        reason = self.cleaned_data["override"]
        if reason and len(reason.split()) < 2:
            raise forms.ValidationError("Give a reason of at least a few words.")
        return reason


class SubmitForm(CheckedForm):
    verb = readiness.SUBMIT


class ApproveForm(CheckedForm):
    verb = readiness.APPROVE


def asking(
    label: str, help_text: str = "", name: str = "note", required: str = "Say it in a few words."
) -> type[Form]:
    """A form of one text that has to be there."""
    field = forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": required},
    )
    return type("AskingForm", (Form,), {name: field})
