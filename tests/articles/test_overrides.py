"""What went out over a check: listed with its reason, and with what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles import clock
from articles.admin import overrides
from articles.desk import publishing
from articles.models import Article
from tests.articles.desk import at_the_desk, person
from tests.cast import approved, change, published, ready, slipped, story

pytestmark = pytest.mark.django_db

PAGE = "admin:overridden"


def over(article: Article, **given: Any) -> None:
    publishing.publish(article, by=person("max"), override="Picture desk is asleep", **given)


def without_body(headline: str = "Kyte falls") -> Article:
    article = slipped(story(headline), body="")
    over(article)
    return article


def listed(client: Client, **query: str) -> list[tuple[str, str, str, str]]:
    rows = client.get(reverse(PAGE), query).context["rows"]
    return [(row.story, row.check, row.reason, row.since) for row in rows]


def test_it_names_story_check_and_reason_and_that_it_is_open() -> None:
    without_body()
    published("In order")
    response = at_the_desk("edda").get(reverse(PAGE))

    assert listed(at_the_desk("edda")) == [("Kyte falls", "No text", "Picture desk is asleep", "Still open")]
    assert "1 of 2 publications" in response.content.decode()


def test_once_a_later_text_has_put_it_right_it_is_fixed() -> None:
    article = without_body()
    ready(change(article, body="<p>There it is.</p>"))
    publishing.publish(article, by=person("edda"), change="minor")
    (row,) = listed(at_the_desk("max"))

    assert row[3].startswith("Fixed today ")
    assert row[3].endswith(", Edda")


def test_what_was_cancelled_is_no_longer_open() -> None:
    article = slipped(story("Kyte falls"), body="")
    over(article, at=clock.now() + timedelta(hours=2))
    publishing.cancel_schedule(article, by=person("edda"))

    assert [row[3] for row in listed(at_the_desk("max"))] == ["It was cancelled"]


def test_an_embargo_is_open_until_it_ends() -> None:
    article = ready(story("Kyte falls"))
    Article.objects.filter(pk=article.pk).update(embargo_until=clock.now() + timedelta(hours=2))
    over(article)
    assert [row[1:] for row in listed(at_the_desk("max"))] == [
        ("Embargo", "Picture desk is asleep", "Still open")
    ]

    Article.objects.update(embargo_until=clock.now())
    assert [row[3] for row in listed(at_the_desk("max"))] == ["Embargo is over"]


def test_a_minor_change_without_a_second_person_is_among_them() -> None:
    article = published("Kyte falls")
    change(article, by=person("edda"), headline="Kyte fell")
    publishing.publish(article, by=person("edda"), change="minor")

    assert [row[1] for row in listed(at_the_desk("max"))] == ["No second person: minor change"]


def test_it_is_filtered_by_week_check_person_and_state() -> None:
    without_body()
    max_ = at_the_desk("max")

    assert len(listed(max_, check="body", who=str(person("max").pk), state="open")) == 1
    for query in ({"check": "rights"}, {"who": "0"}, {"state": "closed"}, {"week": "2020-01-06"}):
        assert listed(max_, **query) == []
    for week in ("nonsense", "2026-02-31", "9999-12-31", "0001-01-01"):
        assert len(listed(max_, week=week)) == 1


def test_the_sheet_holds_what_the_page_shows_and_is_written_down() -> None:
    without_body()
    sheet = at_the_desk("max").get(reverse("admin:overridden_export")).content.decode()

    assert "Kyte falls,No text,Max," in sheet
    assert "Picture desk is asleep,Still open" in sheet
    assert at_the_desk("edda").get(reverse("admin:overridden_export")).status_code == 403


def test_a_week_costs_the_same_whatever_was_gone_over(django_assert_max_num_queries: Any) -> None:
    for number in range(4):
        without_body(f"Story {number}")
    monday = clock.now().date() - timedelta(days=clock.now().weekday())
    with django_assert_max_num_queries(12):
        rows, _ = overrides.overrides(person("max"), monday)
    assert len(rows) == 4


def test_it_stands_in_the_sidebar_of_those_with_the_right() -> None:
    for name, stands in (("wren", False), ("cura", False), ("edda", True), ("lena", True), ("max", True)):
        page = at_the_desk(name).get(reverse("admin:index")).content.decode()
        assert (reverse(PAGE) in page) == stands
        assert (reverse("admin:disclosures") in page) == stands


def test_the_records_open_for_those_with_the_right_alone() -> None:
    for name, status in (("wren", 403), ("cura", 403), ("edda", 200), ("lena", 200), ("max", 200)):
        client = at_the_desk(name)
        for address in (PAGE, "admin:disclosures"):
            assert client.get(reverse(address)).status_code == status


def test_somebody_without_the_right_goes_over_nothing() -> None:
    article = approved("Kyte falls")
    article = slipped(article, body="")
    response = at_the_desk("edda").post(
        reverse("admin:articles_article_verb", args=[article.pk, "publish"]),
        {"starts": "now", "publish_anyway": "on", "override": "I want to"},
    )

    assert response.status_code == 200
    assert not article.editions.exists()
