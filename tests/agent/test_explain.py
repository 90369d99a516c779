"""`frontmate ask` says what would be answered, from what, how sure, and why not."""

import pytest

from frontmate.agent import ExtractiveEngine, explain
from tests.agent.build import SEARCH


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("How do I reset my password?", "answered from Reset your password (confidence 0."),
        (
            "Does your password page explain quantum physics?",
            "handed to a person: no_answer_found; the nearest",
        ),
        ("aeroplanes?", "handed to a person: no_answer_found"),
        ("hello", "only a greeting"),
        ("thanks", "no reply: thanks"),
        ("a human please", "handed to a person: asked_for_human"),
    ],
)
async def test_it_says_why(question: str, why: str) -> None:
    explanation = await explain(question, SEARCH, ExtractiveEngine())
    assert explanation.why.startswith(why)
    assert explanation.problems == ()


async def test_it_shows_what_was_found_and_how_sure() -> None:
    explanation = await explain("How do I reset my password?", SEARCH, ExtractiveEngine())
    assert explanation.hits[0].passage.article == "passwords"
    assert 0.65 <= explanation.confidence <= 1
    assert explanation.coverage == pytest.approx(1)


async def test_the_threshold_decides() -> None:
    never = ExtractiveEngine(threshold=1.01)
    explanation = await explain("How do I reset my password?", SEARCH, never)
    assert explanation.why.startswith("handed to a person: no_answer_found")
