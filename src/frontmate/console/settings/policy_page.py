"""The policy of a connection: every setting with its help, shown and changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontmate.console.access import read_form
from frontmate.console.frame import Console, Person, show, show_problem
from frontmate.console.settings import checking
from frontmate.console.settings.fields import GROUPS, SETTINGS
from frontmate.console.settings.filled import DAYS, MODES, fill, in_words, inputs_of
from frontmate.console.settings.reading import Reading, read, typed_in
from frontmate.console.settings.versions import Version, versions_of
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Policy
from frontmate.setup import rules, workspaces
from frontmate.store import Workspace, connections, one_moment

DONE = {
    "saved": "Saved. Whatever is decided from now on follows the new rules.",
    "nothing": "Nothing was changed: everything was like this already.",
    "restored": "Restored, as a new version. Whatever is decided from now on follows it.",
}


@dataclass(frozen=True)
class Standing:
    """A connection's policy as it is, and how it came to be."""

    workspace: Workspace
    policy: Policy
    versions: list[Version]
    others: tuple[str, ...]
    """The names of all connections."""


async def show_settings(_: Console, __: Request, person: Person) -> Response:
    """The first of the settings that this person may open."""
    place = "connections" if person.is_admin else "policy"
    return RedirectResponse(f"/settings/{place}", 302)


async def show_policy(console: Console, request: Request, person: Person) -> Response:
    wanted = request.path_params.get("connection") or request.query_params.get("connection", "")
    async with one_moment(console.engine) as db:
        names = tuple(one.id for one in await connections.all_of(db))
        standing = await standing_of(db, wanted or (names[0] if names else ""))
        needs_count = await console.count_needs(db)
    if standing is None and (wanted or names):
        return no_connection(console, request, person)
    if standing is None:
        return show(
            console,
            request,
            "settings/no_policy.html",
            person=person,
            needs_count=needs_count,
        )
    return await _show_form(
        console, request, person, standing, fill(standing.policy), {}, needs_count=needs_count
    )


async def standing_of(db: AsyncConnection, connection: str) -> Standing | None:
    """None for a connection that is not in use."""
    used = {one.id: one for one in await connections.all_of(db)}
    if connection not in used:
        return None
    versions = await versions_of(db, connection)
    return Standing(used[connection], versions[0].policy, versions, tuple(used))


def no_connection(console: Console, request: Request, person: Person) -> Response:
    return show_problem(
        console,
        request,
        404,
        "There is no such connection",
        "It may have been disconnected, or has another name. The settings list those in use.",
        person=person,
    )


async def save_policy(console: Console, request: Request, person: Person) -> Response:
    form = await read_form(request)
    name = request.path_params["connection"]
    async with one_moment(console.engine) as db:
        standing = await standing_of(db, name)
        needs_count = await console.count_needs(db)
    if standing is None:
        return no_connection(console, request, person)
    typed, made_from = typed_in(form), form.get("version", "")
    if made_from != str(standing.policy.version):
        return await _show_newer(console, request, person, standing, typed, made_from, needs_count)
    reading = read(typed, standing.policy)
    await checking.look_up(console.kit(person), standing.workspace, reading, standing.policy)
    if not reading.faults:
        await _check_mode(console, person, standing, reading, bool(form.get(checking.OVERRIDE)))
    if reading.faults:
        return await _show_form(
            console, request, person, standing, typed, reading.faults, needs_count=needs_count
        )
    changes = {
        field: value
        for field, value in reading.values.items()
        if value != getattr(standing.policy, field)
    }
    if not changes:
        return _back(name, "nothing")
    kit = console.kit(person)
    if await rules.save_if_unchanged(kit, name, standing.policy.version, changes) is None:
        # Somebody saved between our look and our writing.
        return await save_policy(console, request, person)
    return _back(name, "saved")


def _back(connection: str, done: str) -> Response:
    return RedirectResponse(f"/settings/policy/{connection}?done={done}", 303)


async def _check_mode(
    console: Console, person: Person, standing: Standing, reading: Reading, override: bool
) -> None:
    after = replace(standing.policy, **reading.values)
    live = checking.newly_live(standing.policy, after)
    if live is None:
        return
    early = await checking.too_early(console, person, standing.workspace.id, override=override)
    if early is not None:
        reading.faults[live] = early


async def _show_newer(
    console: Console,
    request: Request,
    person: Person,
    standing: Standing,
    typed: Mapping[str, str],
    made_from: str,
    needs_count: int,
) -> Response:
    """What was touched stays as it was typed, everything else is as it is now."""
    base = next((one for one in standing.versions if str(one.number) == made_from), None)
    now = fill(standing.policy)
    before = now if base is None else fill(base.policy)
    merged = {name: now[name] if typed[name] == before[name] else typed[name] for name in now}
    newer = [one for one in standing.versions if base is None or one.number > base.number]
    return await _show_form(
        console,
        request,
        person,
        standing,
        merged,
        {},
        needs_count=needs_count,
        newer=newer,
        status=409,
    )


async def _show_form(
    console: Console,
    request: Request,
    person: Person,
    standing: Standing,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
    *,
    needs_count: int,
    newer: list[Version] | None = None,
    status: int = 200,
) -> Response:
    return show(
        console,
        request,
        "settings/policy.html",
        person=person,
        needs_count=needs_count,
        status=422 if faults else status,
        standing=standing,
        connection=standing.workspace.id,
        choices=[(name, f"/settings/policy/{name}") for name in standing.others],
        typed=typed,
        faults=faults,
        newer=newer or [],
        ready=await checking.readiness(console, person, standing.workspace.id),
        done=DONE.get(request.query_params.get("done", "")) if request.method == "GET" else None,
        **_about_settings(standing.policy, typed, newer or []),
    )


def _about_settings(
    policy: Policy, typed: Mapping[str, str], newer: list[Version]
) -> dict[str, object]:
    """What the page shows of every setting beside its inputs."""
    now = fill(policy)
    return {
        "groups": GROUPS,
        "inputs_of": inputs_of,
        "present": {field: in_words(one, policy) for field, one in SETTINGS.items()},
        "defaults": {
            field: in_words(one, workspaces.FIRST_POLICY) for field, one in SETTINGS.items()
        },
        # What differs from what is in force is marked, so that nobody hunts for it.
        "touched": {
            field
            for field, setting in SETTINGS.items()
            if any(typed[name] != now[name] for name in inputs_of(setting))
        },
        "changed_by_others": {
            change.setting.field: one.who for one in reversed(newer) for change in one.changes
        },
        "override": checking.OVERRIDE,
        "channels": tuple(Channel),
        "modes": MODES,
        "days": DAYS,
    }
