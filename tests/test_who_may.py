"""Every address of the project against every role. A new one that is not in the table fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles.models import Article, Image
from newsroom.models import User
from tests import cast

pytestmark = pytest.mark.django_db

ROLES: dict[str, Callable[[], User] | None] = {
    "reader": None,
    "wren": cast.wren,
    "edda": cast.edda,
    "cura": cast.cura,
    "lena": cast.lena,
    "max": cast.max_,
}

#: What each person is answered on GET. The story is another writer's draft, the picture is used by it alone.
#: 302 is the sign-in page, or on to where something really is.
TABLE = """
@@TABLE@@
"""


@dataclass(frozen=True)
class World:
    draft: Article
    public: Article
    image: Image

    def fill(self, name: str, route: str) -> dict[str, Any]:
        """Arguments for an address: always the thing that fewest people may see."""
        return {}


def names(resolver: URLResolver | None = None, space: str = "", route: str = "") -> Iterator[tuple[str, str]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern, inner, here)
        else:
            assert isinstance(pattern, URLPattern)
            yield f"{space}{pattern.name or 'unnamed'}", here
