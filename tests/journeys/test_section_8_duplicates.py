"""Duplicates: dropped once and counted, without swallowing what a customer really said twice."""

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

from frontmate.conversation.outcome import Answer, Outcome, Reading
from frontmate.conversation.text import Text
from frontmate.store import deliveries
from frontmate.workflow import Question, Shell
from tests.journeys.house import SIGNING_KEY, House, open_house
from tests.journeys.webhooks import envelope, post_app

QUESTION = "How do I reset the dimmer?"


async def duplicates(house: House) -> int:
    """The number on the health page."""
    async with house.app.engine.begin() as db:
        return await deliveries.count_duplicates(db, house.connection)


async def event_of(house: House, conversation: str) -> dict[str, Any]:
    """The inbound event of a conversation, as Front's API gives it."""
    answer = await house.http.get(
        f"{house.front}/conversations/{conversation}/events",
        headers={"authorization": "Bearer simulated-token"},
    )
    events: list[dict[str, Any]] = answer.json()["_results"]
    return next(e for e in events if e["type"] == "inbound")


async def send(house: House, event: dict[str, Any]) -> None:
    url = f"{house.url}/webhooks/front/main"
    taken = await post_app(house.http, url, envelope("inbound_received", event), SIGNING_KEY)
    assert taken.status_code == 200, taken.text


async def test_8_1_a_delivery_that_comes_twice_is_answered_once_and_counted(house: House) -> None:
    await house.webhook_fault("duplicate", times=1)
    conversation = await house.customer(QUESTION)
    await house.until_replies(conversation, 1)
    await house.until_quiet()
    hooks = (await house.http.get(f"{house.front}/_control/deliveries")).json()
    twice = [h for h in hooks if h["type"] == "inbound_received"]
    assert [h["attempts"][-1]["status"] for h in twice] == [200, 200]
    assert len(await house.delivered(conversation)) == 1
    assert (await house.reasons(conversation)).count("asked_agent") == 1
    assert await duplicates(house) == 1


async def test_8_1_a_retry_hours_later_is_dropped(house: House) -> None:
    conversation = await house.customer(QUESTION)
    await house.until_replies(conversation, 1)
    event = await event_of(house, conversation)
    await house.until_quiet()
    before = await house.history(conversation)
    for number in (1, 2, 3):
        await send(house, event)
        await house.until_quiet()
        assert await duplicates(house) == number
    assert await house.history(conversation) == before
    assert len(await house.delivered(conversation)) == 1


async def test_8_1_a_second_event_with_the_same_message_is_dropped(house: House) -> None:
    conversation = await house.customer(QUESTION)
    await house.until_replies(conversation, 1)
    again = {**await event_of(house, conversation), "id": "evt_another"}
    await house.until_quiet()
    await send(house, again)
    await house.until_quiet()
    assert len(await house.delivered(conversation)) == 1
    assert (await house.reasons(conversation)).count("asked_agent") == 1
    assert await duplicates(house) == 1
    (dropped,) = await house.rows(
        "select state, why from deliveries where event_key = 'evt_another'"
    )
    assert dropped.state == "duplicate"


async def forget_the_message_id(house: House) -> None:
    """As if the message had come without an id: only its content hash can tell it now."""
    await house.rows("update messages set front_id = 'msg_unknown' where inbound returning id")


async def test_8_1_the_content_hash_alone_drops_it_within_24_hours(house: House) -> None:
    conversation = await house.customer(QUESTION)
    await house.until_replies(conversation, 1)
    again = {**await event_of(house, conversation), "id": "evt_another"}
    await house.until_quiet()
    await forget_the_message_id(house)
    await house.rows(
        "update messages set received_at = now() - interval '23 hours' where inbound returning id"
    )
    await send(house, again)
    await house.until_quiet()
    (dropped,) = await house.rows(
        "select state, why from deliveries where event_key = 'evt_another'"
    )
    assert (dropped.state, "24 hours" in dropped.why) == ("duplicate", True)
    assert (await house.reasons(conversation)).count("asked_agent") == 1


async def test_8_1_the_content_hash_is_forgotten_after_24_hours(house: House) -> None:
    conversation = await house.customer(QUESTION)
    await house.until_replies(conversation, 1)
    again = {**await event_of(house, conversation), "id": "evt_another"}
    await house.until_quiet()
    await forget_the_message_id(house)
    await house.rows(
        "update messages set received_at = now() - interval '25 hours' where inbound returning id"
    )
    await send(house, again)
    await house.until_quiet()
    (taken,) = await house.rows("select state from deliveries where event_key = 'evt_another'")
    assert taken.state == "handled"
    assert (await house.reasons(conversation)).count("asked_agent") == 2


async def test_8_1_a_message_id_is_known_for_ever(house: House) -> None:
    conversation = await house.customer(QUESTION)
    await house.until_replies(conversation, 1)
    again = {**await event_of(house, conversation), "id": "evt_another"}
    await house.until_quiet()
    await house.rows(
        "update messages set received_at = now() - interval '90 days' where inbound returning id"
    )
    await send(house, again)
    await house.until_quiet()
    assert len(await house.delivered(conversation)) == 1
    assert await duplicates(house) == 1


def _always_answers(shell: Shell) -> Shell:
    """An agent with an answer to everything: whether "ok" wants one is not the matter here."""

    async def answer(connection: str, question: Question) -> Outcome:
        return Answer(Reading(), Text(f"Answer {question.answers_given + 1}."), (), 1.0)

    return replace(shell, answer=answer)


async def test_8_2_an_honest_second_ok_is_answered(database_url: str, help_center: Path) -> None:
    async with open_house(database_url, help_center, reshape=_always_answers) as house:
        conversation = await house.customer("ok", channel="chat")
        await house.until_replies(conversation, 1)
        await house.customer("ok", conversation=conversation, channel="chat")
        await house.until_replies(conversation, 2)
        await house.until_quiet()
        assert len(await house.delivered(conversation)) == 2
        assert await duplicates(house) == 0


async def test_8_2_the_same_words_with_a_new_message_id_are_a_new_message(house: House) -> None:
    conversation = await house.customer(QUESTION)
    await house.until_replies(conversation, 1)
    await house.until_quiet()
    await house.customer(QUESTION, conversation=conversation)
    # Asked again, our answer did not help: a person takes over, and the customer is told.
    await house.until_state(conversation, "notice", "confirmed")
    assert await duplicates(house) == 0


async def test_8_3_one_mail_that_became_two_conversations_is_answered_once(house: House) -> None:
    first = await house.customer(QUESTION, handle="kim@shop.example")
    await house.until_replies(first, 1)
    second = await house.customer(QUESTION, handle="kim@shop.example")
    await house.until_reason(second, "twin")
    await house.until_quiet()
    assert len(await house.delivered(first)) == 1
    assert await house.delivered(second) == []
    assert await house.comments(second) == []


async def test_8_3_a_twin_names_the_conversation_it_belongs_to(house: House) -> None:
    first = await house.customer(QUESTION, handle="kim@shop.example")
    await house.until_replies(first, 1)
    second = await house.customer(QUESTION, handle="kim@shop.example")
    await house.until_reason(second, "twin")
    (event,) = await house.rows(
        "select e.body from events e join conversations c on c.id = e.conversation"
        " where c.front_id = :id and e.type = 'MessageReceived'",
        id=second,
    )
    assert event.body["message"]["twin_of"] == first


async def test_8_3_the_same_words_of_somebody_else_are_no_twin(house: House) -> None:
    first = await house.customer(QUESTION, handle="kim@shop.example")
    second = await house.customer(QUESTION, handle="lou@shop.example")
    await house.until_replies(first, 1)
    await house.until_replies(second, 1)


async def test_8_3_the_same_words_after_ten_minutes_are_no_twin(house: House) -> None:
    first = await house.customer(QUESTION, handle="kim@shop.example")
    await house.until_replies(first, 1)
    await house.rows("update messages set received_at = now() - interval '11 minutes' returning id")
    second = await house.customer(QUESTION, handle="kim@shop.example")
    await house.until_replies(second, 1)


async def test_8_3_both_twins_arriving_at_once_are_answered_once(house: House) -> None:
    # One mail to support@ and sales@: both webhooks come in the same moment.
    await house.control("webhooks", app=None)
    first = await house.customer(QUESTION, handle="kim@shop.example")
    second = await house.customer(QUESTION, handle="kim@shop.example")
    events = [copy.deepcopy(await event_of(house, c)) for c in (first, second)]
    for event in events:
        await send(house, event)
    await house.until_quiet()

    async def answered() -> bool:
        return bool(await house.delivered(first) or await house.delivered(second))

    await house.until(answered)
    await house.until_quiet()
    delivered = [*await house.delivered(first), *await house.delivered(second)]
    assert len(delivered) == 1
