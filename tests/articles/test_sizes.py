"""What a browser fetches for each picture that a page draws, on a fine screen, and in which order."""

from __future__ import annotations

import pytest

from articles import clock
from articles.models import Section
from tests.articles.editions import DAY, HOUR, author, edition, image, section, tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STORY, OTHER = "/machines/fab-reopens/", "/money/fab-closes/"
PAGES = ("/", "/machines/", STORY, OTHER)

#: What is drawn (a picture that covers its box may be wider than what is seen of it), and what is fetched.
# Once each picture has chosen its file. `wait_for_function` would evaluate text in the page, which its policy refuses.
CHOSEN = """async () => {
  const waiting = () => [...document.querySelectorAll('picture img')].some(img => !img.currentSrc)
  for (let frame = 0; frame < 600 && waiting(); frame++) await new Promise(requestAnimationFrame)
}"""
DRAWN = """() => [...document.querySelectorAll("picture img")].filter(img => img.getClientRects().length).map(img => {
  const box = img.getBoundingClientRect(), ratio = img.getAttribute("width") / img.getAttribute("height");
  const covers = getComputedStyle(img).objectFit === "cover";
  const steps = [...img.parentElement.children].flatMap(one => one.srcset.split(", "));
  const step = steps.find(one => img.currentSrc.endsWith(one.split(" ")[0])) ?? "";
  return {
    drawn: Math.round(Math.max(box.width, covers ? box.height * ratio : 0)),
    fetched: parseInt(step.split(" ")[1]),
    widest: Math.max(...steps.map(one => parseInt(one.split(" ")[1]))),
    kind: img.currentSrc.split(".").pop(),
    sizes: img.sizes,
    order: [img.getAttribute("loading"), img.getAttribute("fetchpriority")].join(" ").trim(),
  };
})"""


def some_story(headline: str, place: Section, **given: object) -> None:
    picture = image(width=3000, height=2000)
    edition(headline, **{"section": place, "lead_image": picture, "names": [author()], "topics": [tag("Firmware")],
                         "standfirst": "What was dropped is on the floor now.", **given})  # fmt: skip


@pytest.fixture
def site(live_server):
    now = clock.now()
    author(portrait=image(width=900, height=900), biography="Ines writes.")
    machines = section("Machines", hue="machines", layout="one-and-four", order=1)
    money = section("Money", layout="pair", order=2)
    inside, tall = image(width=3000, height=2000), image(width=2000, height=3000)
    body = "".join(
        f'<p>Text.</p><figure data-image="{each.pk}"><img alt="A."></figure>' for each in (inside, tall)
    )
    some_story("Fab reopens", machines, since=now - HOUR, body=body, pictures=[inside, tall])
    some_story("Fab closes", money, since=now - HOUR, lead_image=tall)
    for place in (machines, money):
        for number in range(6):
            some_story(f"{place} story {number}", place, since=now - number * DAY)
    return live_server.url


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_picture_is_half_again_as_wide_as_it_is_drawn_and_none_is_coarse(site, new_context, width):
    page = new_context(
        viewport={"width": width, "height": 900}, device_scale_factor=2, java_script_enabled=True
    ).new_page()
    page.route("**/media/**", lambda route: route.fulfill(status=204))
    for path in PAGES:
        page.goto(f"{site}{path}")
        orders = [each["order"] for each in page.evaluate(DRAWN)]
        assert orders.count("high") <= 1, path
        assert orders[: orders.count("high")] == ["high"] * orders.count("high"), "the first is the lead"
        assert set(orders) <= {"high", "lazy"}, path
        if path in ("/", STORY, OTHER):
            assert "high" in orders, path

        page.evaluate("document.querySelectorAll('img').forEach(img => { img.loading = 'eager'; })")
        page.evaluate(CHOSEN)
        found = page.evaluate(DRAWN)
        assert found, path
        for each in found:
            where = f"{path} at {width}: {each}"
            assert each["kind"] == "avif", where
            if each["drawn"] < 56:  # beside a name: the browser may take the larger one that it has already
                continue
            needed = 2 * each["drawn"]
            assert each["fetched"] <= max(1.5 * needed, 112), where
            assert each["fetched"] >= min(0.9 * needed, each["widest"]), where
