"""Vectors fill in behind the answers: what is not encoded yet is, in small batches."""

import math
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass

from frontmate.knowledge.encoder import Encoder
from frontmate.knowledge.pieces import Piece


@dataclass(frozen=True, slots=True)
class Filled:
    """How far it is."""

    done: int
    total: int
    """Pieces, with those that were there before."""
    per_second: float
    """Of this run; 0 before the first batch."""

    @property
    def seconds_left(self) -> float | None:
        """At this rate; None while none is known, and where nothing is left."""
        left = self.total - self.done
        return left / self.per_second if left > 0 and self.per_second > 0 else None

    @property
    def pace(self) -> str:
        """For people: how fast it goes and when it ends; empty while that is not known."""
        if self.seconds_left is None:
            return ""
        minutes = math.ceil(self.seconds_left / 60)
        rate = f"{self.per_second:.0f}" if self.per_second >= 1 else f"{self.per_second:.1f}"
        return f"{rate} a second, about {minutes} min left"

    def __str__(self) -> str:
        told = f"{self.done} of {self.total} pieces encoded"
        return f"{told}, {self.pace}" if self.pace else told


async def fill(
    encoder: Encoder,
    wanted: Mapping[str, Piece],
    already: Collection[str],
    save: Callable[[Mapping[str, bytes]], Awaitable[None]],
    progress: Callable[[Filled], Awaitable[None]] | None = None,
    *,
    total: int | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Encode each wanted piece whose digest is not in `already`; returns how many were.

    Each batch is saved before the next begins, so whoever cancels or crashes loses one batch at
    most and goes on from there. Raises EncoderFailed, and what `save` and `progress` raise.
    `total`: pieces there are in all, where `wanted` names but a part. `clock` gives seconds.
    """
    known = set(already)
    todo = [(digest, piece.text) for digest, piece in wanted.items() if digest not in known]
    total = len(wanted) if total is None else total
    began, before = clock(), total - len(todo)
    if progress:
        await progress(Filled(before, total, 0.0))
    for at in range(0, len(todo), encoder.batch):
        batch = todo[at : at + encoder.batch]
        vectors = await encoder.passages([text for _, text in batch])
        await save(dict(zip((digest for digest, _ in batch), vectors, strict=True)))
        if progress:
            done = at + len(batch)
            spent = max(clock() - began, 1e-6)
            await progress(Filled(before + done, total, done / spent))
    return len(todo)
