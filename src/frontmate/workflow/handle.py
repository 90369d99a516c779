"""The only loop in the system: decide what has happened, do what was decided, until nothing is
left. Every step ends in a commit, so that a crash anywhere costs at most one repetition."""

import logging

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.events import Event, Recorded
from frontmate.front import FrontError, What
from frontmate.store import (
    OpenEvent,
    SupersededError,
    alarms,
    conversations,
    deliveries,
    events,
)
from frontmate.workflow.apply import judge_and_store
from frontmate.workflow.judging import mail_headers
from frontmate.workflow.merge import absorb_all
from frontmate.workflow.parsed import parse_event
from frontmate.workflow.perform import perform_next
from frontmate.workflow.read import Duplicate, gather, read_delivery
from frontmate.workflow.shell import Shell, Turn
from frontmate.workflow.telling import tell_decision

log = logging.getLogger(__name__)


async def handle(shell: Shell, conversation: int) -> None:
    """Work on a conversation until it has no open event and no action that is due.

    Raises what the database and Front raise when they are away; the sweep tries again. Ends
    silently when another worker has taken the conversation.
    """
    async with shell.engine.begin() as db:
        epoch = await conversations.take(db, conversation)
        known = await conversations.get(db, conversation)
    connection = shell.connections.get(known.connection)
    if connection is None:
        log.warning("conversation %s: its connection is not configured here", conversation)
        return
    turn = Turn(shell, connection, conversation, known.front_id, epoch)
    try:
        while await decide_next(turn) or await perform_next(turn):
            pass
    except SupersededError:
        log.info("conversation %s was taken over by another worker", conversation)


async def decide_next(turn: Turn) -> bool:
    """Judge the open event that happened first; False if there is none."""
    async with turn.shell.engine.begin() as db:
        opened = await events.next_open(db, turn.conversation)
    if opened is None:
        return False
    try:
        await _decide(turn, opened)
    except (SupersededError, FrontError, OSError, OperationalError):
        raise
    except Exception as error:
        log.exception("conversation %s: event %s", turn.conversation, opened.id)
        await _set_aside(turn, opened, error)
    return True


async def _decide(turn: Turn, opened: OpenEvent) -> None:
    read, parsed, headers = None, None, None
    if opened.event is None and opened.delivery is not None:
        read = await read_delivery(turn, opened.delivery)
        # Before the transaction: a mail of megabytes takes seconds to read.
        parsed = None if read is None else await parse_event(turn, read)
        headers = None if read is None else await mail_headers(turn, read, parsed)
    await turn.shell.checkpoint("event_read")
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        now = turn.shell.clock()
        contact, event = None, opened.event
        if read is not None:
            if read.what is What.MERGED:
                await absorb_all(db, turn, read.merged_from, now)
            gathered = await gather(db, turn, read, now, parsed, headers)
            if isinstance(gathered, Duplicate):
                await _drop(db, turn, opened, gathered)
                return
            contact, event = gathered.contact, gathered.event
        if event is None:
            event = Recorded(now, "nothing to read: the delivery was erased")
        judged = await judge_and_store(db, turn, opened, event, contact, now)
    tell_decision(turn, judged)
    await turn.shell.checkpoint("event_decided")


async def _drop(db: AsyncConnection, turn: Turn, opened: OpenEvent, duplicate: Duplicate) -> None:
    await events.close(db, opened.id, turn.conversation, None, turn.shell.clock())
    if opened.delivery is not None:
        await deliveries.settle(db, opened.delivery, "duplicate", duplicate.why)


async def _set_aside(turn: Turn, opened: OpenEvent, error: Exception) -> None:
    """An event that we cannot judge must not block the conversation, nor vanish: it is kept, a
    person is told, and the next event goes on."""
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        now = turn.shell.clock()
        event: Event = Recorded(now, f"not understood: {type(error).__name__}")
        judged = await judge_and_store(db, turn, opened, event, None, now)
        await alarms.raise_one(db, turn.conversation, None, "event_not_understood", now)
    tell_decision(turn, judged)
