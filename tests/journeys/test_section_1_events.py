"""Section 1 of the promises: what Front tells us, and what we do about it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.journeys.house import AI, MIA, TOKEN, House, Json
from tests.journeys.said import DIMMER, PERSON, RETURNS
from tests.journeys.webhooks import inbound

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def house(one_house: House) -> AsyncIterator[House]:
    yield one_house
    await one_house.tidy()


def outbound(conversation: str, source: str, author: Json | None = None) -> Json:
    """An outbound mail that tells who wrote it by its author, or only by the event's source."""
    event = inbound(
        "We have received your message.",
        event=f"evt_{source}1",
        conversation=conversation,
        message=f"msg_{source}1",
    )
    event["target"]["data"] |= {"is_inbound": False, "author": author}
    event["source"] = {"_meta": {"type": source}, "data": {"id": "rul_1"}}
    return event | {"type": "out_reply"}


async def test_1_1_a_customers_message_opens_a_session_and_is_answered(house: House) -> None:
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    (reply,) = await house.replies(conversation)
    assert "30 days of delivery" in reply["text"]
    assert reply["author"]["id"] == AI
    assert ("asked_agent", "1.1", "") in await house.history(conversation)
    assert await house.tags(conversation) == {"ai-replied"}
    # One look, one reply that carries its tag: nothing else (10.5).
    assert await house.calls_for(conversation, "answer") == [
        "GET /conversations/{conversation_id}",
        "POST /conversations/{conversation_id}/messages",
    ]


async def test_1_1_the_next_message_belongs_to_the_open_session(house: House) -> None:
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    await house.customer(DIMMER, conversation=conversation)
    await house.until_quiet()
    first, second = await house.replies(conversation)
    assert "free return label" in first["text"]
    assert "ten seconds" in second["text"]
    assert (await house.session(conversation)).number == 1


async def test_1_2_a_person_who_answers_an_unassigned_conversation_keeps_it(house: House) -> None:
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    await house.control(
        "teammate_reply", conversation=conversation, teammate=MIA, text="I look into it myself."
    )
    await house.until_quiet()
    assert (await house.session(conversation)).holder == "team"
    await house.customer(DIMMER, conversation=conversation)
    await house.until_quiet()
    assert len(await house.replies(conversation)) == 1
    reasons = [(reason, promise) for reason, promise, _ in await house.history(conversation)]
    assert reasons[-2:] == [("person_wrote", "1.2"), ("with_team", "2.2")]
    words = await house.rows(
        "select t.body from messages m join texts t on t.id = m.body"
        " join conversations c on c.id = m.conversation"
        " where m.role = 'team' and c.front_id = :conversation",
        conversation=conversation,
    )
    assert [row.body for row in words] == ["I look into it myself."]


async def test_1_2_where_the_team_wrote_first_the_conversation_is_theirs(house: House) -> None:
    # The first inbound never reaches us: all that we see is the team's own mail.
    await house.control("faults", webhook="drop", nth=1)
    conversation = await house.customer("As agreed on the telephone.")
    await house.control(
        "teammate_reply", conversation=conversation, teammate=MIA, text="Here is our offer."
    )
    await house.until_quiet()
    assert (await house.session(conversation)).holder == "team"
    await house.customer(RETURNS, conversation=conversation)
    await house.until_quiet()
    assert await house.reasons(conversation) == ["person_wrote", "with_team"]
    assert await house.replies(conversation) == []


async def test_1_2_while_assigned_to_the_ai_it_keeps_the_conversation(house: House) -> None:
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    await house.control("assign", conversation=conversation, teammate=AI, by=MIA)
    await house.control(
        "teammate_reply", conversation=conversation, teammate=MIA, text="A word from me as well."
    )
    await house.until_quiet()
    assert "person_wrote" in await house.reasons(conversation)
    assert (await house.session(conversation)).holder == "ai"
    await house.customer(DIMMER, conversation=conversation)
    await house.until_quiet()
    assert len(await house.replies(conversation)) == 2


async def test_1_3_our_own_echo_confirms_the_send_row_and_nothing_else(house: House) -> None:
    conversation = await house.customer(RETURNS)
    await house.control("faults", webhook="drop")
    await house.until_replies(conversation, 1)
    await house.until_quiet()
    assert await house.state_of(conversation, "reply") == "accepted"
    before, told = await house.session(conversation), await house.reasons(conversation)

    (echo,) = [e for e in await house.events_of(conversation) if e["type"] == "out_reply"]
    await house.tell("outbound_sent", echo)
    await house.until_quiet()
    assert await house.state_of(conversation, "reply") == "confirmed"
    assert await house.session(conversation) == before
    assert [*told, "our_echo"] == await house.reasons(conversation)
    assert ("our_echo", "1.3", "") in await house.history(conversation)


async def test_1_3_somebody_logged_in_as_the_bot_is_a_person(house: House) -> None:
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    await house.control(
        "teammate_reply", conversation=conversation, teammate=AI, text="Typed by a human hand."
    )
    await house.until_quiet()
    assert (await house.session(conversation)).holder == "team"
    assert (await house.reasons(conversation))[-1] == "person_wrote"
    await house.customer(DIMMER, conversation=conversation)
    await house.until_quiet()
    assert len(await house.replies(conversation)) == 2  # ours, and the one typed by hand


async def test_1_4_fronts_own_ai_makes_us_stand_down_for_that_message(house: House) -> None:
    await house.at_the_look("other_bot_reply", author_type="ai")
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    assert await house.replies(conversation) == []
    assert ("other_bot", "1.4") in [r[:2] for r in await house.history(conversation)]
    await house.customer(DIMMER, conversation=conversation)
    await house.until_quiet()
    assert len(await house.replies(conversation)) == 1


async def test_1_4_an_automatic_acknowledgement_does_not_silence_us(house: House) -> None:
    await house.at_the_look("other_bot_reply", author_type="rule")
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    for author_type in ("csat", "bulk_reply"):
        await house.control("other_bot_reply", conversation=conversation, author_type=author_type)
    await house.until_quiet()
    assert len(await house.replies(conversation)) == 1
    assert (await house.history(conversation)).count(("automatic_message", "1.4", "")) == 3
    assert (await house.session(conversation)).holder == "ai"
    await house.customer(DIMMER, conversation=conversation)
    await house.until_quiet()
    assert len(await house.replies(conversation)) == 2


async def test_1_4_a_macro_is_a_persons_hand(house: House) -> None:
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    await house.control("other_bot_reply", conversation=conversation, author_type="macro")
    await house.until_quiet()
    assert (await house.reasons(conversation))[-1] == "person_wrote"
    assert (await house.session(conversation)).holder == "team"


async def test_1_4_without_an_author_type_the_source_tells_who_wrote(house: House) -> None:
    judged = {}
    for source in ("rule", "api", "teammate"):
        conversation = await house.customer(RETURNS)
        await house.until_quiet()
        await house.tell("outbound_sent", outbound(conversation, source))
        await house.until_quiet()
        session = await house.session(conversation)
        judged[source] = ((await house.reasons(conversation))[-1], session.holder)
    assert judged == {
        "rule": ("automatic_message", "ai"),
        "api": ("other_bot", "ai"),
        "teammate": ("person_wrote", "team"),
    }


async def test_1_5_an_archive_resolves_the_session_and_says_by_whom(house: House) -> None:
    archivers = (MIA, "rul_1", "api", AI)
    conversations = [await house.customer(RETURNS) for _ in archivers]
    await house.until_quiet()
    for by, conversation in zip(archivers, conversations, strict=True):
        await house.control("archive", conversation=conversation, by=by)
    await house.until_quiet()
    told = [(await house.history(conversation))[-1] for conversation in conversations]
    assert told == [
        ("archived", "1.5", "by teammate"),
        ("archived", "1.5", "by rule"),
        # Never ours merely because the API, or the bot's login, did it.
        ("archived", "1.5", "by unknown"),
        ("archived", "1.5", "by teammate"),
    ]
    for conversation in conversations:
        session = await house.session(conversation)
        assert (session.status, session.state["resolution"]) == ("resolved", None)


async def test_1_5_what_a_person_has_snoozed_is_left_in_peace(house: House) -> None:
    await house.at_the_look("snooze", by=MIA)
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    assert await house.replies(conversation) == []
    assert ("snoozed", "1.5", "by teammate") in await house.history(conversation)
    session = await house.session(conversation)
    assert (session.status, session.state["parked"]) == ("open", True)
    # The customer's next message wakes the conversation up at Front.
    await house.customer(DIMMER, conversation=conversation)
    await house.until_quiet()
    assert len(await house.replies(conversation)) == 1


async def test_1_5_a_reply_in_preparation_is_withdrawn_when_somebody_archives(
    house: House,
) -> None:
    await house.at_the_look("archive", by=MIA)
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    assert await house.replies(conversation) == []
    assert "archived_meanwhile" in await house.reasons(conversation)
    assert (await house.session(conversation)).status == "resolved"


async def test_1_6_an_assignment_is_recorded_and_the_status_stays(house: House) -> None:
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    known = []
    for teammate in (MIA, None):
        await house.control("assign", conversation=conversation, teammate=teammate, by=MIA)
        await house.until_quiet()
        session = await house.session(conversation)
        known.append((session.status, session.state["assignee"]["id"]))
    assert known == [("open", MIA), ("open", None)]
    assert [h[:2] for h in await house.history(conversation)][-2:] == [
        ("assignment_recorded", "1.6"),
        ("assignment_recorded", "1.6"),
    ]


async def test_1_6_a_reply_in_preparation_is_withdrawn_when_a_person_takes_it(
    house: House,
) -> None:
    await house.at_the_look("assign", teammate=MIA, by=MIA)
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    assert await house.replies(conversation) == []
    assert "assigned_to_person" in await house.reasons(conversation)
    assert await house.state_of(conversation, "reply") in ("refused", "withdrawn")
    seen = await house.seen(conversation)
    assert (seen["status"], seen["assignee"]["id"]) == ("assigned", MIA)


async def test_1_6_a_teammate_gives_a_handed_off_conversation_back(house: House) -> None:
    conversation = await house.customer(PERSON)
    await house.until_quiet()
    told = len(await house.replies(conversation))
    await house.control("assign", conversation=conversation, teammate=AI, by=MIA)
    await house.until_quiet()
    assert (await house.session(conversation)).holder == "ai"
    assert ("given_back", "2.4") in [h[:2] for h in await house.history(conversation)]
    assert len(await house.replies(conversation)) == told  # used at the next message, not now
    await house.customer(RETURNS, conversation=conversation)
    await house.until_quiet()
    assert "30 days" in (await house.replies(conversation))[-1]["text"]


async def test_1_7_a_tag_is_a_line_in_the_history_and_nothing_else(house: House) -> None:
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    before, calls = await house.session(conversation), await house.calls(conversation)
    await house.control("tag", conversation=conversation, tag="vip", by=MIA)
    await house.control("untag", conversation=conversation, tag="vip", by=MIA)
    await house.until_quiet()
    recorded = [note for reason, _, note in await house.history(conversation) if "vip" in note]
    assert sorted(recorded) == ["tag_added: vip", "tag_removed: vip"]
    assert await house.session(conversation) == before
    assert await house.calls(conversation) == calls


async def test_1_8_comments_moves_and_reopenings_are_recorded(house: House) -> None:
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    await house.control("archive", conversation=conversation, by=MIA)
    await house.until_quiet()
    before = await house.session(conversation)
    await house.control("comment", conversation=conversation, by=MIA, text="Secret words")
    await house.control("reopen", conversation=conversation, by=MIA)
    moved = await house.http.patch(
        f"{house.front}/conversations/{conversation}",
        json={"inbox_id": "inb_1chat"},
        headers={"authorization": f"Bearer {TOKEN}"},
    )
    assert moved.status_code == 204
    await house.until_quiet()
    recorded = {note for _, promise, note in await house.history(conversation) if promise == "1.8"}
    assert recorded >= {"commented", "reopened", "moved: Website chat"}
    assert await house.session(conversation) == before


async def test_1_8_links_and_unknown_events_are_kept_whole_and_answered_200(
    house: House,
) -> None:
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    before = await house.session(conversation)
    for number, core in enumerate(("link_added", "sing")):
        event = inbound("x", event=f"evt_new{number}", conversation=conversation)
        await house.tell(core, event | {"type": core, "target": {"_meta": {"type": "song"}}})
        await house.until_quiet()
    assert (await house.history(conversation))[-2:] == [
        ("recorded", "1.8", "link_added"),
        ("recorded", "1.8", "unknown: sing"),
    ]
    assert await house.session(conversation) == before
    kept = await house.rows(
        "select t.body from deliveries d join texts t on t.id = d.raw"
        " where d.event_key like 'evt_new%'"
    )
    assert ['"song"' in row.body for row in kept] == [True, True]


async def test_1_9_a_trashed_conversation_is_abandoned_and_nothing_is_sent(house: House) -> None:
    await house.at_the_look("trash", by=MIA)
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    assert await house.replies(conversation) == []
    assert (await house.session(conversation)).status == "abandoned"
    assert ("trashed", "1.9") in [h[:2] for h in await house.history(conversation)]
    assert not [s for s in await house.steps(conversation) if s[1] == "planned"]
