"""What is answered from: help centers by checkbox, a folder, and the reading as it goes."""

import asyncio
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from frontmate.console.access import read_choices, read_form
from frontmate.console.connect.events import worker_alive
from frontmate.console.connect.shown import At, at
from frontmate.console.connect.wording import NO_TOKEN, NO_WORKER
from frontmate.console.frame import Console, Person
from frontmate.front import Use
from frontmate.setup import Problem, help_centers, token, workspaces
from frontmate.store import Source, one_moment


async def show_knowledge(console: Console, request: Request, person: Person) -> Response:
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    return await _show(here)


async def choose_sources(console: Console, request: Request, person: Person) -> Response:
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    form = await read_choices(request)
    known = here.now.overview.sources
    ticked = [source.id for source in known if str(source.id) in form.get("source", [])]
    for source in known:
        url = form.get(f"url-{source.id}", [source.public_url or ""])[0].strip()
        if url == (source.public_url or ""):
            continue
        problem = await help_centers.set_address(here.kit, here.name, source.id, url)
        if problem is not None:
            typed = {f"url-{source.id}": url}
            return await _show(here, problem, f"url-{source.id}", typed=typed, ticked=ticked)
    # That none of it is for customers is told by the page itself, for as long as it is so.
    await help_centers.choose(here.kit, here.name, ticked)
    await here.kit.settle()
    before = {source.id for source in known if source.chosen}
    return here.go("knowledge", _done(new=set(ticked) - before, gone=before - set(ticked)))


def _done(*, new: set[int], gone: set[int]) -> str:
    if new:
        return "sources-both" if gone else "sources-new"
    return "sources-gone" if gone else "sources"


async def find_sources(console: Console, request: Request, person: Person) -> Response:
    """Ask Front which help centers there are: one call."""
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    workspace = here.now.overview.workspace
    async with workspaces.front(here.kit, workspace, knowledge=True) as client:
        found: object = NO_TOKEN
        if client is not None:
            found = await help_centers.find(here.kit, here.name, client, workspace.api_url)
    if not found:
        found = help_centers.NONE_THERE
    if isinstance(found, Problem):
        return await _show(here, found)
    return here.go("knowledge", "found")


async def add_folder(console: Console, request: Request, person: Person) -> Response:
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    path = (await read_form(request)).get("folder", "").strip()
    if not path:
        missing = Problem("no_folder", "No folder is named.", "Enter the path of one.")
        return await _show(here, missing, "folder")
    folder = await asyncio.to_thread(help_centers.look_into, Path(path))
    if isinstance(folder, Problem):
        return await _show(here, folder, "folder", typed={"folder": path})
    await help_centers.add_folder(here.kit, here.name, folder)
    await here.kit.settle()
    return here.go("knowledge", "folder")


async def enter_token(console: Console, request: Request, person: Person) -> Response:
    """A token of their own for the help centers; an empty one does without again."""
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    entered = (await read_form(request)).get("token", "")
    problem = token.unusable(here.now.overview.workspace.api_url, entered) if entered else None
    if problem is not None:
        return await _show(here, problem, "token")
    await help_centers.save_token(here.kit, here.name, entered)
    await here.kit.settle()
    return here.go("knowledge", "knowledge-token")


async def _show(
    here: At,
    problem: Problem | None = None,
    field: str = "",
    *,
    typed: dict[str, str] | None = None,
    ticked: list[int] | None = None,
) -> Response:
    known = here.now.overview.sources
    used = [source for source in known if source.chosen]
    async with one_moment(here.console.engine) as db:
        alive = await worker_alive(db, here.console.clock())
    waits = not alive and (not known or any(not _is_read(source) for source in used))
    quotable = any(source.public for source in used)
    return await here.show(
        "connect/knowledge.html",
        status=200 if problem is None else 422,
        live=problem is None,
        problem=problem,
        field=field,
        typed=typed or {},
        ticked=[source.id for source in used] if ticked is None else ticked,
        sources=known,
        used=used,
        is_read=_is_read,
        no_worker=NO_WORKER if waits else None,
        none_public=help_centers.NONE_PUBLIC if used and not quotable else None,
        cannot_read=here.now.verdict.lacks(Use.KNOWLEDGE)
        and "knowledge_token" not in here.now.overview.secrets,
    )


def _is_read(source: Source) -> bool:
    """Whether the last pass over it has come to its end."""
    began, ended = source.began_at, source.synced_at
    return ended is not None and (began is None or ended >= began)
