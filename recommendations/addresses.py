"""Readers' pages where a list can be seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from articles.models import Edition
from recommendations.models import RecommendationList
from recommendations.models.list import Site
from recommendations.spots import Spot


def first(sites: Iterable[Site], list_: RecommendationList, moment: datetime) -> str:
    """Where somebody who wants to see it looks first. The sites need their section and topic selected."""
    return next((of_site(site, list_, moment) for site in sites), "/")


def of_site(site: Site, list_: RecommendationList, moment: datetime) -> str:
    """Of a readers' page where it stands; of the newest story where any will do."""
    if site.spot == Spot.OWN_PAGE:
        return list_.get_absolute_url()
    if site.spot in (Spot.ARTICLE_FOOT, Spot.ARTICLE_BODY):
        return _a_story(site, moment)
    if narrowed := site.section or site.tag:
        return narrowed.get_absolute_url()
    if site.spot == Spot.SECTION_FRONT:
        newest = Edition.objects.visible_at(moment).latest_first().select_related("section").first()
        return newest.section.get_absolute_url() if newest and newest.section else "/"
    return "/"


def _a_story(site: Site, moment: datetime) -> str:
    shown = Edition.objects.visible_at(moment).latest_first()
    if site.article_id:
        shown = shown.filter(article=site.article_id)
    elif site.section_id:
        shown = shown.in_section(site.section_id)
    elif site.tag_id:
        shown = shown.filter(tag_links__tag=site.tag_id)
    return shown.values_list("path", flat=True).first() or "/"
