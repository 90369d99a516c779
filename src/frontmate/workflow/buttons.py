"""What people press on the console."""

from frontmate.conversation.events import GivenBack
from frontmate.store import conversations, events, sessions
from frontmate.workflow.shell import Shell


async def give_back(shell: Shell, session: int, by: str) -> None:
    """Give a conversation back to the AI (2.7). Raises LookupError for an unknown session."""
    now = shell.clock()
    async with shell.engine.begin() as db:
        conversation = await sessions.conversation_of(db, session)
        if conversation is None:
            raise LookupError(f"no session {session}")
        await conversations.lock_by_id(db, conversation)
        await events.add(db, conversation, GivenBack(now, by), now)
        await shell.defer(db, conversation)
