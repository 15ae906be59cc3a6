"""What the story's page weighs and when it can be used: `make bench-desk` against a site that runs (`make run`).

    make bench-desk ARGS="http://127.0.0.1:8000 edda slipmark-demo"

The page's own JavaScript is summed as it travels, without the editor library; usable means that the headline can be
typed into and the body's editor stands, on a processor slowed four times, with a warm browser cache.
"""

from __future__ import annotations

import shutil
import sys
from statistics import median

from playwright.sync_api import CDPSession, Page, sync_playwright

SITE, NAME, PASSWORD = "http://127.0.0.1:8000", "edda", "slipmark-demo"
LIBRARY = ("/django_prose_editor/", "/admin/js/", "/jsi18n/")
SLOWER = 4
ROUNDS = 7
MOST_BYTES, MOST_SECONDS = 25 * 1024, 1.5

USABLE = """() => new Promise((resolve) => {
  const look = () => {
    if (document.querySelector(".body-text[contenteditable=true]") && document.querySelector("#id_headline")) {
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
    } else requestAnimationFrame(look)
  }
  look()
})"""


def weighed(page: Page, session: CDPSession, address: str) -> dict[str, int]:
    """Compressed bytes of each script, without the headers of its answer."""
    names: dict[str, str] = {}
    heads: dict[str, int] = {}
    sizes: dict[str, int] = {}

    def came(event: dict) -> None:
        if event["type"] == "Script":
            names[event["requestId"]] = event["response"]["url"].split("?")[0]
            heads[event["requestId"]] = int(event["response"]["encodedDataLength"])

    def ended(event: dict) -> None:
        if event["requestId"] in names:
            sizes[names[event["requestId"]]] = int(event["encodedDataLength"]) - heads[event["requestId"]]

    session.on("Network.responseReceived", came)
    session.on("Network.loadingFinished", ended)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(address, wait_until="networkidle")
    session.send("Network.setCacheDisabled", {"cacheDisabled": False})
    return sizes


def main(site: str, name: str, password: str) -> int:
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{site}/admin/")
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", password)
        page.keyboard.press("Enter")
        page.locator(".header-end .clock").wait_for()
        page.goto(f"{site}/admin/articles/article/")
        story = page.locator("#result_list a[href*='/change/']").first.get_attribute("href")
        address = f"{site}{story}"
        session = page.context.new_cdp_session(page)

        sizes = weighed(page, session, address)
        own = {url: size for url, size in sizes.items() if not any(part in url for part in LIBRARY)}
        for url, size in sorted(own.items(), key=lambda item: -item[1]):
            print(f"{size:7,}  {url.removeprefix(site)}")
        total = sum(own.values())
        print(f"{total:7,}  bytes of our own, compressed; {MOST_BYTES:,} at most")

        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        moments = []
        for _ in range(ROUNDS):
            page.goto(address, wait_until="commit")
            moments.append(page.evaluate(USABLE) / 1000)
        print(
            f"usable after {median(moments):.2f} s (from {min(moments):.2f} to {max(moments):.2f}); {MOST_SECONDS} at most"
        )
        browser.close()
    return int(total > MOST_BYTES or median(moments) > MOST_SECONDS)


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(*given, *(SITE, NAME, PASSWORD)[len(given) :]))
