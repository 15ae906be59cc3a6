"""Staff sign in; nobody signs up; guessing is slow, whoever guesses and whatever they forward."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from newsroom.models import User

PASSWORD = "a-long-enough-password"

pytestmark = pytest.mark.django_db


@pytest.fixture
def edda() -> User:
    return User.objects.create_user("edda", "edda@slipmark.example", PASSWORD, is_staff=True)


def sign_in(client: Client, password: str = PASSWORD, name: str = "edda", **headers: str):
    return client.post(reverse("account_login"), {"login": name, "password": password}, headers=headers)


def is_in(client: Client) -> bool:
    return get_user(client).is_authenticated


def test_the_desk_asks_to_sign_in_on_the_page_that_knows_the_limits(client):
    answer = client.get("/admin/", follow=True)

    assert answer.redirect_chain[-1][0].startswith("/admin/account/login/?next=")


def test_a_member_of_staff_signs_in_by_user_name_and_comes_to_the_desk(client, edda):
    answer = sign_in(client)

    assert is_in(client)
    assert answer.url == reverse("admin:index")


def test_plain_http_has_a_cookie_that_it_can_send_back(client, edda):
    sign_in(client)

    assert client.cookies["session"]["secure"] == ""
    assert client.cookies["session"]["httponly"] is True


def test_nobody_signs_up(client):
    form = {"username": "mallory", "password1": PASSWORD, "password2": PASSWORD, "email": "m@example.com"}
    client.post(reverse("account_signup"), form)

    assert not User.objects.filter(username="mallory").exists()


def test_after_five_wrong_passwords_even_the_right_one_waits(client, edda):
    for _ in range(5):
        sign_in(client, "wrong")

    sign_in(client)

    assert not is_in(client)


def test_the_limit_counts_for_the_account_wherever_it_is_tried_from(edda):
    for number in range(5):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(
            reverse("account_login"), {"login": "edda", "password": "wrong"}
        )
    client = Client(REMOTE_ADDR="198.51.100.1")

    sign_in(client)

    assert not is_in(client)


def test_a_forwarded_address_is_not_believed_while_no_proxy_is_trusted(client, edda):
    for number in range(10):
        sign_in(client, "wrong", name=f"user{number}", x_forwarded_for=f"192.0.2.{number}")

    sign_in(client, x_forwarded_for="198.51.100.1")

    assert not is_in(client)


def test_with_a_trusted_proxy_each_forwarded_address_counts_for_itself(client, edda, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(10):
        sign_in(client, "wrong", name=f"user{number}", x_forwarded_for=f"192.0.2.{number}")

    sign_in(client, x_forwarded_for="198.51.100.1")

    assert is_in(client)


def test_without_its_counter_nobody_gets_in(edda, monkeypatch):
    def away(*args, **kwargs):
        raise OSError("No space left on device")

    monkeypatch.setattr(cache, "add", away)
    client = Client(raise_request_exception=False)

    answer = sign_in(client)

    assert answer.status_code == 500
    assert not is_in(client)
