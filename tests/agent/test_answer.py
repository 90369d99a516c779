"""What the agent proposes for a message, in the order in which it looks."""

import pytest

from frontmate.agent import ExtractiveEngine, Role, answer
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import (
    Answer,
    Greet,
    HandOff,
    HandoffReason,
    NothingToSay,
    Outcome,
    Sentiment,
    Solved,
)
from tests.agent.build import SEARCH, asks, thread

ENGINE = ExtractiveEngine()
ANSWERED: tuple[tuple[Role, str], ...] = (
    ("customer", "How do I reset my password?"),
    ("ai", "Press Forgot password on the sign-in page."),
)


async def outcome_of(text: str, *, after_answer: bool = False) -> Outcome:
    said: tuple[tuple[Role, str], ...] = (*(ANSWERED if after_answer else ()), ("customer", text))
    return await answer(thread(*said), SEARCH, ENGINE, answers_given=int(after_answer))


HANDED_OVER = [
    ("", HandoffReason.CANNOT_READ),
    ("💥💥", HandoffReason.CANNOT_READ),
    ("I want to talk to a human", HandoffReason.ASKED_FOR_HUMAN),
    ("kann ich bitte mit einem Mitarbeiter sprechen", HandoffReason.ASKED_FOR_HUMAN),
    ("This is ridiculous, I am fed up with you", HandoffReason.FRUSTRATED),
    ("WHERE THE HELL IS MY DAMN ORDER!!!!", HandoffReason.FRUSTRATED),
    ("C'est inadmissible, j'en ai ras le bol", HandoffReason.FRUSTRATED),
    ("My lawyer will contact you", HandoffReason.TOPIC_FOR_HUMANS),
    ("I will do a chargeback for this order", HandoffReason.TOPIC_FOR_HUMANS),
    ("please delete all my personal data", HandoffReason.TOPIC_FOR_HUMANS),
    ("bitte löschen Sie alle meine personenbezogenen Daten", HandoffReason.TOPIC_FOR_HUMANS),
    ("my account was hacked", HandoffReason.TOPIC_FOR_HUMANS),
    ("I got an electric shock from the kettle", HandoffReason.TOPIC_FOR_HUMANS),
    ("I want to kill myself", HandoffReason.TOPIC_FOR_HUMANS),
    ("Do you sell aeroplanes?", HandoffReason.NO_ANSWER_FOUND),
    ("How much goodwill may agents refund?", HandoffReason.NO_ANSWER_FOUND),
    ("How do I reset my password? Do you sell aeroplanes?", HandoffReason.NO_ANSWER_FOUND),
]


@pytest.mark.parametrize(("text", "reason"), HANDED_OVER)
async def test_a_person_gets(text: str, reason: HandoffReason) -> None:
    outcome = await outcome_of(text)
    assert isinstance(outcome, HandOff)
    assert outcome.reason is reason


async def test_a_topic_for_humans_is_named_for_the_tags() -> None:
    outcome = await outcome_of("I want to kill myself")
    assert outcome.reading.topics[0] == "self_harm"


@pytest.mark.parametrize("text", ["hello", "Hi there!", "Guten Tag"])
async def test_a_mere_greeting_is_greeted(text: str) -> None:
    assert isinstance(await outcome_of(text), Greet)


async def test_thanks_before_any_answer_wants_no_reply() -> None:
    outcome = await outcome_of("Thank you!")
    assert isinstance(outcome, NothingToSay)
    assert outcome.why == "thanks"


@pytest.mark.parametrize("text", ["Thanks!", "That solved it, thank you", "👍", "Danke!"])
async def test_thanks_after_an_answer_is_a_success(text: str) -> None:
    assert isinstance(await outcome_of(text, after_answer=True), Solved)


@pytest.mark.parametrize(
    "text",
    [
        "That does not help",
        "I already tried that",
        "How do I reset my password??",
        "still doesn't work",
    ],
)
async def test_what_our_answer_did_not_help_goes_to_a_person(text: str) -> None:
    outcome = await outcome_of(text, after_answer=True)
    assert isinstance(outcome, HandOff)
    assert outcome.reason is HandoffReason.NO_ANSWER_FOUND


async def test_the_same_quote_is_not_sent_twice() -> None:
    first = await outcome_of("How do I reset my password?")
    assert isinstance(first, Answer)
    again = thread(
        ("customer", "How do I reset my password?"),
        ("ai", first.text.body),
        ("customer", "I cannot find how the password is reset, where is the link?"),
    )
    assert isinstance(await answer(again, SEARCH, ENGINE, answers_given=1), HandOff)


async def test_another_question_after_an_answer_is_answered() -> None:
    outcome = await outcome_of("How do I return an item?", after_answer=True)
    assert isinstance(outcome, Answer)


async def test_a_question_is_answered_with_its_source_and_version() -> None:
    outcome = await outcome_of("How do I reset my password?")
    assert isinstance(outcome, Answer)
    source = outcome.sources[0]
    assert (source.article, source.url) == ("passwords", "https://help.example/passwords")
    assert source.version
    assert "valid for 60 minutes" in outcome.text.body


async def test_a_list_of_steps_is_quoted_whole() -> None:
    outcome = await outcome_of("How do I return an item?")
    assert isinstance(outcome, Answer)
    assert "1. Open Orders.\n2. Press Return.\n3. Print the label." in outcome.text.body


async def test_two_questions_are_answered_from_two_articles() -> None:
    outcome = await outcome_of("How do I reset my password? And how do I return an item?")
    assert isinstance(outcome, Answer)
    assert {source.article for source in outcome.sources} == {"passwords", "returns"}


async def test_a_burst_is_one_question() -> None:
    burst = thread(
        ("customer", "hi"), ("customer", "forgot my password"), ("customer", "how to reset")
    )
    outcome = await answer(burst, SEARCH, ENGINE, answers_given=0)
    assert isinstance(outcome, Answer)


async def test_a_short_follow_up_is_read_with_the_question_before() -> None:
    said = thread(
        ("customer", "How long does delivery to Germany take?"),
        ("ai", "2 to 3 working days."),
        ("customer", "and to France?"),
    )
    outcome = await answer(said, SEARCH, ENGINE, answers_given=1)
    assert isinstance(outcome, Answer)
    assert outcome.sources[0].article == "shipping"


async def test_a_text_message_gets_a_short_quote() -> None:
    question = "How long is the password link valid?"
    long = await answer(asks(question), SEARCH, ENGINE, answers_given=0)
    short = await answer(asks(question, Channel.SMS), SEARCH, ENGINE, answers_given=0)
    assert isinstance(long, Answer)
    assert isinstance(short, Answer)
    assert len(short.text.body) <= len(long.text.body)


async def test_a_handoff_names_what_was_found_and_nothing_internal() -> None:
    outcome = await outcome_of("Is the goodwill for my return more than €40?")
    assert isinstance(outcome, HandOff)
    assert outcome.tried
    assert "secret" not in {source.article for source in outcome.tried}


async def test_a_customers_language_finds_the_article_in_it() -> None:
    outcome = await outcome_of("Wie kann ich einen Artikel zurücksenden?")
    assert isinstance(outcome, Answer)
    assert outcome.reading.language == "de"
    assert outcome.sources[0].article == "ruecksendung"


async def test_the_reading_summarises_for_the_team_and_prints_no_customer_text() -> None:
    outcome = await outcome_of("How do I reset my password?")
    assert "reset my password" in outcome.reading.summary.body
    assert outcome.reading.sentiment is Sentiment.NEUTRAL
    assert "password" not in repr(outcome.reading)
    assert "password" not in repr(asks("my password"))
