"""Health: the newest report of the doctor, what is alive, and the last events as they arrive."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from frontmate.console.frame import Console, Person, show, show_problem
from frontmate.console.health import wording
from frontmate.console.health.live import gather
from frontmate.console.times import span
from frontmate.setup import Finding, Level, Report, doctor, doctor_report
from frontmate.store import examinations, one_moment

log = logging.getLogger(__name__)

_GIVEN_UP = timedelta(minutes=5)
"""Whoever has examined for so long has died: it may be begun anew."""
_WORST_FIRST = (Level.BAD, Level.WARN, Level.UNKNOWN, Level.OK)


@dataclass(frozen=True)
class Group:
    """The findings of one group of checks, of the installation or of one connection."""

    title: str
    troubles: tuple[Finding, ...]
    """What is not well, the worst first."""
    well: tuple[Finding, ...]

    @property
    def worst(self) -> int:
        levels = [finding.level for finding in (*self.troubles, *self.well)]
        return min(map(_WORST_FIRST.index, levels))


@dataclass(frozen=True)
class Examined:
    """The newest report, as the page shows it."""

    report: Report
    groups: tuple[Group, ...]
    text: str
    """For a bug report."""


async def show_health(console: Console, request: Request, person: Person) -> Response:
    now = console.clock()
    async with one_moment(console.engine) as db:
        newest = await examinations.newest(db)
        live = await gather(db, now)
        needs_count = await console.count_needs(db)
    unfinished = newest is not None and newest.done_at is None
    examining = newest is not None and unfinished and newest.began_at > now - _GIVEN_UP
    return show(
        console,
        request,
        "health/health.html",
        person=person,
        needs_count=needs_count,
        newest=newest,
        examining=examining,
        has_died=unfinished and not examining,
        examined=_examined(newest),
        live=live,
        span=span,
        levels=wording.LEVELS,
        ways=wording.WAYS,
        roles=wording.ROLES,
        happened=wording.happened,
        became=wording.became,
        refused=wording.refused,
    )


def _examined(newest: examinations.Examination | None) -> Examined | None:
    report = _report(newest)
    if report is None:
        return None
    return Examined(report, _groups(report.findings), doctor_report.as_text(report))


def _report(newest: examinations.Examination | None) -> Report | None:
    """None where there is none yet, or one that another version wrote in another shape."""
    if newest is None or newest.report is None:
        return None
    try:
        return doctor_report.report_of(newest.report)
    except (KeyError, TypeError, ValueError):
        return None


def _groups(findings: Sequence[Finding]) -> tuple[Group, ...]:
    """As the command line groups them, those with the worst first."""
    found = []
    for (connection, group), own in groupby(findings, lambda f: (f.connection, f.group)):
        title = doctor_report.title_of(group)
        ordered = sorted(own, key=lambda finding: _WORST_FIRST.index(finding.level))
        found.append(
            Group(
                title=title if connection is None else f"{connection}: {title}",
                troubles=tuple(f for f in ordered if f.level is not Level.OK),
                well=tuple(f for f in ordered if f.level is Level.OK),
            )
        )
    return tuple(sorted(found, key=lambda group: group.worst))


async def show_report(console: Console, request: Request, person: Person) -> Response:
    """The report as text: no secrets, and nobody's words."""
    async with one_moment(console.engine) as db:
        report = _report(await examinations.newest(db))
    if report is None:
        return show_problem(
            console,
            request,
            404,
            "Nothing has been examined yet",
            "The health page offers it; the report is here once it is finished.",
            person=person,
        )
    return PlainTextResponse(doctor_report.as_text(report) + "\n")


async def examine_now(console: Console, _: Request, person: Person) -> Response:
    """Begin behind the page, unless somebody is at it: in this process or in another."""
    now = console.clock()
    async with console.engine.begin() as db:
        is_ours = await examinations.begin(db, now, now - _GIVEN_UP)
        if is_ours:
            await console.kit(person).note(db, "examined", None)
    if is_ours:
        console.begin(_examine(console))
    return RedirectResponse("/health", 303)


async def _examine(console: Console) -> None:
    try:
        report = await doctor.examine(console.product.premises)
        async with console.engine.begin() as db:
            await examinations.finish(db, doctor_report.as_json(report), console.clock())
    except Exception:
        # The page offers it again once the time for it is over.
        log.exception("the examination came to no end")
