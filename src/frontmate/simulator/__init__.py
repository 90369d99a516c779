"""A small, stateful stand-in for Front: state, wire, webhooks out, faults, and an inbox page.

Everything lives in memory on one event loop, and it listens on loopback only. It shares no code
and no models with the client it is there to test: one that did would share its mistakes.
"""

from frontmate.simulator.config import (
    Config,
    InboxConfig,
    Suggestion,
    TeammateConfig,
    WebhookConfig,
)
from frontmate.simulator.serving import serve
from frontmate.simulator.simulator import Simulator

__all__ = [
    "Config",
    "InboxConfig",
    "Simulator",
    "Suggestion",
    "TeammateConfig",
    "WebhookConfig",
    "serve",
]
