"""Vectors are kept once by what they encode, and questions are summed without a word of them."""

import asyncio
import struct
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.store import vectors

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def packed(*numbers: float) -> bytes:
    return struct.pack(f"<{len(numbers)}e", *numbers)


async def connect(db: AsyncConnection, name: str = "main") -> None:
    await db.execute(
        text(
            "insert into connections (id, company, ai_teammate, ai_name, api_url, "
            "requests_per_minute, intake, created_at) "
            "values (:id, :id, 'tea_1', 'AI', 'https://front.example', 50, 'webhook', :now)"
        ),
        {"id": name, "now": NOW},
    )


async def test_what_was_saved_is_found_by_model_and_digest(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await vectors.save(db, "m1", {"a": b"1", "b": b"2"})
        await vectors.save(db, "m2", {"a": b"3"})
    async with engine.begin() as db:
        assert await vectors.load(db, "m1", ["a", "b", "c"]) == {"a": b"1", "b": b"2"}
        assert await vectors.load(db, "m2", ["a", "b"]) == {"a": b"3"}
        assert await vectors.load(db, "m1", []) == {}
        assert await vectors.missing(db, "m1", ["c", "a", "d", "c"]) == ("c", "d")
        assert await vectors.missing(db, "m3", ["a"]) == ("a",)


async def test_a_vector_that_is_there_stays_as_it_is(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await vectors.save(db, "m", {"a": b"1"})
        await vectors.save(db, "m", {"a": b"2", "b": b"3"})
        await vectors.save(db, "m", {})
        assert await vectors.load(db, "m", ["a", "b"]) == {"a": b"1", "b": b"3"}


async def test_two_processes_that_encode_the_same_do_not_hinder_each_other(
    engine: AsyncEngine,
) -> None:
    made = {f"d{number}": b"x" * 768 for number in range(500)}

    async def save(some: dict[str, bytes]) -> None:
        async with engine.begin() as db:
            await vectors.save(db, "m", some)

    await asyncio.gather(save(made), save(dict(reversed(made.items()))))
    async with engine.begin() as db:
        assert await vectors.missing(db, "m", list(made)) == ()


async def test_more_than_one_statement_holds_are_saved_and_loaded(engine: AsyncEngine) -> None:
    made = {f"d{number}": bytes([number % 256]) for number in range(11_000)}
    async with engine.begin() as db:
        await vectors.save(db, "m", made)
        assert await vectors.load(db, "m", list(made)) == made
        assert await vectors.missing(db, "m", [*made, "new"]) == ("new",)


async def test_what_no_article_says_any_more_is_forgotten(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await vectors.save(db, "m", {"a": b"1", "b": b"2", "c": b"3"})
        await vectors.save(db, "other", {"a": b"1"})
        assert await vectors.forget_unused(db, "m", {"b"}) == 2
        assert await vectors.load(db, "m", ["a", "b", "c"]) == {"b": b"2"}
        assert await vectors.load(db, "other", ["a"]) == {"a": b"1"}
        assert await vectors.forget_unused(db, "m", ()) == 1


async def test_questions_are_summed_by_connection_and_language(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await connect(db)
        await connect(db, "second")
        await vectors.add_query(db, "main", "m", "en", packed(1, 0))
        await vectors.add_query(db, "main", "m", "en", packed(0.5, -2))
        await vectors.add_query(db, "main", "m", "de", packed(0, 1))
        await vectors.add_query(db, "second", "m", "en", packed(0, 1))
        found = await vectors.means(db, "main", "m")
        assert await vectors.means(db, "main", "other") == {}
    assert found == {
        "en": (2, struct.pack("<2f", 1.5, -2)),
        "de": (1, struct.pack("<2f", 0, 1)),
    }


async def test_questions_that_come_at_once_are_all_counted(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await connect(db)

    async def ask() -> None:
        async with engine.begin() as db:
            await vectors.add_query(db, "main", "m", "en", packed(0.5, 0.25))

    await asyncio.gather(*(ask() for _ in range(8)))
    async with engine.begin() as db:
        count, total = (await vectors.means(db, "main", "m"))["en"]
    assert count == 8
    assert struct.unpack("<2f", total) == pytest.approx((4, 2))


async def test_another_size_begins_the_sum_anew(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await connect(db)
        await vectors.add_query(db, "main", "m", "en", packed(1, 0))
        await vectors.add_query(db, "main", "m", "en", packed(0, 0, 1))
        assert await vectors.means(db, "main", "m") == {"en": (1, struct.pack("<3f", 0, 0, 1))}
