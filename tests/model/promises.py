"""What must hold in every situation: named, and with its number in behaviour.md.

The oracle of the random walks checks every decision here too; what follows it needs the whole
situation, or what really happened at Front.
"""

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from frontmate.conversation.actions import (
    Action,
    AskAgent,
    NotifyCustomer,
    Reply,
    Saga,
    Unassign,
    WriteDraft,
    WriteHandoffNote,
)
from frontmate.conversation.decision import Decision, Reason, Withdraw
from frontmate.conversation.events import Event, TimerFired
from frontmate.conversation.policy import Mode
from frontmate.conversation.session import Holder, Session, Who
from tests.conversation.oracle import Oracle

if TYPE_CHECKING:
    from tests.conversation.world import World
    from tests.model.situation import Situation


@dataclass(frozen=True)
class Promise:
    words: str
    number: str


OF_THE_ORACLE = {
    "check": Promise("every decision names the promise behind it", "1"),
    "check_answer": Promise("an answer is written only where all we know allows it", "10.2"),
    "_well_formed": Promise("a closed session has nothing under way", "1.5"),
    "_stale_timers_do_nothing": Promise("a timer of an older version changes nothing", "4.5"),
    "_only_ours_is_answered": Promise("only what is ours is answered", "2.1"),
    "_only_what_is_owned_is_archived": Promise("only what the AI owns is archived", "4.2"),
    "_only_a_grounded_answer_resolves": Promise("only a grounded answer resolves", "4.3"),
    "_only_who_may_gives_back": Promise("only who may gives a hand-off back", "2.4"),
    "_nothing_void_stays_planned": Promise("what is overtaken is not planned any more", "10.2"),
    "_a_lone_hand_off_is_watched": Promise("a hand-off that nobody took is watched", "3.6"),
    "_a_burst_is_waited_for": Promise("a burst that settles has its timer", "2.6"),
    "_a_lying_draft_is_watched": Promise("a draft that nobody took up is watched", "11.1"),
    "_quiet_sessions_end": Promise("the silence after our answer is waited for", "4.3"),
    "_no_answer_is_dropped_in_silence": Promise("no answer is dropped without a word why", "10.4"),
}


OF_A_HAND_OFF = (WriteHandoffNote, NotifyCustomer)


class BrokenError(Exception):
    """A promise does not hold."""

    def __init__(self, promise: Promise, what: str = "") -> None:
        super().__init__(f"{promise.number}: {promise.words}" + (f" ({what})" if what else ""))
        self.promise, self.what = promise, what


def demand(holds: bool, words: str, number: str, what: str = "") -> None:
    if not holds:
        raise BrokenError(Promise(words, number), what)


class Promises(Oracle):
    """The oracle, and what only an exploration can see."""

    def __init__(self) -> None:
        super().__init__()
        self.doubtful: frozenset[str] = frozenset()
        """Customer messages whose answer may or may not have gone out."""

    def doubted(self, action: Action) -> None:
        if isinstance(action, Reply):
            self.doubtful |= set(action.messages)

    def copied(self) -> "Promises":
        other = copy.copy(self)
        other.resent_by_a_person = self.resent_by_a_person.copy()
        return other

    def check(
        self, world: "World", before: Session | None, event: Event, decision: Decision
    ) -> None:
        again = world.decides(before, event, world.policy, world.now)
        demand(again == decision, "the same event in the same session is judged the same", "1")
        super().check(world, before, event, decision)
        self._comes_in_its_order(decision.actions)
        if decision.reason is Reason.GIVEN_BACK:
            rest = [row for row in world.rows if isinstance(row.action, OF_A_HAND_OFF)]
            demand(not rest, "what is given back is not handed off any more", "2.4")

    def check_answer(self, world: "World", answer: Reply | WriteDraft) -> None:
        super().check_answer(world, answer)
        if isinstance(answer, WriteDraft):
            return
        unanswered = set(answer.messages) - self.resent_by_a_person
        twice = sorted(unanswered & set(world.answered))
        demand(not twice, "at most one answer per customer message", "2.6", ", ".join(twice))
        doubtful = sorted(unanswered & self.doubtful)
        demand(not doubtful, "a doubt is never followed by a resend", "10.1", ", ".join(doubtful))

    def check_step(self, world: "World", action: Action) -> None:
        """Right before a row is begun."""
        if isinstance(action, AskAgent):
            again = set(action.messages) & world.answered.keys() - self.resent_by_a_person
            demand(not again, "the agent is asked only about what has no answer", "2.6")
        if not isinstance(action, Unassign):
            return
        notes = [row.action for row in world.rows if isinstance(row.action, WriteHandoffNote)]
        early = any(note.turn == action.turn for note in notes)
        demand(not early, "the comment comes before the AI is taken off", "3.1")

    def _comes_in_its_order(self, actions: tuple[Action, ...]) -> None:
        steps = [type(a) for a in actions if a.saga is Saga.HANDOFF]
        if WriteHandoffNote not in steps:
            return
        order = [WriteHandoffNote, NotifyCustomer, Unassign]
        found = [step for step in steps if step in order]
        wanted = [step for step in order if step in steps]
        demand(found == wanted, "comment, notice, unassign, tags: in this order", "3.1")


def check_situation(s: "Situation") -> None:
    """What holds in every situation, between two moves."""
    rows = [row.action for row in (*((s.begun.row,) if s.begun else ()), *s.rows)]
    for kinds in ((AskAgent,), (Reply, WriteDraft)):
        asked = [m for a in rows if isinstance(a, kinds) for m in a.messages]
        once = len(asked) == len(set(asked))
        demand(once, "at most one answer is planned per customer message", "2.6")

    known = s.memory.known_holder is Who.PERSON or s.memory.floor_taken
    if known and s.policy.mode is Mode.LIVE:
        planned = any(isinstance(row.action, Reply) for row in s.rows)
        demand(not planned, "no reply is planned for what we know a person has", "10.2")


def check_void_timer(s: "Situation", event: TimerFired) -> None:
    before = s.session
    decision = s.decides(before, event, s.policy, s.now)
    nothing = decision.session == before and not decision.actions and not decision.timers
    void = nothing and decision.withdraw is Withdraw.NOTHING
    demand(void, "a timer of an older version changes nothing", "4.5", event.kind.value)


def check_end(s: "Situation") -> None:
    """What holds once nothing is left to be done, and no timer to fire."""
    session, memory = s.session, s.memory
    if session is None:
        return
    idle = not session.preparing and session.closing is None and session.settles_at is None
    demand(idle, "no step is planned for ever without an owner", "10.4")
    if s.trashed:
        return
    demand(session.assignee.who is s.assignee.who, "we know who has it, once all is heard", "1.6")
    if memory.question:
        demand(_in_good_hands(s), "the customer is answered, or a person knows", "10.4")


def _in_good_hands(s: "Situation") -> bool:
    memory, session, policy = s.memory, s.session, s.policy
    assert session is not None
    if s.assignee.who is Who.PERSON or s.parked or memory.had_by_a_person:
        return True
    if memory.told:
        return memory.alarmed or not memory.lone
    if session.holder is Holder.TEAM and memory.teams:
        return True
    if s.assignee.who is Who.NOBODY and not policy.handle_unassigned:
        return True  # 2.1: never ours, and before everybody's eyes
    # 2.7: what is assigned to the AI afterwards is recorded only, and listed.
    return memory.given_since and not policy.answer_on_assignment and bool(session.waiting)
