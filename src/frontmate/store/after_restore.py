"""After a restore the world has moved on: what was on its way then must not be sent blindly.

Between the backup and the restore the lost database went on working. A row that the backup calls
planned may have been sent long ago, and Front has no idempotency key (10.1). So nothing that was
on its way is carried out as if no time had passed: it is read back, or a person is told.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.events import (
    AgentFailed,
    Event,
    OutcomeProposed,
    SendUncertain,
    Step,
)
from frontmate.conversation.session import Holder, Status
from frontmate.store import codec
from frontmate.store.actions import State
from frontmate.store.tables import actions, alarms, conversations, events, installation, sessions

RESTORED = "restored"
"""The alarm's word, and the name of the marker."""

_MAKE_SOMETHING = (
    Step.REPLY,
    Step.NOTICE,
    Step.SENT_NOTE,
    Step.HANDOFF_NOTE,
    Step.RESOLUTION_NOTE,
    Step.REMINDER,
)
_SET_SOMETHING = (Step.UNASSIGN, Step.ASSIGN, Step.TAGS, Step.ARCHIVE, Step.DROP_DRAFT)
_BEFORE_A_SEND = (Step.ASK_AGENT, Step.DRAFT)
_IN_DOUBT = (State.INTENDED, State.UNCERTAIN)
_GAP = 1_000_000
_A = actions.c
_S = sessions.c


@dataclass(frozen=True)
class RestoredAt:
    """The newest restore: when it was, and the moment of the backup that was brought back."""

    restored: datetime
    backed_up: datetime


async def last(db: AsyncConnection) -> RestoredAt | None:
    """The newest restore of this database; None if there never was one.

    What was written to customers between its two moments is known to Front alone: an answer to
    a message from before `restored` needs a look at the whole conversation first.
    """
    row = select(installation.c.value).where(installation.c.name == RESTORED)
    value: bytes | None = (await db.execute(row)).scalar_one_or_none()
    if value is None:
        return None
    said = {name: datetime.fromisoformat(at) for name, at in json.loads(value).items()}
    return RestoredAt(**said)


def leave_nothing_blind(connection: Connection, backed_up: datetime, now: datetime) -> int:
    """Make a database that was just brought back safe to work on.

    Returns how many conversations a person must look at; each has an alarm. Part of the restore's
    own transaction: nobody ever sees the rows as the backup had them.
    """
    touched = _put_in_doubt(connection, backed_up)
    touched |= _withdraw(connection, now)
    touched |= _hand_over(connection, now)
    for conversation in sorted(touched):
        newest = select(func.max(_S.id)).where(_S.conversation == conversation).scalar_subquery()
        connection.execute(
            insert(alarms).values(conversation=conversation, session=newest, why=RESTORED, at=now)
        )
    _mark(connection, RestoredAt(now, backed_up))
    _leave_a_gap(connection)
    return len(touched)


def _put_in_doubt(connection: Connection, backed_up: datetime) -> set[int]:
    """Planned messages and comments may exist by now: read back first, and never sent anew.

    Without the hash of their words, since those were not formed yet: whatever of ours has been
    written since the backup counts as them.
    """
    planned = update(actions).where(_is(_MAKE_SOMETHING), _A.state == State.PLANNED.value)
    return _conversations_of(
        connection,
        planned.values(state=State.UNCERTAIN.value, intended_at=backed_up, due=None, why=RESTORED),
    )


def _withdraw(connection: Connection, now: datetime) -> set[int]:
    """What sets a value may have been set, and changed again by a person since."""
    unfinished = [state.value for state in (State.PLANNED, *_IN_DOUBT)]
    begun = (_is(_SET_SOMETHING), _A.state.in_(unfinished))
    planned = (_is(_BEFORE_A_SEND), _A.state == State.PLANNED.value)
    over = {"state": State.WITHDRAWN.value, "ended_at": now, "due": None, "why": RESTORED}
    touched = _conversations_of(connection, update(actions).where(*begun).values(over))
    return touched | _conversations_of(connection, update(actions).where(*planned).values(over))


def _is(steps: tuple[Step, ...]) -> ColumnElement[bool]:
    return _A.step.in_([step.value for step in steps])


def _conversations_of(connection: Connection, change: Any) -> set[int]:
    return set(connection.execute(change.returning(_A.conversation)).scalars())


def _hand_over(connection: Connection, now: datetime) -> set[int]:
    """Answers that were being prepared, or waited for the customer to finish: a hand-off, as
    after a send that stays in doubt, so without a word to the customer."""
    # What the agent had proposed would begin a hand-off of its own, with a word.
    proposed = events.c.type.in_([OutcomeProposed.__name__, AgentFailed.__name__])
    still_open = update(events).where(proposed, events.c.closed_at.is_(None))
    connection.execute(still_open.values(closed_at=now))
    turn = _S.state["turn"].as_integer()
    being_sent = select(_A.id).where(
        _A.conversation == _S.conversation,
        _A.step == Step.REPLY.value,
        _A.turn == turn,
        _A.state.in_([state.value for state in (*_IN_DOUBT, State.ACCEPTED)]),
    )
    preparing = select(_S.conversation, turn).where(
        _S.status == Status.OPEN.value,
        _S.holder == Holder.AI.value,
        _S.state["preparing"].as_boolean() | _S.state["settles_at"].as_string().is_not(None),
        ~being_sent.exists(),
    )
    found: dict[int, int] = {row[0]: row[1] for row in connection.execute(preparing)}
    for conversation, number in found.items():
        told = SendUncertain(now, Step.REPLY, number)
        connection.execute(
            insert(events).values(
                conversation=conversation,
                type=SendUncertain.__name__,
                at=now,
                body=codec.encode(told, Event).body,
            )
        )
    return set(found)


def _mark(connection: Connection, moment: RestoredAt) -> None:
    said = {"restored": moment.restored.isoformat(), "backed_up": moment.backed_up.isoformat()}
    value = json.dumps(said).encode()
    row = insert_or(installation).values(name=RESTORED, value=value)
    connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def _leave_a_gap(connection: Connection) -> None:
    """Numbers that were given between the backup and now are not given again: they stand in
    comments at Front (links to sessions) and, as epochs, with workers that may wake up."""
    connection.execute(update(conversations).values(epoch=conversations.c.epoch + _GAP))
    names = text(
        "select quote_ident(sequencename), coalesce(last_value, 0) from pg_sequences"
        " where schemaname = current_schema() and not starts_with(sequencename, 'procrastinate_')"
    )
    for name, number in connection.execute(names).all():
        connection.execute(
            text("select setval(:name, :number)"), {"name": name, "number": number + _GAP}
        )
