"""What a setting of the policy is on the page: its kind, its words, its group."""

from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a setting takes."""

    SWITCH = auto()
    MODE = auto()
    CHANNEL_MODES = auto()
    NUMBER = auto()
    LENGTH = auto()
    """A length of time."""
    CHANNEL_LENGTHS = auto()
    INBOXES = auto()
    DOMAINS = auto()
    ADDRESSES = auto()
    HOURS = auto()
    TEAMMATE = auto()
    CHANNEL = auto()
    """One of Front's channels that can begin a conversation."""
    LANGUAGE = auto()
    DAYS = auto()
    TEMPLATE = auto()
    """A line or two with {name} and {ai_name} in them; empty for our own."""
    REGION = auto()
    """A country, as its ISO 3166-1 code."""


@dataclass(frozen=True)
class Setting:
    field: str
    """Of `Policy`."""
    label: str
    kind: Kind
    promise: str
    help: str


@dataclass(frozen=True)
class Group:
    word: str
    title: str
    settings: tuple[Setting, ...]
