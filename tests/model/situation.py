"""One situation of the model: Front, the product's rows and timers, and what is under way.

A `World` that can be copied, and whose writes are not atomic: between the look and the answer of a
request lies a moment in which others act, the process dies, or nobody knows what Front has done.
Everything of ours that is not in here is lost in a crash.
"""

import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from frontmate.conversation.actions import (
    AskAgent,
    AskShadow,
    ChangeTags,
    NotifyCustomer,
    RaiseAlarm,
    Reply,
    WriteDraft,
    WriteHandoffNote,
    WriteReminder,
    WriteResolutionNote,
)
from frontmate.conversation.decision import Timer
from frontmate.conversation.events import (
    Author,
    Event,
    MergedInto,
    MessageSent,
    SendUncertain,
)
from frontmate.conversation.message import Verdict
from frontmate.conversation.outcome import Outcome
from frontmate.conversation.policy import Mode
from frontmate.conversation.session import Assignee, By, Who
from tests.conversation.build import ANN
from tests.conversation.planned import Fate, PlannedRow
from tests.conversation.world import World
from tests.model.memory import Memory
from tests.model.promises import Promises

TICK = timedelta(milliseconds=10)
"""What any move takes: so little that only a timer makes time pass."""
NEVER_REPEATED = (
    Reply,
    WriteDraft,
    NotifyCustomer,
    WriteHandoffNote,
    WriteResolutionNote,
    WriteReminder,
)
"""Writes that create something at Front: read back after a doubt. Others look and act again."""

AT_ONCE = (AskShadow, RaiseAlarm, ChangeTags)
"""What needs no look, and has no moment in which somebody could come between."""


class Stage(StrEnum):
    """How far a write is whose look was clean."""

    SENT = "sent"
    """Under way, in the memory of a process."""
    HAS_IT = "has_it"
    """In doubt, and Front has it."""
    LOST = "lost"
    """In doubt, and Front never got it."""
    AGAIN = "again"
    """In doubt, and of the kind that is simply done again."""


@dataclass(frozen=True, slots=True)
class Begun:
    row: PlannedRow
    stage: Stage


@dataclass
class Situation(World):
    watcher: Promises
    begun: Begun | None = None
    merged_away: bool = False
    memory: Memory = field(default_factory=Memory)
    """What a person would hold against us: only the watcher reads it."""

    def copied(self) -> "Situation":
        other = object.__new__(Situation)
        other.__dict__ = self.__dict__.copy()
        other.rows, other.results = self.rows[:], self.results[:]
        other.webhooks, other.timers = self.webhooks[:], self.timers[:]
        other.heard, other.answered = self.heard.copy(), self.answered.copy()
        other.watcher, other.memory = self.watcher.copied(), copy.copy(self.memory)
        other.history = []
        return other

    def pass_time(self, by: timedelta = TICK) -> datetime:
        return super().pass_time(by)

    # At Front: as in the world, and remembered

    def customer_writes(self, sender: str = ANN, *, wakes: bool = True, **what: object) -> None:
        super().customer_writes(sender, wakes=wakes, **what)
        if what.get("verdict", Verdict.CUSTOMER) is Verdict.CUSTOMER:
            self.memory.asked(self.newest[0])

    def somebody_writes(self, author: Author, echo_of: int | None = None) -> None:
        super().somebody_writes(author, echo_of)
        if echo_of is None and author in (Author.PERSON, Author.OTHER_BOT):
            self.memory.spoken_by_others(person=author is Author.PERSON)

    def send_draft(self, *, as_drafted: bool) -> None:
        super().send_draft(as_drafted=as_drafted)
        self.memory.spoken_by_others(person=True)

    def assign(self, to: Assignee, by: By, echo_of: int | None = None) -> None:
        before = self.assignee.who
        super().assign(to, by, echo_of)
        if echo_of is None or to.who is Who.PERSON:
            self.memory.assigned(to.who, by)
        elif before is Who.PERSON:
            self.memory.taken_away()
        elif to.who is Who.NOBODY and self.policy.mode is Mode.LIVE:
            self.memory.taken_off()

    def archive(self, by: By, *, parked: bool = False, echo_of: int | None = None) -> None:
        super().archive(by, parked=parked, echo_of=echo_of)
        if parked:
            self.memory.parked()
        elif by is not By.AI:
            self.memory.closed(by)

    def trash(self) -> None:
        super().trash()
        self.memory.closed(By.TEAMMATE)

    def merge_away(self) -> None:
        self.trashed = self.merged_away = True
        self.memory.closed(By.TEAMMATE)
        self.webhooks.clear()  # what is heard of it later is the survivor's
        self.hear(MergedInto(self.pass_time(), "cnv_other"))

    # The product

    def hear(self, event: Event) -> None:
        """An event of our own: judged at once, or after the request that is under way."""
        if self.begun is not None and self.begun.stage is Stage.SENT:
            self.webhooks.append(event)
        else:
            self.judge(event)

    def judge(self, event: Event) -> None:
        before = self.session
        super().judge(event)
        decision = self.history[-1][1]
        self.memory.judged(event, decision, before)
        confirmed = decision.confirms
        if self.begun is not None and confirmed == self.begun.row.number:
            # The echo proves a write that we were in doubt about.
            self._is_done(self.begun.row.action)
            self.begun = None

    def begin(self, outcome: Outcome | None, fate: Fate = Fate.DONE) -> None:
        """The oldest row: ask, or look and, if nothing hinders, send the request."""
        row = self.begun.row if self.begun else self.rows.pop(0)
        self.begun = None
        self.watcher.check_step(self, row.action)
        self.pass_time()
        if isinstance(row.action, AskShadow):
            return
        if isinstance(row.action, AskAgent):
            self._ask(row.action, fate, outcome)
            return
        obstacle = self._obstacle(row.action)
        if obstacle is not None:
            self._refuse(row.action, obstacle)
        elif isinstance(row.action, AT_ONCE):
            self._at_front(row)
            self._is_done(row.action)
        else:
            self.begun = Begun(row, Stage.SENT)

    def end(self, fate: Fate) -> None:
        """Front has answered the request that is under way."""
        assert self.begun is not None
        row, self.begun = self.begun.row, None
        self.pass_time()
        self._write(row, fate)

    def vanish(self) -> None:
        """Front has accepted a message that never comes to be; that shows after D (10.1)."""
        assert self.begun is not None
        action, self.begun = self.begun.row.action, None
        self.pass_time()
        if isinstance(action, Reply):
            self.watcher.check_answer(self, action)
        self._is_done(action)
        self.webhooks.append(SendUncertain(self.pass_time(), action.step, action.turn))

    def doubt(self, *, front_has_it: bool) -> None:
        """The answer is lost, or the process is: whether Front has the write, nobody knows."""
        assert self.begun is not None
        row = self.begun.row
        self.pass_time()
        if front_has_it:
            self._at_front(row)
        stage = Stage.AGAIN
        if isinstance(row.action, NEVER_REPEATED):
            self.watcher.doubted(row.action)
            stage = Stage.HAS_IT if front_has_it else Stage.LOST
        self.begun = Begun(row, stage)

    def read_back(self, *, finds: bool) -> None:
        """The doubt ends: the message is found, or D has passed and a person is told."""
        assert self.begun is not None
        action, self.begun = self.begun.row.action, None
        self.pass_time()
        if finds:
            self._is_done(action)
        else:
            self.results.append(SendUncertain(self.now, action.step, action.turn))

    def _at_front(self, row: PlannedRow) -> None:
        super()._at_front(row)
        self.memory.written(row.action)

    def is_a_mere_echo(self, event: Event) -> bool:
        """Of a message whose row is done: its event confirms what we know."""
        if not isinstance(event, MessageSent) or event.echo_of is None:
            return False
        return self.begun is None or self.begun.row.number != event.echo_of

    # Timers

    def current_timers(self) -> list[tuple[int, Timer]]:
        """Those that are not void, the first due first."""
        session = self.session
        if session is None:
            return []
        current = (session.number, session.version)
        alive = [(n, timer) for n, timer in self.timers if (n, timer.version) == current]
        return sorted(alive, key=lambda entry: entry[1].due)

    def fire_first(self) -> None:
        """Time passes until the first timer is due."""
        entry = self.current_timers()[0]
        self.timers.remove(entry)
        self.now = max(self.now, entry[1].due)
        self.pass_time()
        self._fire(entry)

    def void_timers(self) -> list[tuple[int, Timer]]:
        alive = self.current_timers()
        return [entry for entry in self.timers if entry not in alive]
