"""A connection that is there: its steps, the master switch, the way out, and the printable page."""

from starlette.requests import Request
from starlette.responses import Response

from frontmate.console.access import read_form
from frontmate.console.connect.shown import HOME, at, go
from frontmate.console.frame import Console, Person
from frontmate.setup import Problem, rules, webhook, workspaces
from frontmate.store import pending_connections as pending


async def show_connection(console: Console, request: Request, person: Person) -> Response:
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    return await here.show("connect/connection.html", live=True)


async def switch(console: Console, request: Request, person: Person) -> Response:
    """The master switch: on is the last step of setting up, off holds for everything at once."""
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    on = (await read_form(request)).get("to") == "on"
    changed = await rules.set_switch(here.kit, here.name, on=on)
    if isinstance(changed, Problem):
        return await here.show("connect/connection.html", status=422, problem=changed, live=False)
    await here.kit.settle()
    return here.go(done="on" if on else "off")


async def show_summary(console: Console, request: Request, person: Person) -> Response:
    """Everything that is set, on one page, and nothing that opens a door."""
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    url = webhook.url_of(console.product.public_url, here.name)
    return await here.show("connect/summary.html", url=url)


async def ask_disconnect(console: Console, request: Request, person: Person) -> Response:
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    return await here.show("connect/disconnect.html")


async def disconnect(console: Console, request: Request, person: Person) -> Response:
    """Its secrets are gone with this press; what happened is kept."""
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    async with here.kit.engine.begin() as db:
        await pending.remove(db, here.name)
    problem = await workspaces.disconnect(here.kit, here.name)
    if problem is not None:
        return await here.show("connect/disconnect.html", status=422, problem=problem)
    await here.kit.settle()
    return go(f"{HOME}?gone={here.name}")
