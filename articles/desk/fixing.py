"""Fixing the live text while a rewrite is open (SEMANTICS, section 3): the rewrite steps aside, and comes back when the
fix is published or scheduled (`publishing.publish`), or when somebody asks for it.
"""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser

from articles import refusals
from articles.desk import saving
from articles.desk.clearance import refuse_in_bin
from articles.desk.turn import Seen, Turn, true_digest, turn
from articles.models import Article, Edition, Revision, Stage


def fix_live(article: Article, *, by: AbstractBaseUser | None, seen: Seen | None = None) -> Revision:
    """Put what readers see into the working copy, and remember the rewrite that stood there.

    Raises NotOnSite, VersionScheduled, AlreadySetAside, NothingNew, WrongStage, Outdated.
    """
    with turn(article, seen=seen) as story:
        stands = story.standing
        refuse_in_bin(story.article)
        if story.article.stage in (Stage.ON_HOLD, Stage.SPIKED):
            raise refusals.WrongStage("The rewrite is on hold or spiked. Bring it back to drafting first.")
        if story.article.set_aside_id:
            raise refusals.AlreadySetAside
        if stands.shown is None:
            raise refusals.NotOnSite
        if stands.waiting:
            # It would bring back, word for word, what is about to be corrected.
            raise refusals.VersionScheduled(
                "An approved text is scheduled, and the fix would not be in it. Cancel the schedule first."
            )
        if true_digest(story.article) == stands.shown.digest:
            raise refusals.NothingNew("The working copy is what readers see: change it, and publish that.")

        rewrite = _rewrite(story, by=by)
        Article.objects.filter(pk=article.pk).update(set_aside=rewrite)
        if story.article.stage == Stage.IN_REVIEW:  # what waited for an editor is not there any more
            Article.objects.filter(pk=article.pk).update(stage=Stage.DRAFTING)
        saving.put_back(story.article, Edition.objects.get(pk=stands.shown.pk))
        made = saving.keep(story.article, by=by, note="What readers see, to be fixed")
        story.settle("fix-live", by=by, unseen=True, save=rewrite.version)
    return made


def _rewrite(story: Turn, *, by: AbstractBaseUser | None) -> Revision:
    """The save that says what the working copy says; made now if it was written past every save."""
    said = true_digest(story.article)
    found = story.article.revisions.filter(digest=said).first()
    return found or saving.keep(story.article, by=by, note="Set aside")


def bring_back(article: Article, *, by: AbstractBaseUser | None, seen: Seen | None = None) -> Revision:
    """Take up the rewrite again without publishing the fix, which stays as a save. Raises NothingSetAside, Outdated."""
    with turn(article, seen=seen) as story:
        refuse_in_bin(story.article)
        if story.article.set_aside is None:
            raise refusals.NothingSetAside
        if story.article.stage == Stage.IN_REVIEW:
            Article.objects.filter(pk=article.pk).update(stage=Stage.DRAFTING)
        made = saving.take_up_again(story.article, by=by)
        story.settle("bring-back", by=by, unseen=True, save=made.version)
    return made
