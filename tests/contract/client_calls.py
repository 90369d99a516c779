"""Every method of our client, called: the same calls against the stand-in and against Prism."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx2

from frontmate.front import (
    FrontClient,
    Identity,
    Limiter,
    Refused,
    Upload,
    draft_requests,
    probe,
    requests,
)
from frontmate.front.knowledge_requests import category_content
from frontmate.simulator import Config

NOON: Final = datetime(2026, 11, 24, 12, tzinfo=UTC)
TO, CC = ["kim@example.org"], ["boss@example.org"]


@dataclass(frozen=True)
class Names:
    """What a call can be about. The ids are anything for a server that has no memory."""

    conversation: str = "cnv_1"
    chat: str = "cnv_2"
    message: str = "msg_1"
    uid: str = "1eab543f84a0"
    draft: str = "msg_2"
    draft_version: str = "1"
    teammate: str = "tea_1"
    tag: str = "tag_1"
    channel: str = "cha_1"
    contact: str = "crd_1"
    handle: str = "kim@example.org"
    event: str = "evt_1"
    file: str = "fil_1"
    help_center: str = "knb_1"
    article: str = "kba_1"
    category: str = "kbc_1"


Method = Callable[[FrontClient, Names], Awaitable[Any]]


def our_client(
    url: str, transport: httpx2.AsyncBaseTransport | None = None, token: str = Config().token
) -> FrontClient:
    return FrontClient(
        base_url=url,
        token=token,
        identity=Identity(company="cmp_1demo", ai_teammate="tea_1ada"),
        limiter=Limiter(per_minute=60_000, clock=_now, sleep=_no_sleep),
        clock=_now,
        sleep=_no_sleep,
        transport=transport,
    )


def _now() -> datetime:
    return datetime.now(UTC)


async def _no_sleep(_seconds: float) -> None:
    """Nothing is waited for: what is refused here is refused for good."""


async def _all(pages: AsyncIterator[Any]) -> list[Any]:
    return [page async for page in pages]


async def _watched(client: FrontClient, names: Names) -> Any:
    view = client.watched(lambda _: None)
    await view.me()
    return view


async def _draft_without_channel(client: FrontClient, names: Names) -> None:
    """What is asked where no channel can be worked out; it may be refused."""
    given: dict[str, Any] = {"author": names.teammate, "to": None, "cc": None, "subject": None}
    with suppress(Refused):
        await client.ask(draft_requests.write_draft(names.chat, body="Hi", channel=None, **given))


async def _limited(client: FrontClient, _: Names) -> Any:
    limiter = Limiter(per_minute=60_000, clock=_now, sleep=_no_sleep)
    return await client.limited(limiter).me()


async def _paid(client: FrontClient, names: Names) -> Any:
    view = await client.paid(1)
    await view.look(names.conversation)
    return view


async def _until(client: FrontClient, names: Names) -> Any:
    view = client.until(_now() + timedelta(hours=1))
    await view.look(names.conversation)
    return view


async def _downloaded(client: FrontClient, names: Names) -> bytes:
    async with client.download(names.file, most=1_000_000) as file:
        return b"".join([part async for part in file])


async def _reply(client: FrontClient, conversation: str, **more: Any) -> str:
    given: dict[str, Any] = {"text": None, "to": None, "cc": None, "tag_ids": []}
    return await client.reply(conversation, body="<p>Hi</p>", **(given | more))


async def _begin(client: FrontClient, channel: str, **more: Any) -> str:
    given: dict[str, Any] = {"text": None, "subject": None, "tag_ids": []}
    return await client.begin(channel, to=TO[0], body="<p>Hi</p>", **(given | more))


METHODS: Final[dict[str, tuple[Method, ...]]] = {
    "watched": (_watched,),
    "limited": (_limited,),
    "until": (_until,),
    "paid": (_paid,),
    "look": (lambda c, n: c.look(n.conversation),),
    "messages": (
        lambda c, n: c.messages(n.conversation),
        lambda c, n: c.messages(n.conversation, 1),
        lambda c, n: c.messages(n.conversation, 500),
    ),
    "comments": (lambda c, n: c.comments(n.conversation),),
    "drafts": (lambda c, n: c.drafts(n.conversation),),
    "message": (lambda c, n: c.message(n.message),),
    "message_by_uid": (lambda c, n: c.message_by_uid(n.uid),),
    "download": (_downloaded,),
    "mail": (lambda c, n: c.mail(n.message),),
    "mail_headers": (lambda c, n: c.mail_headers(n.message),),
    "contact": (lambda c, n: c.contact(n.contact),),
    "contact_of": (
        lambda c, n: c.contact_of("email", n.handle),
        lambda c, _: c.contact_of("phone", "+12025550123"),
    ),
    "contact_conversations": (lambda c, n: c.contact_conversations(n.contact),),
    "event": (lambda c, n: c.event(n.event),),
    "conversation_events": (lambda c, n: c.conversation_events(n.conversation),),
    "event_pages": (lambda c, _: _all(c.event_pages(NOON - timedelta(hours=1), NOON)),),
    "recent_events": (lambda c, _: c.recent_events(40),),
    "channel_of": (
        lambda c, n: c.channel_of(n.conversation),
        lambda c, n: c.channel_of(n.conversation, ()),
    ),
    "tags": (lambda c, _: c.tags(),),
    "me": (lambda c, _: c.me(),),
    "company": (lambda c, _: c.company(),),
    "teammates": (lambda c, _: c.teammates(),),
    "channels": (lambda c, _: c.channels(),),
    "inboxes": (lambda c, _: c.inboxes(),),
    "help_centers": (lambda c, _: c.help_centers(),),
    "article_pages": (lambda c, n: _all(c.article_pages(n.help_center)),),
    "article_stubs": (lambda c, n: c.article_stubs(n.help_center),),
    "article_content": (
        lambda c, n: c.article_content(n.article),
        lambda c, n: c.article_content(n.article, "en"),
        lambda c, n: c.article_content(n.article, "de"),
    ),
    "hidden_categories": (lambda c, n: c.hidden_categories(n.help_center),),
    "reply": (
        lambda c, n: _reply(c, n.conversation, text="Hi", to=TO, cc=[], tag_ids=[n.tag]),
        lambda c, n: _reply(c, n.conversation, text="Hi", to=TO, cc=CC),
        lambda c, n: _reply(c, n.chat),
    ),
    "begin": (
        lambda c, n: _begin(c, n.channel, text="Hi", subject="Your call", tag_ids=[n.tag]),
        lambda c, n: _begin(c, n.channel),
    ),
    "comment": (lambda c, n: c.comment(n.conversation, "**note**"),),
    "assign": (
        lambda c, n: c.assign(n.conversation, n.teammate),
        lambda c, n: c.assign(n.conversation, None),
    ),
    "add_tags": (lambda c, n: c.add_tags(n.conversation, [n.tag]),),
    "remove_tags": (lambda c, n: c.remove_tags(n.conversation, [n.tag]),),
    "create_tag": (lambda c, _: c.create_tag("ai-replied"),),
    "write_draft": (
        lambda c, n: c.write_draft(
            n.conversation, body="Hi", to=TO, cc=[], subject="Re: it", channel=n.channel
        ),
    ),
    "edit_draft": (
        lambda c, n: c.edit_draft(
            n.draft, body="Ho", channel=n.channel, version=n.draft_version, to=TO, cc=[]
        ),
    ),
    "delete_draft": (lambda c, n: c.delete_draft(n.draft, n.draft_version),),
    "archive": (lambda c, n: c.archive(n.conversation),),
    "ask": (lambda c, _: c.ask(requests.me()),),
    "aclose": (lambda c, _: c.aclose(),),
}
"""By the method's name; `aclose` last, and what ends something late."""

_FILES: Final = (Upload("Rechnung ü.pdf", "application/pdf", b"%PDF"),)
REMEMBERED: Final[dict[str, tuple[Method, ...]]] = {
    "reply": (
        lambda c, n: _reply(c, n.conversation, text="Hi", to=TO, cc=CC, attachments=_FILES),
        lambda c, n: _reply(c, n.chat, tag_ids=[n.tag], attachments=_FILES),
    ),
    "comment": (lambda c, n: c.comment(n.conversation, "see there", attachments=_FILES),),
    "edit_draft": (
        lambda c, n: c.edit_draft(
            n.draft,
            body="Ho",
            channel=n.channel,
            version=n.draft_version,
            to=TO,
            cc=CC,
            attachments=_FILES,
        ),
    ),
    "ask": (
        lambda c, _: probe(c),
        _draft_without_channel,
        lambda c, n: c.ask(category_content(n.category)),
    ),
    "write_draft": (
        lambda c, n: c.write_draft(n.conversation, body="Hi", to=None, cc=None),
        lambda c, n: c.write_draft(
            n.conversation, body="Hi", to=TO, cc=CC, channel=n.channel, attachments=_FILES
        ),
    ),
}
"""Further calls, for a server that takes forms and where one thing fits another."""
