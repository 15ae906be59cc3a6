from __future__ import annotations

from typing import Any

import pytest

from articles import refusals
from articles.desk import saving, sealing
from articles.digest import digest
from articles.models import Article, Correction, Edition, SearchText, Stage, Transition
from tests import cast
from tests.articles.desk import at_the_desk
from tests.cast import at, moment

pytestmark = pytest.mark.django_db


def updated() -> tuple[Article, Edition, Edition]:
    with at(0):
        article = cast.published("Ann Roe lied", body="<p>Ann <em>Roe</em> took it.</p>")
    with at(10):
        cast.correct(
            cast.rewritten(article, "Nobody lied", body="<p>Nobody took it.</p>"),
            wrote="Ann Roe took it.",
            it_is="Nobody did.",
        )
    former, present = article.editions.order_by("live_from")
    return article, former, present


class TestSealing:
    def test_a_former_version_is_sealed_and_unsealed_and_both_are_in_the_book(self):
        article, former, _ = updated()
        with at(20):
            sealing.seal(article, former.pk, by=cast.lena(), reason="Settlement")
            former.refresh_from_db()
            assert former.sealed_at
            sealing.unseal(article, former.pk, by=cast.lena(), reason="Mistake")
        former.refresh_from_db()
        assert former.sealed_at is None
        assert cast.book(article)[-2:] == ["seal", "unseal"]

    def test_not_what_readers_see_not_what_they_never_saw_and_not_twice(self):
        article, former, present = updated()
        with at(20):
            waiting = cast.publish(cast.rewritten(article, "Soon"), at=90)
            other = cast.published("Other").editions.get()
            for edition, refusal in (
                (present, refusals.StillOnSite),
                (waiting, refusals.NotOnSite),
                (other, refusals.NotOnSite),
            ):
                with pytest.raises(refusal):
                    sealing.seal(article, edition.pk, by=cast.lena(), reason="x")
            with pytest.raises(refusals.ReasonMissing):
                sealing.seal(article, former.pk, by=cast.lena(), reason=" ")
            sealing.seal(article, former.pk, by=cast.lena(), reason="x")
            with pytest.raises(refusals.NothingNew):
                sealing.seal(article, former.pk, by=cast.lena(), reason="x")


class TestRedacting:
    def redact(self, article: Article, words: str = "Ann Roe", **given: Any) -> int:
        with at(30):
            return sealing.redact(
                article, words=[words], **{"by": cast.lena(), "reason": "Court order 7", **given}
            )

    def everything(self, article: Article) -> str:
        texts = [*article.editions.all(), *article.revisions.all(), Article.objects.get(pk=article.pk)]
        said = [cast.plain_fields(text) for text in texts]
        said += [(row.wrote, row.it_is) for row in Correction.objects.all()]
        said += [(row.headline, row.body, row.folded) for row in SearchText.objects.all()]
        said += list(Transition.objects.about(article).values_list("note", "data"))
        return repr(said)

    def test_the_words_are_gone_from_all_that_the_story_says_or_said(self):
        article, former, _ = updated()
        with at(20):
            cast.change(article, standfirst="Not so, says Ann Roe.")
        assert "Roe" in self.everything(article)

        assert self.redact(article) == 1

        assert "Roe" not in self.everything(article)
        former.refresh_from_db()
        assert (former.headline, former.redacted_at) == ("[…] lied", moment(30))
        assert cast.book(article)[-1] == "redact"

    def test_every_digest_is_that_of_its_words(self):
        article, *_ = updated()
        with at(20):
            cast.change(article, standfirst="Not so, says Ann Roe.")
        self.redact(article)
        article.refresh_from_db()
        for text in (*article.editions.all(), *article.revisions.all(), article):
            assert text.digest == digest(text)
        assert article.newest_digest == article.editions.order_by("live_from").last().digest

    def test_a_story_without_unpublished_changes_has_none_afterwards(self):
        with at(0):
            article = cast.published("Ann Roe lied")
        self.redact(article)
        article.refresh_from_db()
        assert (article.headline, article.has_unpublished_changes) == ("[…] lied", False)

    def test_what_readers_see_is_redacted_at_once_and_what_was_approved_no_longer_is(self):
        with at(0):
            article = cast.published("Ann Roe lied")
        with at(10):
            cast.ready(cast.change(article, standfirst="Ann Roe did."))
        self.redact(article)
        article.refresh_from_db()
        assert cast.visible(article, 31) == "[…] lied"
        assert article.stage == Stage.DRAFTING

    def test_what_stands_nowhere_is_refused_and_so_is_a_second_time(self):
        article, *_ = updated()
        with pytest.raises(refusals.WordsNotFound):
            self.redact(article, "Somebody Else")
        with pytest.raises(refusals.ReasonMissing):
            self.redact(article, reason="")
        self.redact(article)
        with pytest.raises(refusals.AlreadyRedacted):
            self.redact(article, "lied")

    def test_a_restored_save_brings_nothing_back(self):
        article, *_ = updated()
        self.redact(article)
        with at(40):
            saving.restore(article, article.revisions.last(), by=cast.wren())
        assert article.headline == "[…] lied"


class TestAtTheDesk:
    def test_legal_seals_and_redacts_and_nobody_else(self):
        article, former, _ = updated()
        address = f"/admin/articles/article/{article.pk}/verb"
        for name, status in (("edda", 403), ("max", 403), ("wren", 403), ("cura", 404)):
            for verb in ("seal", "unseal", "redact"):
                assert at_the_desk(name).get(f"{address}/{verb}/").status_code == status

        lena = at_the_desk("lena")
        assert "Redact…" in lena.get(f"/admin/articles/article/{article.pk}/change/").text
        given = {"asked": "1", "edition": former.pk, "reason": "Settlement"}
        assert lena.post(f"{address}/seal/", given).status_code == 302
        given = {"asked": "1", "words": "Ann Roe", "reason": "Court order 7"}
        assert lena.post(f"{address}/redact/", given).status_code == 302

        former.refresh_from_db()
        assert former.sealed_at
        assert former.headline == "[…] lied"

    def test_a_version_of_another_story_cannot_be_chosen(self):
        article, *_ = updated()
        other = cast.published("Other").editions.get()
        answer = at_the_desk("lena").post(
            f"/admin/articles/article/{article.pk}/verb/seal/",
            {"asked": "1", "edition": other.pk, "reason": "x"},
        )
        assert "That version cannot be chosen." in answer.text
