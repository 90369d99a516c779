"""What people and rules do with a conversation as a whole: assign, archive, snooze, move, merge."""

from collections.abc import Callable

from frontmate.simulator.actions import arguments
from frontmate.simulator.actions.arguments import ActionError, Arguments, Done
from frontmate.simulator.actions.finding import Finder
from frontmate.simulator.desk import Desk
from frontmate.simulator.events import Actor
from frontmate.simulator.records import Conversation


class StateActions:
    """`known` maps the names of the actions to what does them."""

    def __init__(self, desk: Desk, find: Finder) -> None:
        self._desk, self._find = desk, find
        self._workspace, self._changes = desk.workspace, desk.changes
        self.known = {
            "assign": self._assign,
            "archive": self._archive,
            "reopen": self._reopen,
            "trash": self._trash,
            "snooze": self._snooze,
            "unsnooze": self._unsnooze,
            "move": self._move,
            "set_private": self._set_private,
            "set_status": self._set_status,
            "merge": self._merge,
        }

    def _assign(self, given: Arguments) -> Done:
        teammate = self._find.teammate(given["teammate"]) if given.get("teammate") else None
        conversation = self._find.conversation(given)
        self._changes.assign(conversation, teammate.id if teammate else None, self._find.by(given))
        return {"conversation": conversation.id}

    def _archive(self, given: Arguments) -> Done:
        return self._simply(given, self._changes.archive)

    def _reopen(self, given: Arguments) -> Done:
        return self._simply(given, self._changes.reopen)

    def _trash(self, given: Arguments) -> Done:
        return self._simply(given, self._changes.trash)

    def _snooze(self, given: Arguments) -> Done:
        """For `seconds`, a day if nothing is said; then it comes back by itself."""
        until = self._workspace.now() + arguments.seconds(given, "seconds", 86_400)
        return self._simply(given, lambda found, by: self._desk.snooze(found, until, by))

    def _unsnooze(self, given: Arguments) -> Done:
        return self._simply(given, self._changes.unsnooze)

    def _move(self, given: Arguments) -> Done:
        inbox = self._find.inbox(arguments.text(given, "inbox"))
        return self._simply(given, lambda found, by: self._changes.move(found, inbox, by))

    def _set_private(self, given: Arguments) -> Done:
        """What is private is not there for a token that may not see it."""
        conversation = self._find.conversation(given)
        conversation.is_private = arguments.flag(given, "private", True)
        return {"conversation": conversation.id}

    def _set_status(self, given: Arguments) -> Done:
        """A ticket status, by id or name."""
        wanted = arguments.text(given, "status")
        known = self._workspace.people.statuses
        status = known.get(wanted) or next((s for s in known.values() if s.name == wanted), None)
        if status is None:
            raise ActionError("status: no such ticket status; is ticketing on?")
        return self._simply(given, lambda found, by: self._changes.set_status(found, status, by))

    def _simply(self, given: Arguments, change: Callable[[Conversation, Actor], None]) -> Done:
        conversation = self._find.conversation(given)
        change(conversation, self._find.by(given))
        return {"conversation": conversation.id}

    def _merge(self, given: Arguments) -> Done:
        gone = self._find.conversation(given, "from")
        survivor = self._find.conversation(given, "into")
        if gone is survivor:
            raise ActionError("into: a conversation cannot be merged into itself")
        self._changes.merge(gone, survivor, self._find.by(given))
        return {"conversation": survivor.id}
