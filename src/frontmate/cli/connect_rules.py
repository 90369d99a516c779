"""The rules step: inboxes, unassigned conversations, tags, and the mode; saved as one version."""

from dataclasses import replace

from frontmate.cli.connect_at import At, StoppedError
from frontmate.conversation.policy import Mode, Policy
from frontmate.front import Use
from frontmate.setup import Problem, rules

_MODES = (Mode.SHADOW, Mode.DRAFT, Mode.LIVE)
_MODE_WORDS = {
    Mode.SHADOW: "shadow: it decides, and nothing is written to Front; only recorded here",
    Mode.DRAFT: "draft: it writes drafts, people send them",
    Mode.LIVE: "live: it answers customers itself",
}


async def set_rules(at: At, *, first: bool) -> None:
    """Ask for the rules and save them. Raises StoppedError.

    Once there are some, options change just what they name.
    """
    at.talk.head("Rules")
    if not first and "rules" in at.given.steps:
        at = replace(at, talk=at.talk.taking_defaults())
    policy = (await at.overview()).policy
    changes: dict[str, object] = {
        "allowed_inboxes": await _choose_inboxes(at, policy),
        "handle_unassigned": await _handle_unassigned(at, policy),
        "sync_tags": await _sync_tags(at, policy),
        "mode": await _choose_mode(at, policy),
    }
    await _check_channel_modes(at)
    changes["channel_modes"] = {**policy.channel_modes, **at.given.channel_modes}
    saved = await rules.save_rules(at.kit, at.name, **changes)
    at.talk.good(f"Saved: {_without_switch(saved)}")


def in_words(policy: Policy) -> str:
    """A policy in one line."""
    return f"switched {'on' if policy.enabled else 'off'}, {_without_switch(policy)}"


def _without_switch(policy: Policy) -> str:
    number = policy.allowed_inboxes
    inboxes = "all inboxes" if number is None else f"{len(number)} inbox(es)"
    own = [f"{channel.value} {mode.value}" for channel, mode in policy.channel_modes.items()]
    mode = f"mode {policy.mode.value}" + (f" ({', '.join(own)})" if own else "")
    unassigned = "answers" if policy.handle_unassigned else "leaves"
    tags = "on" if policy.sync_tags else "off"
    return f"{mode}, {inboxes}, {unassigned} unassigned conversations, tag sync {tags}"


async def _choose_inboxes(at: At, policy: Policy) -> frozenset[str] | None:
    """None is all of them, also those that are made later."""
    if at.verdict is not None and at.verdict.lacks_scope("inboxes:read"):
        at.talk.unsure("Inboxes cannot be listed: the AI may answer in all of them")
        return policy.allowed_inboxes
    if at.talk.unattended and not at.given.inboxes:
        return policy.allowed_inboxes
    while True:
        async with at.front() as (client, api_url):
            found = await rules.inboxes(client, api_url)
        if isinstance(found, Problem):
            await at.may_mend(found)
        elif at.given.inboxes and at.given.inboxes != ("all",):
            picked = rules.pick_inboxes(at.given.inboxes, found)
            if not isinstance(picked, Problem):
                return picked
            raise StoppedError(picked)
        elif at.given.inboxes or not found:
            return None
        else:
            names = [f"{one.name} ({one.id})" for one in found]
            allowed = policy.allowed_inboxes
            ticked = {n for n, one in enumerate(found) if allowed is None or one.id in allowed}
            question = "Which inboxes may it answer in?"
            chosen = await at.talk.some_of(question, names, ticked, "--inbox")
            if len(chosen) == len(found):
                return None
            return frozenset(found[n].id for n in chosen)


async def _handle_unassigned(at: At, policy: Policy) -> bool:
    if at.given.handle_unassigned is not None:
        return at.given.handle_unassigned
    question = "Answer conversations that nobody is assigned to?"
    return await at.talk.yes(question, policy.handle_unassigned, "--handle-unassigned")


async def _sync_tags(at: At, policy: Policy) -> bool:
    lacks = at.verdict is not None and at.verdict.lacks(Use.TAGS)
    if at.given.sync_tags is not None or lacks:
        return bool(at.given.sync_tags) and not lacks
    question = "Show what it did as tags in Front (ai-replied, ai-handed-off …)?"
    return await at.talk.yes(question, policy.sync_tags, "--sync-tags")


async def _choose_mode(at: At, policy: Policy) -> Mode:
    if at.given.mode is not None or at.talk.unattended:
        mode = at.given.mode or policy.mode
        problem = await _forbidden(at, mode, policy)
        if problem is not None:
            raise StoppedError(problem)
        return mode
    words = [_MODE_WORDS[mode] for mode in _MODES]
    while True:
        number = await at.talk.one_of("Mode?", words, _MODES.index(policy.mode), "--mode")
        problem = await _forbidden(at, _MODES[number], policy)
        if problem is None:
            return _MODES[number]
        at.talk.problem(problem)
        may_override = problem.word == "not_calibrated"
        if may_override and await at.talk.yes("Go live all the same?", False, "--override"):
            return Mode.LIVE


async def _check_channel_modes(at: At) -> None:
    for mode in at.given.channel_modes.values():
        problem = await _forbidden(at, mode, None)
        if problem is not None:
            raise StoppedError(problem)


async def _forbidden(at: At, mode: Mode, policy: Policy | None) -> Problem | None:
    if mode is Mode.DRAFT and at.verdict is not None and at.verdict.lacks(Use.DRAFTS):
        return Problem(
            "scope_missing",
            "The mode draft needs drafts:read, drafts:write and drafts:delete.",
            "Add what is missing in Front (Settings > Developers > API tokens), or begin in the "
            "mode shadow.",
        )
    if policy is not None and policy.mode is mode:
        return None
    ready = await rules.readiness(at.kit, at.name, has_model=at.has_model)
    return rules.too_early(mode, ready, override=at.given.override)
