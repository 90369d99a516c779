"""Conversations for the pages to show: judged by the real `decide`, stored as the product does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.conversation.decide import decide
from frontmate.conversation.events import (
    ActionDone,
    Author,
    Event,
    MessageReceived,
    MessageSent,
    OutcomeProposed,
    Seen,
    Step,
)
from frontmate.conversation.message import Channel, Message
from frontmate.conversation.outcome import (
    Answer,
    HandOff,
    HandoffReason,
    Outcome,
    Reading,
    Sentiment,
    Source,
)
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Assignee, Who
from frontmate.conversation.text import Text
from frontmate.store import (
    StoredMessage,
    Workspace,
    actions,
    calls,
    connections,
    contacts,
    conversations,
    events,
    history,
    messages,
    sessions,
    timers,
)
from frontmate.store.tables import actions as action_rows

NOW = datetime(2026, 11, 12, 15, 30, tzinfo=UTC)
CONNECTION = "main"
AI = Assignee(Who.AI, "tea_1ai")
POLICY = Policy(version=3, settle={channel: timedelta(0) for channel in Channel})

DESCALE = Source(
    article="descale-the-kestrel",
    version="b81f3c7d90aa",
    passage=2,
    title="Descale the Kestrel",
    quote="Run the descaling programme every three months, or as soon as the amber light blinks.",
    score=0.87,
    url="https://help.example/articles/descale",
)


@dataclass
class Story:
    """One conversation as it unfolds, ending at `at`."""

    engine: AsyncEngine
    front_id: str
    name: str | None
    handle: str
    subject: str
    channel: Channel
    at: datetime
    number: int = 0
    session: int = 0
    turn: int = 0

    async def happens(self, event: Event) -> None:
        """Judge an event and store everything that follows."""
        async with self.engine.begin() as db:
            await _connected(db)
            self.number = await conversations.lock(db, CONNECTION, self.front_id, self.at)
            contact = await contacts.find_or_add(
                db,
                connection=CONNECTION,
                kind="email",
                handle=self.handle,
                name=self.name,
                front_id=None,
                now=self.at,
            )
            stored = await sessions.newest(db, self.number)
            event_id = await events.add(db, self.number, event, self.at)
            decision = decide(stored.session if stored else None, event, POLICY, self.at)
            session = None
            if decision.session is not None:
                session = await sessions.save(db, self.number, decision.session, contact, self.at)
                self.session, self.turn = session, decision.session.turn
                for timer in decision.timers:
                    await timers.start(db, self.number, decision.session.number, timer, 1)
            await events.close(db, event_id, self.number, event, self.at)
            await history.write(
                db,
                conversation=self.number,
                session=session,
                event=event_id,
                at=self.at,
                reason=decision.reason,
                note=decision.note,
                policy=POLICY.version,
            )
            await actions.withdraw(
                db, self.number, decision.withdraw, decision.reason.value, self.at
            )
            await actions.plan(
                db,
                conversation=self.number,
                session=session,
                event=event_id,
                wanted=decision.actions,
                now=self.at,
            )
        self.at += timedelta(milliseconds=700)

    async def customer(self, words: str, *, assignee: Assignee = AI) -> None:
        message = f"msg_{self.front_id}_{self.at.timestamp():.3f}".replace(".", "")
        await self._keep(message, words, "customer", inbound=True)
        received = Message(message, self.at, self.channel, Text(self.handle))
        await self.happens(MessageReceived(self.at, received, Seen(assignee)))
        async with self.engine.begin() as db:
            await messages.place(db, CONNECTION, message, self.session)

    async def team(self, words: str) -> None:
        message = f"msg_team_{self.at.timestamp():.3f}".replace(".", "")
        await self._keep(message, words, "team", inbound=False)
        seen = Seen(Assignee(Who.PERSON, "tea_1owen"))
        await self.happens(MessageSent(self.at, message, Author.PERSON, self.channel, seen))

    async def proposes(self, outcome: Outcome) -> None:
        await self.does(Step.ASK_AGENT)
        await self.happens(OutcomeProposed(self.at, self.turn, outcome))

    async def answers(self, words: str, *sources: Source) -> None:
        reading = Reading(Text("Asks how to descale."), Sentiment.NEUTRAL, "en", ("descaling",))
        await self.proposes(Answer(reading, Text(words), sources or (DESCALE,), 0.91))
        await self.does(Step.REPLY, written=words)
        await self._keep(f"msg_ai_{self.at.timestamp():.0f}", words, "ai", inbound=False)
        waiting = await self._waiting()
        await self.happens(ActionDone(self.at, Step.REPLY, self.turn, waiting))

    async def hands_off(self, reason: HandoffReason, *, done: bool = True) -> None:
        reading = Reading(Text("Wants a refund."), Sentiment.FRUSTRATED, "en", ("refund",))
        low = replace(DESCALE, title="Returns and refunds", score=0.31)
        await self.proposes(HandOff(reading, reason, (low,)))
        if done:
            for step in (Step.HANDOFF_NOTE, Step.NOTICE, Step.UNASSIGN, Step.TAGS):
                await self.does(step, written="Summary: the customer wants a refund.")
                await self.happens(ActionDone(self.at, step, self.turn))

    async def does(self, step: Step, *, written: str = "") -> None:
        """The oldest planned row of this step is carried out, with its calls to Front."""
        async with self.engine.begin() as db:
            row = await actions.next_unfinished(db, self.number)
            assert row is not None
            assert row.action.step is step
            if written:
                await actions.intend(db, row, written, None, self.at)
            requests = (
                ("GET", "/conversations/{conversation_id}", 200),
                ("POST", f"/conversations/{{conversation_id}}/{step.value}", 202),
            )
            for method, template, status in requests if written else ():
                await calls.log(
                    db,
                    connection=CONNECTION,
                    conversation=self.number,
                    action=row.id,
                    method=method,
                    template=template,
                    status=status,
                    error=None,
                    at=self.at,
                    seconds=0.0834,
                )
            await actions.confirm(db, row.id, self.at)
        self.at += timedelta(milliseconds=300)

    async def ends(self, step: Step, state: actions.State, why: str) -> None:
        """The newest row of this step ends badly."""
        async with self.engine.begin() as db:
            newest = (
                select(action_rows.c.id)
                .where(action_rows.c.conversation == self.number, action_rows.c.step == step.value)
                .order_by(action_rows.c.id.desc())
                .limit(1)
            )
            number = (await db.execute(newest)).scalar_one()
            await actions.end(db, number, state, why, self.at)

    async def _waiting(self) -> tuple[str, ...]:
        async with self.engine.connect() as db:
            stored = await sessions.newest(db, self.number)
        assert stored is not None
        return stored.session.waiting

    async def _keep(self, message: str, words: str, role: str, *, inbound: bool) -> None:
        async with self.engine.begin() as db:
            self.number = await conversations.lock(db, CONNECTION, self.front_id, self.at)
            stored = StoredMessage(
                front_id=message,
                inbound=inbound,
                role=role,
                sender=self.handle if inbound else "help@quernby.example",
                sender_name=self.name if inbound else None,
                subject=self.subject,
                body=words,
                copied=(),
                channel=self.channel,
                channel_name=self.channel.value,
                attachments=(),
                sent_at=self.at,
            )
            await messages.save(db, CONNECTION, self.number, stored, self.at)


async def _connected(db: AsyncConnection) -> None:
    """The workspace that the stories are of, with the rules that they are judged by."""
    if await connections.get(db, CONNECTION) is None:
        workspace = Workspace(CONNECTION, "cmp_1", "tea_1ai", "Ada")
        await connections.connect(db, workspace, POLICY, NOW)


def begin(
    engine: AsyncEngine,
    front_id: str = "cnv_1",
    *,
    name: str | None = "Noor Haddad",
    handle: str = "noor@customer.example",
    subject: str = "Amber light on my Kestrel",
    channel: Channel = Channel.EMAIL,
    ago: timedelta = timedelta(minutes=5),
) -> Story:
    return Story(engine, front_id, name, handle, subject, channel, NOW - ago)


async def answered(engine: AsyncEngine, **who: object) -> Story:
    story = begin(engine, **who)  # type: ignore[arg-type] # whatever `begin` takes
    await story.customer("Hello, the amber light on my Kestrel blinks.\nWhat do I do?")
    await story.answers("Run the descaling programme every three months.")
    return story


async def handed_off(
    engine: AsyncEngine,
    reason: HandoffReason = HandoffReason.ASKED_FOR_HUMAN,
    **who: object,
) -> Story:
    story = begin(engine, **who)  # type: ignore[arg-type] # whatever `begin` takes
    await story.customer("I want to talk to a human.")
    await story.hands_off(reason)
    return story


async def many(engine: AsyncEngine, number: int) -> Sequence[Story]:
    """Sessions with one message each, a minute apart."""
    found = []
    for n in range(number):
        who = {"handle": f"c{n}@customer.example", "name": f"Customer {n:03}"}
        story = begin(engine, f"cnv_many{n}", ago=timedelta(minutes=n), **who)  # type: ignore[arg-type]
        await story.customer(f"Question number {n}")
        found.append(story)
    return found
