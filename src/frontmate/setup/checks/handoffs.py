"""Hand-offs that did not happen as they should, and why."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from frontmate.conversation.actions import Saga
from frontmate.conversation.events import Step
from frontmate.conversation.session import By, Who
from frontmate.front import FrontClient, FrontEvent, Identity, Merged, NotFound, What, translate
from frontmate.setup.checks.finding import CannotTell, Seen, bad, counted, ok, remark, warn
from frontmate.setup.checks.patient import Patient
from frontmate.setup.checks.writing import failures
from frontmate.store import State, checkups

MOST_LOOKS = 5
"""Conversations that are looked at in Front, two calls each at most."""
_SKEW = timedelta(seconds=60)
_EVENTS = 45
_TAKEN_OFF = (State.CONFIRMED.value, State.REFUSED.value)
"""Refused where somebody else had it at that moment: nothing was to be done (3.2)."""


async def handoff_steps(p: Patient) -> AsyncIterator[Seen]:
    async for seen in failures(p, (Saga.HANDOFF,), but=(Step.TAGS,)):
        yield seen


async def handoffs_waiting(p: Patient) -> AsyncIterator[Seen]:
    patience = p.policy.handoff_clock * 2
    found = [
        front_id
        for front_id, since in await p.read(checkups.waiting_handoffs, p.id)
        if p.policy.hours.after(since, patience) < p.now
    ]
    if p.policy.hours.zone not in available_timezones():
        yield warn(
            "this machine does not know the zone of the office hours: they are read as UTC",
            "Set one that it knows (`frontmate handoff NAME --zone ZONE`), or install tzdata.",
            (p.policy.hours.zone,),
        )
        return
    if not found:
        yield ok("every hand-off has somebody, or is young")
        return
    yield warn(
        f"{counted(len(found), 'customer')} waited longer than twice the hand-off clock, and "
        "nobody has the conversation",
        "Assign them in Front (the console lists them under `Needs a person`); set a fallback "
        "assignee (`frontmate handoff`) and FRONTMATE_ALERT_URL, so that somebody hears of it.",
        tuple(found),
    )


async def still_assigned(p: Patient) -> AsyncIterator[Seen]:
    found = await p.read(checkups.handed_off, p.id, p.since(days=7), MOST_LOOKS)
    begun = [one for one in found if one.state not in (State.PLANNED.value, State.INTENDED.value)]
    if not begun:
        yield ok("no open hand-off is there to look at")
        return
    client = _client(p)
    troubled = False
    for one in begun:
        seen = await _look(client, p, one)
        if seen is not None:
            troubled = True
            yield seen
    if not troubled:
        yield ok(f"looked at {counted(len(begun), 'hand-off')}: none is with the AI")


def _client(p: Patient) -> FrontClient:
    if p.client is None:
        raise CannotTell(f"Front was not asked: {p.no_front}")
    return p.client


async def _look(client: FrontClient, p: Patient, one: checkups.HandedOff) -> Seen | None:
    """None where the AI does not have the conversation."""
    try:
        shown = await client.look(one.conversation)
    except (Merged, NotFound):
        return None
    if shown.assignee.who is not Who.AI:
        return None
    told = "handed off and noted, and assigned to the AI all the same"
    ids = (one.conversation,)
    events = await client.conversation_events(one.conversation, _EVENTS)
    by = _reassigned_by(events, Identity(p.connection.company, p.connection.ai_teammate), one)
    if by is None:
        why = f"the AI was never taken off ({one.state or 'not planned'})"
        said = f": {remark(one.why)}" if one.why else ""
        fix = "This is our error: assign it to somebody, see `scopes`, and report this finding."
        return bad(f"{told}: {why}{said}", fix, ids)
    return warn(
        f"{told}: {by} assigned it again after we had taken the AI off",
        "Change that rule in Front so that it leaves conversations tagged `ai-handed-off` alone; "
        "if a teammate meant to give it back, press `Give back` on the console.",
        ids,
    )


def _reassigned_by(
    events: Sequence[Mapping[str, Any]], identity: Identity, one: checkups.HandedOff
) -> str | None:
    """Who assigned it to the AI since we took the AI off; None if nobody did."""
    if one.state not in _TAKEN_OFF or one.unassigned_at is None:
        return None
    for raw in events:
        event = translate(raw, identity)
        to_ai = event.assignee is not None and event.assignee.who is Who.AI
        if event.what is What.ASSIGNED and to_ai and event.at > one.unassigned_at - _SKEW:
            return _named(event, raw)
    return None


def _named(event: FrontEvent, raw: Mapping[str, Any]) -> str:
    source = raw.get("source")
    data = source.get("data") if isinstance(source, Mapping) else None
    named = data if isinstance(data, Mapping) else {}
    match event.by:
        case By.RULE:
            return f"the rule “{remark(str(named.get('name', '')))}” ({event.actor})"
        case By.TEAMMATE:
            return f"the teammate {named.get('username', '')} ({event.actor})"
        case By.API:
            return "another program that uses Front's API"
        case _:
            return f"somebody that Front does not name ({event.by.value})"
