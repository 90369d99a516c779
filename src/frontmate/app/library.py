"""What each connection knows, indexed and kept up with; vectors are filled in behind."""

import asyncio
import logging
import time
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate import store
from frontmate.app.clock import utc_now
from frontmate.app.stock import Stock
from frontmate.knowledge import Encoder, EncoderFailed, Filled, Search, fill, wanted

log = logging.getLogger(__name__)

_ANNOUNCE_EVERY = 400
_ANNOUNCE_SHARE = 0.05
"""Of all pieces: when more than both have been encoded, all processes take them over."""
_ANNOUNCE_FROM = 0.9
"""Before so many pieces are there, meanings are hardly compared: nobody need be told."""
_TELL_EVERY = 5.0
"""Seconds between two notes of how far it is."""
_RECENT = timedelta(minutes=1)
"""An older note is of an encoding that has ended."""


class Library:
    """Searches by connection. Lexical at once; by meaning once the vectors are there."""

    def __init__(self, engine: AsyncEngine, encoder: Encoder | None) -> None:
        self._engine = engine
        self.encoder = encoder
        self._stocks: dict[str, Stock] = {}
        self._empty = Search(())
        self._filled: dict[str, int | None] = {}
        self._remembering: set[asyncio.Task[None]] = set()

    def search(self, name: str) -> Search:
        known = self._stocks.get(name)
        return self._empty if known is None else known.search

    async def bring_up(self, name: str, knowledge: int) -> None:
        """Take over what has changed in what the connection knows, if anything has."""
        await self._stock(name).bring_up(knowledge)

    async def settle(self, name: str) -> None:
        """Wait for the vectors of a large help center, which come behind its words."""
        await self._stock(name).settle()

    def _stock(self, name: str) -> Stock:
        if name not in self._stocks:
            self._stocks[name] = Stock(self._engine, name, self.encoder)
        return self._stocks[name]

    def may_lack(self, name: str) -> bool:
        """Whether there may be something to encode: False costs no query."""
        known = self._stocks.get(name)
        if self.encoder is None or known is None or known.knowledge is None:
            return False
        return known.learned and self._filled.get(name) != known.knowledge

    async def fill(self, name: str) -> int:
        """Encode what has no vector yet, behind the answers; returns how many pieces were.

        Raises EncoderFailed. Each batch is kept, so it goes on from there after any end.
        """
        if self.encoder is None or not self.may_lack(name):
            return 0
        stock = self._stocks[name]
        knowledge = stock.knowledge
        pieces = await asyncio.to_thread(stock.search.lacking)
        async with self._engine.begin() as db:
            absent = await store.vectors.missing(db, self.encoder.model, pieces)
        if not absent:
            self._filled[name] = knowledge
            await self._take_over(stock, name, len(pieces))
            return 0
        total = stock.search.pieces
        filling = _Filling(self._engine, name, self.encoder, total)
        log.info("connection %s: %s pieces to encode", name, len(absent))
        already = set(pieces) - set(absent)
        await fill(self.encoder, pieces, already, filling.save, filling.tell, total=total)
        async with self._engine.begin() as db:
            await store.connections.touch_knowledge(db, name)
        return filling.made

    async def _take_over(self, stock: Stock, name: str, lacking: int) -> None:
        """What a process has encoded that came to its end before it could say so."""
        if lacking:
            await stock.learn()
            if len(set(stock.search.unknown())) < lacking:
                async with self._engine.begin() as db:
                    await store.connections.touch_knowledge(db, name)

    async def progress(self, name: str) -> Filled | None:
        """How far encoding is, counted now; its rate is that of the last minute, 0 if it rests.

        None without an encoder.
        """
        if self.encoder is None:
            return None
        # Words alone: which vectors are missing can be told without loading them.
        stock = Stock(self._engine, name, None, keeps=False)
        await stock.bring_up(0)
        await stock.close()
        pieces = await asyncio.to_thread(wanted, stock.search.passages)
        async with self._engine.begin() as db:
            missing = await store.vectors.missing(db, self.encoder.model, pieces)
            noted = await store.vectors.progress(db, name)
        recent = noted is not None and utc_now() - noted.at < _RECENT
        rate = noted.per_second if noted is not None and recent else 0.0
        return Filled(len(pieces) - len(missing), len(pieces), rate)

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
        for stock in self._stocks.values():
            await stock.close()
        if self.encoder is not None:
            await self.encoder.close()


class _Filling:
    """What has been encoded in one go, as it is kept and told."""

    def __init__(self, engine: AsyncEngine, name: str, encoder: Encoder, total: int) -> None:
        self._engine = engine
        self._name = name
        self._encoder = encoder
        self._total = total
        self._untold = 0
        self._told_at = float("-inf")
        self.made = 0

    async def save(self, vectors: Mapping[str, bytes]) -> None:
        self.made += len(vectors)
        self._untold += len(vectors)
        async with self._engine.begin() as db:
            await store.vectors.save(db, self._encoder.model, vectors)

    async def tell(self, filled: Filled) -> None:
        """In the log and the database, for people; and for processes, where it is of use."""
        enough = max(_ANNOUNCE_EVERY, _ANNOUNCE_SHARE * self._total)
        announce = self._untold >= enough and filled.done >= _ANNOUNCE_FROM * filled.total
        now, end = time.monotonic(), filled.done == filled.total
        if not (announce or end or now - self._told_at >= _TELL_EVERY):
            return
        self._told_at = now
        log.info("connection %s: %s", self._name, filled)
        async with self._engine.begin() as db:
            await store.vectors.note_progress(
                db, self._name, filled.done, filled.total, filled.per_second, utc_now()
            )
            if announce:
                self._untold = 0
                await store.connections.touch_knowledge(db, self._name)
