"""The derived index: three BM25 tables in an SQLite that lives in memory."""

import math
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import pairwise

from frontmate.knowledge.passages import Passage
from frontmate.knowledge.words import Words

# Terms are made by us, so the tokenizer only has to part them at blanks: "ascii" leaves every
# letter beyond ASCII alone, and "_" joins the two terms of a pair.
_SCHEMA = """
create virtual table words using fts5(title, heading, keywords, body,
    content='', tokenize="ascii tokenchars '_'");
create virtual table pairs using fts5(title, body,
    content='', tokenize="ascii tokenchars '_'");
create virtual table articles using fts5(title, keywords, body,
    content='', tokenize="ascii tokenchars '_'");
create virtual table places using fts5vocab(words, instance);
create virtual table vocabulary using fts5vocab(words, row);
"""
_WEIGHTS = {
    "words": (4.0, 2.0, 2.0, 1.0),
    "pairs": (2.0, 1.0),
    "said": (0.0, 1.0),
    "articles": (4.0, 2.0, 1.0),
}
"""Title four times, as measured; headings and keywords twice, by analogy."""


class Index:
    """BM25 of words, of word pairs and of whole articles, and where each term occurs."""

    def __init__(self, passages: Sequence[Passage], words: Words) -> None:
        self.size = len(passages)
        # Built in a thread, asked from the event loop; never both at once.
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.executescript(_SCHEMA)
        self._fill(passages, words)

    def bm25(self, table: str, terms: Sequence[str]) -> dict[int, float]:
        """Score, above zero, of each row in which any of the terms occurs."""
        if not terms:
            return {}
        any_of = " OR ".join(f'"{term}"' for term in terms)
        weights = ", ".join(str(weight) for weight in _WEIGHTS[table])
        # Only names and numbers of this file go into the statement.
        name = "pairs" if table == "said" else table
        statement = f"select rowid, -bm25({name}, {weights}) from {name} where {name} match ?"  # noqa: S608
        return dict(self._db.execute(statement, (any_of,)))

    def places(self, term: str) -> dict[int, float]:
        """How much each passage says of a term: 1 in its text, more in its heading.

        0 where only the title or the keywords hold it, which all passages of an article share.
        """
        told = {"body": 1.0, "heading": 1.5}
        found: dict[int, float] = {}
        for row, column in self._db.execute(
            "select distinct doc, col from places where term = ?", (term,)
        ):
            found[row] = found.get(row, 0.0) + told.get(column, 0.0)
        return found

    def occurrences(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages each of these terms occurs; those that never do are left out."""
        marks = ", ".join("?" for _ in terms)
        # Only question marks go into the statement.
        statement = f"select term, doc from vocabulary where term in ({marks})"  # noqa: S608
        return dict(self._db.execute(statement, tuple(terms)))

    def idf(self, occurrences: int) -> float:
        """The weight of a term that so many passages hold; greatest for none."""
        return math.log(1 + (self.size - occurrences + 0.5) / (occurrences + 0.5))

    def _fill(self, passages: Sequence[Passage], words: Words) -> None:
        whole: dict[str, tuple[int, list[str], list[str], list[str]]] = {}
        for row, passage in enumerate(passages):
            locale = passage.locale
            title = words.terms(passage.title, locale)
            heading = words.terms(passage.heading, locale)
            keywords = words.terms(" ".join(passage.keywords), locale)
            body = words.terms(passage.text, locale)
            self._insert("words", row, title, heading, keywords, body)
            asked = words.asked(f"{passage.heading}\n{passage.text}", locale)
            self._insert("pairs", row, pairs(words.asked(passage.title, locale)), pairs(asked))
            article = whole.setdefault(passage.article, (len(whole), title, keywords, []))
            article[3].extend(heading + body)
        self.article_rows = {key: row for key, (row, *_) in whole.items()}
        for row, title, keywords, body in whole.values():
            self._insert("articles", row, title, keywords, body)

    def _insert(self, table: str, row: int, *columns: Iterable[str]) -> None:
        marks = ", ".join("?" for _ in columns)
        names = {"words": "title, heading, keywords, body", "pairs": "title, body"}
        statement = (
            f"insert into {table} (rowid, {names.get(table, 'title, keywords, body')})"  # noqa: S608
            f" values (?, {marks})"
        )
        self._db.execute(statement, (row, *(" ".join(column) for column in columns)))


def pairs(terms: Sequence[str]) -> list[str]:
    """Neighbouring terms, joined."""
    return [f"{first}_{second}" for first, second in pairwise(terms)]
