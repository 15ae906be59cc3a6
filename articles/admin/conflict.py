"""Two texts: somebody saved while somebody else was writing. Field by field, nothing preselected, nothing lost.

The form that came too late travels along in the page; choosing makes a new form of it, which goes the usual way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from taggit.utils import parse_tags

from articles import clock, digest, plain, prose
from articles.admin import disclosure_rows, sights
from articles.admin.disclosure_rows import DisclosureRows
from articles.desk import saving
from articles.difference import marked_line
from articles.models import Article, ArticleByline, Author, Credit, Revision, Tag

BYLINES = "bylines"
#: No save remembers it: nobody knows who of the two changed it, so one is asked.
NOT_IN_SAVES = ("embargo_until",)
OWN = ("_merge", "csrfmiddlewaretoken", "version", "verb", "_continue", "_save")


@dataclass(frozen=True)
class Clash:
    name: str
    label: str
    before: str
    theirs: str
    mine: str
    chosen: str = ""
    anew: str = ""
    writable: bool = True
    rows: int = 2


def version_of(request: HttpRequest) -> int:
    """Of the text the form was made from; one that names none is as stale as can be."""
    version = request.POST.get("version", "")
    return int(version) if plain.is_number(version) else -1


def page(request: HttpRequest, article: Article, model_admin: Any, *, missing: str = "") -> HttpResponse:
    """Show what clashes between the saved text and the one that was just sent."""
    article = Article.objects.select_related("changed_by", "section", "lead_image").get(pk=article.pk)
    before = article.revisions.filter(version=version_of(request)).first()
    clashes, together = compare(request, article, before, model_admin)
    moment = clock.now()
    other = sights.name(article.changed_by, request.user)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "You saved in another window meanwhile"
        if other == "you"
        else f"{other} saved while you were writing",
        "subject": str(article),
        "other": "the other window" if other == "you" else other,
        "clashes": clashes,
        "together": together,
        "missing": missing,
        "before_at": before.at if before else None,
        "theirs_at": article.changed_at,
        "now": moment,
        "carried": carried(request, article),
        "back_url": reverse("admin:articles_article_change", args=[article.pk]),
        "parent_list_url": reverse("admin:articles_article_changelist"),
        "parent_list_title": "Stories",
    }
    return TemplateResponse(request, "desk/conflict.html", context, status=409)


def carried(request: HttpRequest, article: Article) -> list[tuple[str, str]]:
    """The late form as hidden fields, now made from the newest version, with what it was made from remembered."""
    pairs = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in OWN and not name.startswith(("keep-", "anew-", "base-version", "theirs-version"))
        for value in values
    ]
    base = request.POST.get("base-version") or str(version_of(request))
    return [*pairs, ("base-version", base), ("theirs-version", str(article.version))]


def settle(request: HttpRequest, article: Article, model_admin: Any) -> HttpResponse | None:
    """Turn the choices into an ordinary form in `request.POST`. Answers with the page if some are still open."""
    post = request.POST.copy()
    post["version"] = post.get("base-version", "")
    request.POST = post
    theirs_version = post.get("theirs-version", "")
    # Of two who choose at once the second is asked again: what it chose between is not the newest any more.
    current = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
    before = current.revisions.filter(version=version_of(request)).first()
    clashes, _ = compare(request, current, before, model_admin)
    open_ones = [clash.label for clash in clashes if clash.chosen not in ("theirs", "mine", "anew")]
    if open_ones or theirs_version != str(current.version):
        return page(request, current, model_admin, missing=", ".join(open_ones))
    wanted = {clash.name: clash for clash in clashes}
    if any(clash.chosen != "mine" for clash in clashes):
        keep_mine(request, current, model_admin)
    form = form_of(request, current, model_admin)
    for name in form.fields:
        if name == "version":
            continue
        clash = wanted.get(name)
        if clash is None and not changed(name, current_words(before, name), posted(post, form, name)):
            write(post, form, name, stored(form, name))  # only theirs changed, or nobody's
        elif clash and clash.chosen == "theirs":
            write(post, form, name, stored(form, name))
        elif clash and clash.chosen == "anew":
            write(post, form, name, clash.anew)
    settle_bylines(post, current, before, wanted.get(BYLINES))
    post["version"] = str(current.version)
    request.POST = post
    return None


def keep_mine(request: HttpRequest, article: Article, model_admin: Any) -> None:
    """What is not chosen stays in History, as it was written."""
    late = model_admin.get_form(request, article, change=True)(
        request.POST, instance=Article.objects.get(pk=article.pk)
    )
    late.is_valid()  # What is not valid stays as it is saved.
    saving.set_aside(
        article,
        late.instance,
        bylines=[{"author": author, "role": role} for author, role in posted_bylines(request.POST)],
        topics=list(
            Tag.objects.filter(name__in=parse_tags(request.POST.get("tags", ""))).values_list("pk", flat=True)
        ),
        by=request.user,
    )


# --- What differs ---


def compare(
    request: HttpRequest, article: Article, before: Revision | None, model_admin: Any
) -> tuple[list[Clash], list[str]]:
    """What both changed, and what went together by itself."""
    post = request.POST
    form = form_of(request, article, model_admin)
    other = sights.name(article.changed_by, request.user)
    clashes, together = [], []
    for name, field in form.fields.items():
        if name == "version":
            continue
        was, theirs, mine = (
            current_words(before, name),
            current_words(article, name),
            posted(post, form, name),
        )
        label = str(field.label)
        if before is None:
            was = ""
        if theirs == mine or not changed(name, theirs, mine):
            continue
        is_known = before is not None and name not in NOT_IN_SAVES
        if is_known and not changed(name, was, mine):
            together.append(f"{label}: {other}’s")
        elif is_known and not changed(name, was, theirs):
            together.append(f"{label}: yours")
        else:
            writable = isinstance(field.widget, forms.Textarea | forms.TextInput) and not hasattr(
                field, "queryset"
            )
            clashes.append(
                Clash(
                    name,
                    label,
                    "(not kept)" if name in NOT_IN_SAVES else in_words(field, was),
                    *marked(in_words(field, was), in_words(field, theirs), in_words(field, mine)),
                    chosen=post.get(f"keep-{name}", ""),
                    anew=post.get(f"anew-{name}", mine),
                    writable=writable,
                    rows=12 if name == "body" else 2,
                )
            )
    theirs_names, mine_names = signed(article), posted_bylines(post)
    was_names = signed(before) if before else None
    if theirs_names != mine_names:
        if was_names == mine_names:
            together.append(f"Bylines: {other}’s")
        elif was_names == theirs_names:
            together.append("Bylines: yours")
        else:
            clashes.append(
                Clash(
                    BYLINES,
                    "Bylines",
                    named(was_names or []),
                    *marked(named(was_names or []), named(theirs_names), named(mine_names)),
                    chosen=post.get("keep-bylines", ""),
                    writable=False,
                )
            )
    return clashes, together


def form_of(request: HttpRequest, article: Article, model_admin: Any) -> forms.ModelForm:
    return model_admin.get_form(request, article, change=True)(instance=article)


def stored(form: forms.ModelForm, name: str) -> str:
    """What the form's field would hold for the saved text."""
    field = form.fields[name]
    said = field.prepare_value(form.get_initial_for_field(field, name))
    if isinstance(field, forms.BooleanField):
        return "on" if said else ""
    value = field.widget.format_value(said)
    return (value[0] if value else "") if isinstance(value, list) else str(value or "")


def posted(post: QueryDict, form: forms.ModelForm, name: str) -> str:
    widget = form.fields[name].widget
    if isinstance(widget, DisclosureRows):
        return widget.format_value(widget.value_from_datadict(post, {}, name))
    return post.get(name, "").replace("\r\n", "\n")


def write(post: QueryDict, form: forms.ModelForm, name: str, value: str) -> None:
    widget = form.fields[name].widget
    if isinstance(widget, DisclosureRows):
        widget.write(post, name, value)
    elif isinstance(form.fields[name], forms.BooleanField) and not value:
        post.pop(name, None)
    else:
        post[name] = value


def current_words(said: Article | Revision | None, name: str) -> str:
    """One field of a saved text, in the shape in which a form sends it."""
    if said is None:
        return ""
    if name == "tags":
        ids = digest.topics(said)
        return ", ".join(sorted(Tag.objects.filter(pk__in=ids).values_list("name", flat=True)))
    if name in ("section", "lead_image"):
        return str(getattr(said, f"{name}_id") or "")
    if name == "embargo_until":
        moment = getattr(said, name, None)
        return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M") if moment else ""
    value = getattr(said, name)
    if name == "disclosures":
        return DisclosureRows().format_value(value)
    if isinstance(value, bool):
        return "on" if value else ""
    return str(value or "")


def changed(name: str, one: str, other: str) -> bool:
    """Topics in another order, or a body that was cleaned meanwhile, are no change."""

    def bare(words: str) -> Any:
        if words.lstrip().startswith("<"):
            return prose.clean(words)
        return " ".join(words.split())

    def parts(words: str) -> list[str]:
        return sorted(part.strip().casefold() for part in words.split(","))

    return parts(one) != parts(other) if name == "tags" else bare(one) != bare(other)


def marked(before: str, *after: str) -> list[str]:
    """What each of them has that was not there before; nothing, if it is not known what was."""
    # `marked_line` escapes what it is given; what marks the difference is ours.
    return [mark_safe(marked_line(before or words, words)[1]) for words in after]


def in_words(field: forms.Field, value: str) -> str:
    """For the page: a body without its marks, a choice by its name."""
    if isinstance(field, forms.BooleanField):
        return "yes" if value else "no"
    if isinstance(field.widget, DisclosureRows):
        return disclosure_rows.in_words(value)
    if hasattr(field, "queryset"):
        chosen = field.queryset.filter(pk=value).first() if plain.is_number(value) else None
        return str(chosen or "")
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    return prose.text(value) if value.lstrip().startswith("<") else value


# --- Names: rows of a formset, compared as one value ---


def signed(said: Article | Revision) -> list[tuple[int, str]]:
    return [(name["author"], name["role"]) for name in digest.bylines(said)]


def posted_bylines(post: QueryDict) -> list[tuple[int, str]]:
    rows = []
    for index in range(total(post)):
        author = post.get(f"bylines-{index}-author", "")
        if plain.is_number(author) and f"bylines-{index}-DELETE" not in post:
            order, role = (post.get(f"bylines-{index}-{part}", "") for part in ("order", "role"))
            place = int(order) if plain.is_number(order) else 0
            # The page offers no other credit.
            rows.append((place, index, int(author), role if role in Credit else Credit.WORDS.value))
    return [(author, role) for _order, _index, author, role in sorted(rows)]


def total(post: QueryDict) -> int:
    count = post.get("bylines-TOTAL_FORMS", "0")
    return min(int(count), 200) if plain.is_number(count) else 0


def named(names: list[tuple[int, str]]) -> str:
    authors = Author.objects.in_bulk([author for author, _role in names])
    return ", ".join(
        f"{authors[pk].name} ({Credit(role).label.lower()})" for pk, role in names if pk in authors
    )


def settle_bylines(post: QueryDict, article: Article, before: Revision | None, clash: Clash | None) -> None:
    """Write the names that were chosen over the rows that are saved now."""
    mine = posted_bylines(post)
    unchanged = before is not None and signed(before) == mine
    wanted = signed(article) if unchanged or (clash and clash.chosen == "theirs") else mine
    for index in range(total(post)):
        for part in ("id", "article", "author", "role", "order", "DELETE"):
            post.pop(f"bylines-{index}-{part}", None)
    rows = list(ArticleByline.objects.filter(article=article).order_by("pk"))
    fresh = list(enumerate(wanted, start=1))
    forms_written = 0

    def put(**values: Any) -> None:
        nonlocal forms_written
        for part, value in values.items():
            post[f"bylines-{forms_written}-{part}"] = str(value)
        forms_written += 1

    for row in rows:
        match = next((item for item in fresh if item[1] == (row.author_id, row.role)), None)
        if match:
            fresh.remove(match)
            put(id=row.pk, article=article.pk, author=row.author_id, role=row.role, order=match[0])
        else:
            put(
                id=row.pk,
                article=article.pk,
                author=row.author_id,
                role=row.role,
                order=row.order,
                DELETE="on",
            )
    for order, (author, role) in fresh:
        put(id="", article=article.pk, author=author, role=role, order=order)
    post["bylines-INITIAL_FORMS"] = str(len(rows))
    post["bylines-TOTAL_FORMS"] = str(forms_written)
