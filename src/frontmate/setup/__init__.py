"""A workspace made ready, and found out about: connecting step by step, and the doctor's checks."""

from frontmate.setup import (
    doctor,
    doctor_report,
    handoff_watch,
    help_centers,
    knowledge,
    office,
    people,
    rules,
    teammates,
    token,
    trial,
    urls,
    webhook,
    workspaces,
)
from frontmate.setup.checks import Finding, Level, Premises, Probes
from frontmate.setup.doctor import Report
from frontmate.setup.kit import Kit, until_all_have_read
from frontmate.setup.problem import Problem

__all__ = [
    "Finding",
    "Kit",
    "Level",
    "Premises",
    "Probes",
    "Problem",
    "Report",
    "doctor",
    "doctor_report",
    "handoff_watch",
    "help_centers",
    "knowledge",
    "office",
    "people",
    "rules",
    "teammates",
    "token",
    "trial",
    "until_all_have_read",
    "urls",
    "webhook",
    "workspaces",
]
