"""The body editor: a form field, its widget, and what a change form has to do for it.

The widget is a plain `<textarea>` with the body's HTML, which works as it is. With JavaScript the modules under
`static/desk/editor/` put django-prose-editor's ProseMirror in its place, set to exactly the canonical HTML.
"""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import HttpRequest
from js_asset import ImportMap, Media, Script

from articles import embeds, prose
from articles.fields import ProseField

PICK_URL = "/admin/pictures/pick/"
UPLOAD_URL = "/admin/articles/image/upload/"
STORIES_URL = "/admin/stories/find/"
THUMB_URL = "/admin/pictures/0/thumb/"  # 0 stands for the picture's number

MODULES = (
    "nodes",
    "embeds",
    "tables",
    "toolbar",
    "paste",
    "dialogs",
    "links",
    "library",
    "picker",
    "acts",
    "words",
    "addresses",
    "elements",
)

# By name and not by relative path, so that hashed file names reach the browser.
importmap = ImportMap(
    {"django-prose-editor/editor": "django_prose_editor/editor.js"}
    | {f"desk/editor/{module}": f"desk/editor/{module}.js" for module in MODULES}
    | {"desk/alt": "desk/alt.js"}
)


class BodyWidget(forms.Textarea):
    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        *,
        pick: str = PICK_URL,
        thumb: str = THUMB_URL,
        stories: str = STORIES_URL,
        upload: str = UPLOAD_URL,
    ) -> None:
        ours = {"rows": 24, "data-body-editor": "", "data-pick": pick, "data-thumb": thumb}
        ours |= {"data-stories": stories, "data-upload": upload}
        super().__init__(ours | {"data-embeds": json.dumps(embeds.patterns())} | (attrs or {}))

    @property
    def media(self) -> Media:
        return Media(
            css={"all": ["desk/editor/editor.css"]},
            js=[Script("desk/editor/editor.js", type="module")],
            importmap=importmap,
        )

    def use_required_attribute(self, initial: Any) -> bool:
        """The browser could not show its complaint about a hidden field."""
        return False


class BodyField(forms.CharField):
    """Gives canonical HTML. Whatever other widget the admin brings along, this one shows the editor."""

    widget = BodyWidget

    def __init__(self, *, widget: Any = None, **kwargs: Any) -> None:
        is_ours = isinstance(widget, BodyWidget) or (
            isinstance(widget, type) and issubclass(widget, BodyWidget)
        )
        super().__init__(widget=widget if is_ours else BodyWidget, **kwargs)

    def to_python(self, value: Any) -> str:
        return prose.clean(super().to_python(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether it says something else: the editor writes the same body in other tags."""
        return prose.clean(initial or "") != prose.clean(data or "")


ProseField.form_class = BodyField


def media_for(request: HttpRequest, media: forms.Media) -> Media:
    """The media of a page with the editor. Its import map is an inline script, so it needs the page's nonce."""
    return Media.from_media(media, nonce=str(request.csp_nonce))  # type: ignore[attr-defined]  # by django-csp


class WithBodyEditor:
    """For a ModelAdmin whose form has a body. Its template shows `{{ media }}` as Django's own change form does."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        context["media"] = media_for(request, context["media"])
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
