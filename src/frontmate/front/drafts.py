"""Which channel a draft must name. Front's answers never say it (facts 5.3), so it is worked out.

A draft needs the id of the channel that it will leave by, but neither conversations nor messages
nor drafts link to one. What tells it are addresses: a customer's message went to one of ours.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from frontmate.front import draft_requests, requests
from frontmate.front.calls import Calls
from frontmate.front.directory import FrontChannel, read_channel
from frontmate.front.errors import FrontError, NotFound
from frontmate.front.identity import Identity
from frontmate.front.messages import FrontMessage, read_message
from frontmate.front.tolerant import text
from frontmate.front.uploads import Upload
from frontmate.front.words import CARRIERS

MESSAGES_READ = 10


async def find_channel(
    calls: Calls,
    identity: Identity,
    conversation: str,
    channels: Sequence[FrontChannel] | None = None,
) -> str | None:
    """The channel of the newest message whose address is ours; else the only one it can be."""
    found = await calls.pages(
        requests.list_messages(conversation, limit=MESSAGES_READ), MESSAGES_READ
    )
    messages = [read_message(one, identity) for one in found]
    if channels is None:
        listed = await calls.pages(requests.channels())
        channels = [read_channel(one) for one in listed]
    working = [one for one in channels if one.valid and one.id]
    addressed = list(_addressed(messages, working))
    if len(addressed) == 1:
        return addressed[0].id
    inboxes = await calls.pages(requests.conversation_inboxes(conversation))
    within = {id_ for one in inboxes if (id_ := text(one, "id"))}
    return _only(addressed or _carrying(messages, working), within)


async def write(
    calls: Calls,
    identity: Identity,
    conversation: str,
    body: str,
    to: Sequence[str] | None,
    cc: Sequence[str] | None,
    subject: str | None,
    channel: str | None,
    attachments: Sequence[Upload] = (),
) -> FrontMessage:
    """The draft that was made. A failure before the write says that nothing was reached."""
    try:
        channel = channel or await find_channel(calls, identity, conversation)
    except FrontError as error:
        error.reached = False
        raise
    request = draft_requests.write_draft(
        conversation,
        author=identity.ai_teammate,
        body=body,
        channel=channel,
        to=to,
        cc=cc,
        subject=subject,
        attachments=attachments,
    )
    return read_message(await calls.read(request), identity)


async def delete(calls: Calls, draft: str, version: str) -> None:
    try:
        await calls.make(draft_requests.delete_draft(draft, version=version))
    except NotFound as error:
        # Gone after a doubtful attempt of ours is gone as we wanted.
        if not error.reached:
            raise


def _addressed(
    messages: Iterable[FrontMessage], channels: Sequence[FrontChannel]
) -> Iterator[FrontChannel]:
    """The channels of the newest message that names any by its address."""
    for message in messages:
        if message.draft:
            continue
        ours = _our_handles(message)
        found = [one for one in channels if ours & _addresses(one) and _carries(one, message)]
        if found:
            yield from found
            return


def _our_handles(message: FrontMessage) -> set[str]:
    roles = {"to", "cc", "bcc"} if message.inbound else {"from"}
    return {one.handle.casefold() for one in message.recipients if one.role in roles}


def _addresses(channel: FrontChannel) -> set[str]:
    return {one.casefold() for one in (channel.address, channel.send_as) if one}


def _carries(channel: FrontChannel, message: FrontMessage) -> bool:
    carriers = CARRIERS.get(message.channel_name)
    return carriers is None or channel.type in carriers


def _carrying(
    messages: Sequence[FrontMessage], channels: Sequence[FrontChannel]
) -> list[FrontChannel]:
    return [one for one in channels if all(_carries(one, message) for message in messages[:1])]


def _only(channels: Sequence[FrontChannel], inboxes: Collection[str]) -> str | None:
    """One channel of the conversation's inboxes, or nothing where there are several."""
    found = {one.id for one in channels if one.inbox in inboxes}
    return found.pop() if len(found) == 1 else None
