"""A second story that begins as a copy of a first."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from articles import clock
from articles.desk import saving
from articles.desk.clearance import refuse_in_bin
from articles.digest import bylines, topics
from articles.models import Article, ArticleByline, ArticleTag, Story
from articles.records import record

#: Of one story alone: where it stands or stood, and that it is somebody else's.
NOT_COPIED = frozenset({"slug", "canonical_url"})


def duplicate(article: Article, *, by: AbstractBaseUser) -> Article:
    """Its text as it is saved, with names, topics, pictures and the commissioned length, as a draft of `by`.

    Never its address, embargo, history, approval, schedule, notes, nor for whom and which day it was planned.
    Raises WrongStage.
    """
    with transaction.atomic():
        said = Article.objects.get(pk=article.pk)
        refuse_in_bin(said)
        copied = {name: getattr(said, name) for name in Story.PLAIN_FIELDS if name not in NOT_COPIED}
        longest = Article._meta.get_field("headline").max_length
        copied["headline"] = f"Copy of {said.headline}"[:longest]
        copy = saving.start(Article(**copied, commissioned=said.commissioned), by=by)
        copy.save()
        ArticleByline.objects.bulk_create(
            ArticleByline(article=copy, author_id=name["author"], role=name["role"], order=place)
            for place, name in enumerate(bylines(said))
        )
        ArticleTag.objects.bulk_create(
            ArticleTag(content_object=copy, tag_id=topic) for topic in topics(said)
        )
        saving.save(copy, by=by, note=f"Copied from “{said}”"[:200])
        record(copy, "duplicate", by=by, at=clock.now(), note=f"From “{said}”", copied=said.pk)
    return copy
