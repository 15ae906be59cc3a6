"""Nobody's words are lost: every save is a revision, and a save from an old text is refused."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import refusals
from articles.admin.addresses import story_url
from articles.desk import saving, workflow
from articles.digest import bylines, topics
from articles.models import Article, Revision, Stage, Transition
from tests.articles.desk import at_the_desk, form_data
from tests.cast import (
    approved,
    at,
    author,
    book,
    change,
    edda,
    image,
    label,
    moment,
    plain_fields,
    published,
    ready,
    section,
    sign,
    story,
    submitted,
    tag,
    visible,
    ward,
    wren,
)

pytestmark = pytest.mark.django_db


def test_every_save_is_a_revision_with_the_whole_text() -> None:
    with at(0):
        article = story(
            "Old", names=[author("Jun Castellane"), (author(), "video")], topics=[tag("Power"), tag()]
        )
    with at(10):
        change(article, headline="New", by=edda())

    new, old = article.revisions.all()
    assert [(old.version, old.headline, old.by, old.at), (new.version, new.headline, new.by, new.at)] == [
        (1, "Old", wren(), moment(0)),
        (2, "New", edda(), moment(10)),
    ]
    assert plain_fields(new) == plain_fields(article)
    assert new.bylines == [
        {"author": author("Jun Castellane").pk, "role": "words"},
        {"author": author().pk, "role": "video"},
    ]
    assert new.topics == sorted([tag("Power").pk, tag().pk])


def test_a_revision_names_what_it_changed() -> None:
    with at(0):
        article = story("Old")
        article.headline, article.section = "New", section("Money")
        article.save()
        sign(article, [author("Jun Castellane")])
        label(article, [tag()])
        saving.save(article, by=wren())

    assert sorted(article.revisions.first().changed) == ["bylines", "headline", "section", "topics"]


def test_a_save_without_a_change_does_not_make_its_maker_the_last_writer() -> None:
    with at(0):
        article = story("Old")
    with at(10):
        saving.save(article, by=edda())

    assert (article.changed_by, article.changed_at) == (wren(), moment(0))
    assert article.revisions.count() == 2


def test_whoever_changed_the_names_alone_is_the_last_writer() -> None:
    with at(0):
        article = story("Old")
    with at(10):
        sign(article, [author("Jun Castellane")])
        saving.save(article, by=edda())

    assert (article.changed_by, article.changed_at) == (edda(), moment(10))


def test_a_text_that_was_set_aside_is_in_the_history_and_nowhere_else() -> None:
    with at(0):
        article = story("Old", topics=[tag()])
        late = Article.objects.get(pk=article.pk)
        late.headline = "Mine"
        with transaction.atomic():
            saving.set_aside(article, late, bylines=bylines(late), topics=topics(late), by=edda())
        saving.save(article, by=edda())

    assert [(save.headline, save.changed) for save in article.revisions.all()] == [
        ("Old", []), ("Mine", []), ("Old", []),
    ]  # fmt: skip
    assert (article.changed_by, article.version) == (wren(), 3)
    assert Article.objects.get(pk=article.pk).headline == "Old"


def test_a_save_from_an_older_text_is_refused() -> None:
    with at(0):
        article = story("Old")
        opened = article.version
        change(article, headline="New", by=edda())
        with pytest.raises(refusals.Stale), transaction.atomic():
            saving.hold_for_saving(article, version=opened)
        with transaction.atomic():
            assert saving.hold_for_saving(article, version=article.version) == article


def test_a_version_from_the_future_is_refused_as_well() -> None:
    with at(0):
        article = story("Old")
        with pytest.raises(refusals.Stale), transaction.atomic():
            saving.hold_for_saving(article, version=article.version + 1)


def test_two_saves_of_one_version_cannot_both_be_kept() -> None:
    with at(0):
        article = story("Old")
        same = Article.objects.get(pk=article.pk)
        change(article, headline="New")
        same.headline = "Mine"
        with pytest.raises(refusals.Stale), transaction.atomic():
            saving.hold_for_saving(same, version=same.version)

    assert Revision.objects.filter(article=article).count() == 2


# --- Approval


def test_any_other_text_takes_the_approval_back_and_the_book_says_so() -> None:
    with at(0):
        article = change(approved("Old"), headline="New")

    assert Article.objects.get(pk=article.pk).stage == Stage.DRAFTING
    assert book(article)[-1] == "approval-lapsed"


@pytest.mark.parametrize("what", ["names", "topics"])
def test_other_names_or_topics_take_the_approval_back(what: str) -> None:
    with at(0):
        article = approved("Old")
        sign(article, [author("Jun Castellane")]) if what == "names" else label(article, [tag()])
        saving.save(article, by=wren())

    assert Article.objects.get(pk=article.pk).stage == Stage.DRAFTING


def test_a_save_of_the_same_text_leaves_the_approval() -> None:
    with at(0):
        article = approved("Old")
        saving.save(article, by=wren())

    assert Article.objects.get(pk=article.pk).is_approved
    assert "approval-lapsed" not in book(article)


def test_an_embargo_leaves_the_approval() -> None:
    with at(0):
        article = change(approved("Old"), embargo_until=moment(50))

    assert Article.objects.get(pk=article.pk).is_approved


def test_a_save_does_not_undo_what_another_verb_did_meanwhile() -> None:
    """The object it is given was read before."""
    with at(0):
        article = submitted("Old")
        opened = Article.objects.get(pk=article.pk)
        workflow.hold(article, by=edda(), note="Wait.")
        change(opened, headline="New")

    assert Article.objects.get(pk=article.pk).stage == Stage.ON_HOLD


def test_a_save_from_before_the_approval_takes_it_back() -> None:
    with at(0):
        article = submitted("Old")
        opened = Article.objects.get(pk=article.pk)
        workflow.approve(article, by=edda())
        change(opened, headline="New")

    assert Article.objects.get(pk=article.pk).stage == Stage.DRAFTING


def test_readers_see_nothing_of_a_save() -> None:
    with at(0):
        article = published("Old")
        change(article, headline="New", slug="new", section=section("Money"))

    assert visible(article, 1) == "Old"
    assert [address.path for address in article.addresses.all()] == ["/machines/old/"]


# --- Former texts


def test_a_former_text_comes_back_as_a_new_save_with_its_names_and_topics() -> None:
    with at(0):
        article = story("Old", names=[author("Jun Castellane"), (author(), "video")], topics=[tag("Power")])
        old = article.revisions.get()
        sign(article, [author("Somebody Else")])
        label(article, [tag("Chips")])
        change(article, headline="New", section=section("Money"))
        made = saving.restore(article, old, by=edda())

    assert (made.digest, made.version, made.by) == (old.digest, 3, edda())
    assert made.note == "Restored from save 1"
    assert plain_fields(article) == plain_fields(old)
    assert article.digest == old.digest
    assert [revision.headline for revision in article.revisions.all()] == ["Old", "New", "Old"]


def test_restoring_another_text_takes_the_approval_back() -> None:
    with at(0):
        article = story("Old")
        old = article.revisions.get()
        article = ready(change(article, headline="New"))
        saving.restore(article, old, by=edda())

    assert article.stage == Stage.DRAFTING


def test_a_former_text_comes_back_without_the_names_and_topics_that_were_deleted() -> None:
    with at(0):
        article = story("Old", names=[author("Gone Tomorrow"), author()], topics=[tag("Gone"), tag("Power")])
        old = article.revisions.get()
        sign(article, [author()])
        label(article, [])
        change(article, headline="New")
        author("Gone Tomorrow").delete()
        tag("Gone").delete()
        made = saving.restore(article, old, by=edda())

    assert made.bylines == [{"author": author().pk, "role": "words"}]
    assert made.topics == [tag("Power").pk]


def test_a_text_that_is_live_can_be_put_into_the_working_copy() -> None:
    with at(0):
        article = published("Old", topics=[tag("Power")])
        label(article, [])
        change(article, headline="Half a rewrite")
        saving.put_back(article, article.editions.get())
        saving.save(article, by=wren())

    assert article.digest == article.newest_digest


# --- What a save fills in


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Fab reopens", "fab-reopens"),
        ("Die Fabrik öffnet — „wieder“", "die-fabrik-offnet-wieder"),
        ("a" * 80, "a" * 60),
        ("word " * 20, "word-word-word-word-word-word-word-word-word-word-word-word"),
        ("???", ""),
    ],
)
def test_an_address_is_made_from_the_headline(headline: str, slug: str) -> None:
    assert saving.make_slug(headline) == slug


def test_an_address_once_made_stays_when_the_headline_changes() -> None:
    with at(0):
        article = change(story("Old"), headline="New")

    assert article.slug == "old"


def test_a_link_to_a_story_is_kept_by_its_identity() -> None:
    with at(0):
        target = published("Target")
        article = story("Old", body='<p>See <a href="/machines/target/">this</a>.</p>')

    assert f'data-story="{target.public_id}"' in Article.objects.get(pk=article.pk).body
    assert f'data-story="{target.public_id}"' in article.revisions.get().body


def test_the_pictures_of_the_working_copy_are_kept_in_sight() -> None:
    picture, other = image("teal"), image("navy")
    figure = '<p>Old.</p><figure data-image="{}"><img alt="A fab."></figure>'
    with at(0):
        article = story("Old", body=figure.format(picture.pk))
        assert [link.image for link in article.picture_links.all()] == [picture]
        change(article, body=figure.format(other.pk) + figure.format(999_999))

    assert [link.image for link in article.picture_links.all()] == [other]


def test_a_new_story_knows_who_began_it_and_when() -> None:
    with at(0):
        article = saving.start(Article(headline="Old"), by=ward())

    assert (article.created_by, article.changed_by) == (ward(), ward())
    assert article.created_at == article.changed_at == moment(0)


def test_a_save_is_not_a_line_in_the_book() -> None:
    with at(0):
        change(story("Old"), headline="New")

    assert not Transition.objects.exists()


# --- What a save costs


def test_the_storys_page_costs_the_same_with_one_save_and_with_thirty() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        return len(asked)

    article = published("Old")
    change(article, headline="Save 2")
    client, page = at_the_desk("edda"), story_url(article)
    client.get(page)
    few = cost()
    for number in range(28):
        change(article, headline=f"Text {number}", standfirst="x" * number)
    assert cost() == few


def test_a_save_that_fails_halfway_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    article = story("Old")

    def fail(*given: object, **more: object) -> None:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr(saving, "keep_pictures", fail)
    with pytest.raises(RuntimeError):
        at_the_desk("edda").post(story_url(article), form_data(article, headline="New", tags="Power"))

    article.refresh_from_db()
    assert (article.headline, article.version, article.revisions.count()) == ("Old", 1, 1)
    assert not article.tag_links.exists()
