"""How often Front's event list is read: often where it is all there is, seldom beside webhooks."""

from datetime import timedelta

from frontmate.workflow.poll import PollReport

_SOONEST, _LATEST = 2.0, 15.0
"""Seconds between two polls."""

_MISSED, _QUIET, _FLOWING = 60.0, 180.0, 300.0
"""Seconds between two readings beside a webhook: one to five minutes (10.3)."""
_FLOWS_WITHIN = 300.0
_TROUBLE = 30.0
_POLLING_SHARE, _RECOVERY_SHARE = 0.5, 0.1
"""Of the budget; the rest is for answers (7.2, 10.3)."""


def next_pause(report: PollReport, per_minute: int) -> float:
    """Seconds until the next poll: soon while something is going on, later when it is quiet.

    Never so soon that polls use more than half of `per_minute` requests: answers need the rest.
    """
    if report.busy or report.problem:
        wanted = max(_LATEST, report.retry_after or 0.0)
    elif report.more:
        wanted = 0.0
    else:
        wanted = min(max(report.quiet_seconds / 8, _SOONEST), _LATEST)
    return max(wanted, _earned(report.calls, per_minute, _POLLING_SHARE))


def recovery_pause(
    report: PollReport, per_minute: int, *, webhook_age: timedelta | None, missed: bool
) -> float:
    """Seconds until the list is read again beside a webhook: five minutes while webhooks flow, one
    once they have missed something, and at once what a reading has left.

    Never so soon that it uses more than a tenth of `per_minute` requests. `webhook_age` is how
    long ago the last webhook came, None if none ever did.
    """
    if report.problem:
        wanted = max(_TROUBLE, report.retry_after or 0.0)
    elif report.more:
        wanted = 0.0
    elif missed:
        wanted = _MISSED
    else:
        flows = webhook_age is not None and webhook_age.total_seconds() < _FLOWS_WITHIN
        wanted = _FLOWING if flows else _QUIET
    return max(wanted, _earned(report.calls, per_minute, _RECOVERY_SHARE))


def recovery_pages(per_minute: int) -> int:
    """Pages of the list for one reading: what a tenth of the budget allows in a minute."""
    return max(1, int(per_minute * _RECOVERY_SHARE))


def _earned(calls: int, per_minute: int, share: float) -> float:
    """Seconds after which so many requests are no more than their share."""
    return calls * 60 / (per_minute * share)
