"""Decide again: what today's rules and knowledge would make of a session. Writes nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from frontmate.channels import plain_of_markdown
from frontmate.console import words
from frontmate.console.access import from_elsewhere
from frontmate.console.frame import Console, Person, show, show_problem
from frontmate.console.phrases import event_title, note_words, reason_words, step_detail
from frontmate.console.sessions.buttons import MOST
from frontmate.conversation.actions import Action, Reply, WriteDraft
from frontmate.conversation.decision import Decision
from frontmate.conversation.events import OutcomeProposed
from frontmate.conversation.outcome import Outcome
from frontmate.store import one_moment, reports
from frontmate.workflow import Again, Question, Recalled, Reconsidered, recall, reconsider

_PATIENCE = 60.0
"""Seconds that a model may take here for each question."""


@dataclass(frozen=True)
class Side:
    """One decision in words."""

    reason: str
    note: str
    promise: str
    policy: int
    steps: tuple[str, ...]
    text: str
    """Of the reply or draft."""
    timers: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True)
class Pair:
    """One event, decided then and today."""

    entry: int
    at: datetime
    title: str
    then: Side
    today: Side
    differs: bool
    faithful: bool
    asked_again: bool


async def show_again(console: Console, request: Request, person: Person) -> Response:
    number = request.path_params["id"]
    # A model costs money each time: it is asked when somebody wants it, the engine always.
    wanted = request.query_params.get("ask") == "1" and not from_elsewhere(request)
    asks = wanted or not console.product.has_model
    async with one_moment(console.engine) as db:
        found = await reports.sessions_by_id(db, [number], quiet=()) if number <= MOST else {}
        needs_count = await console.count_needs(db)
        line = found.get(number)
        if line is None:
            return show_problem(
                console,
                request,
                404,
                "There is no such session",
                "The list has every session of this installation.",
                person=person,
            )
        recalled = await recall(db, line.connection, line.conversation)
    again = await _again(console, recalled, line, asks=asks)
    return show(
        console,
        request,
        "sessions/again.html",
        person=person,
        needs_count=needs_count,
        line=line,
        asks=asks,
        again=again,
        pairs=[] if isinstance(again, str) else [_pair(e, again.policy) for e in again.entries],
    )


async def _again(
    console: Console, recalled: Recalled, line: reports.SessionLine, *, asks: bool
) -> Reconsidered | str:
    """What has come of it, or the name of the error that the agent ended with."""

    async def ask(question: Question) -> Outcome:
        async with console.asking, asyncio.timeout(_PATIENCE):
            return await console.product.ask(line.connection, question)

    try:
        return await reconsider(recalled, line.id, ask if asks else None)
    except Exception as error:
        # Whatever an engine or a model does; its words may be the customer's.
        return type(error).__name__


def _pair(entry: Again, policy: int) -> Pair:
    return Pair(
        entry=entry.entry,
        at=entry.at,
        title=event_title(type(entry.event).__name__, entry.event),
        then=_side(entry.then, entry.policy),
        today=_side(entry.today, policy),
        differs=entry.differs,
        faithful=entry.faithful,
        asked_again=entry.fresh is not None and isinstance(entry.event, OutcomeProposed),
    )


def _side(decision: Decision, policy: int) -> Side:
    return Side(
        reason=reason_words(decision.reason),
        note=note_words(decision.reason, decision.note),
        promise=decision.reason.promise,
        policy=policy,
        steps=tuple(_step(action) for action in decision.actions),
        text=_text(decision.actions),
        timers=tuple((timer.due, words.TIMERS[timer.kind][1]) for timer in decision.timers),
    )


def _step(action: Action) -> str:
    detail = step_detail(action)
    return words.STEPS[action.step][0] + (f" ({detail})" if detail else "")


def _text(actions: Sequence[Action]) -> str:
    for action in actions:
        if isinstance(action, Reply | WriteDraft) and action.text:
            return plain_of_markdown(action.text.body)
    return ""
