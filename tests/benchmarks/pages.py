"""What is asked of one database: addresses for each kind of page, a session for the desk, and the queries of each.

python -m tests.benchmarks.pages 100000     prepares the database of DATABASE_URL, and prints all of it as JSON
"""

from __future__ import annotations

import json
import random
import sys
from urllib.parse import quote

import django

UNTIL = "2026-11-24T12:00:00Z"
ASKED = 24  # addresses of a kind, where there are so many

READERS = ("home", "section", "section, years back", "article", "topic", "author", "archive month")
SEARCHES = ("search: a rare word", "search: a common word", "search: a phrase", "search: nonsense")
MACHINES = ("feed", "sitemap part")
DESK = ("desk: stories", "desk: search", "desk: today")


def prepare(stories: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from articles.models import Article

    call_command("migrate", verbosity=0, interactive=False)
    if not Article.objects.exists():
        call_command("load_archive", stories=stories, until=UNTIL, interactive=False, stdout=sys.stderr)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM (ANALYZE)")


def addresses() -> dict[str, list[str]]:
    from articles import clock
    from articles.front import paging
    from articles.models import Author, Edition, Section, Tag
    from articles.query import TOO_COMMON

    chance = random.Random(5)  # the same at every run
    now = clock.now()
    stories = Edition.objects.visible_at(now).filter(path__startswith="/")
    first, last = (
        stories.order_by(order).values_list("pk", flat=True)[0]
        for order in ("first_published", "-first_published")
    )
    drawn = {chance.randint(first, last) for _ in range(12 * ASKED)}
    found = list(stories.filter(pk__in=drawn).order_by("pk")[: 4 * ASKED])
    chance.shuffle(found)
    newest = list(stories.latest_first()[:ASKED])
    sections = [section.get_absolute_url() for section in Section.objects.all()]
    words = [word for edition in found for word in _words(edition.body)]
    rare = sorted({word for word in words if words.count(word) == 1 and len(word) > 6})
    common = [
        word for word in ("power", "year", "people", "company", "water", "data") if word not in TOO_COMMON
    ]
    months = sorted({f"{edition.first_published:%Y/%m}" for edition in found})[2:-2] or [f"{now:%Y/%m}"]
    return {
        "home": ["/"],
        "section": sections,
        "section, years back": [
            f"{edition.section.get_absolute_url()}?before={paging.Key(edition.first_published, edition.story_id)}"
            for edition in found[:ASKED]
            if (now - edition.first_published).days > 1000
        ],
        "article": [edition.path for edition in (*newest, *found)],
        "topic": [tag.get_absolute_url() for tag in Tag.objects.filter(pk__lte=_first(Tag) + 9)],
        "author": [author.get_absolute_url() for author in Author.objects.filter(pk__lte=_first(Author) + 9)],
        "archive month": [f"/archive/{month}/" for month in months[:ASKED]],
        "search: a rare word": [f"/search/?q={word}" for word in rare[:ASKED]],
        "search: a common word": [f"/search/?q={word}" for word in common],
        "search: a phrase": [
            f"/search/?q={quote(chr(34) + ' '.join(_words(edition.body)[4:7]) + chr(34))}"
            for edition in found[:ASKED]
        ],
        "search: nonsense": [f"/search/?q=qqz{chance.randrange(10**9)}x" for _ in range(ASKED)],
        "feed": ["/rss.xml", "/atom.xml", "/machines/feed.json"],
        "sitemap part": [f"/sitemap/{month.replace('/', '-')}.xml" for month in months[:ASKED]],
        "desk: stories": ["/admin/articles/article/"],
        "desk: search": [f"/admin/articles/article/?q={word}" for word in (*rare[:4], "power")],
        "desk: today": ["/admin/"],
    }


def _first(model: type) -> int:
    return model.objects.order_by("pk").values_list("pk", flat=True)[0]  # type: ignore[attr-defined]


def _words(body: str) -> list[str]:
    from articles import prose

    return prose.text(body).replace(".", "").split()


def session() -> str:
    """Of an editor at the desk."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import Group

    from newsroom.models import User

    editor, _ = User.objects.get_or_create(
        username="bench", defaults={"is_staff": True, "first_name": "Bench"}
    )
    editor.groups.add(Group.objects.get(name="Editor"))
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(editor.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = editor.get_session_auth_hash()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def queries(asked: dict[str, list[str]], cookie: str) -> dict[str, int]:
    """Of the second time: the first one of a process learns what stays the same."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    counts = {}
    for kind, paths in asked.items():
        client = Client(HTTP_HOST="127.0.0.1", headers={"cookie": cookie} if kind in DESK else {})
        client.get(paths[0])
        with CaptureQueriesContext(connection) as captured:
            client.get(paths[-1])
        counts[kind] = len(captured)
    return counts


def main() -> None:
    django.setup()
    prepare(int(sys.argv[1]))
    asked = {kind: paths for kind, paths in addresses().items() if paths}
    cookie = session()
    from articles.models import Edition

    edition = Edition.objects.order_by("pk").values_list("pk", flat=True)[7]
    print(
        json.dumps({"paths": asked, "cookie": cookie, "queries": queries(asked, cookie), "edition": edition})
    )


if __name__ == "__main__":
    main()
