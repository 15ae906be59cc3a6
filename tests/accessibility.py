"""Pages in a browser as a stranger would try them: the rules of WCAG 2.2, A and AA, on a phone and a desk, light and dark."""

from __future__ import annotations

from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
WIDTHS = (320, 1280)
SCHEMES = ("light", "dark")
DRESSES = [(width, scheme) for width in WIDTHS for scheme in SCHEMES]


def dresses(page: Page, address: str) -> Iterator[str]:
    """Opens the address at each width, and turns its colours there."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        for scheme in SCHEMES:
            # A colour on its way to another would be measured half way.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            yield f"{address} at {width}, {scheme}"


def wrong(page: Page, *more_tags: str) -> list[str]:
    sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*broken_rules(page, *more_tags), *([f"scrolls sideways by {sideways}"] if sideways > 0 else [])]


def broken_rules(page: Page, *more_tags: str) -> list[str]:
    """A line for each element that breaks one. Axe writes out those alone, and fetches nothing: that is a third of the
    time, and what the console says is said of our pages."""
    options = {"runOnly": [*TAGS, *more_tags], "resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
