"""What a workspace is made of: teammates, channels, inboxes, tags."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from frontmate.conversation.message import Channel
from frontmate.front.tolerant import count, host_of, linked_id, mapping, text
from frontmate.front.words import CARRIERS


@dataclass(frozen=True)
class Company:
    id: str
    name: str
    host: str
    """`<company>.api.frontapp.com`, by which people tell companies apart; "" if not said."""


@dataclass(frozen=True)
class Teammate:
    id: str
    email: str
    username: str
    """What `@` mentions use."""
    name: str
    type: str
    """`user` for a person; bots are teammates too (facts 1.2)."""
    available: bool
    blocked: bool = False


@dataclass(frozen=True)
class FrontChannel:
    id: str
    name: str
    address: str
    """Where messages come in; "" where the channel has none."""
    send_as: str
    type: str
    """Front's channel type, which is not its message type (facts 1.3)."""
    inbox: str | None
    undo_seconds: int
    """How long a send may lie before it goes out (facts 5.2)."""
    valid: bool
    """False: the channel is broken and sending will fail."""

    @property
    def begins(self) -> Channel | None:
        """What kind of conversation can be begun by it with whoever has not written there: mail or
        text messages; None for the rest, and for a contact form."""
        if self.type in CARRIERS["sms"]:
            return Channel.SMS
        return Channel.EMAIL if self.type in CARRIERS["email"] - {"form"} else None


@dataclass(frozen=True)
class Inbox:
    id: str
    name: str
    is_private: bool


@dataclass(frozen=True)
class Tag:
    id: str
    name: str
    is_private: bool


def read_company(obj: Mapping[str, Any]) -> Company:
    """What `GET /me` says, which is of the company and not of a user (facts 0.2)."""
    link = text(mapping(obj, "_links"), "self")
    return Company(text(obj, "id") or "", text(obj, "name") or "", host_of(link or ""))


def read_teammate(obj: Mapping[str, Any]) -> Teammate:
    names = (text(obj, "first_name"), text(obj, "last_name"))
    return Teammate(
        id=text(obj, "id") or "",
        email=text(obj, "email") or "",
        username=text(obj, "username") or "",
        name=" ".join(name for name in names if name),
        type=text(obj, "type") or "user",
        available=obj.get("is_available") is True,
        blocked=obj.get("is_blocked") is True,
    )


def read_channel(obj: Mapping[str, Any]) -> FrontChannel:
    return FrontChannel(
        id=text(obj, "id") or "",
        name=text(obj, "name") or "",
        address=text(obj, "address") or "",
        send_as=text(obj, "send_as") or "",
        type=text(obj, "type") or "",
        inbox=linked_id(obj, "inbox"),
        undo_seconds=count(mapping(obj, "settings"), "undo_send_time") or 0,
        valid=obj.get("is_valid") is not False,
    )


def read_inbox(obj: Mapping[str, Any]) -> Inbox:
    return Inbox(text(obj, "id") or "", text(obj, "name") or "", obj.get("is_private") is True)


def read_tag(obj: Mapping[str, Any]) -> Tag:
    return Tag(text(obj, "id") or "", text(obj, "name") or "", obj.get("is_private") is True)
