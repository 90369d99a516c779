"""Front's event list: read all the time where no webhook can come, else for what got lost."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from frontmate.app.roster import Roster
from frontmate.store import Workspace
from frontmate.workflow import (
    Connection,
    PollReport,
    Shell,
    Tell,
    end_silence,
    next_pause,
    read_events,
    recovery_pages,
    recovery_pause,
    watch_webhook,
)

log = logging.getLogger(__name__)

_SHARE, _RECOVERY_SHARE = 0.75, 0.95
"""Of the pause: who has not read within it goes; several workers read no more often than one."""
_BUSY = 15.0
"""Seconds until it is looked again whether another worker still reads."""


@dataclass(frozen=True)
class Listening:
    shell: Shell
    roster: Roster
    tell: Tell
    since: datetime
    """When this process began: what happened at Front before that, nobody may have heard."""
    _paused: dict[str, float] = field(default_factory=dict)
    _told: dict[str, str] = field(default_factory=dict)

    async def listen(self, name: str) -> float:
        """Read once (7.2, 10.3); returns the seconds until the next time."""
        workspace, connection = self.roster.workspace(name), self.roster[name]
        polls = workspace.intake == "poll"
        if polls and name not in self._paused:
            # It may have had a webhook until now.
            await end_silence(self.shell, name)
        share = _SHARE if polls else _RECOVERY_SHARE
        report = await read_events(
            self.shell,
            connection,
            source="poll" if polls else "recovered",
            pages=None if polls else recovery_pages(workspace.requests_per_minute),
            unless_read_within=timedelta(seconds=share * self._paused.get(name, 0.0)),
        )
        if polls:
            seconds = next_pause(report, workspace.requests_per_minute)
        elif report.busy:
            return _BUSY
        else:
            seconds = await self._pause(workspace, connection, report)
        self._log(name, report)
        self._paused[name] = seconds
        return seconds

    async def _pause(
        self, workspace: Workspace, connection: Connection, report: PollReport
    ) -> float:
        age, missed = None, False
        # Without the list nothing can be said of the webhook.
        if not report.problem:
            heard = await watch_webhook(self.shell, connection, self.tell, self.since)
            age = None if heard.at is None else self.shell.clock() - heard.at
            missed = heard.loses or heard.untold > 0
        per_minute = workspace.requests_per_minute
        return recovery_pause(report, per_minute, webhook_age=age, missed=missed)

    def _log(self, name: str, report: PollReport) -> None:
        if report.problem and report.problem != self._told.get(name):
            # Once, and not every few seconds: it may last for hours.
            log.warning("connection %s: Front's event list: %s", name, report.problem)
        self._told[name] = report.problem
