"""The sheet of keys. What `static/desk/shortcuts.js` and the editor listen for is told here, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


@dataclass(frozen=True)
class Part:
    words: str
    is_key: bool = True


@dataclass(frozen=True)
class Shortcut:
    what: str
    keys: str  # keys side by side; "then" and "type" are words between them

    @property
    def parts(self) -> list[Part]:
        return [
            Part(words.replace("+", " "), is_key=words not in ("then", "type", "or"))
            for words in self.keys.split()
        ]


@dataclass(frozen=True)
class Group:
    title: str
    shortcuts: tuple[Shortcut, ...]


GROUPS = (
    Group(
        "Everywhere",
        (
            Shortcut("Find a story", "/"),
            Shortcut("This sheet", "?"),
            Shortcut("Today", "G then T"),
            Shortcut("Stories", "G then S"),
            Shortcut("Calendar", "G then C"),
            Shortcut("Lists", "G then L"),
        ),
    ),
    Group(
        "Body",
        (
            Shortcut("Bold, italic, link", "Ctrl+B Ctrl+I Ctrl+K"),
            Shortcut("Headings", "type ## or ### or ####"),
            Shortcut("Figure", "Alt+Shift+F"),
            Shortcut("Pull quote", "Alt+Shift+Q"),
            Shortcut("To the toolbar", "Alt+F10"),
        ),
    ),
    Group(
        "Story",
        (
            Shortcut("Save", "Ctrl+S"),
            Shortcut("Preview beside the text", "Alt+Shift+P"),
            Shortcut("To the story panel", "Alt+Shift+S"),
            Shortcut("Next finding", "F8"),
        ),
    ),
    Group(
        "Compare",
        (
            Shortcut("Next change", "N"),
            Shortcut("Previous change", "P"),
        ),
    ),
    Group(
        "List",
        (
            Shortcut("Add", "A"),
            Shortcut("Move the item", "Alt+↑ Alt+↓"),
            Shortcut("Edit, remove", "E Del"),
        ),
    ),
)


def sheet(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    context = {**site.each_context(request), "title": "Keyboard shortcuts", "groups": GROUPS}
    return TemplateResponse(request, "desk/shortcuts.html", context)
