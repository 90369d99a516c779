"""Ask the knowledge, and the questions that found no answer."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import timedelta

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.agent import Explanation
from frontmate.conversation.outcome import HandoffReason
from frontmate.store import articles, texts
from tests.console.build import NOW, begin
from tests.console.conftest import MakeDesk
from tests.console.knowledge.stock import explained, stocked
from tests.databases import rows_of_all

ASK = "/knowledge/main/ask"


@pytest.fixture
async def asking(make_desk: MakeDesk) -> AsyncIterator[httpx2.AsyncClient]:
    desk = await make_desk({"explain": explained})
    async with aclosing(await desk.viewer()) as visitor:
        yield visitor


async def test_a_question_is_answered_with_its_sources_and_how_sure_that_is(
    engine: AsyncEngine, asking: httpx2.AsyncClient
) -> None:
    await stocked(engine)
    page = (await asking.get(f"{ASK}?q=How do I descale the Kestrel?")).text
    assert "It would answer" in page
    assert "Run the descaling programme every three months" in page
    assert "Quoted" in page
    assert "65 % is needed" in page
    assert "score " in page
    assert "by words" in page


async def test_a_question_without_an_answer_says_why_not_and_what_is_held_back_about_it(
    engine: AsyncEngine, asking: httpx2.AsyncClient
) -> None:
    await stocked(engine)
    page = (await asking.get(f"{ASK}?q=How long is the warranty of refurbished grinders?")).text
    assert "It would hand over to a person" in page
    assert "no article answers the question well enough" in page
    assert "Warranty of refurbished grinders" in page
    assert "Held back: a draft" in page


async def test_what_is_asked_here_appears_nowhere(
    engine: AsyncEngine, asking: httpx2.AsyncClient
) -> None:
    await stocked(engine)
    before = await rows_of_all(engine)
    await asking.get(f"{ASK}?q=How do I descale the Kestrel?")
    assert await rows_of_all(engine) == before
    page = (await asking.get(f"{ASK}?q=How do I descale the Kestrel?")).text
    # A page that renews itself would ask again and again.
    assert 'data-every="0"' in page


async def test_a_question_that_is_too_long_is_not_asked(
    engine: AsyncEngine, make_desk: MakeDesk
) -> None:
    await stocked(engine)
    desk = await make_desk()  # whose `explain` fails the test
    async with aclosing(await desk.viewer()) as visitor:
        page = (await visitor.get(f"{ASK}?q={'why ' * 200}")).text
        assert "A question may have 500 letters here" in page
        assert 'aria-describedby="q-problem q-help"' in page
        assert "It would" not in page
        blank = (await visitor.get(f"{ASK}?q=+%00+")).text
    assert "For instance what customers ask you most" in blank


async def test_a_model_that_fails_is_told_without_its_words(
    engine: AsyncEngine, make_desk: MakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    await stocked(engine)

    async def failing(_: str, question: str) -> Explanation:
        raise RuntimeError(f"refused: {question}, key sk-secret")

    desk = await make_desk({"explain": failing, "has_model": True})
    async with aclosing(await desk.viewer()) as visitor:
        answer = await visitor.get(f"{ASK}?q=Where is my unusual order")
    assert answer.status_code == 200
    assert "The model gave no answer (RuntimeError)" in answer.text
    assert "sk-secret" not in answer.text + caplog.text
    assert "unusual" not in caplog.text


async def test_questions_without_an_answer_show_the_customers_words_and_what_came_nearest(
    engine: AsyncEngine, asking: httpx2.AsyncClient
) -> None:
    await stocked(engine)
    for number, (words, days) in enumerate(
        [
            ("Do you ship to Norway?", 1),
            ("do you ship to  NORWAY", 2),
            ("Is there a <b>blue</b> one?", 3),
            ("Do you ship to the Moon?", 31),
        ]
    ):
        story = begin(
            engine,
            f"cnv_{number}",
            handle=f"c{number}@customer.example",
            ago=timedelta(days=days),
        )
        await story.customer(words)
        await story.hands_off(HandoffReason.NO_ANSWER_FOUND)
    asked = begin(engine, "cnv_human", handle="h@customer.example")
    await asked.customer("I want a human.")
    await asked.hands_off(HandoffReason.ASKED_FOR_HUMAN)
    page = (await asking.get("/knowledge/main/unanswered")).text
    assert "Do you ship to Norway?" in page
    assert "Asked 2 times" in page
    assert "Is there a &lt;b&gt;blue&lt;/b&gt; one?" in page
    assert page.index("Norway") < page.index("blue")
    assert "Returns and refunds</a>, score 0.31" in page
    assert "the Moon" not in page
    assert "I want a human" not in page


async def test_words_that_were_erased_are_said_to_be_erased(
    engine: AsyncEngine, asking: httpx2.AsyncClient
) -> None:
    await stocked(engine)
    story = begin(engine, "cnv_1")
    await story.customer("Do you ship to Norway?")
    await story.hands_off(HandoffReason.NO_ANSWER_FOUND)
    async with engine.begin() as db:
        await texts.erase(db, story.number, NOW)
    page = (await asking.get("/knowledge/main/unanswered")).text
    assert "The words were erased." in page
    assert "Norway" not in page
    assert f'href="/sessions/{story.session}"' in page


async def test_without_any_the_page_says_so(
    engine: AsyncEngine, asking: httpx2.AsyncClient
) -> None:
    stock = await stocked(engine)
    page = (await asking.get("/knowledge/main/unanswered")).text
    assert "No question went without an answer" in page
    async with engine.begin() as db:
        await articles.remove_sources(db, "main", [], NOW)
    assert await stock.keys() == []
    assert "No article has been read yet" in (await asking.get("/knowledge/main/articles")).text
