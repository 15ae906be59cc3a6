"""Addresses of lists for readers: they come before those of sections and stories."""

from __future__ import annotations

from django.urls import path

from articles.front.feeds import FORMATS
from recommendations.views import feed, picks

urlpatterns = [
    path("picks/<slug:slug>/", picks, name="picks"),
    *(path(f"picks/<slug:slug>/{name}", feed, {"format": name}) for name in FORMATS),
]
