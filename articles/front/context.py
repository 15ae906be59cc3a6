"""What every reader's page has: the outlet, the sections, the moment. Add `outlet` to the context processors."""

from __future__ import annotations

from typing import Any

from django.utils.functional import SimpleLazyObject

from articles import pages
from articles.front.moment import readers_moment
from articles.front.request import ReaderRequest
from articles.front.sections import sections_of
from articles.outlet import present_outlet


def outlet(request: ReaderRequest) -> dict[str, Any]:
    """Costs a query only where a template shows the sections: the desk's pages never do."""
    if not hasattr(request, "moment"):  # No view ran: nothing has this address.
        request.moment = readers_moment()
    return {
        "outlet": present_outlet(),
        "sections": SimpleLazyObject(lambda: [pages.place(section) for section in sections_of(request)]),
        "moment": request.moment,
    }
