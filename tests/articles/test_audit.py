"""The audit: who did what, shown to whom it concerns, taken away as a sheet, and changed by nobody."""

from __future__ import annotations

import ast
import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from articles import moments
from articles.admin.audit import WORDS, details
from articles.desk import saving
from articles.models import Transition
from articles.records import record
from tests import cast
from tests.articles.desk import at_the_desk, draft, live, person, submitted

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
AUDIT = "admin:articles_transition_changelist"
EXPORT = "admin:articles_transition_export"


def shown(client: Client, **query: str) -> list[str]:
    found = client.get(reverse(AUDIT), query).context["cl"].result_list
    return [f"{row.verb} {row.subject_name}" for row in found]


def sheet(client: Client, **query: str) -> list[list[str]]:
    response = client.get(reverse(EXPORT), query)
    assert response["Content-Disposition"] == 'attachment; filename="audit.csv"'
    return list(csv.reader(StringIO(response.content.decode())))


def test_it_is_filtered_by_deed_person_time_and_story() -> None:
    live("Fab reopens")
    submitted("Kyte falls")
    max_ = at_the_desk("max")

    assert shown(max_, verb="submit") == ["submit Kyte falls", "submit Fab reopens"]
    assert shown(max_, who=str(person("edda").pk)) == ["publish Fab reopens", "approve Fab reopens"]
    assert shown(max_, q="kyte") == ["submit Kyte falls"]
    assert shown(max_, since="2001-01-01") == []
    assert len(shown(max_, since="1")) == len(shown(max_))
    assert shown(max_, since="nonsense", who="nonsense") == shown(max_)


def test_editors_see_deeds_and_not_who_signed_in() -> None:
    submitted("Kyte falls")
    edda, max_ = at_the_desk("edda"), at_the_desk("max")

    assert shown(edda) == ["submit Kyte falls"]
    assert shown(max_)[:2] == ["sign-in Max", "sign-in Edda"]


def test_it_tells_from_which_publication_to_which() -> None:
    article = live("Fab reopens")
    first = article.editions.get()
    second = cast.publish(cast.rewritten(article))

    assert Transition.objects.about(article).first().data["before"] == first.pk
    page = at_the_desk("max").get(reverse(AUDIT)).content.decode()
    assert f"publication {first.pk} → {second.pk}" in page


def test_it_tells_which_schedule_went_with_it() -> None:
    with cast.at(0):
        held, gone = cast.scheduled("Fab reopens", to=50), cast.published("Fab burns")
        cast.publish(cast.rewritten(gone), at=50)
        cast.workflow.hold(held, by=cast.edda(), note="Wait.")
        cast.withdraw(gone)

    first = gone.editions.order_by("live_from").first()
    unscheduled = f"no longer scheduled for {moments.in_full(cast.moment(50))}"
    said = {row.verb: details(row) for row in Transition.objects.filter(verb__in=("hold", "withdraw"))}
    assert said == {"hold": unscheduled, "withdraw": f"publication {first.pk}, {unscheduled}"}


def test_what_is_exported_is_what_is_shown_and_is_written_down() -> None:
    live("Fab reopens")
    max_ = at_the_desk("max")
    head, *rows = sheet(max_, verb="publish")

    assert head == ["When", "Who", "What", "On", "From and to", "Why", "Row"]
    assert [(row[1], row[2], row[3]) for row in rows] == [("Edda", "Published", "Fab reopens")]
    entry = Transition.objects.first()
    assert entry is not None
    assert (entry.verb, entry.by, entry.data["rows"], entry.data["filters"]) == (
        "export",
        person("max"),
        1,
        "verb=publish",
    )


def test_a_cell_is_never_a_formula() -> None:
    record(draft("Fab reopens"), "hold", by=person("edda"), note='=HYPERLINK("https://evil.example/")')
    (row,) = [row for row in sheet(at_the_desk("max")) if row[2] == "Put on hold"]

    assert row[5].startswith("'=")


@pytest.mark.parametrize(("name", "status"), [("wren", 403), ("edda", 403), ("lena", 403), ("max", 200)])
def test_taking_it_away_is_a_right_of_its_own(name: str, status: int) -> None:
    assert at_the_desk(name).get(reverse(EXPORT)).status_code == status


def test_a_preview_is_written_down_once_in_a_while() -> None:
    article = draft("Fab reopens")
    edda = at_the_desk("edda")
    for _ in range(3):
        edda.get(reverse("admin:articles_article_preview", args=[article.pk]))

    assert cast.book(article) == ["preview"]
    assert (
        b"Looked at a preview"
        not in edda.get(reverse("admin:articles_article_history", args=[article.pk])).content
    )


@pytest.mark.parametrize("method", ["post", "delete", "put"])
@pytest.mark.parametrize("place", ["add/", "1/change/", "1/delete/"])
def test_nobody_edits_it(method: str, place: str) -> None:
    draft("Fab reopens")
    max_ = at_the_desk("max")
    before = list(Transition.objects.values_list("pk", "note"))
    status = getattr(max_, method)(reverse(AUDIT) + place, {"note": "x", "post": "yes"}).status_code

    assert status in (403, 404, 405)
    assert list(Transition.objects.values_list("pk", "note")) == before


def test_a_page_of_it_has_no_way_to_change_it() -> None:
    live("Fab reopens")
    response = at_the_desk("max").get(reverse(AUDIT))
    content: dict[str, Any] = response.context["cl"].__dict__

    assert not content["model_admin"].get_actions(response.wsgi_request)
    assert b"action-select" not in response.content


def test_of_a_story_that_somebody_may_not_read_not_even_the_deeds() -> None:
    submitted("Wren’s own")
    ward = person("ward")
    ward.user_permissions.add(Permission.objects.get(codename="view_transition"))

    assert shown(at_the_desk("ward")) == []
    assert shown(at_the_desk("edda")) == ["submit Wren’s own"]


def test_a_persons_words_stand_in_quotes_and_the_desks_own_do_not():
    article = live()
    cast.withdraw(article, reason="Sources doubted.")
    saving.restore(article, article.revisions.last(), by=cast.edda())

    for page in ("/admin/articles/transition/", f"/admin/articles/article/{article.pk}/history/"):
        said = at_the_desk("max").get(page).text
        assert "“Sources doubted.”" in said
        assert "Restored from save 1" in said
        assert "“Restored from save 1”" not in said


def test_every_deed_has_words_and_can_be_asked_for():
    verbs = set()
    for package in ("articles", "newsroom", "recommendations"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in (
                    "record",
                    "settle",
                ):
                    verbs |= {
                        told.value
                        for given in node.args[:2]
                        for told in ast.walk(given)
                        if isinstance(told, ast.Constant) and isinstance(told.value, str)
                    }

    assert len(verbs) > 30
    assert verbs - set(WORDS) == set()
