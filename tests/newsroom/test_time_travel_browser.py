"""The site at another moment, and a list's rehearsal, in a real browser: accessible, and one can go on from there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles import clock
from newsroom import time_travel
from recommendations.models import Placement, RecommendationList
from recommendations.spots import Spot
from tests.accessibility import dresses, wrong
from tests.articles.editions import edition, section, tag
from tests.articles.test_admin_browser import sign_in
from tests.recommendations.lists import a_list, add, launch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOUR = timedelta(hours=1)
EVERYWHERE = (
    Spot.HOME_LEAD,
    Spot.HOME_PICKS,
    Spot.ARTICLE_FOOT,
    Spot.SECTION_FRONT,
    Spot.OWN_PAGE,
    Spot.BREAKING,
)


@pytest.fixture
def picks(db) -> RecommendationList:
    """In every kind of place; one of its stories has ended, one waits, and the draft says more."""
    now = clock.now()
    made = a_list(
        title="Editors\u2019 picks", slug="picks", spots=EVERYWHERE, at=now - 4 * HOUR, heading="Read these"
    )
    Placement.objects.create(list=made, spot=Spot.ARTICLE_BODY, paragraph=1)
    Placement.objects.create(list=made, spot=Spot.TOPIC_PAGE, tag=tag("Chips"))
    lives = {"Fab reopens": (-5, None), "Over": (-5, -3), "Vans recalled": (2, None), "Riga": (-6, None)}
    for headline, (since, until) in lives.items():
        story = edition(
            headline, since=now + since * HOUR, until=until and now + until * HOUR, topics=[tag("Chips")],
            section=section("Machines"), body="<p>One.</p><p>Two.</p>",
        )  # fmt: skip
        add(made, story, at=now - 4 * HOUR)
    launch(made, now=now - 2 * HOUR)
    add(made, edition("Only drafted", since=now - HOUR), at=now - HOUR)
    return made


def test_its_pages_are_accessible(browser, live_server, picks):
    moment, found = clock.now() + HOUR, []
    own = picks.get_absolute_url()
    addresses = [
        *(
            time_travel.at(moment, path)
            for path in ("/", "/machines/", "/machines/fab-reopens/", "/topics/chips/", own)
        ),
        *(time_travel.at(moment, path, rehearsed=picks) for path in ("/", own)),
        time_travel.at(moment, "/nothing/"),
        reverse("admin:travel"),
    ]
    page = sign_in(browser, live_server, "cura")
    page.on("pageerror", lambda error: found.append(str(error)))
    for address in addresses:
        for dress in dresses(page, live_server.url + address):
            found += [f"{dress}: {line}" for line in wrong(page)]
    assert found == []


def test_one_goes_from_the_list_to_tomorrow_and_back(browser, live_server, picks):
    page = sign_in(browser, live_server, "cura")
    page.goto(live_server.url + reverse("admin:recommendations_recommendationlist_change", args=[picks.pk]))
    page.get_by_role("link", name="On the pages").click()
    banner = page.get_by_role("region", name="Another moment")
    expect(banner).to_contain_text(
        "With the draft of \u201cEditors\u2019 picks\u201d, which is not launched."
    )
    told = page.locator("details.reasons").first
    expect(told).to_contain_text("Only drafted")
    expect(told).to_contain_text("Hidden: ended")
    expect(told).to_contain_text("not public before")

    tomorrow = clock.now() + 24 * HOUR
    banner.get_by_label("See the site at").fill(f"{tomorrow:%Y-%m-%dT%H:%M}")
    banner.get_by_role("button", name="Go").press("Enter")
    expect(page).to_have_url(f"{live_server.url}/admin/rehearse/{picks.pk}/{tomorrow:%Y%m%dT%H%MZ}/")
    expect(page.locator("details.reasons").first).not_to_contain_text("not public before")
    page.get_by_role("link", name="Vans recalled").first.click()
    expect(page).to_have_url(
        f"{live_server.url}/admin/rehearse/{picks.pk}/{tomorrow:%Y%m%dT%H%MZ}/machines/vans-recalled/"
    )
    banner.get_by_role("link", name="Back to the list").click()
    expect(page.get_by_role("heading", name="Editors\u2019 picks")).to_be_visible()
