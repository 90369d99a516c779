"""Promise 2.2 and the caps of 11.4: no conversation between machines goes on for ever."""

import contextlib
import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from frontmate.conversation.outcome import Answer, Outcome, Reading
from frontmate.conversation.text import Text
from frontmate.workflow import Question, Shell
from tests.journeys.house import House, Json, open_house
from tests.journeys.said import DIMMER, RETURNS

pytestmark = pytest.mark.asyncio(loop_scope="module")

Speak = Callable[[Json], dict[str, Any]]
"""What a machine says to a message of ours: the arguments of a customer's message."""
ROUNDS = 12


@pytest_asyncio.fixture(loop_scope="module")
async def house(one_house: House) -> AsyncIterator[House]:
    yield one_house
    await one_house.tidy()


async def against(house: House, first: dict[str, Any], speak: Speak) -> str:
    """A machine begins and answers each message of ours, until we are silent; the conversation."""
    conversation = await house.customer(first.pop("text"), **first)
    answered = 0
    for _ in range(ROUNDS):
        await house.until_quiet()
        ours = await house.replies(conversation)
        if len(ours) == answered:
            return conversation
        for message in ours[answered:]:
            said = speak(message)
            await house.customer(said.pop("text"), conversation=conversation, **said)
        answered = len(ours)
    raise AssertionError(f"{answered} messages of ours, and no end")


async def ours(house: House, conversation: str) -> tuple[int, int]:
    """How many answers and how many notices of ours there are."""
    steps = await house.steps(conversation)
    return tuple(  # type: ignore[return-value] # two of them
        sum(step == (kind, "confirmed") for step in steps) for kind in ("reply", "notice")
    )


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Auto-Submitted": "auto-replied"}, "auto_reply"),
        ({"X-Autoreply": "yes"}, "auto_reply"),
        ({"Precedence": "bulk"}, "auto_reply"),
        ({"Return-Path": "<>"}, "bounce"),
        ({"Content-Type": "multipart/report; report-type=delivery-status"}, "bounce"),
        ({"List-Id": "<talk.lists.example.org>"}, "list_mail"),
    ],
)
async def test_2_2_an_autoresponder_known_by_its_headers_gets_one_answer(
    house: House, headers: dict[str, str], reason: str
) -> None:
    """Its words and its subject are those of a person, and a good question besides."""
    conversation = await against(
        house, {"text": RETURNS}, lambda _: {"text": DIMMER, "headers": headers}
    )
    assert await ours(house, conversation) == (1, 0)
    assert (await house.history(conversation))[-1][:2] == (reason, "2.2")
    # It has changed nothing: the customer's silence still runs.
    assert (await house.session(conversation)).state["waiting"] == []


async def test_2_2_mail_that_a_machine_began_is_not_answered_at_all(house: House) -> None:
    first = {"text": RETURNS, "headers": {"Auto-Submitted": "auto-generated"}}
    conversation = await against(house, first, lambda _: {"text": RETURNS})
    assert await ours(house, conversation) == (0, 0)
    assert await house.history(conversation) == [("auto_reply", "2.2", "")]


@pytest.mark.parametrize(
    "sign", [{"subject": "Out of office: Re: your lamp"}, {"handle": "no-reply@shop.example"}]
)
async def test_2_2_an_autoresponder_known_by_subject_or_sender_costs_no_call(
    house: House, sign: dict[str, str]
) -> None:
    conversation = await against(house, {"text": RETURNS}, lambda _: {"text": DIMMER, **sign})
    assert await ours(house, conversation) == (1, 0)
    assert (await house.history(conversation))[-1][0] == "auto_reply"
    # One reading of headers, for the customer's own message.
    reads = [call for call in await house.calls(conversation) if call.startswith("GET /messages/")]
    assert len(reads) == 1


async def test_2_2_the_headers_of_what_is_not_ours_to_answer_are_not_read(house: House) -> None:
    await house.set_policy(handle_unassigned=False)
    left = await house.customer(RETURNS)
    chat = await house.customer(RETURNS, channel="chat")
    await house.until_quiet()
    assert (await house.calls(left), await house.calls(chat)) == ([], [])


async def test_2_2_where_headers_cannot_be_read_the_customer_is_answered(house: House) -> None:
    await house.fault("status", method="GET", path_regex="^/messages/msg_", status=404)
    conversation = await house.customer(RETURNS)
    await house.until_quiet()
    assert await ours(house, conversation) == (1, 0)


async def test_2_2_a_machine_without_any_sign_gets_one_answer_and_then_a_person(
    house: House,
) -> None:
    """It says the same each time, but for a number: it is told that a person takes over, and
    whatever it says to that, nobody answers."""
    numbers = itertools.count(4711)

    def acknowledge(_: Json) -> dict[str, Any]:
        return {"text": f"How can I return a lamp? (Ticket {next(numbers)})"}

    conversation = await against(house, acknowledge({}), acknowledge)
    assert await ours(house, conversation) == (1, 1)
    assert (await house.session(conversation)).holder == "team"
    assert len(await house.comments(conversation)) == 1
    assert (await house.history(conversation))[-1][0] == "with_team"


async def test_2_2_two_that_greet_each_other_stop_after_one_round(house: House) -> None:
    for channel in ("email", "chat"):
        conversation = await against(
            house, {"text": "Hello!", "channel": channel}, lambda _: {"text": "Hello!"}
        )
        assert await ours(house, conversation) == (1, 1), channel
        assert (await house.session(conversation)).holder == "team"


@contextlib.asynccontextmanager
async def _with_an_answer_to_everything(
    database_url: str, help_center: Path
) -> AsyncIterator[House]:
    async def answer(connection: str, question: Question) -> Outcome:
        return Answer(Reading(), Text(f"Answer {question.answers_given + 1}."), (), 1.0)

    def talkative(shell: Shell) -> Shell:
        return replace(shell, answer=answer)

    async with open_house(database_url, help_center, reshape=talkative) as house:
        yield house


@pytest.mark.parametrize(("caps", "answers"), [((5, 15), 5), ((100, 3), 3), ((2, 100), 2)])
async def test_11_4_two_bots_with_ever_new_words_stop_at_the_cap_and_a_person_has_it(
    database_url: str, help_center: Path, caps: tuple[int, int], answers: int
) -> None:
    """Neither a header nor a repetition gives it away, and our agent would answer for ever."""
    hour, session = caps
    async with _with_an_answer_to_everything(database_url, help_center) as house:
        await house.set_policy(reply_cap_hour=hour, reply_cap_session=session)
        numbers = itertools.count(1)

        def chat(message: Json) -> dict[str, Any]:
            return {"text": f"{message.get('text', '')} But what of case {next(numbers)}?"}

        conversation = await against(house, chat({}), chat)
        assert await ours(house, conversation) == (answers, 0)
        assert len(await house.delivered(conversation)) == answers
        assert ("handed_off", "3.1", "too_many_replies") in await house.history(conversation)
        assert len(await house.comments(conversation)) == 1
        assert (await house.session(conversation)).state["unattended"]


async def test_1_4_another_bot_that_answers_each_message_too_gets_no_answer(
    house: House,
) -> None:
    """Front's own AI, or another program, beside us: it answers the customer, and us."""
    conversation = await house.customer(RETURNS)
    for _ in range(3):
        await house.until_quiet()
        await house.control("other_bot_reply", conversation=conversation, author_type="api")
    await house.until_quiet()
    assert await ours(house, conversation) == (1, 0)
    assert (await house.reasons(conversation)).count("other_bot") == 3
