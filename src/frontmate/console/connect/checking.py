"""The look at a token that goes on behind the page, and writes down what it finds."""

import asyncio
import contextlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from frontmate.front import NEEDED, Company, FrontClient, ScopeFinding
from frontmate.setup import Kit, Problem, token, workspaces
from frontmate.store import pending_connections as pending

log = logging.getLogger(__name__)

GONE_AFTER = timedelta(seconds=20)
"""Without a sign of life whoever looked is gone: the process was ended."""
_BEAT = 5.0
"""Seconds: a call may wait for Front's limit longer than somebody would believe."""


class _OvertakenError(Exception):
    """It was cancelled, or begun anew with another token."""


@dataclass(frozen=True)
class _Notebook:
    kit: Kit
    name: str
    began: datetime

    async def note(self, **found: object) -> None:
        """Raises _OvertakenError."""
        async with self.kit.engine.begin() as db:
            there = await pending.note(db, self.name, self.began, self.kit.clock(), **found)
        if not there:
            raise _OvertakenError

    async def end(self, problem: Problem | None = None) -> None:
        told = None if problem is None else asdict(problem)
        await self.note(problem=told, done_at=self.kit.clock())


async def check(kit: Kit, name: str, began: datetime) -> None:
    """Look at the token that was put there at `began`; ends early once it is another's turn."""
    book = _Notebook(kit, name, began)
    beating = asyncio.create_task(_beat(book))
    try:
        await _look(book)
    except _OvertakenError:
        return
    except Exception:
        # The page offers to check again, since no sign of life comes any more.
        log.exception("connection %s: the check of its token ended early", name)
    finally:
        beating.cancel()
        await asyncio.wait({beating})


async def _beat(book: _Notebook) -> None:
    # The database may be away for a moment: then the next one counts.
    while True:
        await asyncio.sleep(_BEAT)
        with contextlib.suppress(Exception):
            await book.note()


async def _look(book: _Notebook) -> None:
    async with book.kit.engine.begin() as db:
        put = await pending.get(db, book.kit.keeper, book.name, book.kit.clock())
    if put is None or put.created_at != book.began:
        return
    await book.note()
    async with book.kit.front(put.api_url, put.token) as client:
        await book.end(await _look_with(client, book, put.api_url))


async def _look_with(client: FrontClient, book: _Notebook, api_url: str) -> Problem | None:
    """What ended the look before its end."""
    company = await token.greet(client, api_url)
    if isinstance(company, Problem):
        return company
    await book.note(company=company.id, company_name=company.name)
    problem = await workspaces.in_the_way(book.kit, book.name, company)
    if problem is not None:
        return problem
    found: list[dict[str, object]] = []
    async for finding in token.check_scopes(client, api_url):
        if isinstance(finding, Problem):
            return finding
        found.append({"scope": finding.scope, "ok": finding.ok, "why": finding.why})
        await book.note(findings=found)
    return None


def found_of(stored: Iterable[Mapping[str, Any]]) -> tuple[ScopeFinding, ...]:
    """What was written down of each permission, in order."""
    needs = {need.scope: need for need in NEEDED}
    return tuple(
        ScopeFinding(needs[one["scope"]], one["ok"], str(one["why"]))
        for one in stored
        if one.get("scope") in needs
    )


@dataclass(frozen=True)
class Checked:
    """A connection in the making, as its page shows it."""

    put: pending.PendingConnection
    found: tuple[ScopeFinding, ...]
    gone: bool
    """Nobody looks any more, and not everything was seen."""

    @property
    def problem(self) -> Problem | None:
        told = self.put.problem
        return None if told is None else Problem(told["word"], told["what"], told["fix"])

    @property
    def company(self) -> Company | None:
        if self.put.company is None:
            return None
        return Company(self.put.company, self.put.company_name or "", "")

    @property
    def verdict(self) -> token.Verdict:
        return token.judge_scopes(self.found)

    @property
    def under_way(self) -> bool:
        return self.put.done_at is None and not self.gone

    @property
    def accepted(self) -> bool:
        """Everything was seen, and nothing but missing permissions may speak against it."""
        return self.put.done_at is not None and self.put.problem is None

    @property
    def missing(self) -> Sequence[str]:
        return [one.scope for one in self.found if one.ok is False]

    @property
    def to_come(self) -> Sequence[str]:
        seen = {one.scope for one in self.found}
        return [need.scope for need in NEEDED if need.scope not in seen]


async def checked(kit: Kit, name: str) -> Checked | None:
    """Raises WrongKeyError."""
    async with kit.engine.begin() as db:
        put = await pending.get(db, kit.keeper, name, kit.clock())
    if put is None:
        return None
    sign = put.looked_at or put.created_at
    gone = put.done_at is None and kit.clock() - sign > GONE_AFTER
    return Checked(put, found_of(put.findings), gone)
