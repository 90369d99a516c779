"""Every request that our client can make, held against the description.

What there is to be called is found by looking: a method of the client that is not called here is a
failure, and so is a function that makes a `Request` and was not run.
"""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any, get_type_hints

import httpx2

import frontmate.front
from frontmate.front import FrontClient, FrontError
from frontmate.front.requests import Request
from tests.contract.client_calls import METHODS, REMEMBERED, Names, our_client
from tests.contract.exchange import Exchange, problems_of_answer, problems_of_request
from tests.contract.findings import Findings
from tests.contract.standing import URL, standing, transport_to
from tests.contract.world import World, furnish


class Recording(httpx2.AsyncBaseTransport):
    """Passes on, and keeps what went over the wire."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner
        self.exchanges: list[Exchange] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._inner.handle_async_request(request)
        answer.request = request
        self.exchanges.append(await Exchange.of(answer))
        return answer


async def requests(findings: Findings) -> None:
    """Drive every method against a furnished stand-in; judge what was asked and answered."""
    for name in sorted(_methods() - METHODS.keys()):
        findings.fail(f"FrontClient.{name} is called by nobody in client_calls.py")
    run: set[CodeType] = set()
    for name in METHODS:
        await _drive(findings, name, run)
    for name, code in sorted(_builders().items()):
        if code not in run:
            findings.fail(f"{name} makes a Request that was never sent")


async def _drive(findings: Findings, name: str, run: set[CodeType]) -> None:
    for method in METHODS[name] + REMEMBERED.get(name, ()):
        async with standing() as stand_in:
            world = await furnish(stand_in)
            _happen_more(world)
            recording = Recording(transport_to(stand_in.simulator))
            client = our_client(URL, recording)
            try:
                with _noting(run):
                    await method(client, named(world))
            except FrontError as error:
                findings.fail(f"the stand-in refused: {error}", f"FrontClient.{name}")
            finally:
                await client.aclose()
        for call in recording.exchanges:
            findings.requests += 1
            findings.responses += 1
            findings.problems(f"our {call.name}", problems_of_request(findings.judge, call))
            findings.problems(
                f"{call.name} {call.status}", problems_of_answer(findings.judge, call)
            )


def _happen_more(world: World) -> None:
    """So much that a list of events has more than one page."""
    for name in ("archive", "reopen") * 8:
        world.stand_in.act(name, conversation=world.ids["conversation_id"])


def named(world: World) -> Names:
    return Names(
        conversation=world.ids["conversation_id"],
        chat=world.ids["chat"],
        message=world.ids["message_id"],
        uid=world.uid,
        draft=world.ids["draft_id"],
        draft_version=world.draft_version,
        teammate=world.ids["teammate_id"],
        tag=world.ids["tag_id"],
        channel=world.ids["channel_id"],
        contact=world.ids["contact_id"],
        event=world.ids["event_id"],
        file=world.ids["attachment_link_id"],
        help_center=world.ids["knowledge_base_id"],
        article=world.ids["article_id"],
        category=world.ids["category_id"],
    )


def _methods() -> set[str]:
    return {name for name in dir(FrontClient) if not name.startswith("_")}


def _builders() -> dict[str, CodeType]:
    """Every function of the room that gives a `Request`, by its full name."""
    found: dict[str, CodeType] = {}
    for module in pkgutil.iter_modules(frontmate.front.__path__, "frontmate.front."):
        for owner in (importlib.import_module(module.name), Request):
            for held in vars(owner).values():
                function = getattr(held, "__func__", held)
                if inspect.isfunction(function) and _gives_a_request(function):
                    name = f"{function.__module__}.{function.__qualname__}"
                    found[name] = function.__code__
    return found


def _gives_a_request(function: Any) -> bool:
    if not function.__module__.startswith("frontmate.front"):
        return False
    return get_type_hints(function).get("return") is Request


@contextmanager
def _noting(run: set[CodeType]) -> Iterator[None]:
    """Which functions run meanwhile in this thread."""

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call":
            run.add(frame.f_code)

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)
