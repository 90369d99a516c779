"""Drafts that everybody sees, and the channel that Front never names."""

from typing import Any

import httpx2
import pytest

from frontmate.front import Conflict, Forbidden, Merged, NotFound, Unreachable
from tests.front.doubles import refuses, rig, says
from tests.front.payloads import HOST, Json, inbox, message, recipient

DRAFT = message("msg_9", inbound=False, draft_mode="shared", version="v7", author={"id": "tea_bot"})
TIMEOUT = httpx2.ReadTimeout("slow")


def listing(*objects: Json) -> httpx2.Response:
    return says({"_results": list(objects)})


def channel(id_: str, address: str, **more: Any) -> Json:
    given = {"type": "smtp", "is_valid": True, "inbox": "inb_1", **more}
    link = f"{HOST}/inboxes/{given.pop('inbox')}"
    return {"_links": {"related": {"inbox": link}}, "id": id_, "address": address, **given}


HELP = channel("cha_help", "Help@acme.example")
SALES = channel("cha_sales", "sales@acme.example", inbox="inb_2")
CHAT = channel("cha_chat", "", type="front_chat")


async def test_a_draft_is_written_by_the_ai_where_everybody_sees_it() -> None:
    it = rig([says(DRAFT)])
    draft = await it.client.write_draft(
        "cnv_1",
        body="<p>Hi</p>",
        to=["kim@shop.example"],
        cc=[],
        subject="Re: it",
        channel="cha_help",
    )
    assert (draft.id, draft.draft, draft.version) == ("msg_9", True, "v7")
    assert it.script.bodies() == [
        {
            "author_id": "tea_bot",
            "body": "<p>Hi</p>",
            "mode": "shared",
            "channel_id": "cha_help",
            "to": ["kim@shop.example"],
            "cc": [],
            "subject": "Re: it",
        }
    ]


async def test_a_draft_without_a_channel_goes_where_the_customer_wrote() -> None:
    it = rig([listing(message()), listing(SALES, HELP), says(DRAFT)])
    await it.client.write_draft("cnv_1", body="Hi", to=None, cc=None)
    assert it.script.bodies()[-1] == {
        "author_id": "tea_bot",
        "body": "Hi",
        "mode": "shared",
        "channel_id": "cha_help",
    }


async def test_a_failure_to_find_the_channel_leaves_no_doubt_about_the_draft() -> None:
    it = rig([TIMEOUT] * 4)
    with pytest.raises(Unreachable) as failed:
        await it.client.write_draft("cnv_1", body="Hi", to=None, cc=None)
    assert not failed.value.reached
    assert {one.method for one in it.script.asked} == {"GET"}


@pytest.mark.parametrize("failure", [TIMEOUT, says(status=502), says({"no": "id"})])
async def test_a_draft_in_doubt_is_not_written_again(failure: httpx2.Response | Exception) -> None:
    it = rig([failure, says(DRAFT)])
    with pytest.raises(Unreachable) as failed:
        await it.client.write_draft("cnv_1", body="Hi", to=None, cc=None, channel="cha_help")
    assert failed.value.reached
    assert len(it.script.asked) == 1


async def test_a_draft_names_the_survivor_of_a_merge() -> None:
    moved = says(status=301, headers={"location": f"{HOST}/conversations/cnv_2"})
    it = rig([moved])
    with pytest.raises(Merged) as merged:
        await it.client.write_draft("cnv_1", body="Hi", to=None, cc=None)
    assert (merged.value.into, merged.value.reached) == ("cnv_2", False)


async def test_editing_names_the_version_and_keeps_it_shared() -> None:
    it = rig([says({**DRAFT, "version": "v8"})])
    draft = await it.client.edit_draft(
        "msg_9", body="Ho", channel="cha_help", version="v7", to=["kim@shop.example"], cc=[]
    )
    assert draft.version == "v8"
    (asked,) = it.script.asked
    assert (asked.method, asked.url.path) == ("PATCH", "/drafts/msg_9/")
    (body,) = it.script.bodies()
    assert (body["version"], body["mode"], body["channel_id"]) == ("v7", "shared", "cha_help")


async def test_a_draft_that_a_person_changed_is_a_conflict_that_says_what_to_do() -> None:
    it = rig([refuses(409), refuses(409)])
    with pytest.raises(Conflict) as conflict:
        await it.client.edit_draft(
            "msg_9", body="Ho", channel="cha_help", version="v7", to=None, cc=None
        )
    assert conflict.value.permanent
    assert not conflict.value.reached
    assert "a person" in conflict.value.advice
    with pytest.raises(Conflict):
        await it.client.delete_draft("msg_9", "v7")


async def test_a_conflict_with_our_own_first_attempt_says_that_it_may_have_worked() -> None:
    it = rig([TIMEOUT, refuses(409)])
    with pytest.raises(Conflict) as conflict:
        await it.client.edit_draft(
            "msg_9", body="Ho", channel="cha_help", version="v7", to=None, cc=None
        )
    assert conflict.value.reached


async def test_deleting_names_the_version() -> None:
    it = rig([says(status=204)])
    await it.client.delete_draft("msg_9", "v7")
    (asked,) = it.script.asked
    assert (asked.method, asked.url.path) == ("DELETE", "/drafts/msg_9")
    assert it.script.bodies() == [{"version": "v7"}]


async def test_what_our_own_doubtful_attempt_deleted_is_deleted() -> None:
    it = rig([TIMEOUT, refuses(404)])
    await it.client.delete_draft("msg_9", "v7")


async def test_a_draft_that_somebody_else_removed_is_not_found() -> None:
    it = rig([refuses(404)])
    with pytest.raises(NotFound):
        await it.client.delete_draft("msg_9", "v7")


@pytest.mark.parametrize(("said", "version"), [("v1", "v1"), (3, "3"), (True, None), (None, None)])
async def test_a_version_is_a_string_or_nothing(said: object, version: str | None) -> None:
    it = rig([says({**DRAFT, "version": said})])
    assert (await it.client.message("msg_9")).version == version


async def test_an_answer_of_ours_tells_the_channel_too() -> None:
    sent = message(inbound=False)
    it = rig([listing(sent, message()), listing(SALES, HELP)])
    assert await it.client.channel_of("cnv_1") == "cha_help"


async def test_the_newest_message_decides() -> None:
    later = message("msg_2", recipients=[recipient("sales@acme.example", "cc")])
    it = rig([listing(later, message()), listing(HELP, SALES)])
    assert await it.client.channel_of("cnv_1") == "cha_sales"


async def test_a_draft_of_somebody_does_not_decide() -> None:
    begun = message(
        "msg_2",
        inbound=False,
        draft_mode="shared",
        recipients=[recipient("sales@acme.example", "from")],
    )
    it = rig([listing(begun, message()), listing(HELP, SALES)])
    assert await it.client.channel_of("cnv_1") == "cha_help"


async def test_a_broken_channel_is_not_chosen() -> None:
    broken = {**HELP, "is_valid": False}
    it = rig([listing(message()), listing(broken), listing(inbox())])
    assert await it.client.channel_of("cnv_1") is None


async def test_two_channels_of_one_address_are_told_apart_by_the_inbox() -> None:
    twin = channel("cha_twin", "help@acme.example", inbox="inb_9")
    it = rig([listing(message()), listing(twin, HELP), listing(inbox())])
    assert await it.client.channel_of("cnv_1") == "cha_help"


async def test_a_chat_leaves_by_the_only_chat_channel_of_its_inbox() -> None:
    visit = message(type="front_chat", recipients=[recipient("visitor-1", "from")])
    it = rig([listing(visit), listing(HELP, CHAT), listing(inbox())])
    assert await it.client.channel_of("cnv_1") == "cha_chat"


async def test_where_several_channels_are_possible_none_is_guessed() -> None:
    visit = message(type="front_chat", recipients=[recipient("visitor-1", "from")])
    other = channel("cha_chat2", "", type="front_chat")
    it = rig([listing(visit), listing(CHAT, other), listing(inbox()), says(DRAFT)])
    await it.client.write_draft("cnv_1", body="Hi", to=None, cc=None)
    assert "channel_id" not in it.script.bodies()[-1]


async def test_channels_that_are_known_are_not_read_again() -> None:
    channels = await rig([listing(HELP)]).client.channels()
    it = rig([listing(message())])
    assert await it.client.channel_of("cnv_1", channels) == "cha_help"


async def test_a_missing_permission_for_drafts_is_named() -> None:
    it = rig([refuses(403)])
    with pytest.raises(Forbidden) as forbidden:
        await it.client.write_draft("cnv_1", body="Hi", to=None, cc=None, channel="cha_help")
    assert forbidden.value.scope == "drafts:write"
