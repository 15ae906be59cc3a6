"""Reading the file: every dialect of WXR, and files that mean harm. All made by the builder below."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from articles.wordpress.addresses import OldSite, of_old_slugs
from articles.wordpress.items import Item, Refused, Site, Term, Writer, ids, moment, words
from articles.wordpress.reading import pieces
from articles.wordpress.uploads import Uploads

SPACES = (
    'xmlns:excerpt="http://wordpress.org/export/{v}/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/{v}/"'
)
ITEM = (
    "<item><title>Fab &amp; more</title><link>https://old.example/fab/</link><dc:creator>ines</dc:creator>"
    "<content:encoded><![CDATA[Words]]></content:encoded><excerpt:encoded><![CDATA[Short]]></excerpt:encoded>"
    "<wp:post_id>7</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
    "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value><![CDATA[9]]></wp:meta_value></wp:postmeta>"
    "</item>"
)


def wxr(
    inside: str = ITEM, *, spaces: str = SPACES.format(v="1.2"), start: str = '<?xml version="1.0"?>\n'
) -> str:
    return f'{start}<rss version="2.0" {spaces}><channel><link>https://old.example</link>{inside}</channel></rss>'


@pytest.fixture
def read(tmp_path: Path):
    def read(text: str | bytes) -> list:
        file = tmp_path / "export.xml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        told: list[str] = []
        found = list(pieces(file, tell=told.append))
        read.told = told
        return found

    return read


def items(found: list) -> list[Item]:
    return [piece for piece in found if isinstance(piece, Item)]


@pytest.mark.parametrize(
    "spaces",
    [
        *(SPACES.format(v=version) for version in ("1.0", "1.1", "1.2", "1.3")),
        SPACES.format(v="1.2").replace("http://wordpress.org", "https://wordpress.org"),
        SPACES.format(v="1.2").replace("wordpress.org/export/1.2/", "moved.example/somewhere/"),
        "",
    ],
)
def test_every_version_is_read_and_namespaces_may_have_moved_or_be_missing(read, spaces: str) -> None:
    (item,) = items(read(wxr(spaces=spaces)))

    assert (item.id, item.title, item.creator, item.content, item.excerpt) == (
        "7",
        "Fab & more",
        "ines",
        "Words",
        "Short",
    )
    assert item.said("_thumbnail_id") == "9"


def test_prefixes_may_be_others(read) -> None:
    text = (
        wxr()
        .replace("wp:", "w:")
        .replace("xmlns:wp", "xmlns:w")
        .replace("content:", "c:")
        .replace("xmlns:content", "xmlns:c")
    )

    assert [(item.id, item.content) for item in items(read(text))] == [("7", "Words")]


def test_names_without_a_prefix_are_understood(read) -> None:
    text = wxr().replace("<wp:", "<").replace("</wp:", "</")

    assert [(item.id, item.status) for item in items(read(text))] == [("7", "publish")]


def test_what_is_of_another_namespace_is_not_wordpress_s(read) -> None:
    text = wxr(
        ITEM.replace(
            "<wp:post_id>7", '<wp:post_id xmlns:wp="http://evil.example/">666</wp:post_id><wp:post_id>7'
        )
    )

    assert [item.id for item in items(read(text))] == ["7"]


def test_writers_terms_and_the_site_are_read(read) -> None:
    found = read(wxr(
        "<wp:author><wp:author_id>1</wp:author_id><wp:author_login>ines</wp:author_login>"
        "<wp:author_display_name><![CDATA[Ines O.]]></wp:author_display_name></wp:author>"
        "<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>phones</wp:category_nicename>"
        "<wp:category_parent>gadgets</wp:category_parent><wp:cat_name><![CDATA[Phones]]></wp:cat_name></wp:category>"
        "<wp:tag><wp:term_id>4</wp:term_id><wp:tag_slug>water</wp:tag_slug><wp:tag_name>Water</wp:tag_name></wp:tag>"
    ))  # fmt: skip

    assert [type(piece) for piece in found] == [Site, Writer, Term, Term]
    assert found[1] == Writer("ines", "Ines O.", "1")
    assert found[2] == Term("category", "phones", "Phones", "3", "gadgets")
    assert found[3] == Term("post_tag", "water", "Water", "4")


def test_a_category_that_stands_twice_counts_once(read) -> None:
    twice = ITEM.replace("</item>", "<category><![CDATA[Phones]]></category>"
                         '<category domain="category" nicename="phones"><![CDATA[Phones]]></category></item>')  # fmt: skip

    assert items(read(wxr(twice)))[0].terms == [Term("category", "phones", "Phones")]


def test_a_bracket_that_wordpress_split_is_whole_again(read) -> None:
    split = ITEM.replace("<![CDATA[Words]]>", "<![CDATA[a]]]]><![CDATA[>b]]>")

    assert items(read(wxr(split)))[0].content == "a]]>b"


def test_what_stands_before_the_beginning_is_passed_over(read) -> None:
    assert items(read("\n\n" + wxr()))
    assert items(read("\ufeff" + wxr()))
    assert items(read("<br />\n<b>Warning</b>: something in x.php on line 3<br />\n" + wxr()))
    assert "before the beginning" in read.told[0]


def test_control_characters_are_left_out_and_told(read) -> None:
    (item,) = items(read(wxr().replace("Words", "Wo\x08rds\x0b")))

    assert item.content == "Words"
    assert read.told == ["2 control characters that XML does not allow were left out."]


def test_another_encoding_is_believed_if_the_file_says_so(read) -> None:
    text = wxr(start='<?xml version="1.0" encoding="ISO-8859-1"?>\n').replace("Words", "Café")

    assert items(read(text.encode("latin-1")))[0].content == "Café"
    assert items(read(wxr().replace("Words", "Café").encode("utf-16")))[0].content == "Café"


def test_a_byte_that_makes_no_sense_is_told(read) -> None:
    (item,) = items(read(wxr().replace("Words", "Caf\udce9").encode("utf-8", "surrogateescape")))

    assert item.content == "Caf\ufffd"
    assert "1 bytes are not in the encoding" in read.told[0]


BILLION = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FOREIGN = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (wxr(start=f'<?xml version="1.0"?>{BILLION}'), "declares a document type or entities"),
        (wxr(start=f'<?xml version="1.0"?>\n<!-- x --> {FOREIGN}'), "declares a document type or entities"),
        (wxr(start=BILLION), "declares a document type or entities"),
        (
            wxr(start='<!DOCTYPE rss SYSTEM "http://169.254.169.254/">'),
            "declares a document type or entities",
        ),
        (wxr().replace("Fab", "&xxe;"), "uses an entity that XML does not know"),
        (wxr()[:-60], "broke off"),
        (wxr().partition("ords]]>")[0], "broke off"),
        (wxr().replace("</title>", "</titel>"), "is damaged in line 2: mismatched tag"),
        (wxr("<x>" * 100_000), "nested too deeply"),
        (b"\x1f\x8b\x08\x00abc", "is packed"),
        (b"PK\x03\x04abc", "is packed"),
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        ("hello", "is no XML"),
        ("<!DOCTYPE html><html><body>Log in</body></html>", "is a web page"),
        ("<feed><entry/></feed>", "no"),
        (wxr(start='<?xml version="1.0" encoding="klingon"?>'), "klingon"),
        (wxr().replace("Words", "é" * 3_000).encode("latin-1"), "says it is in utf-8, and is not"),
        (b"\0\1\2\3" * 100, "is no text"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(
    read, text: str | bytes, sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        read(text)

    assert sentence in str(refused.value)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "large.xml"
    with file.open("w") as out:
        start, end = wxr("|").split("|")
        out.write(start)
        for _ in range(3_000):
            out.write(ITEM.replace("Words", "Words " * 1_000))
        out.write(end)
    tracemalloc.start()
    count = sum(1 for _ in pieces(file))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 3_001
    assert peak < 8_000_000 < file.stat().st_size


# --- Small questions


def test_serialised_php_is_never_built_only_digits_are_read() -> None:
    assert ids('a:2:{i:0;s:2:"11";i:1;i:13;}') == ["11", "13"]
    assert ids("11, 13") == ["11", "13"]
    assert ids('O:8:"stdClass":1:{s:1:"a";i:1;}') == []
    assert ids("field_5f3a") == []


LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("local", "gmt", "published", "zone", "wanted"),
    [
        ("2019-05-04 10:00:00", "2019-05-04 09:00:00", "", LONDON, "2019-05-04 09:00"),
        ("2019-05-04 10:00:00", "0000-00-00 00:00:00", "", LONDON, "2019-05-04 09:00"),
        ("2019-05-04 10:00:00", "", "", NEW_YORK, "2019-05-04 14:00"),
        ("0000-00-00 00:00:00", "0000-00-00 00:00:00", "Wed, 05 Jun 2019 16:04:48 +0000", LONDON, "2019-06-05 16:04"),
        ("2019-05-04", "", "", LONDON, "2019-05-03 23:00"),
        ("2019-13-45 99:99:99", "", "Mon, 30 Nov -0001 00:00:00 +0000", LONDON, None),
        ("0001-01-01 00:00:00", "", "", ZoneInfo("Asia/Tokyo"), None),
        ("", "", "", LONDON, None),
    ],
)  # fmt: skip
def test_moments_are_found_in_whatever_was_noted(local, gmt, published, zone, wanted) -> None:
    found = moment(local, gmt, published, zone)

    assert (f"{found:%Y-%m-%d %H:%M}" if found else None) == wanted


def test_titles_lose_tags_and_entities_and_keep_words() -> None:
    assert words("AT&amp;T <em>buys</em> &#8220;it&#8221;") == "AT&T buys “it”"
    assert words("5 < 6 &lt;b&gt;bold&lt;/b&gt;") == "5 < 6 bold"


@pytest.mark.parametrize(
    ("href", "path"),
    [
        ("https://old.example/2019/05/fab/", "/2019/05/fab/"),
        ("http://www.old.example/fab/#x", "/fab/"),
        ("/fab/?utm_source=x", "/fab/"),
        ("https://old.example/?p=7&preview=true", "/?p=7"),
        ("https://old.example/index.php?page_id=7", "/?page_id=7"),
        ("https://old.example/caf%C3%A9/", "/café/"),
        ("https://other.example/fab/", None),
        ("//other.example/fab/", None),
        ("mailto:x@old.example", None),
        ("#note", None),
        ("https://[bad/", None),
        ("", None),
    ],
)
def test_a_link_leads_into_the_old_site_or_not(href: str, path: str | None) -> None:
    assert OldSite("https://old.example").path(href) == path


def test_former_days_take_the_place_of_the_present_one() -> None:
    """WordPress notes the day when it changes, and answers at the address that had it."""
    old = {"_wp_old_date": ["2019-04-30", "never"]}
    site = OldSite("https://old.example")

    for address, former in (
        ("https://old.example/2019/05/02/fab/", ["/2019/04/30/fab/"]),
        ("https://old.example/2019/05/fab/", ["/2019/04/fab/"]),
        ("https://old.example/fab/", []),
    ):
        item = Item(link=address, slug="fab", date="2019-05-02 10:00:00", meta=old)
        assert list(of_old_slugs(item, site)) == former


def test_a_host_is_the_same_in_letters_and_in_code() -> None:
    assert OldSite("https://müller.example").path("https://www.xn--mller-kva.example/fab/") == "/fab/"
    assert OldSite("https://xn--mller-kva.example").path("https://MÜLLER.example/fab/") == "/fab/"
    assert OldSite("https://xn--ü.example").path("https://xn--ü.example/fab/") == "/fab/"


def test_former_slugs_take_the_place_of_the_present_one() -> None:
    item = Item(link="https://old.example/2019/05/fab/", slug="fab", meta={"_wp_old_slug": ["fab-opens", ""]})

    assert list(of_old_slugs(item, OldSite("https://old.example"))) == ["/2019/05/fab-opens/"]


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    folder = tmp_path / "uploads"
    (folder / "2019" / "05").mkdir(parents=True)
    for name in ("fab.jpg", "fab-300x200.jpg", "big-scaled.jpg", "big.jpg", "only-300x200.jpg", "a b.png"):
        (folder / "2019" / "05" / name).write_bytes(b"x")
    (tmp_path / "secret.jpg").write_bytes(b"x")
    (folder / "2019" / "05" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    return Uploads(folder)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://old.example/wp-content/uploads/2019/05/fab.jpg", "fab.jpg"),
        ("https://old.example/wp-content/uploads/2019/05/fab-300x200.jpg", "fab.jpg"),
        ("https://old.example/wp-content/uploads/2019/05/fab-1024x768.jpg?w=300", "fab.jpg"),
        ("https://old.example/wp-content/uploads/2019/05/big-scaled.jpg", "big.jpg"),
        ("https://old.example/wp-content/uploads/2019/05/only-300x200.jpg", "only-300x200.jpg"),
        ("https://old.example/wp-content/uploads/2019/05/fab.jpg.webp", "fab.jpg"),
        ("https://old.files.wordpress.com/2019/05/fab.jpg?w=150", "fab.jpg"),
        ("https://i0.wp.com/old.example/wp-content/uploads/2019/05/fab.jpg?resize=1", "fab.jpg"),
        ("https://old.example/wp-content/uploads/2019/05/a%20b.png", "a b.png"),
    ],
)
def test_every_size_of_a_picture_is_its_original(uploads: Uploads, address: str, name: str) -> None:
    found = uploads.find(address)

    assert isinstance(found, Path)
    assert found.name == name


@pytest.mark.parametrize(
    "address",
    [
        "https://old.example/wp-content/uploads/../secret.jpg",
        "https://old.example/wp-content/uploads/2019/05/..%2f..%2f..%2fsecret.jpg",
        "https://old.example/wp-content/uploads/2019/05/link.jpg",
        "https://old.example/wp-content/uploads/%2e%2e/secret.jpg",
        "https://old.example/wp-content/uploads//etc/passwd",
        "https://old.example/wp-content/uploads/2019/05/fab.jpg%00.png",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://old.example/wp-content/uploads/2019/05/lost.jpg",
        "",
    ],
)
def test_nothing_outside_the_folder_is_ever_opened(uploads: Uploads, address: str) -> None:
    assert isinstance(uploads.find(address), str)
    assert isinstance(uploads.find("", "../../secret.jpg"), str)
