"""A reply that becomes a shared draft: written, put in an older one's place, taken away (11.1).

A draft is no message to a customer, but it goes through the ledger like one: two drafts of the same
answer would be sent twice by two people.
"""

from dataclasses import dataclass

from frontmate import channels
from frontmate.conversation.actions import WriteDraft
from frontmate.conversation.events import Author, Obstacle
from frontmate.front import Call, Conflict, FrontClient, FrontError, FrontMessage, NotFound
from frontmate.store import ActionRow, State, actions, conversations, events
from frontmate.store import drafts as written
from frontmate.workflow.apply import add_done
from frontmate.workflow.fence import look
from frontmate.workflow.finish import finish, refuse, refuse_as_looked
from frontmate.workflow.grounds import have_changed
from frontmate.workflow.lost_time import catch_up, hear_of_a_sent_draft
from frontmate.workflow.manner import manner_of, out_of_reach
from frontmate.workflow.parsed import words_of
from frontmate.workflow.readback import note_doubt
from frontmate.workflow.recipients import newest_of_the_contact, recipients_of
from frontmate.workflow.sends import form_answer
from frontmate.workflow.shell import Turn


async def write_draft(turn: Turn, row: ActionRow, seen: list[Call]) -> None:
    """Guard: as for a reply; and a draft that a person has begun or changed is left to them."""
    action = row.action
    assert isinstance(action, WriteDraft)
    client = turn.watched(seen)
    if await catch_up(turn, row, client):
        return
    newest = await newest_of_the_contact(turn, row)
    policy = await turn.policy()
    outgoing = form_answer(turn, action, newest, await manner_of(turn, policy))
    to, cc = await recipients_of(turn, newest, policy)
    # Worked out before the look, since it takes calls; None where it cannot be told.
    channel = await client.channel_of(turn.front_id)
    client = await client.paid(3)
    looked = await look(
        turn,
        client,
        may_be_unassigned=action.handle_unassigned,
        to_the_customer=True,
        held_by=action.held_by,
    )
    if looked.obstacle is not None:
        await refuse_as_looked(turn, row, looked)
        return
    lying = await client.drafts(turn.front_id)
    since = turn.shell.clock()
    ours = await _ours(turn, lying)
    gone = ours is None and await _had_one(turn)
    if gone and await hear_of_a_sent_draft(turn, row, client):
        return
    why = await out_of_reach(turn, newest) or await _in_the_way(turn, action, ours, lying)
    if why is not None:
        await refuse(turn, row, why, looked.conversation)
        return
    if not await _intend(turn, row, outgoing):
        return
    await turn.shell.checkpoint("draft_intended")
    client = turn.in_time(client, since)
    place = _Place(turn.front_id, channel, to, cc, ours)
    await _post(turn, row, client, place, outgoing.body)


Lying = tuple[written.Draft, FrontMessage]


async def _in_the_way(
    turn: Turn, action: WriteDraft, ours: Lying | None, lying: tuple[FrontMessage, ...]
) -> Obstacle | None:
    if await _touched(ours) or any(d.author is Author.PERSON for d in lying):
        return Obstacle.DRAFT_BY_PERSON
    return Obstacle.SOURCE_CHANGED if await have_changed(turn, action) else None


@dataclass(frozen=True)
class _Place:
    """Where a draft goes, and the older one of ours that it takes the place of."""

    conversation: str
    channel: str | None
    to: tuple[str, ...] | None
    cc: tuple[str, ...] | None
    ours: Lying | None


async def _post(turn: Turn, row: ActionRow, client: FrontClient, place: _Place, body: str) -> None:
    try:
        made = await _put(client, place, body)
    except Conflict as error:
        if error.reached:
            # An attempt of our own that got no answer may be the change: read it back.
            await note_doubt(turn, row, error)
            return
        await refuse(turn, row, Obstacle.DRAFT_BY_PERSON)
        return
    except FrontError as error:
        await note_doubt(turn, row, error)
        if not error.reached:
            raise
        return
    await turn.shell.checkpoint("draft_posted")
    await _written(turn, row, made)


async def _put(client: FrontClient, place: _Place, body: str) -> FrontMessage:
    to, cc, channel = place.to, place.cc, place.channel
    if place.ours is None or channel is None:
        return await client.write_draft(
            place.conversation, body=body, to=to, cc=cc, channel=channel
        )
    draft, shown = place.ours
    version = shown.version or ""
    return await client.edit_draft(
        draft.front_id, body=body, channel=channel, version=version, to=to, cc=cc
    )


async def _ours(turn: Turn, lying: tuple[FrontMessage, ...]) -> Lying | None:
    async with turn.shell.engine.begin() as db:
        draft = await written.newest(db, turn.conversation)
    if draft is None:
        return None
    found = next((each for each in lying if each.id == draft.front_id), None)
    return None if found is None else (draft, found)


async def _had_one(turn: Turn) -> bool:
    async with turn.shell.engine.begin() as db:
        return await written.newest(db, turn.conversation) is not None


async def _touched(ours: Lying | None) -> bool:
    """A person has edited it since we wrote it."""
    if ours is None:
        return False
    draft, shown = ours
    if draft.version is not None:
        return shown.version != draft.version
    # Found by a read-back, which cannot know the version that our write made.
    return await words_of(shown) != draft.hash


async def _intend(turn: Turn, row: ActionRow, outgoing: channels.Outgoing) -> bool:
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        if await events.any_open(db, turn.conversation):
            return False
        body_hash = channels.body_hash(outgoing.body)
        await actions.intend(db, row, outgoing.body, body_hash, turn.shell.clock())
    return True


async def _written(turn: Turn, row: ActionRow, made: FrontMessage) -> None:
    now = turn.shell.clock()
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        await actions.confirm(db, row.id, now, front_id=made.id, draft_version=made.version)
        await add_done(db, turn, row, now)
    turn.became[row.id] = State.CONFIRMED, ""
    await turn.shell.checkpoint("draft_finished")


async def drop_draft(turn: Turn, row: ActionRow, seen: list[Call]) -> None:
    """Take our draft away, unless a person has edited it, sent it or deleted it."""
    client = await turn.watched(seen).paid(2)
    lying = await client.drafts(turn.front_id)
    client = turn.in_time(client, turn.shell.clock())
    ours = await _ours(turn, lying)
    if ours is None or await _touched(ours):
        why = Obstacle.ALREADY_DONE if ours is None else Obstacle.DRAFT_BY_PERSON
        await refuse(turn, row, why)
        return
    await _delete(client, ours)
    await finish(turn, row)


async def _delete(client: FrontClient, ours: Lying) -> None:
    try:
        await client.delete_draft(ours[0].front_id, ours[1].version or "")
    except (Conflict, NotFound):
        # Changed or gone within the last moment: theirs, or done.
        return
