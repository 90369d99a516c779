"""What a value in a request may be, and what is said of one that may not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from frontmate.simulator.files import Upload

Fields = Mapping[str, "Field"]

_PLAIN: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
    "file": (Upload,),
}


@dataclass(frozen=True, slots=True)
class Field:
    """`kinds` are JSON's words; `words` an enumeration; lengths count characters or items.

    `members` and `needs` are for an object, whose other members are let through as Front's
    description does; `items` is for an array. `is_file` travels as a part of a form only.
    """

    kinds: tuple[str, ...]
    words: tuple[str, ...] = ()
    members: Fields = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    items: "Field | None" = None
    longest: int | None = None
    is_file: bool = False

    def problems(self, value: Any, name: str = "") -> Iterator[str]:
        """What is wrong with a value, each beginning with the name of what is wrong."""
        if not any(_is(value, kind) for kind in self.kinds):
            yield f"{name}: {self.described()} expected"
        elif self.words and value is not None and value not in self.words:
            yield f"{name}: one of {', '.join(self.words)}"
        elif self._is_too_long(value):
            yield f"{name}: at most {self.longest} long"
        if isinstance(value, dict) and "object" in self.kinds:
            yield from self._problems_inside(value, f"{name}." if name else "")
        if isinstance(value, list) and "array" in self.kinds and self.items:
            for number, one in enumerate(value):
                yield from self.items.problems(one, f"{name}[{number}]")
        if isinstance(value, list) and self.is_file:
            for number, one in enumerate(value):
                if not isinstance(one, Upload):
                    yield f"{name}[{number}]: a file expected, as a part of multipart/form-data"

    def _is_too_long(self, value: Any) -> bool:
        return (
            self.longest is not None and isinstance(value, str | list) and len(value) > self.longest
        )

    def described(self) -> str:
        kinds = ["a list" if kind == "array" else kind for kind in self.kinds]
        of = f" of {self.items.described()}s" if self.items and "array" in self.kinds else ""
        return " or ".join(kinds) + of

    def _problems_inside(self, value: Mapping[str, Any], prefix: str) -> Iterator[str]:
        yield from (f"{prefix}{name}: missing" for name in self.needs if name not in value)
        for name, member in self.members.items():
            if name in value:
                yield from member.problems(value[name], f"{prefix}{name}")


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):  # a bool is an int to Python, not to Front
        return kind == "boolean"
    return isinstance(value, _PLAIN.get(kind, ()))


def a_body(*needs: str, **members: Field) -> Field:
    """A whole body: an object with these members, of which some must be there."""
    return Field(("object",), members=members, needs=needs)


STRING = Field(("string",))
STRINGS = Field(("array",), items=STRING)
BOOLEAN = Field(("boolean",))
NUMBER = Field(("number",))
OBJECT = Field(("object",))
NUMBER_OR_NULL = Field(("number", "null"))
FILE = Field(("file",), is_file=True)
FILES = Field(("array",), is_file=True)
TEXT_OR_NULL = Field(("string", "null"))
