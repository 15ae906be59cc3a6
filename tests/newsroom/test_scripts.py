"""What the story's page fetches of our own scripts, and what collecting leaves of them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse

from newsroom.staticfiles import StaticFiles, lean
from tests.articles.desk import at_the_desk, draft

STATIC = Path(settings.BASE_DIR) / "static"
MOST = 25 * 1024
MODULES = sorted((STATIC / "desk").rglob("*.js"))


def imported(name: str, found: dict[str, str]) -> None:
    """With all that it imports at once; what waits until somebody writes is not among it."""
    if name in found:
        return
    found[name] = (STATIC / name).read_text()
    for module in re.findall(r'^import .*? from "(desk/[^"]+)"', found[name], re.MULTILINE):
        imported(f"{module}.js", found)


@pytest.mark.django_db
def test_the_story_s_page_fetches_25_kilobytes_of_our_own_scripts_at_most():
    page = at_the_desk("edda").get(reverse("admin:articles_article_change", args=[draft().pk])).text
    found: dict[str, str] = {}
    for name in re.findall(r'<script[^>]* src="/static/(desk/[^"]+\.js)"', page):
        imported(name, found)

    assert {"desk/keep.js", "desk/editor/editor.js", "desk/editor/nodes.js"} <= set(found)
    assert "desk/editor/picker.js" not in found
    sizes = {name: len(gzip.compress(lean(text).encode(), 9)) for name, text in found.items()}
    assert sum(sizes.values()) <= MOST, sorted(sizes.items(), key=lambda item: -item[1])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_string_of_ours_goes_over_the_end_of_a_line(path):
    """Else leaving out indentation would change it."""
    text = re.sub(
        r"(?m)^\s*//.*$|\s//\s.*$|/\*\*.*?\*/", "", path.read_text(), flags=re.DOTALL | re.MULTILINE
    )
    assert [line for line in text.splitlines() if line.count("`") % 2] == []


def test_what_is_left_says_the_same_with_less():
    script = 'import { a } from "x"\n\n// Why.\n/** What. */\nexport function b() {\n  /**\n   * More.\n   */\n  return "//" // kept\n}\n'
    assert lean(script) == 'import { a } from "x"\nexport function b() {\nreturn "//" // kept\n}\n'


def test_a_file_that_was_read_for_its_name_is_stored_whole(tmp_path):
    file = ContentFile(b"// Why.\n  go()\n")
    file.read()

    StaticFiles(location=tmp_path).save("desk/a.1234.js", file)

    assert (tmp_path / "desk" / "a.1234.js").read_text() == "go()\n"
