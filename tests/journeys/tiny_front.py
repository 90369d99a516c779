"""A Front of one conversation, shown exactly as a captured webhook has it.

The stand-in makes up its own conversations; a captured body names one that it does not know.
"""

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.app import NewWorkspace, Options, build, listen, serve
from frontmate.conversation.policy import Policy
from frontmate.front import Identity, WebhookSecrets
from tests.journeys.house import QUICK, House
from tests.journeys.webhooks import post_app, post_rule

Json = dict[str, Any]
COMPANY = "cmp_4thp0"
AI = "tea_ai"
KEY, SECRET = "the-signing-key", "the-rule-secret"
UID = "0123456789abcdef0123456789abcdef"


@dataclass
class TinyFront:
    """Answers with the captured conversation and writes down what is asked of it."""

    conversation: Json
    requests: list[tuple[str, str, Any]] = field(default_factory=list)
    url: str = ""

    def routes(self) -> list[Route]:
        one = "/conversations/{id}"
        return [
            Route("/teammates", self.nothing),
            Route("/channels", self.nothing),
            Route("/company/tags", self.nothing, methods=["GET"]),
            Route("/company/tags", self.tag, methods=["POST"]),
            Route("/events/{id}", self.lost),
            Route(one, self.look, methods=["GET"]),
            Route(one, self.done, methods=["PATCH"]),
            Route(f"{one}/messages", self.accept, methods=["POST"]),
            Route(f"{one}/comments", self.comment, methods=["POST"]),
            Route(f"{one}/tags", self.done, methods=["POST", "DELETE"]),
        ]

    def written(self, ending: str) -> list[Any]:
        """The JSON of the writes whose path ends like that."""
        return [
            body
            for method, path, body in self.requests
            if method != "GET" and path.endswith(ending)
        ]

    async def nothing(self, request: Request) -> Response:
        await self._note(request)
        return JSONResponse({"_results": []})

    async def tag(self, request: Request) -> Response:
        name = (await self._note(request))["name"]
        return JSONResponse({"id": f"tag_{name}", "name": name, "is_private": False}, 201)

    async def look(self, request: Request) -> Response:
        await self._note(request)
        # ASCII, as a conversation may hold characters that UTF-8 does not know.
        shown = Response(json.dumps(self.conversation), media_type="application/json")
        return self._if_ours(request, shown)

    async def lost(self, request: Request) -> Response:
        await self._note(request)
        return self._unknown()

    async def accept(self, request: Request) -> Response:
        await self._note(request)
        taken = JSONResponse({"status": "accepted", "message_uid": UID}, 202)
        return self._if_ours(request, taken)

    async def comment(self, request: Request) -> Response:
        body = (await self._note(request))["body"]
        return JSONResponse({"id": "com_1", "body": body, "posted_at": 1.0}, 201)

    async def done(self, request: Request) -> Response:
        await self._note(request)
        return Response(status_code=204)

    def _if_ours(self, request: Request, answer: Response) -> Response:
        if request.path_params["id"] == self.conversation["id"]:
            return answer
        return self._unknown()

    @staticmethod
    def _unknown() -> Response:
        error = {"status": 404, "title": "Not found", "message": "No such thing"}
        return JSONResponse({"_error": error}, 404)

    async def _note(self, request: Request) -> Any:
        raw = await request.body()
        body = json.loads(raw) if raw else None
        self.requests.append((request.method, request.url.path, body))
        return body


@contextlib.asynccontextmanager
async def showing(conversation: Json) -> AsyncIterator[TinyFront]:
    front = TinyFront(conversation)
    listener = listen("127.0.0.1", 0)
    front.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with serve(Starlette(routes=front.routes()), listener):
        yield front


@dataclass(frozen=True)
class Desk:
    """The product connected to a Front of one conversation."""

    house: House
    front: TinyFront

    async def app(self, body: Json) -> None:
        url = f"{self.house.url}/webhooks/front/main"
        taken = await post_app(self.house.http, url, body, KEY)
        assert taken.status_code == 200, taken.text
        await self.settled()

    async def rule(self, body: Json) -> None:
        url = f"{self.house.url}/webhooks/front/main"
        taken = await post_rule(self.house.http, url, body, SECRET)
        assert taken.status_code == 200, taken.text
        await self.settled()

    async def settled(self) -> None:
        """Everything that arrived is decided, and what was decided is done."""

        async def quiet() -> bool:
            left = await self.house.rows(
                "select (select count(*) from events where closed_at is null) + (select count(*)"
                " from actions where state in ('planned', 'intended', 'uncertain')) as n"
            )
            return bool(left[0].n == 0)

        await self.house.until(quiet)

    async def decided(self, conversation: str) -> list[tuple[str, str]]:
        return [(reason, note) for reason, _, note in await self.house.history(conversation)]


@contextlib.asynccontextmanager
async def connected(
    database_url: str, help_center: Path, conversation: Json, policy: Policy = QUICK, ai: str = AI
) -> AsyncIterator[Desk]:
    listener = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with showing(conversation) as front:
        workspace = NewWorkspace(
            connection="main",
            identity=Identity(COMPANY, ai),
            token="a-token",
            secrets=WebhookSecrets(KEY, SECRET),
            api_url=front.url,
            requests_per_minute=100_000,
            policy=policy,
            help_center=help_center,
            ai_name="Ada",
        )
        options = Options(public_url=url, secret_key="a-cookie-key-for-tests")
        async with (
            httpx2.AsyncClient(timeout=10) as http,
            build(database_url, [workspace], options) as app,
            serve(app.web, listener),
        ):
            house = House(app, front.url, url, http)
            async with house.working():
                yield Desk(house, front)
