"""Decide again: what today's rules and knowledge would make of a session, and nothing written."""

from dataclasses import replace
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.outcome import (
    Answer,
    HandOff,
    HandoffReason,
    Outcome,
    Reading,
    Sentiment,
)
from frontmate.conversation.text import Text
from frontmate.store import connections, texts
from frontmate.store.tables import history
from frontmate.workflow import Question
from tests.console.build import DESCALE, NOW, answered, begin, handed_off
from tests.console.conftest import MakeDesk, said
from tests.databases import rows_of_all

READING = Reading(Text("Asks how to descale."), Sentiment.NEUTRAL, "en", ("descaling",))
AS_BEFORE = Answer(
    READING, Text("Run the descaling programme every three months."), (DESCALE,), 0.9
)


def agent(outcome: Outcome, asked: list[Question] | None = None) -> dict[str, Any]:
    async def ask(_connection: str, question: Question) -> Outcome:
        if asked is not None:
            asked.append(question)
        return outcome

    return {"ask": ask}


async def test_nothing_is_different_while_rules_and_knowledge_are_the_same(
    engine: AsyncEngine, make_desk: MakeDesk
) -> None:
    story = await answered(engine)
    desk = await make_desk(product=agent(AS_BEFORE))
    page = said(await (await desk.admin()).get(f"/sessions/{story.session}/again"))
    assert "decisions would be the same today" in page
    assert "Different" not in page


async def test_another_policy_shows_as_a_difference_with_both_versions(
    engine: AsyncEngine, make_desk: MakeDesk
) -> None:
    story = await answered(engine)
    desk = await make_desk(product=agent(AS_BEFORE))
    async with engine.begin() as db:
        await connections.change_policy(db, "main", NOW, enabled=False)
    page = said(await (await desk.admin()).get(f"/sessions/{story.session}/again"))
    assert "decisions would be different today" in page
    assert "Then policy 3 Asked the AI for an answer" in page
    assert "Today policy 4 Left alone: the AI is switched off" in page


async def test_other_knowledge_shows_as_another_answer(
    engine: AsyncEngine, make_desk: MakeDesk
) -> None:
    story = await answered(engine)
    asked: list[Question] = []
    gone = HandOff(READING, HandoffReason.NO_ANSWER_FOUND)
    desk = await make_desk(product=agent(gone, asked))
    page = said(await (await desk.admin()).get(f"/sessions/{story.session}/again"))
    assert "Run the descaling programme every three months." in page
    assert "Today policy 3 Handed to the team: no article answers the question well enough" in page
    (question,) = asked
    assert [line.role for line in question.thread.lines] == ["customer"]
    assert question.answers_given == 0


async def test_nothing_is_written_by_it(engine: AsyncEngine, make_desk: MakeDesk) -> None:
    story = await handed_off(engine)
    gone = HandOff(READING, HandoffReason.NO_ANSWER_FOUND)
    desk = await make_desk(product=agent(gone))
    visitor = await desk.admin()
    before = await rows_of_all(engine)
    assert (await visitor.get(f"/sessions/{story.session}/again")).status_code == 200
    assert await rows_of_all(engine) == before
    assert desk.given_back == desk.handed_off == []


async def test_a_language_model_is_asked_only_when_somebody_wants_it(
    engine: AsyncEngine, make_desk: MakeDesk
) -> None:
    story = await answered(engine)
    asked: list[Question] = []
    desk = await make_desk(product={**agent(AS_BEFORE, asked), "has_model": True})
    visitor = await desk.viewer()
    page = await visitor.get(f"/sessions/{story.session}/again")
    assert asked == []
    assert f'href="/sessions/{story.session}/again?ask=1"' in page.text
    assert (await visitor.get(f"/sessions/{story.session}/again?ask=1")).status_code == 200
    assert len(asked) == 1


async def test_an_agent_that_fails_is_told_and_its_words_are_not(
    engine: AsyncEngine, make_desk: MakeDesk
) -> None:
    async def ask(_connection: str, question: Question) -> Outcome:
        raise ValueError(question.thread.asked)

    story = await answered(engine)
    desk = await make_desk(product={"ask": ask})
    page = said(await (await desk.admin()).get(f"/sessions/{story.session}/again"))
    assert "The AI could not be asked again (ValueError)" in page
    assert "amber light on my Kestrel blinks" not in page


async def test_a_session_whose_words_were_erased_says_so(
    engine: AsyncEngine, make_desk: MakeDesk
) -> None:
    story = await answered(engine)
    desk = await make_desk(product=agent(AS_BEFORE))
    async with engine.begin() as db:
        await texts.erase(db, story.number, NOW)
    page = said(await (await desk.admin()).get(f"/sessions/{story.session}/again"))
    assert "cannot be decided again: words of it were erased" in page


async def test_what_an_earlier_version_decided_otherwise_is_marked(
    engine: AsyncEngine, make_desk: MakeDesk
) -> None:
    story = begin(engine)
    await story.customer("Hello, is anybody there?")
    async with engine.begin() as db:
        await db.execute(update(history).values(reason="asked_the_oracle"))
    desk = await make_desk(product=agent(AS_BEFORE))
    page = said(await (await desk.admin()).get(f"/sessions/{story.session}/again"))
    assert "It was decided otherwise at the time, by an earlier version of frontmate" in page


async def test_a_session_that_there_is_not_is_not_decided_again(make_desk: MakeDesk) -> None:
    visitor = await (await make_desk()).admin()
    for number in (404, 2**63, 10**30):
        assert (await visitor.get(f"/sessions/{number}/again")).status_code == 404


async def test_an_answer_of_a_reply_that_reads_otherwise_is_a_difference(
    engine: AsyncEngine, make_desk: MakeDesk
) -> None:
    story = await answered(engine)
    other = replace(AS_BEFORE, text=Text("Run the programme whenever the light blinks."))
    desk = await make_desk(product=agent(other))
    page = said(await (await desk.admin()).get(f"/sessions/{story.session}/again"))
    assert "1 of" in page
    assert "Run the programme whenever the light blinks." in page


async def test_a_link_of_another_site_spends_no_money(
    engine: AsyncEngine, make_desk: MakeDesk
) -> None:
    story = await answered(engine)
    asked: list[Question] = []
    desk = await make_desk(product={**agent(AS_BEFORE, asked), "has_model": True})
    visitor = await desk.admin()
    path = f"/sessions/{story.session}/again?ask=1"
    page = await visitor.get(path, headers={"sec-fetch-site": "cross-site"})
    assert page.status_code == 200
    assert asked == []


async def test_an_agent_that_takes_long_holds_no_connection_of_the_database(
    engine: AsyncEngine, make_desk: MakeDesk
) -> None:
    story = await answered(engine)
    held: list[int] = []

    async def ask(_connection: str, _question: Question) -> Outcome:
        held.append(engine.pool.checkedout())  # type: ignore[attr-defined] # of a pool in use
        return AS_BEFORE

    desk = await make_desk(product={"ask": ask})
    await (await desk.admin()).get(f"/sessions/{story.session}/again")
    assert held == [0]
