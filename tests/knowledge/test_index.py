"""BM25 as SQLite's FTS5 reckons it, on whose scores the confidence was fitted."""

import math

import numpy as np
import pytest

from frontmate.knowledge import Passage
from frontmate.knowledge.catalogue import NOTHING, Catalogue
from frontmate.knowledge.entries import Entry
from frontmate.knowledge.index import Index
from frontmate.knowledge.words import Words


def passage(
    article: str, text: str, *, title: str = "", heading: str = "", number: int = 0
) -> Passage:
    return Passage(article, "v1", number, title, heading, text, True, "en", None, ("keyword",))


PASSAGES = (
    passage("a", "red lamp, red cup", title="red"),
    passage("a", "blue lamp", title="red", heading="Lamp", number=1),
    passage("b", "green cup", title="cups"),
    passage("c", "yellow plate", title="plates"),
    passage("d", "black fork", title="forks"),
)


def index(passages: tuple[Passage, ...]) -> tuple[Index, Catalogue]:
    pages: dict[str, tuple[Passage, ...]] = {}
    for each in passages:
        pages[each.article] = (*pages.get(each.article, ()), each)
    words, catalogue = Words(), Catalogue(pages)
    entries = {key: Entry.of(page, words) for key, page in pages.items()}
    return Index().changed(catalogue, catalogue.moved_from(NOTHING), entries), catalogue


INDEX, CATALOGUE = index(PASSAGES)
ALL = INDEX.view()


def bm25(often: float, held: int, length: int, mean: float, size: int) -> float:
    idf = math.log((size - held + 0.5) / (held + 0.5))
    return (
        max(idf, 1e-6) * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * length / mean))
        if often
        else 0.0
    )


def test_a_term_counts_by_where_it_stands() -> None:
    # Tokens: title, heading, the keyword, text.
    lengths = [6, 5, 4, 4, 4]
    mean = sum(lengths) / 5
    found = INDEX.words(["red"], ALL)
    assert found[0] == pytest.approx(bm25(4 + 2, 2, 6, mean, 5), rel=1e-5)
    assert found[1] == pytest.approx(bm25(4, 2, 5, mean, 5), rel=1e-5)
    assert found[2:].tolist() == [0, 0, 0]


def test_scores_of_several_terms_are_added_and_unknown_ones_are_nothing() -> None:
    both = INDEX.words(["red", "cup", "zebra"], ALL)
    assert np.allclose(both, INDEX.words(["red"], ALL) + INDEX.words(["cup"], ALL))
    assert not INDEX.words(["zebra"], ALL).any()
    assert not INDEX.words([], ALL).any()


def test_an_articles_title_counts_once_in_the_whole_article() -> None:
    found = INDEX.whole(["red"], ALL)
    lengths = [9, 4, 4, 4]
    assert found[0] == pytest.approx(bm25(4 + 2, 1, 9, sum(lengths) / 4, 4), rel=1e-5)
    assert CATALOGUE.article_of.tolist() == [0, 0, 1, 2, 3]


def test_pairs_are_neighbours_only() -> None:
    assert INDEX.pairs([("red", "lamp")], ALL).nonzero()[0].tolist() == [0]
    assert INDEX.pairs([("red", "cup")], ALL).nonzero()[0].tolist() == [0]
    assert not INDEX.pairs([("lamp", "cup"), ("red", "zebra"), ("cup", "red")], ALL).any()


def test_a_title_says_nothing_about_the_place() -> None:
    rows, told = INDEX.places("red", ALL)
    assert dict(zip(rows.tolist(), told.tolist(), strict=True)) == {0: 1.0, 1: 0.0}
    rows, told = INDEX.places("lamp", ALL)
    assert dict(zip(rows.tolist(), told.tolist(), strict=True)) == {0: 1.0, 1: 2.5}
    assert len(INDEX.places("zebra", ALL)[0]) == 0


def test_a_term_that_everybody_uses_is_worth_next_to_nothing() -> None:
    everywhere = INDEX.words(["keyword"], ALL)
    assert 0 < everywhere.max() < 1e-5
    assert INDEX.occurrences(ALL, ["keyword", "red", "zebra"]) == {"keyword": 5, "red": 2}


def test_nothing_is_found_in_nothing() -> None:
    empty, _ = index(())
    assert empty.words(["a"], empty.view()).tolist() == []
    assert empty.whole(["a"], empty.view()).tolist() == []
    assert empty.pairs([("a", "b")], empty.view()).tolist() == []
    assert empty.occurrences(empty.view(), ["a"]) == {}
