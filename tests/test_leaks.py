"""Nothing that readers may not see reaches them: not its words, not the fact that it exists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from articles import clock
from articles.desk import assigning, keeping, notes, presence, publishing, workflow
from articles.models import Article, Image
from tests import cast

pytestmark = pytest.mark.django_db

MARKER = "zqxwvut"
#: What differs between any two answers, whatever is asked.
INCIDENTAL = {"X-Request-ID", "Date"}

HOUR = timedelta(hours=1)


@dataclass
class World:
    live: Article
    hidden: list[Article]
    pictures: list[Image]


def secret(place: str) -> str:
    return f"{MARKER} {place}"


def planted(place: str, **fields: object) -> Article:
    """A working copy with the marker word in everything that it says."""
    colour = f"#{abs(hash(place)) % 0xFFFFFF:06x}"
    values = {
        "standfirst": secret(place),
        "card_headline": secret(place),
        "body": f"<p>{secret(place)}</p>",
        "lead_image": cast.image(colour, alt=secret(place), credit=secret(place), caption=secret(place)),
        "lead_alt": secret(place),
        "lead_caption": secret(place),
        "seo_title": secret(place),
        "seo_description": secret(place),
        **fields,
    }
    return cast.story(secret(place), topics=[cast.tag(secret(place)), cast.tag("Chips")], **values)


@pytest.fixture
def world(django_capture_on_commit_callbacks: Callable) -> World:
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        with clock.pretend(now - 30 * HOUR):
            live = planted("superseded")
            cast.published(live)
        with clock.pretend(now - 29 * HOUR):
            cast.sign(live, [cast.author("Ines Okafor")])
            cast.label(live, [cast.tag("Chips")])
            cast.change(
                live, headline="Fab reopens", card_headline="", standfirst="After nine weeks.", slug="fab-reopens",
                body="<p>The fab reopened.</p>", lead_image=None, lead_alt="", lead_caption="", seo_title="",
                seo_description="",
            )  # fmt: skip
            cast.publish(cast.approved(live), change="minor")
            withdrawn = planted("withdrawn")
            cast.published(withdrawn)
        with clock.pretend(now - 28 * HOUR):
            publishing.withdraw(withdrawn, by=cast.edda(), reason=secret("reason"), notice="It was wrong.")
            ended = planted("ended")
            cast.published(ended)
            publishing.end_at(ended, by=cast.edda(), at=now - 27 * HOUR)
        with clock.pretend(now - 26 * HOUR):
            draft = planted("draft")
            alone = planted(
                "alone",
                section=cast.section(secret("section")),
                names=[cast.author(secret("author"), biography=secret("biography"))],
            )
            review = cast.submitted(planted("review"))
            waiting = cast.scheduled(planted("waiting"), to=now + HOUR)
            held = planted("held")
            workflow.hold(held, by=cast.edda(), note=secret("hold"))
            binned = planted("binned")
            workflow.bin(binned, by=cast.edda())
            # The live story goes on being written, and its next version waits.
            cast.change(live, headline=secret("rewrite"))
            rewrite = cast.approved(live)
            cast.publish(rewrite, at=now + 2 * HOUR, note=secret("update"))
            cast.change(live, headline=secret("rewrite of the rewrite"))
            # And somebody is typing into each, and has not saved.
            for article in (live, draft, waiting, None):
                said = [(name, [secret("typed")]) for name in ("headline", "standfirst", "body", "slug")]
                keeping.keep(said, article=article, window=f"{id(article):024}", by=cast.wren())
                if article:
                    presence.beat(article, by=cast.wren(), is_writing=True)
            for article in (live, draft, waiting, withdrawn):
                notes.write(article, by=cast.edda(), text=f"@wren {secret('note')}")
                assigning.assign(article, by=cast.edda(), assignee=cast.wren(), note=secret("assignment"))
    hidden = [draft, alone, review, waiting, held, binned, withdrawn, ended]
    return World(live, hidden, list(Image.objects.all()))


def readers_patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Name and route of everything outside the desk."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith("admin/"):
            continue
        if isinstance(pattern, URLResolver):
            yield from readers_patterns(pattern, route)
        else:
            assert isinstance(pattern, URLPattern)
            yield pattern.name or route, route


def addresses(world: World) -> dict[str, list[str]]:
    """For each URL name outside the desk, addresses that are worth trying. A new name without any fails the test."""
    paths = [f"/{article.section.slug}/{article.slug}/" for article in [world.live, *world.hidden]]
    former = [edition.path for edition in world.live.editions.all()]
    slug = MARKER
    queries = ["", f"?q={MARKER}", "?q=fab", f"?before={MARKER}"]
    return {
        "healthz": ["/healthz"],
        "readyz": ["/readyz"],
        "media": ["/media/nonsense.webp"],
        "home": ["/", f"/?q={MARKER}"],
        "archive": ["/archive/"],
        "archive-month": [f"/archive/{timezone.now():%Y/%m}/"],
        "archive_month": [f"/archive/{timezone.now():%Y/%m}/"],
        "month": [f"/archive/{timezone.now():%Y/%m}/"],
        "corrections": ["/corrections/"],
        "topic": [f"/topics/{tag.slug}/" for tag in (cast.tag("Chips"), cast.tag(secret("draft")))],
        "author": [f"/authors/{author}/" for author in ("ines-okafor", f"{slug}-author")],
        "section": ["/machines/", f"/{slug}-section/"],
        "story": [*paths, *former, "/machines/nonsense/"],
        "record": [f"{path}history/" for path in [*paths, *former, "/machines/nonsense/"]],
        "astray": ["/a/b/c/d", f"/{slug}"],
        "search": [f"/search/{query}" for query in queries],
        "picks": ["/picks/nonsense/"],
        "preview": [f"/preview/{'a' * 32}/", "/preview/1/"],
        "preview-picture": [
            f"/preview/{'a' * 32}/pictures/{image.pk}/square-48-f50x50.jpg" for image in world.pictures
        ],
        "shared-list": [f"/preview/lists/{'a' * 32}/"],
        "shared-list-page": [f"/preview/lists/{'a' * 32}{path}" for path in ["/machines/", *paths]],
        "shared-list-picture": [
            f"/preview/lists/{'a' * 32}/files/{image.pk}/square-48-f50x50.jpg" for image in world.pictures
        ],
        "embedded-gist": [f"/embeds/gist/{slug}/{'a' * 32}/nonsense/"],
    }


FEEDS = ("rss.xml", "atom.xml", "feed.json")


def tried(world: World, name: str, route: str) -> list[str]:
    known = addresses(world)
    if name in known:
        return known[name]
    # Machines' files stand below a page, or alone.
    for kind in FEEDS:
        if route.endswith(kind):
            base = route.removesuffix(kind)
            for variable, values in {
                "<slug:slug>/": ["machines/", "chips/", "ines-okafor/", f"{MARKER}-section/"],
            }.items():
                if variable in base:
                    return [f"/{base.replace(variable, value)}{kind}" for value in values]
            if "<" not in base:
                return [f"/{base}{kind}"]
    if "<" not in route and "(?" not in route:
        return [f"/{route}", f"/{route}?q={MARKER}"]
    if "year" in route:
        now = timezone.localtime()
        return [f"/{filled}" for filled in (month_filled(route, now.year, now.month),)]
    pytest.fail(
        f"“{name}” ({route}) is a reader's address that this test does not try. Add it to `addresses`."
    )


def month_filled(route: str, year: int, month: int) -> str:
    import re

    filled = re.sub(r"<[a-z]*:?year>", str(year), route)
    filled = re.sub(r"<[a-z]*:?month>", f"{month:02}", filled)
    return re.sub(r"<[a-z]*:?(part|number)>", "1", filled)


def every_address(world: World) -> list[str]:
    found = [address for name, route in readers_patterns() for address in tried(world, name, route)]
    return list(dict.fromkeys(found))


def said(response: HttpResponse) -> str:
    body = b"".join(response) if response.streaming else response.content
    return body.decode(errors="replace") + repr(dict(response.headers))


def test_the_marker_is_found_nowhere(world: World, client: Client) -> None:
    leaking = []
    for address in every_address(world):
        text = said(client.get(address)).lower()
        # What was asked may be repeated; what was found may not.
        asked = address.lower()
        for repeated in (asked, f'value="{MARKER}"', f"“{MARKER}”", f"{MARKER}-section"):
            text = text.replace(repeated, "")
        if MARKER in text:
            leaking.append(address)
    assert leaking == []


def test_what_may_be_seen_is_found_by_the_same_walk(world: World, client: Client) -> None:
    showing = [address for address in every_address(world) if "Fab reopens" in said(client.get(address))]
    for address in ("/", "/machines/", "/topics/chips/", "/authors/ines-okafor/", "/machines/fab-reopens/"):
        assert address in showing


def answers(client: Client, addresses: list[str]) -> dict[str, tuple]:
    return {
        f"{method} {address}": _plain(getattr(client, method)(address))
        for address in addresses
        for method in ("get", "head")
    }


def _plain(response: HttpResponse) -> tuple:
    headers = {key: value for key, value in response.headers.items() if key not in INCIDENTAL}
    content = b"".join(response) if response.streaming else response.content
    return response.status_code, headers, content


def test_every_public_answer_is_the_same_to_the_byte_around_a_draft(
    world: World, client: Client, django_capture_on_commit_callbacks: Callable
) -> None:
    addresses = every_address(world)
    before = answers(client, addresses)

    with django_capture_on_commit_callbacks(execute=True):
        draft = planted("another draft")
        cast.approved(planted("another, approved"))
        cast.scheduled(planted("another, waiting"), to=timezone.now() + 3 * HOUR)
        cast.change(world.live, headline=secret("again"), by=cast.edda())
        workflow.submit(draft, by=cast.wren())
        keeping.keep([("headline", [secret("typed")])], article=draft, window="b" * 12, by=cast.wren())
        notes.write(world.live, by=cast.edda(), text=secret("another note"))
        assigning.assign(world.live, by=cast.edda(), priority="high", planned_for=timezone.localdate())

    after = answers(client, addresses)
    assert [address for address in before if before[address] != after[address]] == []


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "options"])
def test_the_address_of_a_draft_answers_like_nonsense(world: World, client: Client, method: str) -> None:
    nonsense = _plain(getattr(client, method)("/machines/nonsense/"))
    for article in world.hidden[:6]:
        path = f"/{article.section.slug}/{article.slug}/"
        assert _plain(getattr(client, method)(path)) == nonsense, path


def test_pictures_that_only_hidden_texts_use_are_in_no_public_place(world: World) -> None:
    """But for those of what waits: they are put there when it is scheduled."""
    placed = {image.title for image in world.pictures if Image.objects.get(pk=image.pk).is_placed}
    waiting = {world.hidden[3].lead_image.title}
    assert placed == waiting
    for image in world.pictures:
        assert not storages["default"].exists(image.file.name)


def test_no_public_answer_sets_a_cookie_or_varies_on_one(world: World, client: Client) -> None:
    for address in every_address(world):
        response = client.get(address)
        assert not response.cookies, address
        assert "cookie" not in response.headers.get("Vary", "").lower(), address
