"""What one connection knows, as this process has it: brought up to date by what has changed."""

import asyncio
import contextlib
import ctypes
import logging
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate import store
from frontmate.knowledge import (
    Article,
    Derived,
    Deriving,
    Encoder,
    Passage,
    QueryMeans,
    Search,
    form_of,
)
from frontmate.store import Outline, Written

log = logging.getLogger(__name__)

_READ_AT_ONCE = 1_000
_INDEXED_AT_ONCE = 6_000
"""Articles; more would be held in memory both as they are stored and as they are indexed."""
_VECTORS_AT_ONCE = 50_000
_WAITS = 5.0
"""Seconds that whoever brings up waits for vectors; in a larger help center words answer first."""

Name: TypeAlias = tuple[str, str]
"""Key and version."""
_T = TypeVar("_T")


class Stock:
    """Answers come from `search`, which is of one moment; a later one takes its place as a whole.

    What has changed costs the time, not what is there: see `bring_up`.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        connection: str,
        encoder: Encoder | None,
        *,
        keeps: bool = True,
    ) -> None:
        """`keeps`: what is derived, for the next process; whoever only looks writes nothing."""
        self._engine = engine
        self._keeps = keeps
        self._connection = connection
        self._encoder = encoder
        self._outlines: Mapping[str, Outline] = {}
        self._changing = asyncio.Lock()
        self._keeping: set[asyncio.Task[None]] = set()
        self._learning: asyncio.Task[None] | None = None
        self._unlearned = encoder is not None
        self.search = Search(())
        self.knowledge: int | None = None
        """Which state of the database `search` has the articles of."""

    async def bring_up(self, knowledge: int) -> None:
        """Take over what has changed since: the articles now, vectors within moments or behind.

        Only articles that are new or another are read, split and stemmed; not even that where
        any process has kept what it derived from them.
        """
        if self.knowledge != knowledge:
            async with self._changing:
                await self._take()
                self.knowledge = knowledge
            self._unlearned = self._encoder is not None
        if self._unlearned and self.settled:
            await asyncio.wait({self._begin()}, timeout=_WAITS)

    async def learn(self) -> None:
        """Look again for vectors that the database has by now."""
        self._unlearned = self._encoder is not None
        if self._unlearned:
            await (self._begin() if self.settled else self.settle())

    def _begin(self) -> asyncio.Task[None]:
        self._learning = asyncio.create_task(self._learn())
        return self._learning

    @property
    def learned(self) -> bool:
        """Whether `search` has all vectors that the database had."""
        return self.settled and not self._unlearned

    @property
    def settled(self) -> bool:
        """Whether no vectors are on their way from the database."""
        return self._learning is None or self._learning.done()

    async def settle(self) -> None:
        """Wait for them."""
        if self._learning is not None:
            await self._learning

    async def close(self) -> None:
        if self._learning is not None:
            self._learning.cancel()
            await asyncio.gather(self._learning, return_exceptions=True)
        await asyncio.gather(*self._keeping, return_exceptions=True)

    async def _take(self) -> None:
        async with self._engine.begin() as db:
            now = await store.derived.outlines(db, self._connection)
        pages = await asyncio.to_thread(self._staying, now)
        changed = [outline for key, outline in now.items() if key not in pages]
        if not changed and len(pages) == len(self._outlines):
            return
        deriving = Deriving()
        # Not shown before it is whole: nobody is answered from a mix of two states.
        search = self.search
        fresh: dict[Name, tuple[str, bytes]] = {}
        for many in _parts(changed, _INDEXED_AT_ONCE) or ((),):
            derived: dict[str, Derived] = {}
            for some in _parts(many, _READ_AT_ONCE):
                derived |= await self._derived(deriving, some, fresh)
            pages |= {key: each.page for key, each in derived.items()}
            search = await asyncio.to_thread(_changed, search, now, pages, derived)
        self.search, self._outlines = search, {key: now[key] for key in search.pages}
        if self._keeps:
            self._behind(self._keep(fresh))
        if len(changed) > _READ_AT_ONCE:
            await asyncio.to_thread(_give_back)

    def _staying(self, now: Mapping[str, Outline]) -> dict[str, tuple[Passage, ...]]:
        """The articles that are as they were."""
        known = self._outlines
        return {key: page for key, page in self.search.pages.items() if now.get(key) == known[key]}

    async def _derived(
        self,
        deriving: Deriving,
        outlines: Sequence[Outline],
        kept: dict[Name, tuple[str, bytes]],
    ) -> dict[str, Derived]:
        """What is derived afresh is added to `kept`, as it is to be kept for the next start."""
        forms = {(o.key, o.version): form_of(o.locale, o.keywords) for o in outlines}
        written = await self._written(forms)
        found, damaged, fresh = await asyncio.to_thread(_derive, deriving, outlines, written)
        if damaged:
            whole = await self._written({(o.key, o.version): "" for o in damaged})
            others, _, mended = await asyncio.to_thread(_derive, deriving, damaged, whole)
            found, fresh = {**found, **others}, {**fresh, **mended}
        kept |= {name: (forms[name], entry) for name, entry in fresh.items()}
        return found

    async def _written(self, forms: Mapping[Name, str]) -> Mapping[Name, Written]:
        async with self._engine.begin() as db:
            return await store.derived.read(db, self._connection, forms)

    def _behind(self, keeping: Coroutine[None, None, None]) -> None:
        """What nobody waits for; should it fail, it is a later process that has more to do."""
        task = asyncio.create_task(keeping)
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)

    async def _keep(self, fresh: Mapping[Name, tuple[str, bytes]]) -> None:
        """And drop what is of versions that are gone."""
        try:
            for names in _parts(list(fresh), _READ_AT_ONCE):
                async with self._engine.begin() as db:
                    some = {name: fresh[name] for name in names}
                    await store.derived.save(db, self._connection, some)
            async with self._engine.begin() as db:
                await store.derived.drop_gone(db, self._connection)
        except SQLAlchemyError as error:
            log.info("what was derived was not kept: %s", type(error).__name__)

    async def _learn(self) -> None:
        """Until the vectors that the database has are here; should that fail, it is tried again."""
        try:
            while self._encoder is not None and self._unlearned:
                self._unlearned = False
                await self._take_vectors(self._encoder)
        except Exception:
            self._unlearned = True
            log.exception("connection %s: vectors were not read", self._connection)

    async def _take_vectors(self, encoder: Encoder) -> None:
        async with self._engine.begin() as db:
            means = QueryMeans(await store.vectors.means(db, self._connection, encoder.model))
        await asyncio.to_thread(self.search.digest)
        await self._add(encoder, {}, means)
        unknown = await asyncio.to_thread(self.search.unknown)
        for some in _parts(unknown, _VECTORS_AT_ONCE):
            async with self._engine.begin() as db:
                vectors = await store.vectors.load(db, encoder.model, some)
            if vectors:
                await self._add(encoder, vectors, means)

    async def _add(self, encoder: Encoder, vectors: Mapping[str, bytes], means: QueryMeans) -> None:
        async with self._changing:
            self.search = await asyncio.to_thread(self.search.with_vectors, encoder, vectors, means)


def _derive(
    deriving: Deriving, outlines: Sequence[Outline], written: Mapping[Name, Written]
) -> tuple[dict[str, Derived], list[Outline], dict[Name, bytes]]:
    """By key; those of which what was kept is damaged; and what is to be kept, by its name."""
    found: dict[str, Derived] = {}
    damaged: list[Outline] = []
    fresh: dict[Name, bytes] = {}
    for outline in outlines:
        name = outline.key, outline.version
        if name not in written:
            continue
        article, entry = _article(outline, written[name]), written[name].entry
        if entry is None:
            found[outline.key], fresh[name] = deriving.afresh(article)
        elif (again := deriving.again(article, entry)) is not None:
            found[outline.key] = again
        else:
            damaged.append(outline)
    return found, damaged, fresh


def _article(outline: Outline, written: Written) -> Article:
    return Article(
        key=outline.key,
        title=written.title,
        locale=outline.locale,
        public=True,
        body=written.body,
        url=outline.url,
        version=outline.version,
        keywords=outline.keywords,
    )


def _changed(
    search: Search,
    now: Iterable[str],
    pages: Mapping[str, tuple[Passage, ...]],
    derived: Mapping[str, Derived],
) -> Search:
    """In the order of now, whatever came when."""
    entries = {key: each.entry for key, each in derived.items()}
    return search.changed({key: pages[key] for key in now if key in pages}, entries)


def _give_back() -> None:
    """To the system, what building a large index has left unused: glibc keeps half a gigabyte."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _parts(some: Sequence[_T], size: int) -> list[Sequence[_T]]:
    return [some[at : at + size] for at in range(0, len(some), size)]
