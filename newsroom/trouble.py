"""What a reader sees when something is broken: short words, and the id under which the log has the rest."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, loader

from newsroom.headers import request_id

COME_BACK_IN = "5"  # seconds


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database is away, for that passes; 500 for a mistake of ours. Asks the database for nothing."""
    passing = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    try:
        body = loader.get_template("500.html").render({"request_id": request_id.get()})
    except TemplateDoesNotExist:
        body = "<!doctype html><title>Something went wrong</title><h1>Something went wrong</h1>"
    response = HttpResponse(body, status=503 if passing else 500)
    response.headers["Cache-Control"] = "no-store"
    if passing:
        response.headers["Retry-After"] = COME_BACK_IN
    return response
