"""How often somebody may try a password: counted in this process, by name and by address."""

import ipaddress
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=10)
PER_NAME_AND_ADDRESS = 5
PER_ADDRESS = 20
PER_NAME = 50
"""High, since a stranger who guesses at a name would otherwise lock its owner out."""
_MOST_KEYS = 10_000

_Key = tuple[str, str]


class Attempts:
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._tries: dict[_Key, deque[datetime]] = {}

    def begin(self, name: str, address: str) -> timedelta | None:
        """Count an attempt before its password is looked at; how long to wait if it is too many.

        Counted first, so that many at once do not slip through while one is being checked.
        """
        now = self._clock()
        address = _network(address)
        self._forget_old(now)
        waits = [
            self._tries[key][-limit] + WINDOW - now
            for key, limit in _limits(name, address).items()
            if len(self._tries.get(key, ())) >= limit
        ]
        if waits:
            return max(waits)
        for key in _limits(name, address):
            # To the end: what is tried is not what is forgotten when there are too many.
            tries = self._tries.pop(key, deque())
            tries.append(now)
            self._tries[key] = tries
        return None

    def succeed(self, name: str, address: str) -> None:
        """The password was right: this attempt was none."""
        address = _network(address)
        for key in _limits(name, address):
            tries = self._tries.get(key)
            if tries:
                tries.pop()
        self._tries.pop(_pair(name, address), None)

    def _forget_old(self, now: datetime) -> None:
        for key, tries in list(self._tries.items()):
            while tries and now - tries[0] >= WINDOW:
                tries.popleft()
            if not tries:
                del self._tries[key]
        while len(self._tries) > _MOST_KEYS:
            del self._tries[next(iter(self._tries))]


def _network(address: str) -> str:
    """Whoever has one IPv6 address has the 2^64 of its network."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return address
    return str(ipaddress.ip_network((known, 64), strict=False))


def _pair(name: str, address: str) -> _Key:
    return (name.casefold(), address)


def _limits(name: str, address: str) -> dict[_Key, int]:
    return {
        _pair(name, address): PER_NAME_AND_ADDRESS,
        ("", address): PER_ADDRESS,
        (name.casefold(), ""): PER_NAME,
    }
