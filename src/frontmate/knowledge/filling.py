"""Vectors fill in behind the answers: what is not encoded yet is, in small batches."""

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


async def fill(
    encoder: Encoder,
    wanted: Mapping[str, Piece],
    already: Collection[str],
    save: Callable[[Mapping[str, bytes]], Awaitable[None]],
    progress: Callable[[Filled], Awaitable[None]] | None = None,
    *,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Encode each wanted piece whose digest is not in `already`; returns how many were.

    Each batch is saved before the next begins, so whoever cancels or crashes loses one batch at
    most and goes on from there. Raises EncoderFailed, and what `save` and `progress` raise.
    `clock` gives seconds.
    """
    known = set(already)
    todo = [(digest, piece.text) for digest, piece in wanted.items() if digest not in known]
    began, before = clock(), len(wanted) - len(todo)
    if progress:
        await progress(Filled(before, len(wanted), 0.0))
    for at in range(0, len(todo), encoder.batch):
        batch = todo[at : at + encoder.batch]
        vectors = await encoder.passages([text for _, text in batch])
        await save(dict(zip((digest for digest, _ in batch), vectors, strict=True)))
        if progress:
            done = at + len(batch)
            spent = max(clock() - began, 1e-6)
            await progress(Filled(before + done, len(wanted), done / spent))
    return len(todo)
