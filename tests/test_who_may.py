"""Every address of the project against every role. A new one that is not in the table fails."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from articles.desk import keeping
from articles.models import Article, Correction, Page, StoryTemplate, Transition
from recommendations import drafting
from recommendations.models import RecommendationList
from tests import cast
from tests.articles.desk import type_password
from tests.who_may import PEOPLE, TABLE

pytestmark = pytest.mark.django_db


def patterns(
    resolver: URLResolver | None = None, space: str = "", route: str = ""
) -> Iterator[tuple[str, str]]:
    """Name and route of every address, the desk's and the readers'."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space, here)
        else:
            assert isinstance(pattern, URLPattern)
            yield f"{space}{pattern.name}" if pattern.name else here, here


def is_ours(name: str) -> bool:
    """The account package's own pages are its own tests' business; ours ask it for nothing but signing in."""
    return not name.startswith(("account_", "mfa_", "usersessions_"))


@pytest.fixture
def filled() -> dict[str, dict[str, Any]]:
    """What stands in the addresses: always the thing that fewest people may see, here another writer's draft."""
    draft = cast.story(
        "Nobody may know", by=cast.ward(), names=[cast.author("Ward")], lead_image=cast.image("red")
    )
    live = cast.published("Fab reopens", topics=[cast.tag()])
    cast.change(live, body="<p>It did.</p>")
    cast.correct(cast.approved(live))
    typed = keeping.keep([("headline", ["Nobody may know"])], article=draft, window="a" * 12, by=cast.ward())
    listed = drafting.start(RecommendationList(title="Picks", slug="picks", heading="Picks"), by=cast.max_())
    listed.save()
    return {
        "article": {
            "pk": draft.pk,
            "object_id": draft.pk,
            "verb": "publish",
            "version": "save-1",
            "number": typed.pk,
        },
        "author": {"object_id": cast.author().pk, "slug": "ines-okafor"},
        "image": {
            "object_id": draft.lead_image_id,
            "pk": draft.lead_image_id,
            "slug": "square-48-f50x50.jpg",
        },
        "picture": {"pk": draft.lead_image_id},
        "section": {"object_id": cast.section().pk, "slug": "machines"},
        "tag": {"object_id": cast.tag().pk, "slug": "chips"},
        "page": {"object_id": Page.objects.create(slug="about").pk},
        "storytemplate": {"object_id": StoryTemplate.objects.create(name="Review").pk},
        "topic": {"slug": "chips"},
        "correction": {"object_id": Correction.objects.get().pk},
        "transition": {"object_id": Transition.objects.latest("pk").pk},
        "user": {"object_id": cast.wren().pk, "id": cast.wren().pk},
        "group": {"object_id": Group.objects.get(name="Writer").pk},
        "rehearse": {"pk": listed.pk},
        "rehearsal": {"pk": listed.pk},
        "recommendationlist": {"object_id": listed.pk, "pk": listed.pk, "verb": "launch", "slug": "picks"},
        "story": {"section": "machines", "slug": "nobody-may-know"},
    }


def address(name: str, route: str, filled: dict[str, dict[str, Any]]) -> str:
    """The route with something in every gap."""
    now = timezone.localtime()
    common = {
        "app_label": "articles", "path": "nonsense/a/b", "name": "nonsense.webp", "url": "nonsense", "slug": "nonsense",
        "content_type_id": 1, "object_id": 1, "pk": 1, "year": now.year, "month": f"{now.month:02}", "part": 1,
        "number": 1, "version": 1, "token": "nonsense", "key": "nonsense", "verb": "launch",
        "moment": "20301127T0700Z", "address": "nonsense/a",
    }  # fmt: skip
    values = defaultdict(lambda: 1, common)
    for word, given in filled.items():
        if re.search(rf"(^|[_:]){word}([_-]|$)", name):
            values |= given
    route = route.replace("(?P<app_label>articles|recommendations|newsroom|auth)", "<app_label>")
    route = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", route)
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda gap: str(values[gap[1]]), route).replace("^", "").replace(
        "$", ""
    )


def visitors() -> dict[str, Client]:
    found = {person: Client(raise_request_exception=True) for person in PEOPLE}
    for person in PEOPLE[1:]:
        found[person].force_login(getattr(cast, person)())
        type_password(found[person])
    return found


def test_every_address_answers_every_role_as_the_table_says(filled: dict[str, dict[str, Any]]) -> None:
    said, wrong, clients = {}, {}, visitors().values()
    for name, route in patterns():
        if not is_ours(name) or name in said:
            continue
        here = address(name, route, filled)
        said[name] = " ".join(str(client.get(here).status_code) for client in clients)
        if TABLE.get(name) != said[name]:
            wrong[name] = f"{said[name]} instead of {TABLE.get(name, 'nothing: it is not in the table')}"
    assert wrong == {}
    assert sorted(TABLE) == sorted(said)


WRITERS = ("wren", "cura")


@pytest.mark.parametrize("person", WRITERS)
def test_no_page_of_the_desk_tells_of_a_draft_to_who_may_not_read_it(
    person: str, filled: dict[str, dict[str, Any]]
) -> None:
    client = Client()
    client.force_login(getattr(cast, person)())
    telling = []
    for name, route in patterns():
        path = address(name, route, filled)
        for tried in (path, f"{path}?q=nobody", f"{path}?_popup=1"):
            response = client.get(tried)
            body = b"".join(response) if response.streaming else response.content
            if b"Nobody may know" in body or b"nobody-may-know" in body:
                telling.append(tried)
    assert telling == []


#: What a writer may press, on a story of their own.
WRITERS_VERBS = {"submit", "take-back", "share-link"}


def test_a_writer_cannot_publish_by_any_request() -> None:
    from articles.desk.rights import VERBS

    article = cast.approved(cast.story(by=cast.wren()))
    client = Client()
    client.force_login(cast.wren())
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    page = f"/admin/articles/article/{article.pk}/change/"
    for verb in VERBS:
        if verb in WRITERS_VERBS:
            continue
        given = {"verb": verb, "asked": "1", "starts": "now", "at": tomorrow, "note": "x", "reason": "x"}
        for path in (f"/admin/articles/article/{article.pk}/verb/{verb}/", page):
            status = client.post(path, given).status_code
            assert status in (403, 404), f"{verb} at {path} was answered {status}"
    stage = {"stage": "ready", "approved_digest": "x", "headline": "x", "version": article.version}
    client.post(page, stage)
    article.refresh_from_db()
    assert article.editions.count() == 0
    assert Article.objects.get(pk=article.pk).headline == "Fab reopens"
