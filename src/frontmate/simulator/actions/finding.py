"""What the arguments of an action name: a conversation, a draft, a teammate, whoever did it."""

from frontmate.simulator.actions.arguments import ActionError, Arguments, Done
from frontmate.simulator.desk import Desk
from frontmate.simulator.events import Actor
from frontmate.simulator.records import Conversation, Inbox, Message, Teammate


class Finder:
    """Lookups that raise ActionError for what there is not."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace = desk.workspace

    def conversation(self, given: Arguments, name: str = "conversation") -> Conversation:
        """By id; a merged one leads to the survivor."""
        wanted = self._workspace.survivor_of(str(given.get(name)))
        conversation = self._workspace.conversation(wanted)
        if conversation is None:
            raise ActionError(f"{name}: no such conversation {given.get(name)}")
        return conversation

    def message(self, given: Arguments) -> Message:
        """By id or `alt:uid:`; no draft."""
        found = self._workspace.message(str(given.get("message")))
        if found is None:
            raise ActionError("message: no such message")
        return found

    def thread(self, given: Arguments) -> Conversation:
        """A conversation with messages: discussions and tasks have comments only."""
        conversation = self.conversation(given)
        if conversation.type != "conversation":
            raise ActionError(f"conversation: a {conversation.type} takes comments only")
        return conversation

    def draft(self, given: Arguments) -> Message:
        """By its id, or the newest one of a conversation."""
        if given.get("draft"):
            found = self._desk.drafts.find(str(given["draft"]))
        else:
            drafts = self.conversation(given).drafts
            found = max(drafts, key=lambda d: d.created_at, default=None)
        if found is None:
            raise ActionError("draft: no such draft")
        return found

    def teammate(self, key: object) -> Teammate:
        """By id, `alt:email:` or username."""
        by_name = {t.username: t for t in self._workspace.people.teammates.values()}
        found = self._workspace.people.teammate(str(key)) or by_name.get(str(key))
        if found is None:
            raise ActionError(f"teammate: no such teammate {key}")
        return found

    def inbox(self, key: str) -> Inbox:
        """By id or name."""
        inboxes = self._workspace.people.inboxes
        found = inboxes.get(key) or next((i for i in inboxes.values() if i.name == key), None)
        if found is None:
            raise ActionError(f"inbox: no such inbox {key}")
        return found

    def by(self, given: Arguments) -> Actor:
        """A teammate's id or username, `rul_…`, or `api`; without it the first person."""
        by = given.get("by") or given.get("author")
        if not by:
            people = (t for t in self._workspace.people.teammates.values() if not t.is_bot)
            first = next(people, None)
            return Actor("teammate", first.id) if first else Actor("rule", "rul_1")
        if by == "api":
            return Actor("api")
        if str(by).startswith("rul_"):
            return Actor("rule", str(by))
        return Actor("teammate", self.teammate(by).id)


def about(message: Message) -> Done:
    done = {"conversation": message.conversation_id, "message": message.id}
    return done | ({"version": message.version} if message.version else {})
