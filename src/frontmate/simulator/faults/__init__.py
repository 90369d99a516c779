"""Faults on demand: the one place that decides what goes wrong, for requests and for webhooks."""

from frontmate.simulator.faults.deliveries import Plan, WebhookFaults
from frontmate.simulator.faults.requests import Faults, Held
from frontmate.simulator.faults.rule import REQUEST_EFFECTS, WEBHOOK_EFFECTS, Rule
from frontmate.simulator.faults.storm import SHARES, storm
from frontmate.simulator.faults.words import UnknownFaultError

__all__ = [
    "REQUEST_EFFECTS",
    "SHARES",
    "WEBHOOK_EFFECTS",
    "Faults",
    "Held",
    "Plan",
    "Rule",
    "UnknownFaultError",
    "WebhookFaults",
    "storm",
]
