"""Notes on a story: who may write them, who is told, and that nobody else ever reads them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles import refusals
from articles.desk import assigning, notes, rights, workflow
from articles.models import About, Article, Note, Notice
from articles.models.note import LONGEST_NOTE
from newsroom.models import User
from tests import cast
from tests.articles.desk import at_the_desk

pytestmark = pytest.mark.django_db


def write(article: Article, text: str = "Who measured it?", by: Any = None, **more: Any) -> Note:
    return notes.write(article, by=by or cast.edda(), text=text, **more).note


def told(person: User) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("about", flat=True))


def page(article: Article, person: str = "wren", **query: str) -> str:
    url = reverse("admin:articles_article_change", args=[article.pk])
    return at_the_desk(person).get(url, query).content.decode()


def post(article: Article, person: str = "wren", **said: str):
    return at_the_desk(person).post(reverse("admin:articles_article_notes", args=[article.pk]), said)


def settle(note: Note, verb: str, person: str = "wren"):
    return at_the_desk(person).post(
        reverse("admin:articles_article_note", args=[note.article_id, note.pk, verb])
    )


# --- Who is told


def test_who_is_mentioned_is_told_and_the_story_s_other_writers_are_told_of_a_note():
    article = cast.story(by=cast.wren())
    cast.max_()
    write(article, "@max can we say this? And thanks, wren@newsroom.example.")

    assert told(cast.max_()) == [About.MENTION]
    assert told(cast.wren()) == [About.NOTE]
    assert told(cast.edda()) == []


def test_a_mention_counts_without_regard_to_case_and_before_a_full_stop():
    cast.max_(), cast.tove()
    note = write(cast.story(), "Ask @MAX. Or @wren, or (@tove)! Not x@lena", by=cast.lena())

    assert sorted(person.username for person in note.mentions.all()) == ["max", "tove", "wren"]


def test_nobody_is_told_of_their_own_note():
    article = cast.story(by=cast.wren())
    write(article, "@wren, remember the hinge", by=cast.wren())

    assert told(cast.wren()) == []


def test_who_took_part_is_told_of_the_next_note():
    article = cast.story(by=cast.wren())
    first = write(article, "Look at the numbers", by=cast.lena())
    write(article, "Which?", by=cast.wren(), reply_to=first)

    assert told(cast.lena()) == [About.NOTE]


def test_who_may_not_read_the_story_is_not_told_and_the_writer_learns_no_more_than_of_nobody():
    article = cast.story(by=cast.wren())
    cast.ward(), cast.cura()
    written = notes.write(article, by=cast.wren(), text="@ward @cura @nobody @edda")

    assert (
        written.nobody == ("ward", "cura", "nobody")
        if User.objects.filter(username="edda").exists()
        else True
    )
    assert told(cast.ward()) == told(cast.cura()) == []


def test_who_is_given_the_story_can_be_mentioned_and_who_lost_it_cannot():
    article = cast.story(by=cast.wren())
    assigning.assign(article, by=cast.edda(), assignee=cast.ward())
    write(article, "@ward yours")
    assert About.MENTION in told(cast.ward())

    assigning.assign(article, by=cast.edda(), assignee=None)
    assert notes.write(article, by=cast.edda(), text="@ward yours?").nobody == ("ward",)


# --- Threads


def test_a_reply_stands_in_its_thread_and_opens_it_again():
    article = cast.story()
    first = write(article)
    notes.resolve(first, by=cast.wren())
    reply = write(article, "Ines did.", by=cast.wren(), reply_to=first)
    further = write(article, "Good.", reply_to=reply)

    first.refresh_from_db()
    assert first.resolved_at is None
    assert further.thread == first
    assert [note.text for note in first.replies.all()] == ["Ines did.", "Good."]


def test_resolving_twice_is_resolving_once():
    note = write(cast.story())
    with cast.at(1):
        notes.resolve(note, by=cast.wren())
    with cast.at(2):
        notes.resolve(note, by=cast.edda())

    note.refresh_from_db()
    assert (note.resolved_by, note.resolved_at) == (cast.wren(), cast.moment(1))


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", refusals.NoteEmpty),
        (" \n\u202e ", refusals.NoteEmpty),
        ("x" * (LONGEST_NOTE + 1), refusals.NoteTooLong),
    ],
)
def test_a_note_that_is_empty_or_too_long_is_refused(text, refusal):
    with pytest.raises(refusal):
        write(cast.story(), text)


def test_notes_of_a_story_in_the_bin_are_read_and_not_written():
    article = cast.story()
    write(article, "Kept")
    workflow.bin(article, by=cast.edda())

    with pytest.raises(refusals.WrongStage):
        write(article)
    assert "Kept" in page(article, "edda")


def test_a_note_is_no_change_of_the_text():
    article = cast.approved()
    write(article)
    article.refresh_from_db()
    assert article.is_approved


# --- On the page


def test_the_page_shows_them_with_names_and_a_way_to_each():
    article = cast.story(by=cast.wren())
    note = write(article, "@wren <b>who</b> measured it?")
    shown = page(article)

    assert '<b class="mention">@wren</b> &lt;b&gt;who&lt;/b&gt; measured it?' in shown
    assert f'id="note-{note.pk}"' in shown
    assert "1 open" in shown


def test_a_way_to_a_resolved_note_unfolds_it():
    article = cast.story(by=cast.wren())
    note = write(article)
    notes.resolve(note, by=cast.edda())

    assert '<details class="resolved">' in page(article)
    assert '<details class="resolved" open>' in page(article, note=str(note.pk))


def test_written_by_a_plain_form_one_is_led_to_it():
    article = cast.story(by=cast.wren())
    response = post(article, text="Ines measured it.")

    note = Note.objects.get()
    assert response.url.endswith(f"?note={note.pk}#note-{note.pk}")
    response = post(article, **{f"text-{note.pk}": "Twice.", "reply_to": str(note.pk)})
    assert Note.objects.get(text="Twice.").thread == note


def test_a_refused_note_comes_back_whole():
    article = cast.story(by=cast.wren())
    text = "word " * 500
    response = post(article, text=text)

    assert response.status_code == 200
    assert "Nothing was written." in response.content.decode()
    assert text.strip() in response.content.decode()
    assert not Note.objects.exists()


def test_resolve_and_reopen_by_their_buttons():
    note = write(cast.story(by=cast.wren()))
    assert settle(note, "resolve").status_code == 302
    note.refresh_from_db()
    assert note.resolved_by == cast.wren()
    assert settle(note, "reopen").status_code == 302
    note.refresh_from_db()
    assert note.resolved_at is None


def test_others_people_s_stories_and_notes_are_not_there():
    own, other = cast.story(by=cast.wren()), cast.story("Another", by=cast.ward(), names=[])
    note = write(other)

    assert post(other, text="Hello").status_code == 404
    assert settle(note, "resolve").status_code == 404
    assert post(own, reply_to=str(note.pk), **{f"text-{note.pk}": "Hello"}).status_code == 404
    wrong = reverse("admin:articles_article_note", args=[own.pk, note.pk, "resolve"])
    assert at_the_desk("wren").post(wrong).status_code == 404
    assert settle(note, "delete", "edda").status_code == 404
    for person in ("cura",):
        assert post(other, person, text="Hello").status_code == 404


@pytest.mark.parametrize(
    "text",
    ["\0\0", "@" * 3000, "@" + "a" * 1999, "@\ue000", "<script>x</script>", "@ @@ @. @@edda"],
)
def test_hostile_notes_are_kept_clean_or_refused(text):
    article = cast.story(by=cast.wren())
    response = post(article, text=text)
    assert response.status_code in (200, 302)
    assert "<script>x" not in page(article)


@pytest.mark.parametrize("given", ["x", "-1", "9" * 30, "\0", "１"])
def test_a_reply_to_nonsense_is_not_found(given):
    assert post(cast.story(by=cast.wren()), reply_to=given, text="Hello").status_code == 404


def test_five_notes_cost_what_one_does():
    article = cast.story(by=cast.wren())
    client = at_the_desk("edda")
    url = reverse("admin:articles_article_change", args=[article.pk])

    def queries() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    write(article, "@wren one", by=cast.max_())
    one = queries()
    for number in range(5):
        write(article, f"@wren {number}", by=cast.max_())
    assert queries() == one


def test_notes_need_the_token_that_forms_carry():
    article = cast.story(by=cast.wren())
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.wren())
    url = reverse("admin:articles_article_notes", args=[article.pk])
    assert client.post(url, {"text": "Forged"}).status_code == 403


# --- Whoever may read may be mentioned, and nobody else

RIGHTS = st.sets(
    st.sampled_from(
        ["view_article", "read_all_articles", "change_article", "edit_all_articles", "clear_legal"]
    )
)


class WhoCanBeMentioned(TestCase):
    @given(
        rights_=RIGHTS,
        active=st.booleans(),
        boss=st.booleans(),
        ties=st.sets(st.sampled_from(["began", "signs", "has"])),
    )
    def test_readers_are_exactly_those_who_may_read(self, rights_, active, boss, ties):
        person = User.objects.create(username="somebody", is_staff=True, is_active=active, is_superuser=boss)
        person.user_permissions.set(Permission.objects.filter(codename__in=rights_))
        signed = [cast.author("Somebody", user=person)] if "signs" in ties else []
        article = cast.story(by=person if "began" in ties else cast.wren(), names=signed)
        Article.objects.filter(pk=article.pk).update(assignee=person if "has" in ties else None)
        article.refresh_from_db()
        person = User.objects.get(pk=person.pk)  # rights are remembered on the object

        assert (person in rights.readers_of(article)) == rights.may_read(person, article)
        mentioned, _ = notes.mentioned_in("@somebody", article)
        assert (person in mentioned) == rights.may_read(person, article)
