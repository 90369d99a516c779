"""The door: what Front gets as an answer, and that nothing is taken that it did not sign."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from starlette.applications import Starlette

from frontmate.app import listen, serve
from frontmate.conversation.policy import Policy
from frontmate.front import WebhookSecrets
from frontmate.intake import Door, Gate, routes
from frontmate.intake.door import LARGEST_BODY
from frontmate.store import Workspace, connections, open_engine
from tests.journeys.webhooks import app_headers, compact, envelope, inbound, rule_headers

KEY = "the-signing-key"
SECRET = "the-rule-secret"
URL = "/webhooks/front/main"
GATES = {
    "main": Gate("cmp_1demo", WebhookSecrets(KEY, SECRET)),
    "application": Gate("cmp_1demo", WebhookSecrets(KEY)),
    "rule": Gate("cmp_1demo", WebhookSecrets(rule=SECRET)),
}


class Woken:
    """Stands in for the job engine: remembers which conversations were woken up."""

    def __init__(self) -> None:
        self.conversations: list[int] = []

    async def __call__(self, db: AsyncConnection, conversation: int) -> None:
        self.conversations.append(conversation)


def door_over(engine: AsyncEngine, woken: Woken) -> Starlette:
    door = Door(engine, GATES, woken, lambda: datetime.now(UTC))
    return Starlette(routes=routes(door))


@asynccontextmanager
async def knocking(engine: AsyncEngine, woken: Woken) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=door_over(engine, woken))
    async with httpx2.AsyncClient(transport=transport, base_url="http://door") as client:
        yield client


@pytest.fixture
def woken() -> Woken:
    return Woken()


@pytest.fixture
async def client(engine: AsyncEngine, woken: Woken) -> AsyncIterator[httpx2.AsyncClient]:
    async with engine.begin() as db:
        space = Workspace("main", "cmp_1demo", "tea_1ada", "Ada")
        await connections.connect(db, space, Policy(), datetime.now(UTC))
    async with knocking(engine, woken) as client:
        yield client


@pytest.fixture
async def without_database(woken: Woken) -> AsyncIterator[httpx2.AsyncClient]:
    """A door whose database does not exist: nobody listens on that port."""
    taken = listen("127.0.0.1", 0)
    port = taken.getsockname()[1]
    taken.close()
    engine = open_engine(f"postgresql://nobody@127.0.0.1:{port}/nothing")
    async with knocking(engine, woken) as client:
        yield client
    await engine.dispose()


async def post(
    client: httpx2.AsyncClient, body: bytes, headers: dict[str, str] | None = None
) -> httpx2.Response:
    return await client.post(URL, content=body, headers=headers or app_headers(body, KEY))


def says(answer: httpx2.Response, status: int, error: str) -> None:
    """A refusal is one line of JSON with a fixed word and advice, and shows nothing of inside."""
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert set(answer.json()) == {"error", "advice"}
    assert len(answer.text.splitlines()) == 1
    assert len(answer.text) < 200
    assert not {"Traceback", "File", "sqlalchemy", "psycopg"} & set(answer.text.split())


async def count(engine: AsyncEngine, table: str) -> int:
    async with engine.begin() as db:
        found = await db.execute(text(f"select count(*) from {table}"))
        return int(found.scalar_one())


BODY = compact(envelope("inbound_received", inbound("Where is it?")))


def _signed_by_another(body: bytes) -> dict[str, str]:
    return app_headers(body, "another-key")


def _of_another_body(_: bytes) -> dict[str, str]:
    return app_headers(b"{}", KEY)


def _unsigned(body: bytes) -> dict[str, str]:
    headers = app_headers(body, KEY)
    del headers["x-front-signature"]
    return headers


def _not_base64(body: bytes) -> dict[str, str]:
    return app_headers(body, KEY) | {"x-front-signature": "=== not base64 ==="}


def _rule_signed_by_another(body: bytes) -> dict[str, str]:
    return rule_headers(body, "another-secret")


BAD = [
    _signed_by_another,
    _of_another_body,
    _unsigned,
    _not_base64,
    _rule_signed_by_another,
]


@pytest.mark.parametrize("headers", BAD)
async def test_a_bad_signature_is_refused_without_asking_the_database(
    without_database: httpx2.AsyncClient, headers: Callable[[bytes], dict[str, str]]
) -> None:
    says(await post(without_database, BODY, headers(BODY)), 401, "bad_signature")


@pytest.mark.parametrize("age", [301, 86_400, -301])
async def test_a_stale_timestamp_is_refused_without_asking_the_database(
    without_database: httpx2.AsyncClient, age: float
) -> None:
    answer = await post(without_database, BODY, app_headers(BODY, KEY, age=age))
    says(answer, 401, "stale_timestamp")


@pytest.mark.parametrize("words", ["Where is it?", "Où est-ce ? ☕"])
async def test_a_flipped_bit_is_refused_without_asking_the_database(
    without_database: httpx2.AsyncClient, words: str
) -> None:
    body = compact(envelope("inbound_received", inbound(words)))
    for headers in (app_headers(body, KEY), rule_headers(body, SECRET)):
        # A prime step, so that every bit of a byte has its turn.
        for bit in range(0, len(body) * 8, 211):
            flipped = bytearray(body)
            flipped[bit // 8] ^= 1 << bit % 8
            says(await post(without_database, bytes(flipped), headers), 401, "bad_signature")


@pytest.mark.parametrize(
    ("connection", "headers"),
    [("application", rule_headers(BODY, SECRET)), ("rule", app_headers(BODY, KEY))],
)
async def test_a_kind_without_a_secret_is_refused_without_asking_the_database(
    without_database: httpx2.AsyncClient, connection: str, headers: dict[str, str]
) -> None:
    url = f"/webhooks/front/{connection}"
    answer = await without_database.post(url, content=BODY, headers=headers)
    says(answer, 401, "wrong_kind")


async def test_a_wrong_company_is_refused_without_asking_the_database(
    without_database: httpx2.AsyncClient,
) -> None:
    body = compact(envelope("inbound_received", inbound("Where?"), "cmp_other"))
    says(await post(without_database, body), 401, "wrong_company")


async def test_an_unknown_connection_is_404(without_database: httpx2.AsyncClient) -> None:
    answer = await without_database.post(
        "/webhooks/front/elsewhere", content=BODY, headers=app_headers(BODY, KEY)
    )
    says(answer, 404, "unknown_connection")


async def test_an_oversized_body_is_413_however_well_it_is_signed(
    without_database: httpx2.AsyncClient,
) -> None:
    body = b'{"x":"' + b"x" * LARGEST_BODY + b'"}'
    says(await post(without_database, body), 413, "too_large")


async def test_a_body_of_the_largest_size_is_still_read(
    without_database: httpx2.AsyncClient,
) -> None:
    body = b" " * LARGEST_BODY
    says(await post(without_database, body), 400, "unparsable")


UNPARSABLE = [
    b"",
    b"not json",
    b'{"type": "inbound_received"',
    b"[]",
    b'"text"',
    b"null",
    b"{}",
    b'{"type": 7, "authorization": {"id": "cmp_1demo"}}',
    b'{"type": "inbound_received", "authorization": {"id": "cmp_1demo"}}',
    b'{"type": "inbound_received", "authorization": {"id": "cmp_1demo"}, "payload": []}',
    b"\xff\xfe\x00",
    b"[" * 100_000,
]


@pytest.mark.parametrize("body", UNPARSABLE, ids=range(len(UNPARSABLE)))
async def test_what_cannot_be_read_is_400(
    without_database: httpx2.AsyncClient, body: bytes
) -> None:
    says(await post(without_database, body), 400, "unparsable")


async def test_with_the_database_away_front_is_asked_to_send_it_again(
    without_database: httpx2.AsyncClient, woken: Woken
) -> None:
    # Front retries an application webhook on 500 and on nothing else that we could answer.
    says(await post(without_database, BODY), 500, "not_stored")
    assert woken.conversations == []


async def test_when_the_conversation_cannot_be_woken_nothing_is_stored_and_it_is_500(
    engine: AsyncEngine,
) -> None:
    class Failing(Woken):
        async def __call__(self, db: AsyncConnection, conversation: int) -> None:
            raise OSError("the job engine is away")

    async with engine.begin() as db:
        space = Workspace("main", "cmp_1demo", "tea_1ada", "Ada")
        await connections.connect(db, space, Policy(), datetime.now(UTC))
    async with knocking(engine, Failing()) as client:
        says(await post(client, BODY), 500, "not_stored")
    assert await count(engine, "deliveries") == 0
    assert await count(engine, "events") == 0


async def test_a_webhook_is_durable_before_it_is_acknowledged(
    client: httpx2.AsyncClient, engine: AsyncEngine, woken: Woken
) -> None:
    answer = await post(client, BODY)
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "new": True})
    assert await count(engine, "deliveries") == 1
    assert await count(engine, "events") == 1
    assert len(woken.conversations) == 1


async def test_the_same_event_again_is_acknowledged_and_wakes_nobody(
    client: httpx2.AsyncClient, engine: AsyncEngine, woken: Woken
) -> None:
    await post(client, BODY)
    answer = await post(client, BODY)
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "new": False})
    assert await count(engine, "deliveries") == 1
    assert len(woken.conversations) == 1


async def test_the_same_event_many_times_at_once_is_stored_once(
    client: httpx2.AsyncClient, engine: AsyncEngine, woken: Woken
) -> None:
    answers = await asyncio.gather(*(post(client, BODY) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert sum(answer.json()["new"] for answer in answers) == 1
    assert await count(engine, "deliveries") == 1
    assert len(woken.conversations) == 1


@pytest.mark.parametrize("type_", ["conversation_teleported", "ticket_status_update", "x" * 300])
async def test_an_unknown_event_type_is_200_and_recorded(
    client: httpx2.AsyncClient, engine: AsyncEngine, type_: str
) -> None:
    event = {**inbound("?"), "type": type_}
    answer = await post(client, compact(envelope(type_, event)))
    assert answer.status_code == 200
    async with engine.begin() as db:
        (row,) = (
            await db.execute(
                text("select d.type, t.body from deliveries d join texts t on t.id = d.raw")
            )
        ).all()
    assert row.type == type_
    assert json.loads(row.body) == event, "the raw event is kept"


async def test_an_event_without_a_conversation_is_200_and_recorded_as_ignored(
    client: httpx2.AsyncClient, engine: AsyncEngine, woken: Woken
) -> None:
    event: dict[str, Any] = {"id": "evt_1", "type": "something_new", "emitted_at": 1}
    answer = await post(client, compact(envelope("something_new", event)))
    assert answer.status_code == 200
    async with engine.begin() as db:
        (row,) = (await db.execute(text("select state, conversation from deliveries"))).all()
    assert (row.state, row.conversation) == ("ignored", None)
    assert woken.conversations == []


@pytest.mark.parametrize("character", ["\\u0000", "\\ud83d", "\\udc00", "\\ufffe"])
async def test_characters_that_a_database_does_not_take_are_no_reason_to_lose_a_webhook(
    client: httpx2.AsyncClient, engine: AsyncEngine, character: str
) -> None:
    # JSON may name a NUL, or half of an emoji; PostgreSQL takes neither in text.
    event = inbound("before HERE after")
    body = compact(envelope("inbound_received", event)).replace(b"HERE", character.encode())
    assert (await post(client, body)).status_code == 200
    assert await count(engine, "deliveries") == 1


async def test_the_handshake_gives_back_the_challenge(client: httpx2.AsyncClient) -> None:
    body = compact({"type": "sync", "authorization": {"id": "cmp_1demo"}})
    headers = app_headers(body, KEY) | {"x-front-challenge": "abc-123"}
    answer = await post(client, body, headers)
    assert (answer.status_code, answer.text) == (200, "abc-123")


async def test_the_handshake_needs_no_database(without_database: httpx2.AsyncClient) -> None:
    body = compact({"type": "sync", "authorization": {"id": "cmp_1demo"}})
    headers = app_headers(body, KEY) | {"x-front-challenge": "abc-123"}
    assert (await post(without_database, body, headers)).status_code == 200


async def test_an_unsigned_handshake_gets_no_challenge_back(
    without_database: httpx2.AsyncClient,
) -> None:
    body = compact({"type": "sync", "authorization": {"id": "cmp_1demo"}})
    headers = app_headers(body, "another-key") | {"x-front-challenge": "abc-123"}
    answer = await post(without_database, body, headers)
    says(answer, 401, "bad_signature")
    assert "abc-123" not in answer.text


async def test_other_verbs_are_not_taken(client: httpx2.AsyncClient) -> None:
    for verb in ("GET", "PUT", "DELETE"):
        assert (await client.request(verb, URL)).status_code == 405


async def test_a_body_that_ends_early_is_not_stored(engine: AsyncEngine, woken: Woken) -> None:
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    async with serve(door_over(engine, woken), listener):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        signed = "".join(f"{k}: {v}\r\n" for k, v in app_headers(BODY, KEY).items())
        head = f"POST {URL} HTTP/1.1\r\nhost: door\r\n{signed}content-length: {len(BODY)}\r\n\r\n"
        writer.write(head.encode() + BODY[: len(BODY) // 2])
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    assert await count(engine, "deliveries") == 0
