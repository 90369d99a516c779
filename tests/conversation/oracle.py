"""Remembers what a person would hold against us, and checks every decision."""

from frontmate.conversation.actions import (
    Archive,
    AskAgent,
    AskShadow,
    RaiseAlarm,
    Reply,
    Saga,
    WriteDraft,
    WriteHandoffNote,
)
from frontmate.conversation.decision import Decision, Reason
from frontmate.conversation.eligibility import LEFT_ALONE, not_ours
from frontmate.conversation.events import (
    AssigneeChanged,
    Event,
    MessageReceived,
    SendUncertain,
    Step,
    TimerFired,
    TimerKind,
)
from frontmate.conversation.policy import Mode
from frontmate.conversation.session import By, Holder, Session, Side, Status, Who
from tests.conversation.world import World

SPEAKING = (AskAgent, Reply, WriteDraft)
WITH_AN_EVENT_TO_COME = {
    # The look has found something whose own event follows, and is decided then.
    Reason.ARCHIVED_MEANWHILE,
    Reason.TRASHED,
}


class Oracle:
    """Remembers what a person would hold against us, and checks every decision."""

    def __init__(self) -> None:
        self.handed_off = False
        self.alarmed = False
        self.excused = False
        self.note_given_up = False
        self.grounded = False
        self.resent_by_a_person: set[str] = set()

    def check(self, world: World, before: Session | None, event: Event, decision: Decision) -> None:
        assert decision.reason.promise
        self._remember(before, event, decision)
        after = decision.session
        if after is None:
            assert before is None
            assert decision.actions == ()
            return
        self._well_formed(before, after)
        self._a_burst_is_waited_for(world, after)
        self._a_lying_draft_is_watched(world, after)
        self._stale_timers_do_nothing(before, event, decision)
        self._only_ours_is_answered(world, after, decision)
        self._only_what_is_owned_is_archived(world, after, decision)
        self._only_a_grounded_answer_resolves(before, decision)
        self._only_who_may_gives_back(world, event, decision)
        self._nothing_void_stays_planned(world, after)
        self._a_lone_hand_off_is_watched(world, after)
        self._quiet_sessions_end(world, after)
        self._no_answer_is_dropped_in_silence(world, before, after, decision)

    def check_answer(self, world: World, answer: Reply | WriteDraft) -> None:
        """Right before an answer is written: what we know by then allows it."""
        assert not self.handed_off
        session = world.session
        assert session is not None
        assert session.status is Status.OPEN
        assert session.preparing
        assert answer.turn == session.turn
        assert not_ours(session, world.policy) is None
        self.grounded = bool(answer.sources)

    def _remember(self, before: Session | None, event: Event, decision: Decision) -> None:
        after = decision.session
        if before and after and after.number > before.number:
            self.handed_off = False
        if decision.reason is Reason.GIVEN_BACK:
            self.handed_off = False
            if after:
                self.resent_by_a_person.update(after.waiting)
        if any(isinstance(action, WriteHandoffNote) for action in decision.actions):
            self.handed_off = True
        if decision.reason is Reason.FALLBACK:
            self.alarmed = True
        if after and not after.unattended:
            self.alarmed = False
        if isinstance(event, MessageReceived) and after and after.waiting:
            self.note_given_up = False
        if isinstance(event, SendUncertain) and event.step is Step.RESOLUTION_NOTE:
            self.note_given_up = True

    def _well_formed(self, before: Session | None, after: Session) -> None:
        if before is not None:
            assert 0 <= after.number - before.number <= 1
            assert after.version >= before.version
            assert after.turn >= before.turn
        assert len(set(after.waiting)) == len(after.waiting)
        assert bool(after.waiting) == (after.waiting_since is not None)
        assert not (after.preparing and after.closing)
        if after.status is not Status.OPEN:
            assert not after.preparing
            assert after.closing is None
            assert after.settles_at is None
            assert after.waiting == ()
        if after.unattended:
            assert after.holder is Holder.TEAM

    def _stale_timers_do_nothing(
        self, before: Session | None, event: Event, decision: Decision
    ) -> None:
        if not isinstance(event, TimerFired) or before is None:
            return
        if (event.session, event.version) != (before.number, before.version):
            assert decision.session == before
            assert (decision.actions, decision.timers) == ((), ())
            assert decision.reason is Reason.STALE

    def _only_ours_is_answered(self, world: World, after: Session, decision: Decision) -> None:
        if not any(isinstance(action, SPEAKING) for action in decision.actions):
            return
        assert after.status is Status.OPEN
        assert after.holder is Holder.AI
        assert after.assignee.who is not Who.PERSON or after.stands_by
        assert not after.parked
        assert not self.handed_off
        if decision.reason is not Reason.GIVEN_BACK:
            assert not_ours(after, world.policy) is None

    def _only_what_is_owned_is_archived(
        self, world: World, after: Session, decision: Decision
    ) -> None:
        if not any(isinstance(action, Archive) for action in decision.actions):
            return
        assert not after.waiting
        assert world.policy.mode is Mode.LIVE
        if after.assignee.who is Who.NOBODY:
            assert world.policy.handle_unassigned
            assert after.holder is Holder.AI
            assert after.newest_outbound is Side.OURS
        else:
            assert after.assignee.who is Who.AI

    def _only_a_grounded_answer_resolves(self, before: Session | None, decision: Decision) -> None:
        if decision.reason is Reason.RESOLVING:
            assert self.grounded
            assert before is not None
            assert before.newest_outbound is Side.OURS

    def _only_who_may_gives_back(self, world: World, event: Event, decision: Decision) -> None:
        if decision.reason is Reason.GIVEN_BACK and isinstance(event, AssigneeChanged):
            by_rule = event.by is By.RULE and world.policy.rule_gives_back
            assert event.by is By.TEAMMATE or by_rule

    def _nothing_void_stays_planned(self, world: World, after: Session) -> None:
        for row in world.rows:
            action = row.action
            if action.saga is Saga.ANSWER:
                assert after.preparing
                assert action.turn == after.turn
                assert not self.handed_off
            if isinstance(action, Reply):
                assert world.policy.mode is Mode.LIVE
            if isinstance(action, Reply | WriteDraft):
                assert not_ours(after, world.policy) is None
            if isinstance(action, RaiseAlarm):
                continue
            if isinstance(action, AskShadow):
                assert world.policy.mode is Mode.SHADOW
            else:
                assert world.policy.mode is not Mode.SHADOW
            if action.saga is Saga.RESOLUTION:
                assert action.turn == after.turn
                assert after.closing or after.resolution

    def _a_lone_hand_off_is_watched(self, world: World, after: Session) -> None:
        if not after.unattended or after.status is not Status.OPEN:
            return
        kinds = (TimerKind.HANDOFF_REMINDER, TimerKind.HANDOFF_FALLBACK)
        assert self.alarmed or self._runs(world, after, *kinds)

    def _a_burst_is_waited_for(self, world: World, after: Session) -> None:
        if after.settles_at is not None:
            assert after.waiting
            assert not after.preparing
            assert self._runs(world, after, TimerKind.SETTLE)

    def _a_lying_draft_is_watched(self, world: World, after: Session) -> None:
        watched = after.drafted_at is not None and not after.draft_reminded
        busy = after.preparing or after.settles_at is not None or after.closing
        if watched and after.status is Status.OPEN and not busy:
            assert after.drafted
            assert self._runs(world, after, TimerKind.DRAFT_WAITING)

    def _runs(self, world: World, session: Session, *kinds: TimerKind) -> bool:
        current = (session.number, session.version)
        return any(
            timer.kind in kinds and (number, timer.version) == current
            for number, timer in world.timers
        )

    def _quiet_sessions_end(self, world: World, after: Session) -> None:
        busy = after.waiting or after.preparing or after.closing
        if after.status is not Status.OPEN or busy or after.newest_outbound is not Side.OURS:
            return
        if not_ours(after, world.policy) is not None or self.note_given_up:
            return
        if after.assignee.who is Who.PERSON:
            return  # a draft for the fallback: theirs to close
        assert self._runs(world, after, TimerKind.SILENCE)

    def _no_answer_is_dropped_in_silence(
        self, world: World, before: Session | None, after: Session, decision: Decision
    ) -> None:
        drafted = set(after.waiting) <= set(after.drafted)
        taken_up = after.preparing or after.settles_at is not None or drafted
        if taken_up or not after.waiting:
            self.excused = False
            return
        left = decision.reason in LEFT_ALONE.values() or decision.reason is Reason.MERGED
        told = any(isinstance(action, RaiseAlarm) for action in decision.actions)
        if left or told or not_ours(after, world.policy) is not None:
            self.excused = True
        was_taken_up = before and (before.preparing or before.settles_at is not None)
        if was_taken_up and not self.excused:
            assert decision.reason in WITH_AN_EVENT_TO_COME
