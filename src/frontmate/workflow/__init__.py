"""The durable shell: takes what arrived, has it decided, and carries the decision out."""

from frontmate.workflow.buttons import give_back
from frontmate.workflow.directory import Directory
from frontmate.workflow.handle import handle
from frontmate.workflow.jobs import Jobs
from frontmate.workflow.shell import Connection, Question, Shell
from frontmate.workflow.tick import tick

__all__ = ["Connection", "Directory", "Jobs", "Question", "Shell", "give_back", "handle", "tick"]
