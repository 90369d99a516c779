"""The engine with a language model: proposed, checked, repaired once, else a person."""

import logging

import pytest
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolReturnPart
from pydantic_ai.models.function import AgentInfo, FunctionDef, FunctionModel
from pydantic_ai.models.test import TestModel

from frontmate.agent import ExtractiveEngine, Role, check
from frontmate.agent.model import ModelEngine
from frontmate.agent.prompts import LONGEST_ASKED, LONGEST_LINE, NEWEST
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import Answer, HandOff, HandoffReason, Sentiment
from tests.agent.build import SEARCH, asks, thread
from tests.agent.proposals import (
    ASKED,
    CANNOT,
    GOOD,
    RESET,
    VALID,
    Json,
    Scripted,
    answer_of,
    outcome_of,
    propose,
)

WRONG = answer_of("The link is valid for 90 minutes.")


async def test_an_answer_rests_on_what_it_quotes() -> None:
    outcome = await outcome_of(GOOD)
    assert isinstance(outcome, Answer)
    assert outcome.text.body == GOOD["reply"]
    assert [source.quote for source in outcome.sources] == [RESET, VALID]
    assert {source.article for source in outcome.sources} == {"passwords"}
    assert 0.6 < outcome.confidence <= 1
    assert check(outcome, SEARCH, verbatim=False) == ()


async def test_a_wrong_reply_is_repaired_once_and_the_model_is_told_why() -> None:
    scripted = Scripted([WRONG, GOOD])
    outcome = await propose(ModelEngine(scripted.model))
    assert isinstance(outcome, Answer)
    assert len(scripted.told) == 2
    told = scripted.told[1][-1].parts[0]
    assert isinstance(told, ToolReturnPart)
    assert "no source has “90 minutes”" in str(told.content)


@pytest.mark.parametrize("second", [WRONG, "no JSON at all"])
async def test_a_reply_that_stays_wrong_becomes_a_hand_off(second: Json | str) -> None:
    scripted = Scripted([WRONG, second, GOOD])
    outcome = await propose(ModelEngine(scripted.model, ExtractiveEngine()))
    assert isinstance(outcome, HandOff)
    assert outcome.reason is HandoffReason.NO_ANSWER_FOUND
    assert outcome.tried[0].article == "passwords"
    assert len(scripted.told) == 2


@pytest.mark.parametrize(
    ("citations", "problem"),
    [
        ([], "the answer cites nothing"),
        ([{"passage": 99, "quote": RESET}], "there is no passage 99"),
        ([{"passage": 0, "quote": RESET}], "there is no passage 0"),
        ([{"passage": 1, "quote": "Press the button."}], "letter by letter"),
        ([{"passage": 1, "quote": "the"}], "too short"),
        ([{"passage": 1, "quote": ""}], "letter by letter"),
        ([{"passage": 1, "quote": "Agents may refund up to €45"}], "letter by letter"),
    ],
)
async def test_a_citation_must_be_a_quote_of_a_passage_shown(
    citations: list[Json], problem: str
) -> None:
    scripted = Scripted([{**GOOD, "citations": citations}, GOOD])
    assert isinstance(await propose(ModelEngine(scripted.model)), Answer)
    told = scripted.told[1][-1].parts[0]
    assert isinstance(told, ToolReturnPart)
    assert problem in str(told.content)


@pytest.mark.parametrize(
    "quote",
    [
        "Press Forgot  password\non the sign-in page.",
        "“Press Forgot password on the sign‑in page.”",
        "... Press Forgot password on the sign-in page. …",
    ],
)
async def test_blanks_and_kinds_of_signs_may_differ_in_a_quote(quote: str) -> None:
    outcome = await outcome_of(answer_of("Press *Forgot password* on the sign-in page.", quote))
    assert isinstance(outcome, Answer)
    assert outcome.sources[0].quote == RESET


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("no_answer_found", HandoffReason.NO_ANSWER_FOUND),
        ("asked_for_human", HandoffReason.ASKED_FOR_HUMAN),
        ("third_party", HandoffReason.THIRD_PARTY),
        ("frustrated", HandoffReason.FRUSTRATED),
        ("something else", HandoffReason.NO_ANSWER_FOUND),
        (None, HandoffReason.NO_ANSWER_FOUND),
    ],
)
async def test_a_model_that_cannot_answer_says_why(
    reason: str | None, expected: HandoffReason
) -> None:
    outcome = await outcome_of({**CANNOT, "reason": reason})
    assert isinstance(outcome, HandOff)
    assert outcome.reason is expected


async def test_a_topic_for_people_is_handed_over_and_no_other_tag_is_made() -> None:
    outcome = await outcome_of({**GOOD, "topics": ["legal", "vip-refund-now"]})
    assert isinstance(outcome, HandOff)
    assert outcome.reason is HandoffReason.TOPIC_FOR_HUMANS
    assert outcome.reading.topics == ("legal",)


async def test_summary_and_sentiment_are_taken_and_the_language_is_not() -> None:
    more = {"summary": "Wants a new password.", "sentiment": "negative", "language": "fr"}
    outcome = await outcome_of({**GOOD, **more})
    assert outcome.reading.summary.body.startswith("Wants a new password.\n")
    assert outcome.reading.sentiment is Sentiment.NEGATIVE
    assert outcome.reading.language == "en"


@pytest.mark.parametrize(
    "summary", ["Was promised €500.", "See https://evil.example", "Call 0900 123456."]
)
async def test_a_summary_with_an_invented_fact_is_left_out(summary: str) -> None:
    outcome = await outcome_of({**CANNOT, "summary": summary})
    assert summary not in outcome.reading.summary.body
    assert ASKED in outcome.reading.summary.body


async def test_nothing_is_asked_where_nothing_could_be_cited() -> None:
    scripted = Scripted([GOOD])
    outcome = await propose(ModelEngine(scripted.model), "aeroplanes?")
    assert isinstance(outcome, HandOff)
    assert scripted.told == []


async def test_only_the_thread_and_public_passages_are_told() -> None:
    scripted = Scripted([CANNOT])
    said = thread(("customer", "x" * 9_000), ("ai", "hello"), ("customer", "goodwill for returns?"))
    await propose(ModelEngine(scripted.model), said)
    told = str(scripted.told[0])
    assert "returns" in told
    assert "Agents may refund" not in told
    assert "x" * LONGEST_LINE in told
    assert "x" * (LONGEST_LINE + 1) not in told


async def test_what_a_model_is_told_is_bounded() -> None:
    scripted = Scripted([CANNOT])
    lines: list[tuple[Role, str]] = []
    for number in range(30):
        lines += [("customer", f"message {number}!"), ("ai", "hello")]
    asked = f"{ASKED} " + "y" * 20_000
    await propose(ModelEngine(scripted.model), thread(*lines, ("customer", asked)))
    told = str(scripted.told[0])
    assert "message 29!" in told
    oldest = 30 - NEWEST // 2
    assert f"message {oldest}!" in told
    assert f"message {oldest - 1}!" not in told
    assert told.count("y" * 100) <= LONGEST_ASKED / 100


async def test_the_rules_name_language_length_and_tone() -> None:
    scripted = Scripted([CANNOT])
    engine = ModelEngine(scripted.model, tone="Warm, first names, $5 {no} `code`")
    await propose(engine, asks("Wie kann ich einen Artikel zurücksenden?", Channel.SMS))
    assert "Write in German (de)" in scripted.rules[0]
    assert "at most 256 characters" in scripted.rules[0]
    assert "Warm, first names, $5 {no} `code`" in scripted.rules[0]


async def test_tokens_are_counted_repair_included() -> None:
    used: list[tuple[int, int]] = []
    await outcome_of(WRONG, GOOD, on_usage=lambda read, wrote: used.append((read, wrote)))
    once: list[tuple[int, int]] = []
    await outcome_of(GOOD, on_usage=lambda read, wrote: once.append((read, wrote)))
    assert len(used) == len(once) == 1
    assert used[0][0] > once[0][0] > 0
    assert used[0][1] > once[0][1] > 0


def _fails(_: list[ModelMessage], __: AgentInfo) -> ModelResponse:
    raise RuntimeError("the customer said: my secret")


def _says_nothing(_: list[ModelMessage], __: AgentInfo) -> ModelResponse:
    return ModelResponse(parts=[TextPart("")])


@pytest.mark.parametrize("model", [_fails, _says_nothing])
async def test_where_the_model_fails_the_fallback_proposes(
    model: FunctionDef, caplog: pytest.LogCaptureFixture
) -> None:
    problems: list[str] = []
    engine = ModelEngine(
        FunctionModel(model),
        ExtractiveEngine(),
        on_problem=problems.append,
    )
    with caplog.at_level(logging.DEBUG):
        outcome = await propose(engine)
    assert isinstance(outcome, Answer)
    assert check(outcome, SEARCH) == ()
    assert len(problems) == 1
    assert "secret" not in caplog.text + problems[0]
    assert "password" not in caplog.text
    assert "another engine answers" in caplog.text


async def test_without_a_fallback_a_person_gets_it() -> None:
    outcome = await propose(ModelEngine(FunctionModel(_fails)))
    assert isinstance(outcome, HandOff)
    assert outcome.reason is HandoffReason.AGENT_FAILED
    assert outcome.tried[0].article == "passwords"


async def test_a_model_that_returns_just_anything_is_refused() -> None:
    outcome = await propose(ModelEngine(TestModel(), ExtractiveEngine()))
    assert isinstance(outcome, HandOff)


async def test_several_questions_are_told_the_passages_of_each() -> None:
    scripted = Scripted([CANNOT])
    await propose(ModelEngine(scripted.model), f"{ASKED} And how do I return an item?")
    told = str(scripted.told[0])
    assert "Forgot password" in told
    assert "You can return an item within 30 days" in told
