"""The bin keeps for thirty days, and what readers saw for good."""

from __future__ import annotations

import pytest

from articles.desk import bin, publishing, workflow
from articles.models import Article, Revision, Transition
from recommendations import drafting
from recommendations.models import RecommendationList
from tests.articles.desk import at_the_desk
from tests.cast import at, cura, edda, published, scheduled, story, withdraw

pytestmark = pytest.mark.django_db

DAY = 24 * 60


def put_away(article: Article) -> Article:
    workflow.bin(article, by=edda())
    return article


def left() -> list[str]:
    return list(Article.objects.order_by("headline").values_list("headline", flat=True))


def test_after_thirty_days_what_nobody_saw_is_deleted_with_its_saves() -> None:
    with at(0):
        put_away(story("Old"))
        story("Kept")
    with at(30 * DAY - 1):
        assert bin.empty() == 0
    with at(30 * DAY + 1):
        assert bin.empty() == 1

    assert left() == ["Kept"]
    assert not Revision.objects.filter(headline="Old").exists()


def test_that_it_was_deleted_stays_in_the_book() -> None:
    with at(0):
        article = put_away(story("Old"))
        pk = article.pk
    with at(31 * DAY):
        bin.empty()

    entry = Transition.objects.filter(subject_id=pk).first()
    assert entry is not None
    assert (entry.verb, entry.note, entry.by, entry.data) == ("purge", "Old", None, {"saves": 1})


def test_what_was_ever_shown_is_kept() -> None:
    with at(0):
        article = published("Old")
    with at(1):
        withdraw(article)
    with at(2):
        put_away(article)
    with at(31 * DAY):
        assert bin.goes_at(article) is None
        assert bin.empty() == 0

    assert left() == ["Old"]


def test_what_was_only_scheduled_was_never_shown() -> None:
    with at(0):
        article = scheduled("Old", to=50)
        publishing.cancel_schedule(article, by=edda())
        put_away(article)
    with at(31 * DAY):
        assert bin.empty() == 1


def test_taken_out_and_put_back_begins_anew() -> None:
    with at(0):
        article = put_away(story("Old"))
    with at(29 * DAY):
        workflow.take_out_of_bin(article, by=edda())
    with at(31 * DAY):
        assert bin.empty() == 0
        put_away(article)
    with at(60 * DAY):
        assert bin.empty() == 0
    with at(62 * DAY):
        assert bin.empty() == 1


def test_what_a_list_holds_waits_until_it_lets_go() -> None:
    with at(0):
        article = published("Shown")
        listed = drafting.start(RecommendationList(title="Picks", slug="picks", heading="Picks"), by=cura())
        listed.save()
        drafting.add(listed, by=cura(), article_id=article.pk)
        draft = put_away(story("Old"))
        listed.items.update(article=draft)
    with at(31 * DAY):
        assert bin.empty() == 0

    assert "Old" in left()
    assert not Transition.objects.filter(verb="purge").exists()


def test_its_page_says_what_it_is_and_since_when_each_is_there() -> None:
    desk = at_the_desk("edda")
    page = desk.get("/admin/articles/article/?view=bin").text
    assert "The bin is empty." in page
    assert "<h1>Bin</h1>" in page

    put_away(story("Old"))
    page = desk.get("/admin/articles/article/?view=bin").text
    assert "in the bin since today" in page
    assert "The bin is empty." not in page
    assert "No story matches" in desk.get("/admin/articles/article/?view=bin&q=nothing").text
