"""Front's event list: read all the time where no webhook can come, else for what got lost."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta

from frontmate.app.roster import Roster
from frontmate.workflow import Shell, next_pause, read_events

log = logging.getLogger(__name__)

_RECOVER = 180.0
"""Seconds between two readings where webhooks flow (10.3: one to five minutes)."""
_TROUBLE = 30.0
_SHARE = 0.75
"""Of the pause: who has not read within it goes; several workers read no more often than one."""


@dataclass(frozen=True)
class Listening:
    shell: Shell
    roster: Roster
    _paused: dict[str, float] = field(default_factory=dict)
    _told: dict[str, str] = field(default_factory=dict)

    async def listen(self, name: str) -> float:
        """Read once (7.2, 10.3); returns the seconds until the next time."""
        workspace, connection = self.roster.workspace(name), self.roster[name]
        polls = workspace.intake == "poll"
        lately = timedelta(seconds=_SHARE * self._paused.get(name, 0.0))
        report = await read_events(
            self.shell,
            connection,
            source="poll" if polls else "recovered",
            unless_read_within=lately,
        )
        if report.problem and report.problem != self._told.get(name):
            # Once, and not every few seconds: it may last for hours.
            log.warning("connection %s: Front's event list: %s", name, report.problem)
        self._told[name] = report.problem
        if polls:
            seconds = next_pause(report, workspace.requests_per_minute)
        elif report.problem:
            seconds = max(report.retry_after or 0.0, _TROUBLE)
        else:
            seconds = 1.0 if report.more else _RECOVER
        self._paused[name] = seconds
        return seconds
