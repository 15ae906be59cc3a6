"""What goes into the book besides the verbs: sign-ins, failed ones, and changes of rights."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from articles.admin.audit import details
from articles.models import Transition
from newsroom import audit
from tests.articles.desk import at_the_desk, person, save_page, section

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-password"


@pytest.fixture(autouse=True)
def no_limit_yet() -> None:
    cache.clear()


def book(verb: str) -> list[Transition]:
    return list(Transition.objects.filter(verb=verb))


def sign_in(name: str, password: str) -> None:
    Client().post(reverse("account_login"), {"login": name, "password": password})


def test_who_signs_in_and_out_is_written_down() -> None:
    edda = person("edda")
    edda.set_password(PASSWORD)
    edda.save()
    client = Client()
    client.post(reverse("account_login"), {"login": "edda", "password": PASSWORD})
    client.post(reverse("admin:logout"))

    assert [entry.by for entry in book("sign-in")] == [edda]
    assert [entry.by for entry in book("sign-out")] == [edda]


def test_a_failed_sign_in_keeps_the_name_and_never_the_password() -> None:
    edda = person("edda")
    sign_in("edda", "hunter2-hunter2")
    sign_in("nobody", "hunter2-hunter2")
    unknown, known = book("sign-in-failed")

    assert (known.subject_id, known.data) == (edda.pk, {"typed": "edda"})
    assert (unknown.subject_id, unknown.data) == (0, {"typed": "nobody"})
    assert "hunter2" not in str(Transition.objects.values_list("note", "data"))


def test_the_name_is_cut() -> None:
    audit.sign_in_failed(None, credentials={"username": "x" * 10_000 + "\n"})

    assert book("sign-in-failed")[0].data == {"typed": "x" * 150}


def test_an_attacker_does_not_fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "MOST_FAILURES", 3)
    for number in range(6):
        audit.sign_in_failed(None, credentials={"username": f"guess {number}"})

    assert [entry.data["typed"] for entry in book("sign-in-failed")] == ["guess 2", "guess 1", "guess 0"]
    assert book("sign-in-failed")[0].note == "More of this hour are not written down."


def test_beyond_the_limit_of_the_sign_in_page_nothing_is_written_down() -> None:
    person("edda")
    for _ in range(12):
        sign_in("edda", "wrong")

    assert len(book("sign-in-failed")) == 5


# --- Rights


def change(who: Any, **changes: Any) -> None:
    response = save_page(at_the_desk("max"), who, **changes)
    assert response.status_code == 302, response.context["adminform"].form.errors


@pytest.mark.parametrize(
    ("changes", "now"),
    [
        (lambda: {"groups": [Group.objects.get(name="Editor").pk]}, "Editor"),
        (lambda: {"sections": [section("Money").pk]}, "Writer; sections: Money"),
        (lambda: {"is_active": None}, "Writer; switched off"),
        (lambda: {"is_staff": None}, "Writer; no desk"),
    ],
)
def test_a_change_of_rights_is_written_down_before_and_after(changes: Any, now: str) -> None:
    wren = person("wren")
    change(wren, **changes())
    (entry,) = book("change-rights")

    assert (entry.subject_id, entry.by) == (wren.pk, person("max"))
    assert entry.data == {"was": "Writer", "now": now}
    assert details(entry) == f"Writer → {now}"


def test_a_new_account_is_written_down_as_new() -> None:
    address = reverse("admin:newsroom_user_add")
    said = {"username": "nora", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    at_the_desk("max").post(address, said)

    (entry,) = book("change-rights")
    assert details(entry) == "New → No role; no desk"


def test_a_new_name_is_no_change_of_rights() -> None:
    change(person("wren"), first_name="Tomasz")

    assert book("change-rights") == []


def test_a_password_set_by_a_manager_is_written_down() -> None:
    wren = person("wren")
    new = {
        "password1": "another-long-password",
        "password2": "another-long-password",
        "usable_password": "true",
    }
    at_the_desk("max").post(reverse("admin:auth_user_password_change", args=[wren.pk]), new)

    assert [(entry.subject_id, entry.by) for entry in book("set-password")] == [(wren.pk, person("max"))]


def test_a_change_of_a_role_is_written_down() -> None:
    role = Group.objects.create(name="Intern")
    right = Permission.objects.get(codename="view_article")
    change(role, permissions=[right.pk])
    (entry,) = book("change-role")

    assert entry.data == {"added": ["articles.view_article"]}


def test_a_role_is_offered_the_rights_that_mean_something_and_loses_no_other() -> None:
    role = Group.objects.create(name="Intern")
    odd, right = (Permission.objects.get(codename=name) for name in ("view_session", "view_article"))
    role.permissions.add(odd)
    address = reverse("admin:auth_group_change", args=[role.pk])

    page = at_the_desk("max").get(address).text
    assert "Roles</a> &rsaquo; Intern" in page
    assert "Can publish, schedule and withdraw a story" in page
    assert "Can view session" in page
    assert "Can add session" not in page
    change(role, permissions=[odd.pk, right.pk])
    assert set(role.permissions.all()) == {odd, right}


def test_a_role_that_comes_with_the_product_says_that_it_is_put_back() -> None:
    editor = Group.objects.get(name="Editor")
    said = "each update gives it its own rights back"

    assert said in at_the_desk("max").get(reverse("admin:auth_group_change", args=[editor.pk])).text
    assert said not in at_the_desk("max").get(reverse("admin:auth_group_add")).text


def test_nobody_is_shown_what_is_left_of_a_password() -> None:
    wren = person("wren")
    wren.set_password("a-long-password-1")
    wren.save()
    page = at_the_desk("max").get(reverse("admin:newsroom_user_change", args=[wren.pk])).text

    assert "Nobody can read it" in page
    assert "salt" not in page
