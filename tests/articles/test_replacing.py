"""Another file for a picture: every use follows, readers are never without one, and not everybody may."""

from __future__ import annotations

import re

import pytest
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles import clock, pixels, refusals, renditions
from articles.desk import pictures, replacing
from articles.models import Image, Transition
from recommendations import curation
from recommendations.models import RecommendationList
from tests import cast
from tests.articles.desk import at_the_desk, draft, live, person
from tests.recommendations import lists

pytestmark = pytest.mark.django_db


def url(image: Image, name: str = "replace") -> str:
    return reverse(f"admin:articles_image_{name}", args=[image.pk])


def public(image: Image) -> set[str]:
    return {name for name in renditions.public_names(image) if default_storage.exists(name)}


def send(client: Client, image: Image, data: bytes, name: str = "new.jpg"):
    return client.post(url(image), {"file": SimpleUploadedFile(name, data)})


@pytest.fixture
def shown(django_capture_on_commit_callbacks) -> Image:
    image = cast.image("teal", by=person("edda"), title="A bench", alt="A bench")
    with django_capture_on_commit_callbacks(execute=True):
        live(
            "Fab reopens",
            lead_image=image,
            lead_alt="A bench",
            body=f'<p>It did.</p><figure data-image="{image.pk}"><img alt="x"></figure>',
        )
    image.refresh_from_db()
    return image


class TestTheVerb:
    def test_readers_get_the_new_file_at_new_addresses(
        self, shown, client, django_capture_on_commit_callbacks
    ):
        before, former, page = public(shown), shown.file.name, "/machines/fab-reopens/"
        assert before
        with django_capture_on_commit_callbacks(execute=True):
            replacing.replace(shown, cast.jpeg("red", (90, 48)), by=person("edda"))

        after = public(shown)
        text = client.get(page).text
        assert (shown.width, shown.height) == (90, 48)
        assert after
        assert not after & before
        assert not any(default_storage.exists(name) for name in before)
        assert any(name.rsplit("/", 1)[-1] in text for name in after)
        assert not any(name.rsplit("/", 1)[-1] in text for name in before)
        assert not storages["private"].exists(former)
        assert storages["private"].exists(shown.file.name)
        assert set(shown.ready) == {n.slug for n in named(shown, after)}

    def test_between_the_two_no_page_names_a_file_that_is_not_there(self, shown, client, monkeypatch):
        """As it stands when the new files are placed and the row has not changed yet, and after it has."""
        seen = []
        swap = replacing._swap

        def looking(*args, **kwargs):
            seen.append(missing(client))
            former = swap(*args, **kwargs)
            seen.append(missing(client))
            return former

        monkeypatch.setattr(replacing, "_swap", looking)
        replacing.replace(shown, cast.jpeg("red", (48, 64)), by=person("edda"))

        assert seen == [[], []]

    def test_a_picture_that_only_a_draft_uses_stays_private(self):
        image = cast.image("teal", by=person("edda"))
        draft(lead_image=image, lead_alt="x")

        replacing.replace(image, cast.jpeg("red"), by=person("edda"))

        assert (image.is_placed, public(image)) == (False, set())
        assert pictures.private_file(image, renditions.recipes(image, "landscape")[-1])

    def test_uses_stay_and_the_book_tells(self, shown):
        replacing.replace(shown, cast.jpeg("red"), by=person("edda"))

        assert Image.objects.get(pk=shown.pk).edition_links.count() == 1
        assert Transition.objects.filter(verb="replace", by=person("edda")).count() == 1

    def test_the_same_or_a_known_file_is_refused(self, shown):
        cast.image("green", title="A field")
        with pytest.raises(refusals.NothingNew):
            replacing.replace(shown, cast.jpeg("teal"), by=None)
        with pytest.raises(refusals.PictureKnown, match="A field"):
            replacing.replace(shown, cast.jpeg("green"), by=None)
        with pytest.raises(pixels.Refused):
            replacing.replace(shown, b"<svg/>", by=None)

    def test_a_full_disk_changes_nothing(self, shown, monkeypatch):
        before, files = public(shown), sorted(storages["private"].listdir("originals")[1])

        def full(*args):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(pictures, "make", full)
        with pytest.raises(pixels.Refused, match="No space left"):
            replacing.replace(shown, cast.jpeg("red"), by=None)

        assert public(Image.objects.get(pk=shown.pk)) == before
        assert sorted(storages["private"].listdir("originals")[1]) == files

    def test_a_job_that_was_under_way_with_the_former_file_puts_nothing(self, shown):
        former = Image.objects.get(pk=shown.pk)
        replacing.replace(shown, cast.jpeg("red"), by=None)
        later = renditions.afterwards(former, ["wide"])

        assert pictures.place(former, later) is False
        assert Image.objects.get(pk=shown.pk).ready == shown.ready


def named(image: Image, names: set[str]) -> list[pixels.Recipe]:
    return [recipe for recipe in renditions.all_recipes(image) if renditions.name(image, recipe) in names]


def missing(client: Client) -> list[str]:
    text = client.get("/machines/fab-reopens/").text
    assert "/media/" in text
    return [name for name in re.findall(r"/media/([^\s\"?]+)", text) if not default_storage.exists(name)]


class TestWhoMay:
    def test_an_editor_may_whatever_uses_it(self, shown):
        assert send(at_the_desk("edda"), shown, cast.jpeg("red")).status_code == 302

    def test_a_writer_replaces_an_own_upload_while_only_drafts_show_it(self):
        image = cast.image("teal", by=person("wren"))
        article = draft(lead_image=image, lead_alt="x")
        wren = at_the_desk("wren")
        assert "Replace file…" in wren.get(url(image, "change")).text
        assert send(wren, image, cast.jpeg("red")).status_code == 302

        cast.submitted(article)
        assert "Replace file…" not in wren.get(url(image, "change")).text
        assert send(wren, image, cast.jpeg("green")).status_code == 403

    def test_nor_somebody_else_s_nor_once_readers_see_it(self, shown):
        Image.objects.filter(pk=shown.pk).update(uploaded_by=person("wren"))
        others = cast.image("green", by=person("edda"))
        for image in (shown, others):
            assert send(at_the_desk("wren"), image, cast.jpeg("red")).status_code == 403

    def test_a_portrait_and_a_list_s_picture_speak_to_readers_too(self):
        portrait, listed = cast.image("teal", by=person("wren")), cast.image("green", by=person("wren"))
        cast.author("Ines Duarte", portrait=portrait)
        launched(listed)

        assert not replacing.may_replace(person("wren"), portrait)
        assert not replacing.may_replace(person("wren"), listed)

    def test_a_refusal_is_told_on_the_page(self, shown):
        answer = send(at_the_desk("edda"), shown, b"<svg/>", "plan.svg")
        assert "Nothing was replaced." in answer.text
        assert "SVG is not accepted" in answer.text


def launched(image: Image) -> RecommendationList:
    list_ = lists.a_list(title="Top stories", at=clock.now())
    lists.add(list_, live("Listed"), picture=image, at=clock.now())
    curation.launch(list_, by=person("cura"))
    return list_


class TestWhereItIsUsed:
    def test_stories_lists_and_authors_are_named_and_counted(self):
        image = cast.image("teal", by=person("edda"))
        live("Live one", lead_image=image, lead_alt="x")
        draft("Drafted", lead_image=image, lead_alt="x")
        cast.author("Ines Duarte", portrait=image)
        launched(image)

        page = at_the_desk("max").get(url(image, "change")).text

        for words in ("Live one", "Drafted", "Ines Duarte", "Top stories"):
            assert words in page
        assert "A live story, a list, an author and a draft use it: change those first." in page
        assert reverse("admin:articles_image_delete", args=[image.pk]) not in page

    def test_who_may_not_see_a_list_hears_only_of_what_is_launched(self):
        image = cast.image("teal", by=person("edda"))
        list_ = launched(image)
        hidden = lists.a_list(title="Secret plan", at=clock.now())
        lists.add(hidden, live("Other"), picture=image, at=clock.now())

        page = at_the_desk("edda").get(url(image, "change")).text

        assert "Top stories" in page
        assert "Secret plan" not in page
        assert reverse("admin:recommendations_recommendationlist_change", args=[list_.pk]) not in page


def test_the_picker_describes_the_one_that_is_asked_for():
    first = cast.image("teal", title="First")
    cast.image("red", title="Second")
    wren = at_the_desk("wren")

    def titles(**asked: object) -> list[str]:
        return [item["title"] for item in wren.get(reverse("admin:picture_pick"), asked).json()["pictures"]]

    assert titles(id=first.pk) == ["First"]
    for nonsense in ("²", "9" * 40, "x", "\x00", "-1"):
        assert titles(id=nonsense) == []
    assert titles(q="\x00first") == ["First"]


@pytest.mark.parametrize(("value", "found"), [("shown", ["Shown"]), ("not", ["Nowhere"])])
def test_the_library_is_narrowed_to_what_is_used_or_not(value, found, shown):
    Image.objects.filter(pk=shown.pk).update(title="Shown")
    draft("d", lead_image=cast.image("green", title="In a draft"), lead_alt="x")
    cast.image("red", title="Nowhere")

    answer = at_the_desk("edda").get(reverse("admin:articles_image_changelist"), {"use": value})

    assert [tile.title for tile in answer.context["tiles"]] == found
