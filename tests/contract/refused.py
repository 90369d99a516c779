"""What is not there, has moved on, is not allowed or too much is told by every call."""

from typing import Any, Final

import httpx2

from frontmate.simulator import Config
from tests.contract import samples
from tests.contract.answered import judged
from tests.contract.findings import Findings
from tests.contract.official import Operation
from tests.contract.routes import served
from tests.contract.standing import AUTHORIZED, StandIn, standing
from tests.contract.world import World, furnished

_NOBODYS: Final = "none_0"
_TOKEN: Final = "a token that may do nothing"
# Whatever is asked for is looked for: there is no id in it that could lead nowhere.
_NO_IDS: Final = {"query"}


async def refusals(findings: Findings) -> None:
    async with furnished() as world:
        world.stand_in.act("add_token", token=_TOKEN, scopes=[])
        for operation in (one.operation for one in served(world.stand_in)):
            if operation is not None:
                await _without_permission(findings, world, operation)
                await _without_its_object(findings, world, operation)
                await _moved_on(findings, world, operation)
        await _method_not_allowed(findings, world.stand_in)
        await _too_big(findings, world)
    await _too_often(findings)
    await _without_ticketing(findings)


async def _without_permission(findings: Findings, world: World, operation: Operation) -> None:
    path = world.path(operation)
    bare = {"authorization": f"Bearer {_TOKEN}"}
    await _is(findings, world, 401, operation, path, headers={"authorization": "Bearer x"})
    if operation.scope is not None:
        await _is(findings, world, 403, operation, path, headers=bare)


async def _without_its_object(findings: Findings, world: World, operation: Operation) -> None:
    holes = [name for name in operation.parameters("path") if name not in _NO_IDS]
    if holes:
        nobodys = operation.path.format_map({**world.ids, holes[0]: _NOBODYS})
        body = None if operation.body() is None else samples.body(operation, world)
        await _is(findings, world, 404, operation, nobodys, json=body)


async def _moved_on(findings: Findings, world: World, operation: Operation) -> None:
    """Every call on a conversation leads on to the one that it was merged into (facts 0.8)."""
    if operation.answer(301) is not None:
        merged = operation.path.format_map({**world.ids, "conversation_id": world.ids["merged"]})
        body = None if operation.body() is None else samples.body(operation, world)
        answer = await _is(findings, world, 301, operation, merged, json=body)
        if not answer.headers.get("location", "").endswith(world.path(operation)):
            findings.fail(f"moved to {answer.headers.get('location')}", operation.name)


async def _method_not_allowed(findings: Findings, stand_in: StandIn) -> None:
    answer = await stand_in.api.put("/me")
    await judged(findings, answer)
    if answer.status_code != 405:
        findings.fail(f"a method that there is not: {answer.status_code}", "PUT /me")


async def _too_big(findings: Findings, world: World) -> None:
    path = f"/conversations/{world.ids['conversation_id']}/comments"
    file = {"attachments[]": ("a", bytes(27_000_000), "application/octet-stream")}
    answer = await world.stand_in.api.post(path, data={"body": "x"}, files=file)
    await judged(findings, answer)
    if answer.status_code != 413:
        findings.fail(f"27 MB are answered by {answer.status_code}", "POST /…/comments")


async def _too_often(findings: Findings) -> None:
    async with standing(Config(ratelimit=1)) as stand_in:
        answers = [await stand_in.api.get("/me") for _ in range(2)]
    for answer in answers:
        await judged(findings, answer)
    if answers[1].status_code != 429 or "retry-after" not in answers[1].headers:
        findings.fail(f"one too many is answered by {answers[1].status_code}", "GET /me")


async def _without_ticketing(findings: Findings) -> None:
    async with standing(Config(ratelimit=0)) as stand_in:
        answer = await stand_in.api.get("/company/statuses")
    await judged(findings, answer)
    if answer.status_code != 404:
        findings.fail(f"without ticketing: {answer.status_code}", "GET /company/statuses")


async def _is(
    findings: Findings, world: World, status: int, operation: Operation, path: str, **given: Any
) -> httpx2.Response:
    given.setdefault("headers", AUTHORIZED)
    answer = await world.stand_in.api.request(operation.method, path, **given)
    await judged(findings, answer)
    if answer.status_code != status:
        findings.fail(f"{answer.status_code} where {status} is due", operation.name)
    return answer
