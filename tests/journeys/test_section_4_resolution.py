"""Section 4 of the promises: what counts as resolved, and what is never archived or counted."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from frontmate.conversation.message import Channel
from tests.journeys.house import AI, MIA, House
from tests.journeys.said import DIMMER, HELLO, PERSON, RETURNS, SOLVED, THANKS

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def house(one_house: House) -> AsyncIterator[House]:
    yield one_house
    await one_house.tidy()


LOOK = "GET /conversations/{conversation_id}"
COMMENT = "POST /conversations/{conversation_id}/comments"
UPDATE = "PATCH /conversations/{conversation_id}"
TAG = "POST /conversations/{conversation_id}/tags"
ANOTHER_DAY = "Where do your orders leave from?"


async def answered(house: House, words: str = RETURNS, **customer: Any) -> str:
    conversation = await house.customer(words, **customer)
    await house.until_quiet()
    assert len(await house.replies(conversation)) == 1
    return conversation


async def resolved(house: House) -> str:
    """A conversation whose customer has said that it is settled."""
    conversation = await answered(house)
    await house.customer(SOLVED, conversation=conversation)
    await house.until_quiet()
    assert (await house.session(conversation)).status == "resolved"
    return conversation


async def silence(house: House, seconds: float, **more: Any) -> None:
    window = dict.fromkeys(Channel, timedelta(seconds=seconds))
    await house.set_policy(silence=window, **more)


async def outcome(house: House, conversation: str) -> tuple[str, str | None]:
    session = await house.session(conversation)
    return session.status, session.state["resolution"]


async def test_4_1_a_resolution_is_noted_archived_and_tagged_with_a_look_before_each(
    house: House,
) -> None:
    conversation = await resolved(house)
    seen = await house.seen(conversation)
    assert seen["status"] == "archived"
    assert await house.tags(conversation) == {"ai-replied", "ai-resolved"}
    (note,) = await house.comments(conversation)
    assert "**Ada resolved this.** The customer said that it is settled." in note
    assert "- Sentiment: positive" in note
    assert f"> Asked first: {RETURNS}" in note
    assert await house.calls_for(conversation, "resolution") == [LOOK, COMMENT, LOOK, UPDATE, TAG]
    assert ("archived", "1.5", "by the AI") in await house.history(conversation)
    assert len(await house.replies(conversation)) == 1


async def no_note_and_no_success(house: House, conversation: str) -> None:
    assert await house.comments(conversation) == []
    assert (await house.seen(conversation))["status"] == "assigned"
    assert await house.tags(conversation) == {"ai-replied"}
    assert await house.calls_for(conversation, "resolution") == [LOOK]
    assert await outcome(house, conversation) == ("open", None)
    assert ("person_took_over", "4.1") in [h[:2] for h in await house.history(conversation)]
    assert (await house.session(conversation)).holder == "team"


async def test_4_1_where_a_person_took_over_there_is_no_note_and_no_success(house: House) -> None:
    conversation = await answered(house)
    await house.at_the_look("assign", teammate=MIA, by=MIA)
    await house.customer(SOLVED, conversation=conversation)
    await house.until_quiet()
    await no_note_and_no_success(house, conversation)


async def test_4_1_the_look_finds_a_person_of_whom_no_webhook_told(house: House) -> None:
    conversation = await answered(house)
    await house.webhook_fault("drop", nth=2)  # the second from here on tells of the assignment
    await house.at_the_look("assign", teammate=MIA, by=MIA)
    await house.customer(SOLVED, conversation=conversation)
    await house.until_quiet()
    await no_note_and_no_success(house, conversation)


async def test_4_1_taken_between_note_and_archive_it_is_not_archived(house: House) -> None:
    conversation = await answered(house)
    await house.at_the_look("assign", nth=2, teammate=MIA, by=MIA)
    await house.customer(SOLVED, conversation=conversation)
    await house.until_quiet()
    assert len(await house.comments(conversation)) == 1
    seen = await house.seen(conversation)
    assert (seen["status"], seen["assignee"]["id"]) == ("assigned", MIA)
    assert ("archive_skipped", "4.1", "person_holds") in await house.history(conversation)
    assert UPDATE not in await house.calls(conversation)


async def test_4_2_what_is_assigned_to_the_ai_is_its_own_to_archive(house: House) -> None:
    conversation = await answered(house)
    await house.control("assign", conversation=conversation, teammate=AI, by=MIA)
    await house.set_policy(handle_unassigned=False)
    await house.customer(SOLVED, conversation=conversation)
    await house.until_quiet()
    assert (await house.seen(conversation))["status"] == "archived"


async def test_4_2_unassigned_meanwhile_it_is_not_the_ais_without_that_setting(
    house: House,
) -> None:
    conversation = await answered(house)
    await house.control("assign", conversation=conversation, teammate=AI, by=MIA)
    await house.until_quiet()
    await house.set_policy(handle_unassigned=False)
    await house.fault("hold_before", method="POST", path_regex="/comments$", nth=1)
    await house.customer(SOLVED, conversation=conversation)
    await house.until_held()
    # The next look is the archive's.
    await house.at_the_look("assign", teammate=None, by=MIA)
    await house.control("release")
    await house.until_quiet()
    assert (await house.seen(conversation))["status"] == "unassigned"
    assert ("archive_skipped", "4.1", "not_owned") in await house.history(conversation)


async def test_4_2_after_somebody_elses_answer_an_unassigned_one_is_not_the_ais(
    house: House,
) -> None:
    conversation = await answered(house)
    await house.control("other_bot_reply", conversation=conversation, author_type="ai")
    await house.until_quiet()
    await house.customer(SOLVED, conversation=conversation)
    await house.until_quiet()
    assert ("nothing_to_say", "2.6", "solved without us") in await house.history(conversation)
    assert (await house.seen(conversation))["status"] == "unassigned"
    assert await outcome(house, conversation) == ("open", None)


async def test_4_2_after_a_persons_reply_thanks_are_theirs_and_nothing_is_archived(
    house: House,
) -> None:
    conversation = await resolved(house)
    await house.control(
        "teammate_reply", conversation=conversation, teammate=MIA, text="One more thing."
    )
    await house.until_quiet()
    await house.customer(THANKS, conversation=conversation)
    await house.until_quiet()
    assert (await house.seen(conversation))["status"] == "unassigned"
    assert (await house.session(conversation)).holder == "team"
    assert len(await house.replies(conversation)) == 1


async def test_4_3_silence_after_a_grounded_answer_is_an_assumed_resolution(house: House) -> None:
    await silence(house, 0.8)
    conversation = await house.customer(RETURNS)
    await house.until_reason(conversation, "resolved")
    await house.until_quiet()
    assert await outcome(house, conversation) == ("resolved", "assumed")
    assert ("resolved", "4.3", "assumed") in await house.history(conversation)
    (note,) = await house.comments(conversation)
    assert "**Ada assumes that this is resolved.** The customer did not say so" in note
    assert (await house.seen(conversation))["status"] == "archived"
    assert len(await house.replies(conversation)) == 1


async def test_4_3_what_the_customer_confirmed_is_not_called_assumed(house: House) -> None:
    conversation = await resolved(house)
    assert await outcome(house, conversation) == ("resolved", "confirmed")
    assert ("resolved", "4.3", "confirmed") in await house.history(conversation)


async def test_4_3_silence_after_a_greeting_is_abandoned_and_never_a_success(house: House) -> None:
    await silence(house, 0.6)
    conversation = await house.customer(HELLO, channel="chat")
    await house.until_reason(conversation, "abandoned")
    await house.until_quiet()
    assert await outcome(house, conversation) == ("abandoned", None)
    assert ("abandoned", "4.3", "") in await house.history(conversation)
    assert await house.comments(conversation) == []
    assert (await house.seen(conversation))["status"] == "unassigned"
    assert "ai-resolved" not in await house.tags(conversation)


async def test_4_3_where_the_channel_has_no_window_silence_says_nothing(house: House) -> None:
    await house.set_policy(silence=dict.fromkeys(Channel, None))
    conversation = await answered(house)
    timers = await house.rows(
        "select t.kind from timers t join conversations c on c.id = t.conversation"
        " where c.front_id = :conversation",
        conversation=conversation,
    )
    assert timers == []


async def test_4_4_who_comes_back_in_time_takes_the_resolution_back(house: House) -> None:
    conversation = await resolved(house)
    await house.customer(DIMMER, conversation=conversation)
    await house.until_quiet()
    session = await house.session(conversation)
    assert (session.number, session.status, session.holder) == (1, "open", "ai")
    assert session.state["resolution"] is None
    assert await house.tags(conversation) == {"ai-replied"}
    assert "ten seconds" in (await house.replies(conversation))[1]["text"]


async def test_4_4_what_the_team_closed_reopens_as_the_teams(house: House) -> None:
    conversation = await answered(house)
    await house.control("archive", conversation=conversation, by=MIA)
    await house.until_quiet()
    await house.customer(DIMMER, conversation=conversation)
    await house.until_quiet()
    session = await house.session(conversation)
    assert (session.number, session.status, session.holder) == (1, "open", "team")
    assert (await house.history(conversation))[-1][:2] == ("with_team", "2.2")
    assert len(await house.replies(conversation)) == 1


async def test_4_4_who_comes_back_later_opens_a_new_session_linked_to_the_old(
    house: House,
) -> None:
    conversation = await resolved(house)
    await house.set_policy(reopen_window=timedelta(0))
    await house.customer(DIMMER, conversation=conversation)
    await house.until_quiet()
    sessions = await house.rows(
        "select s.number, s.status, s.state->>'resolution' as resolution, s.contact"
        " from sessions s join conversations c on c.id = s.conversation"
        " where c.front_id = :conversation order by s.number",
        conversation=conversation,
    )
    assert [(s.number, s.status, s.resolution) for s in sessions] == [
        (1, "resolved", "confirmed"),
        (2, "open", None),
    ]
    assert sessions[0].contact == sessions[1].contact
    assert len(await house.replies(conversation)) == 2


async def test_4_4_a_mere_thanks_confirms_what_was_assumed_without_a_reply(house: House) -> None:
    await silence(house, 0.8)
    conversation = await house.customer(RETURNS)
    await house.until_reason(conversation, "resolved")
    await house.until_quiet()
    await house.customer(THANKS, conversation=conversation)
    await house.until_timers_are_over()
    assert ("thanks_after_resolution", "4.4") in [h[:2] for h in await house.history(conversation)]
    assert await outcome(house, conversation) == ("resolved", "confirmed")
    assert (await house.seen(conversation))["status"] == "archived"
    assert len(await house.replies(conversation)) == 1
    assert len(await house.comments(conversation)) == 1


async def test_4_4_thanks_in_what_a_person_holds_archives_nothing(house: House) -> None:
    conversation = await resolved(house)
    await house.control("assign", conversation=conversation, teammate=MIA, by=MIA)
    await house.customer(THANKS, conversation=conversation)
    await house.until_quiet()
    seen = await house.seen(conversation)
    assert (seen["status"], seen["assignee"]["id"]) == ("assigned", MIA)
    assert len(await house.replies(conversation)) == 1


async def test_4_5_whatever_is_newer_voids_the_window_of_silence(house: House) -> None:
    # Long enough for three answers on a slow machine.
    await silence(house, 25)
    asked = await house.customer(RETURNS, name="Ash")
    replied = await house.customer(RETURNS, name="Rhea")
    taken = await house.customer(RETURNS, name="Tao")
    await house.until_quiet()
    # Those who come now have none that runs out within this journey.
    await silence(house, 3600)
    await house.customer(ANOTHER_DAY, conversation=asked)
    await house.control("teammate_reply", conversation=replied, teammate=MIA, text="Hello.")
    await house.control("assign", conversation=taken, teammate=MIA, by=MIA)
    await house.until_timers_are_over()
    for conversation in (asked, replied, taken):
        assert ("stale", "4.5", "silence timer") in await house.history(conversation)
        assert await outcome(house, conversation) == ("open", None)
        assert (await house.seen(conversation))["status"] != "archived"


async def test_4_5_an_assignment_to_the_ai_starts_the_window_anew(house: House) -> None:
    await silence(house, 6)
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    await house.control("assign", conversation=conversation, teammate=AI, by=MIA)
    await house.until_reason(conversation, "resolved")
    await house.until_quiet()
    assert ("stale", "4.5", "silence timer") in await house.history(conversation)
    assert await outcome(house, conversation) == ("resolved", "assumed")


async def test_4_5_a_policy_that_was_switched_off_meanwhile_resolves_nothing(
    house: House,
) -> None:
    await silence(house, 1.0)
    conversation = await house.customer(RETURNS)
    await house.until_replies(conversation, 1)
    await house.set_policy(enabled=False)
    await asyncio.sleep(1.5)  # the tick is a second: what must not happen has had its time
    await house.until_quiet()
    paused = await house.rows("select kind from timers where fired_at is null and due <= now()")
    assert "silence" in [row.kind for row in paused]
    assert await outcome(house, conversation) == ("open", None)
    assert await house.comments(conversation) == []
    assert (await house.seen(conversation))["status"] == "unassigned"


async def test_4_6_only_real_resolutions_count_and_the_events_tell_the_same(house: House) -> None:
    confirmed = await resolved(house)
    spam = await house.customer("Buy now!", handle="newsletter@shop.example")
    handed_off = await house.customer(PERSON, name="Pia")
    await silence(house, 0.6)
    greeted = await house.customer(HELLO, name="Gus")
    assumed = await house.customer(DIMMER, name="Ann")
    trashed = await house.customer(RETURNS, name="Tom")
    await house.control("trash", conversation=trashed, by=MIA)
    await house.until_reason(greeted, "abandoned")
    await house.until_reason(assumed, "resolved")
    await house.until_timers_are_over()
    these = [confirmed, spam, handed_off, greeted, assumed, trashed]
    shown = await house.rows(
        "select c.front_id, s.state->>'resolution' as how from sessions s join conversations c"
        " on c.id = s.conversation where s.status = 'resolved' and c.front_id = any(:these)",
        these=these,
    )
    assert {(row.front_id, row.how) for row in shown} == {
        (confirmed, "confirmed"),
        (assumed, "assumed"),
    }
    # Recomputed from what happened: a note that was written, behind a decision to resolve.
    told = await house.rows(
        "select c.front_id, h.note as how from history h join events e on e.id = h.event"
        " join conversations c on c.id = h.conversation"
        " where h.reason = 'resolved' and e.type = 'ActionDone' and c.front_id = any(:these)",
        these=these,
    )
    assert {tuple(row) for row in told} == {tuple(row) for row in shown}
    states = {c: (await house.session(c)).status for c in (handed_off, greeted, trashed)}
    assert states == {handed_off: "open", greeted: "abandoned", trashed: "abandoned"}
