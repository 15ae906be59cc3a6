"""Random lists, stories and moments through the resolver that pages use: what must hold whatever curators do."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from recommendations.models import Recommendation
from recommendations.shelves import PageAsking, resolve
from recommendations.spots import Spot, Where
from tests.articles.editions import HOUR, NOON, edition, section, tag
from tests.recommendations.lists import a_list, add, elsewhere, launch

SPOTS = (Spot.HOME_LEAD, Spot.HOME_TOP, Spot.HOME_PICKS)
STORIES = 7

hours = st.integers(-3, 6)
maybe_hours = st.none() | hours


@st.composite
def items(draw):
    """What a curator says of one story, moments in hours from noon."""
    start, end = draw(maybe_hours), draw(maybe_hours)
    return {
        "story": draw(st.integers(0, STORIES)),  # the last one is a page elsewhere
        "starts": start,
        "ends": end if start is None or end is None or end > start else None,
        "pin": draw(st.none() | st.integers(1, 3)),
        "pin_until": draw(maybe_hours),
        "hours": draw(st.sampled_from(["", "", "2 13:00-15:00", "1234567 16:00-14:00"])),
        "repeat": draw(st.booleans()),
    }


lists = st.fixed_dictionaries(
    {
        "items": st.lists(items(), max_size=5, unique_by=lambda item: item["story"]),
        "minimum": st.integers(0, 3),
        "more": st.integers(0, 2),
        "below_minimum": st.sampled_from(["hide", "backfill", "borrow"]),
        "spot": st.sampled_from(SPOTS),
    }
)
stories = st.lists(
    st.tuples(st.integers(-9, 5), maybe_hours), min_size=STORIES, max_size=STORIES
)  # since, until


def at(hour):
    return None if hour is None else NOON + hour * HOUR


class AnyPage(TestCase):
    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(
        written=stories,
        curated=st.lists(lists, min_size=1, max_size=3),
        moment=st.integers(0, 6),
        itself=st.integers(0, STORIES - 1),
    )
    def test_keeps_its_promises(self, written, curated, moment, itself):
        made = self.write(written)
        self.curate(curated, made)
        asked = PageAsking(
            spots=SPOTS, moment=at(moment), where=Where(story=made[itself].story_id), explain=True
        )

        shelves = resolve(asked)

        visible = {one.story_id for one in made if one.is_visible_at(at(moment))}
        cards = [card for shelf in shelves for card in shelf.cards]
        self.assertLessEqual({card.story_id for card in cards if card.story_id}, visible)
        self.assertNotIn(made[itself].story_id, [card.story_id for card in cards])
        for shelf in shelves:
            self.assert_shelf(shelf, at(moment))
        self.assert_no_repeats(shelves)
        self.assertEqual(resolve(asked), shelves)

    def write(self, written):
        """Each story is its own, with a section and a topic in common, so that rules find some."""
        common, topic = section("Money"), tag("Chips")
        made = []
        for number, (since, until) in enumerate(written):
            until = at(until) if until is not None and until > since else None
            made.append(
                edition(f"Story {number}", since=at(since), until=until, section=common, topics=[topic])
            )
        return made

    def curate(self, curated, made):
        before = None
        for said in curated:
            below = "hide" if said["below_minimum"] == "borrow" and before is None else said["below_minimum"]
            picks = a_list(
                spots=(said["spot"],),
                at=NOON,
                minimum=said["minimum"],
                maximum=max(3, said["minimum"] + said["more"]),
                below_minimum=below,
                borrows=before if below == "borrow" else None,
            )
            for item in said["items"]:
                self.pick(picks, item, made)
            if (below == "hide" or not picks.minimum) and not picks.items.exists():
                continue
            launch(picks)
            before = picks

    def pick(self, picks, item, made):
        words = {
            "starts_at": at(item["starts"]),
            "ends_at": at(item["ends"]),
            "hours": item["hours"],
            "pin": item["pin"],
            "pin_until": at(item["pin_until"]) if item["pin"] else None,
            "may_repeat": item["repeat"],
        }
        if item["story"] == STORIES:
            elsewhere(picks, url="https://signal.example/riga", **words)
        elif made[item["story"]].is_visible_at(NOON) or made[item["story"]].live_from > NOON:
            add(picks, made[item["story"]], **words)

    def assert_shelf(self, shelf, moment):
        reasons = [card.reason for card in shelf.cards] + [item.reason for item in shelf.dropped]
        self.assertTrue(all(reasons))
        self.assertEqual(len(shelf.cards), len(shelf.items))
        for item in shelf.items:
            self.assertTrue(item.is_in_time_at(moment))
        own = {
            row.pk: row.order for row in Recommendation.objects.filter(list=shelf.list_id)
        }  # as launched: nothing changed since
        loose = [own[item.key] for item in shelf.items if item.key in own and not item.is_pinned_at(moment)]
        self.assertEqual(loose, sorted(loose))
        # Of two pins for one place the first of the list has it. It stands further up only if too few are above it.
        held = {}
        for place, item in enumerate(shelf.items, start=1):
            if item.key in own and item.is_pinned_at(moment):
                held.setdefault(item.pin, []).append((own[item.key], place))
        for pin, found in held.items():
            place = min(found)[1]
            if len(shelf.items) - len(held) >= pin:
                self.assertEqual(place, pin)
            self.assertLessEqual(place, pin)

    def assert_no_repeats(self, shelves):
        for shelf in shelves:
            here = Counter(item.identity for item in shelf.items)
            self.assertLessEqual(set(here.values()), {1})
        seen = set()
        for shelf in shelves:
            for item in shelf.items:
                self.assertTrue(item.repeat or item.identity not in seen)
            seen |= {item.identity for item in shelf.items}
