"""Who is answered and how far the AI may go: inboxes, switches, and the mode rule (11.2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.hours import OfficeHours
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode, Policy
from frontmate.front import FrontChannel, FrontClient, FrontError, Inbox
from frontmate.setup import office
from frontmate.setup.kit import Kit
from frontmate.setup.problem import Problem, of_front
from frontmate.setup.workspaces import unknown
from frontmate.store import connections, drafts

LABELS_WANTED = 100
"""Past conversations until the embedded engine counts as calibrated (11.2)."""


async def inboxes(client: FrontClient, api_url: str) -> tuple[Inbox, ...] | Problem:
    """The shared inboxes, by name; private ones send no application webhook (facts 2)."""
    try:
        found = await client.inboxes()
    except FrontError as error:
        return of_front(error, api_url)
    return tuple(sorted((one for one in found if not one.is_private), key=lambda i: i.name.lower()))


async def channels(client: FrontClient, api_url: str) -> tuple[FrontChannel, ...] | Problem:
    """The channels that work: where a customer, or a tester, can write to."""
    try:
        found = await client.channels()
    except FrontError as error:
        return of_front(error, api_url)
    return tuple(one for one in found if one.valid)


def pick_inboxes(wanted: tuple[str, ...], among: tuple[Inbox, ...]) -> frozenset[str] | Problem:
    """The inboxes with these ids or names."""
    by_word = {word: one.id for one in among for word in (one.id, one.name.casefold())}
    found = {word: by_word.get(word) or by_word.get(word.casefold()) for word in wanted}
    missing = [word for word, id_ in found.items() if id_ is None]
    if missing:
        return Problem(
            "unknown_inbox",
            f"There is no shared inbox “{missing[0]}”.",
            f"There are: {', '.join(f'{one.name} ({one.id})' for one in among) or 'none'}.",
        )
    return frozenset(id_ for id_ in found.values() if id_ is not None)


def pick_channel(wanted: str, among: tuple[FrontChannel, ...]) -> FrontChannel | Problem:
    """The channel with this id, address or name, if it can begin a conversation (9.3)."""
    able = [one for one in among if one.begins is not None]
    word = wanted.casefold()
    by_word = {one.id.casefold(): one for one in able}
    named = [one for one in able if word in (one.address.casefold(), one.name.casefold())]
    found = [by_word[word]] if word in by_word else named
    if len(found) == 1:
        return found[0]
    said = ", ".join(f"{one.name or one.address} ({one.id})" for one in found or able)
    if found:
        return Problem("several_channels", f"“{wanted}” is more than one channel.", f"Say {said}.")
    return Problem(
        "unknown_channel",
        f"No mail or text message channel “{wanted}” is in the list of those that can send.",
        f"There are: {said or 'none'}.",
    )


@dataclass(frozen=True)
class Readiness:
    """Whether a workspace may go live: with a model the admin chooses, without one it has
    labels of past conversations to show."""

    labels: int
    has_model: bool
    wanted: int = LABELS_WANTED

    @property
    def may_go_live(self) -> bool:
        return self.has_model or self.labels >= self.wanted


async def readiness(kit: Kit, connection: str, *, has_model: bool) -> Readiness:
    async with kit.engine.begin() as db:
        return Readiness(await drafts.count_labels(db, connection), has_model)


def too_early(mode: Mode, ready: Readiness, *, override: bool) -> Problem | None:
    """Why a mode may not be chosen yet (11.2)."""
    if mode is not Mode.LIVE or override or ready.may_go_live:
        return None
    return Problem(
        "not_calibrated",
        f"The embedded engine has learnt from {ready.labels} of about {ready.wanted} past "
        "conversations here: how sure it is does not yet mean what it says.",
        "Start in draft, where people send its answers and teach it by that; go live later "
        "(frontmate mode), or now and knowingly with --override.",
    )


async def save_rules(kit: Kit, connection: str, **changes: object) -> Policy:
    """The next version of the policy, with these fields changed. Raises LookupError."""
    async with kit.engine.begin() as db:
        # First, since it locks the row: of two who save at once the second changes the first's.
        await connections.touch(db, connection)
        return await _save(kit, db, connection, changes)


async def save_if_unchanged(
    kit: Kit,
    connection: str,
    made_from: int,
    changes: Mapping[str, object],
    *,
    restores: int | None = None,
) -> Policy | None:
    """The same, if `made_from` is still the newest version; else None, and nothing is changed.

    `restores` names the version whose values these are. Raises LookupError.
    """
    async with kit.engine.begin() as db:
        await connections.touch(db, connection)
        newest = await connections.policy_of(db, connection)
        if newest.version != made_from:
            return None
        return await _save(kit, db, connection, changes, restores=restores)


async def _save(
    kit: Kit,
    db: AsyncConnection,
    connection: str,
    changes: Mapping[str, object],
    *,
    restores: int | None = None,
) -> Policy:
    changed = await connections.change_policy(db, connection, kit.clock(), **changes)
    told = {name: _plain(value) for name, value in changes.items()}
    if restores is not None:
        told["restores"] = restores
    await kit.note(db, "rules_changed", connection, version=changed.version, **told)
    return changed


def _plain(value: object) -> object:
    """As JSON can say it."""
    if isinstance(value, OfficeHours):
        return list(office.in_words(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, frozenset | tuple):
        return sorted(str(one) for one in value)
    return value if isinstance(value, bool | int | float | str | None) else str(value)


async def set_mode(
    kit: Kit,
    connection: str,
    mode: Mode | None,
    *,
    channel: Channel | None = None,
    has_model: bool,
    override: bool = False,
) -> Policy | Problem:
    """Change the mode, or that of one channel alone; None lets a channel be as all others."""
    policy = await _policy(kit, connection)
    if isinstance(policy, Problem):
        return policy
    ready = await readiness(kit, connection, has_model=has_model)
    early = too_early(mode or policy.mode, ready, override=override)
    if early is not None:
        return early
    if channel is None:
        return await save_rules(kit, connection, mode=mode or policy.mode)
    # One that was chosen for a channel stays, whatever the general mode becomes later.
    others = {known: own for known, own in policy.channel_modes.items() if known is not channel}
    modes = others if mode is None else {**others, channel: mode}
    return await save_rules(kit, connection, channel_modes=modes)


async def set_switch(kit: Kit, connection: str, *, on: bool) -> Policy | Problem:
    """The master switch (11.3)."""
    policy = await _policy(kit, connection)
    if isinstance(policy, Problem) or policy.enabled == on:
        return policy
    return await save_rules(kit, connection, enabled=on)


async def _policy(kit: Kit, connection: str) -> Policy | Problem:
    async with kit.engine.begin() as db:
        names = tuple(one.id for one in await connections.all_of(db))
        if connection not in names:
            return unknown(connection, names)
        return await connections.policy_of(db, connection)
