"""Takes the pictures of docs/pictures.md and of the editor anew, from a demo that runs: `make run`, then

    .venv/bin/python docs/pictures/take_pictures.py http://127.0.0.1:8000

It types into a draft in that demo and saves nothing.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
EDITOR = ("edda", "slipmark-demo")
STORY = "AI revenue"


def take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=HERE / f"{name}.png")
    with Image.open(HERE / f"{name}.png") as taken:
        taken.convert("RGB").quantize(256).save(HERE / f"{name}.png", optimize=True)
    print(name)


def main(site: str) -> None:
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 860}, locale="en-GB")
        page.goto(f"{site}/admin/")
        page.fill("input[name=login]", EDITOR[0])
        page.fill("input[name=password]", EDITOR[1])
        page.keyboard.press("Enter")
        page.locator(".header-end .clock").wait_for()

        page.goto(f"{site}/admin/articles/image/")
        take(page, "library")
        page.locator(".picture a").last.click()
        page.locator(".point").wait_for()
        for _ in range(2):
            page.locator(".point").press("Shift+ArrowLeft")
        take(page, "picture")

        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{site}/admin/articles/article/?q={STORY}")
        page.locator("#result_list a").filter(has_text=STORY).first.click()
        page.locator(".body-editor").wait_for()
        page.locator("form[data-watched]").wait_for()
        page.get_by_role("textbox", name="Body").click()
        page.keyboard.press("End")
        page.keyboard.type(" We asked all six.")
        page.locator("[data-save-says]", has_text="Draft kept").wait_for()
        page.evaluate("scrollTo(0, 0)")
        take(page, "writing")

        page.keyboard.press("Control+k")
        page.get_by_role("textbox", name="Story or address").press_sequentially("grid")
        page.locator(".body-story").first.wait_for()
        take(page, "link")
        page.keyboard.press("Escape")

        page.keyboard.press("Alt+Shift+F")
        page.locator(".body-choice").nth(5).wait_for()
        page.locator(".body-choice").last.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        page.locator(".body-choice").last.click()
        take(page, "figure")
        page.keyboard.press("Escape")

        page.goto(page.url)
        page.locator("[data-unsaved-text]").wait_for()
        take(page, "not-saved")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000")
