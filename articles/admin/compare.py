"""Any two texts of a story beside each other: fields in two columns, the body as readers would read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from articles import clock, difference, digest, disclosures, moments, passages, prose, renditions
from articles.admin import sights
from articles.admin.addresses import story_url
from articles.desk import rights, versions
from articles.desk.previews import desk_address
from articles.desk.standing import COLUMNS, standing
from articles.models import Article, Author, Credit, Edition, Image, Revision, Section, Story, Tag
from articles.presentation import Picture, join_names

#: Saves to choose from: the newest, and those that are chosen already.
SAVES = 100

LABELS = {
    "headline": "Headline",
    "standfirst": "Standfirst",
    "kind": "Kind",
    "section_id": "Section",
    "topics": "Topics",
    "bylines": "Bylines",
    "lead_image_id": "Lead picture",
    "lead_alt": "Alt text",
    "lead_decorative": "Decorative",
    "lead_caption": "Caption",
    "disclosures": "Disclosures",
    "card_headline": "Card headline",
    "slug": "Address",
    "seo_title": "Search title",
    "seo_description": "Search description",
    "canonical_url": "Canonical address",
    "noindex": "Keep out of search engines",
    "body": "Body",
}


@dataclass(frozen=True)
class Row:
    """One field of both texts."""

    label: str
    before: SafeString
    after: SafeString
    is_same: bool


@dataclass(frozen=True)
class Choice:
    name: str
    words: str


@dataclass(frozen=True)
class Body:
    html: SafeString
    came: int
    went: int
    stayed: int
    is_same: bool


def page(request: HttpRequest, pk: int, *, site: Any) -> HttpResponse:
    """What one may not read, and what is not there, is 404."""
    article = get_object_or_404(rights.readable(request.user).select_related("changed_by"), pk=pk)
    moment = clock.now()
    now = standing(article, moment)
    usual = versions.name_of(now.newest) if now.newest else f"save-{article.version}"
    before = chosen(article, request.GET.get("before") or usual)
    after = chosen(article, request.GET.get("after") or versions.NOW)
    rows = compared(before, after)
    body = bodies(before, after, moment=moment)
    may_restore = rights.may_edit(request.user, article)
    choices = grouped(article, [before, after], user=request.user, moment=moment)
    names = {choice.name: choice.words for _, group in choices for choice in group}
    context = {
        **site.each_context(request),
        "title": "Compare",
        "article": article,
        "choices": choices,
        "before": versions.name_of(before),
        "after": versions.name_of(after),
        "changed": in_words(rows, body),
        "rows": [row for row in rows if not row.is_same],
        "same_rows": [row for row in rows if row.is_same],
        "body": body,
        "restores": [
            {
                "url": reverse("admin:articles_article_restore", args=[pk, versions.name_of(said)]),
                "which": which,
                "title": names[versions.name_of(said)],
            }
            for which, said in (("Before", before), ("After", after))
            if may_restore and text_of(said) != article.digest
        ],
        "back_url": story_url(article),
        "history_url": reverse("admin:articles_article_history", args=[pk]),
        "parent_list_url": reverse("admin:articles_article_changelist"),
    }
    response = TemplateResponse(request, "desk/story/compare.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def text_of(said: Story) -> str:
    assert isinstance(said, Article | Revision | Edition)
    return said.digest


def url(article: Article, before: str = "", after: str = "") -> str:
    address = reverse("admin:articles_article_compare", args=[article.pk])
    query = "&".join(f"{key}={name}" for key, name in (("before", before), ("after", after)) if name)
    return f"{address}?{query}" if query else address


def chosen(article: Article, name: str) -> Article | Revision | Edition:
    found = versions.find(article, name)
    if found is None:
        raise Http404
    return found


# --- What there is to choose from


def grouped(
    article: Article, both: Iterable[Story], *, user: Any, moment: datetime
) -> list[tuple[str, list[Choice]]]:
    editions = article.editions.select_related("created_by").only(*COLUMNS, "created_by")
    saves = list(
        article.revisions.select_related("by").only("version", "at", "by", "note", "article")[:SAVES]
    )
    older = {said.pk: said for said in both if isinstance(said, Revision)}
    for save in saves:
        older.pop(save.pk, None)
    return [
        ("Live and scheduled", [of_edition(row, user=user, moment=moment) for row in editions]),
        (
            "Saves",
            [
                Choice(
                    versions.NOW,
                    f"Working copy: {moments.at(article.changed_at, moment)}, saved by"
                    f" {sights.name(article.changed_by, user)}",
                ),
                *(
                    Choice(
                        versions.name_of(save),
                        f"Save {save.version}: {moments.at(save.at, moment)}, by {sights.name(save.by, user)}"
                        + (f" ({save.note})" if save.note else ""),
                    )
                    for save in [*saves, *older.values()]
                ),
            ],
        ),
    ]


def of_edition(edition: Edition, *, user: Any, moment: datetime) -> Choice:
    kind = "Live"
    if edition.live_from > moment:
        kind = "Scheduled"
    elif not edition.is_visible_at(moment):
        kind = "Was live"
    by = sights.name(edition.created_by, user)
    return Choice(
        versions.name_of(edition), f"{kind}: {moments.at(edition.live_from, moment)}, published by {by}"
    )


# --- Fields


def compared(before: Story, after: Story) -> list[Row]:
    """Every field but the body. Pictures, topics, names and sections of both texts cost one query each."""
    rows = []
    for name, label in LABELS.items():
        if name in ("body", "lead_alt"):
            continue
        if name == "lead_image_id":
            rows.append(pictures(before, after))
        elif name in ("topics", "bylines"):
            one, other = (names_in(said, name) for said in (before, after))
            rows.append(listed(label, one, other, is_chips=name == "topics"))
        else:
            one_line, other_line = (words_of(said, name) for said in (before, after))
            rows.append(Row(label, *side_by_side(one_line, other_line), one_line == other_line))
    return rows


def side_by_side(one: str, other: str) -> tuple[SafeString, SafeString]:
    left, right = difference.marked_line(one, other)
    # Both are escaped where they were made.
    return mark_safe(left.replace("\n", "<br>")), mark_safe(right.replace("\n", "<br>"))


def listed(label: str, one: list[str], other: list[str], *, is_chips: bool) -> Row:
    left: list[SafeString] = []
    right: list[SafeString] = []
    for kind, a, b, c, d in difference.opcodes(one, other):
        left += [item(words, "" if kind == "equal" else "del", is_chips) for words in one[a:b]]
        right += [item(words, "" if kind == "equal" else "ins", is_chips) for words in other[c:d]]
    between = " " if is_chips else ", "
    joined = [format_html_join(between, "{}", ((part,) for part in side)) for side in (left, right)]
    return Row(label, joined[0], joined[1], one == other)


def item(words: str, mark: str, is_chip: bool) -> SafeString:
    note = {"del": "Removed: ", "ins": "Added: "}.get(mark, "")
    said = (
        format_html(f'<{mark}><span class="visually-hidden">{note}</span>{{}}</{mark}>', words)
        if mark
        else escape(words)
    )
    return format_html('<span class="chip">{}</span>', said) if is_chip else said


def pictures(before: Story, after: Story) -> Row:
    """As pictures, each with its alt text."""
    found = Image.objects.in_bulk([pk for pk in (before.lead_image_id, after.lead_image_id) if pk])
    alts = side_by_side(before.lead_alt, after.lead_alt)
    shown = [
        format_html(
            '<img class="compared" src="{}" alt="{}"><span class="help">Alt text: {}</span>',
            reverse("admin:picture_thumb", args=[said.lead_image_id]),
            found[said.lead_image_id].title,
            alt or "none",
        )
        if said.lead_image_id in found
        else format_html('<span class="quiet">{}</span>', "No picture")
        for said, alt in zip((before, after), alts, strict=True)
    ]
    is_same = (before.lead_image_id, before.lead_alt) == (after.lead_image_id, after.lead_alt)
    return Row(LABELS["lead_image_id"], shown[0], shown[1], is_same)


def names_in(said: Story, name: str) -> list[str]:
    if name == "topics":
        return list(
            Tag.objects.filter(pk__in=digest.topics(said)).order_by("name").values_list("name", flat=True)
        )
    signed = digest.bylines(said)
    authors = Author.objects.in_bulk([row["author"] for row in signed])
    return [credited(authors.get(row["author"]), row["role"]) for row in signed]


def credited(author: Author | None, role: str) -> str:
    name = author.name if author else "somebody who is no longer there"
    return name if role == Credit.WORDS else f"{name} ({Credit(role).label.lower()})"


def words_of(said: Story, name: str) -> str:
    value = getattr(said, name)
    if name == "disclosures":
        return disclosures.in_words(disclosures.read(value))
    if name == "section_id":
        return str(Section.objects.filter(pk=value).first() or "")
    if name == "kind":
        return said.get_kind_display()
    return ("yes" if value else "no") if isinstance(value, bool) else str(value or "")


# --- The body


def bodies(before: Story, after: Story, *, moment: datetime) -> Body:
    # What is stored is canonical already; this guard is for what came past it.
    steps = difference.compare(prose.clean(before.body), prose.clean(after.body))
    came, went = difference.words_in_and_out(steps)
    stayed = sum(step.kind == difference.SAME for step in steps)
    is_same = all(step.kind == difference.SAME for step in steps)
    html = (
        ""
        if is_same
        else prose.present(
            passages.in_full(steps),
            pictures=shown_in(before, after),
            stories=linked_from(before, after, moment),
        )
    )
    # Both texts were cleaned above; what marks the difference is ours.
    return Body(mark_safe(html), came, went, stayed, is_same)


def shown_in(*texts: Story) -> dict[int, Picture]:
    """What both show, through the desk's checked view: the picture may not be public."""
    wanted = {figure.image_id for said in texts for figure in prose.figures(said.body)}
    found = {
        pk: renditions.picture(image, "original", alt="", address=desk_address)
        for pk, image in Image.objects.in_bulk(wanted).items()
    }
    return {pk: picture for pk, picture in found.items() if picture}


def linked_from(before: Story, after: Story, moment: datetime) -> dict[str, str]:
    wanted = {story for said in (before, after) for story in prose.story_links(said.body)}
    return dict(
        Edition.objects.visible_at(moment).filter(story_id__in=wanted).values_list("story_id", "path")
    )


# --- In words


def in_words(rows: Iterable[Row], body: Body) -> str:
    """ "headline, topics and body", or nothing if the two are the same."""
    labels = [row.label for row in rows if not row.is_same] + ([] if body.is_same else ["Body"])
    return join_names([label.lower() for label in labels])


def what_changes(shown: Edition, article: Article) -> str:
    """ "headline, topics and 2 paragraphs": what readers would find changed."""
    before = Edition.objects.get(pk=shown.pk)
    labels = [row.label.lower() for row in compared(before, article) if not row.is_same]
    steps = difference.compare(before.body, article.body)
    touched = [step for step in steps if step.kind not in (difference.SAME, difference.LEFT)]
    if touched:
        words = all((step.after or step.before).startswith("<p") for step in touched)
        noun = "paragraph" if words else "part"
        of_text = "" if words else " of the text"
        labels.append(f"{len(touched)} {noun}{'s' if len(touched) > 1 else ''}{of_text}")
    return join_names(labels)
