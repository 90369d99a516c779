"""Reading JSON that others wrote: what is missing, null or of the wrong type is never raised.

Front's payloads differ from its own description, and by year (facts 12), so every field is read
through one of these.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a time that Front did not give."""

DEEPEST = 64
"""Levels of nesting taken; Front's own objects have about eight."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_HOST = re.compile(r"[a-z0-9._-]{1,253}|[0-9a-f:.]{2,45}")
_NOTHING: Mapping[str, Any] = {}


class UnreadableError(ValueError):
    """The bytes are not JSON that we take: syntax, encoding, depth, or a number out of range."""


def parse_json(body: bytes) -> Any:
    """The JSON in `body`, or `UnreadableError`.

    NUL characters and lone surrogates become U+FFFD: PostgreSQL refuses the one and UTF-8 the
    other, and a customer's message must not be lost for either.
    """
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(type(error).__name__) from None
    return _storable(value, DEEPEST)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(number: str) -> float:
    value = float(number)
    if math.isinf(value):
        raise ValueError("out of range")
    return value


def _storable(value: Any, levels: int) -> Any:
    if levels == 0:
        raise UnreadableError("nested too deeply")
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_storable(item, levels - 1) for item in value]
    if isinstance(value, dict):
        return {_storable(key, 1): _storable(item, levels - 1) for key, item in value.items()}
    return value


def a_mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else _NOTHING


def mapping(obj: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """The object at the end of `path`, or an empty one."""
    for key in path:
        obj = a_mapping(obj.get(key))
    return obj


def mappings(obj: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    """The objects in a list; whatever else stands in it is passed over."""
    value = obj.get(key)
    if isinstance(value, list | tuple):
        yield from (item for item in value if isinstance(item, Mapping))


def text(obj: Mapping[str, Any], key: str) -> str | None:
    """A string that is not empty, or None."""
    value = obj.get(key)
    return value if isinstance(value, str) and value else None


def flag(obj: Mapping[str, Any], key: str) -> bool | None:
    """True or false, or None where neither is said."""
    value = obj.get(key)
    return value if isinstance(value, bool) else None


def count(obj: Mapping[str, Any], key: str) -> int | None:
    """A whole number from zero up, or None."""
    value = obj.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def moment(obj: Mapping[str, Any], key: str) -> datetime | None:
    """A time in UTC from Unix seconds with up to three decimals (facts 1), or None."""
    value = obj.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def linked_id(obj: Mapping[str, Any], name: str) -> str | None:
    """The id at the end of the link `_links.related.<name>`; the link itself is never followed."""
    link = mapping(obj, "_links", "related").get(name)
    return last_segment(link) if isinstance(link, str) else None


def host_of(url: str) -> str:
    """The host of a URL in lower case, or nothing; safe to show."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host if _HOST.fullmatch(host) else ""


def is_fronts(host: str) -> bool:
    """Whether a host, in lower case, is one of Front's own."""
    return host == "frontapp.com" or host.endswith(".frontapp.com")


def last_segment(url: str) -> str | None:
    """The last part of a URL's path, unquoted, or None."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    return unquote(path.rstrip("/").rpartition("/")[2]) or None
