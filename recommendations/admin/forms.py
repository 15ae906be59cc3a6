"""The list's own form: what it is called, how much of it shows, what fills it. Its rows are in `row_forms`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from articles.models import Author, Edition, Kind, Section, Tag
from recommendations import drafting, rights
from recommendations.models import RecommendationList, Right
from recommendations.rules import LONGEST_AGE, Rule

#: What only those may change who may configure the list.
CONFIGURING = (
    "title",
    "slug",
    "maximum",
    "minimum",
    "below_minimum",
    "borrows",
    "by_invitation",
    "rule_related",
    "rule_sections",
    "rule_topics",
    "rule_authors",
    "rule_kinds",
    "rule_days",
    "rule_excluded",
)


class ListForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    slug = forms.SlugField(
        label="Address", required=False, max_length=60, help_text="Made from the name if left empty."
    )
    rule_related = forms.BooleanField(
        label="Related to the story",
        required=False,
        help_text="At an article’s foot: by shared topics, section and age. Elsewhere the newest come first.",
    )
    rule_sections = forms.ModelMultipleChoiceField(
        label="Sections", required=False, queryset=Section.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    rule_topics = forms.ModelMultipleChoiceField(label="Topics", required=False, queryset=Tag.objects.all())
    rule_authors = forms.ModelMultipleChoiceField(
        label="Authors", required=False, queryset=Author.objects.all()
    )
    rule_kinds = forms.MultipleChoiceField(
        label="Kinds", required=False, choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    rule_days = forms.IntegerField(
        label="At most this many days old", required=False, min_value=1, max_value=LONGEST_AGE
    )
    rule_excluded = forms.CharField(
        label="Never these stories",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Their addresses on this site, one a line.",
    )

    class Meta:
        model = RecommendationList
        fields = (
            "title",
            "slug",
            "heading",
            "description",
            "maximum",
            "minimum",
            "below_minimum",
            "borrows",
            "by_invitation",
        )
        labels = {"title": "Name", "heading": "Heading for readers", "description": "Description for readers"}

    #: Set for the person whose form it is.
    user: Any = None
    may_configure = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["heading"].required = False
            self.fields["heading"].help_text = "The list’s name, if left empty."
            self.leave_out(set(self.fields) - {"title", "slug", "heading", "version"})
        elif not self.may_configure:
            self.leave_out(CONFIGURING)
        self.fields["version"].initial = self.instance.version
        if "borrows" in self.fields:
            self.offer_lenders()
        if "rule_related" in self.fields:
            self.show_rule(Rule.read(self.instance.backfill))

    def offer_lenders(self) -> None:
        """The lists that the person may look at. One that is lent already goes on, whoever saves the form."""
        field, mine = self.fields["borrows"], self.instance
        known = frozenset(rights.allowed(self.user, Right.VIEW).values_list("pk", flat=True))
        field.queryset = RecommendationList.objects.filter(pk__in=known | {mine.borrows_id or 0}).exclude(
            pk=mine.pk
        )
        field.empty_label = "No list"
        field.label_from_instance = lambda other: (
            other.title if other.pk in known else "A list that is not for you"
        )

    def leave_out(self, names: Iterable[str]) -> None:
        for name in names:
            self.fields.pop(name, None)

    def show_rule(self, rule: Rule) -> None:
        paths = dict(
            Edition.objects.filter(article__in=rule.excluded)
            .order_by("live_from")
            .values_list("article", "path")
        )
        for name, value in {
            "related": rule.related,
            "sections": rule.sections,
            "topics": rule.topics,
            "authors": rule.authors,
            "kinds": rule.kinds,
            "days": rule.days or None,
            "excluded": "\n".join(paths[pk] for pk in rule.excluded if pk in paths),
        }.items():
            self.fields[f"rule_{name}"].initial = value

    def clean_rule_excluded(self) -> tuple[int, ...]:
        found = []
        for address in self.cleaned_data["rule_excluded"].split():
            article_id = story_at(address)
            if article_id is None:
                raise ValidationError(f"{address} is not a story here.")
            found.append(article_id)
        return tuple(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.instance.pk is None:
            said["heading"] = said.get("heading") or said.get("title", "")
            said["slug"] = said.get("slug") or drafting.free_slug(said.get("title", ""))
        elif "slug" in self.fields and not said.get("slug"):
            said["slug"] = self.instance.slug
        if said.get("minimum") and said.get("maximum") and said["minimum"] > said["maximum"]:
            self.add_error("minimum", "That is more than it shows at most.")
        if "borrows" in self.fields and said.get("below_minimum") == "borrow" and not said.get("borrows"):
            self.add_error("borrows", "Say which list it borrows from.")
        return said

    def save(self, commit: bool = True) -> RecommendationList:
        if "rule_related" in self.fields:
            said = self.cleaned_data
            self.instance.backfill = Rule(
                related=said["rule_related"],
                sections=keys(said["rule_sections"]),
                topics=keys(said["rule_topics"]),
                authors=keys(said["rule_authors"]),
                kinds=tuple(sorted(said["rule_kinds"])),
                days=said["rule_days"] or 0,
                excluded=said["rule_excluded"],
            ).as_json()
        return super().save(commit)


def keys(chosen: Iterable[Any]) -> tuple[int, ...]:
    return tuple(sorted(item.pk for item in chosen))


def story_at(address: str) -> int | None:
    """The story that has, or will have, this address on our site: a whole address or its path."""
    path = re.sub(r"^https?://[^/]+", "", address.strip()).split("?")[0].split("#")[0]
    path = f"/{path.strip('/')}/"
    return Edition.objects.filter(path=path).order_by("-live_from").values_list("article", flat=True).first()
