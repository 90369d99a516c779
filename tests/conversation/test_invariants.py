"""What must hold whatever happens, in whatever order: thousands of invented conversations."""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

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
    Author,
    Event,
    GivenBack,
    MessageReceived,
    Recorded,
    SendUncertain,
    Step,
    TimerFired,
    TimerKind,
)
from frontmate.conversation.message import Channel, Verdict
from frontmate.conversation.outcome import Outcome
from frontmate.conversation.policy import Mode, Policy
from frontmate.conversation.session import Assignee, By, Holder, Session, Side, Status, Who
from tests.conversation.build import (
    AI,
    ANSWER,
    BOB,
    GREET,
    HAND_OFF,
    NOBODY,
    NOTHING,
    SAM,
    SOLVED,
)
from tests.conversation.world import Fate, World

POLICIES = st.builds(
    Policy,
    handle_unassigned=st.booleans(),
    claim_on_reply=st.booleans(),
    answer_on_assignment=st.booleans(),
    rule_gives_back=st.booleans(),
    customer_notice=st.booleans(),
    sync_tags=st.booleans(),
    fallback_assignee=st.sampled_from([None, "tea_lee"]),
    reply_cap_hour=st.sampled_from([2, 5]),
    mode=st.sampled_from([Mode.LIVE, Mode.LIVE, Mode.DRAFT, Mode.DRAFT, Mode.SHADOW]),
)
FATES = st.sampled_from([Fate.DONE] * 6 + list(Fate))
OUTCOMES: dict[str, Outcome | None] = {
    "answer": ANSWER,
    "greet": GREET,
    "solved": SOLVED,
    "hand off": HAND_OFF,
    "nothing": NOTHING,
    "failure": None,
}
PROPOSED = st.sampled_from(["answer"] * 4 + ["solved"] * 2 + list(OUTCOMES))
SPEAKERS = st.sampled_from([Author.PERSON] * 3 + [Author.OTHER_BOT, Author.AUTOMATIC, Author.AI])
SOMEBODY = st.sampled_from([By.TEAMMATE, By.TEAMMATE, By.RULE, By.API])
PAUSES = st.sampled_from([1, 2, 5, 5, 30, 120, 3600, 7200, 90_000, 300_000, 700_000])
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
        if isinstance(event, MessageReceived):
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


class AConversation(RuleBasedStateMachine):
    world: World
    oracle: Oracle

    @initialize(
        policy=POLICIES,
        channel=st.sampled_from([Channel.EMAIL, Channel.CHAT, Channel.CHAT, Channel.SMS]),
        assignee=st.sampled_from([AI, AI, NOBODY, SAM]),
        takes_in=st.booleans(),
        first=st.sampled_from(["", "answer", "hand off", "resolved"]),
    )
    def begin(
        self, policy: Policy, channel: Channel, assignee: Assignee, takes_in: bool, first: str
    ) -> None:
        self.oracle = Oracle()
        self.world = World(policy, self.oracle, channel, takes_in)
        self.world.assignee = assignee
        self.world.customer_writes()
        self.world.deliver()
        if first:
            self.world.pass_time(timedelta(seconds=10))
            self.world.fire_due()
            self.world.go_on(HAND_OFF if first == "hand off" else ANSWER)
        if first == "resolved":
            self.world.pass_time(timedelta(days=4))
            self.world.fire_due()
            self.world.go_on(ANSWER)

    # At Front

    @rule(thanks=st.booleans(), wakes=st.booleans())
    def the_customer_writes(self, thanks: bool, wakes: bool) -> None:
        self.world.customer_writes(mere_thanks=thanks, wakes=wakes)

    @rule(to=st.sampled_from([AI, SAM, NOBODY]), by=SOMEBODY)
    def somebody_assigns(self, to: Assignee, by: By) -> None:
        self.world.assign(to, by)

    @precondition(lambda self: self.world.draft)
    @rule(as_drafted=st.booleans())
    def a_person_sends_the_draft(self, as_drafted: bool) -> None:
        self.world.send_draft(as_drafted=as_drafted)

    @rule(author=SPEAKERS, by=SOMEBODY, what=st.integers(0, 5))
    def somebody_does_something(self, author: Author, by: By, what: int) -> None:
        world = self.world
        if what < 3:
            world.somebody_writes(author)
        elif world.parked:
            world.snooze_ends()
        else:
            world.archive(by, parked=what == 3)

    @rule(what=st.integers(0, 8), yes=st.booleans())
    def something_rare_happens(self, what: int, yes: bool) -> None:
        world = self.world
        match what:
            case 0:
                world.customer_writes(verdict=Verdict.UNREADABLE)
            case 1:
                world.customer_writes(verdict=Verdict.AUTO_REPLY)
            case 2:
                world.customer_writes(sender=BOB)
            case 3 | 4:
                world.judge(GivenBack(world.pass_time(), "sam@example.com"))
            case 5:
                world.judge(Recorded(world.pass_time(), "comment"))
            case 6:
                world.trash()
            case _:
                world.merge_in(team=what == 7, waiting=yes)

    # The machinery

    @rule(fates=st.lists(FATES, min_size=1, max_size=6), outcome=PROPOSED)
    def actions_are_performed(self, fates: list[Fate], outcome: str) -> None:
        for fate in fates:
            self.world.perform(fate, OUTCOMES[outcome])

    @rule(outcome=PROPOSED)
    def all_goes_well_for_a_while(self, outcome: str) -> None:
        self.world.go_on(OUTCOMES[outcome])

    @precondition(lambda self: self.world.results)
    @rule()
    def a_result_is_judged(self) -> None:
        self.world.judge(self.world.results.pop(0))

    @precondition(lambda self: self.world.webhooks)
    @rule(index=st.sampled_from([0, 0, 0, 1, 2, -1]))
    def a_webhook_arrives(self, index: int) -> None:
        self.world.deliver(index)

    @rule(seconds=PAUSES)
    def time_passes(self, seconds: int) -> None:
        self.world.pass_time(timedelta(seconds=seconds))
        while self.world.fire_due():
            pass

    @precondition(lambda self: self.world.fired)
    @rule(index=st.integers(0, 5))
    def an_old_timer_fires_again(self, index: int) -> None:
        self.world.fire_again(index)

    # What a customer may expect

    @invariant()
    def nobody_is_answered_twice(self) -> None:
        for message, times in self.world.answered.items():
            assert times == 1 or message in self.oracle.resent_by_a_person

    def teardown(self) -> None:
        """Everything arrives and is done: nobody is left waiting without a word why."""
        if not hasattr(self, "world"):
            return
        self.world.go_on(ANSWER)
        self.world.pass_time(timedelta(seconds=30))
        while self.world.fire_due():
            self.world.go_on(ANSWER)
        session = self.world.session
        if session is None or session.status is not Status.OPEN or not session.waiting:
            return
        if not_ours(session, self.world.policy) is None:
            drafted = set(session.waiting) <= set(session.drafted)
            assert self.oracle.excused or drafted, self.world.story()


AConversation.TestCase.settings = settings(
    max_examples=1500,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestWhateverHappens = AConversation.TestCase
