"""A small stand-in for Front and the workflow: performs what `decide` wants, and tells it.

Front's truth is here (who is assigned, what was written), its webhooks wait in `webhooks` and may
be delivered in any order, the results of our actions come back as events. Guards look at the truth
as `workflow` does (10.2). After every decision the invariants are checked.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from frontmate.conversation.actions import (
    Action,
    Archive,
    AskAgent,
    AskShadow,
    Assign,
    DropDraft,
    NotifyCustomer,
    Reply,
    Saga,
    Unassign,
    WriteDraft,
    WriteResolutionNote,
)
from frontmate.conversation.decide import decide
from frontmate.conversation.decision import Decision, Timer, Withdraw
from frontmate.conversation.events import (
    ActionDone,
    ActionFailed,
    ActionRefused,
    AgentFailed,
    Archived,
    AssigneeChanged,
    Author,
    DeliveryFailed,
    Event,
    MergedFrom,
    MessageReceived,
    MessageSent,
    Obstacle,
    OutcomeProposed,
    Seen,
    SendUncertain,
    SnoozeEnded,
    TimerFired,
    Trashed,
)
from frontmate.conversation.message import Channel, Message
from frontmate.conversation.outcome import Outcome
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Assignee, By, Holder, Session, Side, Who
from frontmate.conversation.text import Text
from tests.conversation.build import AI, ANN, NOBODY, START
from tests.conversation.planned import (
    INBOXES,
    UNHEARD,
    Decide,
    Fate,
    Judge,
    PlannedRow,
    told,
)


@dataclass
class World:
    policy: Policy
    watcher: Judge
    channel: Channel = Channel.EMAIL
    takes_in: bool = True
    """A message that a look has found is judged at once; else its webhook comes in its time."""
    decides: Decide = decide
    now: datetime = START
    # Front's truth
    assignee: Assignee = AI
    archived: bool = False
    parked: bool = False
    trashed: bool = False
    newest: tuple[str, Author | None] = ("", None)
    # Ours
    session: Session | None = None
    rows: list[PlannedRow] = field(default_factory=list)
    webhooks: list[Event] = field(default_factory=list)
    results: list[Event] = field(default_factory=list)
    timers: list[tuple[int, Timer]] = field(default_factory=list)
    fired: list[tuple[int, Timer]] = field(default_factory=list)
    history: list[tuple[Event, Decision]] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)
    draft: PlannedRow | None = None
    """Our draft that lies in the conversation."""
    heard: set[str] = field(default_factory=set)
    written: int = 0
    planned: int = 0

    # At Front

    def pass_time(self, by: timedelta = timedelta(seconds=1)) -> datetime:
        self.now += by
        return self.now

    def name(self) -> str:
        self.written += 1
        return f"msg_{self.written}"

    def seen(self) -> Seen:
        return Seen(self.assignee, INBOXES, parked=self.parked)

    def customer_writes(self, sender: str = ANN, *, wakes: bool = True, **what: object) -> None:
        """`wakes`: a reply may or may not end a snooze, nobody knows (facts 9.25)."""
        at, name = self.pass_time(), self.name()
        self.archived = self.trashed = False
        self.parked = self.parked and not wakes
        self.newest = (name, None)
        message = Message(name, at, self.channel, Text(sender), **what)  # type: ignore[arg-type] # as given
        self.webhooks.append(MessageReceived(at, message, self.seen()))

    def somebody_writes(self, author: Author, echo_of: int | None = None) -> None:
        at, name = self.pass_time(), self.name()
        self.newest = (name, author)
        if echo_of is not None:
            self.heard.add(name)
        self.webhooks.append(MessageSent(at, name, author, self.channel, self.seen(), echo_of))

    def send_draft(self, *, as_drafted: bool) -> None:
        """A person presses send on what we have drafted."""
        row, self.draft = self.draft, None
        if row is None:
            return
        assert isinstance(row.action, WriteDraft)
        at, name = self.pass_time(), self.name()
        self.newest = (name, Author.PERSON)
        # Not among `answered`: what a person sends, and how often, is for them to know.
        sent = MessageSent(
            at, name, Author.PERSON, self.channel, self.seen(), None, row.number, as_drafted
        )
        self.webhooks.append(sent)

    def assign(self, to: Assignee, by: By, echo_of: int | None = None) -> None:
        if to == self.assignee:
            return
        self.assignee = to
        self.webhooks.append(AssigneeChanged(self.pass_time(), to, by, echo_of))

    def archive(self, by: By, *, parked: bool = False, echo_of: int | None = None) -> None:
        self.archived, self.parked = not parked, parked
        self.webhooks.append(Archived(self.pass_time(), by, parked, echo_of))

    def snooze_ends(self) -> None:
        self.parked = False
        self.webhooks.append(SnoozeEnded(self.pass_time()))

    def trash(self) -> None:
        self.trashed = True
        self.webhooks.append(Trashed(self.pass_time(), By.TEAMMATE))

    def merge_in(self, *, team: bool, waiting: bool) -> None:
        """The other conversation's hand-off, if it was the team's, had been taken by nobody."""
        at = self.pass_time()
        since = at - timedelta(minutes=5)
        self.archived = self.parked = self.trashed = False
        # The same mail may lie in both.
        known = self.session.waiting[:1] if self.session else ()
        self.judge(
            MergedFrom(
                at,
                self.channel,
                team,
                self.seen(),
                Text(ANN),
                (self.name(), *known) if waiting else (),
                since if waiting else None,
                since if team else None,
            )
        )

    # Events in, decisions out

    def deliver(self, index: int = 0) -> None:
        if self.webhooks:
            self.judge(self.webhooks.pop(index % len(self.webhooks)))

    def take_results(self) -> None:
        while self.results:
            self.judge(self.results.pop(0))

    def judge(self, event: Event) -> None:
        if isinstance(event, MessageReceived):
            self.heard.add(event.message.id)
        if isinstance(event, MessageSent):
            self.heard.add(event.message)
        before = self.session
        decision = self.decides(before, event, self.policy, self.now)
        self.session = decision.session
        self._withdraw(decision.withdraw)
        number = decision.session.number if decision.session else None
        for action in decision.actions:
            self.planned += 1
            self.rows.append(PlannedRow(self.planned, action, number))
        if number is not None:
            self.timers += [(number, timer) for timer in decision.timers]
        self.history.append((event, decision))
        try:
            self.watcher.check(self, before, event, decision)
        except AssertionError as error:
            error.add_note(self.story())
            raise

    def story(self) -> str:
        """What happened and what was decided, to be read when an invariant fails."""
        lines = [f"{event}\n    -> {told(decision)}" for event, decision in self.history]
        return "\n".join((*lines, str(self.session)))

    def _withdraw(self, which: Withdraw) -> None:
        sagas = {
            Withdraw.NOTHING: set[Saga](),
            Withdraw.ANSWERS: {Saga.ANSWER, Saga.RESOLUTION, Saga.SHADOW},
            Withdraw.ALL: set(Saga),
        }[which]
        self.rows = [row for row in self.rows if row.action.saga not in sagas]

    def go_on(self, outcome: Outcome | None) -> None:
        """Every webhook arrives in its order, every action is done."""
        for _ in range(100):
            self.webhooks.sort(key=lambda event: event.at)
            if self.webhooks:
                self.deliver()
            elif not self.perform(Fate.DONE, outcome):
                return
        raise AssertionError("it never ends")

    # Timers

    def fire_due(self) -> bool:
        due = [entry for entry in self.timers if entry[1].due <= self.now]
        if not due:
            return False
        first = min(due, key=lambda entry: entry[1].due)
        self.timers.remove(first)
        self.fired.append(first)
        self._fire(first)
        return True

    def fire_again(self, index: int) -> None:
        """A timer that fired before: it must be void, or find its work done."""
        if self.fired:
            self._fire(self.fired[index % len(self.fired)])

    def _fire(self, entry: tuple[int, Timer]) -> None:
        session, timer = entry
        self.judge(TimerFired(self.now, timer.kind, session, timer.version))

    # Actions

    def perform(self, fate: Fate, outcome: Outcome | None) -> bool:
        """The oldest row; results are judged before the next one, as in `workflow`."""
        self.take_results()
        if not self.rows:
            return False
        row = self.rows.pop(0)
        self.pass_time()
        if isinstance(row.action, AskShadow):
            return True
        if isinstance(row.action, AskAgent):
            self._ask(row.action, fate, outcome)
            return True
        obstacle = self._obstacle(row.action)
        if obstacle is not None:
            self._refuse(row.action, obstacle)
            return True
        self._write(row, fate)
        return True

    def _ask(self, action: AskAgent, fate: Fate, outcome: Outcome | None) -> None:
        if fate is Fate.OUTAGE:
            self.results.append(ActionFailed(self.now, action.step, action.turn, "503", True))
        elif outcome is None:
            self.results.append(AgentFailed(self.now, action.turn, "no engine"))
        else:
            self.results.append(OutcomeProposed(self.now, action.turn, outcome))

    def _obstacle(self, action: Action) -> Obstacle | None:
        match action:
            case WriteDraft(handle_unassigned=may, held_by=held):
                return self._fence(may_be_unassigned=may, held_by=held)
            case Reply(handle_unassigned=may) | Archive(handle_unassigned=may):
                found = self._fence(may_be_unassigned=may)
                if found is None and isinstance(action, Archive) and not self._owned():
                    return Obstacle.NOT_OWNED
                return found
            case NotifyCustomer() | WriteResolutionNote():
                return self._fence(may_be_unassigned=True)
            case Unassign() if self.assignee.who is not Who.AI:
                taken = self.assignee.who is Who.PERSON
                return Obstacle.PERSON_HOLDS if taken else Obstacle.ALREADY_DONE
            case Assign() if self.assignee.who is Who.PERSON:
                return Obstacle.PERSON_HOLDS
            case _:
                return None

    def _fence(self, *, may_be_unassigned: bool, held_by: str | None = None) -> Obstacle | None:
        if self.trashed:
            return Obstacle.TRASHED
        if self.assignee.who is Who.PERSON and self.assignee.id != held_by:
            return Obstacle.PERSON_HOLDS
        if self.parked:
            return Obstacle.PARKED
        if self.archived:
            return Obstacle.ARCHIVED
        if self.assignee.who is Who.NOBODY and not may_be_unassigned:
            return Obstacle.NOT_OWNED
        name, author = self.newest
        if not name or name in self.heard:
            return None
        return UNHEARD.get(author)

    def _owned(self) -> bool:
        if self.assignee.who is Who.AI:
            return True
        assert self.session is not None
        return self.session.newest_outbound is Side.OURS and self.session.holder is Holder.AI

    def _refuse(self, action: Action, why: Obstacle) -> None:
        self.results.append(ActionRefused(self.now, action.step, action.turn, why, self.seen()))
        if self.takes_in and why in (
            Obstacle.CUSTOMER_WROTE,
            Obstacle.PERSON_REPLIED,
            Obstacle.OTHER_BOT,
        ):
            for event in tuple(self.webhooks):
                name = getattr(getattr(event, "message", None), "id", getattr(event, "message", ""))
                if name == self.newest[0]:
                    self.webhooks.remove(event)
                    self.judge(event)

    def _write(self, row: PlannedRow, fate: Fate) -> None:
        action = row.action
        in_doubt = isinstance(action, Reply | WriteDraft | NotifyCustomer | WriteResolutionNote)
        if fate in (Fate.FAILS, Fate.OUTAGE):
            outage = fate is Fate.OUTAGE
            self.results.append(ActionFailed(self.now, action.step, action.turn, "no", outage))
            return
        if not (in_doubt and fate is Fate.DOUBT_LOST):
            self._at_front(row)
        if in_doubt and fate in (Fate.DOUBT_LOST, Fate.DOUBT_ARRIVED):
            self.results.append(SendUncertain(self.now, action.step, action.turn))
            return
        self._is_done(action)
        if isinstance(action, Reply) and fate is Fate.UNDELIVERED:
            self.webhooks.append(DeliveryFailed(self.now, f"out_{row.number}", row.number))

    def _is_done(self, action: Action) -> None:
        messages: tuple[str, ...] = ()
        if isinstance(action, Reply | WriteDraft | NotifyCustomer):
            messages = action.messages
        to_person = isinstance(action, Assign) and action.teammate is not None
        self.results.append(ActionDone(self.now, action.step, action.turn, messages, to_person))

    def _at_front(self, row: PlannedRow) -> None:
        match row.action:
            case Reply(messages=messages):
                self.watcher.check_answer(self, row.action)
                self.answered.update(messages)
                self.somebody_writes(Author.AI, echo_of=row.number)
            case WriteDraft():
                self.watcher.check_answer(self, row.action)
                self.draft = row
            case DropDraft():
                self.draft = None
            case NotifyCustomer():
                self.somebody_writes(Author.AI, echo_of=row.number)
            case Unassign():
                self.assign(NOBODY, By.API, echo_of=row.number)
            case Assign(teammate=None):
                self.assign(AI, By.API, echo_of=row.number)
            case Assign(teammate=teammate):
                self.assign(Assignee(Who.PERSON, teammate), By.API, echo_of=row.number)
            case Archive():
                self.archive(By.AI, echo_of=row.number)
            case _:
                pass
