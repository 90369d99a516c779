"""Behaviour, section 9.3, doubted: what an answer that goes from a call to the caller must survive
(10.1 never twice, never silence; 10.2 never over a person)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from frontmate.app import Options, build, utc_now
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode
from frontmate.store import backup, erasure, restore
from frontmate.store.mentions import Handle
from frontmate.workflow import Shell
from tests.journeys.house import MIA, House, open_house
from tests.journeys.said import RETURNS, SHIPPING
from tests.journeys.test_section_9_call_answers import INBOXES, call_of, channel_of, sent_to
from tests.store.world import empty_database

BEGIN = "/channels/[^/]+/messages$"
LOOK = "^/conversations/[^/]+$"


@dataclass
class Between:
    """Does something once, between the decision to answer and the write."""

    do: Callable[[], Awaitable[None]] | None = None
    house: list[House] = field(default_factory=list)

    async def __call__(self, name: str) -> None:
        if name != "event_decided" or self.do is None:
            return
        planned = "select 1 from actions where step = 'reply' and state = 'planned'"
        if await self.house[0].rows(planned):
            do, self.do = self.do, None
            await do()


BETWEEN = Between()


def with_a_gate(shell: Shell) -> Shell:
    return replace(shell, checkpoint=BETWEEN)


@pytest.fixture
async def house(database_url: str, help_center: Path) -> AsyncIterator[House]:
    """A house where a message counts as never sent after three seconds of looking."""
    async with open_house(
        database_url, help_center, inboxes=INBOXES, visible_within=3.0, reshape=with_a_gate
    ) as house:
        BETWEEN.house[:] = [house]
        await house.set_policy(call_answers_by=await channel_of(house, "twilio"))
        yield house
        BETWEEN.do = None


async def answered(house: House, words: str, number: str) -> str:
    """A call whose answer was texted, and of which nothing is left to do."""
    conversation = await call_of(house, words, number)
    await house.until_state(conversation, "sent_note", "confirmed")
    await house.until_quiet()
    return conversation


async def merged(house: House, gone: str, into: str) -> None:
    """As the event list tells of it."""
    await told_of_the_merge(house, gone, into)
    await house.until_reason(gone, "merged")


async def told_of_the_merge(house: House, gone: str, into: str) -> None:
    await house.control("merge", **{"from": gone, "into": into}, by=MIA)
    found = [e for e in await house.events_of(into) if e["type"] == "conversations_merged"]
    await house.tell("conversations_merged", found[0])


async def texts(house: House, number: str, words: str) -> list[dict[str, Any]]:
    return [one for one in await sent_to(house, number) if words in one["body"]]


async def test_10_1_a_refusal_is_heard_by_the_call_whose_answer_it_was(house: House) -> None:
    """Another caller was sent the same words a moment before, of which no uid is known."""
    await house.fault("reset_after", method="POST", path_regex=BEGIN, nth=1)
    first = await call_of(house, SHIPPING, "+12025550201")
    await house.until_state(first, "sent_note", "confirmed")
    await house.control("fail_messages", handle="+12025550202")
    second = await call_of(house, SHIPPING, "+12025550202")
    await house.until_reason(second, "delivery_failed")
    assert "delivery_failed" not in await house.reasons(first)
    assert (await house.session(first)).holder == "ai"
    assert (await house.session(second)).holder == "team"


@pytest.mark.parametrize("by", ["twilio", "smtp"])
async def test_10_1_of_two_callers_told_the_same_the_right_one_is_a_persons(
    house: House, by: str
) -> None:
    for last in "34":
        mail = {"source": "email", "handle": f"caller{last}@home.example"}
        phone = {"source": "phone", "handle": f"+1202555022{last}"}
        await house.control("contact", name="Kim", handles=[phone, mail])
    await house.set_policy(call_answers_by=await channel_of(house, by))
    first = await call_of(house, SHIPPING, "+12025550223")
    await house.until_state(first, "sent_note", "confirmed")
    for handle in ("+12025550224", "caller4@home.example"):
        await house.control("fail_messages", handle=handle)
    second = await call_of(house, SHIPPING, "+12025550224")
    await house.until_reason(second, "delivery_failed")
    assert "delivery_failed" not in await house.reasons(first)


async def test_1_10_a_call_merged_while_its_answer_is_on_its_way_is_answered_once(
    house: House,
) -> None:
    number = "+12025550203"
    earlier = await answered(house, RETURNS, number)
    await house.fault("hold_after_accept", method="POST", path_regex=BEGIN, nth=1)
    gone = await call_of(house, SHIPPING, number)
    await house.until_held()
    await told_of_the_merge(house, gone, earlier)
    await house.until_reason(earlier, "merged")
    await house.until(lambda: texts(house, number, "European Union"))
    await house.control("release")
    await house.until_reason(gone, "merged")
    await house.until_quiet()
    assert len(await texts(house, number, "European Union")) == 1


async def test_10_4_a_call_merged_while_its_answer_is_in_doubt_ends_with_a_person(
    house: House,
) -> None:
    number = "+12025550204"
    earlier = await answered(house, RETURNS, number)
    await house.fault("reset_before", method="POST", path_regex=BEGIN, nth=1)
    gone = await call_of(house, SHIPPING, number)
    await house.until_state(gone, "reply", "uncertain")
    await merged(house, gone, earlier)
    await house.until_state(gone, "reply", "needs_person")
    await house.until_quiet()
    assert len(await texts(house, number, "European Union")) == 0
    assert await house.alarms(gone) or await house.alarms(earlier)


async def test_10_4_a_refusal_after_a_merge_is_heard_by_the_conversation_that_goes_on(
    house: House,
) -> None:
    number = "+12025550205"
    earlier = await answered(house, RETURNS, number)
    gone = await answered(house, SHIPPING, number)
    await merged(house, gone, earlier)
    await house.until_quiet()
    (message,) = await texts(house, number, "European Union")
    await house.control("bounce", message=message["id"])
    await house.until_reason(earlier, "delivery_failed")
    assert (await house.session(earlier)).holder == "team"


async def held_at_the_look(house: House, number: str) -> str:
    await house.fault("hold_before", method="GET", path_regex=LOOK, nth=1)
    conversation = await call_of(house, SHIPPING, number)
    await house.until_held()
    return conversation


async def test_2_2_who_says_stop_while_the_answer_waits_gets_none(house: House) -> None:
    number = "+12025550206"
    conversation = await held_at_the_look(house, number)
    stopped = await house.customer("STOP", channel="sms", handle=number)
    await house.until_reason(stopped, "opted_out")
    await house.control("release")
    await house.until_state(conversation, "reply", "confirmed")
    await house.until_quiet()
    assert await sent_to(house, number) == []
    assert len(await house.comments(conversation)) == 1


async def test_10_2_whom_a_person_texts_while_the_answer_waits_is_left_to_them(
    house: House,
) -> None:
    number = "+12025550207"
    texted = await house.customer(RETURNS, channel="sms", handle=number)
    await house.until_state(texted, "reply", "confirmed")
    await house.until_quiet()
    conversation = await held_at_the_look(house, number)
    await house.control("teammate_reply", conversation=texted, teammate=MIA, text="I am on it.")
    await house.until_reason(texted, "person_wrote")
    await house.control("release")
    await house.until_state(conversation, "reply", "confirmed")
    await house.until_quiet()
    assert await texts(house, number, "European Union") == []


async def test_10_2_whose_texts_are_assigned_to_a_person_is_left_to_them(house: House) -> None:
    number = "+12025550208"
    texted = await house.customer(RETURNS, channel="sms", handle=number)
    await house.until_state(texted, "reply", "confirmed")
    await house.until_quiet()
    await house.control("assign", conversation=texted, teammate=MIA, by=MIA)
    await house.until_quiet()
    conversation = await call_of(house, SHIPPING, number)
    await house.until_state(conversation, "reply", "confirmed")
    await house.until_quiet()
    assert await texts(house, number, "European Union") == []


async def test_10_2_whom_a_person_writes_to_where_we_began_is_left_to_them(house: House) -> None:
    number = "+12025550209"
    await answered(house, RETURNS, number)
    (message,) = await sent_to(house, number)
    begun = message["conversation"]
    await house.control("teammate_reply", conversation=begun, teammate=MIA, text="Mia here.")
    await house.until_reason(begun, "person_wrote")
    await house.until_quiet()
    conversation = await call_of(house, SHIPPING, number)
    await house.until_state(conversation, "reply", "confirmed")
    await house.until_quiet()
    assert await texts(house, number, "European Union") == []


async def test_11_1_calls_that_become_drafts_before_the_write_are_not_texted(house: House) -> None:
    async def drafts_from_now_on() -> None:
        await house.set_policy(channel_modes={Channel.PHONE: Mode.DRAFT})

    BETWEEN.do = drafts_from_now_on
    conversation = await call_of(house, SHIPPING, "+12025550210")
    await house.until_state(conversation, "reply", "confirmed")
    await house.until_quiet()
    assert await sent_to(house, "+12025550210") == []
    assert len(await house.comments(conversation)) == 1


async def test_11_3_switched_off_before_the_write_nothing_is_sent(house: House) -> None:
    async def off() -> None:
        await house.set_policy(enabled=False)

    BETWEEN.do = off
    conversation = await call_of(house, SHIPPING, "+12025550211")
    await house.until_state(conversation, "sent_note", "withdrawn")
    assert await sent_to(house, "+12025550211") == []
    assert await house.comments(conversation) == []


async def test_2_2_a_colleagues_domain_is_not_mailed(house: House) -> None:
    number = "+12025550212"
    handles = [
        {"source": "phone", "handle": number},
        {"source": "email", "handle": "bo@lamp.example"},
    ]
    await house.control("contact", name="Bo", handles=handles)
    by = await channel_of(house, "smtp")
    await house.set_policy(call_answers_by=by, own_domains=frozenset({"lamp.example"}))
    conversation = await call_of(house, SHIPPING, number)
    await house.until_state(conversation, "reply", "confirmed")
    await house.until_quiet()
    assert await sent_to(house, "bo@lamp.example") == []
    assert len(await house.comments(conversation)) == 1


async def test_1_2_that_a_person_wrote_is_known_while_front_lists_nobody(house: House) -> None:
    """What goes out is read without our own addresses, which are Front's to tell."""
    await house.fault("reset_before", method="GET", path_regex="^/(teammates|channels)")
    await house.webhook_fault("drop", type="inbound_received", nth=1)
    conversation = await house.customer(RETURNS, name="Pat")
    await house.control("teammate_reply", conversation=conversation, teammate=MIA, text="Hi.")
    await house.until_reason(conversation, "person_wrote")


@pytest.mark.parametrize("by", ["twilio", "smtp"])
async def test_11_4_who_is_forgotten_is_so_in_what_they_were_sent(house: House, by: str) -> None:
    number, mail = "+12025550213", "kim@home.example"
    handles = [{"source": "phone", "handle": number}, {"source": "email", "handle": mail}]
    await house.control("contact", name="Kim", handles=handles)
    await house.set_policy(call_answers_by=await channel_of(house, by))
    call = await call_of(house, SHIPPING, number)
    await house.until_state(call, "reply", "confirmed")
    (message,) = await sent_to(house, number if by == "twilio" else mail)
    async with house.app.engine.begin() as db:
        found = await erasure.find(db, [Handle("phone", number)], "main")
    ids = "select id from conversations where front_id in (:call, :begun)"
    both = await house.rows(ids, call=call, begun=message["conversation"])
    assert {row.id for row in both} <= set(found.conversations)


async def test_10_1_a_call_of_a_time_that_a_restore_took_is_not_texted_again(
    house: House, database_url: str, server_url: str, tmp_path: Path
) -> None:
    number, file = "+12025550214", tmp_path / "b"
    await asyncio.to_thread(backup.take, database_url, file, program="1", now=utc_now())
    call = await call_of(house, SHIPPING, number)
    await house.until_state(call, "sent_note", "confirmed")
    await house.until_quiet()
    options = Options("http://127.0.0.1:1", "a-cookie-key-for-tests")
    with empty_database(server_url) as empty:
        await asyncio.to_thread(restore.restore, empty, file, replace=True, now=utc_now())
        async with (
            build(empty, [], options) as app,
            House(app, house.front, house.url, house.http).working(),
        ):
            # The event list brings the call back, and nothing shows that it was answered.
            after = House(app, house.front, house.url, house.http)
            await after.until_state(call, "reply", "confirmed")
    assert len(await sent_to(house, number)) == 1
