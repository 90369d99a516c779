"""The JSON arguments of an action, read one by one; whatever is wrong is named."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from frontmate.simulator.reading import parsed

Arguments = Mapping[str, Any]
Done = dict[str, Any]

_LONGEST = 1_000_000_000.0


class ActionError(ValueError):
    """The action cannot be done as asked; the message says which argument is wrong."""


async def json_of(request: Request) -> Any:
    """Whatever JSON a request carries; an empty object where it carries nothing."""
    try:
        return parsed(await request.body() or b"{}")
    except ValueError as error:
        raise ActionError(f"not valid JSON: {error}") from error


async def of_request(request: Request) -> dict[str, Any]:
    data = await json_of(request)
    if not isinstance(data, dict):
        raise ActionError("a JSON object expected")
    return data


def text(given: Arguments, name: str) -> str:
    """A text that must be there."""
    value = given.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ActionError(f"{name}: missing")
    return value


def text_if_given(given: Arguments, name: str) -> str | None:
    return None if given.get(name) is None else text(given, name)


def blank_or_text(given: Arguments, name: str) -> str:
    """A text that may be missing, null or empty: "" then."""
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise ActionError(f"{name}: a text")
    return value or ""


def seconds(given: Arguments, name: str, default: float) -> float:
    value = given.get(name, default)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= _LONGEST:
        raise ActionError(f"{name}: seconds, 0 or more")
    return float(value)


def share(given: Arguments, name: str, default: float) -> float:
    value = given.get(name, default)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ActionError(f"{name}: a share from 0 to 1")
    return float(value)


def whole(given: Arguments, name: str, default: int, most: int) -> int:
    value = given.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ActionError(f"{name}: a whole number from 0 to {most}")
    return value


def flag(given: Arguments, name: str, default: bool) -> bool:
    value = given.get(name, default)
    if not isinstance(value, bool):
        raise ActionError(f"{name}: true or false")
    return value


def strings(given: Arguments, name: str) -> tuple[str, ...] | None:
    """A list of texts; None where it is not given, or given as null."""
    value = given.get(name)
    if value is None:
        return None
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise ActionError(f"{name}: a list of texts")
    return tuple(value)


def texts_by_name(given: Arguments, name: str) -> dict[str, str]:
    """An object whose values are texts; empty where it is not given."""
    value = given.get(name) or {}
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise ActionError(f"{name}: an object of texts")
    return value


def choice(given: Arguments, name: str, words: tuple[str, ...]) -> str | None:
    value = given.get(name)
    if value is not None and value not in words:
        raise ActionError(f"{name}: one of {', '.join(words)}")
    return value
