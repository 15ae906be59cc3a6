"""What every answer carries, and the id that ties an answer to its lines in the log."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from functools import cached_property
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

request_id: ContextVar[str] = ContextVar("request_id", default="-")

# Nothing here uses any of these; a script or a frame that got in should not either.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


class HeadersMiddleware:
    """The id goes to the reader only with an error: two answers to the same question are the same, byte for byte."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id.set(secrets.token_hex(6))  # kept to the end: Django logs a 404 after the last middleware
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        # Feed readers show our pictures on their own pages.
        is_picture = request.path.startswith(settings.MEDIA_URL)
        response.headers.setdefault(
            "Cross-Origin-Resource-Policy", "cross-origin" if is_picture else "same-origin"
        )
        if response.status_code >= 500:
            response.headers["X-Request-ID"] = request_id.get()
        if request.method == "HEAD" and not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""  # the server would drop it, and write a line about each
        return response


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """django-csp puts the policy together anew for each answer, a twentieth of a page. Nearly all have the site's own."""

    @cached_property
    def usual(self) -> str:
        return build_policy()

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        own = self.get_policy_parts(request, response)
        if settings.DEBUG or own != PolicyParts() or hasattr(response, "_csp_exempt"):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.usual)
        return response


class AddRequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True
