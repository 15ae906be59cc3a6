"""The stories that a page's lists could show: those picked, those lent, and those that rules offer."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Case, Value, When

from articles import pages
from articles.models import Edition
from articles.prepared import MOMENT, NUMBER, TEXT, Parameter, Parameters, prepared
from recommendations import candidates
from recommendations.allocation import Candidate, Claim
from recommendations.asking import PageAsking
from recommendations.candidates import Likeness
from recommendations.items import Item
from recommendations.launched import Launched
from recommendations.models import BelowMinimum
from recommendations.rules import Rule
from recommendations.spots import ROOM, Where

MOST_OFFERED = 60  # that one rule is asked for


@prepared
def _rows(rules: tuple[Rule, ...], count: int, alike: int, at_a_story: bool) -> Any:
    """The visible ones of those that were picked, of those that `alike` rules chose, and of what each of the other rules
    offers. If there are several, each row tells which rule offered it."""
    moment: Any = Parameter("moment", MOMENT)
    picked = Parameters("picked", NUMBER)
    # That they are visible ones is said here and of all alike, for nothing else decides what readers see.
    found: Any = Edition.objects.visible_at(moment).annotate(**pages.CARD_TEXTS)
    if not rules and not alike:
        return found.order_by().filter(article__in=picked).values_list(*pages.CARD_FIELDS)
    where = Where(story=Parameter("story", TEXT)) if at_a_story else Where()  # type: ignore[arg-type]
    offers = [
        candidates.fitting(rule, moment=moment, where=where).latest_first().values("pk")[:count]
        for rule in rules
    ]
    keys = Edition.objects.order_by().values("pk")
    named = keys.filter(article__in=picked), keys.filter(pk__in=Parameters("alike", NUMBER))
    found = found.order_by().among(*named, *offers)
    flags = {
        _flag(number): _is_among(offer) for number, offer in enumerate(offers) if len(offers) + alike > 1
    }
    return found.annotate(**flags).values_list(*pages.CARD_FIELDS, *flags)


def _flag(number: int) -> str:
    return f"offer_{number}"


def _is_among(offer: Any) -> Case:
    return Case(When(pk__in=offer, then=Value(True)), default=Value(False), output_field=BooleanField())


def most_shown(spot: str, version: Launched) -> int:
    """As many as its curators want there, and the page has room for."""
    return min(version.maximum, ROOM.get(spot, version.maximum))


class Stories:
    """The visible editions that a page's lists could show: a row of plain values each. One query, and two for a rule that
    looks for what is alike."""

    def __init__(self, page: PageAsking, found: dict[int, Launched], chosen: dict[str, Launched]) -> None:
        self.page, self.found, self.chosen = page, found, chosen
        #: Most lists of a page have the same rule: each is asked once.
        rules = dict.fromkeys(version.rule for version in chosen.values() if version.rule)
        count = min(MOST_OFFERED, self.most_needed())
        self.alike = {
            rule: candidates.alike(rule, page.where, page.moment, count=count)
            for rule in rules
            if rule.related and page.where.story
        }
        others = tuple(rule for rule in rules if rule not in self.alike)
        self.flags = {rule: _flag(number) for number, rule in enumerate(others)}
        lists = {version.list_id: version for version in chosen.values()}
        lists |= {lender.list_id: lender for version in chosen.values() if (lender := self.lender(version))}
        self.wanted = {
            item.article
            for version in lists.values()
            for item in version.items
            if item.article is not None and item.is_in_time_at(page.moment)
        }
        rows = []
        if self.wanted or rules:
            rows = _rows(
                others, count, len(self.alike), bool(page.where.story),
                moment=page.moment, story=page.where.story, picked=self.wanted,
                alike=[key for alike in self.alike.values() for key in alike],
            )  # fmt: skip
        self.visible = {row.article_id: row for row in rows}
        self.offers = {rule: self.offered_by(rule, rows) for rule in rules}
        self.itself = next((row.article_id for row in rows if row.story_id == page.where.story), None)

    def most_needed(self) -> int:
        """Of what one rule offers: each place that is filled takes one, each story that is picked is passed over, and so
        is the page's own."""
        lenders = (lender for version in self.chosen.values() if (lender := self.lender(version)))
        return 1 + sum(
            [
                *(max(len(version.items), version.maximum) for version in self.chosen.values()),
                *(len(lender.items) for lender in lenders),
            ]
        )

    def claim(self, spot: str, version: Launched) -> Claim:
        lender = self.lender(version)
        return Claim(
            spot=spot,
            maximum=most_shown(spot, version),
            minimum=min(version.minimum, most_shown(spot, version)),
            fills=version.below_minimum != BelowMinimum.HIDE,
            items=version.items,
            candidates=self.offers[version.rule] if version.rule else (),
            borrowed=lender.items if lender else (),
        )

    def lender(self, version: Launched) -> Launched | None:
        if version.below_minimum == BelowMinimum.HIDE or not version.borrows:
            return None
        return self.found.get(version.borrows)

    def offered_by(self, rule: Rule, rows: list[Any]) -> tuple[Candidate, ...]:
        """Best first. What some list of the page has picked is no filling, of whichever list."""
        offered = [
            row
            for row in rows
            if row.article_id not in self.wanted
            and row.article_id not in rule.excluded
            and (row.pk in self.alike[rule] if rule in self.alike else getattr(row, self.flags[rule], True))
        ]
        alike = self.alike.get(rule, {})
        offered.sort(
            key=lambda row: (
                alike[row.pk].score if row.pk in alike else 0,
                row.first_published,
                row.article_id,
            ),
            reverse=True,
        )
        return tuple(
            Candidate(Item(article=row.article_id), self.because(row, alike.get(row.pk))) for row in offered
        )

    def because(self, row: Any, likeness: Likeness | None) -> str:
        if likeness and likeness.shared:
            return f"shares {likeness.shared} topic{'s' if likeness.shared > 1 else ''}"
        if self.page.where.section and row.section__slug == self.page.where.section:
            return "same section"
        return "related" if likeness else "the newest that fit"
