"""Behaviour, section 10.1, of an answer that goes from a call to a conversation of its own (9.3):
never twice, and never silence."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.house import House, open_house
from tests.journeys.said import SHIPPING
from tests.journeys.test_crashes import Scene, open_scene
from tests.journeys.test_section_9_call_answers import INBOXES, call_of, channel_of, sent_to

KIM = "+12025550181"
BEGIN = "/channels/[^/]+/messages$"


@pytest.fixture
async def house(database_url: str, help_center: Path) -> AsyncIterator[House]:
    """A house where a message counts as never sent after three seconds of looking."""
    async with open_house(database_url, help_center, visible_within=3.0, inboxes=INBOXES) as house:
        await house.set_policy(call_answers_by=await channel_of(house, "twilio"))
        yield house


async def begun(house: House) -> int:
    """How many conversations we have asked Front to begin."""
    posts = await house.requests("POST", "/messages")
    return len([one for one in posts if "/channels/" in one["path"]])


@pytest.mark.parametrize("hears", [True, False])
async def test_10_1_an_answer_lost_after_acceptance_is_found_among_the_callers_conversations(
    house: House, hears: bool
) -> None:
    await house.fault("reset_after", method="POST", path_regex=BEGIN, nth=1)
    if not hears:
        await house.webhook_fault("drop", type="outbound_sent")
    conversation = await call_of(house, SHIPPING, KIM)
    await house.until_state(conversation, "sent_note", "confirmed")
    await house.until_quiet()
    (message,) = await sent_to(house, KIM)
    assert await begun(house) == 1
    assert len(await house.comments(conversation)) == 1
    (row,) = await house.rows("select front_id, uid from actions where step = 'reply'")
    assert (row.front_id, row.uid) == (message["id"], None)
    assert (await house.session(conversation)).holder == "ai"


async def test_10_1_an_earlier_answer_in_the_same_words_is_not_taken_for_it(house: House) -> None:
    first = await call_of(house, SHIPPING, KIM)
    await house.until_state(first, "sent_note", "confirmed")
    await house.until_state(first, "reply", "confirmed")
    await house.until_quiet()
    await house.fault("reset_before", method="POST", path_regex=BEGIN, nth=1)
    second = await call_of(house, SHIPPING, KIM)
    await house.until_state(second, "reply", "needs_person")
    await house.until_quiet()
    assert len(await sent_to(house, KIM)) == 1
    assert (await house.session(second)).state["handoff_reason"] == "uncertain_send"


@pytest.mark.parametrize("effect", ["reset_before", "html_error", "status"])
async def test_10_1_an_answer_that_never_appears_is_not_sent_again(
    house: House, effect: str
) -> None:
    await house.fault(effect, method="POST", path_regex=BEGIN, nth=1)
    conversation = await call_of(house, SHIPPING, KIM)
    await house.until_state(conversation, "reply", "needs_person")
    await house.until_state(conversation, "tags", "confirmed")
    await house.until_quiet()
    assert await sent_to(house, KIM) == []
    assert await begun(house) == 1
    session = await house.session(conversation)
    assert (session.holder, session.state["handoff_reason"]) == ("team", "uncertain_send")
    assert await house.state_of(conversation, "sent_note") == "withdrawn"
    (comment,) = await house.comments(conversation)
    assert "hands over" in comment


@pytest.mark.parametrize("hears", [True, False])
async def test_10_1_a_number_that_takes_no_texts_is_a_persons(house: House, hears: bool) -> None:
    await house.control("fail_messages", handle=KIM)
    if not hears:
        await house.webhook_fault("drop", type="message_delivery_failed")
    conversation = await call_of(house, SHIPPING, KIM)
    await house.until_reason(conversation, "delivery_failed")
    await house.until_state(conversation, "tags", "confirmed")
    assert (await house.session(conversation)).holder == "team"
    assert await begun(house) == 1
    comments = await house.comments(conversation)
    assert any("hands over" in comment for comment in comments)


@pytest.fixture
async def scene(database_url: str, help_center: Path, tmp_path: Path) -> AsyncIterator[Scene]:
    """The product as a process, which can be killed."""
    async with open_scene(database_url, help_center, tmp_path, inboxes=INBOXES) as scene:
        by = await channel_of(scene.house, "twilio")
        await scene.house.set_policy(call_answers_by=by)
        yield scene


@pytest.mark.parametrize("held", ["hold_before", "hold_after_accept"])
async def test_10_1_killed_with_the_answer_at_front_it_is_sent_exactly_once(
    scene: Scene, held: str
) -> None:
    """Held before: the stand-in handles it although its client is long gone."""
    house = scene.house
    await house.fault(held, method="POST", path_regex=BEGIN, nth=1)
    conversation = await call_of(house, SHIPPING, KIM)
    await house.until_held()
    assert await house.state_of(conversation, "reply") == "intended"
    await scene.kill_and_start_again()
    await house.until_state(conversation, "sent_note", "confirmed")
    await house.until_quiet()
    assert len(await sent_to(house, KIM)) == 1
    assert await begun(house) == 1
    assert len(await house.comments(conversation)) == 1
    assert await house.alarms(conversation) == []


async def test_3_1_killed_before_the_team_is_told_it_is_told_once(scene: Scene) -> None:
    house = scene.house
    await house.fault("hold_after_accept", method="POST", path_regex="/comments$", nth=1)
    conversation = await call_of(house, SHIPPING, KIM)
    await house.until_held()
    await scene.kill_and_start_again()
    await house.until_state(conversation, "sent_note", "confirmed")
    await house.until_quiet()
    assert len(await sent_to(house, KIM)) == 1
    assert len(await house.comments(conversation)) == 1
