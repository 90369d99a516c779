"""The first step: a name, the token, and the look at it as it goes on; for a new connection or one
that is there."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from frontmate.console.access import read_form
from frontmate.console.connect.checking import Checked, check, checked
from frontmate.console.connect.shown import HOME, At, at, go, named, show_page
from frontmate.console.connect.wording import NAME_TAKEN
from frontmate.console.frame import Console, Person, show_problem
from frontmate.front import NEEDED
from frontmate.setup import Kit, Problem, teammates, token, urls, workspaces
from frontmate.store import Workspace, connections
from frontmate.store import pending_connections as pending

_FIRST_NAME = "main"
_FIELDS = {
    "bad_name": "name",
    "name_taken": "name",
    "bad_token": "token",
    "bad_address": "api_url",
}
"""Which field a problem is about."""


@dataclass(frozen=True)
class Entered:
    name: str
    api_url: str
    token: str = ""


async def show_new(console: Console, request: Request, person: Person) -> Response:
    name = request.query_params.get("name", "")
    kit = console.kit(person)
    before = await checked(kit, name) if workspaces.unusable_name(name) is None else None
    async with kit.engine.begin() as db:
        free = all(one.id != _FIRST_NAME for one in await connections.all_of(db))
    usual = _FIRST_NAME if free else ""
    address = Workspace.api_url if before is None else before.put.api_url
    entered = Entered(name if before else usual, address)
    return await _ask(console, request, person, entered)


async def begin_new(console: Console, request: Request, person: Person) -> Response:
    entered = _entered(await read_form(request))
    kit = console.kit(person)
    problem = workspaces.unusable_name(entered.name)
    if problem is None and await workspaces.overview(kit, entered.name) is not None:
        problem = NAME_TAKEN
    problem = problem or token.unusable(entered.api_url, entered.token)
    if problem is not None:
        return await _ask(console, request, person, entered, problem)
    await _begin(console, kit, entered)
    return go(f"{HOME}/new/{entered.name}")


async def show_token(console: Console, request: Request, person: Person) -> Response:
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    entered = Entered(here.name, here.now.overview.workspace.api_url)
    return await _ask(console, request, person, entered, here=here)


async def begin_change(console: Console, request: Request, person: Person) -> Response:
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    form = await read_form(request)
    entered = _entered({**form, "name": here.name})
    problem = token.unusable(entered.api_url, entered.token)
    if problem is not None:
        return await _ask(console, request, person, entered, problem, here=here)
    await _begin(console, here.kit, entered)
    return go(f"{HOME}/new/{entered.name}")


def _entered(form: dict[str, str]) -> Entered:
    return Entered(
        form.get("name", "").strip(),
        form.get("api_url", "").strip() or Workspace.api_url,
        form.get("token", "").strip(),
    )


async def _ask(
    console: Console,
    request: Request,
    person: Person,
    entered: Entered,
    problem: Problem | None = None,
    *,
    here: At | None = None,
) -> Response:
    """The form; the token is never put back into it."""
    return await show_page(
        console,
        request,
        person,
        "connect/token.html",
        status=200 if problem is None else 422,
        entered=entered,
        problem=problem,
        field="" if problem is None else _FIELDS.get(problem.word, "token"),
        now=None if here is None else here.now,
        name=entered.name,
        usual=Workspace.api_url,
    )


async def _begin(console: Console, kit: Kit, entered: Entered) -> None:
    """From here on the token is sealed in the database, and what is found of it beside it."""
    now = kit.clock()
    async with kit.engine.begin() as db:
        await pending.remove_forgotten(db, now)
        await pending.put(
            db,
            kit.keeper,
            name=entered.name,
            api_url=entered.api_url,
            token=entered.token,
            who=kit.who,
            now=now,
        )
        await kit.note(db, "token_entered", entered.name, api_host=urls.host_of(entered.api_url))
    console.begin(check(kit, entered.name, now))


async def in_the_making(console: Console, request: Request, person: Person) -> Checked | Response:
    """The pending connection that the address names, or where to go without one."""
    name = named(request)
    kit = console.kit(person)
    found = None if name is None else await checked(kit, name)
    if found is not None:
        return found
    if name is not None and await workspaces.overview(kit, name) is not None:
        return go(f"{HOME}/{name}")
    return show_problem(
        console,
        request,
        404,
        "Nothing is being connected here",
        "It was finished or cancelled, or nobody went on with it for a day; the token that was "
        "entered is gone. Begin again under Settings, Connections.",
        person=person,
    )


async def show_check(console: Console, request: Request, person: Person) -> Response:
    found = await in_the_making(console, request, person)
    if isinstance(found, Response):
        return found
    kit = console.kit(person)
    return await show_page(
        console,
        request,
        person,
        "connect/check.html",
        found=found,
        problem=found.problem,
        name=found.put.name,
        total=len(NEEDED),
        there=await workspaces.overview(kit, found.put.name),
    )


async def check_again(console: Console, request: Request, person: Person) -> Response:
    found = await in_the_making(console, request, person)
    if isinstance(found, Response):
        return found
    put = found.put
    await _begin(console, console.kit(person), Entered(put.name, put.api_url, put.token))
    return go(f"{HOME}/new/{put.name}")


async def cancel(console: Console, request: Request, person: Person) -> Response:
    name = named(request)
    if name is not None:
        kit = console.kit(person)
        async with kit.engine.begin() as db:
            if await pending.remove(db, name):
                await kit.note(db, "connecting_cancelled", name)
    return go(HOME, "cancelled")


async def use_token(console: Console, request: Request, person: Person) -> Response:
    """A checked token takes the place of the one that a connection has."""
    found = await in_the_making(console, request, person)
    if isinstance(found, Response):
        return found
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    company, old = found.company, here.now.overview.workspace
    if company is None or not found.accepted:
        return go(f"{HOME}/new/{here.name}")
    ai = teammates.Candidate(old.ai_teammate, old.ai_name, "", "", blocked=False)
    problem = await workspaces.save(
        here.kit,
        workspaces.Wanted(
            name=here.name,
            api_url=found.put.api_url,
            token=found.put.token,
            company=company,
            ai=ai,
            intake=old.intake,
            requests_per_minute=old.requests_per_minute,
        ),
    )
    if problem is not None:
        entered = Entered(here.name, found.put.api_url)
        return await _ask(console, request, person, entered, problem, here=here)
    await finish(here.kit, found)
    after = await workspaces.overview(here.kit, here.name)
    lost = after is not None and here.now.overview.secrets > after.secrets
    return here.go(done="token-moved" if lost else "token")


async def finish(kit: Kit, found: Checked) -> None:
    """The token is the connection's now: what was kept until then goes, but for what it lacks."""
    async with kit.engine.begin() as db:
        await pending.remove(db, found.put.name)
        await kit.note(
            db,
            "token_checked",
            found.put.name,
            missing=list(found.missing),
            company_name=found.put.company_name or "",
        )
    await kit.settle()
