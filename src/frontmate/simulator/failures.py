"""What becomes of messages after they were accepted: some come late, some never arrive.

Front answers 202 before it knows (facts 5.2); its words for `error_type` are not known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from frontmate.simulator.records import Conversation, Inbox, Message, Recipient

CHANNEL_BROKEN: Final = "invalid_channel"
OUTSIDE_WINDOW: Final = "outside_messaging_window"
REFUSED: Final = "provider_error"
BOUNCED: Final = "bounced"
_WINDOW_SECONDS: Final = 24 * 3600


@dataclass(slots=True)
class Pick:
    """Which messages are meant: those on an inbox's channel, those to a handle, or all.

    Of these the `nth` and what follows, `times` of them (None: no end), or of what follows every
    `every`th.
    """

    inbox_id: str | None = None
    handle: str | None = None
    nth: int = 1
    every: int = 1
    times: int | None = 1
    seen: int = 0
    taken: int = 0

    def takes(self, inbox: Inbox, recipients: Iterable[Recipient]) -> bool:
        """Counts the message, too."""
        if self.inbox_id not in {None, inbox.id}:
            return False
        if self.handle and self.handle.casefold() not in {r.handle.casefold() for r in recipients}:
            return False
        self.seen += 1
        is_over = self.times is not None and self.taken >= self.times
        if is_over or self.seen < self.nth or (self.seen - self.nth) % self.every:
            return False
        self.taken += 1
        return True


class Failures:
    """What was asked for, and what happens by itself."""

    def __init__(self, whatsapp_templates: Iterable[str] = ()) -> None:
        self._templates = frozenset(whatsapp_templates)
        self._failing: list[tuple[Pick, str]] = []
        self._late: list[tuple[Pick, float]] = []

    def fail(self, pick: Pick, error_type: str) -> None:
        self._failing.append((pick, error_type))

    def delay(self, pick: Pick, seconds: float) -> None:
        self._late.append((pick, seconds))

    def clear(self) -> None:
        self._failing.clear()
        self._late.clear()

    def delay_of(self, inbox: Inbox, to: Iterable[Recipient]) -> float | None:
        """Seconds until a message exists; None where nothing was asked for."""
        recipients = list(to)
        found = [seconds for pick, seconds in self._late if pick.takes(inbox, recipients)]
        return found[0] if found else None

    def error_of(self, message: Message, inbox: Inbox, conversation: Conversation) -> str | None:
        """Why it does not arrive; None where it does."""
        recipients = [r for r in message.recipients if r.role != "from"]
        asked = [word for pick, word in self._failing if pick.takes(inbox, recipients)]
        if not inbox.is_valid:
            return CHANNEL_BROKEN
        if message.type == "whatsapp" and not self._may_be_written(message, conversation):
            return OUTSIDE_WINDOW
        return asked[0] if asked else None

    def _may_be_written(self, message: Message, conversation: Conversation) -> bool:
        """Up to 24 hours after the customer wrote, else approved templates only (facts 6)."""
        last = conversation.last_inbound
        if last is not None and message.created_at - last.created_at <= _WINDOW_SECONDS:
            return True
        return message.text in self._templates
