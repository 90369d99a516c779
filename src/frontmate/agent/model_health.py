"""How the language model has been doing, for whoever asks: since when it fails, what it used."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass
class ModelHealth:
    """Kept by one process, from the hooks of a ModelEngine; forgotten at its end.

    `clock` returns the time in UTC.
    """

    clock: Callable[[], datetime]
    problem: str | None = None
    """What the last proposal failed of; None if it did not."""
    since: datetime | None = None
    """When the first of the failures in a row was, in UTC."""
    failures: int = 0
    """In a row."""
    proposals: int = 0
    """For which the host counted tokens, since the start."""
    input_tokens: int = 0
    """Since the start; a request that was cut off may have cost more."""
    output_tokens: int = 0

    def failed(self, problem: str) -> None:
        """The hook for `on_problem`."""
        self.problem = problem
        self.since = self.since or self.clock()
        self.failures += 1

    def used(self, input_tokens: int, output_tokens: int) -> None:
        """The hook for `on_usage`."""
        self.proposals += 1
        self.input_tokens += input_tokens
        self.output_tokens += output_tokens

    def worked(self) -> None:
        """The hook for `on_success`."""
        self.problem, self.since, self.failures = None, None, 0
