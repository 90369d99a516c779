"""What else a company has from the start: teams, ticket statuses, signatures, working hours.

Frozen records for `Config`; times are Unix seconds, ids are Front's words with its prefixes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class TeamConfig:
    """A workspace of Front's. `inboxes` and `members` are ids.

    None is all teammates, and all shared inboxes that no other team names.
    """

    id: str
    name: str
    inboxes: tuple[str, ...] | None = None
    members: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class StatusConfig:
    """A ticket status; `category` is open, waiting or resolved, its first status the default."""

    id: str
    name: str
    category: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class SignatureConfig:
    """`owner` is the id of a team or a teammate; `channels` None: on all of them."""

    id: str
    name: str
    body: str
    owner: str
    is_default: bool = False
    sender_info: str | None = None
    channels: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ShiftConfig:
    """`times` maps mon … sun to `[from, until]` as HH:MM in `timezone`; `owner` is a team's id."""

    id: str
    name: str
    teammates: tuple[str, ...]
    times: Mapping[str, Any] = field(default_factory=dict)
    timezone: str = "Etc/UTC"
    color: str = "blue"
    owner: str = ""


@dataclass(frozen=True, slots=True)
class TimeOffConfig:
    """`end_at` None: until further notice."""

    id: str
    name: str
    teammate: str
    start_at: float
    end_at: float | None = None


DEFAULT_TEAMS = (TeamConfig("tim_1", "Support team"),)
DEFAULT_STATUSES = (
    StatusConfig("sts_1", "Open", "open"),
    StatusConfig("sts_2", "Waiting", "waiting"),
    StatusConfig("sts_3", "Resolved", "resolved"),
)
