"""Files that go to Front: what the form says, what is never sent, what arrives (facts 5.6)."""

from email import message_from_bytes
from email.message import Message
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontmate.front import Refused, Unreachable, Upload
from frontmate.front.forms import BIGGEST_FORM
from frontmate.front.uploads import UNNAMED, clean_name
from tests.front.doubles import Rig, rig, says
from tests.front.payloads import message

ACCEPTED = {"status": "accepted", "message_uid": "uid_1"}
INVOICE = Upload("invoice.pdf", "application/pdf", b"%PDF-1.7 \x00\xff\r\n--")
TO, CC = ["kim@shop.example"], ["lee@shop.example"]


def parts(request: httpx2.Request) -> list[Message]:
    """The form as a reader that is not ours takes it apart."""
    kind = b"content-type: " + request.headers["content-type"].encode() + b"\r\n\r\n"
    found = message_from_bytes(kind + request.content)
    assert found.get_content_type() == "multipart/form-data"
    assert not found.defects
    return [one for one in found.get_payload() if isinstance(one, Message)]


def fields(request: httpx2.Request) -> list[tuple[Any, bytes]]:
    return [
        (one.get_param("name", header="content-disposition"), content(one))
        for one in parts(request)
        if one.get_filename() is None
    ]


def content(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    assert isinstance(found, bytes)
    return found


async def reply(it: Rig, *files: Upload, **more: Any) -> str:
    said: dict[str, Any] = {"text": None, "to": TO, "cc": CC, "tag_ids": []}
    return await it.client.reply("cnv_1", body="<p>Hi</p>", attachments=files, **{**said, **more})


async def test_a_reply_with_a_file_is_a_form_that_says_everything() -> None:
    it = rig([says(ACCEPTED, 202)])
    uid = await reply(it, INVOICE, text="Hi", tag_ids=["tag_1", "tag_2"])
    assert uid == "uid_1"
    (asked,) = it.script.asked
    assert fields(asked) == [
        ("author_id", b"tea_bot"),
        ("body", b"<p>Hi</p>"),
        ("options[archive]", b"false"),
        ("options[tag_ids][]", b"tag_1"),
        ("options[tag_ids][]", b"tag_2"),
        ("text", b"Hi"),
        ("to[]", b"kim@shop.example"),
        ("cc[]", b"lee@shop.example"),
    ]
    (file,) = [one for one in parts(asked) if one.get_filename()]
    assert file.get_param("name", header="content-disposition") == "attachments[]"
    assert (file.get_filename(), file.get_content_type()) == ("invoice.pdf", "application/pdf")
    assert INVOICE.data in asked.content
    assert int(asked.headers["content-length"]) == len(asked.content)


async def test_without_a_file_it_stays_json() -> None:
    it = rig([says(ACCEPTED, 202)])
    await reply(it, cc=[])
    assert it.script.asked[0].headers["content-type"] == "application/json"
    assert it.script.bodies()[0]["cc"] == []


@pytest.mark.parametrize("nobody", ["to", "cc"])
async def test_nobody_cannot_be_said_in_a_form_and_is_never_left_to_reply_all(nobody: str) -> None:
    it = rig([says(ACCEPTED, 202)])
    with pytest.raises(Refused, match=nobody) as refused:
        await reply(it, INVOICE, **{nobody: []})
    assert not refused.value.reached
    assert (it.script.asked, it.calls) == ([], [])
    assert it.client._calls.limiter._waiting == []


async def test_a_chat_reply_names_nobody_and_carries_a_file() -> None:
    it = rig([says(ACCEPTED, 202)])
    await reply(it, INVOICE, to=None, cc=None)
    names = [name for name, _ in fields(it.script.asked[0])]
    assert names == ["author_id", "body", "options[archive]"]


async def test_more_than_25_mb_in_all_are_not_sent() -> None:
    it = rig([says(ACCEPTED, 202)])
    half = Upload("half.bin", "application/octet-stream", bytes(BIGGEST_FORM // 2))
    with pytest.raises(Refused, match="25 MB"):
        await reply(it, half, half)
    assert (it.script.asked, it.calls) == ([], [])


async def test_what_is_just_below_is_sent_and_fits() -> None:
    it = rig([says(ACCEPTED, 202)])
    await reply(it, Upload("most.bin", "application/octet-stream", bytes(BIGGEST_FORM - 10_000)))
    assert len(it.script.asked[0].content) <= BIGGEST_FORM


async def test_an_empty_file_is_a_file() -> None:
    it = rig([says({"id": "com_1"}, 201)])
    await it.client.comment("cnv_1", "see", [Upload("empty.txt", "text/plain", b"")])
    (file,) = [one for one in parts(it.script.asked[0]) if one.get_filename()]
    assert (file.get_filename(), content(file)) == ("empty.txt", b"")


async def test_comments_and_drafts_carry_files() -> None:
    draft = message("msg_9", inbound=False, draft_mode="shared")
    it = rig([says({"id": "com_1"}, 201), says(draft), says(draft)])
    await it.client.comment("cnv_1", "see", [INVOICE])
    more: dict[str, Any] = {"body": "Hi", "to": TO, "cc": CC, "channel": "cha_1"}
    await it.client.write_draft("cnv_1", **more, attachments=[INVOICE])
    await it.client.edit_draft("msg_9", **more, version="3", attachments=[INVOICE])
    for asked in it.script.asked:
        assert INVOICE.data in asked.content
    assert ("mode", b"shared") in fields(it.script.asked[1])
    assert ("version", b"3") in fields(it.script.asked[2])


async def test_a_reply_with_a_file_in_doubt_is_not_sent_again() -> None:
    it = rig([httpx2.ReadTimeout("slow"), says(ACCEPTED, 202)])
    with pytest.raises(Unreachable) as failed:
        await reply(it, INVOICE)
    assert failed.value.reached
    assert len(it.script.asked) == 1


async def test_a_file_is_whole_when_its_reply_is_sent_again() -> None:
    it = rig([httpx2.ConnectError("refused"), says(ACCEPTED, 202)])
    assert await reply(it, INVOICE) == "uid_1"
    assert all(INVOICE.data in one.content for one in it.script.asked)


async def test_half_a_character_does_not_break_a_form() -> None:
    it = rig([says({"id": "com_1"}, 201)])
    await it.client.comment("cnv_1", "\ud800 ☕\r\n--x", [Upload("\ud800.txt", "text/plain", b"a")])
    assert ("body", "? ☕\r\n--x".encode()) in fields(it.script.asked[0])


@pytest.mark.parametrize(
    ("given_name", "sent"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\kim\\a.doc", "a.doc"),
        ("Rechnung für Zoë.pdf", "Rechnung für Zoë.pdf"),
        ("請求書.pdf", "請求書.pdf"),
        ('a"; filename="b.exe', "a'; filename='b.exe"),
        ("a\r\nX-Evil: 1\r\n\r\n.txt", "aX-Evil: 1.txt"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("\x00\x07", UNNAMED),
        ("", UNNAMED),
        ("..", UNNAMED),
        (" .hidden. ", "hidden"),
        ("folder/", UNNAMED),
        ("a" * 400 + ".pdf", "a" * 146 + ".pdf"),
        ("a." + "b" * 400, "a." + "b" * 148),
        ("e\u0301.txt", "\u00e9.txt"),
    ],
)
async def test_a_name_is_sent_as_a_name_and_nothing_else(given_name: str, sent: str) -> None:
    assert clean_name(given_name) == sent
    it = rig([says({"id": "com_1"}, 201)])
    await it.client.comment("cnv_1", "see", [Upload(given_name, "text/plain", b"a")])
    head = f'name="attachments[]"; filename="{sent}"\r\nContent-Type: text/plain\r\n\r\na\r\n'
    assert head.encode() in it.script.asked[0].content


@pytest.mark.parametrize(
    ("claimed", "sent"),
    [
        ("image/svg+xml", "image/svg+xml"),
        ("text/plain; charset=utf-8", "text/plain; charset=utf-8"),
        ("", "application/octet-stream"),
        ("pdf", "application/octet-stream"),
        ("text/html\r\nX-Evil: 1", "application/octet-stream"),
        ("text/" + "x" * 400, "application/octet-stream"),
    ],
)
def test_what_is_no_content_type_is_sent_as_bytes(claimed: str, sent: str) -> None:
    assert Upload("a", claimed, b"").sent_as == ("a", sent)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_every_name_can_be_sent_and_is_clean_already_when_cleaned(name: str) -> None:
    clean = clean_name(name)
    assert 0 < len(clean) <= 150
    assert not set('/\\"\r\n\x00') & set(clean)
    assert clean.encode().decode() == clean
    assert clean_name(clean) == clean


def test_the_bytes_of_a_file_are_in_no_log() -> None:
    assert "secret" not in repr(Upload("a.txt", "text/plain", b"secret"))
