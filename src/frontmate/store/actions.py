"""The action rows: what `decide` wanted, and for writes to Front the send ledger (10.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.actions import Action, Saga
from frontmate.conversation.decision import Withdraw
from frontmate.conversation.events import Step
from frontmate.store import texts
from frontmate.store.tables import actions


class State(StrEnum):
    """How far an action has come. `INTENDED` means: from here on Front may have it."""

    PLANNED = "planned"
    INTENDED = "intended"
    ACCEPTED = "accepted"
    UNCERTAIN = "uncertain"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    NEEDS_PERSON = "needs_person"


_UNFINISHED = (State.PLANNED, State.INTENDED, State.UNCERTAIN)
_WITHDRAWN_SAGAS = {
    Withdraw.NOTHING: (),
    Withdraw.ANSWERS: (Saga.ANSWER, Saga.RESOLUTION, Saga.SHADOW),
    Withdraw.ALL: tuple(Saga),
}


@dataclass(frozen=True)
class ActionRow:
    id: int
    conversation: int
    session: int | None
    action: Action
    state: State
    attempts: int
    written: str
    written_hash: str | None
    uid: str | None
    leaves_by: str | None
    created_at: datetime
    intended_at: datetime | None
    due: datetime | None


async def plan(
    db: AsyncConnection,
    *,
    conversation: int,
    session: int | None,
    event: int,
    wanted: Sequence[Action],
    now: datetime,
) -> None:
    """Write down what a decision wants done, in its order."""
    for action in wanted:
        body = await texts.pack(db, conversation, action, now, as_type=Action)
        await db.execute(
            insert(actions).values(
                conversation=conversation,
                session=session,
                event=event,
                step=action.step.value,
                saga=action.saga.value,
                turn=action.turn,
                body=body,
                state=State.PLANNED.value,
                created_at=now,
            )
        )


async def withdraw(
    db: AsyncConnection, conversation: int, which: Withdraw, why: str, now: datetime
) -> None:
    """Void what is planned and not begun."""
    sagas = [saga.value for saga in _WITHDRAWN_SAGAS[which]]
    if not sagas:
        return
    c = actions.c
    await db.execute(
        update(actions)
        .where(c.conversation == conversation, c.state == State.PLANNED.value, c.saga.in_(sagas))
        .values(state=State.WITHDRAWN.value, why=why, ended_at=now, due=None)
    )


async def get(db: AsyncConnection, number: int) -> ActionRow:
    row = (await db.execute(select(actions).where(actions.c.id == number))).one()
    return await _read(db, row)


async def next_unfinished(db: AsyncConnection, conversation: int) -> ActionRow | None:
    """The oldest row that is not finished: everything behind it waits, so that order is kept."""
    c = actions.c
    unfinished = c.state.in_([state.value for state in _UNFINISHED])
    return await _oldest(db, c.conversation == conversation, unfinished)


async def sent_elsewhere(db: AsyncConnection, conversation: int, turn: int) -> ActionRow | None:
    """The answer of a turn that Front has taken for a conversation of its own (9.3)."""
    c = actions.c
    return await _oldest(
        db,
        c.conversation == conversation,
        c.step == Step.REPLY.value,
        c.turn == turn,
        c.leaves_by.is_not(None),
        c.state.in_([State.ACCEPTED.value, State.CONFIRMED.value]),
    )


async def answered_elsewhere(db: AsyncConnection, conversation: int) -> frozenset[str]:
    """The messages of which Front has the answer, or may have it, for a conversation of its own:
    no thread shows that they are answered (9.3)."""
    c = actions.c
    begun = (State.INTENDED, State.UNCERTAIN, State.ACCEPTED, State.CONFIRMED)
    rows = await db.execute(
        select(actions).where(
            c.conversation == conversation,
            c.leaves_by.is_not(None),
            c.state.in_([state.value for state in begun]),
        )
    )
    found = [(await _read(db, row)).action for row in rows.all()]
    return frozenset(message for action in found for message in getattr(action, "messages", ()))


async def unconfirmed(db: AsyncConnection, conversation: int, now: datetime) -> ActionRow | None:
    """An accepted message whose echo is overdue."""
    c = actions.c
    accepted = c.state == State.ACCEPTED.value
    return await _oldest(db, c.conversation == conversation, accepted, c.due <= now)


async def _oldest(db: AsyncConnection, *wanted: ColumnElement[bool]) -> ActionRow | None:
    first = select(actions).where(*wanted).order_by(actions.c.id).limit(1)
    row = (await db.execute(first)).one_or_none()
    return None if row is None else await _read(db, row)


async def _read(db: AsyncConnection, row: object) -> ActionRow:
    r = row._mapping  # type: ignore[attr-defined] # SQLAlchemy's row, by column name
    return ActionRow(
        id=r["id"],
        conversation=r["conversation"],
        session=r["session"],
        action=await texts.unpack(db, r["body"], Action),
        state=State(r["state"]),
        attempts=r["attempts"],
        written=(await texts.words(db, [r["written"]])).get(r["written"], ""),
        written_hash=r["written_hash"],
        uid=r["uid"],
        leaves_by=r["leaves_by"],
        created_at=r["created_at"],
        intended_at=r["intended_at"],
        due=r["due"],
    )


async def intend(
    db: AsyncConnection,
    row: ActionRow,
    written: str,
    written_hash: str | None,
    now: datetime,
    *,
    leaves_by: str | None = None,
) -> None:
    """The last thing before the request: after this, a crash leaves a doubt. `leaves_by` is the
    Front channel where the message begins a conversation of its own."""
    text = await texts.keep_one(db, row.conversation, written, now)
    await _set(
        db,
        row.id,
        state=State.INTENDED.value,
        written=text,
        written_hash=written_hash,
        leaves_by=leaves_by,
        intended_at=now,
        due=None,
    )


async def accept(db: AsyncConnection, number: int, uid: str, now: datetime, due: datetime) -> None:
    """Front answered 202: the message will exist; look for it at `due` if no echo came."""
    await _set(db, number, state=State.ACCEPTED.value, uid=uid, accepted_at=now, due=due)


async def confirm(
    db: AsyncConnection,
    number: int,
    now: datetime,
    *,
    front_id: str | None = None,
    draft_version: str | None = None,
) -> None:
    values: dict[str, object] = {"state": State.CONFIRMED.value, "ended_at": now, "due": None}
    if front_id is not None:
        values["front_id"] = front_id
    if draft_version is not None:
        values["draft_version"] = draft_version
    await _set(db, number, **values)


async def note_shown(db: AsyncConnection, number: int, front_id: str) -> None:
    """The message of an answer to a call is heard of where it began a conversation: by that the
    conversation is known. How far the row has come is for its own worker to say."""
    await _set(db, number, front_id=front_id)


async def mark_echoed(db: AsyncConnection, number: int, now: datetime) -> None:
    await _set(db, number, echoed_at=now)


async def end(db: AsyncConnection, number: int, state: State, why: str, now: datetime) -> None:
    await _set(db, number, state=state.value, why=why, ended_at=now, due=None)


async def postpone(
    db: AsyncConnection,
    number: int,
    state: State,
    due: datetime,
    why: str,
    *,
    attempts: int | None = None,
) -> None:
    """Try again, or look again, at `due`."""
    values: dict[str, object] = {"state": state.value, "due": due, "why": why}
    if attempts is not None:
        values["attempts"] = attempts
    await _set(db, number, **values)


async def mark_looked(db: AsyncConnection, number: int, at: datetime) -> None:
    """When the last look before the write was answered: the window's beginning (10.2)."""
    await _set(db, number, looked_at=at)


async def _set(db: AsyncConnection, number: int, **values: object) -> None:
    await db.execute(update(actions).where(actions.c.id == number).values(**values))


async def due_conversations(db: AsyncConnection, now: datetime) -> list[int]:
    """Conversations with a row whose next attempt or look is due."""
    c = actions.c
    rows = await db.execute(select(c.conversation).distinct().where(c.due <= now))
    return list(rows.scalars())


async def begun_conversations(db: AsyncConnection, before: datetime) -> list[int]:
    """Conversations with rows that nobody works on: left behind by a crash."""
    c = actions.c
    rows = await db.execute(
        select(c.conversation)
        .distinct()
        .where(c.state.in_([s.value for s in _UNFINISHED]), c.due.is_(None), c.created_at < before)
    )
    return list(rows.scalars())
