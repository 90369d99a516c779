"""What each connection knows, indexed: rebuilt when an article or its vectors have changed."""

import asyncio
import logging
from collections.abc import Mapping, Sequence

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate import store
from frontmate.knowledge import (
    Article,
    Encoder,
    EncoderFailed,
    Passage,
    Piece,
    QueryMeans,
    Search,
    fill,
    split,
    wanted,
)

log = logging.getLogger(__name__)

_ANNOUNCE_EVERY = 400
"""Vectors after which all processes index again while many are being made."""


class Library:
    """Searches by connection. Lexical at once; by meaning once the vectors are there."""

    def __init__(self, engine: AsyncEngine, encoder: Encoder | None) -> None:
        self._engine = engine
        self.encoder = encoder
        self._searches: dict[str, tuple[int, Search]] = {}
        self._empty = Search(())
        self._filled: dict[str, int] = {}
        self._remembering: set[asyncio.Task[None]] = set()

    def search(self, name: str) -> Search:
        known = self._searches.get(name)
        return self._empty if known is None else known[1]

    async def bring_up(self, name: str, knowledge: int) -> None:
        """Index what the connection knows, unless that is what is indexed already."""
        known = self._searches.get(name)
        if known is not None and known[0] == knowledge:
            return
        passages = await self._passages(name)
        vectors, means = await self._vectors(name, passages)
        # In a thread: a large help center takes seconds.
        search = await asyncio.to_thread(
            _indexed, None if known is None else known[1], passages, self.encoder, vectors, means
        )
        self._searches[name] = (knowledge, search)

    async def _passages(self, name: str) -> list[Passage]:
        async with self._engine.begin() as db:
            current = await store.articles.current(db, name)
        return await asyncio.to_thread(
            lambda: [passage for stored in current for passage in split(_as_article(stored))]
        )

    async def _vectors(
        self, name: str, passages: list[Passage]
    ) -> tuple[Mapping[str, bytes] | None, QueryMeans | None]:
        if self.encoder is None:
            return None, None
        async with self._engine.begin() as db:
            vectors = await store.vectors.load(db, self.encoder.model, wanted(passages))
            sums = await store.vectors.means(db, name, self.encoder.model)
        return vectors, QueryMeans(sums)

    def may_lack(self, name: str) -> bool:
        """Whether there may be something to encode: False costs no query."""
        known = self._searches.get(name)
        if self.encoder is None or known is None:
            return False
        return self._filled.get(name) != known[0]

    async def fill(self, name: str) -> int:
        """Encode what has no vector yet, behind the answers; returns how many pieces were.

        Raises EncoderFailed. Each batch is kept, so it goes on from there after any end.
        """
        if self.encoder is None or not self.may_lack(name):
            return 0
        encoder, knowledge = self.encoder, self._searches[name][0]
        pieces, missing = await self._lacking(name, encoder)
        if not missing:
            self._filled[name] = knowledge
            return 0
        made = 0

        async def save(vectors: Mapping[str, bytes]) -> None:
            nonlocal made
            made += len(vectors)
            async with self._engine.begin() as db:
                await store.vectors.save(db, encoder.model, vectors)
                if made % _ANNOUNCE_EVERY < len(vectors):
                    await store.connections.touch_knowledge(db, name)

        log.info("connection %s: %s pieces to encode", name, len(missing))
        await fill(encoder, pieces, set(pieces) - set(missing), save)
        async with self._engine.begin() as db:
            await store.connections.touch_knowledge(db, name)
        return made

    async def missing(self, name: str) -> tuple[int, int]:
        """How many pieces have no vector yet, of how many; (0, 0) without an encoder."""
        if self.encoder is None:
            return 0, 0
        pieces, missing = await self._lacking(name, self.encoder)
        return len(missing), len(pieces)

    async def _lacking(
        self, name: str, encoder: Encoder
    ) -> tuple[Mapping[str, Piece], tuple[str, ...]]:
        pieces = wanted(await self._passages(name))
        async with self._engine.begin() as db:
            return pieces, await store.vectors.missing(db, encoder.model, pieces)

    def remember(self, name: str, question: str, language: str) -> None:
        """Count a customer's question into what questions are like on average.

        Behind the answer, which must not wait for it; should it be lost, nothing is.
        """
        if self.encoder is not None and question.strip():
            task = asyncio.create_task(self._remember(self.encoder, name, question, language))
            self._remembering.add(task)
            task.add_done_callback(self._remembering.discard)

    async def _remember(self, encoder: Encoder, name: str, question: str, language: str) -> None:
        try:
            (vector,) = await encoder.queries([question])
            async with self._engine.begin() as db:
                await store.vectors.add_query(db, name, encoder.model, language, vector)
        except (EncoderFailed, SQLAlchemyError) as error:
            log.info("connection %s: a question was not counted: %s", name, type(error).__name__)

    async def close(self) -> None:
        await asyncio.gather(*self._remembering, return_exceptions=True)
        if self.encoder is not None:
            await self.encoder.close()


def _indexed(
    before: Search | None,
    passages: Sequence[Passage],
    encoder: Encoder | None,
    vectors: Mapping[str, bytes] | None,
    means: QueryMeans | None,
) -> Search:
    """While vectors come in, the words stay as they are: their index is kept."""
    if before is None or before.passages != tuple(passages):
        before = Search(passages)
    if encoder is None or vectors is None:
        return before
    return before.with_vectors(encoder, vectors, means)


def _as_article(stored: store.StoredArticle) -> Article:
    return Article(
        key=stored.key,
        title=stored.title,
        locale=stored.locale,
        public=stored.public,
        body=stored.body,
        url=stored.url,
        version=stored.version,
        keywords=stored.keywords,
    )
