"""The sheets of the stories' own models."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import models

from articles import plain
from articles.digest import digest_of
from articles.models import (
    Address,
    Article,
    ArticleByline,
    ArticlePicture,
    ArticleTag,
    Author,
    ContactLink,
    Correction,
    Credit,
    Edition,
    EditionByline,
    EditionPicture,
    EditionTag,
    Image,
    Note,
    Origin,
    Page,
    Redirect,
    Revision,
    Section,
    StoryTemplate,
    Tag,
    Transition,
)
from articles.moving.lines import Line, Wrong
from articles.moving.sheets import Made, Part, People, Sheet, told

#: Models of this app that no sheet writes, each with the reason.
LEFT_OUT = {
    "SearchText": "made of the editions; the import makes it anew",
    "Renamed": "made of the editions; the import makes it anew",
    "EditionReference": "made of the editions; the import makes it anew",
    "DeskWords": "made of the stories; the import makes it anew",
    "EditionWords": "made of the editions; the import makes it anew",
    "SocialCard": "a drawing of the headline; the worker makes it anew",
    "Notice": "one person's bell: it rang already",
    "MailChoice": "of one site's mail, and a person's own",
    "PreviewLink": "opens a draft to who has it, for days only",
    "RehearsalLink": "opens a draft to who has it, for days only",
    "UnsavedText": "nobody said that it is to be kept",
    "Presence": "of this minute",
    "Purge": "of the pages that one site's edge keeps",
    "PurgeCount": "of the pages that one site's edge keeps",
}
_PATH = re.compile(r"/[-a-zA-Z0-9_]+/[-a-zA-Z0-9_]+/")
_PUBLIC_ID = re.compile(r"[a-z0-9]{1,16}")
ANOTHER = "its text is not the one that its digest was made of"


class PeopleSheet(Sheet):
    """Names, and no more: neither passwords, letters' addresses nor rights go from one site to another."""

    def line(self, row: models.Model, people: People) -> Line:
        return {name: getattr(row, name) for name in ("username", "first_name", "last_name")}

    def keys(self) -> set[str]:
        return {"username", "first_name", "last_name"}


class ImageSheet(Sheet):
    def look(self, row: models.Model, made: Made) -> None:
        assert isinstance(row, Image)
        for name, value, length in (("content_hash", row.content_hash, 64), ("key", row.key, 32)):
            if not re.fullmatch(f"[0-9a-f]{{{length}}}", value):
                raise Wrong(f"“{name}” should be {length} digits, 0 to 9 and a to f")


class ArticleSheet(Sheet):
    def look(self, row: models.Model, made: Made) -> None:
        assert isinstance(row, Article)
        if not _PUBLIC_ID.fullmatch(row.public_id):
            raise Wrong("“public_id” is none")
        _compare(row, made, *_hanging(made))


class RevisionSheet(Sheet):
    def look(self, row: models.Model, made: Made) -> None:
        assert isinstance(row, Revision)
        for signed in row.bylines:
            if not (
                isinstance(signed, dict)
                and set(signed) == {"author", "role"}
                and type(signed["author"]) is int
                and signed["role"] in Credit.values
            ):
                raise Wrong("“bylines” has something that is no byline")
        if not all(type(topic) is int for topic in row.topics):
            raise Wrong("“topics” has something that is no number of a topic")
        if not all(isinstance(name, str) for name in row.changed):
            raise Wrong("“changed” has something that is no name of a field")
        _compare(row, made, row.bylines, row.topics)


class NoteSheet(Sheet):
    """Whom it mentions hangs on it by a table that has no name to reach it by."""

    def rows(self) -> Iterator[models.Model]:
        return Note.objects.order_by("pk").prefetch_related("mentions").iterator(chunk_size=200)

    def line(self, row: models.Model, people: People) -> Line:
        assert isinstance(row, Note)
        line: Line = {each.name: told(row, each, people) for each in self.fields()}
        return line | {"mentions": sorted(person.username for person in row.mentions.all())}


class EditionSheet(Sheet):
    def look(self, row: models.Model, made: Made) -> None:
        assert isinstance(row, Edition)
        if not _PATH.fullmatch(row.path):
            raise Wrong("“path” is no address of a story")
        if not _PUBLIC_ID.fullmatch(row.story_id):
            raise Wrong("“story_id” is none")
        _compare(row, made, *_hanging(made))


class AddressSheet(Sheet):
    def look(self, row: models.Model, made: Made) -> None:
        assert isinstance(row, Address)
        if not _PATH.fullmatch(row.path):
            raise Wrong("“path” is no address of a story")


class RedirectSheet(Sheet):
    def look(self, row: models.Model, made: Made) -> None:
        assert isinstance(row, Redirect)
        if bool(row.target) == bool(row.story_id):
            raise Wrong("it leads to a story or to a path, and to one of them only")
        if row.target and not (row.target.startswith("/") and plain.address(row.target)):
            raise Wrong("“target” is no path of this site")


class BookSheet(Sheet):
    """What an entry is about is named by type and number; people and roles by their names."""

    def fields(self) -> list[models.Field]:
        return [each for each in super().fields() if not each.name.startswith("subject_")]

    def keys(self) -> set[str]:
        return super().keys() | {"subject"}

    def line(self, row: models.Model, people: People) -> Line:
        assert isinstance(row, Transition)
        line = {each.name: told(row, each, people) for each in self.fields()}
        return line | {"subject": self._subject(row, people)}

    def _subject(self, row: Transition, people: People) -> list[Any]:
        kind = ContentType.objects.get_for_id(row.subject_type_id)
        model = kind.model_class()
        which: Any = row.subject_id
        if model is get_user_model():
            which = people.name(which)
        elif model is Group:
            which = people.role(which)
        return [f"{kind.app_label}.{kind.model}", which]

    def made(self, line: Line, people: People) -> Made:
        subject = line.pop("subject", None)
        if not (isinstance(subject, list) and len(subject) == 2 and isinstance(subject[0], str)):
            raise Wrong("“subject” is no pair of a type and a number or name")
        made = super().made(line, people)
        (row,) = made.rows
        assert isinstance(row, Transition)
        row.subject_type = _type(subject[0])
        row.subject_id = self._number(row.subject_type.model_class(), subject[1], people)
        return made

    def _number(self, model: type[models.Model] | None, which: Any, people: People) -> int:
        """0 of a person or a role that is gone."""
        if model is get_user_model():
            return people.key(which) or 0
        if model is Group:
            return people.role_key(which) or 0
        if type(which) is not int or which < 0:
            raise Wrong("“subject” has no number")
        return which


def _type(name: str) -> ContentType:
    app, _, model = name.partition(".")
    try:
        return ContentType.objects.get_by_natural_key(app, model)
    except ContentType.DoesNotExist:
        raise Wrong(f"“subject” is of a type that nobody knows here: “{name:.40}”") from None


def _hanging(made: Made) -> tuple[list[Any], list[int]]:
    """Names and topics, as a digest takes them."""
    signed = [row for row in made.rows if isinstance(row, ArticleByline | EditionByline)]
    ordered = sorted(signed, key=lambda row: row.order)
    return (
        [{"author": row.author_id, "role": row.role} for row in ordered],
        [row.tag_id for row in made.rows if isinstance(row, ArticleTag | EditionTag)],
    )


def _compare(row: Article | Revision | Edition, made: Made, bylines: list[Any], topics: list[int]) -> None:
    """Digests are taken as they are: one that no longer fits is evidence, and `verify_editions` will name it too."""
    if row.digest and digest_of(row, bylines=bylines, topics=topics) != row.digest:
        made.told.append(ANOTHER)


SHEETS: tuple[Sheet, ...] = (
    PeopleSheet("people", get_user_model(), has_id=False, may_stand=True),
    Sheet("sections", Section),
    ImageSheet(
        "images",
        Image,
        without={
            "file": "“original” names the file in the archive",
            "is_placed": "of the public place, which is filled anew",
            "ready": "of the public place, which is filled anew",
            "trouble": "of the public place, which is filled anew",
            "troubled_at": "of the public place, which is filled anew",
        },
    ),
    Sheet("tags", Tag),
    Sheet("authors", Author, parts=(Part("links", ContactLink, "author", order=("order", "pk")),)),
    Sheet("pages", Page, has_id=False),
    RedirectSheet("redirects", Redirect, has_id=False),
    ArticleSheet(
        "articles",
        Article,
        later=("set_aside",),
        parts=(
            Part("bylines", ArticleByline, "article", order=("order", "pk")),
            Part("tags", ArticleTag, "content_object", only="tag"),
            Part("pictures", ArticlePicture, "article", only="image"),
        ),
    ),
    RevisionSheet("revisions", Revision),
    NoteSheet("notes", Note, parts=(Part("mentions", Note.mentions.through, "note", only="user"),)),
    Sheet("templates", StoryTemplate, has_id=False),
    EditionSheet(
        "editions",
        Edition,
        parts=(
            Part(
                "bylines",
                EditionByline,
                "edition",
                repeats=("article", "first_published"),
                order=("order", "pk"),
            ),
            Part("tags", EditionTag, "edition", only="tag", repeats=("article", "first_published")),
            Part("pictures", EditionPicture, "edition", only="image"),
            Part("corrections", Correction, "edition", repeats=("article", "live_from")),
        ),
    ),
    AddressSheet("addresses", Address, has_id=False),
    Sheet("origins", Origin, has_id=False),
    BookSheet("transitions", Transition, has_id=False, may_stand=True),
)
