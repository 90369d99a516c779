"""Contacts as Front shows them: a person and the handles that lead to them (facts 1.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from frontmate.front import contact_requests as requests
from frontmate.front.calls import Calls
from frontmate.front.conversations import FrontConversation, read_conversation
from frontmate.front.errors import NotFound
from frontmate.front.identity import Identity
from frontmate.front.tolerant import mappings, text


@dataclass(frozen=True)
class Handle:
    """`source` is Front's word: email, phone, twitter, facebook, intercom, front_chat, custom."""

    source: str
    handle: str


@dataclass(frozen=True)
class FrontContact:
    """One person, or one shared address; a handle belongs to one contact at most."""

    id: str
    name: str
    handles: tuple[Handle, ...]
    private: bool
    """A teammate's own contact."""


def read_contact(obj: Mapping[str, Any]) -> FrontContact:
    """Read a contact. Never raises; a handle of a source that is new to us is kept."""
    handles = (
        Handle(text(one, "source") or "", handle)
        for one in mappings(obj, "handles")
        if (handle := text(one, "handle")) is not None
    )
    return FrontContact(
        id=text(obj, "id") or "",
        name=text(obj, "name") or "",
        handles=tuple(handles),
        private=obj.get("is_private") is True,
    )


async def find(calls: Calls, source: str, handle: str) -> FrontContact | None:
    try:
        found = await calls.read(requests.get_contact_by_handle(source, handle))
    except NotFound:
        return None
    return read_contact(found)


async def conversations(
    calls: Calls, identity: Identity, contact: str, limit: int
) -> tuple[FrontConversation, ...]:
    request = requests.contact_conversations(contact, limit=limit)
    return tuple([read_conversation(one, identity) for one in await calls.pages(request, limit)])
