"""The switch-off of an application webhook that keeps failing (facts 2)."""

from dataclasses import dataclass


@dataclass(slots=True)
class Health:
    """Failed deliveries in a row; at `limit` of them the webhook is off (0: never).

    That Front does this is known, after how many failures is not.
    """

    limit: int
    failed_in_a_row: int = 0
    is_disabled: bool = False

    def ended(self, *, well: bool) -> bool:
        """Count a delivery that is over; whether the webhook was switched off by it."""
        self.failed_in_a_row = 0 if well else self.failed_in_a_row + 1
        if self.is_disabled or not self.limit or self.failed_in_a_row < self.limit:
            return False
        self.is_disabled = True
        return True

    def saved(self) -> None:
        """Saved anew, the webhook is on again."""
        self.failed_in_a_row, self.is_disabled = 0, False
