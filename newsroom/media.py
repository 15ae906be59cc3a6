"""Pictures for readers, where no proxy and no object store serves them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A name belongs to one content for ever, so it may be kept; and nothing but a picture is ever stored here."""
    response = serve(request, name, document_root=settings.MEDIA_ROOT)
    if response.status_code in (200, 304):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


picture.timeless = True  # type: ignore[attr-defined]  # a picture is the same at every moment
