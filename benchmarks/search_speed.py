"""How long an index takes to build, how much memory it needs, and how long a question waits.

The passages are made up: words drawn as often as in real text, so that common ones are common.
`python -m benchmarks.search_speed 3000` (passages; several numbers are measured in turn).
"""

import asyncio
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import accumulate

import numpy as np
import psutil

from frontmate.knowledge import Article, Passage, Search, split, version_of, wanted
from frontmate.knowledge.vector import pack

_VOCABULARY = 20_000
_QUESTIONS = 50


class RandomEncoder:
    """Vectors without meaning, at no cost: what is measured is the rest."""

    model = "random"
    batch = 64

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)

    async def queries(self, texts: Sequence[str]) -> list[bytes]:
        return [pack(self._random.normal(size=384)) for _ in texts]

    async def passages(self, texts: Sequence[str]) -> list[bytes]:
        return await self.queries(texts)

    async def close(self) -> None:
        """Nothing to give back."""


def made_up(count: int, seed: int = 1) -> Iterator[Article]:
    """Articles of three passages of about 120 words each, until there are so many passages."""
    source = random.Random(seed)  # noqa: S311 - made-up text, no secret
    words = [
        f"{source.choice('bdfgklmnprst')}{source.choice('aeiou')}w{n}" for n in range(_VOCABULARY)
    ]
    weights = list(accumulate(1 / (rank + 3) for rank in range(_VOCABULARY)))
    for at in range(0, count, 3):
        drawn = source.choices(words, cum_weights=weights, k=360)
        lines = [" ".join(drawn[n : n + 15]).capitalize() + "." for n in range(0, 360, 15)]
        body = "\n\n".join(f"## Part {n}\n\n{' '.join(lines[n * 8 : n * 8 + 8])}" for n in range(3))
        title = " ".join(source.choices(words, cum_weights=weights, k=5))
        yield Article(
            f"{at:07}", title, "en", True, body, None, version_of(title, body, public=True)
        )


async def measure(count: int) -> dict[str, object]:
    process = psutil.Process()
    passages = [passage for article in made_up(count) for passage in split(article)][:count]
    pieces = wanted(passages)
    encoder = RandomEncoder(2)
    packed = dict(zip(pieces, await encoder.passages(list(pieces)), strict=True))
    before, began = process.memory_info().rss, time.perf_counter()
    lexical = Search(passages)
    built, lexical_rss = time.perf_counter() - began, process.memory_info().rss
    began = time.perf_counter()
    semantic = lexical.with_vectors(encoder, packed)
    learned = time.perf_counter() - began
    return {
        "passages": len(passages),
        "pieces": len(pieces),
        "lexical_build_s": round(built, 2),
        "lexical_mb": round((lexical_rss - before) / 1e6),
        "vectors_build_s": round(learned, 2),
        "vectors_mb": round((process.memory_info().rss - lexical_rss) / 1e6),
        "lexical_ms": await _questions(lexical, passages),
        "semantic_ms": await _questions(semantic, passages),
    }


async def _questions(search: Search, passages: list[Passage]) -> dict[str, float]:
    source = random.Random(3)  # noqa: S311 - as above
    spent = []
    for _ in range(_QUESTIONS):
        question = " ".join(source.choices(source.choice(passages).text.split(), k=9))
        began = time.perf_counter()
        await search.rank(question, language="en")
        spent.append(1_000 * (time.perf_counter() - began))
    return {"median": round(statistics.median(spent), 1), "worst": round(max(spent), 1)}


if __name__ == "__main__":
    for number in sys.argv[1:] or ["3000"]:
        print(json.dumps(asyncio.run(measure(int(number)))))  # noqa: T201 - its output
