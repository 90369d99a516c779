"""What every kind of change works on."""

from contextlib import AbstractContextManager

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

    def mass_action(self, *, skip_rules: bool = True) -> AbstractContextManager[None]:
        """See `Emitter.mass_action`."""
        return self._events.mass_action(skip_rules=skip_rules)
