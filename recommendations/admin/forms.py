"""The list's one form: what it is called, its items, where it shows and how much of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet

from articles import clock
from articles.admin.pictures import PictureField
from articles.admin.when import MomentField
from articles.models import Author, Edition, Image, Kind, Section, Tag
from recommendations import drafting
from recommendations.models import ListRight, Placement, Recommendation, RecommendationList
from recommendations.rules import LONGEST_AGE, Rule
from recommendations.spots import NARROWED_BY, Spot

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
            others = RecommendationList.objects.exclude(pk=self.instance.pk)
            self.fields["borrows"].queryset = others
            self.fields["borrows"].empty_label = "No list"
        if "rule_related" in self.fields:
            self.show_rule(Rule.read(self.instance.backfill))

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
            "excluded": "\n".join(paths.values()),
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


class ItemForm(forms.ModelForm):
    starts_at = MomentField(label="From", required=False)
    ends_at = MomentField(label="Until", required=False)
    pin_until = MomentField(label="Pinned until", required=False)
    picture = PictureField(queryset=Image.objects.none(), label="Own picture", required=False)

    class Meta:
        model = Recommendation
        fields = (
            "order",
            "headline",
            "kicker",
            "summary",
            "picture",
            "focal_x",
            "focal_y",
            "url",
            "source",
            "starts_at",
            "ends_at",
            "pin",
            "pin_until",
            "may_repeat",
            "note",
        )
        widgets = {"summary": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, pictures: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picture"].queryset = Image.objects.none() if pictures is None else pictures
        self.fields["order"].widget.attrs |= {"min": 1, "data-position": ""}
        self.fields["order"].required = False
        for name in ("starts_at", "ends_at", "pin_until"):
            self.fields[name].fold = "0"  # of an hour that comes twice, the first
        if self.instance.is_external:
            self.fields["headline"].label = "Headline"
            self.fields["headline"].required = self.fields["source"].required = True
        else:
            del self.fields["url"], self.fields["source"]

    def clean_order(self) -> int:
        order = self.cleaned_data.get("order")
        return self.instance.order if order is None else order

    def clean_url(self) -> str:
        url = self.cleaned_data.get("url", "")
        if not url.startswith("https://"):
            raise ValidationError("An address on another site begins with https://.")
        return url

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("starts_at") and said.get("ends_at") and said["ends_at"] <= said["starts_at"]:
            self.add_error("ends_at", "It would end before it starts.")
        if said.get("pin") == 0:
            self.add_error("pin", "Places are counted from 1.")
        if not said.get("pin"):
            said["pin_until"] = None
        self.clean_focal(said)
        return said

    def clean_focal(self, said: dict[str, Any]) -> None:
        """Two numbers or none, and none without a picture of its own."""
        if not said.get("picture"):
            said["focal_x"] = said["focal_y"] = None
        elif (said.get("focal_x") is None) != (said.get("focal_y") is None) and not self.errors:
            missing = "focal_x" if said.get("focal_x") is None else "focal_y"
            self.add_error(missing, "A focal point is two numbers: from the left and from the top.")


class ItemFormSet(BaseInlineFormSet):
    """Remembers what an own headline was written over."""

    def clean(self) -> None:
        super().clean()
        pins: dict[int, Recommendation] = {}
        maximum = self.instance.maximum
        for form in self.forms:
            pin = getattr(form, "cleaned_data", {}).get("pin")
            if not pin:
                continue
            if maximum and pin > maximum:
                form.add_error("pin", f"The list shows {maximum} at most.")
            elif pin in pins:
                form.add_error("pin", f"Another item is pinned to place {pin}.")
            pins[pin] = form.instance

    def save_existing(self, form: ItemForm, obj: Recommendation, commit: bool = True) -> Recommendation:
        if "headline" in form.changed_data and obj.article_id:
            edition = drafting.pickable(obj.article_id, clock.now()) if obj.headline else None
            form.instance.headline_then = edition.headline if edition else ""
        return super().save_existing(form, obj, commit)


class PlacementForm(forms.ModelForm):
    story_address = forms.CharField(
        label="Only at this story", required=False, help_text="Its address on this site."
    )

    class Meta:
        model = Placement
        fields = ("spot", "section", "tag", "paragraph")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].empty_label = "Any section"
        self.fields["tag"].empty_label = "Any topic"
        self.fields["paragraph"].required = False
        self.fields["paragraph"].label = "After paragraph"
        if self.instance.article_id:
            editions = Edition.objects.filter(article=self.instance.article_id).order_by("-live_from")
            self.fields["story_address"].initial = editions.values_list("path", flat=True).first()

    def clean_paragraph(self) -> int:
        return self.cleaned_data.get("paragraph") or 0

    def clean_story_address(self) -> int | None:
        address = self.cleaned_data["story_address"]
        if not address:
            return None
        found = story_at(address)
        if found is None:
            raise ValidationError("That address is not a story here.")
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        spot = said.get("spot", "")
        named = {
            "section": said.get("section"),
            "tag": said.get("tag"),
            "story_address": said.get("story_address"),
        }
        given = [name for name, value in named.items() if value]
        words = {"section": "a section", "tag": "a topic", "story_address": "a story"}
        allowed = NARROWED_BY.get(spot, frozenset())
        for name in given:
            if spot and ("article" if name == "story_address" else name) not in allowed:
                self.add_error(name, f"That place cannot be narrowed to {words[name]}.")
        if len(given) > 1:
            raise ValidationError("Narrow it to one thing: a section, a topic or a story.")
        if spot == Spot.ARTICLE_BODY and not said.get("paragraph"):
            self.add_error("paragraph", "Say after which paragraph it stands.")
        return said

    def save(self, commit: bool = True) -> Placement:
        self.instance.article_id = self.cleaned_data.get("story_address")
        return super().save(commit)


class PlacementFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            said = getattr(form, "cleaned_data", None)
            if not said or said.get("DELETE") or not said.get("spot"):
                continue
            place = (said["spot"], said.get("section"), said.get("tag"), said.get("story_address"))
            if place in seen:
                raise ValidationError("It is in that place already: each place once.")
            seen.add(place)


class RightForm(forms.ModelForm):
    class Meta:
        model = ListRight
        fields = ("user", "group", "right")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = self.fields["user"].queryset.filter(is_staff=True, is_active=True)
        self.fields["user"].empty_label, self.fields["group"].empty_label = "Nobody", "No role"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("DELETE"):
            return said
        if bool(said.get("user")) == bool(said.get("group")) and "user" not in self.errors:
            raise ValidationError("Name one person or one role.")
        return said
