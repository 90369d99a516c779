"""A process that has been told to stop, and says so to whoever sends it requests."""

from dataclasses import dataclass


@dataclass
class Leaving:
    begun: bool = False
    """`/readyz` says 503 from then on."""
    linger: float = 0.0
    """Seconds for which requests are taken nevertheless: a load balancer looks now and then."""
