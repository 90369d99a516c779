"""The contents of a help center, fetched one by one, each stored as it is read (9.2)."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.front import (
    ArticleContent,
    FrontError,
    HelpCenter,
    NotFound,
    Refused,
    Unreachable,
)
from frontmate.knowledge import Article, article_of
from frontmate.store import Gone, Source, StoredArticle, article_choices, articles, sources
from frontmate.workflow.choices import decided
from frontmate.workflow.sync_pass import SyncPass, as_stored
from frontmate.workflow.sync_plan import Edition

log = logging.getLogger(__name__)

_FAILURES_IN_A_ROW = 3
"""One article that Front cannot show must not keep all others from us; an outage ends the pass."""


@dataclass
class Reading:
    """The part of a pass that fetches from one help center. `done` counts towards `total`."""

    now: SyncPass
    source: Source
    center: HelpCenter
    held: Mapping[str, StoredArticle]
    done: int
    total: int
    _failed: int = 0
    _in_a_row: int = 0
    _failure: str = ""
    _cut_short: bool = False

    async def read(self, editions: Iterable[Edition]) -> None:
        """Fetch and store each. Raises FrontError where it is of no use to go on now."""
        for edition in editions:
            await self.now.pause()
            if self.now.clock() >= self.now.ends_at:
                self.now.unfinished = self._cut_short = True
                return
            try:
                content = await self.now.client.article_content(edition.stub.id, edition.locale)
            except NotFound:
                await self._remove(edition, Gone.DELETED)
            except (Refused, Unreachable) as error:
                self._pass_over(error)
            else:
                self._in_a_row = 0
                await self._take(edition, content)

    async def finish(self) -> str:
        """Returns what could not be read; where the end was reached, all else is up to date."""
        problem = ""
        if self._failed:
            problem = f"{self._failed} of {self.total} articles could not be read: {self._failure}"
        async with self.now.engine.begin() as db:
            if not self._cut_short:
                await sources.progress(db, self.source.id, self.total, self.total)
                await sources.finish(db, self.source.id, self.now.clock())
            if problem:
                await sources.fail(db, self.source.id, problem)
        return problem

    async def _take(self, edition: Edition, content: ArticleContent) -> None:
        self.now.read += 1
        said = content.locale.lower()
        others = {locale.lower() for locale in edition.stub.locales} - {edition.locale.lower()}
        if said in others:
            # Front shows another language where the one asked for is missing.
            await self._remove(edition, Gone.UNTRANSLATED)
            return
        article = await self._converted(edition, replace(content, locale=edition.locale))
        if article is None:
            await self._remove(edition, Gone.UNREADABLE)
            return
        stored = replace(as_stored(article), changed_at=edition.stub.updated_at)
        await self._store(stored, self.held.get(edition.key))

    async def _converted(self, edition: Edition, content: ArticleContent) -> Article | None:
        """In a thread: a long article takes a while, and webhooks must be answered meanwhile."""
        convert = partial(
            article_of,
            self.center,
            edition.stub,
            content,
            hidden=edition.hidden,
            public_url=self.source.public_url,
        )
        try:
            return await asyncio.to_thread(convert)
        except Exception as error:
            # What it says now is not known, and what it said before may be wrong by now.
            log.exception("article %s cannot be read", edition.key)
            self._count(f"{edition.key}: {type(error).__name__}")
            return None

    async def _store(self, read: StoredArticle, known: StoredArticle | None) -> None:
        self.done += 1
        async with self.now.engine.begin() as db:
            for stored in await decided(db, self.now.connection, self.source.id, [read]):
                await self._put(db, stored, known)
            await sources.progress(db, self.source.id, self.done, self.total)

    async def _put(
        self, db: AsyncConnection, stored: StoredArticle, known: StoredArticle | None
    ) -> None:
        source, at = self.source.id, self.now.clock()
        # Not by `known`: since the lists were read it may have been shown.
        if await articles.put(db, self.now.connection, source, stored, at):
            await self.now.announce(db)
        elif known is None or articles.told(known) != articles.told(stored):
            await self.now.announce_later(db)

    async def _remove(self, edition: Edition, why: Gone) -> None:
        self.done += 1
        async with self.now.engine.begin() as db:
            await article_choices.hold(db, self.now.connection)
            gone = await articles.remove(
                db, self.now.connection, self.source.id, {edition.key}, self.now.clock(), why
            )
            self.now.gone += gone
            await sources.progress(db, self.source.id, self.done, self.total)
            if gone:
                await self.now.announce(db)

    def _pass_over(self, error: FrontError) -> None:
        """What is known of the article is kept; the next pass tries again."""
        self._in_a_row += 1
        self._count(str(error))
        if self._in_a_row >= _FAILURES_IN_A_ROW:
            raise error

    def _count(self, failure: str) -> None:
        self._failed += 1
        self._failure = failure
