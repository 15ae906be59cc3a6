"""Carries the items of an export over, through the desk's own verbs: each whole or not at all, and the rest go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import islice
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from lxml import etree

from articles import clock, refusals
from articles.desk import saving
from articles.models import Address, Article, ArticleByline, ArticleTag, Origin, Section, Stage, search
from articles.wordpress import addresses, drafts, forwarding, mapping, states, uploads
from articles.wordpress.archive import Picture, Target
from articles.wordpress.drafts import Draft
from articles.wordpress.house import House
from articles.wordpress.items import (
    ATTACHMENT,
    CORRECTION,
    GUEST,
    MACHINERY,
    REUSABLE,
    Item,
    Refused,
    moment,
    words,
)
from articles.wordpress.library import Library
from articles.wordpress.mapping import Sections
from articles.wordpress.report import (
    CHANGED,
    FAILED,
    KEPT,
    LEFT,
    MACHINE,
    NEW,
    SAME,
    UNUSED,
    WITH,
    Report,
)
from articles.wordpress.survey import Planned, Survey, bare, corrects, key_of

#: What may be wrong with one item: it is told, and the next one comes.
OF_ONE_ITEM = (
    Refused, refusals.Refusal, ValidationError, IntegrityError, DataError, etree.LxmlError, ValueError, LookupError,
    TypeError, RecursionError,
)  # fmt: skip
AT_ONCE = 500


@dataclass
class OldArchive:
    """What bodies may ask."""

    survey: Survey
    library: Library
    places: dict[str, str]

    def picture(self, id: str, address: str) -> Picture | str:
        return self.library.picture(id, address)

    def address(self, id: str) -> str:
        file = self.survey.file(id, "")
        return file.address if file else ""

    def attached(self, item: str) -> list[str]:
        return self.survey.attached(item)

    def is_own(self, href: str) -> bool:
        return self.survey.site is not None and self.survey.site.path(href) is not None

    def target(self, href: str) -> Target | None:
        path = self.survey.site.path(href) if self.survey.site else None
        if path is None or uploads.is_file(path):
            return None
        if owner := self.survey.owner(path):
            story, planned = self.survey.planned(owner)
            if not story:
                story, planned = self.survey.planned(self.survey.story_of_file(owner))
            return Target(planned, story) if story else None
        here = self.places.get(bare(path))
        return Target(here) if here else None

    def reusable(self, ref: str) -> str | None:
        return self.survey.reusable(ref)


class Carrier:
    def __init__(
        self,
        survey: Survey,
        report: Report,
        sections: Sections,
        media: Path | None,
        *,
        zone: tzinfo,
        dry_run: bool,
    ) -> None:
        assert survey.site is not None
        self.survey, self.report, self.sections, self.zone = survey, report, sections, zone
        self.site = survey.site.key[:200]
        self.categories = survey.categories()
        self.house = House(survey, sections)
        self.library = Library(survey, self.site, media, dry_run=dry_run)
        self.n = 0
        self.archive = OldArchive(survey, self.library, {})

    # --- Before the first item

    def prepare(self) -> None:
        """Give every story its identity and its address, so that each can be linked from those before it."""
        stories = self.survey.stories()
        while batch := list(islice(stories, AT_ONCE)):
            with transaction.atomic():
                self._identify(batch)
        self.archive.places = {
            bare(path): target or instead
            for path, target, instead in forwarding.places(self.survey, self.house)
        }

    def _identify(self, batch: list[Planned]) -> None:
        keys = [story.id[:250] for story in batch]
        known = self._origins(keys)
        Origin.objects.bulk_create(
            [Origin(site=self.site, item=key) for key in dict.fromkeys(keys) if key not in known],
            ignore_conflicts=True,
        )
        known = self._origins(keys)
        paths = {story.id: self._path(story) for story in batch}
        others = [origin.article_id for origin in known.values() if origin.article_id]
        taken = set(
            Address.objects.filter(path__in=paths.values())
            .exclude(article__in=others)
            .values_list("path", flat=True)
        )
        for story in batch:
            origin = known[story.id[:250]]
            path = self._free(paths[story.id], story.id, taken)
            if origin.article and origin.article.section:
                path = f"/{origin.article.section.slug}/{origin.article.slug}/"
            self.survey.plan(story.id, origin.public_id, path)

    def _origins(self, keys: list[str]) -> dict[str, Origin]:
        rows = Origin.objects.filter(site=self.site, item__in=keys).select_related("article__section")
        return {row.item: row for row in rows}

    def _path(self, story: Planned) -> str:
        place = mapping.place(story.type, story.categories, story.primary, self.categories, self.sections)
        slug = addresses.slug_of(Item(id=story.id, slug=story.slug))
        return f"/{self.house.section_slug(place)}/{slug}/"

    def _free(self, path: str, item: str, taken: set[str]) -> str:
        wanted, number = path, 2
        while wanted in taken or not self.survey.take_path(wanted, item):
            wanted = f"{path[:-1]}-{number}/"
            number += 1
            if number > 2:
                taken |= set(Address.objects.filter(path=wanted).values_list("path", flat=True))
        return wanted

    # --- Each item

    def carry(self, item: Item) -> None:
        item.id = item.id or key_of(item)
        self.n += 1
        title = words(item.title)
        if item.type == ATTACHMENT:
            self._attachment(item)
        elif item.type not in self.survey.types:
            self.report.add(item.id, item.type, title, *self._beside(item))
        elif not self.survey.is_last(item.id, self.n):
            self.report.add(
                item.id, item.type, title, LEFT, notes=["It comes again later, and that one was taken."]
            )
        elif item.status in states.LEFT_OUT:
            self.report.add(item.id, item.type, title, LEFT, notes=[states.LEFT_OUT[item.status]])
        else:
            try:
                self._story(item, title)
            except OF_ONE_ITEM as error:
                reason = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
                self.report.add(item.id, item.type, title, FAILED, notes=[reason or type(error).__name__])

    def _beside(self, item: Item) -> tuple[str, str, list[str]]:
        """What became of something that is no story."""
        if item.type in MACHINERY:
            return MACHINE, "", []
        if item.type == CORRECTION:
            if item.status not in ("", "publish"):
                return LEFT, "", [f"It was in the state “{item.status}”."]
            story, _ = self.survey.planned(corrects(item))
            if not story:
                return LEFT, "", ["The item that it corrects is not in the export."]
            return WITH, f"a correction of item {corrects(item)}", []
        if item.type == GUEST:
            return WITH, "an author, if a story names them", []
        if item.type == REUSABLE:
            return WITH, "part of the texts that use it", []
        return LEFT, "", [f"Items of the type “{item.type}” are not stories. --types {item.type} takes them."]

    def _attachment(self, item: Item) -> None:
        story, paths = forwarding.of_attachment(item, self.survey)
        if paths:
            forwarding.forward(paths, story=story)

    def _story(self, item: Item, title: str) -> None:
        origin = Origin.objects.select_related("article").get(site=self.site, item=item.id[:250])
        place = mapping.place(
            item.type, item.terms_in("category"), item.said("_yoast_wpseo_primary_category", "rank_math_primary_category"),
            self.categories, self.sections,
        )  # fmt: skip
        state = states.wanted(item)
        made = drafts.draft(
            item,
            self.survey,
            self.archive,
            place,
            self.sections,
            zone=self.zone,
            is_public=state in states.PUBLIC,
        )
        said = made.said(state)
        if origin.article and origin.said == said:
            self.report.add(item.id, item.type, title, SAME)
            return
        if origin.article and (reason := _edited_here(origin)):
            self.report.add(item.id, item.type, title, KEPT, notes=[reason])
            return
        section = self.house.section(place)
        authors = list(dict.fromkeys(self.house.author(login, name) for login, name in made.authors))
        tags = {self.house.tag(term).pk for term in made.topics}
        is_new = origin.article is None
        with transaction.atomic():
            article = self._write(item, origin, made, section)
            ArticleByline.objects.bulk_create(
                ArticleByline(article=article, author=author, order=place)
                for place, author in enumerate(authors)
            )
            ArticleTag.objects.bulk_create(
                ArticleTag(content_object=article, tag_id=tag) for tag in sorted(tags)
            )
            prefetch_related_objects([article], "bylines", "tag_links")
            with clock.pretend(min(self._modified(item) or clock.now(), clock.now())):
                saving.save(
                    article, by=None, note="From WordPress" if is_new else "Changed in WordPress since"
                )
            became = states.reach(article, item, self._published(item), made.notes, made.corrections)
            self._forward(item, article, section, made)
            Origin.objects.filter(pk=origin.pk).update(
                article=article, status=item.status[:20], said=said, digest=article.digest, at=timezone.now()
            )
        self.report.add(item.id, item.type, title, NEW if is_new else CHANGED, became, made.notes)

    def _write(self, item: Item, origin: Origin, made: Draft, section: Section) -> Article:
        fields = {**made.fields, "section": section}
        if origin.article:
            del fields["slug"]
            article = origin.article
            for name, value in fields.items():
                setattr(article, name, value)
            article.save(update_fields=[name.removesuffix("_id") for name in fields])
            article.bylines.all().delete()
            article.tag_links.all().delete()
            return article
        _, path = self.survey.planned(item.id)
        fields["slug"] = path.rstrip("/").rpartition("/")[2]
        if fields["slug"] != made.fields["slug"]:
            made.notes.append(f"Another story has the address of its slug: it is at {path} here.")
        article = Article(public_id=origin.public_id, **fields)
        with clock.pretend(min(self._published(item) or clock.now(), clock.now())):
            saving.start(article, by=None)
        article.save(force_insert=True)
        return article

    def _forward(self, item: Item, article: Article, section: Section, made: Draft) -> None:
        mine: dict[str, str] = {}
        for path, owner in self.survey.addresses(item.id):
            if owner == item.id:
                mine[path] = ""
            else:
                made.notes.append(f"Its old address {path} leads to item {owner}, which has it too.")
        mine.pop(f"/{section.slug}/{article.slug}/", None)
        for path in forwarding.forward(mine, story=article.public_id):
            made.notes.append(f"Its old address {path} leads elsewhere already, and was left so.")

    def _published(self, item: Item) -> datetime | None:
        return moment(item.date, item.date_gmt, item.published, self.zone)

    def _modified(self, item: Item) -> datetime | None:
        return moment(item.modified, item.modified_gmt, "", self.zone) or self._published(item)

    # --- After the last item

    def finish(self) -> None:
        search.index_missing()
        found = forwarding.of_the_site(self.survey, self.house)
        rows = iter(found.items())
        while batch := dict(islice(rows, AT_ONCE)):
            for path in forwarding.forward(batch):
                self.report.general.append(
                    f"The old address {path} leads elsewhere already, and was left so."
                )
        for id, title, shown in self.survey.files():
            self.report.add(id, ATTACHMENT, title, WITH if shown else UNUSED)
        self.report.general += self.house.told
        self.report.figures |= {
            "pictures taken into the library": self.library.taken,
            "uses of pictures whose file is missing": self.library.missing,
            "comments, counted and not brought over": self.survey.comments,
            "old addresses of pages that lead to ours": len(found),
        }


def _edited_here(origin: Origin) -> str:
    article = origin.article
    assert article is not None
    if article.digest != origin.digest:
        return "The export has a newer text, but the desk has edited the story since it came over. It was left as it is."
    if article.binned_at and origin.status != "trash":
        return "The desk has put it into the bin since it came over. It was left there."
    if article.stage in (Stage.ON_HOLD, Stage.SPIKED) or article.legal_question:
        return "The desk holds it. It was left as it is."
    return ""
