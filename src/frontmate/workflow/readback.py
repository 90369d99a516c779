"""After a doubt: look whether Front has our message, and never send it again (10.1)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.actions import NotifyCustomer, Reply, WriteDraft
from frontmate.conversation.events import Author, DeliveryFailed, SendUncertain
from frontmate.conversation.message import Channel
from frontmate.front import Call, FrontClient, FrontError, FrontMessage, Merged, NotFound
from frontmate.store import ActionRow, State, actions, conversations, echoes, events, sessions
from frontmate.workflow.call_answers import number_of
from frontmate.workflow.finish import finish
from frontmate.workflow.parsed import hash_of, words_of
from frontmate.workflow.recipients import newest_of_the_contact
from frontmate.workflow.shell import Turn

FIRST_LOOK = timedelta(seconds=2)
_LONGEST_PAUSE = timedelta(seconds=30)
_CLOCK_SKEW = timedelta(seconds=60)
_CONVERSATIONS, _MESSAGES = 10, 10
"""How many of a caller's newest are looked through."""
_NOT_VISIBLE = "not visible within the wait"


async def note_doubt(turn: Turn, row: ActionRow, error: FrontError) -> None:
    """After an error on a write: read it back if Front may have it; else it was never begun."""
    now = turn.shell.clock()
    state, due = (State.UNCERTAIN, now + FIRST_LOOK) if error.reached else (State.PLANNED, now)
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        await actions.postpone(db, row.id, state, due, str(error))
    turn.became[row.id] = state, str(error)


async def read_back(turn: Turn, row: ActionRow, seen: list[Call]) -> None:
    """A write that Front may have received. Found → confirmed; not visible within D → a person
    is told and nothing is sent again."""
    client = turn.watched(seen)
    try:
        found = await _find(turn, row, client)
    except Merged:
        raise
    except FrontError:
        found = None  # Front is away too: the doubt stays
    if found is not None:
        await finish(turn, row, front_id=found)
        return
    await _look_again_or_tell(turn, row)


async def _find(turn: Turn, row: ActionRow, client: FrontClient) -> str | None:
    async with turn.shell.engine.begin() as db:
        claimed = await echoes.claimed_by_others(db, turn.conversation, row.id)
    if isinstance(row.action, WriteDraft):
        return await _find_draft(turn, row, client)
    if row.leaves_by is not None:
        return await _find_elsewhere(turn, row, client)
    if isinstance(row.action, Reply | NotifyCustomer):
        found = await _find_message(turn, row, client, claimed)
        if found is not None or await _channel(turn) is not Channel.PHONE:
            return found
    return await _find_comment(turn, row, client, claimed)


async def _channel(turn: Turn) -> Channel | None:
    async with turn.shell.engine.begin() as db:
        stored = await sessions.newest(db, turn.conversation)
    return stored.session.channel if stored else None


async def _find_message(
    turn: Turn, row: ActionRow, client: FrontClient, claimed: frozenset[str]
) -> str | None:
    # Planned in a backup and perhaps sent since: whatever we have written counts.
    planned = row.written_hash is None
    authors = (Author.AI,) if planned else (Author.AI, Author.OTHER_BOT)
    return await _among(await client.messages(turn.front_id), row, claimed, authors)


async def _find_elsewhere(turn: Turn, row: ActionRow, client: FrontClient) -> str | None:
    """An answer to a call, in whichever of the caller's conversations it is (9.3); a call for their
    contact, one for the list, and one for each of them."""
    caller = await newest_of_the_contact(turn, row)
    number = number_of(caller, await turn.policy())
    known = None if number is None else await client.contact_of("phone", number)
    if known is None or row.written_hash is None:
        return None
    async with turn.shell.engine.begin() as db:
        claimed = await echoes.claimed_elsewhere(db, turn.connection.id, row.id, row.written_hash)
    for conversation in await client.contact_conversations(known.id, limit=_CONVERSATIONS):
        shown = await client.messages(conversation.id, limit=_MESSAGES)
        found = await _among(shown, row, claimed, (Author.AI,))
        if found is not None:
            return found
    return None


async def _among(
    shown: Iterable[FrontMessage],
    row: ActionRow,
    claimed: frozenset[str],
    authors: tuple[Author, ...],
) -> str | None:
    """The first that a row can have sent: by its words, where it had any when it was stored."""
    since = _not_before(row)
    for message in shown:
        if message.author not in authors or message.draft or message.sent_at < since:
            continue
        if {message.id, message.uid} & claimed:
            continue
        if row.written_hash is None or await words_of(message) == row.written_hash:
            return message.id
    return None


async def _find_draft(turn: Turn, row: ActionRow, client: FrontClient) -> str | None:
    """One in an older draft's place has that one's id: only the words tell."""
    for draft in await client.drafts(turn.front_id):
        if await words_of(draft) == row.written_hash:
            return draft.id
    return None


async def _find_comment(
    turn: Turn, row: ActionRow, client: FrontClient, claimed: frozenset[str]
) -> str | None:
    since = _not_before(row)
    for comment in await client.comments(turn.front_id):
        if comment.id in claimed or comment.posted_at < since:
            continue
        if await hash_of(comment.body) == row.written_hash:
            return comment.id
    return None


def _not_before(row: ActionRow) -> datetime:
    assert row.intended_at is not None
    return row.intended_at - _CLOCK_SKEW


async def _look_again_or_tell(turn: Turn, row: ActionRow) -> None:
    assert row.intended_at is not None
    now = turn.shell.clock()
    waited = now - row.intended_at
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        if waited < turn.shell.visible_within:
            left = turn.shell.visible_within - waited
            pause = min(max(waited, FIRST_LOOK), _LONGEST_PAUSE, left)
            await actions.postpone(db, row.id, State.UNCERTAIN, now + pause, "not visible yet")
            return
        await tell_of_doubt(db, turn, row, now)
    turn.became[row.id] = State.NEEDS_PERSON, _NOT_VISIBLE


async def tell_of_doubt(
    db: AsyncConnection, turn: Turn, row: ActionRow, now: datetime, why: str = _NOT_VISIBLE
) -> None:
    """It stays open whether Front has it: a person is told."""
    await actions.end(db, row.id, State.NEEDS_PERSON, why, now)
    told = SendUncertain(now, row.action.step, row.action.turn)
    await events.add(db, turn.conversation, told, now)


async def check_accepted(turn: Turn, row: ActionRow, seen: list[Call]) -> None:
    """Accepted long ago and no echo came: ask for the message by its uid."""
    now = turn.shell.clock()
    try:
        message = await turn.watched(seen).message_by_uid(row.uid or "")
    except NotFound:
        async with turn.shell.engine.begin() as db:
            await conversations.hold(db, turn.conversation, turn.epoch)
            await tell_of_doubt(db, turn, row, now)
        turn.became[row.id] = State.NEEDS_PERSON, _NOT_VISIBLE
        return
    except Merged:
        raise
    except FrontError as error:
        async with turn.shell.engine.begin() as db:
            await conversations.hold(db, turn.conversation, turn.epoch)
            again = now + _LONGEST_PAUSE
            await actions.postpone(db, row.id, State.ACCEPTED, again, str(error))
        return
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        await actions.confirm(db, row.id, now, front_id=message.id)
        if message.error:
            # A 202 is no promise: the provider may refuse later (facts 5.2).
            failed = DeliveryFailed(now, message.id, row.id)
            lives_on = await conversations.survivor_of(db, turn.conversation)
            await events.add(db, lives_on, failed, now)
            await turn.shell.defer(db, lives_on)
    turn.became[row.id] = State.CONFIRMED, ""
