"""What may stand in a story from another site: a known provider and an id, read from an address that somebody pasted.
The server fetches nothing, and a reader's browser nothing before a click. Knows no model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpResponseBase

LONGEST = 500
GIST = "GitHub Gist"


@dataclass(frozen=True)
class Provider:
    name: str
    what: str  # "video"
    shape: str  # "video", "post" or "code": how much room it takes
    pattern: str  # of its addresses, whole; Python and JavaScript read it alike. Its groups are the id.
    page: str  # where readers find it, and the only form that is stored
    frame: str  # what a click loads
    source: str  # for Content-Security-Policy


@dataclass(frozen=True)
class Embed:
    provider: Provider
    id: tuple[str, ...]

    @property
    def address(self) -> str:
        return self.provider.page.format(*self.id)

    @property
    def frame(self) -> str:
        if self.provider.name == GIST:
            return gist_frame(*self.id)
        return self.provider.frame.format(*self.id)

    @property
    def sandbox(self) -> str:
        """A provider's frame keeps its own origin; the one that we serve gets none, so it can reach nothing of ours."""
        own = "" if self.provider.name == GIST else "allow-same-origin allow-presentation "
        return f"{own}allow-scripts allow-popups allow-popups-to-escape-sandbox"


def providers() -> tuple[Provider, ...]:
    servers = "|".join(map(re.escape, settings.MASTODON_SERVERS))
    mastodon = Provider(
        "Mastodon", "post", "post",
        rf"https://({servers})/@([A-Za-z0-9_]{{1,60}}(?:@[a-z0-9.-]+)?)/([0-9]{{5,20}})(?:[?#/].*)?",
        "https://{0}/@{1}/{2}", "https://{0}/@{1}/{2}/embed", "https://{0}",
    )  # fmt: skip
    return (*PROVIDERS, mastodon) if servers else PROVIDERS


PROVIDERS = (
    Provider(
        "YouTube", "video", "video",
        r"https?://(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:watch\?(?:[^#]*&)?v=|embed/|shorts/|live/)"
        r"|youtu\.be/)([A-Za-z0-9_-]{11})(?:[?&#/].*)?",
        "https://www.youtube.com/watch?v={0}", "https://www.youtube-nocookie.com/embed/{0}",
        "https://www.youtube-nocookie.com",
    ),
    Provider(
        "Vimeo", "video", "video",
        r"https?://(?:www\.|player\.)?vimeo\.com/(?:video/)?([0-9]{6,12})/?(?:[?#].*)?",
        "https://vimeo.com/{0}", "https://player.vimeo.com/video/{0}?dnt=1", "https://player.vimeo.com",
    ),
    Provider(
        "Bluesky", "post", "post",
        r"https://bsky\.app/profile/([a-zA-Z0-9.:-]{3,253})/post/([a-z0-9]{8,20})/?(?:[?#].*)?",
        "https://bsky.app/profile/{0}/post/{1}", "https://embed.bsky.app/embed/{0}/app.bsky.feed.post/{1}",
        "https://embed.bsky.app",
    ),
    Provider(
        "X", "post", "post",
        r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/([A-Za-z0-9_]{1,20})/status/([0-9]{5,20})(?:[?#/].*)?",
        "https://x.com/{0}/status/{1}", "https://platform.twitter.com/embed/Tweet.html?dnt=true&id={1}",
        "https://platform.twitter.com",
    ),
    Provider(
        "CodePen", "example", "code",
        r"https://codepen\.io/([A-Za-z0-9_-]{1,60})/(?:pen|embed|full|details)/([A-Za-z0-9]{5,40})/?(?:[?#].*)?",
        "https://codepen.io/{0}/pen/{1}", "https://codepen.io/{0}/embed/{1}?default-tab=result",
        "https://codepen.io",
    ),
    Provider(
        GIST, "code", "code",
        r"https://gist\.github\.com/([A-Za-z0-9-]{1,39})/([0-9a-f]{20,32})/?(?:[?#].*)?",
        "https://gist.github.com/{0}/{1}", "", "'self'",
    ),
)  # fmt: skip


def find(address: str) -> Embed | None:
    """The embed that an address means, or None: then it is a link."""
    if len(address) > LONGEST:
        return None
    for provider in providers():
        if match := re.fullmatch(provider.pattern, address.strip(), re.ASCII):
            return Embed(provider, match.groups())
    return None


def patterns() -> list[tuple[str, str, str]]:
    """For the editor, which asks while the address is pasted: name, pattern, and what it is."""
    return [(provider.name, provider.pattern, provider.what) for provider in providers()]


# GitHub lets nobody frame a gist and offers a script. It runs in a page of its own that has no origin, and only for
# what one of our own pages asks: else anybody could show anything under our name.

_signer = Signer(salt="articles.embeds")


def gist_frame(owner: str, gist: str) -> str:
    return f"/embeds/gist/{owner}/{gist}/{_signer.signature(f'{owner}/{gist}')}/"


def is_signed(owner: str, gist: str, signature: str) -> bool:
    try:
        _signer.unsign(f"{owner}/{gist}:{signature}")
    except BadSignature:
        return False
    return True


def allow_frames(response: HttpResponseBase, addresses: Iterable[str]) -> None:
    """Frames of these embeds and of nothing else, on this page alone."""
    found = filter(None, map(find, addresses))
    if sources := sorted({embed.provider.source.format(*embed.id) for embed in found}):
        response._csp_update = {"frame-src": sources}  # type: ignore[attr-defined]  # django-csp's own place for it
