"""A list that is not launched, on the readers' pages, for somebody with a link."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from articles import clock
from articles.desk import shared_links
from articles.models import Transition
from newsroom import chores
from newsroom.models import User
from recommendations import curation, drafting, refusals, sharing
from recommendations.models import (
    BelowMinimum,
    ListRight,
    Placement,
    Recommendation,
    RecommendationList,
    RehearsalLink,
    Right,
)
from recommendations.spots import Spot
from tests import cast
from tests.articles.desk import at_the_desk
from tests.recommendations.lists import a_list, launched
from tests.test_leaks import MARKER, World, every_address, said, world  # noqa: F401

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NONSENSE = f"/preview/lists/{'a' * 32}/"


def shared(list_: RecommendationList, **given: object) -> str:
    """The address below which a new link shows it."""
    return f"/preview/lists/{sharing.share(list_, by=cast.cura(), **given).token}"  # type: ignore[arg-type]


def drafted(*stories: object, **given: object) -> RecommendationList:
    return a_list(*stories, **{"at": clock.now(), **given})  # type: ignore[arg-type]


def plain(address: str, method: str = "get") -> tuple:
    response = getattr(Client(), method)(address)
    return response.status_code, dict(response.headers), response.content


def picked(response: HttpResponse) -> str:
    """The part of the page where the list's picks stand."""
    found = re.search(r'<section class="slab".*?</section>', response.text, re.DOTALL)
    return found[0] if found else ""


def dialog(list_: RecommendationList) -> str:
    return f"/admin/recommendations/recommendationlist/{list_.pk}/verb/share-link/"


def deeds(list_: RecommendationList) -> list[str]:
    verbs = Transition.objects.about(list_).order_by("pk").values_list("verb", flat=True)
    return [verb for verb in verbs if verb.endswith("-link")]


class TestWhatItShows:
    def test_the_draft_stands_in_its_place_for_whoever_has_the_link_and_for_nobody_else(self) -> None:
        picks = launched(cast.published("Launched"), heading="Our picks")
        drafting.add(picks, by=cast.cura(), article_id=cast.published("Only drafted").pk)

        page = Client().get(shared(picks) + "/")

        assert "Only drafted" in picked(page)
        assert "Only drafted" not in picked(Client().get("/"))
        assert f"Shared with you: the list “{picks.title}”, not launched yet." in page.text

    def test_as_readers_see_it_without_a_reason_or_a_way_to_the_desk(self) -> None:
        page = Client().get(shared(drafted(cast.published("Fab reopens"))) + "/")

        assert "Why these are here" not in page.text
        assert "/admin/" not in page.text
        assert not page.cookies

    def test_no_machine_is_told(self) -> None:
        page = Client().get(shared(drafted(cast.published("Fab reopens"))) + "/")

        assert page.headers["Cache-Control"] == "private, no-store"
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "ETag" not in page.headers
        assert '<meta name="robots" content="noindex">' in page.text
        assert "application/ld+json" not in page.text
        assert 'rel="canonical"' not in page.text

    def test_a_story_that_waits_is_left_out_with_all_that_the_list_says_of_it(self) -> None:
        waiting = cast.scheduled("Waiting story", to=clock.now() + HOUR)
        picks = drafted(cast.published("Fab reopens"), waiting)
        Recommendation.objects.filter(article=waiting).update(
            headline="Zqxwvut headline", summary="Zqxwvut summary", kicker="Zqxwvut kicker"
        )

        text = Client().get(shared(picks) + "/").text

        assert "Fab reopens" in text
        assert "zqxwvut" not in text.lower()
        assert "Waiting story" not in text
        assert "stories that readers cannot see now are left out." in text

    def test_the_page_does_not_tell_whether_one_was_left_out(self) -> None:
        shown, waiting = cast.published("Fab reopens"), cast.scheduled("Next", to=clock.now() + HOUR)
        without, with_one = (
            drafted(shown, title="Picks", heading="P"),
            drafted(shown, waiting, title="Picks", heading="P"),
        )

        def seen(list_: RecommendationList) -> str:
            address = shared(list_)
            return Client().get(f"{address}/").text.replace(address, "")

        assert seen(without) == seen(with_one)

    def test_nothing_hidden_is_on_any_page_below_a_link(self, world: World) -> None:  # noqa: F811
        picks = drafted(world.live, spots=tuple(Spot))
        for order, article in enumerate(world.hidden, start=2):
            Recommendation.objects.create(
                list=picks, article=article, headline=f"{MARKER} own", order=order, added_at=clock.now()
            )
        drafting.save(picks, by=cast.cura())
        other = drafted(world.live, title=f"{MARKER} list", heading=f"{MARKER} heading")
        address = shared(picks)

        leaking = []
        for path in every_address(world):
            text = said(Client().get(f"{address}{path}")).lower()
            for repeated in (path.lower(), f'value="{MARKER}"', f"“{MARKER}”", f"{MARKER}-section"):
                text = text.replace(repeated, "")
            if MARKER in text:
                leaking.append(path)

        assert leaking == []
        assert other.heading not in Client().get(f"{address}/").text
        assert "Fab reopens" in Client().get(f"{address}/").text

    def test_another_list_stands_as_it_is_launched(self) -> None:
        other = launched(cast.published("Launched"), spots=(Spot.HOME_TOP,))
        drafting.add(other, by=cast.cura(), article_id=cast.published("Other draft").pk)
        picks = drafted(cast.published("Fab reopens"))

        page = Client().get(shared(picks) + "/")
        top = re.search(r'aria-labelledby="top".*?</section>', page.text, re.DOTALL)

        assert top
        assert "Launched" in top[0]
        assert "Other draft" not in top[0]

    def test_its_own_page_before_it_was_ever_launched(self) -> None:
        picks = drafted(cast.published("Fab reopens"), spots=(Spot.OWN_PAGE,), heading="Our picks")

        assert Client().get(f"/picks/{picks.slug}/").status_code == 404
        assert "Fab reopens" in Client().get(f"{shared(picks)}/picks/{picks.slug}/").text

    def test_what_it_newly_borrows_from_is_there(self) -> None:
        lender = launched(cast.published("Lent"), spots=())
        picks = drafted(
            cast.published("Fab reopens"), minimum=2, below_minimum=BelowMinimum.BORROW, borrows=lender
        )

        assert "Lent" in picked(Client().get(shared(picks) + "/"))

    def test_an_own_picture_that_nobody_may_see_yet(self) -> None:
        own, other = cast.image("red"), cast.image("blue")
        picks = drafted(cast.published("Fab reopens"), spots=(Spot.HOME_LEAD,))
        Recommendation.objects.update(picture=own, focal_x=20, focal_y=30)
        address = shared(picks)

        files = re.findall(rf"{address}/files/\d+/[^ \"]+", Client().get(f"{address}/").text)

        assert files
        for file in files:
            answer = Client().get(file)
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "private, no-store"
        assert Client().get(files[0].replace(f"/{own.pk}/", f"/{other.pk}/")).status_code == 404
        sharing.revoke(RehearsalLink.objects.get(), by=cast.cura())
        assert Client().get(files[0]).status_code == 404


class TestAWaitingVersion:
    def test_it_stands_there_as_it_will_be_launched(self) -> None:
        first, later, over = (cast.published(name) for name in ("First", "Begins then", "Over by then"))
        now = clock.now()
        picks = drafted(first, later, over)
        Recommendation.objects.filter(article=later).update(starts_at=now + 2 * HOUR)
        Recommendation.objects.filter(article=over).update(ends_at=now + HOUR)
        drafting.save(picks, by=cast.cura())
        curation.launch(picks, by=cast.cura(), at=now + 3 * HOUR)
        drafting.add(picks, by=cast.cura(), article_id=cast.published("Drafted since").pk)

        text = picked(Client().get(f"{shared(picks, version=1)}/"))

        assert "First" in text
        assert "Begins then" in text
        assert "Over by then" not in text
        assert "Drafted since" not in text

    def test_it_ends_when_that_is_launched_or_cancelled(self) -> None:
        with cast.at(0):
            picks = drafted(cast.published("Fab reopens"))
            curation.launch(picks, by=cast.cura(), at=cast.moment(60))
            address = shared(picks, version=1) + "/"
        with cast.at(59):
            assert Client().get(address).status_code == 200
        with cast.at(60):
            assert Client().get(address).status_code == 404
        clock.forget()
        with cast.at(10):
            curation.cancel_launch(picks, by=cast.cura(), number=1)
            assert Client().get(address).status_code == 404

    def test_of_one_that_does_not_wait_there_is_none(self) -> None:
        picks = launched(cast.published("Fab reopens"))

        for version in (1, 7):
            with pytest.raises(refusals.NothingScheduled):
                sharing.share(picks, by=cast.cura(), version=version)


class TestLinks:
    def test_they_stay_inside_where_the_list_stands_and_lead_to_the_public_page_elsewhere(self) -> None:
        story = cast.published("Fab reopens", topics=[cast.tag("Chips")])
        picks = drafted(story, spots=(Spot.HOME_PICKS, Spot.ARTICLE_FOOT))
        address = shared(picks)

        text = Client().get(f"{address}/").text

        assert f'href="{address}/machines/fab-reopens/"' in text
        assert f'href="{address}/"' in text
        assert 'href="/machines/"' in text
        assert 'href="/search/"' in text

    @pytest.mark.parametrize(
        ("spot", "inside"),
        [
            (Spot.HOME_TOP, {"/"}),
            (Spot.SECTION_FRONT, {"/machines/"}),
            (Spot.TOPIC_PAGE, {"/topics/chips/"}),
            (Spot.ARTICLE_FOOT, {"/machines/fab-reopens/"}),
            (Spot.OWN_PAGE, {"/picks/picks/"}),
            (Spot.BREAKING, {"/", "/machines/", "/topics/chips/", "/machines/fab-reopens/", "/picks/picks/"}),
        ],
    )
    def test_each_place_has_its_pages(self, spot: str, inside: set[str]) -> None:
        story = cast.published("Fab reopens", topics=[cast.tag("Chips")])
        address = shared(drafted(story, title="Picks", spots=(spot,)))
        every = ("/", "/machines/", "/topics/chips/", "/machines/fab-reopens/", "/picks/picks/", "/search/")

        answers = {path: Client().get(f"{address}{path}") for path in every}

        assert {path for path, answer in answers.items() if answer.status_code != 302} == inside
        for path, answer in answers.items():
            if path not in inside and path != "/":
                assert answer.headers["Location"] == path

    def test_a_place_at_one_section_is_at_no_other(self) -> None:
        cast.published("Fab reopens")
        cast.published("Fees rise", section=cast.section("Money"))
        picks = drafted(cast.published("Picked"), spots=())
        Placement.objects.create(list=picks, spot=Spot.SECTION_FRONT, section=cast.section("Money"))
        address = shared(picks)

        assert Client().get(f"{address}/money/").status_code == 200
        assert Client().get(f"{address}/machines/").headers["Location"] == "/machines/"
        assert Client().get(f"{address}/").headers["Location"] == f"{address}/money/"

    @pytest.mark.parametrize(
        "path", ["//evil.example/", "///evil.example/", "/\\evil.example/", "//evil.example/%2e%2e"]
    )
    def test_none_leads_to_another_site(self, path: str) -> None:
        address = shared(drafted(cast.published("Fab reopens")))

        location = Client().get(f"{address}{path}").headers["Location"]

        assert re.match(r"/[^/\\]", location)

    @pytest.mark.parametrize(
        "path", ["/\0", "/admin/", "/preview/x/", "/%ff/", f"/{'x' * 3000}/", "/rss.xml"]
    )
    def test_nonsense_and_the_desk_are_not_below_it(self, path: str) -> None:
        address = shared(drafted(cast.published("Fab reopens")))

        assert Client().get(f"{address}{path}").status_code in (302, 404)


ENDS: dict[str, Callable[[RecommendationList], object]] = {
    "revoked": lambda list_: sharing.revoke(RehearsalLink.objects.get(), by=cast.cura()),
    "launched": lambda list_: curation.launch(list_, by=cast.cura()),
    "scheduled": lambda list_: curation.launch(list_, by=cast.cura(), at=clock.now() + HOUR),
    "its maker has left": lambda list_: User.objects.filter(username="cura").update(is_active=False),
    "over": lambda list_: RehearsalLink.objects.update(ends_at=clock.now()),
}


class TestWhenItEnds:
    @pytest.mark.parametrize("end", ENDS)
    @pytest.mark.parametrize("path", ["/", "/machines/", "/machines/fab-reopens/"])
    def test_it_answers_like_nonsense_then(self, end: str, path: str) -> None:
        picks = drafted(cast.published("Fab reopens"), spots=(Spot.BREAKING,))
        address = f"{shared(picks)}{path}"
        assert plain(address)[0] == 200

        ENDS[end](picks)

        # Launching puts it on every page, the one that says that nothing is there too.
        assert plain(address) == plain(f"{NONSENSE}{path.lstrip('/')}") == plain("/machines/nonsense/")
        assert plain(address)[0] == 404

    def test_a_story_s_link_is_none_to_a_list(self) -> None:
        from articles.desk import sharing as stories

        token = stories.share(cast.story(), by=cast.edda()).token
        listed = shared(drafted(cast.published("Fab reopens"))).rpartition("/")[2]

        assert Client().get(f"/preview/lists/{token}/").status_code == 404
        assert Client().get(f"/preview/{listed}/").status_code == 404


class TestMaking:
    def test_not_of_what_readers_have_anyway(self) -> None:
        picks = launched(cast.published("Fab reopens"))
        with pytest.raises(refusals.NothingToLaunch, match="launched last"):
            sharing.share(picks, by=cast.cura())

    def test_not_of_a_draft_that_is_scheduled_as_it_is(self) -> None:
        picks = drafted(cast.published("Fab reopens"))
        curation.launch(picks, by=cast.cura(), at=clock.now() + HOUR)
        with pytest.raises(refusals.NothingToLaunch, match="Share that launch instead"):
            sharing.share(picks, by=cast.cura())

    def test_not_of_an_empty_list_nor_of_one_in_no_place(self) -> None:
        with pytest.raises(refusals.EmptyList):
            sharing.share(drafted(), by=cast.cura())
        with pytest.raises(refusals.InNoPlace):
            sharing.share(drafted(cast.published("Fab reopens"), spots=()), by=cast.cura())

    def test_not_without_end(self) -> None:
        picks = drafted(cast.published("Fab reopens"))
        for _ in range(shared_links.MOST):
            sharing.share(picks, by=cast.cura())
        with pytest.raises(refusals.TooManyLinks):
            sharing.share(picks, by=cast.cura())

    def test_what_is_done_with_it_is_in_the_book(self) -> None:
        picks = drafted(cast.published("Fab reopens"))
        address = shared(picks) + "/"
        for _ in range(3):
            Client().get(address)
        Client().head(address)
        sharing.revoke(RehearsalLink.objects.get(), by=cast.cura())

        assert RehearsalLink.objects.get().openings == 3
        assert deeds(picks) == ["share-link", "open-link", "revoke-link"]

    def test_dead_ones_are_forgotten(self) -> None:
        with cast.at(0):
            shared(drafted(cast.published("Fab reopens")))
        with cast.at(33 * 24 * 60):
            chores.forget_dead_links()
        assert not RehearsalLink.objects.exists()


class TestTheDialog:
    def test_it_makes_one_that_opens_where_the_list_stands(self) -> None:
        picks = drafted(cast.published("Fab reopens"), spots=(Spot.SECTION_FRONT,))
        Placement.objects.filter(list=picks).update(section=cast.section())

        made = at_the_desk("cura").post(dialog(picks), {"asked": "1", "hours": "24"})
        address = re.search(r'value="https?://[^/]+(/preview/lists/[\w-]{32}/machines/)" readonly', made.text)

        assert address
        assert "Fab reopens" in picked(Client().get(address[1]))

    def test_it_tells_the_curator_how_many_are_left_out(self) -> None:
        picks = drafted(cast.published("Fab reopens"), cast.scheduled("Next", to=clock.now() + HOUR))

        assert "left out: of the draft, 1." in at_the_desk("cura").get(dialog(picks)).text

    def test_a_launch_that_waits_may_be_chosen(self) -> None:
        picks = drafted(cast.published("Fab reopens"))
        curation.launch(picks, by=cast.cura(), at=clock.now() + HOUR)
        desk = at_the_desk("cura")

        assert "Version 1, " in desk.get(dialog(picks)).text
        desk.post(dialog(picks), {"asked": "1", "hours": "24", "version": "1"})
        assert RehearsalLink.objects.get().edition.number == 1
        assert "Of version 1, made today" in desk.get(dialog(picks)).text
        for wrong in ("", "0", "2", "x", "9" * 50):
            assert (
                "No link was made."
                in desk.post(dialog(picks), {"asked": "1", "hours": "24", "version": wrong}).text
            )

    def test_for_those_who_may_edit_the_list(self) -> None:
        picks = drafted(cast.published("Fab reopens"))

        found = {
            name: at_the_desk(name).post(dialog(picks), {"asked": "1", "hours": "24"}).status_code
            for name in ("wren", "edda", "lena", "cura", "max")
        }

        assert found == {"wren": 404, "edda": 404, "lena": 404, "cura": 200, "max": 200}
        assert RehearsalLink.objects.count() == 2
        assert Client().post(dialog(picks)).status_code == 302

    def test_who_may_only_view_it_makes_none(self) -> None:
        picks = drafted(cast.published("Fab reopens"))
        ListRight.objects.create(list=picks, user=cast.edda(), right=Right.VIEW)

        assert at_the_desk("edda").post(dialog(picks), {"asked": "1", "hours": "24"}).status_code == 403
        assert not RehearsalLink.objects.exists()

    def test_another_list_s_link_is_not_there(self) -> None:
        shared(drafted(cast.published("Fab reopens")))
        key = RehearsalLink.objects.get().pk

        response = at_the_desk("cura").post(dialog(drafted(cast.published("Other"))), {"revoke": key})

        assert response.status_code == 404
        assert RehearsalLink.objects.get().ended_at is None

    def test_it_is_offered_on_the_list_s_page(self) -> None:
        picks = drafted(cast.published("Fab reopens"))
        page = f"/admin/recommendations/recommendationlist/{picks.pk}/change/"

        assert "Preview link…" in at_the_desk("cura").get(page).text


def test_the_desk_rehearses_a_list_s_own_page_too() -> None:
    picks = drafted(cast.published("Fab reopens"), spots=(Spot.OWN_PAGE,))

    page = at_the_desk("cura").get(f"/admin/rehearse/{picks.pk}/", follow=True)

    assert page.status_code == 200
    assert "Fab reopens" in page.text
