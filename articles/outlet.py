"""Whose pages these are. Another outlet says it in a folder of its own: docs/branding.md"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Outlet:
    name: str
    wordmark: tuple[str, str]  # the slip is where the second part begins
    line: str
    url: str  # "https://slipmark.example", without a slash at its end
    email: str
    promise: str
    notice: str  # in the footer, after the year and the name
    tip: str = ""  # a question, before the address to write to
    colours: tuple[str, str] = ("", "")  # of the browser's frame, light and dark

    @property
    def language(self) -> str:
        return language()

    @property
    def domain(self) -> str:
        return self.url.partition("://")[2]


def present_outlet() -> Outlet:
    return Outlet(
        name=settings.SITE_NAME,
        wordmark=settings.SITE_WORDMARK,
        line=settings.SITE_LINE,
        url=settings.SITE_URL,
        email=settings.SITE_EMAIL,
        promise=settings.SITE_PROMISE,
        notice=settings.SITE_NOTICE,
        tip=settings.SITE_TIP,
        colours=settings.SITE_COLOURS,
    )


def language() -> str:
    """ "en-GB" of "en-gb"."""
    name, _, region = settings.LANGUAGE_CODE.partition("-")
    return f"{name}-{region.upper()}" if region else name
