"""Looks at every row whether what readers see is what the desk decided. Changes nothing.

The database holds most of it by itself (`articles.guards`); what only the verbs hold, somebody at a console could break.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Exists, F, OuterRef

from articles import clock, guards, prose
from articles.digest import digest
from articles.models import Address, Article, Change, Edition, EditionByline, EditionTag, Image
from articles.models.interval import ends

STORIES_AT_ONCE = 200
SHOWN_AT_MOST = 200


# --- Of the whole database


def guards_stand() -> Iterator[str]:
    for name in guards.missing():
        yield f"The database guard “{name}” is missing. Run `manage.py migrate`: it puts every guard in place."


def every_path_has_its_address() -> Iterator[str]:
    own = Address.objects.filter(path=OuterRef("path"), article=OuterRef("article"))
    for edition in Edition.objects.filter(~Exists(own)).only("path", "article_id"):
        yield f"{named(edition)} is at {edition.path}, but that address is not its story's."


def every_address_is_used() -> Iterator[str]:
    used = Edition.objects.filter(path=OuterRef("path"), article=OuterRef("article"))
    for address in Address.objects.filter(~Exists(used)):
        yield f"The address {address} belongs to story {address.article_id}, which never had it."


def lists_repeat_what_editions_say() -> Iterator[str]:
    """Rows of topics' and authors' lists carry the story and its date, for their index."""
    for rows in (EditionByline.objects, EditionTag.objects):
        apart = rows.exclude(article=F("edition__article"), first_published=F("edition__first_published"))
        for row in apart.select_related("edition"):
            yield f"{named(row.edition)}: {row._meta.verbose_name} {row.pk} has another story or date."


# --- Of one story, its editions in order


def ends_are_derived(article: Article, rows: list[Edition], now: datetime) -> Iterator[str]:
    wanted = ends(rows)
    for row in rows:
        if row.live_until != wanted[row.pk]:
            yield f"{named(row)} ends at {row.live_until}, but should end at {wanted[row.pk]}."


def one_is_visible(article: Article, rows: list[Edition], now: datetime) -> Iterator[str]:
    for row, following in pairwise(rows):
        if row.live_until is None or row.live_until > following.live_from:
            yield f"{named(row)} and {named(following)} are visible at one moment."


def one_waits(article: Article, rows: list[Edition], now: datetime) -> Iterator[str]:
    waiting = [row for row in rows if row.waits_at(now)]
    if len(waiting) > 1:
        yield f"{len(waiting)} versions of story {article.pk} are scheduled: {', '.join(map(named, waiting))}."


def dates_follow(article: Article, rows: list[Edition], now: datetime) -> Iterator[str]:
    before = None
    for row in rows:
        if (row.change == Change.FIRST) != (before is None):
            yield f"{named(row)} says “{row.get_change_display()}”, and is not at that place in its story."
        if row.first_published != rows[0].first_published or row.first_published > row.live_from:
            yield f"{named(row)} has the wrong date of first publication: {row.first_published}."
        updated = before.updated if before else row.first_published
        if before and Change(row.change).moves_updated and not was_brought(row):
            updated = row.live_from
        if row.updated != updated:
            yield f"{named(row)} was updated at {row.updated}, but should say {updated}."
        before = row


def words_are_what_was_published(article: Article, rows: list[Edition], now: datetime) -> Iterator[str]:
    for row in rows:
        if row.redacted_at is None and digest(row) != row.digest:
            yield f"{named(row)} does not say what it said when it was published."
        if row.story_id != article.public_id:
            yield f"{named(row)} has another public id than its story."


def the_article_remembers(article: Article, rows: list[Edition], now: datetime) -> Iterator[str]:
    newest = rows[-1].digest if rows else ""
    if article.newest_digest != newest:
        yield f"Story {article.pk} remembers another newest version than it has."
    if rows and (article.settled is None or article.settled < max(row.created_at for row in rows)):
        yield f"Story {article.pk} does not remember when it was last published."


ON_THE_WHOLE: tuple[Callable[[], Iterator[str]], ...] = (
    guards_stand,
    every_path_has_its_address,
    every_address_is_used,
    lists_repeat_what_editions_say,
)
OF_A_STORY: tuple[Callable[[Article, list[Edition], datetime], Iterator[str]], ...] = (
    ends_are_derived,
    one_is_visible,
    one_waits,
    dates_follow,
    words_are_what_was_published,
    the_article_remembers,
)


def was_brought(row: Edition) -> bool:
    """With a newer export of the former site: a correction that was made there is nothing new to readers."""
    made = [correction.made_at for correction in row.corrections.all()]
    return bool(made) and all(made)


def named(edition: Edition) -> str:
    return f"Edition {edition.pk} of story {edition.article_id}"


def pictures_are_held(editions: list[Edition]) -> Iterator[str]:
    """Each picture in a text has the row that keeps it from being deleted. One query for all these editions."""
    wanted = {
        edition: {edition.lead_image_id or 0, *(figure.image_id for figure in prose.figures(edition.body))}
        for edition in editions
    }
    known = set(Image.objects.filter(pk__in=set().union(*wanted.values())).values_list("pk", flat=True))
    for edition, pictures in wanted.items():
        held = {link.image_id for link in edition.picture_links.all()}
        for pk in sorted((pictures & known) - held):
            yield f"{named(edition)} shows picture {pk}, which nothing keeps from being deleted."


class Command(BaseCommand):
    help = "Looks at every published version: intervals, dates, addresses, words. Ends with 1 if something is wrong."
    requires_system_checks = ()  # a missing guard is to be told with the rest

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        problems = 0
        for problem in self.look(say=verbosity > 0):
            problems += 1
            if problems <= SHOWN_AT_MOST:
                self.stderr.write(problem)
        if problems > SHOWN_AT_MOST:
            self.stderr.write(f"... and {problems - SHOWN_AT_MOST} more.")
        if problems:
            raise CommandError(f"{problems} problem{'s' if problems > 1 else ''} found. Nothing was changed.")
        if verbosity:
            self.stdout.write("All is well.")

    def look(self, *, say: bool) -> Iterator[str]:
        for check in ON_THE_WHOLE:
            yield from check()
        now = clock.now()
        total, done = Article.objects.count(), 0
        stories = Article.objects.order_by("pk").only("pk", "public_id", "newest_digest", "settled")
        stories = stories.prefetch_related(
            "editions__bylines", "editions__tag_links", "editions__picture_links", "editions__corrections"
        )
        for article in stories.iterator(chunk_size=STORIES_AT_ONCE):
            rows = sorted(article.editions.all(), key=lambda row: row.live_from)
            for of_a_story in OF_A_STORY:
                yield from of_a_story(article, rows, now)
            if rows:
                yield from pictures_are_held(rows)
            done += 1
            if say and done % (5 * STORIES_AT_ONCE) == 0:
                self.stdout.write(f"{done:,} of {total:,} stories")
        if say:
            self.stdout.write(f"{done:,} stories looked at.")
