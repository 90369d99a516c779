"""The same seed is the same run: what is written down about two of them is equal byte for byte."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from frontmate.simulator import Config, TeammateConfig, WebhookConfig
from tests.simulator.conftest import Front, Receiver, served

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp()
STORM = {
    "drop": 0.2,
    "duplicate": 0.2,
    "delay": 0.2,
    "reorder": 0.2,
    "errors": 0.2,
    "html": 0.1,
    "throttled": 0.1,
    "resets": 0.1,
    "mangled": 0.2,
    "takeovers": 0.2,
}
NAMES = ("Kim Doe", "Sam Poe", "Lee Roe")


async def ask(front: Front, verb: str, path: str, **body: Any) -> str:
    """A client who gives up at once: its status, or the error."""
    try:
        # A connection of its own: what a reset leaves of the last one is no part of the run.
        once = {"connection": "close"}
        answer = await front.api.request(verb, path, json=body or None, headers=once)
        answer.json() if answer.content else None
    except (httpx2.HTTPError, ValueError) as error:
        return type(error).__name__
    return str(answer.status_code)


async def scene(front: Front, name: str) -> list[str]:
    """A customer writes, is answered with notes and tags, and writes again after an hour."""
    conversation = await front.customer(f"Where is my order? {name}", name=name)
    path = f"/conversations/{conversation}"
    note = {"body": "Asked the warehouse.", "author_id": "tea_1ada"}
    reply = {"body": "<p>It is on its way.</p>", "author_id": "tea_1ada"}
    met = [
        await ask(front, "GET", path),
        await ask(front, "POST", f"{path}/comments", **note),
        await ask(front, "POST", f"{path}/messages", **reply),
        await ask(front, "PATCH", path, assignee_id="tea_1leo"),
    ]
    await front.act("time", advance=3600)
    await front.customer("Thanks!", conversation=conversation)
    met.append(await ask(front, "GET", f"{path}/messages"))
    await front.act("snooze", conversation=conversation, seconds=86_400)
    return met


class Run:
    """One whole run, and all that is left of it."""

    def __init__(self, receiver: Receiver, seed: int) -> None:
        self.receiver, self.seed = receiver, seed
        self.met: list[str] = []
        self.journal = self.deliveries = b""
        self.received: list[str] = []
        self.challenges: list[str] = []

    async def play(self) -> None:
        target = WebhookConfig(self.receiver.url, "key")
        config = Config(
            app_webhook=target,
            rule_webhook=target,
            seed=self.seed,
            started_at=NOON,
            time_rate=0,
            ratelimit=0,
        )
        async with served(config) as front:
            await front.act("time", advance=0)
            await front.act("storm", seed=self.seed, **STORM)
            for name in NAMES:
                self.met += await scene(front, name)
            await front.act("time", advance=7 * 86_400)
            self.journal = (await front.control.get("/_control/journal")).content
            self.deliveries = without_real_time(await front.look("deliveries"))
            bodies = [got.body.decode() for got in self.receiver.received]
            # Only the port differs, and which of two webhooks of one moment comes in first.
            self.received = sorted(body.replace(front.url, "front") for body in bodies)
        self.challenges = [got.headers["x-front-challenge"] for got in self.receiver.shaken]
        self.receiver.received.clear()
        self.receiver.shaken.clear()


def without_real_time(deliveries: list[dict[str, Any]]) -> bytes:
    """How long the receiver really took is not for the stand-in to repeat."""
    for delivery in deliveries:
        for attempt in delivery["attempts"]:
            del attempt["seconds"]
    return json.dumps(deliveries).encode()


async def played(receiver: Receiver, seed: int) -> Run:
    run = Run(receiver, seed)
    await run.play()
    return run


async def test_the_same_seed_is_the_same_run_and_another_seed_another(receiver: Receiver) -> None:
    first, again, other = [await played(receiver, seed) for seed in (7, 7, 8)]
    assert first.met == again.met
    assert first.journal == again.journal
    assert first.deliveries == again.deliveries
    assert first.received == again.received
    assert first.challenges == again.challenges != other.challenges
    assert first.journal != other.journal
    assert first.deliveries != other.deliveries
    # It was a storm indeed, for calls, for webhooks and among people.
    journal = json.loads(first.journal)
    assert len({effect for e in journal if e["kind"] == "request" for effect in e["effects"]}) > 4
    faults = {delivery["fault"] for delivery in json.loads(first.deliveries)}
    assert {"drop", "duplicate", "delay", "reorder"} <= {
        name for fault in faults if fault for name in fault.split("+")
    }
    assert {"reminder", "assign"} <= {e["type"] for e in journal if e["kind"] == "change"}


async def test_a_reset_begins_the_same_run_once_more(receiver: Receiver) -> None:
    config = Config(started_at=NOON, time_rate=0, ratelimit=0)
    journals = []
    async with served(config) as front:
        for _ in range(2):
            await front.act("reset")
            await front.act("storm", seed=3, **STORM)
            for name in NAMES:
                await scene(front, name)
            journals.append((await front.control.get("/_control/journal")).content)
    assert journals[0] == journals[1]
    assert receiver.received == []


async def test_calls_about_one_conversation_meet_the_same_faults_whatever_others_do() -> None:
    runs = []
    for noise in (0, 3):
        async with served(Config(ratelimit=0, message_delay=0)) as front:
            await front.fault(effect="status", status=503, rate=0.5, seed=2)
            conversation = await front.customer()
            met = []
            for number in range(20):
                for other in range(noise):
                    await front.api.get(f"/conversations/cnv_{number}{other}")
                met.append((await front.api.get(f"/conversations/{conversation}")).status_code)
            runs.append(met)
    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 503}


@pytest.mark.parametrize("types", [("user",), ("user", "ai")])
async def test_who_takes_over_in_a_storm_is_a_person(types: tuple[str, ...]) -> None:
    teammates = tuple(
        TeammateConfig(f"tea_9{number}", f"{number}@example.com", f"t{number}", "T", type=kind)
        for number, kind in enumerate(types)
    )
    async with served(Config(teammates=teammates)) as front:
        rules = await front.act("storm", takeovers=1)
        assert {rule["arguments"]["teammate"] for rule in rules} == {"tea_90"}
