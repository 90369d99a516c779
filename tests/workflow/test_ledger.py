"""The ledger below the journeys: what a row may become, and whose an echo is."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.conversation.actions import (
    Action,
    Archive,
    NotifyCustomer,
    Reply,
    Unassign,
    WriteHandoffNote,
)
from frontmate.conversation.decision import Withdraw
from frontmate.conversation.events import Recorded, Step
from frontmate.conversation.outcome import HandoffReason, Reading
from frontmate.conversation.policy import Policy
from frontmate.conversation.text import Text
from frontmate.store import (
    State,
    SupersededError,
    Workspace,
    actions,
    connections,
    conversations,
    echoes,
    events,
)
from frontmate.store.tables import actions as rows

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
REPLY = Reply(1, ("msg_1",), Text("Hold the button."), Reading(), handle_unassigned=True)
NOTE = WriteHandoffNote(1, HandoffReason.ASKED_FOR_HUMAN, Reading())
NOTICE = NotifyCustomer(1, ("msg_1",), Reading())


@pytest.fixture
async def conversation(engine: AsyncEngine) -> int:
    async with engine.begin() as db:
        await connections.connect(db, Workspace("main", "cmp_1", "tea_1", "Ada"), Policy(), NOW)
        return await conversations.lock(db, "main", "cnv_1", NOW)


async def planned(db: AsyncConnection, conversation: int, *wanted: Action) -> list[int]:
    event = await events.add(db, conversation, Recorded(NOW, "a test"), NOW)
    await actions.plan(
        db, conversation=conversation, session=None, event=event, wanted=wanted, now=NOW
    )
    found = await db.execute(select(rows.c.id).where(rows.c.event == event).order_by(rows.c.id))
    return list(found.scalars())


async def intended(
    db: AsyncConnection, conversation: int, action: Action, *, words: str = "hash"
) -> int:
    (number,) = await planned(db, conversation, action)
    await actions.intend(db, await actions.get(db, number), "Words.", words, NOW)
    return number


async def state_of(db: AsyncConnection, number: int) -> State:
    return (await actions.get(db, number)).state


async def test_rows_are_taken_in_the_order_in_which_they_were_decided(
    engine: AsyncEngine, conversation: int
) -> None:
    async with engine.begin() as db:
        wanted = (NOTE, NOTICE, Unassign(1))
        for number, action in zip(await planned(db, conversation, *wanted), wanted, strict=True):
            row = await actions.next_unfinished(db, conversation)
            assert row is not None
            assert (row.id, row.action) == (number, action)
            await actions.confirm(db, number, NOW)
        assert await actions.next_unfinished(db, conversation) is None


@pytest.mark.parametrize("state", [State.INTENDED, State.UNCERTAIN, State.PLANNED])
async def test_a_row_that_is_not_finished_holds_back_what_comes_after_it(
    engine: AsyncEngine, conversation: int, state: State
) -> None:
    async with engine.begin() as db:
        first, _ = await planned(db, conversation, NOTE, NOTICE)
        await actions.postpone(db, first, state, NOW + timedelta(hours=1), "later")
        row = await actions.next_unfinished(db, conversation)
        assert row is not None
        assert row.id == first


async def test_withdrawing_answers_leaves_a_hand_off_and_what_has_begun(
    engine: AsyncEngine, conversation: int
) -> None:
    async with engine.begin() as db:
        begun = await intended(db, conversation, REPLY)
        reply, note = await planned(db, conversation, REPLY, NOTE)
        await actions.withdraw(db, conversation, Withdraw.ANSWERS, "person_wrote", NOW)
        assert await state_of(db, begun) is State.INTENDED
        assert await state_of(db, reply) is State.WITHDRAWN
        assert await state_of(db, note) is State.PLANNED
        await actions.withdraw(db, conversation, Withdraw.ALL, "trashed", NOW)
        assert await state_of(db, note) is State.WITHDRAWN
        assert await state_of(db, begun) is State.INTENDED


async def test_a_worker_that_was_superseded_cannot_write(
    engine: AsyncEngine, conversation: int
) -> None:
    async with engine.begin() as db:
        old = await conversations.take(db, conversation)
    async with engine.begin() as db:
        new = await conversations.take(db, conversation)
    async with engine.begin() as db:
        await conversations.hold(db, conversation, new)
        with pytest.raises(SupersededError):
            await conversations.hold(db, conversation, old)


@pytest.mark.parametrize(
    "state", [State.INTENDED, State.ACCEPTED, State.UNCERTAIN, State.CONFIRMED, State.NEEDS_PERSON]
)
async def test_an_echo_belongs_to_a_row_that_had_begun(
    engine: AsyncEngine, conversation: int, state: State
) -> None:
    async with engine.begin() as db:
        number = await intended(db, conversation, REPLY)
        await actions.postpone(db, number, state, NOW, "")
        assert await echoes.find_echo(db, conversation, None, "hash") == number
        assert await echoes.find_echo(db, conversation, None, "another") is None


@pytest.mark.parametrize("state", [State.PLANNED, State.WITHDRAWN, State.REFUSED, State.FAILED])
async def test_no_echo_belongs_to_a_row_that_was_never_sent(
    engine: AsyncEngine, conversation: int, state: State
) -> None:
    async with engine.begin() as db:
        number = await intended(db, conversation, REPLY)
        await actions.postpone(db, number, state, NOW, "")
        assert await echoes.find_echo(db, conversation, "uid", "hash") is None


async def test_an_echo_is_used_up_by_the_row_it_confirms(
    engine: AsyncEngine, conversation: int
) -> None:
    async with engine.begin() as db:
        first = await intended(db, conversation, REPLY)
        second = await intended(db, conversation, REPLY)
        await actions.mark_echoed(db, first, NOW)
        assert await echoes.find_echo(db, conversation, None, "hash") == second


async def test_of_two_alike_the_uid_says_which_was_echoed(
    engine: AsyncEngine, conversation: int
) -> None:
    async with engine.begin() as db:
        await intended(db, conversation, REPLY)
        second = await intended(db, conversation, REPLY)
        await actions.accept(db, second, "uid-2", NOW, NOW)
        assert await echoes.find_echo(db, conversation, "uid-2", "hash") == second


async def test_a_failure_after_the_echo_is_matched_by_the_message(
    engine: AsyncEngine, conversation: int
) -> None:
    async with engine.begin() as db:
        for front_id in ("msg_8", "msg_9"):
            number = await intended(db, conversation, REPLY)
            await actions.mark_echoed(db, number, NOW)
            await actions.confirm(db, number, NOW, front_id=front_id)
        assert await echoes.find_sent(db, conversation, "msg_9", None, "hash") == number
        assert await echoes.find_sent(db, conversation, "msg_7", None, "hash") is None


async def test_an_archive_by_the_api_is_ours_only_with_a_row_on_its_way(
    engine: AsyncEngine, conversation: int
) -> None:
    async with engine.begin() as db:
        assert await echoes.find_own_write(db, conversation, [Step.ARCHIVE], NOW) is None
        number = await intended(db, conversation, Archive(1, handle_unassigned=True))
        assert await echoes.find_own_write(db, conversation, [Step.ASSIGN], NOW) is None
        assert await echoes.find_own_write(db, conversation, [Step.ARCHIVE], NOW) == number
        before = NOW - timedelta(minutes=5)
        assert await echoes.find_own_write(db, conversation, [Step.ARCHIVE], before) is None


async def test_an_archive_by_the_api_days_after_ours_is_somebody_elses(
    engine: AsyncEngine, conversation: int
) -> None:
    async with engine.begin() as db:
        # The webhook of our own archive was lost, so its row never saw an echo.
        number = await intended(db, conversation, Archive(1, handle_unassigned=True))
        await actions.confirm(db, number, NOW)
        later = NOW + timedelta(days=3)
        assert await echoes.find_own_write(db, conversation, [Step.ARCHIVE], later) is None


async def test_customer_words_are_nowhere_but_in_texts(
    engine: AsyncEngine, conversation: int
) -> None:
    async with engine.begin() as db:
        await intended(db, conversation, REPLY)
        bodies = await db.execute(text("select body::text from actions"))
        assert not [body for body in bodies.scalars() if "Hold the button" in body]
        kept = await db.execute(text("select body from texts order by id"))
        assert "Hold the button." in set(kept.scalars())
