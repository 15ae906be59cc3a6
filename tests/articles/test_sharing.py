"""A draft by a link: for whoever has it, for a while, and nothing else with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import clock, refusals
from articles.desk import publishing, shared_links, sharing, workflow
from articles.models import Article, PreviewLink, Transition
from newsroom import chores
from newsroom.models import User
from tests import cast
from tests.articles.desk import at_the_desk

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NONSENSE = f"/preview/{'a' * 32}/"


def shared(article: Article, *, by: User | None = None, **given: object) -> str:
    """The address that a new link has."""
    return f"/preview/{sharing.share(article, by=by or cast.edda(), **given).token}/"  # type: ignore[arg-type]


def plain(address: str, method: str = "get", **headers: str) -> tuple:
    response = getattr(Client(headers=headers), method)(address)
    return response.status_code, dict(response.headers), response.content


def deeds(article: Article) -> list[str]:
    return [verb for verb in cast.book(article) if verb.endswith("-link")]


def dialog(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/verb/share-link/"


class TestWhatItShows:
    def test_somebody_without_an_account_reads_what_is_saved(self) -> None:
        address = shared(cast.story("Fab reopens", body="<p>Nine weeks later.</p>"))

        page = Client().get(address)

        assert page.status_code == 200
        assert "Fab reopens" in page.text
        assert "Nine weeks later." in page.text
        assert "A draft, shared with you." in page.text

    def test_what_is_saved_later_is_in_it(self) -> None:
        article = cast.story("Fab reopens")
        address = shared(article)
        cast.change(article, headline="Fab reopens, twice")

        assert "Fab reopens, twice" in Client().get(address).text

    def test_nobody_keeps_it_finds_it_or_is_told_where_it_was(self) -> None:
        page = Client().get(shared(cast.story()))

        assert page.headers["Cache-Control"] == "private, no-store"
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert '<meta name="robots" content="noindex">' in page.text
        assert not page.cookies
        assert "application/ld+json" not in page.text
        assert "Disallow: /preview/" in Client().get("/robots.txt").text

    def test_it_says_until_when_it_works(self) -> None:
        with cast.at(0):
            address = shared(cast.story(), hours=24)
            assert "Works until Tue 3 Mar, 09:00 in London" in Client().get(address).text

    def test_the_page_is_the_same_for_the_desk_and_leads_nowhere_in_it(self) -> None:
        address = shared(cast.story())

        assert at_the_desk("max").get(address).content == Client().get(address).content
        assert "/admin/" not in Client().get(address).text

    def test_no_other_draft_is_in_it(self) -> None:
        cast.story("Zqxwvut draft", topics=[cast.tag("Chips")])
        cast.scheduled("Zqxwvut waiting", to=clock.now() + HOUR, topics=[cast.tag("Chips")])
        other = cast.story("Zqxwvut linked")
        body = f'<p><a href="/machines/x/" data-story="{other.public_id}">It</a> said so.</p>'
        address = shared(cast.story("Fab reopens", body=body, topics=[cast.tag("Chips")]))

        assert "zqxwvut" not in Client().get(address).text.lower()

    def test_nothing_for_readers_leads_there(self) -> None:
        article = cast.published("Fab reopens", topics=[cast.tag("Chips")])
        cast.change(article, headline="Fab reopens, twice")
        address = shared(article)
        token = address.split("/")[2]

        for page in (
            "/",
            "/machines/",
            article.editions.get().path,
            "/sitemap.xml",
            "/rss.xml",
            "/robots.txt",
        ):
            assert token not in Client().get(page).text
        assert "Fab reopens, twice" not in Client().get("/").text


class TestPictures:
    def test_a_draft_s_own_pictures_stand_below_the_token(self) -> None:
        lead, inside = cast.image("red"), cast.image("blue")
        portrait = cast.image("green")
        article = cast.story(
            lead_image=lead,
            lead_alt="A fab",
            body=f'<figure data-image="{inside.pk}"><img alt="A bench"></figure><p>Words.</p>',
            names=[cast.author("Ines Duarte", portrait=portrait, biography="Writes.")],
        )
        address = shared(article)
        found = set(re.findall(rf"{address}pictures/(\d+)/", Client().get(address).text))
        files = re.findall(rf"({address}pictures/[^ \"]+)", Client().get(address).text)

        assert found == {str(lead.pk), str(inside.pk), str(portrait.pk)}
        for file in files:
            answer = Client().get(file)
            assert answer.status_code == 200
            assert answer.headers["Content-Type"].startswith("image/")
            assert answer.headers["Cache-Control"] == "private, no-store"

    def test_no_other_picture_does(self) -> None:
        other = cast.image("red")
        address = shared(cast.story(lead_image=cast.image("blue"), lead_alt="A fab"))
        file = re.search(rf"{address}pictures/\d+/([^ \"]+)", Client().get(address).text)
        assert file

        assert Client().get(f"{address}pictures/{other.pk}/{file[1]}").status_code == 404
        assert Client().get(f"{address}pictures/{other.pk}/..%2fsecret").status_code == 404

    def test_they_go_with_the_link(self) -> None:
        article = cast.story(lead_image=cast.image("blue"), lead_alt="A fab")
        address = shared(article)
        file = re.search(rf"{address}pictures/[^ \"]+", Client().get(address).text)
        assert file
        sharing.revoke(PreviewLink.objects.get(), by=cast.edda())

        assert Client().get(file[0]).status_code == 404


ENDS: dict[str, Callable[[Article], object]] = {
    "revoked": lambda article: sharing.revoke(article.preview_links.get(), by=cast.edda()),
    "published": lambda article: cast.publish(cast.ready(article)),
    "scheduled": lambda article: cast.publish(cast.ready(article), at=clock.now() + HOUR),
    "binned": lambda article: workflow.bin(article, by=cast.edda()),
    "spiked": lambda article: workflow.spike(article, by=cast.edda(), note="No."),
    "its maker has left": lambda article: User.objects.filter(username="edda").update(is_active=False),
    "an embargo": lambda article: Article.objects.update(embargo_until=clock.now() + HOUR),
    "a legal question": lambda article: workflow.ask_legal(article, by=cast.edda(), question="May we?"),
}


class TestWhenItEnds:
    @pytest.mark.parametrize("end", ENDS)
    def test_it_answers_like_nonsense_then(self, end: str) -> None:
        article = cast.story()
        address = shared(article)
        assert plain(address)[0] == 200

        ENDS[end](article)

        assert plain(address) == plain(NONSENSE) == plain("/machines/nonsense/")
        assert plain(address)[0] == 404

    @pytest.mark.parametrize("method", ["get", "head", "post", "put", "options"])
    def test_by_every_method(self, method: str) -> None:
        address = shared(cast.story())
        sharing.revoke(PreviewLink.objects.get(), by=cast.edda())

        assert plain(address, method) == plain(NONSENSE, method)

    def test_when_its_time_is_over(self) -> None:
        with cast.at(0):
            address = shared(cast.story(), hours=24)
        with cast.at(24 * 60 - 1):
            assert Client().get(address).status_code == 200
        clock.forget()
        with cast.at(24 * 60):
            assert Client().get(address).status_code == 404

    def test_with_an_update_and_with_a_withdrawal(self) -> None:
        article = cast.published()
        cast.change(article, headline="Fab reopens, twice")
        address = shared(article)
        cast.withdraw(article)
        assert Client().get(address).status_code == 404

        address = shared(cast.change(article, headline="Fab reopens, at last"))
        publishing.reinstate(article, by=cast.edda())
        assert Client().get(address).status_code == 404

    def test_a_schedule_that_is_cancelled_brings_it_not_back(self) -> None:
        article = cast.story()
        address = shared(article)
        cast.publish(cast.ready(article), at=clock.now() + HOUR)
        publishing.cancel_schedule(article, by=cast.edda())

        assert Client().get(address).status_code == 404

    def test_it_works_again_after_an_embargo_if_it_has_time_left(self) -> None:
        article = cast.story()
        address = shared(article)
        Article.objects.update(embargo_until=clock.now() + HOUR)
        assert Client().get(address).status_code == 404
        Article.objects.update(embargo_until=clock.now() - HOUR)
        assert Client().get(address).status_code == 200


class TestMaking:
    def test_of_the_token_only_its_hash_is_kept(self) -> None:
        made = sharing.share(cast.story(), by=cast.edda())
        link = PreviewLink.objects.get()

        assert len(made.token) >= 32  # 192 bits in 6 a character
        assert made.token not in str(PreviewLink.objects.values().get())
        assert made.token not in str(list(Transition.objects.values()))
        assert Client().get(f"/preview/{link.key}/").status_code == 404

    def test_for_two_days_unless_told_otherwise_and_seven_at_most(self) -> None:
        link = sharing.share(cast.story(), by=cast.edda()).link

        assert link.ends_at - link.made_at == 48 * HOUR
        with pytest.raises(ValueError, match="169"):
            sharing.share(link.article, by=cast.edda(), hours=169)

    def test_not_under_embargo(self) -> None:
        article = cast.story(embargo_until=clock.now() + HOUR)

        with pytest.raises(refusals.Embargoed, match="under embargo until"):
            sharing.share(article, by=cast.max_())

    def test_not_while_a_legal_question_is_open_nor_of_what_is_put_away(self) -> None:
        asked, binned, spiked = cast.story("One"), cast.story("Two"), cast.story("Three")
        workflow.ask_legal(asked, by=cast.edda(), question="May we?")
        workflow.bin(binned, by=cast.edda())
        workflow.spike(spiked, by=cast.edda(), note="No.")

        for article, refusal in (
            (asked, refusals.LegalQuestionOpen),
            (binned, refusals.WrongStage),
            (spiked, refusals.WrongStage),
        ):
            with pytest.raises(refusal):
                sharing.share(article, by=cast.edda())

    def test_not_of_what_readers_see_anyway(self) -> None:
        with pytest.raises(refusals.NothingNew, match="page’s own address"):
            sharing.share(cast.published(), by=cast.edda())

    def test_not_without_end(self) -> None:
        article = cast.story()
        for _ in range(shared_links.MOST):
            sharing.share(article, by=cast.edda())

        with pytest.raises(refusals.TooManyLinks):
            sharing.share(article, by=cast.edda())


class TestTheDialog:
    def test_the_address_is_shown_once_in_a_field_to_copy_from(self) -> None:
        article = cast.story()
        desk = at_the_desk("edda")

        made = desk.post(dialog(article), {"asked": "1", "hours": "48"})
        address = re.search(r'value="https?://[^/]+(/preview/[\w-]{32}/)" readonly', made.text)

        assert address
        assert "Works until" in made.text
        assert "no-store" in made.headers["Cache-Control"]
        assert Client().get(address[1]).status_code == 200
        assert address[1] not in desk.get(dialog(article)).text

    def test_it_lists_who_made_each_how_long_and_how_often_it_was_opened(self) -> None:
        article = cast.story()
        address = shared(article, by=cast.max_())
        Client().get(address)
        Client().get(address)

        text = at_the_desk("edda").get(dialog(article)).text

        assert "by Max" in text
        assert "Works until" in text
        assert "Opened 2 times, last today" in text

    def test_a_button_revokes_one(self) -> None:
        article = cast.story()
        address = shared(article)
        link = PreviewLink.objects.get()

        text = at_the_desk("max").post(dialog(article), {"revoke": link.pk}).text

        assert "Revoked: it opens nothing any more." in text
        assert "Revoked today" in text
        assert Client().get(address).status_code == 404
        assert "It was over already." in at_the_desk("max").post(dialog(article), {"revoke": link.pk}).text

    def test_a_refusal_is_told_there(self) -> None:
        article = cast.story(embargo_until=clock.now() + HOUR)

        text = at_the_desk("edda").post(dialog(article), {"asked": "1", "hours": "48"}).text

        assert "No link was made." in text
        assert "under embargo" in text
        assert not PreviewLink.objects.exists()

    @pytest.mark.parametrize("hours", ["", "0", "-1", "169", "1e9", "x", "\0", "9" * 400])
    def test_a_wrong_length_makes_none(self, hours: str) -> None:
        article = cast.story()

        response = at_the_desk("edda").post(dialog(article), {"asked": "1", "hours": hours})

        assert response.status_code == 200
        assert "No link was made." in response.text
        assert not PreviewLink.objects.exists()

    @pytest.mark.parametrize("key", ["", "0", "-1", "x", "9" * 30, "٣"])
    def test_a_wrong_link_is_not_there(self, key: str) -> None:
        article = cast.story()
        shared(article)

        assert at_the_desk("edda").post(dialog(article), {"revoke": key}).status_code == 404

    def test_another_story_s_link_is_not_there(self) -> None:
        shared(cast.story("One"))

        response = at_the_desk("edda").post(
            dialog(cast.story("Two")), {"revoke": PreviewLink.objects.get().pk}
        )

        assert response.status_code == 404
        assert PreviewLink.objects.get().ended_at is None

    def test_who_may_not_read_the_story_has_none(self) -> None:
        article = cast.story(by=cast.ward(), names=[cast.author("Ward")])

        found = {
            name: at_the_desk(name).post(dialog(article), {"asked": "1", "hours": "48"}).status_code
            for name in ("wren", "cura", "lena", "edda", "max")
        }

        assert found == {"wren": 404, "cura": 404, "lena": 403, "edda": 200, "max": 200}
        assert Client().post(dialog(article)).status_code == 302

    def test_a_writer_whose_story_is_in_review_ends_a_link_and_makes_none(self) -> None:
        article = cast.story()
        shared(article, by=cast.wren())
        workflow.submit(article, by=cast.wren())
        desk = at_the_desk("wren")

        assert "Only who may change the story now" in desk.get(dialog(article)).text
        desk.post(dialog(article), {"asked": "1", "hours": "48"})
        assert PreviewLink.objects.count() == 1
        desk.post(dialog(article), {"revoke": PreviewLink.objects.get().pk})
        assert PreviewLink.objects.get().because == "revoked"

    def test_it_is_offered_on_the_story_s_page_and_saves_first(self) -> None:
        article = cast.story()

        page = at_the_desk("wren").get(f"/admin/articles/article/{article.pk}/change/")

        assert "Share a preview link…" in page.text
        assert f'data-dialog="{dialog(article)}"' in page.text

    def test_it_costs_the_same_with_one_link_and_with_five(self, django_assert_num_queries) -> None:
        article = cast.story()
        desk = at_the_desk("edda")
        desk.get(dialog(article))
        shared(article)

        with CaptureQueriesContext(connection) as one:
            desk.get(dialog(article))
        for _ in range(4):
            shared(article)
        with django_assert_num_queries(len(one)):
            desk.get(dialog(article))


class TestTheBook:
    def test_making_opening_and_revoking_are_written_down(self) -> None:
        article = cast.story()
        address = shared(article)
        Client().get(address)
        sharing.revoke(PreviewLink.objects.get(), by=cast.max_())

        assert deeds(article) == ["share-link", "open-link", "revoke-link"]

    def test_each_opening_is_counted_and_one_of_an_hour_written_down(self) -> None:
        article = cast.story()
        with cast.at(0):
            address = shared(article)
            for _ in range(5):
                Client().get(address)
        with cast.at(61):
            Client().get(address)

        assert PreviewLink.objects.get().openings == 6
        assert deeds(article) == ["share-link", "open-link", "open-link"]
        counts = (
            Transition.objects.filter(verb="open-link")
            .order_by("pk")
            .values_list("data__openings", flat=True)
        )
        assert list(counts) == [1, 6]

    def test_a_head_and_a_browser_that_fetches_ahead_open_nothing(self) -> None:
        address = shared(cast.story())

        Client().head(address)
        Client(headers={"sec-purpose": "prefetch;prerender"}).get(address)

        assert PreviewLink.objects.get().openings == 0

    def test_the_audit_says_it_in_words(self) -> None:
        article = cast.story("Fab reopens")
        Client().get(shared(article))

        text = at_the_desk("max").get("/admin/articles/transition/").text

        assert "Preview link made" in text
        assert "Preview link opened" in text
        assert "opened 1 time so far" in text
        history = at_the_desk("max").get(f"/admin/articles/article/{article.pk}/history/").text
        assert "by somebody with the link" in history

    def test_dead_links_are_forgotten_after_a_month_and_the_book_is_not(self) -> None:
        article = cast.story()
        with cast.at(0):
            shared(article)
            revoked = sharing.share(article, by=cast.edda(), hours=168).link
            sharing.revoke(revoked, by=cast.edda())
        with cast.at(29 * 24 * 60):
            chores.forget_dead_links()
        assert PreviewLink.objects.count() == 2
        with cast.at(33 * 24 * 60):
            chores.forget_dead_links()
        assert PreviewLink.objects.count() == 0
        assert deeds(article) == ["share-link", "share-link", "revoke-link"]
