"""The site at another moment, for the desk."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from articles import clock
from articles.desk import publishing
from newsroom import time_travel
from recommendations import drafting
from recommendations.models import ListRight, Placement, RecommendationList, Right
from recommendations.spots import Spot
from tests import cast
from tests.articles.desk import approved, at_the_desk, draft, live, person
from tests.recommendations.lists import a_list, launch, launched

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
#: As it is told an hour later, which may be after midnight.
DAY = "(today|yesterday)"


def seen(name: str, moment, address: str = "/"):
    return at_the_desk(name).get(time_travel.at(moment, address))


def test_what_waits_is_there_at_its_moment_and_not_before():
    waiting, now = approved("Fab reopens"), clock.now()
    publishing.publish(waiting, by=person("edda"), at=now + 2 * HOUR)

    assert "Fab reopens" in seen("edda", now + 3 * HOUR).text
    assert "Fab reopens" not in seen("edda", now + HOUR).text
    assert seen("cura", now + 3 * HOUR, f"/machines/{waiting.slug}/").status_code == 200
    assert seen("cura", now + HOUR, f"/machines/{waiting.slug}/").status_code == 404


def test_the_past_has_what_readers_had_then():
    article = live("Fab reopens")
    before = clock.now() - timedelta(days=1)

    assert "Fab reopens" in seen("edda", clock.now() + HOUR).text
    assert "Fab reopens" not in seen("edda", before).text
    assert seen("edda", before, f"/machines/{article.slug}/").status_code == 404


def test_a_working_copy_is_at_no_moment():
    draft("Nobody may know")

    assert "Nobody may know" not in seen("max", clock.now() + timedelta(days=400)).text


def test_links_stay_at_the_moment_and_files_do_not():
    live("Fab reopens")
    moment = clock.now() + HOUR

    text = seen("edda", moment).text

    prefix = time_travel.Travel(moment, "/").prefix
    assert f'<a href="{prefix}/machines/"' in text
    assert '<a href="/machines/' not in text
    assert f'action="{prefix}/search/"' in seen("edda", moment, "/search/").text
    assert 'href="/static/' in text


def test_a_redirect_leads_on_at_the_moment():
    live("Fab reopens")
    moment = clock.now() + HOUR

    response = seen("edda", moment, "/machines")

    assert response.headers["Location"] == f"{time_travel.Travel(moment, '/').prefix}/machines/"


def test_nobody_keeps_it_and_no_engine_finds_it():
    response = seen("edda", clock.now())

    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"].startswith("noindex")
    assert "ETag" not in response.headers


@pytest.mark.parametrize(
    "address", ["/admin/at/", "/admin/at/20301127T0700Z/", "/admin/at/20301127T0700Z/machines/"]
)
def test_only_who_may_see_what_waits(address):
    assert Client().get(address).status_code == 302
    assert at_the_desk("wren").get(address).status_code == 403


@pytest.mark.parametrize(
    "moment",
    [
        "00010101T0000Z",
        "18991231T2359Z",
        "99991231T2359Z",
        "yesterday",
        "20301327T0700Z",
        "99999999T9999Z",
        "20301127T0700",
    ],
)
def test_a_moment_that_is_none_is_not_there(moment):
    assert at_the_desk("edda").get(f"/admin/at/{moment}/").status_code == 404


def test_it_is_not_for_writing():
    assert at_the_desk("edda").post("/admin/at/20301127T0700Z/").status_code == 405


def test_the_moment_is_asked_in_the_newsroom_s_zone():
    edda = at_the_desk("edda")

    response = edda.get("/admin/at/", {"moment": "2026-07-01T07:00", "address": "/machines/"})
    twice = edda.get("/admin/at/", {"moment": "2026-10-25T01:30"})
    never = edda.get("/admin/at/", {"moment": "2026-03-29T01:30"})

    assert response.headers["Location"] == "/admin/at/20260701T0600Z/machines/"
    assert "comes twice" in twice.text
    assert "does not exist" in never.text


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_moment_out_of_reach_is_told(moment):
    response = at_the_desk("edda").get("/admin/at/", {"moment": moment})

    assert "Choose a moment between 1900 and 2200." in response.text


def test_the_way_there_leads_to_no_other_site():
    response = at_the_desk("edda").get(
        "/admin/at/", {"moment": "2026-07-01T07:00", "address": "//evil.example/"}
    )

    assert response.headers["Location"].startswith("/admin/at/20260701T0600Z/")


def test_every_card_says_why_it_is_there_and_what_is_dropped_too():
    shown, gone = cast.published("Fab reopens"), cast.published("Gone again")
    launched(shown, gone, spots=[Spot.HOME_PICKS])
    publishing.withdraw(gone, by=person("max"), reason="A number was wrong")

    text = seen("cura", clock.now() + HOUR).text

    home = text[text.index('id="picks"') : text.index("</main>")]  # under the shelf that it speaks of
    assert re.search("<b>Fab reopens</b> Picked by you on Tue 24 Nov", home)
    assert re.search(f"Not shown:</p>.*<s>Gone again</s> Hidden: withdrawn {DAY}", home, re.DOTALL)
    assert 'class="reasons' not in Client().get("/").text


def test_a_shelf_of_which_nothing_is_left_still_says_what_became_of_it():
    gone = cast.published("Gone again")
    launched(gone, spots=[Spot.ARTICLE_FOOT])
    publishing.withdraw(gone, by=person("max"), reason="A number was wrong")
    article = live("Fab reopens")

    text = seen("cura", clock.now() + HOUR, f"/machines/{article.slug}/").text

    assert re.search(f"<s>Gone again</s> Hidden: withdrawn {DAY}", text)


def test_a_page_without_any_list_says_so():
    assert "No list stands on this page." in seen("cura", clock.now()).text
    assert "No list stands" not in Client().get("/").text


def test_a_list_for_named_people_is_told_to_no_one_else():
    secret = launched(
        cast.published("Fab reopens"), cast.published("Lent"), title="The secret", spots=[Spot.HOME_PICKS]
    )
    open_one = a_list(title="Open", spots=[Spot.HOME_TOP], borrows=secret, below_minimum="borrow", minimum=1)
    launch(open_one)
    RecommendationList.objects.filter(pk=secret.pk).update(by_invitation=True)
    ListRight.objects.create(list=secret, user=person("wren"), right=Right.VIEW)
    moment = clock.now() + HOUR

    for name in ("edda", "cura"):
        text = seen(name, moment).text
        assert "They are of a list for named people. You are not among them." in text
        assert "Borrowed from another list" in text
        assert "The secret" not in text.replace(">The secret</h2>", "")  # what readers see of it

    ListRight.objects.create(list=secret, user=person("cura"), right=Right.VIEW)
    assert "Borrowed from “The secret”" in seen("cura", moment).text
    assert "Why these are here: the list “The secret”" in seen("cura", moment).text


class TestRehearsing:
    """A list's draft on the real pages."""

    def test_the_draft_stands_there_for_the_desk_and_for_nobody_else(self):
        picks = launched(cast.published("Launched"), spots=[Spot.HOME_PICKS])
        drafting.add(picks, by=person("cura"), article_id=cast.published("Only drafted").pk)

        text = at_the_desk("cura").get(f"/admin/rehearse/{picks.pk}/", follow=True).text

        assert "which is not launched" in text
        assert re.search("Only drafted</b> Picked by you", text)
        assert not re.search("Only drafted</b> Picked", seen("cura", clock.now() + HOUR).text)

    def test_links_stay_in_the_rehearsal(self):
        picks = launched(cast.published("Launched"), spots=[Spot.HOME_PICKS])

        text = at_the_desk("cura").get(f"/admin/rehearse/{picks.pk}/", follow=True).text

        assert f'<a href="/admin/rehearse/{picks.pk}/' in text
        assert '<a href="/machines/' not in text

    def test_only_of_a_list_that_one_may_see(self):
        picks = launched(cast.published("Launched"), spots=[Spot.HOME_PICKS])

        assert at_the_desk("edda").get(f"/admin/rehearse/{picks.pk}/").status_code == 404
        assert at_the_desk("wren").get(f"/admin/rehearse/{picks.pk}/").status_code == 403

    def test_a_waiting_story_is_in_it_at_its_moment_only(self):
        waiting, now = approved("Waiting story"), clock.now()
        publishing.publish(waiting, by=person("edda"), at=now + 2 * HOUR)
        picks = a_list(waiting, spots=[Spot.HOME_PICKS], at=now)
        moments = {hours: time_travel.at(now + hours * HOUR, rehearsed=picks) for hours in (1, 3)}

        assert "Waiting story</b> Picked" not in at_the_desk("cura").get(moments[1]).text
        assert "Waiting story</b> Picked" in at_the_desk("cura").get(moments[3]).text

    def test_a_page_of_its_own_that_readers_do_not_have_yet(self):
        picks = a_list(cast.published("Only drafted"), title="New", spots=[Spot.OWN_PAGE], at=clock.now())

        answer = at_the_desk("cura").get(f"/admin/rehearse/{picks.pk}/", follow=True)

        assert answer.redirect_chain[0][0].endswith("/picks/new/")
        assert "Only drafted</b> Picked by you" in answer.text
        assert Client().get("/picks/new/").status_code == 404

    def test_a_list_at_a_storys_foot_leads_to_a_story(self):
        article = live("Fab reopens")
        picks = a_list(cast.published("Only drafted"), spots=[], at=clock.now())
        Placement.objects.create(list=picks, spot=Spot.ARTICLE_FOOT, article=article)

        answer = at_the_desk("cura").get(f"/admin/rehearse/{picks.pk}/")

        assert answer.headers["Location"].endswith(f"/machines/{article.slug}/")
