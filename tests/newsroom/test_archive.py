"""Moving out and in again: nothing is lost, nothing changes, and an archive that means harm is refused."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from datetime import date
from filecmp import dircmp
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext

from articles import clock, guards, purging
from articles.desk import assigning, fixing, notes, publishing, sealing, workflow
from articles.desk import pictures as library
from articles.models import (
    Article,
    ContactLink,
    DeskWords,
    Edition,
    EditionReference,
    EditionWords,
    Image,
    Origin,
    Page,
    Purge,
    Redirect,
    Revision,
    SearchText,
    Section,
    StoryTemplate,
    Transition,
)
from articles.moving import numbers
from articles.moving.sheets import all_sheets
from articles.moving.stories import LEFT_OUT
from articles.records import record
from newsroom.models import User
from recommendations import curation
from recommendations.models import ListEdition, ListRight, RecommendationList
from tests import cast
from tests.newsroom import archives
from tests.recommendations.lists import a_list, elsewhere, launch

ROOT = Path(__file__).resolve().parent.parent.parent
FORMAT = ROOT / "docs" / "export-format.md"


def export(folder: Path) -> str:
    out = StringIO()
    call_command("export_archive", str(folder), stdout=out, stderr=out)
    return out.getvalue()


def import_(folder: Path) -> str:
    out = StringIO()
    call_command("import_archive", str(folder), stdout=out, stderr=out)
    return out.getvalue()


def differing(one: Path, other: Path) -> list[str]:
    """Names of files that are not the same bytes, or only in one of the two."""
    found = []
    for folder in (".", "originals"):
        compared = dircmp(one / folder, other / folder)
        found += compared.left_only + compared.right_only
        found += [
            name
            for name in compared.common_files
            if (one / folder / name).read_bytes() != (other / folder / name).read_bytes()
        ]
    return sorted(found)


def a_newsroom() -> None:
    """Something of everything that the desk can make."""
    chips, power = cast.tag("Chips"), cast.tag("Power, and who has it")
    ines = cast.author(
        "Ines Okafor", user=cast.wren(), portrait=cast.image("plum"), biography="Writes.\n\nReads."
    )
    ContactLink.objects.create(author=ines, label="Site", url="https://ines.example/")
    with cast.at(0):
        lead, gone = cast.image("teal", by=cast.edda(), credit="Bo Lind"), cast.image("red")
        live = cast.published(
            "Fab reopens",
            names=[(cast.author("Bo Lind"), "photography"), ines],
            topics=[power, chips],
            lead_image=lead,
            lead_alt="A dam",
            body=f'<p>Ünïcode “quotes” &amp; <em>marks</em> 🎉</p><figure data-image="{lead.pk}"><img alt="x"></figure>',
            disclosures=[{"kind": "loan", "company": "Norrby", "text": ""}],
        )
        library.delete(gone, by=cast.edda())
    with cast.at(10):
        cast.correct(cast.rewritten(live, slug="fab-reopened"))
    with cast.at(15):
        cast.publish(cast.rewritten(live))
        sealing.seal(live, live.editions.earliest("live_from").pk, by=cast.lena(), reason="A court asked.")
    with cast.at(20):
        cast.change(live, headline="A rewrite that is open")
        fixing.fix_live(live, by=cast.edda())
        leads = f'<p>See <a data-story="{live.public_id}" href="/machines/fab-reopens/">the fab</a>.</p>'
        cast.scheduled("Waits", to=60 * 24 * 365 * 30, body=leads)
        cast.withdraw(cast.published("Taken off"), notice="We withdrew it.")
        workflow.bin(cast.story("Thrown away"), by=cast.edda(), note="Twice.")
        reviewed = cast.submitted("In review", topics=[chips])
        assigning.assign(
            reviewed, by=cast.edda(), assignee=cast.wren(), planned_for=date(2026, 3, 6), commissioned=600
        )
        asked = notes.write(reviewed, by=cast.edda(), text="@wren Which dam?").note
        notes.write(reviewed, by=cast.wren(), text="The upper one.", reply_to=asked)
        notes.resolve(asked, by=cast.edda())
        notes.leave(reviewed, by=cast.edda(), text="214, not 241.", correction_of=live)
        StoryTemplate.objects.create(name="Review", kind="review", body="<h2>Verdict</h2>", commissioned=900)
        cancelled = cast.scheduled("Cancelled", to=100)
        publishing.cancel_schedule(cancelled, by=cast.edda())
    picks = a_list(live, title="Picks", by_invitation=True)
    elsewhere(picks, note="Nice.", hours="67 08:00-10:00")
    launch(picks)
    with clock.pretend(clock.now()):
        curation.launch(picks, by=cast.cura(), at=clock.now().replace(year=2055))
    ListRight.objects.create(list=picks, user=cast.cura(), right="launch")
    ListRight.objects.create(list=picks, group=cast.edda().groups.get(), right="view")
    a_list(title="Other", below_minimum="borrow", borrows=picks, backfill={"topics": [chips.pk], "days": 3})
    Page.objects.create(slug="about", body="<p>We are.</p>")
    Redirect.objects.create(path="/?p=7", story_id=live.public_id)
    Redirect.objects.create(path="/old/", target="/machines/")
    Origin.objects.create(site="old.example", item="7", article=live, said="x", at=clock.now())
    record(cast.max_(), "change-rights", by=cast.max_(), was="Writer", now="Manager")
    record(cast.edda().groups.get(), "change-role", by=cast.max_(), added=["x"])
    Transition.objects.create(
        subject_type=Transition.objects.get(verb="change-rights").subject_type,
        subject_id=0,
        verb="sign-in-failed",
        at=clock.now(),
        data={"typed": "zoë", "b": 1, "a": 2},
    )


class Whole(TransactionTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def empty(self):
        guards.lift()
        call_command("flush", interactive=False, verbosity=0)
        for name in storages["private"].listdir("originals")[1]:
            storages["private"].delete(f"originals/{name}")

    def counts(self):
        derived = (DeskWords, EditionReference, EditionWords, SearchText)
        models = (*(sheet.model for sheet in all_sheets()), *derived)
        return {model.__name__: model._default_manager.count() for model in models}

    def words(self, path):
        page = re.sub("<script.*?</script>", "", self.client.get(path).content.decode(), flags=re.DOTALL)
        return re.sub("<[^>]*>", " ", page).split()

    def test_out_and_in_and_out_again_is_the_same_to_the_byte(self):
        a_newsroom()
        export(self.folder / "first")
        before = self.counts()
        given = numbers.last(Edition)
        live = Article.objects.get(set_aside__isnull=False)
        path = live.addresses.last().path
        page = self.words(path)
        self.empty()

        out = import_(self.folder / "first")
        export(self.folder / "second")

        self.assertEqual(differing(self.folder / "first", self.folder / "second"), [])
        self.assertEqual(self.counts(), before)
        self.assertTrue(all(before.values()), before)
        self.assertNotIn("line", out)
        call_command("verify_editions", verbosity=0)
        call_command("check", database=["default"])
        self.assertEqual(self.client.get("/search/?q=Unicode").status_code, 200)
        self.assertContains(self.client.get("/search/?q=reopens"), "fab-reopened")
        self.assertEqual(numbers.last(Edition), given)
        call_command("rebuild_pictures", missing=True, stdout=StringIO())
        self.assertEqual(self.words(path), page)
        self.assertGreater(cast.published("The next one").editions.get().pk, given)

    def test_into_another_database_by_the_commands_themselves(self):
        """On PostgreSQL this is the way to SQLite; that both write the same bytes is the way back."""
        a_newsroom()
        export(self.folder / "first")
        there = os.environ | {
            "DATABASE_URL": f"sqlite:///{self.folder}/other.sqlite3",
            "PRIVATE_ROOT": str(self.folder / "private"),
            "MEDIA_ROOT": str(self.folder / "media"),
            "SECRET_KEY": "0123456789abcdef" * 4,
            "ENV_FILE": os.devnull,
        }
        for command in (
            ["migrate", "-v0"],
            ["import_archive", str(self.folder / "first")],
            ["export_archive", str(self.folder / "second")],
        ):
            subprocess.run(
                [sys.executable, "manage.py", *command], cwd=ROOT, env=there, check=True, capture_output=True
            )

        self.assertEqual(differing(self.folder / "first", self.folder / "second"), [])


class Export(TestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "archive"

    def test_is_for_its_owner_alone(self):
        export(self.folder)

        self.assertEqual(
            {path.stat().st_mode & 0o077 for path in (self.folder, *self.folder.rglob("*"))}, {0}
        )

    def test_a_folder_with_something_in_it_is_refused(self):
        self.folder.mkdir()
        (self.folder / "mine.txt").touch()

        with self.assertRaisesMessage(CommandError, "is not empty"):
            export(self.folder)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["mine.txt"])

    def test_one_that_was_stopped_is_no_archive(self):
        cast.published()
        with (
            patch("articles.moving.exporting.numbers.last", side_effect=KeyboardInterrupt),
            self.assertRaisesMessage(CommandError, "is no archive"),
        ):
            export(self.folder)

        with self.assertRaisesMessage(CommandError, "its export was stopped half way"):
            import_(self.folder)
        with self.assertRaisesMessage(CommandError, "looks like an export that was stopped"):
            export(self.folder)

    def test_no_password_letter_address_or_right_goes_out(self):
        person = cast.edda()
        person.set_password("correct horse battery")
        person.save()
        cast.published()

        export(self.folder)

        self.assertEqual(
            (self.folder / "people.jsonl").read_text().splitlines()[0],
            '{"first_name":"Edda","last_name":"","username":"edda"}',
        )
        everything = "".join(path.read_text() for path in self.folder.glob("*.jsonl"))
        for secret in (person.password, person.email, "md5"):
            self.assertNotIn(secret, everything)

    def test_a_picture_without_its_file_is_told_and_goes_out_in_words(self):
        lost = cast.image("teal")
        storages["private"].delete(lost.file.name)
        damaged = cast.image("red")
        Path(damaged.file.path).write_bytes(b"x")

        out = export(self.folder)

        self.assertIn(f"The original of picture {lost.pk} “All teal” is missing or damaged", out)
        self.assertIn(f"picture {damaged.pk} ", out)
        self.assertEqual((self.folder / "images.jsonl").read_text().count('"original":null'), 2)
        self.assertEqual(list((self.folder / "originals").iterdir()), [])

    def test_costs_as_many_queries_for_five_stories_as_for_one(self):
        def queries(name):
            with CaptureQueriesContext(connection) as counted:
                export(self.folder / name)
            return len(counted)

        cast.published("One", topics=[cast.tag()])
        launch(a_list(Article.objects.get(), title="First"))
        self.folder.mkdir()
        one = queries("one")
        for number in range(4):
            made = cast.published(f"More {number}", topics=[cast.tag(f"Topic {number}")])
            launch(a_list(made, title=f"List {number}"))
        self.assertEqual(queries("five"), one)

    def test_every_model_of_ours_is_written_or_left_out_for_a_reason(self):
        written = {sheet.model for sheet in all_sheets()} | {
            part.model for sheet in all_sheets() for part in sheet.parts
        }
        for label in ("articles", "recommendations", "newsroom"):
            for model in apps.get_app_config(label).get_models():
                self.assertTrue(model in written or model.__name__ in LEFT_OUT, model)

    def test_every_file_and_every_key_is_described(self):
        text = FORMAT.read_text()
        parts = re.split(r"^## ", text, flags=re.MULTILINE)
        for sheet in all_sheets():
            (described,) = (part for part in parts if part.startswith(f"`{sheet.file}`"))
            keys = sheet.keys() | {
                each.name for part in sheet.parts if not part.only for each in part.fields()
            }
            if "lead_image" in keys:
                described += next(part for part in parts if part.startswith("What a story says"))
            for key in sorted(keys):
                self.assertIn(f"`{key}`", described, f"{key} of {sheet.file}")


class Import(TestCase):
    """Into the empty site of a test: what a stranger wrote."""

    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "archive"

    def test_what_a_stranger_wrote_by_the_description_is_read(self):
        import_(archives.write(self.folder))

        self.assertContains(self.client.get("/machines/fab-reopens/"), "It did.")
        self.assertEqual(Image.objects.get().file.read(), archives.PICTURE)
        self.assertEqual(f"{Image.objects.get().uploaded_at:%Y-%m-%d}", "2026-03-02")
        self.assertEqual(ListEdition.objects.get().items, [{"article": 7}])
        self.assertEqual(Transition.objects.get().subject_id, 7)

    def test_people_become_accounts_that_open_nothing(self):
        out = import_(archives.write(self.folder))

        person = User.objects.get()
        self.assertEqual((person.username, person.is_active, person.is_staff), ("edda", False, False))
        self.assertFalse(person.has_usable_password() or person.groups.exists() or person.email)
        self.assertIn("Accounts that nobody can sign in with were made for edda.", out)

    def test_an_account_that_is_here_stays_as_it_is(self):
        mine = cast.edda()

        out = import_(archives.write(self.folder))

        self.assertEqual(User.objects.get().groups.get(), mine.groups.get())
        self.assertEqual(Article.objects.get().created_by, mine)
        self.assertNotIn("Accounts", out)

    def test_a_role_that_is_not_here_comes_without_rights(self):
        def change(files):
            files["lists"] = [
                archives.LIST | {"rights": [{"user": None, "group": "Friends", "right": "view"}]}
            ]

        import_(archives.write(self.folder, change))

        role = ListRight.objects.get().group
        self.assertEqual((role.name, role.permissions.count()), ("Friends", 0))

    def test_a_site_that_has_stories_is_refused(self):
        cast.story()

        with self.assertRaisesMessage(CommandError, "This site has stories and authors already."):
            import_(archives.write(self.folder))
        self.assertFalse(Edition.objects.exists())

    def test_a_script_is_cleaned_away_and_told(self):
        def change(files):
            files["editions"] = [
                archives.EDITION
                | {"body": "<p onclick='x()'>It did.</p><script>1</script>", "digest": "f" * 64}
            ]
            files["articles"] = [archives.ARTICLE | {"headline": "Fab \u202e reopens"}]

        out = import_(archives.write(self.folder, change))

        self.assertEqual(Edition.objects.get().body, "<p>It did.</p>")
        self.assertIn("editions.jsonl, line 1: “body” held what no text may hold here, and was cleaned.", out)
        self.assertIn("articles.jsonl, line 1: “headline” held", out)
        self.assertIn("editions.jsonl, line 1: its text is not the one that its digest was made of.", out)
        self.assertEqual(Edition.objects.get().digest, "f" * 64)
        with self.assertRaises(CommandError):
            call_command("verify_editions", verbosity=0, stderr=StringIO())

    def test_a_section_called_like_an_address_of_the_site_keeps_its_name(self):
        def change(files):
            files["sections"] = [archives.SECTION | {"slug": "security"}]

        import_(archives.write(self.folder, change))

        self.assertEqual(Section.objects.get().slug, "security")

    def test_if_it_fails_at_the_end_no_file_stays_behind(self):
        def change(files):
            files["transitions"] = [archives.DEED | {"by": "nobody"}]

        with self.assertRaises(CommandError):
            import_(archives.write(self.folder, change))
        self.assertFalse(Image.objects.exists())
        self.assertEqual(storages["private"].listdir("originals")[1], [])


def put(name: str, *rows: Any):
    def change(files: dict[str, list[Any]]) -> None:
        files[name] = list(rows)

    return change


BAD_LINES = [
    (put("sections", "{"), "sections.jsonl, line 1: it is not JSON"),
    (put("sections", archives.SECTION, "[1]"), "sections.jsonl, line 2: it is not one JSON object"),
    (put("sections", '{"a": ' + "[" * 100_000), "sections.jsonl, line 1: its brackets are nested too deeply"),
    (put("sections", '{"a": ' + "[" * 30 + "]" * 30 + "}"), "nested too deeply"),
    (put("sections", "\udcff"), "sections.jsonl, line 1: it is not in UTF-8"),
    (put("sections", archives.SECTION | {"title": "a\0b"}), "sections.jsonl, line 1: it has a character that no text has"),
    (put("sections", archives.SECTION | {"title": "\ud800"}), "a character that no text has"),
    (put("sections", archives.SECTION | {"order": 10**30}), "sections.jsonl, line 1: it has a number that is too large"),
    (put("sections", '{"id": ' + "9" * 10_000 + "}"), "sections.jsonl, line 1: it is not JSON"),
    (put("sections", archives.SECTION | {"order": float("nan")}), "a number that is none"),
    (put("sections", archives.SECTION | {"order": 10**9}), "sections.jsonl, line 1: “order” is too large"),
    (put("sections", archives.SECTION | {"order": True}), "“order” is not of the kind"),
    (put("sections", archives.SECTION | {"title": ["x"]}), "“title” is not of the kind"),
    (put("sections", archives.SECTION | {"title": None}), "“title” is empty"),
    (put("sections", archives.SECTION | {"title": "x" * 61}), "“title”: Ensure this value has at most 60"),
    (put("sections", archives.SECTION | {"hue": "pink"}), "“hue” cannot be “pink”"),
    (put("sections", archives.SECTION | {"slug": "../x"}), "“slug”: "),
    (put("sections", archives.SECTION | {"more": 1}), "it says “more”, which nobody knows here"),
    (put("sections", {"id": 3}), "it does not say “always_show”"),
    (put("sections", archives.SECTION | {"id": 0}), "“id” is no number of anything"),
    (put("sections", archives.SECTION | {"id": "3"}), "“id” is no number of anything"),
    (put("sections", archives.SECTION, archives.SECTION), "line 2: “id” is not greater than the one before it"),
    (put("sections", archives.SECTION, archives.SECTION | {"id": 4}), "sections.jsonl, line 2: the database does not take it"),
    (put("sections"), "articles.jsonl, line 1: section 3 is not in the archive"),
    (put("articles", archives.ARTICLE | {"created_by": "mallory"}), "“mallory” is not in people.jsonl"),
    (put("articles", archives.ARTICLE | {"created_at": "yesterday"}), "“created_at” is no moment"),
    (put("articles", archives.ARTICLE | {"created_at": "2026-03-02T09:00:00"}), "“created_at” is no moment"),
    (put("articles", archives.ARTICLE | {"planned_for": "Friday"}), "“planned_for” is no day"),
    (put("articles", archives.ARTICLE | {"planned_for": "9999-12-31"}), "“planned_for” is not between the years 1900 and 2200"),
    (put("articles", archives.ARTICLE | {"created_at": "9999-12-31T00:00:00+00:00"}), "“created_at” is not between"),
    (put("articles", archives.ARTICLE | {"created_at": "0001-01-01T00:00:00+00:00"}), "“created_at” is not between"),
    (put("articles", archives.ARTICLE | {"created_at": "0001-01-01T00:00:00+14:00"}), "“created_at” is no moment"),
    (put("articles", archives.ARTICLE | {"stage": "live"}), "“stage” cannot be “live”"),
    (put("articles", archives.ARTICLE | {"public_id": "../../etc"}), "“public_id” is none"),
    (put("articles", archives.ARTICLE | {"canonical_url": "javascript:alert(1)"}), "“canonical_url”: "),
    (put("articles", archives.ARTICLE | {"body": "x" * 600_000}), "“body”: This is too long for one story"),
    (put("articles", archives.ARTICLE | {"disclosures": {}}), "“disclosures” is not of the kind"),
    (put("articles", archives.ARTICLE | {"set_aside": 77}), "articles.jsonl: of 7, “set_aside” is 77, which is not"),
    (put("articles", archives.ARTICLE | {"tags": "x"}), "“tags” is no list"),
    (put("articles", archives.ARTICLE | {"tags": [99]}), "articles.jsonl, line 1: topic 99 is not in the archive"),
    (put("articles", archives.ARTICLE | {"bylines": [7]}), "“bylines” has something that is no object"),
    (put("editions", archives.EDITION | {"path": "//evil.example/"}), "“path” is no address of a story"),
    (put("editions", archives.EDITION, archives.EDITION | {"id": 10}), "editions.jsonl, line 2: the database does not take it"),
    (put("editions", archives.EDITION | {"live_until": "2020-01-01T00:00:00+00:00"}), "the database does not take it"),
    (put("redirects", {"path": "/x/", "story_id": "", "target": "//evil.example/"}), "“target” is no path of this site"),
    (put("redirects", {"path": "/x/", "story_id": "", "target": "https://evil.example/"}), "“target” is no path"),
    (put("redirects", {"path": "/x/", "story_id": "", "target": ""}), "it leads to a story or to a path"),
    (put("people", {"username": "edda", "first_name": "", "last_name": "", "is_superuser": True}), "no name of a person"),
    (put("people", {"username": "a b\n", "first_name": "", "last_name": ""}), "people.jsonl, line 1: Enter a valid"),
    (put("transitions", archives.DEED | {"subject": ["os.path", 1]}), "“subject” is of a type that nobody knows"),
    (put("transitions", archives.DEED | {"subject": "x"}), "“subject” is no pair"),
    (put("transitions", archives.DEED | {"data": [1]}), "“data” is not of the kind"),
    (put("lists", archives.LIST | {"backfill": {"topics": ["x"]}}), "“backfill” is no rule"),
    (put("list_editions", archives.LAUNCH | {"items": [{"article": "x"}]}), "“items” has an item"),
    (put("list_editions", archives.LAUNCH | {"items": [{"url": "javascript:x"}]}), "“items” has an item"),
    (put("list_editions", archives.LAUNCH | {"items": [{"article": 7, "starts": "x"}]}), "“items” has an item"),
    (put("list_editions", archives.LAUNCH | {"items": [{"article": 7, "hours": "8"}]}), "“items” has an item"),
    (put("images", archives.IMAGE | {"original": "../../etc/passwd"}), "“original” is no name of a picture's file"),
    (put("images", archives.IMAGE | {"width": 65}), "the line says otherwise"),
    (put("images", archives.IMAGE | {"key": "../" * 10 + "xx"}), "“key” should be 32 digits"),
    (put("images"), "The manifest speaks of 1 pictures, and there are 0."),
]  # fmt: skip


def refused(folder: Path, sentence: str) -> None:
    with pytest.raises(CommandError) as error:
        import_(folder)
    assert sentence in str(error.value)
    assert str(error.value).endswith("Nothing was changed.")
    for model in (Section, Image, Article, Revision, RecommendationList, Transition, User):
        assert not model.objects.exists(), model


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "sentence"), BAD_LINES, ids=[sentence[:60] for _, sentence in BAD_LINES])
def test_a_wrong_line_is_refused_by_its_number(tmp_path: Path, change: Any, sentence: str) -> None:
    refused(archives.write(tmp_path / "archive", change), sentence)


def _longer(folder: Path) -> None:
    with (folder / "sections.jsonl").open("a") as file:
        file.write("{}\n")


def _changed(folder: Path) -> None:
    path = folder / "sections.jsonl"
    path.write_text(path.read_text().replace("Machines", "machines"))


def _a_link(folder: Path) -> None:
    (folder / "sections.jsonl").rename(folder / "real")
    (folder / "sections.jsonl").symlink_to(folder / "real")


def _original_is_a_link(folder: Path) -> None:
    path = folder / "originals" / str(archives.IMAGE["original"])
    path.unlink()
    path.symlink_to("/etc/passwd")


def _originals_are_a_link(folder: Path) -> None:
    (folder / "originals").rename(folder / "elsewhere")
    (folder / "originals").symlink_to(folder / "elsewhere")


def _original_is_another(folder: Path) -> None:
    (folder / "originals" / str(archives.IMAGE["original"])).write_bytes(b"x")


def _no_picture(folder: Path) -> None:
    data = b"GIF89a not a picture"
    name = hashlib.sha256(data).hexdigest()
    (folder / "originals" / f"{name}.jpg").write_bytes(data)
    line = archives.IMAGE | {"content_hash": name, "original": f"{name}.jpg"}
    (folder / "images.jsonl").write_text(json.dumps(line) + "\n")
    archives.sign(folder)


def _a_pipe(folder: Path) -> None:
    (folder / "sections.jsonl").unlink()
    os.mkfifo(folder / "sections.jsonl")


BAD_FOLDERS = [
    (lambda folder: (folder / "manifest.json").unlink(), "has no manifest.json"),
    (lambda folder: (folder / "manifest.json").write_text("{}"), "is no manifest"),
    (lambda folder: (folder / "manifest.json").write_text("x" * 10**6), "is no manifest"),
    (lambda folder: (folder / "manifest.json").write_text("[" * 60_000), "is no manifest"),
    (
        lambda folder: archives.sign(folder, version=2),
        "the archive is of version 2; this Newsroom reads version 1",
    ),
    (lambda folder: archives.sign(folder, files={"../x.jsonl": {}}), "which is no file of an archive"),
    (lambda folder: archives.sign(folder, files={"x.jsonl": {}}), "does not say how long x.jsonl is"),
    (lambda folder: archives.sign(folder, files={}), "does not name addresses.jsonl"),
    (lambda folder: archives.sign(folder, numbers={"articles": -1}), "a number in “numbers” is none"),
    (lambda folder: (folder / "tags.jsonl").unlink(), "tags.jsonl cannot be read: No such file"),
    (_longer, "sections.jsonl is not the file that was exported"),
    (_changed, "and the checksum differs"),
    (_a_link, "sections.jsonl is a link"),
    (_a_pipe, "sections.jsonl is no file"),
    (_original_is_a_link, ".jpg is a link"),
    (_originals_are_a_link, "originals is a link"),
    (_original_is_another, ".jpg is not the file that was exported"),
    (_no_picture, "images.jsonl, line 1: originals/"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "sentence"), BAD_FOLDERS, ids=[sentence[:50] for _, sentence in BAD_FOLDERS]
)
def test_half_a_folder_or_a_false_one_is_refused(tmp_path: Path, change: Any, sentence: str) -> None:
    folder = archives.write(tmp_path / "archive")
    change(folder)

    refused(folder, sentence)


@pytest.mark.django_db
def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    refused(tmp_path / "nowhere", "There is no folder")


@pytest.mark.django_db
def test_pages_of_the_empty_site_are_let_go_of(tmp_path: Path, settings: Any) -> None:
    settings.PAGE_CACHE = True
    import_(archives.write(tmp_path / "archive"))
    assert [purging.SITE] in [purge.tags for purge in Purge.objects.all()]
