"""The picture library: who sees what, taking files in, the focal point, and deletion."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles import clock
from articles.admin.images import ImageForm
from articles.models import Image
from tests import cast
from tests.articles.desk import at_the_desk, draft, live, person

pytestmark = pytest.mark.django_db


def picture(title: str = "A bench", colour: str = "teal", **words: object) -> Image:
    return cast.image(colour, by=person("edda"), title=title, **words)


def send(client, data: bytes, name: str = "bench.jpg", **headers: str):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("admin:articles_image_upload"), {"file": file}, headers=headers)


def test_a_file_is_taken_in_and_named_after_itself():
    response = send(at_the_desk("wren"), cast.jpeg(), "a-folded-phone.jpg")

    image = Image.objects.get()
    assert response.url == reverse("admin:articles_image_change", args=[image.pk])
    assert (image.title, image.uploaded_by) == ("a folded phone", person("wren"))


def test_the_same_file_is_stored_once_and_says_so():
    first = picture()

    answer = send(at_the_desk("edda"), cast.jpeg(), Accept="application/json").json()

    assert (answer["id"], answer["is_new"]) == (first.pk, False)
    assert Image.objects.count() == 1


def test_a_file_that_is_no_picture_is_refused_with_the_reason():
    edda = at_the_desk("edda")

    assert "Refused." in send(edda, b"<svg/>", "plan.svg").text
    answer = send(edda, b"<svg/>", "plan.svg", Accept="application/json")
    assert (answer.status_code, "SVG" in answer.json()["refused"]) == (422, True)


def test_a_curator_takes_nothing_in():
    assert send(at_the_desk("cura"), cast.jpeg()).status_code == 403


def test_a_curator_sees_only_what_readers_see_or_what_is_free_for_lists():
    hidden = picture("Only a draft’s", "red")
    draft(lead_image=hidden, lead_alt="Red")
    public = picture("Public", "green")
    live(lead_image=public, lead_alt="Green")
    picture("Free", "blue", free_for_lists=True)
    cura = at_the_desk("cura")

    found = cura.get(reverse("admin:picture_pick")).json()["pictures"]
    assert sorted(item["title"] for item in found) == ["Free", "Public"]
    assert cura.get(reverse("admin:picture_thumb", args=[hidden.pk])).status_code == 404
    assert cura.get(reverse("admin:picture_thumb", args=[public.pk])).status_code == 200
    assert cura.get(reverse("admin:articles_image_change", args=[hidden.pk])).status_code == 404


def test_a_picture_s_page_does_not_name_a_draft_to_a_curator():
    image = picture(free_for_lists=True)
    draft("Secret plan", lead_image=image, lead_alt="A bench")

    assert (
        "Secret plan"
        not in at_the_desk("cura").get(reverse("admin:articles_image_change", args=[image.pk])).text
    )
    assert (
        "Secret plan" in at_the_desk("edda").get(reverse("admin:articles_image_change", args=[image.pk])).text
    )


def test_the_picker_finds_words_and_warns_of_rights():
    picture("A kite", "red", rights_until=clock.now() - timedelta(days=1))
    picture("A van", "green")

    answer = at_the_desk("wren").get(reverse("admin:picture_pick"), {"q": "kite"}).json()

    assert [(item["title"], item["ended"]) for item in answer["pictures"]] == [("A kite", True)]
    assert answer["pictures"][0]["warning"].startswith("Rights ended")


def change(image: Image, **changes: object) -> dict[str, object]:
    return {
        "title": image.title,
        "alt": image.alt,
        "caption": "",
        "credit": "",
        "licence": "",
        "rights_until": "",
        "focal_x": 50,
        "focal_y": 50,
        "seen": ImageForm(instance=image).initial["seen"],
        **changes,
    }


def test_moving_the_focal_point_makes_new_files():
    image = picture()

    at_the_desk("edda").post(
        reverse("admin:articles_image_change", args=[image.pk]),
        change(image, focal_x=20, alt="A bench, folded"),
    )

    image.refresh_from_db()
    assert (image.focal, image.alt) == ((20, 50), "A bench, folded")


def test_a_writer_changes_no_picture():
    image = picture()

    response = at_the_desk("wren").post(
        reverse("admin:articles_image_change", args=[image.pk]), change(image, title="X")
    )

    assert response.status_code == 403


def test_a_page_of_a_picture_with_an_end_of_rights_opens_and_keeps_its_seconds():
    until = clock.now().replace(second=7, microsecond=0) + timedelta(days=9)
    image = picture(rights_until=until)
    edda = at_the_desk("edda")
    page = edda.get(reverse("admin:articles_image_change", args=[image.pk]))
    shown = page.context["adminform"].form["rights_until"].value()

    edda.post(
        reverse("admin:articles_image_change", args=[image.pk]),
        change(image, rights_until=f"{shown:%Y-%m-%dT%H:%M}", title="Renamed"),
    )

    image.refresh_from_db()
    assert (image.title, image.rights_until) == ("Renamed", until)


def test_that_somebody_elses_story_waits_with_it_is_told_to_who_may_see_any_moment():
    image = picture()
    theirs = {"by": cast.ward(), "names": [cast.author("Ward")], "lead_image": image, "lead_alt": "A bench"}
    cast.scheduled("Fab sold", to=clock.now() + cast.MINUTE, **theirs)
    cast.published("Fab reopens", **theirs)

    def uses(name):
        page = at_the_desk(name).get(reverse("admin:articles_image_change", args=[image.pk]))
        assert ("Fab sold" in page.text) == ("Fab sold" in str(page.context["uses"]))
        return sorted(use.title for use in page.context["uses"])

    assert uses("wren") == ["Fab reopens"]
    for name in ("ward", "edda", "cura"):
        assert uses(name) == ["Fab reopens", "Fab sold"], name


def test_a_picture_in_use_is_not_deleted():
    image = picture()
    draft("Fab reopens", lead_image=image, lead_alt="A bench")

    response = at_the_desk("edda").post(reverse("admin:articles_image_delete", args=[image.pk]))

    assert "is used by" in response.text
    assert Image.objects.filter(pk=image.pk).exists()


def test_a_picture_that_nothing_uses_is_deleted():
    image = picture()

    at_the_desk("edda").post(reverse("admin:articles_image_delete", args=[image.pk]))

    assert not Image.objects.exists()


def test_a_file_is_answered_to_those_who_may_see_the_picture_and_never_kept_in_public():
    image = picture()
    edda = at_the_desk("edda")

    response = edda.get(reverse("admin:articles_image_rendition", args=[image.pk, "nonsense"]))
    thumb = edda.get(reverse("admin:picture_thumb", args=[image.pk]))

    assert response.status_code == 404
    assert thumb.headers["Cache-Control"].startswith("private")


def test_where_a_picture_is_used_tells_nobody_of_a_draft_they_may_not_read():
    shared = picture("Shared", "red")
    draft("Nobody may know", by="ward", lead_image=shared, lead_alt="Red")
    mine = draft("Mine", lead_image=shared, lead_alt="Red")
    page = reverse("admin:articles_image_change", args=[shared.pk])

    assert "Nobody may know" in at_the_desk("edda").get(page).text
    said = at_the_desk("wren").get(page).text
    assert str(mine) in said
    assert "Nobody may know" not in said
