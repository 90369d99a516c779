"""What this process has counted and timed since it began, for Prometheus: a `Meter`."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from frontmate.front import Call

_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_SLOW = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 60.0)
_WINDOW = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0, 10.0)
"""Seconds, up to each."""


class Counts:
    """In a registry of its own. Labels: a connection's name and words of the core."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, what: str, *labels: str) -> Counter:
            return Counter(f"frontmate_{name}", what, labels, registry=registry)

        def times(name: str, what: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
            full = f"frontmate_{name}_seconds"
            return Histogram(full, what, labels, registry=registry, buckets=buckets)

        self._decisions = counter("decisions", "Events decided", "connection", "reason")
        self._steps = counter("steps", "Attempts at steps", "connection", "step", "state")
        self._calls = counter(
            "front_calls", "Requests to Front", "connection", "method", "template", "status"
        )
        self._call_times = times("front_call", "A request to Front", _SLOW, "connection")
        self._agent = times("agent", "The agent's outcome", _SLOW, "connection", "outcome")
        self._windows = times("window", "Last look to accepted", _WINDOW, "connection")
        self._webhooks = times(
            "webhook", "A webhook's acknowledgement", _QUICK, "connection", "status"
        )

    def decided(self, connection: str, reason: str) -> None:
        self._decisions.labels(connection, reason).inc()

    def stepped(self, connection: str, step: str, state: str) -> None:
        self._steps.labels(connection, step, state).inc()

    def called(self, connection: str, call: Call) -> None:
        """Without an answer the status is `none`."""
        status = "none" if call.status is None else str(call.status)
        self._calls.labels(connection, call.method, call.template, status).inc()
        self._call_times.labels(connection).observe(call.seconds)

    def asked(self, connection: str, outcome: str, seconds: float) -> None:
        self._agent.labels(connection, outcome).observe(seconds)

    def was_open(self, connection: str, seconds: float) -> None:
        self._windows.labels(connection).observe(max(0.0, seconds))

    def acknowledged(self, connection: str, status: int, seconds: float) -> None:
        """A webhook was answered; of a connection that there is not, it is `unknown`."""
        self._webhooks.labels(connection, str(status)).observe(seconds)
