"""How far a message has come, and what became of it: read off what is stored, nothing asked."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from frontmate.conversation.decision import Reason
from frontmate.conversation.events import Obstacle, Step
from frontmate.setup.problem import Problem
from frontmate.setup.silences import handed_over, silence
from frontmate.setup.trail import Row, Trail
from frontmate.store import State


class Stage(StrEnum):
    RECEIVED = "received"
    TAKEN_UP = "taken_up"
    WRITTEN = "written"


@dataclass(frozen=True)
class Passed:
    """A stage that the message has reached; `words` say how."""

    stage: Stage
    at: datetime
    words: str


@dataclass(frozen=True)
class Answered:
    """The reply, or the draft in its place, is in the conversation at Front."""

    conversation: str
    session: int | None
    at: datetime
    words: str
    but: Problem | None = None
    """It worked, and not in the way it should."""


def stages(trail: Trail) -> tuple[Passed, ...]:
    """How far a message has come, from what is stored."""
    way = "by webhook" if trail.source == "webhook" else "in its event list"
    passed = [Passed(Stage.RECEIVED, trail.received_at, f"Front told us of it {way}")]
    taken_up = next((d for d in trail.decisions if d.reason in _TAKEN_UP), None)
    if taken_up is not None:
        words = f"it is ours to answer ({taken_up.reason}, promise {taken_up.promise})"
        passed.append(Passed(Stage.TAKEN_UP, taken_up.at, words))
    written = _written(trail)
    if written is not None and written.done_at is not None:
        words = "Front took the draft" if written.step == Step.DRAFT else "Front took the reply"
        passed.append(Passed(Stage.WRITTEN, written.done_at, words))
    return tuple(passed)


_TAKEN_UP = frozenset({Reason.ASKED_AGENT.value, Reason.SETTLING.value, Reason.SHADOW.value})
_ANSWERS = frozenset({Step.REPLY.value, Step.DRAFT.value})
_DONE = frozenset({State.ACCEPTED, State.CONFIRMED})


def _written(trail: Trail) -> Row | None:
    rows = (row for row in trail.rows if row.step in _ANSWERS and row.state in _DONE)
    return next(rows, None)


def ending(trail: Trail, connection: str) -> Answered | Problem | None:
    """What became of a message; None while that is open."""
    for row in trail.rows:
        if row.step in _ANSWERS and row.state is State.CONFIRMED:
            what = "the draft lies" if row.step == Step.DRAFT else "the reply is back, seen"
            at = row.done_at or trail.received_at
            return Answered(trail.front_id, trail.session, at, f"{what} in Front")
    for row in trail.rows:
        end = _of_shadow(row, trail) if row.step == Step.ASK_SHADOW else _of_failure(row)
        if end is not None:
            return end
    answers = [row for row in trail.rows if row.step in _ANSWERS]
    if answers and answers[-1].state is State.REFUSED and answers[-1].why in _OBSTACLES:
        return _held_back(_OBSTACLES[answers[-1].why])
    for decided in reversed(trail.decisions):
        if decided.reason == Reason.HANDED_OFF:
            return handed_over(decided.note) if _is_told(trail) else None
        if decided.reason == Reason.SHADOW and decided.note:
            return _not_even_in_shadow(decided.note)
        silent = silence(decided.reason, decided.promise, connection)
        if silent is not None:
            return silent
    return None


def _is_told(trail: Trail) -> bool:
    """Whether the team has the hand-off's comment: the machinery has done its part."""
    rows = [row for row in trail.rows if row.step == Step.HANDOFF_NOTE]
    return any(row.state not in (State.PLANNED, State.INTENDED) for row in rows)


def _of_shadow(row: Row, trail: Trail) -> Answered | None:
    if row.state is not State.CONFIRMED:
        return None
    words = "mode shadow: the answer is recorded, and nothing was written to Front"
    return Answered(trail.front_id, trail.session, row.done_at or trail.received_at, words)


def _not_even_in_shadow(note: str) -> Problem:
    return Problem(
        "shadow",
        f"In the mode shadow nothing is written, and this one {note} (promise 11.1).",
        "Write a plain question in a new conversation.",
    )


def _of_failure(row: Row) -> Problem | None:
    if row.state is State.FAILED:
        return Problem(
            "write_failed",
            f"Front refused a write ({row.step}): {row.why or 'it did not say why'}.",
            "Check the token's permissions: frontmate connect checks them one by one.",
        )
    if row.state is State.NEEDS_PERSON:
        return Problem(
            "uncertain_send",
            "It is unclear whether the reply arrived (uncertain_send, promise 10.1).",
            "Look at the conversation in Front; nothing is sent twice.",
        )
    return None


_OBSTACLES = {
    Obstacle.PERSON_HOLDS.value: "a teammate was assigned",
    Obstacle.PERSON_REPLIED.value: "a teammate had replied",
    Obstacle.OTHER_BOT.value: "another bot had answered",
    Obstacle.NOT_OWNED.value: "it was no longer the AI's",
    Obstacle.ARCHIVED.value: "it had been archived",
    Obstacle.PARKED.value: "it had been snoozed",
    Obstacle.TRASHED.value: "it was in the trash",
    Obstacle.DRAFT_BY_PERSON.value: "a teammate was writing a reply",
    Obstacle.RULES_CHANGED.value: "the master switch or the mode had been changed",
    Obstacle.WINDOW_OVER.value: "WhatsApp takes no reply 24 hours after the last message",
    Obstacle.OPTED_OUT.value: "the sender has opted out of text messages",
    Obstacle.SOURCE_CHANGED.value: "the article that it rests on had been changed",
}


def _held_back(why: str) -> Problem:
    return Problem(
        "held_back",
        f"The reply was ready, and held back: right before it went out {why} (promise 10.2).",
        "Begin a new conversation; if no person did that, a rule or another bot of yours does.",
    )
