"""Where answers come from: Front's help centers, a folder, and their public addresses (9.2)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from frontmate.front import FrontClient, FrontError
from frontmate.knowledge import ArticleUnreadable, read_folder
from frontmate.setup.kit import Kit
from frontmate.setup.problem import Problem, of_front
from frontmate.setup.urls import read_url
from frontmate.store import Source, article_choices, articles, connections, secrets, sources
from frontmate.workflow import discover, sync_connection

NONE_THERE = Problem(
    "no_help_center",
    "Front has no help center that this token can see.",
    "Name a folder of Markdown articles instead (--help-center), or write articles in Front "
    "(Settings > Knowledge bases).",
)
NONE_PUBLIC = Problem(
    "none_public",
    "Everything that was chosen is internal or unpublished: the AI reads it, and may quote none of "
    "it to customers. Every question will be handed to the team.",
    "Choose a help center that is published and for customers, or add a folder.",
)


async def find(
    kit: Kit, connection: str, client: FrontClient, api_url: str
) -> tuple[Source, ...] | Problem:
    """Note Front's help centers, each chosen unless it is known and was deselected."""
    try:
        new = await discover(kit.engine, client, connection, kit.clock)
    except FrontError as error:
        return of_front(error, api_url)
    async with kit.engine.begin() as db:
        await connections.touch(db, connection)
        if new:
            # They are answered from without anybody's ticking them.
            numbers = [source.id for source in new]
            await kit.note(db, "sources_found", connection, sources=numbers)
    return tuple(source for source in await of(kit, connection) if source.kind == "front")


@dataclass(frozen=True)
class Folder:
    """A folder of articles that can be read."""

    path: Path
    articles: int
    public: int
    locales: tuple[str, ...]


def look_into(path: Path) -> Folder | Problem:
    """What is in a folder of Markdown."""
    folder = path.expanduser().resolve()
    try:
        found = read_folder(folder)
    except ArticleUnreadable as error:
        return Problem("unreadable_folder", "The folder cannot be used.", str(error))
    except OSError as error:
        why = error.strerror or type(error).__name__
        return Problem(
            "unreadable_folder",
            f"{folder} cannot be read ({why}).",
            "Make it readable for the user that frontmate runs as.",
        )
    if not found:
        return Problem(
            "empty_folder",
            f"There is no article in {folder}.",
            "One Markdown file an article, ending in .md; docs/settings.md shows the front matter.",
        )
    locales = tuple(sorted({one.locale for one in found}))
    return Folder(folder, len(found), sum(one.public for one in found), locales)


async def add_folder(kit: Kit, connection: str, folder: Folder) -> None:
    source = Source(
        kind="folder",
        place=str(folder.path),
        title=folder.path.name,
        locales=folder.locales,
        public=folder.public > 0,
    )
    async with kit.engine.begin() as db:
        await article_choices.hold(db, connection)
        number = await sources.found(db, connection, source, kit.clock())
        await connections.touch(db, connection)
        await kit.note(db, "folder_added", connection, source=number, articles=folder.articles)


async def of(kit: Kit, connection: str) -> tuple[Source, ...]:
    async with kit.engine.begin() as db:
        return await sources.of(db, connection)


async def choose(kit: Kit, connection: str, chosen: Sequence[int]) -> Problem | None:
    """Use these sources and no others: what is deselected leaves the answers in this moment, and
    what is new is read with the next pass, which is due at once. The Problem only warns: the
    choice is saved."""
    async with kit.engine.begin() as db:
        # A pass that is under way must not put back what is taken out here.
        await article_choices.hold(db, connection)
        await sources.choose(db, connection, chosen)
        if await articles.remove_sources(db, connection, chosen, kit.clock()):
            await connections.touch_knowledge(db, connection)
        await connections.touch(db, connection)
        await kit.note(db, "sources_chosen", connection, sources=list(chosen))
        known = await sources.of(db, connection)
    used = [source for source in known if source.chosen]
    return NONE_PUBLIC if used and not any(source.public for source in used) else None


async def set_address(kit: Kit, connection: str, source: int, url: str) -> Problem | None:
    """Where a help center stands for customers: links in answers begin with it; "" for none."""
    url = url.strip()
    parts = read_url(url)
    if url and (parts is None or parts.query or parts.fragment):
        return Problem(
            "bad_address",
            f"“{url[:200]}” is not the address of a help center.",
            "It looks like https://help.example.com, without what follows for a single article.",
        )
    async with kit.engine.begin() as db:
        await article_choices.hold(db, connection)
        await sources.set_public_url(db, source, url.rstrip("/") or None)
        await connections.touch(db, connection)
        await kit.note(db, "address_set", connection, source=source)
    return None


async def save_token(kit: Kit, connection: str, token: str) -> None:
    """Seal a token that help centers are read with, and nothing else is; "" does without one."""
    async with kit.engine.begin() as db:
        if token.strip():
            now = kit.clock()
            await secrets.put(db, kit.keeper, connection, "knowledge_token", token.strip(), now)
        else:
            await secrets.remove(db, connection, "knowledge_token")
        await connections.touch(db, connection)
        await kit.note(db, "knowledge_token_changed", connection, removed=not token.strip())


async def read_all(
    kit: Kit, connection: str, client: FrontClient
) -> AsyncIterator[tuple[Source, ...]]:
    """Read what the chosen sources say; gives the sources, with their progress, until it is done.

    What could not be read stands in each source's `problem`; what was known of it is kept. Raises
    nothing of Front's.
    """
    work = asyncio.create_task(_read_all(kit, connection, client))
    try:
        while not work.done():
            yield await of(kit, connection)
            await asyncio.wait({work}, timeout=0.2)
        await work
        yield await of(kit, connection)
    finally:
        work.cancel()


async def _read_all(kit: Kit, connection: str, client: FrontClient) -> None:
    async def go_on() -> None:
        """Nobody else needs the time."""

    while True:
        report = await sync_connection(kit.engine, client, connection, kit.clock, pause=go_on)
        if report.unfinished and not report.broke_off:
            continue
        if not report.busy:
            return
        # A worker is at it, perhaps with the choice of before.
        await kit.sleep(0.5)
