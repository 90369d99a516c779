"""Who may open the console: added, given a role or a new password, removed."""

import re

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.setup.kit import Kit
from frontmate.setup.problem import Problem
from frontmate.store import Role, people

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
_NAME = re.compile(r"[\w@+'.-]+( [\w@+'.-]+)*")
_LONGEST_NAME = 60
_NOT_A_PERSON = "command line"
"""The audit log calls somebody at the machine so."""


def unusable_name(name: str) -> Problem | None:
    """Why nobody can be called that."""
    fits = len(name) <= _LONGEST_NAME and _NAME.fullmatch(name)
    if fits and not name.casefold().startswith(_NOT_A_PERSON):
        return None
    return Problem(
        "bad_name",
        "That cannot be a name." if name else "A name is missing.",
        "Enter 1 to 60 letters or digits, with single spaces, dots, hyphens or an @ between them, "
        "such as vera or vera@example.com.",
    )


def weak(password: str) -> Problem | None:
    """Why this can be nobody's password."""
    if len(password) < SHORTEST_PASSWORD:
        return Problem(
            "short_password",
            f"The password has {len(password)} characters.",
            f"Enter at least {SHORTEST_PASSWORD}.",
        )
    if len(password) > LONGEST_PASSWORD:
        return Problem(
            "long_password",
            f"The password has {len(password)} characters.",
            f"Enter at most {LONGEST_PASSWORD}.",
        )
    return None


async def add(kit: Kit, name: str, password_hash: str, role: str) -> Problem | None:
    """A new person. Names that differ in capitals alone count as the same."""
    problem = unusable_name(name)
    if problem is not None:
        return problem
    async with kit.engine.begin() as db:
        await people.lock(db)
        everybody = await people.all_of(db)
        other = next((p.name for p in everybody if p.name.casefold() == name.casefold()), None)
        if other is not None:
            return Problem(
                "name_taken",
                f"There is a person called {other} already.",
                "Enter another name, or give that person a new password below.",
            )
        await people.add(db, name, password_hash, role, kit.clock())
        await kit.note(db, "person_added", None, person=name, role=role)
    return None


async def set_role(kit: Kit, name: str, role: str) -> Problem | None:
    """Their logins end with it. There is always an administrator, and nobody gives up the role
    of their own: whoever does so by mistake could not take it back."""
    async with kit.engine.begin() as db:
        known = await _locked(kit, db, name, "change_own_role" if role != Role.ADMIN else None)
        if isinstance(known, Problem):
            return known
        if known.role == role:
            return None
        await people.set_role(db, name, role)
        await kit.note(db, "role_changed", None, person=name, role=role, before=known.role)
    return None


async def set_password(kit: Kit, name: str, password_hash: str) -> Problem | None:
    """Their logins end with it."""
    async with kit.engine.begin() as db:
        known = await _locked(kit, db, name, None)
        if isinstance(known, Problem):
            return known
        await people.set_password(db, name, password_hash)
        await kit.note(db, "password_changed", None, person=name)
    return None


async def remove(kit: Kit, name: str) -> Problem | None:
    """Their logins end with it; what they did stays in the audit log under their name."""
    async with kit.engine.begin() as db:
        known = await _locked(kit, db, name, "remove_self")
        if isinstance(known, Problem):
            return known
        await people.remove(db, name)
        await kit.note(db, "person_removed", None, person=name, role=known.role)
    return None


async def _locked(
    kit: Kit, db: AsyncConnection, name: str, never: str | None
) -> people.Person | Problem:
    """The person, with nobody else changing anybody. `never`: what the last administrator does
    not undergo, and what nobody does to themselves."""
    await people.lock(db)
    everybody = await people.all_of(db)
    known = next((one for one in everybody if one.name == name), None)
    if known is None:
        names = ", ".join(f"{one.name} ({one.role})" for one in everybody) or "nobody yet"
        return Problem("unknown_person", f"Nobody is called “{name}”.", f"There is: {names}.")
    if never is None:
        return known
    if known.role == Role.ADMIN and sum(one.role == Role.ADMIN for one in everybody) == 1:
        return Problem(
            "last_admin",
            f"{name} is the only administrator: without one, nobody could change anything.",
            "Make somebody else an administrator first.",
        )
    if name == kit.who:
        what = "remove yourself" if never == "remove_self" else "give up your own role"
        return Problem(
            "yourself",
            f"You cannot {what}, so that it never happens by accident.",
            "Let another administrator do it.",
        )
    return known
