"""POST /webhooks/front/{connection}: acknowledged once it is durable, never before (10.3)."""

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from frontmate.front import Webhook, WebhookRefused, WebhookSecrets, open_webhook
from frontmate.intake.notes import Notes
from frontmate.store import Delivery, deliveries

log = logging.getLogger(__name__)

LARGEST_BODY = 5 * 1024 * 1024
"""Bytes. A full event holds the message twice, in HTML (facts 2)."""


@dataclass(frozen=True)
class Gate:
    """What is needed to believe a webhook of one connection."""

    company: str
    secrets: WebhookSecrets


@dataclass(frozen=True)
class Door:
    engine: AsyncEngine
    gates: Mapping[str, Gate]
    defer: Callable[[AsyncConnection, int], Awaitable[None]]
    clock: Callable[[], datetime]

    @cached_property
    def note(self) -> Notes:
        return Notes(self.engine, self.clock)


def routes(door: Door) -> list[Route]:
    async def receive(request: Request) -> Response:
        return await _receive(door, request)

    return [Route("/webhooks/front/{connection}", receive, methods=["POST"])]


async def _receive(door: Door, request: Request) -> Response:
    connection = request.path_params["connection"]
    gate = door.gates.get(connection)
    if gate is None:
        return _refuse(404, "unknown_connection", "no such connection: check the webhook's URL")
    try:
        body = await _bounded_body(request)
    except ClientDisconnect:
        return _refuse(400, "cut_off", "the body ended early: send it again")
    if body is None:
        return _refuse(413, "too_large", f"bodies of up to {LARGEST_BODY} bytes are taken")
    try:
        # Nothing is taken in before the signature holds.
        webhook = open_webhook(
            dict(request.headers),
            body,
            secrets=gate.secrets,
            company=gate.company,
            now=door.clock(),
        )
    except WebhookRefused as refused:
        log.warning("webhook of %s refused: %s", connection, refused.reason)
        await door.note.refused(connection, refused.reason)
        return _refuse(refused.status, refused.reason, "see the troubleshooting page")
    if webhook.is_sync:
        await door.note.shook_hands(connection)
        return _shake_hands(webhook)
    return await _store(door, connection, webhook, body)


def _shake_hands(webhook: Webhook) -> Response:
    # Front sends the challenge each time the webhook is saved (facts 2.2).
    return PlainTextResponse(webhook.challenge or "ok")


async def _store(door: Door, connection: str, webhook: Webhook, body: bytes) -> Response:
    try:
        async with door.engine.begin() as db:
            fresh = await _store_once(db, door, connection, webhook, body)
    except (SQLAlchemyError, OSError):
        log.exception("a webhook of %s could not be stored", connection)
        # Front tries again on 500, and on nothing else that we could answer (facts 2).
        return _refuse(500, "not_stored", "the database is away: send it again")
    return JSONResponse({"ok": True, "new": fresh})


async def _store_once(
    db: AsyncConnection, door: Door, connection: str, webhook: Webhook, body: bytes
) -> bool:
    delivery = Delivery(
        connection=connection,
        event_key=webhook.event_id or hashlib.sha256(body).hexdigest(),
        source="webhook",
        kind=webhook.kind.value,
        type=webhook.type,
        conversation=None,
        emitted_at=webhook.emitted_at,
        raw=json.dumps(webhook.event, ensure_ascii=False),
    )
    taken = await deliveries.take_in(
        db, delivery, webhook.conversation_id, door.defer, door.clock()
    )
    return taken is not None


async def _bounded_body(request: Request) -> bytes | None:
    """The raw bytes that were signed, or None if there are too many of them."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


def _refuse(status: int, error: str, advice: str) -> Response:
    return JSONResponse({"error": error, "advice": advice}, status_code=status)
