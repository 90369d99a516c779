"""Files over the stand-in, there and back: two readings of one form (facts 5.6)."""

import base64
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from frontmate.front import Attachment, Forbidden, FrontError, NotFound, TooBig, Upload
from frontmate.simulator import Config, TokenConfig
from tests.front.stand_in import Front, client, standing_in

PNG = b"\x89PNG\r\n\x1a\n\x00--boundary\r\n" + bytes(range(256)) * 700
TO = ["kim@shop.example"]


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    async with standing_in() as front:
        yield front


async def fetched(front: Front, file: Attachment, most: int = 10**6) -> bytes:
    async with front.client.download(file.id or "", most=most) as found:
        assert (found.content_type, found.size) == (file.content_type, file.size)
        assert found.name == file.name
        return b"".join([part async for part in found])


def with_picture(front: Front) -> str:
    file = {
        "filename": "broken lamp.png",
        "content_type": "image/png",
        "base64": base64.b64encode(PNG).decode(),
        "inline": True,
        "cid": "lamp",
    }
    given = {"text": "Look", "channel": "email", "attachments": [file]}
    return str(front.simulator.actions.perform("customer_message", given)["conversation"])


async def test_what_a_customer_attached_is_fetched_by_its_id(front: Front) -> None:
    (message,) = await front.client.messages(with_picture(front))
    (file,) = message.attachments
    assert (file.name, file.content_type, file.size) == ("broken lamp.png", "image/png", len(PNG))
    assert (file.inline, file.cid) == (True, "lamp")
    assert await fetched(front, file) == PNG
    requests = front.simulator.journal.of_kind("request")
    assert [one["path"] for one in requests if "download" in one["path"]] == [
        f"/download/{file.id}"
    ]


async def test_what_is_too_big_is_not_fetched(front: Front) -> None:
    (message,) = await front.client.messages(with_picture(front))
    with pytest.raises(TooBig):
        await fetched(front, message.attachments[0], most=len(PNG) - 1)


async def test_a_file_that_is_gone_is_not_found(front: Front) -> None:
    with pytest.raises(NotFound):
        async with front.client.download("fil_gone", most=10):
            pass


async def test_a_token_without_the_permission_is_told_which() -> None:
    few = TokenConfig("few", scopes=("messages:read",), name="few")
    async with standing_in(replace(Config(), tokens=(few,))) as front:
        with_picture(front)
        ours = client(front.simulator.base_url, "few")
        with pytest.raises(Forbidden) as refused:
            async with ours.download("fil_1", most=10):
                pass
        await ours.aclose()
    assert refused.value.scope == "attachments:read"


async def test_a_reply_takes_its_files_along_and_does_not_archive(front: Front) -> None:
    id_ = front.customer()
    tag = await front.client.create_tag("ai-replied")
    files = [
        Upload("Rechnung für Zoë.png", "image/png", PNG),
        Upload("empty.txt", "text/plain", b""),
    ]
    uid = await front.client.reply(
        id_,
        body="<p>Here, Zoë ☕</p>",
        text="Here",
        to=TO,
        cc=["lee@shop.example"],
        tag_ids=[tag.id],
        attachments=files,
    )
    sent = await front.client.message_by_uid(uid)
    assert [(one.name, one.content_type, one.size) for one in sent.attachments] == [
        ("Rechnung für Zoë.png", "image/png", len(PNG)),
        ("empty.txt", "text/plain", 0),
    ]
    assert sent.html == "<p>Here, Zoë ☕</p>"
    copied = {one.handle for one in sent.recipients if one.role == "cc"}
    assert copied == {"lee@shop.example"}
    assert await fetched(front, sent.attachments[0]) == PNG
    found = await front.client.look(id_)
    assert (found.status, found.tags) == ("open", ((tag.id, "ai-replied"),))


async def test_a_draft_takes_its_files_along(front: Front) -> None:
    id_ = front.customer()
    file = Upload("a.png", "image/png", PNG)
    channel = await front.client.channel_of(id_)
    assert channel is not None
    draft = await front.client.write_draft(
        id_, body="Hi", to=TO, cc=["lee@shop.example"], channel=channel, attachments=[file]
    )
    assert [one.size for one in draft.attachments] == [len(PNG)]
    assert draft.version is not None
    edited = await front.client.edit_draft(
        draft.id,
        body="Ho",
        channel=channel,
        version=draft.version,
        to=TO,
        cc=["lee@shop.example"],
        attachments=[file],
    )
    assert edited.html == "Ho"
    assert {one.size for one in edited.attachments} == {len(PNG)}


async def test_a_comment_takes_its_files_along(front: Front) -> None:
    id_ = front.customer()
    comment = await front.client.comment(id_, "see", [Upload("a.png", "image/png", PNG)])
    assert [one.id for one in await front.client.comments(id_)] == [comment]
    (kept,) = front.simulator.desk.workspace.files.values()
    assert (kept.filename, kept.data) == ("a.png", PNG)


async def test_a_mail_is_had_as_it_came_and_its_headers_alone(front: Front) -> None:
    headers = {"Auto-Submitted": "auto-replied", "List-Id": "<news.shop.example>"}
    given = {"text": "I am away", "channel": "email", "headers": headers}
    id_ = front.simulator.actions.perform("customer_message", given)["conversation"]
    (message,) = await front.client.messages(str(id_))
    whole = await front.client.mail(message.id)
    alone = await front.client.mail_headers(message.id)
    assert b"Auto-Submitted: auto-replied\r\n" in alone
    assert b"List-Id: <news.shop.example>\r\n" in alone
    assert b"<div>I am away</div>" in whole
    assert b"<div>I am away</div>" not in alone
    assert alone.endswith(b"\r\n\r\n")


async def test_what_is_no_mail_has_no_mail_to_give(front: Front) -> None:
    id_ = front.customer(channel="chat")
    (message,) = await front.client.messages(id_)
    with pytest.raises(FrontError):
        await front.client.mail(message.id)
