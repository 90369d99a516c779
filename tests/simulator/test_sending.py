"""Replies: accepted first, visible later, archived unless told otherwise, delivered once."""

from typing import Any

from frontmate.simulator import Config
from tests.simulator.conftest import Front, Gate, eventually, served


async def visible(front: Front, key: str) -> Any:
    await eventually(lambda: front.simulator.desk.workspace.message(key))
    return (await front.api.get(f"/messages/{key}")).json()


async def test_a_reply_is_accepted_first_and_visible_only_later() -> None:
    gate = Gate()
    async with served(Config(message_delay=7), sleep=gate) as front:
        conversation = await front.customer()
        accepted = await front.reply(conversation, options={"archive": False})
        assert accepted.status_code == 202
        assert accepted.json()["status"] == "accepted"
        alias = f"/messages/alt:uid:{accepted.json()['message_uid']}"
        assert (await front.api.get(alias)).status_code == 404
        assert front.event_types() == ["inbound"]
        gate.open()
        await eventually(lambda: "out_reply" in front.event_types())
        message = (await front.api.get(alias)).json()
        assert gate.asked == [7]
        assert (message["text"], message["author"]["id"]) == ("On its way.", "tea_1ada")


async def test_a_reply_archives_unless_told_otherwise(front: Front) -> None:
    told, untold = await front.customer(), await front.customer()
    await front.reply(told, options={"archive": False})
    await front.reply(untold)
    assert (await front.api.get(f"/conversations/{told}")).json()["status"] == "unassigned"
    assert (await front.api.get(f"/conversations/{untold}")).json()["status"] == "archived"


async def test_options_add_tags_and_remove_none(front: Front) -> None:
    conversation = await front.customer()
    await front.act("tag", conversation=conversation, tag="old")
    new = (await front.api.post("/tags", json={"name": "new"})).json()["id"]
    await front.reply(conversation, options={"archive": False, "tag_ids": [new]})
    found = (await front.api.get(f"/conversations/{conversation}")).json()
    assert [tag["name"] for tag in found["tags"]] == ["old", "new"]


async def test_who_is_not_named_follows_the_last_received_message(front: Front) -> None:
    conversation = await front.customer(handle="kim@example.org", cc=["boss@example.org"])
    await front.reply(conversation)
    await front.reply(conversation, to=["kim@example.org"], cc=[])
    await eventually(lambda: front.event_types().count("out_reply") == 2)
    delivered = await front.look("journal?kind=delivered")
    assert [(d["to"], d["cc"]) for d in delivered] == [
        (["kim@example.org"], ["boss@example.org"]),
        (["kim@example.org"], []),
    ]


async def test_the_journal_counts_what_the_customer_really_saw(front: Front) -> None:
    conversation = await front.customer()
    uids = [(await front.reply(conversation)).json()["message_uid"] for _ in range(2)]
    await front.reply(conversation, body="")
    await front.act("teammate_reply", conversation=conversation, teammate="mia", text="Me too")
    await eventually(lambda: front.event_types().count("out_reply") == 3)
    delivered = await front.look("journal?kind=delivered")
    assert sorted(d["uid"] for d in delivered if d["author"] == "tea_1ada") == sorted(uids)
    assert [d["text"] for d in delivered if d["author"] == "tea_1mia"] == ["Me too"]


async def test_an_accepted_reply_follows_a_merge() -> None:
    gate = Gate()
    async with served(sleep=gate) as front:
        gone, survivor = await front.customer("one"), await front.customer("two")
        await front.reply(gone)
        await front.act("merge", **{"from": gone, "into": survivor})
        gate.open()
        await eventually(lambda: "out_reply" in front.event_types())
        messages = (await front.api.get(f"/conversations/{survivor}/messages")).json()["_results"]
        assert messages[0]["text"] == "On its way."


async def test_chat_and_sms_keep_the_body_as_plain_text(front: Front) -> None:
    for channel, kind in (("chat", "front_chat"), ("sms", "sms")):
        conversation = await front.customer("hi", channel=channel)
        accepted = await front.reply(conversation, body="a < b")
        uid = accepted.json()["message_uid"]
        message = await visible(front, f"alt:uid:{uid}")
        assert (message["type"], message["body"], message["text"]) == (kind, "a < b", "a < b")
        refused = await front.reply(conversation, signature_id="sig_1")
        assert refused.status_code == 403


async def test_another_bots_reply_tells_its_author_type(front: Front) -> None:
    conversation = await front.customer()
    await front.act("other_bot_reply", conversation=conversation, author_type="ai")
    messages = (await front.api.get(f"/conversations/{conversation}/messages")).json()["_results"]
    assert messages[0]["author"]["type"] == "ai"


async def test_the_first_message_of_a_thread_is_outbound_and_an_answer_is_out_reply(
    front: Front,
) -> None:
    conversation = await front.customer()
    await front.act("teammate_reply", conversation=conversation, teammate="leo", text="Hi")
    assert front.event_types() == ["inbound", "out_reply"]
