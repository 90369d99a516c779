"""The client over real loopback sockets: what cannot be made up."""

import gzip
import socket

import pytest

from frontmate.front import Merged, NotFound, TooBig, Unreachable
from frontmate.front.body import BIGGEST_ANSWER
from tests.front.doubles import Rig, rig
from tests.front.servers import answering, dripping, sending, served


async def comment(it: Rig) -> str:
    return await it.client.comment("cnv_1", "hello")


async def test_a_write_goes_over_the_wire() -> None:
    answer = answering("201 Created\r\ncontent-type: application/json", '{"id":"com_1"}')
    async with served(answer) as (it, asked):
        assert await comment(it) == "com_1"
    assert asked[0].startswith(b"POST /conversations/cnv_1/comments HTTP/1.1")
    assert b"content-type: application/json" in asked[0].lower()


async def test_a_merge_is_not_followed_over_the_wire() -> None:
    answer = answering("301 Moved\r\nlocation: /conversations/cnv_2/comments")
    async with served(answer) as (it, asked):
        with pytest.raises(Merged) as merged:
            await comment(it)
    assert (merged.value.into, len(asked)) == ("cnv_2", 1)


async def test_a_connection_that_breaks_leaves_a_doubt() -> None:
    async with served(sending(then_reset=True)) as (it, asked):
        with pytest.raises(Unreachable) as failed:
            await comment(it)
    assert failed.value.reached
    assert len(asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b'HTTP/1.1 201 Created\r\ncontent-length: 99\r\n\r\n{"id":',
        b'HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n6\r\n{"id":\r\n',
        b"HTTP/1.1 201 Created\r\ncontent-le",
    ],
)
async def test_an_answer_that_stops_halfway_leaves_a_doubt(answer: bytes) -> None:
    async with served(sending(answer)) as (it, _):
        with pytest.raises(Unreachable) as failed:
            await comment(it)
    assert failed.value.reached


async def test_an_answer_that_drips_for_ever_is_given_up() -> None:
    drips = dripping(b"HTTP/1.1 201 Created\r\ncontent-length: 9999\r\n\r\n")
    async with served(drips, timeout=0.1) as (it, _):
        with pytest.raises(Unreachable) as failed:
            await comment(it)
    assert failed.value.reached
    assert [one.error for one in it.calls] == ["TimeoutError"]


async def test_headers_that_drip_for_ever_are_given_up() -> None:
    async with served(dripping(b"HTTP/1.1 201 Created\r\n", b"a"), timeout=0.1) as (it, _):
        with pytest.raises(Unreachable) as failed:
            await comment(it)
    assert failed.value.reached


async def test_an_answer_that_is_not_http_leaves_a_doubt() -> None:
    async with served(sending(b"SSH-2.0-nothing to see here\r\n\r\n")) as (it, _):
        with pytest.raises(Unreachable) as failed:
            await comment(it)
    assert failed.value.reached


@pytest.mark.parametrize(
    "body", ["", " ", "null", "[]", '"com_1"', "{", '{"id": NaN}', "[" * 100_000, "\ufeff"]
)
async def test_a_success_that_says_nothing_usable_leaves_a_doubt(body: str) -> None:
    async with served(answering("201 Created", body)) as (it, asked):
        with pytest.raises(Unreachable) as failed:
            await comment(it)
    assert failed.value.reached
    assert len(asked) == 1


async def test_bytes_that_are_no_text_leave_a_doubt() -> None:
    async with served(answering("201 Created", b'{"id": "com_\xff"}')) as (it, _):
        with pytest.raises(Unreachable):
            await comment(it)


async def test_a_packed_answer_is_taken_and_one_that_swells_is_not() -> None:
    head = "201 Created\r\ncontent-encoding: gzip"
    async with served(answering(head, gzip.compress(b'{"id": "com_1"}'))) as (it, _):
        assert await comment(it) == "com_1"
    swollen = gzip.compress(b" " * (BIGGEST_ANSWER + 1))
    async with served(answering(head, swollen)) as (it, _):
        with pytest.raises(TooBig) as failed:
            await comment(it)
    assert failed.value.reached
    assert len(swollen) < BIGGEST_ANSWER // 100


async def test_a_broken_packing_leaves_a_doubt() -> None:
    answer = answering("201 Created\r\ncontent-encoding: gzip", "no gzip at all")
    async with served(answer) as (it, _):
        with pytest.raises(Unreachable) as failed:
            await comment(it)
    assert failed.value.reached


async def test_an_answer_that_says_it_is_huge_is_not_read() -> None:
    huge = sending(b"HTTP/1.1 201 Created\r\ncontent-length: 99999999999\r\n\r\n{")
    async with served(huge) as (it, _):
        with pytest.raises(TooBig):
            await comment(it)


async def test_a_refusal_is_understood_however_it_comes_in() -> None:
    error = b'{"_error": {"status": 404, "title": "Not found"}}'
    head = b"HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n"
    async with served(sending(head, error[:9], error[9:])) as (it, _):
        with pytest.raises(NotFound, match="404 Not found"):
            await comment(it)


async def test_a_port_that_nobody_listens_on_was_not_reached() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        it = rig(base_url=f"http://127.0.0.1:{bound.getsockname()[1]}")
        with pytest.raises(Unreachable) as failed:
            await comment(it)
        await it.client.aclose()
    assert not failed.value.reached
    assert [one.error for one in it.calls] == ["ConnectError"] * 4
