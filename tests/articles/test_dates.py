"""One story, two dates: every place that tells them tells the same (SEMANTICS, section 6)."""

from __future__ import annotations

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import etree

from articles import clock, refusals
from articles.desk import publishing, sealing
from articles.desk.clearance import Brought, CorrectionText
from articles.models import Article, Change, Correction, Edition
from tests import cast
from tests.cast import at, moment

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def asked(path: str, when: float) -> bytes:
    clock.forget()
    with at(when):
        answer = Client().get(path)
    clock.forget()
    assert answer.status_code == 200, path
    return answer.content


def told(article: Article, when: float) -> dict[str, tuple[datetime, datetime]]:
    """First published and updated, as each place tells them."""
    path = Edition.objects.visible_at(moment(when)).get(article=article).path
    html = asked(path, when).decode()
    blocks = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html, re.DOTALL)
    nodes = [node for block in blocks for node in (json.loads(block).get("@graph") or [json.loads(block)])]
    news = next(node for node in nodes if "datePublished" in node)
    shown = re.findall(r"<dt>(Published|Updated)</dt> <dd><time datetime=\"([^\"]*)\"", html)
    on_page = {label: datetime.fromisoformat(said) for label, said in shown}
    entry = etree.fromstring(asked("/atom.xml", when)).find(f"{ATOM}entry")
    item = json.loads(asked("/feed.json", when))["items"][0]
    rss = etree.fromstring(asked("/rss.xml", when)).find(".//item")
    places = [loc.text for loc in etree.fromstring(asked("/sitemap.xml", when)).iter(f"{SITEMAP}loc")]
    month = next(place for place in places if re.search(r"\d{4}", place.rpartition("8000")[2] or place))
    urls = etree.fromstring(asked(re.sub("^https?://[^/]*", "", month), when)).iter(f"{SITEMAP}url")
    lastmod = next(
        url.findtext(f"{SITEMAP}lastmod") for url in urls if url.findtext(f"{SITEMAP}loc").endswith(path)
    )
    published = on_page["Published"]
    return {
        "page": (published, on_page.get("Updated", published)),
        "json-ld": (
            datetime.fromisoformat(news["datePublished"]),
            datetime.fromisoformat(news.get("dateModified") or news["datePublished"]),
        ),
        "atom": tuple(
            datetime.fromisoformat(entry.findtext(f"{ATOM}{name}")) for name in ("published", "updated")
        ),
        "json": tuple(datetime.fromisoformat(item[name]) for name in ("date_published", "date_modified")),
        "rss": (
            parsedate_to_datetime(rss.findtext("pubDate")),
            datetime.fromisoformat(rss.findtext("{http://www.w3.org/2005/Atom}updated")),
        ),
        "sitemap": (published, datetime.fromisoformat(lastmod)),
    }


def test_page_feeds_sitemap_and_structured_data_agree_through_a_storys_life() -> None:
    with at(0):
        article = cast.published("Old")
    steps = [
        (10, lambda: cast.publish(cast.rewritten(article, "Minor"), change=Change.MINOR), 0),
        (20, lambda: cast.publish(cast.rewritten(article, "Update")), 20),
        (30, lambda: cast.correct(cast.rewritten(article, "Right")), 30),
        (40, lambda: cast.withdraw(article), None),
        (50, lambda: publishing.reinstate(article, by=cast.edda()), 30),
    ]
    for when, do, updated in steps:
        with at(when):
            do()
        if updated is None:
            continue
        for place, (first, latest) in told(article, when + 1).items():
            assert abs((first - moment(0)).total_seconds()) < 1, f"{place} at {when}"
            assert abs((latest - moment(updated)).total_seconds()) < 1, f"{place} at {when}"


def agree(article: Article, when: float, *, first: float, latest: float) -> None:
    for place, (published, updated) in told(article, when).items():
        assert abs((published - moment(first)).total_seconds()) < 1, place
        assert abs((updated - moment(latest)).total_seconds()) < 1, place


def test_they_agree_although_the_wording_of_the_only_update_is_sealed() -> None:
    with at(0):
        article = cast.published("Old")
    with at(10):
        update = cast.publish(cast.rewritten(article, "Update"))
    with at(20):
        cast.publish(cast.rewritten(article, "Minor"), change=Change.MINOR)
    with at(30):
        sealing.seal(article, update.pk, by=cast.lena(), reason="Settlement")

    agree(article, 40, first=0, latest=10)


def brought(article: Article, *made: float, **given: object) -> None:
    corrections = [CorrectionText("", f"It is {when}.", made_at=moment(when)) for when in made]
    publishing.publish(
        article, by=None, brought=Brought(moment(-900), corrections), override="Import", **given
    )  # type: ignore[arg-type]


def test_they_agree_that_a_story_of_another_site_was_not_updated_by_coming_here() -> None:
    with at(0):
        article = cast.ready("Old")
        brought(article, -500)
    agree(article, 1, first=-900, latest=-900)

    with at(10):  # with a newer export
        brought(cast.rewritten(article, "Newer"), -400, change=Change.CORRECTION)
    agree(article, 11, first=-900, latest=-900)

    with at(20):
        cast.publish(cast.rewritten(article, "Update"))
    agree(article, 21, first=-900, latest=20)
    call_command("verify_editions", verbosity=0)


def test_those_that_were_told_otherwise_are_told_so_after_an_upgrade() -> None:
    with at(0):
        came, ours = cast.ready("Old"), cast.published("Ours")
        brought(came)
    with at(10):
        brought(cast.rewritten(came, "Newer"), -400, change=Change.CORRECTION)
        cast.correct(cast.rewritten(ours, "Ours, corrected"))
    with at(20):
        cast.publish(cast.rewritten(came, "Minor"), change=Change.MINOR)
    expected = list(Edition.objects.order_by("pk").values_list("pk", "updated"))
    corrected = came.editions.get(change=Change.CORRECTION).live_from  # as it was before
    came.editions.update(updated=corrected)
    came.editions.filter(change=Change.FIRST).update(updated=F("live_from"))

    migration = import_module("articles.migrations.0024_updated_as_readers_are_told")
    migration.as_readers_are_told(apps, None)

    assert list(Edition.objects.order_by("pk").values_list("pk", "updated")) == expected


VERBS = st.lists(
    st.sampled_from(
        ["minor", "update", "correct", "later", "withdraw", "reinstate", "end", "seal", "redact"]
    ),
    max_size=8,
)


@hypothesis_settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(verbs=VERBS)
def test_a_correction_once_visible_is_visible_whenever_its_story_is(verbs: list[str]) -> None:
    from articles.front.corrections import public_at
    from articles.front.reading import history_of
    from articles.front.record import versions

    with at(0):
        article = cast.published(f"Story {Article.objects.count()}")
    for number, verb in enumerate(verbs, start=1):
        with at(10 * number):
            try:
                match verb:
                    case "withdraw":
                        cast.withdraw(article)
                    case "reinstate":
                        publishing.reinstate(article, by=cast.edda())
                    case "end":
                        publishing.end_at(article, by=cast.edda(), at=moment(10 * number + 15))
                    case "seal":
                        former = Edition.objects.begun_at(moment(10 * number)).filter(article=article)
                        sealing.seal(article, former[1 % len(former)].pk, by=cast.lena(), reason="Asked to.")
                    case "redact":
                        sealing.redact(article, by=cast.lena(), words=["241"], reason="Order 7.")
                    case _:
                        cast.rewritten(article, f"{article.headline[:30]} {number}")
                        when = {"later": 10 * number + 5}.get(verb)
                        given = {"at": when, "put_back": True, "replace": True}
                        if verb in ("correct", "later"):
                            cast.correct(article, f"241 of them, {number}.", f"214, {number}.", **given)
                        else:
                            cast.publish(article, change=Change(verb), **given)
            except refusals.Refusal:
                continue
    for row in Correction.objects.filter(article=article).select_related("edition"):
        for tenth in range(0, 10 * len(verbs) + 40, 3):
            now = moment(tenth + 0.5)
            shown = Edition.objects.visible_at(now).filter(article=article).first()
            if not shown or row.edition.live_from > now:
                continue
            assert row.edition_id in versions(article.pk, now).values_list("pk", flat=True)
            told = [(item.wrote, item.it_is) for item in history_of(shown, now).corrections]
            listed = public_at(now).values_list("pk", flat=True)
            # Of a sealed one the public record keeps date and kind, and nothing shows its words.
            is_open = row.edition.sealed_at is None
            assert ((row.wrote, row.it_is) in told) is (row.pk in listed) is is_open
