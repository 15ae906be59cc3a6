"""A story that begins from a template, or as a copy."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from articles import clock, refusals
from articles.desk import assigning, duplicating, notes, workflow
from articles.models import Article, ArticlePicture, StoryTemplate, Transition
from tests import cast
from tests.articles.desk import at_the_desk

pytestmark = pytest.mark.django_db

ADD = "admin:articles_article_add"


@pytest.fixture
def review() -> StoryTemplate:
    return StoryTemplate.objects.create(
        name="Review",
        kind="review",
        section=cast.section("Gadgets"),
        body="<h2>Verdict</h2>",
        commissioned=1200,
    )


# --- Templates


def test_a_new_story_begins_with_what_stands_in_the_template(review):
    form = at_the_desk("wren").get(reverse(ADD), {"template": review.pk}).context["adminform"].form

    assert form["kind"].value() == "review"
    assert form["section"].value() == cast.section("Gadgets").pk
    assert form["body"].value() == "<h2>Verdict</h2>"


def test_it_brings_the_length_and_no_tie(review):
    said = {
        "headline": "Kite 3", "standfirst": "", "body": "<h2>Verdict</h2>", "section": "", "kind": "review", "tags": "",
        "bylines-TOTAL_FORMS": 0, "bylines-INITIAL_FORMS": 0, "bylines-MIN_NUM_FORMS": 0, "bylines-MAX_NUM_FORMS": 9,
    }  # fmt: skip
    at_the_desk("wren").post(f"{reverse(ADD)}?template={review.pk}", said)
    article = Article.objects.get()
    review.delete()

    assert (article.headline, article.commissioned) == ("Kite 3", 1200)


@pytest.mark.parametrize("given", ["x", "\0", "-1", "9" * 40, "0", ""])
def test_a_template_that_is_not_there_is_an_empty_story(given):
    response = at_the_desk("wren").get(reverse(ADD), {"template": given})
    assert response.status_code == 200
    assert not response.context["adminform"].form["body"].value()


def test_an_address_fills_in_nothing_else():
    form = (
        at_the_desk("wren")
        .get(reverse(ADD), {"headline": "Forged", "body": "<p>x</p>"})
        .context["adminform"]
        .form
    )
    assert not form["headline"].value()


def test_who_may_begin_a_story_chooses_among_them(review):
    page = at_the_desk("wren").get(reverse("admin:articles_article_templates")).content.decode()
    assert f"{reverse(ADD)}?template={review.pk}" in page
    assert "Change the templates" not in page
    assert "Change the templates" in at_the_desk("max").get(reverse("admin:articles_article_templates")).text


def test_what_a_manager_writes_in_a_template_is_cleaned():
    said = {"name": "Brief", "kind": "news", "body": "<p>x</p><script>x</script>", "headline": "", "standfirst": "",
            "section": "", "description": "", "commissioned": "200"}  # fmt: skip
    assert at_the_desk("max").post(reverse("admin:articles_storytemplate_add"), said).status_code == 302
    assert StoryTemplate.objects.get().body == "<p>x</p>"


# --- Copies


def full() -> Article:
    """A story with everything that a copy must not have."""
    article = cast.story(
        "Fab reopens",
        names=[cast.author("Ines Duarte"), (cast.author("Jun"), "photography")],
        topics=[cast.tag("Chips")],
        lead_image=cast.image(),
        lead_alt="A fab",
        canonical_url="https://elsewhere.example/fab",
        embargo_until=clock.now() + timedelta(days=3),
    )
    assigning.assign(
        article,
        by=cast.edda(),
        assignee=cast.ward(),
        planned_for=date(2026, 3, 5),
        commissioned=900,
        priority="high",
    )
    notes.write(article, by=cast.edda(), text="@wren a secret source")
    return article


def test_a_copy_says_the_same_with_names_topics_and_pictures():
    article = full()
    copy = duplicating.duplicate(article, by=cast.tove())

    assert copy.headline == "Copy of Fab reopens"
    assert (copy.body, copy.standfirst, copy.section, copy.lead_alt) == (
        article.body, article.standfirst, article.section, article.lead_alt,
    )  # fmt: skip
    assert [(name.author.name, name.role) for name in copy.bylines.all()] == [
        ("Ines Duarte", "words"), ("Jun", "photography"),
    ]  # fmt: skip
    assert list(copy.tags.names()) == ["Chips"]
    assert copy.commissioned == 900


def test_a_copy_has_nothing_of_what_is_the_first_one_s_alone():
    article = full()
    Article.objects.filter(pk=article.pk).update(embargo_until=None)
    cast.published(article)
    cast.change(article, headline="Fab reopens, again", embargo_until=clock.now() + timedelta(days=3))
    copy = duplicating.duplicate(article, by=cast.tove())

    assert copy.slug == "copy-of-fab-reopens-again"
    assert copy.public_id != article.public_id
    assert (copy.embargo_until, copy.assignee, copy.planned_for, copy.priority) == (
        None,
        None,
        None,
        "normal",
    )
    assert (copy.stage, copy.approved_digest, copy.newest_digest, copy.canonical_url) == (
        "drafting",
        "",
        "",
        "",
    )
    assert (copy.version, copy.created_by) == (1, cast.tove())
    assert copy.editions.count() == copy.addresses.count() == copy.notes.count() == 0


def test_the_book_and_the_history_say_from_what():
    copy = duplicating.duplicate(full(), by=cast.tove())

    assert cast.book(copy) == ["duplicate"]
    assert Transition.objects.about(copy).get().note == "From “Fab reopens”"
    assert copy.revisions.get().note == "Copied from “Fab reopens”"


def test_the_longest_headline_is_cut():
    assert len(duplicating.duplicate(cast.story("x" * 150), by=cast.edda()).headline) == 150


def test_pictures_of_the_text_are_kept_from_deletion():
    image = cast.image()
    article = cast.story(body=f'<figure data-image="{image.pk}"><img alt="A fab"></figure>')
    before = ArticlePicture.objects.filter(image=image).count()
    duplicating.duplicate(article, by=cast.edda())
    assert ArticlePicture.objects.filter(image=image).count() == before * 2


def test_by_its_button_one_is_led_to_the_copy():
    article = cast.story(by=cast.wren())
    wren = at_the_desk("wren")
    url = reverse("admin:articles_article_duplicate", args=[article.pk])
    assert "Make a copy" in wren.get(url).content.decode()
    page = wren.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    assert url in page

    told = wren.post(url, follow=True)
    copy = Article.objects.exclude(pk=article.pk).get()
    assert told.redirect_chain[-1][0] == reverse("admin:articles_article_change", args=[copy.pk])
    assert "This is a copy of “Fab reopens”" in told.content.decode()


def test_looking_copies_nothing_and_who_may_not_read_it_may_not_copy_it():
    article = cast.story(by=cast.ward(), names=[])
    url = reverse("admin:articles_article_duplicate", args=[article.pk])
    at_the_desk("edda").get(url)
    for person, status in (("wren", 404), ("cura", 404), ("lena", 403)):
        assert at_the_desk(person).post(url).status_code == status
    assert Article.objects.count() == 1


def test_what_is_in_the_bin_is_not_copied():
    article = cast.story()
    workflow.bin(article, by=cast.edda())
    with pytest.raises(refusals.WrongStage):
        duplicating.duplicate(article, by=cast.edda())
    url = reverse("admin:articles_article_duplicate", args=[article.pk])
    assert at_the_desk("edda").post(url).status_code == 403
