"""What the wire, the control API and the page all work on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from frontmate.simulator.changes import Changes, Outgoing
from frontmate.simulator.drafts import Drafts
from frontmate.simulator.journal import Journal
from frontmate.simulator.records import Conversation, Recipient
from frontmate.simulator.shapes import Shapes
from frontmate.simulator.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of one simulated company; `spawn` runs something in the background."""

    workspace: Workspace
    shapes: Shapes
    changes: Changes
    drafts: Drafts
    journal: Journal
    sleep: Callable[[float], Awaitable[None]]
    spawn: Callable[[Awaitable[None]], None]

    def send_later(self, conversation: Conversation, outgoing: Outgoing) -> None:
        """The message was accepted (202); it exists only after the workspace's delay."""
        self.spawn(self._send(conversation.id, outgoing))

    async def _send(self, conversation_id: str, outgoing: Outgoing) -> None:
        await self.sleep(self.workspace.message_delay)
        self.changes.deliver(conversation_id, outgoing)

    def reply_recipients(self, conversation: Conversation) -> tuple[Recipient, ...]:
        """Front's default: whoever wrote the last received message, and its copies."""
        last = conversation.last_inbound
        if last is None:
            return ()
        to = [
            Recipient(r.handle, "to", r.name, r.contact_id)
            for r in last.recipients
            if r.role == "from"
        ]
        return (*to, *(r for r in last.recipients if r.role == "cc"))

    @staticmethod
    def reply_subject(conversation: Conversation) -> str:
        subject = conversation.subject
        if conversation.channel != "email" or subject.casefold().startswith("re:"):
            return subject
        return f"Re: {subject}"
