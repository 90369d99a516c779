"""Core values as JSON and back. Texts are taken out on the way in and put back on the way out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import cattrs
from cattrs import BaseValidationError
from cattrs.strategies import configure_tagged_union

from frontmate.conversation.actions import Action
from frontmate.conversation.events import Event
from frontmate.conversation.outcome import Outcome
from frontmate.conversation.text import EMPTY, Text

_TEXT = "$text"

Json = dict[str, Any]


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=False)
    for kind in (datetime, date, time):
        converter.register_unstructure_hook(kind, lambda value: value.isoformat())
        converter.register_structure_hook(kind, lambda value, cls: cls.fromisoformat(value))
    converter.register_unstructure_hook(timedelta, lambda value: value.total_seconds())
    converter.register_structure_hook(timedelta, lambda value, _: timedelta(seconds=value))
    converter.register_unstructure_hook(Text, lambda value: {_TEXT: value.body})
    converter.register_structure_hook(Text, lambda value, _: Text(value.get(_TEXT) or ""))
    for union in (Outcome, Event, Action):
        configure_tagged_union(union, converter)
    return converter


_CONVERTER = _converter()


@dataclass(frozen=True)
class Skeleton:
    """A value without its words: `body` names each by its place in `texts`."""

    body: Json
    texts: tuple[str, ...]

    def with_ids(self, ids: tuple[int, ...]) -> Json:
        replaced: Json = _replace(
            self.body, lambda place: ids[place] if place is not None else None
        )
        return replaced


def encode(value: object, as_type: Any = None) -> Skeleton:
    """Split a value into its skeleton and its words. `as_type` names the union it belongs to."""
    plain = _CONVERTER.unstructure(value, unstructure_as=as_type)
    found: list[str] = []

    def place(body: str) -> int | None:
        if not body:
            return None
        found.append(body)
        return len(found) - 1

    return Skeleton(_replace(plain, place), tuple(found))


def text_ids(body: Json) -> tuple[int, ...]:
    return tuple(_texts_in(body))


def decode(body: Json, words: Mapping[int, str], as_type: Any) -> Any:
    """The value again; an erased text reads as the empty one."""
    filled = _replace(body, lambda number: words.get(number, EMPTY.body))
    return _CONVERTER.structure(filled, as_type)


def decode_known(body: Json | None, words: Mapping[int, str], as_type: Any) -> Any:
    """As `decode`; None for nothing, and for what another version wrote in a shape that is not
    known here: what tells of old times must open all the same."""
    if body is None:
        return None
    try:
        return decode(body, words, as_type)
    except (BaseValidationError, KeyError, TypeError, ValueError):
        return None


def _replace(value: Any, change: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {_TEXT}:
            return {_TEXT: change(value[_TEXT])}
        return {key: _replace(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        return [_replace(item, change) for item in value]
    return value


def _texts_in(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        if value.keys() == {_TEXT}:
            if value[_TEXT] is not None:
                yield value[_TEXT]
            return
        for item in value.values():
            yield from _texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts_in(item)
