"""Schemathesis, and worse: whatever is sent, the stand-in answers, and never by a 5xx.

The ids in a path are real ones most of the time, or everything would end at 404.
"""

import random
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, Final, TypeVar

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation

from tests.contract import official, raw
from tests.contract.exchange import Exchange, problems_of_answer
from tests.contract.findings import Findings
from tests.contract.official import Operation
from tests.contract.routes import served
from tests.contract.standing import AUTHORIZED, URL
from tests.contract.world import World, furnished, in_worlds

_MODES: Final = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
_SEED: Final = 20_261_124
Made = TypeVar("Made")


async def schemathesis_cases(findings: Findings, examples: int, every: int = 1) -> None:
    """For each operation that is served the cases that cover its schema, and so many examples.

    Of those that are not served a few, to be refused. `every` takes one in so many.
    """
    schema = schemathesis.openapi.from_dict(official.description())
    operations = list(official.operations().values())[::every]
    async with furnished() as world:
        known = {one.operation for one in served(world.stand_in)}
        for operation in operations:
            if operation not in known:
                few = islice(_covering(schema[operation.path][operation.method]), 3)
                await _send_all(findings, world, operation, few, {404, 405})

    async def send(world: World, operation: Operation) -> None:
        cases = _cases(schema[operation.path][operation.method], examples)
        await _send_all(findings, world, operation, cases)

    await in_worlds((one for one in operations if one in known), send)


def _covering(operation: APIOperation[Any, Any, Any, Any]) -> Iterator[Case[Any]]:
    """The cases that schemathesis works out from the schema: each limit, and each side of it."""
    yield from operation.schema.iter_coverage_cases(
        operation,
        generation_modes=list(_MODES),
        generation_config=operation.schema.config.generation_for(operation=operation),
    )


def _cases(operation: APIOperation[Any, Any, Any, Any], examples: int) -> Iterator[Case[Any]]:
    yield from _covering(operation)
    for mode in _MODES:
        yield from made(operation.as_strategy(generation_mode=mode), examples)


def made(strategy: SearchStrategy[Made], count: int) -> list[Made]:
    """So many values, the same in every run."""
    found: list[Made] = []

    @seed(_SEED)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @given(value=strategy)
    def collect(value: Made) -> None:
        found.append(value)

    collect()
    return found


async def _send_all(
    findings: Findings,
    world: World,
    operation: Operation,
    cases: Iterable[Case[Any]],
    due: Container[int] = range(500),
) -> None:
    chance = random.Random(_SEED)
    for case in cases:
        answer = await _send(findings, world, operation, case, chance)
        if isinstance(answer, Exchange) and answer.status not in due:
            findings.fail(f"{answer.status} where {due} is due", operation.name)


async def _send(
    findings: Findings, world: World, operation: Operation, case: Case[Any], chance: random.Random
) -> Exchange | str | None:
    """What came of it, judged; None where it was not sent."""
    asked = _prepared(case)
    if asked is None:
        return None
    method, target, headers, body = asked
    if chance.random() < 0.8 and method == operation.method:
        with suppress(KeyError):  # what is not served is not furnished either
            target = world.path(operation) + "".join(target.partition("?")[1:])
    headers = {k: v for k, v in headers.items() if k.lower() != "authorization"} | AUTHORIZED
    app = world.stand_in.simulator.app
    answer = await raw.ask(app, method, target, headers, body)
    findings.cases += 1
    judge_case(findings, f"{method} {operation.path}", answer)
    return answer


def _prepared(case: Case[Any]) -> tuple[str, str, dict[str, str], bytes] | None:
    """Method, target, headers and body; None for what cannot be written down as a request."""
    given = case.as_transport_kwargs(base_url=URL)
    try:
        made = requests.Request(**given).prepare()
    except (requests.RequestException, ValueError):
        return None
    body = made.body or b""
    whole = body.encode("utf-8", "replace") if isinstance(body, str) else body
    if not isinstance(whole, bytes):
        return None
    headers = {k: v if isinstance(v, str) else v.decode("latin-1") for k, v in made.headers.items()}
    if any(not (k + v).isascii() for k, v in headers.items()):
        return None
    return str(made.method), made.path_url, headers, whole


def judge_case(findings: Findings, about: str, answer: Exchange | str) -> None:
    """An answer to something that need not make sense: never a 5xx, and in Front's form."""
    if isinstance(answer, str):
        findings.fail(f"the stand-in broke: {answer}", about)
        return
    if answer.method in {"HEAD", "OPTIONS", "TRACE"}:
        if answer.status >= 500:
            findings.fail(f"answered by {answer.status}", about)
        return
    findings.problems(about, problems_of_answer(findings.judge, answer))
