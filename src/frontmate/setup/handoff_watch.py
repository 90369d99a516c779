"""How long a hand-off may wait in office hours, and who gets it then (3.6): read, and changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from frontmate.conversation.hours import OfficeHours
from frontmate.conversation.policy import Policy
from frontmate.setup import office, rules, workspaces
from frontmate.setup.kit import Kit
from frontmate.setup.problem import Problem
from frontmate.setup.teammates import Candidate, candidates, pick
from frontmate.store import Workspace

NO_ONE = "none"
SHORTEST_CLOCK = timedelta(minutes=1)
LONGEST_CLOCK = timedelta(days=7)


@dataclass(frozen=True)
class Wanted:
    """None and empty: stays as it is."""

    zone: str | None = None
    openings: tuple[str, ...] = ()
    always_open: bool = False
    holidays: tuple[str, ...] = ()
    no_holidays: tuple[str, ...] = ()
    """Days that are none after all; `all` for every one."""
    minutes: int | None = None
    """Of office time until the reminder; as long again until the fallback."""
    fallback: str | None = None
    """Id, address or name of a teammate, or `none`."""

    @property
    def anything(self) -> bool:
        return self != Wanted()


async def change(kit: Kit, name: str, wanted: Wanted) -> Policy | Problem:
    """Check everything, then save it as one new version of the policy; nothing wanted, nothing
    saved. A fallback is looked up at Front, since one that cannot be assigned would help nobody."""
    found = await workspaces.named(kit, name)
    if isinstance(found, Problem):
        return found
    if not wanted.anything:
        return found.policy
    hours = _hours(found.policy.hours, wanted)
    if isinstance(hours, Problem):
        return hours
    changes: dict[str, Any] = {"hours": hours}
    if wanted.minutes is not None:
        clock = check_clock(timedelta(minutes=wanted.minutes))
        if isinstance(clock, Problem):
            return clock
        changes["handoff_clock"] = clock
    if wanted.fallback is not None:
        fallback = await find_fallback(kit, found.workspace, wanted.fallback)
        if isinstance(fallback, Problem):
            return fallback
        changes["fallback_assignee"] = fallback.id if fallback else None
    return await rules.save_rules(kit, name, **changes)


def check_clock(clock: timedelta) -> timedelta | Problem:
    """Whether a hand-off can be given that long."""
    if SHORTEST_CLOCK <= clock <= LONGEST_CLOCK:
        return clock
    minutes = clock.total_seconds() / 60
    return Problem("bad_clock", f"{minutes:g} minutes is no waiting time.", "1 minute to 7 days.")


def _hours(hours: OfficeHours, wanted: Wanted) -> OfficeHours | Problem:
    if wanted.openings and wanted.always_open:
        return Problem("contradiction", "Hours and always open do not go together.", "Give one.")
    if wanted.zone is not None:
        zone = office.read_zone(wanted.zone)
        if isinstance(zone, Problem):
            return zone
        hours = replace(hours, zone=zone)
    if wanted.openings or wanted.always_open:
        week = office.read_week(wanted.openings) if wanted.openings else OfficeHours().week
        if isinstance(week, Problem):
            return week
        hours = replace(hours, week=week)
    return _holidays(hours, wanted.holidays, wanted.no_holidays)


def _holidays(
    hours: OfficeHours, added: Sequence[str], removed: Sequence[str]
) -> OfficeHours | Problem:
    every = "all" in removed
    new = office.read_holidays(added)
    old = office.read_holidays(word for word in removed if word != "all")
    if isinstance(new, Problem):
        return new
    if isinstance(old, Problem):
        return old
    kept = frozenset() if every else hours.holidays - old
    return replace(hours, holidays=kept | new)


async def find_fallback(kit: Kit, workspace: Workspace, word: str) -> Candidate | Problem | None:
    """Who is meant, looked up at Front: by id, address or name; None for nobody."""
    if word == NO_ONE:
        return None
    async with workspaces.front(kit, workspace) as client:
        if client is None:
            what = "There is no token to look the teammate up."
            return Problem("no_token", what, "Enter one first.")
        known = await candidates(client, workspace.api_url)
    picked = known if isinstance(known, Problem) else pick(word, known)
    if isinstance(picked, Problem):
        return picked
    if picked.id == workspace.ai_teammate:
        return Problem(
            "fallback_is_ai",
            f"{picked.name} is the AI: hand-offs would come back.",
            "Name a person.",
        )
    if picked.blocked:
        return Problem("fallback_blocked", f"{picked.name} is blocked in Front.", "Name another.")
    return picked


def in_words(policy: Policy) -> tuple[str, ...]:
    """The watch on hand-offs, a line each."""
    minutes = round(policy.handoff_clock.total_seconds() / 60)
    return (
        *office.in_words(policy.hours),
        f"reminder after {minutes} minutes of office time",
        f"fallback {policy.fallback_assignee or NO_ONE}, after as long again",
    )
