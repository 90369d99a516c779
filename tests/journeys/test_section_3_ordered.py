"""Section 3 of the promises, ordered by a person: "hand off now", pressed on the console."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from frontmate.workflow import give_back, hand_over
from tests.journeys.house import AI, MIA, House
from tests.journeys.said import RETURNS

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def house(one_house: House) -> AsyncIterator[House]:
    yield one_house
    await one_house.tidy()


async def test_3_1_what_a_person_orders_is_handed_off_with_comment_and_unassigned(
    house: House,
) -> None:
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    await house.control("assign", conversation=conversation, teammate=AI, by=MIA)
    await house.until_quiet()
    told = len(await house.replies(conversation))
    await hand_over(house.app.shell, (await house.session(conversation)).id, "mia")
    await house.until_quiet()
    (note,) = await house.comments(conversation)
    assert "A member of the team decided on this." in note
    assert (await house.seen(conversation))["assignee"] is None
    assert "ai-handed-off" in await house.tags(conversation)
    # Their question has its answer: there is nothing to tell the customer.
    assert len(await house.replies(conversation)) == told
    session = await house.session(conversation)
    assert (session.holder, session.status) == ("team", "open")
    assert ("handed_off", "3.1", "ordered") in await house.history(conversation)


async def test_3_1_a_second_order_does_nothing_and_a_give_back_undoes_it(house: House) -> None:
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    number = (await house.session(conversation)).id
    for _ in range(2):
        await hand_over(house.app.shell, number, "mia")
        await house.until_quiet()
    assert len(await house.comments(conversation)) == 1
    await give_back(house.app.shell, number, "mia")
    await house.until_quiet()
    assert (await house.session(conversation)).holder == "ai"


async def test_3_2_over_a_person_nothing_is_handed_off(house: House) -> None:
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    await house.control("assign", conversation=conversation, teammate=MIA, by=MIA)
    await house.until_quiet()
    await hand_over(house.app.shell, (await house.session(conversation)).id, "leo")
    await house.until_quiet()
    assert await house.comments(conversation) == []
    assert (await house.seen(conversation))["assignee"]["id"] == MIA
