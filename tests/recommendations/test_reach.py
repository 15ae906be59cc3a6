"""What readers' pages know of a list before they look into it, when its versions come in from elsewhere."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Edition
from recommendations.models import RecommendationList
from tests.newsroom import archives

pytestmark = pytest.mark.django_db


def known(folder: Path, *versions: dict[str, object]) -> dict[str, list[str]]:
    """What is known of each list, after an archive with these versions of them came in."""

    def change(files: dict[str, list[object]]) -> None:
        keys = sorted({4, *(version["list"] for version in versions)})
        files["lists"] = [archives.LIST | {"id": key, "title": f"L{key}", "slug": f"l{key}"} for key in keys]
        files["list_editions"] = [
            archives.LAUNCH | {"id": number} | version for number, version in enumerate(versions, start=1)
        ]

    call_command("import_archive", archives.write(folder / "archive", change), stdout=StringIO())
    names = ("is_general", "is_lent", "is_timed")
    return {
        row.title: [name for name in names if getattr(row, name)] for row in RecommendationList.objects.all()
    }


def place(**said: object) -> dict[str, object]:
    return {"spot": "article-foot", "section": None, "tag": None, "article": None, "paragraph": 0} | said


def test_what_stood_beyond_one_story_is_looked_at_by_every_page(tmp_path):
    everywhere = {"list": 4, "placements": [place()]}
    at_a_story = {"list": 5, "placements": [place(article=7)]}

    assert known(tmp_path, everywhere, at_a_story) == {"L4": ["is_general"], "L5": []}
    assert Edition.objects.get().article_id == 7


def test_what_was_lent_is_there_for_who_borrows(tmp_path):
    borrower = {"list": 5, "below_minimum": "borrow", "borrows": 4, "placements": [place(article=7)]}

    assert known(tmp_path, borrower) == {"L4": ["is_general", "is_lent"], "L5": []}


@pytest.mark.parametrize(
    "said",
    [
        {"backfill": {"days": 3}},
        {"items": [{"article": 7, "starts": archives.DAY}]},
        {"items": [{"article": 7, "ends": archives.DAY}]},
        {"items": [{"article": 7, "hours": "67"}]},
        {"items": [{"article": 7, "pin": 1, "pin_until": archives.DAY}]},
    ],
)
def test_what_changes_by_itself_is_asked_when(tmp_path, said):
    assert known(tmp_path, {"list": 4} | said) == {"L4": ["is_timed"]}
