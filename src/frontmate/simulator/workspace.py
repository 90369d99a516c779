"""The records of one simulated company, and how they are found (ids and `alt:` aliases)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from frontmate.simulator.access import Access
from frontmate.simulator.config import Config
from frontmate.simulator.ids import Ids
from frontmate.simulator.library import Library
from frontmate.simulator.records import (
    Comment,
    Contact,
    Conversation,
    Event,
    Inbox,
    Message,
    Tag,
    Teammate,
)

CHANNEL_KINDS: Final = {"front_chat": "chat", "custom": "chat", "twilio": "sms"}
MESSAGE_TYPES: Final = {
    "front_chat": "front_chat",
    "custom": "custom",
    "twilio": "sms",
    "twilio_whatsapp": "whatsapp",
    "facebook": "facebook",
    "intercom": "intercom",
}
HANDLE_SOURCES: Final = {"email": "email", "sms": "phone", "chat": "front_chat"}


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
        self.teammates = {
            t.id: Teammate(t.id, t.email, t.username, t.first_name, t.last_name, t.type, t.is_admin)
            for t in config.teammates
        }
        self.inboxes = {
            i.id: Inbox(i.id, i.name, self.ids.mint("cha"), i.channel_type, i.address)
            for i in config.inboxes
        }
        self.tags: dict[str, Tag] = {}
        self.contacts: dict[str, Contact] = {}
        self.conversations: dict[str, Conversation] = {}
        self.merged: dict[str, str] = {}
        self.events: list[Event] = []
        self.built_in_bots: dict[str, Teammate] = {}
        for name in config.tags:
            self.add_tag(name)
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

    def teammate(self, key: str) -> Teammate | None:
        if key.startswith("alt:email:"):
            email = key.removeprefix("alt:email:").casefold()
            return next((t for t in self.teammates.values() if t.email.casefold() == email), None)
        return self.teammates.get(key) or next(
            (t for t in self.built_in_bots.values() if t.id == key), None
        )

    def author(self, teammate_id: str | None) -> Teammate | None:
        return self.teammate(teammate_id) if teammate_id else None

    def bot(self, author_type: str) -> Teammate:
        """Front's own author of that type (`ai`, `rule`, `api` …); absent from the team list."""
        if author_type not in self.built_in_bots:
            name = {"ai": "Autopilot", "api": "API"}.get(author_type, author_type.capitalize())
            self.built_in_bots[author_type] = Teammate(
                self.ids.mint("tea"),
                f"{author_type}@bots.example.com",
                author_type,
                name,
                "",
                author_type,
            )
        return self.built_in_bots[author_type]

    def message(self, key: str) -> Message | None:
        uid = key.removeprefix("alt:uid:") if key.startswith("alt:uid:") else None
        for conversation in self.conversations.values():
            for message in conversation.messages:
                if (message.uid == uid) if uid is not None else (message.id == key):
                    return message
        return None

    def comment(self, comment_id: str) -> Comment | None:
        return next(
            (
                comment
                for conversation in self.conversations.values()
                for comment in conversation.comments
                if comment.id == comment_id
            ),
            None,
        )

    def contact(self, key: str) -> Contact | None:
        if key.startswith("alt:"):
            _, source, handle = key.split(":", 2) if key.count(":") >= 2 else ("", "", "")
            return self.contact_by_handle(source, handle)
        return self.contacts.get(key)

    def contact_by_handle(self, source: str, handle: str) -> Contact | None:
        wanted = (source, handle.casefold())
        return next(
            (c for c in self.contacts.values() if (c.source, c.handle.casefold()) == wanted), None
        )

    def event(self, event_id: str) -> Event | None:
        return next((e for e in self.events if e.id == event_id), None)

    def inbox_for(self, channel: str) -> Inbox | None:
        """The first inbox whose channel is of that kind: email, chat or sms."""
        return next(
            (i for i in self.inboxes.values() if self.channel_kind(i) == channel),
            None,
        )

    def inbox_of_channel(self, key: str) -> Inbox | None:
        address = key.removeprefix("alt:address:") if key.startswith("alt:address:") else None
        for inbox in self.inboxes.values():
            if (inbox.address == address) if address is not None else (inbox.channel_id == key):
                return inbox
        return None

    @staticmethod
    def channel_kind(inbox: Inbox) -> str:
        return CHANNEL_KINDS.get(inbox.channel_type, "email")

    @staticmethod
    def message_type(inbox: Inbox) -> str:
        return MESSAGE_TYPES.get(inbox.channel_type, "email")

    # Making what has no event

    def add_tag(
        self,
        name: str,
        description: str | None = None,
        highlight: str | None = None,
        visible: bool = False,
    ) -> Tag:
        """Front promises no unique names, so neither does this."""
        tag = Tag(self.ids.mint("tag"), name, self.now(), description, highlight)
        tag.is_visible_in_conversation_lists = visible
        self.tags[tag.id] = tag
        return tag

    def contact_for(self, channel: str, handle: str, name: str | None) -> Contact:
        source = HANDLE_SOURCES.get(channel, "custom")
        contact = self.contact_by_handle(source, handle)
        if contact is None:
            contact = Contact(self.ids.mint("crd"), name or handle, handle, source)
            self.contacts[contact.id] = contact
        return contact

    def recipient_contact(self, handle: str) -> Contact | None:
        """The contact behind a handle, whatever kind of handle it is."""
        wanted = handle.casefold()
        return next((c for c in self.contacts.values() if c.handle.casefold() == wanted), None)
