"""New messages and drafts, channels, quotes, signatures, seen: all calls but plain replies."""

from typing import Any

import httpx2
import pytest

from frontmate.simulator import Config, InboxConfig
from frontmate.simulator.company import SignatureConfig
from tests.simulator.conftest import Front, eventually, served

Json = dict[str, Any]
CHANNEL = "alt:address:support@example.com"
INBOXES = (
    InboxConfig("inb_1mail", "Support", "smtp", "support@example.com"),
    InboxConfig("inb_2mail", "Sales", "gmail", "sales@example.com"),
    InboxConfig("inb_1sms", "Text messages", "twilio", "+12025550100"),
)
SIGNATURES = (
    SignatureConfig("sig_ada", "Ada", "<p>Ada</p>", "tea_1ada", is_default=True),
    SignatureConfig("sig_team", "Team", "<p>Team</p>", "tim_1", is_default=True),
    SignatureConfig("sig_else", "Else", "<p>Else</p>", "tea_1ada", channels=("cha_else",)),
)


async def sent(front: Front, answer: httpx2.Response) -> Json:
    """The message that was accepted, once it is there."""
    assert answer.status_code == 202, answer.text
    key = f"alt:uid:{answer.json()['message_uid']}"
    await eventually(lambda: front.simulator.desk.workspace.message(key))
    found: Json = (await front.api.get(f"/messages/{key}")).json()
    return found


def details(answer: httpx2.Response, status: int = 400) -> str:
    assert answer.status_code == status, answer.text
    return " ".join(answer.json()["_error"].get("details", []))


def people(message: Json) -> list[tuple[str, str]]:
    return [(r["role"], r["handle"]) for r in message["recipients"] if r["role"] != "from"]


async def test_a_new_message_begins_a_conversation(front: Front) -> None:
    tag = (await front.api.post("/tags", json={"name": "new"})).json()["id"]
    body = {
        "to": ["new@example.org"],
        "cc": ["boss@example.org"],
        "subject": "Hello",
        "body": "<p>Hi</p>",
        "author_id": "alt:email:ada@example.com",
        "sender_name": "Ada of Example",
        "options": {"tag_ids": [tag], "archive": False},
    }
    message = await sent(front, await front.api.post(f"/channels/{CHANNEL}/messages", json=body))
    assert (message["subject"], message["text"]) == ("Hello", "Hi")
    assert (message["author"]["id"], message["recipients"][0]["name"]) == (
        "tea_1ada",
        "Ada of Example",
    )
    assert people(message) == [("to", "new@example.org"), ("cc", "boss@example.org")]
    found = (await front.api.get(message["_links"]["related"]["conversation"])).json()
    assert (found["subject"], found["status"]) == ("Hello", "unassigned")
    assert [t["id"] for t in found["tags"]] == [tag]
    assert found["recipient"]["handle"] == "new@example.org"
    assert front.event_types() == ["outbound", "tag"]
    contact = (await front.api.get("/contacts/alt:email:new@example.org")).json()
    assert found["recipient"]["_links"]["related"]["contact"].endswith(contact["id"])


async def test_a_new_message_archives_unless_told_otherwise(front: Front) -> None:
    body = {"to": ["+12025550111"], "body": "a < b"}
    channel = "alt:address:+12025550100"
    message = await sent(front, await front.api.post(f"/channels/{channel}/messages", json=body))
    assert (message["type"], message["body"]) == ("sms", "a < b")
    assert front.event_types() == ["outbound", "archive"]


@pytest.mark.parametrize("role", ["to", "cc", "bcc"])
async def test_one_of_to_cc_and_bcc_is_enough(front: Front, role: str) -> None:
    body = {"body": "x", role: ["a@b.example"]}
    message = await sent(front, await front.api.post(f"/channels/{CHANNEL}/messages", json=body))
    assert people(message) == [(role, "a@b.example")]


async def test_a_new_message_to_nobody_or_on_no_channel_is_refused(front: Front) -> None:
    path = f"/channels/{CHANNEL}/messages"
    assert "to: nobody" in details(await front.api.post(path, json={"body": "x"}))
    assert "to: nobody" in details(await front.api.post(path, json={"body": "x", "to": []}))
    assert "to[0]: empty" in details(await front.api.post(path, json={"body": "x", "to": [" "]}))
    answer = await front.api.post("/channels/cha_none/messages", json={"body": "x", "to": ["a"]})
    assert answer.status_code == 404
    assert front.event_types() == []


async def test_who_answers_the_first_message_comes_into_its_conversation(front: Front) -> None:
    body = {"to": ["kim@example.org"], "subject": "Offer", "body": "<p>Hi</p>"}
    message = await sent(front, await front.api.post(f"/channels/{CHANNEL}/messages", json=body))
    conversation = message["_links"]["related"]["conversation"].rpartition("/")[2]
    again = await sent(front, await front.reply(conversation))
    assert people(again) == [("to", "kim@example.org")]
    await front.customer("Yes please", conversation=conversation)
    newest = (await front.api.get(f"/conversations/{conversation}/messages")).json()["_results"][0]
    assert newest["recipients"][0]["handle"] == "kim@example.org"
    assert front.event_types()[-1] == "inbound"


async def test_a_channels_draft_begins_a_conversation_that_goes_with_it(front: Front) -> None:
    path = f"/channels/{CHANNEL}/drafts"
    body = {"body": "<p>Hi</p>", "to": ["kim@example.org"], "subject": "New", "mode": "shared"}
    draft = (await front.api.post(path, json=body)).json()
    assert (draft["draft_mode"], draft["subject"]) == ("shared", "New")
    conversation = draft["_links"]["related"]["conversation"]
    assert (await front.api.get(conversation)).json()["subject"] == "New"
    gone = await front.api.request(
        "DELETE", f"/drafts/{draft['id']}", json={"version": draft["version"]}
    )
    assert gone.status_code == 204
    assert (await front.api.get(conversation)).status_code == 404
    kept = (await front.api.post(path, json={"body": "x"})).json()
    assert people(kept) == []
    assert front.event_types() == []


async def test_a_draft_that_began_a_conversation_is_sent_as_its_first_message(
    front: Front,
) -> None:
    body = {"body": "<p>Hi</p>", "to": ["kim@example.org"], "mode": "shared"}
    draft = (await front.api.post(f"/channels/{CHANNEL}/drafts", json=body)).json()
    await front.act("send_draft", draft=draft["id"], teammate="mia")
    assert front.event_types() == ["outbound"]


async def test_whom_a_new_draft_is_for_can_be_said_later(front: Front) -> None:
    body = {"body": "<p>Hi</p>", "mode": "shared"}
    draft = (await front.api.post(f"/channels/{CHANNEL}/drafts", json=body)).json()
    edit = {"body": "<p>Hi</p>", "channel_id": CHANNEL, "to": ["kim@example.org"]}
    await front.api.patch(f"/drafts/{draft['id']}/", json=edit)
    done = await front.act("send_draft", draft=draft["id"], teammate="mia")
    await front.customer("Thanks", conversation=done["conversation"])
    path = f"/conversations/{done['conversation']}/messages"
    newest, first = (await front.api.get(path)).json()["_results"]
    assert newest["recipients"][0]["handle"] == "kim@example.org"
    assert first["recipients"][1]["_links"]["related"]["contact"] is not None


async def test_an_answer_tells_what_it_answers(front: Front) -> None:
    conversation = await front.customer()
    asked = (await front.api.get(f"/conversations/{conversation}/messages")).json()["_results"][0]
    message = await sent(front, await front.reply(conversation))
    leads_to = message["_links"]["related"]["message_replied_to"]
    assert (await front.api.get(leads_to)).json()["id"] == asked["id"]


async def test_a_plain_text_beside_the_body_is_for_email_alone(front: Front) -> None:
    mail, sms = await front.customer(), await front.customer("hi", channel="sms")
    both = {"body": "<p>one</p>", "text": "two"}
    assert (await sent(front, await front.reply(mail, **both)))["text"] == "two"
    assert (await sent(front, await front.reply(sms, **both)))["text"] == "<p>one</p>"


async def test_an_answer_goes_to_all_but_ourselves_and_to_reply_to_first(front: Front) -> None:
    conversation = await front.customer(
        handle="kim@example.org",
        to=["support@example.com", "other@example.org"],
        cc=["boss@example.org", "Support@Example.com", "kim@example.org"],
    )
    message = await sent(front, await front.reply(conversation))
    assert people(message) == [
        ("to", "kim@example.org"),
        ("to", "other@example.org"),
        ("cc", "boss@example.org"),
    ]
    await front.customer("Me", conversation=conversation, reply_to="office@example.org")
    message = await sent(front, await front.reply(conversation))
    assert people(message) == [("to", "office@example.org")]


async def test_a_mail_to_two_of_our_addresses_is_in_both_inboxes() -> None:
    async with served(Config(message_delay=0, inboxes=INBOXES)) as front:
        conversation = await front.customer(cc=["sales@example.com"])
        listed = (await front.api.get(f"/conversations/{conversation}/inboxes")).json()["_results"]
        assert [inbox["id"] for inbox in listed] == ["inb_1mail", "inb_2mail"]
        data = front.simulator.desk.workspace.events[0].data["source"]["data"]
        assert [inbox["id"] for inbox in data] == ["inb_1mail", "inb_2mail"]
        message = await sent(front, await front.reply(conversation))
        assert message["recipients"][0]["handle"] == "support@example.com"


async def test_the_channel_has_to_be_named_where_messages_came_in_on_several() -> None:
    async with served(Config(message_delay=0, inboxes=INBOXES)) as front:
        conversation = await front.customer(inbox="inb_1mail")
        await front.customer("Also here", conversation=conversation, inbox="inb_2mail")
        assert "channel_id: needed" in details(await front.reply(conversation))
        answer = await front.reply(conversation, channel_id="alt:address:sales@example.com")
        assert (await sent(front, answer))["recipients"][0]["handle"] == "sales@example.com"


async def test_a_moved_conversation_is_answered_on_the_channel_it_came_by() -> None:
    async with served(Config(message_delay=0, inboxes=INBOXES)) as front:
        conversation = await front.customer(inbox="inb_1mail")
        await front.act("move", conversation=conversation, inbox="inb_2mail")
        await front.customer("Hello?", conversation=conversation)
        message = await sent(front, await front.reply(conversation))
        assert message["recipients"][0]["handle"] == "support@example.com"
        listed = (await front.api.get(f"/conversations/{conversation}/inboxes")).json()["_results"]
        assert [inbox["id"] for inbox in listed] == ["inb_2mail"]


async def test_a_quote_stands_below_an_email_and_nowhere_else(front: Front) -> None:
    conversation = await front.customer()
    message = await sent(front, await front.reply(conversation, quote_body="<p>Before</p>"))
    assert message["body"].startswith("<p>On its way.</p>")
    assert "<p>Before</p></blockquote>" in message["body"]
    assert message["text"].startswith("On its way.")
    sms = await front.customer("hi", channel="sms")
    assert "quote_body" in details(await front.reply(sms, body="x", quote_body="y"))


async def test_signatures_are_named_or_the_authors_default_on_email_alone() -> None:
    config = Config(message_delay=0, inboxes=INBOXES, signatures=SIGNATURES)
    async with served(config) as front:
        mail, sms = await front.customer(), await front.customer("hi", channel="sms")

        async def signed(conversation: str = mail, **given: Any) -> str | None:
            message = await sent(front, await front.reply(conversation, **given))
            return message["signature"] and str(message["signature"]["id"])

        assert await signed() is None
        assert await signed(should_add_default_signature=True) == "sig_ada"
        assert await signed(should_add_default_signature=True, author_id="tea_1mia") == "sig_team"
        named = await signed(should_add_default_signature=True, signature_id="sig_team")
        assert named == "sig_team"
        assert await signed(sms, body="x", should_add_default_signature=True) is None
        body = {"body": "x", "should_add_default_signature": True}
        unsigned = await front.api.post(f"/conversations/{mail}/messages", json=body)
        assert (await sent(front, unsigned))["signature"] is None
        details(await front.reply(sms, body="x", signature_id="sig_ada"), 403)
        assert "no such" in details(await front.reply(mail, signature_id="sig_none"))
        assert "channel" in details(await front.reply(mail, signature_id="sig_else"))


async def test_a_draft_keeps_its_signature_until_it_is_sent() -> None:
    async with served(Config(message_delay=0, signatures=SIGNATURES)) as front:
        conversation = await front.customer()
        body = {"body": "<p>x</p>", "channel_id": CHANNEL, "mode": "shared"}
        path = f"/conversations/{conversation}/drafts"
        draft = (await front.api.post(path, json=body | {"signature_id": "sig_ada"})).json()
        edit = {"body": "<p>y</p>", "channel_id": CHANNEL}
        after = (await front.api.patch(f"/drafts/{draft['id']}/", json=edit)).json()
        assert after["signature"]["id"] == "sig_ada"
        other = edit | {"signature_id": "sig_team"}
        after = (await front.api.patch(f"/drafts/{draft['id']}/", json=other)).json()
        done = await front.act("send_draft", draft=draft["id"], teammate="mia")
        message = (await front.api.get(f"/messages/{done['message']}")).json()
        assert after["signature"]["id"] == message["signature"]["id"] == "sig_team"


async def test_seen_is_told_once_it_was(front: Front) -> None:
    conversation = await front.customer(handle="kim@example.org")
    message = await sent(front, await front.reply(conversation))
    path = f"/messages/{message['id']}/seen"
    assert (await front.api.get(path)).json()["_results"] == []
    assert (await front.api.post(path, json={})).status_code == 204
    await front.act("see", conversation=conversation)
    (receipt,) = (await front.api.get(path)).json()["_results"]
    assert receipt["seen_by"] == {"handle": "kim@example.org", "source": "email"}
    assert receipt["first_seen_at"].isdigit()
    new = {"bcc": ["a@b.example", "c@d.example"], "body": "x"}
    both = await sent(front, await front.api.post(f"/channels/{CHANNEL}/messages", json=new))
    await front.act("see", message=both["id"])
    (receipt,) = (await front.api.get(f"/messages/{both['id']}/seen")).json()["_results"]
    assert receipt["seen_by"] is None
    inbound = (await front.api.get(f"/conversations/{conversation}/messages")).json()["_results"][1]
    answer = await front.api.post(f"/messages/{inbound['id']}/seen", json={})
    assert "not outbound" in details(answer)
    assert (await front.api.get("/messages/msg_none/seen")).status_code == 404


@pytest.mark.parametrize("kind", ["discussion", "task"])
async def test_discussions_and_tasks_take_no_messages(front: Front, kind: str) -> None:
    body = {"type": kind, "subject": "x", "inbox_id": "inb_1mail", "comment": {"body": "y"}}
    made = (await front.api.post("/conversations", json=body)).json()
    assert "comments only" in details(await front.reply(made["id"], to=["a@b.example"]))
    draft = {"body": "x", "channel_id": CHANNEL}
    path = f"/conversations/{made['id']}/drafts"
    assert "comments only" in details(await front.api.post(path, json=draft))


async def test_files_travel_with_a_new_message_and_a_new_draft(front: Front) -> None:
    form: Any = [
        ("body", (None, "<p>x</p>")),
        ("to[]", (None, "a@b.example")),
        ("attachments[]", ("a.txt", b"hello", "text/plain")),
    ]
    message = await sent(front, await front.api.post(f"/channels/{CHANNEL}/messages", files=form))
    draft = (await front.api.post(f"/channels/{CHANNEL}/drafts", files=form)).json()
    for carrier in (message, draft):
        (file,) = carrier["attachments"]
        assert (await front.api.get(file["url"])).content == b"hello"
