"""What happened between a backup and its restore is known to Front alone (10.1)."""

from datetime import datetime

from frontmate.front import FrontClient
from frontmate.store import ActionRow, StoredMessage, after_restore, conversations, messages
from frontmate.workflow.finish import take_in
from frontmate.workflow.parsed import parse
from frontmate.workflow.shell import Turn


async def catch_up(turn: Turn, row: ActionRow, client: FrontClient) -> bool:
    """Take in what a restore has made us forget of a conversation; True if there was anything,
    which must be decided on before `row` is sent.

    One call more, and only where a question from before a restore is answered: the newest message,
    at which every look looks, tells nothing of an answer of ours before it.
    """
    asked = await asked_before_a_restore(turn, row)
    if asked is None:
        return False
    async with turn.shell.engine.begin() as db:
        thread = await messages.thread(db, turn.conversation)
    return await _take_in_missed(turn, client, thread, asked)


async def asked_before_a_restore(turn: Turn, row: ActionRow) -> datetime | None:
    """When the first of the messages that `row` answers was written; None unless that was before a
    restore. In the lost time it may have been answered, where no look at the conversation sees
    it."""
    async with turn.shell.engine.begin() as db:
        restored = await after_restore.last(db)
        if restored is None:
            return None
        thread = await messages.thread(db, turn.conversation)
    asked = [m.sent_at for m in thread if m.front_id in getattr(row.action, "messages", ())]
    return min(asked) if asked and min(asked) < restored.restored else None


async def hear_of_a_sent_draft(turn: Turn, row: ActionRow, client: FrontClient) -> bool:
    """Our draft is gone: whoever has sent it, its event may still be on its way, and another draft
    of the same would be sent as well. True if there was something to take in."""
    async with turn.shell.engine.begin() as db:
        thread = await messages.thread(db, turn.conversation)
    asked = [m.sent_at for m in thread if m.front_id in getattr(row.action, "messages", ())]
    return bool(asked) and await _take_in_missed(turn, client, thread, min(asked))


async def _take_in_missed(
    turn: Turn, client: FrontClient, thread: tuple[StoredMessage, ...], since: datetime
) -> bool:
    heard = {message.front_id for message in thread}
    shown = [m for m in await client.messages(turn.front_id) if not m.draft]
    missed = [m for m in shown if m.id not in heard and m.sent_at > since]
    if not missed:
        return False
    conversation = await client.look(turn.front_id)
    policy = await turn.policy()
    parsed = [await parse(turn, m, policy) for m in sorted(missed, key=lambda m: m.sent_at)]
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        for each in parsed:
            await take_in(db, turn, conversation, each)
    return True
