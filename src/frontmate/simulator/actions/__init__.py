"""What people, rules and customers do in the workspace, by name and with JSON arguments.

Used by the control API, by the page's forms, by rules and by the fault `on_request`.
"""

from collections.abc import Callable

from frontmate.simulator.actions.access import AccessActions
from frontmate.simulator.actions.arguments import ActionError, Arguments, Done, seconds
from frontmate.simulator.actions.arriving import ArrivingActions
from frontmate.simulator.actions.customers import CustomerActions
from frontmate.simulator.actions.drafts import DraftActions
from frontmate.simulator.actions.finding import Finder
from frontmate.simulator.actions.knowledge import KnowledgeActions
from frontmate.simulator.actions.loading import LoadActions
from frontmate.simulator.actions.messages import MessageActions
from frontmate.simulator.actions.notes import NoteActions
from frontmate.simulator.actions.people import PeopleActions
from frontmate.simulator.actions.states import StateActions
from frontmate.simulator.desk import Desk

__all__ = ["ActionError", "Actions"]


class Actions:
    """`perform(name, arguments)` does one of `names`."""

    def __init__(self, desk: Desk) -> None:
        self._workspace = desk.workspace
        find = Finder(desk)
        self._known: dict[str, Callable[[Arguments], Done]] = {
            **CustomerActions(desk, find).known,
            **MessageActions(desk, find).known,
            **ArrivingActions(desk, find).known,
            **StateActions(desk, find).known,
            **NoteActions(desk, find).known,
            **PeopleActions(desk, find).known,
            **DraftActions(desk, find).known,
            **KnowledgeActions(desk, find).known,
            **AccessActions(desk.workspace.access).known,
            **LoadActions(desk, self.perform).known,
        }

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._known)

    def perform(self, name: str, arguments: Arguments) -> Done:
        """Do it now, or `seconds_ago`; ActionError says what was wrong."""
        if name not in self._known:
            raise ActionError(f"no such action: {name}")
        with self._workspace.backdated(seconds(arguments, "seconds_ago", 0)):
            return self._known[name](arguments)

    async def perform_soon(self, name: str, arguments: Arguments) -> Done:
        return self.perform(name, arguments)
