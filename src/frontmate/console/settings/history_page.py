"""Every version of a policy, and the way back to an earlier one."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontmate.console.access import read_form
from frontmate.console.frame import Console, Person, show, show_problem
from frontmate.console.settings import checking
from frontmate.console.settings.fields import SETTINGS
from frontmate.console.settings.filled import Change, changes_between
from frontmate.console.settings.policy_page import Standing, no_connection, standing_of
from frontmate.console.settings.versions import Version, versions_of
from frontmate.setup import rules
from frontmate.store import connections, one_moment


@dataclass(frozen=True)
class Way:
    """From the policy in force to an earlier version."""

    standing: Standing
    to: Version
    changes: list[Change]


async def show_history(console: Console, request: Request, person: Person) -> Response:
    """Of a connection that is no longer in use as well: its sessions name its versions."""
    name = request.path_params["connection"]
    async with one_moment(console.engine) as db:
        known = name in await connections.names(db)
        used = [one.id for one in await connections.all_of(db)]
        versions = await versions_of(db, name) if known else []
        needs_count = await console.count_needs(db)
    if not versions:
        return no_connection(console, request, person)
    return show(
        console,
        request,
        "settings/history.html",
        person=person,
        needs_count=needs_count,
        connection=name,
        choices=[(one, f"/settings/policy/{one}/history") for one in used],
        in_use=name in used,
        versions=versions,
        newest=versions[0].number,
    )


async def show_restore(console: Console, request: Request, person: Person) -> Response:
    """What an undo would change, before it is done."""
    way = await _way(console, request)
    if way is None:
        return _no_version(console, request, person)
    return await _show_way(console, request, person, way)


async def restore(console: Console, request: Request, person: Person) -> Response:
    way = await _way(console, request)
    if way is None:
        return _no_version(console, request, person)
    form = await read_form(request)
    now, name = way.standing.policy, way.standing.workspace.id
    if form.get("version") != str(now.version):
        problem = (
            "Somebody has saved a newer version meanwhile, and nothing was restored. This is what "
            "restoring would change now."
        )
        return await _show_way(console, request, person, way, problem, status=409)
    if checking.newly_live(now, way.to.policy) is not None:
        override = bool(form.get(checking.OVERRIDE))
        early = await checking.too_early(console, person, name, override=override)
        if early is not None:
            return await _show_way(console, request, person, way, early, status=422)
    changes = {
        field: getattr(way.to.policy, field)
        for field in SETTINGS
        if getattr(way.to.policy, field) != getattr(now, field)
    }
    if not changes:
        return RedirectResponse(f"/settings/policy/{name}?done=nothing", 303)
    saved = await rules.save_if_unchanged(
        console.kit(person), name, now.version, changes, restores=way.to.number
    )
    if saved is None:
        # Somebody saved between our look and our writing.
        return await restore(console, request, person)
    return RedirectResponse(f"/settings/policy/{name}?done=restored", 303)


async def _way(console: Console, request: Request) -> Way | None:
    async with one_moment(console.engine) as db:
        standing = await standing_of(db, request.path_params["connection"])
    if standing is None:
        return None
    number = request.path_params["version"]
    to = next((one for one in standing.versions if one.number == number), None)
    if to is None:
        return None
    return Way(standing, to, changes_between(standing.policy, to.policy))


def _no_version(console: Console, request: Request, person: Person) -> Response:
    return show_problem(
        console,
        request,
        404,
        "There is no such version",
        "The connection may have been disconnected. The history of its policy has every version.",
        person=person,
    )


async def _show_way(
    console: Console,
    request: Request,
    person: Person,
    way: Way,
    problem: str = "",
    *,
    status: int = 200,
) -> Response:
    async with one_moment(console.engine) as db:
        needs_count = await console.count_needs(db)
    name = way.standing.workspace.id
    goes_live = checking.newly_live(way.standing.policy, way.to.policy) is not None
    return show(
        console,
        request,
        "settings/restore.html",
        person=person,
        needs_count=needs_count,
        status=status,
        connection=name,
        way=way,
        problem=problem,
        goes_live=goes_live,
        ready=await checking.readiness(console, person, name),
        override=checking.OVERRIDE,
    )
