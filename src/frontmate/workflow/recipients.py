"""Whom a message to the customer is for (9.3)."""

from frontmate import channels
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Policy
from frontmate.store import ActionRow, StoredMessage, conversations, messages
from frontmate.workflow.shell import Turn


async def newest_of_the_contact(turn: Turn, row: ActionRow) -> StoredMessage:
    """The customer message that we answer: channel, recipients and name come from it."""
    wanted = getattr(row.action, "messages", ())
    async with turn.shell.engine.begin() as db:
        # A merge takes the messages along, and leaves what was on its way (1.10).
        thread = await messages.thread(db, await conversations.survivor_of(db, turn.conversation))
    inbound = [m for m in thread if m.inbound]
    answered = [m for m in inbound if m.front_id in wanted]
    return (answered or inbound or list(thread))[-1]


async def recipients_of(
    turn: Turn, newest: StoredMessage, policy: Policy
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """Named explicitly on email, where Front would otherwise reply to all (facts 5.2)."""
    match newest.channel:
        case Channel.EMAIL:
            own = await turn.connection.directory.own_addresses()
            copied = newest.copied if policy.keeps_copies else ()
            return channels.answer_recipients(newest.sender, copied, own)
        case Channel.SMS:
            # Front takes a number without a country for an American one (facts 6).
            handle = channels.normal_handle(newest.channel, newest.sender, policy.default_region)
            return (handle.value if handle.value.startswith("+") else newest.sender,), None
        case _:
            return None, None
