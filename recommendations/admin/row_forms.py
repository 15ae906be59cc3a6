"""The rows of a list's form: its items, its places, and who may work on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.models import BaseInlineFormSet

from articles import clock, moments, plain
from articles.admin.pictures import PictureField
from articles.admin.when import MomentField
from articles.models import Edition, Image
from recommendations import drafting, hours
from recommendations.admin.forms import story_at
from recommendations.models import ListRight, Placement, Recommendation
from recommendations.spots import NARROWED_BY, Spot


class HourField(forms.TimeField):
    """To the minute, on the newsroom's clock."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            input_formats=["%H:%M"],
            widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            error_messages={"invalid": "Write the time, as 07:00."},
            **kwargs,
        )


class ItemForm(forms.ModelForm):
    starts_at = MomentField(label="From", required=False)
    ends_at = MomentField(label="Until", required=False)
    days = forms.MultipleChoiceField(
        label="On these days",
        required=False,
        choices=list(zip(hours.EVERY_DAY, moments.DAYS, strict=True)),
        widget=forms.CheckboxSelectMultiple,
    )
    opens = HourField(label="Each day from")
    closes = HourField(label="Each day until")
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
        self.show_hours()

    def show_hours(self) -> None:
        if not self.instance.hours:
            return
        own = hours.read(self.instance.hours)
        self.fields["days"].initial = [] if own.days == hours.EVERY_DAY else list(own.days)
        if own.opens != own.closes:
            self.fields["opens"].initial, self.fields["closes"].initial = own.opens, own.closes

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
        for name in ("headline", "source") if self.instance.is_external else ():
            if said.get(name) and not plain.line(said[name]):
                self.add_error(name, "This has no letters.")
        self.clean_hours(said)
        if said.get("pin") == 0:
            self.add_error("pin", "Places are counted from 1.")
        if not said.get("pin"):
            said["pin_until"] = None
        self.clean_focal(said)
        return said

    def clean_hours(self, said: dict[str, Any]) -> None:
        opens, closes = said.get("opens"), said.get("closes")
        if {"days", "opens", "closes"} & set(self.errors):
            return
        if (opens is None) != (closes is None):
            self.add_error(
                "closes" if closes is None else "opens", "Say both: from which hour, and until which."
            )
        elif opens is not None and opens == closes:
            self.add_error("closes", "That is the same hour. For the whole day leave both empty.")
        else:
            self.instance.hours = hours.written(
                said.get("days", ()), *(f"{hour:%H:%M}" for hour in (opens, closes) if hour is not None)
            )

    def clean_focal(self, said: dict[str, Any]) -> None:
        """Two numbers or none, and none without a picture of its own. Of another picture they say nothing."""
        is_former = "picture" in self.changed_data and not {"focal_x", "focal_y"} & set(self.changed_data)
        if not said.get("picture") or is_former:
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
        self.clean_addresses()

    def clean_addresses(self) -> None:
        """Rows are saved one by one: what another one has given up in the same form is not free yet."""
        taken = {form.instance.pk: {form.initial.get("url")} for form in self.forms}
        for form in self.forms:
            url = getattr(form, "cleaned_data", {}).get("url")
            if url and any(url in urls for pk, urls in taken.items() if pk != form.instance.pk):
                form.add_error("url", "Another item has this address.")
            taken[form.instance.pk].add(url)

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
    def save(self, commit: bool = True) -> Any:
        """What changes makes room before: one row may take the place that another gives up."""
        changed = [form.instance.pk for form in self.initial_forms if form.has_changed()]
        Placement.objects.filter(pk__in=changed).delete()
        return super().save(commit)

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
        # Whoever is named already stays, and the form can be saved, when the account is switched off.
        offered = Q(is_staff=True, is_active=True) | Q(pk=self.instance.user_id)
        self.fields["user"].queryset = self.fields["user"].queryset.filter(offered)
        self.fields["user"].empty_label, self.fields["group"].empty_label = "Nobody", "No role"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("DELETE"):
            return said
        if bool(said.get("user")) == bool(said.get("group")) and "user" not in self.errors:
            raise ValidationError("Name one person or one role.")
        return said
