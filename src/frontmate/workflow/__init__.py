"""The durable shell: takes what arrived, has it decided, and carries the decision out."""

from frontmate.workflow.again import Again, Recalled, Reconsidered, recall, reconsider
from frontmate.workflow.alone import alone
from frontmate.workflow.budgets import Budgets, SharedBank, budget_of, budgets_of
from frontmate.workflow.buttons import give_back, hand_over
from frontmate.workflow.choices import choose_article
from frontmate.workflow.directory import Directory
from frontmate.workflow.handle import handle
from frontmate.workflow.jobs import Jobs
from frontmate.workflow.knowledge_sync import SyncReport, discover, sync_connection
from frontmate.workflow.meter import Meter, Uncounted
from frontmate.workflow.poll import PollReport, read_events
from frontmate.workflow.poll_pace import next_pause, recovery_pages, recovery_pause
from frontmate.workflow.shell import Connection, Question, Shell
from frontmate.workflow.sync_preview import Preview, SourcePreview, preview_connection, tally
from frontmate.workflow.tick import tick
from frontmate.workflow.webhook_watch import (
    OVERDUE_AFTER,
    Tell,
    end_silence,
    watch_webhook,
)

__all__ = [
    "OVERDUE_AFTER",
    "Again",
    "Budgets",
    "Connection",
    "Directory",
    "Jobs",
    "Meter",
    "PollReport",
    "Preview",
    "Question",
    "Recalled",
    "Reconsidered",
    "SharedBank",
    "Shell",
    "SourcePreview",
    "SyncReport",
    "Tell",
    "Uncounted",
    "alone",
    "budget_of",
    "budgets_of",
    "choose_article",
    "discover",
    "end_silence",
    "give_back",
    "hand_over",
    "handle",
    "next_pause",
    "preview_connection",
    "read_events",
    "recall",
    "reconsider",
    "recovery_pages",
    "recovery_pause",
    "sync_connection",
    "tally",
    "tick",
    "watch_webhook",
]
