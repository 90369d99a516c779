"""One hostile mail keeps no worker busy, and none of the others waiting."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from frontmate.agent import ExtractiveEngine, Thread, answer
from frontmate.agent.extractive import source_of
from frontmate.agent.language import language_of_thread
from frontmate.agent.model_output import Proposal
from frontmate.agent.model_reading import read_by
from frontmate.agent.prompts import data
from frontmate.agent.questions import questions_of
from frontmate.agent.review import review
from frontmate.channels import says_solved
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import Answer, HandOff, Reading
from frontmate.conversation.text import Text
from frontmate.knowledge import sentences
from tests.agent.build import SEARCH, asks, thread
from tests.agent.hostile import LONGEST, REPEATED, hostile

SECONDS = 20
"""Of the processor, for what took minutes; it takes four at most on a machine of 2024."""
AN_ANSWER = 8
"""The same for an answer, which takes one at most."""
LATER = "and what is with the other order?"


def measured(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def proposed(asked: Thread, *, answers_given: int = 0) -> object:
    engine = ExtractiveEngine()
    return asyncio.run(answer(asked, SEARCH, engine, answers_given=answers_given))


@pytest.mark.parametrize("name", REPEATED)
def test_three_hundred_thousand_characters_are_answered_within_seconds(name: str) -> None:
    assert measured(lambda: proposed(asks(hostile(name)))) < AN_ANSWER


@pytest.mark.parametrize("name", REPEATED)
def test_so_many_before_the_question_are_read_within_seconds(name: str) -> None:
    """As the message before, which a short question is read together with."""
    before = hostile(name)
    asked = thread(("customer", before), ("ai", "See below."), ("customer", LATER))
    short = thread(("customer", before), ("ai", "See below."), ("customer", "ok"))
    assert measured(lambda: proposed(asked, answers_given=1)) < SECONDS
    assert measured(lambda: proposed(short, answers_given=1)) < SECONDS


@pytest.mark.parametrize("name", sorted({*REPEATED} - {"combining marks", "long letters"}))
def test_what_reads_a_text_whole_reads_so_many_within_seconds(name: str) -> None:
    text = hostile(name)
    assert measured(lambda: language_of_thread(text)) < SECONDS
    assert measured(lambda: (sentences(text), questions_of(text))) < SECONDS


@pytest.mark.parametrize("said", [",", "我", "的", "都", "已经", "ya ", "e ", "u ", "の"])
def test_words_without_end_are_no_success_story(said: str) -> None:
    assert measured(lambda: says_solved(said * 5_000)) < 1


@pytest.mark.parametrize("name", ["short lines", "labels", "prices", "long letters", "zeros"])
def test_a_model_is_told_little_and_its_summary_is_checked_against_no_more(name: str) -> None:
    text = hostile(name)
    asked = thread(*(("customer", text) for _ in range(20)))
    proposal = Proposal(outcome="cannot_answer", summary="Wants 30 lamps.")
    took = measured(lambda: read_by(proposal, Reading(), asked, (), "en"))
    assert took < SECONDS
    assert len(data(asked, ())) < 100_000


@pytest.mark.parametrize("name", ["different words", "long letters", "Han", "one question"])
def test_a_reply_is_reviewed_within_seconds_whatever_was_asked(name: str) -> None:
    told = "You can return an item within 30 days of delivery, because the label costs €5.95. "
    passage = SEARCH.passage("returns", 0)
    assert passage is not None
    source = source_of(passage, passage.text, 0.9)
    reply = Answer(Reading(language="en"), Text(told * 20), (source,), 0.9)
    asked = hostile(name, 100_000)
    took = measured(lambda: review(reply, SEARCH, asked=asked, channel=Channel.EMAIL))
    assert took < SECONDS


async def test_others_get_on_while_a_long_text_is_read() -> None:
    turns = 0

    async def run() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.001)
            turns += 1

    beside = asyncio.create_task(run())
    await asyncio.sleep(0)
    found = await answer(asks(hostile("emoji")), SEARCH, ExtractiveEngine(), answers_given=0)
    beside.cancel()
    assert isinstance(found, HandOff | Answer)
    assert turns > 3


def test_a_cut_message_is_still_the_same_thread() -> None:
    asked = asks("x" * LONGEST)
    assert len(asked.asked) == 20_000
    assert replace(asked, waiting=()).customer_before == (asked.asked,)


def test_a_process_that_is_warm_compiles_nothing_at_its_first_message() -> None:
    code = (
        "from frontmate.agent import warm_up, read\n"
        "from frontmate.agent.phrases import _pattern\n"
        "from frontmate.channels import asks_for_human, is_greeting, is_mere_thanks, says_solved\n"
        "from frontmate.channels.words import table\n"
        "from tests.agent.build import asks\n"
        "warm_up()\n"
        "known = table.cache_info().misses, _pattern.cache_info().misses\n"
        "text = 'Hello, where is my order'\n"
        "read(asks(text), answers_given=1), says_solved(text), is_mere_thanks(text)\n"
        "asks_for_human(text), is_greeting(text)\n"
        "assert known == (table.cache_info().misses, _pattern.cache_info().misses), known\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
