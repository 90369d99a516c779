"""The records of one simulated company: its people, its conversations, its help centers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from frontmate.simulator.access import Access
from frontmate.simulator.config import Config
from frontmate.simulator.ids import Ids
from frontmate.simulator.library import Library
from frontmate.simulator.people import People
from frontmate.simulator.records import Attachment, Comment, Conversation, Event, Message


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
        self._ago = 0.0
        self.access.reset()
        self.people = People(config, self.ids, self.now)
        self.conversations: dict[str, Conversation] = {}
        self.merged: dict[str, str] = {}
        self.events: list[Event] = []
        self._events: dict[str, Event] = {}
        self._messages: dict[str, Message] = {}
        self._by_uid: dict[str, Message] = {}
        self._comments: dict[str, Comment] = {}
        self.files: dict[str, Attachment] = {}
        self.library = Library(self.ids, self.now)
        for center in config.help_centers:
            self.library.load(center)

    def now(self) -> float:
        return round(self.clock().timestamp() - self._ago, 3)

    @contextmanager
    def backdated(self, seconds: float) -> Iterator[None]:
        """What is done within happened that long ago; for filling an inbox with a past."""
        self._ago = seconds
        try:
            yield
        finally:
            self._ago = 0.0

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

    def event(self, event_id: str) -> Event | None:
        return self._events.get(event_id)

    # Keeping

    def keep_message(self, conversation: Conversation, message: Message) -> None:
        conversation.messages.append(message)
        self._messages[message.id] = self._by_uid[message.uid] = message
        self.keep_files(message.attachments)

    def keep_comment(self, conversation: Conversation, comment: Comment) -> None:
        conversation.comments.append(comment)
        self._comments[comment.id] = comment
        self.keep_files(comment.attachments)

    def keep_files(self, files: list[Attachment]) -> None:
        """So that they can be downloaded by their ids."""
        self.files |= {file.id: file for file in files}

    def keep_event(self, event: Event) -> None:
        self.events.append(event)
        self._events[event.id] = event
