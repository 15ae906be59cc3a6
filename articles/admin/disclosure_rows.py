"""Disclosures in the story's form: a row each, and an empty one for the next. Works without script."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles import disclosures
from articles.disclosures import KINDS, LONGEST_COMPANY, LONGEST_TEXT, MOST, NOTHING, read, stored

PARTS = ("kind", "company", "text")


class DisclosureRows(forms.Widget):
    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        rows = list(value or [])[:MOST]
        if len(rows) < MOST:
            rows.append(dict.fromkeys(PARTS, ""))
        context = {
            "rows": [{"prefix": f"{name}-{place}", **row} for place, row in enumerate(rows)],
            "id": f"id_{name}",
            "kinds": [(kind, title) for kind, (title, _words) in KINDS.items()],
            "wordings": [(title, words.format(company="…")) for title, words in KINDS.values() if words],
            "longest_company": LONGEST_COMPANY,
            "longest_text": LONGEST_TEXT,
        }
        return render_to_string("desk/story/disclosures.html", context)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        rows = ({part: data.get(f"{name}-{place}-{part}", "") for part in PARTS} for place in range(MOST))
        return [row for row in rows if any(value.strip() for value in row.values())]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """A form that does not ask leaves them as they are."""
        return f"{name}-0-kind" not in data

    # As one text, for the page that compares two forms

    def format_value(self, value: Any) -> str:
        return json.dumps(stored(read(value)))

    def write(self, post: QueryDict, name: str, text: str) -> None:
        for place in range(MOST):
            for part in PARTS:
                post.pop(f"{name}-{place}-{part}", None)
        post[f"{name}-0-kind"] = ""
        for place, row in enumerate(json.loads(text or "[]")):
            for part, value in row.items():
                post[f"{name}-{place}-{part}"] = value


class DisclosuresField(forms.Field):
    widget = DisclosureRows

    def clean(self, value: list[dict[str, str]]) -> list[dict[str, str]]:
        if any(row["kind"] not in KINDS for row in value):
            raise forms.ValidationError("Say what kind of disclosure it is.")
        found = read(value)
        if missing := [item.missing for item in found if item.missing]:
            raise forms.ValidationError(missing)
        if len(found) > 1 and any(item.kind == NOTHING for item in found):
            raise forms.ValidationError(
                "“Nothing to disclose” stands beside something disclosed. Take one of them out."
            )
        return stored(found)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return read(initial) != read(data)


def in_words(text: str) -> str:
    return disclosures.in_words(read(json.loads(text or "[]")))
