"""Webhooks, rules, answers, hand-offs and knowledge that are not as they should be."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from frontmate.conversation.actions import (
    AskAgent,
    ChangeTags,
    NotifyCustomer,
    Reply,
    Saga,
    Unassign,
    WriteHandoffNote,
)
from frontmate.conversation.decision import Reason
from frontmate.conversation.events import AgentFailed, MessageReceived, Seen
from frontmate.conversation.message import Channel, Message
from frontmate.conversation.outcome import HandoffReason, Reading
from frontmate.conversation.policy import Mode
from frontmate.conversation.session import Assignee, Holder, Session, Who
from frontmate.conversation.text import Text
from frontmate.store import (
    Source,
    State,
    alarms,
    connections,
    conversations,
    cursors,
    secrets,
    sources,
    webhooks,
)
from tests.setup.scenario import Table, scenario
from tests.setup.ward import AI, SIGNING_KEY, WORDS, Ward

ILL: Table = []
READING = Reading(Text(WORDS))


async def _sql(ward: Ward, statement: str, **values: object) -> None:
    async with ward.engine.begin() as db:
        await db.execute(text(statement), values)


async def _policy(ward: Ward, **changes: Any) -> None:
    async with ward.engine.begin() as db:
        await connections.change_policy(db, "main", ward.now, **changes)


# What Front tells us


@scenario(ILL, "webhook_called", "bad", "not even Front's handshake")
async def the_webhook_was_never_saved(ward: Ward) -> None:
    await _sql(ward, "truncate deliveries, handshakes cascade")


@scenario(ILL, "webhook_called", "bad", "1 event to tell of")
async def the_webhook_was_saved_without_events(ward: Ward) -> None:
    await _sql(ward, "truncate deliveries cascade")
    await ward.recovered(await ward.customer_at_front(minutes_ago=30))


@scenario(ILL, "webhook_called", "bad", "no key is stored")
async def no_key_is_stored(ward: Ward) -> None:
    async with ward.engine.begin() as db:
        await secrets.remove(db, "main", "signing_key")


@scenario(ILL, "webhook_called", "bad", "the rule is on")
async def a_rule_does_not_fire(ward: Ward) -> None:
    keeper = ward.premises.keeper
    assert keeper is not None
    await _sql(ward, "truncate deliveries, handshakes cascade")
    async with ward.engine.begin() as db:
        await secrets.remove(db, "main", "signing_key")
        await secrets.put(db, keeper, "main", "rule_secret", SIGNING_KEY, ward.now)
    await ward.recovered(await ward.customer_at_front(minutes_ago=30))


@scenario(ILL, "webhook_silent", "bad", "switched the webhook off")
async def front_has_switched_the_webhook_off(ward: Ward) -> None:
    await _sql(ward, "update deliveries set received_at = :at", at=ward.ago(hours=2))
    await ward.recovered(await ward.customer_at_front(minutes_ago=30))


@scenario(ILL, "webhook_events", "bad", "assignee_changed")
async def an_event_is_not_ticked(ward: Ward) -> None:
    conversation = await ward.customer_at_front(minutes_ago=30)
    (inbound,) = await ward.events_at_front(conversation)
    await ward.delivered(inbound["id"], "inbound_received", ward.ago(minutes=29))
    await ward.control("assign", conversation=conversation, teammate=AI, seconds_ago=1200)
    await ward.recovered(conversation)


@scenario(ILL, "webhook_events", "bad", "conversation_archived")
async def an_event_is_only_ever_recovered(ward: Ward) -> None:
    await ward.delivered("evt_r", "archive", ward.ago(days=2), way="recovered")


@scenario(ILL, "webhook_signature", "bad", "signed with another key")
async def the_signing_key_is_another(ward: Ward) -> None:
    async with ward.engine.begin() as db:
        await webhooks.refused(db, "main", "bad_signature", ward.now)


@scenario(ILL, "webhook_signature", "warn", "later ones were believed")
async def the_signing_key_was_another(ward: Ward) -> None:
    async with ward.engine.begin() as db:
        await webhooks.refused(db, "main", "stale_timestamp", ward.ago(hours=2))


@scenario(ILL, "webhook_losses", "warn", "2 of 3 events")
async def webhooks_get_lost(ward: Ward) -> None:
    for key in ("evt_a", "evt_b"):
        await ward.delivered(key, "inbound", ward.ago(hours=2), way="recovered")
    await ward.delivered("evt_c", "inbound_received", ward.ago(hours=2))


@scenario(ILL, "event_list", "warn", "never been read")
async def the_list_is_not_read(ward: Ward) -> None:
    await _sql(ward, "truncate cursors")


@scenario(ILL, "event_list", "warn", "cannot be read: GET /events: 403")
async def the_list_cannot_be_read(ward: Ward) -> None:
    async with ward.engine.begin() as db:
        await cursors.fail(db, "main", "events", "GET /events: 403 Forbidden", ward.now)


@scenario(ILL, "event_list", "bad", "1 event of Front's newest")
async def polling_lags(ward: Ward) -> None:
    await _sql(ward, "update connections set intake = 'poll'")
    await ward.customer_at_front(minutes_ago=30)


@scenario(ILL, "event_list", "warn", "for a while")
async def nobody_reads_the_list_any_more(ward: Ward) -> None:
    async with ward.engine.begin() as db:
        await cursors.move(db, "main", "events", ward.ago(hours=1), ward.ago(hours=1))


@scenario(ILL, "duplicates", "warn", "6 repeats")
async def every_event_comes_often(ward: Ward) -> None:
    await ward.delivered("evt_often", "inbound_received", ward.ago(hours=1), times=7)


# Rules


@scenario(ILL, "master_switch", "warn", "it is off")
async def the_ai_is_switched_off(ward: Ward) -> None:
    await _policy(ward, enabled=False)


@scenario(ILL, "mode", "warn", "shadow (everywhere)")
async def the_mode_is_shadow(ward: Ward) -> None:
    await _policy(ward, mode=Mode.SHADOW)


@scenario(ILL, "mode", "warn", "draft (email)")
async def email_is_in_draft(ward: Ward) -> None:
    await _policy(ward, channel_modes={Channel.EMAIL: Mode.DRAFT})


@scenario(ILL, "inboxes", "bad", "no inbox is allowed")
async def no_inbox_is_allowed(ward: Ward) -> None:
    await _policy(ward, allowed_inboxes=frozenset())


@scenario(ILL, "inboxes", "bad", "none of the allowed")
async def the_allowed_inbox_is_gone(ward: Ward) -> None:
    await _policy(ward, allowed_inboxes=frozenset({"inb_gone"}))


@scenario(ILL, "inboxes", "warn", "1 allowed inbox cannot")
async def one_allowed_inbox_is_gone(ward: Ward) -> None:
    await _policy(ward, allowed_inboxes=frozenset({"inb_gone", "inb_1mail"}))


# Answers


def _received(at: datetime) -> MessageReceived:
    message = Message("msg_1", at, Channel.EMAIL, Text("anna@customer.example"))
    return MessageReceived(at, message, Seen(Assignee(Who.NOBODY)))


@scenario(ILL, "silences", "warn", "own_address")
async def the_admin_tests_with_an_address_of_theirs(ward: Ward) -> None:
    await ward.judged("cnv_1", _received(ward.now), Reason.OWN_ADDRESS)


@scenario(ILL, "silences", "warn", "--handle-unassigned")
async def nobody_assigns_to_the_ai(ward: Ward) -> None:
    await ward.judged("cnv_1", _received(ward.now), Reason.UNASSIGNED)
    await ward.judged("cnv_1", _received(ward.now), Reason.WITH_TEAM)


@scenario(ILL, "nothing_answered", "warn", "3 messages of customers")
async def nothing_is_taken_up(ward: Ward) -> None:
    for number in range(3):
        await ward.judged(f"cnv_{number}", _received(ward.now), Reason.WITH_TEAM)


@scenario(ILL, "agent_failures", "warn", "TimeoutError (1)")
async def the_agent_fails(ward: Ward) -> None:
    failed = AgentFailed(ward.now, 1, "TimeoutError")
    await ward.judged("cnv_1", failed, Reason.HANDED_OFF)


@scenario(ILL, "other_bot", "warn", "1 conversation")
async def autopilot_answers_too(ward: Ward) -> None:
    await ward.wrote("cnv_1", "bot")


def _reply(turn: int = 1) -> Reply:
    return Reply(turn, ("msg_0", "msg_1"), Text(WORDS), READING, handle_unassigned=True)


@scenario(ILL, "answered_twice", "bad", "1 conversation")
async def a_message_got_two_answers(ward: Ward) -> None:
    await ward.planned("cnv_1", _reply(), _reply(2), state=State.CONFIRMED)


@scenario(ILL, "answer_steps", "bad", "step reply failed 1 time: POST /x: 403")
async def a_reply_was_refused(ward: Ward) -> None:
    await ward.planned("cnv_1", _reply(), state=State.FAILED, why="POST /x: 403")


@scenario(ILL, "answer_steps", "warn", "it has worked since")
async def a_reply_was_refused_once(ward: Ward) -> None:
    await ward.planned("cnv_1", _reply(), state=State.FAILED, why="POST /x: 403")
    await ward.planned("cnv_2", _reply(), state=State.CONFIRMED, at=ward.ago(minutes=10))


@scenario(ILL, "stuck", "bad", "ask_agent")
async def a_question_lies_about(ward: Ward) -> None:
    await ward.planned("cnv_1", AskAgent(1, ("msg_1",)))


@scenario(ILL, "in_doubt", "warn", "whether reply arrived")
async def a_reply_is_in_doubt(ward: Ward) -> None:
    session = Session(1, ward.now, Channel.EMAIL)
    state = State.NEEDS_PERSON
    await ward.planned("cnv_1", _reply(), state=state, session=session)


@scenario(ILL, "attachments", "warn", "403")
async def an_attachment_is_refused(ward: Ward) -> None:
    async with ward.engine.begin() as db:
        number = await conversations.lock(db, "main", "cnv_1", ward.now)
    statement = (
        "insert into calls (connection, conversation, method, template, status, at, seconds)"
        " values ('main', :number, 'GET', '/download/{attachment_link_id}', 403, :at, 0.1)"
    )
    await _sql(ward, statement, number=number, at=ward.ago(hours=3))


@scenario(ILL, "tags_applied", "bad", "step tags failed 1 time")
async def tags_are_refused(ward: Ward) -> None:
    tags = ChangeTags(1, Saga.HANDOFF, add=("ai-handed-off",))
    await ward.planned("cnv_1", tags, state=State.FAILED, why="POST /company/tags: 403")


# Hand-offs


@scenario(ILL, "handoff_steps", "bad", "step handoff_note failed 1 time: POST")
async def the_note_was_refused(ward: Ward) -> None:
    note = WriteHandoffNote(1, HandoffReason.ASKED_FOR_HUMAN, READING)
    await ward.planned("cnv_1", note, state=State.FAILED, why="POST /comments: 403 Forbidden")


@scenario(ILL, "handoff_steps", "bad", "step notice failed")
async def the_notice_was_refused(ward: Ward) -> None:
    notice = NotifyCustomer(1, ("msg_1",), READING)
    await ward.planned("cnv_1", notice, state=State.FAILED, why="POST /messages: 400")


def _handed_off(ward: Ward) -> Session:
    return Session(
        1,
        ward.ago(hours=2),
        Channel.EMAIL,
        holder=Holder.TEAM,
        handed_off_at=ward.ago(minutes=30),
        assignee=Assignee(Who.AI, AI),
    )


async def _given_back_by(ward: Ward, **by: str) -> None:
    """Assigned to the AI, handed off and taken off half an hour ago, and assigned once more."""
    conversation = await ward.customer_at_front(minutes_ago=40)
    await ward.control("assign", conversation=conversation, teammate=AI, seconds_ago=2100)
    await ward.control("assign", conversation=conversation, teammate=None, seconds_ago=1800)
    await ward.control("assign", conversation=conversation, teammate=AI, seconds_ago=1200, **by)
    await _all_told(ward, conversation)
    await ward.planned(conversation, Unassign(1), state=State.CONFIRMED, session=_handed_off(ward))


async def _all_told(ward: Ward, conversation: str) -> None:
    for event in await ward.events_at_front(conversation):
        at = datetime.fromtimestamp(event["emitted_at"], ward.now.tzinfo)
        await ward.delivered(event["id"], event["type"], at + timedelta(seconds=1))


@scenario(ILL, "still_assigned", "warn", "the rule “A rule” (rul_7)")
async def a_rule_assigns_it_again(ward: Ward) -> None:
    await _given_back_by(ward, by="rul_7")


@scenario(ILL, "still_assigned", "warn", "the teammate mia (tea_1mia)")
async def a_teammate_assigns_it_again_unheard(ward: Ward) -> None:
    await _given_back_by(ward, by="mia")


@scenario(ILL, "still_assigned", "warn", "another program")
async def another_program_assigns_it_again(ward: Ward) -> None:
    await _given_back_by(ward, by="api")


@scenario(ILL, "still_assigned", "bad", "never taken off (failed)", handoff_steps="bad")
async def the_ai_could_not_be_taken_off(ward: Ward) -> None:
    conversation = await ward.customer_at_front(minutes_ago=40)
    await ward.control("assign", conversation=conversation, teammate=AI, seconds_ago=2100)
    await _all_told(ward, conversation)
    why, session = "PATCH /conversations/{conversation_id}: 403", _handed_off(ward)
    await ward.planned(conversation, Unassign(1), state=State.FAILED, why=why, session=session)


@scenario(ILL, "handoffs_waiting", "warn", "1 customer")
async def nobody_takes_a_handoff(ward: Ward) -> None:
    waits = ward.ago(days=9)
    session = replace(_handed_off(ward), unattended=True, waiting_since=waits, assignee=NOBODY)
    await ward.planned("cnv_1", _reply(), state=State.WITHDRAWN, session=session)
    await _sql(ward, "update sessions set updated_at = :at", at=waits)


NOBODY = Assignee(Who.NOBODY)


@scenario(ILL, "alarms", "warn", "collision (2)")
async def alarms_are_open(ward: Ward) -> None:
    async with ward.engine.begin() as db:
        for name in ("cnv_1", "cnv_2"):
            number = await conversations.lock(db, "main", name, ward.now)
            await alarms.raise_one(db, number, None, "collision", ward.now)


# Knowledge


@scenario(ILL, "articles", "bad", "0 public articles, 1 internal")
async def every_article_is_internal(ward: Ward) -> None:
    await _sql(ward, "update articles set public = false")


@scenario(ILL, "knowledge_fresh", "warn", "7 hours ago")
async def the_help_center_was_not_read_for_hours(ward: Ward) -> None:
    at = ward.ago(hours=7)
    await _sql(ward, "update sources set synced_at = :at, began_at = :at", at=at)


@scenario(ILL, "knowledge_fresh", "bad", "GET /knowledge_bases: 403")
async def the_help_center_cannot_be_read(ward: Ward) -> None:
    await _sql(ward, "update sources set problem = 'GET /knowledge_bases: 403'")


@scenario(ILL, "knowledge_fresh", "warn", "stands at 0 of 1")
async def a_reading_never_ended(ward: Ward) -> None:
    statement = "update sources set began_at = :at, synced_at = null"
    await _sql(ward, statement, at=ward.ago(hours=5))


@scenario(ILL, "knowledge_fresh", "bad", "the folder of source 2")
async def the_folder_is_gone(ward: Ward) -> None:
    place = str(Path("nowhere") / "help")
    async with ward.engine.begin() as db:
        await sources.found(
            db, "main", Source("folder", place, "Help", ("en",), public=True), ward.now
        )


@scenario(ILL, "vectors", "warn", "3 of 9 are encoded")
async def articles_are_not_encoded_yet(ward: Ward) -> None:
    async def some(_: str) -> str | None:
        return "3 of 9 are encoded"

    ward.with_probes(vectors=some)


@scenario(ILL, "vectors", "warn", "not one article")
async def nothing_is_encoded(ward: Ward) -> None:
    ward.with_probes(vectors=None)
