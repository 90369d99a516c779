"""One action row: row, look, call, row. Each result is a new event."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from psycopg import Error as PostgresError
from sqlalchemy.exc import SQLAlchemyError

from frontmate.conversation.actions import (
    Archive,
    AskAgent,
    AskShadow,
    Assign,
    ChangeTags,
    DropDraft,
    NotifyCustomer,
    RaiseAlarm,
    Reply,
    Unassign,
    WriteDraft,
    WriteHandoffNote,
    WriteReminder,
    WriteResolutionNote,
    WriteSentNote,
)
from frontmate.conversation.events import ActionFailed
from frontmate.front import Call, FrontError, Merged
from frontmate.store import ActionRow, State, SupersededError, actions, conversations, events
from frontmate.workflow import ask, changes, comments, drafts, sends, shadow
from frontmate.workflow.finish import refuse_as_merged
from frontmate.workflow.readback import check_accepted, read_back, tell_of_doubt
from frontmate.workflow.shell import Turn
from frontmate.workflow.telling import tell_step

log = logging.getLogger(__name__)

_MOST_ATTEMPTS = 6
_MOST_SURPRISES = 3
_LONGEST_PAUSE = timedelta(minutes=2)

Perform = Callable[[Turn, ActionRow, list[Call]], Awaitable[None]]

_BY_TYPE: dict[type, Perform] = {
    AskAgent: ask.ask_agent,
    AskShadow: shadow.ask_shadow,
    Reply: sends.reply,
    WriteDraft: drafts.write_draft,
    DropDraft: drafts.drop_draft,
    NotifyCustomer: sends.notify_customer,
    WriteHandoffNote: comments.write,
    WriteResolutionNote: comments.write,
    WriteReminder: comments.write,
    WriteSentNote: comments.write_sent,
    Unassign: changes.unassign,
    Assign: changes.assign,
    ChangeTags: changes.change_tags,
    Archive: changes.archive,
    RaiseAlarm: changes.raise_alarm,
}

_MESSAGES = (
    Reply,
    WriteDraft,
    NotifyCustomer,
    WriteHandoffNote,
    WriteResolutionNote,
    WriteReminder,
    WriteSentNote,
)
"""Writes that create something at Front, and so must never be repeated on a doubt. The others
set a final value: after a doubt they simply look and act again."""

_WITH_FRONT = (State.INTENDED, State.UNCERTAIN, State.ACCEPTED)
"""Front may have it."""


async def perform_next(turn: Turn) -> bool:
    """Bring the oldest unfinished row one step further; False if nothing is due."""
    now = turn.shell.clock()
    async with turn.shell.engine.begin() as db:
        row = await actions.next_unfinished(db, turn.conversation)
        late = await actions.unconfirmed(db, turn.conversation, now)
    if late is not None:
        await _guarded(turn, late, check_accepted)
        return True
    if row is None or (row.due is not None and row.due > now):
        return False
    begun = row.state in (State.INTENDED, State.UNCERTAIN)
    doubt = begun and isinstance(row.action, _MESSAGES)
    await _guarded(turn, row, read_back if doubt else _BY_TYPE[type(row.action)])
    return True


async def _guarded(turn: Turn, row: ActionRow, perform: Perform) -> None:
    """Run one step and log its calls; what Front refused or did not answer becomes a row again."""
    seen: list[Call] = []
    try:
        await perform(turn, row, seen)
    except Merged as merged:
        await refuse_as_merged(turn, row, merged.into)
    except FrontError as error:
        await _failed(turn, row, error)
    except (SupersededError, SQLAlchemyError, PostgresError, OSError):
        raise
    except Exception as error:
        log.exception("conversation %s: step %s", turn.conversation, row.action.step)
        await _surprised(turn, row, error)
    finally:
        tell_step(turn, row, seen)
        if seen:
            async with turn.shell.engine.begin() as db:
                await turn.log_calls(db, row.id, seen)


async def _failed(turn: Turn, row: ActionRow, error: FrontError) -> None:
    """Surely nothing was written (a doubt never comes here): try again later, or give up."""
    now = turn.shell.clock()
    tries = row.attempts + 1
    give_up = error.permanent or tries >= _MOST_ATTEMPTS
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        state = State.PLANNED if row.state is State.INTENDED else row.state
        if give_up:
            state = State.FAILED
            await actions.end(db, row.id, State.FAILED, str(error), now)
            step, number = row.action.step, row.action.turn
            outage = not error.permanent
            failed = ActionFailed(now, step, number, f"{error} {error.advice}", outage=outage)
            await events.add(db, turn.conversation, failed, now)
        else:
            again = now + _pause(tries, error)
            await actions.postpone(db, row.id, state, again, str(error), attempts=tries)
    turn.became[row.id] = state, str(error)


async def _surprised(turn: Turn, row: ActionRow, error: Exception) -> None:
    """A fault of ours: tried again, and then a person is told, as for any other failure (10.4)."""
    now, tries, why = turn.shell.clock(), row.attempts + 1, type(error).__name__
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        state = (await actions.get(db, row.id)).state
        if state not in (State.PLANNED, *_WITH_FRONT):
            return
        if tries < _MOST_SURPRISES:
            due = now + _growing(tries)
            await actions.postpone(db, row.id, state, due, why, attempts=tries)
            return
        if state in _WITH_FRONT and isinstance(row.action, _MESSAGES):
            await tell_of_doubt(db, turn, row, now, why)
            turn.became[row.id] = State.NEEDS_PERSON, why
            return
        await actions.end(db, row.id, State.FAILED, why, now)
        failed = ActionFailed(now, row.action.step, row.action.turn, why)
        await events.add(db, turn.conversation, failed, now)
    turn.became[row.id] = State.FAILED, why


def _pause(tries: int, error: FrontError) -> timedelta:
    return max(timedelta(seconds=error.retry_after or 0), _growing(tries))


def _growing(tries: int) -> timedelta:
    return min(timedelta(seconds=2**tries), _LONGEST_PAUSE)
