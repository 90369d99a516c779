"""Every call that the stand-in serves is made, and its answers are held against the description."""

from typing import Any, Final

import httpx2

from tests.contract import forms, samples
from tests.contract.exchange import Exchange, problems_of_answer
from tests.contract.findings import Findings
from tests.contract.happened import judge_events, settled
from tests.contract.official import Operation
from tests.contract.routes import served
from tests.contract.world import World, furnished

_NOT_IMITATED: Final = {
    ("POST /links", "pattern"): "application objects, which a pattern would match",
}
"""What the description allows and the stand-in refuses, and why."""


async def answers(findings: Findings) -> None:
    """A call that never had success is a failure, and so is one that Front does not have."""
    async with furnished() as world:
        calls = served(world.stand_in)
        for call in calls:
            if call.operation is None:
                findings.fail("served, and Front has no such call", f"{call.method} {call.path}")
            elif call.method == "GET":
                await _succeeds(findings, world, call.operation, None, True)
    for operation in (call.operation for call in calls if call.method != "GET"):
        if operation is not None:
            await _write(findings, operation)
            await _write_files(findings, operation)


async def _write(findings: Findings, operation: Operation) -> None:
    """With the least that it needs, and with each single field that it may have beside.

    All in one world as long as that goes well: what one call did may be in the way of the next.
    """
    fields = [None, *samples.optional(operation.body() or {})]
    while fields:
        async with furnished() as world:
            is_fresh = True
            while fields and await _succeeds(findings, world, operation, fields[0], is_fresh):
                del fields[0]
                is_fresh = False


async def _succeeds(
    findings: Findings, world: World, operation: Operation, field: str | None, is_fresh: bool
) -> bool:
    """Whether nothing more is to be learned of the field: a refusal counts in a fresh world."""
    try:
        path = world.path(operation, field)
    except KeyError as missing:
        findings.fail(f"nobody furnished {missing}", operation.name)
        return True
    schema = operation.body()
    body = None if schema is None else samples.body(operation, world, field)
    answer = await _asked(findings, world, operation.method, path, is_fresh, json=body)
    if answer is None:
        return False
    is_known = (operation.name, field) in _NOT_IMITATED
    if answer.is_success == is_known:
        told = f"{answer.status_code} {answer.text[:200]}"
        findings.fail(f"with {field or 'the least'}: {told}", operation.name)
    return True


async def _write_files(findings: Findings, operation: Operation) -> None:
    """As a form, since JSON cannot carry them."""
    for field in samples.file_fields(operation.body() or {}):
        async with furnished() as world:
            answer = await _asked(
                *(findings, world, operation.method, world.path(operation), True),
                data=forms.as_fields(samples.body(operation, world)),
                files=[(field, ("ü.png", b"PNG", "image/png"))],
            )
        if answer is None or not answer.is_success:
            findings.fail(f"a form with {field} is refused", operation.name)


async def _asked(
    findings: Findings, world: World, method: str, path: str, is_fresh: bool, **given: Any
) -> httpx2.Response | None:
    """The judged answer, and what happened judged; None for a refusal in a world that is used."""
    stand_in = world.stand_in
    since = len(stand_in.simulator.desk.workspace.events)
    answer = await stand_in.api.request(method, path, **given)
    if not (answer.is_success or is_fresh):
        return None
    await judged(findings, answer)
    await settled()
    judge_events(findings, stand_in, since)
    return answer


async def judged(findings: Findings, answer: httpx2.Response) -> None:
    call = await Exchange.of(answer)
    findings.responses += 1
    findings.problems(f"{call.name} {call.status}", problems_of_answer(findings.judge, call))
