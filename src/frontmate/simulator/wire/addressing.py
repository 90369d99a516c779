"""On which channel, and to whom: what a reply and a draft say about it, or leave to Front."""

from typing import Any

from frontmate.simulator.desk import Desk
from frontmate.simulator.records import Conversation, Inbox, Recipient
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.errors import ApiError

_ROLES = ("to", "cc", "bcc")


def channels_inbox(desk: Desk, conversation: Conversation, data: dict[str, Any]) -> Inbox:
    """The inbox of the channel that is named, by id or `alt:address:`; else the conversation's."""
    if "channel_id" not in data:
        return desk.workspace.people.inboxes[conversation.inbox_ids[0]]
    inbox = desk.workspace.people.inbox_of_channel(data["channel_id"])
    if inbox is None:
        detail = "channel_id: no such channel"
        raise ApiError(400, bodies.INVALID, detail)
    return inbox


def recipients(
    desk: Desk, conversation: Conversation, data: dict[str, Any]
) -> tuple[Recipient, ...]:
    """What is named is taken as it is; what is not named follows the last received message."""
    return named_or(desk, data, desk.reply_recipients(conversation))


def named_or(
    desk: Desk, data: dict[str, Any], usual: tuple[Recipient, ...]
) -> tuple[Recipient, ...]:
    """For each role the handles that are named, else those that there are."""
    chosen: list[Recipient] = []
    for role in _ROLES:
        if role in data:
            chosen += [desk.changes.recipient(handle, role) for handle in data[role]]
        else:
            chosen += [r for r in usual if r.role == role]
    return tuple(chosen)
