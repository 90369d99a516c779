"""Promise 1.10: two conversations become one at Front, which no webhook tells."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.journeys.house import MIA, House
from tests.journeys.said import DIMMER, PERSON, RETURNS

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def house(one_house: House) -> AsyncIterator[House]:
    yield one_house
    await one_house.tidy()


async def merged_at_the_look(house: House, survivor: str, name: str) -> str:
    """The same customer writes anew, and somebody merges that right before our look at it."""
    await house.control("faults", webhook="drop", nth=1)
    late = await house.customer(DIMMER, name=name)
    (event,) = await house.events_of(late)
    merge: dict[str, Any] = {"from": late, "into": survivor, "by": MIA}
    await house.at_the_look("merge", **merge)
    await house.tell("inbound_received", event)
    await house.until_quiet()
    return late


async def test_1_10_what_was_pending_in_a_merged_conversation_goes_to_the_survivor(
    house: House,
) -> None:
    survivor = await house.customer(RETURNS, name="Meg")
    await house.until_quiet()
    gone = await merged_at_the_look(house, survivor, "Meg")
    first, second = await house.replies(survivor)
    assert "free return label" in first["text"]
    assert "ten seconds" in second["text"]
    # Nothing was sent to the one that is gone, and whoever asks for it finds the survivor.
    assert await house.state_of(gone, "reply") == "refused"
    assert ("merged", "1.10") in [h[:2] for h in await house.history(gone)]
    assert ("merged", "1.10") in [h[:2] for h in await house.history(survivor)]
    (alias,) = await house.rows(
        "select s.front_id from conversations g join conversations s on s.id = g.merged_into"
        " where g.front_id = :gone",
        gone=gone,
    )
    assert alias.front_id == survivor
    assert (await house.session(gone)).status == "abandoned"


async def test_1_10_merged_into_the_teams_conversation_it_is_the_teams(house: House) -> None:
    survivor = await house.customer(RETURNS, name="Max")
    await house.until_quiet()
    await house.control(
        "teammate_reply", conversation=survivor, teammate=MIA, text="I look into it myself."
    )
    await house.until_quiet()
    await merged_at_the_look(house, survivor, "Max")
    assert len(await house.replies(survivor)) == 1
    session = await house.session(survivor)
    assert (session.status, session.holder, len(session.state["waiting"])) == ("open", "team", 1)
    assert ("merged", "1.10", "with_team") in await house.history(survivor)


async def test_1_10_merged_with_the_teams_conversation_the_survivor_becomes_theirs(
    house: House,
) -> None:
    survivor = await house.customer(RETURNS, name="Mona")
    theirs = await house.customer(PERSON, name="Mona")
    await house.until_quiet()
    assert (await house.session(theirs)).holder == "team"
    told = len(await house.replies(survivor)) + len(await house.replies(theirs))
    await house.control("merge", **{"from": theirs, "into": survivor}, by=MIA)
    # No webhook tells of a merge: the event list does, and what is read there comes in like this.
    (event,) = [e for e in await house.events_of(survivor) if e["type"] == "conversations_merged"]
    await house.tell("conversations_merged", event)
    await house.until_quiet()
    assert (await house.session(survivor)).holder == "team"
    await house.customer(DIMMER, conversation=survivor)
    await house.until_quiet()
    assert (await house.reasons(survivor))[-1] == "with_team"
    assert len(await house.replies(survivor)) == told


async def test_1_10_another_customer_who_was_merged_in_is_brought_up(house: House) -> None:
    """Their words stand where nobody is assigned, and the AI obeys only the contact."""
    survivor = await house.customer(RETURNS, name="Milo")
    await house.until_quiet()
    await merged_at_the_look(house, survivor, "Somebody else")
    assert len(await house.replies(survivor)) == 1
    assert ("merged", "1.10", "third_party") in await house.history(survivor)
    assert await house.alarms(survivor) == ["third_party"]
