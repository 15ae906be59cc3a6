from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from articles.models import Section


class ReaderRequest(HttpRequest):
    """For those who check types: what a request has when it comes to a reader's view."""

    moment: datetime
    sections: list[Section]
    # Somebody with a link, who sees what readers do not, and somebody of the desk at another moment. Only `articles.guests`
    # and what stands above it set them.
    guest: object
    travel: object
