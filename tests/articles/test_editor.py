"""The body editor in a real browser, on a page of its own under the site's policy. No model and no admin is needed."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django import forms
from django.http import HttpResponse, JsonResponse
from django.template import engines
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from playwright.sync_api import expect

from articles import prose
from articles.admin.editor import BodyField, BodyWidget, media_for
from tests.accessibility import broken_rules, wrong

PASTE = Path(__file__).parent.parent / "fixtures" / "paste"
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PICTURES = [
    {"id": 7, "title": "Hinge", "alt": "A hinge, open", "caption": "The hinge", "credit": "Ines Duarte"},
    {"id": 8, "title": "Fab", "alt": "", "caption": "", "credit": "Jun Castellane"},
    {
        "id": 9,
        "title": "Old press photo",
        "alt": "x",
        "caption": "",
        "credit": "",
        "ended": True,
        "warning": "Rights ended",
    },
]
STORIES = [
    {
        "id": "abcdefghjkmn2345",
        "headline": "Kite 3 bends",
        "line": "Chips · Tue 24 Nov, 09:41",
        "path": "/chips/kite/",
    },
    {"id": "bbcdefghjkmn2345", "headline": "Kite 4 may come", "line": "not public", "path": ""},
]
PAGE = """{% load static %}<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Story</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="{% static "desk/desk.css" %}">{{ media }}</head><body><main><h1>Story</h1><form method="post" action="/saved/">
<div class="label-line"><label for="id_body">Body</label><span data-body-count data-commissioned="1,200"></span></div>{{ form.body }}<p><button>Save</button></p></form></main></body></html>"""


class StoryForm(forms.Form):
    body = BodyField(
        required=False,
        widget=BodyWidget(pick="/pick/", thumb="/thumb/0/", stories="/stories/"),
    )


def write(request):
    form = StoryForm(initial={"body": request.GET.get("body", "")})
    page = engines["django"].from_string(PAGE)
    return HttpResponse(page.render({"form": form, "media": media_for(request, form.media)}, request))


@csrf_exempt
def saved(request):
    form = StoryForm(request.POST)
    assert form.is_valid()
    return JsonResponse({"sent": request.POST["body"], "body": form.cleaned_data["body"]})


def pick(request):
    words, number = request.GET.get("q", "").lower(), request.GET.get("id")
    found = [
        item for item in PICTURES if words in item["title"].lower() and number in (None, str(item["id"]))
    ]
    return JsonResponse({"pictures": [{"thumb": f"/thumb/{item['id']}/"} | item for item in found]})


def stories(request):
    words, number = request.GET.get("q", "").lower(), request.GET.get("id")
    found = [one for one in STORIES if words in one["headline"].lower() and number in (None, one["id"])]
    return JsonResponse({"stories": found})


def thumb(request, number):
    if number > 9:
        return HttpResponse(status=404)
    return HttpResponse(DOT, content_type="image/png")


urlpatterns = [
    path("favicon.ico", lambda request: HttpResponse()),
    path("write/", write),
    path("saved/", saved),
    path("pick/", pick),
    path("stories/", stories),
    path("thumb/<int:number>/", thumb),
]


# Without a browser


def test_the_form_gives_canonical_html():
    form = StoryForm({"body": "<div>a</div><script>alert(1)</script>"})
    assert form.is_valid()
    assert form.cleaned_data["body"] == "<p>a</p>"


def test_the_same_body_in_other_tags_is_no_change():
    form = StoryForm({"body": "<ul><li><p>a</p></li></ul>"}, initial={"body": "<ul><li>a</li></ul>"})
    assert not form.has_changed()
    assert StoryForm({"body": "<p>b</p>"}, initial={"body": "<p>a</p>"}).has_changed()


def test_a_widget_that_the_admin_brings_along_gives_way_to_the_editor():
    assert isinstance(BodyField(widget=forms.Textarea).widget, BodyWidget)


# In a browser


class Writing:
    """A page with the editor, and what a writer does there."""

    def __init__(self, page, server: str):
        self.page = page
        self.server = server
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, body: str = "") -> Writing:
        self.page.goto(f"{self.server}/write/?{urlencode({'body': body})}")
        self.page.locator(".body-editor").wait_for()  # until then, the plain field has the name
        self.text = self.page.get_by_role("textbox", name="Body")
        self.text.wait_for()
        return self

    def type(self, words: str) -> None:
        self.text.click()
        self.page.keyboard.type(words)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.told()

    def told(self) -> None:
        """Of what a key selected, the browser tells the page a moment later: before the second frame from now."""
        self.page.evaluate(
            "() => new Promise((on) => requestAnimationFrame(() => requestAnimationFrame(on)))"
        )

    def tool(self, name: str):
        return self.page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)

    def paste(self, html: str = "", text: str = "", *, at_once: bool = False) -> None:
        """What a browser hands to the page, raw: the clipboard of the tests could not hold Word's HTML. A person is
        slower than what makes it plain is fetched, unless `at_once`."""
        self.told()
        self.text.evaluate(
            """async (dom, [html, text, waits]) => {
                if (waits) await Promise.all(["acts", "links", "paste"].map((name) => import(`desk/editor/${name}`)))
                const data = new DataTransfer()
                if (html) data.setData("text/html", html)
                data.setData("text/plain", text)
                dom.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
            }""",
            [html, text, not at_once],
        )

    def save(self) -> str:
        self.page.get_by_role("button", name="Save", exact=True).click()
        self.page.wait_for_url("**/saved/")
        answer = self.page.evaluate("JSON.parse(document.body.innerText)")
        self.sent = answer["sent"]
        return answer["body"]


@pytest.fixture
def writing(page, live_server, settings):
    settings.ROOT_URLCONF = __name__
    writing = Writing(page, live_server.url)
    yield writing
    # Chromium says here what the page's policy refused.
    assert writing.complaints == []


@pytest.mark.browser
def test_two_spaces_and_a_plain_word_store_no_non_breaking_space(writing):
    writing.open().type("a b  c")
    assert writing.save() == "<p>a b c</p>"
    assert "\u00a0" not in writing.sent
    assert "&nbsp;" not in writing.sent


@pytest.mark.browser
def test_the_text_has_a_name_and_is_spell_checked(writing):
    writing.open()
    assert writing.text.get_attribute("spellcheck") == "true"
    assert writing.text.get_attribute("lang") == "en"
    assert writing.text.get_attribute("aria-multiline") == "true"


EVERYTHING = prose.clean(
    """<h2>Two</h2><h3>Three</h3><h4>Four</h4>
    <p>One <strong>b <em>both</em></strong> <code>code <strong>bold</strong></code>
    <a href="https://x.example/?a=1&amp;b=2">out</a> <a data-story="abcdefghjkmn2345" href="/chips/kite/">in</a><br>
    next 12&nbsp;GB</p>
    <ul><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ul><ol start="3"><li>x</li></ol>
    <blockquote><p>q</p><ul><li>r</li></ul></blockquote><pre><code>if a &lt; b:\n    pass</code></pre><hr>
    <figure data-image="7"><img alt="A &quot;hinge&quot;"><figcaption>The <em>hinge</em></figcaption></figure>
    <figure data-image="8" data-decorative="true"><img alt=""></figure>
    <figure data-embed="https://vimeo.com/123456789"><figcaption>The <em>ladder</em></figcaption></figure>
    <figure data-embed="https://x.com/ines/status/12345678"></figure>
    <figure data-pullquote="true"><blockquote><p>Pulled</p></blockquote><figcaption>Who</figcaption></figure>
    <table><caption>Prices</caption><tr><th>A<th>B<tr><th>r<td>1<tr><td colspan="2"><p>x</p><p>y</p></table>"""
)


@pytest.mark.browser
def test_everything_a_body_can_hold_comes_through_the_editor_unchanged(writing):
    writing.open(EVERYTHING).type("")
    writing.press("ControlOrMeta+Home")
    writing.page.keyboard.type("!")
    assert writing.save() == EVERYTHING.replace("<h2>Two", "<h2>!Two")


@pytest.mark.browser
def test_opening_and_saving_sends_the_same_bytes(writing):
    writing.open(EVERYTHING)
    assert writing.save() == EVERYTHING
    assert writing.sent.replace("\r\n", "\n") == EVERYTHING


@pytest.mark.browser
@pytest.mark.parametrize(
    "sample", ["word", "google-docs", "pages", "web-page", "mail", "spreadsheet", "excel", "plain"]
)
def test_what_is_pasted_comes_out_clean(writing, sample):
    writing.open().type("")
    if sample == "plain":
        writing.paste(text=(PASTE / "plain.txt").read_bytes().decode())
    else:
        writing.paste((PASTE / f"{sample}.html").read_text(), text="the same as plain text")
    expected = (PASTE / f"{sample}.expected.html").read_text()
    assert writing.save().replace("><", ">\n<") == expected.replace("><", ">\n<").strip()


@pytest.mark.browser
def test_what_is_pasted_before_it_could_be_made_plain_waits_for_that(writing):
    held = []
    writing.page.route("**/editor/paste*.js", lambda route: held.append(route))
    with writing.page.expect_request("**/editor/paste*.js"):
        writing.open().text.focus()
    writing.paste("<p style='color: red'>a <b>bold</b> word</p>", "a bold word", at_once=True)
    assert writing.text.inner_text().strip() == ""
    held[0].continue_()
    expect(writing.text.locator("strong")).to_have_text("bold")
    assert writing.save() == "<p>a <strong>bold</strong> word</p>"


@pytest.mark.browser
def test_an_address_pasted_over_words_makes_them_a_link(writing):
    writing.open().type("the page")
    writing.press("Shift+Home")
    writing.paste(text="https://x.example/a")
    assert writing.save() == '<p><a href="https://x.example/a">the page</a></p>'


@pytest.mark.browser
def test_a_figure_is_picked_described_and_inserted_by_keyboard(writing):
    writing.open().type("Before")
    writing.press("Alt+Shift+f")
    dialog = writing.page.get_by_role("dialog", name="Figure")
    search = dialog.get_by_role("searchbox", name="Find a picture")
    dialog.get_by_role("button", name="Hinge").wait_for()
    search.press_sequentially("hin")
    dialog.get_by_text("1 picture", exact=True).wait_for()
    writing.press("ArrowDown", "Enter")

    assert dialog.get_by_role("button", name="Hinge").get_attribute("aria-pressed") == "true"
    alt = dialog.get_by_role("textbox", name="Alt text in this story")
    assert alt.input_value() == "A hinge, open"
    assert dialog.get_by_role("textbox", name="Caption").input_value() == "The hinge"
    assert dialog.get_by_text("Credit, from the library: Ines Duarte").is_visible()
    alt.fill("The hinge after nine weeks")
    alt.press("Tab")
    dialog.get_by_role("button", name="Insert figure").press("Enter")
    dialog.wait_for(state="detached")

    expect(writing.page.get_by_role("img", name="The hinge after nine weeks")).to_be_visible()
    assert writing.save() == (
        '<p>Before</p><figure data-image="7"><img alt="The hinge after nine weeks">'
        "<figcaption>The hinge</figcaption></figure>"
    )


@pytest.mark.browser
def test_a_figure_needs_alt_text_or_the_word_decorative(writing):
    writing.open()
    writing.tool("Figure").click()
    dialog = writing.page.get_by_role("dialog", name="Figure")
    dialog.get_by_role("button", name="Insert figure").click()
    assert dialog.get_by_text("Choose a picture first.").is_visible()
    dialog.get_by_role("button", name="Fab").click()
    dialog.get_by_role("button", name="Insert figure").click()
    assert dialog.get_by_text("Describe the picture, or tick “decorative”.").is_visible()
    dialog.get_by_role("checkbox", name="Decorative").check()
    dialog.get_by_role("button", name="Insert figure").click()
    dialog.wait_for(state="detached")
    assert writing.save() == '<figure data-image="8" data-decorative="true"><img alt=""></figure>'


@pytest.mark.browser
def test_a_picture_whose_rights_ended_is_seen_but_not_chosen(writing):
    writing.open()
    writing.tool("Figure").click()
    dialog = writing.page.get_by_role("dialog", name="Figure")
    dialog.get_by_role("button", name="Old press photo").click(force=True)
    assert dialog.get_by_text("cannot be used: Rights ended").is_visible()
    assert dialog.get_by_role("textbox", name="Caption").is_disabled()


@pytest.mark.browser
def test_a_library_without_a_match_says_so(writing):
    writing.open()
    writing.tool("Figure").click()
    dialog = writing.page.get_by_role("dialog", name="Figure")
    dialog.get_by_role("searchbox").fill("kyte")
    dialog.get_by_text("No picture matches “kyte”. Try one word less, or upload it.").wait_for()
    writing.press("Escape", "Escape")  # the first one empties the search
    dialog.wait_for(state="detached")


FIGURE = '<p>a</p><figure data-image="7"><img alt="Old"><figcaption>The <em>hinge</em></figcaption></figure><p>b</p>'


@pytest.mark.browser
def test_alt_text_changes_and_the_caption_keeps_its_marks(writing):
    writing.open(FIGURE)
    figure = writing.page.locator("figure[data-image]")
    figure.get_by_text("Ines Duarte").wait_for()
    figure.hover()
    figure.get_by_role("button", name="Alt text and caption").click()
    dialog = writing.page.get_by_role("dialog", name="Alt text and caption")
    dialog.get_by_role("textbox", name="Alt text in this story").fill("New")
    dialog.get_by_role("button", name="Save").click()
    dialog.wait_for(state="detached")
    assert writing.save() == FIGURE.replace("Old", "New")


@pytest.mark.browser
def test_a_figure_changes_its_picture_and_goes(writing):
    writing.open(FIGURE)
    figure = writing.page.locator("figure[data-image]")
    figure.hover()
    figure.get_by_role("button", name="Change", exact=True).click()
    dialog = writing.page.get_by_role("dialog", name="Change picture")
    dialog.get_by_role("button", name="Fab").click()
    dialog.get_by_role("checkbox", name="Decorative").check()
    dialog.get_by_role("button", name="Change picture").click()
    dialog.wait_for(state="detached")
    expect(figure).to_have_attribute("data-image", "8")
    figure.hover()
    figure.get_by_role("button", name="Remove picture").click()
    assert writing.save() == "<p>a</p><p>b</p>"


@pytest.mark.browser
def test_a_picture_that_cannot_be_shown_says_so_and_stays(writing):
    body = '<figure data-image="10"><img alt="Gone"></figure>'
    writing.open(body)
    writing.page.get_by_text("Picture 10 cannot be shown here").wait_for()
    writing.complaints = [said for said in writing.complaints if "404" not in said]
    assert writing.save() == body


@pytest.mark.browser
def test_a_caption_is_written_in_place_and_enter_goes_on_below(writing):
    writing.open(FIGURE)
    writing.page.locator("figure figcaption").click()
    writing.press("End")
    writing.page.keyboard.type("!")
    writing.press("Enter")
    writing.page.keyboard.type("On")
    assert writing.save() == FIGURE.replace("</em><", "!</em><").replace("</figure>", "</figure><p>On</p>")


@pytest.mark.browser
def test_a_pull_quote_has_words_and_who_said_them(writing):
    writing.open().type("We would rather not.")
    writing.press("Enter", "Alt+Shift+q")
    writing.page.keyboard.type("Rather not.")
    writing.press("Enter")
    writing.page.keyboard.type("Halden support")
    writing.press("Enter")
    writing.page.keyboard.type("On")
    assert writing.save() == (
        '<p>We would rather not.</p><figure data-pullquote="true"><blockquote><p>Rather not.</p></blockquote>'
        "<figcaption>Halden support</figcaption></figure><p>On</p>"
    )


@pytest.mark.browser
def test_an_empty_pull_quote_goes_with_backspace(writing):
    writing.open()
    writing.tool("Pull quote").click()
    writing.press("Backspace")
    writing.page.keyboard.type("x")
    assert writing.save() == "<p>x</p>"


@pytest.mark.browser
def test_a_table_has_a_heading_row_a_caption_and_lets_tab_out(writing):
    writing.open()
    writing.tool("Table").click()
    for word in ("Model", "Price", "Weeks", "Kite", "£1", "9", "Fold", "£2", "4"):
        writing.page.keyboard.type(word)
        writing.press("Tab")
    assert not writing.text.evaluate("(dom) => dom === document.activeElement")

    writing.page.locator("td").last.click()
    table = writing.page.get_by_role("toolbar").get_by_role("group", name="Table")
    table.get_by_role("button", name="Remove column").click()
    table.get_by_role("button", name="Heading column").click()
    table.get_by_role("button", name="Caption…").click()
    writing.page.get_by_role("dialog").get_by_role("textbox", name="Caption").fill("Prices")
    writing.press("Enter")
    assert writing.save() == (
        '<table><caption>Prices</caption><thead><tr><th scope="col">Model</th><th scope="col">Price</th></tr></thead>'
        '<tbody><tr><th scope="row">Kite</th><td>£1</td></tr><tr><th scope="row">Fold</th><td>£2</td></tr></tbody></table>'
    )


@pytest.mark.browser
def test_a_link_is_checked_for_where_it_leads(writing):
    writing.open().type("the page")
    writing.press("ControlOrMeta+a", "ControlOrMeta+k")
    dialog = writing.page.get_by_role("dialog", name="Link")
    where = dialog.get_by_role("textbox", name="Address")
    where.fill("javascript:alert(1)")
    where.press("Enter")
    assert dialog.get_by_text("That is no address a reader can be sent to.").is_visible()
    assert where.get_attribute("aria-invalid") == "true"
    where.fill("x.example/a")
    where.press("Enter")
    dialog.wait_for(state="detached")
    assert writing.save() == '<p><a href="https://x.example/a">the page</a></p>'


@pytest.mark.browser
def test_a_link_to_a_page_of_the_site_is_kept_as_a_path(writing):
    writing.open().type("x")
    writing.press("ControlOrMeta+a", "ControlOrMeta+k")
    dialog = writing.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Address").fill(f"{writing.server}/chips/kite/")
    writing.press("Enter")
    assert writing.save() == '<p><a href="/chips/kite/">x</a></p>'


@pytest.mark.browser
def test_a_story_is_found_by_its_words_and_linked_by_its_identity(writing):
    writing.open().type("the phone")
    writing.press("ControlOrMeta+a", "ControlOrMeta+k")
    dialog = writing.page.get_by_role("dialog", name="Link")
    where = dialog.get_by_role("textbox", name="Story or address")
    where.press_sequentially("kite")
    expect(dialog.get_by_role("status")).to_have_text("2 stories. Arrow down, then Enter.")
    where.press("Enter")
    expect(dialog.get_by_text("Choose one of the stories below, or give an address.")).to_be_visible()
    assert not broken_rules(writing.page)
    writing.press("ArrowDown", "Enter")
    dialog.wait_for(state="detached")

    # Opened again it says where the link leads, and leaving it alone changes nothing.
    writing.press("ControlOrMeta+k")
    expect(writing.page.get_by_text("Leads to “Kite 3 bends”, wherever it moves.")).to_be_visible()
    writing.press("Enter")
    assert writing.save() == '<p><a data-story="abcdefghjkmn2345" href="/chips/kite/">the phone</a></p>'


@pytest.mark.browser
def test_a_story_without_an_address_yet_is_linked_by_identity_alone(writing):
    writing.open().type("See ")
    writing.press("ControlOrMeta+k")
    where = writing.page.get_by_role("dialog").get_by_role("textbox", name="Story or address")
    where.press_sequentially("kite 4")
    writing.page.get_by_role("button", name="Kite 4 may come").wait_for()
    writing.press("ArrowDown", "Enter")
    assert writing.save() == '<p>See <a data-story="bbcdefghjkmn2345">Kite 4 may come</a></p>'


@pytest.mark.browser
def test_headings_and_lists_come_from_typing(writing):
    writing.open().type("## Two")
    writing.press("Enter")
    writing.page.keyboard.type("- one")
    writing.press("Enter", "ControlOrMeta+]")
    writing.page.keyboard.type("under")
    assert writing.save() == "<h2>Two</h2><ul><li>one<ul><li>under</li></ul></li></ul>"


@pytest.mark.browser
def test_the_toolbar_is_one_stop_with_arrows_inside(writing):
    writing.open().type("words")
    writing.press("Alt+F10", "ArrowRight")
    focused = "document.activeElement.getAttribute('aria-label')"
    assert writing.page.evaluate(focused) == "Bold"
    writing.press("End")
    assert writing.page.evaluate(focused) == "Redo"
    writing.press("Home")
    assert writing.page.evaluate(focused) == "Paragraph style"
    writing.press("Tab")
    assert writing.text.evaluate("(dom) => dom === document.activeElement")
    writing.press("Alt+F10", "Escape")
    assert writing.text.evaluate("(dom) => dom === document.activeElement")
    writing.press("Tab")
    assert writing.page.evaluate("document.activeElement.textContent") == "Save"


@pytest.mark.browser
def test_a_table_s_tools_are_in_the_same_stop(writing):
    writing.open()
    writing.tool("Table").click()
    writing.press("Alt+F10", "End")
    assert writing.page.evaluate("document.activeElement.textContent") == "Remove table"
    stops = writing.page.locator(".body-bars [tabindex='0']")
    expect(stops).to_have_count(1)
    writing.press("Enter")
    expect(stops).to_have_attribute("aria-label", "Paragraph style")


@pytest.mark.browser
@pytest.mark.parametrize("width", [720, 1100])
def test_every_tool_is_in_sight_beside_a_preview(writing, width):
    writing.page.set_viewport_size({"width": width, "height": 900})
    writing.open()
    bar = writing.page.get_by_role("group", name="Formatting")
    assert bar.evaluate("(bar) => bar.scrollWidth - bar.clientWidth") <= 0
    expect(writing.tool("Pull quote")).to_have_attribute("title", re.compile("Pull quote"))
    expect(writing.tool("Redo")).to_be_in_viewport()


@pytest.mark.browser
def test_a_table_of_three_columns_cuts_no_short_word_on_a_phone(writing):
    writing.page.set_viewport_size({"width": 360, "height": 900})
    writing.open(
        "<table><tr><th>Existing product, renamed</th><th>Amount</th><th>Share</th></tr>"
        "<tr><td>Consulting, by the day</td><td>1,688</td><td>42 %</td></tr></table>"
    )
    lines = "(all) => all.map((cell) => cell.querySelector('p').clientHeight)"
    heights = writing.text.locator("th:not(:first-child)").evaluate_all(lines)
    assert max(heights) < 32, heights  # one line each
    assert writing.page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.browser
def test_words_are_counted_as_one_types_and_as_the_server_counts(writing):
    writing.open().type("one two – three ")
    count = writing.page.get_by_text("3 words · 16 characters · 1 min read · commissioned 1,200")
    count.wait_for()
    assert count.get_attribute("aria-live") == "off"
    writing.open(EVERYTHING)
    count = writing.page.locator("[data-body-count]").inner_text()
    assert count.startswith(f"{prose.word_count(EVERYTHING)} words · ")


@pytest.mark.browser
def test_a_script_on_the_page_hears_of_each_change(writing):
    writing.open("<p>a</p>")
    writing.page.evaluate(
        "document.querySelector('textarea').addEventListener('input', (event) => { window.heard = event.target.value })"
    )
    writing.text.click()
    writing.page.wait_for_timeout(400)
    assert writing.page.evaluate("window.heard") is None  # looking is no change
    writing.page.keyboard.type("b")
    writing.page.wait_for_timeout(400)
    assert writing.page.evaluate("window.heard") == "<p>ab</p>"


@pytest.mark.browser
def test_without_javascript_the_html_itself_can_be_written(browser, live_server, settings):
    settings.ROOT_URLCONF = __name__
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/write/?{urlencode({'body': '<p>a</p>'})}")
    area = page.get_by_label("Body")
    assert area.input_value() == "<p>a</p>"
    area.fill("<p>b<script>alert(1)</script></p>")
    page.get_by_role("button", name="Save").click()
    assert '"body": "<p>b</p>"' in page.inner_text("body")
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_editor_and_its_dialogs_are_accessible(writing, scheme, width):
    writing.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    writing.page.set_viewport_size({"width": width, "height": 900})
    writing.open(EVERYTHING)
    writing.page.locator("td").first.click()
    assert not broken_rules(writing.page)
    writing.tool("Figure").click()
    writing.page.get_by_role("button", name="Hinge").click()
    assert not broken_rules(writing.page)
    assert writing.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_a_wide_table_is_accessible_on_a_phone(writing, width):
    cells = "".join(f"<td>Measurement {number}</td>" for number in range(8))
    writing.page.set_viewport_size({"width": width, "height": 900})
    writing.open(prose.clean(f"<table><tr>{cells}</tr><tr>{cells}</tr></table>"))
    assert not wrong(writing.page)


VIDEO = '<figure data-embed="https://www.youtube.com/watch?v=dQw4w9WgXcQ"></figure>'


@pytest.mark.browser
def test_a_videos_address_pasted_on_a_line_of_its_own_is_an_embed(writing):
    writing.open("<p>Before</p>")
    writing.text.click()
    writing.press("ControlOrMeta+End", "Enter")
    writing.paste(text="https://youtu.be/dQw4w9WgXcQ?t=4")
    card = writing.page.locator(".body-embed")
    expect(card).to_contain_text(
        "Nothing loads from there, and YouTube learns nothing, until you ask for it."
    )
    expect(card.get_by_role("link", name="See it on YouTube")).to_be_visible()

    assert writing.save() == f"<p>Before</p>{VIDEO}"


@pytest.mark.browser
def test_an_embed_can_be_asked_for_and_of_nobody_unknown(writing):
    writing.open("<p>Before</p>")
    writing.text.click()
    writing.tool("Embed").click()
    address = writing.page.get_by_role("dialog", name="Embed").get_by_role("textbox", name="Address")
    address.fill("https://video.example/1")
    writing.press("Enter")
    assert "Set a link to it instead" in writing.page.get_by_role("dialog").inner_text()
    address.fill("https://www.youtube.com/watch?v=dQw4w9WgXcQ")
    writing.press("Enter")

    assert writing.save() == f"<p>Before</p>{VIDEO}"
