"""One edition of each article takes part in a question, as though the others did not exist."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.knowledge import Article, Passage, QueryMeans, Ranking, Search, split, work_of
from frontmate.knowledge.editions import Edition, chosen
from frontmate.knowledge.means import ENOUGH
from frontmate.knowledge.vector import unpack
from tests.knowledge.concepts import search, vector

TEXTS = {
    "en": ("Refunds", "We refund the price to you. The money comes in five days."),
    "de": ("Erstattung", "Wir erstatten den Preis. Das Geld kommt in fünf Tagen."),
    "fr": ("Remboursement", "Nous remboursons le prix. L'argent arrive en cinq jours."),
    "pt-br": ("Reembolso", "Devolvemos o preço em cinco dias úteis."),
}


def edition(work: str, locale: str, title: str = "", text: str = "") -> Passage:
    told = TEXTS.get(locale, TEXTS["en"])
    body = text or told[1]
    article = Article(f"{work}:{locale}", title or told[0], locale, True, body, None, "v1")
    (passage,) = split(article)
    return passage


def picked(language: str, *locales: str) -> str:
    editions = [Edition("a", locale, f"a:{locale}") for locale in locales]
    (key,) = chosen(editions, language)
    return key.removeprefix("a:")


@pytest.mark.parametrize(
    ("language", "locales", "taken"),
    [
        ("pt-br", ("en", "pt", "pt-br"), "pt-br"),
        ("pt_BR", ("en", "pt", "pt-br"), "pt-br"),
        ("pt", ("en", "pt", "pt-br"), "pt"),
        ("pt", ("en", "pt-br"), "pt-br"),
        ("pt-pt", ("pt-br", "en"), "pt-br"),
        ("it", ("de", "en", "fr"), "en"),
        ("it", ("de", "en-gb", "fr"), "en-gb"),
        ("it", ("fr", "de"), "de"),
        ("", ("fr", "en"), "en"),
        ("de", ("fr",), "fr"),
    ],
)
def test_the_nearest_language_is_taken_then_english_then_the_first(
    language: str, locales: tuple[str, ...], taken: str
) -> None:
    assert picked(language, *locales) == taken
    assert picked(language, *locales[::-1]) == taken


@pytest.mark.parametrize(
    ("key", "locale", "work"),
    [
        ("kba_1:de", "de", "kba_1"),
        ("kba_1:pt-BR", "pt-br", "kba_1"),
        ("kba_1:de", "fr", "kba_1:de"),
        ("returns", "de", "returns"),
        (":de", "de", ":de"),
        ("help/faq:3", "en", "help/faq:3"),
    ],
)
def test_a_key_that_ends_in_its_locale_names_an_edition(key: str, locale: str, work: str) -> None:
    assert work_of(key, locale) == work


ASKED = ("Wann bekomme ich mein Geld?", "refund price", "erstatten", "garantie", "kalk powder")
WORKS = {
    "refunds": ("en", "de", "fr"),
    "descale": ("en", "de"),
    "warranty": ("en",),
    "versand": ("de", "fr"),
}
TOLD = {
    ("descale", "en"): ("Descale", "Descale it with the powder every month."),
    ("descale", "de"): ("Entkalken", "Entkalken Sie die Mühle jeden Monat."),
    ("warranty", "en"): ("Warranty", "We repair it for five years."),
    ("versand", "de"): ("Versand", "Das Paket kommt in drei Tagen."),
    ("versand", "fr"): ("Livraison", "Le paquet arrive en trois jours."),
}


def editions_of(work: str, locales: Sequence[str]) -> list[Passage]:
    return [edition(work, each, *TOLD.get((work, each), ("", ""))) for each in locales]


EVERY = [passage for work, locales in WORKS.items() for passage in editions_of(work, locales)]
TAKING_PART = {
    "de": {"refunds": "de", "descale": "de", "warranty": "en", "versand": "de"},
    "en": {"refunds": "en", "descale": "en", "warranty": "en", "versand": "de"},
    "fr": {"refunds": "fr", "descale": "en", "warranty": "en", "versand": "fr"},
    "ja": {"refunds": "en", "descale": "en", "warranty": "en", "versand": "de"},
}


def those_of(language: str) -> list[Passage]:
    return [
        edition(w, each, *TOLD.get((w, each), ("", "")))
        for w, each in TAKING_PART[language].items()
    ]


def same(found: Ranking, alone: Ranking) -> None:
    assert [hit.passage for hit in found.hits] == [hit.passage for hit in alone.hits]
    assert [hit.score for hit in found.hits] == pytest.approx([hit.score for hit in alone.hits])
    assert found.confidence == pytest.approx(alone.confidence)
    assert (found.answer_from, found.semantic) == (alone.answer_from, alone.semantic)
    assert found.coverage == pytest.approx(alone.coverage)


@pytest.mark.parametrize("language", TAKING_PART)
@pytest.mark.parametrize("question", ASKED)
async def test_by_words_a_question_is_answered_as_from_these_editions_alone(
    language: str, question: str
) -> None:
    found = await Search(EVERY).rank(question, language=language)
    same(found, await Search(those_of(language)).rank(question, language=language))


MEANS = QueryMeans(
    {
        language: (
            ENOUGH,
            (unpack([vector("geld"), vector("kalk")]).sum(0) * 10).astype("<f4").tobytes(),
        )
        for language in TAKING_PART
    }
)


@pytest.mark.parametrize("means", [None, MEANS], ids=["cold", "warm"])
@pytest.mark.parametrize("language", TAKING_PART)
@pytest.mark.parametrize("question", ASKED)
async def test_by_meaning_too(language: str, question: str, means: QueryMeans | None) -> None:
    every, alone = search(*EVERY, means=means), search(*those_of(language), means=means)
    found = await every.rank(question, language=language)
    assert found.semantic
    same(found, await alone.rank(question, language=language))
    best = found.hits[0].passage
    aims = await every.aims(question, best, language=language)
    assert aims == pytest.approx(await alone.aims(question, best, language=language), abs=1e-5)


async def test_the_english_edition_answers_only_where_there_is_no_german_one() -> None:
    for shelf in (Search(EVERY), search(*EVERY)):
        german = await shelf.rank("refund erstatten geld", language="de")
        assert german.hits[0].passage.locale == "de"
        assert "en" not in {h.passage.locale for h in german.hits if h.passage.work == "refunds"}
        assert (await shelf.rank("repair", language="de")).hits[0].passage.article == "warranty:en"


async def test_an_edition_without_vectors_holds_up_its_own_language_alone() -> None:
    lacking = search(*EVERY, without=["refunds:fr"])
    assert (await lacking.rank("money", language="en")).semantic
    assert (await lacking.rank("geld", language="de")).semantic
    assert not (await lacking.rank("l'argent", language="fr")).semantic


async def test_every_edition_can_be_cited_whatever_was_asked_last() -> None:
    shelf = search(*EVERY)
    await shelf.rank("geld", language="de")
    for passage in EVERY:
        assert shelf.cited(passage.article, "v1", 0) == passage


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("pt_BR", "pt-br"),
        ("pt-PT", "pt"),
        ("pt", "pt"),
        ("PT-ao", "pt"),
        ("it", "en"),
        (None, "en"),
    ],
)
async def test_a_region_is_told_apart_however_it_is_written(
    language: str | None, locale: str
) -> None:
    shelf = Search(edition("a", each, "word", "word") for each in ("pt", "pt-br", "en"))
    for _ in range(2):
        hits = (await shelf.rank("word", language=language)).hits
        assert [hit.passage.locale for hit in hits] == [locale]


async def test_an_internal_edition_does_not_keep_the_public_one_away() -> None:
    hidden = split(Article("a:de", "Preis", "de", False, "Der Preis.", None, "v1"))
    shown = split(Article("a:en", "Price", "en", True, "The price.", None, "v1"))
    ranking = await Search((*hidden, *shown)).rank("price", language="de")
    assert [hit.passage.article for hit in ranking.hits] == ["a:en"]


LOCALES = st.sampled_from(["en", "de", "fr", "pt-br", "pt-pt", "zh-hant"])


@given(
    st.dictionaries(st.sampled_from("abcd"), st.sets(LOCALES, min_size=1), min_size=1),
    st.one_of(LOCALES, st.sampled_from(["", "it", "pt", "zh", "de-AT"])),
)
async def test_each_article_takes_part_once_whatever_its_editions(
    works: dict[str, set[str]], language: str
) -> None:
    every = [
        edition(work, each, "word", f"word {work}") for work, some in works.items() for each in some
    ]
    hits = (await Search(every).rank("word", language=language, limit=50)).hits
    assert sorted(hit.passage.work for hit in hits) == sorted(works)
    for hit in hits:
        spoken = language.partition("-")[0].lower()
        if any(each.partition("-")[0] == spoken for each in works[hit.passage.work]):
            assert hit.passage.locale.partition("-")[0] == spoken
