"""A mail of ten megabytes keeps nobody waiting, on the loop that reads it or in the database."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from tests.journeys.house import House
from tests.journeys.said import DIMMER
from tests.workflow.bench import Bench, Killed

TEN_MEGABYTES = 10_000_000


def lines() -> tuple[str, str]:
    """Many short lines; both parts, so that they are compared."""
    return "<p>It still fails.</p>" + "x<br>" * (TEN_MEGABYTES // 5), "x\n" * (TEN_MEGABYTES // 2)


def quotes() -> tuple[str, str]:
    deep = "<blockquote>" * 200 + "<br>On 1 x wrote:" * (TEN_MEGABYTES // 17)
    return "<p>It still fails.</p>" + deep, ""


def marks() -> tuple[str, str]:
    """Letters with a million accents, whose normal form once took half an hour."""
    return "", "It still fails. " + "\u0315\u0300\u0316" * (TEN_MEGABYTES // 3)


@dataclass
class Watch:
    """What else gets on while a mail is read, in seconds."""

    house: House = field(repr=False)
    turns: int = 0
    longest_gap: float = 0
    oldest_transaction: timedelta = field(default_factory=timedelta)

    async def run(self) -> None:
        last = time.monotonic()
        while True:
            await asyncio.sleep(0.01)
            now = time.monotonic()
            self.turns, self.longest_gap = self.turns + 1, max(self.longest_gap, now - last)
            last = now

    async def look(self) -> None:
        while True:
            (row,) = await self.house.rows(
                "select max(clock_timestamp() - xact_start) as age from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
            self.oldest_transaction = max(self.oldest_transaction, row.age or timedelta())
            await asyncio.sleep(0.05)


async def rewritten(house: House, html: str, text: str) -> None:
    """The mail that has come in and is still unread says this instead."""
    (row,) = await house.rows(
        "select texts.id, texts.body from deliveries d join texts on d.raw = texts.id"
        " order by d.id desc limit 1"
    )
    delivered = json.loads(row.body)
    message = delivered["target"]["data"]
    message["body"], message["text"] = html, text
    await house.rows(
        "update texts set body = :body where id = :id returning id",
        body=json.dumps(delivered),
        id=row.id,
    )


async def until_decided(step: str) -> None:
    if step == "event_decided":
        raise Killed


@pytest.mark.parametrize("said", [lines, quotes, marks])
async def test_10_a_hostile_mail_of_ten_megabytes_keeps_nobody_else_waiting(
    bench: Bench, said: Callable[[], tuple[str, str]]
) -> None:
    """Neither another coroutine of the loop, nor anybody for a transaction."""
    # The tables of words are compiled at the first message of a process.
    conversation = await bench.begin("Ada")
    await bench.house.customer(DIMMER, conversation=conversation)
    await bench.arrived()
    await rewritten(bench.house, *said())
    watch = Watch(bench.house)
    beside = [asyncio.create_task(watch.run()), asyncio.create_task(watch.look())]
    begun = time.monotonic()
    with pytest.raises(Killed):
        await bench.work(conversation, replace(bench.app.shell, checkpoint=until_decided))
    took = time.monotonic() - begun
    for task in beside:
        task.cancel()
    (stored,) = await bench.house.rows(
        "select texts.body from messages m join texts on m.body = texts.id where m.inbound"
        " order by m.id desc limit 1"
    )
    assert stored.body.startswith("It still fails.")
    assert watch.turns > 10
    # It was more than two seconds, all of it within a transaction.
    assert watch.longest_gap < max(1.8, took / 3)
    assert watch.oldest_transaction < timedelta(seconds=max(1.8, took / 3))
