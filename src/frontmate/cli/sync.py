"""`frontmate sync`: read what the help centers say now, or only say what that would change."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from frontmate.cli.connections import Say, run
from frontmate.settings import Settings

if TYPE_CHECKING:
    # --help must answer at once: the database is loaded when it is used.
    from frontmate.setup import Kit, Problem
    from frontmate.store import Workspace
    from frontmate.workflow import Preview

_EVERY = 3.0
"""Seconds between two lines of progress."""
_SHOWN = 20
"""Changes of one source that are listed by name."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "sync",
        help="read the help centers now; --dry-run says what would change",
        description="`run` and `work` do this by themselves every five minutes.",
    )
    parser.add_argument("name")
    parser.add_argument("--dry-run", action="store_true", help="change nothing, say what would")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=lambda given, settings: run(_do, given, settings, sys.stdout.write))


async def _do(
    given: argparse.Namespace, _settings: Settings, kit: "Kit", say: Say
) -> "Problem | None":
    from frontmate.setup import Problem, workspaces  # noqa: PLC0415 - see above

    found = await workspaces.named(kit, given.name)
    if isinstance(found, Problem):
        return found
    return await (_preview if given.dry_run else _sync)(given, kit, say, found.workspace)


async def _preview(
    given: argparse.Namespace, kit: "Kit", say: Say, workspace: "Workspace"
) -> "Problem | None":
    from frontmate.setup import Problem, knowledge  # noqa: PLC0415 - see above

    found = await knowledge.preview(kit, workspace)
    if isinstance(found, Problem):
        return found
    if given.json:
        say(json.dumps(_as_json(found), ensure_ascii=False))
        return None
    for line in _in_lines(found):
        say(line)
    calls, rate = found.calls + found.to_fetch, workspace.requests_per_minute
    minutes = max(1, round(calls / rate))
    cost = f"{calls} calls: about {minutes} min at {rate} a minute"
    say(f"Nothing was changed. A sync would cost {cost}.")
    return None


def _in_lines(preview: "Preview") -> list[str]:
    from frontmate.setup.knowledge import in_words  # noqa: PLC0415 - see above
    from frontmate.workflow import tally  # noqa: PLC0415

    lines = []
    for each in preview.sources:
        known = "" if each.source.id else "  NEW: it would be used"
        lines.append(f"{each.source.title} ({each.source.place}){known}")
        if each.problem:
            lines.append(f"  ! {each.problem}")
        counted = ", ".join(f"{n} {in_words(what)}" for what, n in tally(each).items())
        lines.append(f"  {each.unchanged} unchanged{f'; {counted}' if counted else ''}")
        for change in each.changes[:_SHOWN]:
            lines.append(f"    {change.key}  {change.title}: {in_words(change.what)}")
        if len(each.changes) > _SHOWN:
            lines.append(f"    and {len(each.changes) - _SHOWN} more")
    return lines


def _as_json(preview: "Preview") -> dict[str, object]:
    return {
        "calls": preview.calls + preview.to_fetch,
        "sources": [
            {
                "place": each.source.place,
                "title": each.source.title,
                "new": not each.source.id,
                "unchanged": each.unchanged,
                "to_fetch": each.to_fetch,
                "problem": each.problem,
                "changes": [
                    {"key": change.key, "title": change.title, "what": change.what}
                    for change in each.changes
                ],
            }
            for each in preview.sources
        ],
    }


async def _sync(
    given: argparse.Namespace, kit: "Kit", say: Say, workspace: "Workspace"
) -> "Problem | None":
    from frontmate.setup import Problem, help_centers, knowledge, workspaces  # noqa: PLC0415

    progress = Progress((lambda _: None) if given.json else say)
    began = kit.clock()
    async with workspaces.front(kit, workspace, knowledge=True) as client:
        if client is None:
            return knowledge.NO_TOKEN
        async for known in help_centers.read_all(kit, given.name, client):
            for source in known:
                at_work = source.began_at is not None and source.began_at >= began
                if source.chosen and at_work and source.total is not None:
                    progress.show(source.id, source.title, source.done, source.total)
    views = await knowledge.overview(kit, given.name)
    if given.json:
        told = {view.source.place: view.told for view in views}
        say(json.dumps({"for_customers": told}, ensure_ascii=False))
    problems = [view.source for view in views if view.source.chosen and view.source.problem]
    if problems:
        first = problems[0]
        return Problem("not_read", f"{first.title}: {first.problem}", "What was known is kept.")
    return None


class Progress:
    """Count, rate and estimate: a line every few seconds, and one at the end of each source."""

    def __init__(self, say: Say, clock: Callable[[], float] = time.monotonic) -> None:
        self._say, self._clock = say, clock
        self._began: dict[int, tuple[float, int]] = {}
        self._shown: dict[int, tuple[float, int]] = {}

    def show(self, source: int, title: str, done: int, total: int) -> None:
        moment = self._clock()
        since, at_first = self._began.setdefault(source, (moment, done))
        shown_at, shown = self._shown.get(source, (float("-inf"), -1))
        if done == shown or (done < total and moment - shown_at < _EVERY):
            return
        self._shown[source] = (moment, done)
        line = f"  {title}: {done} of {total} articles"
        if at_first < done < total:
            rate = (done - at_first) / max(moment - since, 1e-3)
            left = round((total - done) / rate)
            line += f", {rate * 60:.0f} a minute, about {left // 60}:{left % 60:02d} left"
        self._say(line)
