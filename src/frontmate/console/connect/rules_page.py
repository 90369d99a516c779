"""Who is answered and how far the AI may go, in one form; saved as one version."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from frontmate.console.access import read_choices
from frontmate.console.connect.shown import At, at
from frontmate.console.connect.wording import NO_TOKEN, reworded
from frontmate.console.frame import Console, Person
from frontmate.console.settings.versions import Version, versions_of
from frontmate.conversation.policy import Mode, Policy
from frontmate.front import Inbox, Use
from frontmate.setup import Problem, rules, workspaces
from frontmate.store import one_moment

_INBOX = re.compile(r"inb_\w{1,40}")
_NO_INBOX = Problem(
    "no_inbox",
    "No inbox is ticked, so nothing would be answered.",
    "Tick at least one; to answer nobody for a while, switch the AI off.",
)
_NO_DRAFTS = Problem(
    "scope_missing",
    "The mode draft needs drafts:read, drafts:write and drafts:delete, which the token lacks.",
    "Add what is missing in Front (Settings > Developers > API tokens) and check the token again, "
    "or begin in shadow.",
)
_NO_TAGS = Problem(
    "scope_missing_tags",
    "Showing tags in Front needs tags:read and tags:write, which the token lacks.",
    "Add what is missing in Front (Settings > Developers > API tokens) and check the token again, "
    "or do without tags.",
)


@dataclass(frozen=True)
class Wanted:
    """What the form says."""

    inboxes: frozenset[str] | None
    handle_unassigned: bool
    sync_tags: bool
    mode: Mode
    override: bool = False


async def show_rules(console: Console, request: Request, person: Person) -> Response:
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    return await _show(here, _as_is(here, here.now.overview.policy))


async def save_rules(console: Console, request: Request, person: Person) -> Response:
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    form, policy = await read_choices(request), here.now.overview.policy
    wanted, made_from = _wanted(form, policy), form.get("version", [""])[0]
    if made_from != str(policy.version):
        return await _show_newer(here, form, made_from)
    problem = await _refused(here, wanted)
    if problem is not None:
        return await _show(here, wanted, problem)
    changes = {
        "allowed_inboxes": wanted.inboxes,
        "handle_unassigned": wanted.handle_unassigned,
        "sync_tags": wanted.sync_tags,
        "mode": wanted.mode,
    }
    if await rules.save_if_unchanged(here.kit, here.name, policy.version, changes) is None:
        # Somebody saved between our look and our writing.
        return await save_rules(console, request, person)
    await here.kit.settle()
    return here.go(done="rules")


async def _show_newer(here: At, form: dict[str, list[str]], made_from: str) -> Response:
    """What was ticked otherwise than it stood stays, everything else is as it is now."""
    async with one_moment(here.console.engine) as db:
        versions = await versions_of(db, here.name)
    policy = here.now.overview.policy
    base = next((one for one in versions if str(one.number) == made_from), None)
    before = _as_is(here, policy if base is None else base.policy)
    now, wanted = _as_is(here, policy), _wanted(form, policy if base is None else base.policy)
    touched = {
        name: getattr(wanted, name)
        for name in ("inboxes", "handle_unassigned", "sync_tags", "mode")
        if getattr(wanted, name) != getattr(before, name)
    }
    newer = [one for one in versions if base is None or one.number > base.number]
    return await _show(here, replace(now, **touched), newer=newer)


def _as_is(here: At, policy: Policy) -> Wanted:
    tags = policy.sync_tags and not here.now.verdict.lacks(Use.TAGS)
    return Wanted(policy.allowed_inboxes, policy.handle_unassigned, tags, policy.mode)


def _wanted(form: dict[str, list[str]], policy: Policy) -> Wanted:
    listed = frozenset(form.get("listed", [""])[0].split())
    ticked = frozenset(one for one in form.get("inbox", []) if _INBOX.fullmatch(one))
    # Where the inboxes could not be listed nothing is said of them.
    inboxes = policy.allowed_inboxes
    if listed:
        inboxes = None if ticked >= listed else ticked
    mode = form.get("mode", [""])[0]
    return Wanted(
        inboxes,
        "handle_unassigned" in form,
        "sync_tags" in form,
        Mode(mode) if mode in set(Mode) else policy.mode,
        "override" in form,
    )


async def _refused(here: At, wanted: Wanted) -> Problem | None:
    verdict, policy = here.now.verdict, here.now.overview.policy
    if wanted.inboxes is not None and not wanted.inboxes:
        return _NO_INBOX
    if wanted.mode is Mode.DRAFT and verdict.lacks(Use.DRAFTS):
        return _NO_DRAFTS
    if wanted.sync_tags and verdict.lacks(Use.TAGS):
        return _NO_TAGS
    if wanted.mode is policy.mode:
        return None
    ready = await _ready(here)
    return rules.too_early(wanted.mode, ready, override=wanted.override)


async def _ready(here: At) -> rules.Readiness:
    has_model = here.console.product.has_model
    return await rules.readiness(here.kit, here.name, has_model=has_model)


async def _inboxes(here: At) -> tuple[Inbox, ...] | Problem:
    workspace = here.now.overview.workspace
    async with workspaces.front(here.kit, workspace) as client:
        if client is None:
            return NO_TOKEN
        return await rules.inboxes(client, workspace.api_url)


async def _show(
    here: At,
    wanted: Wanted,
    problem: Problem | None = None,
    *,
    newer: Sequence[Version] = (),
) -> Response:
    found = await _inboxes(here)
    unlisted = found if isinstance(found, Problem) else None
    return await here.show(
        "connect/rules.html",
        status=422 if problem is not None else 409 if newer else 200,
        problem=problem,
        newer=newer,
        version=here.now.overview.policy.version,
        wanted=wanted,
        inboxes=() if isinstance(found, Problem) else found,
        unlisted=None if unlisted is None else reworded(unlisted),
        ready=await _ready(here),
        modes=list(Mode),
    )
