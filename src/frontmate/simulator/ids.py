"""Front-like ids: a prefix and a base-36 number that only grows; 32 hex digits for uids."""

import hashlib
from collections import Counter

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# Every kind starts elsewhere, so that an id of one kind never passes for another's.
_STARTS = {
    "cnv": 62_000_000,
    "msg": 2_900_000_000,
    "com": 91_000_000,
    "evt": 8_100_000_000,
    "tag": 4_400_000,
    "crd": 160_000_000,
    "cha": 310_000,
    "tea": 520_000,
    "knb": 1_700,
    "kbc": 24_000,
    "kba": 390_000,
    "fil": 7_300_000,
    "rul": 88_000,
    "top": 610_000,
    "grp": 83_000,
}


def base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"


class Ids:
    """Mints ids; the same seed and the same order of calls give the same ids."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._minted: Counter[str] = Counter()

    def mint(self, prefix: str) -> str:
        self._minted[prefix] += 1
        return f"{prefix}_{base36(_STARTS[prefix] + self._minted[prefix])}"

    def uid(self) -> str:
        self._minted["uid"] += 1
        return self._hex(f"{self._minted['uid']}")

    def challenge(self) -> str:
        """Counted apart: a handshake in the background moves no other id."""
        self._minted["challenge"] += 1
        return self._hex(f"challenge:{self._minted['challenge']}")

    def _hex(self, what: str) -> str:
        return hashlib.blake2b(f"{self._seed}:{what}".encode(), digest_size=16).hexdigest()
