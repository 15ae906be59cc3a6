"""Related stories that somebody picked by hand on the old site: a list at the foot of each story that had some."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify

from articles import clock, refusals
from articles.models import Article, Origin
from articles.wordpress.carrying import Carrier
from recommendations import curation, drafting
from recommendations.models import Placement, RecommendationList
from recommendations.refusals import Refusal
from recommendations.spots import Spot

REFUSED = (Refusal, refusals.Refusal)


def carry(carrier: Carrier) -> int:
    """How many lists were launched. A story that has one already keeps it: curators may have changed it since."""
    launched = 0
    for item, picked in carrier.survey.related():
        article = Article.objects.filter(public_id=carrier.survey.planned(item)[0]).first()
        if article is None or Placement.objects.filter(article=article, spot=Spot.ARTICLE_FOOT).exists():
            continue
        stories = [_story(carrier, id) for id in picked]
        try:
            with transaction.atomic():
                launched += _launch(article, [story for story in stories if story], carrier)
        except REFUSED as refusal:
            carrier.report.general.append(f"Related stories of “{article.headline}”: {refusal}")
    return launched


def _story(carrier: Carrier, item: str) -> Article | None:
    origin = Origin.objects.filter(site=carrier.site, item=item[:250]).select_related("article").first()
    return origin.article if origin else None


def _launch(article: Article, stories: list[Article], carrier: Carrier) -> bool:
    shown = []
    for story in stories:
        if drafting.pickable(story.pk, clock.now()):
            shown.append(story)
        else:
            carrier.report.general.append(
                f"“{story.headline}”, picked for “{article.headline}”, is not on the site: it was left out there."
            )
    if not shown:
        return False
    made = RecommendationList(
        title=f"Related: {article.headline}"[:80],
        slug=f"related-{slugify(article.headline)[:30].strip('-')}-{article.public_id[:6]}",
        heading="Related",
        maximum=len(shown),
    )
    drafting.start(made, by=None).save()
    Placement.objects.create(list=made, spot=Spot.ARTICLE_FOOT, article=article)
    for story in shown:
        drafting.add(made, by=None, article_id=story.pk)
    drafting.save(made, by=None)
    curation.launch(made, by=None)
    return True
