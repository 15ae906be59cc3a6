"""Takes the pictures of docs/editing.md anew, from a demo that runs and that nobody has worked in: `make run`, then

    .venv/bin/python docs/editing/take_pictures.py http://127.0.0.1:8000

It writes, publishes and withdraws in that demo, as its people would.
"""

from __future__ import annotations

import shutil
import sys
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

HERE = Path(__file__).parent
PASSWORD = "slipmark-demo"  # noqa: S105 -- the demo outlet's, told to everybody
WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}

DRAFT = "Three tables on what “AI revenue” means this quarter"
LIVE = "Every inverter on this street has the same password"
SCHEDULED = "Default passwords are illegal in four countries and in the box"
REWRITTEN = "A calendar managed me"
IN_REVIEW = "Lumenfold’s bug bounty paid out to its own auditor"


class Desk:
    """One person at the desk."""

    def __init__(self, browser: Browser, site: str, name: str) -> None:
        self.site = site
        self.page = browser.new_page(viewport=WIDE, locale="en-GB")
        self.go("/admin/")
        self.page.fill("input[name=login]", name)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.locator(".header-end .clock").wait_for()

    def go(self, address: str) -> Page:
        self.page.goto(f"{self.site}{address}")
        return self.page

    def open(self, headline: str) -> Page:
        self.go(f"/admin/articles/article/?q={quote(headline)}")
        self.page.locator("#result_list").get_by_role("link", name=headline).click()
        self.page.locator("#panel").wait_for()
        self.page.wait_for_load_state("networkidle")  # its modules have run
        return self.page

    def save(self) -> None:
        self.page.locator("[data-save]").click()
        self.page.locator(".messagelist").wait_for()

    def press(self, verb: str) -> None:
        """One that asks nothing."""
        self.page.locator("#panel").get_by_role("button", name=verb, exact=True).click()
        self.page.locator(".messagelist").wait_for()

    def ask(self, verb: str) -> Locator:
        """The dialog of one that asks; among the more actions if it is not in sight."""
        button = self.page.locator("#panel").get_by_role("button", name=verb)
        if not button.is_visible():
            self.page.locator("#panel details.more > summary").click()
        button.click()
        return self.page.get_by_role("dialog")


def take(page: Page, name: str, height: int | None = None) -> None:
    """In 256 colours: the desk has fewer. Of readers' pages, which have more, the top alone."""
    page.wait_for_load_state("networkidle")
    clip = {"x": 0, "y": 0, "width": WIDE["width"], "height": height} if height else None
    shot = Image.open(BytesIO(page.screenshot(animations="disabled", clip=clip))).convert("RGB")
    shot.quantize(256, dither=Image.Dither.NONE).save(HERE / f"{name}.png", optimize=True)
    print(f"{name}: {(HERE / f'{name}.png').stat().st_size // 1024} KB")


def checks(edda: Desk) -> None:
    page = edda.open(DRAFT)
    page.get_by_label("Kind", exact=True).select_option("review")
    edda.save()
    take(page, "checks")
    page.get_by_label("Kind", exact=True).select_option("analysis")
    edda.save()


def correction(edda: Desk, max_: Desk) -> None:
    """Of the live story that others link to: changed, approved by somebody else, and published as a correction."""
    page = edda.open(LIVE)
    page.get_by_label("Standfirst").fill("214,000 boxes, one password, and a regulator that asks for a list.")
    edda.save()
    edda.press("Submit for review")
    max_.open(LIVE)
    max_.press("Approve")

    page = edda.open(LIVE)
    dialog = edda.ask("Publish update…")
    dialog.locator("[name=change][value=correction]").check()
    dialog.get_by_label("What we wrote").fill("Nobody has asked for a list of them.")
    dialog.get_by_label("What is right").fill("The regulator in Oslo has asked nine makers for theirs.")
    page.set_viewport_size({"width": 1280, "height": 1240})
    take(page, "correction")
    page.set_viewport_size(WIDE)
    dialog.get_by_role("button", name="Publish correction now").click()
    page.get_by_text("Readers see it now.").wait_for()

    page = edda.go(
        f"{page.locator('#panel').get_by_role('link', name='Open the page').get_attribute('href')}history/"
    )
    take(page, "record")
    take(edda.go("/corrections/"), "corrections")


def two_texts(edda: Desk, max_: Desk) -> None:
    """Both write in one story, and both are kept."""
    theirs, mine = edda.open(REWRITTEN), max_.open(REWRITTEN)
    theirs.get_by_label("Headline", exact=True).fill("A calendar managed me for a month and I miss lunch")
    theirs.get_by_label("Standfirst").fill("It moved lunch to 15:40, and nobody was asked.")
    edda.save()
    mine.get_by_label("Headline", exact=True).fill("A calendar managed me for 30 days. I want lunch back")
    mine.locator("[data-save]").click()
    mine.locator("#clashes").wait_for()
    take(mine, "two-texts")
    mine.get_by_label("Keep mine").check()
    mine.get_by_role("button", name="Save merged text").click()
    mine.locator(".messagelist").wait_for()


def history(edda: Desk) -> None:
    page = edda.open(LIVE)
    page.get_by_role("link", name="History").click()
    take(page, "history")
    page.get_by_role("link", name="Compare two texts").click()
    first = page.locator("#before optgroup").first.locator("option").last  # what was published first
    page.locator("#before").select_option(first.get_attribute("value"))
    page.get_by_role("button", name="Compare", exact=True).click()
    page.locator(".compared-body").wait_for()
    take(page, "compare")


def waiting(edda: Desk, max_: Desk) -> None:
    """What it links to is withdrawn, so what is scheduled is not in order any more."""
    page = edda.open(SCHEDULED)
    page.get_by_role("link", name="The page as it will be").click()
    take(page, "another-moment", height=640)
    page = edda.open(LIVE)
    dialog = edda.ask("Withdraw from readers…")
    dialog.get_by_label("Why?").fill("Halden Sol disputes the number; we are looking again.")
    take(page, "withdraw")
    dialog.get_by_role("button", name="Withdraw now").click()
    page.get_by_text("Readers no longer see it.").wait_for()
    page = edda.go("/admin/")
    page.get_by_role("heading", name="Needs attention").scroll_into_view_if_needed()
    take(page, "needs-attention")
    edda.open(LIVE)
    edda.ask("Reinstate…").get_by_role("button", name="Reinstate now").click()
    page.get_by_text("Readers see it again.").wait_for()


def several(edda: Desk) -> None:
    """Two are chosen, and one is refused with the reason. Then a draft goes into the bin."""
    page = edda.go("/admin/articles/article/")
    for headline in (IN_REVIEW, LIVE):
        page.locator("#result_list tr", has_text=headline).locator("input[type=checkbox]").check()
    page.locator("select[name=action]").select_option(label="Approve")
    page.get_by_role("button", name="Apply").click()
    page.locator(".messagelist").wait_for()
    take(page, "several")

    edda.open(DRAFT)
    edda.ask("Move to bin…").get_by_role("button", name="Move to bin").click()
    page.locator(".messagelist").wait_for()
    take(edda.go("/admin/articles/article/?view=bin"), "bin")
    page.get_by_role("link", name=DRAFT).click()
    edda.press("Take it out of the bin")


def records(max_: Desk) -> None:
    take(max_.go("/admin/articles/transition/"), "audit")
    take(max_.go("/admin/records/overridden/"), "overridden")
    take(max_.go("/admin/records/disclosures/"), "disclosures")
    page = max_.go("/admin/articles/transition/")
    page.set_viewport_size(PHONE)
    take(page, "phone")


def main(site: str) -> None:
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        edda, max_ = Desk(browser, site, "edda"), Desk(browser, site, "max")
        checks(edda)
        correction(edda, max_)
        two_texts(edda, max_)
        history(edda)
        waiting(edda, max_)
        several(edda)
        records(max_)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000")
