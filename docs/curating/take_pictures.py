"""Takes the pictures of docs/curating.md anew, from a demo that runs: `make run`, then

    .venv/bin/python docs/curating/take_pictures.py http://127.0.0.1:8000

It changes a draft and launches a list in that demo, as a curator would.
"""

from __future__ import annotations

import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
CURATOR = ("cura", "slipmark-demo")
LIST = "Editors' picks"


def take(page: Page, name: str) -> None:
    """In 256 colours, which is what the desk has."""
    page.wait_for_load_state("networkidle")
    shot = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    shot.quantize(256, dither=Image.Dither.NONE).save(HERE / f"{name}.png", optimize=True)
    print(f"{name}: {(HERE / f'{name}.png').stat().st_size // 1024} KB")


def main(site: str) -> None:
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 860}, locale="en-GB")
        page.goto(f"{site}/admin/")
        page.fill("input[name=login]", CURATOR[0])
        page.fill("input[name=password]", CURATOR[1])
        page.keyboard.press("Enter")
        page.locator(".header-end .clock").wait_for()
        page.goto(f"{site}/admin/recommendations/recommendationlist/")
        take(page, "lists")

        page.get_by_role("link", name=LIST).click()
        take(page, "list")

        page.fill("#find-story", "the")
        page.locator(".found li").first.wait_for()
        take(page, "add")
        count = page.locator(".item").count()
        page.locator(".found button").first.click()
        page.locator(".item").nth(count).wait_for()
        page.fill("#find-story", "")
        page.locator(".item").last.get_by_role("button", name="Move up").click()
        page.locator(".bar").get_by_text("readers still see").wait_for()

        item = page.locator(".item").nth(1)
        item.locator("details.edit > summary").click()
        for day in ("Mon", "Tue", "Wed", "Thu", "Fri"):
            item.get_by_label(day).check()
        item.get_by_label("Each day from").fill("06:00")
        item.get_by_label("Each day until").fill("10:00")
        item.locator(".chip", has_text="06:00").wait_for()
        item.evaluate("item => item.scrollIntoView()")
        take(page, "item")
        item.locator("details.edit > summary").click()

        page.get_by_role("link", name="On the pages").click()
        page.locator(".reasons", has_text=LIST).evaluate("told => told.scrollIntoView({block: 'end'})")
        take(page, "rehearse")
        page.go_back()
        page.wait_for_load_state("networkidle")

        page.get_by_role("button", name="Launch now").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Note (optional)").fill("Morning picks")
        take(page, "launch")
        dialog.get_by_role("button", name="Launch now").click()
        page.get_by_text("is live in").wait_for()

        page.get_by_role("link", name="Compare version 1 with the draft").click()
        take(page, "compare")

        page.set_viewport_size({"width": 390, "height": 844})
        page.go_back()
        page.wait_for_load_state("networkidle")
        page.evaluate("scrollTo(0, 0)")
        take(page, "phone")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000")
