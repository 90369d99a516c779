"""Webhooks out: both kinds, signed; handshake, timeout, retries and the switch-off (facts 2)."""

from frontmate.simulator.webhooks.bodies import OUTER_TYPES
from frontmate.simulator.webhooks.deliveries import Attempt, Delivery
from frontmate.simulator.webhooks.sender import Webhooks
from frontmate.simulator.webhooks.signing import sign_application, sign_rule

__all__ = ["OUTER_TYPES", "Attempt", "Delivery", "Webhooks", "sign_application", "sign_rule"]
