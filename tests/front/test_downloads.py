"""Files that come from Front: bounded, whole or an error, and with the token to one host only."""

import asyncio
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontmate.front import Forbidden, FrontError, NotFound, TooBig, Unreachable
from frontmate.front.files import LONGEST_HEADERS, read_name
from tests.front.doubles import BASE, TOKEN, Rig, refuses, rig
from tests.front.servers import Server, answering, dripping, sending, served

PDF = b"%PDF-1.7 \x00\xff"
PLENTY = 1024 * 1024
MAIL = b"From: kim@shop.example\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n"


def a_file(data: bytes = PDF, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(200, content=data, headers={"content-type": "application/pdf", **named})


async def fetch(
    it: Rig, most: int = PLENTY, file: str = "fil_1", into: bytearray | None = None
) -> bytes:
    """The whole file; what came before an error stays in `into`."""
    got = bytearray() if into is None else into
    async with it.client.download(file, most=most) as found:
        async for part in found:
            got += part
    return bytes(got)


async def test_a_file_is_asked_for_by_its_id_at_our_address() -> None:
    it = rig([a_file(content_disposition='attachment; filename="invoice.pdf"')])
    async with it.client.download("fil_1", most=PLENTY) as found:
        assert (found.name, found.content_type, found.size) == (
            "invoice.pdf",
            "application/pdf",
            len(PDF),
        )
        assert b"".join([part async for part in found]) == PDF
    (asked,) = it.script.asked
    assert str(asked.url) == f"{BASE}/download/fil_1"
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.headers["accept-encoding"] == "identity"
    assert [(one.template, one.status, one.error) for one in it.calls] == [
        ("/download/{attachment_link_id}", 200, None)
    ]


@pytest.mark.parametrize("file", ["https://evil.example/x", "../me", "fil_1?x=1", "//evil.example"])
async def test_an_id_that_is_an_address_leads_nowhere_else(file: str) -> None:
    it = rig([a_file()])
    await fetch(it, file=file)
    (asked,) = it.script.asked
    assert asked.url.host == "api2.frontapp.com"
    assert asked.url.raw_path.startswith(b"/download/")
    assert asked.url.raw_path.count(b"/") == 2


async def test_a_file_that_says_it_is_too_big_is_not_read() -> None:
    huge = sending(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n" + b"x" * 99)
    async with served(huge) as (it, asked):
        with pytest.raises(TooBig) as failed:
            await fetch(it, most=1000)
    assert failed.value.permanent
    assert len(asked) == 1


async def test_a_file_that_does_not_say_it_is_too_big_is_cut_off() -> None:
    got = bytearray()
    chunk = b"400\r\n" + b"x" * 1024 + b"\r\n"
    endless = dripping(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", chunk)
    async with served(endless) as (it, asked):
        with pytest.raises(TooBig):
            await fetch(it, most=4000, into=got)
    assert 0 < len(got) <= 4000
    assert len(asked) == 1
    assert [one.error for one in it.calls] == ["TooBig"]


async def test_a_file_of_just_the_limit_is_whole() -> None:
    assert await fetch(rig([a_file(b"x" * 1000)]), most=1000) == b"x" * 1000
    with pytest.raises(TooBig):
        await fetch(rig([a_file(b"x" * 1001)]), most=1000)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf of it",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\na\r\nhalf of it\r\n",
    ],
)
async def test_a_file_that_breaks_off_is_an_error_and_is_not_begun_again(answer: bytes) -> None:
    got = bytearray()
    async with served(sending(answer)) as (it, asked):
        with pytest.raises(Unreachable):
            await fetch(it, into=got)
    assert (bytes(got), len(asked)) == (b"half of it", 1)
    assert [one.error for one in it.calls] == ["RemoteProtocolError"]


async def test_a_connection_that_breaks_in_the_middle_gives_no_file() -> None:
    half = sending(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf", then_reset=True)
    async with served(half) as (it, _):
        with pytest.raises(Unreachable):
            await fetch(it)


async def test_a_file_that_fails_before_its_first_byte_is_asked_for_again() -> None:
    whole = answering("200 OK", PDF)
    async with served(
        sending(then_reset=True),
        sending(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n"),
        answering("503 Busy"),
        whole,
    ) as (it, asked):
        assert await fetch(it) == PDF
    assert len(asked) == 4
    assert [one.error for one in it.calls][2:] == ["Unreachable", None]


async def test_a_file_that_takes_too_long_is_given_up() -> None:
    drips = dripping(b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n")
    async with served(drips, timeout=0.1) as (it, asked):
        with pytest.raises(Unreachable):
            await fetch(it, most=10_000)
    assert len(asked) == 1
    assert [one.error for one in it.calls] == ["TimeoutError"]


async def test_the_token_does_not_follow_a_redirect() -> None:
    async with Server(answering("200 OK", PDF)) as other:
        leads = answering(f"302 Found\r\nlocation: {other.url}/bucket/fil_1?signature=x")
        async with served(leads) as (it, asked):
            with pytest.raises(Unreachable, match=r"302 \(leads to 127.0.0.1, and is not followed"):
                await fetch(it)
    assert len(asked) == 1
    assert other.asked == []


@pytest.mark.parametrize(("status", "error"), [(404, NotFound), (403, Forbidden)])
async def test_a_refusal_is_told_apart_whatever_the_limit(
    status: int, error: type[FrontError]
) -> None:
    it = rig([refuses(status)])
    with pytest.raises(error):
        await fetch(it, most=3)
    assert len(it.script.asked) == 1


async def test_a_download_waits_for_the_budget_like_any_call() -> None:
    it = rig([refuses(429, retry_after="7"), a_file()])
    assert await fetch(it) == PDF
    assert sum(it.clock.slept) >= 7


async def test_an_empty_file_is_a_file() -> None:
    async with served(answering("200 OK")) as (it, _):
        assert await fetch(it) == b""


async def test_who_stops_reading_stops_the_download() -> None:
    gone = asyncio.Event()

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\nx")
        await reader.read()
        gone.set()

    async with served(endless) as (it, _):
        async with it.client.download("fil_1", most=10**9) as found:
            assert await anext(aiter(found)) == b"x"
        async with asyncio.timeout(20):
            await gone.wait()


async def test_what_goes_wrong_with_the_reader_is_the_readers() -> None:
    it = rig([a_file()])
    with pytest.raises(OSError, match="disk is full"):
        async with it.client.download("fil_1", most=PLENTY):
            raise OSError("disk is full")
    assert len(it.script.asked) == 1


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("", None),
        ("attachment", None),
        ('attachment; filename="a b.pdf"', "a b.pdf"),
        ("attachment; filename*=utf-8''%E2%82%AC.pdf", "€.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ("attachment; filename*=utf-8''..%2F..%2Fpasswd", "passwd"),
        ('attachment; filename="gpj.\u202eexe"', "gpj.exe"),
        ("attachment; filename*=utf-8''%ff%fe", "\ufffd\ufffd"),
        ("attachment; filename*=no-such''%41", "A"),
        ("; ;;=", None),
    ],
)
def test_a_files_name_is_read_and_never_a_path(header: str, name: str | None) -> None:
    assert read_name(header) == name


def a_mail(data: bytes = MAIL, kind: str = "message/rfc822") -> httpx2.Response:
    return httpx2.Response(200, content=data, headers={"content-type": kind})


async def test_a_mail_is_asked_for_as_it_came() -> None:
    it = rig([a_mail()])
    assert await it.client.mail("msg_1") == MAIL
    (asked,) = it.script.asked
    assert (str(asked.url), asked.headers["accept"]) == (f"{BASE}/messages/msg_1", "message/rfc822")


async def test_a_mail_that_is_too_big_is_not_taken() -> None:
    with pytest.raises(TooBig):
        await rig([a_mail()]).client.mail("msg_1", most=10)


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
async def test_headers_are_fetched_without_the_text(end: bytes) -> None:
    head = end.join([b"From: kim@shop.example", b"List-Id: <x.example>", b"", b""])

    async def long(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n")
        for number in range(len(head)):
            writer.write(head[number : number + 1])
            await writer.drain()
        writer.write(b"the text")
        await reader.read()

    async with served(long) as (it, asked):
        assert await it.client.mail_headers("msg_1") == head
    assert len(asked) == 1


async def test_headers_without_an_end_are_not_read_for_ever() -> None:
    it = rig([a_mail(b"x" * (LONGEST_HEADERS + 1))])
    with pytest.raises(TooBig):
        await it.client.mail_headers("msg_1")


async def test_a_mail_of_nothing_but_headers_is_all_headers() -> None:
    assert await rig([a_mail(b"From: a@b.example\n")]).client.mail_headers("msg_1") == (
        b"From: a@b.example\n"
    )


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "text/html"])
async def test_what_is_answered_as_if_no_mail_had_been_asked_for_is_none(kind: str) -> None:
    fetching: list[Any] = [
        lambda client: client.mail("msg_1"),
        lambda client: client.mail_headers("msg_1"),
    ]
    for fetched in fetching:
        with pytest.raises(Unreachable, match="no mail"):
            await fetched(rig([a_mail(kind=kind)]).client)


@settings(deadline=None)
@given(st.text() | st.text("af;= \"'*%0123\\?").map(lambda rest: f"attachment; filename{rest}"))
def test_no_name_breaks_the_reading_of_names(header: str) -> None:
    name = read_name(header)
    assert name is None or not set("/\\\r\n") & set(name)
