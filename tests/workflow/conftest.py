"""The loop is tested with the help center of the journeys."""

from tests.journeys.conftest import help_center

__all__ = ["help_center"]
