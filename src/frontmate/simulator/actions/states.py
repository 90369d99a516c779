"""What people and rules do with a conversation: assign, archive, tag, comment, merge."""

from collections.abc import Callable

from frontmate.simulator.actions.arguments import ActionError, Arguments, Done, seconds, text
from frontmate.simulator.actions.finding import Finder
from frontmate.simulator.desk import Desk
from frontmate.simulator.events import Actor
from frontmate.simulator.records import Conversation, Tag


class StateActions:
    """`known` maps the names of the actions to what does them."""

    def __init__(self, desk: Desk, find: Finder) -> None:
        self._find = find
        self._workspace, self._changes = desk.workspace, desk.changes
        self.known = {
            "assign": self._assign,
            "archive": self._archive,
            "reopen": self._reopen,
            "trash": self._trash,
            "snooze": self._snooze,
            "tag": self._tag,
            "untag": self._untag,
            "comment": self._comment,
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
        until = self._workspace.now() + seconds(given, "seconds", 86_400)
        return self._simply(given, lambda found, by: self._changes.snooze(found, until, by))

    def _simply(self, given: Arguments, change: Callable[[Conversation, Actor], None]) -> Done:
        conversation = self._find.conversation(given)
        change(conversation, self._find.by(given))
        return {"conversation": conversation.id}

    def _tag(self, given: Arguments) -> Done:
        tag = self._named_tag(given)
        self._changes.tag(self._find.conversation(given), [tag], self._find.by(given))
        return {"tag": tag.id}

    def _untag(self, given: Arguments) -> Done:
        tag = self._named_tag(given)
        self._changes.untag(self._find.conversation(given), [tag], self._find.by(given))
        return {"tag": tag.id}

    def _comment(self, given: Arguments) -> Done:
        by = self._find.by(given)
        words = text(given, "text")
        comment = self._changes.comment(self._find.conversation(given), by.id, words, by)
        return {"comment": comment.id}

    def _merge(self, given: Arguments) -> Done:
        gone = self._find.conversation(given, "from")
        survivor = self._find.conversation(given, "into")
        if gone is survivor:
            raise ActionError("into: a conversation cannot be merged into itself")
        self._changes.merge(gone, survivor, self._find.by(given))
        return {"conversation": survivor.id}

    def _named_tag(self, given: Arguments) -> Tag:
        wanted = text(given, "tag")
        known = self._workspace.people.tags
        found = known.get(wanted) or next((t for t in known.values() if t.name == wanted), None)
        return found or self._workspace.people.add_tag(wanted)
