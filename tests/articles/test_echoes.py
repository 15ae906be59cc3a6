from __future__ import annotations

import pytest

from articles import clock
from articles.desk import echoes
from articles.models import Transition
from newsroom import today_attention
from recommendations.models import RecommendationList
from tests import cast
from tests.articles.desk import at_the_desk, live
from tests.recommendations.lists import launched

pytestmark = pytest.mark.django_db


def corrected(**fields: str):
    """A story with a linking one, and the page that asks about its correction."""
    article = live("Fab reopens", **fields)
    link = f'<p><a data-story="{article.public_id}" href="/machines/fab-reopens/">It</a> reopened.</p>'
    other = live("Town rejoices", body=link)
    return article, other


def correct(article, **given):
    said = {
        "asked": "1",
        "starts": "now",
        "change": "correction",
        "kind": "correction",
        "wrote": "241.",
        "it_is": "214.",
    }
    return at_the_desk("max").post(f"/admin/articles/article/{article.pk}/verb/publish/", {**said, **given})


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


def test_own_words_of_lists_are_listed_too():
    from articles.models import Edition
    from recommendations.models import Recommendation

    article = live()
    launched(Edition.objects.get(article=article))
    Recommendation.objects.update(headline="241 fabs reopen")

    assert "says: “241 fabs reopen”" in " ".join(echo.words for echo in echoes.of(article, clock.now()))


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


def test_a_correction_that_is_refused_leaves_no_note():
    article, _ = corrected()
    correct(article, wrote="")
    assert not Transition.objects.filter(verb=echoes.VERB).exists()
    assert not RecommendationList.objects.exists()
