"""The figures that the code quotes, on public sets that lie beside the project and not in it."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from frontmate.knowledge import ANSWER_FROM, Article, Search, split

DATASETS = Path(__file__).parents[3] / "shared" / "datasets"

pytestmark = pytest.mark.skipif(
    not DATASETS.is_dir(), reason="../shared/datasets is not beside this checkout"
)


def lines(name: str) -> list[dict[str, Any]]:
    text = (DATASETS / f"{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def search(documents: list[dict[str, Any]]) -> Search:
    articles = (
        Article(str(each["id"]), each["title"], each["lang"], True, each["text"], None, "v1")
        for each in documents
    )
    return Search(passage for article in articles for passage in split(article))


@pytest.mark.parametrize(
    ("corpus", "queries", "least"),
    [
        ("stackfaq/corpus", "stackfaq/queries", 0.72),
        ("doc2dial/corpus", "doc2dial/queries", 0.64),
        ("xquad/corpus.de", "xquad/queries.de", 0.86),
        ("xquad/corpus.zh", "xquad/queries.zh", 0.87),
    ],
)
async def test_the_right_article_is_first(corpus: str, queries: str, least: float) -> None:
    shelf = search(lines(corpus))
    asked = lines(queries)[::3]
    right = 0
    for each in asked:
        hits = (await shelf.rank(each["text"], limit=1, language=each["lang"])).hits
        right += bool(hits) and hits[0].passage.article in each["gold"]
    assert right / len(asked) >= least


@pytest.mark.parametrize(
    ("name", "precision", "share"), [("stackfaq", 0.8, 0.3), ("doc2dial", 0.77, 0.25)]
)
async def test_most_answers_are_right_though_two_articles_in_five_are_missing(
    name: str, precision: float, share: float
) -> None:
    documents = lines(f"{name}/corpus")
    random.Random(7).shuffle(documents)
    shelf = search(documents[len(documents) * 2 // 5 :])
    asked = lines(f"{name}/queries")[::2]
    answered = right = 0
    for each in asked:
        ranking = await shelf.rank(each["text"])
        if ranking.confidence >= ANSWER_FROM:
            answered += 1
            right += ranking.hits[0].passage.article in each["gold"]
    assert answered / len(asked) >= share
    assert right / answered >= precision
