"""Behaviour, section 11: modes and the master switch, through the whole product."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from frontmate.console.sessions.shadow import shadowed
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode
from tests.journeys.house import AI, MIA, QUICK, House, open_house

DRAFT = replace(QUICK, handle_unassigned=False, mode=Mode.DRAFT)
QUESTION = "How do I return my lamp?"


@pytest.fixture
async def drafting(database_url: str, help_center: Path) -> AsyncIterator[House]:
    async with open_house(database_url, help_center, policy=DRAFT) as house:
        yield house


async def drafts(house: House, conversation: str) -> list[dict[str, object]]:
    lying: list[dict[str, object]] = (await house.seen(conversation))["drafts"]
    return lying


async def until_draft(house: House, conversation: str) -> dict[str, object]:
    async def lies() -> object:
        return (await drafts(house, conversation)) or None

    try:
        found = await house.until(lies)
    except TimeoutError as error:
        raise TimeoutError(f"no draft; there is {await house.history(conversation)}") from error
    await house.until_quiet()
    draft: dict[str, object] = found[0]
    return draft


async def assigned_question(house: House, words: str = QUESTION) -> str:
    conversation = await house.customer(words, channel="email")
    await house.until_quiet()
    await house.control("assign", conversation=conversation, teammate=AI)
    await house.until_quiet()
    await house.control("customer_message", conversation=conversation, text="Please tell me.")
    return conversation


async def test_11_1_a_reply_becomes_a_shared_draft_that_somebody_sees(drafting: House) -> None:
    conversation = await assigned_question(drafting)
    draft = await until_draft(drafting, conversation)
    assert draft["draft_mode"] == "shared"
    seen = await drafting.seen(conversation)
    assert seen["assignee"] is None
    assert "ai-drafted" in await drafting.tags(conversation)
    assert await drafting.delivered(conversation) == []
    assert await drafting.requests("POST", f"/{conversation}/messages") == []


async def test_11_1_the_draft_that_a_person_sends_is_the_answer(drafting: House) -> None:
    conversation = await assigned_question(drafting)
    draft = await until_draft(drafting, conversation)
    await drafting.control("send_draft", draft=draft["id"], teammate=MIA)
    await drafting.until_reason(conversation, "draft_sent")
    await drafting.until_quiet()
    assert {"ai-replied"} <= await drafting.tags(conversation)
    assert "ai-drafted" not in await drafting.tags(conversation)
    waiting = await drafting.rows("select kind from timers where fired_at is null")
    assert "silence" in [row.kind for row in waiting]
    labels = await drafting.rows("select good from labels")
    assert [row.good for row in labels] == [True]


@pytest.mark.parametrize("keep_id", [True, False])
async def test_11_1_whether_front_keeps_the_drafts_id_does_not_matter(
    drafting: House, keep_id: bool
) -> None:
    conversation = await assigned_question(drafting)
    draft = await until_draft(drafting, conversation)
    await drafting.control("send_draft", draft=draft["id"], teammate=MIA, keep_id=keep_id)
    await drafting.until_reason(conversation, "draft_sent")


async def test_11_1_a_newer_message_replaces_the_draft(drafting: House) -> None:
    conversation = await assigned_question(drafting)
    first = await until_draft(drafting, conversation)
    await drafting.control(
        "customer_message", conversation=conversation, text="And how long does a refund take?"
    )
    await drafting.until_quiet()
    lying = await drafts(drafting, conversation)
    assert len(lying) == 1
    assert lying[0]["version"] != first["version"]


async def test_11_1_a_draft_that_was_sent_unheard_of_is_not_drafted_again(drafting: House) -> None:
    conversation = await assigned_question(drafting)
    draft = await until_draft(drafting, conversation)
    await drafting.webhook_fault("drop", nth=1)
    await drafting.control("send_draft", draft=draft["id"], teammate=MIA)
    await drafting.control(
        "customer_message", conversation=conversation, text="How do I reset the dimmer?"
    )
    await drafting.until_reason(conversation, "draft_sent")
    await until_draft(drafting, conversation)
    newest = await drafting.rows("select body from actions where step = 'draft' order by id")
    assert len(newest[-1].body["messages"]) == 1


async def test_11_1_a_draft_that_a_person_edited_is_left(drafting: House) -> None:
    conversation = await assigned_question(drafting)
    first = await until_draft(drafting, conversation)
    await drafting.control("edit_draft", draft=first["id"], teammate=MIA, text="Let me see.")
    await drafting.control(
        "customer_message", conversation=conversation, text="How do I return the lamp, please?"
    )
    await drafting.until_quiet()
    (lying,) = await drafts(drafting, conversation)
    assert "Let me see." in str(lying["body"])
    assert "with_team" in await drafting.reasons(conversation)


async def test_11_1_a_person_who_writes_something_else_gets_the_draft_out_of_the_way(
    drafting: House,
) -> None:
    conversation = await assigned_question(drafting)
    await until_draft(drafting, conversation)
    await drafting.control(
        "teammate_reply", conversation=conversation, teammate=MIA, text="I'll send you a label."
    )
    await drafting.until_reason(conversation, "person_wrote")
    await drafting.until_quiet()
    assert await drafts(drafting, conversation) == []
    assert [row.good for row in await drafting.rows("select good from labels")] == [False]


async def test_11_1_a_hand_off_in_draft_mode_tells_the_team_and_not_the_customer(
    drafting: House,
) -> None:
    conversation = await assigned_question(drafting, "I want to talk to a human, please.")
    await drafting.until_reason(conversation, "handed_off")
    await drafting.until_quiet()
    assert len(await drafting.comments(conversation)) == 1
    assert await drafting.delivered(conversation) == []
    assert await drafts(drafting, conversation) == []


async def test_10_1_a_draft_whose_answer_was_lost_is_found_and_not_written_twice(
    drafting: House,
) -> None:
    await drafting.fault("reset_after", method="POST", path_regex="/drafts$", times=1)
    conversation = await assigned_question(drafting)
    await until_draft(drafting, conversation)
    await drafting.until_state(conversation, "draft", "confirmed")
    assert len(await drafts(drafting, conversation)) == 1
    assert len(await drafting.requests("POST", f"/{conversation}/drafts")) == 1


async def test_11_1_modes_differ_by_channel(database_url: str, help_center: Path) -> None:
    policy = replace(QUICK, mode=Mode.DRAFT, channel_modes={Channel.CHAT: Mode.LIVE})
    async with open_house(database_url, help_center, policy=policy) as house:
        chat = await house.customer(QUESTION, channel="chat")
        mail = await house.customer(QUESTION, channel="email")
        await house.until_replies(chat, 1)
        await until_draft(house, mail)
        assert await house.delivered(mail) == []


async def test_11_1_a_shadow_writes_nothing_and_records_what_it_would_have_done(
    database_url: str, help_center: Path
) -> None:
    policy = replace(QUICK, mode=Mode.SHADOW)
    async with open_house(database_url, help_center, policy=policy) as house:
        asked = await house.customer(QUESTION, channel="email")
        human = await house.customer("I want to talk to a human", channel="chat")
        await house.until_reason(asked, "shadow")
        await house.until_quiet()
        writes = [r for r in await house.journal("request") if r["method"] != "GET"]
        assert writes == []
        shadows = await house.rows(
            "select c.front_id, s.reason, s.steps from shadows s"
            " join conversations c on c.id = s.conversation order by s.id"
        )
        by_conversation = {row.front_id: row for row in shadows}
        assert by_conversation[asked].steps == ["reply"]
        assert by_conversation[human].reason == "handed_off"
        assert await house.rows("select 1 as n from timers where fired_at is null") == []
        async with house.app.engine.connect() as db:
            number = await house.rows(
                "select id from conversations where front_id = :asked", asked=asked
            )
            (shown,) = await shadowed(db, number[0].id)
        assert shown.would == "Reply to the customer"
        assert "free return label" in shown.text
        sessions = await house.rows("select distinct status, holder from sessions")
        assert [(row.status, row.holder) for row in sessions] == [("open", "ai")]


async def test_11_3_a_reply_that_is_prepared_while_the_switch_goes_off_is_withdrawn(
    database_url: str, help_center: Path
) -> None:
    gate = asyncio.Event()
    reached = asyncio.Event()

    async def checkpoint(name: str) -> None:
        if name == "agent_asked":
            reached.set()
            await gate.wait()

    async with open_house(
        database_url, help_center, reshape=lambda shell: replace(shell, checkpoint=checkpoint)
    ) as house:
        conversation = await house.customer(QUESTION, channel="email")
        await asyncio.wait_for(reached.wait(), 20)
        await house.set_policy(enabled=False)
        gate.set()
        await house.until_quiet()
        assert await house.delivered(conversation) == []
        assert "off" in await house.reasons(conversation)


async def test_11_3_timers_pause_while_the_switch_is_off(
    database_url: str, help_center: Path
) -> None:
    quick: dict[Channel, timedelta | None] = {channel: timedelta(seconds=1) for channel in Channel}
    policy = replace(QUICK, silence=quick)
    async with open_house(database_url, help_center, policy=policy) as house:
        await house.set_policy(silence={channel: timedelta(hours=1) for channel in Channel})
        conversation = await house.customer(QUESTION, channel="email")
        await house.until_replies(conversation, 1)
        await house.until_quiet()
        await house.set_policy(enabled=False, silence=quick)
        fired = "select count(*) as n from timers where fired_at is not null and kind = 'silence'"
        before = (await house.rows(fired))[0].n
        await asyncio.sleep(2.5)  # two ticks: what must not happen has had its time
        assert (await house.rows(fired))[0].n == before
        await house.set_policy(enabled=True)
        await house.until_reason(conversation, "resolved")
