"""What is found for a question, and that no question can break the search."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.knowledge import Passage, Ranking, Search


def passage(
    article: str,
    text: str,
    *,
    title: str = "",
    heading: str = "",
    number: int = 0,
    public: bool = True,
    locale: str = "en",
    keywords: tuple[str, ...] = (),
) -> Passage:
    return Passage(article, "v1", number, title, heading, text, public, locale, None, keywords)


FILLING = tuple(
    passage(f"filling-{word}", f"The {word} is made of steel and lives in the kitchen.", title=word)
    for word in ("kettle", "grinder", "scale", "mug", "tamper", "filter", "brush", "tray")
)


async def found(search: Search, query: str, language: str | None = None) -> list[str]:
    ranking = await search.rank(query, language=language)
    return [hit.passage.article for hit in ranking.hits]


def search(*passages: Passage, filling: Iterable[Passage] = FILLING) -> Search:
    return Search((*passages, *filling))


async def test_the_title_weighs_more_than_the_text() -> None:
    both = search(
        passage("in-text", "You can return it. Delivery is quick.", title="Delivery"),
        passage("in-title", "Send it to us. Delivery is quick.", title="Return it"),
    )
    assert (await found(both, "how do I return it"))[0] == "in-title"


async def test_neighbouring_words_weigh_more_than_scattered_ones() -> None:
    both = search(
        passage("apart", "A gift for you, and a card beside it, and so on."),
        passage("together", "You pay with a gift card, and so on, beside it."),
    )
    assert (await found(both, "gift card"))[0] == "together"


async def test_keywords_find_what_the_text_calls_otherwise() -> None:
    shelf = search(passage("a", "Cancelling takes effect at once.", keywords=("terminate",)))
    assert await found(shelf, "I want to terminate it") == ["a"]


@pytest.mark.parametrize(
    ("locale", "text", "query"),
    [
        ("en", "We refunded the orders.", "refunds for an order"),
        ("de", "Die Bestellungen werden erstattet.", "Bestellung erstatten"),
        ("es", "Las cancelaciones son gratuitas.", "cancelacion gratuita"),
        ("fr", "L'adresse de livraison", "adresse livraisons"),
        ("ja", "注文番号はメールにあります", "注文番号"),
        ("zh", "如何取消订单", "取消订单"),
        ("ru", "Возврат товаров", "возврата товара"),
        ("xx", "Some text", "some text"),
    ],
)
async def test_words_are_found_in_other_forms(locale: str, text: str, query: str) -> None:
    assert (await found(search(passage("a", text, locale=locale)), query, locale))[:1] == ["a"]


@pytest.mark.parametrize(
    ("query", "article"),
    [("pasword forgotten", "a"), ("passwrod", "a"), ("e-mail", "b"), ("e mails", None)],
)
async def test_a_typing_error_of_one_letter_is_put_right(query: str, article: str | None) -> None:
    shelf = search(passage("a", "Reset your password."), passage("b", "Your email address."))
    assert await found(shelf, query) == ([article] if article else [])


async def test_within_an_article_the_passage_that_says_it_comes_first() -> None:
    shelf = search(
        passage("a", "Briefly.", title="Gift cards", heading="Other", number=1),
        passage("a", "They expire after 5 years, and more words follow.", title="Gift cards"),
        passage("a", "Call us.", title="Gift cards", heading="Lost cards", number=2),
    )
    assert (await shelf.rank("do gift cards expire?")).hits[0].passage.number == 0
    assert (await shelf.rank("I lost my gift card")).hits[0].passage.number == 2


async def test_scores_fall_and_the_limit_holds() -> None:
    hits = (await search().rank("steel kitchen", limit=3)).hits
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


SECRET = passage("secret", "Agents may give a zebra voucher.", title="Zebra", public=False)


async def test_internal_passages_are_never_found() -> None:
    shelf = search(SECRET)
    assert await found(shelf, "zebra voucher") == []
    assert shelf.cited("secret", "v1", 0) is None
    assert shelf.passage("secret", 0) is None


async def test_internal_words_weigh_on_nothing_that_a_customer_gets() -> None:
    texts = ("How do I clean the kettle?", "zebra voucher for the mug", "kettle")
    with_it, without = search(SECRET), search()
    for text in texts:
        assert await with_it.rank(text) == await without.rank(text)


def test_a_source_is_found_only_at_its_version() -> None:
    shelf = search(passage("a", "text"))
    assert shelf.cited("a", "v1", 0) == passage("a", "text")
    assert shelf.cited("a", "v2", 0) is None
    assert shelf.cited("a", "v1", 1) is None


async def test_coverage_is_the_share_that_one_passage_holds() -> None:
    shelf = search(passage("a", "Reset your password."))
    assert (await shelf.rank("reset password")).coverage == pytest.approx(1)
    assert 0 < (await shelf.rank("reset aeroplane")).coverage < 0.6
    assert (await shelf.rank("aeroplane")).coverage == 0
    assert (await shelf.rank("")).coverage == 0


async def test_confidence_falls_with_every_word_that_nobody_has_written_about() -> None:
    shelf = search(passage("a", "Reset your password on the sign-in page.", title="Password"))
    questions = ("reset password", "reset password aeroplane", "password aeroplane zebra giraffe")
    sure = [(await shelf.rank(each)).confidence for each in questions]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] > 0.8
    assert sure[2] <= 0.4
    assert (await shelf.rank("aeroplane")).confidence == 0


HOSTILE = [
    "",
    " ",
    '"',
    '"unclosed',
    "a AND",
    "OR OR",
    "NEAR(a b, 3)",
    "NOT kettle",
    "title: kettle",
    "kettle*",
    "{a b} : c",
    "^kettle",
    "-kettle",
    "kettle\x00mug",
    "\ud800 kettle",
    "' ; drop table words; --",
    "()()((",
    "🫖🫖",
    "a" * 100_000,
    "kettle " * 50_000,
    " ".join(f"w{number}" for number in range(20_000)),
]


@pytest.mark.parametrize("query", HOSTILE, ids=lambda query: repr(query[:20]))
async def test_no_question_breaks_the_search(query: str) -> None:
    shelf = search(passage("operators", "AND OR NOT NEAR title body"))
    ranking = await shelf.rank(query)
    assert 0 <= ranking.confidence <= 1
    assert 0 <= ranking.coverage <= 1 + 1e-9


SHELF = search(SECRET, passage("cjk", "注文番号はメールにあります", locale="ja"))


@given(st.text(max_size=200), st.sampled_from([None, "en", "ja", "fr", "", "no-such", "zh-Hant"]))
async def test_any_text_can_be_asked(query: str, language: str | None) -> None:
    ranking = await SHELF.rank(query, language=language)
    assert all(hit.passage.public for hit in ranking.hits)
    assert 0 <= ranking.confidence <= 1


@given(st.lists(st.text(max_size=60), max_size=8), st.text(max_size=60))
async def test_any_text_can_be_indexed(texts: list[str], query: str) -> None:
    shelf = Search(passage(str(number), text) for number, text in enumerate(texts))
    assert len((await shelf.rank(query)).hits) <= len(texts)


async def test_an_empty_help_center_finds_nothing() -> None:
    assert await Search(()).rank("kettle") == Ranking((), 0.0, 0.0, semantic=False)
