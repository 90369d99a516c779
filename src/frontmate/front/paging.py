"""Sans I/O: where a list goes on, and whether that is at Front (facts 4.4)."""

import ipaddress
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlsplit

from frontmate.front.tolerant import host_of, is_fronts, mapping


class StrayedError(ValueError):
    """The list goes on somewhere that is not Front, or it cannot be told where."""


def next_token(answer: Mapping[str, Any], base: str) -> str | None:
    """The token of the next page, None at the end. `base` is the address that we call.

    The link itself is never followed: the token is taken to the address that we know. A link to
    another host all the same means that this answer is not Front's, and neither is its token.
    """
    link = mapping(answer, "_pagination").get("next")
    if link is None or link == "":
        return None
    url = _parsed(link)
    if not _is_at_front(url, urlsplit(base)):
        host = host_of(url.geturl()) or "a place without a name"
        raise StrayedError(f"the list goes on at {host}, which is not Front's")
    tokens = parse_qs(url.query).get("page_token")
    if not tokens:
        # Taken for the end, it would make what is still to come look deleted.
        raise StrayedError("the list goes on, and no token says where")
    return tokens[0]


def _parsed(link: object) -> SplitResult:
    if isinstance(link, str):
        with suppress(ValueError):
            return urlsplit(link)
    raise StrayedError("the list goes on, and no link says where")


def _is_at_front(url: SplitResult, base: SplitResult) -> bool:
    host, home = url.hostname or "", base.hostname or ""
    if not url.scheme and not url.netloc:
        return True
    if host == home or (_is_loopback(host) and _is_loopback(home)):
        return url.scheme in {"https", base.scheme}
    return url.scheme == "https" and is_fronts(host)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
