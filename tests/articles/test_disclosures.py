"""What an outlet owes its readers to say: on the form, on the page, in feeds, by company."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from articles import clock
from articles.desk import saving
from articles.desk.previews import preview
from articles.disclosures import KINDS, Disclosure, read, stored
from articles.models import Article
from tests import cast
from tests.articles.desk import at_the_desk, draft, form_data, person
from tests.cast import published, wren

pytestmark = pytest.mark.django_db

LOAN = {"kind": "loan", "company": "Halden", "text": ""}


def test_whatever_comes_in_is_cleaned_and_what_is_none_is_left_out() -> None:
    assert read(None) == read("nonsense") == read([1, {"kind": "bribe"}, {}]) == ()
    (item,) = read([{"kind": " loan ", "company": "Hal\x00den\n", "text": "x" * 900, "more": 1}, "loan"])
    assert (item.company, len(item.text)) == ("Halden", 500)
    assert len(read([{"kind": "loan", "company": str(number)} for number in range(99)])) == 12


def test_each_kind_has_words_of_its_own_but_other() -> None:
    assert [kind for kind in KINDS if not Disclosure(kind, "Halden").words] == ["other"]
    assert "Halden" in Disclosure("travel", "Halden").words
    assert Disclosure("travel", "Halden", "We paid half.").words == "We paid half."


def test_a_bare_save_stores_them_clean() -> None:
    article = draft(disclosures=[LOAN | {"company": " Hal\u202eden "}, "x"])

    assert Article.objects.get(pk=article.pk).disclosures == [LOAN]


def saved_with(client: Client, article: Article, **rows: str) -> tuple[Article, str]:
    data = form_data(article) | {
        f"disclosures-{name.replace('_', '-')}": value for name, value in rows.items()
    }
    response = client.post(reverse("admin:articles_article_change", args=[article.pk]), data, follow=True)
    article.refresh_from_db()
    return article, response.content.decode()


def test_the_form_takes_them_in_rows_and_shows_one_more() -> None:
    client = at_the_desk("wren")
    rows = {"0_kind": "loan", "0_company": "Halden", "0_text": "", "1_kind": "nothing"}
    article, page = saved_with(client, draft(), **(rows | {"1_kind": "affiliate", "1_company": "Parcelwick"}))

    assert article.disclosures == [LOAN, {"kind": "affiliate", "company": "Parcelwick", "text": ""}]
    assert article.revisions.first().disclosures == article.disclosures
    assert article.revisions.first().changed == ["disclosures"]
    assert 'name="disclosures-2-kind"' in page


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"0_kind": "loan"}, "Name the company"),
        ({"0_kind": "other", "0_company": "Halden"}, "Write what is to be disclosed."),
        ({"0_kind": "", "0_company": "Halden"}, "Say what kind of disclosure it is."),
        ({"0_kind": "bribe", "0_company": "Halden"}, "Say what kind of disclosure it is."),
        ({"0_kind": "nothing", "1_kind": "loan", "1_company": "Halden"}, "stands beside something disclosed"),
    ],
)
def test_what_is_not_whole_is_told_and_kept_in_the_form(rows: dict[str, str], words: str) -> None:
    article, page = saved_with(at_the_desk("wren"), draft(), **rows)

    assert words in page
    assert article.disclosures == []
    if rows.get("0_company"):
        assert 'value="Halden"' in page


def test_taking_a_row_out_takes_it_out_and_a_form_that_does_not_ask_leaves_it() -> None:
    client = at_the_desk("wren")
    article, _ = saved_with(client, draft(disclosures=[LOAN]))
    assert article.disclosures == [LOAN]

    article, _ = saved_with(client, article, **{"0_kind": "", "0_company": "", "0_text": ""})
    assert article.disclosures == []


def test_readers_are_told_before_the_text_and_so_are_feeds() -> None:
    article = published(
        "Kite review", kind="review", disclosures=[LOAN, {"kind": "other", "text": "<b>Own</b> words."}]
    )
    page = Client().get(article.editions.get().path).content.decode()
    told = page.index("Halden lent us what we tested.")

    assert told < page.index('<div class="prose">')
    assert "&lt;b&gt;Own&lt;/b&gt; words." in page
    for feed in ("rss.xml", "atom.xml", "feed.json"):
        assert "Halden lent us what we tested." in Client().get(f"/{feed}").content.decode()


def test_a_preview_tells_them_as_well() -> None:
    article = draft(disclosures=[LOAN])

    (note,) = preview(article, public_id=article.public_id, moment=clock.now()).disclosures
    assert note.words.startswith("Halden lent us")


def test_they_are_frozen_with_what_went_out() -> None:
    article = published("Kite review", kind="review", disclosures=[LOAN])
    cast.change(article, disclosures=[{"kind": "nothing"}])

    assert article.editions.get().disclosures == [LOAN]
    assert article.has_unpublished_changes


def test_restoring_brings_them_back() -> None:
    article = draft(disclosures=[LOAN])
    first = article.revisions.get()
    cast.change(article, disclosures=[])
    saving.restore(article, first, by=wren())

    assert article.disclosures == [LOAN]
    assert article.digest == first.digest


def test_two_who_change_them_at_once_are_asked() -> None:
    client = at_the_desk("wren")
    article = draft(disclosures=[LOAN])
    late = form_data(article) | {"disclosures-0-kind": "travel", "disclosures-0-company": "Norrby"}
    cast.change(article, by=person("edda"), disclosures=[LOAN | {"company": "Other"}])
    address = reverse("admin:articles_article_change", args=[article.pk])
    page = client.post(address, late)
    assert page.status_code == 409
    assert [clash.name for clash in page.context["clashes"]] == ["disclosures"]

    for choice, company in (("mine", "Norrby"), ("theirs", "Other")):
        carried = dict(page.context["carried"])
        answer = client.post(address, carried | {"_merge": "1", "keep-disclosures": choice})
        if choice == "mine":
            assert answer.status_code == 302
            article.refresh_from_db()
            assert [item["company"] for item in article.disclosures] == [company]


def test_the_desk_lists_them_by_company() -> None:
    published("One", disclosures=[LOAN])
    published("Two", disclosures=[LOAN | {"company": "halden"}, {"kind": "other", "text": "A cousin."}])
    draft("Draft", disclosures=[LOAN])
    edda = at_the_desk("edda")

    def companies(**query: str) -> list[tuple[str, list[str]]]:
        found = edda.get(reverse("admin:disclosures"), query).context["companies"]
        return [(name, [row.edition.headline for row in rows]) for name, rows in found]

    assert companies() == [("halden", ["Two", "One"]), ("Other", ["Two"])]
    assert companies(kind="other") == [("Other", ["Two"])]
    assert companies(q="cousin") == [("Other", ["Two"])]
    assert companies(q="nobody") == []


def test_what_is_stored_reads_as_itself() -> None:
    items = read([LOAN, {"kind": "nothing"}])

    assert read(stored(items)) == items
