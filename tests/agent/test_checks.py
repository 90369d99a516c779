"""No answer leaves that says what its sources do not."""

from dataclasses import replace

import pytest

from frontmate.agent import ExtractiveEngine, answer, check
from frontmate.conversation.outcome import Answer, Reading, Source
from frontmate.conversation.text import Text
from tests.agent.build import ARTICLES, SEARCH, asks

SHIPPING = next(each for each in ARTICLES if each.key == "shipping")
SECRET = next(each for each in ARTICLES if each.key == "secret")
QUOTE = "Delivery to Germany takes 2 to 3 working days."


def cited(quote: str = QUOTE, **changes: object) -> Source:
    source = Source("shipping", SHIPPING.version, 0, SHIPPING.title, quote, 0.9, SHIPPING.url)
    return replace(source, **changes)  # type: ignore[arg-type] # each test names real fields


def said(text: str, *sources: Source, language: str = "en") -> Answer:
    return Answer(Reading(language=language), Text(text), sources or (cited(),), 0.9)


@pytest.mark.parametrize(
    "text",
    [
        QUOTE,
        f"**Delivery times and costs**\n\n{QUOTE}",
        "Country | Cost\\\nGermany | €6.95\\\nFrance | €8.95",
        "See the list (https://help.example/list).",
    ],
)
def test_a_quote_of_a_public_passage_may_leave(text: str) -> None:
    assert check(said(text), SEARCH) == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Delivery to Germany takes 5 working days.", "5 working days"),
        ("It costs €4.95.", "€4.95"),
        ("It costs 6.95 $.", "6.95 $"),
        ("It takes five working days.", "5 working days"),
        ("Shipping is free of charge.", "free of charge"),
        ("[Here](https://elsewhere.example/x) it is.", "https://elsewhere.example/x"),
        ("[Write](mailto:a@elsewhere.example).", "mailto:a@elsewhere.example"),
        ("![now](https://elsewhere.example/p.png)", "https://elsewhere.example/p.png"),
        ("Write to help@elsewhere.example.", "help@elsewhere.example"),
        ("See https://elsewhere.example/list", "https://elsewhere.example/list"),
        ("It arrives on 24.12.2026.", "24.12.2026"),
    ],
)
def test_an_invented_fact_is_found_in_any_wording(text: str, problem: str) -> None:
    problems = check(said(text), SEARCH, verbatim=False)
    assert problems == (f"no source has “{problem}”",)


def test_another_wording_is_refused_only_where_quotes_are_promised() -> None:
    reworded = said("German customers wait 2 to 3 working days.")
    assert check(reworded, SEARCH) == (
        "no source says “German customers wait 2 to 3 working days.”",
    )
    assert check(reworded, SEARCH, verbatim=False) == ()


@pytest.mark.parametrize(
    "source",
    [
        cited(article="secret", version=SECRET.version, quote="Agents may refund up to €45"),
        cited(article="nowhere"),
        cited(version="older"),
        cited(passage=7),
    ],
)
def test_a_source_that_is_internal_gone_or_changed_is_refused(source: Source) -> None:
    assert any("not public" in problem for problem in check(said(QUOTE, source), SEARCH))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Lieferung nach Deutschland dauert 2 bis 3 Werktage und kostet 6,95 €.", "de"),
        ("Delivery to Germany: two to three business days, EUR 6.95.", "en"),
        ("Read more: https://help.example/shipping", "en"),
        ("[The list](https://help.example/list) has all countries.", "en"),
    ],
)
def test_a_cited_fact_may_be_worded_anew(text: str, language: str) -> None:
    assert check(said(text, language=language), SEARCH, verbatim=False) == ()


def test_a_quote_that_is_empty_is_refused() -> None:
    assert any("does not say" in each for each in check(said(QUOTE, cited(" ")), SEARCH))


def test_an_answer_without_sources_is_refused() -> None:
    assert check(Answer(Reading(), Text(QUOTE), (), 1.0), SEARCH) == ("the answer cites nothing",)


def test_a_quote_that_the_source_does_not_hold_is_refused() -> None:
    assert any("does not say" in each for each in check(said(QUOTE, cited("Free.")), SEARCH))


@pytest.mark.parametrize(
    "question",
    [
        "How long does delivery to Germany take?",
        "What does delivery to France cost?",
        "How do I return an item?",
        "How do I reset my password?",
        "How do I reset my password? And how do I return an item?",
    ],
)
async def test_the_extractive_engine_passes_by_construction(question: str) -> None:
    outcome = await answer(asks(question), SEARCH, ExtractiveEngine(), answers_given=0)
    assert isinstance(outcome, Answer)
    assert check(outcome, SEARCH) == ()
