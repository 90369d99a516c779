"""A conversation as the page tells it: messages, comments and small lines, in order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from frontmate.simulator.desk import Desk
from frontmate.simulator.page.attached import FileShown, files_of
from frontmate.simulator.page.lines import Lines
from frontmate.simulator.page.markdown import markdown
from frontmate.simulator.page.moments import day, exact, moment
from frontmate.simulator.page.people import Person, correspondent, customer, teammate
from frontmate.simulator.records import Comment, Conversation, Event, Message
from frontmate.simulator.richtext import safe_html, safe_text


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the thread; `kind` is message, comment, line, or the day that begins."""

    kind: str
    id: str
    at: float
    html: Markup
    person: Person | None = None
    copies: str = ""
    files: tuple[FileShown, ...] = ()
    problem: str = ""
    is_pinned: bool = False

    @property
    def iso(self) -> str:
        return moment(self.at).isoformat(timespec="seconds")

    @property
    def shown(self) -> str:
        return f"{moment(self.at):%H:%M}"

    @property
    def exactly(self) -> str:
        return exact(self.at)


class Thread:
    """Reads one conversation."""

    def __init__(self, desk: Desk, conversation: Conversation) -> None:
        self._workspace = desk.workspace
        self._conversation = conversation
        self._lines = Lines(self.person, desk.workspace.people)
        self._messages = {m.id: m for m in conversation.messages}
        self._comments = {c.id: c for c in conversation.comments}

    def entries(self) -> list[Entry]:
        """Oldest first, the days between them."""
        # What is backdated was told later than it happened.
        events = sorted(
            self._workspace.events_of(self._conversation.id), key=lambda event: event.emitted_at
        )
        return list(self._by_day(entry for event in events for entry in self._told(event)))

    def person(self, teammate_id: str | None) -> Person:
        is_listed = teammate_id in self._workspace.people.teammates
        return teammate(self._workspace.people.author(teammate_id), is_listed)

    def _by_day(self, entries: Iterator[Entry]) -> Iterator[Entry]:
        now, last = self._workspace.now(), None
        for entry in entries:
            date = moment(entry.at).date()
            if date != last:
                yield Entry("day", f"day-{date}", entry.at, Markup.escape(day(entry.at, now)))
                last = date
            yield entry

    def _told(self, event: Event) -> Iterator[Entry]:
        target = event.data.get("target", {}).get("data")
        if event.type in {"inbound", "outbound", "out_reply"}:
            message = self._messages.get(target["id"])
            if message is not None:
                yield self._message(message)
        elif event.type in {"comment", "mention"}:
            # A mention tells of a comment that has been told of.
            comment = self._comments.get(target["id"]) if event.type == "comment" else None
            if comment is not None:
                yield self._comment(comment)
        else:
            text = self._lines.told(event)
            yield Entry("line", event.id, event.emitted_at, Markup.escape(text))

    def _message(self, message: Message) -> Entry:
        copies = [r.name or r.handle for r in message.recipients if r.role in {"cc", "bcc"}]
        return Entry(
            "message",
            message.id,
            message.created_at,
            safe_html(message.body) if message.type == "email" else safe_text(message.body),
            self._sender(message) if message.is_inbound else self._author(message),
            ", ".join(copies),
            files_of(self._conversation.id, message.attachments),
            message.error_type or "",
        )

    def _comment(self, comment: Comment) -> Entry:
        return Entry(
            "comment",
            comment.id,
            comment.posted_at,
            markdown(comment.body),
            self.person(comment.author_id),
            files=files_of(self._conversation.id, comment.attachments),
            is_pinned=comment.is_pinned,
        )

    def _sender(self, message: Message) -> Person:
        """Whoever wrote it: in a merged conversation these are several."""
        people = self._workspace.people
        sender = next((r for r in message.recipients if r.role == "from"), None)
        if sender is None:
            return correspondent(people, self._conversation)
        return customer(people.contacts.get(sender.contact_id or ""), sender.name or sender.handle)

    def _author(self, message: Message) -> Person:
        person = self.person(message.author_id)
        return replace(person, name=message.sender_name) if message.sender_name else person
