"""How the pages of connecting are shown: the frame around each, and what is not there."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontmate.console.connect import wording
from frontmate.console.connect.standing import Standing, standing
from frontmate.console.frame import Console, Person, show, show_problem
from frontmate.setup import Kit, Problem
from frontmate.store import one_moment

HOME = "/settings/connections"


@dataclass(frozen=True)
class At:
    """One request of an administrator, and the connection that it is about."""

    console: Console
    request: Request
    person: Person
    kit: Kit
    now: Standing

    @property
    def name(self) -> str:
        return self.now.name

    def address(self, step: str = "") -> str:
        return f"{HOME}/{self.name}/{step}" if step else f"{HOME}/{self.name}"

    def go(self, step: str = "", done: str = "") -> Response:
        return go(self.address(step), done)

    async def show(self, template: str, *, status: int = 200, **values: object) -> Response:
        return await show_page(
            self.console,
            self.request,
            self.person,
            template,
            status=status,
            **{"now": self.now, "name": self.name, **values},
        )


def go(address: str, done: str = "") -> Response:
    return RedirectResponse(f"{address}?done={done}" if done else address, 303)


async def at(console: Console, request: Request, person: Person) -> At | Response:
    """The connection that the address names, or the page that says that there is none."""
    name = named(request)
    kit = console.kit(person)
    now = None if name is None else await standing(console, kit, name)
    if now is not None:
        return At(console, request, person, kit, now)
    return show_problem(
        console,
        request,
        404,
        "There is no such connection",
        "It may have been disconnected, or not be finished. The settings list every connection.",
        person=person,
    )


def named(request: Request) -> str | None:
    """The name in the address; None where none can be that."""
    name: str = request.path_params["name"]
    # PostgreSQL refuses NUL in text.
    return None if "\x00" in name or len(name) > 64 else name


async def show_page(
    console: Console,
    request: Request,
    person: Person,
    template: str,
    *,
    status: int = 200,
    **values: object,
) -> Response:
    async with one_moment(console.engine) as db:
        needs_count = await console.count_needs(db)
    usual: Mapping[str, object] = {
        "done": wording.DONE.get(request.query_params.get("done", ""), "") if status == 200 else "",
        "problem": None,
        "wording": wording,
        "home": HOME,
    }
    problem = values.get("problem")
    if isinstance(problem, Problem):
        values["problem"] = wording.reworded(problem)
    return show(
        console,
        request,
        template,
        person=person,
        status=status,
        needs_count=needs_count,
        **{**usual, **values},
    )
