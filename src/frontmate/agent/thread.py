"""The thread as the agent reads it: who said what, and what waits for an answer."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from frontmate.channels import bounded_marks
from frontmate.conversation.message import Channel

LONGEST = 20_000
"""Characters of a question that are read, and of each message before it; nobody's question begins
behind them."""

Role = Literal["customer", "ai", "team", "bot"]


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a message: the customer's words as the message is, and no more to be obeyed."""

    name: str = field(repr=False)
    text: str | None = field(repr=False)
    """None: it was not read."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message, cleaned by its channel. `at` is UTC."""

    role: Role
    text: str = field(repr=False)
    at: datetime
    id: str
    files: tuple[Attached, ...] = ()

    @property
    def said(self) -> str:
        """Its text, and what stands in its files below it."""
        return "\n\n".join(filter(None, (self.text, *(file.text for file in self.files))))


@dataclass(frozen=True, slots=True)
class Thread:
    channel: Channel
    lines: tuple[Line, ...]
    """Oldest first."""
    waiting: tuple[str, ...]
    """Ids of the customer's lines that this turn answers."""
    earlier_sessions: tuple[str, ...] = ()
    """What earlier sessions of this contact were about, a line each, newest first (6.2)."""

    @property
    def asked(self) -> str:
        """What waits, as one text: a burst is one question (2.6)."""
        return _read("\n".join(line.said for line in self._waiting_lines()))

    @property
    def without_files(self) -> "Thread":
        """The same as if nobody had attached anything."""
        return replace(self, lines=tuple(replace(line, files=()) for line in self.lines))

    @property
    def customer_before(self) -> tuple[str, ...]:
        """What the customer wrote before that, oldest first."""
        waiting = set(self.waiting)
        return tuple(
            _read(line.said)
            for line in self.lines
            if line.role == "customer" and line.id not in waiting
        )

    @property
    def told_by_us(self) -> tuple[str, ...]:
        """The AI's own lines, oldest first."""
        return tuple(line.text for line in self.lines if line.role == "ai")

    def _waiting_lines(self) -> tuple[Line, ...]:
        waiting = set(self.waiting)
        return tuple(line for line in self.lines if line.id in waiting)


def _read(said: str) -> str:
    return bounded_marks(said[:LONGEST])
