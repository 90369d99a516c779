"""Emails as mail servers have them: headers as they came, text and HTML, files."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontmate.simulator.eml import eml_of, is_header
from frontmate.simulator.records import Attachment, Message, Recipient
from tests.simulator.conftest import Front, eventually

EML = {"accept": "message/rfc822"}
PNG = {"filename": "a.png", "content_type": "image/png", "base64": "iVBO", "cid": "one"}


async def newest(front: Front, conversation: str) -> str:
    listed = (await front.api.get(f"/conversations/{conversation}/messages")).json()["_results"]
    return str(listed[0]["id"])


async def mail(front: Front, message: str) -> EmailMessage:
    answer = await front.api.get(f"/messages/{message}", headers=EML)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "message/rfc822"
    return parsed(answer.content)


def parsed(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def said(part: Any) -> str:
    return str(part.get_content()).strip()


async def test_an_email_has_the_headers_it_came_with_and_those_it_always_has(front: Front) -> None:
    headers = {
        "Return-Path": "<>",
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
        "List-Id": "<news.example.org>",
        "message-id": "<given@example.org>",
    }
    conversation = await front.customer(
        "Ich bin nicht da – grüße",
        name="Käthe Müller",
        handle="kaethe@example.org",
        cc=["boss@example.org"],
        reply_to="office@example.org",
        subject="Abwesend: Größe",
        headers=headers,
    )
    found = await mail(front, await newest(front, conversation))
    for name, value in headers.items():
        assert found[name] == value
    assert found["From"] == "Käthe Müller <kaethe@example.org>"
    assert (found["To"], found["Cc"]) == ("support@example.com", "boss@example.org")
    assert (found["Reply-To"], found["Subject"]) == ("office@example.org", "Abwesend: Größe")
    assert found["Date"].datetime.year >= 2024
    assert found.get_all("Message-ID") == ["<given@example.org>"]
    plain, html = found.get_body(("plain",)), found.get_body(("html",))
    assert said(plain) == "Ich bin nicht da – grüße"
    assert said(html) == "<div>Ich bin nicht da – grüße</div>"


async def test_headers_are_nowhere_else(front: Front) -> None:
    conversation = await front.customer(headers={"Auto-Submitted": "auto-replied"})
    message = (await front.api.get(f"/messages/{await newest(front, conversation)}")).json()
    assert message["metadata"] == {}
    assert "auto-replied" not in str(message)


async def test_files_and_images_are_in_it(front: Front) -> None:
    note = {"filename": 'ü "x".txt', "content_type": "text/plain", "text": "hé"}
    conversation = await front.customer(html='<img src="cid:one">', attachments=[PNG, note])
    found = await mail(front, await newest(front, conversation))
    image = next(part for part in found.walk() if part.get_content_type() == "image/png")
    assert (image["Content-ID"], image.get_payload(decode=True)) == ("<one>", b"\x89PN"[:3])
    (file,) = found.iter_attachments()
    assert file.get_filename() == 'ü "x".txt'
    assert file.get_payload(decode=True) == "hé".encode()


async def test_a_thread_is_held_together_by_message_ids(front: Front) -> None:
    conversation = await front.customer(handle="kim@example.org")
    first = await mail(front, await newest(front, conversation))
    await front.reply(conversation, bcc=["hidden@example.org"])
    await eventually(lambda: "out_reply" in front.event_types())
    reply = await mail(front, await newest(front, conversation))
    await front.customer("Thanks", conversation=conversation)
    last = await mail(front, await newest(front, conversation))
    assert first["Message-ID"].endswith("@example.org>")
    assert reply["Message-ID"].endswith("@example.com>")
    assert reply["In-Reply-To"] == reply["References"] == first["Message-ID"]
    assert last["In-Reply-To"] == reply["Message-ID"]
    assert last["References"].split() == [first["Message-ID"], reply["Message-ID"]]
    assert "hidden" not in reply.as_string()


async def test_a_bounce_that_comes_in_is_a_report(front: Front) -> None:
    kind = 'multipart/report; report-type=delivery-status; boundary="x"'
    conversation = await front.customer("Not delivered", headers={"Content-Type": kind})
    found = await mail(front, await newest(front, conversation))
    assert found.get_content_type() == "multipart/report"
    assert found["Content-Type"].params["report-type"] == "delivery-status"
    assert "Not delivered" in said(found.get_body(("plain",)))


@pytest.mark.parametrize("channel", ["chat", "sms"])
async def test_only_emails_can_be_had_so(front: Front, channel: str) -> None:
    conversation = await front.customer("hi", channel=channel)
    path = f"/messages/{await newest(front, conversation)}"
    assert (await front.api.get(path, headers=EML)).status_code == 406
    assert (await front.api.get(path)).status_code == 200


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/json, message/rfc822", "application/json"),
        ("Message/RFC822; q=0.9, */*", "message/rfc822"),
        ("text/html", "application/json"),
    ],
)
async def test_the_first_format_that_there_is_is_given(
    front: Front, accept: str, kind: str
) -> None:
    path = f"/messages/{await newest(front, await front.customer())}"
    answer = await front.api.get(path, headers={"accept": accept})
    assert answer.headers["content-type"].startswith(kind)


WORDS = st.text(max_size=40)
FILES = st.builds(
    Attachment,
    st.just("fil_1"),
    WORDS,
    st.one_of(WORDS, st.just("text/html; charset=x")),
    st.binary(max_size=9),
    st.booleans(),
    st.one_of(st.none(), WORDS),
)
HEADERS = st.lists(
    st.tuples(st.sampled_from(["From", "Subject", "X-A", "Content-Type", "Date"]), WORDS).filter(
        lambda header: is_header(*header)
    ),
    max_size=3,
)


@settings(max_examples=200, deadline=None)
@given(WORDS, WORDS, WORDS, WORDS, st.lists(FILES, max_size=2), HEADERS)
def test_whatever_is_stored_makes_an_email(
    name: str, handle: str, words: str, body: str, files: list[Attachment], headers: Any
) -> None:
    people = [Recipient(handle, role, name) for role in ("from", "to", "cc", "reply-to")]
    message = Message(
        "msg_1",
        "u",
        "cnv_1",
        "email",
        True,
        1.5,
        words,
        body,
        words,
        people,
        attachments=files,
        headers=headers,
    )
    raw = eml_of(message, None)
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"\n\n" not in head
    names = [line.split(b":")[0] for line in head.split(b"\r\n") if line[:1] not in {b" ", b"\t"}]
    assert set(names) <= {
        b"From",
        b"To",
        b"Cc",
        b"Reply-To",
        b"Subject",
        b"Date",
        b"X-A",
        b"Content-Type",
        b"MIME-Version",
    }
