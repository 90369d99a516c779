"""Whatever Front says, and however wrong: nothing but a `FrontError` comes out (facts 12)."""

import asyncio
import copy
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontmate.front import FrontClient, FrontError, read_conversation, read_message, translate
from frontmate.front.contacts import read_contact
from frontmate.front.directory import (
    read_channel,
    read_company,
    read_inbox,
    read_tag,
    read_teammate,
)
from frontmate.front.knowledge import read_content, read_stub
from frontmate.front.messages import read_comment
from tests.front.doubles import rig
from tests.front.payloads import (
    HOST,
    ME,
    NOON,
    Json,
    conversation,
    event,
    from_shared,
    inbound,
    message,
    outbound,
    preview,
    teammate,
)

ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["cnv_1", "http://[", "//", HOST, "\ud800", "\x00", 10**400, -1, 1e300]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "data", "type", "_meta", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)

FILE = {"id": "fil_1", "filename": "a.png", "size": 3, "metadata": {"is_inline": True, "cid": "x"}}
BODIES: list[Json] = [
    inbound(attachments=[FILE], metadata={"duration": 3, "have_been_answered": True}),
    outbound(author=teammate(type="rule"), error_type="bounce", version="3"),
    event("assign", conversation=conversation(assignee=teammate(), status="assigned")),
    event("archive", scheduled_reminders=[{"scheduled_at": 1}]),
    preview("assign", "rule", "rul_1", "teammate", "tea_1"),
    message(attachments=[FILE]),
    conversation(tags=[{"id": "tag_1", "name": "x", "is_private": False}]),
    {
        "id": "crd_1",
        "name": "Kim",
        "handles": [{"handle": "kim@shop.example", "source": "email"}],
        "_links": {"self": f"{HOST}/contacts/crd_1", "related": {"inbox": f"{HOST}/inboxes/i"}},
        "settings": {"undo_send_time": 5},
        "author": teammate(),
        "posted_at": 1.5,
        "updated_at": 1.5,
        "locales": ["en"],
        "keywords": ["x"],
        "status": "published",
        "type": "external",
        "is_hidden": False,
    },
]


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from nodes(value[key], (*path, key))


@st.composite
def spoilt(draw: st.DrawFn, bodies: list[Json]) -> Json:
    """A body of Front's in which a few things are not what they should be, or are not there."""
    body = copy.deepcopy(draw(st.sampled_from(bodies)))
    for _ in range(draw(st.integers(1, 4))):
        if not (found := list(nodes(body))):
            break
        *way, last = draw(st.sampled_from(found))
        within: Any = body
        for key in way:
            within = within[key]
        if draw(st.booleans()):
            within[last] = draw(ODD)
        else:
            del within[last]
    return body


def read_everything(body: Json) -> None:
    translate(body, ME)
    translate(body, ME, outer_type="inbound_received")
    read_message(body, ME)
    read_conversation(body, ME)
    for read in (
        read_comment,
        read_contact,
        read_teammate,
        read_channel,
        read_inbox,
        read_tag,
        read_company,
        read_stub,
        read_content,
    ):
        hash(read(body))


@settings(deadline=None)
@given(spoilt(BODIES))
def test_a_body_that_is_wrong_anywhere_is_read(body: Json) -> None:
    read_everything(body)


@pytest.mark.parametrize(
    "name",
    [
        "app_inbound_received",
        "app_conversation_archived",
        "rule_archive",
        "rule_assign",
        "rule_out_reply",
        "rule_tag",
    ],
)
def test_a_real_body_that_is_wrong_anywhere_is_read(name: str) -> None:
    real = from_shared(f"fixtures/{name}.json")
    real = real.get("payload", real)

    @settings(deadline=None)
    @given(spoilt([real, real["conversation"]]))
    def check(body: Json) -> None:
        read_everything(body)

    check()


async def _all(pages: Any) -> list[Any]:
    return [page async for page in pages]


CALLS: list[Callable[[FrontClient], Awaitable[Any]]] = [
    lambda c: c.look("cnv_1"),
    lambda c: c.messages("cnv_1"),
    lambda c: c.comments("cnv_1"),
    lambda c: c.tags(),
    lambda c: c.teammates(),
    lambda c: c.channel_of("cnv_1"),
    lambda c: c.company(),
    lambda c: c.help_centers(),
    lambda c: c.hidden_categories("knb_1"),
    lambda c: c.article_stubs("knb_1"),
    lambda c: c.article_content("kba_1"),
    lambda c: c.contact_of("email", "kim@shop.example"),
    lambda c: c.contact_conversations("crd_1"),
    lambda c: _all(c.event_pages(NOON, NOON + timedelta(hours=1))),
    lambda c: c.mail_headers("msg_1"),
    lambda c: c.comment("cnv_1", "hello"),
    lambda c: c.reply("cnv_1", body="Hi", text=None, to=None, cc=None, tag_ids=[]),
    lambda c: c.assign("cnv_1", None),
]

LISTS: list[Json] = [
    {"_results": [conversation(), message()], "_pagination": {"next": f"{HOST}/x?page_token=p"}},
    {"_results": BODIES, "_pagination": {"next": None}},
]
HEADERS = st.dictionaries(
    st.sampled_from(
        ["retry-after", "location", "content-type", "x-ratelimit-remaining", "x-ratelimit-reset"]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30)
    | st.sampled_from(["0", "1e999", "nan", "-1", "http://[", "//evil.example", HOST]),
    max_size=3,
)


@settings(deadline=None)
@given(
    call=st.sampled_from(CALLS),
    status=st.sampled_from([200, 200, 200, 201, 202, 204, 301, 400, 404, 429, 500, 503, 599]),
    headers=HEADERS,
    body=spoilt([*BODIES, *LISTS]).map(lambda body: json.dumps(body).encode())
    | st.binary(max_size=60),
)
def test_nothing_but_an_error_of_front_comes_out_of_a_call(
    call: Callable[[FrontClient], Awaitable[Any]],
    status: int,
    headers: dict[str, str],
    body: bytes,
) -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(status, headers=headers, content=body)

    async def ask() -> None:
        it = rig([answer] * 1000, per_minute=100_000)
        with suppress(FrontError):
            await call(it.client)
        await it.client.aclose()

    asyncio.run(ask())
