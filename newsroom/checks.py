"""Settings that are each right and wrong together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.http.request import validate_host

PER_PROCESS = ("django.core.cache.backends.locmem.LocMemCache", "django.core.cache.backends.dummy.DummyCache")


@register(Tags.security)
def originals_are_private(**kwargs: Any) -> list[CheckMessage]:
    private, public = Path(settings.PRIVATE_ROOT).resolve(), Path(settings.MEDIA_ROOT).resolve()
    static = Path(settings.STATIC_ROOT).resolve()
    if not (private.is_relative_to(public) or private.is_relative_to(static)):
        return []
    return [
        Error(
            "PRIVATE_ROOT lies inside a folder that everybody may read.",
            hint="Originals of pictures stay there. Put it beside MEDIA_ROOT, not under it.",
            id="newsroom.E001",
        )
    ]


@register(Tags.security)
def the_site_answers_under_its_own_name(**kwargs: Any) -> list[CheckMessage]:
    host = f"[{settings.SITE_HOST}]" if ":" in settings.SITE_HOST else settings.SITE_HOST
    if settings.DEBUG or validate_host(host, settings.ALLOWED_HOSTS):
        return []
    return [
        Error(
            f"SITE_URL is {settings.SITE_URL}, but ALLOWED_HOSTS does not let “{host}” in.",
            hint="Name it in ALLOWED_HOSTS, or leave ALLOWED_HOSTS out: it follows from SITE_URL.",
            id="newsroom.E002",
        )
    ]


@register(Tags.caches, deploy=True)
def failed_sign_ins_are_counted_together(**kwargs: Any) -> list[CheckMessage]:
    if settings.CACHES["default"]["BACKEND"] not in PER_PROCESS:
        return []
    return [
        Warning(
            "Each process has a cache of its own, so each counts failed sign-ins for itself.",
            hint="Leave CACHE_URL out (files, for one machine), or set it to redis://…",
            id="newsroom.W001",
        )
    ]


@register(Tags.security, deploy=True)
def https_comes_from_somewhere(**kwargs: Any) -> list[CheckMessage]:
    if not settings.SECURE_SSL_REDIRECT or settings.TRUST_PROXY:
        return []
    return [
        Warning(
            "SITE_URL is https, but no proxy is trusted to say so: every page would redirect to itself.",
            hint="Set TRUST_PROXY to the number of proxies in front, and let them set X-Forwarded-Proto.",
            id="newsroom.W002",
        )
    ]


@register(Tags.caches)
def the_edge_can_be_told(**kwargs: Any) -> list[CheckMessage]:
    needed = {"varnish": ("VARNISH_URLS",), "fastly": ("FASTLY_SERVICE", "FASTLY_TOKEN")}.get(
        settings.EDGE, ()
    )
    missing = [name for name in needed if not getattr(settings, name)]
    if not missing:
        return []
    return [
        Error(
            f"EDGE is {settings.EDGE}, but {' and '.join(missing)} says not where or how it is told.",
            hint="Set it, or EDGE=true for an edge that goes by lifetimes alone.",
            id="newsroom.E003",
        )
    ]


@register(Tags.security, deploy=True)
def password_letters_are_sent(**kwargs: Any) -> list[CheckMessage]:
    if not settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return []
    return [
        Warning(
            "Letters to people who forgot their password go to the log, links and all.",
            hint="Set EMAIL_URL, for example smtp+tls://user:password@mail.example:587.",
            id="newsroom.W003",
        )
    ]
