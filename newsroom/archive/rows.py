"""From what happened to a story to the rows that the desk's verbs would have left behind.

Keys are counted by the story's number, with gaps: so every process knows its own, and newer stories have higher ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cached_property
from operator import itemgetter
from typing import Any

from django.db import models

from articles import query
from articles.digest import Signed, digest_of
from articles.models import (
    Address,
    Article,
    ArticleByline,
    ArticleTag,
    Change,
    Correction,
    DeskWords,
    Edition,
    EditionByline,
    EditionPicture,
    EditionReference,
    EditionTag,
    EditionWords,
    Revision,
    SearchText,
    Story,
    Transition,
    words,
)
from newsroom.archive.plans import Plan, Version

#: In the order in which they are written: what others point at comes first. How many keys a story has at most.
KEYS: dict[type[models.Model], int] = {
    Article: 1,
    ArticleByline: 2,
    ArticleTag: 4,
    Revision: 5,
    Address: 1,
    Edition: 4,
    EditionByline: 8,
    EditionTag: 16,
    EditionPicture: 4,
    EditionReference: 4,
    Correction: 4,
    Transition: 6,
}
#: They need an index of words that is best made when all stand there: last.
SEARCHED: dict[type[models.Model], int] = {SearchText: 4, DeskWords: 1, EditionWords: 4}

ROOM = KEYS | SEARCHED

Row = tuple[Any, ...]
Rows = dict[type[models.Model], list[Row]]


class Columns:
    """The columns of a table, and a row of them from what is known; the rest is what the model says by itself."""

    def __init__(self, model: type[models.Model], without: tuple[str, ...] = ()) -> None:
        fields = [field for field in model._meta.concrete_fields if field.attname not in without]
        self.names = [str(field.column) for field in fields]
        self._defaults = {field.attname: _plain(field.get_default()) for field in fields}
        self._in_order = itemgetter(*self._defaults)

    def row(self, **values: Any) -> Row:
        return self._in_order(self._defaults | values)


def _plain(default: Any) -> Any:
    return default.value if isinstance(default, Enum) else default


COLUMNS = {model: Columns(model) for model in KEYS} | {
    model: Columns(model, without=("words",)) for model in SEARCHED
}


@dataclass(frozen=True)
class Furniture:
    """Primary keys of what the stories are about, and where their own keys begin."""

    sections: tuple[tuple[int, str], ...]  # with the slug
    authors: tuple[tuple[int, str], ...]  # with the name
    topics: tuple[tuple[int, str], ...]  # with the name
    pictures: tuple[int, ...]
    subject_type: int  # of a story, in the book of transitions
    first_keys: Mapping[str, int]  # by table

    def key(self, model: type[models.Model], number: int, place: int = 0) -> int:
        room = ROOM[model]
        assert place < room
        return self.first_keys[model._meta.db_table] + number * room + place


@dataclass(frozen=True)
class Text:
    """What a version says, with the names of `Story.PLAIN_FIELDS`."""

    headline: str
    standfirst: str
    slug: str
    body: str
    kind: str
    section_id: int
    lead_image_id: int | None
    lead_alt: str
    card_headline: str = ""
    lead_decorative: bool = False
    lead_caption: str = ""
    disclosures: tuple = ()
    seo_title: str = ""
    seo_description: str = ""
    canonical_url: str = ""
    noindex: bool = False

    @cached_property
    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in Story.PLAIN_FIELDS} | {"disclosures": []}


def rows_of(plan: Plan, furniture: Furniture) -> Rows:
    story = _Story(furniture, plan)
    return {
        Article: [story.article()],
        ArticleByline: list(story.bylines()),
        ArticleTag: list(story.tags()),
        Revision: list(story.revisions()),
        Address: list(story.addresses()),
        Edition: list(story.editions()),
        EditionByline: list(story.edition_bylines()),
        EditionTag: list(story.edition_tags()),
        EditionPicture: list(story.edition_pictures()),
        EditionReference: list(story.references()),
        Correction: list(story.corrections()),
        Transition: list(story.transitions()),
        SearchText: list(story.search_texts()),
        DeskWords: [story.desk_words()],
        EditionWords: list(story.edition_words()),
    }


class _Story:
    def __init__(self, furniture: Furniture, plan: Plan) -> None:
        self.of, self.plan = furniture, plan
        self.article_id = furniture.key(Article, plan.number)
        self.section_id, section = furniture.sections[plan.section]
        self.path = f"/{section}/{plan.slug}/"
        self.signed: list[Signed] = [
            {"author": furniture.authors[place][0], "role": role} for place, role in plan.authors
        ]
        self.topics = sorted(furniture.topics[place][0] for place in plan.topics)
        self.image_id = None if plan.picture is None else furniture.pictures[plan.picture]
        self._known_words: dict[tuple[str, str], str] = {}
        # A version and the save that it was made from say the same.
        self.texts = [(version, *self._text(version)) for version in plan.versions]
        self.saves = [*self.texts]
        if plan.has_changes:
            self.saves.append((plan.working, *self._text(plan.working)))

    def _text(self, version: Version) -> tuple[Text, str]:
        text = Text(
            headline=version.headline,
            standfirst=version.standfirst,
            slug=self.plan.slug,
            body=version.body.html,
            kind=self.plan.kind,
            section_id=self.section_id,
            lead_image_id=self.image_id,
            lead_alt="Illustration: lines across a field of colour" if self.image_id else "",
        )
        return text, digest_of(text, bylines=self.signed, topics=self.topics)  # type: ignore[arg-type]

    def article(self) -> Row:
        plan = self.plan
        working, text, digest = self.saves[-1]
        is_out = bool(plan.versions)
        return COLUMNS[Article].row(
            **text.values,
            id=self.article_id,
            public_id=plan.public_id,
            stage=plan.stage,
            digest=digest,
            newest_digest=self.texts[-1][2] if is_out else "",
            approved_digest=self.texts[-1][2] if is_out else "",
            approved_at=plan.versions[-1].done if is_out else None,
            version=len(self.saves),
            settled=(plan.withdrawn or plan.versions[-1].done) if is_out else None,
            created_at=plan.begun,
            changed_at=self.saved_at(working),
        )

    def saved_at(self, version: Version) -> datetime:
        return version.done - timedelta(minutes=4)

    def bylines(self) -> Iterator[Row]:
        for place, name in enumerate(self.signed):
            yield COLUMNS[ArticleByline].row(
                id=self.of.key(ArticleByline, self.plan.number, place),
                article_id=self.article_id,
                author_id=name["author"],
                role=name["role"],
                order=place,
            )

    def tags(self) -> Iterator[Row]:
        for place, tag_id in enumerate(self.topics):
            key = self.of.key(ArticleTag, self.plan.number, place)
            yield COLUMNS[ArticleTag].row(id=key, content_object_id=self.article_id, tag_id=tag_id)

    def revisions(self) -> Iterator[Row]:
        for place, (version, text, digest) in enumerate(self.saves):
            yield COLUMNS[Revision].row(
                **text.values,
                id=self.of.key(Revision, self.plan.number, place),
                article_id=self.article_id,
                version=place + 1,
                digest=digest,
                bylines=self.signed,
                topics=self.topics,
                changed=["body"] if place else ["headline", "standfirst", "body"],
                at=self.saved_at(version),
            )

    def addresses(self) -> Iterator[Row]:
        if self.plan.versions:
            key = self.of.key(Address, self.plan.number)
            yield COLUMNS[Address].row(id=key, path=self.path, article_id=self.article_id)

    def editions(self) -> Iterator[Row]:
        plan = self.plan
        updated = plan.working.at
        for place, (version, text, digest) in enumerate(self.texts):
            is_last = place == len(self.texts) - 1
            if Change(version.change).moves_updated:
                updated = version.at
            left: dict[str, Any] = {}
            if is_last and plan.withdrawn:
                left = {
                    "ends_at": plan.withdrawn,
                    "withdrawn_at": plan.withdrawn,
                    "withdrawal_reason": plan.reason,
                }
            yield COLUMNS[Edition].row(
                **text.values,
                **left,
                id=self.of.key(Edition, plan.number, place),
                article_id=self.article_id,
                story_id=plan.public_id,
                path=self.path,
                live_from=version.at,
                live_until=plan.withdrawn if is_last else self.texts[place + 1][0].at,
                digest=digest,
                change=version.change,
                note=version.note,
                first_published=plan.versions[0].at,
                updated=updated,
                minutes=version.body.minutes,
                created_at=version.done,
            )

    def edition_bylines(self) -> Iterator[Row]:
        for edition in range(len(self.texts)):
            for place, name in enumerate(self.signed):
                yield COLUMNS[EditionByline].row(
                    **self._repeated(edition),
                    id=self.of.key(EditionByline, self.plan.number, 2 * edition + place),
                    author_id=name["author"],
                    role=name["role"],
                    order=place,
                )

    def edition_tags(self) -> Iterator[Row]:
        for edition in range(len(self.texts)):
            for place, tag_id in enumerate(self.topics):
                key = self.of.key(EditionTag, self.plan.number, 4 * edition + place)
                yield COLUMNS[EditionTag].row(**self._repeated(edition), id=key, tag_id=tag_id)

    def _repeated(self, edition: int) -> dict[str, Any]:
        return {
            "edition_id": self.of.key(Edition, self.plan.number, edition),
            "article_id": self.article_id,
            "first_published": self.plan.versions[0].at,
        }

    def edition_pictures(self) -> Iterator[Row]:
        if self.image_id:
            for place in range(len(self.texts)):
                yield COLUMNS[EditionPicture].row(
                    id=self.of.key(EditionPicture, self.plan.number, place),
                    edition_id=self.of.key(Edition, self.plan.number, place),
                    image_id=self.image_id,
                )

    def references(self) -> Iterator[Row]:
        """As `articles.models.reference` makes them."""
        if self.plan.link:
            for place in range(len(self.texts)):
                yield COLUMNS[EditionReference].row(
                    id=self.of.key(EditionReference, self.plan.number, place),
                    edition_id=self.of.key(Edition, self.plan.number, place),
                    target=self.plan.link,
                )

    def corrections(self) -> Iterator[Row]:
        for place, version in enumerate(self.plan.versions):
            if version.change == Change.CORRECTION:
                yield COLUMNS[Correction].row(
                    id=self.of.key(Correction, self.plan.number, place),
                    edition_id=self.of.key(Edition, self.plan.number, place),
                    article_id=self.article_id,
                    live_from=version.at,
                    wrote=version.wrote,
                    it_is=version.it_is,
                )

    def transitions(self) -> Iterator[Row]:
        plan = self.plan
        for place, version in enumerate(plan.versions):
            edition = self.of.key(Edition, plan.number, place)
            data = {"edition": edition, "change": version.change, "moment": version.at.isoformat()}
            if place:
                data["before"] = edition - 1
            verb = "publish" if version.done == version.at else "schedule"
            yield self._transition(place, verb, version.done, "", data)
        if plan.withdrawn:
            last = self.of.key(Edition, plan.number, len(plan.versions) - 1)
            yield self._transition(
                len(plan.versions), "withdraw", plan.withdrawn, plan.reason, {"edition": last}
            )

    def _transition(self, place: int, verb: str, at: datetime, note: str, data: dict[str, Any]) -> Row:
        return COLUMNS[Transition].row(
            id=self.of.key(Transition, self.plan.number, place),
            subject_type_id=self.of.subject_type,
            subject_id=self.article_id,
            verb=verb,
            at=at,
            note=note,
            data=data,
        )

    # What search and the desk read, as `articles.models.search` and `articles.models.words` make it

    def search_texts(self) -> Iterator[Row]:
        of, plan = self.of, self.plan
        names = [of.authors[place][1] for place, _ in plan.authors]
        names += [name for _, name in sorted(of.topics[place] for place in plan.topics)]
        named = "\n".join(dict.fromkeys(names))
        for place, version in enumerate(plan.versions):
            yield COLUMNS[SearchText].row(
                id=of.key(SearchText, plan.number, place),
                edition_id=of.key(Edition, plan.number, place),
                headline=version.headline,
                standfirst=version.standfirst,
                names=named,
                body=version.body.text,
                folded=query.folded_lines(named),  # nothing else has accents
            )

    def desk_words(self) -> Row:
        """Nobody began these stories, and they are nobody's."""
        return COLUMNS[DeskWords].row(article_id=self.article_id, text=self._words(self.plan.working))

    def edition_words(self) -> Iterator[Row]:
        for place, version in enumerate(self.plan.versions):
            key = self.of.key(Edition, self.plan.number, place)
            yield COLUMNS[EditionWords].row(edition_id=key, text=self._words(version))

    def _words(self, version: Version) -> str:
        said = (version.headline, version.standfirst)
        if said not in self._known_words:
            tokens = [words.author_token(name["author"]) for name in self.signed]
            tokens += map(words.topic_token, self.topics)
            self._known_words[said] = words.text_of(*said, self.plan.slug, tokens)
        return self._known_words[said]
