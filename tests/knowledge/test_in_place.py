"""An index that was changed in place answers as one that was built from nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontmate.knowledge import Article, Passage, Ranking, Search, split, wanted
from frontmate.knowledge.search import entries_of
from tests.knowledge.concepts import Concepts, vector

Page = tuple[Passage, ...]

WORDS = (
    "refund",
    "money",
    "descale",
    "powder",
    "parcel",
    "password",
    "kalk",
    "geld",
    "red",
    "lamp",
)
QUESTIONS = ("refund money", "kalk powder geld", "red lamp", "pasword", "parcel red parcel", "x")

ARTICLES = st.builds(
    lambda title, parts, locale, keywords: (title, parts, locale, keywords),
    st.sampled_from(WORDS),
    st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=3),
    st.sampled_from(["en", "de"]),
    st.lists(st.sampled_from(WORDS), max_size=1),
)
STATES = st.dictionaries(
    st.sampled_from(["a", "b", "c:en", "c:de", "d", "e"]), ARTICLES, max_size=6
)
Told = tuple[str, list[str], str, list[str]]


def page(key: str, told: Told) -> Page:
    title, parts, locale, keywords = told
    locale = key.rpartition(":")[2] if ":" in key else locale
    body = "\n\n".join(f"## {title} {at}\n\n{text}." for at, text in enumerate(parts))
    return split(Article(key, title, locale, True, body, None, "v", tuple(keywords)))


def after(search: Search, state: dict[str, Told], encoder: Concepts | None) -> Search:
    """As the library does it: what has not changed is the same object."""
    now = {key: page(key, told) for key, told in sorted(state.items())}
    kept = {key: old for key, old in search.pages.items() if now.get(key) == old}
    new = [each for key, each in now.items() if key not in kept]
    search = search.changed({**now, **kept}, entries_of(new))
    if encoder is None:
        return search
    search = search.with_vectors(encoder, {})
    missing = set(search.unknown())
    pieces = wanted(search.passages)
    return search.with_vectors(encoder, {d: vector(pieces[d].text) for d in missing})


def same(found: Ranking, fresh: Ranking) -> None:
    assert [hit.passage for hit in found.hits] == [hit.passage for hit in fresh.hits]
    assert [hit.score for hit in found.hits] == pytest.approx([hit.score for hit in fresh.hits])
    assert found.confidence == pytest.approx(fresh.confidence)
    assert found.coverage == pytest.approx(fresh.coverage)
    assert found.semantic == fresh.semantic


@settings(max_examples=60, deadline=None)
@given(st.lists(STATES, min_size=1, max_size=5), st.booleans())
async def test_whatever_has_changed_it_answers_as_one_built_from_nothing(
    states: list[dict[str, Told]], meaning: bool
) -> None:
    encoder = Concepts() if meaning else None
    search = Search(())
    for state in states:
        search = after(search, state, encoder)
        now = [p for key, told in sorted(state.items()) for p in page(key, told)]
        vectors = {digest: vector(piece.text) for digest, piece in wanted(now).items()}
        fresh = Search(now, encoder=encoder, vectors=vectors if meaning else None)
        assert search.passages == fresh.passages
        assert not search.unknown()
        for question in QUESTIONS:
            for language in ("en", "de", None):
                found = await search.rank(question, language=language)
                same(found, await fresh.rank(question, language=language))


async def test_one_article_among_many_changes_as_many_do() -> None:
    """Few new terms are sorted in in another way than many."""
    state = {
        f"a{n:03}": (WORDS[n % 10], [f"{WORDS[n % 7]} part {n}"], "en", list[str]())
        for n in range(300)
    }
    search = after(Search(()), state, None)
    for key, told in (("a007", ("zebra", ["money zebra"], "en", [])), ("a900", state["a001"])):
        state = {**state, key: told}
        search = after(search, state, None)
        fresh = Search(p for name, each in sorted(state.items()) for p in page(name, each))
        for question in (*QUESTIONS, "zebra", "money part", "part 77"):
            same(await search.rank(question), await fresh.rank(question))


async def test_the_index_before_answers_on_as_it_did() -> None:
    encoder = Concepts()
    before = after(Search(()), {"a": ("refund", ["money"], "en", [])}, encoder)
    told = await before.rank("money refund lamp", language="en")
    later = after(before, {"b": ("lamp", ["red lamp"], "en", [])}, encoder)
    assert await before.rank("money refund lamp", language="en") == told
    assert [h.passage.article for h in (await later.rank("lamp money")).hits] == ["b"]
    assert later.cited("a", "v", 0) is None


async def test_what_changed_waits_for_its_vectors_and_is_found_by_words() -> None:
    encoder = Concepts()
    state = {f"f{n}": ("lamp", [f"part {n}"], "en", list[str]()) for n in range(20)}
    before = after(Search(()), {**state, "a": ("refund", ["money"], "en", [])}, encoder)
    new = page("a", ("descale", ["powder"], "en", []))
    changed = before.changed({**before.pages, "a": new}, entries_of([new]))
    assert changed.unknown()
    asked = await changed.rank("descale powder", language="en")
    assert not asked.semantic
    assert asked.hits[0].passage.article == "a"
    assert (await changed.rank("lamp part", language="en")).semantic
    assert (await changed.rank("refund money", language="en")).hits[0].passage.article != "a"


async def test_a_vector_that_comes_before_its_articles_others_is_not_lost() -> None:
    encoder = Concepts()
    long = page(
        "a", ("refund", ["Money comes in at most seven days and no later.", "Red."], "en", [])
    )
    pieces = wanted(long)
    vectors = {digest: vector(piece.text) for digest, piece in pieces.items()}
    search = Search(long).with_vectors(encoder, {})
    for number, digest in enumerate(pieces):
        assert set(search.unknown()) == set(list(pieces)[number:])
        search = search.with_vectors(encoder, {digest: vectors[digest]})
    assert (await search.rank("geld", language="de")).semantic
