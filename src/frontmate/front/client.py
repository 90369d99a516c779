"""Front's API, one method a call. Errors are `FrontError`s that say what to do next."""

import copy
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx2

from frontmate.front import drafts, knowledge, requests
from frontmate.front import knowledge_requests as articles
from frontmate.front.calls import Calls
from frontmate.front.conversations import FrontConversation, read_conversation
from frontmate.front.directory import (
    Company,
    FrontChannel,
    Inbox,
    Tag,
    Teammate,
    read_channel,
    read_company,
    read_inbox,
    read_tag,
    read_teammate,
)
from frontmate.front.errors import Refused
from frontmate.front.identity import Identity
from frontmate.front.knowledge import ArticleContent, ArticleStub, HelpCenter
from frontmate.front.limiter import Limiter, Urgency
from frontmate.front.messages import FrontComment, FrontMessage, read_comment, read_message
from frontmate.front.wire import Call, Wire


def ignore(_call: Call) -> None:
    """Nobody watches."""


class FrontClient:
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
        jitter: Callable[[], float] = random.random,
        timeout: float = 10.0,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """`timeout` is in seconds for an answer, half of it for the connection.

        `jitter` gives numbers in [0, 1).
        """
        wire = Wire(
            base_url=base_url, token=token, clock=clock, timeout=timeout, transport=transport
        )
        self._calls = Calls(wire, limiter, sleep, jitter, on_call)
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

    async def aclose(self) -> None:
        await self._calls.wire.aclose()

    async def look(self, conversation: str) -> FrontConversation:
        """One call that shows assignee, status, tags and the newest message (facts 5.8b)."""
        found = await self._calls.read(requests.look(conversation))
        return read_conversation(found, self._identity)

    async def reply(
        self,
        conversation: str,
        *,
        body: str,
        text: str | None,
        to: Sequence[str] | None,
        cc: Sequence[str] | None,
        tag_ids: Sequence[str],
    ) -> str:
        """Send a reply, and get its `message_uid`: the message does not exist yet (facts 0.3).

        `text`, `to` and `cc` are for email, where None would mean reply-all; else None.
        """
        request = requests.reply(
            conversation,
            author=self._identity.ai_teammate,
            body=body,
            text=text,
            to=to,
            cc=cc,
            tag_ids=tag_ids,
        )
        return str((await self._calls.read(request, needs="message_uid"))["message_uid"])

    async def comment(self, conversation: str, body: str) -> str:
        """Write an internal comment; its id."""
        author = self._identity.ai_teammate
        request = requests.comment(conversation, author=author, body=body)
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

    async def messages(self, conversation: str, limit: int = 50) -> tuple[FrontMessage, ...]:
        """The newest `limit` messages, newest first, drafts among them."""
        request = requests.list_messages(conversation, limit=limit)
        found = await self._calls.pages(request, limit)
        return tuple([read_message(one, self._identity) for one in found])

    async def comments(self, conversation: str) -> tuple[FrontComment, ...]:
        """Every comment, newest first."""
        found = await self._calls.pages(requests.list_comments(conversation))
        return tuple([read_comment(one) for one in found])

    async def drafts(self, conversation: str) -> tuple[FrontMessage, ...]:
        """What somebody has begun to write and shares."""
        found = await self._calls.pages(requests.list_drafts(conversation))
        return tuple([read_message(one, self._identity) for one in found])

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
    ) -> FrontMessage:
        """Write a draft that everybody sees. `channel` None: looked up first (`channel_of`).

        `to` and `cc` are as in `reply`. In doubt it is not tried again.
        """
        return await drafts.write(
            self._calls, self._identity, conversation, body, to, cc, subject, channel
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
    ) -> FrontMessage:
        """Put other words into our draft; `Conflict` if it changed since `version`."""
        author = self._identity.ai_teammate
        request = requests.edit_draft(
            draft, author=author, body=body, channel=channel, version=version, to=to, cc=cc
        )
        return read_message(await self._calls.read(request), self._identity)

    async def delete_draft(self, draft: str, version: str) -> None:
        """Delete our draft; `Conflict` if it changed since `version`."""
        await drafts.delete(self._calls, draft, version)

    async def message(self, id: str) -> FrontMessage:  # noqa: A002 - Front's name for it
        return read_message(await self._calls.read(requests.get_message(id)), self._identity)

    async def message_by_uid(self, uid: str) -> FrontMessage:
        """A message by its second id; `NotFound` for a while after the reply (facts 0.3)."""
        found = await self._calls.read(requests.get_message_by_uid(uid))
        return read_message(found, self._identity)

    async def event(self, id: str) -> Mapping[str, Any]:  # noqa: A002 - Front's name for it
        """The core event as Front has it, for `translate`."""
        return await self._calls.read(requests.get_event(id))

    async def conversation_events(
        self, conversation: str, limit: int = 150
    ) -> tuple[Mapping[str, Any], ...]:
        """The conversation's newest core events, newest first."""
        request = requests.conversation_events(conversation)
        return tuple(await self._calls.pages(request, limit))

    def event_pages(
        self, after: datetime, before: datetime
    ) -> AsyncIterator[list[Mapping[str, Any]]]:
        """The company's core events between two times that `decide` or the history wants, oldest
        first, fifteen a call. `before` keeps the pages from shifting (facts 3.4)."""
        return self._calls.each_page(requests.list_events(after=after, before=before))

    async def recent_events(self, limit: int = 15) -> tuple[Mapping[str, Any], ...]:
        """The company's newest core events, newest first, fifteen a call."""
        return tuple(await self._calls.pages(requests.recent_events(), limit))

    async def tags(self) -> tuple[Tag, ...]:
        """Every tag that the company owns; no teammate's or team's."""
        return tuple([read_tag(one) for one in await self._calls.pages(requests.list_tags())])

    async def create_tag(self, name: str) -> Tag:
        return read_tag(await self._calls.read(requests.create_tag(name)))

    async def me(self) -> str:
        """The id of the company that the token belongs to (facts 0.2)."""
        return str((await self._calls.read(requests.me()))["id"])

    async def company(self) -> Company:
        """The company that the token belongs to; also the cheapest check of a token."""
        return read_company(await self._calls.read(requests.me()))

    async def teammates(self) -> tuple[Teammate, ...]:
        """All of them, bots included."""
        found = await self._calls.pages(requests.teammates())
        return tuple([read_teammate(one) for one in found])

    async def channels(self) -> tuple[FrontChannel, ...]:
        return tuple([read_channel(one) for one in await self._calls.pages(requests.channels())])

    async def inboxes(self) -> tuple[Inbox, ...]:
        return tuple([read_inbox(one) for one in await self._calls.pages(requests.inboxes())])

    async def help_centers(self) -> tuple[HelpCenter, ...]:
        """Every help center; a call for each besides the list."""
        return await knowledge.help_centers(self._calls)

    def article_pages(self, help_center: str) -> AsyncIterator[tuple[ArticleStub, ...]]:
        """The articles of a help center, a hundred a call, to the very end or an error."""
        return knowledge.article_pages(self._calls, help_center)

    async def article_stubs(self, help_center: str) -> tuple[ArticleStub, ...]:
        """All of `article_pages` at once."""
        pages = [page async for page in self.article_pages(help_center)]
        return tuple([stub for page in pages for stub in page])

    async def article_content(self, article: str, locale: str | None = None) -> ArticleContent:
        """One article in one locale, None being its default; `NotFound` if there is none."""
        found = await self._calls.read(articles.article_content(article, locale))
        return knowledge.read_content(found)

    async def hidden_categories(self, help_center: str) -> frozenset[str]:
        """The categories that are hidden, or lie within one that is."""
        return await knowledge.hidden_categories(self._calls, help_center)

    async def ask(self, request: requests.Request) -> Mapping[str, Any]:
        """What Front answers to a call that has no method here; empty where it says nothing."""
        return await self._calls.ask(request)
