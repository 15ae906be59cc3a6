"""The reader's page of a text that readers do not have: an article, a save, or a form that is not saved yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from articles import clock, digest, pages, prose, renditions
from articles.models import Article, Author, Edition, Image, Story, Tag, Transition
from articles.pixels import Recipe
from articles.presentation import StoryPage
from articles.records import record

SAME_LOOK = timedelta(minutes=10)


def looked_at(article: Article, *, by: AbstractBaseUser) -> None:
    """A preview is written down; refreshing it while writing is one look."""
    lately = Transition.objects.about(article).filter(
        verb="preview", by=by.pk, at__gt=clock.now() - SAME_LOOK
    )
    if not lately.exists():
        record(article, "preview", by=by)


def desk_address(image: Image, recipe: Recipe) -> str:
    """Through the desk's checked view: the picture may not be public. Nobody waits for what a job makes."""
    if renditions.is_for_later(recipe):
        return ""
    return reverse("admin:articles_image_rendition", args=[image.pk, recipe.slug])


def preview(
    story: Story,
    *,
    public_id: str,
    moment: datetime,
    bylines: Iterable[digest.Signed] | None = None,
    topics: Iterable[int] | None = None,
    address: renditions.Address = desk_address,
) -> StoryPage:
    """Names and topics are the story's own unless given, as of an unsaved form."""
    signed = digest.bylines(story) if bylines is None else list(bylines)
    topic_ids = digest.topics(story) if topics is None else list(topics)
    authors = Author.objects.select_related("portrait").in_bulk([name["author"] for name in signed])
    wanted = [story.lead_image_id or 0, *(figure.image_id for figure in prose.figures(story.body))]
    linked = (
        Edition.objects.visible_at(moment)
        .filter(story_id__in=prose.story_links(story.body))
        .values_list("story_id", "path")
    )
    return pages.story_page(
        story,
        public_id=public_id,
        section=story.section,
        bylines=[(authors[name["author"]], name["role"]) for name in signed if name["author"] in authors],
        topics=Tag.objects.filter(pk__in=topic_ids),
        images=Image.objects.in_bulk(wanted),
        stories=dict(linked),
        moment=moment,
        published=moment,
        is_preview=True,
        address=address,
    )


def pictures_of(story: Story) -> set[int]:
    """Primary keys of all that its preview may show, portraits too."""
    shown = {story.lead_image_id, *(figure.image_id for figure in prose.figures(story.body))}
    names = Author.objects.filter(pk__in=[name["author"] for name in digest.bylines(story)])
    return {pk for pk in (*shown, *names.values_list("portrait", flat=True)) if pk}
