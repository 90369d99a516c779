"""What is tried again and what never is, counted in the stand-in's own journal (facts 4.3).

One table: every kind of call meets every kind of failure once.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from frontmate.front import FrontClient, FrontError, FrontMessage
from frontmate.front.retry import MOST_TRIES
from tests.front.stand_in import MIA, Front, client, standing_in


@dataclass(frozen=True)
class Own:
    """What one kind of call has for itself, so that nobody else meets its fault."""

    conversation: str
    draft: FrontMessage
    channel: str
    tag: str

    @property
    def version(self) -> str:
        return self.draft.version or ""


@dataclass(frozen=True)
class Kind:
    method: str
    path: str
    call: Callable[[FrontClient, Own], Awaitable[Any]]
    speaks: bool = False
    """Twice is not the same as once."""

    def at(self, own: Own) -> str:
        return self.path.format(own.conversation, own.draft.id)


ONE = "/conversations/{}"
KINDS = {
    "look": Kind("GET", ONE, lambda c, own: c.look(own.conversation)),
    "messages": Kind("GET", f"{ONE}/messages", lambda c, own: c.messages(own.conversation)),
    "assign": Kind("PATCH", ONE, lambda c, own: c.assign(own.conversation, MIA)),
    "unassign": Kind("PATCH", ONE, lambda c, own: c.assign(own.conversation, None)),
    "archive": Kind("PATCH", ONE, lambda c, own: c.archive(own.conversation)),
    "add_tags": Kind("POST", f"{ONE}/tags", lambda c, own: c.add_tags(own.conversation, [own.tag])),
    "remove_tags": Kind(
        "DELETE", f"{ONE}/tags", lambda c, own: c.remove_tags(own.conversation, [own.tag])
    ),
    "edit_draft": Kind(
        "PATCH",
        "/drafts/{1}/",
        lambda c, own: c.edit_draft(
            own.draft.id, body="Ho", channel=own.channel, version=own.version, to=None, cc=None
        ),
    ),
    "delete_draft": Kind(
        "DELETE", "/drafts/{1}", lambda c, own: c.delete_draft(own.draft.id, own.version)
    ),
    "reply": Kind(
        "POST",
        f"{ONE}/messages",
        lambda c, own: c.reply(
            own.conversation, body="Hi", text=None, to=None, cc=None, tag_ids=[]
        ),
        speaks=True,
    ),
    "comment": Kind(
        "POST", f"{ONE}/comments", lambda c, own: c.comment(own.conversation, "n"), speaks=True
    ),
    "write_draft": Kind(
        "POST",
        f"{ONE}/drafts",
        lambda c, own: c.write_draft(
            own.conversation, body="Hi", to=None, cc=None, channel=own.channel
        ),
        speaks=True,
    ),
    "create_tag": Kind("POST", "/company/tags", lambda c, own: c.create_tag("new"), speaks=True),
}
SPEAKING = {name for name, kind in KINDS.items() if kind.speaks}


async def owned(front: Front) -> dict[str, Own]:
    """A conversation with a draft for each kind of call."""
    channel = (await front.client.channels())[0].id
    tag = (await front.client.create_tag("ai-replied")).id
    found = {}
    for name in KINDS:
        one = front.customer(handle=f"{name}@shop.example")
        draft = await front.client.write_draft(one, body="He", to=None, cc=None, channel=channel)
        found[name] = Own(one, draft, channel, tag)
    return found


async def outcome(kind: Kind, client: FrontClient, own: Own) -> str:
    try:
        await kind.call(client, own)
    except FrontError as error:
        return f"{type(error).__name__}, {'perhaps done' if error.reached else 'not done'}"
    return "done"


def requests(front: Front, kind: Kind, own: Own) -> int:
    """How many of its requests came in since the journal was cleared."""
    all_of_them = front.simulator.journal.of_kind("request")
    wanted = (kind.method, kind.at(own))
    return len([one for one in all_of_them if (one["method"], one["path"]) == wanted])


async def meet(
    front: Front, owns: dict[str, Own], fault: Mapping[str, object], timeout: float = 30.0
) -> dict[str, tuple[int, str]]:
    """Each call meets the fault: how many requests it made, and what came of it."""
    for name, kind in KINDS.items():
        path = f"^{re.escape(kind.at(owns[name]))}$"
        await front.fault(method=kind.method, path_regex=path, **{"nth": 1, **fault})
    front.simulator.journal.clear()
    ours = client(front.simulator.base_url, timeout=timeout)
    said = await asyncio.gather(*(outcome(kind, ours, owns[name]) for name, kind in KINDS.items()))
    await ours.aclose()
    counted = [requests(front, kind, owns[name]) for name, kind in KINDS.items()]
    return dict(zip(KINDS, zip(counted, said, strict=True), strict=True))


REFUSED_FOR_NOW: list[dict[str, object]] = [
    {"effect": "status", "status": 429, "retry_after": 1},
    {"effect": "status", "status": 429},
]
IN_DOUBT: list[dict[str, object]] = [
    {"effect": "status", "status": 500},
    {"effect": "status", "status": 502},
    {"effect": "status", "status": 503, "retry_after": 1},
    {"effect": "status", "status": 504},
    {"effect": "html_error"},
    {"effect": "html_error", "status": 404},
    {"effect": "reset_before"},
    {"effect": "reset_after"},
]
TIMEOUTS: list[dict[str, object]] = [{"effect": "timeout_before"}, {"effect": "timeout_after"}]
NEVER_BEGUN = {"reset_before", "timeout_before", "status", "html_error"}


def named(fault: dict[str, object]) -> str:
    return " ".join(map(str, fault.values()))


@pytest.mark.parametrize("fault", REFUSED_FOR_NOW, ids=named)
async def test_what_front_puts_off_is_tried_again_whatever_it_is(fault: dict[str, object]) -> None:
    async with standing_in() as front:
        found = await meet(front, await owned(front), fault)
    assert found == dict.fromkeys(KINDS, (2, "done"))


@pytest.mark.parametrize("fault", [*IN_DOUBT, *TIMEOUTS], ids=named)
async def test_in_doubt_what_sets_a_value_is_repeated_and_what_speaks_is_not(
    fault: dict[str, object],
) -> None:
    begun = fault["effect"] not in NEVER_BEGUN
    expected = {
        name: (1, "Unreachable, perhaps done") if kind.speaks else (2, "done")
        for name, kind in KINDS.items()
    }
    if begun:
        # The first attempt took: the draft is not the one of that version any more.
        expected["edit_draft"] = (2, "Conflict, perhaps done")
    async with standing_in() as front:
        owns = await owned(front)
        found = await meet(front, owns, fault, timeout=4.0 if fault in TIMEOUTS else 30.0)
        assert found == expected
        assert await written(front, owns) == dict.fromkeys(SPEAKING, 1 if begun else 0)


async def written(front: Front, owns: dict[str, Own]) -> dict[str, int]:
    """What stands there of ours, beside the draft that each has."""
    messages = await front.client.messages(owns["reply"].conversation)
    drafts = await front.client.drafts(owns["write_draft"].conversation)
    return {
        "reply": len([one for one in messages if not one.inbound and not one.draft]),
        "comment": len(await front.client.comments(owns["comment"].conversation)),
        "write_draft": len(drafts) - 1,
        "create_tag": len([one for one in await front.client.tags() if one.name == "new"]),
    }


async def test_what_fails_for_good_is_given_up_after_a_few_tries() -> None:
    async with standing_in() as front:
        always = {"effect": "status", "status": 503, "times": 99}
        found = await meet(front, await owned(front), always)
    assert found == {
        name: (1 if kind.speaks else MOST_TRIES, "Unreachable, perhaps done")
        for name, kind in KINDS.items()
    }


@pytest.mark.parametrize("status", [400, 401, 403, 409, 413, 422])
async def test_what_front_refuses_is_asked_for_once(status: int) -> None:
    async with standing_in() as front:
        always = {"effect": "status", "status": status, "times": 99}
        found = await meet(front, await owned(front), always)
    # Where null is refused, the empty string is tried (facts 5.4).
    counts = {**dict.fromkeys(KINDS, 1), "unassign": 2 if status in (400, 422) else 1}
    assert {name: count for name, (count, _) in found.items()} == counts
    assert all(said.endswith("not done") for _, said in found.values())


class Unopened(httpx2.AsyncBaseTransport):
    """Fails to connect as often as told, then lets everything through."""

    def __init__(self, times: int) -> None:
        self._left = times
        self._real = httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if self._left:
            self._left -= 1
            raise httpx2.ConnectError("refused", request=request)
        return await self._real.handle_async_request(request)

    async def aclose(self) -> None:
        await self._real.aclose()


async def test_what_never_left_is_sent_and_only_once() -> None:
    async with standing_in() as front:
        owns = await owned(front)
        front.simulator.journal.clear()
        for name, kind in KINDS.items():
            unopened = Unopened(MOST_TRIES - 1)
            ours = client(front.simulator.base_url, transport=unopened)
            assert await outcome(kind, ours, owns[name]) == "done", name
            await ours.aclose()
            assert requests(front, kind, owns[name]) == 1, name
