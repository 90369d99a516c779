"""How soon a process answers from a large help center, how soon a change shows, and what it takes.

`python -m benchmarks.knowledge_scale 50000` (passages) prints one line of JSON. The database is
an embedded PostgreSQL of its own with made-up articles; each part is measured in a process of its
own, so that the memory is that of this part alone. Words alone are compared. `held_ms` is the
longest time for which the process answered nothing at all while it took a change over; `cpu_s` is
what the processor had to do, start of the program included, however busy the machine was.
"""

import asyncio
import json
import multiprocessing
import random
import resource
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.search_speed import made_up
from frontmate.app.library import Library
from frontmate.conversation.policy import Policy
from frontmate.knowledge import Search, version_of
from frontmate.store import (
    Gone,
    StoredArticle,
    Workspace,
    articles,
    connections,
    migrate,
    open_engine,
)
from frontmate.store.tables import articles as table
from tests.databases import a_server

_NAME = "large"
_QUESTIONS = 200
_NOW = datetime(2026, 11, 28, tzinfo=UTC)
_TICK = 0.005

Part = Callable[[AsyncEngine], Awaitable[dict[str, object]]]


async def filled(engine: AsyncEngine, passages: int) -> None:
    """A connection whose help center has so many passages."""
    workspace = Workspace(id=_NAME, company="cmp_1", ai_teammate="tea_1", ai_name="AI")
    rows = [
        {
            "connection": _NAME,
            "key": each.key,
            "version": each.version,
            "title": each.title,
            "locale": each.locale,
            "public": each.public,
            "body": each.body,
            "keywords": [],
            "seen_at": _NOW,
        }
        for each in made_up(passages)
    ]
    async with engine.begin() as db:
        await connections.connect(db, workspace, Policy(), _NOW)
        for at in range(0, len(rows), 1_000):
            await db.execute(insert(table), rows[at : at + 1_000])


async def first(engine: AsyncEngine) -> dict[str, object]:
    """Nothing was derived before."""
    began = time.perf_counter()
    library = Library(engine, None)
    await library.bring_up(_NAME, 1)
    spent = time.perf_counter() - began
    await library.close()
    kept = time.perf_counter() - began
    return {
        "first_s": round(spent, 1),
        "first_kept_s": round(kept, 1),
        "first_cpu_s": round(time.process_time(), 1),
        "first_peak_mb": _peak(),
    }


async def restart(engine: AsyncEngine) -> dict[str, object]:
    """A process that finds what another has derived; and then changes, each by itself."""
    process = psutil.Process()
    before, began = process.memory_info().rss, time.perf_counter()
    library = Library(engine, None)
    await library.bring_up(_NAME, 1)
    found: dict[str, object] = {"restart_s": round(time.perf_counter() - began, 1)}
    found["restart_cpu_s"] = round(time.process_time(), 1)
    found["passages"] = len(library.search(_NAME).passages)
    found["memory_mb"] = round((process.memory_info().rss - before) / 1e6)
    found["question_ms"] = await _questions(library.search(_NAME))
    changes: dict[str, Callable[[], Awaitable[None]]] = {
        "changed": lambda: _put(engine, "0000003"),
        "added": lambda: _put(engine, "1000003"),
        "removed": lambda: _remove(engine, "1000003"),
    }
    for state, (name, change) in enumerate(changes.items(), start=2):
        await change()
        async with _clock() as clock:
            await library.bring_up(_NAME, state)
        found[f"{name}_s"], found[f"{name}_held_ms"] = clock.seconds, clock.held_ms
    await library.close()
    return {**found, "peak_mb": _peak()}


async def _put(engine: AsyncEngine, key: str) -> None:
    title, body = "Zebra", "A new sentence about the zebra."
    version = version_of(title, body, public=True)
    stored = StoredArticle(key, version, title, "en", True, body, None, ())
    async with engine.begin() as db:
        await articles.put(db, _NAME, None, stored, _NOW)


async def _remove(engine: AsyncEngine, key: str) -> None:
    async with engine.begin() as db:
        await articles.remove(db, _NAME, None, {key}, _NOW, Gone.DELETED)


async def _questions(search: Search) -> dict[str, float]:
    source = random.Random(3)  # noqa: S311 - made-up questions, no secret
    spent = []
    for _ in range(_QUESTIONS):
        words = source.choice(search.passages).text.split()
        question = " ".join(source.choices(words, k=9))
        began = time.perf_counter()
        await search.rank(question, language="en")
        spent.append(1_000 * (time.perf_counter() - began))
    p99 = statistics.quantiles(spent, n=100)[98]
    return {"p50": round(statistics.median(spent), 1), "p99": round(p99, 1)}


@dataclass
class _Clock:
    seconds: float = 0.0
    held_ms: float = 0.0


@asynccontextmanager
async def _clock() -> AsyncIterator[_Clock]:
    """How long it takes, and the longest time for which nothing else could run."""
    clock, began = _Clock(), time.perf_counter()

    async def tick() -> None:
        while True:
            at = time.perf_counter()
            await asyncio.sleep(_TICK)
            held = 1_000 * (time.perf_counter() - at - _TICK)
            clock.held_ms = round(max(clock.held_ms, held), 1)

    ticking = asyncio.create_task(tick())
    yield clock
    clock.seconds = round(time.perf_counter() - began, 2)
    ticking.cancel()


def _peak() -> int:
    """MB of this process so far; Linux tells KiB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024 / 1e6)


def _run(part: Part, url: str) -> dict[str, object]:
    async def measured() -> dict[str, object]:
        engine = open_engine(url)
        try:
            return await part(engine)
        finally:
            await engine.dispose()

    return asyncio.run(measured())


async def _fill(url: str, passages: int) -> None:
    engine = open_engine(url)
    await filled(engine, passages)
    await engine.dispose()


def main(passages: int) -> dict[str, object]:
    found: dict[str, object] = {}
    with a_server("frontmate-scale-") as (url, _):
        migrate(url)
        asyncio.run(_fill(url, passages))
        for part in (first, restart):
            with multiprocessing.get_context("spawn").Pool(1) as alone:
                found |= alone.apply(_run, (part, url))
    return found


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if sys.argv[1:] else 50_000)))  # noqa: T201 - its output
