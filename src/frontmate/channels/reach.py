"""Whether a channel still takes words of ours to the customer (facts 6)."""

from datetime import datetime, timedelta

SESSION_WINDOW = timedelta(hours=24)
"""WhatsApp: so long after the customer's last message anything may be written, later only
templates that Meta has approved; Front says 202 to others and they never arrive."""

_WHATSAPP = frozenset({"whatsapp", "yalo_wha", "twilio_whatsapp"})


def is_whatsapp(channel_name: str) -> bool:
    """By Front's name of the channel."""
    return channel_name.casefold() in _WHATSAPP


def window_is_over(channel_name: str, written_at: datetime, now: datetime) -> bool:
    """`written_at`: of the customer's last message. The 24th hour's last moment is too late."""
    return is_whatsapp(channel_name) and now - written_at >= SESSION_WINDOW
