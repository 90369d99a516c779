"""Sans I/O: what Front's refusals and silences mean, and what to do next."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from frontmate.front.requests import Request
from frontmate.front.tolerant import (
    UnreadableError,
    a_mapping,
    host_of,
    is_fronts,
    mapping,
    parse_json,
    text,
)

LONGEST_RETRY_AFTER = 3600.0

_REDIRECTS = {301, 302, 307, 308}
_TITLE = re.compile(r"[A-Za-z][A-Za-z '-]{0,39}")
_CONVERSATION = re.compile(r"/conversations/([^/]+)")


class FrontError(Exception):
    """A call to Front that did not succeed. Its text holds no words of a customer."""

    permanent = True
    reached = False
    advice = "Read the message, and the page on troubleshooting."

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        reached: bool | None = None,
        advice: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after
        """Seconds that Front asks us to wait."""
        self.reached = type(self).reached if reached is None else reached
        """Whether the call may have taken effect. False only where no connection was opened,
        or where Front itself refused."""
        self.advice = advice or type(self).advice
        """What to do next, in one sentence."""


class Merged(FrontError):  # noqa: N818 - named by what happened to the conversation
    """The conversation lives on as another one; nothing was written (facts 0.8)."""

    advice = "Go on with the conversation that it was merged into."

    def __init__(self, message: str, *, into: str, status: int | None = None) -> None:
        super().__init__(message, status=status)
        self.into = into


class NotFound(FrontError):  # noqa: N818 - the HTTP word
    """404: it does not exist, or this token cannot see it."""

    advice = "Check that it still exists and that the token may see the inbox it is in."


class Forbidden(FrontError):  # noqa: N818 - the HTTP word
    """403: the token lacks a permission (facts 4.1). `scope` names the one the call needs."""

    def __init__(self, message: str, *, scope: str | None, status: int | None = None) -> None:
        wanted = f"the permission {scope}" if scope else "the permission this call needs"
        advice = f"Give the API token {wanted} (Front: Settings > Developers > API tokens)."
        super().__init__(message, status=status, advice=advice)
        self.scope = scope


class Unauthorized(FrontError):  # noqa: N818 - the HTTP word
    """401: the token is wrong or was revoked."""

    advice = "Create an API token in Front (Settings > Developers > API tokens) and enter it."


class RateLimited(FrontError):  # noqa: N818 - named by what happened to the call
    """429: the company's budget or a guard of one resource is used up (facts 4.2)."""

    permanent = False
    advice = "Wait; if it happens often, lower the requests a minute or ask who else uses them."


class Refused(FrontError):  # noqa: N818 - named by what happened to the call
    """Front did not accept what was asked: 400, 409 (a `Conflict`), 413, 422 and other 4xx."""

    advice = "The same request will be refused again: change what is asked, or hand over."


class Conflict(Refused):
    """409: it is no longer what it was when we read it (a draft's version, facts 4.3).

    `reached` True: an earlier attempt of the same call may be what changed it.
    """

    advice = "Read it again: if a person changed it, leave it to them."


class Unreachable(FrontError):  # noqa: N818 - named by what happened to the call
    """No usable answer: 5xx, a timeout, a reset, or something that is not Front's JSON."""

    permanent = False
    reached = True
    advice = "Try again later; if this was a write, first look whether it took effect."


class TooLate(FrontError):  # noqa: N818 - named by what happened to the call
    """It was not begun in the time that it had (`FrontClient.until`). Front did not hear of it."""

    permanent = False
    advice = "Look again, and decide again: what was seen before it may have changed."


class TooBig(Unreachable):
    """The answer is longer than the caller takes; it was not read to its end."""

    permanent = True
    advice = "It will not be shorter the next time: raise the limit, or leave it to a person."


def error_for(
    request: Request,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    home: str,
    now: datetime,
) -> FrontError:
    """The error that an answer outside 2xx means. `home` is the host that we called."""
    said, is_fronts = _said(request, body)
    if status in _REDIRECTS:
        to = host_of(headers.get("location", "")) or "no other host"
        said = f" (leads to {to}, and is not followed)"
    message = f"{request.method} {request.template}: {status}{said}"
    retry_after = read_retry_after(headers.get("retry-after"), now)
    if status == 429:
        return RateLimited(message, status=status, retry_after=retry_after)
    if status == 401:
        return Unauthorized(message, status=status)
    if status in _REDIRECTS:
        into = _merged_into(headers.get("location", ""), home)
        if into is not None and into != _conversation_in(request.path):
            return Merged(message, into=into, status=status)
    # 408 and 425 are said of requests that were not read to their end, or may be replayed.
    if not 400 <= status < 500 or status in {408, 425} or not is_fronts:
        return Unreachable(message, status=status, retry_after=retry_after)
    if status == 403:
        return Forbidden(message, scope=request.scope, status=status)
    if status == 404:
        return NotFound(message, status=status)
    if status == 409:
        return Conflict(message, status=status)
    return Refused(message, status=status)


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds of a `Retry-After` header, given in seconds or as a date; at most an hour."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value, now)
    return None if math.isnan(seconds) else min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def _seconds_until(date: str, now: datetime) -> float:
    try:
        when = parsedate_to_datetime(date)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - now.timestamp()
    except (ValueError, OverflowError):
        return math.nan


def _said(request: Request, body: bytes) -> tuple[str, bool]:
    """What Front says of it, and whether it is Front that speaks and not a proxy on the way."""
    if not body.strip():
        return "", True
    try:
        answer = parse_json(body)
    except UnreadableError:
        return " (not JSON)", False
    error = mapping(a_mapping(answer), "_error")
    title = text(error, "title")
    said = f" {title}" if title and _TITLE.fullmatch(title) else ""
    if not request.carries_words:
        said += _message_of(error)
    return said, True


def _message_of(error: Mapping[str, Any]) -> str:
    details = error.get("details")
    parts = [text(error, "message"), *(details if isinstance(details, list) else ())]
    words = "; ".join(part for part in parts if isinstance(part, str) and part)
    return f": {' '.join(words.split())[:300]}" if words else ""


def _merged_into(location: str, home: str) -> str | None:
    try:
        url = urlsplit(location)
        host = (url.hostname or home).lower()
    except ValueError:
        return None
    if host != home.lower() and not is_fronts(host):
        return None
    return _conversation_in(url.path)


def _conversation_in(path: str) -> str | None:
    found = _CONVERSATION.search(path)
    return unquote(found[1]) if found else None
