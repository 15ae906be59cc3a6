"""What waits is looked at again: written down once, told to whoever scheduled it, and asked when it is moved."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from articles import clock, refusals
from articles.desk import publishing, second_look
from articles.models import Article, Edition, Image, Transition
from newsroom import chores, today_attention
from tests import cast
from tests.articles.desk import at_the_desk
from tests.cast import at, edda, image, max_, moment, published, scheduled, tove, withdraw

pytestmark = pytest.mark.django_db

FIGURE = '<p>Old.</p><figure data-image="{}"><img alt="A fab at night."></figure>'


def linking(to: Article) -> str:
    return f'<p><a data-story="{to.public_id}" href="/machines/other/">The other</a>.</p>'


def rights_end(picture: Image, when: float | datetime | None) -> None:
    end = moment(when) if isinstance(when, int | float) else when
    Image.objects.filter(pk=picture.pk).update(rights_until=end)


def looks(article: Article) -> list[str]:
    rows = Transition.objects.about(article).filter(verb=second_look.VERB).order_by("at", "pk")
    return list(rows.values_list("note", flat=True))


@pytest.fixture
def waiting() -> tuple[Article, Article, Image]:
    """One that goes out at 50, a story that it links to, and a picture in it."""
    with at(0):
        other, picture = published("Other"), image("teal")
        article = scheduled("Old", to=50, body=linking(other) + FIGURE.format(picture.pk))
    return article, other, picture


class TestLooking:
    def test_what_is_found_is_written_down_once(self, waiting: Any) -> None:
        article, other, picture = waiting
        with at(1):
            assert second_look.look() == 0
        rights_end(picture, 49)
        with at(2):
            assert second_look.look() == 1
            withdraw(other)
        with at(3):
            assert second_look.look() == 1
        for minute in (4, 49.5):  # the words of the first change when the rights are over; it is the same
            with at(minute):
                assert second_look.look() == 0

        assert looks(article) == [
            "The rights to picture 1 in the text, “All teal”, end before it goes out.",
            "The rights to picture 1 in the text, “All teal”, end before it goes out. "
            "The link “The other” leads to a story that readers cannot see.",
        ]

    def test_that_it_is_in_order_again_is_written_down_too(self, waiting: Any) -> None:
        article, _, picture = waiting
        rights_end(picture, 49)
        with at(2):
            second_look.look()
        rights_end(picture, None)
        with at(3):
            second_look.look()
            mail.outbox.clear()
        rights_end(picture, 49)
        with at(4):
            second_look.look()

        assert looks(article)[1:] == [
            "It is in order again.",
            "The rights to picture 1 in the text, “All teal”, end before it goes out.",
        ]

    def test_what_was_seen_when_it_was_scheduled_is_no_news(self) -> None:
        with at(0):
            other, picture = published("Other"), image("teal")
            withdraw(other)
            rights_end(picture, 49)
            body = linking(other) + FIGURE.format(picture.pk)
            article, later = cast.ready("Old", body=body), cast.ready("Later", body=body)
            cast.publish(article, at=50, override="The agency extends it")
            cast.publish(later, at=40)
            publishing.move_schedule(later, by=edda(), to=moment(60), override="The agency extends it")

            assert second_look.look() == 0
        assert looks(article) == looks(later) == []

    def test_rights_that_end_after_it_went_out_are_no_news(self, waiting: Any) -> None:
        article, _, picture = waiting
        rights_end(picture, 60)
        with at(2):
            assert second_look.look() == 0
        assert looks(article) == []

    def test_an_edition_that_takes_its_place_is_looked_at_anew(self, waiting: Any) -> None:
        article, _, picture = waiting
        rights_end(picture, 49)
        with at(2):
            second_look.look()
            cast.publish(cast.ready(cast.change(article, body="<p>Without.</p>")), at=50, replace=True)
            assert second_look.look() == 0

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_write_it_down_once(self, waiting: Any) -> None:
        """Each asked before the other wrote."""
        article, _, picture = waiting
        rights_end(picture, 49)
        edition = Edition.objects.get(article=article)
        with at(2):
            found = second_look.findings([edition])[edition.pk]
            assert [second_look._write_down(edition, found) for _ in range(2)] == [True, False]
        assert len(mail.outbox) == 1

    def test_looking_costs_the_same_with_one_and_with_five(self, django_assert_num_queries: Any) -> None:
        with at(0):
            other, picture = published("Other"), image("teal")
            body = linking(other) + FIGURE.format(picture.pk)
            second_look.look()  # content types are remembered
            for number in range(5):
                scheduled(f"Old {number}", to=50, body=body)
                with django_assert_num_queries(4):
                    second_look.look()

    def test_the_worker_looks_every_minute(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[bool] = []
        monkeypatch.setattr(second_look, "look", lambda: asked.append(True))
        (chore,) = (chore for chore in chores.CHORES if chore.name == "look again")

        chore.do()
        assert (asked, chore.every) == ([True], timedelta(minutes=1))


@pytest.mark.django_db(transaction=True)
class TestTelling:
    def test_whoever_scheduled_it_gets_a_letter_on_what_is_new(self, waiting: Any) -> None:
        article, other, picture = waiting
        tove()
        rights_end(picture, 49)
        with at(2):
            second_look.look()
            withdraw(other)
        with at(3):
            second_look.look()
            second_look.look()

        first, second = mail.outbox
        assert (first.to, first.subject) == (["edda@newsroom.example"], "Look again: Old")
        assert "“Old” goes out today 09:50." in first.body
        assert "end before it goes out. Readers would not see it. Take another." in first.body
        assert f"/admin/articles/article/{article.pk}/change/" in first.body
        assert "rights" not in second.body
        assert "leads to a story that readers cannot see" in second.body

    def test_if_they_may_act_no_longer_all_who_may_get_it(self, waiting: Any) -> None:
        _, _, picture = waiting
        tove()
        max_()
        cast.cura()
        edda().groups.clear()
        rights_end(picture, 49)
        with at(2):
            second_look.look()

        assert mail.outbox[0].to == ["tove@newsroom.example", "max@newsroom.example"]

    def test_a_letter_that_does_not_leave_holds_up_nothing(
        self, waiting: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        article, _, picture = waiting

        def refuse(*_: Any, **__: Any) -> None:
            raise ConnectionRefusedError

        monkeypatch.setattr(second_look, "send_mail", refuse)
        rights_end(picture, 49)
        with at(2):
            assert second_look.look() == 1

        assert len(looks(article)) == 1
        assert "Nobody was told what is found in “Old”" in caplog.text


def test_today_says_it_at_once_and_since_when(waiting: Any) -> None:
    _, other, _ = waiting
    with at(2):
        withdraw(other)
        (row,) = today_attention.needs_attention(edda(), clock.now()).rows
        assert row.line == (
            "Goes out today 09:50: The link “The other” leads to a story that readers cannot see."
        )
    with at(3):
        second_look.look()
        (row,) = today_attention.needs_attention(edda(), clock.now()).rows
        assert row.line.endswith("cannot see. Found today 09:03.")


class TestMoving:
    """As of the moment it is moved to."""

    def test_rights_that_end_before_stop_it(self, waiting: Any) -> None:
        article, _, picture = waiting
        rights_end(picture, 55)
        with at(2):
            publishing.move_schedule(article, by=edda(), to=moment(54))
            with pytest.raises(refusals.NotFinished, match="end before it goes out"):
                publishing.move_schedule(article, by=edda(), to=moment(55))

        assert Edition.objects.get(article=article).live_from == moment(54)

    def test_a_reason_goes_over_it_and_is_kept(self, waiting: Any) -> None:
        article, _, picture = waiting
        rights_end(picture, 55)
        with at(2):
            publishing.move_schedule(article, by=max_(), to=moment(60), override="The agency extends it")

        entry = Transition.objects.about(article).first()
        assert entry is not None
        assert (entry.note, entry.data["overridden"]) == ("The agency extends it", ["rights"])

    @pytest.mark.parametrize(("name", "goes"), [("edda", False), ("max", True)])
    def test_its_page_says_what_stops_it_and_who_may_go_over_it(self, name: str, goes: bool) -> None:
        picture, soon = image("teal"), clock.now() + timedelta(days=2)
        article = scheduled("Old", to=clock.now() + timedelta(days=1), body=FIGURE.format(picture.pk))
        max_()
        rights_end(picture, soon)
        page = reverse("admin:articles_article_verb", args=[article.pk, "move-schedule"])
        later = (soon + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
        said = {"asked": "1", "at": later}
        desk = at_the_desk(name)

        refused = desk.post(page, said)
        assert "end before it goes out" in refused.text
        assert ("Only a manager can publish over this. Ask Max." in refused.text) is not goes
        assert "disabled" not in refused.text.split("question-foot")[1].split("</footer>")[0]

        answer = desk.post(page, {**said, "publish_anyway": "on", "override": "The agency extends it"})
        assert answer.status_code == (302 if goes else 200)
        assert (Edition.objects.get(article=article).live_from > soon) is goes

    def test_a_story_that_ends_before_is_told_and_stops_nothing(self) -> None:
        tomorrow = clock.now() + timedelta(days=1)
        other = published("Other")
        publishing.end_at(other, by=edda(), at=tomorrow + timedelta(days=1))
        article = scheduled("Old", to=tomorrow, body=linking(other))
        page = reverse("admin:articles_article_verb", args=[article.pk, "move-schedule"])
        assert "leads to a story that" not in at_the_desk("edda").get(page).text

        later = (tomorrow + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
        assert at_the_desk("edda").post(page, {"asked": "1", "at": later}).status_code == 302
        assert "leads to a story that" in at_the_desk("edda").get(page).text


def test_an_editor_schedules_for_after_an_embargo() -> None:
    """The button is there, although the story may not go out now."""
    tomorrow = clock.now() + timedelta(days=1)
    article = cast.ready("Old", embargo_until=tomorrow)
    page = reverse("admin:articles_article_verb", args=[article.pk, "schedule"])
    desk = at_the_desk("edda")
    shown = desk.get(page).text
    assert "Under embargo until" in shown
    assert "disabled" not in shown.split("question-foot")[1].split("</footer>")[0]

    said = {"asked": "1", "starts": "at"}
    too_soon = desk.post(page, {**said, "at": (tomorrow - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")})
    assert "This story is under embargo." in too_soon.text
    at_last = (tomorrow + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    assert desk.post(page, {**said, "at": at_last}).status_code == 302
