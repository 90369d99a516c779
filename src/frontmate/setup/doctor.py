"""The examination: every check, for the installation and for each workspace, and a report.

The command line and the console's health page call `examine`; nothing is ever changed by it, but
that its calls to Front are counted with everybody else's.
"""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.conversation.policy import Mode, Policy
from frontmate.front import FrontClient, FrontError, Identity, Limiter, Urgency, Use
from frontmate.setup.checks import (
    CHECKS,
    CannotTell,
    Check,
    Ear,
    Finding,
    Group,
    Level,
    Patient,
    Premises,
    Seen,
    ask_front,
)
from frontmate.setup.checks.finding import printable, remark
from frontmate.setup.checks.reaching import readable
from frontmate.store import (
    Keeper,
    Source,
    Workspace,
    WrongKeyError,
    checkups,
    connections,
    secrets,
    sources,
)
from frontmate.workflow import SharedBank, budget_of

log = logging.getLogger(__name__)

LONGEST_CHECK = 60.0
"""Seconds."""
LONGEST_ASKING = 120.0
"""Seconds for everything that is asked of Front beforehand."""


class UnknownConnectionError(LookupError):
    """No connection was ever called so."""


@dataclass(frozen=True)
class Report:
    """Findings in the order of the checks: the installation's first, then each workspace's."""

    version: str
    at: datetime
    findings: tuple[Finding, ...]
    calls_at_front: int

    @property
    def counts(self) -> dict[Level, int]:
        return {level: sum(f.level is level for f in self.findings) for level in Level}

    @property
    def all_well(self) -> bool:
        """Nothing is wrong; there may be warnings, and what could not be looked at."""
        return self.counts[Level.BAD] == 0


async def examine(
    premises: Premises, connection: str | None = None, checks: Sequence[Check] = CHECKS
) -> Report:
    """Look at everything, or at one connection besides the installation.

    Takes seconds, and a dozen or two of Front's calls for each connection, as housekeeping.
    Raises UnknownConnectionError, and nothing else on purpose.
    """
    patient = replace(await _database(premises), wanted=connection)
    findings = await _run(patient, [c for c in checks if c.group is Group.INSTALLATION])
    rest = [check for check in checks if check.group is not Group.INSTALLATION]
    calls: list[object] = []
    for workspace in await _workspaces(patient, connection):
        async with _admitted(patient, workspace, calls) as one:
            findings += await _run(one, rest)
    return Report(premises.version, patient.now, tuple(findings), len(calls))


async def _database(premises: Premises) -> Patient:
    """The installation, and whether its database can be asked."""
    patient = Patient(premises, premises.clock())
    try:
        async with premises.engine.connect() as db:
            revision = await checkups.revision(db)
    except (SQLAlchemyError, OSError) as error:
        said = _said_by_the_database(error, premises.engine)
        return replace(patient, unreachable=said, unusable="it does not answer")
    newest = await asyncio.to_thread(checkups.newest_revision)
    stale = "" if revision == newest else "its tables are of another version"
    return replace(patient, revision=revision, unusable=stale)


def _said_by_the_database(error: Exception, engine: AsyncEngine) -> str:
    """Without the statement and its values, nor a password that the driver might repeat."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    lines = str(cause).strip().splitlines()
    said = f"{type(cause).__name__}: {lines[0] if lines else ''}"
    password = engine.url.password
    return remark(said.replace(str(password), "…") if password else said)


async def _workspaces(patient: Patient, name: str | None) -> tuple[Workspace, ...]:
    if patient.unusable:
        return ()
    if name is None:
        return await patient.read(connections.all_of)
    found = await patient.read(connections.get, name)
    if found is None:
        raise UnknownConnectionError(
            f"no connection is called {name!r}: `frontmate doctor` without a name lists them all"
        )
    return () if found.disconnected_at is not None else (found,)


@asynccontextmanager
async def _admitted(
    patient: Patient, workspace: Workspace, calls: list[object]
) -> AsyncIterator[Patient]:
    """One workspace with all that its checks need: stored first, then what Front says."""
    patient = replace(patient, workspace=workspace)
    try:
        policy, names, places = await patient.read(_stored, workspace.id)
        patient = replace(patient, policy=policy, secrets=names, sources=places)
        patient = replace(patient, budget=await patient.read(budget_of, workspace))
        token = await patient.read(_token, workspace.id, patient.premises.keeper)
    except CannotTell as told:
        yield replace(patient, no_front=str(told))
        return
    except Exception as error:
        log.debug("a workspace could not be read", exc_info=True)
        yield replace(patient, unreadable=_where(error))
        return
    try:
        client, ear = _client(patient, workspace, token)
    except ValueError as error:
        yield replace(patient, unfit=str(error), no_front=str(error))
        return
    watched = client.watched(calls.append, urgency=Urgency.HOUSEKEEPING)
    try:
        yield await _with_front(replace(patient, client=watched), watched, ear)
    finally:
        await client.aclose()


async def _stored(
    db: AsyncConnection, connection: str
) -> tuple[Policy, frozenset[str], tuple[Source, ...]]:
    return (
        await connections.policy_of(db, connection),
        await secrets.names(db, connection),
        await sources.of(db, connection),
    )


async def _token(db: AsyncConnection, connection: str, keeper: Keeper | None) -> str:
    """Raises CannotTell where it is not there, or cannot be opened."""
    if keeper is None:
        raise CannotTell("no key is given that opens its token, see `secret_key`")
    try:
        token = (await secrets.read(db, keeper, connection)).get("token")
    except WrongKeyError:
        raise CannotTell("the key does not open its token, see `secret_key`") from None
    if not token:
        raise CannotTell("no token is stored, see `token`")
    return token


def _client(patient: Patient, workspace: Workspace, token: str) -> tuple[FrontClient, Ear]:
    premises = patient.premises
    counted = premises.bank or (lambda one: SharedBank(premises.engine, one, premises.clock))
    ear = Ear(counted(workspace), premises.clock)
    client = FrontClient(
        base_url=workspace.api_url,
        token=token,
        identity=Identity(workspace.company, workspace.ai_teammate),
        limiter=Limiter(clock=premises.clock, sleep=premises.sleep, bank=ear),
        clock=premises.clock,
        sleep=premises.sleep,
    )
    return client, ear


async def _with_front(patient: Patient, client: FrontClient, ear: Ear) -> Patient:
    try:
        async with asyncio.timeout(LONGEST_ASKING):
            facts = await ask_front(client, ear, _uses(patient))
    except TimeoutError:
        return replace(patient, client=None, no_front="it takes too long to answer")
    no_front = remark(str(facts.company)) if isinstance(facts.company, FrontError) else ""
    return replace(patient, facts=facts, no_front=no_front)


def _uses(patient: Patient) -> tuple[Use, ...]:
    """What this workspace uses of Front: permissions for other things are not asked for."""
    policy, found = patient.policy, [Use.POLLING, Use.ATTACHMENTS]
    modes = {policy.mode, *policy.channel_modes.values()}
    if Mode.DRAFT in modes or policy.fence_on_drafts:
        found.append(Use.DRAFTS)
    if policy.sync_tags:
        found.append(Use.TAGS)
    # With a token of its own, `knowledge_fresh` tells what comes of it.
    reads = any(source.kind == "front" and source.chosen for source in patient.sources)
    if reads and "knowledge_token" not in patient.secrets:
        found.append(Use.KNOWLEDGE)
    return tuple(found)


async def _run(patient: Patient, checks: Sequence[Check]) -> list[Finding]:
    return [finding for check in checks for finding in await _look(patient, check)]


async def _look(patient: Patient, check: Check) -> list[Finding]:
    """What one check says; whatever happens in it is a finding of its own and ends nothing."""
    seen: list[Seen] = []
    try:
        if patient.unreadable and check.look is not readable:
            # The defaults would be taken for what the admin has set.
            raise CannotTell("what is stored of this workspace cannot be read, see `readable`")
        async with asyncio.timeout(LONGEST_CHECK):
            async for one in check.look(patient):
                seen.append(one)
    except CannotTell as why:
        seen.append(_untold(str(why)))
    except FrontError as error:
        seen.append(_untold(f"Front could not be asked: {remark(str(error))}"))
    except TimeoutError:
        seen.append(_untold(f"it took longer than {LONGEST_CHECK:.0f} seconds"))
    except Exception as error:
        log.debug("the check %s failed", check.id, exc_info=True)
        fix = "Report it: the log shows more with FRONTMATE_LOG_LEVEL=DEBUG."
        seen.append(replace(_untold(f"the check itself failed: {_where(error)}"), fix=fix))
    return [_finding(patient, check, one) for one in seen]


def _untold(why: str) -> Seen:
    return Seen(Level.UNKNOWN, f"not looked at: {why}")


def _where(error: Exception) -> str:
    """The error's name and our line. Not its words: they may hold a customer's, or a secret."""
    ours = [f for f in traceback.extract_tb(error.__traceback__) if "frontmate" in f.filename]
    if not ours:
        return type(error).__name__
    return f"{type(error).__name__} in {PurePath(ours[-1].filename).name}:{ours[-1].lineno}"


def _finding(patient: Patient, check: Check, seen: Seen) -> Finding:
    workspace = patient.workspace
    return Finding(
        check=check.id,
        group=check.group.value,
        connection=None if workspace is None else workspace.id,
        level=seen.level,
        symptom=check.symptom,
        finding=printable(seen.finding),
        fix=printable(seen.fix),
        ids=tuple(printable(id_) for id_ in seen.ids),
    )
