"""Finding a story by a few words of its headline, its authors and topics, or by an address it has or had.

Of working copies, so only among those that the person may read. What readers can see is found in `newsroom/find.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet

from articles import plain, query
from articles.desk import rights
from articles.models import Address, Article, Author, DeskWords, Redirect, Tag
from articles.models import words as found_by

MOST_WORDS, LONGEST = 8, 400
#: Looked at before they are put in order: the newest that have the words.
POOL = 200
#: Authors, and topics, that one word may stand for.
NAMESAKES = 30

_DESK = re.compile(r"/admin/articles/article/([0-9]{1,18})(?:/|$)", re.ASCII)
_TRAVEL = re.compile(r"^/admin/(?:at|rehearse/[0-9]+)/[0-9A-Z]+(?=/)", re.ASCII)


# --- By words


def words_of(text: str) -> list[str]:
    return list(dict.fromkeys(query.bare_words(plain.line(text[:LONGEST]))))[:MOST_WORDS]


def matching(text: str, model: type[found_by.Words] = DeskWords, among: Iterable[str] = ()) -> QuerySet[Any]:
    """Keys of the texts that have all the words: each begins a word of the headline, standfirst or address, or a name
    in the byline, or a topic. Newest first. Two queries for the names."""
    words = words_of(text)
    if not words:
        return model._default_manager.none().values("pk")
    tokens: dict[str, list[str]] = {word: [] for word in words}
    for named, token in ((Author, found_by.author_token), (Tag, found_by.topic_token)):
        for word, pk in _named(named, words):
            tokens[word].append(token(pk))
    return found_by.having(model, tokens, among).values("pk")


def _named(model: Any, words: list[str]) -> list[tuple[str, int]]:
    """Which authors, or topics, have a name with a word that begins so."""
    either = Q(name__regex="[^ -~]")  # accents: no database folds them as we do
    for word in words:
        either |= Q(slug__startswith=word) | Q(slug__contains=f"-{word}") | Q(name__icontains=word)
    found: dict[str, list[int]] = {word: [] for word in words}
    for pk, name, slug in model.objects.filter(either).values_list("pk", "name", "slug"):
        parts = query.bare_words(f"{name} {slug}")
        for word in words:
            if len(found[word]) < NAMESAKES and any(part.startswith(word) for part in parts):
                found[word].append(pk)
    return [(word, pk) for word, keys in found.items() for pk in keys]


def best(user: Any, text: str, most: int) -> list[int]:
    """Keys of what the person may read and is likely to mean, best first: by address, else those with all the words in the headline
    before others, and each in the order of the latest change."""
    if path := path_in(text):
        return list(at_path(path, rights.readable(user).out_of_bin())[:most])
    words = words_of(text)
    if not words or looks_like_address(text) or not user.has_perm("articles.view_article"):
        return []
    reads_all = user.has_perm("articles.read_all_articles")
    pool = matching(text, among=() if reads_all else _own_tokens(user))
    rows = rights.readable(user).out_of_bin().filter(pk__in=list(pool.values_list("pk", flat=True)[:POOL]))

    def place(row: tuple[int, str, Any]) -> tuple[bool, Any]:
        said = query.bare_words(row[1])
        return all(any(part.startswith(word) for part in said) for word in words), row[2]

    ordered = sorted(rows.values_list("pk", "headline", "changed_at"), key=place, reverse=True)
    return [pk for pk, *_ in ordered[:most]]


def _own_tokens(user: Any) -> list[str]:
    """What stands with a person's own stories. They are only looked among: `rights` decides what is shown."""
    signs = Author.objects.filter(user=user.pk).values_list("pk", flat=True)
    return [found_by.person_token(user.pk), *map(found_by.author_token, signs)]


# --- By address


def looks_like_address(text: str) -> bool:
    said = text.strip()
    return said.startswith(("http://", "https://", "/")) and " " not in said


def path_in(text: str) -> str:
    """The path, if that is an address of this site: whole, or without its beginning. Else nothing."""
    said = plain.line(text[:LONGEST])
    if not said or " " in said:
        return ""
    if said.startswith("/"):
        whole = f"{settings.SITE_URL}{said}" if not said.startswith(("//", "/\\")) else ""
    elif "://" in said:
        whole = said
    else:
        whole = f"https://{said}" if said.startswith(f"{settings.SITE_HOST}/") else ""
    try:
        parts = urlsplit(whole)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in plain.WEB or host not in {settings.SITE_HOST, *settings.ALLOWED_HOSTS}:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def at_path(path: str, among: QuerySet[Article]) -> QuerySet[Article, int]:
    """Keys of the story at a path: of the desk, of readers now or once, of another system before, or to be."""
    path = _TRAVEL.sub("", path)
    if desk := _DESK.match(path):
        return among.filter(pk=desk[1]).values_list("pk", flat=True)
    keys = had(path)
    section, _, slug = _plainly(path).rpartition("/")
    if slug and not keys:  # of a draft: it has no address yet, but will
        keys += Article.objects.filter(pk__in=matching(slug), slug=slug, section__slug=section).values_list(
            "pk", flat=True
        )
    return among.filter(pk__in=keys).order_by("-changed_at").values_list("pk", flat=True)


def had(path: str) -> list[int]:
    """Keys of the story that has, had or will have this address for readers. Four queries, each by an index."""
    plainly = _plainly(path)
    ways = {path, f"/{plainly}", f"/{plainly}/"}
    former = list(Redirect.objects.filter(path__in=ways).values_list("story_id", "target"))
    paths = {f"/{plainly}/", *(target for _, target in former if target)}
    keys = list(Address.objects.filter(path__in=paths).values_list("article", flat=True))
    stories = [story for story, _ in former if story]
    return keys + list(Article.objects.filter(public_id__in=stories).values_list("pk", flat=True))


def _plainly(path: str) -> str:
    return path.split("?")[0].casefold().strip("/").removesuffix("/history")
