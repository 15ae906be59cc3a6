"""The cast at the desk: signed in, with stories in each state and the forms that their pages would send."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from articles import clock
from articles.desk import publishing, workflow
from articles.models import Article, Author, Edition, Section
from newsroom.models import User
from tests import cast


def person(name: str) -> User:
    return {"max": cast.max_}.get(name, getattr(cast, name, None))()


def at_the_desk(name: str) -> Client:
    client = Client()
    client.force_login(person(name))
    type_password(client)
    return client


def type_password(client: Client, *, ago: float = 0) -> None:
    """As if whoever is signed in had done so a number of seconds ago."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time() - ago}]
    session["account_authentication_methods_user"] = session[SESSION_KEY]
    session.save()


def section(title: str = "Machines") -> Section:
    return cast.section(title)


def author(name: str = "Wren Test") -> Author:
    return cast.author(name)


def draft(headline: str = "Fab reopens", by: str = "wren", **fields: object) -> Article:
    return cast.story(headline, by=person(by), names=[author()], **fields)


def submitted(headline: str = "Fab reopens", **fields: object) -> Article:
    article = draft(headline, **fields)
    workflow.submit(article, by=person("wren"))
    return article


def approved(headline: str = "Fab reopens", **fields: object) -> Article:
    article = submitted(headline, **fields)
    workflow.approve(article, by=person("edda"))
    return article


def live(headline: str = "Fab reopens", **fields: object) -> Article:
    article = approved(headline, **fields)
    publishing.publish(article, by=person("edda"))
    return article


def shown(article: Article) -> Edition | None:
    return Edition.objects.visible_at(clock.now()).filter(article=article).first()


def form_data(article: Article, **changes: object) -> dict[str, str]:
    """What the story's page would send for the text as it is saved, with some fields changed."""
    names = list(article.bylines.all())
    data: dict[str, object] = {
        "version": article.version,
        "headline": article.headline,
        "standfirst": article.standfirst,
        "body": article.body,
        "section": article.section_id or "",
        "kind": article.kind,
        "tags": ", ".join(article.tags.names()),
        "lead_image": article.lead_image_id or "",
        "lead_alt": article.lead_alt,
        "lead_caption": article.lead_caption,
        "card_headline": article.card_headline,
        "slug": article.slug,
        "seo_title": article.seo_title,
        "seo_description": article.seo_description,
        "canonical_url": article.canonical_url,
        "embargo_until": "",
        "bylines-TOTAL_FORMS": len(names),
        "bylines-INITIAL_FORMS": len(names),
        "bylines-MIN_NUM_FORMS": 0,
        "bylines-MAX_NUM_FORMS": 1000,
    }
    for index, byline in enumerate(names):
        data |= {
            f"bylines-{index}-id": byline.pk,
            f"bylines-{index}-article": article.pk,
            f"bylines-{index}-author": byline.author_id,
            f"bylines-{index}-role": byline.role,
            f"bylines-{index}-order": byline.order,
        }
    return {name: str(value) for name, value in (data | changes).items()}


def save_page(client: Client, thing: Any, *, query: str = "", **changes: object) -> HttpResponse:
    """One of the desk's simple pages, opened, changed and saved. None is left out."""
    page = reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])
    opened = client.get(page)
    forms: list[Any] = [opened.context["adminform"].form]
    for rows in opened.context["inline_admin_formsets"]:
        forms += [rows.formset.management_form, *rows.formset]
    data = {
        field.html_name: "" if field.value() is None else field.value() for form in forms for field in form
    }
    return client.post(
        page + query, {name: value for name, value in (data | changes).items() if value is not None}
    )
