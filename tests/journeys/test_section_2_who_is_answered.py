"""Section 2 of the promises: who is answered, who is left alone and why, and nobody twice."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from frontmate.conversation.message import Channel
from frontmate.workflow import give_back
from tests.journeys.house import AI, MIA, House
from tests.journeys.said import DIMMER, PERSON, RETURNS, SHIPPING, UNKNOWN
from tests.journeys.webhooks import inbound

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def house(one_house: House) -> AsyncIterator[House]:
    yield one_house
    await one_house.tidy()


async def assigned(house: House, words: str, **customer: Any) -> str:
    """A conversation that a teammate has assigned to the AI, its first message left alone."""
    await house.set_policy(handle_unassigned=False)
    conversation = await house.customer(words, **customer)
    await house.until_quiet()
    await house.control("assign", conversation=conversation, teammate=AI, by=MIA)
    await house.until_quiet()
    return conversation


async def last(house: House, conversation: str) -> tuple[str, str]:
    """The last line of the history: the reason and its promise."""
    reason, promise, _ = (await house.history(conversation))[-1]
    return reason, promise


async def assignee(house: House, conversation: str) -> str | None:
    shown = (await house.seen(conversation))["assignee"]
    return None if shown is None else str(shown["id"])


async def test_2_1_without_handle_unassigned_only_what_is_assigned_to_the_ai_is_answered(
    house: House,
) -> None:
    await house.set_policy(handle_unassigned=False)
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    assert await last(house, conversation) == ("unassigned", "2.1")
    assert await house.calls(conversation) == []
    await house.control("assign", conversation=conversation, teammate=AI, by=MIA)
    await house.customer(DIMMER, conversation=conversation)
    await house.until_quiet()
    (reply,) = await house.replies(conversation)
    assert "ten seconds" in reply["text"]
    assert len(await house.calls_for(conversation, "answer")) == 2


async def test_2_1_an_unassigned_conversation_is_answered_where_that_is_on(house: House) -> None:
    conversation = await house.customer(SHIPPING)
    await house.until_quiet()
    (reply,) = await house.replies(conversation)
    assert "all countries of the European Union" in reply["text"]
    assert await assignee(house, conversation) is None


async def test_2_2_a_teammates_conversation_is_left_alone(house: House) -> None:
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    await house.control("assign", conversation=conversation, teammate=MIA, by=MIA)
    await house.customer(DIMMER, conversation=conversation)
    await house.until_quiet()
    assert await last(house, conversation) == ("assigned_to_person", "2.2")
    assert len(await house.replies(conversation)) == 1


async def test_2_2_mail_that_no_customer_wrote_is_left_alone_and_costs_no_call(
    house: House,
) -> None:
    written: dict[str, dict[str, Any]] = {
        "own_address": {"handle": "Mia@Example.com"},
        "own_address of a channel": {"handle": "support@example.com"},
        "auto_reply": {"subject": "Out of office: back on Monday"},
        "bounce": {"handle": "mailer-daemon@mail.example"},
        "list_mail": {"handle": "newsletter@shop.example"},
    }
    sent = {
        case: await house.customer(RETURNS, name=f"Case {number}", **given)
        for number, (case, given) in enumerate(written.items())
    }
    for kind, reason in (
        ("discussion", "not_a_conversation"),
        ("task", "not_a_conversation"),
        ("tweet", "public_channel"),
    ):
        event = inbound(
            RETURNS,
            event=f"evt_{kind}",
            conversation=f"cnv_{kind}",
            message=f"msg_{kind}",
            sender=f"{kind}@customer.example",
        )
        of = event["target"]["data"] if kind == "tweet" else event["conversation"]
        of["type"] = kind
        await house.tell("inbound_received", event)
        sent[f"{reason} of {kind}"] = f"cnv_{kind}"
    await house.until_quiet()
    for case, conversation in sent.items():
        reason = case.partition(" of ")[0]
        assert await last(house, conversation) == (reason, "2.2"), case
        assert await house.calls(conversation) == [], case
        assert await house.delivered(conversation) == [], case


async def test_2_2_a_twin_of_the_same_mail_is_left_alone(house: House) -> None:
    answered = await house.customer(RETURNS, name="Castor")
    await house.until_quiet()
    twin = await house.customer(RETURNS, name="Castor")
    await house.until_quiet()
    assert await house.history(twin) == [("twin", "8.3", answered)]
    assert await house.replies(twin) == []


async def test_2_2_a_whole_domain_is_ours_only_by_setting(house: House) -> None:
    before = await house.customer(RETURNS, handle="bob@example.com")
    await house.until_quiet()
    assert len(await house.replies(before)) == 1
    await house.set_policy(own_domains=frozenset({"example.com"}))
    after = await house.customer(DIMMER, handle="bob@example.com")
    await house.until_quiet()
    assert await last(house, after) == ("own_address", "2.2")


async def test_2_2_with_the_master_switch_off_nothing_is_written(house: House) -> None:
    await house.set_policy(enabled=False)
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    assert await last(house, conversation) == ("off", "2.2")
    assert await house.calls(conversation) == []
    assert (await house.session(conversation)).state["waiting"] != []


async def test_2_2_an_inbox_that_is_not_allowed_is_left_alone(house: House) -> None:
    await house.set_policy(allowed_inboxes=frozenset({"inb_1chat"}))
    mail = await house.customer(RETURNS)
    chat = await house.customer(RETURNS, channel="chat")
    await house.until_quiet()
    assert await last(house, mail) == ("inbox_not_allowed", "2.2")
    assert await house.calls(mail) == []
    assert len(await house.replies(chat)) == 1


async def test_2_3_what_is_ours_but_unanswerable_goes_to_a_person_without_a_notice(
    house: House,
) -> None:
    no_age = dict.fromkeys(Channel, timedelta(0))
    cases: dict[str, tuple[str, dict[str, Any]]] = {
        "too_old": (RETURNS, {"max_age": no_age}),
        "too_many_replies": (RETURNS, {"reply_cap_hour": 0}),
        "cannot_read": ("[image: lamp.png]", {}),
        "inbox_not_allowed": (RETURNS, {"allowed_inboxes": frozenset({"inb_1chat"})}),
    }
    for case, (words, policy) in cases.items():
        async with house.policy(**policy):
            conversation = await assigned(house, "My lamp and I say hello.", name=case)
            await house.customer(words, conversation=conversation)
            await house.until_quiet()
        assert ("handed_off", "3.1", case) in await house.history(conversation)
        assert len(await house.comments(conversation)) == 1, case
        assert await house.replies(conversation) == [], case
        assert await assignee(house, conversation) is None, case
        assert len(await house.calls_for(conversation, "handoff")) == 4, case


async def test_2_4_after_a_handoff_the_next_message_is_the_teams(house: House) -> None:
    conversation = await house.customer(PERSON)
    await house.until_quiet()
    assert await assignee(house, conversation) is None
    told = len(await house.replies(conversation))
    await house.customer(RETURNS, conversation=conversation)
    await house.until_quiet()
    assert await last(house, conversation) == ("with_team", "2.2")
    assert len(await house.replies(conversation)) == told


async def test_2_4_give_back_lets_the_ai_answer_again(house: House) -> None:
    conversation = await house.customer(PERSON)
    await house.until_quiet()
    await house.customer(RETURNS, conversation=conversation)
    await house.until_quiet()
    await give_back(house.app.shell, (await house.session(conversation)).id, "mia")
    await house.until_quiet()
    assert "30 days" in (await house.replies(conversation))[-1]["text"]
    assert ("given_back", "2.4", "") in await house.history(conversation)
    assert await house.tags(conversation) == {"ai-replied"}  # no longer handed off
    assert (await house.session(conversation)).holder == "ai"


async def test_2_4_in_a_new_session_the_ai_answers_again(house: House) -> None:
    await house.set_policy(reopen_window=timedelta(0))
    conversation = await house.customer(PERSON)
    await house.until_quiet()
    told = len(await house.replies(conversation))
    await house.control("archive", conversation=conversation, by=MIA)
    await house.until_quiet()
    await house.customer(RETURNS, conversation=conversation)
    await house.until_quiet()
    assert len(await house.replies(conversation)) == told + 1
    session = await house.session(conversation)
    assert (session.number, session.holder) == (2, "ai")


async def test_2_4_a_rule_does_not_give_a_handed_off_conversation_back(house: House) -> None:
    # Not even where rules may: within a minute it is our own tag that has set the rule off.
    await house.set_policy(rule_gives_back=True)
    conversation = await house.customer(PERSON)
    await house.until_quiet()
    await house.control("assign", conversation=conversation, teammate=AI, by="rul_1")
    await house.until_quiet()
    assert await assignee(house, conversation) is None
    assert ("rule_reassigned", "2.4") in [h[:2] for h in await house.history(conversation)]
    assert await house.alarms(conversation) == ["rule_reassigned"]
    assert (await house.session(conversation)).holder == "team"
    # We do not fight the rule: what it does a second time stays, and is listed.
    await house.control("assign", conversation=conversation, teammate=AI, by="rul_1")
    await house.until_quiet()
    assert await assignee(house, conversation) == AI
    assert await last(house, conversation) == ("with_team", "2.2")


async def test_2_5_answering_an_unassigned_conversation_assigns_it_only_by_setting(
    house: House,
) -> None:
    left = await house.customer(RETURNS, name="Lea")
    await house.until_quiet()
    await house.set_policy(claim_on_reply=True)
    claimed = await house.customer(RETURNS, name="Cleo")
    await house.until_quiet()
    assert [len(await house.replies(c)) for c in (left, claimed)] == [1, 1]
    assert await assignee(house, left) is None
    assert await assignee(house, claimed) == AI
    assert (await house.session(claimed)).state["assignee"]["who"] == "ai"


async def test_2_6_a_burst_waits_as_a_decision_and_not_as_a_sleeping_job(house: House) -> None:
    hour = timedelta(hours=1)
    await house.set_policy(settle=dict.fromkeys(Channel, hour))
    conversation = await house.customer("Hi there", channel="chat")
    await house.customer(RETURNS, channel="chat", conversation=conversation)
    await house.until_quiet()
    assert [h[:2] for h in await house.history(conversation)] == [("settling", "2.6")] * 2
    assert await house.calls(conversation) == []
    (waits,) = await house.rows(
        "select max(t.due) as until, max(m.sent_at) as newest from conversations c"
        " join timers t on t.conversation = c.id join messages m on m.conversation = c.id"
        " where c.front_id = :conversation and t.kind = 'settle'",
        conversation=conversation,
    )
    assert waits.until == waits.newest + hour


async def test_2_6_a_burst_gets_one_answer(house: House) -> None:
    await house.set_policy(settle=dict.fromkeys(Channel, timedelta(seconds=1)))
    conversation = await house.customer("Hi there", channel="chat")
    for words in ("I bought a lamp from you.", RETURNS):
        await house.customer(words, channel="chat", conversation=conversation)
    await house.until_replies(conversation, 1)
    await house.until_timers_are_over()
    (reply,) = await house.replies(conversation)
    assert "30 days" in reply["text"]
    assert (await house.reasons(conversation)).count("reply_sent") == 1
    assert (await house.session(conversation)).state["waiting"] == []


async def test_2_6_who_never_stops_writing_is_answered_all_the_same(house: House) -> None:
    # Between two messages there must be time for a reply, on a slow machine too.
    await house.set_policy(settle=dict.fromkeys(Channel, timedelta(seconds=3)))
    conversation = await house.customer(RETURNS, channel="chat")

    async def answered_while_writing() -> bool:
        # More often than a burst settles: without a limit of four times, it would never end.
        await house.customer("and", channel="chat", conversation=conversation)
        return len(await house.replies(conversation)) > 0

    await house.until(answered_while_writing, every=2)
    assert (await house.reasons(conversation)).index("asked_agent") > 1


async def test_2_6_a_message_that_comes_while_we_prepare_is_answered_in_the_same_reply(
    house: House,
) -> None:
    await house.at_the_look("customer_message", text=DIMMER)
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    (reply,) = await house.replies(conversation)
    assert "30 days" in reply["text"]
    assert "ten seconds" in reply["text"]
    assert (await house.session(conversation)).state["waiting"] == []


async def test_2_7_an_older_message_is_answered_on_assignment_only_by_setting(
    house: House,
) -> None:
    recorded = await assigned(house, RETURNS, name="Rea")
    assert await last(house, recorded) == ("assignment_recorded", "1.6")
    assert await house.replies(recorded) == []
    await house.set_policy(answer_on_assignment=True)
    answered = await assigned(house, RETURNS, name="Ann")
    assert ("answer_on_assignment", "2.7", "") in await house.history(answered)
    assert len(await house.replies(answered)) == 1


async def test_2_7_give_back_answers_the_newest_waiting_message(house: House) -> None:
    await house.set_policy(handle_unassigned=False)
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    assert await house.replies(conversation) == []
    await give_back(house.app.shell, (await house.session(conversation)).id, "mia")
    await house.until_quiet()
    assert len(await house.replies(conversation)) == 1
    # It answers only what is its own: so it takes the conversation first.
    assert await assignee(house, conversation) == AI


async def test_2_what_the_help_center_does_not_know_is_handed_over_not_guessed(
    house: House,
) -> None:
    conversation = await house.customer(UNKNOWN)
    await house.until_quiet()
    assert ("handed_off", "3.1", "no_answer_found") in await house.history(conversation)
