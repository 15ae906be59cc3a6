"""What is asked before a version's wording is sealed, or words are taken out."""

from __future__ import annotations

from typing import Any

from django import forms

from articles import moments
from articles.admin.asking import Form
from articles.models import Change, Edition
from articles.templatetags.desk import capital

WHY = "Why? (kept in the book; name the order or the decision, never the words)"


class VersionForm(Form):
    """`edition` is one of the versions that readers have seen and do not see now."""

    edition = forms.ChoiceField(
        label="Which version?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a version.", "invalid_choice": "That version cannot be chosen."},
    )
    reason = forms.CharField(
        label=WHY,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why: the reason is kept."},
    )
    is_sealed = False

    def fit(self) -> None:
        shown = self.now.shown.pk if self.now.shown else 0
        former: Any = Edition.objects.begun_at(self.now.moment).filter(article=self.article).exclude(pk=shown)
        rows = former.filter(sealed_at__isnull=not self.is_sealed).order_by("-live_from")
        self.fields["edition"].choices = [  # type: ignore[attr-defined]
            (
                str(row.pk),
                f"{capital(moments.at(row.live_from, self.now.moment))}: {Change(row.change).label}, “{row.headline}”",
            )
            for row in rows.only("live_from", "change", "headline")
        ]


class SealForm(VersionForm):
    pass


class UnsealForm(VersionForm):
    is_sealed = True


class RedactForm(Form):
    words = forms.CharField(
        label="Words that must go, one passage a line",
        help_text="Whole words, whatever their capitals. All of them at once: a version can be redacted only once.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write the words that must go."},
    )
    reason = forms.CharField(
        label=WHY,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why: the reason is kept."},
    )
