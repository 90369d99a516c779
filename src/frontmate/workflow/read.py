"""A delivery becomes an event: translated, its message saved, judged and matched."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate import channels
from frontmate.conversation.events import (
    Archived,
    AssigneeChanged,
    Author,
    DeliveryFailed,
    Event,
    MessageReceived,
    MessageSent,
    Recorded,
    SnoozeEnded,
    Step,
    Trashed,
)
from frontmate.conversation.message import Channel, Message
from frontmate.conversation.session import NOBODY, By
from frontmate.front import (
    Call,
    FrontError,
    FrontEvent,
    What,
    translate,
)
from frontmate.store import (
    StoredMessage,
    actions,
    connections,
    conversations,
    deliveries,
    drafts,
    echoes,
    events,
    messages,
    sessions,
)
from frontmate.workflow.attachments import list_files
from frontmate.workflow.call_answers import find_row
from frontmate.workflow.judging import judge
from frontmate.workflow.parsed import Parsed, parse_by
from frontmate.workflow.senders import as_known, contact_of
from frontmate.workflow.shell import Turn
from frontmate.workflow.stored import seen_in

_REMEMBER_HASHES = timedelta(hours=24)
_TWINS_WITHIN = timedelta(minutes=10)
_ROLES = {
    Author.AI: "ai",
    Author.PERSON: "team",
    Author.OTHER_BOT: "bot",
    Author.AUTOMATIC: "automatic",
}


@dataclass(frozen=True)
class Gathered:
    """An event for `decide`, and the contact whose session it belongs to, if it names one."""

    event: Event
    contact: int | None = None


@dataclass(frozen=True)
class Duplicate:
    """A message that is known already: dropped silently (8.1)."""

    why: str


async def read_delivery(turn: Turn, delivery: int) -> FrontEvent | None:
    """The event of a delivery; a preview is fetched from Front. None once it was erased.

    Raises FrontError when Front cannot be asked now; what is gone for good is only recorded.
    """
    async with turn.shell.engine.begin() as db:
        type_, raw = await deliveries.raw_event(db, delivery)
    if not raw:
        return None
    obj: Mapping[str, Any] = json.loads(raw)
    event = translate(obj, turn.connection.identity, outer_type=type_)
    if event.complete:
        return await _with_addresses(turn, event)
    seen: list[Call] = []
    try:
        full = await turn.watched(seen).event(event.id)
    except FrontError as error:
        if not error.permanent:
            raise
        return replace(event, what=What.RECORDED, detail=f"gone before it was read: {type_}")
    finally:
        async with turn.shell.engine.begin() as db:
            await turn.log_calls(db, None, seen)
    return await _with_addresses(turn, translate(full, turn.connection.identity, outer_type=type_))


async def _with_addresses(turn: Turn, event: FrontEvent) -> FrontEvent:
    # Read here, outside any transaction: judging a message needs the addresses of ours.
    if event.what is What.MESSAGE_RECEIVED:
        await turn.connection.directory.own_addresses()
    return event


async def gather(
    db: AsyncConnection,
    turn: Turn,
    event: FrontEvent,
    now: datetime,
    parsed: Parsed | None,
    headers: bytes | None = None,
) -> Gathered | Duplicate:
    """Look up in the store what `decide` must know about an event. `parsed` is its message, if it
    has one; `headers` are of its mail, where they were read."""
    seen = seen_in(event.conversation)
    match event.what:
        case What.MESSAGE_RECEIVED if parsed is not None:
            return await _received(db, turn, event, parsed, headers, now)
        case What.MESSAGE_SENT if parsed is not None:
            return await _sent(db, turn, event, parsed, now)
        case What.DELIVERY_FAILED if parsed is not None:
            return await _failed(db, turn, event, parsed, now)
        case What.ARCHIVED | What.SNOOZED:
            own, by = await _own_write(db, turn, event, [Step.ARCHIVE])
            parked = event.what is What.SNOOZED
            return Gathered(Archived(event.at, by, parked=parked, echo_of=own))
        case What.SNOOZE_ENDED:
            return Gathered(SnoozeEnded(event.at))
        case What.ASSIGNED:
            own, by = await _own_write(db, turn, event, [Step.ASSIGN])
            assignee = event.assignee or seen.assignee
            return Gathered(AssigneeChanged(event.at, assignee, by, echo_of=own))
        case What.UNASSIGNED:
            own, by = await _own_write(db, turn, event, [Step.UNASSIGN])
            return Gathered(AssigneeChanged(event.at, NOBODY, by, echo_of=own))
        case What.TRANSCRIBED if parsed is not None and parsed.message.inbound:
            return await _transcribed(db, turn, event, parsed, now)
        case What.TRASHED:
            return Gathered(Trashed(event.at, event.by))
        case _:
            return Gathered(Recorded(event.at, event.detail or event.what.value))


async def _received(
    db: AsyncConnection,
    turn: Turn,
    event: FrontEvent,
    parsed: Parsed,
    headers: bytes | None,
    now: datetime,
) -> Gathered | Duplicate:
    if await messages.known(db, turn.connection.id, parsed.message.id):
        return Duplicate("the message is known")
    policy = await connections.policy_of(db, turn.connection.id)
    parsed = await parse_by(turn, parsed, policy)
    stored = parsed.stored
    assert stored.content_hash is not None
    if await messages.same_content(db, stored.content_hash, now - _REMEMBER_HASHES):
        return Duplicate("the same content within 24 hours")
    twin = await _twin(db, turn, stored, now)
    await messages.save(db, turn.connection.id, turn.conversation, stored, now)
    await list_files(db, turn, parsed.message)
    contact = await contact_of(db, turn, parsed.meant.message, policy, now)
    judged = await judge(turn, parsed, headers, policy)
    return await _from_customer(db, turn, event, replace(judged, twin_of=twin), contact)


async def _from_customer(
    db: AsyncConnection, turn: Turn, event: FrontEvent, judged: Message, contact: int
) -> Gathered:
    known = replace(judged, sender=await as_known(db, turn, contact, judged.sender))
    return Gathered(MessageReceived(event.at, known, seen_in(event.conversation)), contact)


async def _transcribed(
    db: AsyncConnection, turn: Turn, event: FrontEvent, parsed: Parsed, now: datetime
) -> Gathered | Duplicate:
    """The words of a call. They are the customer's, and are judged as a message, unless the call
    was answered by other words of it already (9.3)."""
    message, stored = parsed.message, parsed.stored
    if not await messages.known(db, turn.connection.id, message.id):
        # The call's own event is still to come, and a duplicate then.
        return await _received(db, turn, event, parsed, None, now)
    if not stored.body:
        return Gathered(Recorded(event.at, event.detail))
    before = await messages.reword(db, turn.connection.id, message.id, stored.body, now)
    newest = await sessions.newest(db, turn.conversation)
    waits = newest is not None and message.id in newest.session.waiting
    if before == stored.body or not (waits or channels.is_bare_record(before)):
        return Gathered(Recorded(event.at, event.detail))
    policy = await connections.policy_of(db, turn.connection.id)
    contact = await contact_of(db, turn, message, policy, now)
    judged = await judge(turn, parsed, None, policy)
    return await _from_customer(db, turn, event, judged, contact)


async def _twin(
    db: AsyncConnection, turn: Turn, stored: StoredMessage, now: datetime
) -> str | None:
    bare = stored.channel is Channel.PHONE and channels.is_bare_record(stored.body)
    if stored.twin_hash is None or bare:
        # Two calls of one customer say the same as long as neither has its words.
        return None
    since = now - _TWINS_WITHIN
    other = await messages.twin(db, turn.connection.id, turn.conversation, stored.twin_hash, since)
    return None if other is None else (await conversations.get(db, other)).front_id


async def _sent(
    db: AsyncConnection, turn: Turn, event: FrontEvent, parsed: Parsed, now: datetime
) -> Gathered | Duplicate:
    message = parsed.message
    author = message.author or Author.PERSON
    stored = replace(parsed.stored, role=_ROLES[author])
    if not await messages.save(db, turn.connection.id, turn.conversation, stored, now):
        return Duplicate("the message is known")
    row = await echoes.find_echo(db, turn.conversation, message.uid, parsed.words)
    elsewhere = None if row is not None else await find_row(db, turn, message, parsed.words)
    if elsewhere is not None:
        # An answer to a call, which began this conversation: its row is the call's (9.3).
        if elsewhere.sure:
            await actions.note_shown(db, elsewhere.row, message.id)
        return Gathered(Recorded(event.at, "the answer to a call"))
    sent = MessageSent(
        event.at, message.id, author, message.channel, seen_in(event.conversation), echo_of=row
    )
    return Gathered(sent if row is not None else await _as_drafted(db, turn, parsed, sent))


async def _as_drafted(
    db: AsyncConnection, turn: Turn, parsed: Parsed, sent: MessageSent
) -> MessageSent:
    """A draft of ours that a person has sent is our words in their hands (11.1)."""
    found = await drafts.find_sent(db, turn.conversation, parsed.message.id, parsed.words)
    if found is None:
        return sent
    return replace(sent, draft_of=found[0], as_drafted=found[1])


async def _failed(
    db: AsyncConnection, turn: Turn, event: FrontEvent, parsed: Parsed, now: datetime
) -> Gathered:
    message, words = parsed.message, parsed.words
    row = await echoes.find_sent(db, turn.conversation, message.id, message.uid, words)
    elsewhere = None if row is not None else await find_row(db, turn, message, words)
    if elsewhere is None:
        return Gathered(DeliveryFailed(event.at, message.id, row))
    failed = DeliveryFailed(event.at, message.id, elsewhere.row)
    # The call's conversation has to hear of it, wherever it lives on: there somebody takes over.
    the_calls = await conversations.survivor_of(db, elsewhere.conversation)
    if the_calls == turn.conversation:
        return Gathered(failed)
    await events.add(db, the_calls, failed, now)
    await turn.shell.defer(db, the_calls)
    return Gathered(Recorded(event.at, "the answer to a call was not delivered"))


async def _own_write(
    db: AsyncConnection, turn: Turn, event: FrontEvent, steps: list[Step]
) -> tuple[int | None, By]:
    """Whether a change is our own: the API did it, and a row of ours was on its way (1.5)."""
    if event.by not in (By.API, By.AI):
        return None, event.by
    own = await echoes.find_own_write(db, turn.conversation, steps, event.at)
    if own is not None:
        return own, By.AI
    # Somebody logged in as the AI teammate is a person; another API client is nobody we know.
    return None, By.TEAMMATE if event.by is By.AI else By.UNKNOWN
