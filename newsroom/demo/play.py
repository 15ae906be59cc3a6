"""Plays the demo outlet's history through the desk's own verbs, each at its own moment."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from itertools import cycle
from typing import Any

import PIL.Image
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from articles import clock, renditions
from articles.desk import assigning, notes, pictures, publishing, roles, saving, telling, workflow
from articles.desk.clearance import CorrectionText
from articles.models import (
    About,
    Article,
    ArticleByline,
    ArticleTag,
    Author,
    ContactLink,
    Image,
    Notice,
    Page,
    Section,
    StoryTemplate,
    Tag,
)
from articles.models.story import PUBLIC_ID_LETTERS
from newsroom.demo import drawings
from newsroom.demo.script import Later, Script, outlet, scripts, span
from newsroom.models import User
from recommendations import curation, drafting
from recommendations.models import Placement, RecommendationList
from recommendations.models.list import BelowMinimum
from recommendations.rules import Rule
from recommendations.spots import Spot

PASSWORD = "slipmark-demo"  # noqa: S105 -- the demo outlet's, told to everybody
#: User name, first and last name, role, and the author whose account it is.
PEOPLE = (
    ("wren", "Tomasz", "Wren", roles.WRITER, "tomasz-wren"),
    ("edda", "Edda", "Brandt", roles.EDITOR, "edda-brandt"),
    ("cura", "Cura", "Mbeki", roles.CURATOR, ""),
    ("lena", "Lena", "Sorin", roles.LEGAL, ""),
    ("max", "Max", "Farrow", roles.MANAGER, ""),
)

SIZE = (1280, 853)  # as wide as a page draws them

#: How long before its publication a story was begun, sent for review and approved.
BEGUN, SENT, APPROVED = timedelta(hours=7), timedelta(minutes=50), timedelta(minutes=12)


#: How long after its publication what was gone over is put right.
PUT_RIGHT = timedelta(minutes=70)


@dataclass(frozen=True)
class Event:
    at: datetime
    do: Callable[[], Any]


def public_id(slug: str) -> str:
    """The same at every load, so that addresses and pictures stay."""
    digits = hashlib.sha256(slug.encode()).digest()
    return "".join(PUBLIC_ID_LETTERS[digit % len(PUBLIC_ID_LETTERS)] for digit in digits[:16])


class Play:
    """One performance. `now` is the moment it ends at; everything in the scripts is told as so long ago."""

    def __init__(self, now: datetime, *, say: Callable[[str], None]) -> None:
        self.now = now
        self.say = say
        self.scripts = scripts()
        self.people: dict[str, User] = {}
        self.authors: dict[str, Author] = {}
        self.sections: dict[str, Section] = {}
        self.tags: dict[str, Tag] = {}
        self.images: dict[str, Image] = {}
        self.articles: dict[str, Article] = {}

    @transaction.atomic
    def perform(self) -> None:
        self.hire()
        self.furnish()
        # Two at a time, and beside what follows: Pillow lets go of the interpreter while it works.
        with ThreadPoolExecutor(2) as hands:
            self.say("Drawing the pictures ...")
            self.draw(hands)
            self.say(f"Publishing {len(self.scripts)} stories ...")
            for event in sorted(self.events(), key=lambda event: event.at):
                with clock.pretend(event.at):
                    event.do()
        with clock.pretend(self.now):
            self.settle_news()

    def hire(self) -> None:
        password = make_password(PASSWORD)  # once: it takes a fifth of a second on purpose
        for username, first, last, role, _author in PEOPLE:
            user = User.objects.create(
                username=username,
                email=f"{username}@slipmark.example",
                password=password,
                first_name=first,
                last_name=last,
                is_staff=True,
            )
            user.groups.add(Group.objects.get(name=role))
            self.people[username] = user

    def furnish(self) -> None:
        accounts = {author: self.people[username] for username, *_, author in PEOPLE if author}
        for order, item in enumerate(outlet()["section"]):
            self.sections[item["slug"]] = Section.objects.create(order=order, **item)
        for item in outlet()["author"]:
            author = Author.objects.create(
                user=accounts.get(item["slug"]), **{key: item[key] for key in item if key != "links"}
            )
            for order, link in enumerate(item["links"]):
                ContactLink.objects.create(author=author, order=order, **link)
            self.authors[author.slug] = author
        for item in outlet()["page"]:
            Page.objects.create(**item)
        for item in outlet()["template"]:
            section = self.sections.get(item.get("section", ""))
            StoryTemplate.objects.create(**item | {"section": section})
        for item in outlet()["topic"]:
            self.tags[item["title"]] = Tag.objects.create(
                name=item["title"], slug=item["slug"], description=item["description"]
            )

    # --- Pictures

    def draw(self, hands: ThreadPoolExecutor) -> None:
        """Their files are made while the play goes on; they are needed when all of it is committed."""
        leads = {script.slug for script in self.scripts}
        for name, words, data in hands.map(self.draw_one, list(self.commissions())):
            self.images[name], _ = pictures.upload(data, by=self.people["edda"], **words)
        for name, image in self.images.items():
            shapes = {"wide"} | pictures.LEAD if name in leads else {"original"}
            shown = {"square"} if name.startswith("portrait") else shapes
            hands.submit(pictures.make, image, renditions.at_once(image, shown))
        for author in self.authors.values():
            author.portrait = self.images[f"portrait of {author.slug}"]
            author.save(update_fields=["portrait"])

    def commissions(self) -> Iterator[tuple[str, dict[str, Any], Callable[[], PIL.Image.Image]]]:
        """Name, what the library says of it, and how to draw it."""
        for script in self.scripts:
            section = script.front["section"]
            if lead := script.front.get("lead"):
                yield (
                    script.slug,
                    {"title": script.front["headline"], "alt": lead["alt"], "credit": lead["credit"]},
                    lambda seed=script.slug, section=section, lead=lead: drawings.draw(
                        section, seed, lead.get("variant", 0), SIZE
                    ),
                )
            for item in script.front.get("picture", []):
                yield (
                    item["name"],
                    {"title": item["title"], "credit": item["credit"]},
                    lambda item=item: drawings.draw(
                        item["section"], item["name"], item.get("variant", 0), SIZE
                    ),
                )
        hues = cycle(section["slug"] for section in outlet()["section"])
        for slug, hue in zip(self.authors, hues, strict=False):
            yield (
                f"portrait of {slug}",
                {
                    "title": self.authors[slug].name,
                    "alt": self.authors[slug].name,
                    "credit": "Illustration: Slipmark",
                },
                lambda slug=slug, hue=hue: drawings.portrait(slug, hue),
            )

    @staticmethod
    def draw_one(
        order: tuple[str, dict[str, Any], Callable[[], PIL.Image.Image]],
    ) -> tuple[str, dict[str, Any], bytes]:
        name, words, draw = order
        file = BytesIO()
        draw().save(file, "JPEG", quality=92)
        return name, words, file.getvalue()

    # --- Plans and talk

    def plan(self, item: dict[str, Any]) -> None:
        """Who has it, for which day, counted from today; and what the desk says about it."""
        day = (
            timezone.localtime(self.now).date() + timedelta(days=item["in_days"])
            if "in_days" in item
            else None
        )
        assigning.assign(
            self.articles[item["story"]],
            by=self.people["edda"],
            assignee=self.people[item["assignee"]] if "assignee" in item else None,
            planned_for=day,
            commissioned=item.get("commissioned"),
            priority=item.get("priority", "normal"),
        )

    def talk(self, item: dict[str, Any]) -> None:
        article = self.articles[item["story"]]
        thread = None
        for line in item["said"]:
            written = notes.write(article, by=self.people[line["by"]], text=line["text"], reply_to=thread)
            thread = thread or written.note
        if item.get("resolved"):
            notes.resolve(thread, by=self.people[item["resolved"]])

    def settle_news(self) -> None:
        """Nobody mails about what was played; of the bell, the questions of the last day are new."""
        Notice.objects.update(mail_due=None)
        asked = Notice.objects.filter(about__in=(About.MENTION, About.NOTE, About.ASSIGNED))
        telling.read(
            Notice.objects.exclude(pk__in=asked.filter(at__gt=self.now - timedelta(days=1)).values("pk"))
        )

    # --- Stories

    def events(self) -> Iterator[Event]:
        for script in self.scripts:
            yield from self.events_of(script)
        for item in outlet()["plan"]:
            yield Event(self.now - timedelta(hours=3), lambda item=item: self.plan(item))
        for item in outlet()["talk"]:
            yield Event(self.now - span(item["ago"]), lambda item=item: self.talk(item))
        for place, item in enumerate(outlet()["list"]):
            yield Event(self.now - timedelta(minutes=15 - place), lambda item=item: self.curate(item))

    def events_of(self, script: Script) -> Iterator[Event]:
        wren, edda = self.people["wren"], self.people["edda"]
        front, out = script.front, self.now - script.ago
        story = lambda: self.articles[script.slug]  # noqa: E731 -- it exists only once the play has begun

        yield Event(out - BEGUN, lambda: self.write(script))
        if script.state == "draft":
            return
        if "override" in front:
            yield from self.events_over_checks(script)
            return
        yield Event(out - SENT, lambda: workflow.submit(story(), by=wren))
        if script.state == "in-review":
            return
        yield Event(out - APPROVED, lambda: workflow.approve(story(), by=edda))
        if script.state == "ready":
            return
        at = self.now + span(front["goes_live"]) if script.state == "scheduled" else None
        yield Event(out, lambda: publishing.publish(story(), by=edda, at=at))
        for event in script.later:
            yield from self.events_of_change(script, event)
        if script.state == "withdrawn":
            yield Event(
                self.now - span(front["withdrawn"]),
                lambda: publishing.withdraw(story(), by=edda, reason=front["reason"], notice=front["notice"]),
            )
        if edit := front.get("edit"):
            yield Event(self.now - timedelta(minutes=20), lambda: self.edit(script, edit))

    def events_over_checks(self, script: Script) -> Iterator[Event]:
        """A manager lets it out without the alt text of its lead, and an editor puts it in soon after."""
        max_, edda = self.people["max"], self.people["edda"]
        reason, out = script.front["override"], self.now - script.ago
        story = lambda: self.articles[script.slug]  # noqa: E731 -- it exists only once the play has begun
        yield Event(out - SENT, lambda: workflow.submit(story(), by=max_, override=reason))
        yield Event(out - APPROVED, lambda: workflow.approve(story(), by=max_, override=reason))
        yield Event(out, lambda: publishing.publish(story(), by=max_, override=reason))
        yield Event(out + PUT_RIGHT, lambda: self.edit(script, {"lead_alt": script.front["lead"]["alt"]}))
        yield Event(
            out + PUT_RIGHT + timedelta(minutes=1),
            lambda: publishing.publish(story(), by=edda, change="minor"),
        )

    def events_of_change(self, script: Script, event: Later) -> Iterator[Event]:
        edda, wren = self.people["edda"], self.people["wren"]
        at = self.now - event.ago
        is_notice = event.kind in ("correction", "clarification")
        notice = CorrectionText(event.wrote, event.it_is, event.kind, event.serious) if is_notice else None

        def change() -> None:
            article = self.articles[script.slug]
            article.body = self.with_identities(script.body_after(event))
            article.save(update_fields=["body"])
            saving.save(article, by=wren)
            workflow.submit(article, by=wren)

        yield Event(at - timedelta(minutes=9), change)
        yield Event(at - timedelta(minutes=4), lambda: workflow.approve(self.articles[script.slug], by=edda))
        yield Event(
            at,
            lambda: publishing.publish(
                self.articles[script.slug],
                by=edda,
                change="correction" if is_notice else event.kind,
                note=event.note,
                correction=notice,
            ),
        )

    def curate(self, item: dict[str, Any]) -> None:
        cura = self.people["cura"]
        listed = RecommendationList(
            title=item["title"],
            slug=slugify(item["title"]),
            heading=item["heading"],
            maximum=item["maximum"],
            minimum=item["minimum"],
            below_minimum=BelowMinimum.BACKFILL,
            backfill=Rule(related=item["spot"] == Spot.ARTICLE_FOOT).as_json(),
        )
        drafting.start(listed, by=cura).save()
        Placement.objects.create(list=listed, spot=item["spot"])
        drafting.save(listed, by=cura)
        for row in item["item"]:
            words = {key: value for key, value in row.items() if key != "story"}
            story = self.articles[row["story"]].pk if "story" in row else None
            drafting.add(listed, by=cura, article_id=story, **words)
        curation.launch(listed, by=cura)

    def write(self, script: Script) -> None:
        front = script.front
        lead = front.get("lead", {})
        article = Article(
            public_id=public_id(script.slug),
            headline=front["headline"],
            card_headline=front.get("card_headline", ""),
            standfirst=front.get("standfirst", ""),
            slug=script.slug,
            body=self.with_identities(script.body_before(script.ago)),
            kind=front["kind"],
            section=self.sections[front["section"]],
            lead_image=self.images.get(script.slug),
            lead_alt="" if "override" in front else lead.get("alt", ""),
            lead_caption=lead.get("caption", ""),
            disclosures=front.get("disclosures", []),
            seo_description=front.get("seo_description", ""),
        )
        saving.start(article, by=self.people["wren"])
        article.save()
        for place, name in enumerate(front["authors"]):
            ArticleByline.objects.create(
                article=article, author=self.authors[name["slug"]], role=name["role"], order=place
            )
        for title in front["topics"]:
            ArticleTag.objects.create(content_object=article, tag=self.tags[title])
        saving.save(article, by=self.people["wren"])
        self.articles[script.slug] = article

    def edit(self, script: Script, changes: dict[str, str]) -> None:
        article = self.articles[script.slug]
        for name, value in changes.items():
            setattr(article, name, value)
        article.save(update_fields=list(changes))
        saving.save(article, by=self.people["edda"])

    def with_identities(self, body: str) -> str:
        """Names of stories and pictures become identities, as the editor would have stored them."""
        sections = {script.slug: script.front["section"] for script in self.scripts}
        body = re.sub(
            r'href="story:([a-z0-9-]+)"',
            lambda found: f'data-story="{public_id(found[1])}" href="/{sections[found[1]]}/{found[1]}/"',
            body,
        )
        return re.sub(
            r'data-image="([a-z0-9-]+)"', lambda found: f'data-image="{self.images[found[1]].pk}"', body
        )
