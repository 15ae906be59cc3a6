"""Two people at one page of the desk: the second is told what the first saved, and puts it aside knowingly or not at
all."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from articles.models import ContactLink, Page, StoryTemplate
from tests import cast
from tests.articles.desk import type_password

pytestmark = pytest.mark.django_db


def mona():
    return cast.person("mona", "Manager")


class Window:
    """One person's page, as it was drawn when they opened it."""

    def __init__(self, person, thing):
        self.client = Client()
        self.client.force_login(person)
        type_password(self.client)
        self.url = reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])
        self.read(self.client.get(self.url))

    def read(self, page):
        form = page.context["adminform"].form
        assert str(form["seen"]) in page.text
        self.sent = sent_by(form)
        for inline in page.context["inline_admin_formsets"]:
            for part in (inline.formset.management_form, *inline.formset):
                self.sent |= sent_by(part)

    def save(self, **typed):
        """302, or what the page that comes back says."""
        page = self.client.post(self.url, self.sent | typed)
        if page.status_code != 200:
            return page.status_code
        self.read(page)
        errors = page.context["adminform"].form.errors
        return {name: [*words] for name, words in errors.items()}


def sent_by(form):
    said = {field.html_name: field.value() for field in form}
    return {name: value for name, value in said.items() if value is not None and value is not False}


def about():
    return Page.objects.create(slug="about", standfirst="Who we are.", body="<p>Us.</p>")


def template():
    return StoryTemplate.objects.create(name="Review", kind="review", description="A phone")


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (about, "body"),
        (cast.author, "biography"),
        (cast.section, "description"),
        (cast.tag, "text"),
        (template, "description"),
        (cast.image, "credit"),
    ],
)
def test_what_somebody_saved_meanwhile_is_written_over_knowingly_or_not_at_all(make, field):
    thing = make()
    first, second = Window(mona(), thing), Window(cast.max_(), thing)

    def says():
        thing.refresh_from_db()
        return getattr(thing, field).replace("<p>", "").replace("</p>", "")

    assert first.save(**{field: "Mona’s words"}) == 302
    assert second.save(**{field: "Max’s words"}) == {
        "__all__": ["Mona saved this meanwhile. Save again to put yours in its place."],
        field: ["It says now: “Mona’s words”"],
    }
    assert (says(), second.sent[field].removeprefix("<p>").removesuffix("</p>")) == (
        "Mona’s words",
        "Max’s words",
    )

    assert first.save(**{field: "Mona’s last words"}) != 302  # her page is as old as his
    assert second.save() == 302
    assert says() == "Max’s words"


def test_what_was_left_as_it_was_is_not_put_back_over_a_change():
    ines = cast.author("Ines Okafor")
    first, second = Window(mona(), ines), Window(cast.max_(), ines)

    assert first.save(job_title="Editor", retired="on") == 302
    told = second.save(place="Riga")

    ines.refresh_from_db()
    assert (ines.job_title, ines.place, ines.retired) == ("Editor", "", True)
    assert told["job_title"] == ["It says now: “Editor”"]
    assert told["retired"] == ["It says now: “yes”"]
    assert second.save(job_title="Editor", retired="on") == 302


def test_an_account_and_a_role_are_not_put_back_either():
    wren, editor = cast.wren(), Group.objects.get(name="Editor")
    first, second = Window(mona(), wren), Window(cast.max_(), wren)

    assert first.save(groups=[editor.pk]) == 302
    told = second.save(first_name="Tomasz")
    assert told["groups"] == ["It says now: “Editor”"]
    assert second.save(groups=[editor.pk]) == 302
    assert [*wren.groups.all()] == [editor]

    role = Group.objects.create(name="Intern")
    first, second = Window(mona(), role), Window(cast.max_(), role)
    right = Permission.objects.get(codename="view_article")
    assert first.save(permissions=[right.pk]) == 302
    assert list(second.save(name="Trainee")) == ["__all__", "permissions"]
    assert second.save(permissions=[right.pk]) == 302
    assert [*role.permissions.all()] == [right]


def test_one_that_somebody_deletes_meanwhile_breaks_nothing():
    topic = cast.tag()
    window = Window(cast.max_(), topic)
    topic.delete()

    assert window.save(name="Other") == 302


def test_links_of_an_author_count_too():
    ines = cast.author("Ines Okafor")
    ines.links.create(label="Diary", url="https://ines.example/")
    first, second = Window(mona(), ines), Window(cast.max_(), ines)

    assert first.save(**{"links-0-url": "https://new.example/"}) == 302
    told = second.save(**{"links-0-label": "Her diary"})

    assert told["__all__"] == [
        "Mona saved this meanwhile. Save again to put yours in its place.",
        "The links are now: Diary.",
    ]
    assert ContactLink.objects.get().label == "Diary"
    assert second.save() == 302
    assert ContactLink.objects.get().label == "Her diary"


def test_in_another_window_of_ones_own_it_is_said_so_and_the_same_words_are_no_change():
    page = about()
    first, second, third = (Window(cast.max_(), page) for _ in range(3))

    assert first.save(standfirst="We are many.") == 302
    assert second.save(standfirst="We are many.") == 302
    assert third.save(standfirst="We are few.")["__all__"] == [
        "You saved in another window meanwhile. Save again to put yours in its place."
    ]


def test_a_form_that_does_not_say_what_it_was_made_from_is_as_old_as_can_be():
    page = about()
    window = Window(cast.max_(), page)

    assert window.save(seen="", standfirst="We are few.")["standfirst"] == ["It says now: “Who we are.”"]
    assert window.save() == 302
