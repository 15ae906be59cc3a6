"""The reader's page of a text that readers do not have: as saved, or as it stands in the form."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from articles import clock, embeds, prose
from articles.admin.conflict import posted_bylines
from articles.desk import previews, rights
from articles.models import Article, Tag

#: Of what is typed, in bytes: it is rendered each time somebody pauses.
MOST = 2_000_000


def show(request: HttpRequest, pk: int, model_admin: Any) -> HttpResponse:
    article: Article = get_object_or_404(rights.readable(request.user), pk=pk)
    if int(request.headers.get("Content-Length") or 0) > MOST:
        return HttpResponse("This text is too long to be shown here.", status=413, content_type="text/plain")
    unsaved: dict[str, Any] = {}
    kept: list[str] = []
    if request.method == "POST" and rights.may_edit(request.user, article):
        form = model_admin.get_form(request, article, change=True)(request.POST, instance=article)
        form.is_valid()  # What is valid is shown; what is not stays as it was saved.
        kept = [str(form.fields[name].label) for name in form.errors if name in form.fields]
        unsaved["bylines"] = [
            {"author": author, "role": role} for author, role in posted_bylines(request.POST)
        ]
        if "tags" in form.cleaned_data:
            named = Tag.objects.filter(name__in=form.cleaned_data["tags"])
            unsaved["topics"] = named.values_list("pk", flat=True)
    previews.looked_at(article, by=request.user)
    story = previews.preview(article, public_id=article.public_id, moment=clock.now(), **unsaved)
    response = TemplateResponse(request, "front/article.html", {"story": story, "next_card": None})
    embeds.allow_frames(response, prose.embeds_in(article.body))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Desk-As-Of"] = f"{timezone.localtime(clock.now()):%H:%M:%S}"
    response.headers["X-Desk-Kept"] = quote(", ".join(kept))
    return response
