"""A storm: a set of rules from one seed, in which everything happens now and then."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from frontmate.simulator.faults.rule import Rule
from frontmate.simulator.faults.words import UnknownFaultError

_OF_A_CONVERSATION: Final = "^/conversations/[^/]+"
# By share: the rules it is divided among, as evenly as can be.
_RULES: Final[Mapping[str, tuple[Mapping[str, Any], ...]]] = {
    "drop": ({"webhook": "drop"},),
    "duplicate": ({"webhook": "duplicate"},),
    "delay": ({"webhook": "delay"},),
    "reorder": ({"webhook": "reorder"},),
    "errors": (
        {"effect": "status", "status": 500},
        {"effect": "status", "status": 503},
        {"effect": "status_after", "status": 502},
    ),
    "html": ({"effect": "html_error"}, {"effect": "html_error_after"}),
    "throttled": (
        {"effect": "status", "status": 429, "retry_after": 1},
        {"effect": "status", "status": 429},
    ),
    "timeouts": ({"effect": "timeout_before"}, {"effect": "timeout_after"}),
    "resets": ({"effect": "reset_before"}, {"effect": "reset_after"}),
    "slow": ({"effect": "slow"}, {"effect": "slow_after"}),
    "mangled": (
        {"effect": "truncated"},
        {"effect": "drip"},
        {"effect": "empty"},
        {"effect": "wrong_type"},
    ),
    "takeovers": (
        {"effect": "on_request", "do": "assign", "path_regex": _OF_A_CONVERSATION},
        {"effect": "on_answer", "do": "assign", "path_regex": _OF_A_CONVERSATION},
    ),
}
SHARES: Final = tuple(_RULES)
_WITHOUT_A_NUMBER: Final = 0.1


def storm(given: Mapping[str, Any], people: list[str]) -> list[Rule]:
    """`{"seed": n, <share>: 0 to 1 …}`; true is a tenth. `people` are those who take over.

    Every rule has a seed of its own, worked out from the storm's, so that leaving out one share
    changes nothing about the others. UnknownFaultError names the key that is wrong.
    """
    unknown = sorted(set(given) - {"seed", *SHARES})
    if unknown:
        raise UnknownFaultError(f"{unknown[0]}: no such key here; known are seed, {_listed()}")
    seed = given.get("seed", 0)
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise UnknownFaultError("seed: a whole number expected")
    rules = []
    for name in SHARES:
        share = _share(name, given.get(name))
        for number, data in enumerate(_RULES[name]):
            if share:
                own = _derived(seed, f"{name} {number}")
                more = {"rate": share / len(_RULES[name]), "seed": own}
                rules.append(Rule.parse({**data, **more, **_person(data, own, people)}))
    return rules


def _person(data: Mapping[str, Any], seed: int, people: list[str]) -> dict[str, Any]:
    if data.get("do") != "assign":
        return {}
    if not people:
        raise UnknownFaultError("takeovers: nobody there who could take over")
    person = people[seed % len(people)]
    return {"with": {"teammate": person, "by": person}}


def _share(name: str, value: Any) -> float:
    if value is None or isinstance(value, bool):
        return _WITHOUT_A_NUMBER if value else 0.0
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise UnknownFaultError(f"{name}: a share from 0 to 1 expected, or true for a tenth")
    return float(value)


def _derived(seed: int, name: str) -> int:
    digest = hashlib.blake2b(f"{seed}:{name}".encode(), digest_size=6).digest()
    return int.from_bytes(digest)


def _listed() -> str:
    return ", ".join(SHARES)
