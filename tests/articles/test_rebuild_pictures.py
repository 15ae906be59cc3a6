"""`manage.py rebuild_pictures`: all files anew, or only those that are lost."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command

from articles import pixels, renditions
from articles.desk import pictures, rebuilding
from articles.models import Image, SocialCard
from tests.cast import at, image, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(django_capture_on_commit_callbacks: Any) -> Image:
    picture = image()
    with at(0), django_capture_on_commit_callbacks(execute=True):
        published("Old", lead_image=picture, lead_alt="A fab.")
    picture.refresh_from_db()
    return picture


def rebuild(*options: str) -> str:
    out = StringIO()
    with at(1):
        call_command("rebuild_pictures", *options, stdout=out)
    return out.getvalue()


def files(picture: Image, format: str = "") -> dict[str, bytes]:
    """What is in the public place under the names that a page could use."""
    names = [
        renditions.name(picture, recipe)
        for recipe in renditions.all_recipes(Image.objects.get(pk=picture.pk))
        if format in ("", recipe.format)
    ]
    return {name: default_storage.open(name).read() for name in names if default_storage.exists(name)}


def test_makes_every_file_anew_and_what_takes_long_too(shown: Image, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(shown)
    monkeypatch.setitem(pixels.ENCODINGS, "webp", {"quality": 1})
    monkeypatch.setitem(pixels.ENCODINGS, "jpeg", {"quality": 1})

    rebuild()

    after = files(shown)
    assert [name for name in before if after[name] == before[name]] == []
    assert files(shown, "avif")


def test_can_be_told_which_formats(shown: Image, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(shown)
    monkeypatch.setitem(pixels.ENCODINGS, "webp", {"quality": 1})
    monkeypatch.setitem(pixels.ENCODINGS, "jpeg", {"quality": 1})

    rebuild("--formats", "webp")

    changed = {name for name, content in files(shown).items() if content != before.get(name)}
    assert changed == set(files(shown, "webp"))


def test_draws_the_cards_anew(shown: Image) -> None:
    before = SocialCard.objects.get().name

    assert "Cards drawn: 1." in rebuild()

    assert SocialCard.objects.get().name != before
    assert not default_storage.exists(before)


def test_of_what_nobody_sees_the_desks_own_are_forgotten() -> None:
    picture = image("navy")
    (recipe, *_) = renditions.at_once(picture, ["square"])
    pictures.private_file(picture, recipe)

    rebuild()

    assert not storages["private"].exists(pictures.private_name(picture, recipe))
    assert files(picture) == {}


def test_brings_back_what_was_lost_and_leaves_the_rest_alone(shown: Image) -> None:
    rebuild("--missing")
    whole = files(shown)
    lost, kept, *_ = files(shown, "webp")
    default_storage.delete(lost)
    default_storage.delete(kept)
    default_storage.save(kept, default_storage.open(next(iter(files(shown, "jpeg")))))
    mark = files(shown)[kept]

    rebuild("--missing")

    assert files(shown) == {**whole, kept: mark}


def test_names_what_was_lost_and_cannot_be_made_no_longer(shown: Image) -> None:
    for name in files(shown, "webp"):
        default_storage.delete(name)
        storages["private"].delete(f"renditions/{name}")
    storages["private"].delete(shown.file.name)

    with pytest.raises(CommandError, match=r"Failed, see the log: .*“All teal”"):
        rebuild("--missing")

    found = renditions.picture(Image.objects.get(pk=shown.pk), "landscape", alt="")
    assert found
    assert found.sources == ()


def test_one_that_is_stopped_says_how_to_go_on(shown: Image, monkeypatch: pytest.MonkeyPatch) -> None:
    second = image("navy")
    done: list[int] = []

    def until_interrupted(picture: Image, *_: Any, **__: Any) -> bool:
        if picture == second:
            raise KeyboardInterrupt
        done.append(picture.pk)
        return True

    monkeypatch.setattr(rebuilding, "rebuild", until_interrupted)
    with pytest.raises(CommandError, match=f"Stopped after 1 of 2. .* --from {second.pk}$"):
        rebuild()
    assert done == [shown.pk]

    monkeypatch.setattr(
        rebuilding, "rebuild", lambda picture, *_, **__: bool(done.append(picture.pk)) or True
    )
    assert "1 of 1" in rebuild("--from", str(second.pk))
    assert done == [shown.pk, second.pk]
