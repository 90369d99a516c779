"""What is stored comes back as it was, and its words lie apart."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.events import Event, OutcomeProposed
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import Answer, HandOff, HandoffReason, Reading, Source
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Session
from frontmate.conversation.text import EMPTY, Text
from frontmate.store import codec, conversations, texts

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
READING = Reading(summary=Text("Asked about lamps"), language="de", topics=("lamp",))
SOURCE = Source("lamp", "v1", 2, "Lamps", "Lamps glow.", 0.9, "https://help.example/lamp")
ANSWER = Answer(READING, Text("Lamps glow."), (SOURCE,), 0.9)


def test_the_skeleton_holds_no_words() -> None:
    event = OutcomeProposed(NOW, 3, ANSWER)
    skeleton = codec.encode(event, Event)
    assert "Asked about lamps" not in str(skeleton.body)
    assert set(skeleton.texts) == {"Asked about lamps", "Lamps glow."}


async def test_an_event_comes_back_as_it_was(engine: AsyncEngine) -> None:
    for outcome in (ANSWER, HandOff(READING, HandoffReason.TOPIC_FOR_HUMANS, (SOURCE,))):
        event = OutcomeProposed(NOW, 3, outcome)
        async with engine.begin() as db:
            conversation = await conversations.lock(db, "main", "cnv_1", NOW)
            packed = await texts.pack(db, conversation, event, NOW, as_type=Event)
            assert await texts.unpack(db, packed, Event) == event


async def test_an_erased_text_reads_as_the_empty_one_and_the_skeleton_stays(
    engine: AsyncEngine,
) -> None:
    session = Session(
        number=1,
        started_at=NOW,
        channel=Channel.SMS,
        contact=Text("+12025550100"),
        replies=(NOW, NOW + timedelta(minutes=1)),
        reading=READING,
    )
    async with engine.begin() as db:
        conversation = await conversations.lock(db, "main", "cnv_1", NOW)
        packed = await texts.pack(db, conversation, session, NOW)
        assert await texts.unpack(db, packed, Session) == session
        await texts.erase(db, conversation, NOW)
        erased: Session = await texts.unpack(db, packed, Session)
    assert (erased.contact, erased.reading.summary) == (EMPTY, EMPTY)
    assert erased.replies == session.replies


async def test_a_nul_in_a_text_does_not_stop_it_from_being_kept(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        (number,) = await texts.keep(db, None, ["a\x00b"], NOW)
        assert await texts.words(db, [number]) == {number: "ab"}


def test_the_policy_comes_back_as_it_was() -> None:
    policy = Policy(own_domains=frozenset({"lamp.example"}), allowed_inboxes=frozenset({"inb_1"}))
    assert codec.decode(codec.encode(policy).body, {}, Policy) == policy


def test_a_text_in_a_log_line_shows_only_its_length() -> None:
    assert repr(Text("secret")) == "Text(6 characters)"
