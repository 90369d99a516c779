"""What was derived from an article, as bytes: read again, it need not be split and stemmed again.

Disposable: what is damaged is derived anew.
"""

import json
import math
import zlib

import numpy as np

from frontmate.knowledge.articles import Article
from frontmate.knowledge.deriving import Derived
from frontmate.knowledge.entries import Entry, Table
from frontmate.knowledge.passages import bound, split
from frontmate.knowledge.postings import Counts
from frontmate.knowledge.words import Words

_FAST = 1
_KINDS = ("<i8", "<i4", "<f4", "<i4")


def derive(article: Article, words: Words) -> Derived:
    """From the article itself."""
    page = split(article)
    return Derived(page, Entry.of(page, words))


def packed(derived: Derived) -> bytes:
    """The texts of the passages and the counts of their terms."""
    tables = derived.entry[1:]
    head = {
        "parts": [(passage.heading, passage.text) for passage in derived.page],
        "terms": derived.entry.terms,
        "tables": [(*t.counts.values.shape, len(t.lengths)) for t in tables],
    }
    words = json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")
    arrays = [
        np.ascontiguousarray(each, kind).tobytes()
        for table in tables
        for each, kind in zip((*table.counts, table.lengths), _KINDS, strict=True)
    ]
    return zlib.compress(len(words).to_bytes(4) + words + b"".join(arrays), _FAST)


def unpacked(article: Article, stored: bytes) -> Derived:
    """The same again, for an article at that version and of that form; its body is not needed.

    Raises ValueError where it is damaged.
    """
    try:
        plain = memoryview(zlib.decompress(stored))
        at = 4 + int.from_bytes(plain[:4])
        head = json.loads(bytes(plain[4:at]).decode("utf-8", "surrogatepass"))
        tables = []
        for shape in head["tables"]:
            table, at = _table(plain, at, *shape)
            tables.append(table)
        parts = [(heading, text) for heading, text in head["parts"]]
        return Derived(bound(article, parts), Entry(tuple(head["terms"]), *tables))
    except (zlib.error, KeyError, TypeError, ValueError) as error:
        raise ValueError("what was derived from an article is damaged") from error


def _table(plain: memoryview, at: int, values: int, size: int, rows: int) -> tuple[Table, int]:
    arrays = []
    shapes = ((size,), (size,), (values, size), (rows,))
    for shape, kind in zip(shapes, _KINDS, strict=True):
        array = np.frombuffer(plain, kind, math.prod(shape), at).reshape(shape)
        at += array.nbytes
        arrays.append(array)
    keys, places, found, lengths = arrays
    return Table(Counts(keys, places, found), lengths), at
