"""How many requests a second the stand-in answers: kinds of calls, one after the other.

The stand-in runs in a process of its own; the load comes from this one, over connections that stay
open, with as little work of its own as it can. Traffic goes to loopback only.
"""

import argparse
import asyncio
import json
import multiprocessing
import socket
import statistics
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from frontmate.simulator import Config, Simulator, serve

CONVERSATIONS = 300
CONNECTIONS = 16
_REPLY = {"body": "<p>Thank you</p>", "options": {"archive": False}}


@dataclass(frozen=True)
class Kind:
    """One kind of call; `{}` in its path stands for a conversation's id."""

    name: str
    method: str
    path: str
    body: Any = None

    def bytes(self, port: int, conversation: str) -> bytes:
        body = b"" if self.body is None else json.dumps(self.body).encode()
        lines = [
            f"{self.method} {self.path.format(conversation)} HTTP/1.1",
            f"host: 127.0.0.1:{port}",
            f"authorization: Bearer {Config().token}",
            "content-type: application/json",
            f"content-length: {len(body)}",
        ]
        return "\r\n".join([*lines, "", ""]).encode() + body


KINDS = (
    Kind("look", "GET", "/conversations/{}"),
    Kind("messages", "GET", "/conversations/{}/messages?limit=50"),
    Kind("teammates", "GET", "/teammates"),
    Kind("reply", "POST", "/conversations/{}/messages", _REPLY),
    Kind("comment", "POST", "/conversations/{}/comments", {"body": "A note"}),
    Kind("assign", "PATCH", "/conversations/{}", {"assignee_id": "tea_1mia"}),
)


async def _load(kind: Kind, port: int, conversations: list[str], requests: int) -> float:
    """Requests a second, over the whole of them."""
    waiting = iter(range(requests))

    async def one_connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in waiting:
            writer.write(kind.bytes(port, conversations[number % len(conversations)]))
            await _read_answer(reader, kind)
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*[one_connection() for _ in range(CONNECTIONS)])
    return requests / (time.perf_counter() - started)


async def _read_answer(reader: asyncio.StreamReader, kind: Kind) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 2"):
        raise RuntimeError(f"{kind.name}: {head.splitlines()[0].decode()}")
    _, found, rest = head.partition(b"content-length:")
    if found:
        await reader.readexactly(int(rest.split(b"\r", 1)[0]))


def _serve(port: int, ready: Connection) -> None:
    asyncio.run(_serving(port, ready))


async def _serving(port: int, ready: Connection) -> None:
    # Messages that never become visible: else the thread grows while its listing is measured.
    simulator = Simulator(Config(ratelimit=0, message_delay=3600.0))
    async with serve(simulator, port):
        made = []
        for number in range(CONVERSATIONS):
            given = {"text": f"Question {number}", "handle": f"customer{number}@mailbox.example"}
            made.append(simulator.actions.perform("customer_message", given)["conversation"])
        ready.send(made)
        await asyncio.Event().wait()


def measure(runs: int, requests: int) -> dict[str, Any]:
    """`{kind: {min, median, max}}` of requests a second."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(port, theirs))
    server.start()
    try:
        made = ours.recv()
        reached: dict[str, list[float]] = {kind.name: [] for kind in KINDS}
        for _ in range(runs):
            for kind in KINDS:
                reached[kind.name].append(asyncio.run(_load(kind, port, made, requests)))
    finally:
        server.terminate()
        server.join()
    return {
        name: {
            "min": round(min(values)),
            "median": round(statistics.median(values)),
            "max": round(max(values)),
        }
        for name, values in reached.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--requests", type=int, default=2000, help="of each kind in each run")
    given = parser.parse_args()
    if given.runs < 1 or given.requests < 1:
        parser.error("--runs and --requests: 1 or more")
    figures = {"runs": given.runs, "requests_per_second": measure(given.runs, given.requests)}
    print(json.dumps(figures))  # noqa: T201 - its output


if __name__ == "__main__":
    main()
