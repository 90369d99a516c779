"""A workspace made ready, and found out about: connecting step by step, and the doctor's checks."""

from frontmate.setup import (
    handoff_watch,
    help_centers,
    knowledge,
    rules,
    teammates,
    token,
    trial,
    webhook,
    workspaces,
)
from frontmate.setup.checks import Premises, Probes
from frontmate.setup.kit import Kit
from frontmate.setup.problem import Problem

__all__ = [
    "Kit",
    "Premises",
    "Probes",
    "Problem",
    "handoff_watch",
    "help_centers",
    "knowledge",
    "rules",
    "teammates",
    "token",
    "trial",
    "webhook",
    "workspaces",
]
