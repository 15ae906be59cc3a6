"""What readers see of lists, and the reason for each card, shown or not."""

from __future__ import annotations

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from articles import clock
from articles.desk import publishing
from articles.models import Edition
from recommendations.shelves import PageAsking, resolve
from recommendations.spots import Spot, Where
from tests.articles.desk import live, person
from tests.articles.editions import DAY, HOUR, NOON, author, edition, image, section, tag
from tests.recommendations.lists import (
    a_list,
    add,
    elsewhere,
    headlines,
    launch,
    launched,
    shelf,
    shown,
)

EARLIER = NOON - DAY


def story(headline, **given):
    return edition(headline, since=given.pop("since", EARLIER), **given)


def dropped(found):
    return {item.headline: item.reason for item in found.dropped}


class AShelf(TestCase):
    def test_shows_what_was_launched_in_its_order(self):
        launched(story("One"), story("Two"), story("Three"), title="Picks")

        found = shelf()

        self.assertEqual(headlines(found), ["One", "Two", "Three"])
        self.assertEqual(found.heading, "Picks")
        self.assertEqual(found.launched_by, str(person("cura")))
        self.assertEqual(found.launched_at, NOON)

    def test_does_not_know_the_draft(self):
        picks = launched(story("One"))
        add(picks, story("Two"))

        self.assertEqual(shown(), ["One"])

    def test_shows_a_story_as_it_reads_at_the_moment(self):
        first = story("Fab reopens", until=NOON)
        edition("Fab reopens after flood", of=first.article, since=NOON, first_published=EARLIER)
        launched(first, now=NOON - HOUR)

        self.assertEqual(shown(NOON - HOUR), ["Fab reopens"])
        self.assertEqual(shown(NOON), ["Fab reopens after flood"])

    def test_is_another_one_at_another_moment(self):
        picks = launched(story("One"), now=NOON - HOUR)
        add(picks, story("Two"))
        launch(picks, now=NOON)

        self.assertEqual(shown(NOON - HOUR), ["One"])
        self.assertEqual(shown(NOON), ["One", "Two"])
        self.assertEqual(shown(NOON - 2 * HOUR), [])

    def test_says_own_words_where_the_curator_wrote_some(self):
        picks = a_list()
        add(
            picks,
            story("One", standfirst="Its own."),
            headline="Mine",
            summary="In short.",
            kicker="Must read",
        )
        launch(picks)

        (card,) = shelf().cards

        self.assertEqual((card.headline, card.standfirst, card.kicker), ("Mine", "In short.", "Must read"))

    def test_shows_an_own_picture_while_we_have_the_rights(self):
        own = image(rights_until=NOON + HOUR)
        picks = a_list(spots=[Spot.ARTICLE_FOOT])
        add(picks, story("One", lead_image=image()), picture=own)
        launch(picks)

        now = shelf(Spot.ARTICLE_FOOT).cards[0].pictures["landscape"]
        later = shelf(Spot.ARTICLE_FOOT, at=NOON + HOUR).cards[0].pictures["landscape"]

        self.assertNotEqual(now.src, later.src)

    def test_names_who_wrote_a_story(self):
        launched(story("One", names=[author("Ines Okafor"), author("Jun Castellane")]))

        self.assertEqual(shelf().cards[0].names, ("Ines Okafor", "Jun Castellane"))

    def test_sends_to_another_site_and_says_so(self):
        picks = a_list(story("One"))
        elsewhere(picks, "How one repair shop does it", source="Signal Post")
        launch(picks)

        card = shelf().cards[1]

        self.assertTrue(card.is_external)
        self.assertEqual(card.source, "Signal Post")

    def test_has_at_most_its_maximum(self):
        launched(*(story(f"Story {n}") for n in range(4)), maximum=2)

        found = shelf()

        self.assertEqual(headlines(found), ["Story 0", "Story 1"])
        self.assertEqual(dropped(found)["Story 2"], "No room: the list shows 2 at most")

    def test_hides_itself_below_its_minimum(self):
        launched(story("One"), minimum=2)

        found = shelf()

        self.assertEqual(headlines(found), [])
        self.assertEqual(dropped(found), {"One": "Not shown: fewer than 2, so the whole list is hidden"})


class ItemsInTime(TestCase):
    def test_an_item_shows_from_its_start_to_its_end(self):
        picks = a_list(story("Always"))
        add(picks, story("For an hour"), starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR)
        launch(picks)

        self.assertEqual(shown(NOON), ["Always"])
        self.assertEqual(shown(NOON + HOUR), ["Always", "For an hour"])
        self.assertEqual(shown(NOON + 2 * HOUR), ["Always"])
        self.assertEqual(dropped(shelf())["For an hour"], "Waits: starts today 13:00")
        self.assertEqual(dropped(shelf(at=NOON + 2 * HOUR))["For an hour"], "Over: ended today 14:00")

    def test_a_pin_holds_its_place_until_its_moment(self):
        picks = a_list(story("One"), story("Two"))
        add(picks, story("Pinned"), pin=1, pin_until=NOON + DAY)
        launch(picks)

        self.assertEqual(shown(NOON), ["Pinned", "One", "Two"])
        self.assertEqual(shown(NOON + DAY), ["One", "Two", "Pinned"])
        self.assertEqual(shelf().cards[0].reason, "Pinned to place 1 until tomorrow 12:00, by Cura")

    def test_who_picked_it_is_told(self):
        launched(story("One"), now=NOON - 3 * DAY + HOUR, title="Picks")

        self.assertEqual(shelf().cards[0].reason, "Picked by Cura on Sat 21 Nov")


class DeadItems(TestCase):
    def test_a_withdrawn_story_leaves_at_once_and_comes_back_by_itself(self):
        with clock.pretend(NOON - HOUR):
            article = live("Vans recalled")
        picks = a_list(story("Other"))
        add(picks, article)
        launch(picks)
        with clock.pretend(NOON + HOUR):
            publishing.withdraw(article, by=person("edda"), reason="The lawyers called.")
        with clock.pretend(NOON + 3 * HOUR):
            publishing.reinstate(article, by=person("edda"))

        self.assertEqual(shown(NOON), ["Other", "Vans recalled"])
        self.assertEqual(shown(NOON + HOUR), ["Other"])
        self.assertEqual(shown(NOON + 3 * HOUR), ["Other", "Vans recalled"])

    def test_the_reason_says_when_but_not_why(self):
        with clock.pretend(NOON - HOUR):
            article = live("Vans recalled")
        launched(article)
        with clock.pretend(NOON + HOUR):
            publishing.withdraw(article, by=person("edda"), reason="The lawyers called.")

        found = shelf(at=NOON + 2 * HOUR)

        self.assertEqual(dropped(found), {"Vans recalled": "Hidden: withdrawn today 13:00"})

    def test_a_story_that_waits_appears_on_the_second(self):
        launched(story("Now"), edition("At one", since=NOON + HOUR))

        self.assertEqual(shown(NOON + HOUR - HOUR / 3600), ["Now"])
        self.assertEqual(shown(NOON + HOUR), ["Now", "At one"])
        self.assertEqual(dropped(shelf())["At one"], "Hidden: not public before today 13:00")

    def test_a_dead_one_is_replaced_where_the_rule_allows(self):
        gone = story("Gone", until=NOON + HOUR)
        story("Newest of all", since=EARLIER + HOUR)
        launched(story("One"), gone, maximum=5, below_minimum="backfill")

        self.assertEqual(shown(NOON), ["One", "Gone"])
        self.assertEqual(shown(NOON + HOUR), ["One", "Newest of all"])


class Filling(TestCase):
    def test_reaches_the_minimum_and_no_further(self):
        for n in range(5):
            story(f"Filler {n}", since=EARLIER + n * HOUR)
        launched(story("One"), minimum=3, maximum=5, below_minimum="backfill")

        self.assertEqual(shown(), ["One", "Filler 4", "Filler 3"])

    def test_tells_why_each_was_taken(self):
        story("Filler", since=NOON - 2 * HOUR)
        launched(minimum=1, below_minimum="backfill", spots=[Spot.SECTION_FRONT])

        found = shelf(Spot.SECTION_FRONT, section="machines")

        self.assertEqual(found.cards[0].reason, "Filled by rule: same section, 2 h old")

    def test_keeps_to_sections_kinds_and_age(self):
        money = section("Money")
        story("Right", section=money, kind="review")
        story("Wrong kind", section=money)
        story("Wrong section", kind="review")
        story("Too old", section=money, kind="review", since=NOON - 9 * DAY)
        rule = {"sections": [money.pk], "kinds": ["review"], "days": 7}
        launched(minimum=4, below_minimum="backfill", backfill=rule)

        self.assertEqual(shown(), ["Right"])

    def test_keeps_to_topics_and_authors_and_leaves_out_the_excluded(self):
        chips, ines = tag("Chips"), author("Ines Okafor")
        story("Right", topics=[chips], names=[ines])
        story("No topic", names=[ines])
        story("Somebody else’s", topics=[chips])
        excluded = story("Excluded", topics=[chips], names=[ines])
        rule = {"topics": [chips.pk], "authors": [ines.pk], "excluded": [excluded.article_id]}
        launched(minimum=4, below_minimum="backfill", backfill=rule)

        self.assertEqual(shown(), ["Right"])

    def test_what_is_related_comes_by_rare_topics_then_section_then_age(self):
        chips, grids = tag("Chips"), tag("Power grids")
        money = section("Money")
        for n in range(6):
            story(f"About chips {n}", topics=[chips], section=money, since=EARLIER + n * HOUR)
        story("The rare topic", topics=[grids], section=money, since=NOON - 3 * DAY)
        story("Only the section", since=NOON - HOUR)
        page = story("The story", topics=[chips, grids])
        launched(minimum=3, maximum=3, below_minimum="backfill", backfill={"related": True},
                 spots=[Spot.ARTICLE_FOOT])  # fmt: skip

        found = shelf(
            Spot.ARTICLE_FOOT, story=page.story_id, section="machines", topics=("chips", "power-grids")
        )

        self.assertEqual(headlines(found), ["The rare topic", "Only the section", "About chips 5"])
        self.assertEqual(found.cards[0].reason, "Filled by rule: shares 1 topic, 3 days old")

    def test_borrows_from_one_other_list(self):
        lender = launched(story("One"), story("Two"), title="Gadgets", spots=[])
        launched(story("Own"), title="Picks", minimum=3, below_minimum="borrow", borrows=lender)

        found = shelf()

        self.assertEqual(headlines(found), ["Own", "One", "Two"])
        self.assertEqual(found.cards[1].reason, "Borrowed from “Gadgets”")

    def test_borrows_nothing_from_a_list_that_readers_do_not_see(self):
        lender = a_list(story("One"), title="Gadgets", spots=[])
        launched(story("Own"), minimum=3, below_minimum="borrow", borrows=lender)

        self.assertEqual(shown(), ["Own"])


class OnePage(TestCase):
    def resolve(self, *spots, at=NOON, **where):
        return resolve(PageAsking(spots=spots, moment=at, where=Where(**where), explain=True))

    def test_never_shows_a_story_twice(self):
        both = story("In both")
        launched(both, story("Top only"), spots=[Spot.HOME_TOP])
        launched(both, story("Picks only"), spots=[Spot.HOME_PICKS])

        found = self.resolve(Spot.HOME_TOP, Spot.HOME_PICKS)

        self.assertEqual(headlines(found.home_top), ["In both", "Top only"])
        self.assertEqual(headlines(found.home_picks), ["Picks only"])
        self.assertEqual(
            dropped(found.home_picks), {"In both": "Passed over: already in Top stories on this page"}
        )

    def test_shows_it_twice_if_the_curator_allows(self):
        both = story("In both")
        launched(both, spots=[Spot.HOME_TOP])
        picks = a_list()
        add(picks, both, may_repeat=True)
        launch(picks)

        found = self.resolve(Spot.HOME_TOP, Spot.HOME_PICKS)

        self.assertEqual(headlines(found.home_picks), ["In both"])

    def test_leaves_out_the_story_whose_page_it_is(self):
        page = story("The story")
        launched(page, story("Another"), spots=[Spot.ARTICLE_FOOT])

        found = self.resolve(Spot.ARTICLE_FOOT, story=page.story_id)

        self.assertEqual(headlines(found.article_foot), ["Another"])
        self.assertEqual(
            dropped(found.article_foot), {"The story": "Passed over: it is the story on this page"}
        )

    def test_takes_the_most_specific_list(self):
        page = story("The story", topics=[tag("Chips")])
        everywhere = a_list(story("Everywhere"), spots=[Spot.ARTICLE_FOOT])
        of_section = a_list(story("Of the section"), spots=[])
        of_section.placements.create(spot=Spot.ARTICLE_FOOT, section=section())
        of_topic = a_list(story("Of the topic"), spots=[])
        of_topic.placements.create(spot=Spot.ARTICLE_FOOT, tag=tag("Chips"))
        of_story = a_list(story("Of the story"), spots=[])
        of_story.placements.create(spot=Spot.ARTICLE_FOOT, article=page.article)
        about = {"story": page.story_id, "section": "machines", "topics": ("chips",)}

        found = []
        for minute, list_ in enumerate((of_story, of_topic, of_section, everywhere)):
            launch(list_, now=NOON + minute * HOUR)
        for where in ({}, {"section": "machines"}, {**about, "story": ""}, about):
            found += headlines(self.resolve(Spot.ARTICLE_FOOT, at=NOON + DAY, **where).article_foot)

        self.assertEqual(found, ["Everywhere", "Of the section", "Of the topic", "Of the story"])

    def test_of_two_alike_takes_the_one_launched_last(self):
        launched(story("Later"), now=NOON)
        launched(story("Earlier"), now=NOON - HOUR)

        self.assertEqual(shown(), ["Later"])

    def test_knows_which_stories_it_shows(self):
        one, two = story("One"), story("Two")
        launched(one, spots=[Spot.HOME_LEAD])
        launched(two, spots=[Spot.HOME_PICKS])

        found = self.resolve(Spot.HOME_LEAD, Spot.HOME_TOP, Spot.HOME_PICKS)

        self.assertEqual(found.shown, {one.story_id, two.story_id})
        self.assertIsNone(found.home_top)


class WhatItCosts(TestCase):
    def queries(self, **given):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            resolve(PageAsking(moment=NOON, **given))
        return len(queries)

    def test_three_queries_with_one_list_of_three_and_with_ten_of_eight(self):
        spots = (Spot.HOME_LEAD, Spot.HOME_TOP, Spot.HOME_PICKS)
        many = [story(f"Story {n}", names=[author("Ines Okafor")], lead_image=image()) for n in range(30)]
        launched(*many[:3], spots=[Spot.HOME_LEAD])
        few = self.queries(spots=spots)
        for number in range(9):
            picks = a_list(spots=[spots[number % 3]], below_minimum="backfill", minimum=8, maximum=8)
            for one in many[number : number + 5]:
                add(picks, one, picture=image())
            launch(picks)

        self.assertEqual((few, self.queries(spots=spots)), (3, 3))

    def test_one_query_where_there_is_nothing(self):
        self.assertEqual(self.queries(spots=(Spot.HOME_PICKS,)), 1)

    def test_one_more_tells_staff_what_became_of_the_hidden(self):
        launched(story("One"), story("Gone", until=NOON), now=NOON - HOUR)

        self.assertEqual(self.queries(spots=(Spot.HOME_PICKS,), explain=True), 4)

    def test_reads_no_text_of_any_story(self):
        launched(story("One", body="<p>Long.</p>"), minimum=2, below_minimum="backfill")
        story("Filler", body="<p>Long.</p>")
        with CaptureQueriesContext(connection) as queries:
            shelf()

        self.assertFalse([query for query in queries if '"body"' in query["sql"]])
        self.assertEqual(Edition.objects.count(), 2)
