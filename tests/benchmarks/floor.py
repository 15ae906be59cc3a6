"""What the site's pages are held against: the least that a Django page can cost. Served by the same gunicorn.

`/hello/` is a bare view. `/floor/` asks the database for one row by its primary key and renders a template of 25 KB with
some hundred values in it. Neither has any middleware.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

from newsroom.environment import Environment

SIZE = 25_000  # bytes
CARDS = 20

_CARD = """<article class="card"><h3><a href="{{ card.path }}">{{ card.headline }}</a></h3>
<p>{{ card.standfirst }}</p><p>{{ card.minutes }} minutes, {{ story.first_published }}</p></article>
"""
_PAGE = """<!doctype html><html lang="en"><head><title>{{ story.headline }}</title></head><body>
{% for section in sections %}<a href="/{{ section }}/">{{ section }}</a>{% endfor %}
<main><h1>{{ story.headline }}</h1><p>{{ story.standfirst }}</p>{{ story.body|safe }}
{% for card in cards %}CARD{% endfor %}
TEXT</main></body></html>"""
SECTIONS = ("machines", "software", "security", "money", "policy", "science", "games", "culture")


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def floor(request: HttpRequest, pk: int) -> HttpResponse:
    story = Story.objects.get(pk=pk)
    return HttpResponse(page.render({"story": story, "cards": [story] * CARDS, "sections": SECTIONS}))


urlpatterns = [path("hello/", hello), path("floor/<int:pk>/", floor)]

if os.environ.get("DJANGO_SETTINGS_MODULE") == "":  # served: see `columns.Floor`
    settings.configure(
        SECRET_KEY="floor" * 10,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        USE_TZ=True,
        DATABASES={"default": Environment().database("DATABASE_URL", default={}) | {"CONN_MAX_AGE": 600}},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    )

    import django
    from django.core.wsgi import get_wsgi_application
    from django.db import models
    from django.template import engines

    django.setup()

    class Story(models.Model):
        """An edition, in the few columns that the page shows."""

        headline = models.TextField()
        standfirst = models.TextField()
        body = models.TextField()
        path = models.TextField()
        minutes = models.IntegerField()
        first_published = models.DateTimeField()

        class Meta:
            app_label = "floor"
            managed = False
            db_table = "articles_edition"

    # Of text that needs no rendering as much as is missing: the values come to some 8 KB.
    text = (Path(__file__).read_text() * 10)[: SIZE - 8_000].replace("{", "(").replace("}", ")")
    page = engines["django"].from_string(_PAGE.replace("CARD", _CARD).replace("TEXT", f"<p>{text}</p>"))
    application = get_wsgi_application()
