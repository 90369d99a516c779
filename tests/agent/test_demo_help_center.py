"""The invented company's customers: ordinary questions are answered, the rest goes to people."""

from pathlib import Path

import pytest

import frontmate
from frontmate.agent import Explanation, ExtractiveEngine, explain
from frontmate.conversation.outcome import Answer, HandOff
from frontmate.knowledge import Search, read_folder, split
from tests.agent.demo_questions import ABSTAINED, ANSWERED, INTERNAL_WORDS

HELP_CENTER = Path(frontmate.__file__).parent / "demo" / "help_center"

pytestmark = pytest.mark.skipif(
    not HELP_CENTER.is_dir(), reason="the demo's help center is not in this checkout"
)


@pytest.fixture(scope="module")
def search() -> Search:
    return Search(each for article in read_folder(HELP_CENTER) for each in split(article))


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
