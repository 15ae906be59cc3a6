from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles.desk import saving
from articles.models import Article
from tests import cast
from tests.articles.desk import at_the_desk, draft, live, person

pytestmark = pytest.mark.django_db


def compared(article: Article, before: str = "", after: str = "", *, name: str = "edda"):
    query = {key: value for key, value in (("before", before), ("after", after)) if value}
    return at_the_desk(name).get(reverse("admin:articles_article_compare", args=[article.pk]), query)


def restore(article: Article, version: str) -> str:
    return reverse("admin:articles_article_restore", args=[article.pk, version])


def plain(response) -> str:
    return " ".join(re.sub("<[^>]*>", " ", response.text).split())


ONE, TWO = "<p>The fab reopens after nine weeks.</p>", "<p>It is to make chips again in May.</p>"


class TestComparing:
    def test_what_readers_have_stands_beside_the_working_copy_unless_told_otherwise(self):
        article = live()
        cast.change(article, headline="Fab reopens late", body="<p>Fab reopens, says nobody.</p>")

        response = compared(article)

        assert "Fab reopens <ins>" in response.text
        assert "Changed: headline and body. Body: 1 word in, 2 out. 0 blocks as they were." in plain(response)
        assert '<p class="passage-kind">Changed</p>' in response.text

    def test_any_two_can_be_chosen_by_who_and_when(self):
        article = live()
        cast.change(article, headline="Second")
        edition = article.editions.get()

        response = compared(article, "save-2", f"edition-{edition.pk}", name="wren")

        assert '<option value="save-2" selected>' in response.text
        assert f'<option value="edition-{edition.pk}" selected>' in response.text
        assert "published by Edda" in response.text
        assert "Working copy: " in response.text
        assert f'href="?before=edition-{edition.pk}&amp;after=save-2"' in response.text

    def test_topics_and_names_are_told_by_name_and_pictures_shown(self):
        article = draft(topics=[cast.tag("Chips")], lead_image=cast.image("teal"), lead_alt="A fab")
        cast.label(article, [cast.tag("Power")])
        cast.sign(article, [cast.author("Jun Castellane"), (cast.author("Wren Test"), "research")])
        cast.change(article, lead_image=cast.image("red"), lead_alt="A fab at night")

        response = compared(article, "save-1", "now", name="wren")

        assert "Removed: </span>Chips</del></span>" in response.text
        assert "Added: </span>Power</ins></span>" in response.text
        assert "Wren Test (research)</ins>" in response.text
        assert reverse("admin:picture_thumb", args=[cast.image("red").pk]) in response.text
        assert "Alt text: A fab <ins>" in response.text

    def test_two_that_are_the_same_say_so(self):
        assert "These two are the same, word for word." in compared(live()).text

    def test_text_that_looks_like_markup_is_text(self):
        article = draft(headline="<script>alert(1)</script>")
        cast.change(
            article, headline="<img src=x onerror=alert(2)> & so on", body="<p>&lt;b&gt;bold&lt;/b&gt;</p>"
        )

        text = compared(article, "save-1", "now").text

        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;b&gt;bold&lt;/b&gt;" in text

    def test_a_page_costs_the_same_whatever_was_changed(self):
        def cost(article: Article) -> int:
            client = at_the_desk("edda")
            address = reverse("admin:articles_article_compare", args=[article.pk])
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            return len(queries)

        small, large = (live(name, topics=[cast.tag()]) for name in ("Small", "Large"))
        cast.change(small, headline="Smaller", body="<p>Less.</p>")
        cast.label(large, [cast.tag(f"Topic {number}") for number in range(9)])
        cast.sign(large, [cast.author(f"Author {number}") for number in range(9)])
        for number in range(5):
            cast.change(large, headline=f"Text {number}", body=f"<p>{number}</p>" * 40)

        assert cost(small) == cost(large)


class TestWhatOneMayNotSee:
    @pytest.mark.parametrize(
        ("blocks", "told"),
        [
            ([ONE, TWO], "nothing"),
            ([ONE, TWO.replace("May", "June")], "1 paragraph"),
            ([ONE.replace("nine", "ten"), TWO.replace("May", "June"), "<p>More.</p>"], "3 paragraphs"),
            ([ONE, "<h2>Head</h2>", TWO], "1 part of the text"),
            ([TWO], "1 paragraph"),
            ([TWO, ONE], "1 paragraph"),
        ],
    )
    def test_the_question_says_how_much_of_the_text_changes(self, blocks, told):
        article = live(body=ONE + TWO)
        cast.change(article, body="".join(blocks))
        page = at_the_desk("edda").get(f"/admin/articles/article/{article.pk}/verb/publish/")
        assert f"This changes <b>{told}</b>." in page.text

        cast.change(article, headline="Other")
        page = at_the_desk("edda").get(f"/admin/articles/article/{article.pk}/verb/publish/")
        both = "headline" if told == "nothing" else f"headline and {told}"
        assert f"This changes <b>{both}</b>." in page.text

    def test_what_one_may_not_read_is_not_there(self):
        article = draft(by="edda")
        assert compared(article, "save-1", "now", name="ward").status_code == 404
        assert at_the_desk("ward").get(restore(article, "save-1")).status_code == 404

    def test_another_storys_text_is_not_there(self):
        article, other = live(), live("Secret plan")
        edition = other.editions.get()

        for name in (
            f"edition-{edition.pk}",
            "save-9",
            "save-0",
            "edition-x",
            "save-" + "9" * 17,
            "nonsense",
        ):
            assert compared(article, name).status_code == 404
            assert at_the_desk("edda").get(restore(article, name)).status_code == 404

    def test_who_may_only_read_restores_nothing(self):
        article = draft()
        cast.change(article, headline="Fab closes")

        assert at_the_desk("lena").post(restore(article, "save-1")).status_code == 403
        assert "Restore “" not in compared(article, "save-1", "now", name="lena").text

        article.refresh_from_db()
        assert article.headline == "Fab closes"


class TestRestoring:
    def test_it_asks_first_and_then_makes_a_new_save(self):
        article = draft()
        cast.change(article, headline="Worse")
        wren = at_the_desk("wren")

        question = wren.get(restore(article, "save-1"))
        assert "It becomes the working copy, as a new save." in question.text
        wren.post(restore(article, "save-1"), {"seen": article.digest})

        article.refresh_from_db()
        assert (article.headline, article.version) == ("Fab reopens", 3)
        assert cast.book(article) == ["restore"]

    def test_what_went_out_comes_back_too(self):
        article = live(topics=[cast.tag("Chips")])
        edition = article.editions.get()
        cast.label(article, [])
        cast.change(article, headline="Worse")

        at_the_desk("edda").post(restore(article, f"edition-{edition.pk}"), {"seen": article.digest})

        article.refresh_from_db()
        assert article.digest == edition.digest == article.newest_digest

    def test_a_save_in_between_is_not_written_over_unseen(self):
        article = draft()
        cast.change(article, headline="Worse")
        stale = article.digest
        cast.change(article, headline="Somebody else’s work")

        response = at_the_desk("wren").post(restore(article, "save-1"), {"seen": stale})

        article.refresh_from_db()
        assert response.status_code == 200
        assert "Nothing was changed." in response.text
        assert article.headline == "Somebody else’s work"

    def test_it_says_what_is_not_there_any_more(self):
        article = draft(topics=[cast.tag("Gone")])
        cast.label(article, [])
        cast.change(article, headline="Worse")
        cast.tag("Gone").delete()

        assert "left out: 1 topic." in at_the_desk("wren").get(restore(article, "save-1")).text

    def test_a_link_that_leads_to_a_story_by_now_comes_back_as_it_was(self):
        article = draft(body='<p><a href="/machines/later/">Later</a></p>')
        first = article.revisions.get()
        live("Later")
        cast.change(article, headline="Worse")

        made = saving.restore(article, first, by=person("wren"))

        assert made.digest == first.digest


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "headline": st.sampled_from(["", "One", "Two"]),
        "slug": st.sampled_from(["", "one", "two"]),
        "body": st.sampled_from(["", "<p>One</p>", '<p><a href="/machines/fab-reopens/">Two</a></p>']),
        "lead_caption": st.sampled_from(["", "Caption"]),
        "noindex": st.booleans(),
        "disclosures": st.sampled_from([[], [{"kind": "nothing"}]]),
    },
)
SAVES = st.lists(
    st.tuples(FIELDS, st.lists(st.sampled_from(["Chips", "Power"]), unique=True), st.integers(0, 2)),
    min_size=1,
    max_size=4,
)


@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(saves=SAVES, which=st.integers(0, 9))
def test_restoring_after_any_saves_gives_the_text_of_that_save(saves, which):
    article = cast.story("One")
    for fields, topics, names in saves:
        cast.label(article, [cast.tag(name) for name in topics])
        cast.sign(article, [cast.author(f"Author {number}") for number in range(names)])
        cast.change(article, **fields)
    wanted = list(article.revisions.all())[which % article.version]

    made = saving.restore(article, wanted, by=cast.wren())

    article.refresh_from_db()
    assert made.digest == wanted.digest == article.digest
