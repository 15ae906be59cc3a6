"""What was typed and not saved: kept for its writer alone, offered back, and never part of the story."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import clock, refusals
from articles.desk import keeping, presence, sealing, workflow
from articles.models import Article, UnsavedText
from newsroom.chores import forget_unsaved_texts
from tests import cast
from tests.articles.desk import at_the_desk, author, draft, form_data, live, person, submitted

pytestmark = pytest.mark.django_db

WINDOW = "window-of-wren"
MINUTE = timedelta(minutes=1)


def url(name: str, *args: object) -> str:
    return reverse(f"admin:articles_article_{name}", args=args)


def typed(
    article: Article, *, by: str = "wren", window: str = WINDOW, **changes: object
) -> dict[str, object]:
    return form_data(article, **changes) | {"window": window, "person": person(by).pk}


def keep(article: Article, *, by: str = "wren", window: str = WINDOW, **changes: object) -> UnsavedText:
    answer = at_the_desk(by).post(url("keep", article.pk), typed(article, by=by, window=window, **changes))
    assert answer.status_code == 200, answer.text
    return UnsavedText.objects.get(person=person(by), window=window)


def page(article: Article, by: str = "wren", **query: object):
    return at_the_desk(by).get(url("change", article.pk), query)


class TestWhileTyping:
    def test_the_words_are_kept_and_the_story_is_not_touched(self):
        article = draft()
        before = Article.objects.values().get(pk=article.pk)

        answer = at_the_desk("wren").post(
            url("keep", article.pk), typed(article, headline="Fab reopens late")
        )

        kept = UnsavedText.objects.get()
        assert answer.json()["kept"] == f"{clock.now():%H:%M}"
        assert (kept.said["headline"], kept.person) == (["Fab reopens late"], person("wren"))
        assert Article.objects.values().get(pk=article.pk) == before
        assert article.revisions.count() == 1

    def test_a_window_keeps_one_text_and_another_window_another(self):
        article = draft()
        for words in ("One", "Two"):
            keep(article, headline=words)
        keep(article, window="another-window", headline="Three")

        said = {text.window: text.said["headline"] for text in UnsavedText.objects.all()}
        assert said == {WINDOW: ["Two"], "another-window": ["Three"]}

    def test_what_is_no_writing_is_not_kept(self):
        article = draft()
        kept = keep(article, verb="publish", csrfmiddlewaretoken="x", **{"<script>": "x", "a" * 50: "x"})

        assert not {"verb", "csrfmiddlewaretoken", "window", "person", "<script>", "a" * 50} & set(kept.said)

    @pytest.mark.parametrize("words", ["a\x00b", "a\ud800b", "a\u202eb"])
    def test_characters_that_no_text_needs_are_left_out(self, words):
        kept = keeping.keep([("headline", [words])], article=draft(), window=WINDOW, by=person("wren"))

        kept.refresh_from_db()
        assert kept.said == {"headline": ["ab"]}

    def test_a_text_without_end_is_refused(self):
        article = draft()
        answer = at_the_desk("wren").post(url("keep", article.pk), typed(article, body="x" * 1_600_000))

        assert (answer.status_code, UnsavedText.objects.count()) == (422, 0)
        assert "too much to keep" in answer.json()["refused"]

    @pytest.mark.parametrize("window", ["", "short", "w" * 33, "../../../etc/passwd", "\x00" * 12])
    def test_a_window_without_a_proper_name_is_refused(self, window):
        article = draft()
        answer = at_the_desk("wren").post(url("keep", article.pk), typed(article, window=window))

        assert (answer.status_code, UnsavedText.objects.count()) == (409, 0)

    def test_one_person_s_texts_do_not_fill_the_disk(self):
        article = draft()
        for number in range(keeping.MOST_TEXTS + 3):
            keeping.keep([], article=article, window=f"window-{number:04}", by=person("wren"))

        assert UnsavedText.objects.count() == keeping.MOST_TEXTS

    def test_a_story_in_the_bin_or_of_somebody_else_takes_nothing(self):
        others = cast.story(by=cast.ward(), names=[cast.author("Ward")])
        binned, in_review = draft("Binned"), submitted("In review")
        workflow.bin(binned, by=person("edda"))
        wren = at_the_desk("wren")

        assert wren.post(url("keep", others.pk), typed(others)).status_code == 404
        for article, why in ((binned, "in the bin"), (in_review, "may not change")):
            answer = wren.post(url("keep", article.pk), typed(article))
            assert (answer.status_code, why in answer.json()["refused"]) == (409, True)
        assert not UnsavedText.objects.exists()
        with pytest.raises(refusals.WrongStage):
            keeping.keep([], article=binned, window=WINDOW, by=person("wren"))

    def test_what_somebody_else_typed_in_this_browser_is_refused(self):
        """Wren's page is open; Edda signed in in the next tab."""
        article = draft()
        answer = at_the_desk("edda").post(url("keep", article.pk), typed(article, by="wren"))

        assert answer.status_code == 409
        assert answer.json()["refused"].startswith("Edda is signed in in this browser now.")

    def test_who_is_signed_out_is_sent_to_sign_in(self):
        article = draft()
        answer = Client().post(url("keep", article.pk), typed(article))

        assert (answer.status_code, UnsavedText.objects.count()) == (302, 0)

    def test_a_fresh_token_is_given_to_who_signed_in_again(self):
        article = draft()
        wren = Client(enforce_csrf_checks=True)
        wren.force_login(person("wren"))
        assert wren.post(url("keep", article.pk), typed(article)).status_code == 403

        token = wren.get(url("keep", article.pk)).json()["token"]

        answer = wren.post(url("keep", article.pk), typed(article) | {"csrfmiddlewaretoken": token})
        assert answer.status_code == 200


class TestSaving:
    def test_saving_lets_go_of_what_the_window_said(self):
        article = draft()
        keep(article, headline="Fab reopens late")
        keep(article, window="another-window", headline="Otherwise")

        at_the_desk("wren").post(url("change", article.pk), typed(article, headline="Fab reopens late"))

        assert [text.window for text in UnsavedText.objects.all()] == ["another-window"]

    def test_a_refused_save_keeps_it_under_the_same_name(self):
        article = draft()
        keep(article, headline="Fab reopens late")

        answer = at_the_desk("wren").post(url("change", article.pk), typed(article, headline=""))

        assert f'name="window" value="{WINDOW}"' in answer.text
        assert UnsavedText.objects.count() == 1

    def test_a_new_story_s_text_goes_with_its_first_save(self):
        wren = at_the_desk("wren")
        said = {
            "headline": "Kite 3",
            "kind": "news",
            "version": 0,
            "window": WINDOW,
            "person": person("wren").pk,
        }
        said |= {"bylines-TOTAL_FORMS": 0, "bylines-INITIAL_FORMS": 0}
        wren.post(url("keep_new"), said)
        assert UnsavedText.objects.get().article is None

        wren.post(url("add"), said)

        assert Article.objects.get().headline == "Kite 3"
        assert not UnsavedText.objects.exists()


class TestAfterwards:
    def test_it_is_offered_with_what_differs(self):
        article = draft(body="<p>One.</p><p>Two.</p><p>Three.</p>")
        keep(article, headline="Fab reopens late", body="<p>One.</p><p>Second.</p><p>Third.</p>")

        answer = page(article)

        assert f"Text from {clock.now():%H:%M} was not saved." in answer.text
        assert "It differs in the headline and 2 paragraphs." in answer.text

    def test_what_says_the_same_is_not_offered(self):
        article = draft()
        keep(article, body=f"{article.body}\n")

        assert "was not saved" not in page(article).text

    @pytest.mark.parametrize(
        ("changes", "differs"),
        [
            ({"headline": "mayor the says, Fab reopens"}, "the headline"),
            ({"headline": ""}, "the headline"),
            ({"tags": "Brand new"}, "the topics"),
            ({"embargo_until": "2030-01-01T10:00"}, "the embargo until"),
            ({"lead_decorative": "on"}, "the decorative: readers lose nothing without it"),
        ],
    )
    def test_every_field_counts(self, changes, differs):
        article = draft("Fab reopens, says the mayor")
        keep(article, **changes)

        assert f"It differs in {differs}." in page(article).text

    def test_brought_back_it_stands_in_the_form_and_is_not_saved(self):
        article = draft()
        author("Ines Duarte")
        kept = keep(
            article,
            headline="Fab reopens late",
            body="<p>Second.</p>",
            tags="Chips, Fabs",
            **{
                "bylines-TOTAL_FORMS": 2,
                "bylines-1-author": author("Ines Duarte").pk,
                "bylines-1-role": "words",
            },
            **{"bylines-1-order": 5},
        )

        answer = page(article, kept=kept.pk)

        assert "Fab reopens late" in answer.text
        assert "&lt;p&gt;Second.&lt;/p&gt;" in answer.text
        assert 'value="Chips, Fabs"' in answer.text
        assert answer.text.count('name="bylines-1-author"') == 1
        assert "data-brought-back" in answer.text
        assert f'name="brought" value="{WINDOW}"' in answer.text
        article.refresh_from_db()
        assert (article.headline, article.version) == ("Fab reopens", 1)

    def test_saving_what_was_brought_back_lets_go_of_it(self):
        article = draft()
        keep(article, headline="Fab reopens late")

        sent = typed(article, window="the-next-window", headline="Fab reopens late", brought=WINDOW)
        at_the_desk("wren").post(url("change", article.pk), sent)

        article.refresh_from_db()
        assert article.headline == "Fab reopens late"
        assert not UnsavedText.objects.exists()

    def test_one_made_from_an_older_text_leads_to_both_texts(self):
        article = draft()
        kept = keep(article, headline="Fab reopens late")
        cast.change(article, headline="Fab reopens soon", by=person("edda"))

        assert "Somebody saved since" in page(article).text
        brought = page(article, kept=kept.pk)
        version = brought.context["adminform"].form["version"].value()
        answer = at_the_desk("wren").post(
            url("change", article.pk), typed(article, headline="Fab reopens late", version=version)
        )
        assert (answer.status_code, "Fab reopens soon" in answer.text) == (409, True)

    def test_what_differs_is_shown_word_by_word(self):
        article = draft()
        kept = keep(article, headline="Fab reopens late", body="<p>x<script>alert(1)</script></p>")

        answer = at_the_desk("wren").get(url("kept", article.pk, kept.pk))

        assert "<ins>" in answer.text
        assert "late" in answer.text
        assert "alert(1)" not in answer.text
        assert "no-store" in answer.headers["Cache-Control"]

    def test_left_it_is_offered_no_more_and_stays_in_history(self):
        article = draft()
        kept = keep(article, headline="Fab reopens late")
        wren = at_the_desk("wren")

        assert wren.post(url("leave", kept.pk)).url == url("change", article.pk)

        assert "was not saved" not in page(article).text
        assert "Typed and not saved" in wren.get(url("history", article.pk)).text
        assert "Fab reopens late" in page(article, kept=kept.pk).text

    def test_it_is_its_writer_s_alone(self):
        article = draft()
        kept = keep(article, headline="Fab reopens late")
        edda = at_the_desk("edda")

        assert "was not saved" not in page(article, "edda").text
        assert "Fab reopens late" not in page(article, "edda", kept=kept.pk).text
        assert edda.get(url("kept", article.pk, kept.pk)).status_code == 404
        assert edda.post(url("leave", kept.pk)).status_code == 404
        assert "Typed and not saved" not in edda.get(url("history", article.pk)).text
        kept.refresh_from_db()
        assert kept.left_at is None

    def test_a_story_that_was_never_saved_is_offered_on_the_page_of_a_new_one(self):
        wren = at_the_desk("wren")
        said = {"headline": "Kite 3", "body": "<p>a</p>", "window": WINDOW, "person": person("wren").pk}
        wren.post(url("keep_new"), said)
        kept = UnsavedText.objects.get()

        assert "It is a new story: “Kite 3”." in wren.get(url("add")).text
        brought = wren.get(url("add"), {"kept": kept.pk}).text
        assert "Kite 3" in brought
        assert "&lt;p&gt;a&lt;/p&gt;" in brought
        assert "was not saved" not in at_the_desk("edda").get(url("add")).text

    @pytest.mark.parametrize("number", ["0", "-1", "²", "9" * 30, "now", "1' OR 1=1", "\x00"])
    def test_a_number_that_is_none_brings_nothing_back(self, number):
        answer = page(draft(), kept=number)
        assert (answer.status_code, "not kept any more" in answer.text) == (200, True)

    @pytest.mark.parametrize(
        "said",
        [
            {"bylines-TOTAL_FORMS": "²", "lead_image": "²", "section": "²", "version": "²"},
            {"bylines-TOTAL_FORMS": "9" * 5000, "section": "9" * 5000, "lead_image": "9" * 30},
            {"bylines-TOTAL_FORMS": "2", "bylines-0-author": "²", "bylines-1-author": "1" * 17},
            {"bylines-TOTAL_FORMS": "1", "bylines-0-author": "1", "bylines-0-order": "9" * 5000},
            {"bylines-TOTAL_FORMS": "1", "bylines-0-author": "1", "bylines-0-role": "boss"},
            {"body": "<" * 9000, "tags": '","",,"', "kind": "boss", "embargo_until": "yesterday"},
            {"disclosures-0-kind": "x" * 900, "disclosures-0-company": "<b>", "headline": "h" * 4000},
            {},
        ],
    )
    def test_nonsense_that_was_kept_breaks_no_page(self, said):
        article = draft()
        kept = keeping.keep(
            [(name, [value]) for name, value in said.items()],
            article=article,
            window=WINDOW,
            by=person("wren"),
        )
        wren = at_the_desk("wren")

        for address in (
            url("change", article.pk),
            f"{url('change', article.pk)}?kept={kept.pk}",
            url("kept", article.pk, kept.pk),
            url("history", article.pk),
        ):
            assert wren.get(address).status_code == 200, address
        new = keeping.keep(
            [(n, [v]) for n, v in said.items()], article=None, window="x" * 9, by=person("wren")
        )
        assert wren.get(f"{url('add')}?kept={new.pk}").status_code == 200

    def test_a_week_later_it_is_gone(self):
        article = draft()
        kept = keep(article, headline="Fab reopens late")

        with clock.pretend(clock.now() + timedelta(days=7) - MINUTE):
            forget_unsaved_texts()
            assert UnsavedText.objects.exists()
        with clock.pretend(clock.now() + timedelta(days=7, minutes=1)):
            assert not keeping.of(person("wren"), article).filter(pk=kept.pk).exists()
            forget_unsaved_texts()
            assert not UnsavedText.objects.exists()

    def test_words_that_a_court_takes_out_go_from_it_too(self):
        article = live("Fab reopens", body="<p>Jane Roe said so.</p>")
        keep(article, by="edda", headline="Jane Roe is back", body="<p>And <em>Jane</em> Roe again.</p>")

        sealing.redact(article, by=person("lena"), words=["Jane Roe"], reason="Order 7")

        said = UnsavedText.objects.get().said
        assert said["headline"] == ["[…] is back"]
        assert "Roe" not in said["body"][0]

    def test_the_page_asks_the_same_with_one_text_and_with_five(self):
        def queries(count: int) -> int:
            article = draft(f"Fab {count}")
            for number in range(count):
                keep(article, window=f"{count}-window-{number}", headline="Late")
            wren = at_the_desk("wren")
            wren.get(url("change", article.pk))
            with CaptureQueriesContext(
                connection,
            ) as found:
                wren.get(url("change", article.pk))
                wren.get(url("history", article.pk))
            return len(found)

        assert queries(1) == queries(5)


class TestWhoIsHere:
    def beat(self, article: Article, name: str) -> list[str]:
        answer = at_the_desk(name).post(url("here", article.pk)).json()
        return [other["words"] for other in answer["others"]]

    def test_each_hears_of_the_others(self):
        article = draft()
        with cast.at(0):
            assert self.beat(article, "edda") == []
        with cast.at(1):
            self.beat(article, "edda")
            assert self.beat(article, "wren") == ["Edda opened this 1 min ago"]

    def test_who_types_writes(self):
        article = draft()
        keep(article, by="edda", window="of-edda-herself", headline="x")

        assert self.beat(article, "wren") == ["Edda is writing here"]

    def test_without_a_beat_somebody_is_gone_after_ninety_seconds(self):
        article = draft()
        with cast.at(0):
            self.beat(article, "edda")
        with cast.at(1.4):
            assert self.beat(article, "wren")
        with cast.at(1.6):
            assert self.beat(article, "wren") == []

    def test_who_comes_back_opened_it_now(self):
        article = draft()
        with cast.at(0):
            self.beat(article, "edda")
        with cast.at(10):
            self.beat(article, "edda")
            assert self.beat(article, "wren") == ["Edda opened this less than a minute ago"]

    def test_a_curator_hears_of_nobody(self):
        article = draft()
        presence.beat(article, by=person("edda"))

        assert at_the_desk("cura").post(url("here", article.pk)).status_code == 404

    def test_it_is_forgotten(self):
        article = draft()
        with cast.at(0):
            self.beat(article, "edda")
        with cast.at(24 * 60 + 1):
            forget_unsaved_texts()
            assert not article.presences.exists()
