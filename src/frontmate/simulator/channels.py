"""What the type of a channel means for its conversations and their messages (facts 1.2, 6).

Front's words for types of channels and for types of messages are two vocabularies.
"""

from collections.abc import Mapping
from typing import Final

_MAIL: Final = ("smtp", "gmail", "office365", "imap", "front_mail")
# What a contact form gives is an email here; which type Front has for it is not known.
_MESSAGE_TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys((*_MAIL, "form"), "email"),
    "twilio": "sms",
    "twilio_whatsapp": "whatsapp",
    "google_play": "googleplay",
    "twitter": "tweet",
    "twitter_dm": "tweet_dm",
    "truly": "call",
    "talkdesk": "phone-call",
}
_KINDS: Final[Mapping[str, str]] = {"form": "form", "front_chat": "chat"}
CALLS: Final = ("call", "phone-call")


def message_type_of(channel_type: str) -> str:
    """A type that nobody knows gives messages of the same name."""
    return _MESSAGE_TYPES.get(channel_type, channel_type)


def kind_of(channel_type: str) -> str:
    """The word for it in actions and on the page: email, chat, sms, whatsapp, call …"""
    return _KINDS.get(channel_type) or message_type_of(channel_type)
