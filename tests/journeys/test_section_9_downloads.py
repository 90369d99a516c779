"""9.3: whatever happens to a file on its way from Front, the customer is not kept waiting: the
question beside it is answered, or a person has it."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from starlette.types import ASGIApp, Receive, Scope, Send

from frontmate.app import listen, serve
from frontmate.workflow import Shell
from tests.journeys.house import House, open_house
from tests.journeys.obstinate import Obstinate
from tests.journeys.papers import attached
from tests.journeys.said import DIMMER, SHIPPING

pytestmark = pytest.mark.asyncio(loop_scope="module")

WITHIN = 2.0
"""Seconds that the files of a question may take in this house."""
AT_ONCE = 20.0
"""Seconds, by a long way too few for 45 and for what the client's own patience would add."""
FILE = attached("q.txt", "text/plain", SHIPPING.encode() * 40)
DOWNLOADS = {"method": "GET", "path_regex": "^/download/"}

FAULTS: dict[str, dict[str, Any]] = {
    "slow to begin": {"effect": "slow", "seconds": 60},
    "never answers": {"effect": "timeout_before"},
    "stalls in the middle": {"effect": "drip", "size": 200, "seconds": 60},
    "breaks off": {"effect": "truncated"},
    "is reset": {"effect": "reset_after"},
    "429 again and again": {"effect": "status", "status": 429, "retry_after": 1},
    "500 for ever": {"effect": "status", "status": 500},
}
MENDED: dict[str, dict[str, Any]] = {
    "slow": {"effect": "slow", "seconds": 0.5},
    "in drops": {"effect": "drip", "size": 400, "seconds": 0.05},
    "500 once": {"effect": "status", "status": 500, "times": 1},
    "reset once": {"effect": "reset_before", "times": 1},
    "429 once": {"effect": "status", "status": 429, "retry_after": 1, "times": 1},
}


@dataclass
class Elsewhere:
    """Another host; it remembers what it was asked, and by whom."""

    asked: list[dict[str, str]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self.asked.append({k.decode(): v.decode() for k, v in scope["headers"]})
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": DIMMER.encode()})


@dataclass
class Way:
    """What lies between the product and the stand-in, once the house is open."""

    obstinate: Obstinate | None = None

    def put(self, app: ASGIApp) -> ASGIApp:
        self.obstinate = Obstinate(app)
        return self.obstinate

    def give(self, how: str | None) -> Obstinate:
        assert self.obstinate is not None
        self.obstinate.how = how
        return self.obstinate


WAY = Way()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hasty(module_database_url: str, module_help_center: Path) -> AsyncIterator[House]:

    def in_haste(shell: Shell) -> Shell:
        return replace(shell, files_within=timedelta(seconds=WITHIN))

    async with open_house(
        module_database_url, module_help_center, reshape=in_haste, front_behind=WAY.put
    ) as house:
        yield house


@pytest_asyncio.fixture(loop_scope="module")
async def house(hasty: House) -> AsyncIterator[House]:
    yield hasty
    WAY.give(None)
    await hasty.tidy()


async def file_of(house: House, conversation: str) -> tuple[str, str]:
    (row,) = await house.rows(
        "select a.state, a.why from attachments a join conversations c on c.id = a.conversation"
        " where c.front_id = :front",
        front=conversation,
    )
    return row.state, row.why


async def was_missed(house: House, conversation: str) -> bool:
    """As the console says it; it would be fetched again with the next question."""
    state, why = await file_of(house, conversation)
    return state == "missed" and why.startswith("Front did not give it: ")


async def is_answered_all_the_same(house: House, case: str) -> str:
    """The question beside the file, at once; returns the conversation."""
    begun = time.monotonic()
    conversation = await house.customer(DIMMER, name=case, attachments=[FILE])
    (reply,) = await house.until_replies(conversation, 1)
    assert time.monotonic() - begun < AT_ONCE, case
    assert "hold the round button for ten seconds" in reply["text"], case
    return conversation


@pytest.mark.parametrize("case", list(FAULTS))
async def test_9_3_the_question_beside_a_file_that_is_not_had_is_answered(
    house: House, case: str
) -> None:
    await house.fault(**DOWNLOADS, **FAULTS[case])
    conversation = await is_answered_all_the_same(house, case)
    assert await was_missed(house, conversation)


async def test_9_3_the_question_beside_a_file_that_comes_empty_is_answered(house: House) -> None:
    await house.fault(**DOWNLOADS, effect="empty")
    conversation = await is_answered_all_the_same(house, "empty")
    assert (await file_of(house, conversation))[0] == "unreadable"


@pytest.mark.parametrize("case", ["stalls in the middle", "breaks off", "500 for ever"])
async def test_9_3_a_person_has_a_question_that_was_in_a_file_that_is_not_had(
    house: House, case: str
) -> None:
    await house.fault(**DOWNLOADS, **FAULTS[case])
    begun = time.monotonic()
    conversation = await house.customer("", name=f"In {case}", attachments=[FILE])
    await house.until_reason(conversation, "handed_off")
    assert time.monotonic() - begun < AT_ONCE
    await house.until_quiet()
    assert ("handed_off", "3.1", "cannot_read") in await house.history(conversation)
    (note,) = await house.comments(conversation)
    assert "q.txt" in note
    assert await was_missed(house, conversation)


@pytest.mark.parametrize("case", list(MENDED))
async def test_9_3_a_file_that_comes_in_the_end_is_read(house: House, case: str) -> None:
    await house.fault(**DOWNLOADS, **MENDED[case])
    conversation = await house.customer("", name=f"Mended {case}", attachments=[FILE])
    (reply,) = await house.until_replies(conversation, 1)
    assert "European Union" in reply["text"]
    assert await file_of(house, conversation) == ("read", "")


async def test_9_3_a_file_that_is_moved_to_another_host_is_not_followed_there(
    house: House,
) -> None:
    elsewhere = Elsewhere()
    listener = listen("127.0.0.1", 0)
    async with serve(elsewhere, listener):
        WAY.give(f"http://localhost:{listener.getsockname()[1]}")
        conversation = await is_answered_all_the_same(house, "moved")
        await house.until_quiet()
    assert elsewhere.asked == []
    assert await was_missed(house, conversation)


async def test_9_3_a_file_that_is_longer_than_was_said_is_read_no_further_than_the_limit(
    house: House,
) -> None:
    """Front says that it is short, and the bytes do not end."""
    obstinate = WAY.give("endless")
    conversation = await is_answered_all_the_same(house, "longer")
    assert await file_of(house, conversation) == ("left_out", "is too big")
    assert obstinate.pieces >= 10


async def test_9_3_files_that_stall_share_one_patience(house: House) -> None:
    await house.fault(**DOWNLOADS, effect="timeout_before")
    files = [attached(f"{n}.txt", "text/plain", b"Hello.") for n in range(6)]
    begun = time.monotonic()
    conversation = await house.customer(DIMMER, name="Six", attachments=files)
    await house.until_replies(conversation, 1)
    assert time.monotonic() - begun < AT_ONCE
