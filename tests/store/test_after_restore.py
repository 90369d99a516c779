"""After a restore nothing that was on its way is carried out as if no time had passed."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from frontmate.conversation.actions import (
    Archive,
    AskAgent,
    NotifyCustomer,
    RaiseAlarm,
    Reply,
    Unassign,
    WriteDraft,
    WriteHandoffNote,
)
from frontmate.conversation.decide import decide
from frontmate.conversation.decision import Reason
from frontmate.conversation.events import OutcomeProposed, SendUncertain, Step
from frontmate.conversation.outcome import HandOff, HandoffReason, Reading
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Holder, Status
from frontmate.conversation.text import Text
from frontmate.store import actions, after_restore, backup, conversations, events, sessions
from frontmate.store.actions import State
from frontmate.store.after_restore import RestoredAt
from frontmate.store.restore import restore
from tests.store.world import NOW, Story, connect, empty_database, run, working_on

LATER = NOW + timedelta(hours=5)
REPLY = Reply(1, ("msg_1",), Text("It glows."), Reading(), handle_unassigned=True)


@dataclass
class Broken:
    """An installation that is backed up, lost, and brought back elsewhere."""

    source: str
    elsewhere: str
    folder: Path

    @asynccontextmanager
    async def working(self) -> AsyncIterator[Story]:
        async with working_on(self.source) as db:
            await connect(db)
            story = await Story(db).begin()
            await story.writes("How does it glow?")
            yield story

    def bring_back(self) -> int:
        backup.take(self.source, self.folder / "b", program="1", now=NOW)
        return restore(self.elsewhere, self.folder / "b", replace=True, now=LATER).handed_over

    def rows(self) -> list[tuple[Any, ...]]:
        return run(self.elsewhere, "select step, state, why from actions order by id")

    def alarms(self) -> list[tuple[Any, ...]]:
        return run(self.elsewhere, "select conversation, why from alarms")


@pytest.fixture
def broken(database_url: str, server_url: str, tmp_path: Path) -> Iterator[Broken]:
    with empty_database(server_url) as elsewhere:
        yield Broken(database_url, elsewhere, tmp_path)


async def test_a_planned_answer_is_read_back_and_not_sent(broken: Broken) -> None:
    async with broken.working() as story:
        await story.save(preparing=True)
        await story.plans(REPLY)
    assert broken.bring_back() == 1
    assert broken.rows() == [("reply", "uncertain", "restored")]
    async with working_on(broken.elsewhere) as db:
        row = await actions.next_unfinished(db, story.conversation)
        assert row is not None
        # Whatever of ours was written since the backup is this answer.
        assert (row.intended_at, row.written_hash, row.due) == (NOW, None, None)
        assert await events.next_open(db, story.conversation) is None
    assert broken.alarms() == [(story.conversation, "restored")]


async def test_a_handoff_under_way_is_left_to_people(broken: Broken) -> None:
    async with broken.working() as story:
        await story.save(holder=Holder.TEAM, unattended=True)
        await story.plans(
            WriteHandoffNote(2, HandoffReason.NO_ANSWER_FOUND, Reading()),
            NotifyCustomer(2, ("msg_1",), Reading()),
            Unassign(2),
            RaiseAlarm(2, "handoff_failed"),
        )
    assert broken.bring_back() == 1
    assert broken.rows() == [
        ("handoff_note", "uncertain", "restored"),
        ("notice", "uncertain", "restored"),
        ("unassign", "withdrawn", "restored"),
        ("alarm", "planned", ""),
    ]


@pytest.mark.parametrize(
    "wanted",
    [
        AskAgent(1, ("msg_1",)),
        WriteDraft(1, ("msg_1",), Text("It glows."), Reading(), handle_unassigned=True),
    ],
)
async def test_an_answer_in_preparation_becomes_a_handoff_without_a_word_to_the_customer(
    broken: Broken, wanted: AskAgent | WriteDraft
) -> None:
    async with broken.working() as story:
        await story.save(preparing=True)
        await story.plans(wanted)
    assert broken.bring_back() == 1
    assert [state for _, state, _ in broken.rows()] == ["withdrawn"]
    async with working_on(broken.elsewhere) as db:
        stored = await sessions.newest(db, story.conversation)
        opened = await events.next_open(db, story.conversation)
    assert stored is not None
    assert opened is not None
    assert opened.event == SendUncertain(LATER, Step.REPLY, story.session.turn)
    decision = decide(stored.session, opened.event, Policy(), LATER)
    assert decision.reason is Reason.UNCERTAIN
    steps = {action.step for action in decision.actions}
    assert Step.HANDOFF_NOTE in steps
    assert steps.isdisjoint({Step.REPLY, Step.NOTICE})


async def test_what_the_agent_had_proposed_is_dropped(broken: Broken) -> None:
    # It would be decided on first, and a hand-off of its own tells the customer.
    handoff = HandOff(Reading(), HandoffReason.ASKED_FOR_HUMAN)
    async with broken.working() as story:
        await story.save(preparing=True)
        await events.add(story.db, story.conversation, OutcomeProposed(NOW, 1, handoff), NOW)
    assert broken.bring_back() == 1
    async with working_on(broken.elsewhere) as db:
        opened = await events.next_open(db, story.conversation)
        assert opened is not None
        assert isinstance(opened.event, SendUncertain)
        await events.close(db, opened.id, story.conversation, opened.event, LATER)
        assert await events.next_open(db, story.conversation) is None


async def test_a_newer_turn_is_handed_over_beside_an_older_answer_in_doubt(broken: Broken) -> None:
    async with broken.working() as story:
        await story.plans(REPLY)
        await actions.intend(story.db, await story.newest_action(), "It glows.", "hash", NOW)
        await story.save(preparing=True, turn=2)
    assert broken.bring_back() == 1


async def test_a_customer_who_was_still_writing_is_handed_over_too(broken: Broken) -> None:
    async with broken.working() as story:
        await story.save(settles_at=NOW + timedelta(seconds=5))
    assert broken.bring_back() == 1
    async with working_on(broken.elsewhere) as db:
        assert await events.next_open(db, story.conversation) is not None


async def test_what_waits_in_the_shadow_stays_there(broken: Broken) -> None:
    # It was never going to be answered by us: nothing may be written to Front.
    async with broken.working():
        pass
    assert broken.bring_back() == 0
    assert broken.alarms() == []


async def test_what_was_begun_keeps_the_hash_by_which_it_is_found(broken: Broken) -> None:
    async with broken.working() as story:
        await story.save(preparing=True)
        await story.plans(REPLY)
        await actions.intend(story.db, await story.newest_action(), "It glows.", "hash", NOW)
    assert broken.bring_back() == 0
    async with working_on(broken.elsewhere) as db:
        row = await actions.next_unfinished(db, story.conversation)
    assert row is not None
    assert (row.state, row.written_hash) == (State.INTENDED, "hash")


async def test_an_archive_is_not_repeated(broken: Broken) -> None:
    # A person may have opened the conversation again since.
    async with broken.working() as story:
        await story.save(status=Status.RESOLVED)
        await story.plans(Archive(2, handle_unassigned=True))
        await actions.intend(story.db, await story.newest_action(), "", None, NOW)
    assert broken.bring_back() == 1
    assert broken.rows() == [("archive", "withdrawn", "restored")]


async def test_numbers_that_were_given_out_since_the_backup_are_not_given_again(
    broken: Broken,
) -> None:
    async with broken.working() as story:
        epoch = await conversations.take(story.db, story.conversation)
    broken.bring_back()
    async with working_on(broken.elsewhere) as db:
        assert await conversations.take(db, story.conversation) > epoch + 1000
        other = await Story(db, "cnv_2", "joe@example.com").begin()
        assert other.session_id > story.session_id + 1000


async def test_the_workflow_can_ask_when_it_was(broken: Broken) -> None:
    async with broken.working() as story:
        assert await after_restore.last(story.db) is None
    for _ in range(2):
        broken.bring_back()
    async with working_on(broken.elsewhere) as db:
        assert await after_restore.last(db) == RestoredAt(restored=LATER, backed_up=NOW)
