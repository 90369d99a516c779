"""The second step: which teammate the AI writes as, picked from Front's list."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from frontmate.console.access import read_form
from frontmate.console.connect.checking import Checked
from frontmate.console.connect.shown import HOME, At, at, go, show_page
from frontmate.console.connect.token_page import finish, in_the_making
from frontmate.console.connect.wording import NO_TOKEN
from frontmate.console.frame import Console, Person
from frontmate.setup import Kit, Problem, teammates, workspaces

Candidate = teammates.Candidate
Candidates = Sequence[Candidate]
_NOT_PICKED = Problem(
    "nobody_picked", "Nobody is picked.", "Pick the teammate that the AI shall write as."
)


async def show_first(console: Console, request: Request, person: Person) -> Response:
    found = await _accepted(console, request, person)
    if isinstance(found, Response):
        return found
    return await _ask_first(console, request, person, found)


async def pick_first(console: Console, request: Request, person: Person) -> Response:
    """From here on the connection is there, and switched off until all has been chosen."""
    found = await _accepted(console, request, person)
    if isinstance(found, Response):
        return found
    kit = console.kit(person)
    form = await read_form(request)
    among = await _of_pending(kit, found)
    ai = _picked(form, among)
    company = found.company
    assert company is not None
    problem = ai if isinstance(ai, Problem) else None
    if isinstance(ai, Candidate):
        wanted = workspaces.Wanted(
            name=found.put.name,
            api_url=found.put.api_url,
            token=found.put.token,
            company=company,
            ai=ai,
        )
        problem = await workspaces.save(kit, wanted)
    if problem is not None:
        return await _ask_first(console, request, person, found, problem, form, among)
    await finish(kit, found)
    return go(f"{HOME}/{found.put.name}/events", "connected")


async def show_other(console: Console, request: Request, person: Person) -> Response:
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    return await _ask_other(here, await _of_connection(here))


async def pick_other(console: Console, request: Request, person: Person) -> Response:
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    form = await read_form(request)
    among = await _of_connection(here)
    ai = _picked(form, among)
    if isinstance(ai, Problem):
        return await _ask_other(here, among, ai, form)
    await workspaces.change(here.kit, here.name, ai_teammate=ai.id, ai_name=ai.name)
    await here.kit.settle()
    return here.go(done="teammate")


async def _accepted(console: Console, request: Request, person: Person) -> Checked | Response:
    found = await in_the_making(console, request, person)
    if isinstance(found, Response) or found.accepted:
        return found
    return go(f"{HOME}/new/{found.put.name}")


async def _of_pending(kit: Kit, found: Checked) -> Candidates | Problem:
    async with kit.front(found.put.api_url, found.put.token) as client:
        return await teammates.candidates(client, found.put.api_url)


async def _of_connection(here: At) -> Candidates | Problem:
    workspace = here.now.overview.workspace
    async with workspaces.front(here.kit, workspace) as client:
        if client is None:
            return NO_TOKEN
        return await teammates.candidates(client, workspace.api_url)


def _picked(form: dict[str, str], among: Candidates | Problem) -> Candidate | Problem:
    if isinstance(among, Problem):
        return among
    wanted = form.get("teammate", "")
    ai = next((one for one in among if one.id == wanted), None)
    if ai is None:
        return _NOT_PICKED
    if ai.blocked and "blocked" not in form:
        return Problem(
            "blocked_teammate",
            f"{ai.name} is blocked in Front.",
            "Unblock them in Front first (Settings > Teammates), pick another one, or tick that "
            "you mean it.",
        )
    return ai


async def _ask_first(
    console: Console,
    request: Request,
    person: Person,
    found: Checked,
    problem: Problem | None = None,
    form: dict[str, str] | None = None,
    among: Candidates | Problem | None = None,
) -> Response:
    among = await _of_pending(console.kit(person), found) if among is None else among
    return await show_page(
        console,
        request,
        person,
        "connect/teammate.html",
        status=200 if problem is None else 422,
        now=None,
        name=found.put.name,
        action=f"{HOME}/new/{found.put.name}/teammate",
        back=f"{HOME}/new/{found.put.name}",
        **_values(among, problem, (form or {}).get("teammate", "")),
    )


async def _ask_other(
    here: At,
    among: Candidates | Problem,
    problem: Problem | None = None,
    form: dict[str, str] | None = None,
) -> Response:
    chosen = (form or {}).get("teammate") or here.now.overview.workspace.ai_teammate
    return await here.show(
        "connect/teammate.html",
        status=200 if problem is None else 422,
        action=here.address("teammate"),
        back=here.address(),
        **_values(among, problem, chosen),
    )


def _values(among: Candidates | Problem, problem: Problem | None, chosen: str) -> dict[str, object]:
    broken = among if isinstance(among, Problem) else None
    return {
        "among": () if isinstance(among, Problem) else among,
        "problem": problem or broken,
        "unlisted": broken is not None,
        "chosen": chosen,
        "means_it": problem is not None and problem.word == "blocked_teammate",
    }
