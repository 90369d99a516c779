"""The records of one simulated company: its people, its conversations, its help centers."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from frontmate.simulator.access import Access
from frontmate.simulator.config import Config
from frontmate.simulator.failures import Failures
from frontmate.simulator.ids import Ids
from frontmate.simulator.library import Library
from frontmate.simulator.people import People
from frontmate.simulator.records import (
    Attachment,
    Comment,
    Conversation,
    Event,
    Message,
    TicketStatus,
)
from frontmate.simulator.rules.book import RuleBook


class Workspace:
    """Plain lookups over plain records; whoever changes something goes through `Changes`."""

    def __init__(self, config: Config, clock: Callable[[], datetime]) -> None:
        self.config = config
        self.clock = clock
        self.access = Access(config)
        self.reset()

    def reset(self) -> None:
        """Back to what the config says; ids start over."""
        config = self.config
        self.ids = Ids(config.seed)
        self.message_delay = config.message_delay
        self.drafts_keep_id = config.drafts_keep_id
        self.drafts_are_last_message = config.drafts_are_last_message
        self.visitors_are_authors = config.visitors_are_authors
        self.failures = Failures(config.whatsapp_templates)
        self._ago = 0.0
        self._dated: float | None = None
        self.access.reset()
        self.people = People(config, self.ids, self.now)
        self.conversations: dict[str, Conversation] = {}
        self.merged: dict[str, str] = {}
        self.events: list[Event] = []
        self._events: dict[str, Event] = {}
        self._by_time: list[Event] = []
        self._events_of: defaultdict[str, list[Event]] = defaultdict(list)
        self._with_contact: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.short_pages = config.short_pages
        self._messages: dict[str, Message] = {}
        self._by_uid: dict[str, Message] = {}
        self._comments: dict[str, Comment] = {}
        self.files: dict[str, Attachment] = {}
        self._homes: dict[str, str] = {}
        self.imported: dict[str, str] = {}
        self._threads: dict[tuple[str, str, str], str] = {}
        self.rules = RuleBook(config.rules, self.ids)
        self.library = Library(self.ids, self.now)
        for center in config.help_centers:
            self.library.load(center)

    def now(self) -> float:
        clock = self.clock().timestamp() if self._dated is None else self._dated
        return round(clock - self._ago, 3)

    @contextmanager
    def backdated(self, seconds: float) -> Iterator[None]:
        """What is done within happened that long ago; for filling an inbox with a past."""
        before, self._ago = self._ago, seconds
        try:
            yield
        finally:
            self._ago = before

    @contextmanager
    def dated(self, seconds: float) -> Iterator[None]:
        """What is done within happened at that time (Unix seconds), to the millisecond."""
        before, self._dated = self._dated, seconds
        try:
            yield
        finally:
            self._dated = before

    # Finding

    def conversation(self, conversation_id: str) -> Conversation | None:
        return self.conversations.get(conversation_id)

    def survivor_of(self, conversation_id: str) -> str:
        """Where a merged conversation's content is now; the id itself if it was never merged."""
        while conversation_id in self.merged:
            conversation_id = self.merged[conversation_id]
        return conversation_id

    def message(self, key: str) -> Message | None:
        """By id, or by `alt:uid:`."""
        if key.startswith("alt:uid:"):
            return self._by_uid.get(key.removeprefix("alt:uid:"))
        return self._messages.get(key)

    def comment(self, comment_id: str) -> Comment | None:
        return self._comments.get(comment_id)

    def file(self, file_id: str) -> tuple[Attachment, Conversation] | None:
        """A file, and the conversation that it hangs in."""
        found = self.files.get(file_id)
        home = self.conversation(self.survivor_of(self._homes.get(file_id, "")))
        return None if found is None or home is None else (found, home)

    def event(self, event_id: str) -> Event | None:
        return self._events.get(event_id)

    def events_between(self, after: float | None, before: float | None) -> list[Event]:
        """Newest first, whatever the order was in which they were told; neither end included."""
        first = 0 if after is None else bisect_right(self._by_time, after, key=_emitted)
        end = len(self._by_time)
        if before is not None:
            end = bisect_left(self._by_time, before, key=_emitted)
        return self._by_time[first:end][::-1]

    def events_of(self, conversation_id: str) -> list[Event]:
        """Oldest first, with those of what was merged into it."""
        return self._events_of.get(conversation_id, [])

    def conversations_with(self, contact_id: str) -> list[Conversation]:
        """All in which the contact wrote, was written to or had a copy."""
        ids = [self.survivor_of(i) for i in self._with_contact.get(contact_id, ())]
        return [self.conversations[i] for i in dict.fromkeys(ids) if i in self.conversations]

    def ticket_status(self, conversation: Conversation) -> TicketStatus | None:
        """The one that was set, as long as it fits what has become of the conversation since."""
        chosen = self.people.statuses.get(conversation.status_id or "")
        if not conversation.is_archived:
            fitting = "open"
        elif chosen is not None and chosen.category != "open":
            return chosen
        else:
            fitting = "waiting" if conversation.reminders else "resolved"
        if chosen is not None and chosen.category == fitting:
            return chosen
        return self.people.default_status(fitting)

    # Keeping and forgetting

    def keep_message(self, conversation: Conversation, message: Message) -> None:
        # Where it belongs by its own time: mail can come late (facts 9.26).
        insort(conversation.messages, message, key=lambda kept: kept.created_at)
        self._messages[message.id] = self._by_uid[message.uid] = message
        for recipient in message.recipients:
            if recipient.contact_id:
                self._with_contact[recipient.contact_id][conversation.id] = None
        self.keep_files(message.attachments, conversation)

    def thread(self, kind: str, inbox_id: str, ref: str) -> Conversation | None:
        """Where what bears that reference goes on; each kind of reference is for itself."""
        found = self._threads.get((kind, inbox_id, ref))
        return self.conversations.get(self.survivor_of(found)) if found else None

    def keep_thread(self, kind: str, inbox_id: str, ref: str, conversation: Conversation) -> None:
        self._threads[kind, inbox_id, ref] = conversation.id

    def keep_comment(self, conversation: Conversation, comment: Comment) -> None:
        conversation.comments.append(comment)
        self._comments[comment.id] = comment
        self.keep_files(comment.attachments, conversation)

    def keep_files(self, files: list[Attachment], conversation: Conversation) -> None:
        """So that they can be downloaded by their ids."""
        self.files |= {file.id: file for file in files}
        self._homes |= {file.id: conversation.id for file in files}

    def keep_event(self, event: Event) -> None:
        self.events.append(event)
        self._events[event.id] = event
        insort(self._by_time, event, key=_emitted)
        insort(self._events_of[event.conversation_id], event, key=_emitted)

    def keep_merged(self, gone: Conversation, survivor: Conversation) -> None:
        """One conversation is all that is left of two."""
        del self.conversations[gone.id]
        self.merged[gone.id] = survivor.id
        both = self._events_of.pop(gone.id, []) + self._events_of[survivor.id]
        self._events_of[survivor.id] = sorted(both, key=_emitted)

    def keep_contact_merged(self, gone_id: str, target_id: str) -> None:
        """Whatever was about one contact is about another one."""
        for conversation in self.conversations_with(gone_id):
            self._with_contact[target_id][conversation.id] = None
            if conversation.contact_id == gone_id:
                conversation.contact_id = target_id
            for message in [*conversation.messages, *conversation.drafts]:
                for recipient in message.recipients:
                    if recipient.contact_id == gone_id:
                        recipient.contact_id = target_id
        self._with_contact.pop(gone_id, None)

    def forget(self, conversation: Conversation) -> None:
        """Deleted for good: only what its events tell of it is left."""
        del self.conversations[conversation.id]
        for message in conversation.messages:
            self._messages.pop(message.id, None)
            self._by_uid.pop(message.uid, None)
        for comment in conversation.comments:
            self._comments.pop(comment.id, None)
        words: list[Message | Comment] = [
            *conversation.messages,
            *conversation.comments,
            *conversation.drafts,
        ]
        for file in [file for said in words for file in said.attachments]:
            self.files.pop(file.id, None)


def _emitted(event: Event) -> float:
    return event.emitted_at
