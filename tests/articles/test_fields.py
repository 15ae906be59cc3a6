from __future__ import annotations

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test.utils import isolate_apps

from articles import fields


@pytest.fixture
def note(transactional_db):
    """A model that has one field of each sort, and its table."""
    with isolate_apps("django.contrib.contenttypes"):

        class Note(models.Model):
            headline = fields.LineField(max_length=40, blank=True)
            notice = fields.PlainField(blank=True)
            body = fields.ProseField(blank=True)
            url = fields.WebAddressField(blank=True)
            contact = fields.ContactAddressField(blank=True)

            class Meta:
                app_label = "articles"
                db_table = "notes_of_a_test"

        with connection.schema_editor() as editor:
            editor.create_model(Note)
        yield Note
        with connection.schema_editor() as editor:
            editor.delete_model(Note)


SCRIPT = "<p>ok</p><script>alert(1)</script>"


def test_a_bare_save_stores_no_script_and_shows_what_it_stored(note):
    kept = note(body=SCRIPT)
    kept.save()
    assert kept.body == "<p>ok</p>"
    assert note.objects.get().body == "<p>ok</p>"


def test_bulk_ways_store_no_script(note):
    [kept] = note.objects.bulk_create([note(body=SCRIPT)])
    assert note.objects.get().body == "<p>ok</p>"

    note.objects.update(body=SCRIPT)
    assert note.objects.get().body == "<p>ok</p>"

    kept.body = SCRIPT
    note.objects.bulk_update([kept], ["body"])
    assert note.objects.get().body == "<p>ok</p>"


def test_validation_gives_the_clean_body(note):
    kept = note(body=SCRIPT)
    kept.full_clean()
    assert kept.body == "<p>ok</p>"


def test_a_body_of_a_book_is_refused(note):
    with pytest.raises(ValidationError, match="make it two"):
        note(body="x" * (fields.LONGEST_BODY + 1)).full_clean()


def test_looking_for_words_in_a_body_does_not_clean_them(note):
    note.objects.create(body="<p>one <b>two</b></p>")
    assert note.objects.filter(body__contains="<strong>two").exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Fab \t reopens\r\nafter\x00 flood ", "Fab reopens after flood"),
        ("Kite\u00a03 \u202eevil\u202c\u2066x\u2069", "Kite\u00a03 evilx"),
        ("\ufeffa\u2028b\ud800", "a b"),
        ("<b>2 &lt; 3</b>", "<b>2 &lt; 3</b>"),
    ],
)
def test_a_line_is_one_line_of_characters_that_can_be_read(note, given, kept):
    assert note.objects.create(headline=given).headline == kept


def test_plain_text_keeps_its_paragraphs_and_nothing_invisible(note):
    kept = note.objects.create(notice=" One \r\nline\r\r\n\n\n\n two\x07\u202e ")
    assert kept.notice == "One\nline\n\ntwo"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "java\tscript:x",
        "data:text/html,x",
        "//x.example",
        "/path/",
        "ftp://x.example/",
        "x",
    ],
)
def test_no_way_in_stores_an_address_that_runs(note, url):
    with pytest.raises(ValidationError, match="begins with https"):
        note(url=url).save()
    with pytest.raises(ValidationError):
        note(url=url).full_clean()
    with pytest.raises(ValidationError):
        note.objects.bulk_create([note(url=url)])
    note.objects.create()
    with pytest.raises(ValidationError):
        note.objects.update(url=url)
    with pytest.raises(ValidationError):
        note(contact=url).save()


def test_only_a_contact_may_be_a_mail_address(note):
    assert note.objects.create(contact=" mailto:desk@x.example").contact == "mailto:desk@x.example"
    with pytest.raises(ValidationError):
        note(url="mailto:desk@x.example").save()


def test_an_address_may_be_empty_and_is_trimmed(note):
    assert note.objects.create(url=" ").url == ""
    assert note.objects.create(url=" https://x.example/a ").url == "https://x.example/a"


def test_a_form_refuses_a_bad_address_beside_its_field(note):
    class Form(forms.ModelForm):
        class Meta:
            model = note
            fields = ["url", "contact"]

    form = Form({"url": "javascript:alert(1)", "contact": "javascript:alert(1)"})
    assert set(form.errors) == {"url", "contact"}
    form = Form({"url": "x.example", "contact": "mailto:desk@x.example"})
    assert form.is_valid(), form.errors
    assert form.save().url == "https://x.example"


def test_migrations_name_the_fields_as_they_are_written():
    assert fields.WebAddressField(blank=True).deconstruct()[1:] == (
        "articles.fields.WebAddressField",
        [],
        {"blank": True},
    )
