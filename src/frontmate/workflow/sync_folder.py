"""A folder of Markdown files as a source of knowledge (9.2)."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from frontmate.knowledge import Article, ArticleUnreadable, HeldBack, look_through
from frontmate.store import Source, articles, sources
from frontmate.workflow.choices import decided
from frontmate.workflow.sync_pass import SyncPass, as_stored


async def sync_folder(now: SyncPass, source: Source) -> str:
    """Take over what the folder says; returns what could not be read of it.

    A file that cannot be read says nothing: what it said before may be wrong by now. Where the
    folder itself cannot be read, what was known is kept.
    """
    try:
        read, unreadable = await asyncio.to_thread(look_through, Path(source.place))
    except (ArticleUnreadable, OSError) as error:
        return await _fail(now, source, str(error))
    told = as_told(source, read)
    async with now.engine.begin() as db:
        keys = [article.key for article in told]
        taken = await articles.held_by_others(db, now.connection, source.id, keys)
    await _replace(now, source, [article for article in told if article.key not in taken])
    if taken:
        # Two articles of one key would take each other's place with every pass.
        clash = f"{source.place}: another source has the slug {min(taken)!r} too."
        return await _fail(now, source, f"{clash} Give one of them another `slug:`.")
    return await _fail(now, source, str(unreadable[0])) if unreadable else ""


async def _replace(now: SyncPass, source: Source, told: Sequence[Article]) -> None:
    async with now.engine.begin() as db:
        at = now.clock()
        current = await decided(
            db, now.connection, source.id, [as_stored(article) for article in told]
        )
        await sources.begin(db, source.id, len(current), at, done=len(current))
        if await articles.replace_all(db, now.connection, source.id, current, at):
            await now.announce(db)
        await sources.finish(db, source.id, at)


async def _fail(now: SyncPass, source: Source, problem: str) -> str:
    async with now.engine.begin() as db:
        await sources.fail(db, source.id, problem)
    return problem


def as_told(source: Source, read: Sequence[Article]) -> list[Article]:
    """A folder for the team alone holds nothing for customers."""
    return [article if source.public else _internal(article) for article in read]


def _internal(article: Article) -> Article:
    return replace(article, held_back=article.held_back or HeldBack.INTERNAL)
