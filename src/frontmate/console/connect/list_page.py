"""Every connection, those that are being made, and the door to a new one."""

from starlette.requests import Request
from starlette.responses import Response

from frontmate.console.connect.checking import Checked, checked
from frontmate.console.connect.shown import show_page
from frontmate.console.connect.standing import Standing, standing
from frontmate.console.frame import Console, Person
from frontmate.setup import Kit
from frontmate.store import connections
from frontmate.store import pending_connections as pending


async def show_connections(console: Console, request: Request, person: Person) -> Response:
    kit = console.kit(person)
    in_the_making = await _pending(kit)
    async with kit.engine.begin() as db:
        names = [one.id for one in await connections.all_of(db)]
    found = [await standing(console, kit, name) for name in names]
    known: list[Standing] = [one for one in found if one is not None]
    return await show_page(
        console,
        request,
        person,
        "connect/connections.html",
        known=known,
        pending=[one for one in in_the_making if one.put.name not in names],
        gone=request.query_params.get("gone", ""),
    )


async def _pending(kit: Kit) -> list[Checked]:
    async with kit.engine.begin() as db:
        await pending.remove_forgotten(db, kit.clock())
        names = await pending.names(db)
    found = [await checked(kit, name) for name in names]
    return [one for one in found if one is not None]
