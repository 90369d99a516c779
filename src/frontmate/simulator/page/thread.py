"""A conversation as the page tells it: messages, comments and small lines, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from frontmate.simulator.desk import Desk
from frontmate.simulator.page.markdown import markdown
from frontmate.simulator.page.moments import day_and_time, moment
from frontmate.simulator.page.people import Person, customer, teammate
from frontmate.simulator.records import Comment, Conversation, Event, Message
from frontmate.simulator.richtext import safe_html, safe_text

_VERBS = {
    "archive": "Archived",
    "reopen": "Reopened",
    "trash": "Moved to trash",
    "restore": "Taken out of the trash",
    "conversations_merged": "Another conversation was merged into this one",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the thread; `kind` is message, comment or line."""

    kind: str
    id: str
    when: datetime
    shown: str
    html: Markup
    person: Person | None = None
    subject: str = ""
    copies: str = ""


class Thread:
    """Reads one conversation; remembers the assignee on the way, whom `unassign` does not name."""

    def __init__(self, desk: Desk, conversation: Conversation) -> None:
        self._workspace = desk.workspace
        self._conversation = conversation
        self._assignee: Person | None = None
        self._messages = {m.id: m for m in conversation.messages}
        self._comments = {c.id: c for c in conversation.comments}

    def entries(self) -> list[Entry]:
        own = self._conversation.id
        survivor_of = self._workspace.survivor_of
        events = [e for e in self._workspace.events if survivor_of(e.conversation_id) == own]
        return [entry for event in events for entry in self._told(event)]

    def person(self, teammate_id: str | None) -> Person:
        is_listed = teammate_id in self._workspace.people.teammates
        return teammate(self._workspace.people.author(teammate_id), is_listed)

    def _told(self, event: Event) -> Iterator[Entry]:
        target = event.data.get("target", {}).get("data")
        if event.type in {"inbound", "outbound", "out_reply"}:
            message = self._messages.get(target["id"])
            if message is not None:
                yield self._message(message)
        elif event.type == "comment":
            comment = self._comments.get(target["id"])
            if comment is not None:
                yield self._comment(comment)
        else:
            text = self._line(event, target)
            yield Entry("line", event.id, *self._time(event.emitted_at), Markup.escape(text))

    def _message(self, message: Message) -> Entry:
        contact = self._workspace.people.contacts[self._conversation.contact_id]
        person = customer(contact) if message.is_inbound else self.person(message.author_id)
        is_email = message.type == "email"
        copies = [r.name or r.handle for r in message.recipients if r.role in {"cc", "bcc"}]
        return Entry(
            "message",
            message.id,
            *self._time(message.created_at),
            safe_html(message.body) if is_email else safe_text(message.body),
            person,
            copies=", ".join(copies),
        )

    def _comment(self, comment: Comment) -> Entry:
        person = self.person(comment.author_id)
        time = self._time(comment.posted_at)
        return Entry("comment", comment.id, *time, markdown(comment.body), person)

    def _time(self, seconds: float) -> tuple[datetime, str]:
        return moment(seconds), day_and_time(seconds, self._workspace.now())

    def _line(self, event: Event, target: dict[str, str] | None) -> str:
        by = self._by(event)
        if event.type == "assign" and target:
            self._assignee = self.person(target["id"])
            if target["id"] == (event.data["source"]["data"] or {}).get("id"):
                return f"{_named(self._assignee)} took this conversation"
            return f"Assigned to {_named(self._assignee)}{by}"
        if event.type == "unassign":
            previous, self._assignee = self._assignee, None
            return f"{_named(previous)} was unassigned{by}" if previous else f"Unassigned{by}"
        if event.type in {"tag", "untag"} and target:
            verb = "added" if event.type == "tag" else "removed"
            return f"Tag “{target['name']}” {verb}{by}"
        if event.type == "move":
            return f"Moved to another inbox{by}"
        if event.type == "archive" and event.data["conversation"]["scheduled_reminders"]:
            return f"Snoozed{by}"
        return f"{_VERBS.get(event.type, event.type)}{by}"

    def _by(self, event: Event) -> str:
        kind, data = event.data["source"]["_meta"]["type"], event.data["source"]["data"]
        if kind == "teammate" and data:
            return f" by {_named(self.person(data['id']))}"
        return {"rule": " by a rule", "api": " through the API"}.get(kind, "")


def _named(person: Person) -> str:
    return f"{person.name} ({person.chip})" if person.chip else person.name
