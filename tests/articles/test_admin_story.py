"""The story's page: saving, verbs, rights, and what happens when two people write."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import clock, refusals
from articles.desk import publishing, saving, workflow
from articles.desk.standing import standing
from articles.desk.turn import Seen
from articles.models import Article, ArticleByline, Edition, Image, Revision, Transition
from newsroom.today import panels
from tests import cast
from tests.articles.desk import (
    approved,
    at_the_desk,
    author,
    draft,
    form_data,
    live,
    person,
    section,
    shown,
    submitted,
)

pytestmark = pytest.mark.django_db


def page(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def verb(article: Article, name: str) -> str:
    return reverse("admin:articles_article_verb", args=[article.pk, name])


def seen(article: Article) -> str:
    article.refresh_from_db()
    return str(Seen.of(article, standing(article, clock.now())))


class TestSaving:
    def test_a_new_story_is_saved_with_its_first_revision(self):
        empty = {
            f"bylines-{part}": number
            for part, number in {
                "TOTAL_FORMS": 0,
                "INITIAL_FORMS": 0,
                "MIN_NUM_FORMS": 0,
                "MAX_NUM_FORMS": 1000,
            }.items()
        }
        response = at_the_desk("wren").post(
            reverse("admin:articles_article_add"),
            {"headline": "Fab reopens", "kind": "news", "version": 0, **empty},
        )

        article = Article.objects.get()
        assert response.status_code == 302
        assert (article.headline, article.version, article.created_by.username) == ("Fab reopens", 1, "wren")
        assert article.revisions.count() == 1

    def test_a_save_is_a_revision_with_topics_and_names(self):
        article = draft()

        at_the_desk("wren").post(
            page(article), form_data(article, headline="Fab reopens early", tags="Chips, Fabs")
        )

        revision = article.revisions.first()
        assert (revision.version, revision.headline) == (2, "Fab reopens early")
        assert revision.changed == ["headline", "topics"]

    def test_saving_without_a_change_makes_no_revision(self):
        article = draft()

        at_the_desk("wren").post(page(article), form_data(article))

        assert article.revisions.count() == 1

    def test_readers_see_nothing_of_a_save(self):
        article = live()

        at_the_desk("edda").post(page(article), form_data(article, headline="Changed"))

        assert shown(article).headline == "Fab reopens"

    def test_a_story_without_a_headline_is_refused_and_keeps_what_was_written(self):
        article = draft()

        response = at_the_desk("wren").post(
            page(article), form_data(article, headline="", standfirst="Kept words")
        )

        assert response.status_code == 200
        assert "Nothing was saved." in response.text
        assert "Kept words" in response.text

    def test_django_keeps_no_log_of_its_own(self):
        from django.contrib.admin.models import LogEntry

        article = draft()
        at_the_desk("wren").post(page(article), form_data(article, headline="Other"))

        assert not LogEntry.objects.exists()


class TestRights:
    def test_a_writer_finds_no_story_of_somebody_else(self):
        article = draft(by="edda", headline="Secret plan")
        ArticleByline.objects.filter(article=article).delete()
        wren = at_the_desk("wren")

        addresses = [page(article), reverse("admin:articles_article_history", args=[article.pk])]
        addresses += [verb(article, "submit"), reverse("admin:articles_article_preview", args=[article.pk])]
        addresses += [reverse("admin:articles_article_compare", args=[article.pk])]
        assert [wren.get(address).status_code for address in addresses] == [404] * 5
        assert "Secret plan" not in wren.get(reverse("admin:articles_article_changelist")).text
        assert "Secret plan" not in wren.get(reverse("admin:index")).text

    def test_a_writer_cannot_publish_by_any_request(self):
        article = approved()
        wren = at_the_desk("wren")

        assert wren.get(verb(article, "publish")).status_code == 403
        assert (
            wren.post(verb(article, "publish"), {"starts": "now", "seen": seen(article)}).status_code == 403
        )
        assert wren.post(page(article), form_data(article, verb="publish")).status_code == 403
        assert shown(article) is None

    def test_a_writer_cannot_change_a_story_that_is_in_review(self):
        article = submitted()

        response = at_the_desk("wren").post(page(article), form_data(article, headline="Sneaky"))

        article.refresh_from_db()
        assert (response.status_code, article.headline) == (403, "Fab reopens")

    def test_a_stale_form_shows_nothing_to_somebody_who_may_not_change_the_story(self):
        article = submitted()

        response = at_the_desk("wren").post(page(article), form_data(article, version=0))

        assert response.status_code == 403

    def test_a_writer_reads_a_story_in_review_and_may_take_it_back(self):
        article = submitted()
        wren = at_the_desk("wren")

        assert "Take back" in wren.get(page(article)).text
        wren.post(verb(article, "take-back"), {"seen": seen(article)})

        article.refresh_from_db()
        assert article.stage == "drafting"

    def test_a_curator_reads_no_working_copy_by_any_request(self):
        article = live()
        cura = at_the_desk("cura")

        addresses = [page(article), verb(article, "publish"), reverse("admin:articles_article_changelist")]
        addresses += [
            reverse(f"admin:articles_article_{name}", args=[article.pk])
            for name in ("preview", "history", "compare")
        ]
        assert {cura.get(address).status_code for address in addresses} <= {403, 404}

    def test_nobody_deletes_a_story(self):
        article = draft()

        response = at_the_desk("max").post(
            reverse("admin:articles_article_delete", args=[article.pk]), {"post": "yes"}
        )

        assert response.status_code == 403
        assert Article.objects.filter(pk=article.pk).exists()

    def test_legal_reads_every_story_and_changes_none(self):
        article = submitted()
        workflow.ask_legal(article, by=person("edda"), question="Can we name the supplier?")
        lena = at_the_desk("lena")

        assert "Can we name the supplier?" in lena.get(page(article)).text
        assert lena.post(page(article), form_data(article, headline="No")).status_code == 403
        lena.post(verb(article, "clear-legal"), {"note": "Fine.", "seen": seen(article)})

        article.refresh_from_db()
        assert article.legal_question == ""


class TestVerbs:
    def test_a_verb_saves_first(self):
        article = draft()

        at_the_desk("wren").post(
            page(article), form_data(article, headline="Better", verb="submit", seen=seen(article))
        )

        article.refresh_from_db()
        assert (article.headline, article.stage) == ("Better", "in-review")

    def test_a_refused_verb_keeps_the_save_and_says_why(self):
        article = draft()

        response = at_the_desk("wren").post(
            page(article), form_data(article, headline="Better", section="", verb="submit"), follow=True
        )

        article.refresh_from_db()
        assert (article.headline, article.stage) == ("Better", "drafting")
        assert "No section is chosen." in response.text

    def test_whoever_changed_it_last_sees_why_they_cannot_approve(self):
        article = submitted(by="edda")
        person("max")

        text = at_the_desk("edda").get(page(article)).text

        assert re.search(r'<button class="btn"[^>]*value="approve"[^>]* disabled>', text)
        assert "so someone else approves. Ask Max" in text

    def test_a_verb_that_asks_leads_to_its_question_after_the_save(self):
        article = approved()

        response = at_the_desk("edda").post(
            page(article), form_data(article, verb="publish", seen=seen(article))
        )

        assert response.url == verb(article, "publish")
        assert shown(article) is None

    def test_publishing_from_the_question(self):
        article = approved()

        at_the_desk("edda").post(verb(article, "publish"), {"starts": "now", "seen": seen(article)})

        assert shown(article).headline == "Fab reopens"

    def test_a_dialog_is_told_where_to_go_so_that_the_message_is_not_lost(self):
        article = approved()
        edda = at_the_desk("edda")

        response = edda.post(
            verb(article, "publish"), {"starts": "now", "seen": seen(article)}, headers={"X-Desk-Dialog": "1"}
        )

        assert (response.status_code, response.headers["X-Desk-Go"]) == (204, page(article))
        assert "Readers see it now." in edda.get(page(article)).text

    def test_a_button_pressed_on_an_old_page_is_refused_and_shows_what_is_new(self):
        article = approved()
        old = seen(article)
        publishing.publish(article, by=person("tove"))

        response = at_the_desk("edda").post(
            verb(article, "publish"), {"starts": "now", "change": "minor", "seen": old}
        )

        assert "Something changed since you opened this." in response.text
        assert Edition.objects.count() == 1

    def test_a_correction_needs_both_sentences(self):
        article = live()
        article.headline = "Fab reopens on Tuesday"
        article.save()
        saving.save(article, by=person("wren"))
        workflow.submit(article, by=person("wren"))
        workflow.approve(article, by=person("edda"))
        edda = at_the_desk("edda")
        said = {"change": "correction", "starts": "now", "kind": "correction", "seen": seen(article)}

        refused = edda.post(verb(article, "publish"), {**said, "wrote": "It opened on Monday."})
        assert "Nothing was published." in refused.text
        assert "Write what is right." in refused.text

        edda.post(verb(article, "publish"), {**said, "wrote": "On Monday.", "it_is": "On Tuesday."})
        assert shown(article).corrections.get().it_is == "On Tuesday."

    def test_scheduling_for_an_hour_that_does_not_exist_is_refused(self):
        article = approved()

        response = at_the_desk("edda").post(
            verb(article, "schedule"), {"starts": "at", "at": "2027-03-28T01:30", "seen": seen(article)}
        )

        assert "01:30 on Sunday 28 March 2027 does not exist in London" in response.text
        assert not Edition.objects.exists()

    def test_an_hour_that_comes_twice_is_asked(self):
        article = approved()
        edda = at_the_desk("edda")
        said = {"starts": "at", "at": "2027-10-31T01:30", "seen": seen(article)}

        asked = edda.post(verb(article, "schedule"), said)
        assert "comes twice" in asked.text

        edda.post(verb(article, "schedule"), {**said, "which": "1"})
        assert Edition.objects.get().live_from.isoformat() == "2027-10-31T01:30:00+00:00"

    def test_over_a_check_only_with_the_right_and_a_reason(self):
        person("max")
        article = approved()
        Article.objects.filter(pk=article.pk).update(body="")
        article.refresh_from_db()
        said = {"starts": "now", "publish_anyway": "on", "override": "The desk knows", "seen": seen(article)}

        assert (
            "Only a manager can publish over this. Ask Max"
            in at_the_desk("edda").post(verb(article, "publish"), said).text
        )
        assert shown(article) is None

    def test_a_withdrawal_needs_a_reason(self):
        article = live()
        edda = at_the_desk("edda")

        assert "Say why" in edda.post(verb(article, "withdraw"), {"seen": seen(article)}).text
        edda.post(
            verb(article, "withdraw"), {"reason": "Wrong", "notice": "We were wrong.", "seen": seen(article)}
        )

        assert shown(article) is None

    def test_an_unknown_verb_is_not_found(self):
        assert at_the_desk("max").get(verb(draft(), "explode")).status_code == 404

    def test_the_audit_holds_who_did_it(self):
        article = draft()

        at_the_desk("wren").post(page(article), form_data(article, verb="submit", seen=seen(article)))

        assert Transition.objects.about(article).get(verb="submit").by == person("wren")


class TestTwoTexts:
    def edit(self, article: Article, by: str, **changes: object) -> None:
        for name, value in changes.items():
            setattr(article, name, value)
        article.save()
        saving.save(article, by=person(by))

    def test_a_stale_save_is_refused_and_shows_both_texts(self):
        article = draft()
        mine = form_data(article, headline="Edda’s headline")
        self.edit(article, "wren", headline="Wren’s headline")

        response = at_the_desk("edda").post(page(article), mine)

        article.refresh_from_db()
        assert (response.status_code, article.headline) == (409, "Wren’s headline")
        assert "Wren saved while you were writing" in response.text
        said = re.sub('<span class="visually-hidden">Added: </span>|</?ins>', "", response.text)
        for words in ("Edda’s headline", "Wren’s headline", "Fab reopens"):
            assert words in said
        assert re.search("<ins>.*Edda’s headline</ins>", response.text)

    def merge(self, client, article: Article, response, **choices: str):
        """Send the conflict page's own form with choices made."""
        data = {item["name"]: item["value"] for item in fields(response.text)}
        return client.post(page(article), {**data, "_merge": "1", **choices})

    def test_one_s_own_words_can_be_kept(self):
        article = draft()
        mine = form_data(article, headline="Edda’s headline")
        self.edit(article, "wren", headline="Wren’s headline", standfirst="Wren’s standfirst")
        edda = at_the_desk("edda")

        self.merge(edda, article, edda.post(page(article), mine), **{"keep-headline": "mine"})

        article.refresh_from_db()
        assert (article.headline, article.standfirst) == ("Edda’s headline", "Wren’s standfirst")
        assert article.revisions.count() == 3

    @pytest.mark.parametrize(("choice", "stays"), [("theirs", False), ("mine", True)])
    def test_an_embargo_that_was_lifted_meanwhile_comes_back_only_if_somebody_says_so(self, choice, stays):
        until = (clock.now() + timedelta(days=3)).replace(second=0, microsecond=0)
        article = draft(embargo_until=until)
        said = f"{timezone.localtime(until):%Y-%m-%dT%H:%M}"
        mine = form_data(article, headline="Edda’s headline", embargo_until=said)
        self.edit(article, "tove", embargo_until=None)
        edda = at_the_desk("edda")

        asked = edda.post(page(article), mine)
        (clash,) = asked.context["clashes"]
        self.merge(edda, article, asked, **{"keep-embargo_until": choice})

        article.refresh_from_db()
        assert (clash.name, clash.before) == ("embargo_until", "(not kept)")
        assert (article.headline, article.embargo_until) == ("Edda’s headline", until if stays else None)

    def test_the_other_s_words_can_be_kept(self):
        article = draft()
        mine = form_data(article, headline="Edda’s headline", standfirst="Edda’s standfirst")
        self.edit(article, "wren", headline="Wren’s headline")
        edda = at_the_desk("edda")

        self.merge(edda, article, edda.post(page(article), mine), **{"keep-headline": "theirs"})

        article.refresh_from_db()
        assert (article.headline, article.standfirst) == ("Wren’s headline", "Edda’s standfirst")

    def test_the_text_that_was_not_chosen_stays_in_the_history(self):
        article = draft()
        mine = form_data(article, headline="Edda’s headline")
        self.edit(article, "wren", headline="Wren’s headline")
        edda = at_the_desk("edda")

        self.merge(edda, article, edda.post(page(article), mine), **{"keep-headline": "theirs"})

        kept = article.revisions.get(headline="Edda’s headline")
        assert (kept.by, kept.note) == (person("edda"), "Kept, but not chosen")

    def test_an_open_clash_is_named_and_nothing_is_saved(self):
        article = draft()
        mine = form_data(article, headline="Edda’s headline")
        self.edit(article, "wren", headline="Wren’s headline")
        edda = at_the_desk("edda")

        again = self.merge(edda, article, edda.post(page(article), mine))

        assert "Choose for: Headline." in again.text
        assert Revision.objects.count() == 2

    def test_a_third_save_in_between_asks_again(self):
        article = draft()
        mine = form_data(article, headline="Edda’s headline")
        self.edit(article, "wren", headline="Wren’s headline")
        edda = at_the_desk("edda")
        asked = edda.post(page(article), mine)
        self.edit(article, "tove", headline="Tove’s headline")

        again = self.merge(edda, article, asked, **{"keep-headline": "mine"})

        article.refresh_from_db()
        assert (again.status_code, article.headline) == (409, "Tove’s headline")
        assert "Tove saved while you were writing" in again.text

    def test_names_that_both_changed_are_asked_as_one(self):
        article = draft()
        ines, tomas = author("Ines"), author("Tomas")
        row = {"bylines-1-id": "", "bylines-1-article": article.pk, "bylines-1-role": "photography"}
        mine = form_data(
            article, **row, **{"bylines-1-author": ines.pk, "bylines-1-order": 2, "bylines-TOTAL_FORMS": 2}
        )
        ArticleByline.objects.create(article=article, author=tomas, role="research", order=2)
        saving.save(article, by=person("wren"))
        edda = at_the_desk("edda")
        asked = edda.post(page(article), mine)

        self.merge(edda, article, asked, **{"keep-bylines": "mine"})

        assert [(b.author.name, b.role) for b in article.bylines.all()] == [
            ("Wren Test", "words"),
            ("Ines", "photography"),
        ]


def fields(text: str) -> list[dict[str, str]]:
    import html

    pattern = r'<input type="hidden" name="([^"]+)" value="([^"]*)">'
    return [
        {"name": n, "value": html.unescape(v)}
        for n, v in re.findall(pattern, text)
        if n != "csrfmiddlewaretoken"
    ]


def test_the_preview_shows_the_unsaved_text_and_is_never_kept():
    article = draft()

    response = at_the_desk("wren").post(
        reverse("admin:articles_article_preview", args=[article.pk]),
        form_data(article, headline="Not saved yet"),
    )

    article.refresh_from_db()
    assert "Not saved yet" in response.text
    assert "no-store" in response.headers["Cache-Control"]
    assert article.headline == "Fab reopens"


def test_an_embargo_is_shown_in_the_list():
    draft(embargo_until=clock.now() + timedelta(days=2), section=section("Policy"))

    assert "embargo until" in at_the_desk("edda").get(reverse("admin:articles_article_changelist")).text


def test_the_buttons_say_what_is_missing_before_they_are_pressed():
    article = draft(body="")
    shown_page = at_the_desk("wren").get(page(article)).content.decode()

    assert 'aria-describedby="panel-missing"' in shown_page
    assert "Not yet: There is no text." in shown_page
    assert "Go on anyway" not in shown_page
    assert "checks passed" in shown_page


def test_a_manager_goes_on_anyway_with_a_reason_and_nobody_else():
    article = draft(body="")
    address = reverse("admin:articles_article_verb", args=[article.pk, "submit"])
    said = {"asked": "1", "override": "Text follows by phone"}
    at_the_desk("wren").post(address, said)
    article.refresh_from_db()
    assert article.stage == "drafting"

    max_ = at_the_desk("max")
    assert f'href="{address}"' in max_.get(page(article)).content.decode()
    assert "There is no text." in max_.get(address).content.decode()
    max_.post(address, said | {"override": "Phone"})
    article.refresh_from_db()
    assert article.stage == "drafting"
    max_.post(address, said)
    article.refresh_from_db()
    assert article.stage == "in-review"


def test_what_waits_is_looked_at_again_on_its_page_and_on_today():
    picture = cast.image("teal")
    article = approved(lead_image=picture, lead_alt="A fab.")
    publishing.publish(article, by=person("edda"), at=clock.now() + timedelta(days=3))
    edda = at_the_desk("edda")
    assert "In what goes out" not in edda.get(page(article)).content.decode()

    Image.objects.update(rights_until=clock.now() + timedelta(days=2))

    assert "In what goes out" in edda.get(page(article)).content.decode()
    (panel,) = [panel for panel in panels(person("edda")) if panel.key == "attention"]
    assert panel.count == 2
    assert panel.rows[0].headline == str(article)
    assert "end before it goes out" in panel.rows[0].line


def test_an_editor_of_other_sections_is_told_why_and_whom_to_ask():
    person("max")
    article = submitted()
    person("edda").sections.set([cast.section("Money")])
    words = at_the_desk("edda").get(page(article)).content.decode()

    assert "You decide about other sections. Ask Max." in words
    address = reverse("admin:articles_article_verb", args=[article.pk, "approve"])
    assert at_the_desk("edda").post(address, {"asked": "1"}).status_code == 403


def told_after(client, article, **sent):
    """Where the page leads, and what it says there."""
    answer = client.post(page(article), form_data(article, **sent), follow=True)
    assert answer.status_code == 200
    return answer.redirect_chain[-1][0], [str(message) for message in answer.context["messages"]]


@pytest.mark.parametrize("verb", ["approve", "send-back"])
def test_an_editor_who_gives_a_story_to_another_section_saves_it_and_decides_no_more(verb):
    article = submitted()
    person("edda").sections.set([article.section])
    sent = {"section": cast.section("Software").pk, "headline": "Fab reopens, at last", "verb": verb}

    where, said = told_after(at_the_desk("edda"), article, **sent)

    assert said == ["It is saved, and nothing else was done. You decide about other sections."]
    assert where == page(article)
    article.refresh_from_db()
    assert (article.headline, article.section.title, article.stage) == (
        "Fab reopens, at last",
        "Software",
        "in-review",
    )


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("submit", "It is saved, and nothing else was done. It is not your story any more."),
        ("", "Saved. It is not your story any more."),
    ],
)
def test_a_writer_who_takes_their_own_name_away_saves_that_and_is_led_to_the_list(verb, words):
    article = cast.story(by=person("edda"), names=[cast.author("Wren Test", user=person("wren"))])
    sent = {"bylines-0-DELETE": "on", "headline": "Fab reopens, at last", "verb": verb}

    where, said = told_after(at_the_desk("wren"), article, **sent)

    assert (where, said) == (reverse("admin:articles_article_changelist"), [words])
    article.refresh_from_db()
    assert (article.headline, article.stage, article.bylines.count()) == (
        "Fab reopens, at last",
        "drafting",
        0,
    )


def test_a_button_that_a_writer_was_not_given_does_nothing():
    article = approved()
    publishing.publish(article, by=person("edda"), at=clock.now() + timedelta(days=3))
    for name in ("cancel-schedule", "approve", "bin", "nonsense"):
        _, said = told_after(at_the_desk("wren"), article, verb=name)
        assert said == ["It is saved, and nothing else was done. You may not do that to this story."]

    assert standing(article, clock.now()).waiting
    article.refresh_from_db()
    assert (article.stage, article.binned_at) == ("drafting", None)


@pytest.mark.parametrize("name", ["preview", "history", "compare", "restore"])
def test_no_screen_of_a_story_opens_for_who_may_not_read_it(name):
    article = draft("Fab reopens")
    given = [article.pk, "save-1"] if name == "restore" else [article.pk]
    address = reverse(f"admin:articles_article_{name}", args=given)

    assert at_the_desk("wren").get(address).status_code == 200
    for other in ("ward", "cura"):
        assert at_the_desk(other).get(address).status_code == 404


def test_a_picture_whose_rights_end_before_the_schedule_stops_it_and_says_so():
    picture = cast.image("teal")
    article = approved(lead_image=picture, lead_alt="A fab.")
    Image.objects.update(rights_until=clock.now() + timedelta(days=2))
    with pytest.raises(refusals.NotFinished, match="end before it goes out"):
        publishing.publish(article, by=person("edda"), at=clock.now() + timedelta(days=3))

    at = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    answer = at_the_desk("max").post(verb(article, "publish"), {"starts": "at", "at": at})
    assert "end before it goes out" in answer.content.decode()
    assert "publish_anyway" in answer.content.decode()
    assert not article.editions.exists()


def test_its_pages_cost_the_same_whatever_hangs_on_it(django_assert_num_queries):
    """One name, topic, link, picture and save, and ten of each. Comparing has a test of its own."""
    others = [live(f"Other {number}") for number in range(10)]
    shots = [cast.image((number * 20, 90, 90)) for number in range(10)]

    def body(count: int) -> str:
        links = (f'<p><a data-story="{other.public_id}" href="/x/">It</a> was.</p>' for other in others)
        figures = (f'<figure data-image="{shot.pk}"><img alt="A fab."></figure>' for shot in shots)
        return "".join([*links][:count] + [*figures][:count])

    article = live("Fab reopens", body=body(1), topics=[cast.tag()])
    desk = at_the_desk("edda")
    costs = {}
    for address in (page(article), reverse("admin:articles_article_history", args=[article.pk])):
        desk.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(address).status_code == 200
        costs[address] = len(captured)

    cast.label(article, [cast.tag(f"Topic {number}") for number in range(10)])
    cast.sign(article, [cast.author(f"Author {number}") for number in range(10)])
    for number in range(10):
        cast.change(article, body=body(1 + number))
        cast.publish(cast.ready(article), change="minor")
    for address, cost in costs.items():
        with django_assert_num_queries(cost):
            desk.get(address)


def test_a_save_is_one_transaction(monkeypatch):
    article = draft()
    before = (article.version, [str(byline) for byline in article.bylines.all()])

    def break_down(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(Revision, "save", break_down)
    with pytest.raises(ZeroDivisionError):
        at_the_desk("wren").post(page(article), form_data(article, headline="New", tags="Chips"))

    article.refresh_from_db()
    assert (article.headline, article.tags.count()) == ("Fab reopens", 0)
    assert (article.version, [str(byline) for byline in article.bylines.all()]) == before
