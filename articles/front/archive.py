"""Everything that was published, newest first: all of it, a year's, a month's."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpResponse

from articles import purging
from articles.front import answers, edge
from articles.front.listings import listing
from articles.front.parameters import reads
from articles.front.periods import Period, months_at
from articles.front.request import ReaderRequest
from articles.models import Edition


@reads("before")
def archive(request: ReaderRequest, year: int = 0, month: int = 0) -> HttpResponse:
    edge.draw_from(request, purging.STORIES)
    period = Period(year, month) if year else None
    stories = Edition.objects.visible_at(request.moment)
    listed = listing(request, period.of(stories) if period else stories)
    if period and not listed.cards:
        raise Http404
    months = months_at(request.moment)
    years = [(Period(year), list(within)) for year, within in groupby(months, lambda month: month.year)]
    return answers.page(
        request,
        "front/archive.html",
        {
            "period": period,
            "years": years,
            "cards": listed.cards,
            "older": listed.older,
            "older_page": listed.older_page,
        },
    )
