"""The verbs that decide what readers see of a list (SEMANTICS, section 10). Each refuses, changes, then follows."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from articles import clock
from articles.desk import pictures
from articles.models import Edition, Image
from recommendations import freezing, hours, reach, refusals, sharing, use
from recommendations.freezing import Content
from recommendations.items import Item
from recommendations.models import (
    BelowMinimum,
    LaunchedPicture,
    LaunchedPlacement,
    LaunchedStory,
    ListEdition,
    RecommendationList,
)
from recommendations.models.list import MOST_ITEMS, Site
from recommendations.turn import Seen, Turn, turn

LAST_SECOND = timedelta(seconds=1)


def launch(
    list_: RecommendationList,
    *,
    by: AbstractBaseUser | None,
    at: datetime | None = None,
    ends_at: datetime | None = None,
    note: str = "",
    seen: Seen | None = None,
) -> ListEdition:
    """Show the draft to readers now, or at a moment to come; items, places and limits are fixed now in either case.

    What waits already stays. Raises NothingToLaunch, EmptyList, MomentPassed, MomentTaken, EndsTooSoon, NotPickable,
    WrongItem, WrongLoan, TooMany, Outdated.
    """
    with turn(list_, seen=seen) as taken:
        start = at or taken.now
        content = freezing.draft(taken.list)
        if at is not None and at <= taken.now:
            raise refusals.MomentPassed
        if ends_at is not None and ends_at <= start:
            raise refusals.EndsTooSoon
        shown = taken.standing.shown
        if at is None and ends_at is None and shown and shown.digest == content.digest and not shown.ends_at:
            raise refusals.NothingToLaunch
        refuse_content(taken.list, content, start)

        edition = freeze(taken, content, start=start, ends_at=ends_at, by=by, note=note)
        sharing.end(taken, because="scheduled" if at else "launched", by=by)
        taken.settle(
            "schedule-launch" if at else "launch",
            by=by,
            note=note,
            version=edition.number,
            moment=start,
            ends=ends_at,
        )
        place_pictures_on_commit(edition)
        edition.refresh_from_db()  # before anybody else's turn: they may cancel it
    return edition


def launch_at(
    list_: RecommendationList,
    moment: datetime,
    *,
    by: AbstractBaseUser | None,
    note: str = "",
    **more: object,
) -> ListEdition:
    return launch(list_, by=by, at=moment, note=note, **more)  # type: ignore[arg-type]


def refuse_content(list_: RecommendationList, content: Content, start: datetime) -> None:
    """What no version may say."""
    shape, items = content.shape, content.items
    if not items:
        refuse_empty(shape["below_minimum"], shape["minimum"])
    if len(items) > MOST_ITEMS:
        raise refusals.TooMany
    for item in items:
        refuse_item(item, maximum=shape["maximum"])
    refuse_unpickable(items, start)
    if shape["below_minimum"] == BelowMinimum.BORROW and not shape["borrows_id"]:
        raise refusals.WrongLoan("Say which list it borrows from.")
    refuse_circle(list_, shape["borrows_id"])


def refuse_empty(below_minimum: str, minimum: int) -> None:
    """Where nothing is picked, the minimum is all that is filled."""
    if below_minimum == BelowMinimum.HIDE:
        raise refusals.EmptyList
    if not minimum:
        raise refusals.EmptyList(
            "The list is empty, and is filled up to “at least” alone, which is 0. Add a story, or raise it."
        )


def refuse_item(item: Item, *, maximum: int) -> None:
    name = item.headline or item.url or "An item"
    if item.starts and item.ends and item.ends <= item.starts:
        raise refusals.WrongItem(f"“{name}” would end before it starts.")
    try:
        if item.hours:
            hours.read(item.hours)
    except ValueError:
        raise refusals.WrongItem(f"“{name}” has days and hours that cannot be read. Set them anew.") from None
    if item.pin is not None and item.pin > maximum:
        raise refusals.WrongItem(
            f"“{name}” is pinned to place {item.pin}, and the list shows {maximum} at most."
        )


def refuse_unpickable(items: tuple[Item, ...], moment: datetime) -> None:
    """Only what readers saw, see or will see can be listed: a withdrawn story may come back, a draft is nobody's."""
    wanted = {item.article for item in items if item.article}
    known = set(Edition.objects.filter(article__in=wanted).values_list("article_id", flat=True))
    if wanted - known:
        raise refusals.NotPickable(
            "A story in the list was taken off its schedule and is not public. Remove it first."
        )


def refuse_circle(list_: RecommendationList, borrows_id: int | None) -> None:
    """Follows what each list borrows from as its draft says, and as it was launched last."""
    seen = {list_.pk}
    waiting = [borrows_id] if borrows_id else []
    while waiting:
        pk = waiting.pop()
        if pk in seen:
            if pk == list_.pk:
                raise refusals.WrongLoan
            continue
        seen.add(pk)
        lender = RecommendationList.objects.filter(pk=pk).values_list("borrows", flat=True).first()
        launched = (
            ListEdition.objects.filter(list=pk, below_minimum=BelowMinimum.BORROW)
            .filter(Q(live_until__isnull=True) | Q(live_until__gt=clock.now()))
            .values_list("borrows", flat=True)
        )
        waiting += [other for other in (lender, *launched) if other]


def freeze(
    taken: Turn,
    content: Content,
    *,
    start: datetime,
    by: AbstractBaseUser | None,
    note: str = "",
    ends_at: datetime | None = None,
    brings_back: ListEdition | None = None,
) -> ListEdition:
    following = taken.make_room(start)
    ends = [end for end in (ends_at, following) if end]
    number = taken.list.launches + 1
    RecommendationList.objects.filter(pk=taken.list.pk).update(launches=number)
    edition = ListEdition.objects.create(
        list=taken.list,
        number=number,
        items=[item.as_json() for item in content.items],
        digest=content.digest,
        note=note,
        by=by,
        brings_back=brings_back,
        created_at=taken.now,
        live_from=start,
        ends_at=ends_at,
        live_until=min(ends) if ends else None,
        **content.shape,
    )
    LaunchedPlacement.objects.bulk_create(
        LaunchedPlacement(edition=edition, **_site(place)) for place in content.places
    )
    stories = {item.article for item in content.items if item.article}
    LaunchedStory.objects.bulk_create(LaunchedStory(edition=edition, article_id=pk) for pk in sorted(stories))
    images = {item.picture for item in content.items if item.picture}
    LaunchedPicture.objects.bulk_create(
        LaunchedPicture(edition=edition, image_id=pk) for pk in sorted(images)
    )
    reach.note(ListEdition.objects.filter(pk=edition.pk))
    return edition


def _site(place: freezing.Place) -> dict[str, object]:
    said = dict(zip(Site.SAYS, place, strict=True))
    return {name: value or (0 if name == "paragraph" else None) for name, value in said.items()}


def place_pictures_on_commit(edition: ListEdition) -> None:
    def follow() -> None:
        used = Image.objects.filter(launched_in__edition=edition.pk)
        with_rights = {image.pk for image in used if image.has_rights_at(clock.now())}
        pictures.put({pk: shapes for pk, shapes in use.pictures_of(edition).items() if pk in with_rights})

    transaction.on_commit(follow, robust=True)


def move_launch(
    list_: RecommendationList,
    *,
    by: AbstractBaseUser | None,
    number: int,
    to: datetime | None = None,
    seen: Seen | None = None,
) -> ListEdition:
    """Let the same frozen version appear at another moment, or now.

    Raises NothingScheduled, MomentPassed, MomentTaken, EndsTooSoon, TooLate, Outdated.
    """
    with turn(list_, seen=seen) as taken:
        waiting = _waiting(taken, number)
        start = to or taken.now
        if to is not None and to <= taken.now:
            raise refusals.MomentPassed
        if waiting.ends_at and start >= waiting.ends_at:
            raise refusals.EndsTooSoon
        following = taken.make_room(start, moving=waiting)
        ends = [end for end in (waiting.ends_at, following) if end]
        ListEdition.objects.filter(pk=waiting.pk).update(
            live_from=start, live_until=min(ends) if ends else None
        )
        taken.settle("move-launch", by=by, version=waiting.number, was=waiting.live_from, moment=start)
        waiting.refresh_from_db()
    return waiting


def cancel_launch(
    list_: RecommendationList,
    *,
    by: AbstractBaseUser | None,
    number: int,
    note: str = "",
    seen: Seen | None = None,
) -> None:
    """Take away a version that waits. Raises NothingScheduled, TooLate, Outdated."""
    with turn(list_, seen=seen) as taken:
        waiting = _waiting(taken, number)
        was = waiting.live_from
        waiting.delete()
        taken.settle("cancel-launch", by=by, note=note, version=number, was=was)


def _waiting(taken: Turn, number: int) -> ListEdition:
    """The version with that number, unless it is gone or as good as out."""
    for edition in taken.standing.waiting:
        if edition.number == number:
            if edition.live_from - taken.now < LAST_SECOND:
                raise refusals.TooLate(
                    "It goes live within a second: too late to move or cancel it. Undo it."
                )
            return edition
    if any(edition.number == number for edition in taken.standing.begun):
        raise refusals.NothingScheduled(f"Version {number} is live already. Undo the launch instead.")
    raise refusals.NothingScheduled("That launch is not scheduled any more.")


def undo_launch(
    list_: RecommendationList, *, by: AbstractBaseUser | None, seen: Seen | None = None
) -> ListEdition:
    """Show the version before the present one again, as a new one. The draft, and what waits, are left alone.

    Raises NotShown, NothingBefore, Outdated.
    """
    with turn(list_, seen=seen) as taken:
        if taken.standing.shown is None:
            raise refusals.NotShown("Readers do not see this list now. Launch it.")
        former = taken.standing.former
        if former is None:
            raise refusals.NothingBefore
        ends_at = former.ends_at if former.ends_at and former.ends_at > taken.now else None
        edition = freeze(
            taken, freezing.launched(former), start=taken.now, ends_at=ends_at, by=by, brings_back=former
        )
        taken.settle(
            "undo-launch", by=by, version=edition.number, brings_back=former.number,
            undoes=taken.standing.shown.number,
        )  # fmt: skip
        place_pictures_on_commit(edition)
        edition.refresh_from_db()  # before anybody else's turn: they may cancel it
    return edition


def take_off(
    list_: RecommendationList, *, by: AbstractBaseUser | None, note: str = "", seen: Seen | None = None
) -> None:
    """End what readers see of the list, now. What waits stays. Works even if this server's clock is behind.

    Raises NotShown, Outdated.
    """
    with turn(list_, seen=seen, although_clock_is_behind=True) as taken:
        shown = taken.standing.shown
        if shown is None:
            raise refusals.NotShown
        ListEdition.objects.filter(pk=shown.pk).update(ends_at=taken.now)
        taken.settle("take-off", by=by, note=note, version=shown.number)
        transaction.on_commit(pictures.sweep, robust=True)
