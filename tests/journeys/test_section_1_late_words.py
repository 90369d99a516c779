"""Section 1 of the promises: a reply of the team's whose webhook comes late answers nothing that
the customer has written after it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from frontmate.workflow import give_back
from tests.journeys.house import MIA, House
from tests.journeys.said import DIMMER, PERSON

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def house(one_house: House) -> AsyncIterator[House]:
    yield one_house
    await one_house.tidy()


async def test_1_2_what_came_after_their_late_words_still_waits_and_is_listed(
    house: House,
) -> None:
    await house.fault("status", method="POST", path_regex="/comments$", status=403)
    conversation = await house.customer(PERSON)
    await house.until_state(conversation, "alarm", "confirmed")
    await house.until_quiet()
    await house.webhook_fault("delay", seconds=3.0, times=1)
    await house.control(
        "teammate_reply", conversation=conversation, teammate=MIA, text="I look into it."
    )
    await asyncio.sleep(0.2)
    await house.customer(DIMMER, conversation=conversation)
    await house.until_reason(conversation, "person_wrote")
    await house.until_quiet()
    session = await house.session(conversation)
    assert len(session.state["waiting"]) == 2
    # 10.4: nobody has answered it, so that the alarm stays until somebody has.
    assert await house.alarms(conversation) == ["handoff_note_failed"]
    await give_back(house.app.shell, session.id, "mia")
    await house.until_quiet()
    assert "dimmer" in (await house.replies(conversation))[-1]["text"].lower()
