"""The door for Front's webhooks: verify, store once, wake the conversation, answer 200."""

from frontmate.intake.door import Door, Gate, routes

__all__ = ["Door", "Gate", "routes"]
