"""Who may open the console: seen, added and changed by administrators."""

import secrets
from collections.abc import Awaitable, Callable, Mapping

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontmate.console.access import read_form
from frontmate.console.door.passwords import hash_password
from frontmate.console.frame import Console, Person, show
from frontmate.setup import Kit, Problem
from frontmate.setup import people as steps
from frontmate.store import Role, one_moment, people

ROLES = {
    Role.ADMIN: ("Administrator", "sees everything and may change everything"),
    Role.VIEWER: ("Viewer", "sees conversations, reasons and the policy, and changes nothing"),
}
DONE = {
    "role": "The role was changed, and that person's logins have ended.",
    "removed": "Removed. That person's logins have ended; the audit log keeps what they did.",
    "nothing": "Nothing was changed: that was their role already.",
}
_MADE_BYTES = 12
"""Of randomness in a password that is made here: 16 characters."""


async def show_people(console: Console, request: Request, person: Person) -> Response:
    return await _page(console, request, person)


async def _page(
    console: Console,
    request: Request,
    person: Person,
    *,
    fault: Problem | None = None,
    at: str = "",
    typed: Mapping[str, str] | None = None,
    shown: tuple[str, str] | None = None,
) -> Response:
    """`fault` stands at the form called `at`; `shown` is a name and its new password."""
    async with one_moment(console.engine) as db:
        everybody = await people.all_of(db)
        needs_count = await console.count_needs(db)
    asked = request.method == "GET"
    return show(
        console,
        request,
        "settings/people.html",
        person=person,
        needs_count=needs_count,
        status=200 if fault is None else 422,
        everybody=everybody,
        admins=sum(one.role == Role.ADMIN for one in everybody),
        roles=ROLES,
        fault=fault,
        at=at,
        typed=typed or {},
        shown=shown,
        shortest=steps.SHORTEST_PASSWORD,
        longest=steps.LONGEST_PASSWORD,
        done=DONE.get(request.query_params.get("done", "")) if asked else None,
    )


async def add_person(console: Console, request: Request, person: Person) -> Response:
    form = await read_form(request)
    name, role = " ".join(form.get("name", "").split()), form.get("role", "")

    async def do(kit: Kit, hashed: str) -> Problem | None:
        if role not in set(Role):
            return Problem("bad_role", "There is no such role.", "Choose one of the list.")
        return await steps.add(kit, name, hashed, role)

    return await _with_password(console, request, person, name, "add", do)


async def renew_password(console: Console, request: Request, person: Person) -> Response:
    name = (await read_form(request)).get("name", "")

    async def do(kit: Kit, hashed: str) -> Problem | None:
        if name == person.name:
            return Problem(
                "yourself", "This is your own password.", "Change it under “Your account”."
            )
        return await steps.set_password(kit, name, hashed)

    return await _with_password(console, request, person, name, f"password {name}", do)


async def _with_password(
    console: Console,
    request: Request,
    person: Person,
    name: str,
    at: str,
    do: Callable[[Kit, str], Awaitable[Problem | None]],
) -> Response:
    """With the password that was entered, or one that is made now; it is shown in this answer and
    nowhere else, which is why this one leads nowhere."""
    form = await read_form(request)
    entered = form.get("password", "")
    password = entered or secrets.token_urlsafe(_MADE_BYTES)
    fault = steps.weak(password)
    if fault is None:
        fault = await do(console.kit(person), await hashed_at_the_door(console, password))
    typed = {"name": name, "role": form.get("role", "")}
    if fault is not None:
        return await _page(console, request, person, fault=fault, at=at, typed=typed)
    return await _page(console, request, person, shown=(name, "" if entered else password))


async def hashed_at_the_door(console: Console, password: str) -> str:
    async with console.door:
        return await to_thread.run_sync(hash_password, password)


async def change_role(console: Console, request: Request, person: Person) -> Response:
    form = await read_form(request)
    name, role = form.get("name", ""), form.get("role", "")
    fault: Problem | None
    if role not in set(Role):
        fault = Problem("bad_role", "There is no such role.", "Choose one of the list.")
        return await _page(console, request, person, fault=fault, at=f"role {name}")
    async with one_moment(console.engine) as db:
        known = await people.get(db, name)
    if known is not None and known.role == role:
        return RedirectResponse("/settings/people?done=nothing", 303)
    fault = await steps.set_role(console.kit(person), name, role)
    if fault is not None:
        return await _page(console, request, person, fault=fault, at=f"role {name}")
    return RedirectResponse("/settings/people?done=role", 303)


async def remove_person(console: Console, request: Request, person: Person) -> Response:
    form = await read_form(request)
    name = form.get("name", "")
    fault: Problem | None = Problem(
        "unconfirmed", "Nobody was removed.", "Tick the box to confirm that you mean it."
    )
    if form.get("sure"):
        fault = await steps.remove(console.kit(person), name)
    if fault is not None:
        return await _page(console, request, person, fault=fault, at=f"remove {name}")
    return RedirectResponse("/settings/people?done=removed", 303)
