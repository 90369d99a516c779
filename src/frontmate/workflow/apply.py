"""One transaction: decide, then store session, history, action rows, timers; close the event."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.actions import Assign
from frontmate.conversation.decide import decide
from frontmate.conversation.decision import Decision
from frontmate.conversation.events import (
    ActionDone,
    AssigneeChanged,
    Author,
    DeliveryFailed,
    Event,
    MessageReceived,
    MessageSent,
)
from frontmate.conversation.session import Holder, Session, Who
from frontmate.store import (
    OpenEvent,
    State,
    StoredSession,
    actions,
    alarms,
    connections,
    deliveries,
    drafts,
    echoes,
    events,
    history,
    messages,
    sessions,
    timers,
)
from frontmate.workflow.shell import Turn
from frontmate.workflow.telling import Judged


async def judge_and_store(
    db: AsyncConnection,
    turn: Turn,
    opened: OpenEvent,
    event: Event,
    contact: int | None,
    now: datetime,
) -> Judged:
    """Judge an event and write down everything that follows from it.

    Called with the conversation held; nothing here leaves the database.
    """
    stored = await sessions.newest(db, turn.conversation)
    policy = await connections.policy_of(db, turn.connection.id)
    decision = decide(stored.session if stored else None, event, policy, now)
    session = await _store_session(db, turn, stored, decision, event, contact, now)
    await events.close(db, opened.id, turn.conversation, event, now)
    await history.write(
        db,
        conversation=turn.conversation,
        session=session,
        event=opened.id,
        at=now,
        reason=decision.reason,
        note=decision.note,
        policy=policy.version,
    )
    await _store_actions(db, turn, decision, session, opened.id, policy.version, now)
    if stored is not None and isinstance(event, MessageSent):
        await _learn(db, turn, stored.session, event, now)
    if _a_person_acted(event) and await echoes.sent_around(db, turn.conversation, event.at):
        # Nothing can call our message back: say so, and count it.
        await alarms.raise_one(db, turn.conversation, session, "collision", now)
    await _settle_ledger(db, turn, decision, event, now)
    if opened.delivery is not None:
        await deliveries.settle(db, opened.delivery, "handled", decision.reason.value)
    waited = max(0.0, (now - opened.arrived_at).total_seconds())
    return Judged(session, type(event).__name__, decision, policy.version, waited)


async def _settle_ledger(
    db: AsyncConnection, turn: Turn, decision: Decision, event: Event, now: datetime
) -> None:
    """What an event says of writes of ours."""
    if decision.confirms is not None:
        await _confirm(db, turn, decision.confirms, event, now)
    if isinstance(event, DeliveryFailed) and event.echo_of is not None:
        await actions.end(db, event.echo_of, State.FAILED, "refused by the provider", now)


async def _store_session(
    db: AsyncConnection,
    turn: Turn,
    stored: StoredSession | None,
    decision: Decision,
    event: Event,
    contact: int | None,
    now: datetime,
) -> int | None:
    after = decision.session
    if after is None:
        return None
    if stored is not None and after == stored.session:
        number = stored.id
    else:
        # The contact of a session is whoever opened it; a third party does not replace them.
        owner = contact if _opens(stored, after) else None
        number = await sessions.save(db, turn.conversation, after, owner, now)
    if isinstance(event, MessageReceived):
        await messages.place(db, turn.connection.id, event.message.id, number)
    if isinstance(event, MessageSent):
        await messages.place(db, turn.connection.id, event.message, number)
    if _a_person_has_it(event, after):
        await alarms.close(db, turn.conversation, now)
    return number


def _opens(stored: StoredSession | None, after: Session) -> bool:
    if not after.contact:
        return False
    return stored is None or stored.session.number != after.number or not stored.session.contact


def _a_person_acted(event: Event) -> bool:
    if isinstance(event, AssigneeChanged):
        return event.echo_of is None and event.assignee.who is Who.PERSON
    people = (Author.PERSON, Author.AI)
    return isinstance(event, MessageSent) and event.echo_of is None and event.author in people


def _a_person_has_it(event: Event, session: Session) -> bool:
    if isinstance(event, AssigneeChanged):
        return event.assignee.who is Who.PERSON
    # Words from before what the customer wrote last are no answer to it, however late they come.
    replied = isinstance(event, MessageSent) and event.echo_of is None and not session.waiting
    return replied and session.holder is Holder.TEAM


async def _store_actions(
    db: AsyncConnection,
    turn: Turn,
    decision: Decision,
    session: int | None,
    event: int,
    policy: int,
    now: datetime,
) -> None:
    await actions.withdraw(db, turn.conversation, decision.withdraw, decision.reason.value, now)
    await actions.plan(
        db,
        conversation=turn.conversation,
        session=session,
        event=event,
        wanted=decision.actions,
        now=now,
    )
    if decision.session is not None:
        for timer in decision.timers:
            await timers.start(db, turn.conversation, decision.session.number, timer, policy)


async def _learn(
    db: AsyncConnection, turn: Turn, before: Session, event: MessageSent, now: datetime
) -> None:
    """What a person does with a draft tells how sure the engine may be of itself (11.2)."""
    draft = await drafts.newest(db, turn.conversation) if before.drafted else None
    if draft is None or event.echo_of is not None:
        return
    people = (Author.PERSON, Author.AI)
    if event.draft_of is not None or event.author in people:
        good = event.as_drafted
        await drafts.label(db, turn.connection.id, draft.confidence, now, good=good)


async def _confirm(
    db: AsyncConnection, turn: Turn, number: int, event: Event, now: datetime
) -> None:
    """The echo proves a write that we were in doubt about, or only had accepted."""
    row = await actions.get(db, number)
    await actions.mark_echoed(db, number, now)
    if row.state in (State.INTENDED, State.UNCERTAIN):
        await add_done(db, turn, row, now)
    message = event.message if isinstance(event, MessageSent) else None
    if row.state is not State.CONFIRMED or message is not None:
        await actions.confirm(db, number, now, front_id=message)


async def add_done(db: AsyncConnection, turn: Turn, row: actions.ActionRow, now: datetime) -> None:
    answered = getattr(row.action, "messages", ())
    to_person = isinstance(row.action, Assign) and row.action.teammate is not None
    done = ActionDone(now, row.action.step, row.action.turn, tuple(answered), to_person)
    await events.add(db, turn.conversation, done, now)
