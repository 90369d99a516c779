"""Drafts: versions, who sees them, and that only a person can send one."""

from typing import Any

import httpx2
import pytest

from frontmate.simulator import Config
from tests.simulator.conftest import Front, Receiver, eventually, served

CHANNEL = "alt:address:support@example.com"
Json = dict[str, Any]


@pytest.fixture
async def conversation(front: Front) -> str:
    return await front.customer(subject="Parcel", cc=["boss@example.org"])


async def drafted(front: Front, conversation: str, /, **given: Any) -> Json:
    body = {"body": "<p>Soon</p>", "author_id": "tea_1ada", "channel_id": CHANNEL} | given
    answer = await front.api.post(f"/conversations/{conversation}/drafts", json=body)
    assert answer.status_code == 200, answer.text
    made: Json = answer.json()
    return made


async def edited(front: Front, draft: str, /, **given: Any) -> httpx2.Response:
    body = {"body": "<p>Now</p>", "channel_id": CHANNEL} | given
    return await front.api.patch(f"/drafts/{draft}/", json=body)


async def listed(front: Front, conversation: str, what: str = "drafts") -> list[Json]:
    found = (await front.api.get(f"/conversations/{conversation}/{what}")).json()["_results"]
    return list(found)


async def test_a_draft_is_a_message_with_a_mode_and_a_version(
    front: Front, conversation: str
) -> None:
    private = await drafted(front, conversation)
    shared = await drafted(front, conversation, mode="shared", subject="Other", to=["a@b.example"])
    assert (private["draft_mode"], shared["draft_mode"]) == ("private", "shared")
    assert private["version"] != shared["version"]
    assert (private["is_inbound"], private["subject"]) == (False, "Re: Parcel")
    assert private["text"] == "Soon"
    assert private["author"]["id"] == "tea_1ada"
    handles = [(r["role"], r["handle"]) for r in shared["recipients"]]
    assert handles == [
        ("from", "support@example.com"),
        ("to", "a@b.example"),
        ("cc", "boss@example.org"),
    ]


async def test_a_draft_reaches_nobody_and_fires_no_event(front: Front, conversation: str) -> None:
    draft = await drafted(front, conversation, mode="shared")
    await edited(front, draft["id"], version=draft["version"])
    assert front.event_types() == ["inbound"]
    assert await front.look("journal?kind=delivered") == []
    found = (await front.api.get(f"/conversations/{conversation}")).json()
    assert found["status"] == "unassigned"
    assert draft["id"] not in found["_links"]["related"]["last_message"]
    told = await front.look("journal?kind=draft")
    assert [(entry["do"], entry["by"]) for entry in told] == [("created", "api"), ("edited", "api")]


async def test_drafts_are_in_the_list_of_messages_and_the_newest_comes_first(
    front: Front, conversation: str
) -> None:
    first = await drafted(front, conversation)
    second = await drafted(front, conversation)
    assert [d["id"] for d in await listed(front, conversation)] == [second["id"], first["id"]]
    await front.customer("Hello?", conversation=conversation)
    messages = await listed(front, conversation, "messages")
    assert [m["draft_mode"] for m in messages] == [None, "private", "private", None]
    assert (await front.api.get(f"/messages/{first['id']}")).json() == first


async def test_a_private_draft_of_somebody_else_is_nowhere(front: Front, conversation: str) -> None:
    mine = await front.act(
        "draft", conversation=conversation, teammate="mia", text="hm", mode="private"
    )
    seen = await front.act("draft", conversation=conversation, teammate="leo", text="ha")
    assert [d["id"] for d in await listed(front, conversation)] == [seen["message"]]
    ids = [m["id"] for m in await listed(front, conversation, "messages")]
    assert mine["message"] not in ids
    assert (await front.api.get(f"/messages/{mine['message']}")).status_code == 404
    assert (await edited(front, mine["message"])).status_code == 404
    state = await front.look("state")
    assert len(state["conversations"][0]["drafts"]) == 2


async def test_an_edit_gives_a_new_version_and_an_old_version_is_a_conflict(
    front: Front, conversation: str
) -> None:
    draft = await drafted(front, conversation)
    answer = await edited(front, draft["id"], version=draft["version"], mode="shared")
    after = answer.json()
    assert answer.status_code == 200
    assert (after["id"], after["text"], after["draft_mode"]) == (draft["id"], "Now", "shared")
    assert after["version"] != draft["version"]
    assert after["recipients"] == draft["recipients"]
    assert (await edited(front, draft["id"], version=draft["version"])).status_code == 409
    assert (await edited(front, draft["id"])).status_code == 200


async def test_a_draft_is_discarded_by_its_current_version_only(
    front: Front, conversation: str
) -> None:
    draft = await drafted(front, conversation, mode="shared")
    path = f"/drafts/{draft['id']}"
    done = await front.act("edit_draft", draft=draft["id"], teammate="mia", text="Mine")
    statuses = []
    for body in ({}, {"version": draft["version"]}, {"version": done["version"]}):
        statuses.append((await front.api.request("DELETE", path, json=body)).status_code)
    assert statuses == [400, 409, 204]
    assert await listed(front, conversation) == []
    again = await front.api.request("DELETE", path, json={"version": done["version"]})
    assert again.status_code == 404


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"channel_id": CHANNEL}, "body: missing"),
        ({"body": "x"}, "channel_id: missing"),
        ({"body": " ", "channel_id": CHANNEL}, "body: empty"),
        ({"body": "x", "channel_id": "cha_none"}, "channel_id: no such channel"),
        ({"body": "x", "channel_id": CHANNEL, "mode": "public"}, "mode: one of"),
        ({"body": "x", "channel_id": CHANNEL, "to": "a@b.example"}, "to: a list"),
        ({"body": "x", "channel_id": CHANNEL, "author_id": "tea_none"}, "author_id"),
    ],
)
async def test_a_wrong_draft_is_refused_by_name(
    front: Front, conversation: str, body: Json, named: str
) -> None:
    answer = await front.api.post(f"/conversations/{conversation}/drafts", json=body)
    assert answer.status_code == 400
    assert named in " ".join(answer.json()["_error"]["details"])
    assert await listed(front, conversation) == []


async def test_an_edit_may_share_a_draft_and_not_hide_it_and_needs_its_slash(
    front: Front, conversation: str
) -> None:
    draft = await drafted(front, conversation, mode="shared")
    assert (await edited(front, draft["id"], mode="private")).status_code == 400
    body = {"body": "x", "channel_id": CHANNEL}
    assert (await front.api.patch(f"/drafts/{draft['id']}", json=body)).status_code == 405


async def test_the_channel_of_a_draft_is_found_by_its_sender_or_by_the_inbox(
    front: Front,
) -> None:
    conversation = await front.customer("hi", channel="sms")
    (inbox,) = await listed(front, conversation, "inboxes")
    channels = (await front.api.get(inbox["_links"]["related"]["channels"])).json()["_results"]
    draft = await drafted(front, conversation, channel_id=channels[0]["id"], body="a < b")
    assert (draft["type"], draft["body"], draft["text"]) == ("sms", "a < b", "a < b")
    sender = next(r["handle"] for r in draft["recipients"] if r["role"] == "from")
    answer = await edited(front, draft["id"], channel_id=f"alt:address:{sender}", body="ok")
    assert answer.json()["text"] == "ok"


@pytest.mark.parametrize("keep_id", [True, False])
async def test_a_person_sends_a_draft_and_it_is_an_ordinary_reply_of_theirs(
    front: Front, receiver: Receiver, conversation: str, keep_id: bool
) -> None:
    await front.act("webhooks", app={"url": receiver.url, "secret": "s"})
    draft = await drafted(front, conversation, mode="shared")
    done = await front.act("send_draft", draft=draft["id"], teammate="mia", keep_id=keep_id)
    assert (done["message"] == draft["id"], done["draft"]) == (keep_id, draft["id"])
    message = (await front.api.get(f"/messages/{done['message']}")).json()
    assert (message["author"]["id"], message["text"]) == ("tea_1mia", "Soon")
    assert (message["draft_mode"], message["version"]) == (None, None)
    assert (message["message_uid"] == draft["message_uid"]) is keep_id
    assert front.event_types() == ["inbound", "out_reply"]
    assert await listed(front, conversation) == []
    (delivered,) = await front.look("journal?kind=delivered")
    assert (delivered["author"], delivered["cc"]) == ("tea_1mia", ["boss@example.org"])
    await eventually(lambda: receiver.received)
    assert b'"outbound_sent"' in receiver.received[0].body
    assert (await edited(front, draft["id"])).status_code == 404


async def test_sending_can_archive_and_the_config_says_whether_ids_are_kept() -> None:
    async with served(Config(message_delay=0, drafts_keep_id=False)) as front:
        conversation = await front.customer()
        draft = await drafted(front, conversation, mode="shared")
        done = await front.act(
            "send_draft", conversation=conversation, teammate="mia", archive=True
        )
        assert done["message"] != draft["id"]
        assert front.event_types() == ["inbound", "out_reply", "archive"]
        await front.act("settings", drafts_keep_id=True)
        draft = await drafted(front, conversation, mode="shared")
        done = await front.act("send_draft", conversation=conversation, teammate="mia")
        assert done["message"] == draft["id"]


async def test_a_teammates_edit_keeps_author_and_recipients(
    front: Front, conversation: str
) -> None:
    draft = await drafted(front, conversation, mode="shared")
    await front.act("edit_draft", conversation=conversation, teammate="mia", text="1 < 2\nbye")
    (after,) = await listed(front, conversation)
    assert after["body"] == "<div>1 &lt; 2<br>\nbye</div>"
    assert after["author"] == draft["author"]
    assert after["recipients"] == draft["recipients"]
    assert after["version"] != draft["version"]


async def test_drafts_follow_a_merge(front: Front, conversation: str) -> None:
    survivor = await front.customer("two")
    draft = await drafted(front, conversation, mode="shared")
    await front.act("merge", **{"from": conversation, "into": survivor})
    assert [d["id"] for d in await listed(front, survivor)] == [draft["id"]]
    answer = await front.api.post(f"/conversations/{conversation}/drafts", json={})
    assert answer.status_code == 301
    done = await front.act("discard_draft", draft=draft["id"], teammate="leo")
    assert done["conversation"] == survivor


async def test_a_draft_may_be_what_the_link_to_the_last_message_leads_to(front: Front) -> None:
    conversation = await front.customer()
    draft = await drafted(front, conversation, mode="shared")
    await front.act("settings", drafts_are_last_message=True)
    found = (await front.api.get(f"/conversations/{conversation}")).json()
    assert draft["id"] in found["_links"]["related"]["last_message"]
    await front.customer("More", conversation=conversation)
    found = (await front.api.get(f"/conversations/{conversation}")).json()
    assert draft["id"] not in found["_links"]["related"]["last_message"]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("send_draft", {"teammate": "mia"}),
        ("send_draft", {"draft": "msg_none", "teammate": "mia"}),
        ("edit_draft", {"teammate": "nobody", "text": "x"}),
        ("edit_draft", {"teammate": "mia"}),
        ("edit_draft", {"teammate": "mia", "text": "x", "version": "old"}),
        ("send_draft", {"teammate": "mia", "keep_id": "yes"}),
        ("draft", {"teammate": "mia", "text": "x", "mode": "open"}),
    ],
)
async def test_what_cannot_be_done_to_a_draft_is_a_400(
    front: Front, conversation: str, name: str, arguments: Json
) -> None:
    draft = await drafted(front, conversation, mode="shared")
    target = (
        {}
        if name == "send_draft" and "keep_id" not in arguments
        else {"conversation": conversation}
    )
    answer = await front.control.post(f"/_control/{name}", json=target | arguments)
    assert answer.status_code == 400
    assert await listed(front, conversation) == [draft]
