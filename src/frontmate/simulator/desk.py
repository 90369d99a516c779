"""What the wire, the control API and the page all work on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from frontmate.simulator.changes import Changes, Outgoing
from frontmate.simulator.drafts import Drafts
from frontmate.simulator.events import Actor
from frontmate.simulator.journal import Journal
from frontmate.simulator.records import Conversation, Inbox, Recipient, TicketStatus
from frontmate.simulator.replies import default_inbox_id, default_recipients, default_subject
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

    def snooze(
        self,
        conversation: Conversation,
        until: float,
        by: Actor,
        owner_id: str | None = None,
        status: TicketStatus | None = None,
    ) -> None:
        """Put away until then, unless somebody takes it out before."""
        reminder = self.changes.snooze(conversation, until, by, owner_id, status)

        def wake() -> None:
            is_there = self.workspace.conversation(conversation.id) is conversation
            if is_there and reminder in conversation.reminders:
                self.changes.wake(conversation)

        self.later(max(0.0, until - self.workspace.now()), wake)

    def later(self, seconds: float, do: Callable[[], object]) -> None:
        """Done in the background, once that time has passed."""
        self.spawn(self._later(seconds, do))

    async def _later(self, seconds: float, do: Callable[[], object]) -> None:
        await self.sleep(seconds)
        do()

    def send_later(self, conversation: Conversation, outgoing: Outgoing) -> None:
        """The message was accepted (202); it exists only after a while, wherever a merge led to."""
        workspace = self.workspace

        def send() -> None:
            found = workspace.conversation(workspace.survivor_of(conversation.id))
            if found is not None:
                self.changes.deliver(found, outgoing)

        self.later(self.delay_of(outgoing), send)

    def start_later(self, outgoing: Outgoing, begun: Callable[[Conversation], object]) -> None:
        """The same for a message that begins a conversation; `begun` is told which one."""

        def send() -> None:
            conversation = self.changes.open_to(outgoing.to, outgoing.inbox, outgoing.subject)
            self.changes.deliver(conversation, outgoing)
            begun(conversation)

        self.later(self.delay_of(outgoing), send)

    def delay_of(self, outgoing: Outgoing) -> float:
        """Seconds until an accepted message exists: the time to undo it comes on top."""
        asked = self.workspace.failures.delay_of(outgoing.inbox, outgoing.to)
        delay = self.workspace.message_delay if asked is None else asked
        return delay + outgoing.inbox.undo_send_time

    def reply_recipients(self, conversation: Conversation) -> tuple[Recipient, ...]:
        own = [inbox.address for inbox in self.workspace.people.inboxes.values()]
        return default_recipients(conversation, own)

    def reply_inbox(self, conversation: Conversation) -> Inbox:
        return self.workspace.people.inboxes[default_inbox_id(conversation)]

    @staticmethod
    def reply_subject(conversation: Conversation) -> str:
        return default_subject(conversation)
