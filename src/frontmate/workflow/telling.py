"""The log of the work: a line for each decision and one for each step at Front.

Ids and words of the core alone: never what a customer, a colleague or an article says.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from frontmate.conversation.decision import Decision
from frontmate.front import Call
from frontmate.store import ActionRow, State
from frontmate.workflow.shell import Turn

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Judged:
    """A decision that was stored, and what the log says besides."""

    session: int | None
    event: str
    """The event's type."""
    decision: Decision
    policy: int
    """The version of the rules."""
    waited: float
    """Seconds from the event's arrival to the decision."""


def tell_decision(turn: Turn, judged: Judged) -> None:
    """To be called once the decision is committed."""
    reason = judged.decision.reason
    turn.shell.meter.decided(turn.connection.id, reason.value)
    log.info(
        "decided",
        extra={
            **_where(turn),
            "session": judged.session,
            "event": judged.event,
            "reason": reason.value,
            "promise": reason.promise,
            "policy": judged.policy,
            "steps": [action.step.value for action in judged.decision.actions],
            "ms": round(judged.waited * 1000),
        },
    )


def tell_step(turn: Turn, row: ActionRow, seen: Sequence[Call]) -> None:
    """To be called when an attempt at a step is over, whatever came of it.

    A write of which nothing could be stored is told as `intended`: it is read back later.
    """
    became, why = turn.became.pop(row.id, (None, ""))
    writes = [call for call in seen if call.method != "GET"]
    if became is None and not writes:
        return
    state = (became or State.INTENDED).value
    turn.shell.meter.stepped(turn.connection.id, row.action.step.value, state)
    log.info(
        "step",
        extra={
            **_where(turn),
            "session": row.session,
            "action": row.id,
            "step": row.action.step.value,
            "state": state,
            "why": why,
            "status": writes[-1].status if writes else None,
            "ms": round(sum(call.seconds for call in writes) * 1000),
        },
    )


def _where(turn: Turn) -> dict[str, object]:
    return {
        "connection": turn.connection.id,
        "conversation": turn.conversation,
        "front": turn.front_id,
    }
