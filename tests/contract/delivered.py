"""What the stand-in's webhooks carry: the envelope, the bare event and the preview (facts 2, 3)."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from frontmate.simulator import WebhookConfig
from tests.contract.findings import Findings
from tests.contract.happened import do_everything, judge_event
from tests.contract.official import Json
from tests.contract.real_bodies import envelopes
from tests.contract.standing import COMPANY, standing
from tests.contract.world import furnish
from tests.simulator.conftest import QuietServer, Received, Receiver, eventually

# Facts 3.2: what the application webhook calls a core type.
_OUTER: Final = {
    "inbound": {"inbound_received"},
    "outbound": {"outbound_sent"},
    "out_reply": {"outbound_sent"},
    "sending_error": {"message_delivery_failed"},
    "message_bounce_error": {"message_delivery_failed"},
    "archive": {"conversation_archived", "conversation_snoozed"},
    "reopen": {"conversation_reopened"},
    "trash": {"conversation_deleted"},
    "restore": {"conversation_restored"},
    "reminder": {"conversation_snooze_expired"},
    "move": {"conversation_moved"},
    "assign": {"assignee_changed"},
    "unassign": {"assignee_changed"},
    "comment": {"new_comment_added"},
    "mention": {"new_comment_added"},
    "tag": {"tag_added"},
    "untag": {"tag_removed"},
    "link_added": {"link_added"},
    "link_removed": {"link_removed"},
}
_SHORT: Final = {"_meta", "_links", "id"}


async def deliveries(findings: Findings) -> None:
    """Everything that happens is told to both kinds; the rule's first in full, then in short."""
    for short in (False, True):
        async with _receiving() as receiver:
            rule = WebhookConfig(receiver.url, "rule", body="preview" if short else "full")
            app = WebhookConfig(receiver.url, "app")
            async with standing(replace(COMPANY, app_webhook=app, rule_webhook=rule)) as stand_in:
                await do_everything(await furnish(stand_in))
                sent = stand_in.simulator.webhooks.deliveries
                await eventually(lambda: all(d.state == "delivered" for d in sent), 60)  # noqa: B023
        for received in receiver.received:
            _judge(findings, received, short)
        if not receiver.received:
            findings.fail("no webhook was ever sent")


def _judge(findings: Findings, received: Received, short: bool) -> None:
    body = json.loads(received.body)
    is_app = "x-front-request-timestamp" in received.headers
    if is_app:
        wrong, event = list(_wrong_envelope(body)), body.get("payload", {})
    elif short:
        wrong, event = list(_wrong_preview(body)), {}
    else:
        wrong, event = [], body
    for what in wrong:
        findings.fail(what, "the application webhook" if is_app else "the rule's webhook")
    if event:
        findings.events += 1
        judge_event(findings, event)


def _wrong_envelope(body: Json) -> Iterator[str]:
    real = {frozenset(one) for one in envelopes()}
    if frozenset(body) not in real:
        yield f"an envelope of {sorted(body)}"
    if set(body.get("authorization", ())) != {"id"}:
        yield f"an authorization of {body.get('authorization')}"
    core = body.get("payload", {}).get("type", "")
    if body.get("type") not in _OUTER.get(core, set()):
        yield f"{core} is called {body.get('type')}"


def _wrong_preview(body: Json) -> Iterator[str]:
    wanted = {"_links", "id", "type", "emitted_at", "source", "conversation"}
    if set(body) - {"target"} != wanted:
        yield f"a preview of {sorted(body)}"
    if set(body["conversation"]) != {"_links", "id"}:
        yield f"in a preview a conversation of {sorted(body['conversation'])}"
    for end in {"source", "target"} & body.keys():
        if not {"_meta"} <= set(body[end]) <= _SHORT:
            yield f"in a preview a {end} of {sorted(body[end])}"


@asynccontextmanager
async def _receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = Starlette(routes=[Route("/hook", receiver.take, methods=["POST"])])
    server = QuietServer(uvicorn.Config(app, port=0, lifespan="off", log_level="error"))
    running = asyncio.create_task(server.serve())
    await eventually(lambda: server.started, 60)
    port = server.servers[0].sockets[0].getsockname()[1]
    receiver.url = f"http://127.0.0.1:{port}/hook"
    yield receiver
    server.should_exit = True
    await running
