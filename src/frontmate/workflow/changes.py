"""Writes that set a final value: after a doubt they look and act again."""

from frontmate.conversation.actions import Archive, Assign, ChangeTags, RaiseAlarm
from frontmate.conversation.events import Obstacle
from frontmate.conversation.session import Holder, Side, Who
from frontmate.front import Call, FrontConversation
from frontmate.store import ActionRow, actions, alarms, conversations, sessions
from frontmate.workflow.fence import look
from frontmate.workflow.finish import finish, refuse, refuse_as_looked
from frontmate.workflow.shell import Turn
from frontmate.workflow.tagging import ids_of


async def unassign(turn: Turn, row: ActionRow, seen: list[Call]) -> None:
    """Only if the assignee is still the AI (3.2)."""
    client = await turn.watched(seen).paid(2)
    shown = await client.look(turn.front_id)
    since = turn.shell.clock()
    if shown.assignee.who is not Who.AI:
        taken = shown.assignee.who is Who.PERSON
        why = Obstacle.PERSON_HOLDS if taken else Obstacle.ALREADY_DONE
        await refuse(turn, row, why, shown)
        return
    await _intend(turn, row)
    await turn.in_time(client, since).assign(turn.front_id, None)
    await finish(turn, row)


async def assign(turn: Turn, row: ActionRow, seen: list[Call]) -> None:
    """Only if nobody has it: neither a person nor, for a person, still the AI."""
    action = row.action
    assert isinstance(action, Assign)
    client = await turn.watched(seen).paid(2)
    shown = await client.look(turn.front_id)
    since = turn.shell.clock()
    if shown.assignee.who is Who.PERSON:
        await refuse(turn, row, Obstacle.PERSON_HOLDS, shown)
        return
    await _intend(turn, row)
    teammate = action.teammate or turn.connection.identity.ai_teammate
    await turn.in_time(client, since).assign(turn.front_id, teammate)
    await finish(turn, row)


async def archive(turn: Turn, row: ActionRow, seen: list[Call]) -> None:
    """Only if the AI owns it at this moment (4.2)."""
    action = row.action
    assert isinstance(action, Archive)
    client = await turn.watched(seen).paid(2)
    looked = await look(turn, client, may_be_unassigned=action.handle_unassigned)
    since = turn.shell.clock()
    if looked.obstacle is not None:
        await refuse_as_looked(turn, row, looked)
        return
    if not await _owned(turn, looked.conversation):
        await refuse(turn, row, Obstacle.NOT_OWNED, looked.conversation)
        return
    await _intend(turn, row)
    await turn.in_time(client, since).archive(turn.front_id)
    await finish(turn, row)


async def _owned(turn: Turn, shown: FrontConversation) -> bool:
    if shown.assignee.who is Who.AI:
        return True
    async with turn.shell.engine.begin() as db:
        stored = await sessions.newest(db, turn.conversation)
    if stored is None:
        return False
    ours = stored.session.newest_outbound is Side.OURS
    return ours and stored.session.holder is Holder.AI


async def change_tags(turn: Turn, row: ActionRow, seen: list[Call]) -> None:
    """Add and take off by name, never replacing the list (5.1)."""
    action = row.action
    assert isinstance(action, ChangeTags)
    add = await ids_of(turn, action.add)
    remove = await turn.connection.directory.known_tag_ids(action.remove)
    client = await turn.watched(seen).paid(bool(add) + bool(remove))
    client = turn.in_time(client, turn.shell.clock())
    await _intend(turn, row)
    if add:
        await client.add_tags(turn.front_id, add)
    if remove:
        await client.remove_tags(turn.front_id, remove)
    await finish(turn, row)


async def raise_alarm(turn: Turn, row: ActionRow, _: list[Call]) -> None:
    """List it under "needs a person", and tell somebody outside Front (10.4)."""
    action = row.action
    assert isinstance(action, RaiseAlarm)
    now = turn.shell.clock()
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        await alarms.raise_one(db, turn.conversation, row.session, action.why, now)
    await turn.shell.alert(turn.connection.id, row.session or 0, action.why)
    await finish(turn, row)


async def _intend(turn: Turn, row: ActionRow) -> None:
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        await actions.intend(db, row, "", None, turn.shell.clock())
    await turn.shell.checkpoint(f"{row.action.step.value}_intended")
