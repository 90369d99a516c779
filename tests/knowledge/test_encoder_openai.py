"""An OpenAI-compatible endpoint: batches, second tries, checks, and no word in any log."""

import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx2
import numpy as np
import pytest

from frontmate.knowledge import EncoderFailed
from frontmate.knowledge.encoder_openai import BATCH, Endpoint
from frontmate.knowledge.vector import unpack

Answer = Callable[[httpx2.Request, list[str]], httpx2.Response]


def vectors_for(texts: list[str], size: int = 3) -> httpx2.Response:
    rows = [
        {"index": at, "embedding": [float(len(text)), 1.0, *([0.5] * (size - 2))]}
        for at, text in enumerate(texts)
    ]
    # Some servers answer out of order.
    return httpx2.Response(200, json={"data": rows[::-1]})


class Server:
    """Answers by a list of answers, then as an endpoint should."""

    def __init__(self, *first: httpx2.Response | httpx2.HTTPError) -> None:
        self.first = list(first)
        self.asked: list[list[str]] = []
        self.requests: list[httpx2.Request] = []
        self.slept: list[float] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        texts = json.loads(request.content)["input"]
        self.asked.append(texts)
        if not self.first:
            return vectors_for(texts)
        answer = self.first.pop(0)
        if isinstance(answer, httpx2.HTTPError):
            raise answer
        return answer

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@asynccontextmanager
async def endpoint(server: Server, key: str | None = "k") -> AsyncIterator[Endpoint]:
    transport = httpx2.MockTransport(server)
    made = Endpoint("https://api.example/v1/", "m", key, sleep=server.sleep, transport=transport)
    yield made
    await made.close()


async def test_texts_go_in_batches_and_come_back_in_order() -> None:
    server = Server()
    texts = ["x" * (1 + number) for number in range(BATCH + 5)]
    async with endpoint(server) as encoder:
        found = unpack(await encoder.passages(texts))
    assert [len(some) for some in server.asked] == [BATCH, 5]
    assert np.argsort(found[:, 0]).tolist() == list(range(BATCH + 5))
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=0.002)
    assert str(server.requests[0].url) == "https://api.example/v1/embeddings"
    assert server.requests[0].headers["authorization"] == "Bearer k"


async def test_without_a_key_none_is_sent() -> None:
    server = Server()
    async with endpoint(server, None) as encoder:
        await encoder.queries(["q"])
    assert "authorization" not in server.requests[0].headers


async def test_nothing_empty_or_endless_or_broken_is_sent() -> None:
    server = Server()
    async with endpoint(server) as encoder:
        await encoder.queries(["", " ", "\ud800", "a\0b", "x" * 10_000, "字" * 2_000])
        assert await encoder.queries([]) == []
    assert server.asked == [[".", ".", "?", "a b", "x" * 2_000, "字" * 666]]


BUSY = httpx2.Response(429, headers={"retry-after": "7"})


@pytest.mark.parametrize(
    ("first", "slept"),
    [
        ([BUSY], [7.0]),
        ([httpx2.Response(500), httpx2.Response(503)], [2.0, 4.0]),
        ([httpx2.ConnectError("refused"), httpx2.ReadTimeout("slow")], [2.0, 4.0]),
        ([httpx2.Response(429, headers={"retry-after": "Wed, 25 Nov 2026 07:28:00 GMT"})], [2.0]),
        ([httpx2.Response(429, headers={"retry-after": "-5"})], [0.0]),
    ],
)
async def test_what_may_pass_is_tried_again(
    first: list[httpx2.Response | httpx2.HTTPError], slept: list[float]
) -> None:
    server = Server(*first)
    async with endpoint(server) as encoder:
        assert len(await encoder.passages(["a", "b"])) == 2
    assert server.slept == slept


async def test_a_question_does_not_wait_long() -> None:
    server = Server(*[httpx2.Response(500)] * 9)
    async with endpoint(server) as encoder:
        with pytest.raises(EncoderFailed) as failure:
            await encoder.queries(["q"])
    assert not failure.value.permanent
    assert len(server.asked) == 2


async def test_who_asks_for_a_long_pause_is_not_waited_for() -> None:
    server = Server(httpx2.Response(429, headers={"retry-after": "600"}))
    async with endpoint(server) as encoder:
        with pytest.raises(EncoderFailed) as failure:
            await encoder.passages(["a"])
    assert failure.value.retry_after == 600
    assert server.slept == []


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (httpx2.Response(401, json={"error": "you sent: private words"}), "key is not accepted"),
        (httpx2.Response(404), "must end where"),
        (httpx2.Response(400, text="private words"), "may not be one for embeddings"),
        (httpx2.Response(302, headers={"location": "https://elsewhere.example"}), "302"),
        (httpx2.Response(200, text="<html>"), "no JSON"),
        (httpx2.Response(200, json={"ok": True}), "no embeddings"),
        (httpx2.Response(200, json=[1]), "no embeddings"),
        (httpx2.Response(200, json={"data": [{"embedding": "AAAA"}]}), "no embeddings"),
        (httpx2.Response(200, json={"data": [{"embedding": [0, 0]}]}), "no embeddings"),
        (httpx2.Response(200, json={"data": [7]}), "no embeddings"),
        (httpx2.Response(200, json={"data": []}), "0 vectors"),
        (httpx2.Response(200, json={"data": [{"embedding": [1, 0]}] * 2}), "2 vectors"),
    ],
)
async def test_what_stays_wrong_is_told_without_the_words(
    answer: httpx2.Response, says: str
) -> None:
    server = Server(answer)
    async with endpoint(server) as encoder:
        with pytest.raises(EncoderFailed, match=says) as failure:
            await encoder.passages(["private words"])
    assert failure.value.permanent
    assert "private" not in str(failure.value)
    assert server.slept == []
    assert [request.url.host for request in server.requests] == ["api.example"]


async def test_another_number_of_dimensions_is_noticed() -> None:
    async with endpoint(server := Server()) as encoder:
        await encoder.passages(["a"])
        server.first = [vectors_for(["b"], size=4)]
        with pytest.raises(EncoderFailed, match=r"has the model behind the URL changed"):
            await encoder.passages(["b"])


async def test_no_text_and_no_key_is_ever_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server = Server(httpx2.Response(500), httpx2.Response(400))
    async with endpoint(server, "hush") as encoder:
        with pytest.raises(EncoderFailed):
            await encoder.passages(["private words"])
        await encoder.passages(["private words"])
    assert "private" not in caplog.text
    assert "hush" not in caplog.text
    assert "hush" not in repr(encoder)


def test_the_same_name_at_another_address_is_another_model() -> None:
    one = Endpoint("https://a.example/v1", "m")
    other = Endpoint("http://127.0.0.1:8000/v1/", "m", "k")
    assert one.model != other.model
    assert other.model == "m at 127.0.0.1:8000/v1"
