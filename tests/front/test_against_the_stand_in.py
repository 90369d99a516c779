"""The client against the simulator, which shares no code with it: two readings of one Front."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from frontmate.conversation.events import Author
from frontmate.conversation.message import Channel
from frontmate.conversation.session import NOBODY, Assignee, By, Who
from frontmate.front import Merged, Unauthorized, Unreachable, What
from tests.front.stand_in import ME, MIA, Front, client, now, standing_in


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    async with standing_in() as front:
        yield front


async def test_the_workspace_is_read(front: Front) -> None:
    assert await front.client.me() == ME.company
    assert ME.ai_teammate in {one.id for one in await front.client.teammates()}
    assert "support@example.com" in {one.address for one in await front.client.channels()}
    assert len(await front.client.inboxes()) == 3


async def test_a_wrong_token_is_unauthorized(front: Front) -> None:
    other = client(front.simulator.base_url, "another-token")
    with pytest.raises(Unauthorized):
        await other.me()
    await other.aclose()


async def test_a_reply_is_found_again_and_does_not_archive(front: Front) -> None:
    id_ = front.customer()
    tag = await front.client.create_tag("ai-replied")
    uid = await front.client.reply(
        id_, body="<p>Soon</p>", text="Soon", to=["kim@shop.example"], cc=[], tag_ids=[tag.id]
    )
    sent = await front.client.message_by_uid(uid)
    assert (sent.author, sent.inbound, sent.channel) == (Author.AI, False, Channel.EMAIL)
    assert (await front.client.messages(id_))[0].id == sent.id
    found = await front.client.look(id_)
    assert (found.status, found.last_message) == ("open", sent.id)
    assert (tag.id, "ai-replied") in found.tags


async def test_assigning_and_unassigning_show_in_a_look(front: Front) -> None:
    id_ = front.customer()
    await front.client.assign(id_, MIA)
    assert (await front.client.look(id_)).assignee == Assignee(Who.PERSON, MIA)
    await front.client.assign(id_, ME.ai_teammate)
    assert (await front.client.look(id_)).assignee == Assignee(Who.AI, ME.ai_teammate)
    await front.client.assign(id_, None)
    assert (await front.client.look(id_)).assignee == NOBODY


async def test_archiving_comments_and_tags_take_effect(front: Front) -> None:
    id_ = front.customer()
    comment = await front.client.comment(id_, "**handed over**")
    assert [one.id for one in await front.client.comments(id_)] == [comment]
    tag = await front.client.create_tag("ai-resolved")
    assert tag.id in {one.id for one in await front.client.tags()}
    await front.client.add_tags(id_, [tag.id])
    assert (tag.id, tag.name) in (await front.client.look(id_)).tags
    await front.client.remove_tags(id_, [tag.id])
    assert (await front.client.look(id_)).tags == ()
    await front.client.archive(id_)
    assert (await front.client.look(id_)).status == "archived"


async def test_a_merged_conversation_names_its_survivor(front: Front) -> None:
    gone, survivor = front.customer(handle="a@b.example"), front.customer(handle="c@d.example")
    front.act("merge", **{"from": gone, "into": survivor}, by=MIA)
    with pytest.raises(Merged) as merged:
        await front.client.comment(gone, "hello")
    assert merged.value.into == survivor
    assert not merged.value.reached
    (event,) = [one for one in await front.events(survivor) if one.what is What.MERGED]
    assert event.merged_from == (gone,)


async def test_what_a_teammate_does_is_understood(front: Front) -> None:
    id_ = front.customer()
    front.act("assign", conversation=id_, teammate=MIA, by=MIA)
    front.act("teammate_reply", conversation=id_, teammate=MIA, text="On it")
    front.act("assign", conversation=id_, teammate=ME.ai_teammate, by=MIA)
    front.act("assign", conversation=id_, teammate=None, by=MIA)
    front.act("snooze", conversation=id_, by=MIA)
    front.act("reopen", conversation=id_, by=MIA)
    front.act("archive", conversation=id_, by=MIA)
    front.act("trash", conversation=id_, by=MIA)
    found = await front.events(id_)
    assert [one.what for one in found] == [
        What.MESSAGE_RECEIVED,
        What.ASSIGNED,
        What.MESSAGE_SENT,
        What.ASSIGNED,
        What.UNASSIGNED,
        What.SNOOZED,
        What.RECORDED,
        What.ARCHIVED,
        What.TRASHED,
    ]
    assert found[0].by is By.CUSTOMER
    assert all(one.by is By.TEAMMATE for one in found if one.actor == MIA)
    assert [one.assignee.who for one in found if one.assignee] == [Who.PERSON, Who.AI]
    assert found[2].message is not None
    assert found[2].message.author is Author.PERSON
    assert all(one.complete and one.conversation.id == id_ for one in found)


async def test_what_we_do_is_known_as_done_through_the_api(front: Front) -> None:
    id_ = front.customer()
    await front.client.archive(id_)
    assert (await front.events(id_))[-1].by is By.API


@pytest.mark.parametrize("effect", ["reset_after", "timeout_after", "reset_before"])
async def test_a_reply_in_doubt_is_sent_once_at_most(front: Front, effect: str) -> None:
    id_ = front.customer()
    await front.fault(effect=effect, method="POST", path_regex="/messages$", nth=1, seconds=0.01)
    hasty = client(front.simulator.base_url, timeout=0.5)
    with pytest.raises(Unreachable) as failed:
        await hasty.reply(id_, body="Hi", text=None, to=None, cc=None, tag_ids=[])
    await hasty.aclose()
    assert failed.value.reached
    assert len([one for one in await front.client.messages(id_) if not one.inbound]) <= 1


async def test_a_read_survives_a_bad_moment(front: Front) -> None:
    id_ = front.customer()
    only = {"method": "GET", "path_regex": "^/conversations"}
    await front.fault(effect="status", status=503, nth=1, **only)
    await front.fault(effect="html_error", nth=2, **only)
    assert (await front.client.look(id_)).id == id_


async def test_the_event_list_is_read_from_a_time_on(front: Front) -> None:
    before = now() - timedelta(minutes=1)
    for number in range(20):
        front.customer(handle=f"k{number}@shop.example")
    until = now() + timedelta(minutes=1)
    pages = [page async for page in front.client.event_pages(before, until)]
    assert [len(page) for page in pages] == [15, 5]
    times = [event["emitted_at"] for page in pages for event in page]
    assert times == sorted(times)
