"""From rows and items to cards, for all the shelves of a page. One query, for the names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from articles import pages, renditions
from articles.bylines import names_of
from articles.presentation import Card, Picture
from recommendations.items import Item
from recommendations.launched import Launched


class Cards:
    """`rows` are those of `recommendations.stories` that are shown."""

    def __init__(self, rows: Collection[Any], moment: datetime) -> None:
        self.moment, self.place = moment, renditions.public_place()
        self.names = names_of([row.pk for row in rows])

    def card(
        self, item: Item, row: Any, *, owner: Launched | None, shapes: Collection[str], reason: str = ""
    ) -> Card:
        """What the item says of its own, else what the story says. `owner` has the item's own picture."""
        pictures = self.own_picture(owner, item, shapes) if owner and item.picture else {}
        if item.article is None:
            return Card(
                headline=item.headline,
                url=item.url,
                standfirst=item.summary,
                kicker=item.kicker,
                pictures=pictures,
                source=item.source,
                reason=reason,
            )
        return Card(
            headline=item.headline or row.card_headline or row.headline,
            url=row.path,
            published=row.first_published,
            standfirst=item.summary or row.standfirst,
            kicker=item.kicker,
            section=pages.section_of(row),
            names=self.names.get(row.pk, ()),
            minutes=row.minutes,
            pictures=pictures or pages.pictures_of(row, self.moment, shapes, self.place),
            story_id=row.story_id,
            reason=reason,
        )

    def own_picture(self, owner: Launched, item: Item, shapes: Collection[str]) -> Mapping[str, Picture]:
        image = owner.images[item.picture or 0]
        if not image.has_rights_at(self.moment):
            return {}
        image = image.focused(item.focal)
        return pages.Pictures(
            lambda shape: renditions.picture(image, shape, alt="", address=owner.address), shapes
        )
