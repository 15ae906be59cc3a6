"""Addresses for readers. A section may not be called like one of the first parts here (`RESERVED_SLUGS`)."""

from __future__ import annotations

from django.urls import path, re_path

from articles.front import outlet_pages
from articles.front.corrections import corrections
from articles.front.embedded import gist
from articles.front.home import home
from articles.front.listings import author, section, topic
from articles.front.machines import urlpatterns as machines
from articles.front.record import record
from articles.front.story import astray, story

urlpatterns = [
    path("", home, name="home"),
    *machines,
    path("about/", outlet_pages.about, name="about"),
    path("masthead/", outlet_pages.masthead, name="masthead"),
    path("accessibility/", outlet_pages.accessibility, name="accessibility"),
    path("topics/", outlet_pages.topics, name="topics"),
    path("corrections/", corrections, name="corrections"),
    path("embeds/gist/<slug:owner>/<slug:gist>/<slug:signature>/", gist, name="embedded-gist"),
    path("topics/<slug:slug>/", topic, name="topic"),
    path("authors/<slug:slug>/", author, name="author"),
    path("<slug:slug>/", section, name="section"),
    path("<slug:section>/<slug:slug>/", story, name="story"),
    path("<slug:section>/<slug:slug>/history/", record, name="record"),
    re_path(r"^(?P<path>.+)$", astray, name="astray"),
]
