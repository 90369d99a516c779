"""The test message, followed from Front's door to the reply that is back at Front (9.1)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from frontmate.setup.kit import Kit
from frontmate.setup.problem import Problem
from frontmate.setup.progress import Answered, Passed, Stage, ending, stages
from frontmate.setup.trail import Traffic, Trail, follow_message, traffic
from frontmate.setup.webhook import refusal
from frontmate.store import State, Workspace, connections, cursors, processes, webhooks

__all__ = [
    "Answered",
    "Look",
    "Passed",
    "Patience",
    "Stage",
    "Trial",
    "follow",
    "look",
    "open_trial",
    "opened",
    "so_far",
]

OPEN_FOR = timedelta(minutes=15)
_LOOK_EVERY = 0.25
_FIRST_READING = timedelta(seconds=20)


@dataclass(frozen=True)
class Patience:
    """How long each stage may take. A mail may take minutes on its way to Front."""

    arrival: timedelta = timedelta(minutes=10)
    decision: timedelta = timedelta(seconds=90)
    reply: timedelta = timedelta(seconds=180)


@dataclass(frozen=True)
class Trial:
    """Until `until` this sender's messages are a customer's."""

    connection: str
    sender: str
    since: datetime
    until: datetime


def opened(workspace: Workspace) -> Trial | None:
    """The trial that was opened last, over or not, as the connection's row tells."""
    if workspace.test_sender is None or workspace.test_until is None:
        return None
    until = workspace.test_until
    return Trial(workspace.id, workspace.test_sender, until - OPEN_FOR, until)


async def open_trial(kit: Kit, connection: str, sender: str) -> Trial | Problem:
    """Accept this address as a customer's for fifteen minutes.

    Where events are polled for, it waits until the list is being read: what was written before is
    from before the connection, and not ours (10.3).
    """
    sender = sender.strip().lower()
    if "@" not in sender.strip("@") or any(sign.isspace() for sign in sender):
        return Problem(
            "bad_address",
            f"“{sender}” is no email address.",
            "Give the address that you will write from.",
        )
    if await _is_the_ai(kit, connection, sender):
        return Problem(
            "own_address",
            f"{sender} is the AI teammate's own address: it does not answer itself.",
            "Give another address that you can write from.",
        )
    deaf = await _until_it_listens(kit, connection)
    if deaf is not None:
        return deaf
    now = kit.clock()
    async with kit.engine.begin() as db:
        await connections.accept_test_sender(db, connection, sender, now + OPEN_FOR)
        await kit.note(db, "test_opened", connection)
    await kit.settle()
    return Trial(connection, sender, now, now + OPEN_FOR)


async def _is_the_ai(kit: Kit, connection: str, sender: str) -> bool:
    # Of its address nothing is kept but a name that is one: Front gives it to who has no other.
    async with kit.engine.begin() as db:
        workspace = await connections.get(db, connection)
    return workspace is not None and workspace.ai_name.strip().lower() == sender


async def _until_it_listens(kit: Kit, connection: str) -> Problem | None:
    deadline = kit.clock() + _FIRST_READING
    while True:
        async with kit.engine.begin() as db:
            workspace = await connections.get(db, connection)
            cursor = await cursors.get(db, connection, cursors.EVENTS)
        if workspace is None or workspace.intake != "poll":
            return None
        if cursor is not None and cursor.problem:
            return _nothing_polled(cursor.problem)
        if cursor is not None and cursor.read_at is not None:
            return None
        if kit.clock() >= deadline:
            return _NOBODY_READS
        await kit.sleep(_LOOK_EVERY)


async def follow(
    kit: Kit, trial: Trial, patience: Patience
) -> AsyncIterator[Passed | Answered | Problem]:
    """Each stage as it is reached; the last item is what became of it."""
    shown: set[Stage] = set()
    since = kit.clock()
    while True:
        seen = await look(kit, trial, patience, since)
        for passed in seen.passed:
            if passed.stage not in shown:
                shown.add(passed.stage)
                since = kit.clock()
                yield passed
        if seen.end is not None:
            yield seen.end
            return
        await kit.sleep(_LOOK_EVERY)


@dataclass(frozen=True)
class Look:
    """How far the test message is."""

    passed: tuple[Passed, ...]
    end: Answered | Problem | None
    """None while it goes on."""


async def look(
    kit: Kit, trial: Trial, patience: Patience, waiting_since: datetime | None = None
) -> Look:
    """One look, for whoever looks again. `waiting_since`: from when on the next stage is waited
    for; by itself since the one before, or since the trial was opened."""
    async with kit.engine.begin() as db:
        trail = await follow_message(db, trial.connection, trial.sender, trial.since)
    passed = () if trail is None else stages(trail)
    end = None if trail is None else ending(trail, trial.connection)
    if trail is not None and end is not None:
        return Look(passed, _as_it_came(end, trail))
    since = max([passed[-1].at if passed else trial.since, waiting_since or trial.since])
    allowed = _next(passed[-1].stage, patience) if passed else patience.arrival
    gave_up = kit.clock() >= since + allowed
    return Look(passed, await _gave_up(kit, trial, trail) if gave_up else None)


async def so_far(kit: Kit, trial: Trial) -> Problem | None:
    """What speaks already against a test that still goes on: nobody has to wait for the end."""
    async with kit.engine.begin() as db:
        trail = await follow_message(db, trial.connection, trial.sender, trial.since)
    problem = await _gave_up(kit, trial, trail)
    return None if problem.word in _ONLY_LATE else problem


def _as_it_came(end: Answered | Problem, trail: Trail) -> Answered | Problem:
    if isinstance(end, Answered) and trail.source == "recovered":
        return replace(end, but=_NO_WEBHOOK)
    return end


def _next(stage: Stage, patience: Patience) -> timedelta:
    return patience.decision if stage is Stage.RECEIVED else patience.reply


async def _gave_up(kit: Kit, trial: Trial, trail: Trail | None) -> Problem:
    """What the silence of the machinery itself means."""
    async with kit.engine.begin() as db:
        alive = await processes.alive(db, kit.clock() - processes.ALIVE_WITHIN)
        refused = await webhooks.refusals_since(db, trial.connection, trial.since)
        came = await traffic(db, trial.connection, trial.since)
        workspace = await connections.get(db, trial.connection)
        cursor = await cursors.get(db, trial.connection, cursors.EVENTS)
    if trail is not None and any(row.state is State.ACCEPTED for row in trail.rows):
        return _NOT_SEEN
    if not any(process.works for process in alive) and (trail or came.undone):
        return _NOBODY_WORKS
    if trail is not None or came.undone:
        return _NOT_DECIDED
    if refused:
        return refusal(refused[0].why, trial.connection)
    if came.deliveries:
        return _other_events(came, trial)
    if workspace is not None and workspace.intake == "poll":
        return _nothing_polled(cursor.problem if cursor else "")
    return _NOTHING_CAME


_NO_WEBHOOK = Problem(
    "webhook_silent",
    "No webhook told of the message: it was found in Front's event list, minutes late as a rule.",
    "Check the webhook in Front: its URL, whether it is switched on, and that “Inbound received” "
    "is ticked.",
)
_NOT_SEEN = Problem(
    "not_seen_back",
    "Front took the reply, and did not show it in time.",
    "Look at the conversation in Front: an undo delay of the channel, or a provider that refuses.",
)
_NOBODY_WORKS = Problem(
    "no_worker",
    "The message was taken in, and no worker of frontmate is running to answer it.",
    "Start frontmate run (or, beside frontmate serve, frontmate work).",
)
_NOBODY_READS = Problem(
    "no_worker",
    "Front's event list is not being read: no worker of frontmate is running.",
    "Start frontmate run (or, beside frontmate serve, frontmate work), and test again.",
)
_NOT_DECIDED = Problem(
    "not_decided",
    "The message was taken in, and nothing was decided or written in time.",
    "Look at the session on the console and at the log; frontmate doctor looks for what is stuck.",
)
_NOTHING_CAME = Problem(
    "no_events",
    "Front told us of nothing at all since the test began.",
    "Check that the message is in a shared inbox in Front; that the webhook has “Inbound received” "
    "ticked and is switched on; and, for a rule, that it runs on inbound messages of that inbox.",
)

_ONLY_LATE = frozenset({"not_seen_back", "not_decided", "no_events", "no_inbound"})
"""These mean something once it has taken too long."""


def _other_events(came: Traffic, trial: Trial) -> Problem:
    if came.messages:
        return Problem(
            "other_sender",
            f"{came.messages} message(s) came in, none of them from {trial.sender}.",
            "Write from exactly that address, or run the test again with the one you write from.",
        )
    return Problem(
        "no_inbound",
        "Front told us of other things, but of no message from a customer.",
        "Tick “Inbound received” in the app's webhook, and write to an address of a shared inbox.",
    )


def _nothing_polled(problem: str) -> Problem:
    if problem:
        return Problem(
            "poll_failed",
            f"Front's event list cannot be read: {problem}",
            "The token needs events:*:read. It is tried again by itself; test again in a minute.",
        )
    return Problem(
        "no_events",
        "Front's event list shows nothing since the test began.",
        "Check that the message is in an inbox that the token may see.",
    )
