"""A stand-in for a model's host on loopback: OpenAI's chat completions and Anthropic's messages.

It answers what its script says, in the order of the requests, and keeps what it was sent.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.app import listen, serve

Json = dict[str, Any]
INPUT_TOKENS, OUTPUT_TOKENS = 700, 50


@dataclass(frozen=True)
class Says:
    """A structured answer, in the form that the request asks for."""

    proposal: Json


@dataclass(frozen=True)
class Writes:
    """Plain text where a structured answer was asked for."""

    text: str
    finish: str = "stop"


@dataclass(frozen=True)
class Raw:
    """Whatever comes over the wire."""

    status: int
    body: str = "{}"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hangs:
    """No answer, until the server closes."""


Step = Says | Writes | Raw | Hangs


@dataclass
class ModelServer:
    url: str
    script: list[Step] = field(default_factory=list)
    """The last step is repeated."""
    requests: list[Json] = field(default_factory=list)
    """Path, headers and body of each."""
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: Request) -> Response:
        body: Json = json.loads(await request.body())
        self.requests.append(
            {"path": request.url.path, "headers": dict(request.headers), "body": body}
        )
        step = self.script[min(len(self.requests), len(self.script)) - 1]
        if isinstance(step, Hangs):
            await self.closing.wait()
            return Response(status_code=503)
        if isinstance(step, Raw):
            return Response(
                step.body, step.status, dict(step.headers), media_type="application/json"
            )
        if request.url.path.endswith("/chat/completions"):
            return JSONResponse(_completion(body, step))
        return JSONResponse(_message(body, step))


@asynccontextmanager
async def serving() -> AsyncIterator[ModelServer]:
    listener = listen("127.0.0.1", 0)
    server = ModelServer(f"http://127.0.0.1:{listener.getsockname()[1]}")
    paths = ("/v1/chat/completions", "/v1/messages")
    web = Starlette(routes=[Route(path, server.answer, methods=["POST"]) for path in paths])
    async with serve(web, listener):
        try:
            yield server
        finally:
            server.closing.set()


def _completion(body: Json, step: Says | Writes) -> Json:
    message: Json = {"role": "assistant", "content": None}
    finish = "stop"
    if isinstance(step, Writes):
        message["content"], finish = step.text, step.finish
    elif body.get("tools"):
        finish = "tool_calls"
        called = {"name": body["tools"][0]["function"]["name"]}
        called["arguments"] = json.dumps(step.proposal)
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": called}]
    else:
        message["content"] = json.dumps(step.proposal)
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_795_000_000,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {
            "prompt_tokens": INPUT_TOKENS,
            "completion_tokens": OUTPUT_TOKENS,
            "total_tokens": INPUT_TOKENS + OUTPUT_TOKENS,
        },
    }


def _message(body: Json, step: Says | Writes) -> Json:
    block: Json
    if isinstance(step, Writes):
        block, reason = {"type": "text", "text": step.text}, "end_turn"
    else:
        block = {"type": "tool_use", "id": "toolu_1", "name": body["tools"][0]["name"]}
        block["input"], reason = step.proposal, "tool_use"
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": [block],
        "stop_reason": reason,
        "stop_sequence": None,
        "usage": {"input_tokens": INPUT_TOKENS, "output_tokens": OUTPUT_TOKENS},
    }
