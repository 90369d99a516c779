"""What every kind of change works on."""

from frontmate.simulator.events import Emitter
from frontmate.simulator.journal import Journal
from frontmate.simulator.workspace import Workspace


class Changing:
    """The workspace, and who is told of what changes in it."""

    def __init__(self, workspace: Workspace, events: Emitter, journal: Journal) -> None:
        self._workspace = workspace
        self._events = events
        self._shapes = events.shapes
        self._journal = journal
