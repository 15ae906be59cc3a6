"""A second look at what waits: its text cannot change any more, but what it uses can.

Whoever looks at Today or at the story asks anew (`findings`), so that nothing shown there is old. For those who do not
look, the worker does every minute (`look`): what is found and was not known is written down in the story's book, once, and
a letter goes to whoever scheduled it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from articles import clock, moments
from articles.desk import readiness, rights
from articles.desk.readiness import Finding
from articles.models import Article, Edition, Transition
from articles.records import record

logger = logging.getLogger("newsroom.desk")

VERB = "second-look"
#: Verbs at which somebody saw what is found: it is no news afterwards.
SEEN_AT = ("schedule", "move-schedule", VERB)


def findings(waiting: Iterable[Edition], *, at: datetime | None = None) -> dict[int, list[Finding]]:
    """What is found now in editions that wait, each as of its own start, or as of a moment it is to move to.
    Two queries for all of them."""
    editions = list(waiting)
    around = readiness.surroundings(editions)
    return {
        edition.pk: [
            finding
            for check in readiness.OF_MOMENT
            for finding in check(edition, at or edition.live_from, around)
            if finding.code != "rights-ending"  # it goes out whole; Today tells of the end by itself
        ]
        for edition in editions
    }


def names(found: Iterable[Finding]) -> list[str]:
    """As the book keeps them: the same though their words change."""
    return sorted({f"{finding.code}:{finding.about}" for finding in found})


def look() -> int:
    """Returns of how many editions there was something new to write down. Three queries if there is nothing."""
    waiting = list(Edition.objects.waiting_at(clock.now()).order_by("live_from"))
    found, known = findings(waiting), known_of(waiting)
    news = [edition for edition in waiting if names(found[edition.pk]) != known[edition.pk]]
    return sum(_write_down(edition, found[edition.pk]) for edition in news)


def known_of(editions: Iterable[Edition]) -> dict[int, list[str]]:
    """What was found of each when somebody or the worker looked last. One query."""
    known: dict[int, list[str]] = {edition.pk: [] for edition in editions}
    for row in _looks(editions).order_by("at", "pk"):
        known[row.data["edition"]] = row.data.get("found", [])
    return known


def since(editions: Iterable[Edition]) -> dict[int, datetime]:
    """When the worker found what is found now. One query."""
    return {row.data["edition"]: row.at for row in _looks(editions).filter(verb=VERB).order_by("at", "pk")}


def _looks(editions: Iterable[Edition]) -> Any:
    stories = {edition.article_id: edition.pk for edition in editions}  # a story has one that waits
    return Transition.objects.filter(
        subject_type=ContentType.objects.get_for_model(Article),
        subject_id__in=stories,
        verb__in=SEEN_AT,
        data__edition__in=list(stories.values()),
    )


@transaction.atomic
def _write_down(edition: Edition, found: list[Finding]) -> bool:
    """Unless another worker did, or the edition went out or away meanwhile."""
    article = Article.objects.select_for_update(no_key=True).get(pk=edition.article_id)
    now = clock.now()
    if not Edition.objects.waiting_at(now).filter(pk=edition.pk, live_from=edition.live_from).exists():
        return False
    known = known_of([edition])[edition.pk]
    if known == names(found):
        return False
    words = " ".join(finding.words for finding in found) or "It is in order again."
    record(
        article, VERB, by=None, at=clock.after(article.settled), note=words, edition=edition.pk, found=names(found)
    )  # fmt: skip
    if new := [finding for finding in found if names([finding])[0] not in known]:
        transaction.on_commit(lambda: _tell(article, edition, new), robust=True)
    return True


def _tell(article: Article, edition: Edition, new: list[Finding]) -> None:
    """A letter that does not leave is logged: Today and the book have it all the same."""
    goes_out = moments.at(edition.live_from, clock.now())
    page = settings.SITE_URL + reverse("admin:articles_article_change", args=[article.pk])
    lines = [
        f"“{edition.headline}” goes out {goes_out}.",
        *(f"- {item.words} {item.advice}" for item in new),
        page,
    ]
    try:
        send_mail(f"Look again: {edition.headline}", "\n\n".join(lines), None, whom(article, edition))
    except (SMTPException, OSError):
        logger.exception("Nobody was told what is found in “%s”, which waits.", edition.headline)


def whom(article: Article, edition: Edition) -> list[str]:
    """Addresses: of whoever scheduled it, while they may act; else of all who may."""
    people = get_user_model().objects.with_perm("articles.publish_article").order_by("pk")
    may_act = [person for person in people if person.email and rights.may(person, "publish", article)]
    scheduler = [person for person in may_act if person.pk == edition.created_by_id]
    return [person.email for person in scheduler or may_act]
