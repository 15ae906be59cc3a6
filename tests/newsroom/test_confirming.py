"""A browser that was left open, or a session that was taken away, is not its owner."""

from __future__ import annotations

import html
import re

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import get_user
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from articles.models import Image, Tag
from newsroom.models import User
from tests import cast
from tests.articles.desk import at_the_desk, save_page, type_password
from tests.newsroom.test_audit import book

PASSWORD = "a-long-enough-password"
HOUR = 3600
ASKS = "/admin/account/reauthenticate/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def max_() -> User:
    person = cast.max_()
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def thief(max_) -> Client:
    """Has Max's session of this morning."""
    client = at_the_desk("max")
    type_password(client, ago=HOUR)
    return client


def give(client: Client, asked, password: str = PASSWORD):
    """The password, on the page that `asked` led to."""
    assert asked.status_code == 302, asked.status_code
    assert asked.url.startswith(ASKS), asked.url
    page = client.get(asked.url)
    assert "Is it still you?" in page.text
    return client.post(ASKS, {"password": password, "next": page.wsgi_request.GET["next"]})


def rights(person: User) -> list[str]:
    return [group.name for group in person.groups.all()]


def test_rights_are_given_by_whoever_knows_the_password_and_nothing_has_to_be_typed_again(thief):
    wren, editor = cast.wren(), Group.objects.get(name="Editor")
    address = reverse("admin:newsroom_user_change", args=[wren.pk])

    asked = save_page(thief, wren, query="?_changelist_filters=q%3Dwren", groups=[editor.pk])
    refused = give(thief, asked, "a guess")

    assert "That did not work." in refused.text
    assert rights(wren) == ["Writer"]

    answer = thief.post(ASKS, {"password": PASSWORD, "next": address})
    assert answer.status_code == 302
    assert answer.url == reverse("admin:newsroom_user_changelist") + "?q=wren"
    assert rights(wren) == ["Editor"]
    assert save_page(thief, wren, groups=[]).status_code == 302  # for half an hour
    assert rights(wren) == []


def test_what_is_refused_afterwards_stands_at_its_own_address(thief):
    wren = cast.wren()
    address = reverse("admin:newsroom_user_change", args=[wren.pk])

    page = give(thief, save_page(thief, wren, username=""))

    assert page.status_code == 200
    assert f'action="{address}"' in page.text
    assert "This field is required." in page.text


def test_the_rights_of_a_role_too(thief):
    role = Group.objects.create(name="Intern")

    asked = save_page(thief, role, name="Trainee")
    role.refresh_from_db()
    assert role.name == "Intern"

    give(thief, asked)
    role.refresh_from_db()
    assert role.name == "Trainee"


def test_a_password_is_asked_for_before_another_is_typed_and_that_is_kept_in_no_session(thief):
    wren = cast.wren()
    new = {
        "password1": "another-long-password",
        "password2": "another-long-password",
        "usable_password": "true",
    }
    for address, said in (
        (reverse("admin:auth_user_password_change", args=[wren.pk]), new),
        (reverse("admin:newsroom_user_add"), new | {"username": "nora"}),
    ):
        assert thief.get(address).url.startswith(ASKS)
        asked = thief.post(address, said)
        assert "another-long-password" not in str(dict(thief.session))
        assert give(thief, asked).url == address
        type_password(thief, ago=HOUR)

    assert not User.objects.filter(username="nora").exists()
    assert book("set-password") == []


def test_nothing_is_deleted_for_good_without_it(thief):
    topic, picture = cast.tag(), cast.image()
    for thing, words in ((topic, "Deleted."), (picture, "is deleted")):
        address = reverse(f"admin:articles_{thing._meta.model_name}_delete", args=[thing.pk])
        assert thief.get(address).status_code == 200
        asked = thief.post(address, {"post": "yes"})
        assert type(thing).objects.filter(pk=thing.pk).exists()
        gone = give(thief, asked)
        assert not type(thing).objects.filter(pk=thing.pk).exists()
        assert words in thief.get(gone.url).text
        type_password(thief, ago=HOUR)

    assert (Tag.objects.count(), Image.objects.count()) == (0, 0)


def test_the_book_is_not_taken_away_without_it(thief):
    address = reverse("admin:articles_transition_export")

    answer = give(thief, thief.get(address))

    assert answer.url == address
    assert thief.get(address)["Content-Type"].startswith("text/csv")


def test_whoever_has_just_signed_in_is_not_asked(client, max_):
    client.post(reverse("account_login"), {"login": "max", "password": PASSWORD})

    assert client.get(reverse("admin:newsroom_user_add")).status_code == 200


def test_whoever_has_nothing_to_give_is_not_asked():
    """A session from a sign-in elsewhere, say, has no password."""
    client = at_the_desk("max")
    type_password(client, ago=HOUR)
    User.objects.update(password=make_password(None))
    client.force_login(cast.max_())

    assert client.get(reverse("admin:newsroom_user_add")).status_code == 200


def test_ones_own_address_for_letters_is_not_changed_without_it(thief, max_):
    address = reverse("account_email")

    assert thief.post(address, {"email": "thief@example.com", "action_add": ""}).url.startswith(ASKS)
    max_.refresh_from_db()
    assert max_.email != "thief@example.com"
    assert get_user(thief) == max_


def test_a_code_of_the_second_step_does_as_well(thief, max_):
    TOTP.activate(max_, secret := generate_totp_secret())
    asked = thief.get(reverse("admin:newsroom_user_add"))

    page = thief.get(asked.url)
    assert "/admin/account/2fa/reauthenticate/" in page.text
    (way,) = re.findall(r'href="(/admin/account/2fa/reauthenticate/[^"]*)"', page.text)
    assert "Is it still you?" in thief.get(html.unescape(way)).text
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    said = {"code": code, "next": reverse("admin:newsroom_user_add")}
    answer = thief.post(html.unescape(way), said)

    assert answer.url == reverse("admin:newsroom_user_add")
    assert thief.get(answer.url).status_code == 200


def test_who_may_not_is_told_so_and_not_asked():
    client = at_the_desk("wren")
    type_password(client, ago=HOUR)

    role = Group.objects.get(name="Editor")
    assert client.post(reverse("admin:auth_group_change", args=[role.pk])).status_code == 403
    assert client.post(reverse("admin:articles_tag_delete", args=[cast.tag().pk])).status_code == 403
