"""By which words the desk finds a story: its headline, standfirst and address, and who and what it names.

Two narrow tables of one row a text, so that a common word is found in the whole archive in milliseconds: of working
copies, for those who may read them, and of editions, for everybody else at the desk. Names and topics stand in them by
identity: who renames an author changes no story. Derived: saving and publishing write them, and
`manage.py rebuild_search` makes all of it anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import connections, models, transaction
from django.db.models.expressions import RawSQL

from articles import query
from articles.models.article import Article, ArticleByline, ArticleTag
from articles.models.edition import Edition, EditionByline, EditionTag

#: Of a row, its `words`. Not by PostgreSQL's own reading of text: both databases are to see the same ones.
WHOLE = "array_to_tsvector(string_to_array(text, ' '))"


class Words(models.Model):
    text = models.TextField(help_text="Folded words, each once")
    words = SearchVectorField(null=True, editable=False, help_text="PostgreSQL only")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text


class DeskWords(Words):
    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="desk_words"
    )


class EditionWords(Words):
    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, primary_key=True, related_name="card_words"
    )


def author_token(pk: int) -> str:
    """Of a private letter, so that nobody can type it."""
    return f"\ue000{pk}"


def topic_token(pk: int) -> str:
    return f"\ue001{pk}"


def person_token(pk: int) -> str:
    """Who began a story, or has it: those look among their own."""
    return f"\ue002{pk}"


def index(articles: Iterable[Article]) -> None:
    """Let the desk find these as they are saved. Six queries at most, whatever their number."""
    articles = list(articles)
    whose = Article.objects.filter(pk__in=[article.pk for article in articles])
    people = [
        (pk, person)
        for pk, *two in whose.values_list("pk", "created_by", "assignee")
        for person in two
        if person
    ]
    names = ArticleByline.objects.filter(article__in=articles).values_list("article_id", "author_id")
    topics = ArticleTag.objects.filter(content_object__in=articles).values_list("content_object_id", "tag_id")
    _write(DeskWords, "article", articles, names, topics, people)


def index_editions(editions: Iterable[Edition]) -> None:
    """As they are frozen. Five queries at most."""
    editions = list(editions)
    names = EditionByline.objects.filter(edition__in=editions).values_list("edition_id", "author_id")
    topics = EditionTag.objects.filter(edition__in=editions).values_list("edition_id", "tag_id")
    _write(EditionWords, "edition", editions, names, topics)


def _write(
    model: type[Words],
    owner: str,
    said: list[Any],
    names: Any,
    topics: Any,
    people: Iterable[tuple[int, int]] = (),
) -> None:
    tokens: dict[int, list[str]] = defaultdict(list)
    for pk, author in names:
        tokens[pk].append(author_token(author))
    for pk, tag in topics:
        tokens[pk].append(topic_token(tag))
    for pk, person in people:
        tokens[pk].append(person_token(person))
    rows = [
        model(
            **{owner: story, "text": text_of(story.headline, story.standfirst, story.slug, tokens[story.pk])}
        )
        for story in said
    ]
    with transaction.atomic():
        model._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=[owner], update_fields=["text"]
        )
        if connections[model._default_manager.db].vendor == "postgresql":
            whole = RawSQL(WHOLE, [])  # noqa: S611 -- our own
            model._default_manager.filter(pk__in=[row.pk for row in rows]).update(words=whole)


def text_of(headline: str, standfirst: str, slug: str, tokens: Iterable[str]) -> str:
    return " ".join(dict.fromkeys([*query.bare_words(f"{headline} {standfirst} {slug}"), *tokens]))


def having(
    model: type[Words], words: Mapping[str, Iterable[str]], among: Iterable[str] = ()
) -> models.QuerySet[Any]:
    """The texts that have, for each word, a word that begins with it or one of its tokens; and one of the tokens
    `among`, if there are any. Newest first."""
    texts = model._default_manager.all()
    if connections[texts.db].vendor == "postgresql":
        groups = [[f"'{word}':*", *_quoted(tokens, "'")] for word, tokens in words.items()]
        asked = " & ".join(f"({' | '.join(group)})" for group in [*groups, _quoted(among, "'")] if group)
        # Of a common word it reads back through the narrow table, of a rare one it asks the index: by what ANALYZE knows.
        has = RawSQL("words @@ %s::tsquery", [asked], output_field=models.BooleanField())
        return texts.filter(has).order_by("-pk")
    groups = [[f'"{word}" *', *_quoted(tokens, '"')] for word, tokens in words.items()]
    asked = " AND ".join(f"({' OR '.join(group)})" for group in [*groups, _quoted(among, '"')] if group)
    fts = f"{model._meta.db_table}_fts"
    rows = RawSQL(f"SELECT rowid FROM {fts} WHERE {fts} MATCH %s", [asked])  # noqa: S608, S611
    return texts.filter(pk__in=rows).order_by("-pk")


def _quoted(tokens: Iterable[str], mark: str) -> list[str]:
    """Words and tokens have letters and digits only, so there is nothing to escape."""
    return [f"{mark}{token}{mark}" for token in tokens]


def _key(model: type[Words]) -> str:
    return "article_id" if model is DeskWords else "edition_id"


# What the database needs beside the tables

INDEXES = ("articles_deskwords_words", "articles_editionwords_words")


def install(*, using: str = "default", **kwargs: Any) -> None:
    """Idempotent; connected to `post_migrate`."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for model in (DeskWords, EditionWords):
            table, key = model._meta.db_table, _key(model)
            if table not in tables:
                continue
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS {table}_words ON {table} USING gin (words) WITH (fastupdate = off)"
                )
            elif connection.vendor == "sqlite":
                for statement in _sqlite(table, key, is_there=f"{table}_fts" in tables):
                    cursor.execute(statement)


def _sqlite(table: str, key: str, *, is_there: bool) -> Iterable[str]:
    fts = f"{table}_fts"
    forget = f"INSERT INTO {fts} ({fts}, rowid, text) VALUES ('delete', OLD.{key}, OLD.text);"  # noqa: S608 -- our own names
    learn = f"INSERT INTO {fts} (rowid, text) VALUES (NEW.{key}, NEW.text);"  # noqa: S608
    if not is_there:
        yield (
            f"CREATE VIRTUAL TABLE {fts} USING fts5(text, content='{table}', content_rowid='{key}',"
            " tokenize='unicode61 remove_diacritics 0', prefix='2 3')"
        )
        yield f"INSERT INTO {fts} ({fts}) VALUES ('rebuild')"  # noqa: S608
    for name, event, does in (
        ("added", "INSERT", learn),
        ("removed", "DELETE", forget),
        ("changed", "UPDATE", f"{forget} {learn}"),
    ):
        yield f"CREATE TRIGGER IF NOT EXISTS {table}_{name} AFTER {event} ON {table} BEGIN {does} END"
