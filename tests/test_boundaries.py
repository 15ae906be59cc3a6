"""Code for readers cannot reach a draft, and no module imports from a floor above its own (ARCHITECTURE, sections 1
and 4). Read from the imports; every rule is shown something bad, so that none of them sleeps.
"""

from __future__ import annotations

import ast
import gc
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("articles", "recommendations", "newsroom")

# --- Rooms and floors. Names are prefixes; the longest one that fits decides.

#: Whatever is not named here, in `recommendations`, serves readers.
LISTS_DESK = (
    "recommendations.admin",
    "recommendations.apps",
    "recommendations.curation",
    "recommendations.drafting",
    "recommendations.freezing",
    "recommendations.management",
    "recommendations.migrations",
    "recommendations.models",
    "recommendations.moving",
    "recommendations.purging",
    "recommendations.rehearsal",
    "recommendations.sharing",
    "recommendations.turn",
    "recommendations.use",
)
READERS = (
    "articles.bylines",
    "articles.front",
    "articles.pages",
    "articles.presentation",
    "articles.templatetags.front",
    "articles.templatetags.metadata",
    "recommendations",
)
FLOORS = {
    # Texts, pixels and moments: they know no model.
    "articles.alt_text": 0,
    "articles.anatomy": 0,
    "articles.blocks": 0,
    "articles.clock": 0,
    "articles.composition": 0,
    "articles.difference": 0,
    "articles.disclosures": 0,
    "articles.embeds": 0,
    "articles.moments": 0,
    "articles.outlet": 0,
    "articles.passages": 0,
    "articles.pixels": 0,
    "articles.plain": 0,
    "articles.presentation": 0,
    "articles.prose": 0,
    "articles.query": 0,
    "articles.redaction": 0,
    "articles.refusals": 0,
    "articles.topics": 0,
    "articles.typesetting": 0,
    "articles.wordpress": 0,  # reading the file
    "articles.moving": 0,  # lines and folders
    # Models, and what is asked of them.
    "articles.bylines": 1,
    "articles.digest": 1,
    "articles.fields": 1,
    "articles.guards": 1,
    "articles.migrations": 1,
    "articles.models": 1,
    "articles.moving.numbers": 1,
    "articles.moving.sheets": 1,
    "articles.moving.stories": 1,
    "articles.pages": 1,
    "articles.prepared": 1,
    "articles.purging": 1,
    "articles.records": 1,
    "articles.renditions": 1,
    "articles.social_card": 1,
    "recommendations.hours": 1,
    "recommendations.items": 1,
    "recommendations.migrations": 1,
    "recommendations.models": 1,
    "recommendations.purging": 1,
    "recommendations.spots": 1,
    # Verbs and resolvers.
    "articles.desk": 2,
    "articles.moving.exporting": 2,
    "articles.moving.importing": 2,
    "articles.moving.originals": 2,
    "articles.wordpress.carrying": 2,
    "articles.wordpress.drafts": 2,
    "articles.wordpress.forwarding": 2,
    "articles.wordpress.house": 2,
    "articles.wordpress.library": 2,
    "articles.wordpress.states": 2,
    "recommendations": 2,
    # Those who call them.
    "articles.admin": 3,
    "articles.apps": 3,
    "articles.front": 3,
    "articles.guests": 3,
    "articles.management": 3,
    "articles.templatetags": 3,
    "recommendations.admin": 3,
    "recommendations.apps": 3,
    "recommendations.management": 3,
    "recommendations.templatetags": 3,
    "recommendations.urls": 3,
    "recommendations.views": 3,
    "newsroom": 4,
}
#: One chore that fails, whatever the reason, must not hold up the others. A cache of any make fails in its own way.
CATCHES_EVERYTHING = {"newsroom.management.commands.worker", "newsroom.pagecache.store"}
WORKING_COPY = {
    "Article",
    "ArticleByline",
    "ArticlePicture",
    "ArticleTag",
    "DeskWords",
    "Note",
    "Notice",
    "Presence",
    "PreviewLink",
    "Revision",
    "UnsavedText",
}
#: From a topic, a picture or an author back to what the desk is writing.
WAYS_BACK = {
    "article_links",
    "assigned",
    "desk_words",
    "mentioned_in",
    "notes",
    "notices",
    "presences",
    "revisions",
    "picture_links__article",
    "unsaved_texts",
}


def within(module: str, *places: str) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def floor(module: str) -> int | None:
    fitting = [place for place in FLOORS if within(module, place)]
    return FLOORS[max(fitting, key=len)] if fitting else None


def for_readers(module: str) -> bool:
    return within(module, *READERS) and not within(module, *LISTS_DESK)


# --- Reading the code


@cache
def sources() -> dict[str, str]:
    """Module names, as one imports them, and their text."""
    found = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = path.read_text()
    return found


@cache
def parsed(source: str) -> ast.Module:
    # What the collector ends in the midst of it may parse too, to draw a traceback, and Python 3.11 then loses count
    # ("AST constructor recursion depth mismatch").
    gc.disable()
    try:
        return ast.parse(source)
    finally:
        gc.enable()


def imports(module: str, source: str) -> Iterator[tuple[str, str]]:
    """(module, name in it): the name is empty for `import x.y`."""
    package = module if module in sources() and is_package(module) else module.rpartition(".")[0]
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")
                base = ".".join([*above[: len(above) - node.level + 1], *filter(None, [base])])
            yield from ((base, alias.name) for alias in node.names)


def is_package(module: str) -> bool:
    return (ROOT / module.replace(".", "/") / "__init__.py").exists()


@cache
def imported_modules(module: str, source: str) -> frozenset[str]:
    """Of this project: `from articles import clock` is of articles.clock."""
    found = set()
    for base, name in imports(module, source):
        if within(base, *APPS):
            whole = f"{base}.{name}" if name else base
            found.add(whole if whole in sources() else base)
    return frozenset(found)


# --- Rules: each tells what is wrong with a module


def reaches_a_draft(module: str, source: str) -> Iterator[str]:
    """Directly, by a name, by a string, by an attribute, by the ORM."""
    if not for_readers(module):
        return
    for base, name in imports(module, source):
        whole = f"{base}.{name}"
        if within(base, "articles.desk", "articles.admin", "articles.models.article", "articles.digest"):
            yield f"imports {base}"
        if whole in ("articles.desk", "articles.admin", "articles.digest", "articles.models.article"):
            yield f"imports {whole}"
        if within(base, "articles") and name in WORKING_COPY | {"*"}:
            yield f"imports {name} from {base}"
        if base == "importlib" or name == "import_module":
            yield "imports by name"
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Attribute):
            if node.attr in WORKING_COPY | WAYS_BACK or node.attr in ("get_model", "get_models"):
                yield f"uses .{node.attr}"
            if isinstance(node.value, ast.Attribute) and node.value.attr == "article" and node.attr != "pk":
                yield f"follows .article.{node.attr}"
        elif isinstance(node, ast.Name) and node.id in WORKING_COPY | {"__import__", "get_model"}:
            yield f"uses {node.id}"
        elif isinstance(node, ast.keyword) and node.arg and is_way_to_a_draft(node.arg):
            yield f"asks the database for {node.arg}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and is_way_to_a_draft(node.value):
            yield f"asks the database for “{node.value}”"
        elif isinstance(node, ast.Call) and brings_the_article(node):
            yield "brings the article along"


def brings_the_article(call: ast.Call) -> bool:
    given = [str(word.value).split("__") for word in call.args if isinstance(word, ast.Constant)]
    asked = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return asked in ("select_related", "prefetch_related") and any("article" in steps for steps in given)


def is_way_to_a_draft(words: str) -> bool:
    if " " in words or words in ("article_id", "article"):
        return False
    plain = words.lstrip("-")
    steps = plain.split("__")
    beyond = steps[steps.index("article") + 1 :] if "article" in steps else []
    return (
        bool(set(beyond) - {"pk", "in", "isnull"})  # which story it is may be asked, what it says may not
        or plain.startswith("articles__")
        or any(step in WAYS_BACK for step in steps)
        or plain in {f"articles.{name}" for name in WORKING_COPY}
    )


def reaches_the_desk_by_others(module: str, source: str) -> Iterator[str]:
    """Through whatever it imports, however far."""
    if not for_readers(module):
        return
    seen, ahead = {module}, [(name, (module, name)) for name in imported_modules(module, source)]
    while ahead:
        name, way = ahead.pop()
        if name in seen or within(name, "articles.models", "recommendations.models"):
            continue
        seen.add(name)
        if within(name, "articles.desk", "articles.admin"):
            yield " imports ".join(way)
            continue
        ahead += [(further, (*way, further)) for further in imported_modules(name, sources().get(name, ""))]


def desk_imports_front(module: str, source: str) -> Iterator[str]:
    if within(module, "articles.desk"):
        for name in imported_modules(module, source):
            if within(name, "articles.front", "articles.admin"):
                yield f"imports {name}"


def stories_know_lists(module: str, source: str) -> Iterator[str]:
    if within(module, "articles"):
        for name in imported_modules(module, source):
            if within(name, "recommendations", "newsroom"):
                yield f"imports {name}"


def lists_know_the_site(module: str, source: str) -> Iterator[str]:
    if within(module, "recommendations"):
        for name in imported_modules(module, source):
            if within(name, "newsroom"):
                yield f"imports {name}"


def imports_from_above(module: str, source: str) -> Iterator[str]:
    own = floor(module)
    if own is None:
        return
    for name in imported_modules(module, source):
        other = floor(name)
        if other is not None and other > own:
            yield f"(floor {own}) imports {name} (floor {other})"


def knows_a_model(module: str, source: str) -> Iterator[str]:
    if floor(module) == 0:
        for base, name in imports(module, source):
            if within(base, "django.db", "django.apps", "django.contrib") or (base, name) == ("django", "db"):
                yield f"imports {base}"


def catches_everything(module: str, source: str) -> Iterator[str]:
    if module in CATCHES_EVERYTHING:
        return
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            for kind in caught:
                if kind is None or (isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException")):
                    yield f"catches everything in line {node.lineno}"


def has_no_name(module: str, source: str) -> Iterator[str]:
    if {"utils", "util", "helpers", "helper", "common", "misc"} & set(module.split(".")):
        yield "is called after nothing in particular"


def has_no_floor(module: str, source: str) -> Iterator[str]:
    if floor(module) is None and "." in module:
        yield "stands on no floor: give it one in FLOORS"


Rule = Callable[[str, str], Iterator[str]]
RULES: tuple[Rule, ...] = (
    reaches_a_draft,
    reaches_the_desk_by_others,
    desk_imports_front,
    stories_know_lists,
    lists_know_the_site,
    imports_from_above,
    knows_a_model,
    catches_everything,
    has_no_name,
    has_no_floor,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_is_kept(rule: Rule) -> None:
    assert [
        f"{module} {words}" for module, source in sources().items() for words in rule(module, source)
    ] == []


# --- And each rule is awake

BAD: list[tuple[Rule, str, str]] = [
    *(
        (reaches_a_draft, module, source)
        for module in ("articles.front.reading", "articles.front.new", "recommendations.shelves",
                       "recommendations.views", "recommendations.templatetags.shelves", "articles.pages")
        for source in (
            "from articles.models import Article",
            "from articles.models import Edition, Revision",
            "from articles.models import Article as Story",
            "from articles.models.article import Byline",
            "from articles.models import *",
            "from articles.models import UnsavedText",
            "rows.filter(article__unsaved_texts__isnull=False)",
            "from articles import desk",
            "from articles.desk import standing",
            "from articles.desk.rights import readable",
            "import articles.desk.rights",
            "from articles.admin import stories",
            "from articles import digest",
            "def later():\n    from articles.models import Article",
            "import articles.models\narticles.models.Article.objects.all()",
            "from articles import models\nmodels.Revision",
            "from django.apps import apps\napps.get_model('articles', 'Article')",
            "from django.apps.registry import apps\nfor model in apps.get_models(): pass",
            "import importlib",
            "from importlib import import_module",
            "__import__('articles.models')",
            "edition.article.headline",
            "x = row.edition.article.body",
            "rows.filter(article__stage='drafting')",
            "rows.order_by('-article__changed_at')",
            "rows.values('edition__article__headline')",
            "rows.filter(edition__article__stage='ready')",
            "rows.select_related('article')",
            "rows.prefetch_related('edition__article')",
            "tag.article_links.count()",
            "Tag.objects.filter(article_links__isnull=False)",
            "Count('article_links')",
            "Tag.objects.filter(articles__headline='x')",
            "rows.filter(article__revisions__isnull=False)",
            "model = 'articles.Article'",
        )
    ),
    (reaches_the_desk_by_others, "articles.front.new", "from recommendations import curation"),
    (reaches_the_desk_by_others, "articles.front.new", "from articles.apps import ArticlesConfig"),
    (reaches_the_desk_by_others, "recommendations.shelves", "def f():\n    import articles.desk.saving"),
    (desk_imports_front, "articles.desk.new", "from articles.front import cards"),
    (desk_imports_front, "articles.desk.new", "import articles.front.reading"),
    (desk_imports_front, "articles.desk.new", "from ..front import cards"),
    (stories_know_lists, "articles.front.new", "from recommendations.shelves import resolve"),
    (stories_know_lists, "articles.desk.new", "from newsroom.models import User"),
    (stories_know_lists, "articles.models.new", "import recommendations"),
    (lists_know_the_site, "recommendations.new", "from newsroom import models"),
    (imports_from_above, "articles.prose", "from articles.models import Edition"),
    (imports_from_above, "articles.models.edition", "from articles.desk import publishing"),
    (imports_from_above, "articles.digest", "def f():\n    from articles.desk.turn import turn"),
    (imports_from_above, "articles.desk.turn", "from articles.admin.panel import panel"),
    (imports_from_above, "recommendations.shelves", "from recommendations.views import picks"),
    (imports_from_above, "articles.clock", "from articles import guards"),
    (knows_a_model, "articles.prose", "from django.db import models"),
    (knows_a_model, "articles.moments", "from django import db"),
    (knows_a_model, "articles.pixels", "import django.db.models"),
    (catches_everything, "articles.front.new", "try:\n    pass\nexcept Exception:\n    pass"),
    (catches_everything, "newsroom.new", "try:\n    pass\nexcept:\n    pass"),
    (catches_everything, "newsroom.new", "try:\n    pass\nexcept (OSError, BaseException) as error:\n    raise"),
    (has_no_name, "articles.utils", ""),
    (has_no_name, "recommendations.helpers.dates", ""),
    (has_no_floor, "articles.new", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "module", "source"), BAD, ids=lambda value: getattr(value, "__name__", value)
)
def test_the_rule_sees_it(rule: Rule, module: str, source: str) -> None:
    assert list(rule(module, source))


GOOD = [
    "from articles.models import Edition, EditionTag",
    "edition.article_id",
    "rows.order_by('-first_published', '-article_id')",
    "rows.filter(article__in=[1, 2])",
    "Q(**{f'{place}__article__in': [1, 2]})",
    "words = 'An article by somebody'",
    "template = 'front/article.html'",
]


@pytest.mark.parametrize("source", GOOD)
def test_what_is_allowed_is_not_seen(source: str) -> None:
    assert [words for rule in RULES for words in rule("articles.front.reading", source)] == []


def test_every_module_is_read() -> None:
    names = set(sources())
    assert {
        "articles.front.reading",
        "articles.desk.publishing",
        "recommendations.shelves",
        "articles",
    } <= names
    assert sum(for_readers(name) for name in names) > 20
