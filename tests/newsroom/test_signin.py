"""Staff sign in; nobody signs up; guessing is slow, whoever guesses and whatever they forward."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from articles.models import Transition
from articles.templatetags import desk as templatetags
from newsroom import chores
from newsroom.models import User
from tests.articles.desk import at_the_desk, save_page

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


# --- Where somebody is signed in, and what they are told


NEW = "another-long-password"


def browser(name: str = "Firefox", **headers: str) -> Client:
    client = Client(headers={"User-Agent": f"Mozilla/5.0 (Windows NT 10.0) {name}/156.0"})
    sign_in(client)
    return client


def change_password(client: Client):
    said = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    return client.post(reverse("admin:password_change"), said)


def test_it_is_told_where_one_is_signed_in_and_elsewhere_is_ended_at_once(edda):
    here, there = browser(), browser("Safari")

    page = here.get(reverse("usersessions_list"))
    assert [*re.findall("<h2>(.*?)</h2>", page.text)] == [
        "Firefox, Windows <small>(here)</small>",
        "Safari, Windows",
    ]
    assert "127.0.0.1" in page.text
    page = here.post(reverse("usersessions_list"), follow=True)

    assert "You are signed in nowhere else now." in page.text
    assert "Sign out everywhere else" not in page.text
    assert (is_in(here), is_in(there)) == (True, False)
    (entry,) = Transition.objects.filter(verb="end-sessions")
    assert (entry.by, entry.data) == (edda, {"ended": 1})


def test_nobody_sees_where_others_are_signed_in(edda):
    User.objects.create_user("mallory", password=PASSWORD, is_staff=True)
    browser()
    client = Client()
    sign_in(client, name="mallory")

    assert "Firefox" not in client.get(reverse("usersessions_list")).text


def test_a_new_password_ends_all_other_sessions_and_its_owner_is_told(edda, mailoutbox):
    here, there = browser(), browser("Safari")

    assert change_password(here).status_code == 302

    assert (is_in(here), is_in(there)) == (True, False)
    assert "(here)" in here.get(reverse("usersessions_list")).text
    assert "Safari" not in here.get(reverse("usersessions_list")).text
    (mail,) = mailoutbox
    assert mail.to == [edda.email]
    assert "Your password has been changed" in mail.body
    assert [entry.by for entry in Transition.objects.filter(verb="set-password")] == [edda]


def test_a_mail_server_that_is_away_keeps_nobody_from_a_new_password(edda, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    here = browser()

    assert change_password(here).status_code == 302

    edda.refresh_from_db()
    assert edda.check_password(NEW)
    assert "No mail about a change of an account" in caplog.text


def test_the_owner_is_told_of_a_password_that_a_manager_set_and_of_another_address(
    edda, mailoutbox, monkeypatch
):
    monkeypatch.setattr(transaction, "on_commit", lambda follow: follow())
    EmailAddress.objects.create(user=edda, email=edda.email, primary=True, verified=True)
    max_ = at_the_desk("max")
    said = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    max_.post(reverse("admin:auth_user_password_change", args=[edda.pk]), said)
    edda.refresh_from_db()
    assert save_page(max_, edda, email="new@slipmark.example").status_code == 302

    password, address = mailoutbox
    assert (password.to, address.to) == (["edda@slipmark.example"], ["edda@slipmark.example"])
    assert "changed from edda@slipmark.example to new@slipmark.example" in address.body
    mailoutbox.clear()
    for email in ("edda@slipmark.example", "new@slipmark.example"):
        Client().post(reverse("account_reset_password"), {"email": email})
    assert [mail.to for mail in mailoutbox if "reset" in mail.body and "/key/" in mail.body] == [
        ["new@slipmark.example"]
    ]


def test_sessions_that_ended_are_forgotten(edda):
    here, there = browser(), browser("Safari")
    there.session.flush()

    chores.forget_old_sessions()

    assert [session.session_key for session in UserSession.objects.all()] == [here.session.session_key]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36",
            "Chrome, Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) Version/26.1 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("curl/8.1", "curl/8.1"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_is_called_by_its_name(agent, name):
    assert templatetags.browser(agent) == name
