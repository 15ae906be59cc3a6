from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission

from articles import clock
from articles.desk import echoes, notes
from articles.desk.sealing import redact
from articles.models import Edition, Transition
from newsroom import today_attention
from recommendations.models import ListRight, RecommendationList, Right
from tests import cast
from tests.articles.desk import at_the_desk, live, shown
from tests.recommendations.lists import launched

pytestmark = pytest.mark.django_db


def corrected(**fields: str):
    """A story with a linking one, and the page that asks about its correction."""
    article = live("Fab reopens", **fields)
    link = f'<p><a data-story="{article.public_id}" href="/machines/fab-reopens/">It</a> reopened.</p>'
    other = live("Town rejoices", body=link)
    return article, other


def correct(article, by="max", **given):
    said = {
        "asked": "1",
        "starts": "now",
        "change": "correction",
        "kind": "correction",
        "wrote": "241.",
        "it_is": "214.",
    }
    return at_the_desk(by).post(f"/admin/articles/article/{article.pk}/verb/publish/", {**said, **given})


def test_cards_search_and_stories_that_link_here_are_listed():
    article, _ = corrected(card_headline="241 fabs reopen", seo_description="All 241 of them.")
    live("Has nothing to do with it")

    assert [echo.words for echo in echoes.of(article, clock.now())] == [
        "Its own card headline: “241 fabs reopen”",
        "Its search description: “All 241 of them.”",
        "“Town rejoices” links here",
    ]
    page = at_the_desk("max").get(f"/admin/articles/article/{article.pk}/verb/publish/").text
    assert "“Town rejoices” links here" in page


def test_a_story_that_links_here_is_listed_once_and_not_when_it_is_over():
    with cast.at(0):
        article = cast.published("Fab reopens")
        link = f'<p><a data-story="{article.public_id}" href="/machines/fab-reopens/">It</a> reopened.</p>'
        other = cast.published("Town rejoices", body=link * 2)
        cast.publish(cast.rewritten(other, "Town sings"), at=50)
        cast.scheduled("Town waits", to=50, body=link)
        cast.story("Town drafts", body=link)
        gone = cast.published("Town left", body=link)
    with cast.at(1):
        cast.withdraw(gone)

    def listed(minute: float) -> list[str]:
        return [edition.headline for edition in echoes.linking_here(article, cast.moment(minute))]

    assert listed(0) == ["Town waits", "Town left", "Town rejoices"]
    assert listed(2) == ["Town waits", "Town rejoices"]
    assert listed(50) == ["Town waits", "Town sings"]


def test_where_the_words_stand_costs_the_same_with_one_and_with_five(django_assert_num_queries):
    article, _ = corrected()
    for number in range(5):
        with django_assert_num_queries(2):  # the second is that of the lists
            assert len(echoes.of(article, clock.now())) == 1 + number
        live(f"Town {number}", body=Edition.objects.get(headline="Town rejoices").body)


def test_a_link_that_a_court_took_out_leads_here_no_more():
    article, other = corrected()
    linking = live("Mayor sings", body=Edition.objects.get(article=other).body.replace("<p>", "<p>As for "))
    assert len(echoes.linking_here(article, clock.now())) == 2
    redact(linking, by=cast.lena(), words=["As for it"], reason="Order 7 of the court.")

    assert "data-story" not in Edition.objects.get(article=linking).body
    assert [edition.article for edition in echoes.linking_here(article, clock.now())] == [other]


def test_whoever_withdraws_a_story_is_told_what_links_to_it():
    article, other = corrected()
    page = f"/admin/articles/article/{article.pk}/verb/withdraw/"
    assert "Where “Town rejoices” links to it, plain text is left." in at_the_desk("max").get(page).text

    live("Mayor sings", body=Edition.objects.get(article=other).body)
    said = at_the_desk("max").get(page).text
    assert "Where “Mayor sings” and 1 other story link to it, plain text is left." in said


def test_a_story_that_waits_is_named_to_those_who_may_read_it_and_its_owner_gets_the_note():
    article, other = corrected()
    text = shown(other).body
    waits = cast.scheduled("Town burns", to=clock.now() + timedelta(hours=1), body=text, by=cast.ward())
    wren = cast.wren()  # who publishes what is theirs, and reads nothing else
    permissions = Permission.objects.filter(codename="publish_article", content_type__app_label="articles")
    wren.user_permissions.set(permissions)
    asked = f"/admin/articles/article/{article.pk}/verb"

    for verb in ("publish", "withdraw"):
        seen = at_the_desk("wren").get(f"{asked}/{verb}/").text
        assert "Town rejoices" in seen
        assert "Town burns" not in seen
        assert "1 other story" not in seen
    assert "“Town burns” links here" in at_the_desk("max").get(f"{asked}/publish/").text

    assert correct(article, by="wren").status_code == 302
    assert "same-words" in cast.book(waits)


def test_own_words_of_lists_are_listed_too():
    from recommendations.models import Recommendation

    article = live()
    launched(Edition.objects.get(article=article))
    Recommendation.objects.update(headline="241 fabs reopen")

    assert "says: “241 fabs reopen”" in " ".join(echo.words for echo in echoes.of(article, clock.now()))


def test_a_list_for_named_people_is_not_named_to_others_and_its_owner_gets_the_note():
    article = live()
    secret = launched(Edition.objects.get(article=article), title="The secret")
    secret.items.update(headline="241 fabs reopen")
    RecommendationList.objects.filter(pk=secret.pk).update(by_invitation=True)
    asked = f"/admin/articles/article/{article.pk}/verb/publish/"

    assert "The secret" not in at_the_desk("edda").get(asked).text
    ListRight.objects.create(list=secret, user=cast.edda(), right=Right.VIEW)
    assert "The list “The secret” says: “241 fabs reopen”" in at_the_desk("edda").get(asked).text

    ListRight.objects.all().delete()
    assert correct(article, by="edda").status_code == 302
    assert cast.book(secret)[-1] == "same-words"


def test_what_is_not_ticked_becomes_a_note_until_its_owner_works_on_it():
    article, other = corrected(card_headline="241 fabs reopen")

    assert correct(article, dealt="own-card_headline").status_code == 302

    assert cast.book(other)[-1] == "same-words"
    assert "same-words" not in cast.book(article)
    rows = today_attention.needs_attention(cast.edda(), clock.now()).rows
    assert [row.headline for row in rows] == ["Look at “Town rejoices”"]
    assert "It said: “241.”" in rows[0].line

    cast.change(other, standfirst="It has 214.")
    assert today_attention.needs_attention(cast.edda(), clock.now()).rows == []


def test_the_note_stands_in_the_story_s_notes_and_is_done_when_it_is_resolved():
    article, other = corrected()
    correct(article)

    note = other.notes.get()
    assert (note.correction_of, note.by) == (article, cast.max_())
    assert "It said: “241.”" in note.text
    notes.resolve(note, by=cast.edda())
    assert today_attention.needs_attention(cast.edda(), clock.now()).rows == []


def test_a_correction_that_is_refused_leaves_no_note():
    article, _ = corrected()
    correct(article, wrote="")
    assert not Transition.objects.filter(verb=echoes.VERB).exists()
    assert not RecommendationList.objects.exists()
