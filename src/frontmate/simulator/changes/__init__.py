"""Everything that can happen, each with the events that Front would emit."""

from frontmate.simulator.changes.conversations import ConversationChanges
from frontmate.simulator.changes.messages import Inbound, MessageChanges, Outgoing

__all__ = ["Changes", "Inbound", "Outgoing"]


class Changes(ConversationChanges, MessageChanges):
    """The only writer of the workspace."""
