"""What each call's body may carry, written down by hand; a test holds it against Front's words."""

from frontmate.simulator.wire.fields.field import Field

__all__ = ["Field"]
