"""The list of stories, and Today."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import clock, refusals
from articles.admin.story_list import StoryList
from articles.desk import publishing, saving, workflow
from articles.models import Tag
from tests.articles.desk import approved, at_the_desk, draft, live, person, section, submitted

pytestmark = pytest.mark.django_db

LIST = "admin:articles_article_changelist"


def queries(client, address: str) -> int:
    client.get(address)  # what is asked once a process is not counted
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", [LIST, "admin:index", "admin:articles_transition_changelist"])
def test_a_page_costs_the_same_with_one_story_and_with_five(name):
    edda = at_the_desk("edda")
    submitted("First")
    live("First live")
    one = queries(edda, reverse(name))

    for number in range(5):
        submitted(f"Story {number}")
        live(f"Live {number}")

    assert queries(edda, reverse(name)) == one


def rows(client, **query: str) -> list[str]:
    response = client.get(reverse(LIST), query)
    return [str(article) for article in response.context["cl"].result_list]


def test_the_views_hold_what_they_say():
    draft("A draft")
    submitted("In review")
    approved("Ready")
    live("Live")
    changed = live("Changed")
    changed.standfirst = "New words."
    changed.save()
    saving.save(changed, by=person("wren"))
    waiting = approved("Waiting")
    publishing.publish(waiting, by=person("edda"), at=clock.now() + timedelta(hours=2))
    gone = live("Gone")
    publishing.withdraw(gone, by=person("edda"), reason="Wrong")
    workflow.bin(draft("Binned"), by=person("edda"))
    edda = at_the_desk("edda")

    assert rows(edda, view="for-me") == ["In review"]
    assert rows(edda, view="ready") == ["Ready"]
    assert rows(edda, view="scheduled") == ["Waiting"]
    assert rows(edda, view="changed") == ["Changed"]
    assert rows(edda, view="withdrawn") == ["Gone"]
    assert rows(edda, view="bin") == ["Binned"]
    assert sorted(rows(edda)) == ["A draft", "Changed", "Gone", "In review", "Live", "Ready", "Waiting"]


def test_counts_of_the_views_agree_with_their_rows():
    submitted("One")
    submitted("Two")
    live("Three")
    edda = at_the_desk("edda")

    response = edda.get(reverse(LIST))
    links = {
        link["display"]: link
        for spec in response.context["cl"].filter_specs
        if hasattr(spec, "as_links")
        for link in spec.choices(response.context["cl"])
    }

    assert links["Waiting for me"]["count"] == len(rows(edda, view="for-me")) == 2


def test_search_finds_headline_standfirst_and_author():
    draft("Fab reopens", standfirst="About lithography")
    draft("Another")
    edda = at_the_desk("edda")

    assert rows(edda, q="reopens") == ["Fab reopens"]
    assert rows(edda, q="lithography") == ["Fab reopens"]
    assert len(rows(edda, q="Wren Test")) == 2


def headlines(text: str) -> list[str]:
    return re.findall(r'/change/">(.*?)</a>', text)


def neighbour(text: str, name: str) -> str:
    """The address behind “Older” or “Newer”, or nothing."""
    pager = re.search(r'<nav class="paginator".*?</nav>', text, re.DOTALL)
    for href, inner in re.findall(
        r'<a class="btn small" href="([^"]*)">(.*?)</a>', pager[0] if pager else ""
    ):
        if name in inner:
            return unescape(href)
    return ""


def test_a_long_list_goes_on_without_losing_or_repeating_a_story(monkeypatch):
    monkeypatch.setattr(StoryList, "list_per_page", 2)
    titles = [f"Story {number}" for number in range(5)]
    for title in titles:
        draft(title)
    edda, seen = at_the_desk("edda"), []

    text = edda.get(reverse(LIST)).text
    seen += headlines(text)
    draft("Came in between")
    while older := neighbour(text, "Older"):
        text = edda.get(reverse(LIST) + older).text
        seen += headlines(text)

    assert seen == titles[::-1]
    back = edda.get(reverse(LIST) + neighbour(text, "Newer")).text
    assert headlines(back) == ["Story 2", "Story 1"]


def test_a_list_that_was_turned_round_goes_on_the_same_way(monkeypatch):
    monkeypatch.setattr(StoryList, "list_per_page", 2)
    for number in range(4):
        draft(f"Story {number}")
    edda = at_the_desk("edda")

    text = edda.get(reverse(LIST) + "?o=5").text
    more = edda.get(reverse(LIST) + neighbour(text, "Older")).text

    assert headlines(text) + headlines(more) == ["Story 0", "Story 1", "Story 2", "Story 3"]


@pytest.mark.parametrize("key", ["after=1", "after=x-y", "before=9999999999999999-1", "after=%00"])
def test_a_key_that_is_none_never_ends_in_an_error(key):
    assert at_the_desk("edda").get(f"{reverse(LIST)}?{key}", follow=True).status_code == 200


def selected(text: str) -> list[str]:
    return re.findall(r'name="_selected_action" value="(\d+)"[^>]* checked>', text)


def test_a_verb_for_several_stories_names_every_refusal():
    good, own = submitted("Good"), submitted("Own", by="edda")

    response = at_the_desk("edda").post(
        reverse(LIST),
        {"action": "approve_stories", "_selected_action": [good.pk, own.pk], "index": 0, "note": ""},
        follow=True,
    )

    assert "1 story was approved. 1 was refused: “Own”: You changed the text last" in response.text.replace(
        "&quot;", '"'
    )
    good.refresh_from_db()
    own.refresh_from_db()
    assert (good.stage, own.stage) == ("ready", "in-review")


def test_what_was_refused_stays_selected_once():
    good, own, edda = submitted("Good"), submitted("Own", by="edda"), at_the_desk("edda")

    after = edda.post(
        reverse(LIST),
        {"action": "approve_stories", "_selected_action": [good.pk, own.pk], "index": 0, "note": ""},
        follow=True,
    )

    assert selected(after.text) == [str(own.pk)]
    assert selected(edda.get(reverse(LIST)).text) == []


def test_a_writer_has_no_verb_of_an_editor_for_several_stories():
    article = submitted()

    at_the_desk("wren").post(
        reverse(LIST), {"action": "approve_stories", "_selected_action": [article.pk], "index": 0}
    )

    article.refresh_from_db()
    assert article.stage == "in-review"


def test_two_questions_are_answered_apart():
    live("Only live")
    text = at_the_desk("edda").get(reverse(LIST)).text

    assert "Live</span>" in text
    assert "Drafting</span>" not in text  # nobody works on a next version


def test_today_greets_a_writer_with_what_came_back():
    article = submitted("Passkeys")
    workflow.send_back(article, by=person("edda"), note="Step 4 is out of date.")

    text = at_the_desk("wren").get(reverse("admin:index")).text

    assert "Sent back to you" in text
    assert "“Step 4 is out of date.”" in text


def test_today_shows_an_editor_what_waits():
    submitted("Fab reopens")

    text = at_the_desk("edda").get(reverse("admin:index")).text

    assert "Waiting for me" in text
    assert "Fab reopens" in text


def do_to(client, action: str, articles, note: str = ""):
    data = {"action": action, "_selected_action": [article.pk for article in articles], "note": note}
    response = client.post(reverse(LIST), data, follow=True)
    return " ".join(str(message) for message in response.context["messages"])


def test_several_stories_are_moved_to_a_section_and_each_is_a_save():
    one, other = draft("One"), draft("Other")
    there = section("Money")
    saving.assign_section(other, there, by=person("edda"))

    words = do_to(at_the_desk("edda"), f"section-{there.pk}", [one, other])

    one.refresh_from_db()
    assert one.section == there
    assert one.revisions.first().changed == ["section"]
    assert one.revisions.first().by == person("edda")
    assert words == "1 story was moved to Money. 1 was refused: “Other”: It stands in Money already."


def test_several_stories_are_given_a_topic_and_each_is_a_save():
    one, binned = draft("One"), draft("Binned")
    workflow.bin(binned, by=person("edda"))

    words = do_to(at_the_desk("edda"), "topic_stories", [one], note="Power")

    assert words == "1 story was given the topic Power."
    assert list(one.tags.names()) == ["Power"]
    assert one.revisions.first().changed == ["topics"]
    with pytest.raises(refusals.WrongStage):
        saving.add_topic(binned, Tag.objects.get(name="Power"), by=person("edda"))


def test_a_topic_has_to_be_typed():
    one = draft("One")

    assert do_to(at_the_desk("edda"), "topic_stories", [one], note=" ").startswith(
        "No story was given a topic."
    )
    assert not Tag.objects.exists()


def test_an_approval_lapses_when_a_topic_is_added_to_several():
    article = approved("One")
    do_to(at_the_desk("edda"), "topic_stories", [article], note="Power")

    article.refresh_from_db()
    assert article.stage == "drafting"


def test_a_writer_changes_several_of_their_own_drafts_and_no_other():
    mine, sent = draft("Mine"), submitted("Sent")
    words = do_to(at_the_desk("wren"), "topic_stories", [mine, sent], note="Power")

    assert words == "1 story was given the topic Power. 1 was refused: “Sent”: you may not do that."


def test_nothing_publishes_several_stories():
    response = at_the_desk("max").get(reverse(LIST))

    assert not any(
        "publish" in name for name, _title in response.context["action_form"].fields["action"].choices
    )


def test_an_editor_of_some_sections_is_shown_what_waits_in_these():
    submitted("Here")
    other = submitted("Elsewhere")
    other.section = section("Money")
    other.save(update_fields=["section"])
    person("edda").sections.set([section("Machines")])

    assert rows(at_the_desk("edda"), view="for-me") == ["Here"]
