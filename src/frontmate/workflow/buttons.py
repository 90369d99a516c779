"""What people press on the console."""

from frontmate.conversation.events import Event, GivenBack, HandoffOrdered
from frontmate.store import conversations, events, sessions
from frontmate.workflow.shell import Shell


async def give_back(shell: Shell, session: int, by: str) -> None:
    """Give a conversation back to the AI (2.7). Raises LookupError for an unknown session."""
    await _press(shell, session, GivenBack(shell.clock(), by))


async def hand_over(shell: Shell, session: int, by: str) -> None:
    """Hand a conversation to people, now (3.1). Raises LookupError for an unknown session."""
    await _press(shell, session, HandoffOrdered(shell.clock(), by))


async def _press(shell: Shell, session: int, event: Event) -> None:
    async with shell.engine.begin() as db:
        conversation = await sessions.conversation_of(db, session)
        if conversation is None:
            raise LookupError(f"no session {session}")
        await conversations.lock_by_id(db, conversation)
        await events.add(db, conversation, event, event.at)
        await shell.defer(db, conversation)
