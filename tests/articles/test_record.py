"""The public record: what was said when, and what changed."""

from __future__ import annotations

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.front.record import SIZE
from articles.models import Change, Edition
from tests.articles.editions import HOUR, NOON, correction, edition, section
from tests.articles.test_front_addresses import Reading

PATH = "/machines/fab-reopens/history/"


def words(answer) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub("<[^>]*>", " ", main).split())


class TheRecord(Reading):
    def told(self, *said: tuple[Change, str], **given) -> list[Edition]:
        """A story with these texts, an hour each, the last one now."""
        made: list[Edition] = []
        for number, (change, text) in enumerate(said):
            since = NOON - (len(said) - number) * HOUR
            is_last = number == len(said) - 1
            made.append(
                edition(
                    "Fab reopens",
                    of=made[0].article if made else None,
                    since=since,
                    until=None if is_last else since + HOUR,
                    first_published=made[0].first_published if made else None,
                    change=change,
                    body=f"<p>{text}</p>",
                    **given,
                )
            )
        return made

    def test_lists_first_publication_updates_and_corrections_with_what_changed(self):
        *_, last = self.told(
            (Change.FIRST, "It runs at half power, says the mayor of the town."),
            (Change.UPDATE, "It runs at full power, says the mayor of the town."),
            (Change.CORRECTION, "It runs at full power, says the owner of the town."),
        )
        correction(last, "Says the mayor.", "The owner said so.")

        answer = self.ask(PATH)

        self.assertEqual(
            re.findall("(First published|Updated|Corrected),", words(answer)),
            ["Corrected", "Updated", "First published"],
        )
        self.assertContains(answer, '<del><span class="unseen">Removed: </span>half</del>')
        self.assertContains(answer, '<ins><span class="unseen">Added: </span>full</ins>')
        self.assertContains(answer, "The owner said so.")

    def test_a_minor_change_is_no_entry_and_is_in_the_next_difference(self):
        self.told(
            (Change.FIRST, "Teh fab runs at half power."),
            (Change.MINOR, "The fab runs at half power."),
            (Change.UPDATE, "The fab runs at full power."),
        )

        answer = self.ask(PATH)

        self.assertEqual(words(answer).count("Updated,"), 1)
        self.assertNotContains(answer, "Minor")
        self.assertContains(answer, "Removed: </span>Teh</del>")

    def test_a_sealed_wording_is_nowhere_its_date_and_kind_are(self):
        _, sealed, last = self.told(
            (Change.FIRST, "The fab runs."),
            (Change.UPDATE, "The fab runs, says Zebra."),
            (Change.UPDATE, "The fab runs well."),
        )
        Edition.objects.filter(pk=sealed.pk).update(sealed_at=NOON)
        correction(sealed, "Zebra again", "Zebra")

        answer = self.ask(PATH)

        self.assertNotContains(answer, "Zebra")
        self.assertEqual(words(answer).count("Updated,"), 2)
        self.assertContains(answer, "The wording of this version is not shown")
        self.assertContains(answer, "Added: </span>runs well.</ins>")  # beside the last that is open
        for path in (last.path, "/corrections/", "/corrections/atom.xml"):
            self.assertNotContains(self.ask(path), "Zebra")

    def test_a_redaction_is_told_with_its_day(self):
        first, _ = self.told((Change.FIRST, "[…] lied."), (Change.UPDATE, "Nobody lied."))
        Edition.objects.filter(pk=first.pk).update(redacted_at=NOON)

        self.assertContains(self.ask(PATH), "Words were taken out of this version by order of a court")

    def test_what_waits_is_not_in_it(self):
        first = edition("Fab reopens", since=NOON - HOUR, until=NOON + HOUR)
        edition("Zebra", of=first.article, slug="fab-reopens", since=NOON + HOUR, body="<p>Zebra</p>")

        self.assertNotContains(self.ask(PATH), "Zebra")
        self.assertContains(self.ask(PATH, at=NOON + HOUR), "Zebra")

    def test_it_is_linked_from_what_changed_on_the_story(self):
        _, last = self.told((Change.FIRST, "One."), (Change.UPDATE, "Two."), note="New figures.")
        self.assertContains(self.ask(last.path), f'href="{PATH}">what changed</a>')

    def test_it_answers_like_the_storys_own_address(self):
        first = edition("Fab reopens", since=NOON - 3 * HOUR, until=NOON - HOUR)
        edition("Fab opens", of=first.article, section=section("Money"), since=NOON - HOUR)
        over = edition("Over", since=NOON - 3 * HOUR, until=NOON - HOUR)
        edition("Withdrawn", since=NOON - 3 * HOUR, until=NOON - HOUR, withdrawn_at=NOON - HOUR)
        edition("Waits", since=NOON + HOUR)

        self.assertRedirects(self.ask(PATH), "/money/fab-opens/history/", 301, fetch_redirect_response=False)
        self.assertEqual(self.ask(f"{over.path}history/").status_code, 410)
        self.assertNotContains(self.ask("/machines/withdrawn/history/"), "Withdrawn</", status_code=410)
        for path in ("/machines/waits/history/", "/machines/nonsense/history/", "/topics/x/history/"):
            self.assertEqual(self.ask(path).status_code, 404)

    def test_it_is_kept_like_a_story_and_search_engines_leave_it_out(self):
        first, _ = self.told((Change.FIRST, "One."), (Change.UPDATE, "Two."))
        answer = self.ask(PATH)

        self.assertEqual(answer["Cache-Control"], self.ask(first.path)["Cache-Control"])
        self.assertContains(answer, '<meta name="robots" content="noindex">')
        again = self.ask(f"{PATH}?utm_source=x", headers={"If-None-Match": answer["ETag"]})
        self.assertEqual(again.status_code, 304)

    def test_a_long_record_has_pages_that_stay_what_they_are(self):
        self.told(*((Change.UPDATE if n else Change.FIRST, f"Text {n}.") for n in range(SIZE + 3)))

        first, second = self.ask(PATH), self.ask(f"{PATH}?through=3")

        self.assertContains(first, f'href="{PATH}?through=3"')
        self.assertEqual(words(first).count("Updated,"), SIZE)
        self.assertEqual(words(second).count("Updated,"), 2)
        for nonsense in ("0", "x", "-1", "13", "99", "٣"):
            self.assertEqual(self.ask(f"{PATH}?through={nonsense}").status_code, 404, nonsense)

    def test_it_costs_ten_queries_at_most_however_long_it_is(self):
        costs = []
        for number in (2, SIZE + 4):
            Edition.objects.filter(section__slug="machines").exists()
            place = section(f"Place {number}")
            self.told(
                *((Change.UPDATE if n else Change.FIRST, f"Text {n}.") for n in range(number)), section=place
            )
            path = f"/place-{number}/fab-reopens/history/"
            self.ask(path)
            with CaptureQueriesContext(connection) as asked:
                self.ask(path)
            costs.append(len(asked))
        self.assertLessEqual(max(costs), 10)

    def test_markup_in_words_is_text(self):
        first = edition("<b>Fab</b>", slug="fab-reopens", since=NOON - HOUR, until=NOON)
        edition("<i>Fab</i>", of=first.article, slug="fab-reopens", since=NOON, body="<p>&lt;b&gt;</p>")
        answer = self.ask(PATH)
        self.assertNotContains(answer, "<b>Fab")
        self.assertNotContains(answer, "<i>Fab")
