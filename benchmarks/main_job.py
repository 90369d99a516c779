"""The main job on the demo's stage: how long from a webhook to the request that answers, how fast a
webhook is acknowledged, how many Front calls each outcome takes, how much memory it all needs.

Traffic goes to loopback only; the loops are bounded by RUNS.
"""

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2
import psutil
from sqlalchemy import text

from frontmate.demo import DEMO_POLICY, Stage, stage
from frontmate.front import sign_application

PATIENCE = 60.0
MANY = 100_000
"""Requests a minute: the limiter's own waiting is not what is measured here."""
SEED = replace(DEMO_POLICY, claim_on_reply=False)
"""Without the demo's claim, so that calls compare with behaviour 10.5."""
ANSWER, HANDOFF, THANKS = (
    "How do I skip my next Bean Round delivery?",
    "I want to talk to a human, please.",
    "Thanks, that solved it!",
)
_CALLS = """
select s.front_id as conversation, count(*) as calls from calls k
join conversations s on s.id = k.conversation where s.front_id = any(:ids) group by s.front_id
"""
_LATENCY = """
select extract(epoch from a.intended_at - d.received_at) * 1000 as ms
from actions a join conversations c on c.id = a.conversation
join deliveries d on d.conversation = c.id and d.type = 'inbound_received'
where a.step = 'reply' and c.front_id = any(:ids)
"""
_WINDOW = """
select extract(epoch from accepted_at - looked_at) * 1000 as ms from actions
where step = 'reply' and accepted_at is not null and looked_at is not null
"""


@dataclass
class Bench:
    demo: Stage
    signing_key: str
    runs: int

    async def write(self, words: str, conversation: str | None = None) -> str:
        known = {"conversation": conversation} if conversation else {"handle": _handle()}
        done = await self.demo.front.act("customer_message", channel="email", text=words, **known)
        return str(done["conversation"])

    async def rows(self, query: str, **given: object) -> Sequence[Any]:
        async with self.demo.app.engine.begin() as db:
            return (await db.execute(text(query), given)).all()

    async def until_quiet(self) -> None:
        left = (
            "select (select count(*) from events where closed_at is null) + (select count(*)"
            " from actions where state in ('planned', 'intended', 'uncertain')) as n"
        )
        deadline = time.monotonic() + PATIENCE
        quiet = 0
        while quiet < 3:
            await asyncio.sleep(0.1)
            quiet = quiet + 1 if (await self.rows(left))[0].n == 0 else 0
            if time.monotonic() > deadline:
                raise TimeoutError("the work did not end")

    async def calls(self, ids: list[str]) -> list[int]:
        return [row.calls for row in await self.rows(_CALLS, ids=ids)]


_count = 0


def _handle() -> str:
    global _count  # noqa: PLW0603 - a fresh customer each time, so that no mail is a twin
    _count += 1
    return f"customer{_count}@mailbox.example"


async def measure(runs: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="frontmate-bench-") as folder:
        # As root the server runs as a user of its own, which must be able to enter.
        os.chmod(folder, 0o755)  # noqa: PTH101, S103
        async with stage(Path(folder), policy=SEED, requests_per_minute=MANY) as demo:
            bench = Bench(demo, demo.signing_key, runs)
            await bench.write(ANSWER)
            await bench.until_quiet()  # warm: directory, tags, language model
            filling = await _while_vectors_fill_in(bench)
            return {
                "runs": runs,
                **filling,
                "acknowledged_ms": await _acknowledge(bench),
                **await _outcomes(bench),
                "memory_mb": _memory(),
            }


async def _while_vectors_fill_in(bench: Bench) -> dict[str, Any]:
    """Answers by words alone, while the encoder has a core or two of its own; then wait for it."""
    began = time.monotonic()
    answered = []
    for _ in range(min(bench.runs, 5)):
        answered.append(await bench.write(ANSWER))
        await bench.until_quiet()
    latency = [float(row.ms) for row in await bench.rows(_LATENCY, ids=answered)]
    library = bench.demo.app.roster.library
    filled = await library.progress("demo")
    while filled and filled.done < filled.total:
        await asyncio.sleep(0.5)
        filled = await library.progress("demo")
    pieces = filled.total if filled else 0
    await asyncio.sleep(2.0)  # until the last of them are indexed
    return {
        "vectors": {"pieces": pieces, "filled_within_seconds": round(time.monotonic() - began, 1)},
        "receipt_to_reply_request_while_encoding_ms": _spread(latency),
    }


async def _outcomes(bench: Bench) -> dict[str, Any]:
    answered, handed = [], []
    for _ in range(bench.runs):
        answered.append(await bench.write(ANSWER))
        await bench.until_quiet()
    calls: dict[str, Any] = {"answer": _spread(await bench.calls(answered))}
    latency = [float(row.ms) for row in await bench.rows(_LATENCY, ids=answered)]
    before = sum(await bench.calls(answered))
    for conversation in answered:
        await bench.write(THANKS, conversation)
    await bench.until_quiet()
    calls["resolution_mean"] = round((sum(await bench.calls(answered)) - before) / bench.runs, 2)
    for _ in range(bench.runs):
        handed.append(await bench.write(HANDOFF))
    await bench.until_quiet()
    calls["handoff_unassigned"] = _spread(await bench.calls(handed))
    window = [float(row.ms) for row in await bench.rows(_WINDOW)]
    return {
        "receipt_to_reply_request_ms": _spread(latency),
        "look_to_accepted_ms": _spread(window),
        "front_calls": calls,
    }


async def _acknowledge(bench: Bench) -> dict[str, float]:
    """Signed deliveries of an event that needs no work, one after the other."""
    took = []
    url = f"{bench.demo.console_url}/webhooks/front/demo"
    async with httpx2.AsyncClient() as http:
        for number in range(bench.runs * 10):
            body = json.dumps(
                {
                    "type": "tag_added",
                    "authorization": {"id": bench.demo.company.id},
                    "payload": {
                        "id": f"evt_bench{number}",
                        "type": "tag",
                        "emitted_at": time.time(),
                        "conversation": {"id": f"cnv_bench{number % 20}"},
                        "source": {"_meta": {"type": "teammate"}, "data": {}},
                        "target": {"_meta": {"type": "tag"}, "data": {"name": "bench"}},
                    },
                }
            ).encode()
            stamp = int(time.time() * 1000)
            headers = {
                "x-front-request-timestamp": str(stamp),
                "x-front-signature": sign_application(body, bench.signing_key, stamp),
            }
            started = time.perf_counter()
            answer = await http.post(url, content=body, headers=headers)
            took.append((time.perf_counter() - started) * 1000)
            answer.raise_for_status()
    await bench.until_quiet()
    return _spread(took)


def _spread(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "min": round(ordered[0], 2),
        "median": round(statistics.median(ordered), 2),
        "p95": round(ordered[int(len(ordered) * 0.95) - 1], 2),
        "max": round(ordered[-1], 2),
    }


def _memory() -> dict[str, float]:
    """Resident memory: the product, the simulated Front, and PostgreSQL (shared pages once)."""
    me = psutil.Process(os.getpid())
    front = sum(p.memory_info().rss for p in me.children())
    servers = [p for p in psutil.process_iter(["name"]) if p.info["name"] == "postgres"]
    private = sum(p.memory_full_info().uss for p in servers)
    return {
        "web_and_worker": round(me.memory_info().rss / 1e6, 1),
        "simulated_front": round(front / 1e6, 1),
        "postgresql_private": round(private / 1e6, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = min(parser.parse_args().runs, 200)
    print(json.dumps(asyncio.run(measure(runs))))  # noqa: T201 - the result


if __name__ == "__main__":
    main()
