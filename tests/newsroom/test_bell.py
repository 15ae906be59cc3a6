"""The bell, and the mail that each person has chosen."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import clock, refusals
from articles.admin import bell
from articles.desk import assigning, notes, publishing, telling, workflow
from articles.models import About, Article, Edition, Notice
from newsroom import letters
from tests import cast
from tests.articles.desk import at_the_desk
from tests.recommendations.lists import launched

pytestmark = pytest.mark.django_db


def of(person: Any) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("about", flat=True))


def lines(person: str) -> list[bell.Line]:
    return at_the_desk(person).get(reverse("admin:bell")).context["lines"]


def mentioned(text: str = "@wren who measured it?") -> Article:
    article = cast.story(by=cast.wren())
    notes.write(article, by=cast.edda(), text=text)
    return article


# --- Who is told of what


def test_a_writer_is_told_what_becomes_of_a_story():
    article = cast.submitted(cast.story(by=cast.wren()))
    workflow.send_back(article, by=cast.edda(), note="Step 4 is out of date.")
    cast.approved(article)
    cast.publish(article)
    cast.withdraw(article)

    assert of(cast.wren()) == [About.SENT_BACK, About.APPROVED, About.OUT, About.OFF]
    assert of(cast.edda()) == []
    told = lines("wren")
    assert [line.what for line in told] == [
        "Edda withdrew it", "Edda published it", "Edda approved it", "Edda sent it back",
    ]  # fmt: skip
    assert told[3].quote == "Step 4 is out of date."


def test_a_schedule_says_when():
    cast.publish(cast.approved(cast.story(by=cast.wren())), at=clock.now() + timedelta(days=1))

    assert lines("wren")[0].what == "Edda scheduled it"
    assert lines("wren")[0].quote.startswith("Goes out ")


def test_who_is_given_a_story_is_told_and_nobody_else():
    article = cast.story(by=cast.wren())
    assigning.assign(article, by=cast.edda(), assignee=cast.ward())
    assigning.assign(article, by=cast.edda(), commissioned=900)

    assert of(cast.ward()) == [About.ASSIGNED]
    assert of(cast.wren()) == []


def test_a_verb_that_is_refused_tells_nobody():
    article = cast.story(by=cast.wren())
    with pytest.raises(refusals.WrongStage):
        workflow.send_back(article, by=cast.edda(), note="x")
    assert of(cast.wren()) == []


def test_whose_list_a_withdrawn_story_leaves_is_told_as_far_as_readers_knew_it():
    article = cast.published("Fab reopens")
    launched(Edition.objects.get(article=article))
    from recommendations.models import RecommendationList

    RecommendationList.objects.update(created_by=cast.cura(), changed_by=cast.cura())
    cast.change(article, headline="Fab reopens, rewritten in secret")
    cast.withdraw(article)

    (line,) = lines("cura")
    assert line.headline.startswith("“Fab reopens” has left ")
    assert "secret" not in str(line)
    assert "/recommendationlist/" in line.url


# --- The bell itself


def test_the_header_counts_what_is_new_and_marking_it_read_is_a_button():
    mentioned()
    cast.approved(cast.story("Another", by=cast.wren()))
    wren = at_the_desk("wren")
    assert wren.get(reverse("admin:index")).context["frame"].news == "2"

    newest, *_ = lines("wren")
    wren.post(reverse("admin:bell_read"), {"notice": newest.pk})
    assert wren.get(reverse("admin:bell")).context["frame"].news == "1"

    notes.write(Article.objects.first(), by=cast.edda(), text="@wren since then")
    wren.post(reverse("admin:bell_read"), {"until": newest.pk})
    assert [line.is_new for line in lines("wren")] == [True, False, False]


def test_looking_marks_nothing_and_no_link_acts():
    mentioned()
    for _ in range(2):
        assert [line.is_new for line in lines("wren")] == [True]
    assert at_the_desk("wren").get(reverse("admin:bell_read"), {"until": "999"}).status_code == 405
    assert lines("wren")[0].is_new


def test_nobody_marks_another_s():
    mentioned()
    notice = Notice.objects.get(person=cast.wren())
    at_the_desk("ward").post(reverse("admin:bell_read"), {"notice": notice.pk})
    notice.refresh_from_db()
    assert notice.read_at is None


def test_of_a_story_that_one_may_not_read_any_more_the_bell_is_silent():
    article = cast.story("Nobody may know", by=cast.wren())
    assigning.assign(article, by=cast.edda(), assignee=cast.ward())
    assigning.assign(article, by=cast.edda(), assignee=None)

    assert lines("ward") == []
    assert bell.count(cast.ward()) == ""


def test_five_cost_what_one_does():
    wren, counts = at_the_desk("wren"), []
    for number in range(5):
        mentioned(f"@wren {number}")
        wren.get(reverse("admin:bell"))
        with CaptureQueriesContext(connection) as queries:
            wren.get(reverse("admin:bell"))
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


@pytest.mark.parametrize("given", ["", "x", "\0", "-1", "9" * 40, "１"])
def test_nonsense_marks_nothing(given):
    mentioned()
    response = at_the_desk("wren").post(reverse("admin:bell_read"), {"notice": given, "until": given})
    assert response.status_code == 302
    assert lines("wren")[0].is_new


# --- Mail


def test_a_mail_has_the_headline_and_a_link_and_no_word_of_the_note():
    article = mentioned("@wren the source is Corvid’s night guard")
    letters.send_due()

    (sent,) = mail.outbox
    note = Notice.objects.get(person=cast.wren()).note_id
    assert sent.to == ["wren@newsroom.example"]
    assert sent.subject == "Edda mentions you: “Fab reopens”"
    assert (
        f"{settings.SITE_URL}/admin/articles/article/{article.pk}/change/?note={note}#note-{note}"
        in sent.body
    )
    assert "guard" not in sent.body + sent.subject


def test_each_kind_is_a_choice():
    at_the_desk("wren").post(reverse("admin:bell_mail"), {"kinds": ["approved"]})
    mentioned()
    cast.approved(cast.story("Another", by=cast.wren()))
    letters.send_due()

    assert [sent.subject for sent in mail.outbox] == ["Edda approved it: “Another”"]
    form = at_the_desk("wren").get(reverse("admin:bell_mail")).context["form"]
    assert form["kinds"].value() == ["approved"]


def test_none_at_all_is_a_choice_too_and_nonsense_is_told():
    at_the_desk("wren").post(reverse("admin:bell_mail"), {"kinds": []})
    assert telling.by_mail(cast.wren()) == []
    response = at_the_desk("wren").post(reverse("admin:bell_mail"), {"kinds": ["x", "\0"]})
    assert response.status_code == 200
    assert telling.by_mail(cast.wren()) == []


def test_what_was_read_at_the_desk_is_not_mailed_nor_what_one_may_not_read_any_more():
    mentioned()
    telling.read(telling.notices_of(cast.wren()))
    other = cast.story("Given and taken", by=cast.wren())
    assigning.assign(other, by=cast.edda(), assignee=cast.ward())
    assigning.assign(other, by=cast.edda(), assignee=None)

    assert letters.send_due() == 0
    assert mail.outbox == []
    assert not Notice.objects.filter(mail_due__isnull=False).exists()


def test_a_mail_is_sent_once():
    mentioned()
    assert letters.send_due() == 1
    assert letters.send_due() == 0


class Failing:
    """A mail server on a bad day."""

    def __init__(self, *errors: Exception | None) -> None:
        self.errors, self.sent = list(errors), 0

    def send_messages(self, messages: list) -> int:
        error = self.errors.pop(0) if self.errors else None
        if error:
            raise error
        self.sent += 1
        return 1

    def close(self) -> None: ...


def two_mentions(monkeypatch: pytest.MonkeyPatch, *errors: Exception | None) -> Failing:
    mentioned("@wren one")
    mentioned("@wren two")
    server = Failing(*errors)
    monkeypatch.setattr(letters, "get_connection", lambda **given: server)
    return server


def test_a_server_that_is_away_breaks_nothing_and_is_tried_again(monkeypatch):
    server = two_mentions(monkeypatch, ConnectionRefusedError("nobody there"))
    with cast.at(clock.now() + timedelta(seconds=1)):
        assert letters.send_due() == 0
    with cast.at(clock.now() + timedelta(minutes=1)):
        assert letters.send_due() == 1  # the one that was not tried yet
    with cast.at(clock.now() + timedelta(minutes=3)):
        assert letters.send_due() == 1
    assert server.sent == 2


def test_one_address_that_is_refused_does_not_hold_up_the_next(monkeypatch):
    server = two_mentions(monkeypatch, SMTPRecipientsRefused({"wren@newsroom.example": (550, b"no")}))
    assert letters.send_due() == 1
    assert server.sent == 1


def test_no_address_goes_into_the_log(monkeypatch, caplog):
    two_mentions(monkeypatch, SMTPRecipientsRefused({"wren@newsroom.example": (550, b"no")}))
    letters.send_due()
    assert "SMTPRecipientsRefused" in caplog.text
    assert "wren@" not in caplog.text


def test_after_many_tries_it_is_given_up(monkeypatch):
    two_mentions(monkeypatch, *[SMTPRecipientsRefused({})] * 100)
    moment = clock.now()
    for _ in range(letters.MOST_TRIES):
        moment += letters.LONGEST_WAIT
        with cast.at(moment):
            letters.send_due()
    assert not Notice.objects.filter(mail_due__isnull=False).exists()


def test_a_headline_cannot_put_lines_into_the_head_of_a_mail():
    article = cast.story("Fab\r\nBcc: all@newsroom.example", by=cast.wren())
    notes.write(article, by=cast.edda(), text="@wren")
    letters.send_due()
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["wren@newsroom.example"]


def test_old_ones_are_forgotten():
    mentioned()
    notice = Notice.objects.get(person=cast.wren())
    telling.read(Notice.objects.filter(pk=notice.pk))
    with cast.at(clock.now() + letters.KEPT_READ):
        letters.forget_old()
    assert not Notice.objects.filter(pk=notice.pk).exists()


def test_ending_a_schedule_or_an_end_at_tells_nobody():
    article = cast.published(cast.story(by=cast.wren()))
    before = of(cast.wren())
    publishing.end_at(article, by=cast.edda(), at=clock.now() + timedelta(days=1))
    assert of(cast.wren()) == before
