"""Saving the working copy: every save is a revision, and readers see nothing of it."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.text import slugify

from articles import clock, moments, prose, refusals
from articles.digest import Signed, bylines, digest, digest_of, topics
from articles.models import (
    Address,
    Article,
    ArticleByline,
    ArticlePicture,
    ArticleTag,
    Author,
    Edition,
    Image,
    Revision,
    Section,
    Stage,
    Story,
    Tag,
    words,
)
from articles.records import record


def hold_for_saving(article: Article, *, version: int) -> Article:
    """Lock the story for a save made from `version`. Raises Stale if somebody saved in between.

    Call inside a transaction, before anything of the form is written.
    """
    locked = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
    if locked.version != version:
        raise refusals.Stale
    return locked


@transaction.atomic
def save(article: Article, *, by: AbstractBaseUser | None, note: str = "") -> Revision:
    """Record what the working copy says now, names and topics included, as a revision.

    Call it after the article's rows are written: in the admin they come after the article itself.
    A text that differs from the approved one takes the approval back.
    """
    article.slug = article.slug or make_slug(article.headline)
    article.body = prose.link_stories(article.body, stories_at(prose.internal_paths(article.body)))
    return keep(article, by=by, note=note)


def keep(article: Article, *, by: AbstractBaseUser | None, note: str) -> Revision:
    """A save that fills in nothing: what it says is what it was given. Call inside a transaction."""
    # How the version stands is decided by other verbs: what the object passed in says of it may be old.
    stands = Article.objects.select_for_update(no_key=True).only(
        "stage", "approved_digest", "settled", "digest"
    )
    locked = stands.get(pk=article.pk)
    article.stage, article.approved_digest = locked.stage, locked.approved_digest
    # Not simply the latest: that may be a text which was set aside, and never was the working copy.
    before = article.revisions.filter(digest=locked.digest).first() if article.version else None
    now = clock.now()
    article.digest = digest(article)
    article.version += 1
    changed = changed_fields(before, article)
    if changed or before is None:
        article.changed_at = now
        article.changed_by = by  # type: ignore[assignment]
    if article.stage == Stage.READY and article.digest != article.approved_digest:
        article.stage = Stage.DRAFTING
        at = clock.after(locked.settled)
        record(article, "approval-lapsed", by=by, at=at, note="The text was changed.")
    article.save(update_fields=["slug", "body", "digest", "version", "changed_at", "changed_by", "stage"])
    keep_pictures(article)
    words.index([article])
    revision = Revision(
        article=article,
        version=article.version,
        digest=article.digest,
        bylines=bylines(article),
        topics=topics(article),
        changed=changed,
        note=note,
        at=now,
        by=by,
        **{name: getattr(article, name) for name in Story.PLAIN_FIELDS},
    )
    revision.save(force_insert=True)
    return revision


def start(article: Article, *, by: AbstractBaseUser | None) -> Article:
    """Fill what a new working copy has before its first save."""
    article.created_at = article.changed_at = clock.now()
    article.created_by = article.changed_by = by  # type: ignore[assignment]
    return article


@transaction.atomic
def set_aside(
    article: Article, said: Story, *, bylines: list[Signed], topics: list[int], by: AbstractBaseUser | None
) -> Revision:
    """Keep a text that was not chosen where two people wrote at once: in the history, and nowhere else."""
    article.version += 1
    article.save(update_fields=["version"])
    revision = Revision(
        article=article,
        version=article.version,
        digest=digest_of(said, bylines=bylines, topics=topics),
        bylines=bylines,
        topics=sorted(topics),
        note="Kept, but not chosen",
        at=clock.now(),
        by=by,
        **{name: getattr(said, name) for name in Story.PLAIN_FIELDS},
    )
    revision.save(force_insert=True)
    return revision


def restore(
    article: Article, said: Revision | Edition, *, by: AbstractBaseUser | None, seen: str | None = None
) -> Revision:
    """Put a former text, with its names and topics, into the working copy, word for word, as a new save.

    `seen` is the digest of the text that it takes the place of. Raises Outdated.
    """
    with transaction.atomic():
        locked = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        if seen is not None and seen != locked.digest:
            raise refusals.Outdated
        put_back(locked, said)
        # Not by way of `save`, which fills in addresses: what comes back says exactly what it said.
        made = keep(locked, by=by, note=restored_from(said))
        record(locked, "restore", by=by, at=clock.after(locked.settled), note=made.note, save=made.version)
    article.refresh_from_db()
    return made


def restored_from(said: Revision | Edition) -> str:
    if isinstance(said, Revision):
        return f"Restored from save {said.version}"
    return f"Restored from what went out {moments.in_full(said.live_from)}"


def no_longer_there(said: Story) -> list[str]:
    """What a former text names and nobody can put back, in words. Three queries."""
    names = {name["author"] for name in bylines(said)}
    tags = set(topics(said))
    shown = {figure.image_id for figure in prose.figures(said.body)}
    gone = [
        (len(names) - Author.objects.filter(pk__in=names).count(), "name", "names"),
        (len(tags) - Tag.objects.filter(pk__in=tags).count(), "topic", "topics"),
        (len(shown) - Image.objects.filter(pk__in=shown).count(), "picture", "pictures"),
    ]
    return [f"{count} {what if count == 1 else plural}" for count, what, plural in gone if count]


def put_back(article: Article, said: Story) -> None:
    """Write what a revision or an edition says into the working copy, but for names and topics that are deleted."""
    for name in Story.PLAIN_FIELDS:
        setattr(article, name, getattr(said, name))
    article.save(update_fields=[name.removesuffix("_id") for name in Story.PLAIN_FIELDS])
    authors = Author.objects.in_bulk([name["author"] for name in bylines(said)])
    article.bylines.all().delete()
    ArticleByline.objects.bulk_create(
        ArticleByline(article=article, author_id=name["author"], role=name["role"], order=place)
        for place, name in enumerate(bylines(said))
        if name["author"] in authors
    )
    article.tag_links.all().delete()
    ArticleTag.objects.bulk_create(
        ArticleTag(content_object=article, tag=tag) for tag in Tag.objects.filter(pk__in=topics(said))
    )


def take_up_again(article: Article, *, by: AbstractBaseUser | None) -> Revision:
    """Put the rewrite that was set aside back into the working copy. Call in the story's turn.

    The words are those of whoever wrote them, not of whoever brings them back: four eyes are asked about them.
    """
    rewrite = article.set_aside
    assert rewrite is not None
    writer = article.revisions.filter(digest=rewrite.digest).order_by("version").first()
    put_back(article, rewrite)
    article.set_aside = None
    article.save(update_fields=["set_aside"])
    made = keep(article, by=by, note=f"The rewrite of save {rewrite.version} is back")
    if writer:
        article.changed_by, article.changed_at = writer.by, writer.at
        article.save(update_fields=["changed_by", "changed_at"])
    return made


def assign_section(article: Article, section: Section, *, by: AbstractBaseUser) -> None:
    """Raises NothingNew, WrongStage."""
    with transaction.atomic():
        locked = _out_of_bin(article)
        if locked.section_id == section.pk:
            raise refusals.NothingNew(f"It stands in {section} already.")
        locked.section = section
        locked.save(update_fields=["section"])
        save(locked, by=by, note=f"Section: {section}"[:200])
    article.refresh_from_db()


def add_topic(article: Article, tag: Tag, *, by: AbstractBaseUser) -> None:
    """Raises NothingNew, WrongStage."""
    with transaction.atomic():
        locked = _out_of_bin(article)
        if tag.pk in topics(locked):
            raise refusals.NothingNew(f"It has the topic {tag} already.")
        ArticleTag.objects.create(content_object=locked, tag=tag)
        save(locked, by=by, note=f"Topic: {tag}"[:200])
    article.refresh_from_db()


def _out_of_bin(article: Article) -> Article:
    locked = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
    if locked.binned_at:
        raise refusals.WrongStage("It is in the bin. Take it out first.")
    return locked


def changed_fields(before: Revision | None, article: Article) -> list[str]:
    if before is None:
        return []
    changed = [
        name.removesuffix("_id")
        for name in Story.PLAIN_FIELDS
        if getattr(before, name) != getattr(article, name)
    ]
    if before.bylines != bylines(article):
        changed.append("bylines")
    if before.topics != topics(article):
        changed.append("topics")
    return changed


def make_slug(headline: str) -> str:
    """At most about 60 characters, ending at a word."""
    slug = slugify(headline)
    if len(slug) > 60:
        slug = slug[:61].rpartition("-")[0] or slug[:60]
    return slug


def stories_at(paths: tuple[str, ...]) -> dict[str, str]:
    """Which stories have, or had, these addresses: public ids by path."""
    if not paths:
        return {}
    return dict(Address.objects.filter(path__in=paths).values_list("path", "article__public_id"))


def keep_pictures(article: Article) -> None:
    wanted = {figure.image_id for figure in prose.figures(article.body)}
    known = set(Image.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    article.picture_links.exclude(image_id__in=known).delete()
    ArticlePicture.objects.bulk_create(
        [ArticlePicture(article=article, image_id=pk) for pk in sorted(known)], ignore_conflicts=True
    )
