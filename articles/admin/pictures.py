"""Choosing a picture of the library in a form: a number without script, a picture with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import plain
from articles.models import Image
from articles.templatetags.desk import icon


class PictureInput(forms.NumberInput):
    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        number = str(value or "")  # what was typed may be anything
        image = Image.objects.filter(pk=number).first() if plain.is_number(number) else None
        thumb = reverse("admin:picture_thumb", args=[image.pk]) if image else ""
        script = static("desk/picker.js")
        return format_html(
            '<div class="picture-field" data-picture-field data-thumbs="{}">'
            '<img class="thumb" src="{}" alt=""{}><p class="row-line" data-title>{}</p>'
            '<span class="number"><span class="help">Number in the library</span> {}</span>'
            '<span class="buttons"><a class="btn small" href="{}" data-picks data-later="{}">{}{}</a>'
            '<button type="button" class="btn small" data-clears data-later="{}"{}>Remove</button></span></div>',
            reverse("admin:picture_thumb", args=[0]),
            thumb,
            "" if thumb else SafeString(" hidden"),
            image.title if image else "No picture",
            super().render(name, value, {**(attrs or {}), "min": 1}, renderer),
            reverse("admin:picture_choose"),
            script,
            icon("image"),
            "Choose a picture…",
            script,
            "" if thumb else SafeString(" hidden"),
        )


class PictureField(forms.ModelChoiceField):
    widget = PictureInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["invalid_choice"] = "There is no picture with that number."
