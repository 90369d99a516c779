"""Conversations that became another one: named, never followed behind anybody's back (facts 0.8).

Who follows is the workflow, under the survivor's lock (behaviour 1.10): a client that followed by
itself would write into a conversation that nobody has looked at, and the alias would not be kept.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from frontmate.front import FrontClient, Merged, Unreachable
from tests.front.doubles import rig, says
from tests.front.payloads import HOST
from tests.front.stand_in import MIA, Front, standing_in

CALLS: dict[str, Callable[[FrontClient, str], Awaitable[Any]]] = {
    "look": lambda c, id_: c.look(id_),
    "messages": lambda c, id_: c.messages(id_),
    "comments": lambda c, id_: c.comments(id_),
    "drafts": lambda c, id_: c.drafts(id_),
    "conversation_events": lambda c, id_: c.conversation_events(id_),
    "reply": lambda c, id_: c.reply(id_, body="Hi", text=None, to=None, cc=None, tag_ids=[]),
    "comment": lambda c, id_: c.comment(id_, "hello"),
    "assign": lambda c, id_: c.assign(id_, MIA),
    "unassign": lambda c, id_: c.assign(id_, None),
    "archive": lambda c, id_: c.archive(id_),
    "add_tags": lambda c, id_: c.add_tags(id_, ["tag_1"]),
    "remove_tags": lambda c, id_: c.remove_tags(id_, ["tag_1"]),
    "write_draft": lambda c, id_: c.write_draft(id_, body="Hi", to=None, cc=None, channel="cha_1"),
    "write_draft, its channel unknown": lambda c, id_: c.write_draft(
        id_, body="Hi", to=None, cc=None
    ),
}


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    async with standing_in() as front:
        yield front


def asked(front: Front) -> list[str]:
    return [one["path"].split("/")[2] for one in front.simulator.journal.of_kind("request")]


async def test_every_call_names_the_survivor_and_asks_once(front: Front) -> None:
    gone, survivor = front.customer(handle="a@b.example"), front.customer(handle="c@d.example")
    front.act("merge", **{"from": gone, "into": survivor}, by=MIA)
    before = await front.client.conversation_events(survivor)
    for name, call in CALLS.items():
        front.simulator.journal.clear()
        with pytest.raises(Merged) as merged:
            await call(front.client, gone)
        assert (merged.value.into, merged.value.reached) == (survivor, False), name
        assert asked(front) == [gone], name
    assert await front.client.conversation_events(survivor) == before
    assert [one.inbound for one in await front.client.messages(survivor)] == [True, True]
    assert await front.client.comments(survivor) == ()


async def test_a_chain_of_merges_leads_to_whoever_is_left(front: Front) -> None:
    first, second, last = (front.customer(handle=f"{n}@b.example") for n in range(3))
    front.act("merge", **{"from": first, "into": second}, by=MIA)
    front.act("merge", **{"from": second, "into": last}, by=MIA)
    found, steps = first, 0
    while True:
        try:
            conversation = await front.client.look(found)
        except Merged as merged:
            found, steps = merged.into, steps + 1
            continue
        break
    assert conversation.id == last
    assert steps in (1, 2)


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/conversations/cnv_2",
        f"{HOST}/conversations/cnv_1",
        f"{HOST}/somewhere/else",
        "",
    ],
)
async def test_a_redirect_that_is_no_merge_leads_nowhere(location: str) -> None:
    it = rig([says(status=301, headers={"location": location} if location else None)])
    with pytest.raises(Unreachable, match="not followed") as failed:
        await it.client.comment("cnv_1", "hello")
    assert failed.value.reached
    assert len(it.script.asked) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("location", [f"{HOST}/conversations/cnv_2", "/conversations/cnv_2/tags"])
async def test_every_kind_of_redirect_to_a_conversation_is_a_merge(
    status: int, location: str
) -> None:
    it = rig([says(status=status, headers={"location": location})])
    with pytest.raises(Merged) as merged:
        await it.client.archive("cnv_1")
    assert merged.value.into == "cnv_2"
    assert len(it.script.asked) == 1
