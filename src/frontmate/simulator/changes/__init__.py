"""Everything that can happen, each with the events that Front would emit."""

from frontmate.simulator.changes.calls import CallChanges
from frontmate.simulator.changes.comments import CommentChanges
from frontmate.simulator.changes.details import DetailChanges
from frontmate.simulator.changes.imports import ImportChanges, Imported
from frontmate.simulator.changes.messages import Inbound
from frontmate.simulator.changes.sending import Outgoing

__all__ = ["Changes", "Imported", "Inbound", "Outgoing"]


class Changes(CommentChanges, DetailChanges, CallChanges, ImportChanges):
    """The only writer of the workspace."""
