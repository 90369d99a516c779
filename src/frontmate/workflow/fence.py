"""The look right before a write: is it still ours to write (10.2)?"""

from dataclasses import dataclass

from frontmate import channels
from frontmate.conversation.events import Author, Obstacle
from frontmate.conversation.session import Who
from frontmate.front import FrontClient, FrontConversation, FrontMessage
from frontmate.store import echoes, messages
from frontmate.workflow.shell import Turn


@dataclass(frozen=True)
class Looked:
    """What the look showed: an obstacle, if any, and the message that we had not heard of."""

    conversation: FrontConversation
    obstacle: Obstacle | None = None
    unheard: FrontMessage | None = None


async def look(
    turn: Turn,
    client: FrontClient,
    *,
    may_be_unassigned: bool,
    with_drafts: bool = False,
    held_by: str | None = None,
) -> Looked:
    """One call: assignee, status and the newest message's id; a second only where that message is
    unknown to us. Raises FrontError, Merged among them.

    `may_be_unassigned`: whether a conversation that is assigned to nobody is still ours.
    `with_drafts`: one more call, to see whether a person has begun to write.
    `held_by`: the teammate to whom we gave it ourselves, who is no obstacle (11.1).
    """
    shown = await client.look(turn.front_id)
    obstacle = _of_the_conversation(shown, may_be_unassigned, held_by)
    if obstacle is not None:
        return Looked(shown, obstacle)
    if with_drafts and any(d.author is Author.PERSON for d in await client.drafts(turn.front_id)):
        return Looked(shown, Obstacle.DRAFT_BY_PERSON)
    unheard = await _newest_if_unheard(turn, client, shown)
    if unheard is None:
        return Looked(shown)
    if unheard.author is Author.AI and not unheard.draft and not await _is_ours(turn, unheard):
        # No row of ours: somebody logged in as the AI teammate, or our own words of a time that
        # a restore has taken from us (1.3).
        return Looked(shown, Obstacle.PERSON_REPLIED, unheard)
    return Looked(shown, _of_the_message(unheard), unheard)


async def _is_ours(turn: Turn, message: FrontMessage) -> bool:
    words = channels.body_hash(message.html or message.text or "")
    async with turn.shell.engine.begin() as db:
        row = await echoes.find_sent(db, turn.conversation, message.id, message.uid, words)
    return row is not None


def _of_the_conversation(
    shown: FrontConversation, may_be_unassigned: bool, held_by: str | None
) -> Obstacle | None:
    if shown.status == "trashed":
        return Obstacle.TRASHED
    given = held_by is not None and shown.assignee.id == held_by
    if shown.assignee.who is Who.PERSON and not given:
        return Obstacle.PERSON_HOLDS
    if shown.parked:
        return Obstacle.PARKED
    if shown.status == "archived":
        return Obstacle.ARCHIVED
    if shown.assignee.who is Who.NOBODY and not may_be_unassigned:
        return Obstacle.NOT_OWNED
    return None


async def _newest_if_unheard(
    turn: Turn, client: FrontClient, shown: FrontConversation
) -> FrontMessage | None:
    if shown.last_message is None:
        return None
    async with turn.shell.engine.begin() as db:
        # What we have heard of was decided on already: its event withdrew us, or did not.
        if await messages.known(db, turn.connection.id, shown.last_message):
            return None
    return await client.message(shown.last_message)


def _of_the_message(message: FrontMessage) -> Obstacle | None:
    if message.draft:
        return None
    if message.inbound:
        return Obstacle.CUSTOMER_WROTE
    match message.author:
        case Author.PERSON:
            return Obstacle.PERSON_REPLIED
        case Author.OTHER_BOT:
            return Obstacle.OTHER_BOT
        case _:
            # Ours on its way back to us, or an automatic acknowledgement.
            return None
