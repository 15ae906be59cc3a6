"""Takes each guard of docs/guards.md away, one at a time, in a copy of this tree, and looks whether its test goes red.

    make guards                  # all of them: some minutes
    make guards ARGS="sealed"    # those whose row has that word

What is taken away stands in `REMOVED`, beside the row's own words. `tests/test_guards_table.py` sees to it that every row
has its line here, and that what it takes away is still there.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "guards.md"
_ROW = re.compile(r"^\| (?P<guard>.+?) \| `(?P<file>[^`]+)`[^|]* \| `(?P<test>[^`]+)` \|$", re.MULTILINE)

READABLE, EVERY = "rights.readable(request.user)", "Article.objects.all()"

#: By row: what stands in its file, and what stands there without the guard.
REMOVED: dict[str, tuple[str, str]] = {
    "A story is read by those who may read it: `rights.readable`": (
        "return Article.objects.filter(own(user))", "return Article.objects.all()",
    ),
    "A verb's page asks the verb's right: `admin/verbs.py: ask`": (
        "if not rights.may(request.user, verb, article):", "if False:",
    ),
    "A verb's button on the story's page asks it too: `after_saving`": (
        "if verb and (verb not in rights.VERBS or not rights.may(request.user, verb, article)):", "if False:",
    ),
    "Preview shows what the person may read": (READABLE, EVERY),
    "History shows what the person may read": (READABLE, EVERY),
    "Restoring asks the right to edit": ('if not rights.may(request.user, "restore", article):', "if False:"),
    "Compare shows texts of stories that the person may read": (READABLE, EVERY),
    "… and of this story alone": (
        "article.editions.select_related", "Edition.objects.select_related",
    ),
    "A story that waits is named to those who may read it, where the same words stand": (
        "return edition.live_from <= moment or rights.may_read(reader, edition.article)", "return True",
    ),
    "… and where one links, to those who may see any moment, too": (
        "rights.told(user, moment), live_from__gt=moment", "live_from__gt=moment",
    ),
    "… and on the page of a picture": (".filter(rights.told(user, moment))", ""),
    "Several stories at once: each asks the right": (
        "if not rights.may(request.user, verb, article):", "if False:",
    ),
    "An editor of some sections decides there alone": ("    if not limits:\n", "    if True:\n"),
    "… and takes no live story from another section": ("{article.section_id, *known}", "{article.section_id}"),
    "Whoever changed the text last does not approve it": (
        "if needs_other_eyes(story.article, by):", "if False:",
    ),
    "An open legal question stops approval": (
        "refuse_in_bin(story.article)\n        refuse_legal_question(story.article)\n        _expect(story, Stage.IN_REVIEW)",
        "refuse_in_bin(story.article)\n        _expect(story, Stage.IN_REVIEW)",
    ),
    "… and publishing": ("    refuse_in_bin(article)\n    refuse_legal_question(article)\n", "    refuse_in_bin(article)\n"),
    "An embargo stops what goes out before its end": ("        raise refusals.Embargoed\n", "        pass\n"),
    "Checks stop review and approval": (
        "    if stopped and not reason.strip():\n", "    if False:\n",
    ),
    "Checks stop publishing": (
        "stopped = () if brought else readiness.stopping(article, readiness.PUBLISH, at=start)", "stopped = ()",
    ),
    "… as of the moment it goes out": ("readiness.PUBLISH, at=start)", "readiness.PUBLISH)"),
    "A schedule that is moved is checked as of its new moment": (
        "    stopped = tuple(finding for finding in found if readiness.PUBLISH in finding.stops)\n",
        "    stopped = ()\n",
    ),
    "Only the right to override is asked for a reason: on the way": (
        "if not (self.stopping and self.may_override):", "if not self.stopping:",
    ),
    "… and at publication": (
        "if not ((self.stopping or self.embargo) and self.may_override):", "if not (self.stopping or self.embargo):",
    ),
    "The audit hides deeds on stories that the person may not read": (
        'if user.has_perm("articles.read_all_articles"):', "if True:",
    ),
    "… and sign-ins from all but managers": ('if not user.has_perm("newsroom.view_user"):', "if False:"),
    "Taking the audit away is a right of its own": (
        "if not (self.has_view_permission(request) and may_export(request.user)):", "if False:",
    ),
    "… and so is the sheet of overridden checks": ("    if not may_export(request.user):\n", "    if False:\n"),
    "Overridden checks are for those who may see the audit": (
        'if not request.user.has_perm("articles.view_transition"):', "if False:",
    ),
    "Disclosures by company are for those who may see corrections": (
        'if not request.user.has_perm("articles.view_correction"):', "if False:",
    ),
    "An archive that was tampered with brings no script in": ("clean = each.clean(value, None)", "clean = value"),
    "… and no account that opens anything": ("is_active=False", "is_active=True"),
    "No password, letter's address or right goes out with an archive": (
        'getattr(row, name) for name in ("username", "first_name", "last_name")',
        'getattr(row, name) for name in ("username", "first_name", "last_name", "email")',
    ),
    "Nothing outside an archive's folder is read": ("os.O_NOFOLLOW | ", ""),
    "Nobody adds to the audit, changes it or deletes from it by hand": (
        "def has_add_permission(self, request: HttpRequest) -> bool:\n        return False",
        "def has_add_permission(self, request: HttpRequest) -> bool:\n        return True",
    ),
    "The database refuses to change or delete a row of the book": ("APPEND_ONLY = True", "APPEND_ONLY = False"),
    "The database refuses to change what was published": (
        '        *Story.PLAIN_FIELDS,\n        "article_id",', '        "article_id",',
    ),
    "A sheet holds no formula": ("""return f"'{words}" if""", 'return f"{words}" if'),
    "Nobody's rights are changed by an old session that does not know the password": (
        "if not ways or is_fresh(request):", "if True:",
    ),
    "… nor a password, which no session keeps meanwhile": ("confirming.expect(request, keep=False)\n        response", "pass\n        response"),
    "… and nothing is deleted for good": ("class PlainAdmin(DeletedByOwner, ", "class PlainAdmin("),
    "… nor a picture": ("            confirming.expect(request)\n", ""),
    "… nor the audit taken away": ("        confirming.expect(request)\n", ""),
    "Failed sign-ins do not fill the disk": ("if lately >= MOST_FAILURES:", "if False:"),
    "A late form is refused, and both texts kept": ("if locked.version != version:", "if False:"),
    "A button acts on what its user saw": (
        "if seen is not None and seen != Seen.of(locked, taken.standing):", "if False:",
    ),
    "No correction that was public is deleted": (
        'if kept_unless := getattr(model, "KEPT_UNLESS", ""):', 'if kept_unless := "":',
    ),
    "Sealing and redacting are legal's alone": (
        '"seal": _with("articles.redact_edition")', '"seal": _with("articles.publish_article")',
    ),
    "A sealed wording is on no reader's page": ("return edition.sealed_at is not None", "return False"),
    "The public record ends at the reader's moment": ("Edition.objects.begun_at(moment)", "Edition.objects"),
    "A rewrite that comes back is still its writer's, for four eyes": ("    if writer:\n", "    if False:\n"),
    "A restored text takes the place of no text that was not seen": (
        "if seen is not None and seen != locked.digest:", "if False:",
    ),
    "Time travel is for those with the right: a page": (
        '"""With `pk`, the draft of that list stands in place of what is launched of it."""\n    if not may_travel(request.user):',
        "if False:",
    ),
    "… and the way there": ('"""Asks for the moment, or leads to it."""\n    if not may_travel(request.user):', "if False:"),
    "… nobody keeps what it shows": ("for name in _PUBLIC_HEADERS:", "for name in ():"),
    "Autocomplete finds stories that the person may read": (READABLE, EVERY),
    "Where a picture is used: no draft that the person may not read": ("rights.readable(user)", "rights.Article.objects.all()"),
    "A preview link opens nothing after its time, once revoked, or if its maker has left": (
        "self.filter(ended_at__isnull=True, ends_at__gt=moment, made_by__is_active=True)", "self.all()",
    ),
    "… nor while a legal question lasts, nor in the bin": (
        '.filter(article__binned_at__isnull=True, article__legal_question="")', ".all()",
    ),
    "… and ends with what it shows": ('sharing.end(story, because="withdrawn", by=by)', "pass"),
    "No link is made under embargo, before legal has answered, or of what is put away": (
        "        refuse(story)\n", "",
    ),
    "Of a token only the hash is kept": ("return hashlib.sha256(token.encode()).hexdigest()", "return token"),
    "Below a token stand the draft's own pictures and no other": (
        "if pk not in previews.pictures_of(link.article):", "if False:",
    ),
    "Nobody keeps a shared page or is told where it was": ("for name, value in HEADERS.items():", "for name, value in ():"),
    "Links of a story are listed and revoked by its own people": (READABLE, EVERY),
    "… made by who may change it": ("if rights.may_edit(request.user, article)", "if True"),
    "… and each by its own story": ("PreviewLink.objects.filter(article=article)", "PreviewLink.objects.all()"),
    "A shared list shows what readers see now, and itself": (
        "time_travel.asking_for(request, path)",
        'time_travel.asking_for(request, path)\n    asking.moment = asking.moment.replace(year=2190)',
    ),
    "… without reasons, which are the desk’s": (
        'if shelf is None or getattr(context.get("request"), "travel", None) is None:', "if shelf is None:",
    ),
    "… leads to no other site": ("address.lstrip('/')", "address"),
    "… and ends when it is launched": ("Q(edition__isnull=True) | Q(edition__live_from__gt=moment)", "Q()"),
    "A list's links are for those who may edit it": ("if not rights.may(request.user, Right.EDIT, list_):", "if False:"),
    "What is typed is shown to who may edit the story": (" and rights.may_edit(request.user, article):", ":"),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    guard: str
    file: str
    test: str  # "tests/…/test_x.py: test_that_it_holds", or with a class between

    @property
    def node(self) -> str:
        return "::".join(part.strip() for part in self.test.split(": "))


def rows() -> list[Row]:
    return [Row(**found.groupdict()) for found in _ROW.finditer(TABLE.read_text())]


def taken_away(row: Row) -> str:
    """The file's text without the guard."""
    there, without = REMOVED[row.guard]
    text = (ROOT / row.file).read_text()
    if there not in text:
        raise LookupError(f"{row.file} has no longer: {there}")
    return text.replace(there, without, 1)


def copy_of_this_tree(folder: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).exists() and not name.startswith("docs/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)


def is_red_without(row: Row, folder: Path) -> bool:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    settings = {
        "ENV_FILE": os.devnull,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": f"sqlite:///{folder}/without.sqlite3",
        "PYTHONDONTWRITEBYTECODE": "1",  # two texts of one file within a second have one date
    }
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    (folder / row.file).write_text(taken_away(row))
    try:
        done = subprocess.run(
            [*command, row.node], cwd=folder, env=kept | settings, capture_output=True, text=True
        )
    finally:
        shutil.copyfile(ROOT / row.file, folder / row.file)
    if done.returncode not in (0, 1):
        print(done.stdout[-2000:], done.stderr[-2000:])
    return done.returncode == 1  # tests ran, and one failed


def main(words: list[str]) -> int:
    chosen = [row for row in rows() if not words or any(word in f"{row.guard} {row.file}" for word in words)]
    green = []
    with tempfile.TemporaryDirectory() as name:
        copy_of_this_tree(Path(name))
        for row in chosen:
            red = is_red_without(row, Path(name))
            print(f"{'red  ' if red else 'GREEN'} without: {row.guard}", flush=True)
            green += [] if red else [row.guard]
    print(f"{len(chosen)} guards were taken away, one at a time; {len(green)} tests stayed green.")
    return 1 if green or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
