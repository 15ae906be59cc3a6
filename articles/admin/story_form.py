"""The form over a working copy, and the names under it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, QueryDict

from articles.admin.disclosure_rows import DisclosuresField
from articles.admin.pictures import PictureField
from articles.admin.plain import Addressed, PlainInline
from articles.admin.when import MomentField
from articles.models import Article, ArticleByline, Author, Image, Tag


def growing(css: str, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(
        attrs={"rows": 1, "class": f"prose {css}", "data-grow": "", "data-one-line": "", **attrs}
    )


class StoryForm(Addressed, forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    embargo_until = MomentField(
        label="Embargo until", required=False, help_text="Nothing goes out before this moment."
    )
    disclosures = DisclosuresField(
        label="Disclosures",
        required=False,
        help_text="Readers see them before the text. Company and wording are asked where they are needed.",
    )
    lead_image = PictureField(queryset=Image.objects.all(), label="Lead picture", required=False)

    class Meta:
        model = Article
        fields = (
            "headline",
            "standfirst",
            "body",
            "section",
            "kind",
            "tags",
            "lead_image",
            "lead_alt",
            "lead_decorative",
            "lead_caption",
            "disclosures",
            "card_headline",
            "slug",
            "seo_title",
            "seo_description",
            "canonical_url",
            "noindex",
            "embargo_until",
        )
        widgets = {
            "headline": growing("headline"),
            "standfirst": growing("standfirst"),
            "lead_alt": forms.Textarea(attrs={"rows": 2, "data-questions-alt": "id_lead_caption"}),
            "lead_caption": forms.Textarea(attrs={"rows": 2}),
            "seo_description": forms.Textarea(attrs={"rows": 2}),
        }
        labels = {"tags": "Topics", "lead_decorative": "Decorative: readers lose nothing without it"}
        help_texts = {"tags": "Separated by commas.", "lead_decorative": ""}

    #: What was typed and not saved, brought back: it stands in the fields as if it had just been sent.
    sent: QueryDict | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if self.sent is not None:
            kwargs["data"] = self.sent
        super().__init__(*args, **kwargs)
        if "headline" not in self.fields:
            return  # for somebody who may only read it
        self.fields["headline"].required = True
        self.fields["headline"].error_messages["required"] = "Give it a headline: it can change later."
        self.fields["section"].empty_label = "Choose a section"
        self.initial["version"] = self.instance.version
        if self.instance.pk is None and not self.is_bound:
            self.fields["headline"].widget.attrs["autofocus"] = True
        for name in ("headline", "standfirst", "lead_alt", "lead_caption", "seo_description"):
            # Line breaks that came with pasted text are not an error: the field cleans them away.
            self.fields[name].widget.attrs["maxlength"] = self.fields[name].max_length

    def clean_tags(self) -> list[str]:
        names = self.cleaned_data["tags"]
        longest = Tag._meta.get_field("name").max_length or 0
        if any(len(name) > longest for name in names):
            raise forms.ValidationError(f"A topic has {longest} characters at most.")
        return names

    def full_clean(self) -> None:
        super().full_clean()
        for name in self._errors or {}:
            if name in self.fields:
                self.fields[name].widget.attrs |= {
                    "aria-invalid": "true",
                    "aria-describedby": f"id_{name}_error",
                }


class BylineInline(PlainInline):
    model = ArticleByline
    template = "admin/articles/article/bylines.html"
    fields = ("author", "role", "order")
    verbose_name = "name"
    verbose_name_plural = "Bylines, in order"

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """A new story begins with its writer's own name."""
        return int(obj is None and request.method == "GET" and hasattr(request.user, "author"))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "author":
            named_here = ArticleByline.objects.filter(article=request.resolver_match.kwargs.get("object_id"))
            kwargs["queryset"] = Author.objects.filter(
                Q(retired=False) | Q(pk__in=named_here.values("author"))
            )
            field = super().formfield_for_foreignkey(db_field, request, **kwargs)
            field.empty_label = "Choose a name"
            field.choices = list(field.choices)  # asked for once, and not by each row anew
            return field
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    # Who may edit the story may name its authors.
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.change_article") or request.user.has_perm(
            "articles.add_article"
        )

    has_change_permission = has_add_permission
    has_delete_permission = has_add_permission
    has_view_permission = has_add_permission
