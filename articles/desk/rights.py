"""Who may do what to a story. The one way to get at a story for a person and a verb: every view of the desk asks here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db.models import Q, QuerySet

from articles.models import Article, ArticleByline, Stage
from articles.models.article import ArticleQuerySet

Person = PermissionsMixin | AnonymousUser


def readable(user: Any) -> ArticleQuerySet:
    """The stories whose working copy this person may read: all of them, their own, or none."""
    if not user.is_active or not user.has_perm("articles.view_article"):
        return Article.objects.none()
    if user.has_perm("articles.read_all_articles"):
        return Article.objects.all()
    return Article.objects.filter(own(user))


def own(user: Any) -> Q:
    """Begun by them, given to them, or signed with their name: by key, so that an index answers each part."""
    begun = Article.objects.filter(created_by=user.pk).order_by().values("pk")
    given = Article.objects.filter(assignee=user.pk).order_by().values("pk")
    signed = ArticleByline.objects.filter(author__user=user.pk).order_by().values("article")
    return Q(pk__in=begun.union(given, signed))


def is_own(user: Any, article: Article) -> bool:
    return user.pk in (article.created_by_id, article.assignee_id) or (
        article.bylines.filter(author__user=user.pk).exists()
    )


def may_read(user: Any, article: Article) -> bool:
    return readable(user).filter(pk=article.pk).exists()


def told(user: Any, moment: datetime) -> Q:
    """Of editions. What readers see is no secret; that a story waits is one, but for who may see any moment and for who
    may read that story."""
    if user.is_active and user.has_perm("articles.see_any_moment"):
        return Q()
    return Q(live_from__lte=moment) | Q(article__in=readable(user).values("pk"))


def readers_of(article: Article) -> QuerySet[Any]:
    """The people at the desk who may read this story: `may_read`, asked of everybody at once."""
    people = get_user_model().objects
    able = people.with_perm("articles.view_article").filter(is_staff=True).values("pk")
    every = people.with_perm("articles.read_all_articles").values("pk")
    signed = article.bylines.filter(author__user__isnull=False).values("author__user")
    own = Q(pk__in=[article.created_by_id, article.assignee_id]) | Q(pk__in=signed)
    return people.filter(Q(pk__in=every) | own, pk__in=able).order_by("first_name", "last_name", "username")


def may_edit(user: Any, article: Article) -> bool:
    """Editors any story; writers their own, while it is being drafted."""
    if article.binned_at or not user.has_perm("articles.change_article"):
        return False
    if user.has_perm("articles.edit_all_articles"):
        return True
    return article.stage == Stage.DRAFTING and is_own(user, article)


def _with(permission: str) -> Callable[[Any, Article], bool]:
    return lambda user, article: user.has_perm(permission)


def _own_or_any(user: Any, article: Article) -> bool:
    return user.has_perm("articles.edit_all_articles") or (
        user.has_perm("articles.change_article") and is_own(user, article)
    )


def sections_of(user: Any) -> frozenset[int]:
    """The sections that the person is limited to; empty if to none. One query a request."""
    if not hasattr(user, "_limited_to"):
        user._limited_to = frozenset(user.sections.values_list("pk", flat=True)) if user.pk else frozenset()
    return user._limited_to


def _here(user: Any, article: Article) -> bool:
    """An editor of some sections decides about the stories of these, and about none without a section. A story
    that readers know in another section is not theirs either: moving it here would take it from there."""
    limits = sections_of(user)
    if not limits:
        return True
    known = article.editions.order_by("-live_from").values_list("section_id", flat=True)[:1]
    return {article.section_id, *known} <= limits


def is_elsewhere(user: Any, article: Article) -> bool:
    """Whether the person decides about stories, but not about those of this section."""
    return user.has_perm("articles.approve_article") and not _here(user, article)


def _with_here(permission: str) -> Callable[[Any, Article], bool]:
    return lambda user, article: user.has_perm(permission) and _here(user, article)


_publish = _with_here("articles.publish_article")
_approve = _with_here("articles.approve_article")

#: By verb, as it stands in the book and in a button's value.
VERBS: dict[str, Callable[[Any, Article], bool]] = {
    "submit": _own_or_any,
    "take-back": _own_or_any,
    "approve": _approve,
    "send-back": _approve,
    "hold": _approve,
    "take-off-hold": _approve,
    "spike": _approve,
    "unspike": _approve,
    "ask-legal": _approve,
    "clear-legal": _with("articles.clear_legal"),
    "bin": _with("articles.delete_article"),
    "take-out-of-bin": _with("articles.delete_article"),
    "publish": _publish,
    "schedule": _publish,
    "move-schedule": _publish,
    "cancel-schedule": _publish,
    "withdraw": _publish,
    "edit-notice": _publish,
    "reinstate": _publish,
    "end-at": _publish,
    "never-end": _publish,
    "assign": _with("articles.edit_all_articles"),
    "restore": may_edit,
    "fix-live": may_edit,
    "bring-back": may_edit,
    "seal": _with("articles.redact_edition"),
    "unseal": _with("articles.redact_edition"),
    "redact": _with("articles.redact_edition"),
    "share-link": _own_or_any,  # to see its links and to end them; a new one takes the right to edit
    "edit": may_edit,
}


def may(user: Any, verb: str, article: Article) -> bool:
    return bool(user.is_active and may_read(user, article) and VERBS[verb](user, article))


def ask_whom(permission: str, *, besides: Any) -> str:
    """ "Ask Max Farrow.", for what one may not do oneself; empty if there is nobody. One query."""
    others = get_user_model().objects.with_perm(permission, include_superusers=False)
    somebody = others.filter(is_staff=True).exclude(pk=besides.pk).order_by("pk").first()
    return f"Ask {somebody}." if somebody else ""


def may_override(user: Any) -> bool:
    return user.has_perm("articles.override_checks")
