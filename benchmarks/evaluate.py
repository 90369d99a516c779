"""How well mails are read and articles are found: `make evaluate` prints one JSON line last.

In a minute or two, without vectors: of the mails of `tests/channels/messages` how many are read
rightly, those that the code was made to fit apart from those held out; of the public sets beside
the project how often the right article is first, and with two articles in five taken away, what is
answered and how much of it rightly; whether the language of their questions is told. Where those
sets are not there, it says so. `benchmarks.search_quality` measures search by meaning, for longer.
"""

import argparse
import asyncio
import json
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.search_quality import ALL, SETS, Set
from frontmate.agent.language import language_of_thread
from frontmate.knowledge import Article, Search, split
from tests.channels.mailbox import cases, read

QUESTIONS = 200
"""Of each set, drawn by a seed; a third of what `search_quality` asks."""
_LEFT = 0.6
"""The share of the articles that stays when questions without an answer are wanted."""

Json = dict[str, Any]
Lines = list[Json]


def of_mails() -> Json:
    """For each field of a mail, how many are read rightly and of how many."""
    right: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    asked: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    for case in cases():
        got = read(case)
        for field, expected in case.expected.items():
            asked[case.held_out][field] += 1
            right[case.held_out][field] += (got[field] or "") == (expected or "")
    return {
        name: {field: [right[held_out][field], number] for field, number in asked[held_out].items()}
        for held_out, name in ((False, "fitted"), (True, "held_out"))
    }


def _lines(sets: Path, name: str) -> Lines:
    text = (sets / f"{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def _some(given: Lines, number: int) -> Lines:
    drawn = list(given)
    random.Random(1).shuffle(drawn)  # noqa: S311 - a sample, no secret
    return drawn[:number]


def _search(documents: Lines) -> Search:
    articles = (
        Article(str(d["id"]), d["title"], d.get("lang", "en"), True, d["text"], None, "v1")
        for d in documents
    )
    return Search(passage for article in articles for passage in split(article))


async def _asked(search: Search, questions: Lines) -> tuple[float, float, float | None]:
    """Shares: with the right article first; answered; and of these, rightly, if there are any."""
    first = answered = rightly = 0
    for each in questions:
        ranking = await search.rank(each["text"], language=each["lang"])
        right = bool(ranking.hits) and ranking.hits[0].passage.article in each["gold"]
        told = ranking.confidence >= ranking.answer_from
        first, answered, rightly = first + right, answered + told, rightly + (right and told)
    number = max(1, len(questions))
    return first / number, answered / number, rightly / answered if answered else None


async def of_search(sets: Path, chosen: Set) -> Json:
    """By words alone. Half of a whole set's questions have no answer as it is."""
    documents = _lines(sets, chosen.corpus)
    questions = _some(_lines(sets, chosen.queries), QUESTIONS)
    figures: Json = {"questions": len(questions)}
    if not chosen.whole:
        first, _, _ = await _asked(_search(documents), questions)
        figures["right_first"] = round(first, 3)
        documents = _some(documents, round(_LEFT * len(documents)))
    _, answered, rightly = await _asked(_search(documents), questions)
    told = sum(language_of_thread(each["text"]) == each["lang"] for each in questions)
    return figures | {
        "answered": round(answered, 3),
        "rightly": None if rightly is None else round(rightly, 3),
        "language": round(told / max(1, len(questions)), 3),
    }


async def evaluate(sets: Path) -> Json:
    begun = time.monotonic()
    mails = of_mails()
    for name, figures in mails.items():
        shown = (f"{field} {right}/{number}" for field, (right, number) in figures.items())
        _say(f"mails, {name}: {', '.join(shown)}")
    search: Json = {}
    for chosen in ALL:
        if not (sets / f"{chosen.corpus}.jsonl").is_file():
            _say(f"search, {chosen.name}: left out, the set is not in {sets.name}/")
            continue
        search[chosen.name] = await of_search(sets, chosen)
        _say(f"search by words, {chosen.name}: {search[chosen.name]}")
    return {"mails": mails, "search": search, "seconds": round(time.monotonic() - begun, 1)}


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=SETS, help="a folder of the public sets")
    _say(json.dumps(asyncio.run(evaluate(parser.parse_args().sets))))
