"""Vectors fill in behind: in batches, each saved before the next, and only what is missing."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from frontmate.knowledge import EncoderFailed, Filled, Piece, fill

WANTED = {piece.digest: piece for piece in (Piece("title", f"t{n}") for n in range(10))}
TEXTS = [piece.text for piece in WANTED.values()]


class Scripted:
    """An encoder that writes down what it was given, and fails when it is told to."""

    model = "scripted"
    batch = 4

    def __init__(self, fails_at: str = "") -> None:
        self.seen: list[str] = []
        self.fails_at = fails_at

    async def queries(self, texts: Sequence[str]) -> list[bytes]:
        return [text.encode() for text in texts]

    async def passages(self, texts: Sequence[str]) -> list[bytes]:
        await asyncio.sleep(0)
        if self.fails_at in texts:
            raise EncoderFailed("out of order", permanent=False)
        self.seen += texts
        return [text.encode() for text in texts]

    async def close(self) -> None:
        """Nothing to give back."""


class Kept:
    def __init__(self) -> None:
        self.vectors: dict[str, bytes] = {}
        self.told: list[Filled] = []
        self.seconds = 0.0

    async def save(self, made: Mapping[str, bytes]) -> None:
        self.vectors |= made
        self.seconds += 2.0

    async def progress(self, filled: Filled) -> None:
        self.told.append(filled)

    def clock(self) -> float:
        return self.seconds


async def test_everything_missing_is_encoded_in_order_and_kept_by_digest() -> None:
    encoder, kept = Scripted(), Kept()
    assert await fill(encoder, WANTED, (), kept.save) == 10
    assert encoder.seen == TEXTS
    assert kept.vectors == {digest: piece.text.encode() for digest, piece in WANTED.items()}


async def test_progress_counts_what_was_there_and_how_fast_it_goes() -> None:
    kept = Kept()
    already = list(WANTED)[:3]
    await fill(Scripted(), WANTED, already, kept.save, kept.progress, clock=kept.clock)
    assert kept.told == [Filled(3, 10, 0.0), Filled(7, 10, 2.0), Filled(10, 10, 7 / 4)]


async def test_a_part_is_told_as_a_part_of_all() -> None:
    kept = Kept()
    already = list(WANTED)[:5]
    await fill(Scripted(), WANTED, already, kept.save, kept.progress, total=100, clock=kept.clock)
    assert [filled.done for filled in kept.told] == [95, 99, 100]
    assert {filled.total for filled in kept.told} == {100}


@pytest.mark.parametrize(
    ("filled", "seconds", "told"),
    [
        (Filled(0, 10, 0.0), None, "0 of 10 pieces encoded"),
        (Filled(10, 10, 5.0), None, "10 of 10 pieces encoded"),
        (Filled(0, 0, 0.0), None, "0 of 0 pieces encoded"),
        (Filled(1, 10, 3.0), 3.0, "1 of 10 pieces encoded, 3 a second, about 1 min left"),
        (Filled(0, 900, 5.0), 180.0, "0 of 900 pieces encoded, 5 a second, about 3 min left"),
        (Filled(0, 901, 0.5), 1802.0, "0 of 901 pieces encoded, 0.5 a second, about 31 min left"),
    ],
)
def test_the_end_is_reckoned_from_the_rate(
    filled: Filled, seconds: float | None, told: str
) -> None:
    assert filled.seconds_left == seconds
    assert str(filled) == told


async def test_nothing_is_encoded_twice() -> None:
    encoder, kept = Scripted(), Kept()
    await fill(encoder, WANTED, WANTED, kept.save, kept.progress)
    assert encoder.seen == []
    assert kept.told == [Filled(10, 10, 0.0)]
    assert await fill(encoder, {}, (), kept.save, kept.progress) == 0


async def test_after_a_failure_it_goes_on_where_it_was() -> None:
    encoder, kept = Scripted(fails_at="t5"), Kept()
    with pytest.raises(EncoderFailed):
        await fill(encoder, WANTED, (), kept.save)
    assert len(kept.vectors) == 4
    encoder.fails_at = ""
    assert await fill(encoder, WANTED, kept.vectors, kept.save) == 6
    assert encoder.seen == TEXTS


async def test_it_can_be_cancelled_and_loses_one_batch_at_most() -> None:
    encoder, kept = Scripted(), Kept()

    async def cancels(made: Mapping[str, bytes]) -> None:
        await kept.save(made)
        if len(kept.vectors) >= 8:
            filling.cancel()

    filling = asyncio.create_task(fill(encoder, WANTED, (), cancels))
    with pytest.raises(asyncio.CancelledError):
        await filling
    assert len(kept.vectors) == 8
