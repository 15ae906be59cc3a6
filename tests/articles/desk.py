"""A cast and stories for the desk's tests: Wren writes, Edda and Tove edit, Cura curates, Lena is legal, Max manages."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.test import Client

from articles.desk import publishing, roles, saving, workflow
from articles.models import Article, ArticleByline, Author, Edition, Section
from newsroom.models import User

CAST = {
    "wren": roles.WRITER,
    "edda": roles.EDITOR,
    "tove": roles.EDITOR,
    "cura": roles.CURATOR,
    "lena": roles.LEGAL,
    "max": roles.MANAGER,
}


def person(name: str) -> User:
    found, is_new = User.objects.get_or_create(
        username=name, defaults={"first_name": name.capitalize(), "last_name": "Test", "is_staff": True}
    )
    if is_new:
        roles.apply_roles()
        found.groups.add(Group.objects.get(name=CAST[name]))
    return found


def at_the_desk(name: str) -> Client:
    client = Client()
    client.force_login(person(name))
    return client


def section(title: str = "Machines") -> Section:
    return Section.objects.get_or_create(title=title, slug=title.lower())[0]


def author(name: str = "Wren Test", user: User | None = None) -> Author:
    slug = name.lower().replace(" ", "-")
    return Author.objects.get_or_create(name=name, slug=slug, defaults={"user": user})[0]


def draft(headline: str = "Fab reopens", by: str = "wren", **fields: object) -> Article:
    writer = person(by)
    values = {
        "standfirst": "After nine weeks.",
        "body": "<p>The fab reopened on Monday.</p>",
        "section": section(),
        **fields,
    }
    article = saving.start(Article(headline=headline, **values), by=writer)
    article.save()
    ArticleByline.objects.create(article=article, author=author(), order=1)
    saving.save(article, by=writer)
    return article


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
    from articles import clock

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
