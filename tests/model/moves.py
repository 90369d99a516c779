"""Every move that is possible in a situation, in plain words, and whether it is one from outside.

What the product does by itself (deliveries in their order, its next step, the answers it expects,
the clock while nothing else is to be done) costs nothing; what others do, and what goes wrong,
counts towards the depth.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from frontmate.conversation.actions import AskAgent, Reply
from frontmate.conversation.events import Author, Event, GivenBack, HandoffOrdered, SendUncertain
from frontmate.conversation.message import Verdict
from frontmate.conversation.outcome import Outcome
from frontmate.conversation.session import By, Side, Status, Who
from tests.conversation.build import AI, ANSWER, GREET, HAND_OFF, NOBODY, NOTHING, SAM, SOLVED
from tests.conversation.planned import Fate
from tests.model.situation import AT_ONCE, NEVER_REPEATED, Situation, Stage

Change = Callable[[Situation], object]


@dataclass(frozen=True, slots=True)
class Move:
    words: str
    change: Change
    outside: bool = True


_BUTTONS = (GivenBack, HandoffOrdered)


def moves_in(s: Situation) -> list[Move]:
    """All moves, the product's own first."""
    own = list(_own(s))
    if s.results or _ordered(s):
        # What others do at Front now is judged after the result, and commutes with it.
        return own
    if s.webhooks and s.is_a_mere_echo(s.webhooks[0]) and not _under_way(s):
        # It changes nothing, so that it commutes with everything.
        return own[:1]
    quiet = not any(not move.outside for move in own)
    if s.current_timers() and not _a_wait_ends_sooner(s) and not _under_way(s):
        own.append(Move("the first timer is due and fires", Situation.fire_first, not quiet))
    return [*own, *_of_others(s)]


def _a_wait_ends_sooner(s: Situation) -> bool:
    """D is two minutes; no timer but a burst's is so short."""
    return any(isinstance(event, SendUncertain) for event in s.webhooks)


def _under_way(s: Situation) -> bool:
    return s.begun is not None and s.begun.stage is Stage.SENT


def _ordered(s: Situation) -> list[int]:
    """Buttons that were pressed while a request was under way: the next thing to be judged."""
    return [] if _under_way(s) else [i for i, w in enumerate(s.webhooks) if type(w) in _BUTTONS]


def _own(s: Situation) -> Iterator[Move]:
    pressed = _ordered(s)
    if pressed:
        yield from _deliveries(s, pressed[:1])
    elif s.results:
        result = s.results[0]
        yield Move(f"the result is judged: {_told(result)}", _judge_result, outside=False)
        yield from _deliveries(s, [i for i, w in enumerate(s.webhooks) if w.at < result.at])
    elif _under_way(s):
        yield from _answers_of_front(s)
    else:
        yield from _deliveries(s, list(range(len(s.webhooks))))
        if s.begun is not None:
            yield from _after_a_doubt(s)
        elif s.rows:
            yield from _next_step(s)


def _judge_result(s: Situation) -> None:
    s.judge(s.results.pop(0))


def _deliveries(s: Situation, which: list[int]) -> Iterator[Move]:
    for place, index in enumerate(which):
        late = " before what happened earlier" if place else ""
        words = f"we hear{late}: {_told(s.webhooks[index])}"
        yield Move(words, partial(Situation.deliver, index=index), outside=bool(place))


def _next_step(s: Situation) -> Iterator[Move]:
    action = s.rows[0].action
    if isinstance(action, AskAgent):
        for words, outcome, outside in _outcomes(s):
            yield Move(f"the agent {words}", partial(Situation.begin, outcome=outcome), outside)
        outage = partial(Situation.begin, outcome=None, fate=Fate.OUTAGE)
        yield Move("the agent cannot be reached", outage)
        return
    verb = "performs" if isinstance(action, AT_ONCE) else "looks, and begins"
    begin = partial(Situation.begin, outcome=None)
    yield Move(f"the product {verb}: {action.step.value}", begin, outside=False)


def _outcomes(s: Situation) -> Iterator[tuple[str, Outcome | None, bool]]:
    session = s.session
    assert session is not None
    yield "proposes an answer", ANSWER, False
    yield "proposes a hand-off", HAND_OFF, False
    if session.newest_outbound is Side.OURS:
        yield "finds it solved", SOLVED, False
    yield "proposes a greeting", GREET, True
    yield "has nothing to say", NOTHING, True
    yield "fails", None, True


def _answers_of_front(s: Situation) -> Iterator[Move]:
    assert s.begun is not None
    action = s.begun.row.action
    step = action.step.value
    yield Move(f"Front accepts: {step}", partial(Situation.end, fate=Fate.DONE), outside=False)
    yield Move(f"Front refuses: {step}", partial(Situation.end, fate=Fate.FAILS))
    yield Move(f"Front is away for too long: {step}", partial(Situation.end, fate=Fate.OUTAGE))
    lost = partial(Situation.doubt, front_has_it=False)
    has_it = partial(Situation.doubt, front_has_it=True)
    yield Move(f"crash before the request of: {step}", lost)
    yield Move(f"crash after Front accepted: {step}", has_it)
    if isinstance(action, Reply):
        undelivered = partial(Situation.end, fate=Fate.UNDELIVERED)
        yield Move(f"Front accepts, the provider refuses later: {step}", undelivered)
        yield Move(f"Front accepts, and it never comes to be: {step}", Situation.vanish)


def _after_a_doubt(s: Situation) -> Iterator[Move]:
    assert s.begun is not None
    step, stage = s.begun.row.action.step.value, s.begun.stage
    if stage is Stage.AGAIN:
        begin = partial(Situation.begin, outcome=None)
        yield Move(f"after the crash the product looks again: {step}", begin, outside=False)
        return
    assert isinstance(s.begun.row.action, NEVER_REPEATED)
    if stage is Stage.HAS_IT:
        found = partial(Situation.read_back, finds=True)
        yield Move(f"read back and found: {step}", found, outside=False)
    never = partial(Situation.read_back, finds=False)
    words = f"read back for D and not found: {step}"
    yield Move(words, never, outside=stage is Stage.HAS_IT)


def _of_others(s: Situation) -> Iterator[Move]:
    if not s.merged_away:
        yield from _of_the_customer(s)
    if s.trashed:
        return
    yield from _of_teammates(s)
    yield from _of_rules_and_bots(s)
    yield from _of_merges(s)


def _of_the_customer(s: Situation) -> Iterator[Move]:
    yield Move("the customer writes", Situation.customer_writes)
    if s.archived:
        yield Move("the customer says thanks", partial(Situation.customer_writes, mere_thanks=True))
    # Whether a message ends a snooze, nobody knows (facts 9.25): a question does here, this not.
    auto = partial(Situation.customer_writes, verdict=Verdict.AUTO_REPLY, wakes=False)
    yield Move("the customer's mailbox answers by itself", auto)


def _of_teammates(s: Situation) -> Iterator[Move]:
    yield Move("a teammate replies", partial(Situation.somebody_writes, author=Author.PERSON))
    yield from _assignments(s, By.TEAMMATE, "a teammate")
    if s.draft is not None:
        as_it_is = partial(Situation.send_draft, as_drafted=True)
        yield Move("a teammate sends our draft", as_it_is)
        edited = partial(Situation.send_draft, as_drafted=False)
        yield Move("a teammate changes our draft and sends it", edited)
    if s.parked:
        yield Move("the snooze ends", Situation.snooze_ends)
    elif not s.archived:
        snoozes = partial(Situation.archive, by=By.TEAMMATE, parked=True)
        yield Move("a teammate snoozes it", snoozes)
        yield Move("a teammate archives it", partial(Situation.archive, by=By.TEAMMATE))
    yield Move("a teammate trashes it", Situation.trash)
    if s.session is not None and s.session.status is Status.OPEN:
        yield Move('somebody presses "give back" on the console', _give_back)
        yield Move('somebody presses "hand off now" on the console', _hand_off)


def _give_back(s: Situation) -> None:
    s.memory.given_back()
    s.hear(GivenBack(s.pass_time(), "sam@example.com"))


def _hand_off(s: Situation) -> None:
    s.hear(HandoffOrdered(s.pass_time(), "sam@example.com"))


def _of_rules_and_bots(s: Situation) -> Iterator[Move]:
    yield from _assignments(s, By.RULE, "a rule")
    acknowledges = partial(Situation.somebody_writes, author=Author.AUTOMATIC)
    yield Move("a rule replies by itself", acknowledges)
    yield Move("another bot replies", partial(Situation.somebody_writes, author=Author.OTHER_BOT))
    if not s.archived and not s.parked:
        yield Move("a rule archives it", partial(Situation.archive, by=By.RULE))


def _assignments(s: Situation, by: By, who: str) -> Iterator[Move]:
    named = {Who.PERSON: (SAM, "takes it" if by is By.TEAMMATE else "gives it to a teammate")}
    named |= {Who.AI: (AI, "gives it to the AI"), Who.NOBODY: (NOBODY, "puts it back to nobody")}
    for kind, (to, words) in named.items():
        if s.assignee.who is not kind and (by is By.TEAMMATE or kind is not Who.NOBODY):
            yield Move(f"{who} {words}", partial(Situation.assign, to=to, by=by))


def _of_merges(s: Situation) -> Iterator[Move]:
    if s.begun is not None or s.parked:
        return  # what becomes of a snooze that is merged, nobody knows
    yield Move(
        "another conversation of ours, with a question, is merged into it",
        partial(_merge_in, team=False),
    )
    yield Move(
        "one that was handed off, and that nobody took, is merged into it",
        partial(_merge_in, team=True),
    )
    yield Move("it is merged into another conversation", Situation.merge_away)


def _merge_in(s: Situation, *, team: bool) -> None:
    s.merge_in(team=team, waiting=not team)
    if not team:
        s.memory.asked(f"msg_{s.written}", elsewhere=True)


def _told(event: Event) -> str:
    name = type(event).__name__
    about = getattr(event, "step", None) or getattr(event, "author", None)
    who = getattr(event, "assignee", None)
    if who is not None:
        about = who.who
    return f"{name} ({about.value})" if about is not None else name
