"""The test message: the administrator's own address counts as a customer's, and the message is
followed through the house for as long as somebody looks."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from frontmate.console.access import read_form
from frontmate.console.connect.shown import At, at, go
from frontmate.console.connect.wording import reworded
from frontmate.console.frame import Console, Person
from frontmate.setup import Problem, rules, trial, workspaces

_MOST_ADDRESSES = 8


async def show_test(console: Console, request: Request, person: Person) -> Response:
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    return await _show(here)


async def open_test(console: Console, request: Request, person: Person) -> Response:
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    sender = (await read_form(request)).get("sender", "")
    if here.now.listening.polls and here.now.listening.read_at is None:
        # It would wait until the list has been read once; the page shows when that is.
        return here.go("test")
    opened = await trial.open_trial(here.kit, here.name, sender)
    if isinstance(opened, Problem):
        return await _show(here, opened, sender)
    # In the address, so that it is there after a restart and Front is not asked at every look.
    to = urlencode([("to", address) for address in await _addresses(here)])
    return go(f"{here.address('test')}?{to}" if to else here.address("test"))


async def _addresses(here: At) -> list[str]:
    """Where the message may be written to; none where Front does not say."""
    workspace, policy = here.now.overview.workspace, here.now.overview.policy
    async with workspaces.front(here.kit, workspace) as client:
        found = () if client is None else await rules.channels(client, workspace.api_url)
    if isinstance(found, Problem):
        return []
    allowed = policy.allowed_inboxes
    able = [one for one in found if allowed is None or one.inbox in allowed]
    return [one.address for one in able if "@" in one.address][:_MOST_ADDRESSES]


async def _show(here: At, problem: Problem | None = None, sender: str = "") -> Response:
    now = here.now
    goes_on = now.test is not None and now.look is not None and now.look.end is None
    so_far = None
    if goes_on and now.test is not None:
        so_far = await trial.so_far(here.kit, now.test)
    end = now.look.end if now.look is not None else None
    return await here.show(
        "connect/test.html",
        status=200 if problem is None else 422,
        live=problem is None,
        problem=problem,
        sender=sender or (now.test.sender if now.test else ""),
        to=here.request.query_params.getlist("to")[:_MOST_ADDRESSES],
        goes_on=goes_on,
        so_far=None if so_far is None else reworded(so_far),
        answered=end if isinstance(end, trial.Answered) else None,
        failed=reworded(end) if isinstance(end, Problem) else None,
        but=reworded(end.but) if isinstance(end, trial.Answered) and end.but else None,
        over=now.test is not None and here.console.clock() >= now.test.until,
        stages=list(trial.Stage),
    )
