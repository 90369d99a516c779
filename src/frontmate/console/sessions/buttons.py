"""The buttons of a session's page: give back to the AI, hand off now. Each once for each state."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontmate.console.frame import Console, Person, Press
from frontmate.conversation.policy import Mode, Policy
from frontmate.conversation.proposals import cannot_be_handed_off
from frontmate.conversation.session import Holder, Session, Status, Who
from frontmate.store import connections, one_moment, reports

MOST = 2**63 - 1
"""The largest number that a session may have: PostgreSQL refuses greater ones."""
_REMEMBERED = 1000

DONE = {
    "given-back": "Given back. The AI takes it from here.",
    "not-needed": "There was nothing to give back: the AI has this conversation already, or it "
    "is closed.",
    "handed-off": "Handed to the team. The comment in Front says by whom, and what was asked.",
    "not-handed-off": "There was nothing to hand over: people have this conversation already, or "
    "it is closed.",
}


@dataclass(frozen=True)
class Offer:
    """A button: its words, and what it will do."""

    label: str
    help: str


def give_back_offer(session: Session) -> Offer | None:
    """None where there is nothing to give back."""
    if session.status is not Status.OPEN:
        return None
    stuck = bool(session.waiting) and not session.preparing
    if session.holder is Holder.AI and not (stuck and session.assignee.who is Who.AI):
        return None
    label = "Give back to the AI" if session.holder is Holder.TEAM else "Let the AI answer now"
    if session.assignee.who is Who.PERSON:
        return Offer(
            label, "A teammate is assigned in Front: the AI stays silent until they are not."
        )
    if session.waiting:
        return Offer(
            label,
            "The AI answers what the customer wrote last, or hands it over again if it cannot: "
            "“Decide again” shows what it would do.",
        )
    return Offer(label, "The AI answers the customer's next message.")


def hand_off_offer(session: Session, policy: Policy) -> Offer | None:
    """None where people have it, or nothing may be written."""
    if cannot_be_handed_off(session, policy) is not None:
        return None
    live = policy.enabled and policy.mode_of(session.channel) is Mode.LIVE
    told = live and policy.customer_notice and bool(set(session.waiting) - set(session.told))
    customer = "The customer is told that a person will write. " if told else ""
    return Offer(
        "Hand off now",
        f"{customer}A comment in Front sums it up, and the AI takes itself off the conversation.",
    )


@dataclass(frozen=True)
class _State:
    """A session as it is at the press."""

    number: int
    session: Session
    connection: str
    policy: Policy


async def give_back(console: Console, request: Request, person: Person) -> Response:
    number = request.path_params["id"]
    state = await _state(console, number)
    if state is None or give_back_offer(state.session) is None:
        return _back(number, "not-needed")
    await _once(console, console.product.give_back, "given_back", state, person)
    return _back(number, "given-back")


async def hand_off(console: Console, request: Request, person: Person) -> Response:
    number = request.path_params["id"]
    state = await _state(console, number)
    if state is None or hand_off_offer(state.session, state.policy) is None:
        return _back(number, "not-handed-off")
    await _once(console, console.product.hand_off, "handed_over", state, person)
    return _back(number, "handed-off")


async def _state(console: Console, number: int) -> _State | None:
    if number > MOST:
        return None
    async with one_moment(console.engine) as db:
        session = await reports.session_state(db, number)
        connection = await reports.connection_of(db, number)
        if session is None or connection is None:
            return None
        policy = await connections.policy_of(db, connection)
    return _State(number, session, connection, policy)


def _back(number: int, done: str) -> Response:
    return RedirectResponse(f"/sessions/{number}?done={done}", 303)


async def _once(console: Console, press: Press, deed: str, state: _State, person: Person) -> None:
    """Press, and write the deed down. Once for each version: a double click arrives before the
    first press has been judged, while the version is the same."""
    pressed = (deed, state.number, state.session.version)
    if pressed in console.pressed:
        return
    if len(console.pressed) >= _REMEMBERED:
        console.pressed.clear()
    console.pressed.add(pressed)
    try:
        await press(state.number, person.name)
    except BaseException:
        console.pressed.discard(pressed)
        raise
    async with console.engine.begin() as db:
        await console.kit(person).note(db, deed, state.connection, session=state.number)
