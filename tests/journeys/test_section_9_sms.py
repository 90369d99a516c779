"""Behaviour, section 9.3, text messages: MMS, words for the carrier, segments, links."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from frontmate.channels import segments
from frontmate.conversation.outcome import Answer, Outcome, Reading
from frontmate.conversation.text import Text
from frontmate.workflow import Question, Shell
from tests.journeys.house import House, open_house
from tests.journeys.papers import PNG, attached, pdf
from tests.journeys.said import DIMMER, RETURNS

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANSWER = "hold the round button for ten seconds"
LONG_LINK = f"https://shop.example/{'r' * 180}?token={'9' * 60}"
SCRIPT = {
    "Where is the form?": f"You find the form [here]({LONG_LINK}). Print it, sign it and send it. "
    * 3,
    "Only the link": LONG_LINK,
    "Auf Russisch?": f"Да, конечно. Форма здесь: {LONG_LINK} " + "И ещё одно слово. " * 20,
    "Many words": "Every word of it is whole and counts for itself. " * 40,
    "Curly": "Don’t press “Reset” – wait… it’s done • really → yes. " * 2,
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(module_database_url: str, module_help_center: Path) -> AsyncIterator[House]:
    """The help center answers, except what the script knows."""

    def by_the_script(shell: Shell) -> Shell:
        async def answer(connection: str, question: Question) -> Outcome:
            markdown = SCRIPT.get(question.thread.lines[-1].text)
            if markdown is None:
                return await shell.answer(connection, question)
            return Answer(Reading(), Text(markdown), (), 1.0)

        return replace(shell, answer=answer)

    async with open_house(module_database_url, module_help_center, reshape=by_the_script) as house:
        yield house


@pytest_asyncio.fixture(loop_scope="module")
async def house(shared: House) -> AsyncIterator[House]:
    yield shared
    await shared.tidy()


@dataclass
class Phones:
    """Each customer has a number of their own; 555-01xx is kept free for fiction."""

    given: int = 0

    def next(self) -> str:
        self.given += 1
        return f"+1202555{100 + self.given:04d}"


PHONES = Phones()


async def files_of(house: House, conversation: str) -> list[tuple[str, str | None, str]]:
    rows = await house.rows(
        "select a.state, a.kind, t.body as name from attachments a join texts t on t.id = a.name"
        " join conversations c on c.id = a.conversation where c.front_id = :front order by a.id",
        front=conversation,
    )
    return [(row.state, row.kind, row.name) for row in rows]


async def test_9_3_a_file_of_an_mms_is_listed_and_read_as_others_are(house: House) -> None:
    paper = attached("IMG_0001.pdf", "application/pdf", pdf("Hello,", DIMMER))
    conversation = await house.customer(
        "", channel="sms", handle=PHONES.next(), attachments=[paper]
    )
    (reply,) = await house.until_replies(conversation, 1)
    assert ANSWER in reply["text"]
    assert segments(reply["text"]) <= 3
    assert await files_of(house, conversation) == [("read", "application/pdf", "IMG_0001.pdf")]


async def test_9_3_a_picture_of_an_mms_is_listed_and_its_words_are_answered(house: House) -> None:
    photo = attached("IMG_0002.png", "image/png", PNG)
    conversation = await house.customer(
        DIMMER, channel="sms", handle=PHONES.next(), attachments=[photo]
    )
    (reply,) = await house.until_replies(conversation, 1)
    assert ANSWER in reply["text"]
    ((state, _, name),) = await files_of(house, conversation)
    assert (state, name) == ("unreadable", "IMG_0002.png")


async def test_9_3_an_mms_with_nothing_but_a_picture_is_left_to_people(house: House) -> None:
    photo = attached("IMG_0003.png", "image/png", PNG)
    conversation = await house.customer(
        "", channel="sms", handle=PHONES.next(), attachments=[photo]
    )
    await house.until_reason(conversation, "cannot_read")
    await house.until_quiet()
    assert await house.replies(conversation) == []
    assert [name for _, _, name in await files_of(house, conversation)] == ["IMG_0003.png"]


@pytest.mark.parametrize(
    "word", ["STOP", "stop.", "Unsubscribe", "STOPALL", "Quit", "ARRET", "HELP", "START", "Stopp"]
)
async def test_2_2_a_word_for_the_carrier_is_never_answered(house: House, word: str) -> None:
    conversation = await house.customer(word, channel="sms", handle=PHONES.next())
    await house.until_reason(conversation, "opted_out")
    await house.until_quiet()
    assert await house.steps(conversation) == []


async def test_2_2_a_sentence_that_begins_like_one_is_a_question(house: House) -> None:
    words = "Stop, wait! How do I reset the dimmer?"
    conversation = await house.customer(words, channel="sms", handle=PHONES.next())
    await house.until_replies(conversation, 1)
    assert "opted_out" not in await house.reasons(conversation)


@pytest.mark.parametrize("asked", list(SCRIPT))
async def test_9_3_no_answer_cuts_a_word_or_a_link(house: House, asked: str) -> None:
    conversation = await house.customer(asked, channel="sms", handle=PHONES.next())
    await house.until_replies(conversation, 1)
    (text,) = await house.delivered(conversation)
    most = 3
    alone = text == LONG_LINK
    assert segments(text) <= most or alone
    assert all(link.rstrip(").") == LONG_LINK for link in re.findall(r"https?://\S+", text))
    # But for what GSM has no letters for, all that is sent are words of the answer.
    known = set(re.findall(r"\w+", SCRIPT[asked]))
    assert set(re.findall(r"\w+", text)) <= known
    assert "**" not in text
    assert "](" not in text


async def test_9_3_a_link_that_is_longer_than_all_segments_is_whole_or_not_there(
    house: House,
) -> None:
    await house.set_policy(sms_segments=1)
    for asked in ("Where is the form?", "Only the link", "Auf Russisch?"):
        conversation = await house.customer(asked, channel="sms", handle=PHONES.next())
        await house.until_replies(conversation, 1)
        (text,) = await house.delivered(conversation)
        assert text == LONG_LINK or "http" not in text, text
        assert text.strip()


async def test_9_3_an_answer_goes_to_the_number_in_e164(house: House) -> None:
    await house.set_policy(default_region="DE")
    conversation = await house.customer(DIMMER, channel="sms", handle="0151 23456780")
    await house.until_replies(conversation, 1)
    (asked,) = await house.requests("POST", f"/conversations/{conversation}/messages")
    # Front itself would take it for an American number (facts 6).
    assert asked["json"]["to"] == ["+4915123456780"]


async def test_2_6_texts_in_a_row_get_one_answer(house: House) -> None:
    policy = await house.policy_now()
    await house.set_policy(settle=dict.fromkeys(policy.settle, timedelta(seconds=1)))
    conversation = await house.customer("Hi", channel="sms", handle=PHONES.next())
    await house.customer(RETURNS, conversation=conversation)
    await house.until_replies(conversation, 1)
    await house.until_quiet()
    (text,) = await house.delivered(conversation)
    assert "30 days" in text
