"""A page of the desk that somebody saved while somebody else had it open. Who comes second is told what differs, with
what was typed kept; whoever saves then does it knowingly. Stories and lists, which have versions, do more.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.text import Truncator

from articles.admin import conflict, sights

#: Of what is saved now, beside the field.
LONGEST = 300


class SeenForm(forms.ModelForm):
    """Carries a mark of each value that it was made from."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    user: Any = None
    #: Related names of the rows that stand on the same page.
    rows: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["seen"]
        else:
            self.initial["seen"] = self.marks()

    def marks(self) -> str:
        """Of what is saved: "name:3b0c… links:99aa…"."""
        values = {name: conflict.stored(self, name) for name in self.fields if name != "seen"}
        for name in self.rows:
            values[name] = repr(list(getattr(self.instance, name).order_by("pk").values_list()))
        return " ".join(
            f"{name}:{blake2b(value.encode(), digest_size=8).hexdigest()}" for name, value in values.items()
        )

    def clean(self) -> Any:
        cleaned = super().clean()
        if "seen" in self.fields and (differs := self.differs()):
            person = last_to_save(self.instance)
            who = sights.name(person, self.user) if person else "Somebody"
            saved = "You saved in another window" if who == "you" else f"{who} saved this"
            self.add_error(None, f"{saved} meanwhile. Save again to put yours in its place.")
            for name, words in differs.items():
                self.add_error(None if name in self.rows else name, words)
            self.data = self.data.copy()
            self.data["seen"] = self.initial["seen"]
        return cleaned

    def differs(self) -> dict[str, str]:
        """What somebody changed meanwhile, and this form would put back or write over: in words, by name."""
        seen = self.data.get("seen", "").split()
        found = {}
        for mark in self.initial["seen"].split():
            name = mark.partition(":")[0]
            if mark in seen:
                continue
            if name in self.rows:
                lines = ", ".join(map(str, getattr(self.instance, name).all()))
                found[name] = f"The {name} are now: {lines or 'none'}."
                continue
            saved = conflict.stored(self, name)
            if conflict.changed(name, saved, conflict.posted(self.data, self, name)):
                words = Truncator(conflict.in_words(self.fields[name], saved)).chars(LONGEST)
                found[name] = f"It says now: “{words}”" if words else "It is empty now."
        return found


def last_to_save(thing: Any) -> Any:
    about = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(thing), object_id=str(thing.pk)
    )
    entry = about.select_related("user").first()
    return entry.user if entry else None


class SavedKnowingly:
    """For a ModelAdmin whose form is a SeenForm. Its template shows the hidden field."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]
        form.user = request.user
        related = {found.related_model: found.get_accessor_name() for found in self.opts.related_objects}  # type: ignore[attr-defined]
        form.rows = tuple(related[inline.model] for inline in self.inlines)  # type: ignore[attr-defined]
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, *args, **kwargs)  # type: ignore[misc]
        with transaction.atomic():
            if found := self.get_object(request, unquote(object_id)):  # type: ignore[attr-defined]
                # Alone, for no database locks what is counted along with it.
                self.model._default_manager.select_for_update(no_key=True).filter(pk=found.pk).first()  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, *args, **kwargs)  # type: ignore[misc]
