"""The verbs on a list's draft: nothing here is seen by readers until a launch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from articles import clock
from articles.desk import readdressing
from articles.models import Edition
from articles.records import record
from recommendations import freezing, items, purging, refusals
from recommendations.freezing import Content
from recommendations.models import ListEdition, Placement, Recommendation, RecommendationList
from recommendations.models.list import MOST_ITEMS, Site
from recommendations.turn import Seen, Turn, turn

Person = AbstractBaseUser | None


def start(list_: RecommendationList, *, by: Person) -> RecommendationList:
    """Before the first save."""
    list_.created_at = list_.changed_at = clock.now()
    list_.created_by = list_.changed_by = by  # type: ignore[assignment]
    return list_


@transaction.atomic
def delete(list_: RecommendationList, *, by: Person) -> None:
    """Only what readers never saw: the database keeps the others."""
    record(list_, "delete", by=by, note=list_.title)
    list_.delete()


def hold_for_saving(list_: RecommendationList, *, version: int) -> None:
    """Lock the draft for the rest of the transaction. Raises Stale if somebody saved since `version`."""
    locked = RecommendationList.objects.select_for_update(no_key=True).get(pk=list_.pk)
    if locked.version != version:
        raise refusals.Stale


def save(list_: RecommendationList, *, by: Person) -> None:
    """After the form, its items and its places are written: note what the draft says now. Raises TooMany."""
    with turn(list_) as taken:
        if Recommendation.objects.kept().filter(list=taken.list).count() > MOST_ITEMS:
            raise refusals.TooMany
        number(taken.list)
        taken.saved(by=by)


def readdress(list_: RecommendationList, *, was: RecommendationList) -> None:
    """A list that readers had an address of leaves a redirect behind."""
    if was.slug == list_.slug or not was.launches:
        return
    readdressing.lead_on(was.get_absolute_url(), list_.get_absolute_url())
    purging.of_readdressed(list_, was=was)


def number(list_: RecommendationList) -> None:
    """Places 1, 2, 3 …, in the order given."""
    rows = list(Recommendation.objects.kept().filter(list=list_).order_by("order", "pk"))
    renumber(rows)


def renumber(rows: Iterable[Recommendation]) -> None:
    changed = []
    for place, row in enumerate(rows, start=1):
        if row.order != place:
            row.order = place
            changed.append(row)
    Recommendation.objects.bulk_update(changed, ["order"])


# --- Items


def pickable(article_id: int, moment: datetime) -> Edition | None:
    """What readers see of the story, or will: the visible edition, else the waiting one."""
    # Asked so, a number longer than any key finds nothing.
    editions = Edition.objects.filter(article__pk=article_id).defer("body")
    return editions.visible_at(moment).first() or editions.waiting_at(moment).order_by("live_from").first()


def add(
    list_: RecommendationList,
    *,
    by: Person,
    article_id: int | None = None,
    url: str = "",
    source: str = "",
    headline: str = "",
    place: int | None = None,
    **words: Any,
) -> Recommendation:
    """Put a story, or a page elsewhere, into the draft: at a place, or at the end.

    Raises NotPickable, AlreadyListed, TooMany, WrongItem.
    """
    with turn(list_) as taken:
        if article_id is not None and pickable(article_id, taken.now) is None:
            raise refusals.NotPickable
        row = Recommendation(
            list=taken.list,
            article_id=article_id,
            url=url,
            source=source,
            headline=headline,
            order=_last(taken.list) + 1,
            added_at=taken.now,
            added_by=by,
            **words,
        )
        if article_id is None:
            refuse_elsewhere(row)
        kept = Recommendation.objects.kept().filter(list=taken.list)
        if kept.filter(article=article_id, url=row.url).exists():
            raise refusals.AlreadyListed
        if kept.count() >= MOST_ITEMS:
            raise refusals.TooMany
        row.save()
        if place is not None:
            _put(taken, row, place)
        taken.saved(by=by)
    return row


def refuse_elsewhere(row: Recommendation) -> None:
    """Leaves address and words as they are going to be stored."""
    if not row.url.startswith("https://"):
        raise refusals.WrongItem("An address on another site begins with https://.")
    for name in ("url", "source", "headline"):
        field: Any = row._meta.get_field(name)
        try:
            setattr(row, name, field.clean(getattr(row, name), row))
        except ValidationError as wrong:
            raise refusals.WrongItem(f"Its {field.verbose_name}: {' '.join(wrong.messages)}") from None
    if not row.source:
        raise refusals.WrongItem("Name the other site: readers see where the link leads.")
    if not row.headline:
        raise refusals.WrongItem("Write a headline: a page elsewhere has none that we know.")


def _last(list_: RecommendationList) -> int:
    return Recommendation.objects.kept().filter(list=list_).aggregate(last=Max("order"))["last"] or 0


def remove(list_: RecommendationList, *, by: Person, pk: int) -> None:
    """Into the tray of what was recently removed. Raises Locked, WrongItem."""
    with turn(list_) as taken:
        row = _row(taken, pk)
        if row.locked_by_id:
            raise refusals.Locked
        row.removed_at, row.removed_by = taken.now, by  # type: ignore[assignment]
        row.save(update_fields=["removed_at", "removed_by"])
        number(taken.list)
        taken.saved(by=by)


def put_back(list_: RecommendationList, *, by: Person, pk: int) -> None:
    """Out of the tray, to the end of the list. Raises AlreadyListed, TooMany, WrongItem."""
    with turn(list_) as taken:
        row = Recommendation.objects.removed().filter(list=taken.list, pk=pk).first()
        if row is None:
            raise refusals.WrongItem("That item is not among those removed any more.")
        kept = Recommendation.objects.kept().filter(list=taken.list)
        if kept.filter(article=row.article_id, url=row.url).exists():
            raise refusals.AlreadyListed
        if kept.count() >= MOST_ITEMS:
            raise refusals.TooMany
        row.removed_at = row.removed_by = None
        row.order = _last(taken.list) + 1
        row.save(update_fields=["removed_at", "removed_by", "order"])
        taken.saved(by=by)


def move(list_: RecommendationList, *, by: Person, pk: int, place: int) -> None:
    """To a place counted from 1; beyond the end is the end. Raises WrongItem."""
    with turn(list_) as taken:
        _put(taken, _row(taken, pk), place)
        taken.saved(by=by)


def _put(taken: Turn, row: Recommendation, place: int) -> None:
    others = list(
        Recommendation.objects.kept().filter(list=taken.list).exclude(pk=row.pk).order_by("order", "pk")
    )
    others.insert(max(place, 1) - 1, row)
    renumber(others)


def _row(taken: Turn, pk: int) -> Recommendation:
    row = Recommendation.objects.kept().filter(list=taken.list, pk=pk).first()
    if row is None:
        raise refusals.WrongItem("Somebody removed that item meanwhile.")
    return row


def lock(list_: RecommendationList, *, by: Person, pk: int, on: bool = True) -> None:
    """A locked item is not removed by mistake."""
    with turn(list_) as taken:
        row = _row(taken, pk)
        row.locked_by = by if on else None  # type: ignore[assignment]
        row.save(update_fields=["locked_by"])


def follow_story(list_: RecommendationList, *, by: Person, pk: int) -> None:
    """Give the own headline up: the card follows the story's again. Raises WrongItem."""
    with turn(list_) as taken:
        row = _row(taken, pk)
        if row.is_external:
            raise refusals.WrongItem("A page elsewhere has no headline to follow.")
        row.headline = row.headline_then = ""
        row.save(update_fields=["headline", "headline_then"])
        taken.saved(by=by)


def keep_headline(list_: RecommendationList, *, by: Person, pk: int) -> None:
    """The own headline was looked at, and stays although the story has another one now."""
    with turn(list_) as taken:
        row = _row(taken, pk)
        edition = pickable(row.article_id, taken.now) if row.article_id else None
        if edition is None:
            raise refusals.NotPickable
        row.headline_then = edition.headline
        row.save(update_fields=["headline_then"])


def copy(
    list_: RecommendationList, *, by: Person, pk: int, to: RecommendationList, move: bool = False
) -> Recommendation:
    """Put an item into another list too, with its own words, or take it there. Rights on both are asked at the edge.

    Raises WrongItem, AlreadyListed, TooMany, NotPickable, Locked.
    """
    if to.pk == list_.pk:
        raise refusals.AlreadyListed
    both = RecommendationList.objects.filter(pk__in=[list_.pk, to.pk]).order_by("pk")
    with transaction.atomic():
        # In one order, or two people who copy to and fro would wait for each other.
        list(both.select_for_update(no_key=True))
        with turn(list_) as taken:
            row = _row(taken, pk)
            made = add(
                to,
                by=by,
                article_id=row.article_id,
                url=row.url,
                source=row.source,
                headline=row.headline,
                headline_then=row.headline_then,
                kicker=row.kicker,
                summary=row.summary,
                picture_id=row.picture_id,
                focal_x=row.focal_x,
                focal_y=row.focal_y,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                hours=row.hours,
                may_repeat=row.may_repeat,
                note=row.note,
            )
            if move:
                remove(taken.list, by=by, pk=pk)
    return made


# --- The whole draft


def discard(
    list_: RecommendationList, *, by: Person, configures: bool = True, seen: Seen | None = None
) -> None:
    """Make the draft what was launched last. What goes lies in the tray. Limits, rule and places stay unless the person
    `configures` the list. Raises NothingToDiscard, Outdated."""
    with turn(list_, seen=seen) as taken:
        newest = taken.standing.newest
        if newest is None or newest.digest == taken.list.digest:
            raise refusals.NothingToDiscard
        draft = freezing.draft(taken.list)
        content = freezing.launched(newest) if configures else freezing.launched(newest).configured_as(draft)
        if content.digest == draft.digest:
            raise refusals.NothingToDiscard(
                "Only limits, rule or places differ from what was launched last: ask somebody who may configure the list."
            )
        _rewrite(taken, content, by=by)
        record(taken.list, "discard", by=by, at=taken.now, version=newest.number)


def restore(
    list_: RecommendationList,
    *,
    by: Person,
    number: int,
    configures: bool = True,
    seen: Seen | None = None,
) -> None:
    """Bring a launched version back into the draft; readers see nothing of it until a launch. Limits, rule and places
    stay unless the person `configures` the list. Raises WrongItem."""
    with turn(list_, seen=seen) as taken:
        edition = ListEdition.objects.filter(list=taken.list, number=number).first()
        if edition is None:
            raise refusals.WrongItem("There is no version with that number.")
        content = freezing.launched(edition)
        if not configures:
            content = content.configured_as(freezing.draft(taken.list))
        _rewrite(taken, content, by=by)
        record(taken.list, "restore", by=by, at=taken.now, version=number)


def _rewrite(taken: Turn, content: Content, *, by: Person) -> None:
    """Rows that stay keep their identity, and with it who picked them, their note and their lock."""
    for name, value in content.shape.items():
        setattr(taken.list, name, value)
    taken.list.save(update_fields=[name.removesuffix("_id") for name in content.shape])

    kept = {
        items.of_row(row).identity: row
        for row in Recommendation.objects.kept().filter(list=taken.list).select_related("added_by")
    }
    for place, item in enumerate(content.items, start=1):
        row = kept.pop(item.identity, None) or Recommendation(
            list=taken.list,
            article_id=item.article,
            url=item.url,
            added_by_id=item.by,
            added_at=item.at or taken.now,
        )
        row.order = place
        row.source, row.headline, row.kicker, row.summary = (
            item.source,
            item.headline,
            item.kicker,
            item.summary,
        )
        row.picture_id, row.focal_x, row.focal_y = item.picture, item.focal_x, item.focal_y
        row.may_repeat = item.repeat
        row.starts_at, row.ends_at, row.hours = item.starts, item.ends, item.hours
        row.pin, row.pin_until = item.pin, item.pin_until
        row.save()
    Recommendation.objects.filter(pk__in=[row.pk for row in kept.values()]).update(
        removed_at=taken.now, removed_by=by
    )
    replace_places(taken.list, content.places)
    taken.saved(by=by)


def replace_places(list_: RecommendationList, places: Iterable[freezing.Place]) -> None:
    wanted = set(places)
    for placement in Placement.objects.filter(list=list_):
        if placement.says() in wanted:
            wanted.discard(placement.says())
        else:
            placement.delete()
    for place in sorted(wanted):
        said = dict(zip(Site.SAYS, place, strict=True))
        Placement.objects.create(
            list=list_,
            **{name: value or (0 if name == "paragraph" else None) for name, value in said.items()},
        )


def duplicate(list_: RecommendationList, *, by: Person, title: str) -> RecommendationList:
    """A new list with the same draft, in no place yet and never launched."""
    with turn(list_) as taken:
        content = freezing.draft(taken.list)
        made = start(RecommendationList(title=title, slug=free_slug(title), **content.shape), by=by)
        made.by_invitation = taken.list.by_invitation
        made.save()
        for right in taken.list.rights.all():
            right.pk, right.list = None, made
            right.save(force_insert=True)
        for row in Recommendation.objects.kept().filter(list=taken.list):
            row.pk, row.list = None, made
            row.locked_by = None
            row.save(force_insert=True)
        record(made, "duplicate", by=by, at=taken.now, of=taken.list.pk)
        save(made, by=by)
    return made


def free_slug(title: str) -> str:
    base = slugify(title)[:50] or "list"
    taken = set(RecommendationList.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug for slug in (base, *(f"{base}-{count}" for count in range(2, 1000))) if slug not in taken
    )
