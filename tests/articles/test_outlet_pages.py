"""About, masthead, accessibility, and all the topics."""

from __future__ import annotations

from articles.models import Page
from tests.articles.editions import HOUR, NOON, author, edition, tag
from tests.articles.test_front_addresses import Reading


class TheMasthead(Reading):
    def test_has_those_whose_work_readers_can_see(self):
        edition("Fab reopens", names=[author("Ines Okafor", job_title="Reporter")])
        edition("Waiting", since=NOON + HOUR, names=[author("Jun Castellane", job_title="Editor")])
        author("Mirela Sand", job_title="About to join")

        answer = self.ask("/masthead/")

        self.assertContains(answer, "Ines Okafor")
        for name in ("Jun Castellane", "Mirela Sand"):
            self.assertNotContains(answer, name)

    def test_has_only_who_works_here(self):
        edition("One", names=[author("A Guest")])
        edition("Two", names=[author("Long Gone", job_title="Editor", retired=True)])

        answer = self.ask("/masthead/")

        self.assertNotContains(answer, "A Guest")
        self.assertNotContains(answer, "Long Gone")


class APage(Reading):
    def test_says_what_an_editor_wrote(self):
        Page.objects.create(
            slug="about", standfirst="Bolts.", body="<script>x</script><p>We paint stripes.</p>"
        )

        answer = self.ask("/about/")

        self.assertContains(answer, "<p>We paint stripes.</p>")
        self.assertContains(answer, '<p class="standfirst">Bolts.</p>')
        self.assertNotContains(answer, "<script>x")

    def test_leads_to_stories_that_readers_can_see_and_to_no_other(self):
        shown, waiting = edition("Fab reopens"), edition("Waiting", since=NOON + HOUR)
        links = [
            f'<a data-story="{story.story_id}" href="/old/">{story.headline}</a>'
            for story in (shown, waiting)
        ]
        Page.objects.create(slug="about", body=f"<p>{' '.join(links)}</p>")

        answer = self.ask("/about/")

        self.assertContains(answer, '<a href="/machines/fab-reopens/">Fab reopens</a> Waiting')


class Topics(Reading):
    def test_are_those_that_readers_have_from_a_to_z(self):
        edition("Fab reopens", topics=[tag("chips"), tag("Batteries"), tag("Cables")])
        edition("Waiting", since=NOON + HOUR, topics=[tag("Secret")])

        page = self.ask("/topics/").content.decode()

        self.assertLess(page.index("Batteries"), page.index("Cables"))
        self.assertLess(page.index("Cables"), page.index("chips"))
        self.assertNotIn("Secret", page)
