"""The client over real loopback sockets: what cannot be made up."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from frontmate.front import Merged, Unreachable
from tests.front.doubles import Rig, rig

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def served(
    behaviour: Behaviour, timeout: float = 10.0
) -> AsyncIterator[tuple[Rig, list[bytes]]]:
    """A client of a server that does this with every connection, and the requests it got."""
    asked: list[bytes] = []

    serving: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        await behaviour(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.append(asyncio.create_task(serve(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    it = rig(base_url=f"http://127.0.0.1:{port}", timeout=timeout)
    try:
        yield it, asked
    finally:
        await it.client.aclose()
        server.close()
        await asyncio.gather(*serving)
        await server.wait_closed()


def answering(head: str, body: str = "") -> Behaviour:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        length = f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        writer.write(f"HTTP/1.1 {head}\r\n{length}{body}".encode())
        await writer.drain()

    return answer


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
    async def breaks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async with served(breaks) as (it, asked):
        with pytest.raises(Unreachable) as failed:
            await comment(it)
    assert failed.value.reached
    assert len(asked) == 1


async def test_an_answer_that_stops_halfway_leaves_a_doubt() -> None:
    async def stops(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'HTTP/1.1 201 Created\r\ncontent-length: 99\r\n\r\n{"id":')
        await writer.drain()

    async with served(stops) as (it, _):
        with pytest.raises(Unreachable) as failed:
            await comment(it)
    assert failed.value.reached


async def test_an_answer_that_drips_for_ever_is_given_up() -> None:
    async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 201 Created\r\ncontent-length: 9999\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await asyncio.sleep(0.02)

    async with served(drips, timeout=0.1) as (it, _):
        with pytest.raises(Unreachable) as failed:
            await comment(it)
    assert failed.value.reached
    assert [one.error for one in it.calls] == ["TimeoutError"]


async def test_an_answer_that_is_not_http_leaves_a_doubt() -> None:
    async def babbles(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-nothing to see here\r\n\r\n")
        await writer.drain()

    async with served(babbles) as (it, _):
        with pytest.raises(Unreachable) as failed:
            await comment(it)
    assert failed.value.reached


async def test_a_port_that_nobody_listens_on_was_not_reached() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        it = rig(base_url=f"http://127.0.0.1:{bound.getsockname()[1]}")
        with pytest.raises(Unreachable) as failed:
            await comment(it)
        await it.client.aclose()
    assert not failed.value.reached
    assert [one.error for one in it.calls] == ["ConnectError"] * 4
