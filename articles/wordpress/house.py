"""Sections, authors and topics of the old site, found here or made. Authors never get an account, nor one that has one."""

from __future__ import annotations

import re

from django.db.models import Max
from django.utils.text import slugify

from articles.models import Author, Section, Tag
from articles.models.section import RESERVED_SLUGS
from articles.wordpress.items import Term, Writer, words
from articles.wordpress.mapping import Place, Sections
from articles.wordpress.survey import Survey

#: Who logs in with it has no other name, as long as nobody gave one. It is nothing for readers.
_MAIL = re.compile(r"^([^@\s]+)@[^@\s]+\.[^@\s]+$")


class House:
    """Remembers what it found: a few queries for each name, not for each story."""

    def __init__(self, survey: Survey, mapping: Sections) -> None:
        self.survey, self.mapping = survey, mapping
        self.sections: dict[str, Section] = {}
        self.authors: dict[str, Author] = {}
        self.nicenames: dict[str, str] = {}  # what stands in an author's address there, by login
        self.tags: dict[str, Tag] = {}
        self.told: list[str] = []

    def section_slug(self, place: Place) -> str:
        """A section may not be called like an address of the site itself."""
        slug = place.section
        return f"{slug[:52]}-stories" if slug in RESERVED_SLUGS or len(slug) < 2 else slug

    def section(self, place: Place) -> Section:
        slug = self.section_slug(place)
        if slug not in self.sections:
            last = Section.objects.aggregate(last=Max("order"))["last"]
            title = words(place.title)[:60] or slug.capitalize()
            section, is_new = Section.objects.get_or_create(
                slug=slug, defaults={"title": title, "order": 0 if last is None else min(last + 1, 32_767)}
            )
            if is_new:
                self.told.append(f"Section “{section.title}” was made, at /{slug}/.")
            self.sections[slug] = section
        return self.sections[slug]

    def writer(self, login: str) -> Writer:
        return self.survey.writers.get(login) or Writer(login, login)

    def author(self, login: str, name: str = "") -> Author:
        """By the mapping, else by name among those without an account: an account's stories are its owner's to edit."""
        if login not in self.survey.writers and name in self.survey.writers:
            # Co-Authors-Plus gives the address, and calls the login a name.
            self.nicenames[name], login = login, name
        if login not in self.authors:
            self.authors[login] = self._author(login, name)
        return self.authors[login]

    def _author(self, login: str, name: str) -> Author:
        chosen_by = self.mapping.authors
        wanted = chosen_by.get(login) or chosen_by.get(self.nicenames.get(login, ""), "")
        if wanted and (chosen := Author.objects.filter(slug=wanted).first()):
            return chosen
        writer = self.writer(login)
        name = words(writer.name if writer.name != login else name or login)[:100]
        name = _MAIL.sub(r"\1", name) or "Unnamed author"
        found = Author.objects.filter(name=name, user__isnull=True).order_by("pk").first()
        if found:
            return found
        slug = free(wanted or slugify(name) or slugify(login) or "author", Author)
        if Author.objects.filter(name=name).exists():
            self.told.append(
                f"“{name}” has an account here. The old site's author of that name stands beside it, at /authors/{slug}/:"
                " say in the mapping file if they are one person."
            )
        biography = "\n\n".join(filter(None, (words(part) for part in writer.biography.split("\n\n"))))
        return Author.objects.create(name=name, slug=slug, biography=biography)

    def tag(self, term: Term) -> Tag:
        key = term.slug or term.name
        if key not in self.tags:
            known = self.survey.terms.get((term.domain, key), term)
            name = words(known.name or term.name or key)[:100]
            slug = self.tag_slug(term)
            self.tags[key] = (
                Tag.objects.filter(slug=slug).first()
                or Tag.objects.filter(name__iexact=name).order_by("pk").first()
                or Tag.objects.create(name=name, slug=slug, description=words(known.description)[:160])
            )
        return self.tags[key]

    @staticmethod
    def tag_slug(term: Term) -> str:
        return (slugify(term.slug) or slugify(words(term.name)) or f"topic-{slugify(term.id) or 'other'}")[
            :100
        ]

    def tag_path(self, term: Term) -> str:
        """Where its page is, or will be when a story has it."""
        known = self.tags.get(term.slug or term.name)
        return known.get_absolute_url() if known else f"/topics/{self.tag_slug(term)}/"


def free(slug: str, model: type[Author]) -> str:
    slug, number = slug[:90], 2
    wanted = slug
    while model.objects.filter(slug=wanted).exists():
        wanted = f"{slug}-{number}"
        number += 1
    return wanted
