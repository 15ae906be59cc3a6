"""What nobody means to send, and somebody will: a clear message or a clean result, never an error, nothing lost."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from articles import clock
from articles.desk.standing import standing
from articles.desk.turn import Seen
from articles.models import Article, Author, Edition
from tests import cast
from tests.articles.desk import approved, at_the_desk, draft, form_data, person

pytestmark = pytest.mark.django_db

#: Straight from a clipboard.
EMOJI = "Kite 3 🪁👩🏽‍🚀 ends"
HEBREW = "שלום, עולם"
ARABIC = "إعادة فتح المصنع"


def send(article: Article, **changes: object) -> HttpResponse:
    address = reverse("admin:articles_article_change", args=[article.pk])
    response = at_the_desk("wren").post(address, form_data(article, **changes))
    assert response.status_code in (200, 302)
    article.refresh_from_db()
    return response


def test_a_body_of_two_megabytes_is_told_and_comes_back_whole() -> None:
    article = draft()
    body = f"<p>{'a long word and ' * 131_072}</p>"
    assert len(body) > 2_000_000
    response = send(article, body=body)

    form = response.context["adminform"].form
    assert form.errors["body"] == ["This is too long for one story: make it two."]
    assert form["body"].value() == body
    assert article.version == 1


def test_a_headline_that_is_far_too_long_is_told() -> None:
    response = send(draft(), headline="x" * 100_000)

    assert "headline" in response.context["adminform"].form.errors


def test_five_hundred_topics_are_kept() -> None:
    article = draft()
    names = [f"Topic {number:03}" for number in range(500)]
    response = send(article, tags=", ".join(names))

    assert response.status_code == 302
    assert sorted(article.tags.names()) == names
    assert len(article.revisions.first().topics) == 500


def test_a_topic_that_is_too_long_is_told() -> None:
    article = draft()
    response = send(article, tags="x" * 5_000)

    assert "tags" in response.context["adminform"].form.errors
    assert article.version == 1


def test_sixty_authors_are_kept_in_their_order() -> None:
    article = draft()
    authors = [Author.objects.create(name=f"Author {number:02}", slug=f"a-{number}") for number in range(60)]
    rows: dict[str, Any] = {"bylines-TOTAL_FORMS": 61}
    for place, author in enumerate(reversed(authors), start=1):
        rows |= {
            f"bylines-{place}-id": "",
            f"bylines-{place}-article": article.pk,
            f"bylines-{place}-author": author.pk,
            f"bylines-{place}-role": "words",
            f"bylines-{place}-order": place + 1,
        }
    response = send(article, **rows)

    assert response.status_code == 302
    kept = [byline.author.name for byline in article.bylines.select_related("author")]
    assert kept == ["Wren Test", *(author.name for author in reversed(authors))]


@pytest.mark.parametrize("words", [EMOJI, HEBREW, ARABIC, f"{HEBREW} and {EMOJI}"])
def test_every_script_is_kept_and_published(words: str) -> None:
    article = draft(slug="kite")
    send(article, headline=words, standfirst=words, body=f"<p>{words}</p>", tags=words.replace(",", ""))
    assert (article.headline, article.standfirst, article.body) == (words, words, f"<p>{words}</p>")

    cast.published(article)
    page = Client().get("/machines/kite/")
    assert words in page.content.decode()


@pytest.mark.parametrize("headline", [EMOJI, HEBREW, "🪁", "!!!"])
def test_a_headline_without_letters_for_an_address_is_told_before_it_goes_out(headline: str) -> None:
    article = draft()
    send(article, headline=headline, slug="")
    page = at_the_desk("edda").get(reverse("admin:articles_article_change", args=[article.pk]))

    assert page.status_code == 200
    assert article.headline == headline
    if not article.slug:
        assert "It has no address." in page.content.decode()


def test_control_characters_are_taken_out_everywhere() -> None:
    article = draft()
    send(article, headline="Fab re\x08opened\u202e", body="<p>a\x07b</p>", lead_caption="c\x1fd")

    assert (article.headline, article.body, article.lead_caption) == ("Fab reopened", "<p>ab</p>", "cd")


def test_a_null_character_is_told_and_nothing_is_lost() -> None:
    article = draft()
    response = send(article, headline="Fab\x00 reopened")

    assert "headline" in response.context["adminform"].form.errors
    assert "Fab" in response.content.decode()
    assert article.version == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "x" * 500},
        {"version": "9" * 40},
        {"section": "x"},
        {"section": "9" * 40},
        {"kind": "nonsense"},
        {"lead_image": "9" * 40},
        {"embargo_until": "yesterday"},
        {"bylines-TOTAL_FORMS": "x"},
        {"bylines-0-author": "9" * 40},
        {"bylines-0-id": "9" * 40},
        {"disclosures-0-kind": "\x00", "disclosures-0-company": "\x00"},
        {"canonical_url": "javascript:alert(1)"},
        {"slug": "../../etc/passwd"},
    ],
)
def test_what_no_form_of_ours_sends_is_answered_and_changes_nothing(changes: dict[str, str]) -> None:
    article = draft()
    address = reverse("admin:articles_article_change", args=[article.pk])
    response = at_the_desk("wren").post(address, form_data(article, **changes))

    assert response.status_code in (200, 302, 400, 409)
    article.refresh_from_db()
    assert (article.headline, article.body) == ("Fab reopens", "<p>Fab reopens, says the mayor.</p>")


# --- Moments


def schedule(article: Article, when: str, *, verb: str = "publish", **more: str) -> HttpResponse:
    address = reverse("admin:articles_article_verb", args=[article.pk, verb])
    return at_the_desk("edda").post(address, {"starts": "at", "at": when, **more})


def test_a_schedule_in_the_past_is_told_and_nothing_is_scheduled() -> None:
    article = approved()
    response = schedule(article, (clock.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))

    assert "That moment has passed." in response.content.decode()
    assert not article.editions.exists()


@pytest.mark.parametrize(
    "when",
    [
        "",
        "x",
        "2027-13-40T99:99",
        "0000-00-00T00:00",
        "0001-01-01T00:00",
        "2200-01-01T00:00",
        "9999-12-31T23:59",
        "\x00",
    ],
)
@pytest.mark.parametrize("verb", ["publish", "move-schedule", "end-at"])
def test_a_moment_that_is_none_is_told(verb: str, when: str) -> None:
    article = approved()
    if verb != "publish":
        schedule(article, (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    before = list(article.editions.values())
    response = schedule(article, when, verb=verb)

    assert response.status_code == 200
    assert "notice stop" in response.text
    assert list(article.editions.values()) == before
    assert at_the_desk("edda").get(f"/admin/articles/article/{article.pk}/change/").status_code == 200


def test_rights_and_embargo_end_within_reach() -> None:
    article = draft()
    response = send(article, embargo_until="9999-12-31T23:59")

    assert "Choose a moment between 1900 and 2200." in response.text
    assert article.embargo_until is None


def test_the_hour_that_does_not_exist_is_told() -> None:
    article = approved()
    response = schedule(article, "2027-03-28T01:30")

    assert "does not exist" in response.content.decode()
    assert not article.editions.exists()


@pytest.mark.parametrize(("which", "utc"), [("0", "00:30"), ("1", "01:30")])
def test_the_hour_that_comes_twice_is_asked_and_then_kept(which: str, utc: str) -> None:
    article = approved()
    asked = schedule(article, "2027-10-31T01:30")
    assert asked.status_code == 200
    assert not article.editions.exists()
    choices = [value for value, _title in asked.context["form"].fields["which"].choices if value != ""]

    schedule(article, "2027-10-31T01:30", which=choices[int(which)])
    assert article.editions.get().live_from == datetime.fromisoformat(f"2027-10-31T{utc}:00+00:00")


# --- Two at once


def at_once(address: str, said: dict[Client, dict[str, Any]]) -> list[int]:
    """Each sends what they say; on SQLite they come one after the other by themselves."""
    start, answers = threading.Barrier(len(said)), []

    def press(client: Client, data: dict[str, Any]) -> None:
        start.wait(10)
        try:
            answers.append(client.post(address, data).status_code)
        finally:
            connections.close_all()

    hands = [threading.Thread(target=press, args=item) for item in said.items()]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(30)
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
def test_two_who_press_publish_at_once_publish_once() -> None:
    """One is told that something changed."""
    article = approved()
    token = str(Seen.of(article, standing(article, clock.now())))
    address = reverse("admin:articles_article_verb", args=[article.pk, "publish"])
    said = {"starts": "now", "seen": token}

    answers = at_once(address, {at_the_desk("edda"): said, at_the_desk("max"): said})

    assert answers == [200, 302]
    assert Edition.objects.filter(article=article).count() == 1
    assert cast.book(article).count("publish") == 1
    assert person("edda") is not None
    assert connection.vendor in ("sqlite", "postgresql")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_a_page_at_once_one_is_told() -> None:
    topic = cast.tag()
    address = reverse("admin:articles_tag_change", args=[topic.pk])
    form = at_the_desk("max").get(address).context["adminform"].form
    said = {field.name: field.value() for field in form}

    answers = at_once(
        address,
        {
            at_the_desk("edda"): said | {"description": "Edda’s"},
            at_the_desk("max"): said | {"description": "Max’s"},
        },
    )

    assert answers == [200, 302]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_choose_between_texts_at_once_one_is_asked_again() -> None:
    """What is not chosen is kept, each under a number of its own."""
    article = draft()
    late = form_data(article, headline="Late")
    cast.change(article, headline="Early")
    address = reverse("admin:articles_article_change", args=[article.pk])
    page = at_the_desk("edda").post(address, late)
    assert page.status_code == 409
    said = dict(page.context["carried"]) | {"_merge": "1", "keep-headline": "theirs"}

    answers = at_once(address, {at_the_desk("edda"): said, at_the_desk("max"): said})

    assert answers == [302, 409]
    assert article.revisions.filter(note="Kept, but not chosen").count() == 1


@pytest.mark.parametrize(
    "value", ["x", "²", "9" * 20, "-1", "a\0b", "0001-01-01", "9999-12-31", "1900-01-01"]
)
@pytest.mark.parametrize(
    ("page", "names"),
    [
        (
            "articles_article_changelist",
            ("view", "stage", "public", "section", "kind", "author", "q", "p", "o"),
        ),
        ("articles_transition_changelist", ("who", "verb", "since", "q")),
        ("articles_transition_export", ("who", "verb", "since")),
        ("articles_image_changelist", ("rights", "use", "alt", "q")),
        ("articles_article_add", ("template",)),
        ("calendar", ("on", "view")),
        ("picture_pick", ("id", "q", "p")),
        ("story_find", ("id", "q")),
        ("find", ("q",)),
        ("disclosures", ("kind", "q")),
        ("overridden", ("week", "check", "who", "state")),
    ],
)
def test_an_address_that_asks_for_nonsense_is_answered(page: str, names: tuple[str, ...], value: str) -> None:
    article = approved()
    max_ = at_the_desk("max")
    for name in names:
        answer = max_.get(reverse(f"admin:{page}"), {name: value}, follow=True)
        assert answer.status_code == 200, name
    for name in ("kept", "note", "before", "after"):
        address = reverse("admin:articles_article_change", args=[article.pk])
        assert max_.get(address, {name: value}, follow=True).status_code == 200, name
