"""Front's API, one method a call. Errors are `FrontError`s that say what to do next."""

import copy
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx2

from frontmate.front import draft_requests, drafts, requests
from frontmate.front.budget import Urgency
from frontmate.front.calls import Calls
from frontmate.front.directory import FrontChannel, Tag, read_tag
from frontmate.front.errors import Refused
from frontmate.front.identity import Identity
from frontmate.front.limiter import Limiter
from frontmate.front.messages import FrontMessage, read_message
from frontmate.front.reads import Reads
from frontmate.front.uploads import Upload
from frontmate.front.wire import Call, Wire


def ignore(_call: Call) -> None:
    """Nobody watches."""


class FrontClient(Reads):
    """One connection's calls. Every method raises `FrontError`, and nothing else on purpose."""

    def __init__(
        self,
        *,
        base_url: str,
        token: str,
        identity: Identity,
        limiter: Limiter,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
        on_call: Callable[[Call], None] = ignore,
        on_every_call: Callable[[Call], None] | None = None,
        jitter: Callable[[], float] = random.random,
        timeout: float = 10.0,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """`timeout` is in seconds for an answer, half of it for the connection.

        `jitter` gives numbers in [0, 1). `on_every_call` is told of the calls of all views, too.
        """
        wire = Wire(
            base_url=base_url, token=token, clock=clock, timeout=timeout, transport=transport
        )
        self._calls = Calls(wire, limiter, sleep, jitter, on_call, on_every_call=on_every_call)
        self._identity = identity

    def watched(
        self, on_call: Callable[[Call], None], *, urgency: Urgency | None = None
    ) -> "FrontClient":
        """A view with another listener on the same pool and limiter; close only the first.

        `urgency` None keeps the one of this view; a new client's is `CUSTOMER`.
        """
        view = copy.copy(self)
        urgency = self._calls.urgency if urgency is None else urgency
        view._calls = replace(self._calls, on_call=on_call, urgency=urgency)
        return view

    def limited(self, limiter: Limiter) -> "FrontClient":
        """A view that asks another limiter on the same pool; close only the first."""
        view = copy.copy(self)
        view._calls = replace(self._calls, limiter=limiter)
        return view

    def until(self, moment: datetime) -> "FrontClient":
        """A view whose calls are not begun after a moment: `TooLate`, and Front has not heard."""
        view = copy.copy(self)
        view._calls = replace(self._calls, not_after=moment)
        return view

    async def paid(self, requests: int) -> "FrontClient":
        """A view whose next requests need not stand in line: they were counted together, so that
        nothing has to wait between a look and the write that it is for (10.2)."""
        view = copy.copy(self)
        view._calls = await self._calls.paid(requests)
        return view

    async def aclose(self) -> None:
        await self._calls.wire.aclose()

    async def reply(
        self,
        conversation: str,
        *,
        body: str,
        text: str | None,
        to: Sequence[str] | None,
        cc: Sequence[str] | None,
        tag_ids: Sequence[str],
        attachments: Sequence[Upload] = (),
    ) -> str:
        """Send a reply, and get its `message_uid`: the message does not exist yet (facts 0.3).

        `text`, `to` and `cc` are for email, where None would mean reply-all; else None. With
        attachments, `Refused` and nothing is sent where `to` or `cc` is empty: see `form_of`.
        """
        request = requests.reply(
            conversation,
            author=self._identity.ai_teammate,
            body=body,
            text=text,
            to=to,
            cc=cc,
            tag_ids=tag_ids,
            attachments=attachments,
        )
        return await self._sent(request)

    async def begin(
        self,
        channel: str,
        *,
        to: str,
        body: str,
        text: str | None,
        subject: str | None,
        tag_ids: Sequence[str],
    ) -> str:
        """Begin a conversation, and get the `message_uid`; neither exists yet (facts 5.3).

        `text` and `subject` are for email; else None.
        """
        request = requests.begin(
            channel,
            author=self._identity.ai_teammate,
            to=to,
            body=body,
            text=text,
            subject=subject,
            tag_ids=tag_ids,
        )
        return await self._sent(request)

    async def _sent(self, request: requests.Request) -> str:
        return str((await self._calls.read(request, needs="message_uid"))["message_uid"])

    async def comment(
        self, conversation: str, body: str, attachments: Sequence[Upload] = ()
    ) -> str:
        """Write an internal comment; its id."""
        author = self._identity.ai_teammate
        request = requests.comment(conversation, author=author, body=body, attachments=attachments)
        return str((await self._calls.read(request))["id"])

    async def assign(self, conversation: str, teammate: str | None) -> None:
        """Assign to a teammate; None takes off whoever has it."""
        try:
            await self._calls.make(requests.assign(conversation, teammate))
        except Refused as error:
            if teammate is not None or error.status not in {400, 422}:
                raise
            # Text and schema disagree on null; "" is what works elsewhere (facts 5.4).
            await self._calls.make(requests.assign(conversation, ""))

    async def archive(self, conversation: str) -> None:
        await self._calls.make(requests.archive(conversation))

    async def add_tags(self, conversation: str, tag_ids: Sequence[str]) -> None:
        await self._calls.make(requests.add_tags(conversation, tag_ids))

    async def remove_tags(self, conversation: str, tag_ids: Sequence[str]) -> None:
        await self._calls.make(requests.remove_tags(conversation, tag_ids))

    async def channel_of(
        self, conversation: str, channels: Sequence[FrontChannel] | None = None
    ) -> str | None:
        """The channel that a reply would leave by, or None where that cannot be told.

        Two calls or three; `channels` saves one. No answer of Front's names it (see `drafts`).
        """
        return await drafts.find_channel(self._calls, self._identity, conversation, channels)

    async def write_draft(
        self,
        conversation: str,
        *,
        body: str,
        to: Sequence[str] | None,
        cc: Sequence[str] | None,
        subject: str | None = None,
        channel: str | None = None,
        attachments: Sequence[Upload] = (),
    ) -> FrontMessage:
        """Write a draft that everybody sees. `channel` None: looked up first (`channel_of`).

        `to`, `cc` and `attachments` are as in `reply`. In doubt it is not tried again.
        """
        return await drafts.write(
            self._calls, self._identity, conversation, body, to, cc, subject, channel, attachments
        )

    async def edit_draft(
        self,
        draft: str,
        *,
        body: str,
        channel: str,
        version: str,
        to: Sequence[str] | None,
        cc: Sequence[str] | None,
        attachments: Sequence[Upload] = (),
    ) -> FrontMessage:
        """Put other words into our draft; `Conflict` if it changed since `version`."""
        author = self._identity.ai_teammate
        request = draft_requests.edit_draft(
            draft,
            author=author,
            body=body,
            channel=channel,
            version=version,
            to=to,
            cc=cc,
            attachments=attachments,
        )
        return read_message(await self._calls.read(request), self._identity)

    async def delete_draft(self, draft: str, version: str) -> None:
        """Delete our draft; `Conflict` if it changed since `version`."""
        await drafts.delete(self._calls, draft, version)

    async def create_tag(self, name: str) -> Tag:
        return read_tag(await self._calls.read(requests.create_tag(name)))

    async def ask(self, request: requests.Request) -> Mapping[str, Any]:
        """What Front answers to a call that has no method here; empty where it says nothing."""
        return await self._calls.ask(request)
