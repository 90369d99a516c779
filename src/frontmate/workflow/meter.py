"""What is counted and timed of the work as it is done; nothing of it is stored."""

from typing import Protocol

from frontmate.front import Call


class Meter(Protocol):
    """Told what happens, as it happens; it must neither raise nor wait.

    Words are those of the core (a reason, a step, a state), ids are a connection's: no count is
    ever kept by a customer.
    """

    def decided(self, connection: str, reason: str) -> None:
        """A decision was committed."""

    def stepped(self, connection: str, step: str, state: str) -> None:
        """An attempt at a step ended, and left it in a state."""

    def called(self, connection: str, call: Call) -> None:
        """An HTTP request to Front was answered, or was not."""

    def asked(self, connection: str, outcome: str, seconds: float) -> None:
        """The agent gave an outcome, or `failed`."""

    def was_open(self, connection: str, seconds: float) -> None:
        """The window between the last look and Front's acceptance of a message (10.2)."""


class Uncounted:
    """A `Meter` for where nobody reads one."""

    def decided(self, connection: str, reason: str) -> None: ...

    def stepped(self, connection: str, step: str, state: str) -> None: ...

    def called(self, connection: str, call: Call) -> None: ...

    def asked(self, connection: str, outcome: str, seconds: float) -> None: ...

    def was_open(self, connection: str, seconds: float) -> None: ...
