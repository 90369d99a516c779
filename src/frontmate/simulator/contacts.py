"""The company's contacts, found by id or by any of their handles (`alt:email:`, `alt:phone:` …)."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from frontmate.simulator.ids import Ids
from frontmate.simulator.records import Contact, Handle

SOURCES: Final = ("email", "phone", "twitter", "facebook", "intercom", "front_chat", "custom")
HANDLE_SOURCES: Final = {
    "email": "email",
    "form": "email",
    "chat": "front_chat",
    "facebook": "facebook",
    "intercom": "intercom",
    **dict.fromkeys(("sms", "whatsapp", "yalo_wha", "call", "phone-call"), "phone"),
    **dict.fromkeys(("tweet", "tweet_dm"), "twitter"),
}


class Contacts:
    """A handle belongs to one contact at most. Who is deleted stays in what was written before."""

    def __init__(self, ids: Ids, now: Callable[[], float]) -> None:
        self._ids, self._now = ids, now
        self.contacts: dict[str, Contact] = {}
        self._lists: dict[str, str] = {}
        self._deleted: dict[str, Contact] = {}
        self._by_handle: dict[tuple[str, str], Contact] = {}

    # Finding

    def contact(self, key: str) -> Contact | None:
        """By id, or by `alt:<source>:<handle>`."""
        if key.startswith("alt:"):
            _, source, handle = key.split(":", 2) if key.count(":") >= 2 else ("", "", "")
            return self.contact_by_handle(source, handle)
        return self.contacts.get(key)

    def contact_by_handle(self, source: str, handle: str) -> Contact | None:
        return self._by_handle.get(_key(Handle(handle, source)))

    def recipient_contact(self, handle: str) -> Contact | None:
        """The contact behind a handle, whatever kind of handle it is."""
        found = (self.contact_by_handle(source, handle) for source in SOURCES)
        return next((contact for contact in found if contact is not None), None)

    def correspondent(self, contact_id: str) -> Contact:
        """Who a conversation is with: a deleted contact as it was, nobody for a discussion."""
        found = self.contacts.get(contact_id) or self._deleted.get(contact_id)
        return found or Contact("", "Nobody", [])

    def contact_list_id(self, name: str) -> str:
        """The list of that name; Front makes the ones that are missing."""
        if name not in self._lists:
            self._lists[name] = self._ids.mint("grp")
        return self._lists[name]

    # Changing

    def contact_for(self, channel: str, handle: str, name: str | None) -> Contact:
        """Whoever writes from that handle on such a channel (email, chat, sms); made if new."""
        source = HANDLE_SOURCES.get(channel, "custom")
        found = self.contact_by_handle(source, handle)
        return found or self.add_contact(name or handle, [Handle(handle, source)])

    def add_contact(self, name: str, handles: Iterable[Handle]) -> Contact:
        now = self._now()
        contact = Contact(self._ids.mint("crd"), name, [], created_at=now, updated_at=now)
        self.contacts[contact.id] = contact
        for handle in handles:
            self.add_handle(contact, handle)
        return contact

    def add_handle(self, contact: Contact, handle: Handle) -> None:
        """It leaves whoever had it."""
        before = self._by_handle.get(_key(handle))
        if before is not None:
            self.remove_handle(before, handle)
        contact.handles.append(Handle(normal(handle), handle.source))
        self._by_handle[_key(handle)] = contact
        self.touch_contact(contact)

    def remove_handle(self, contact: Contact, handle: Handle) -> bool:
        """Whether it was there."""
        key = _key(handle)
        if self._by_handle.get(key) is not contact:
            return False
        del self._by_handle[key]
        contact.handles = [h for h in contact.handles if _key(h) != key]
        self.touch_contact(contact)
        return True

    def delete_contact(self, contact: Contact) -> None:
        """Its handles are free again: whoever writes from one of them is a new contact."""
        for handle in contact.handles:
            self._by_handle.pop(_key(handle), None)
        self._deleted[contact.id] = self.contacts.pop(contact.id)

    def merge_contacts(self, target: Contact, others: Iterable[Contact]) -> None:
        """All handles, notes, links and lists are kept; descriptions are joined, oldest first."""
        for other in others:
            handles = list(other.handles)
            self.delete_contact(other)
            for handle in handles:
                self.add_handle(target, handle)
            target.notes = sorted(target.notes + other.notes, key=lambda note: note.created_at)
            target.links += [link for link in other.links if link not in target.links]
            target.list_names += [n for n in other.list_names if n not in target.list_names]
            target.custom_fields = other.custom_fields | target.custom_fields
            if other.description:
                target.description = f"{target.description}\n{other.description}".strip()
        self.touch_contact(target)

    def touch_contact(self, contact: Contact) -> None:
        contact.updated_at = self._now()


def normal(handle: Handle) -> str:
    """A phone number as Front keeps it: +1 where no country is named (facts 6)."""
    if handle.source != "phone":
        return handle.handle
    digits = re.sub(r"[\s().-]", "", handle.handle)
    return digits if digits.startswith("+") else f"+1{digits}"


def _key(handle: Handle) -> tuple[str, str]:
    return handle.source, normal(handle).casefold()
