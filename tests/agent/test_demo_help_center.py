"""The invented company's customers: ordinary questions are answered, the rest goes to people."""

import asyncio
from collections.abc import Iterator

import pytest

from frontmate.agent import Explanation, ExtractiveEngine, explain
from frontmate.conversation.outcome import Answer, HandOff
from frontmate.knowledge import Encoder, Search, wanted
from frontmate.knowledge.vector import unpack
from tests.agent import demo_search
from tests.agent.demo_questions import (
    ABSTAINED,
    ANSWERED,
    FOREIGN,
    FOREIGN_ABSTAINED,
    INTERNAL_WORDS,
    NEAR_MISSES,
)

pytestmark = pytest.mark.skipif(
    not demo_search.HELP_CENTER.is_dir(), reason="the demo's help center is not in this checkout"
)


@pytest.fixture(scope="module")
def nano() -> Iterator[Encoder]:
    encoder = demo_search.encoder()
    yield encoder
    asyncio.run(encoder.close())


@pytest.fixture(scope="module")
def words() -> Search:
    return Search(demo_search.passages())


@pytest.fixture(scope="module")
def meaning(words: Search, nano: Encoder) -> Search:
    made = asyncio.run(demo_search.vectors(nano, demo_search.kept(nano.model)))
    return words.with_vectors(nano, made)


@pytest.fixture(scope="module", params=["words", "meaning"])
def search(request: pytest.FixtureRequest) -> Search:
    found: Search = request.getfixturevalue(request.param)
    return found


async def ask(question: str, search: Search) -> Explanation:
    return await explain(question, search, ExtractiveEngine())


@pytest.mark.parametrize(("question", "article"), ANSWERED)
async def test_an_ordinary_question_is_never_answered_from_another_article(
    question: str, article: str, search: Search
) -> None:
    outcome = (await ask(question, search)).outcome
    if isinstance(outcome, Answer):
        assert {source.article for source in outcome.sources} == {article}
    else:
        assert isinstance(outcome, HandOff)


async def test_nine_in_ten_ordinary_questions_are_answered(search: Search) -> None:
    outcomes = [(await ask(question, search)).outcome for question, _ in ANSWERED]
    answered = [outcome for outcome in outcomes if isinstance(outcome, Answer)]
    assert len(answered) >= 0.9 * len(ANSWERED)


@pytest.mark.parametrize("question", ABSTAINED)
async def test_what_no_public_article_says_goes_to_a_person(question: str, search: Search) -> None:
    assert isinstance((await ask(question, search)).outcome, HandOff)


@pytest.mark.parametrize("question", [*(each for each, _ in ANSWERED), *ABSTAINED])
async def test_every_answer_passes_the_checks_and_tells_nothing_internal(
    question: str, search: Search
) -> None:
    explanation = await ask(question, search)
    assert explanation.problems == ()
    outcome = explanation.outcome
    told = outcome.text.body if isinstance(outcome, Answer) else ""
    tried = outcome.tried if isinstance(outcome, HandOff) else ()
    shown = told + " ".join(source.quote for source in tried)
    assert not [word for word in INTERNAL_WORDS if word.lower() in shown.lower()]


@pytest.mark.parametrize(("question", "said"), NEAR_MISSES)
async def test_a_passage_that_only_sounds_like_it_is_not_quoted_instead(
    question: str, said: str, meaning: Search
) -> None:
    outcome = (await ask(question, meaning)).outcome
    assert isinstance(outcome, Answer)
    assert any(said in source.quote for source in outcome.sources)


async def test_nearly_every_foreign_question_finds_its_article(meaning: Search) -> None:
    rankings = [await meaning.rank(each, language=code) for each, _, code in FOREIGN]
    firsts = [ranking.hits[0].passage.article for ranking in rankings]
    right = sum(found == article for found, (_, article, _) in zip(firsts, FOREIGN, strict=True))
    assert right >= 0.9 * len(FOREIGN)


async def test_a_foreign_question_is_answered_rightly_or_goes_to_a_person(meaning: Search) -> None:
    answered = 0
    for question, article, language in FOREIGN:
        outcome = (await ask(question, meaning)).outcome
        if isinstance(outcome, Answer):
            answered += 1
            assert {source.article for source in outcome.sources} == {article}
            assert outcome.reading.language == language
    assert answered >= 0.2 * len(FOREIGN)


@pytest.mark.parametrize("question", FOREIGN_ABSTAINED)
async def test_a_foreign_question_about_a_products_name_only_goes_to_a_person(
    question: str, meaning: Search
) -> None:
    explanation = await ask(question, meaning)
    assert isinstance(explanation.outcome, HandOff)


async def test_the_kept_vectors_are_those_that_the_encoder_makes(nano: Encoder) -> None:
    kept = demo_search.kept(nano.model)
    pieces = wanted(demo_search.passages())
    title = next(digest for digest, piece in pieces.items() if piece.kind == "title")
    made, before = unpack([*await nano.passages([pieces[title].text]), kept[title]])
    assert made @ before == pytest.approx(1, abs=0.002)
