"""The look right before a write: is it still ours to write (10.2)?"""

from dataclasses import dataclass

from frontmate.conversation.events import Author, Obstacle
from frontmate.conversation.session import Who
from frontmate.front import FrontClient, FrontConversation, FrontMessage
from frontmate.store import echoes, messages
from frontmate.workflow.call_answers import find_row
from frontmate.workflow.parsed import words_of
from frontmate.workflow.shell import Turn


@dataclass(frozen=True)
class Looked:
    """What the look showed: an obstacle, if any, and the message that we had not heard of."""

    conversation: FrontConversation
    obstacle: Obstacle | None = None
    unheard: FrontMessage | None = None


_BEHIND = 10
"""Messages that are looked through where the newest one says nothing."""


async def look(
    turn: Turn,
    client: FrontClient,
    *,
    may_be_unassigned: bool,
    to_the_customer: bool = False,
    as_notice: bool = False,
    with_drafts: bool = False,
    held_by: str | None = None,
) -> Looked:
    """One call: assignee, status and the newest message's id; a second only where that message is
    unknown to us. Raises FrontError, Merged among them.

    `may_be_unassigned`: whether a conversation that is assigned to nobody is still ours.
    `to_the_customer`: one more call where the newest message is not the customer's, since it may
    hide a person's of which no webhook has told.
    `as_notice`: a person's reply is an obstacle though we have heard of it: a hand-off that has
    begun is not withdrawn by it, but nobody need be told that a person will write (3.1).
    `with_drafts`: one more call, to see whether a person has begun to write.
    `held_by`: the teammate to whom we gave it ourselves, who is no obstacle (11.1).
    """
    shown = await client.look(turn.front_id)
    obstacle = _of_the_conversation(shown, may_be_unassigned, held_by)
    if obstacle is not None:
        return Looked(shown, obstacle)
    if with_drafts and any(d.author is Author.PERSON for d in await client.drafts(turn.front_id)):
        return Looked(shown, Obstacle.DRAFT_BY_PERSON)
    if shown.last_message is None:
        return Looked(shown)
    heard_of = await _heard_of(turn, shown.last_message)
    unheard = await client.message(shown.last_message) if heard_of is None else None
    obstacle = None if unheard is None else await _of_the_message(turn, unheard)
    inbound = heard_of if unheard is None else unheard.inbound
    if obstacle is None and to_the_customer and not inbound:
        hidden = await _hidden(turn, client, as_notice=as_notice)
        if hidden is not None:
            return Looked(shown, await _of_the_message(turn, hidden), hidden)
    return Looked(shown, obstacle, unheard)


async def _hidden(turn: Turn, client: FrontClient, *, as_notice: bool) -> FrontMessage | None:
    """What somebody wrote after the customer's newest message that we know, and before an automatic
    message or one of ours."""
    for message in await client.messages(turn.front_id, limit=_BEHIND):
        heard_of = await _heard_of(turn, message.id)
        counts = heard_of is None or (as_notice and message.author is Author.PERSON)
        if counts and await _of_the_message(turn, message) is not None:
            return message
        if message.inbound:
            break
    return None


async def _heard_of(turn: Turn, message: str) -> bool | None:
    """Whether it is the customer's; None if we have not heard of it. What we have heard of was
    decided on already: its event withdrew us, or did not."""
    async with turn.shell.engine.begin() as db:
        return await messages.is_inbound(db, turn.connection.id, message)


async def _is_ours(turn: Turn, message: FrontMessage) -> bool:
    words = await words_of(message)
    async with turn.shell.engine.begin() as db:
        row = await echoes.find_sent(db, turn.conversation, message.id, message.uid, words)
        if row is not None:
            return True
        return await find_row(db, turn, message, words) is not None


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


async def _of_the_message(turn: Turn, message: FrontMessage) -> Obstacle | None:
    if message.draft:
        return None
    if message.author is Author.AI and not await _is_ours(turn, message):
        # No row of ours: somebody logged in as the AI teammate, or our own words of a time that
        # a restore has taken from us (1.3).
        return Obstacle.PERSON_REPLIED
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
