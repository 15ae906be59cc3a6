"""Opens every kind of page of a demo that runs, as its people, in a browser: `make run`, then

    make look                                   # http://127.0.0.1:8000
    make look ARGS="http://127.0.0.1:8001 edda" # one person

From the front page and the desk it follows links, and opens one page of each kind; it presses no button that changes
anything. Of each it takes pictures at phone and desktop width, light and dark, into build/look/, and tells what axe says
(WCAG 2.2 A and AA), what the console says, and whether the page is wider than its window.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tests import browsers
from tests.accessibility import SCHEMES, WIDTHS, wrong

OUT = Path(__file__).resolve().parent.parent.parent / "build" / "look"
PASSWORD = "slipmark-demo"
PEOPLE = ("reader", "max", "edda", "cura", "lena", "wren")
LINKS = "[...document.links].map(link => link.href)"
#: What is no page, or ends the visit.
SKIPPED = re.compile(
    r"/(media|static)/|logout|\.(xml|json|csv|txt|png|svg|webp|jpg|avif)$|/export/|jsi18n|rendition|thumb"
)


def kind_of(address: str) -> str:
    """One page of each is looked at: numbers and names in an address make no other kind."""
    path = urlsplit(address).path
    if at := re.match(r"/admin/(?:at|rehearse/\d+)/\d{8}T\w+(/.*)", path):
        return f"/admin/at/N{kind_of(at[1])}"
    if path.startswith("/admin/"):
        return re.sub(r"/(\d+|save-\d+|edition-\d+)(?=/)", "/N", path)
    parts = path.strip("/").split("/")
    own = {"topics", "authors", "picks", "archive", "at"}
    if len(parts) == 2 and parts[0] not in own:
        return "/section/story/"
    return f"/{parts[0]}/…" if parts[0] in own and len(parts) > 1 else path


def one_of_each(page: Page, site: str, beginning: str) -> Iterator[str]:
    waiting, known = [f"{site}{beginning}"], {kind_of(beginning)}
    while waiting:
        address = waiting.pop(0)
        yield address
        for link in page.evaluate(LINKS):
            link = link.partition("#")[0]
            if not link.startswith(f"{site}/") or SKIPPED.search(urlsplit(link).path):
                continue
            if link.startswith(f"{site}/admin/") != beginning.startswith("/admin/"):
                continue
            if (kind := kind_of(link)) not in known:
                known.add(kind)
                waiting.append(link)


def look(browser: Browser, site: str, person: str) -> int:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    if person != "reader":
        page.goto(f"{site}/admin/")
        page.fill("input[name=login]", person)
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.locator(".header-end .clock").wait_for()
    found = 0
    for address in one_of_each(page, site, "/" if person == "reader" else "/admin/"):
        path = urlsplit(address).path
        name = f"{person}{re.sub(r'[^a-z0-9]+', '-', kind_of(address).lower())}".strip("-")
        for width in WIDTHS:
            said.clear()
            page.set_viewport_size({"width": width, "height": 900})
            answer = page.goto(address, wait_until="load")
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                page.wait_for_timeout(150)
                problems = wrong(page)
                problems += [f"answers {answer.status}"] if answer and answer.status >= 400 else []
                problems += [f"console: {words[:160]}" for words in said]
                page.screenshot(
                    path=OUT / f"{name}-{width}-{scheme}.png", full_page=True, animations="disabled"
                )
                for problem in problems:
                    print(f"{person} {path} {width} {scheme}: {problem}", flush=True)
                found += len(problems)
        print(f"{person} {path}", flush=True)
    context.close()
    return found


def main(arguments: list[str]) -> int:
    site = next((given for given in arguments if given.startswith("http")), "http://127.0.0.1:8000").rstrip(
        "/"
    )
    people = [given for given in arguments if given in PEOPLE] or list(PEOPLE)
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browsers.one(playwright.chromium.executable_path),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        found = sum(look(browser, site, person) for person in people)
        browser.close()
    print(f"{found} things to look at. The pictures are in {OUT.relative_to(Path(os.getcwd()))}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
