"""Pictures are public exactly while a story that is visible or waits shows them (SEMANTICS, section 11)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.utils import timezone

from articles import pixels, refusals, renditions
from articles.desk import pictures, publishing, workflow
from articles.models import Image, SocialCard
from tests.cast import (
    TICK,
    at,
    author,
    change,
    edda,
    ended,
    image,
    jpeg,
    label,
    moment,
    publish,
    published,
    ready,
    rewritten,
    scheduled,
    story,
    withdraw,
    wren,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def commits(django_capture_on_commit_callbacks: Any) -> Any:
    """What follows a commit follows, in a test that never commits."""
    return django_capture_on_commit_callbacks


def public(picture: Image) -> list[str]:
    """Its files that anybody could fetch."""
    return [
        renditions.name(picture, recipe)
        for recipe in renditions.all_recipes(picture)
        if default_storage.exists(renditions.name(picture, recipe))
    ]


def everything_public() -> list[str]:
    folders = default_storage.listdir("")[0]
    return [f"{folder}/{name}" for folder in folders for name in default_storage.listdir(folder)[1]]


def is_placed(picture: Image) -> bool:
    """Asked both ways: what the row says, and what lies there."""
    said = Image.objects.get(pk=picture.pk).is_placed
    assert said == bool(public(Image.objects.get(pk=picture.pk)))
    return said


def of(picture: Image) -> dict[str, Any]:
    return {"lead_image": picture, "lead_alt": "A fab."}


def in_text(picture: Image) -> dict[str, Any]:
    return {"body": f'<p>Old.</p><figure data-image="{picture.pk}"><img alt="A fab."></figure>'}


# --- Taking files in


def test_the_same_picture_is_stored_once() -> None:
    first, is_new = pictures.upload(jpeg("teal"), by=wren(), title="One")
    second, is_newer = pictures.upload(jpeg("teal"), by=edda(), title="Two")

    assert (is_new, is_newer, second, second.title) == (True, False, first, "One")
    assert len(storages["private"].listdir("originals")[1]) == 1


def test_a_refused_file_leaves_nothing_behind() -> None:
    with pytest.raises(pixels.Refused):
        pictures.upload(b"GIF89a not a picture", by=wren(), title="One")

    assert not Image.objects.exists()
    assert not storages["private"].exists("originals")


def test_an_upload_is_private() -> None:
    picture = image()

    assert not is_placed(picture)
    assert storages["private"].exists(picture.file.name)
    assert not default_storage.exists(picture.file.name)


def test_the_words_given_are_kept() -> None:
    picture, _ = pictures.upload(jpeg(), by=wren(), title="A fab", alt="A fab.", credit="Jun", licence="CC0")

    assert (picture.alt, picture.credit, picture.licence, picture.uploaded_by) == (
        "A fab.",
        "Jun",
        "CC0",
        wren(),
    )


# --- When their files are public


@pytest.mark.parametrize("use", [of, in_text])
@pytest.mark.parametrize("when", [None, 50])
def test_they_are_put_out_when_a_story_is_published_or_scheduled(commits: Any, use: Any, when: Any) -> None:
    picture = image()
    with at(0), commits(execute=True):
        article = ready("Old", **use(picture))
    assert not is_placed(picture)
    with at(0), commits(execute=True):
        publish(article, at=when)

    assert is_placed(picture)


def test_a_draft_puts_nothing_out(commits: Any) -> None:
    picture = image()
    with at(0), commits(execute=True):
        story("Old", **of(picture))
        pictures.sweep()

    assert not is_placed(picture)


def test_a_verb_that_failed_puts_nothing_out(commits: Any) -> None:
    picture = image()
    with at(0), commits(execute=True):
        published("Fab")
        article = ready("Old", slug="fab", **of(picture))
        with pytest.raises(refusals.AddressTaken):
            publish(article)

    assert not is_placed(picture)


def test_withdrawing_takes_them_away(commits: Any) -> None:
    picture = image()
    with at(0), commits(execute=True):
        article = published("Old", **of(picture))
    with at(10), commits(execute=True):
        withdraw(article)

    assert not is_placed(picture)


@pytest.mark.parametrize(
    "stop",
    [
        lambda article: publishing.cancel_schedule(article, by=edda()),
        lambda article: workflow.spike(article, by=edda(), note="No."),
    ],
    ids=["cancel", "spike"],
)
def test_the_next_sweep_takes_away_what_no_longer_waits(commits: Any, stop: Any) -> None:
    picture = image()
    with at(0), commits(execute=True):
        article = scheduled("Old", to=50, **of(picture))
    with at(10), commits(execute=True):
        stop(article)
        pictures.sweep()

    assert not is_placed(picture)


def test_what_ends_by_itself_is_taken_away_by_the_next_sweep(commits: Any) -> None:
    picture = image()
    with at(0), commits(execute=True):
        article = published("Old", **of(picture))
        publishing.end_at(article, by=edda(), at=moment(10))
    with at(moment(10) - TICK):
        pictures.sweep()
    assert is_placed(picture)
    with at(10):
        pictures.sweep()
    assert not is_placed(picture)


def test_a_picture_of_two_stories_stays_while_one_is_left(commits: Any) -> None:
    picture = image()
    with at(0), commits(execute=True):
        first = published("One", **of(picture))
        published("Two", **in_text(picture))
    with at(10), commits(execute=True):
        withdraw(first)

    assert is_placed(picture)


def test_a_picture_that_an_update_leaves_out_goes(commits: Any) -> None:
    picture = image()
    with at(0), commits(execute=True):
        article = published("Old", **of(picture))
    with at(10), commits(execute=True):
        publish(rewritten(article, lead_image=None))
    with at(11):
        pictures.sweep()

    assert not is_placed(picture)


def test_reinstating_puts_them_out_again(commits: Any) -> None:
    picture = image()
    with at(0), commits(execute=True):
        article = published("Old", **of(picture))
    with at(10), commits(execute=True):
        withdraw(article)
    with at(20), commits(execute=True):
        publishing.reinstate(article, by=edda())

    assert is_placed(picture)


def test_a_sweep_puts_out_what_is_missing(commits: Any) -> None:
    picture = image()
    with at(0):
        published("Old", **of(picture))  # and the server stops before anything follows
    assert not is_placed(picture)
    with at(1):
        pictures.sweep()

    assert is_placed(picture)


def test_nothing_is_put_out_for_what_is_over_by_then(commits: Any) -> None:
    picture = image()
    with at(0), commits() as following:
        article = published("Old", **of(picture))
        publishing.end_at(article, by=edda(), at=moment(10))
    with at(20):
        for follow in following:
            follow()

    assert not is_placed(picture)


def test_sweeping_again_changes_nothing(commits: Any) -> None:
    picture = image()
    with at(0), commits(execute=True):
        published("Old", **of(picture))
    files = public(picture)
    with at(1):
        assert pictures.sweep() == (0, 0)

    assert public(picture) == files


def test_a_portrait_is_public_while_a_story_names_its_author(commits: Any) -> None:
    portrait = image()
    person = author("Jun Castellane", portrait=portrait)
    with at(0), commits(execute=True):
        article = published("Old", names=[person])
    assert is_placed(portrait)
    with at(10), commits(execute=True):
        withdraw(article)
    assert not is_placed(portrait)


# --- Rights


def test_rights_that_have_ended_put_nothing_out(commits: Any) -> None:
    picture = image(rights_until=moment(10))
    with at(0), commits() as following:
        published("Old", **of(picture))
    with at(10):
        for follow in following:
            follow()

    assert not is_placed(picture)


def test_the_file_follows_when_rights_end(commits: Any) -> None:
    picture = image(rights_until=moment(10))
    with at(0), commits(execute=True):
        published("Old", **of(picture))
    assert is_placed(picture)
    with at(moment(10) - TICK):
        pictures.sweep()
    assert is_placed(picture)
    with at(10):
        pictures.sweep()
    assert not is_placed(picture)


def test_rights_hold_until_the_moment_itself() -> None:
    picture = image(rights_until=moment(10))

    assert [picture.has_rights_at(when) for when in (moment(10) - TICK, moment(10))] == [True, False]


# --- Names


def test_public_names_tell_nothing_and_cannot_be_guessed_from_the_picture() -> None:
    picture = image(credit="Secret source")
    names = [renditions.name(picture, recipe) for recipe in renditions.all_recipes(picture)]
    other = Image(key="0" * 32, width=picture.width, height=picture.height)

    assert not any(word in name for name in names for word in (picture.content_hash[:16], str(picture.key)))
    assert not set(names) & {renditions.name(other, recipe) for recipe in renditions.all_recipes(picture)}


def test_a_new_focal_point_is_at_new_addresses_and_the_old_ones_go(commits: Any) -> None:
    picture = image()
    with at(0), commits(execute=True):
        published("Old", **of(picture))
        pictures.focus(picture, 10, 20, by=edda())

    assert Image.objects.get(pk=picture.pk).focal == (10, 20)
    assert is_placed(picture)
    assert sorted(everything_public()) == sorted([*public(picture), SocialCard.objects.get().name])


# --- Deleting


def test_a_picture_that_nothing_uses_is_deleted_with_its_files() -> None:
    picture = image()
    pictures.make(picture, renditions.at_once(picture, ["square"]))
    with at(0):
        pictures.delete(picture, by=edda())

    assert not Image.objects.exists()


@pytest.mark.parametrize("use", [of, in_text])
def test_a_picture_that_a_draft_uses_is_kept_and_the_refusal_names_it(use: Any) -> None:
    picture = image()
    with at(0):
        story("Fab reopens", **use(picture))
        with pytest.raises(refusals.InUse, match="Fab reopens"):
            pictures.delete(picture, by=edda())

    assert Image.objects.filter(pk=picture.pk).exists()


def test_a_picture_that_a_former_edition_used_is_kept() -> None:
    picture = image()
    with at(0):
        article = ended("Old", before=10)
        change(article, **in_text(picture))
        publish(ready(article))
        change(article, body="<p>Without.</p>")
    with at(60), pytest.raises(refusals.InUse):
        pictures.delete(picture, by=edda())


def test_a_portrait_is_kept() -> None:
    picture = image()
    author("Jun Castellane", portrait=picture)
    with at(0), pytest.raises(refusals.InUse, match="in use"):
        pictures.delete(picture, by=edda())


def test_a_picture_of_a_former_save_is_kept_for_its_return() -> None:
    picture = image()
    with at(0):
        article = story("Old", **of(picture))
        change(article, lead_image=None)
        label(article, [])
        with pytest.raises(refusals.InUse):
            pictures.delete(picture, by=edda())


# --- The desk's own way to them


def test_the_desk_sees_any_file_without_making_it_public() -> None:
    picture = image()
    for recipe in renditions.all_recipes(picture):
        assert pictures.private_file(picture, recipe)
    assert not is_placed(picture)


def test_apps_above_tell_what_they_show(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = image()
    monkeypatch.setattr(pictures, "_more_uses", [])
    pictures.register_use(lambda moment: {picture.pk: {"square"}})
    with at(0):
        pictures.sweep()
        assert pictures.in_use(moment(0)) == {picture.pk}

    assert is_placed(picture)


# --- What a page needs at once, and what takes long


def formats(picture: Image) -> list[str]:
    """As far as pages know, of the shape that a card draws."""
    found = renditions.picture(Image.objects.get(pk=picture.pk), "landscape", alt="")
    return [source.type.removeprefix("image/") for source in found.sources] if found else []


def named(picture: Image) -> set[str]:
    """Every file that a page could name."""
    now = Image.objects.get(pk=picture.pk)
    urls = (renditions.public_address(now, recipe) for recipe in renditions.all_recipes(now))
    return {url.removeprefix("/media/") for url in urls if url}


def finish() -> int:
    return pictures.finish(within=timedelta(minutes=1))


def test_a_page_names_avif_once_the_job_has_made_it(commits: Any) -> None:
    picture = image()
    with at(0), commits(execute=True):
        published("Old", **of(picture))
    assert formats(picture) == ["webp"]
    with at(1):
        assert [finish(), finish()] == [1, 0]

    assert formats(picture) == ["avif", "webp"]


def test_a_page_names_what_is_there_and_nothing_else(commits: Any) -> None:
    picture = image()
    assert named(picture) == set()
    with at(0), commits(execute=True):
        article = published("Old", **of(picture))
    assert named(picture) == set(public(picture)) != set()
    with at(1):
        finish()
    assert named(picture) == set(public(picture))
    with at(10), commits(execute=True):
        withdraw(article)
    assert named(picture) == set(public(picture)) == set()


def test_the_job_makes_nothing_of_what_nobody_sees(commits: Any) -> None:
    picture = image()
    with at(0), commits(execute=True):
        story("Old", **of(picture))
        assert finish() == 0

    assert not public(picture)


def test_files_of_a_former_release_go_with_the_picture(commits: Any) -> None:
    picture = image()
    with at(0), commits(execute=True):
        article = published("Old", **of(picture))
    picture.refresh_from_db()
    former = pixels.rendition_name(str(picture.key), "wide-20-f50x50.webp")
    default_storage.save(former, ContentFile(b"former"))
    Image.objects.filter(pk=picture.pk).update(ready=[*picture.ready, "wide-20-f50x50.webp"])
    with at(10), commits(execute=True):
        withdraw(article)
        pictures.sweep()

    assert not default_storage.exists(former)


def test_a_job_that_ends_early_goes_on_where_it_was(commits: Any) -> None:
    found = [image(colour) for colour in ("teal", "navy", "pink")]
    with at(0), commits(execute=True):
        for picture in found:
            published(picture.title, **of(picture))
    with at(1):
        done = [pictures.finish(within=timedelta()) for _ in range(4)]

    assert done == [1, 1, 1, 0]
    assert [formats(picture) for picture in found] == [["avif", "webp"]] * 3


def test_a_picture_taken_away_meanwhile_is_not_put_back_by_the_job(commits: Any) -> None:
    picture = image()
    with at(0), commits(execute=True):
        article = published("Old", **of(picture))
    with at(1):
        ((before, missing),) = pictures.unfinished()
    with at(10), commits(execute=True):
        withdraw(article)
    assert not pictures.place(before, missing, only_if_placed=True)

    assert not public(picture)


def test_a_focal_point_moved_meanwhile_leaves_no_file_of_the_former_one(commits: Any) -> None:
    picture = image()
    with at(0), commits(execute=True):
        published("Old", **of(picture))
    with at(1):
        ((before, missing),) = pictures.unfinished()
        pictures.focus(Image.objects.get(pk=picture.pk), 10, 20, by=edda())
        assert not pictures.place(before, missing, only_if_placed=True)
        finish()
    picture.refresh_from_db()

    assert formats(picture) == ["avif", "webp"]
    assert sorted(everything_public()) == sorted([*public(picture), SocialCard.objects.get().name])


def test_one_that_cannot_be_made_holds_up_no_other_and_says_why(commits: Any) -> None:
    broken, picture = image("teal"), image("navy")
    storages["private"].delete(broken.file.name)
    with at(0), commits(execute=True):
        published("One", **of(broken))
        published("Two", **of(picture))
    with at(1):
        pictures.sweep()
        finish()

    assert formats(picture) == ["avif", "webp"]
    assert formats(broken) == []
    assert Image.objects.get(pk=broken.pk).trouble == "No such file or directory"


def test_its_trouble_is_tried_again_after_a_while_and_forgotten(commits: Any) -> None:
    picture = image()
    content = picture.file.read()
    storages["private"].delete(picture.file.name)
    with at(0), commits(execute=True):
        published("One", **of(picture))
    storages["private"].save(picture.file.name, ContentFile(content))
    with at(1):
        pictures.sweep()
        assert formats(picture) == []

        Image.objects.update(troubled_at=timezone.now() - pictures.PATIENCE)
        pictures.sweep()

    assert formats(picture) == ["webp"]
    assert Image.objects.get(pk=picture.pk).trouble == ""
