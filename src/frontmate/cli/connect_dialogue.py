"""The conversation of `frontmate connect`: which steps, in what order, anew or once more."""

from collections.abc import Iterator, Sequence

from frontmate.cli.connect_access import choose_intake, choose_teammate, enter, save
from frontmate.cli.connect_at import At, StoppedError
from frontmate.cli.connect_given import Given
from frontmate.cli.connect_knowledge import choose_knowledge, line
from frontmate.cli.connect_rules import in_words, set_rules
from frontmate.cli.connect_trial import try_it
from frontmate.cli.connect_webhook import change_intake, set_up_webhook
from frontmate.cli.talk import Talk
from frontmate.setup import Kit, rules, workspaces
from frontmate.setup.teammates import Candidate
from frontmate.setup.workspaces import Overview

_FIRST_NAME = "main"
_STEPS = {
    "token": "the API token",
    "teammate": "the AI teammate",
    "webhook": "how events come in: webhook, key, or polling",
    "rules": "inboxes, unassigned conversations, tags, mode",
    "knowledge": "what it answers from",
    "test": "a test message",
}
_SETTING_UP = [step for step in _STEPS if step != "test"]


async def choose_name(talk: Talk, kit: Kit, given: Given) -> str:
    """Which connection this is about; one that there is not yet is made. Raises StoppedError."""
    if given.name is not None:
        return _good_name(given.name)
    names = [one.workspace.id for one in await workspaces.overviews(kit)]
    if not names or (talk.unattended and names == [_FIRST_NAME]):
        return _FIRST_NAME
    choices = [*(f"“{name}”: go on with it, or change it" for name in names), "another workspace"]
    likely = None if talk.unattended else 0
    number = await talk.one_of("Which connection?", choices, likely, "--name")
    if number < len(names):
        return names[number]
    return _good_name(await talk.ask("A name for it", None, "--name"))


def _good_name(name: str) -> str:
    problem = workspaces.unusable_name(name)
    if problem is not None:
        raise StoppedError(problem)
    return name


async def converse(at: At) -> bool:
    """Whether all went well. Raises StoppedError and UnansweredError; what was done is saved."""
    known = await workspaces.overview(at.kit, at.name)
    if known is None:
        await _anew(at)
        return await _finish(at, await try_it(at))
    show(at, known)
    if at.given.requests_per_minute is not None:
        pace = at.given.requests_per_minute
        await workspaces.change(at.kit, at.name, requests_per_minute=pace)
    await _take(at, [step for step in _SETTING_UP if step in {*known.missing, *at.given.steps}])
    if not known.was_on:
        await _switch_on(at)
    fine = await try_it(at) if "test" in at.given.steps else True
    if at.talk.unattended or at.given.steps:
        return await _finish(at, fine)
    while True:
        choices = [*_STEPS.values(), "nothing more"]
        number = await at.talk.one_of("What shall be changed?", choices, len(_STEPS), "")
        if number == len(_STEPS):
            return await _finish(at, fine)
        fine = await _take(at, [list(_STEPS)[number]])


async def _anew(at: At) -> None:
    entrance = await enter(at)
    async with at.kit.front(entrance.api_url, entrance.token) as client:
        ai = await choose_teammate(at, client, entrance.api_url)
    intake = await choose_intake(at)
    await save(at, entrance, ai, intake)
    await set_up_webhook(at, intake)
    await set_rules(at, first=True)
    await choose_knowledge(at)
    await _switch_on(at)


async def _switch_on(at: At) -> None:
    """Last, so that what was interrupted before answers nobody from nothing."""
    await rules.set_switch(at.kit, at.name, on=True)
    at.talk.good("The AI is switched on")


async def _take(at: At, steps: Sequence[str]) -> bool:
    """Whether all of them went well."""
    fine = True
    for step in steps:
        match step:
            case "token":
                await _change_token(at)
            case "teammate":
                await _change_teammate(at)
            case "webhook":
                await change_intake(at)
            case "rules":
                await set_rules(at, first="rules" in (await at.overview()).missing)
            case "knowledge":
                await choose_knowledge(at)
            case _:
                fine = await try_it(at)
    return fine


async def _change_token(at: At) -> None:
    now = (await at.overview()).workspace
    entrance = await enter(at, now.api_url)
    ai = Candidate(now.ai_teammate, now.ai_name, "", "", blocked=False)
    await save(at, entrance, ai, now.intake, now.requests_per_minute)


async def _change_teammate(at: At) -> None:
    async with at.front() as (client, api_url):
        ai = await choose_teammate(at, client, api_url)
    await workspaces.change(at.kit, at.name, ai_teammate=ai.id, ai_name=ai.name)


def show(at: At, known: Overview) -> None:
    """What there is; of secrets only that they are there."""
    at.talk.say()
    for told in describe(known):
        at.talk.say(told)


def describe(known: Overview) -> Iterator[str]:
    """A connection in a few lines."""
    now = known.workspace
    secrets = ", ".join(sorted(name.replace("_", " ") for name in known.secrets)) or "none"
    yield f"“{now.id}” is connected to {now.company}"
    yield f"  AI teammate: {now.ai_name} ({now.ai_teammate})"
    yield f"  Events:      {now.intake}{_last(known)}"
    yield f"  Secrets:     {secrets} (sealed, never shown)"
    yield f"  Rules:       {in_words(known.policy)}"
    for source in known.sources:
        used = "" if source.chosen else ", not used"
        trouble = f"; {source.problem}" if source.problem else ""
        yield f"  Knowledge:   {line(source)}{used}{trouble}"
    for step in known.missing:
        yield f"  ? Still to do: {_STEPS[step]}"


def _last(known: Overview) -> str:
    newest = max((at for at in known.last_event.values() if at is not None), default=None)
    times = {"last handshake": known.last_handshake, "last event": newest}
    return "".join(f", {what} {at:%Y-%m-%d %H:%M} UTC" for what, at in times.items() if at)


async def _finish(at: At, fine: bool) -> bool:
    known = await at.overview()
    at.talk.head(f"“{at.name}”: {in_words(known.policy)}.")
    if not known.policy.enabled:
        at.talk.unsure(f"It is switched off: frontmate switch {at.name} on")
    if not fine:
        at.talk.say("  Everything is saved; run `frontmate connect` again to test it once more.")
    return fine
