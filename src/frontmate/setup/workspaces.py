"""A connection as a whole: saved once its teammate is known, changed in parts, looked at."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.policy import Mode, Policy
from frontmate.front import Company, FrontClient
from frontmate.setup.kit import Kit
from frontmate.setup.problem import Problem
from frontmate.setup.teammates import Candidate
from frontmate.setup.urls import host_of
from frontmate.store import (
    CompanyTakenError,
    Source,
    Workspace,
    connections,
    pending_connections,
    sealing,
    secrets,
    sources,
    tables,
    webhooks,
)

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")

FIRST_POLICY = Policy(enabled=False, mode=Mode.DRAFT)
"""Nothing is answered before rules and knowledge have been chosen: the switch comes last."""


def unusable_name(name: str) -> Problem | None:
    """Why a connection cannot be called that: the name is part of the webhook's URL."""
    # The console's address of one that is not there yet.
    if _NAME.fullmatch(name) and name != "new":
        return None
    return Problem(
        "bad_name",
        f"“{name}” cannot be a connection's name.",
        "Take 1 to 32 lower-case letters, digits and hyphens, such as `main` or `acme-eu`.",
    )


@dataclass(frozen=True)
class Wanted:
    """What is known once the token was accepted and the teammate picked."""

    name: str
    api_url: str
    token: str = field(repr=False)
    company: Company
    ai: Candidate
    intake: str = "webhook"
    requests_per_minute: int = 50


async def save(kit: Kit, wanted: Wanted) -> Problem | None:
    """Make the connection or change it, all of it or nothing; the token is sealed.

    One that is new, or was disconnected, is switched off.
    """
    now = kit.clock()
    try:
        async with kit.engine.begin() as db:
            old = await connections.get(db, wanted.name)
            problem = _of_another(wanted.name, wanted.company, old)
            if problem is not None:
                return problem
            await connections.connect(db, _workspace(wanted), FIRST_POLICY, now)
            if old is not None and old.disconnected_at is not None:
                await connections.change_policy(db, wanted.name, now, enabled=False)
            await secrets.put(db, kit.keeper, wanted.name, "token", wanted.token.strip(), now)
            if old is not None and old.api_url.rstrip("/") != wanted.api_url.rstrip("/"):
                await _forget_knowledge_token(kit, db, wanted.name)
            await connections.touch(db, wanted.name)
            what = "connected" if old is None or old.disconnected_at else "token_changed"
            told = {"company": wanted.company.id, "intake": wanted.intake}
            await kit.note(db, what, wanted.name, **told, api_host=host_of(wanted.api_url))
    except CompanyTakenError:
        async with kit.engine.begin() as db:
            return await _taken(db, wanted.company)
    return None


async def _forget_knowledge_token(kit: Kit, db: AsyncConnection, name: str) -> None:
    # It was entered for the address of before, and nobody has said that this one may have it.
    if "knowledge_token" in await secrets.names(db, name):
        await secrets.remove(db, name, "knowledge_token")
        await kit.note(db, "knowledge_token_changed", name, removed=True)


async def in_the_way(kit: Kit, name: str, company: Company) -> Problem | None:
    """Why this company cannot be connected by that name, before anything is saved."""
    async with kit.engine.begin() as db:
        problem = _of_another(name, company, await connections.get(db, name))
        if problem is not None:
            return problem
        others = [one for one in await connections.all_of(db) if one.id != name]
        if any(one.company == company.id for one in others):
            return await _taken(db, company)
    return None


async def change(kit: Kit, name: str, **changes: object) -> Workspace:
    """Change some fields of a connection (its intake, its teammate). Raises LookupError."""
    now = kit.clock()
    async with kit.engine.begin() as db:
        old = await connections.get(db, name)
        if old is None:
            raise LookupError(f"no connection {name!r}")
        changed = replace(old, **changes)  # type: ignore[arg-type] # fields of Workspace, by name
        await connections.connect(db, changed, FIRST_POLICY, now)
        await kit.note(db, "connection_changed", name, **changes)
    return changed


def _workspace(wanted: Wanted) -> Workspace:
    return Workspace(
        id=wanted.name,
        company=wanted.company.id,
        ai_teammate=wanted.ai.id,
        ai_name=wanted.ai.name,
        api_url=wanted.api_url,
        requests_per_minute=wanted.requests_per_minute,
        intake=wanted.intake,
    )


def _of_another(name: str, company: Company, old: Workspace | None) -> Problem | None:
    # Conversations are known by connection and Front's id: another company must not get its
    # hands on the history of the one before (7.1).
    if old is None or old.company.partition(" ")[0] == company.id:
        return None
    was = "was" if old.disconnected_at else "is"
    return Problem(
        "other_company",
        f"“{name}” {was} the connection of another company ({old.company.split(' ')[0]}); "
        f"this token belongs to {company.name or 'a company'} ({company.id}).",
        "Take another name for the new company (--name), or the token of the old one.",
    )


async def _taken(db: AsyncConnection, company: Company) -> Problem:
    all_ = await connections.all_of(db)
    other = next((one.id for one in all_ if one.company == company.id), "another name")
    return Problem(
        "company_taken",
        f"{company.name or company.id} is connected already, as “{other}”.",
        f"Change that one (frontmate connect --name {other}), or disconnect it first "
        f"(frontmate disconnect {other}).",
    )


@dataclass(frozen=True)
class Overview:
    """What there is of a connection; of its secrets the names alone."""

    workspace: Workspace
    policy: Policy
    secrets: frozenset[str]
    sources: tuple[Source, ...]
    last_handshake: datetime | None
    last_event: Mapping[str, datetime | None]
    """When the newest event came in, by `webhook`, `poll` and `recovered`."""
    was_on: bool
    """Whether the AI has ever been switched on here; until then the setting up is not over."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The steps that are still to be taken: `token`, `webhook`, `rules`, `knowledge`."""
        webhook = self.workspace.intake == "webhook"
        keys = self.secrets & {"signing_key", "rule_secret"}
        steps = {
            "token": "token" not in self.secrets,
            "webhook": webhook and not keys,
            "rules": self.policy.version == FIRST_POLICY.version and not self.was_on,
            "knowledge": not self.sources,
        }
        return tuple(step for step, missing in steps.items() if missing)


async def overview(kit: Kit, name: str) -> Overview | None:
    """None for a connection that there is not, or no longer."""
    async with kit.engine.begin() as db:
        workspace = await connections.get(db, name)
        if workspace is None or workspace.disconnected_at is not None:
            return None
        return Overview(
            workspace=workspace,
            policy=await connections.policy_of(db, name),
            secrets=await secrets.names(db, name),
            sources=await sources.of(db, name),
            last_handshake=await webhooks.last_handshake(db, name),
            last_event={
                source: await webhooks.last_delivery(db, name, source)
                for source in ("webhook", "poll", "recovered")
            },
            was_on=await _was_on(db, name),
        )


async def named(kit: Kit, name: str) -> Overview | Problem:
    """The connection of that name, or which there are."""
    found = await overview(kit, name)
    if found is not None:
        return found
    async with kit.engine.begin() as db:
        return unknown(name, tuple(one.id for one in await connections.all_of(db)))


@asynccontextmanager
async def front(
    kit: Kit, workspace: Workspace, *, knowledge: bool = False
) -> AsyncIterator[FrontClient | None]:
    """The connection's own client; with `knowledge` that of the token for help centers, if there
    is one. None where no token was entered."""
    secrets_ = await kit.secrets_of(workspace.id)
    token = (knowledge and secrets_.get("knowledge_token")) or secrets_.get("token")
    if token is None:
        yield None
        return
    async with kit.front(workspace.api_url, token, workspace) as client:
        yield client


async def _was_on(db: AsyncConnection, name: str) -> bool:
    c = tables.policies.c
    on = select(c.version).where(c.connection == name, c.body["enabled"].as_boolean()).limit(1)
    return (await db.execute(on)).first() is not None


async def overviews(kit: Kit) -> tuple[Overview, ...]:
    """Every connection in use, by name."""
    async with kit.engine.begin() as db:
        names = [one.id for one in await connections.all_of(db)]
    found = [await overview(kit, name) for name in names]
    return tuple(one for one in found if one is not None)


def unknown(name: str, others: tuple[str, ...]) -> Problem:
    there = f"There is: {', '.join(others)}." if others else "There is none yet: frontmate connect."
    return Problem("unknown_connection", f"No connection is called “{name}”.", there)


async def disconnect(kit: Kit, name: str) -> Problem | None:
    """Stop using a connection; its secrets are gone with this call, its history stays."""
    async with kit.engine.begin() as db:
        names = tuple(one.id for one in await connections.all_of(db))
        if name not in names:
            return unknown(name, names)
        await connections.disconnect(db, name, kit.clock())
        await kit.note(db, "disconnected", name)
    return None


async def forget_secrets(kit: Kit) -> tuple[str, ...]:
    """For a key that is lost: every secret of every connection goes, and the kit's key is the
    right one from now on. Returns the connections that need their token again."""
    async with kit.engine.begin() as db:
        names = tuple(one.id for one in await connections.all_of(db))
        await secrets.remove_all(db)
        await pending_connections.remove_all(db)
        await sealing.forget_key(db)
        await sealing.check_key(db, kit.keeper)
        for name in names:
            await connections.touch(db, name)
        await kit.note(db, "secrets_forgotten", None)
    return names
