"""What the legal right may do to what was published: seal a version's wording, and, on court order, take words out.

Sealing hides a former version's wording from the public record; its date and kind stay. Redaction is the single exception
to immutability (SEMANTICS, section 9): the words go from every version, correction and save of the story, and from its
working copy. The database lets each version be redacted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Model

from articles import prose, redaction, refusals
from articles.desk import keeping, pictures, saving
from articles.desk.turn import Seen, Turn, turn
from articles.digest import digest
from articles.models import (
    Article,
    Correction,
    Edition,
    Revision,
    SocialCard,
    Stage,
    Story,
    reference,
    search,
)

#: What is said beside the story itself.
BESIDE: dict[type, tuple[str, ...]] = {
    Edition: ("note", "withdrawal_reason", "withdrawal_notice"),
    Revision: ("note",),
    Article: (),
}
WORDS = (
    "headline",
    "card_headline",
    "standfirst",
    "lead_alt",
    "lead_caption",
    "seo_title",
    "seo_description",
)


def seal(
    article: Article, edition: int, *, by: AbstractBaseUser | None, reason: str, seen: Seen | None = None
) -> None:
    """Keep a former version's wording from readers.

    Raises NotOnSite, StillOnSite, NothingNew, ReasonMissing, Outdated.
    """
    with turn(article, seen=seen) as story:
        chosen = _begun(story, edition)
        if story.standing.shown and story.standing.shown.pk == edition:
            raise refusals.StillOnSite("Readers see this text now. Publish another, or withdraw it, first.")
        if chosen.sealed_at:
            raise refusals.NothingNew("Its wording is sealed already.")
        _ask_why(reason)
        Edition.objects.filter(pk=edition).update(sealed_at=story.now)
        story.settle("seal", by=by, note=reason, sealed=edition)


def unseal(
    article: Article, edition: int, *, by: AbstractBaseUser | None, reason: str, seen: Seen | None = None
) -> None:
    """Raises NotOnSite, NothingNew, ReasonMissing, Outdated."""
    with turn(article, seen=seen) as story:
        if not _begun(story, edition).sealed_at:
            raise refusals.NothingNew("Its wording is not sealed.")
        _ask_why(reason)
        Edition.objects.filter(pk=edition).update(sealed_at=None)
        story.settle("unseal", by=by, note=reason, unsealed=edition)


def redact(
    article: Article,
    *,
    by: AbstractBaseUser | None,
    words: Sequence[str],
    reason: str,
    seen: Seen | None = None,
) -> int:
    """Take the words out of all that the story says or said. Returns in how many published versions they stood.

    The book tells who, when, why and in which versions, and never the words.
    Raises ReasonMissing, WordsNotFound, AlreadyRedacted, Outdated.
    """
    with turn(article, seen=seen) as story:
        _ask_why(reason)
        if not words:
            raise refusals.WordsNotFound
        changed = {
            edition.pk: found
            for edition in Edition.objects.filter(article=story.article)
            if (found := _redacted(edition, words))
        }
        notices = [
            (notice, found)
            for notice in Correction.objects.filter(article=story.article)
            if (found := _changed(notice, ("wrote", "it_is"), words))
        ]
        saves = [(save, found) for save in story.article.revisions.all() if (found := _redacted(save, words))]
        draft = _redacted(story.article, words)
        if not (changed or notices or saves or draft):
            raise refusals.WordsNotFound
        before = Edition.objects.filter(pk__in=changed, redacted_at__isnull=False)
        if before.exists() or any(notice.redacted_at for notice, _ in notices):
            raise refusals.AlreadyRedacted

        for pk, found in changed.items():
            _write(Edition, pk, found, redacted_at=story.now)
        for notice, found in notices:
            Correction.objects.filter(pk=notice.pk).update(**found, redacted_at=story.now)
        for save, found in saves:
            _write(Revision, save.pk, found)
        if draft:
            _redact_draft(story, draft, by=by)
        keeping.redact(story.article, words)
        rewritten = list(Edition.objects.filter(pk__in=changed).order_by("live_from"))
        reference.index(rewritten)
        search.index(rewritten)
        # The cards that were drawn of their headlines: their files go with the next sweep, and are drawn anew.
        SocialCard.objects.filter(edition__in=changed).update(edition=None)
        story.settle("redact", by=by, note=reason, redacted=sorted(changed), saves=len(saves))
        transaction.on_commit(pictures.sweep, robust=True)
    return len(changed)


def _begun(story: Turn, pk: int) -> Edition:
    found = Edition.objects.begun_at(story.now).filter(article=story.article, pk=pk).first()
    if found is None:
        raise refusals.NotOnSite("Readers never saw this version.")
    return found


def _ask_why(reason: str) -> None:
    if not reason.strip():
        raise refusals.ReasonMissing


def _redacted(said: Story, words: Sequence[str]) -> dict[str, Any]:
    """The fields that change, with what they say then."""
    fields = _changed(said, (*WORDS, *BESIDE[type(said)]), words)
    fields["body"] = prose.clean(redaction.from_body(said.body, words))
    fields["disclosures"] = [
        {name: value if name == "kind" else redaction.from_text(value, words) for name, value in item.items()}
        for item in said.disclosures
    ]
    return {name: value for name, value in fields.items() if value != getattr(said, name)}


def _changed(said: Model, names: Iterable[str], words: Sequence[str]) -> dict[str, Any]:
    fields = {}
    for name in names:
        text = redaction.from_text(getattr(said, name), words)
        if text != getattr(said, name):  # what stands instead may be longer than the words
            fields[name] = text[: said._meta.get_field(name).max_length]  # type: ignore[union-attr]
    return fields


def _write(model: Any, pk: int, found: dict[str, Any], redacted_at: datetime | None = None) -> None:
    """The words and, as every text has one, their digest: in one statement, for a text is redacted once."""
    said = model.objects.get(pk=pk)
    for name, value in found.items():
        setattr(said, name, value)
    act = {"redacted_at": redacted_at} if redacted_at else {}
    model.objects.filter(pk=pk).update(**found, digest=digest(said), **act)


def _redact_draft(story: Turn, found: dict[str, Any], *, by: AbstractBaseUser | None) -> None:
    article = story.article
    for name, value in found.items():
        setattr(article, name, value)
    article.save(update_fields=list(found))
    if article.stage == Stage.IN_REVIEW:
        Article.objects.filter(pk=article.pk).update(stage=Stage.DRAFTING)
    saving.keep(article, by=by, note="Words taken out by order of a court")
