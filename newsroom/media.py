"""Pictures for readers, where no proxy and no object store serves them."""

from __future__ import annotations

from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

#: Python 3.11 knows neither AVIF nor WebP, unless the system tells it.
KINDS = {".avif": "image/avif", ".webp": "image/webp", ".jpg": "image/jpeg", ".png": "image/png"}
LONGEST = 200  # characters of a name; a file system refuses a longer one with an error of its own


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A name belongs to one content for ever, so it may be kept; and nothing but a picture is ever stored here."""
    if len(name) > LONGEST:
        raise Http404
    try:
        response = serve(request, name, document_root=settings.MEDIA_ROOT)
    except SuspiciousFileOperation:
        raise Http404 from None  # a way out of the folder is no picture either
    if response.status_code in (200, 304):
        if kind := KINDS.get(PurePath(name).suffix):
            response.headers["Content-Type"] = kind
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


picture.timeless = True  # type: ignore[attr-defined]  # a picture is the same at every moment
