"""Attachments: up with messages, drafts and comments; down by their ids, as they were."""

import base64
from typing import Any
from urllib.parse import unquote

import pytest

from frontmate.simulator import Config, InboxConfig, TokenConfig
from tests.simulator.conftest import Front, eventually, served

Json = dict[str, Any]
PNG = {"filename": "a.png", "content_type": "image/png", "base64": "iVBO", "inline": True}
NOTE = {"filename": "note.txt", "content_type": "text/plain", "text": "ünï"}
CHANNEL = "alt:address:support@example.com"


async def newest(front: Front, conversation: str, what: str = "messages") -> Json:
    listed = (await front.api.get(f"/conversations/{conversation}/{what}")).json()["_results"]
    first: Json = listed[0]
    return first


def form(*files: Any, **fields: str) -> Any:
    return [(name, (None, value)) for name, value in fields.items()] + [
        ("attachments[]", file) for file in files
    ]


PDF = ("offer.pdf", b"%PDF-1", "application/pdf")


async def test_whoever_attaches_something_need_not_say_anything(front: Front) -> None:
    conversation = await front.customer("", attachments=[NOTE])
    message = await newest(front, conversation)
    assert (message["text"], [file["filename"] for file in message["attachments"]]) == (
        "",
        ["note.txt"],
    )


async def test_a_customers_files_come_with_ids_types_and_sizes(front: Front) -> None:
    html = '<p>See <img src="cid:one"></p>'
    conversation = await front.customer(html=html, attachments=[PNG | {"cid": "one"}, NOTE])
    png, note = (await newest(front, conversation))["attachments"]
    assert png["id"].startswith("fil_")
    assert png == {
        "id": png["id"],
        "filename": "a.png",
        "url": f"{front.url}/download/{png['id']}",
        "content_type": "image/png",
        "size": 3,
        "metadata": {"is_inline": True, "cid": "one"},
    }
    assert (note["size"], note["metadata"]) == (5, {"is_inline": False})
    event = front.simulator.desk.workspace.events[0].data
    assert event["target"]["data"]["attachments"] == [png, note]


async def test_what_the_body_shows_by_its_cid_is_inline(front: Front) -> None:
    shown, other = {**NOTE, "cid": "shown"}, {**NOTE, "cid": "other"}
    conversation = await front.customer(html='<img src="cid:shown">', attachments=[shown, other])
    files = (await newest(front, conversation))["attachments"]
    assert [file["metadata"]["is_inline"] for file in files] == [True, False]


async def test_a_file_comes_down_as_it_went_up_by_either_path(front: Front) -> None:
    conversation = await front.customer(attachments=[NOTE])
    message = await newest(front, conversation)
    (file,) = message["attachments"]
    for path in (file["url"], f"/messages/{message['id']}/download/{file['id']}"):
        answer = await front.api.get(path)
        assert answer.content == "ünï".encode()
        assert answer.headers["content-type"] == "text/plain"
        assert answer.headers["content-length"] == "5"
        assert answer.headers["content-disposition"] == 'attachment; filename="note.txt"'


async def test_a_large_file_is_whole(front: Front) -> None:
    data = bytes(range(256)) * 4000
    encoded = base64.b64encode(data).decode()
    conversation = await front.customer(attachments=[{"filename": "big", "base64": encoded}])
    (file,) = (await newest(front, conversation))["attachments"]
    answer = await front.api.get(file["url"])
    assert answer.content == data
    assert answer.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "name", ['a"; x="b', "../../etc/passwd", "r\r\nset-cookie: a=b", "ü 中.pdf"]
)
async def test_no_name_breaks_out_of_its_header(front: Front, name: str) -> None:
    conversation = await front.customer(attachments=[{**NOTE, "filename": name}])
    (file,) = (await newest(front, conversation))["attachments"]
    answer = await front.api.get(file["url"])
    disposition = answer.headers["content-disposition"]
    assert file["filename"] == name
    assert "set-cookie" not in answer.headers
    assert unquote(disposition.removeprefix("attachment; filename*=utf-8''")) == name
    assert disposition.isascii()
    assert '"' not in disposition


@pytest.mark.parametrize("kind", ["text/html\r\nx: y", "é", "text", "a/b; \t", "image/é"])
async def test_a_claim_that_is_no_type_goes_into_no_header(front: Front, kind: str) -> None:
    conversation = await front.customer(attachments=[{**NOTE, "content_type": kind}])
    (file,) = (await newest(front, conversation))["attachments"]
    answer = await front.api.get(file["url"])
    assert file["content_type"] == kind
    assert answer.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize("path", ["/download/fil_none", "/messages/{m}/download/fil_none"])
async def test_a_file_that_is_not_there_is_a_404(front: Front, path: str) -> None:
    conversation = await front.customer()
    message = (await newest(front, conversation))["id"]
    assert (await front.api.get(path.format(m=message))).status_code == 404


async def test_a_file_is_found_only_on_what_it_hangs_on(front: Front) -> None:
    conversation = await front.customer(attachments=[NOTE])
    (file,) = (await newest(front, conversation))["attachments"]
    other = await newest(front, await front.customer("Another"))
    for path in (f"/messages/{other['id']}", "/messages/msg_none", "/comments/com_none"):
        assert (await front.api.get(f"{path}/download/{file['id']}")).status_code == 404


async def test_private_files_are_there_for_a_token_that_may_see_them() -> None:
    inbox = InboxConfig("inb_1own", "Mia", "smtp", "mia@example.com", owner="tea_1mia")
    token = TokenConfig("sees-all", may_see_private=True)
    async with served(Config(inboxes=(inbox,), tokens=(token,))) as front:
        conversation = await front.customer(inbox="inb_1own", attachments=[NOTE])
        (message,) = front.simulator.desk.workspace.conversations[conversation].messages
        (file,) = message.attachments
        for path in (f"/download/{file.id}", f"/messages/{message.id}/download/{file.id}"):
            assert (await front.api.get(path)).status_code == 404
            seeing = {"authorization": "Bearer sees-all"}
            assert (await front.api.get(path, headers=seeing)).content == "ünï".encode()


async def test_downloads_need_their_own_scope() -> None:
    token = TokenConfig(Config().token, ("conversations:read", "messages:read", "comments:read"))
    async with served(Config(tokens=(token,))) as front:
        conversation = await front.customer(attachments=[NOTE])
        message = await newest(front, conversation)
        file = message["attachments"][0]["id"]
        for path in (f"/download/{file}", f"/messages/{message['id']}/download/{file}"):
            assert (await front.api.get(path)).status_code == 403
        await front.act("set_scopes", scopes=["attachments:read"])
        assert (await front.api.get(f"/download/{file}")).status_code == 200


async def test_a_reply_carries_its_files_to_the_customer(front: Front) -> None:
    conversation = await front.customer()
    answer = await front.api.post(
        f"/conversations/{conversation}/messages", files=form(PDF, body="<p>Here</p>")
    )
    assert answer.status_code == 202
    await eventually(lambda: "out_reply" in front.event_types())
    (file,) = (await newest(front, conversation))["attachments"]
    assert (await front.api.get(file["url"])).content == b"%PDF-1"


async def test_a_comment_carries_files(front: Front) -> None:
    conversation = await front.customer()
    path = f"/conversations/{conversation}/comments"
    made = (await front.api.post(path, files=form(PDF, body="See"))).json()
    (file,) = made["attachments"]
    assert (file["filename"], file["size"]) == ("offer.pdf", 6)
    assert (await newest(front, conversation, "comments"))["attachments"] == [file]
    for url in (file["url"], f"/comments/{made['id']}/download/{file['id']}"):
        assert (await front.api.get(url)).content == b"%PDF-1"


async def test_a_draft_carries_files_through_an_edit_until_it_is_sent(front: Front) -> None:
    conversation = await front.customer()
    path = f"/conversations/{conversation}/drafts"
    fields = {"body": "<p>Here</p>", "channel_id": CHANNEL, "mode": "shared"}
    draft = (await front.api.post(path, files=form(PDF, **fields))).json()
    (file,) = draft["attachments"]
    assert (await front.api.get(file["url"])).content == b"%PDF-1"
    edit = {"body": "<p>Now</p>", "channel_id": CHANNEL}
    after = (await front.api.patch(f"/drafts/{draft['id']}/", json=edit)).json()
    assert after["attachments"] == [file]
    other = ("b.txt", b"b", "text/plain")
    after = (await front.api.patch(f"/drafts/{draft['id']}/", files=form(other, **edit))).json()
    (file,) = after["attachments"]
    assert file["filename"] == "b.txt"
    await front.act("send_draft", draft=draft["id"], teammate="mia")
    message = await newest(front, conversation)
    assert (message["draft_mode"], message["attachments"]) == (None, [file])
    url = f"/messages/{message['id']}/download/{file['id']}"
    assert (await front.api.get(url)).content == b"b"


@pytest.mark.parametrize(
    "files",
    [
        [{"content_type": "a/b", "text": "x"}],
        [{"filename": "a", "base64": "%%"}],
        [{"filename": "a", "base64": 5}],
        [{"filename": "a", "text": "x", "inline": "yes"}],
        ["a"],
        {"filename": "a"},
        [{"filename": "a", "text": "x" * (25 * 1024 * 1024 + 1)}],
    ],
)
async def test_files_that_cannot_be_are_a_400_of_the_action(front: Front, files: Any) -> None:
    body = {"text": "hi", "attachments": files}
    answer = await front.control.post("/_control/customer_message", json=body)
    assert answer.status_code == 400
    assert front.event_types() == []


async def test_the_first_comment_of_a_discussion_carries_files(front: Front) -> None:
    fields = {"type": "discussion", "subject": "x", "inbox_id": "inb_1mail", "comment[body]": "y"}
    files: Any = [(name, (None, value)) for name, value in fields.items()]
    files.append(("comment[attachments][]", PDF))
    made = (await front.api.post("/conversations", files=files)).json()
    (file,) = (await newest(front, made["id"], "comments"))["attachments"]
    assert (await front.api.get(file["url"])).content == b"%PDF-1"
