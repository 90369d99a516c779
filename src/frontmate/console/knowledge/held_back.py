"""Articles about a question that customers are not told: the index has never seen them."""

import asyncio
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.knowledge import Article, Search, split, words_in
from frontmate.store import article_list

_READ, _SHOWN, _WORDS = 40, 3, 12
_SHORTEST_WORD = 4


@dataclass(frozen=True)
class Near:
    key: str
    title: str
    why: str
    """What holds it back."""


async def near_misses(
    db: AsyncConnection, connection: str, question: str, language: str
) -> tuple[Near, ...]:
    """Those about the same words, the nearest first: some three, of forty by their titles."""
    telling = [w for w in words_in(question, language) if len(w) >= _SHORTEST_WORD]
    words = tuple(sorted(telling, key=lambda word: (-len(word), word))[:_WORDS])
    found = await article_list.held_back_about(db, connection, words, _READ)
    if not found:
        return ()
    lines = {line.key: line for line, _ in found}
    search = await asyncio.to_thread(_index, found)
    ranking = await search.rank(question, language=language, limit=_READ)
    keys = dict.fromkeys(hit.passage.article for hit in ranking.hits)
    return tuple(Near(key, lines[key].title, lines[key].why) for key in list(keys)[:_SHOWN])


def _index(found: tuple[tuple[article_list.Line, str], ...]) -> Search:
    # Only what is public is ever found: here, for once, as if it were, and gone after the request.
    return Search(
        passage
        for line, body in found
        for passage in split(
            Article(line.key, line.title, line.locale, True, body, None, line.version)
        )
    )
