"""The durable shell: takes what arrived, has it decided, and carries the decision out."""

from frontmate.workflow.alone import alone
from frontmate.workflow.budgets import Budgets, SharedBank, budget_of
from frontmate.workflow.buttons import give_back
from frontmate.workflow.directory import Directory
from frontmate.workflow.handle import handle
from frontmate.workflow.jobs import Jobs
from frontmate.workflow.knowledge_sync import SyncReport, discover, sync_connection
from frontmate.workflow.poll import PollReport, next_pause, read_events
from frontmate.workflow.shell import Connection, Question, Shell
from frontmate.workflow.tick import tick

__all__ = [
    "Budgets",
    "Connection",
    "Directory",
    "Jobs",
    "PollReport",
    "Question",
    "SharedBank",
    "Shell",
    "SyncReport",
    "alone",
    "budget_of",
    "discover",
    "give_back",
    "handle",
    "next_pause",
    "read_events",
    "sync_connection",
    "tick",
]
