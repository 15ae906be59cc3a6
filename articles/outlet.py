"""Whose pages these are. Another outlet sets this in the settings, and its colours in `static/front/tokens.css`."""

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

    @property
    def domain(self) -> str:
        return self.url.partition("://")[2]


def halves(name: str) -> tuple[str, str]:
    middle = (len(name) + 1) // 2
    return name[:middle], name[middle:]


def present_outlet() -> Outlet:
    name = settings.SITE_NAME
    return Outlet(
        name=name,
        wordmark=tuple(getattr(settings, "SITE_WORDMARK", None) or halves(name)),
        line=getattr(settings, "SITE_LINE", "Technology, and what moved."),
        url=settings.SITE_URL,
        email=getattr(settings, "SITE_EMAIL", "desk@slipmark.example"),
        promise=getattr(
            settings,
            "SITE_PROMISE",
            "When we are wrong, we mark it: what was wrong, what is right, and when we changed it.",
        ),
        notice=settings.SITE_NOTICE,
    )
