"""The log tells of every decision and of every write, and holds nobody's words."""

import io
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from frontmate.cli.logs import formatter
from frontmate.conversation.outcome import Outcome
from frontmate.workflow import Question, Shell
from tests.databases import statements_of
from tests.journeys.house import SIGNING_KEY, TOKEN, House, open_house
from tests.workflow.bench import Bench

PRIVATE = ("xylophonist", "Quillfeather", "quillfeather@private.example", "wombatish")
"""Words, a name and an address that only customers know."""
SECRETS = (TOKEN, SIGNING_KEY, "a-cookie-key-for-tests")


@dataclass
class Printed:
    """All that was logged, as both formats print it."""

    streams: dict[str, io.StringIO] = field(default_factory=dict)

    @property
    def everything(self) -> str:
        return "".join(stream.getvalue() for stream in self.streams.values())

    def lines(self, message: str) -> list[dict[str, Any]]:
        found = [json.loads(line) for line in self.streams["json"].getvalue().splitlines()]
        return [line for line in found if line["message"] == message]


@pytest.fixture
def printed() -> Iterator[Printed]:
    with printing() as printed:
        yield printed


@contextmanager
def printing() -> Iterator[Printed]:
    printed = Printed()
    root, ours = logging.getLogger(), logging.getLogger("frontmate")
    before = root.level, ours.level
    handlers = []
    for kind in ("text", "json"):
        printed.streams[kind] = io.StringIO()
        handler = logging.StreamHandler(printed.streams[kind])
        handler.setFormatter(formatter(kind))
        root.addHandler(handler)
        handlers.append(handler)
    root.setLevel(logging.INFO)
    ours.setLevel(logging.INFO)
    try:
        yield printed
    finally:
        root.setLevel(before[0])
        ours.setLevel(before[1])
        for handler in handlers:
            root.removeHandler(handler)


Ask = Callable[[str, Question], Awaitable[Outcome]]


def broken_for(words: str, break_down: Callable[[Shell, str], Awaitable[None]]) -> Any:
    """The agent, which breaks down over a customer who writes certain words."""

    def reshape(shell: Shell) -> Shell:
        async def ask(connection: str, question: Question) -> Outcome:
            if words in question.thread.asked:
                await break_down(shell, question.thread.asked)
            return await shell.answer(connection, question)

        return replace(shell, answer=ask)

    return reshape


async def _raises(_: Shell, asked: str) -> None:
    raise ValueError(f"no answer to: {asked}")


async def _asks_the_database(shell: Shell, asked: str) -> None:
    async with shell.engine.begin() as db:
        await db.execute(text("select cast(:asked as integer)"), {"asked": asked})


@pytest.fixture(params=[_raises, _asks_the_database], ids=["an error", "a database error"])
async def house(
    request: pytest.FixtureRequest, database_url: str, help_center: Path, printed: Printed
) -> AsyncIterator[House]:
    reshape = broken_for("wombatish", request.param)
    async with open_house(database_url, help_center, reshape=reshape) as house:
        yield house


async def test_no_line_holds_a_customers_words_a_token_or_a_key_whatever_goes_wrong(
    house: House, printed: Printed
) -> None:
    who = {"name": "Ann Quillfeather", "handle": "quillfeather@private.example"}
    answered = await house.customer("I am a xylophonist. How do I reset the dimmer?", **who)
    await house.until_replies(answered, 1)
    broken = await house.customer("How do I reset the wombatish dimmer?", name="Bo Quillfeather")
    await house.until_reason(broken, "handed_off")
    await house.webhook_fault("duplicate")
    refused = {"x-front-signature": "wrong", "content-type": "application/json"}
    hook = f"{house.url}/webhooks/front/main"
    await house.http.post(hook, content=b'{"text": "xylophonist"}', headers=refused)
    await house.until_quiet()
    said = printed.everything
    assert "the agent failed" in said
    assert "ValueError" in said or "DataError" in said
    assert "refused: " in said
    assert [word for word in (*PRIVATE, *SECRETS) if word.casefold() in said.casefold()] == []


async def test_every_decision_has_one_line_with_its_ids(house: House, printed: Printed) -> None:
    for words in ("How do I reset the dimmer?", "I want to talk to a human, now!", "wombatish?"):
        await house.customer(words, name=f"Customer of {words[:8]}")
    await house.until_quiet()
    await house.until_timers_are_over()
    rows = await house.rows(
        "select c.front_id, h.conversation, h.session, h.reason, h.promise, h.policy, e.type"
        " from history h join conversations c on c.id = h.conversation"
        " join events e on e.id = h.event"
    )
    lines = printed.lines("decided")
    told = Counter(
        (
            d["front"],
            d["conversation"],
            d["session"],
            d["reason"],
            d["promise"],
            d["policy"],
            d["event"],
        )
        for d in lines
    )
    assert told == Counter(map(tuple, rows))
    assert {d["connection"] for d in lines} == {"main"}
    assert all(isinstance(d["ms"], int) and d["ms"] >= 0 for d in lines)
    assert ["reply"] in [d["steps"] for d in lines]


async def test_every_write_has_a_line_with_what_front_said(house: House, printed: Printed) -> None:
    conversation = await house.customer("How do I reset the dimmer?")
    await house.until_replies(conversation, 1)
    await house.customer("I want to talk to a human, now!", conversation=conversation)
    await house.until_reason(conversation, "handed_off")
    await house.until_quiet()
    ended = await house.rows("select id, step from actions where step not in ('ask_agent')")
    steps = printed.lines("step")
    assert {row.id for row in ended} <= {line["action"] for line in steps}
    (reply,) = [line for line in steps if line["step"] == "reply"]
    assert (reply["state"], reply["status"]) == ("accepted", 202)
    assert reply["ms"] > 0


async def test_the_lines_cost_no_query(bench: Bench) -> None:
    numbers = []
    for number, level in enumerate((logging.CRITICAL, logging.INFO)):
        conversation = await bench.house.customer("Hello!", name=f"Customer {number}")
        await bench.arrived()
        with printing() as printed, statements_of(bench.app.engine) as seen:
            logging.getLogger("frontmate").setLevel(level)
            await bench.work(conversation, bench.app.shell)
        assert bool(printed.lines("decided")) is (level == logging.INFO)
        numbers.append(len(seen))
    # The first one also made what the second found; nothing is asked for the log.
    assert numbers[1] <= numbers[0]
