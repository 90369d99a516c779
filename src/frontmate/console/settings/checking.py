"""What the form of a policy cannot tell by itself: Front's inboxes and teammates, and whether the
AI may go live."""

import asyncio

from frontmate.console.frame import Console, Person
from frontmate.console.settings.reading import Reading
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode, Policy
from frontmate.setup import Kit, Problem, handoff_watch, rules, workspaces
from frontmate.store import Workspace

_PATIENCE = 12.0
"""Seconds for looking up what was typed; somebody waits for the page."""

OVERRIDE = "go_live"
"""The box to tick for going live before the AI's answers are calibrated."""
_NO_TOKEN = "There is no token to look this up at Front. Enter one under Connections first."  # noqa: S105 - a sentence
_TOO_SLOW = "Front did not answer in time to look this up. Try again in a moment."


async def look_up(kit: Kit, workspace: Workspace, reading: Reading, present: Policy) -> None:
    """Put Front's ids in the place of what was typed, or say what is wrong."""
    for field, finding in (
        ("allowed_inboxes", _find_inboxes),
        ("fallback_assignee", _find_mate),
        ("call_answers_by", _find_channel),
    ):
        typed = reading.values.get(field)
        if field in reading.faults or typed is None or typed == getattr(present, field):
            continue
        try:
            async with asyncio.timeout(_PATIENCE):
                found = await finding(kit, workspace, typed)
        except TimeoutError:
            found = Problem("slow", _TOO_SLOW, "")
        if isinstance(found, Problem):
            reading.faults[field] = str(found).strip()
        else:
            reading.values[field] = found


async def _find_inboxes(
    kit: Kit, workspace: Workspace, typed: frozenset[str]
) -> frozenset[str] | Problem:
    async with workspaces.front(kit, workspace) as client:
        if client is None:
            return Problem("no_token", _NO_TOKEN, "")
        known = await rules.inboxes(client, workspace.api_url)
    if isinstance(known, Problem):
        return known
    return rules.pick_inboxes(tuple(sorted(typed)), known)


async def _find_mate(kit: Kit, workspace: Workspace, typed: str) -> str | Problem | None:
    found = await handoff_watch.find_fallback(kit, workspace, typed)
    if isinstance(found, Problem):
        return Problem("no_token", _NO_TOKEN, "") if found.word == "no_token" else found
    return None if found is None else found.id


async def _find_channel(kit: Kit, workspace: Workspace, typed: str) -> str | Problem | None:
    async with workspaces.front(kit, workspace) as client:
        if client is None:
            return Problem("no_token", _NO_TOKEN, "")
        known = await rules.channels(client, workspace.api_url)
    found = known if isinstance(known, Problem) else rules.pick_channel(typed, known)
    return found if isinstance(found, Problem) else found.id


def newly_live(before: Policy, after: Policy) -> str | None:
    """The input that lets the AI answer by itself where it did not before."""
    if after.mode is Mode.LIVE and before.mode is not Mode.LIVE:
        return "mode"
    for channel in Channel:
        live = after.channel_modes.get(channel) is Mode.LIVE
        if live and before.mode_of(channel) is not Mode.LIVE:
            return f"channel_modes.{channel}"
    return None


async def too_early(
    console: Console, person: Person, connection: str, *, override: bool
) -> str | None:
    """Why it may not go live yet (11.2)."""
    ready = await readiness(console, person, connection)
    if override or ready.may_go_live:
        return None
    return (
        f"The AI has learnt from {ready.labels} of about {ready.wanted} past conversations "
        "here: how sure it is does not yet mean what it says. Stay in draft, where people send its "
        "answers and teach it by that, or tick “Go live all the same”."
    )


async def readiness(console: Console, person: Person, connection: str) -> rules.Readiness:
    return await rules.readiness(
        console.kit(person), connection, has_model=console.product.has_model
    )
