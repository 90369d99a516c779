"""Words are forgotten once nothing has happened for long enough, and never before."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.conversation.actions import Reply
from frontmate.conversation.events import TimerFired, TimerKind
from frontmate.conversation.outcome import Reading
from frontmate.conversation.session import Holder, Status
from frontmate.conversation.text import Text
from frontmate.store import (
    Delivery,
    actions,
    contacts,
    conversations,
    deliveries,
    events,
    messages,
    retention,
    sessions,
)
from tests.store.world import NOW, Story, connect, everything

LATER = NOW + timedelta(days=200)
OLDER_THAN = LATER - timedelta(days=180)
WORDS = "My lamp glows purple"


async def sweep(db: AsyncConnection, connection: str = "main", limit: int = 100) -> int:
    return await retention.sweep(db, connection, OLDER_THAN, LATER, limit)


async def a_closed_story(db: AsyncConnection, front_id: str, handle: str, **given: object) -> Story:
    story = await Story(db, front_id, handle, "Jane Doe", **given).begin()  # type: ignore[arg-type]
    await story.writes(WORDS, f"msg_{front_id}", files=("purple.png",))
    await story.save(status=Status.RESOLVED, holder=Holder.AI)
    return story


async def kept(db: AsyncConnection, conversation: int) -> int:
    query = text("select count(body) from texts where conversation = :id")
    return int((await db.execute(query, {"id": conversation})).scalar_one())


async def test_after_the_time_no_word_of_it_is_left_and_the_skeleton_is(
    engine: AsyncEngine, database_url: str
) -> None:
    async with engine.begin() as db:
        await connect(db)
        story = await a_closed_story(db, "cnv_1", "jane@example.com")
        await story.recorded("link added: Order of Jane Doe")
        await story.plans(Reply(1, ("msg_1",), Text(WORDS), Reading(), handle_unassigned=True))
        row = await story.newest_action()
        await actions.intend(db, row, WORDS, "hash", NOW)
        await actions.confirm(db, row.id, NOW, front_id="msg_2")
    assert WORDS in everything(database_url)
    async with engine.begin() as db:
        assert await sweep(db) == 2
        assert await sweep(db) == 0
    left = everything(database_url).lower()
    for word in ("purple", "jane", "doe", "copied@", "hash"):
        assert word not in left, word
    assert "cnv_1" in left
    assert "msg_cnv_1" in left
    async with engine.begin() as db:
        stored = await sessions.newest(db, story.conversation)
        assert stored is not None
        assert stored.session.status is Status.RESOLVED
        (message,) = await messages.thread(db, story.conversation)
        assert (message.front_id, message.body, message.attachments) == ("msg_cnv_1", "", ())


async def test_what_was_swept_is_not_taken_in_again(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await connect(db)
        await a_closed_story(db, "cnv_1", "jane@example.com")
        await sweep(db)
        again = Delivery("main", "evt_msg_cnv_1", "webhook", "app", "inbound", None, NOW, WORDS)
        assert await deliveries.receive(db, again, LATER) is None
        assert await messages.known(db, "main", "msg_cnv_1")


@pytest.mark.parametrize("days", [179, 181])
async def test_the_age_counts_from_the_last_thing_that_happened(
    engine: AsyncEngine, days: int
) -> None:
    async with engine.begin() as db:
        await connect(db)
        story = await a_closed_story(db, "cnv_1", "jane@example.com")
        story.at = LATER - timedelta(days=days)
        await story.recorded("tag added")
        # Recording keeps no words, a delivery does.
        await db.execute(
            text("insert into texts (conversation, body, created_at) values (:c, 'raw', :at)"),
            {"c": story.conversation, "at": story.at},
        )
        assert bool(await sweep(db)) == (days > 180)
        assert bool(await kept(db, story.conversation)) == (days < 180)


async def open_session(story: Story) -> None:
    await story.save(status=Status.OPEN)


async def open_event(story: Story) -> None:
    fired = TimerFired(NOW, TimerKind.SILENCE, 1, 1)
    await events.add(story.db, story.conversation, fired, NOW)


async def unfinished_row(story: Story) -> None:
    await story.plans(Reply(1, ("msg_1",), Text("…"), Reading(), handle_unassigned=True))


@pytest.mark.parametrize("state", [open_session, open_event, unfinished_row])
async def test_what_is_not_finished_is_kept_however_old_it_is(
    engine: AsyncEngine, state: Callable[[Story], Awaitable[None]]
) -> None:
    async with engine.begin() as db:
        await connect(db)
        story = await a_closed_story(db, "cnv_1", "jane@example.com")
        await state(story)
        before = await kept(db, story.conversation)
        await sweep(db)
        assert await kept(db, story.conversation) == before


async def test_a_conversation_that_somebody_works_on_is_left_for_the_next_time(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as db:
        await connect(db)
        story = await a_closed_story(db, "cnv_1", "jane@example.com")
        await contacts.find_or_add(
            db, connection="main", kind="email", handle="young@example.com", name=None,
            front_id=None, now=LATER,
        )  # fmt: skip
    async with engine.begin() as worker, engine.begin() as db:
        await conversations.lock_by_id(worker, story.conversation)
        await sweep(db)
        assert await kept(db, story.conversation) > 0


async def test_a_merged_thread_is_kept_or_forgotten_as_one(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await connect(db)
        oldest = await a_closed_story(db, "cnv_1", "jane@example.com")
        middle = await a_closed_story(db, "cnv_2", "jane@example.com")
        newest = await a_closed_story(db, "cnv_3", "jane@example.com")
        for loser, survivor in ((oldest, middle), (middle, newest)):
            await messages.move(db, loser.conversation, survivor.conversation)
            await conversations.mark_merged(db, loser.conversation, survivor.conversation)
        newest.at = LATER
        await newest.writes("Still here", "msg_new")
        await newest.save(status=Status.RESOLVED)
        await sweep(db)
        assert await kept(db, oldest.conversation) > 0
        much_later = LATER + timedelta(days=200)
        await retention.sweep(db, "main", much_later - timedelta(days=180), much_later, 100)
        for story in (oldest, middle, newest):
            assert await kept(db, story.conversation) == 0


async def test_it_goes_in_small_steps_and_comes_to_an_end(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await connect(db)
        for number in range(5):
            await a_closed_story(db, f"cnv_{number}", "jane@example.com")
        steps: list[int] = []
        while (done := await sweep(db, limit=2)) and len(steps) < 10:
            steps.append(done)
        assert steps == [2, 2, 2]  # the last one, and the contact


async def test_other_connections_keep_their_own_time(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await connect(db)
        await connect(db, "second", "cmp_2")
        story = await a_closed_story(db, "cnv_1", "jane@example.com", connection="second")
        assert await sweep(db, "main") == 0
        assert await kept(db, story.conversation) > 0
        assert await sweep(db, "second") == 2


async def test_deliveries_of_no_conversation_are_forgotten_too(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await connect(db)
        for number, at in enumerate((NOW, LATER)):
            stray = Delivery("main", f"evt_{number}", "webhook", "app", "?", None, at, WORDS)
            await deliveries.receive(db, stray, at)
        assert await sweep(db) == 1
        left = await db.execute(text("select count(body) from texts"))
        assert left.scalar_one() == 1


async def test_a_contact_stays_while_a_younger_session_names_them(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await connect(db)
        await a_closed_story(db, "cnv_1", "jane@example.com")
        young = Story(db, "cnv_2", "jane@example.com", at=LATER)
        await young.begin(status=Status.RESOLVED)
        await sweep(db)
        assert await names(db) == [("email", "jane@example.com", "Jane Doe")]


async def test_a_contact_whom_no_session_names_goes_altogether(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await connect(db)
        await contacts.find_or_add(
            db,
            connection="main",
            kind="email",
            handle="news@example.com",
            name="News",
            front_id=None,
            now=NOW,
        )
        await sweep(db)
        assert await names(db) == []


async def test_somebody_who_was_forgotten_is_a_new_contact_when_they_write_again(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as db:
        await connect(db)
        old = await a_closed_story(db, "cnv_1", "jane@example.com")
        await sweep(db)
        new = await Story(db, "cnv_2", "jane@example.com", at=LATER).begin()
        assert new.contact != old.contact
        # A customer may well be called like one who was forgotten.
        odd = Story(db, "cnv_3", f"erased-{old.contact}", kind="username", at=NOW)
        await odd.begin(status=Status.RESOLVED)
        await sweep(db)
        assert len(await names(db)) == 3


async def names(db: AsyncConnection) -> list[tuple[str, ...]]:
    rows = await db.execute(text("select kind, handle, name from contacts order by id"))
    return [tuple(row) for row in rows]
