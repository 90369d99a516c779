"""Metrics for Prometheus, on a port of their own: nothing of them is at the public address."""

import socket
import time
from collections.abc import Container

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from frontmate.app.counts import Counts
from frontmate.app.gauges import Gauges

_WEBHOOKS = "/webhooks/front/"


class Metrics:
    """What one process shows: its counts, its own use of the machine, and the gauges."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.registry = CollectorRegistry()
        self.counts = Counts(self.registry)
        ProcessCollector(registry=self.registry)

    @property
    def url(self) -> str:
        host, port = self.listener.getsockname()[:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}/metrics"

    def door(self, gauges: Gauges, version: str, role: str) -> Starlette:
        """GET /metrics, and nothing else."""
        self.registry.register(gauges)
        self.registry.register(_Info(version, role))

        async def metrics(_: Request) -> Response:
            await gauges.look()
            return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)

        return Starlette(routes=[Route("/metrics", metrics)])

    def timed(self, web: ASGIApp, connections: Container[str]) -> ASGIApp:
        """The same web, with the webhooks' acknowledgements timed."""
        counts = self.counts

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or not scope["path"].startswith(_WEBHOOKS):
                await web(scope, receive, send)
                return
            begun, status = time.monotonic(), 500

            async def answered(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            name = scope["path"].removeprefix(_WEBHOOKS)
            try:
                await web(scope, receive, answered)
            finally:
                # Anybody may ask for any path: only what there is becomes a label.
                known = name if name in connections else "unknown"
                counts.acknowledged(known, status, time.monotonic() - begun)

        return app


class _Info:
    def __init__(self, version: str, role: str) -> None:
        self._labels = {"version": version, "role": role}

    def collect(self) -> list[GaugeMetricFamily]:
        told = GaugeMetricFamily("frontmate_info", "This process", labels=[*self._labels])
        told.add_metric([*self._labels.values()], 1)
        return [told]
