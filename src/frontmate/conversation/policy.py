"""The admin's rules for one connection: versioned, and pinned in each decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from frontmate.conversation.hours import OfficeHours
from frontmate.conversation.message import Channel


def _per_channel(email: float, chat: float, sms: float, phone: float) -> dict[Channel, timedelta]:
    values = (email, chat, sms, phone)
    channels = (Channel.EMAIL, Channel.CHAT, Channel.SMS, Channel.PHONE)
    return {
        channel: timedelta(seconds=value) for channel, value in zip(channels, values, strict=True)
    }


HOUR = 3600.0


class Mode(StrEnum):
    """How far the AI may go (11.1)."""

    SHADOW = "shadow"
    """Decisions are recorded; nothing is written to Front."""
    DRAFT = "draft"
    """A reply becomes a shared draft, which a person sends."""
    LIVE = "live"


@dataclass(frozen=True)
class Policy:
    """Defaults are those of behaviour 9.3 and 11.4. Durations are `timedelta`s."""

    version: int = 1
    enabled: bool = True
    """The master switch (2.2 `off`)."""
    mode: Mode = Mode.LIVE
    channel_modes: Mapping[Channel, Mode] = field(default_factory=dict)
    """What differs from `mode` on some channels."""
    handle_unassigned: bool = False
    allowed_inboxes: frozenset[str] | None = None
    """Front inbox ids; None allows all."""
    own_domains: frozenset[str] = frozenset()
    """Domains whose every address counts as ours (2.2 `own_address`)."""
    form_senders: frozenset[str] = frozenset()
    """Addresses that contact forms send from: the customer is whom their Reply-To names (9.3)."""
    claim_on_reply: bool = False
    answer_on_assignment: bool = False
    rule_gives_back: bool = False
    customer_notice: bool = True
    sync_tags: bool = True
    reply_cap_hour: int = 5
    reply_cap_session: int = 15
    reopen_window: timedelta = timedelta(days=7)
    settle: dict[Channel, timedelta] = field(default_factory=lambda: _per_channel(0, 2, 5, 0))
    max_age: dict[Channel, timedelta] = field(
        default_factory=lambda: _per_channel(24 * HOUR, HOUR, 6 * HOUR, 24 * HOUR)
    )
    silence: dict[Channel, timedelta | None] = field(
        default_factory=lambda: {
            **_per_channel(72 * HOUR, HOUR, 24 * HOUR, 0),
            Channel.PHONE: None,
        }
    )
    """Customer silence after a grounded answer that counts as solved; None: never (9.3)."""
    hours: OfficeHours = OfficeHours()
    handoff_clock: timedelta = timedelta(hours=1)
    """Office time until a hand-off that nobody took is brought up again (3.6)."""
    fallback_assignee: str | None = None
    """Front teammate id who gets a hand-off that nobody took."""
    team_language: str = "en"
    """ISO 639-1 code in which internal comments are written."""
    fence_on_drafts: bool = False
    keeps_copies: bool = True
    """Who stood in copy on the customer's own newest mail gets the answer, too (9.3)."""
    greeting: str | None = None
    """Of a mail, with {name} and {ai_name}; None: in the customer's language (9.3)."""
    sign_off: str | None = None
    says_it_is_ai: bool = True
    """Mailed answers end by saying that an AI writes."""
    introduces_itself: bool = False
    """The first answer of a session on chat and SMS begins by saying so."""
    sms_segments: int = 3
    default_region: str = "US"
    """ISO 3166-1 code of the country of phone numbers that name none (6.1)."""
    call_answers_by: str | None = None
    """Front channel id by which callers are sent their answers; None: an answer to a call is an
    internal comment (9.3)."""
    retention_days: int | None = 180
    """How long words of customers are kept after the last activity; None: for ever (11.4)."""

    def mode_of(self, channel: Channel) -> Mode:
        return self.channel_modes.get(channel, self.mode)
