"""What search reads of an edition. Derived: `manage.py rebuild_search` makes all of it anew.

PostgreSQL keeps a weighted vector beside the words, SQLite a table of FTS5 that follows by triggers. Both are laid
after every migrate: SQLite forgets a table's triggers when a migration rebuilds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib.postgres.search import SearchVector, SearchVectorCombinable, SearchVectorField
from django.db import connections, models, transaction
from django.db.models.expressions import RawSQL

from articles import prose, query
from articles.models import words
from articles.models.edition import Edition, EditionByline, EditionTag

#: How PostgreSQL reads words: its English, but without leaving any out, so that "the same password" is all of it.
#: FTS5's `porter` is a near relation.
LANGUAGE = "newsroom"
#: Columns, and what a hit in them weighs on either database.
WEIGHTS = {"headline": 1.0, "standfirst": 0.4, "names": 0.2, "body": 0.05}
#: Stand around a hit until it is escaped. No text of ours has them.
MARK, END = "\ue000", "\ue001"
_NO_MARKS = dict.fromkeys(map(ord, (MARK, END)))
#: PostgreSQL notes beside the words of a text in which block of so many keys it stands (2 to the power of it), and in which
#: row of so many blocks. So the index of words alone finds what the newest texts say, without a look into any of them.
BLOCK, ROW = 12, 4
_BLOCK_MARK, _ROW_MARK = "\ue002", "\ue003"  # nobody can type them
TABLE, FTS5 = "articles_searchtext", "articles_searchtext_fts"


class SearchText(models.Model):
    """Its primary key grows with publication: the newest come first without sorting."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="search_text")
    headline = models.TextField()
    standfirst = models.TextField(blank=True)
    names = models.TextField(blank=True, help_text="Authors and topics")
    body = models.TextField(blank=True)
    folded = models.TextField(blank=True, help_text="Words with accents, without them")
    words = SearchVectorField(null=True, editable=False, help_text="PostgreSQL only")

    def __str__(self) -> str:
        return self.headline


class Renamed(models.Model):
    """Search still has a former name of somebody or something that this edition names: until the worker comes to it."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)


def index(editions: Iterable[Edition]) -> None:
    """Let search and the desk find these, in this order. Ten queries, whatever their number."""
    editions = list(editions)
    names = _names_of([edition.pk for edition in editions])
    with transaction.atomic():
        SearchText.objects.filter(edition__in=editions).delete()
        made = SearchText.objects.bulk_create(_text_of(edition, names[edition.pk]) for edition in editions)
        if connections[SearchText.objects.db].vendor == "postgresql":
            _weigh(made)
        words.index_editions(editions)


def index_missing(*, at_once: int = 200, progress: Callable[[int, int], object] | None = None) -> None:
    """Let search find what came in without it, in the order of publication."""
    missing = Edition.objects.filter(search_text__isnull=True).order_by("first_published", "article_id", "pk")
    keys = list(missing.values_list("pk", flat=True))
    for start in range(0, len(keys), at_once):
        batch = keys[start : start + at_once]
        editions = Edition.objects.in_bulk(batch)
        index(editions[key] for key in batch if key in editions)
        if progress:
            progress(start + len(batch), len(keys))


def rename(editions: Sequence[int]) -> None:
    """Somebody or something that these name is called otherwise now. In place: a row of another key would stand at another
    place in time."""
    with transaction.atomic():
        names = _names_of(editions)
        texts = SearchText.objects.filter(edition__in=editions).defer("words").order_by("pk")
        changed = [
            text for text in texts.select_for_update(no_key=True) if _name(text, names[text.edition_id])
        ]
        SearchText.objects.bulk_update(changed, ["names", "folded"])
        if connections[SearchText.objects.db].vendor == "postgresql":
            _weigh(changed)


def _names_of(keys: Sequence[int]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    people = EditionByline.objects.filter(edition__in=keys).values_list("edition_id", "author__name")
    topics = EditionTag.objects.filter(edition__in=keys).values_list("edition_id", "tag__name")
    for key, name in (*people.order_by("edition", "order"), *topics.order_by("edition", "pk")):
        if name not in names[key]:
            names[key].append(name)
    return names


def _text_of(edition: Edition, names: list[str]) -> SearchText:
    text = SearchText(
        edition=edition,
        headline=edition.headline.translate(_NO_MARKS),
        standfirst=edition.standfirst.translate(_NO_MARKS),
        body=prose.text(edition.body).translate(_NO_MARKS),
    )
    _name(text, names)
    return text


def _name(text: SearchText, names: list[str]) -> bool:
    """Whether that changes anything."""
    before = text.names, text.folded
    text.names = "\n".join(names).translate(_NO_MARKS)
    short = "\n".join((text.headline, text.standfirst, text.names))
    text.folded = "\n".join((query.folded_lines(short), query.folded_words(text.body))).strip()
    return before != (text.names, text.folded)


def _weigh(texts: list[SearchText]) -> None:
    SearchText.objects.filter(pk__in=[text.pk for text in texts]).update(words=_weighed())


def _weighed() -> Any:
    vector = SearchVector("headline", config=LANGUAGE, weight="A")
    vector += SearchVector("standfirst", config=LANGUAGE, weight="B")  # type: ignore[assignment]
    vector += SearchVector("names", config=LANGUAGE, weight="C")  # type: ignore[assignment]
    vector += SearchVector("body", "folded", config=LANGUAGE, weight="D")  # type: ignore[assignment]
    return vector + _Block("pk")  # type: ignore[operator]


class _Block(SearchVectorCombinable, models.Func):
    template = (
        f"array_to_tsvector(ARRAY['{_BLOCK_MARK}' || (%(expressions)s >> {BLOCK}),"
        f" '{_ROW_MARK}' || (%(expressions)s >> {BLOCK + ROW})])"
    )
    output_field = SearchVectorField()


#: The vectors that PostgreSQL has an index of, as it knows them.
WORDS = f"{TABLE}.words"
HEADLINE = (
    f"(to_tsvector('{LANGUAGE}'::regconfig, COALESCE({TABLE}.headline, '')) || array_to_tsvector(ARRAY["
    f"'{_BLOCK_MARK}' || ({TABLE}.id >> {BLOCK})::text, '{_ROW_MARK}' || ({TABLE}.id >> {BLOCK + ROW})::text]))"
)


def in_blocks(first: int, last: int, *, vector: str) -> RawSQL:
    """Whether a text stands in one of these blocks, or above them in the same row as the last. Whole rows are asked for as
    such: it takes the index long to put hundreds of blocks together. PostgreSQL only."""
    row = (first + (1 << ROW) - 1) >> ROW  # the first that is wanted as a whole
    blocks = range(first, min(row << ROW, last + 1))
    rows = range(row, (last >> ROW) + 1)
    asked = [f"{_BLOCK_MARK}{block}" for block in blocks] + [f"{_ROW_MARK}{row}" for row in rows]
    words = " | ".join(f"'{mark}'" for mark in asked)
    return RawSQL(f"{vector} @@ %s::tsquery", [words], output_field=models.BooleanField())  # noqa: S611 -- our own


def weighed_sql(*, using: str) -> tuple[str, Sequence[Any]]:
    """The vector of a row of this table, for whoever writes very many rows by SQL."""
    query = SearchText.objects.all().query
    sql, values = query.get_compiler(using=using).compile(_weighed().resolve_expression(query))
    return sql, list(values)


# What the database needs beside the table

EDITIONS, FOUND = Edition._meta.db_table, "edition_found"
INDEXES = (f"{TABLE}_words", f"{TABLE}_headline_in_block")
WORDS_INDEX = f"CREATE INDEX IF NOT EXISTS {INDEXES[0]} ON {TABLE} USING gin (words) WITH (fastupdate = off)"
HEADLINE_INDEX = (
    f"CREATE INDEX IF NOT EXISTS {INDEXES[1]} ON {TABLE} USING gin ({HEADLINE}) WITH (fastupdate = off)"
)
POSTGRESQL = (
    f"""
    DO $$ BEGIN
        IF NOT EXISTS (
            SELECT FROM pg_ts_config WHERE cfgname = '{LANGUAGE}' AND pg_ts_config_is_visible(oid)
        ) THEN
            CREATE TEXT SEARCH DICTIONARY {LANGUAGE}_english (TEMPLATE = snowball, LANGUAGE = english);
            CREATE TEXT SEARCH CONFIGURATION {LANGUAGE} (COPY = pg_catalog.english);
            ALTER TEXT SEARCH CONFIGURATION {LANGUAGE}
                ALTER MAPPING REPLACE pg_catalog.english_stem WITH {LANGUAGE}_english;
        END IF;
    END $$
    """,
    WORDS_INDEX,
    HEADLINE_INDEX,
    f"DROP INDEX IF EXISTS {TABLE}_headline",  # as it was before it knew of blocks
    # Whether readers can see what was found is asked a thousand times a search: by this alone, without the edition's own row.
    # Of new rows it can tell when they were vacuumed, which PostgreSQL else does when a fifth is new.
    f"""
    DO $$ BEGIN
        IF to_regclass('{FOUND}') IS NULL THEN
            CREATE INDEX {FOUND} ON {EDITIONS} (id)
                INCLUDE (live_from, live_until, first_published, article_id, story_id);
            ALTER TABLE {EDITIONS} SET
                (autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.01);
        END IF;
    END $$
    """,
    # A vector is some 3 KB. Ranking opens a thousand, a phrase two thousand: in its row, and quickly unpacked.
    f"""
    DO $$ BEGIN
        IF EXISTS (
            SELECT FROM pg_attribute WHERE attrelid = '{TABLE}'::regclass AND attname = 'words' AND attstorage <> 'm'
        ) THEN
            ALTER TABLE {TABLE} ALTER COLUMN words SET STORAGE MAIN;
            IF (SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression') THEN
                ALTER TABLE {TABLE} ALTER COLUMN words SET COMPRESSION lz4;
            END IF;
        END IF;
    END $$
    """,  # noqa: S608 -- our own names
)
_COLUMNS = ", ".join(WEIGHTS)
_OLD = ", ".join(f"OLD.{column}" for column in WEIGHTS)
_NEW = ", ".join(f"NEW.{column}" for column in WEIGHTS)
_FORGET = f"INSERT INTO {FTS5} ({FTS5}, rowid, {_COLUMNS}) VALUES ('delete', OLD.id, {_OLD});"  # noqa: S608 -- our own names
_LEARN = f"INSERT INTO {FTS5} (rowid, {_COLUMNS}) VALUES (NEW.id, {_NEW});"  # noqa: S608
SQLITE = (
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_added AFTER INSERT ON {TABLE} BEGIN {_LEARN} END",
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_removed AFTER DELETE ON {TABLE} BEGIN {_FORGET} END",
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_changed AFTER UPDATE ON {TABLE} BEGIN {_FORGET} {_LEARN} END",
)
_MAKE_FTS5 = (
    f"CREATE VIRTUAL TABLE {FTS5} USING fts5({_COLUMNS}, content='{TABLE}', content_rowid='id',"
    " tokenize='porter unicode61 remove_diacritics 2', prefix='2 3')"
)


def install(*, using: str = "default", **kwargs: Any) -> None:
    """Idempotent; connected to `post_migrate`."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    if TABLE not in tables:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in POSTGRESQL:
                cursor.execute(statement)
        elif connection.vendor == "sqlite":
            if FTS5 not in tables:
                cursor.execute(_MAKE_FTS5)
                cursor.execute(f"INSERT INTO {FTS5} ({FTS5}) VALUES ('rebuild')")  # noqa: S608 -- our own names
            for statement in SQLITE:
                cursor.execute(statement)
