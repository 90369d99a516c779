"""The knowledge step: help centers by checkbox, a folder, public addresses, and the first sync."""

from collections.abc import Sequence
from pathlib import Path

from frontmate.cli.connect_at import At, StoppedError
from frontmate.cli.talk import Talk
from frontmate.front import Use
from frontmate.setup import Problem, help_centers
from frontmate.store import Source


async def choose_knowledge(at: At) -> None:
    """Ask what the AI may answer from, and read it. Raises StoppedError."""
    at.talk.head("Knowledge")
    if at.given.knowledge_token:
        await help_centers.save_token(at.kit, at.name, at.given.knowledge_token)
        at.talk.good("The token for help centers is sealed and will not be shown again")
    await _find_in_front(at)
    await _name_folder(at)
    known = await help_centers.of(at.kit, at.name)
    if not known:
        at.talk.unsure("There is nothing to answer from: every question will go to the team")
        return
    await _choose(at, known)
    await _ask_addresses(at)
    await _read(at)


async def _find_in_front(at: At) -> None:
    if at.verdict is not None and at.verdict.lacks(Use.KNOWLEDGE) and not at.given.knowledge_token:
        at.talk.unsure("Front's help centers cannot be read without knowledge_bases:read")
        return
    async with at.front(knowledge=True) as (client, api_url):
        found = await help_centers.find(at.kit, at.name, client, api_url)
    if isinstance(found, Problem):
        at.talk.problem(found)
    elif not found:
        at.talk.unsure(help_centers.NONE_THERE.what)


async def _name_folder(at: At) -> None:
    path = at.given.help_center
    while True:
        if path is None:
            question = "A folder of Markdown articles besides (Enter: none)"
            word = await at.talk.ask(question, "", "--help-center")
            if not word:
                return
            path = Path(word)
        folder = help_centers.look_into(path)
        if not isinstance(folder, Problem):
            await help_centers.add_folder(at.kit, at.name, folder)
            at.talk.good(f"{folder.path}: {folder.articles} articles, {folder.public} public")
            return
        path = None
        await at.may_mend(folder, "Name another one?")


async def _choose(at: At, known: Sequence[Source]) -> None:
    ticked = _told(at, known)
    if ticked is None:
        ticked = await tick(at.talk, known, "--front-help-centers")
    warning = await help_centers.choose(at.kit, at.name, [known[n].id for n in ticked])
    if warning is not None:
        at.talk.problem(warning)


async def tick(talk: Talk, known: Sequence[Source], option: str) -> frozenset[int]:
    """Which of the sources are to be answered from; `option` could have said it."""
    already = {n for n, source in enumerate(known) if source.chosen}
    lines = [line(source) for source in known]
    return await talk.some_of("What may it answer from?", lines, already, option)


def _told(at: At, known: Sequence[Source]) -> frozenset[int] | None:
    """What `--front-help-centers` says; a folder that was named is always used."""
    wanted = at.given.front_help_centers
    if wanted is None:
        return None
    places = {source.place for source in known if source.kind == "front"}
    unknown = [place for place in wanted if place not in places | {"all", "none"}]
    if unknown:
        raise StoppedError(
            Problem(
                "unknown_help_center",
                f"Front shows no help center {unknown[0]}.",
                f"There are: {', '.join(sorted(places)) or 'none'}.",
            )
        )
    return frozenset(
        n
        for n, source in enumerate(known)
        if (source.kind == "front" and (source.place in wanted or "all" in wanted))
        or (source.kind == "folder" and source.chosen)
    )


def line(source: Source) -> str:
    """A source in one line."""
    audience = "for customers" if source.public else "internal: never quoted"
    where = f"folder {source.place}" if source.kind == "folder" else f"Front, {source.place}"
    locales = ", ".join(source.locales) or "no locale"
    return f"{source.title} ({where}; {locales}; {audience})"


async def _ask_addresses(at: At) -> None:
    """Once for each help center: Front's API does not say where it stands (9.2)."""
    for source in await help_centers.of(at.kit, at.name):
        if not (source.chosen and source.public and source.kind == "front"):
            continue
        told = at.given.public_addresses.get(source.place)
        while told or not source.public_url:
            question = f"Public address of “{source.title}” (Enter: cite without links)"
            url = told or await at.talk.ask(question, "", "--public-address")
            if not url:
                break
            problem = await help_centers.set_address(at.kit, at.name, source.id, url)
            if problem is None:
                break
            told = None
            await at.may_mend(problem, "Enter it again?")


async def _read(at: At) -> None:
    """The first sync, with its progress."""
    shown: dict[int, str] = {}
    known: Sequence[Source] = ()
    async with at.front(knowledge=True) as (client, _):
        async for known in help_centers.read_all(at.kit, at.name, client):
            for source in known:
                if source.chosen and source.began_at and _progress(source) != shown.get(source.id):
                    shown[source.id] = _progress(source)
                    at.talk.say(f"  {source.title}: {shown[source.id]} articles")
    for source in known:
        if source.chosen and source.problem:
            at.talk.bad(f"{source.title}: {source.problem}")
        elif source.chosen:
            at.talk.good(f"{source.title}: read")


def _progress(source: Source) -> str:
    return f"{source.done} of {source.total}" if source.total is not None else f"{source.done}"
