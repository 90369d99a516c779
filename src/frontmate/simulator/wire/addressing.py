"""On which channel, and to whom: what a reply and a draft say about it, or leave to Front."""

from typing import Any

from starlette.requests import Request

from frontmate.simulator.channels import CALLS
from frontmate.simulator.desk import Desk
from frontmate.simulator.records import Conversation, Inbox, Recipient
from frontmate.simulator.replies import must_name_channel
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.finding import is_visible, or_404

_ROLES = ("to", "cc", "bcc")


def channels_inbox(desk: Desk, conversation: Conversation, data: dict[str, Any]) -> Inbox:
    """The inbox of the channel that is named, by id or `alt:address:`; else the conversation's.

    400 where Front needs to be told (facts 5.2).
    """
    if "channel_id" in data:
        inbox = desk.workspace.people.inbox_of_channel(data["channel_id"])
        if inbox is None:
            raise ApiError(400, bodies.INVALID, "channel_id: no such channel")
    elif must_name_channel(conversation):
        detail = "channel_id: needed, messages came in on several channels or were imported"
        raise ApiError(400, bodies.INVALID, detail)
    else:
        inbox = desk.reply_inbox(conversation)
    return _for_writing(desk, inbox)


def _for_writing(desk: Desk, inbox: Inbox) -> Inbox:
    """A phone line takes nothing in writing (facts 6); how Front refuses that is a guess."""
    if desk.workspace.people.message_type(inbox) in CALLS:
        raise ApiError(400, bodies.INVALID, "channel_id: calls cannot be answered in writing")
    return inbox


def inbox_of_path(desk: Desk, request: Request) -> Inbox:
    """The inbox of the channel in the path, by id or `alt:address:`; 404 for none."""
    inbox = desk.workspace.people.inbox_of_channel(request.path_params["id"])
    return _for_writing(desk, or_404(_seen(request, inbox), "channel"))


def _seen(request: Request, inbox: Inbox | None) -> Inbox | None:
    return inbox if inbox and is_visible(request, inbox) else None


def recipients(
    desk: Desk, conversation: Conversation, data: dict[str, Any]
) -> tuple[Recipient, ...]:
    """What is named is taken as it is; what is not named follows the last received message."""
    return named_or(desk, data, desk.reply_recipients(conversation))


def named_or(
    desk: Desk, data: dict[str, Any], usual: tuple[Recipient, ...] = ()
) -> tuple[Recipient, ...]:
    """For each role the handles that are named, else those that there are."""
    empty = [
        f"{role}[{number}]: empty"
        for role in _ROLES
        for number, handle in enumerate(data.get(role, ()))
        if not handle.strip()
    ]
    if empty:
        raise ApiError(400, bodies.INVALID, *empty)
    chosen: list[Recipient] = []
    for role in _ROLES:
        if role in data:
            chosen += [desk.changes.recipient(handle, role) for handle in data[role]]
        else:
            chosen += [r for r in usual if r.role == role]
    return tuple(chosen)


def somebody(chosen: tuple[Recipient, ...]) -> tuple[Recipient, ...]:
    if not chosen:
        raise ApiError(400, bodies.INVALID, "to: nobody to send this to (nor cc, nor bcc)")
    return chosen
