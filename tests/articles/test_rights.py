"""Who may read and do what. Each right is asked of everyone in the cast, and of nobody at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.urls import reverse

from articles.desk import rights, roles
from articles.desk.rights import VERBS, may, may_edit, may_override, may_read, readable
from articles.models import Article, Section, Stage
from newsroom.models import User
from tests.articles.desk import at_the_desk
from tests.cast import (
    at,
    author,
    change,
    cura,
    edda,
    lena,
    max_,
    published,
    section,
    sign,
    story,
    ward,
    wren,
)

pytestmark = pytest.mark.django_db


def cast() -> dict[str, Any]:
    return {
        "wren": wren(), "ward": ward(), "edda": edda(), "cura": cura(), "lena": lena(), "max": max_(),
        "nobody": AnonymousUser(),
    }  # fmt: skip


def who(question: Any) -> list[str]:
    return [name for name, person in cast().items() if question(person)]


@pytest.fixture
def article() -> Article:
    """Wren's."""
    with at(0):
        return story("Old")


def test_own_stories_are_read_by_writers_all_by_editors_legal_and_managers(article: Article) -> None:
    assert who(lambda person: may_read(person, article)) == ["wren", "edda", "lena", "max"]
    assert who(lambda person: article in readable(person)) == ["wren", "edda", "lena", "max"]


def test_whoever_stands_in_the_byline_has_it_for_their_own(article: Article) -> None:
    sign(article, [author("Ward Moss", user=ward())])

    assert may_read(ward(), article)
    assert may_edit(ward(), article)
    assert list(readable(ward())) == [article]


def test_a_story_with_two_names_of_one_person_is_listed_once(article: Article) -> None:
    person = author("Wren Moss", user=wren())
    sign(article, [(person, "words"), (person, "photography"), author("Ines Okafor")])

    assert list(readable(wren())) == [article]


@pytest.mark.parametrize("stage", Stage)
def test_a_writer_edits_while_it_is_being_drafted(article: Article, stage: Stage) -> None:
    article.stage = stage
    expected = ["wren", "edda", "max"] if stage == Stage.DRAFTING else ["edda", "max"]

    assert who(lambda person: may_edit(person, article)) == expected


def test_nobody_edits_what_is_in_the_bin(article: Article) -> None:
    article.binned_at = article.created_at

    assert who(lambda person: may_edit(person, article)) == []


EDITORS = ["edda", "max"]
MAY = dict.fromkeys(VERBS, EDITORS) | {
    "submit": ["wren", *EDITORS],
    "take-back": ["wren", *EDITORS],
    "restore": ["wren", *EDITORS],
    "edit": ["wren", *EDITORS],
    "fix-live": ["wren", *EDITORS],
    "bring-back": ["wren", *EDITORS],
    "share-link": ["wren", *EDITORS],
    "seal": ["lena"],
    "unseal": ["lena"],
    "redact": ["lena"],
    "clear-legal": ["lena"],
}


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_do_each_verb(article: Article, verb: str) -> None:
    assert who(lambda person: may(person, verb, article)) == MAY[verb]


def test_somebody_elses_story_is_nothing_to_a_writer(article: Article) -> None:
    assert [verb for verb in VERBS if may(ward(), verb, article)] == []


def test_a_writer_cannot_publish_whatever_the_stage(article: Article) -> None:
    for stage in Stage:
        article.stage = stage
        allowed = {verb for verb in VERBS if may(wren(), verb, article)}
        assert allowed <= {"submit", "take-back", "restore", "edit", "fix-live", "bring-back", "share-link"}


@pytest.mark.parametrize("verb", VERBS)
def test_a_right_without_sight_is_none(article: Article, verb: str) -> None:
    """Somebody with every right but those to read."""
    person = User.objects.create(username="blind")
    from django.contrib.auth.models import Permission

    person.user_permissions.set(
        Permission.objects.filter(content_type__app_label="articles").exclude(codename="view_article")
    )

    assert not may(person, verb, article)


def test_whoever_is_deactivated_has_no_right(article: Article) -> None:
    for person in (wren(), edda(), max_()):
        User.objects.filter(pk=person.pk).update(is_active=False)
        gone = User.objects.get(pk=person.pk)
        assert not readable(gone).exists()
        assert [verb for verb in VERBS if may(gone, verb, article)] == []


def test_going_over_checks_is_for_managers() -> None:
    assert who(may_override) == ["max"]


def test_an_unknown_verb_is_an_error_not_a_right(article: Article) -> None:
    with pytest.raises(KeyError):
        may(edda(), "delete-everything", article)


# --- Roles are data


def permissions(role: str) -> set[str]:
    group = Group.objects.get(name=role)
    return {
        f"{item.content_type.app_label}.{item.codename}"
        for item in group.permissions.select_related("content_type")
    }


def test_applying_the_roles_again_changes_nothing() -> None:
    before = {role: permissions(role) for role in roles.ROLES}
    roles.apply_roles()

    assert {role: permissions(role) for role in roles.ROLES} == before


def test_applying_the_roles_puts_back_what_was_taken_and_takes_what_was_added() -> None:
    before = permissions(roles.WRITER)
    group = Group.objects.get(name=roles.WRITER)
    group.permissions.set(Group.objects.get(name=roles.MANAGER).permissions.all())
    assert permissions(roles.WRITER) != before
    roles.apply_roles()

    assert permissions(roles.WRITER) == before


def test_what_the_table_names_exists() -> None:
    for role, names in roles.ROLES.items():
        if role != roles.MANAGER:
            missing = set(names) - permissions(role)
            assert not {name for name in missing if not name.startswith("recommendations.")}


def test_legal_questions_are_cleared_by_legal_alone() -> None:
    holders = [role for role in roles.ROLES if "articles.clear_legal" in permissions(role)]

    assert holders == [roles.LEGAL]


def test_no_role_may_write_what_only_verbs_write() -> None:
    """Django makes these rights for every model; the desk gives them to nobody but by a manager's star."""
    for role in (roles.WRITER, roles.EDITOR, roles.CURATOR, roles.LEGAL):
        for model in ("edition", "transition", "revision", "address", "correction"):
            for action in ("add", "change", "delete"):
                assert f"articles.{action}_{model}" not in permissions(role)


def test_a_curator_has_no_right_to_a_story_or_its_words() -> None:
    assert {name for name in permissions(roles.CURATOR) if name.startswith("articles.")} == {
        "articles.see_any_moment",  # what waits is approved text, which curators may see
        "articles.view_image",
    }
    assert rights.readable(cura()).count() == 0


# --- Rights by section


def limited(*sections: Section) -> User:
    person = edda()
    person.sections.set(sections)
    return User.objects.get(pk=person.pk)


DECIDES = {
    "approve", "send-back", "hold", "take-off-hold", "spike", "unspike", "ask-legal", "publish", "schedule",
    "move-schedule", "cancel-schedule", "withdraw", "edit-notice", "reinstate", "end-at", "never-end",
}  # fmt: skip


def test_an_editor_of_some_sections_decides_there_alone(article: Article) -> None:
    assert {verb for verb in VERBS if may(limited(), verb, article)} >= DECIDES

    here = limited(section("Machines"), section("Money"))
    assert {verb for verb in VERBS if may(here, verb, article)} >= DECIDES
    elsewhere = limited(section("Money"))
    assert DECIDES.isdisjoint(verb for verb in VERBS if may(elsewhere, verb, article))
    assert may(elsewhere, "submit", article)
    assert may_edit(elsewhere, article)


def test_what_readers_know_in_one_section_is_not_taken_to_another() -> None:
    with at(0):
        article = published("Old")
        change(article, section=section("Money"))

    assert not may(limited(section("Money")), "publish", article)
    assert not may(limited(section("Machines")), "publish", article)
    assert may(limited(section("Machines"), section("Money")), "publish", article)


def test_a_story_without_a_section_is_for_those_without_limits() -> None:
    with at(0):
        article = story("Old", section=None)
    Article.objects.filter(pk=article.pk).update(section=None)
    article.refresh_from_db()

    assert may(limited(), "hold", article)
    assert not may(limited(section("Machines")), "hold", article)


def test_the_admins_own_autocomplete_finds_no_story_that_one_may_not_read() -> None:
    story("Nobody may know", by=ward(), names=[author("Ward")])
    given = {"app_label": "recommendations", "model_name": "recommendation", "field_name": "article"}

    def found(name: str) -> list[str]:
        answer = at_the_desk(name).get(reverse("admin:autocomplete"), given)
        return [item["text"] for item in answer.json()["results"]] if answer.status_code == 200 else []

    assert found("edda") == ["Nobody may know"]
    assert found("wren") == found("cura") == []
