"""The demo's scripted model: the real engine and checks over what a host would return."""

import json
from pathlib import Path

import frontmate
from frontmate.agent import ExtractiveEngine, ModelEngine, answer, review
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import Answer, HandOff, HandoffReason, Outcome
from frontmate.demo.scripted_model import MENDED, REFUSED, scripted_model
from frontmate.knowledge import Search, read_folder, split
from tests.agent.build import asks
from tests.agent.demo_questions import ANSWERED, INTERNAL_WORDS

DEMO = Path(frontmate.__file__).parent / "demo"
SEARCH = Search(p for each in read_folder(DEMO / "help_center") for p in split(each))


async def ask(text: str, tokens: list[int] | None = None) -> Outcome:
    counted = [] if tokens is None else tokens
    engine = ModelEngine(
        scripted_model(), ExtractiveEngine(), on_usage=lambda read, _: counted.append(read)
    )
    return await answer(asks(text), SEARCH, engine, answers_given=0)


async def test_an_invented_price_is_mended_before_it_reaches_anybody() -> None:
    outcome = await ask(MENDED)
    assert isinstance(outcome, Answer)
    assert "14.50" not in outcome.text.body
    assert outcome.sources[0].article == "delivery-times-and-costs"


async def test_a_model_that_insists_on_its_price_is_replaced_by_a_person() -> None:
    outcome = await ask(REFUSED)
    assert isinstance(outcome, HandOff)
    assert outcome.reason is HandoffReason.NO_ANSWER_FOUND
    assert outcome.tried


async def test_a_german_question_is_answered_in_german_from_english_articles() -> None:
    outcome = await ask("Wie lange dauert die Lieferung nach Deutschland und was kostet sie?")
    assert isinstance(outcome, Answer)
    assert outcome.reading.language == "de"
    assert "2 bis 3 Werktage" in outcome.text.body
    assert "6,95 €" in outcome.text.body


async def test_every_answer_of_it_passes_the_checks() -> None:
    outcomes = [(asked, await ask(asked)) for asked, _ in ANSWERED]
    answered = [(asked, each) for asked, each in outcomes if isinstance(each, Answer)]
    assert len(answered) >= 20
    for asked, each in answered:
        assert review(each, SEARCH, asked=asked, channel=Channel.CHAT) == ()
        assert not [word for word in INTERNAL_WORDS if word.lower() in each.text.body.lower()]


async def test_the_demos_own_suggestions_come_out_without_a_failure() -> None:
    company = json.loads((DEMO / "company.json").read_text("utf-8"))
    for suggestion in company["suggestions"]:
        assert not (
            isinstance(outcome := await ask(suggestion["text"]), HandOff)
            and outcome.reason is HandoffReason.AGENT_FAILED
        )
