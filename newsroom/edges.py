"""What stands in front and keeps pages: how each kind is told to let go of those with a tag.

Where an edge is, and how to get in, comes from the environment alone; nothing that anybody typed becomes an address.
"""

from __future__ import annotations

import http.client
import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT = 5  # seconds
#: Fastly takes 256 in one request; Varnish a header of some kilobytes.
AT_ONCE = 200
#: As it stands in a header between others.
_TAG = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}", re.ASCII | re.IGNORECASE)

logger = logging.getLogger("newsroom.edges")


class NotPurged(Exception):
    """What went wrong, in words that may be shown: no credentials, no body of an answer."""


class Edge(Protocol):
    def purge(self, tags: Sequence[str]) -> None:
        """Raises NotPurged."""


@dataclass(frozen=True)
class Varnish:
    """With `docs/varnish.vcl`. Each of several is told: one that does not answer is one that still shows what is old."""

    urls: Sequence[str]

    def purge(self, tags: Sequence[str]) -> None:
        for url in self.urls:
            _ask(url, "PURGE", "/", {"xkey-purge": " ".join(tags)})


@dataclass(frozen=True)
class Fastly:
    service: str
    token: str
    url: str = "https://api.fastly.com"

    def purge(self, tags: Sequence[str]) -> None:
        headers = {"Fastly-Key": self.token, "Content-Type": "application/json", "Accept": "application/json"}
        body = json.dumps({"surrogate_keys": list(tags)})
        _ask(self.url, "POST", f"/service/{self.service}/purge", headers, body)


class Nobody:
    def purge(self, tags: Sequence[str]) -> None:
        """Nothing keeps our pages, or something that goes by their lifetimes alone."""


def present() -> Edge:
    match settings.EDGE:
        case "varnish":
            return Varnish(settings.VARNISH_URLS)
        case "fastly":
            return Fastly(settings.FASTLY_SERVICE, settings.FASTLY_TOKEN)
    return Nobody()


def purge(tags: Sequence[str], *, of: Edge | None = None) -> None:
    edge = of or present()
    named = [tag for tag in tags if _TAG.fullmatch(tag)]
    if len(named) < len(tags):
        logger.error("No edge can be told of these tags: %s", ", ".join(sorted({*tags} - {*named}))[:1000])
    for first in range(0, len(named), AT_ONCE):
        edge.purge(named[first : first + AT_ONCE])


def _ask(url: str, method: str, path: str, headers: dict[str, str], body: str | None = None) -> None:
    """One request, to that host and no other: `http.client` follows no redirect."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        connection.request(method, path, body, headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise NotPurged(f"{parts.netloc} does not answer: {type(error).__name__}") from error
    finally:
        connection.close()
    if status != 200:
        raise NotPurged(f"{parts.netloc} answered {status}")
