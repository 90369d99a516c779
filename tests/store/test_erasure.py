"""Forgetting one conversation, and finding everything that belongs to a person."""

from dataclasses import replace

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.conversation.events import OutcomeProposed
from frontmate.conversation.outcome import Answer, NothingToSay, Reading
from frontmate.conversation.session import Holder, Resolution
from frontmate.conversation.text import Text
from frontmate.store import (
    contacts,
    conversations,
    erasure,
    events,
    messages,
    sessions,
    shadows,
    traces,
)
from frontmate.store.mentions import Handle
from tests.store.world import NOW, Story, connect, everything

JANE = Handle("email", "jane@example.com")


async def test_a_models_own_reason_goes_with_the_words(
    engine: AsyncEngine, database_url: str
) -> None:
    why = NothingToSay(Reading(summary=Text("Jane says thanks")), "Jane is only being polite")
    answer = Answer(Reading(), Text("Jane, it glows."), (), 0.5)
    async with engine.begin() as db:
        await connect(db)
        story = await Story(db).begin()
        number = await events.add(db, story.conversation, OutcomeProposed(NOW, 1, why), NOW)
        await events.add(db, story.conversation, OutcomeProposed(NOW, 1, answer), NOW)
        for outcome in (why, answer):
            await shadows.record(
                db,
                conversation=story.conversation,
                session=story.session_id,
                messages=["msg_1"],
                outcome=outcome,
                reason="shadow",
                steps=["reply"],
                policy=1,
                now=NOW,
            )
        await db.execute(
            text(
                "insert into history (conversation, session, event, at, reason, promise, note,"
                " policy) values (:c, :s, :e, :at, 'nothing_to_say', '2.6', :note, 1)"
            ),
            {
                "c": story.conversation,
                "s": story.session_id,
                "e": number,
                "at": NOW,
                "note": "Jane is only being polite",
            },
        )
        await erasure.forget_conversation(db, story.conversation, NOW)
        await erasure.forget_contacts(db, [story.contact])
        # What is left can still be read.
        kept = await shadows.of_conversation(db, story.conversation)
        assert [shadow.outcome for shadow in kept] == [
            NothingToSay(Reading(), ""),
            replace(answer, text=Text("")),
        ]
        first = await events.next_open(db, story.conversation)
        assert first is not None
        assert first.event == OutcomeProposed(NOW, 1, NothingToSay(Reading(), ""))
        assert await traces.steps(db, story.conversation) == []
    assert "jane" not in everything(database_url).lower()


async def test_what_was_merged_belongs_to_them_too(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await connect(db)
        hers = await Story(db, "cnv_1").begin()
        await hers.writes("Purple")
        survivor = await Story(db, "cnv_2", "joe@example.com", "Joe").begin()
        other = await Story(db, "cnv_3", "joe@example.com", "Joe").begin()
        await other.writes("Green", "msg_3")
        await messages.move(db, hers.conversation, survivor.conversation)
        await conversations.mark_merged(db, hers.conversation, survivor.conversation)
        found = await erasure.find(db, [JANE], None)
        assert found.conversations == (hers.conversation, survivor.conversation)
        assert (found.contacts, found.messages, found.open_sessions) == ((hers.contact,), 1, 2)


async def test_forgetting_twice_is_like_forgetting_once(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await connect(db)
        story = await Story(db).begin()
        await story.writes("Purple")
        assert await erasure.forget_at_once(db, story.conversation, NOW)
        await erasure.forget_contacts(db, [story.contact], [JANE])
        again = await erasure.find(db, [JANE], None)
        assert not again.anything
        await erasure.forget_at_once(db, story.conversation, NOW)
        await erasure.forget_contacts(db, [story.contact], [JANE])


async def test_an_open_session_is_the_teams_and_its_timers_are_void(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await connect(db)
        story = await Story(db).begin()
        await story.writes("Purple")
        await story.save(preparing=True, closing=Resolution.ASSUMED)
        before = story.session
        assert await erasure.forget_at_once(db, story.conversation, NOW)
        session = await newest(db, story)
        assert session.session.holder is Holder.TEAM
        assert session.session.version > before.version
        assert session.session.turn > before.turn
        assert not session.session.preparing
        # Who waits since when is how people see that somebody must be answered.
        assert session.session.waiting == ("msg_1",)
        assert session.contact == story.contact


async def newest(db: AsyncConnection, story: Story) -> sessions.StoredSession:
    stored = await sessions.newest(db, story.conversation)
    assert stored is not None
    return stored


async def test_a_username_is_not_looked_for_in_others_words(engine: AsyncEngine) -> None:
    bob = Handle("username", "bob")
    async with engine.begin() as db:
        await connect(db)
        story = await Story(db, handle="joe@example.com").begin()
        await story.writes("My cat is called bob")
        chat = await Story(db, "cnv_2", "bob", "Bob", kind="username").begin()
        await chat.writes("Hi", "msg_2")
        found = await erasure.find(db, [bob], None)
        assert found.conversations == (chat.conversation,)
        assert found.mentions == 0


async def test_nobodys_contact_goes_altogether(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await connect(db)
        lone = await contacts.find_or_add(
            db,
            connection="main",
            kind="email",
            handle=JANE.value,
            name="Jane",
            front_id=None,
            now=NOW,
        )
        assert (await erasure.find(db, [JANE], "main")).contacts == (lone,)
        await erasure.forget_contacts(db, [lone])
        assert (await db.execute(text("select count(*) from contacts"))).scalar_one() == 0
