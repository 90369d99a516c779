"""Who there is in the simulated company, and how they are found (ids and `alt:` aliases)."""

from collections.abc import Callable
from typing import Final

from frontmate.simulator.config import Config
from frontmate.simulator.ids import Ids
from frontmate.simulator.records import (
    Contact,
    Handle,
    Inbox,
    Link,
    Signature,
    Tag,
    Team,
    Teammate,
    TicketStatus,
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


class People:
    """Plain lookups over plain records of teammates, inboxes, tags and contacts."""

    def __init__(self, config: Config, ids: Ids, now: Callable[[], float]) -> None:
        self._ids, self._now = ids, now
        self.teammates = {
            t.id: Teammate(t.id, t.email, t.username, t.first_name, t.last_name, t.type, t.is_admin)
            for t in config.teammates
        }
        self.inboxes = {
            i.id: Inbox(i.id, i.name, ids.mint("cha"), i.channel_type, i.address)
            for i in config.inboxes
        }
        self.teams: dict[str, Team] = {}
        self.tags: dict[str, Tag] = {}
        self.contacts: dict[str, Contact] = {}
        self.statuses: dict[str, TicketStatus] = {}
        self.links: dict[str, Link] = {}
        self.signatures: dict[str, Signature] = {}
        self.built_in_bots: dict[str, Teammate] = {}
        self._by_handle: dict[tuple[str, str], Contact] = {}
        for name in config.tags:
            self.add_tag(name)

    # Teammates

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
                self._ids.mint("tea"),
                f"{author_type}@bots.example.com",
                author_type,
                name,
                "",
                author_type,
            )
        return self.built_in_bots[author_type]

    # Inboxes

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

    # Tags

    def add_tag(
        self,
        name: str,
        description: str | None = None,
        highlight: str | None = None,
        visible: bool = False,
    ) -> Tag:
        """Front promises no unique names, so neither does this."""
        tag = Tag(self._ids.mint("tag"), name, self._now(), description, highlight)
        tag.is_visible_in_conversation_lists = visible
        self.tags[tag.id] = tag
        return tag

    # Contacts

    def contact(self, key: str) -> Contact | None:
        if key.startswith("alt:"):
            _, source, handle = key.split(":", 2) if key.count(":") >= 2 else ("", "", "")
            return self.contact_by_handle(source, handle)
        return self.contacts.get(key)

    def contact_by_handle(self, source: str, handle: str) -> Contact | None:
        return self._by_handle.get((source, handle.casefold()))

    def contact_for(self, channel: str, handle: str, name: str | None) -> Contact:
        source = HANDLE_SOURCES.get(channel, "custom")
        found = self.contact_by_handle(source, handle)
        return found or self.add_contact(name or handle, [Handle(handle, source)])

    def add_contact(self, name: str, handles: list[Handle]) -> Contact:
        contact = Contact(self._ids.mint("crd"), name, [])
        self.contacts[contact.id] = contact
        for handle in handles:
            self.add_handle(contact, handle)
        return contact

    def add_handle(self, contact: Contact, handle: Handle) -> None:
        """It leaves whoever had it: a handle belongs to one contact at most."""
        key = (handle.source, handle.handle.casefold())
        before = self._by_handle.get(key)
        if before is not None:
            self.remove_handle(before, handle)
        contact.handles.append(handle)
        self._by_handle[key] = contact

    def remove_handle(self, contact: Contact, handle: Handle) -> bool:
        """Whether it was there."""
        key = (handle.source, handle.handle.casefold())
        if self._by_handle.get(key) is not contact:
            return False
        del self._by_handle[key]
        contact.handles = [h for h in contact.handles if (h.source, h.handle.casefold()) != key]
        return True

    def recipient_contact(self, handle: str) -> Contact | None:
        """The contact behind a handle, whatever kind of handle it is."""
        wanted = handle.casefold()
        sources = ("email", "phone", "front_chat", "custom", "twitter", "facebook", "intercom")
        found = (self._by_handle.get((source, wanted)) for source in sources)
        return next((contact for contact in found if contact is not None), None)
