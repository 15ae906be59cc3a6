"""An edition of a text: what readers will see, with its names, topics and pictures, at an address of its own."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError

from articles import prose, refusals
from articles.desk import pictures
from articles.desk.turn import Turn
from articles.digest import bylines, topics
from articles.models import (
    Address,
    Article,
    Change,
    Edition,
    EditionByline,
    EditionPicture,
    EditionTag,
    Story,
    reference,
    search,
)


def claim(article: Article) -> str:
    """The article's path, which from now on no other story may have."""
    assert article.section is not None
    path = f"/{article.section.slug}/{article.slug}/"
    try:
        address, _ = Address.objects.get_or_create(path=path, defaults={"article": article})
    except IntegrityError as error:  # another story had it until an instant ago
        raise refusals.AddressTaken from error
    if address.article_id != article.pk:
        raise refusals.AddressTaken
    return path


def freeze(
    story: Turn,
    *,
    start: datetime,
    path: str,
    change: Change,
    note: str,
    digest: str,
    by: AbstractBaseUser | None,
    first_published: datetime | None,
    brought: bool = False,
    said: Story | None = None,
    ends_at: datetime | None = None,
) -> Edition:
    """Make the edition, with its names, topics and pictures. `said` is whose text, the working copy's if not given.
    What is `brought` from another site is nothing new to readers, and search learns of it later."""
    now = story.standing
    source = said or story.article
    if now.first:
        first_published = now.first.first_published
    shown = now.shown
    if shown:
        if shown.ends_at and shown.ends_at > start:
            ends_at = shown.ends_at
        if shown.live_until is None or shown.live_until > start:
            # The database allows no overlap, even for an instant: shorten, then insert.
            Edition.objects.filter(pk=shown.pk).update(live_until=start)
    first_published = min(first_published or start, start)
    updated = now.last.updated if now.last else first_published
    edition = Edition.objects.create(
        article=story.article,
        story_id=story.article.public_id,
        live_from=start,
        ends_at=ends_at,
        live_until=ends_at,
        first_published=first_published,
        updated=start if now.last and change.moves_updated and not brought else updated,
        path=path,
        digest=digest,
        change=change,
        note=note,
        minutes=prose.reading_minutes(source.body),
        created_at=story.now,
        created_by=by,
        **{name: getattr(source, name) for name in Story.PLAIN_FIELDS},
    )
    repeated = {"article_id": edition.article_id, "first_published": edition.first_published}
    EditionByline.objects.bulk_create(
        EditionByline(edition=edition, author_id=name["author"], role=name["role"], order=place, **repeated)
        for place, name in enumerate(bylines(source))
    )
    EditionTag.objects.bulk_create(
        EditionTag(edition=edition, tag_id=tag_id, **repeated) for tag_id in topics(source)
    )
    EditionPicture.objects.bulk_create(
        EditionPicture(edition=edition, image_id=image_id) for image_id in pictures.used_by(source)
    )
    reference.index([edition])
    if not brought:
        search.index([edition])
    return edition
