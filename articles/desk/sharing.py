"""A story's draft for somebody without an account, by a link that ends. What is saved now is what it shows."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet

from articles import moments, refusals
from articles.desk import shared_links
from articles.desk.clearance import refuse_in_bin, refuse_legal_question
from articles.desk.shared_links import Made
from articles.desk.turn import Turn, turn
from articles.models import Article, PreviewLink, Stage


def share(
    article: Article, *, by: AbstractBaseUser, hours: int = shared_links.USUAL_HOURS
) -> Made[PreviewLink]:
    """The token is told now and never again.

    Raises Embargoed, LegalQuestionOpen, NothingNew, WrongStage (in the bin, spiked), TooManyLinks.
    """
    with turn(article) as story:
        refuse(story)
        shared_links.refuse_too_many(alive(story.article, story.now))
        made = shared_links.make(
            PreviewLink(article=story.article), story.article, by=by, hours=hours, at=story.now
        )
    return made


def refuse(story: Turn) -> None:
    article, now = story.article, story.now
    refuse_in_bin(article)
    if article.stage == Stage.SPIKED:
        raise refusals.WrongStage("It is spiked. Bring it back first.")
    refuse_legal_question(article)
    if article.embargo_until and article.embargo_until > now:
        raise refusals.Embargoed(
            f"This story is under embargo until {moments.in_full(article.embargo_until)}. Nobody outside sees it before."
        )
    if article.newest_digest == article.digest and (story.standing.shown or story.standing.waiting):
        raise refusals.NothingNew(
            "Readers see exactly this text. Share the page’s own address."
            if story.standing.shown
            else "This text is scheduled: there is no other draft to show."
        )


def alive(article: Article, moment: datetime) -> QuerySet[PreviewLink]:
    return PreviewLink.objects.filter(article=article).alive_at(moment)


def shown_by(token: str, moment: datetime) -> PreviewLink | None:
    """The link, with its story, if it opens at that moment. An embargo and a legal question close it while they last."""
    open_ones = (
        PreviewLink.objects.alive_at(moment)
        .filter(Q(article__embargo_until__isnull=True) | Q(article__embargo_until__lte=moment))
        .filter(article__binned_at__isnull=True, article__legal_question="")
        .select_related("article__section")
    )
    return shared_links.find(open_ones, token)


def opened(link: PreviewLink, *, at: datetime) -> None:
    shared_links.opened(link, link.article, at=at)


def revoke(link: PreviewLink, *, by: AbstractBaseUser) -> bool:
    return shared_links.revoke(link, link.article, by=by)


def end(story: Turn, *, because: str, by: AbstractBaseUser | None) -> None:
    """Call it in the story's turn."""
    links = PreviewLink.objects.filter(article=story.article.pk)
    shared_links.end(links, because=because, by=by, at=story.now)
