"""Phone calls: a message for each, events for what happens during it, a transcript later."""

from typing import Final

from frontmate.simulator.changes.messages import Inbound, MessageChanges
from frontmate.simulator.records import Conversation, Message

_ANSWERED: Final = ("call_started", "call_connected", "call_hangup")
_MISSED: Final = ("call_started", "call_missed")


class CallChanges(MessageChanges):
    """A call cannot be answered in writing (facts 6); its events have no webhook (facts 3.2)."""

    def call(
        self,
        inbound: Inbound,
        conversation: Conversation | None,
        *,
        seconds: int,
        is_answered: bool,
    ) -> Message:
        """One that has ended: `seconds` is how long it was. The message is told of last."""
        message = self.take_in(inbound, conversation)
        message.metadata |= {"duration": seconds, "have_been_answered": is_answered}
        for kind in _ANSWERED if is_answered else _MISSED:
            self.tell(kind, message)
        self.tell("inbound", message)
        return message

    def transcribe(self, message: Message, words: str, kind: str) -> None:
        """What was said, in a call or on its voicemail, becomes the message's text."""
        message.body = message.text = words
        self.tell(kind, message)
