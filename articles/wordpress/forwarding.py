"""Old addresses, written into the redirect table: of stories by identity, of pages by their path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from articles.models import Edition, EditionByline, EditionTag, Redirect, Section
from articles.wordpress import mapping
from articles.wordpress.addresses import LONGEST, OldSite
from articles.wordpress.house import House
from articles.wordpress.items import Item, Term
from articles.wordpress.survey import Survey, bare

FEEDS = ("feed", "feed/rss", "feed/rss2", "feed/rdf", "feed/atom", "comments/feed")


def forward(paths: Mapping[str, str], *, story: str = "") -> list[str]:
    """Let these old addresses lead to the story, or each to its path. Returns those that lead elsewhere already."""
    wanted = {path: target for path, target in paths.items() if len(path) <= LONGEST and path != target}
    standing = {row.path: row for row in Redirect.objects.filter(path__in=wanted)}
    Redirect.objects.bulk_create(
        [
            Redirect(path=path, story_id=story, target="" if story else target)
            for path, target in wanted.items()
            if path not in standing
        ],
        ignore_conflicts=True,
    )
    return [
        path
        for path, row in standing.items()
        if row.story_id != story or (not story and row.target != wanted[path])
    ]


def places(survey: Survey, house: House) -> Iterator[tuple[str, str, str]]:
    """Old path, new path, and the path to fall back on, of every category, tag and author."""
    site, sections = survey.site, house.mapping
    assert site is not None
    categories = survey.categories()
    for (domain, _), term in survey.terms.items():
        if domain == "category":
            place = mapping.place("post", [term], "", categories, sections)
            section = f"/{house.section_slug(place)}/"
            is_section = term not in place.topics or term.slug in sections.sections
            target = section if is_section else house.tag_path(term)
            yield from _at(
                site, _category_paths(site, term, categories, sections), "cat", term.id, target, section
            )
        elif domain == "post_tag":
            path = site.at(f"/{sections.base('tag')}/{term.slug}/")
            yield from _at(
                site, [path, site.numbered("tag", term.slug)], "", "", house.tag_path(term), "/archive/"
            )
    for login, writer in survey.writers.items():
        if login in house.authors:
            target = house.authors[login].get_absolute_url()
            slug = login.lower().replace(" ", "-").replace("@", "").replace(".", "-")
            names = dict.fromkeys((login, slug, house.nicenames.get(login, slug)))
            paths = [site.at(f"/{sections.base('author')}/{name}/") for name in names]
            paths.append(site.numbered("author_name", login))
            yield from _at(site, paths, "author", writer.id, target, "/archive/")


def _at(
    site: OldSite, paths: Iterable[str], key: str, id: str, target: str, instead: str
) -> Iterator[tuple[str, str, str]]:
    for path in paths:
        yield path, target, instead
        if "?" not in path:
            yield (
                f"{path}feed/",
                f"{target}rss.xml",
                f"{instead}rss.xml" if instead != "/archive/" else "/rss.xml",
            )
    if id and key:
        yield site.numbered(key, id), target, instead


def _category_paths(
    site: OldSite, term: Term, categories: Mapping[str, Term], sections: mapping.Sections
) -> list[str]:
    """With its parents, and alone: WordPress answers at both."""
    line = [term.slug]
    above = categories.get(term.parent)
    while above and above.slug not in line:
        line.insert(0, above.slug)
        above = categories.get(above.parent)
    base = sections.base("category")
    return list(dict.fromkeys(site.at(f"/{base}/{path}/") for path in ("/".join(line), term.slug)))


def of_the_site(survey: Survey, house: House) -> dict[str, str]:
    """Categories, tags, authors, days and feeds, each to a page that readers have."""
    site = survey.site
    assert site is not None
    shown = {f"/topics/{slug}/" for slug in EditionTag.objects.values_list("tag__slug", flat=True).distinct()}
    shown |= {
        f"/authors/{slug}/"
        for slug in EditionByline.objects.values_list("author__slug", flat=True).distinct()
    }
    shown |= {
        f"/{slug}/"
        for slug in Section.objects.filter(pk__in=_sections_in_use()).values_list("slug", flat=True)
    }
    shown |= {f"{page}rss.xml" for page in shown} | {"/archive/", "/rss.xml"}
    found: dict[str, str] = {}
    for path, target, instead in places(survey, house):
        leads = next((page for page in (target, instead) if page in shown), "/archive/")
        found.setdefault(path, leads)
    for day in survey.days():
        year, month, number = day.split("-")
        try:
            date(int(year), int(month), int(number))
        except ValueError:
            continue
        found |= {
            site.at(f"/{year}/"): f"/archive/{year}/",
            site.at(f"/{year}/{month}/"): f"/archive/{year}/{month}/",
            site.at(f"/{year}/{month}/{number}/"): f"/archive/{year}/{month}/",
            site.numbered("m", f"{year}{month}"): f"/archive/{year}/{month}/",
            site.numbered("m", f"{year}{month}{number}"): f"/archive/{year}/{month}/",
        }
    found |= {site.at(f"/{feed}/"): "/rss.xml" for feed in FEEDS}
    found |= {site.numbered("feed", name): "/rss.xml" for name in ("rss", "rss2", "rdf", "atom")}
    if site.root:
        found[f"{site.root}/"] = "/"
    return {path: target for path, target in found.items() if not survey.owner(bare(path))}


def _sections_in_use() -> list[int]:
    return list(Edition.objects.order_by().values_list("section_id", flat=True).distinct())


def of_attachment(item: Item, survey: Survey) -> tuple[str, dict[str, str]]:
    """The story that it hangs on, or else the home page; and the addresses that lead there."""
    public_id, _ = survey.planned(survey.story_of_file(item.id))
    return public_id, {path: "/" for path, owner in survey.addresses(item.id) if owner == item.id}
