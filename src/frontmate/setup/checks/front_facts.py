"""What is asked of Front once for all checks: a dozen calls, each answer or refusal kept."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from frontmate.front import (
    Bank,
    Company,
    FrontChannel,
    FrontClient,
    FrontError,
    Inbox,
    Need,
    ScopeFinding,
    Tag,
    Teammate,
    Unreachable,
    Urgency,
    Use,
    needed_for,
    probe,
    requests,
)
from frontmate.setup.checks.finding import CannotTell, remark

log = logging.getLogger(__name__)

T = TypeVar("T")
_MOST_TAG_PAGES = 5


@dataclass(frozen=True)
class Happened:
    """One event of Front's list."""

    id: str
    type: str
    """Front's core name."""
    at: datetime
    private: bool
    """Of a private conversation: application webhooks do not tell of these (facts 2)."""


@dataclass
class Heard:
    """What the headers of Front's newest answer said."""

    limit: int | None = None
    remaining: int | None = None
    skew: float | None = None
    """Seconds that our clock is ahead of Front's; a header knows whole seconds only."""


class Ear:
    """Hears what Front's headers say to the bank that keeps the budget."""

    def __init__(self, bank: Bank, clock: Callable[[], datetime]) -> None:
        self._bank, self._now = bank, clock
        self.heard = Heard()

    async def take(self, urgency: Urgency, wanted: int = 1) -> tuple[int, float]:
        return await self._bank.take(urgency, wanted)

    async def feed(self, status: int, headers: Mapping[str, str]) -> None:
        await self._bank.feed(status, headers)
        limit, remaining = (_whole(headers.get(f"x-ratelimit-{n}")) for n in ("limit", "remaining"))
        self.heard.limit = self.heard.limit if limit is None else limit
        self.heard.remaining = self.heard.remaining if remaining is None else remaining
        at_front = _date(headers.get("date"))
        if at_front is not None:
            self.heard.skew = (self._now() - at_front).total_seconds()


@dataclass(frozen=True)
class FrontFacts:
    """Each is what Front answered, or its refusal."""

    company: Company | FrontError
    teammates: tuple[Teammate, ...] | FrontError
    channels: tuple[FrontChannel, ...] | FrontError
    inboxes: tuple[Inbox, ...] | FrontError
    company_tags: tuple[Tag, ...] | FrontError
    every_tag: tuple[Tag, ...] | FrontError
    """Teams' and teammates' too, as far as the token sees them."""
    events: tuple[Happened, ...] | FrontError
    """The newest of the company, newest first."""
    scopes: tuple[ScopeFinding, ...] | FrontError
    heard: Heard = field(default_factory=Heard)


def known(asked: T | FrontError) -> T:
    """What Front answered; raises CannotTell with the reason where it did not."""
    if isinstance(asked, FrontError):
        raise CannotTell(f"Front could not be asked: {remark(str(asked))}")
    return asked


async def ask_front(client: FrontClient, ear: Ear, uses: Sequence[Use]) -> FrontFacts:
    """Six calls and one for every permission that they do not prove; one where the token fails."""
    company = await _asked(client.company)
    if isinstance(company, FrontError):
        no = company
        return FrontFacts(no, no, no, no, no, no, no, no, ear.heard)
    tagging = Use.TAGS in uses
    teammates = await _asked(client.teammates)
    channels = await _asked(client.channels)
    inboxes = await _asked(client.inboxes)
    company_tags = await _asked(client.tags) if tagging else ()
    every_tag = await _asked(lambda: _every_tag(client)) if tagging else ()
    events = await _asked(lambda: _events(client))
    proven = {
        "teammates:read": teammates,
        "channels:read": channels,
        "inboxes:read": inboxes,
        "tags:read": company_tags,
        "events:*:read": events,
    }
    scopes = await _asked(lambda: _scopes(client, uses, proven))
    return FrontFacts(
        company, teammates, channels, inboxes, company_tags, every_tag, events, scopes, ear.heard
    )


async def _asked(ask: Callable[[], Awaitable[T]]) -> T | FrontError:
    try:
        return await ask()
    except FrontError as error:
        return error
    except Exception as error:
        # Whatever Front may answer some day, the other checks go on.
        log.debug("an answer of Front's could not be read", exc_info=True)
        return Unreachable(f"its answer cannot be read ({type(error).__name__})")


async def _scopes(
    client: FrontClient, uses: Sequence[Use], proven: Mapping[str, object]
) -> tuple[ScopeFinding, ...]:
    needs = needed_for(uses)
    by_reading = [_proven(need, proven[need.scope]) for need in needs if need.scope in proven]
    rest = [need for need in needs if need.scope not in proven]
    return (*by_reading, *await probe(client, rest))


def _proven(need: Need, answer: object) -> ScopeFinding:
    if isinstance(answer, FrontError):
        ok = False if answer.status == 403 else None
        return ScopeFinding(need, ok, str(answer))
    return ScopeFinding(need, True, "A call that needs it succeeded.")


async def _every_tag(client: FrontClient) -> tuple[Tag, ...]:
    request = requests.Request("GET", "/tags", "/tags", params={"limit": "100"}, scope="tags:read")
    found: list[Tag] = []
    for _ in range(_MOST_TAG_PAGES):
        answer = await client.ask(request)
        for one in answer.get("_results") or ():
            private = one.get("is_private") is True
            found.append(Tag(str(one.get("id")), str(one.get("name")), private))
        token = _next_token(answer)
        if token is None:
            break
        request = requests.at_page(request, token)
    return tuple(found)


def _next_token(answer: Mapping[str, Any]) -> str | None:
    link = (answer.get("_pagination") or {}).get("next")
    tokens = parse_qs(urlsplit(str(link or "")).query).get("page_token")
    return tokens[0] if tokens else None


async def _events(client: FrontClient) -> tuple[Happened, ...]:
    found = await client.recent_events()
    return tuple(_happened(event) for event in found)


def _happened(event: Mapping[str, Any]) -> Happened:
    conversation = event.get("conversation")
    private = isinstance(conversation, Mapping) and conversation.get("is_private") is True
    return Happened(
        str(event.get("id")), str(event.get("type")), _moment(event.get("emitted_at")), private
    )


def _moment(seconds: object) -> datetime:
    """1970 for what is no time: too old to be missed."""
    try:
        return datetime.fromtimestamp(float(str(seconds)), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _whole(value: str | None) -> int | None:
    return int(value) if value is not None and value.isascii() and value.isdigit() else None


def _date(value: str | None) -> datetime | None:
    try:
        when = parsedate_to_datetime(value or "")
    except (ValueError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
