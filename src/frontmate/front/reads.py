"""What can be read at Front, one method a call."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any

from frontmate.front import contact_requests, contacts, draft_requests, files, knowledge, requests
from frontmate.front import knowledge_requests as articles
from frontmate.front.calls import Calls
from frontmate.front.contacts import FrontContact, read_contact
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
from frontmate.front.files import Download
from frontmate.front.identity import Identity
from frontmate.front.knowledge import ArticleContent, ArticleStub, HelpCenter
from frontmate.front.messages import FrontComment, FrontMessage, read_comment, read_message

BIGGEST_MAIL = 40 * 1024 * 1024
"""Bytes: 25 MB of attachments take a third more in a mail."""


class Reads:
    """The half of `FrontClient` that changes nothing."""

    _calls: Calls
    _identity: Identity

    async def look(self, conversation: str) -> FrontConversation:
        """One call that shows assignee, status, tags and the newest message (facts 5.8b)."""
        found = await self._calls.read(requests.look(conversation))
        return read_conversation(found, self._identity)

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
        found = await self._calls.pages(draft_requests.list_drafts(conversation))
        return tuple([read_message(one, self._identity) for one in found])

    async def message(self, id: str) -> FrontMessage:  # noqa: A002 - Front's name for it
        return read_message(await self._calls.read(requests.get_message(id)), self._identity)

    async def message_by_uid(self, uid: str) -> FrontMessage:
        """A message by its second id; `NotFound` for a while after the reply (facts 0.3)."""
        found = await self._calls.read(requests.get_message_by_uid(uid))
        return read_message(found, self._identity)

    def download(self, file: str, *, most: int) -> AbstractAsyncContextManager[Download]:
        """An attachment by its id, part by part: `async with … as file: async for part in file`.

        `TooBig` for more than `most` bytes, before anything is read where its length is said.
        `Unreachable` for what takes longer than two timeouts and four seconds for each MiB of
        `most`; what the reader does with the parts counts.
        """
        return files.download(self._calls, file, most)

    async def mail(self, message: str, *, most: int = BIGGEST_MAIL) -> bytes:
        """An email as it came (EML); `TooBig` for more than `most` bytes."""
        return await files.mail(self._calls, message, most)

    async def mail_headers(self, message: str) -> bytes:
        """The headers of an email, which are nowhere else; its text is not fetched (facts 1.2)."""
        return await files.mail_headers(self._calls, message)

    async def contact(self, id: str) -> FrontContact:  # noqa: A002 - Front's name for it
        return read_contact(await self._calls.read(contact_requests.get_contact(id)))

    async def contact_of(self, source: str, handle: str) -> FrontContact | None:
        """Who a handle belongs to, None if nobody that the token may see; `source` as in `Handle`.

        Phone numbers are in E.164.
        """
        return await contacts.find(self._calls, source, handle)

    async def contact_conversations(
        self, contact: str, limit: int = 50
    ) -> tuple[FrontConversation, ...]:
        """A contact's newest `limit` conversations on all channels, newest first."""
        return await contacts.conversations(self._calls, self._identity, contact, limit)

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
