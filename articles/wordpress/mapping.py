"""Which category becomes which section, as the outlet decides it in a file; else the categories at the top do.

default = "news"                      # of what has no category
pages = "pages"                       # the section of pages

[sections]
gadgets = "machines"                  # a category's slug, or "parent/child"
ai = "software"
sponsored = ""                        # no section: a topic only

[kinds]
reviews = "review"

[authors]
jdoe = "jane-doe"                     # a login there, an author's address here

[bases]
category = "category"                 # as in /category/gadgets/; also "tag" and "author"
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.text import slugify

from articles.wordpress.items import Refused, Term

KINDS = {
    "review": "review", "reviews": "review", "opinion": "opinion", "opinions": "opinion", "columns": "opinion",
    "commentary": "opinion", "editorial": "opinion", "analysis": "analysis", "explainer": "explainer",
    "explainers": "explainer", "how-to": "how-to", "how-tos": "how-to", "tutorials": "how-to",
}  # fmt: skip
KNOWN_KINDS = frozenset({"news", *KINDS.values()})
NO_CATEGORY = frozenset({"uncategorized", "uncategorised", "sin-categoria", "non-classe", "allgemein", ""})


@dataclass(frozen=True)
class Sections:
    sections: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    authors: Mapping[str, str] = field(default_factory=dict)
    bases: Mapping[str, str] = field(default_factory=dict)
    default: str = "news"
    pages: str = "pages"

    def base(self, name: str) -> str:
        return self.bases.get(name, name).strip("/")

    def kind(self, categories: Iterable[Term]) -> str:
        known = KINDS | dict(self.kinds)
        return next((known[term.slug] for term in categories if term.slug in known), "news")


def read(path: Path) -> Sections:
    """Raises Refused."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        given = tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except OSError as error:
        raise Refused(f"{path.name} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise Refused(f"{path.name} is neither JSON nor TOML: {error}.") from None
    if not isinstance(given, dict):
        raise Refused(f"{path.name} should say which category becomes which section.")
    parts = ("sections", "kinds", "authors", "bases", "default", "pages")
    if not any(isinstance(given.get(part), dict) for part in parts):
        # The simplest form is only the pairs.
        own = {part: given[part] for part in ("default", "pages") if part in given}
        given = {"sections": {key: value for key, value in given.items() if key not in own}, **own}
    if unknown := set(given) - set(parts):
        raise Refused(f"{path.name} has a part nobody knows here: {', '.join(sorted(unknown))}.")
    for part in parts[:4]:
        pairs = given.get(part, {})
        if not isinstance(pairs, dict) or not all(isinstance(value, str) for value in pairs.values()):
            raise Refused(f"{path.name}: “{part}” should be pairs of words.")
    for name in (*given.get("sections", {}).values(), given.get("default", ""), given.get("pages", "")):
        if name != slugify(name):
            raise Refused(f"{path.name}: “{name}” cannot be a section's address. Write “{slugify(name)}”.")
    if wrong := set(given.get("kinds", {}).values()) - KNOWN_KINDS:
        raise Refused(
            f"{path.name}: there is no kind “{sorted(wrong)[0]}”. There are {', '.join(sorted(KNOWN_KINDS))}."
        )
    return Sections(**given)


@dataclass(frozen=True)
class Place:
    """The section of a story, with the category that gave it, and the categories that remain as topics."""

    section: str
    title: str
    topics: tuple[Term, ...]


def place(
    item_type: str, categories: list[Term], primary: str, known: Mapping[str, Term], mapping: Sections
) -> Place:
    """`known` are the categories of the site, by slug; `primary` is the number of the one that SEO plugins call so."""
    if primary:
        categories = sorted(categories, key=lambda term: known.get(term.slug, term).id != primary)
    categories = [known.get(term.slug, term) for term in categories if term.slug not in NO_CATEGORY]
    if item_type == "page" and not categories:
        return Place(mapping.pages, mapping.pages.replace("-", " ").capitalize(), ())
    for category in categories:
        line = _line(category, known)  # from itself up to the top
        for above in line:
            for name in (
                "/".join(term.slug for term in reversed(line[line.index(above) :])),
                above.slug,
                above.name,
            ):
                if name in mapping.sections:
                    if wanted := mapping.sections[name]:
                        title = (
                            above.name
                            if slugify(above.name) == wanted
                            else wanted.replace("-", " ").capitalize()
                        )
                        return Place(wanted, title, _rest(categories, wanted))
                    break
            else:
                continue
            break  # told to be no section
        else:
            top = line[-1]
            slug = slugify(top.slug) or slugify(top.name) or f"category-{top.id}"
            return Place(slug[:60].strip("-"), top.name, _rest(categories, slug))
    return Place(mapping.default, mapping.default.replace("-", " ").capitalize(), tuple(categories))


def _line(category: Term, known: Mapping[str, Term]) -> list[Term]:
    line = [category]
    while (above := known.get(line[-1].parent)) and above not in line:
        line.append(above)
    return line


def _rest(categories: Iterable[Term], section: str) -> tuple[Term, ...]:
    return tuple(term for term in categories if slugify(term.slug) != section)
