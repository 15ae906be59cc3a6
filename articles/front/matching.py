"""How each database finds words: equal siblings behind `engine()`. Neither weighs a word by how many texts have it,
for those that readers may not see are among them.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any, Protocol

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, SearchVectorField
from django.db import connections
from django.db.models import Case, CharField, F, FloatField, Value, When
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Left

from articles.models import Edition
from articles.models.edition import EditionQuerySet
from articles.models.search import END, FTS5, HEADLINE, LANGUAGE, MARK, TABLE, WEIGHTS
from articles.query import Query, Term

EXCERPT = 28  # words
READ = 60_000  # characters of a body that an excerpt is looked for in


class Engine(Protocol):
    newest_first: Any
    asks_blocks: bool  # can look among the newest texts alone, in less time than among all

    def matching(self, editions: EditionQuerySet, query: Query) -> EditionQuerySet: ...

    def matching_headline(self, editions: EditionQuerySet, query: Query) -> EditionQuerySet:
        """What is not wanted may stand nowhere."""

    def rank(self, query: Query) -> Any:
        """1 for a headline, less for the rest (`WEIGHTS`)."""

    def marked(self, column: str, query: Query) -> Any:
        """The whole text of a column, hits between `MARK` and `END`."""

    def excerpt(self, query: Query) -> Any:
        """Some words of the body around a hit."""


def engine() -> Engine:
    return PostgreSQL() if connections[Edition.objects.db].vendor == "postgresql" else SQLite()


class PostgreSQL:
    # A sum, so that it asks its indexes of words instead of reading back through all the texts.
    newest_first = (F("search_text__pk") + 0).desc()
    asks_blocks = True

    def matching(self, editions: EditionQuerySet, query: Query) -> EditionQuerySet:
        return editions.filter(search_text__words=self._query(query))

    def matching_headline(self, editions: EditionQuerySet, query: Query) -> EditionQuerySet:
        headline = RawSQL(HEADLINE, [], output_field=SearchVectorField())  # noqa: S611 -- our own
        # Only an inner join lets the index of headlines be asked.
        known = editions.filter(search_text__isnull=False)
        found = known.alias(in_headline=headline).filter(in_headline=self._wanted(query))
        return found.filter(search_text__words=self._query(query)) if query.unwanted else found

    def rank(self, query: Query) -> Any:
        weights = [WEIGHTS[column] for column in ("body", "names", "standfirst", "headline")]
        # Without what is not wanted, which makes PostgreSQL rank a single word next to nothing.
        return SearchRank(F("search_text__words"), self._wanted(query), weights=Value(weights))

    def marked(self, column: str, query: Query) -> Any:
        return self._headline(f"search_text__{column}", query, highlight_all=True)

    def excerpt(self, query: Query) -> Any:
        words = {"max_words": EXCERPT, "min_words": EXCERPT // 2, "max_fragments": 1}
        return self._headline(Left("search_text__body", READ), query, **words)

    def _headline(self, text: Any, query: Query, **options: Any) -> Any:
        return SearchHeadline(
            text, self._query(query), config=LANGUAGE, start_sel=MARK, stop_sel=END, **options
        )

    def _query(self, query: Query) -> Combinable:
        return reduce(lambda found, term: found & ~self._term(term), query.unwanted, self._wanted(query))

    def _wanted(self, query: Query) -> Combinable:
        return reduce(and_, map(self._term, query.wanted))

    def _term(self, term: Term) -> Any:
        spellings = dict.fromkeys((term.text, term.folded))
        if not term.is_prefix:
            return reduce(
                or_, (SearchQuery(text, config=LANGUAGE, search_type="phrase") for text in spellings)
            )
        # The beginning of a word as it is written, or of its stem: "runni*" and "running*".
        return reduce(
            or_,
            (
                SearchQuery(f"'{text}':*", config=config, search_type="raw")
                for text in spellings
                for config in ("simple", LANGUAGE)
            ),
        )


class SQLite:
    newest_first = F("search_text__pk").desc()
    asks_blocks = False  # in the order of the key it reads no more than it needs

    def matching(self, editions: EditionQuerySet, query: Query) -> EditionQuerySet:
        return editions.filter(search_text__in=self._rows(self._query(query)))

    def matching_headline(self, editions: EditionQuerySet, query: Query) -> EditionQuerySet:
        return editions.filter(search_text__in=self._rows(self._query(query, "headline")))

    def rank(self, query: Query) -> Any:
        """By the fewest columns that have all the words: the headline, with the standfirst, with the names."""
        columns = list(WEIGHTS)
        return Case(
            *(
                When(
                    search_text__in=self._rows(self._query(query, *columns[:count])),
                    then=Value(WEIGHTS[last]),
                )
                for count, last in enumerate(columns[:-1], start=1)
            ),
            default=Value(WEIGHTS["body"]),
            output_field=FloatField(),
        )

    def marked(self, column: str, query: Query) -> Any:
        return self._of_each(f"highlight({FTS5}, {list(WEIGHTS).index(column)}, %s, %s)", query)

    def excerpt(self, query: Query) -> Any:
        body = list(WEIGHTS).index("body")
        return self._of_each(f"snippet({FTS5}, {body}, %s, %s, '', {EXCERPT})", query)

    def _of_each(self, function: str, query: Query) -> Any:
        return RawSQL(  # noqa: S611 -- our own names
            f"SELECT {function} FROM {FTS5} WHERE {FTS5} MATCH %s AND rowid = {TABLE}.id",  # noqa: S608
            [MARK, END, self._query(query)],
            output_field=CharField(),
        )

    def _rows(self, match: str) -> Any:
        return RawSQL(f"SELECT rowid FROM {FTS5} WHERE {FTS5} MATCH %s", [match])  # noqa: S608, S611

    def _query(self, query: Query, *columns: str) -> str:
        """What is wanted has to stand in these; what is not may stand nowhere."""
        wanted = f"({' AND '.join(map(self._term, query.wanted))})"
        if columns:
            wanted = f"{{{' '.join(columns)}}} : {wanted}"
        return " NOT ".join([wanted, *map(self._term, query.unwanted)])

    def _term(self, term: Term) -> str:
        # Words have letters and digits only, so there is nothing to escape.
        return f'"{term.text}"{" *" if term.is_prefix else ""}'
