"""Replacing a picture's file: a question, for every page that shows the picture changes with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import clock, pixels, refusals
from articles.admin.picture_rows import uses, uses_in_words
from articles.admin.verbs import go
from articles.desk import replacing
from articles.models import Image

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif"


class ReplaceForm(forms.Form):
    file = forms.FileField(label="File", widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}))


def ask(request: HttpRequest, image: Image, *, site: Any) -> HttpResponse:
    if not replacing.may_replace(request.user, image):
        raise PermissionDenied
    page = reverse("admin:articles_image_change", args=[image.pk])
    form = ReplaceForm(request.POST or None, request.FILES or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            replacing.replace(image, form.cleaned_data["file"].read(), by=request.user)
            messages.success(
                request, "Replaced. Every use shows the new file; look at its alt text and focal point."
            )
            return go(request, page)
        except (pixels.Refused, refusals.Refusal) as refused:
            refusal = str(refused)
    found = uses(image, request.user, clock.now())
    facts = "The former file is gone for good."
    if found:
        shows = "shows" if len(found) == 1 else "show"
        facts = f"{uses_in_words(found)} {shows} the new file at once; alt texts and captions stay. {facts}"
    context = {
        **site.each_context(request),
        "title": "Replace file",
        "subject": str(image),
        "facts": facts,
        "form": form,
        "refusal": refusal,
        "nothing_happened": "Nothing was replaced.",
        "go": "Replace it",
        "action_url": request.path,
        "back_url": page,
        "parent_list_url": reverse("admin:articles_image_changelist"),
        "parent_list_title": "Pictures",
    }
    return TemplateResponse(request, "admin/articles/image/upload.html", context)
