"""A stand-in each of whose answers is held against Front's official description."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest

from frontmate.simulator import Config
from tests.contract import official
from tests.contract.exchange import Exchange, problems_of_answer, problems_of_request
from tests.contract.judge import Judge
from tests.simulator.conftest import Front, served


@asynccontextmanager
async def judged_front(config: Config) -> AsyncIterator[Front]:
    """Skips the test where the description is not at hand."""
    if not official.is_here():
        pytest.skip(official.ABSENT)
    async with served(config) as front:
        front.api.event_hooks["response"] = [_judge]
        yield front


async def _judge(answer: httpx2.Response) -> None:
    call, judge = await Exchange.of(answer), Judge()
    found = problems_of_answer(judge, call)
    if answer.is_success:
        found += problems_of_request(judge, call)
    assert found == [], f"{call.name}: {'; '.join(map(str, found))}"


async def good(answering: Any) -> Any:
    answer = await answering
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


async def read_all(front: Front, *paths: str) -> None:
    for path in paths:
        await good(front.api.get(path))
