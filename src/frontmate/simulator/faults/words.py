"""What a rule may say, key by key; whatever is wrong is named."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

_LONGEST: Final = 1_000_000_000.0
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE: Final = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")


class UnknownFaultError(ValueError):
    """The rule cannot be understood; the message names the key."""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_pattern(value: Any) -> bool:
    try:
        re.compile(value)
    except (TypeError, re.error):
        return False
    return isinstance(value, str)


def _is_whole(least: int, most: int) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

    return check


def _is_number(most: float) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and 0 <= value <= most

    return check


def _is_header_value(value: Any) -> bool:
    return isinstance(value, str) and _VALUE.fullmatch(value) is not None


def _are_headers(value: Any) -> bool:
    return isinstance(value, dict) and all(
        _TOKEN.fullmatch(name) and _is_header_value(text) for name, text in value.items()
    )


def _is_retry_after(value: Any) -> bool:
    return _is_whole(0, 10**9)(value) or (_is_header_value(value) and bool(value))


Check = tuple[Callable[[Any], bool], str]
_SECONDS: Final[Check] = (_is_number(_LONGEST), "seconds, 0 or more")
_TEXT: Final[Check] = (_is_text, "a text")
_COUNT: Final[Check] = (_is_whole(1, 10**9), "a whole number, 1 or more")
_ARGUMENTS: Final[Check] = (lambda value: isinstance(value, dict), "an object of arguments")

EVERYWHERE: Final[Mapping[str, Check]] = {
    "nth": _COUNT,
    "times": _COUNT,
    "rate": (_is_number(1), "a share from 0 to 1"),
    "seed": (_is_whole(-(2**63), 2**63), "a whole number"),
    "seconds": _SECONDS,
}
FOR_REQUESTS: Final[Mapping[str, Check]] = {
    **EVERYWHERE,
    "method": _TEXT,
    "path_regex": (_is_pattern, "a regular expression"),
    "token": _TEXT,
    "status": (_is_whole(400, 599), "a status from 400 to 599"),
    "retry_after": (_is_retry_after, "seconds, or the header's text"),
    "retry_after_date": _SECONDS,
    "headers": (_are_headers, "an object of header values"),
    "size": (_is_whole(0, 10**9), "a number of bytes"),
    "content_type": (_is_header_value, "a content type"),
    "do": _TEXT,
    "arguments": _ARGUMENTS,
    "with": _ARGUMENTS,
}
FOR_WEBHOOKS: Final[Mapping[str, Check]] = {
    **EVERYWHERE,
    "type": _TEXT,
    "conversation": _TEXT,
    "kind": (lambda value: value in ("app", "rule"), "app or rule"),
    "copies": (_is_whole(2, 100), "a whole number from 2 to 100"),
}


def checked(
    given: Mapping[str, Any], known: Mapping[str, Check], actions: Collection[str] | None
) -> dict[str, Any]:
    """The keys that are given, null being as good as not given. `actions`: what `do` may name."""
    said = {key: value for key, value in given.items() if value is not None}
    for key, value in said.items():
        if key not in known:
            raise UnknownFaultError(f"{key}: no such key here; known are {', '.join(known)}")
        is_right, expected = known[key]
        if not is_right(value):
            raise UnknownFaultError(f"{key}: {expected} expected")
    if actions is not None and said.get("do") not in {None, *actions}:
        raise UnknownFaultError(f"do: no such action; known are {', '.join(actions)}")
    return said
