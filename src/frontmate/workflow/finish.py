"""How an action row ends, and the event that tells `decide`."""

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.events import ActionRefused, Obstacle
from frontmate.conversation.session import By
from frontmate.front import FrontConversation, FrontEvent, What
from frontmate.store import ActionRow, State, actions, conversations, events
from frontmate.workflow.apply import add_done
from frontmate.workflow.fence import Looked
from frontmate.workflow.merge import move_into
from frontmate.workflow.parsed import Parsed, parse
from frontmate.workflow.read import Gathered, gather
from frontmate.workflow.shell import Turn
from frontmate.workflow.stored import seen_in


async def finish(turn: Turn, row: ActionRow, *, front_id: str | None = None) -> None:
    """Done, and Front shows it."""
    now = turn.shell.clock()
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        await actions.confirm(db, row.id, now, front_id=front_id)
        await add_done(db, turn, row, now)
    turn.became[row.id] = State.CONFIRMED, ""
    await turn.shell.checkpoint(f"{row.action.step.value}_finished")


async def refuse(
    turn: Turn, row: ActionRow, why: Obstacle, shown: FrontConversation | None = None
) -> None:
    """The guard failed: nothing was written."""
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        await _refuse(db, turn, row, why, shown)
    turn.became[row.id] = State.REFUSED, why.value


async def refuse_as_looked(turn: Turn, row: ActionRow, looked: Looked) -> None:
    """Refused for what the look showed. A message that we had not heard of is taken in at once:
    its webhook may be late, or lost."""
    assert looked.obstacle is not None
    unheard = looked.unheard
    parsed = None if unheard is None else await parse(turn, unheard, await turn.policy())
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        await _refuse(db, turn, row, looked.obstacle, looked.conversation)
        if parsed is not None:
            await take_in(db, turn, looked.conversation, parsed)
    turn.became[row.id] = State.REFUSED, looked.obstacle.value


async def _refuse(
    db: AsyncConnection,
    turn: Turn,
    row: ActionRow,
    why: Obstacle,
    shown: FrontConversation | None,
) -> None:
    now = turn.shell.clock()
    await actions.end(db, row.id, State.REFUSED, why.value, now)
    seen = None if shown is None else seen_in(shown)
    refused = ActionRefused(now, row.action.step, row.action.turn, why, seen)
    await events.add(db, turn.conversation, refused, now)


async def take_in(
    db: AsyncConnection, turn: Turn, shown: FrontConversation, parsed: Parsed
) -> None:
    message = parsed.message
    event = FrontEvent(
        id="",
        what=What.MESSAGE_RECEIVED if message.inbound else What.MESSAGE_SENT,
        at=message.sent_at,
        conversation=shown,
        by=By.UNKNOWN,
        actor=None,
        message=message,
        assignee=None,
        detail="found by the look before a write",
        merged_from=(),
        complete=True,
    )
    now = turn.shell.clock()
    gathered = await gather(db, turn, event, now, parsed)
    if isinstance(gathered, Gathered):
        await events.add(db, turn.conversation, gathered.event, now)


async def refuse_as_merged(turn: Turn, row: ActionRow, into: str) -> None:
    """301: whatever was pending was not sent (1.10)."""
    now = turn.shell.clock()
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        await actions.end(db, row.id, State.REFUSED, Obstacle.MERGED.value, now)
        await move_into(db, turn, into, now)
    turn.became[row.id] = State.REFUSED, Obstacle.MERGED.value
