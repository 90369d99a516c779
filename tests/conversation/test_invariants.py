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

from frontmate.conversation.eligibility import not_ours
from frontmate.conversation.events import (
    Author,
    GivenBack,
    Recorded,
)
from frontmate.conversation.message import Channel, Verdict
from frontmate.conversation.outcome import Outcome
from frontmate.conversation.policy import Mode, Policy
from frontmate.conversation.session import Assignee, By, Status
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
from tests.conversation.oracle import Oracle
from tests.conversation.planned import Fate
from tests.conversation.world import World

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
    max_examples=900,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestWhateverHappens = AConversation.TestCase
