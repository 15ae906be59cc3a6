from __future__ import annotations

import pytest

from articles import refusals
from articles.desk import fixing, publishing, saving, workflow
from articles.desk.standing import standing
from articles.desk.turn import Seen
from articles.models import Article, Change, Stage
from tests import cast
from tests.articles.desk import at_the_desk, form_data, live
from tests.cast import at, moment

pytestmark = pytest.mark.django_db


def rewritten() -> Article:
    """Readers see "Old" with a topic; Wren is in the middle of "New", without it."""
    with at(0):
        article = cast.published("Old", topics=[cast.tag("Chips")])
    with at(10):
        cast.label(article, [])
        return cast.change(article, headline="New", by=cast.wren())


def test_the_live_text_is_there_to_be_fixed_and_the_rewrite_is_back_once_it_is_published() -> None:
    article = rewritten()
    rewrite = article.digest
    with at(20):
        fixing.fix_live(article, by=cast.edda())
        assert (article.headline, article.digest) == ("Old", article.newest_digest)
        assert article.set_aside.digest == rewrite

        cast.change(article, headline="Old, fixed", by=cast.edda())
        cast.publish(article, change=Change.MINOR)

    assert cast.visible(article, 21) == "Old, fixed"
    assert (article.headline, article.digest, article.set_aside) == ("New", rewrite, None)
    assert article.has_unpublished_changes
    assert [row.note for row in article.revisions.all()][:3] == [
        "The rewrite of save 2 is back",
        "",
        "What readers see, to be fixed",
    ]


@pytest.mark.parametrize("given", [{}, {"at": 99}])
def test_a_correction_brings_it_back_too_and_so_does_a_fix_for_friday(given: dict[str, int]) -> None:
    article = rewritten()
    with at(20):
        fixing.fix_live(article, by=cast.edda())
        cast.correct(cast.ready(cast.change(article, headline="Old, fixed")), **given)
    assert (article.headline, article.set_aside) == ("New", None)


def test_it_comes_back_without_the_fix_if_somebody_asks_and_the_fix_stays_among_the_saves() -> None:
    article = rewritten()
    rewrite = article.digest
    with at(20):
        fixing.fix_live(article, by=cast.edda())
        cast.change(article, headline="Half a fix", by=cast.edda())
        fixing.bring_back(article, by=cast.wren())

    assert (article.digest, article.set_aside, article.stage) == (rewrite, None, Stage.DRAFTING)
    assert "Half a fix" in [row.headline for row in article.revisions.all()]
    assert cast.visible(article, 21) == "Old"
    assert cast.book(article)[-2:] == ["fix-live", "bring-back"]


def test_whoever_brings_it_back_did_not_write_it() -> None:
    """Else the writer could approve their own words."""
    with at(0):
        article = cast.published("Old")
    with at(10):
        cast.change(article, headline="New", by=cast.edda())
    with at(20):
        fixing.fix_live(article, by=cast.tove())
        cast.change(article, headline="Old, fixed", by=cast.tove())
        publishing.publish(article, by=cast.tove(), change=Change.MINOR)
        workflow.submit(article, by=cast.edda())
        with pytest.raises(refusals.Refusal):
            workflow.approve(article, by=cast.edda())
        workflow.approve(article, by=cast.tove())


def test_an_approved_rewrite_has_to_be_approved_again() -> None:
    article = rewritten()
    with at(20):
        cast.ready(article)
        fixing.fix_live(article, by=cast.edda())
        assert article.stage == Stage.DRAFTING
        fixing.bring_back(article, by=cast.edda())
    assert article.stage == Stage.DRAFTING


def test_one_that_waited_for_an_editor_waits_no_longer() -> None:
    article = rewritten()
    with at(20):
        workflow.submit(article, by=cast.wren())
        fixing.fix_live(article, by=cast.edda())
    assert article.stage == Stage.DRAFTING


class TestRefusing:
    def refused(self, article: Article, refusal: type[refusals.Refusal]) -> None:
        before = (article.digest, article.version, article.set_aside_id)
        with at(30), pytest.raises(refusal):
            fixing.fix_live(article, by=cast.edda())
        article.refresh_from_db()
        assert (article.digest, article.version, article.set_aside_id) == before

    def test_what_nobody_sees(self):
        self.refused(cast.story("Draft"), refusals.NotOnSite)

    def test_what_readers_see_already(self):
        with at(0):
            article = cast.published("Old")
        self.refused(article, refusals.NothingNew)

    def test_with_a_text_that_would_undo_the_fix(self):
        article = rewritten()
        with at(20):
            cast.publish(cast.ready(article), at=99)
            cast.change(article, headline="Newer")
        self.refused(article, refusals.VersionScheduled)

    def test_twice(self):
        article = rewritten()
        with at(20):
            fixing.fix_live(article, by=cast.edda())
            cast.change(article, headline="Half a fix")
        self.refused(article, refusals.AlreadySetAside)

    def test_on_hold_and_in_the_bin(self):
        article = rewritten()
        with at(20):
            workflow.hold(article, by=cast.edda(), note="Wait")
        self.refused(article, refusals.WrongStage)

    def test_nothing_comes_back_that_was_not_set_aside(self):
        article = rewritten()
        with at(20), pytest.raises(refusals.NothingSetAside):
            fixing.bring_back(article, by=cast.edda())

    def test_the_second_of_two_who_press_at_once_is_told(self):
        """Both saw the rewrite: the lock lets one go first, and the other finds another text."""
        article = rewritten()
        seen = Seen.of(article, standing(article, moment(20)))
        with at(20):
            fixing.fix_live(Article.objects.get(pk=article.pk), by=cast.edda(), seen=seen)
            with pytest.raises(refusals.Outdated):
                fixing.fix_live(article, by=cast.tove(), seen=seen)


class TestAtTheDesk:
    def test_one_button_saves_what_is_written_and_sets_it_aside(self):
        article = live()
        cast.change(article, headline="Rewrite", by=cast.edda())
        edda = at_the_desk("edda")
        page = f"/admin/articles/article/{article.pk}/change/"
        assert "Fix the live text" in edda.get(page).text

        edda.post(page, form_data(article, headline="Rewrite, one word more", verb="fix-live"))

        article.refresh_from_db()
        assert article.headline == "Fab reopens"
        assert article.set_aside.headline == "Rewrite, one word more"
        text = edda.get(page).text
        assert "Your rewrite of" in text
        assert "It comes back when this is published." in text
        assert "Bring it back now" in text

        edda.post(f"/admin/articles/article/{article.pk}/verb/bring-back/")
        article.refresh_from_db()
        assert article.headline == "Rewrite, one word more"

    def test_who_may_not_edit_may_not(self):
        article = live()
        cast.change(article, headline="Rewrite")
        for name, status in (("lena", 403), ("cura", 404), ("ward", 404)):
            answer = at_the_desk(name).post(f"/admin/articles/article/{article.pk}/verb/fix-live/")
            assert answer.status_code == status

    def test_a_bin_that_is_emptied_takes_the_rewrite_along(self):
        article = cast.story("Old")
        Article.objects.filter(pk=article.pk).update(set_aside=saving.save(article, by=cast.wren()))
        Article.objects.get(pk=article.pk).delete()
