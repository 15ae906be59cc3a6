"""Years and months of the archive, as the newsroom's clock has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date

from articles.models import Edition
from articles.models.edition import EditionQuerySet
from articles.prepared import MOMENT, Parameter, prepared

MOST = 1200  # months: a hundred years


@dataclass(frozen=True, order=True)
class Period:
    year: int
    month: int = 0  # 0 is the whole year

    @classmethod
    def month_of(cls, moment: datetime) -> Period:
        here = timezone.localtime(moment)
        return cls(here.year, here.month)

    @property
    def start(self) -> datetime:
        return timezone.make_aware(datetime(self.year, self.month or 1, 1))  # noqa: DTZ001 -- made aware at once

    @property
    def end(self) -> datetime:
        return self.next.start

    @property
    def next(self) -> Period:
        if not self.month:
            return Period(self.year + 1)
        return Period(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def before(self) -> Period:
        return Period(self.year, self.month - 1) if self.month > 1 else Period(self.year - 1, 12)

    @property
    def title(self) -> str:
        return format_date(self.start, "F Y") if self.month else str(self.year)

    @property
    def name(self) -> str:
        """ "November", below a heading with the year."""
        return format_date(self.start, "F")

    @property
    def url(self) -> str:
        if self.month:
            return reverse("archive-month", args=[self.year, self.month])
        return reverse("archive-year", args=[self.year])

    def of(self, editions: EditionQuerySet) -> EditionQuerySet:
        return editions.filter(first_published__gte=self.start, first_published__lt=self.end)


@prepared
def _which_have_stories(months: tuple[Period, ...]) -> Any:
    """One row, if there is any story. Its question is the same until the month is over."""
    visible = Edition.objects.visible_at(Parameter("moment", MOMENT))  # type: ignore[arg-type]
    asked = {f"month_{n}": Exists(month.of(visible)) for n, month in enumerate(months)}
    return visible.latest_first().annotate(**asked).values_list(*asked)[:1]


def months_at(moment: datetime) -> list[Period]:
    """Those with a story that readers can see, newest first. Two queries that look into an index, not at the stories."""
    visible = Edition.objects.visible_at(moment)
    oldest = (
        visible.order_by("first_published", "article_id").values_list("first_published", flat=True).first()
    )
    if oldest is None:
        return []
    months = [Period.month_of(moment)]
    while months[-1].start > oldest and len(months) < MOST:
        months.append(months[-1].before)
    (answer,) = _which_have_stories(tuple(months), moment=moment) or [()]
    return [month for month, has_one in zip(months, answer, strict=False) if has_one]
