"""What the description has against a value, less the deviations.

Everything is held against the description as it stands first; a deviation then takes away single
problems, and each use of one is counted.
"""

import fnmatch
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import jsonschema
from jsonschema.exceptions import ValidationError

from tests.contract import official
from tests.contract.deviations import DEVIATIONS, Deviation, Kind, Side
from tests.contract.official import Json

_KINDS: dict[str, Kind] = {
    "type": "type",
    "enum": "word",
    "required": "absent",
    "additionalProperties": "unknown",
    "oneOf": "either",
    "anyOf": "either",
}
# What an event is about, by the word in `_meta`; the description offers all of them for any word.
_PARTS = {
    "teammate": "TeammateResponse",
    "rule": "RuleResponse",
    "inboxes": "InboxResponse",
    "message": "MessageResponse",
    "comment": "CommentResponse",
    "tag": "TagResponse",
    "link": "LinkResponse",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """`where` is what is described, `at` the path to what was found."""

    where: str
    kind: Kind
    message: str
    at: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        return f"{self.where}: {self.message} ({self.kind})"


@dataclass
class Judge:
    """Judges, and remembers which deviations it needed."""

    deviations: tuple[Deviation, ...] = DEVIATIONS
    used: Counter[Deviation] = field(default_factory=Counter)

    def unused(self) -> list[Deviation]:
        return [one for one in self.deviations if not self.used[one]]

    def left(self, problems: Iterable[Problem], side: Side) -> list[Problem]:
        """The problems that no deviation takes away."""
        return [one for one in problems if not self._is_known(one, side)]

    def value(self, schema: Json, value: Any, side: Side) -> list[Problem]:
        """What is wrong with a value; what an event is about is judged as what it says it is."""
        left: list[Problem] = []
        for problem in problems_of(schema, value):
            if not self._is_known(problem, side):
                left.append(problem)
            elif problem.kind == "either":
                left += self._part(value, problem, side)
        return left

    def _part(self, whole: Any, problem: Problem, side: Side) -> list[Problem]:
        end = whole
        for step in problem.at[:-1]:
            end = end[step]
        name, data = _PARTS.get(end["_meta"]["type"]), end["data"]
        if name is None:
            return []
        things = data if isinstance(data, list) else [data]
        return [p for one in things for p in self.value(official.named_schema(name), one, side)]

    def _is_known(self, problem: Problem, side: Side) -> bool:
        for one in self.deviations:
            if (
                one.kind == problem.kind
                and side in one.sides
                and fnmatch.fnmatchcase(problem.where, one.where)
            ):
                self.used[one] += 1
                return True
        return False


def problems_of(schema: Json, value: Any) -> Iterator[Problem]:
    """Every place where a value breaks a schema of `official`."""
    for error in _Strict(schema).iter_errors(value):
        kind = _KINDS.get(str(error.validator), "size")
        where = error.schema["x-where"]
        if kind in {"absent", "unknown"}:
            where = f"{where}.{error.validator_value}"
        elif kind == "type":
            where = error.schema.get("x-place", where)
            kind = "null" if error.instance is None else kind
        yield Problem(where, kind, error.message[:200], tuple(error.absolute_path))


def _required(
    _validator: Any, required: list[str], instance: Any, _schema: Json
) -> Iterator[ValidationError]:
    """One error for each property, which names it."""
    for name in required if isinstance(instance, dict) else ():
        if name not in instance:
            yield ValidationError("missing", validator="required", validator_value=name)


def _no_others(
    _validator: Any, _false: bool, instance: Any, schema: Json
) -> Iterator[ValidationError]:
    for name in instance if isinstance(instance, dict) else ():
        if name not in schema["properties"]:
            message = "not described"
            yield ValidationError(message, validator="additionalProperties", validator_value=name)


_Strict = jsonschema.validators.extend(  # type: ignore[no-untyped-call] # untyped upstream
    jsonschema.Draft4Validator, {"required": _required, "additionalProperties": _no_others}
)
