"""Today: what waits for each, with counts that are those of the panels."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import clock, moments
from articles.desk import assigning, notes
from articles.models import Edition
from newsroom.today import ROWS, Panel, panels
from recommendations import curation, drafting
from tests import cast
from tests.articles.desk import at_the_desk
from tests.recommendations.lists import launched

pytestmark = pytest.mark.django_db


def panel(person: Any, key: str) -> Panel | None:
    return next((panel for panel in panels(person) if panel.key == key), None)


def today() -> date:
    return timezone.localdate(clock.now())


def test_mentions_stand_until_their_thread_is_resolved():
    article = cast.story(by=cast.wren())
    first = notes.write(article, by=cast.edda(), text="Numbers?").note
    reply = notes.write(article, by=cast.edda(), text="@wren who measured it?", reply_to=first).note

    found = panel(cast.wren(), "mentions")
    assert [row.headline for row in found.rows] == ["“@wren who measured it?”"]
    assert found.rows[0].url.endswith(f"?note={reply.pk}#note-{reply.pk}")
    assert panel(cast.edda(), "mentions").rows == []

    notes.resolve(first, by=cast.wren())
    assert panel(cast.wren(), "mentions").count == 0


def test_of_a_story_that_is_taken_away_no_mention_stays():
    article = cast.story(by=cast.wren())
    assigning.assign(article, by=cast.edda(), assignee=cast.ward())
    notes.write(article, by=cast.edda(), text="@ward yours")
    assert panel(cast.ward(), "mentions").count == 1

    assigning.assign(article, by=cast.edda(), assignee=None)
    assert panel(cast.ward(), "mentions").count == 0


def test_a_draft_says_how_long_it_is_and_for_when():
    article = cast.story("Kite 3", by=cast.wren(), body="<p>One two three.</p>")
    cast.story("Short", by=cast.wren(), body="<p>One</p>")
    assigning.assign(article, by=cast.edda(), commissioned=1200, planned_for=today() + timedelta(days=1))

    lines = {row.headline: row.line for row in panel(cast.wren(), "drafts").rows}
    assert lines["Kite 3"].endswith("· 3 of 1,200 words · due tomorrow")
    assert lines["Short"].endswith("· 1 word")


def test_what_is_late_is_marked_for_its_writer_and_needs_an_editor_s_attention():
    article = cast.story("Kite 3", by=cast.wren())
    assigning.assign(article, by=cast.edda(), planned_for=today() - timedelta(days=1))
    out = cast.published("Out already")
    assigning.assign(out, by=cast.edda(), planned_for=today() - timedelta(days=1))

    assert panel(cast.wren(), "drafts").rows[0].triangle.startswith("Overdue since ")
    attention = panel(cast.edda(), "attention")
    assert [(row.headline, row.button.title) for row in attention.rows] == [("Kite 3", "Change the day")]
    assert attention.rows[0].button.url == reverse("admin:articles_article_verb", args=[article.pk, "assign"])


def test_a_story_that_is_assigned_is_among_one_s_drafts():
    article = cast.story("Kite 3", by=cast.edda())
    assigning.assign(article, by=cast.edda(), assignee=cast.ward())

    assert [row.headline for row in panel(cast.ward(), "drafts").rows] == ["Kite 3"]


def test_a_story_of_one_s_own_is_live_since_readers_first_saw_it_whatever_was_updated():
    first = clock.now() - timedelta(days=2)
    with clock.pretend(first):
        article = cast.published("Fab reopens", by=cast.wren())
    cast.change(article, headline="Fab reopened")
    cast.publish(cast.approved(article), change="update", note="New words.")

    own = panel(cast.wren(), "live")

    assert own.rows[0].headline == "Fab reopened"
    assert moments.at(first, clock.now()) in own.rows[0].line
    assert "view=mine" in own.more_url


def test_going_out_has_stories_and_launches_in_one_order_of_time():
    now = clock.now()
    cast.scheduled("First", to=now + timedelta(hours=1))
    cast.scheduled("Third", to=now + timedelta(hours=3))
    live = cast.published("Live")
    listed = launched(Edition.objects.get(article=live), title="Top stories", now=now - timedelta(hours=1))
    drafting.add(listed, by=cast.max_(), article_id=cast.published("Other").pk)
    curation.launch(listed, by=cast.max_(), at=now + timedelta(hours=2))

    found = panel(cast.max_(), "going-out")
    assert [row.headline for row in found.rows] == ["First", "Top stories", "Third"]
    assert found.count == 3


def test_everything_that_needs_attention_has_its_cure_one_press_away():
    now = clock.now()
    image = cast.image()
    cast.scheduled("Waits", to=now + timedelta(days=6), lead_image=image, lead_alt="A fab")
    cast.published("Shows it", lead_image=image, lead_alt="A fab")
    image.rights_until = now + timedelta(days=5)
    image.save()
    late = cast.story("Late")
    assigning.assign(late, by=cast.edda(), planned_for=today() - timedelta(days=1))

    rows = panel(cast.edda(), "attention").rows
    assert len(rows) >= 2
    assert all(row.button for row in rows)


@pytest.mark.parametrize("name", ["wren", "edda", "cura", "lena", "max_"])
def test_the_band_counts_what_the_panels_hold(name):
    for number in range(ROWS + 2):
        article = cast.story(f"Story {number}", by=cast.wren())
        notes.write(article, by=cast.tove(), text="@wren @edda @lena @max look")
        cast.approved(f"Ready {number}")
    person = getattr(cast, name)()
    page = at_the_desk(name.rstrip("_")).get(reverse("admin:index")).content.decode()

    for found in panels(person):
        assert len(found.rows) == min(found.count, ROWS) or found.key in ("attention", "lists-attention")
        assert f'<a href="#panel-{found.key}"><b>{found.count}</b>' in page


@pytest.mark.parametrize("name", ["wren", "edda", "cura"])
def test_one_of_each_and_five_cost_the_same(name):
    def fill(number: int) -> None:
        article = cast.story(f"Story {number}", by=cast.wren())
        assigning.assign(
            article, by=cast.tove(), assignee=cast.wren(), planned_for=today() - timedelta(days=1)
        )
        notes.write(article, by=cast.tove(), text="@wren @edda look")
        cast.submitted(f"In review {number}")

    def queries() -> int:
        client = at_the_desk(name)
        client.get(reverse("admin:index"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("admin:index"))
        return len(captured)

    cast.edda()
    fill(0)
    one = queries()
    for number in range(1, 6):
        fill(number)
    assert queries() == one
