"""Multipart bodies: `to[]` or `to[0]`, `options[archive]`, `sender[name]`, files (facts 5.6).

A form knows no types: what a value is meant to be is read from the call's `Field` table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from frontmate.simulator.files import MOST_BYTES, Upload
from frontmate.simulator.wire.fields import Field

# Boundaries and names of a form are not counted.
LARGEST_BODY: Final = MOST_BYTES + 1024 * 1024
_KEPT: Final = "frontmate.form"
_NAME: Final = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_STEP: Final = re.compile(r"\[([^\[\]]*)\]")
# What `to[]` adds stands under a name that no field can have.
_APPENDED: Final = "]"
_INDEX: Final = re.compile(r"\]?[0-9]{1,4}")
_DEEPEST: Final = 8
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")

Leaf = str | Upload


class FormError(ValueError):
    """The form cannot be read; `status` is what to answer."""

    def __init__(self, problem: str, status: int = 400) -> None:
        super().__init__(problem)
        self.status = status


@dataclass(slots=True)
class Node:
    """What stands below one name, in the order in which it came."""

    members: "dict[str, Node | Leaf]" = field(default_factory=dict)

    @property
    def has_appended(self) -> bool:
        return any(name.startswith(_APPENDED) for name in self.members)

    @property
    def is_list(self) -> bool:
        return all(_INDEX.fullmatch(name) for name in self.members)

    def ordered(self) -> "list[Node | Leaf]":
        """By index, then what came without one."""
        names = sorted(
            self.members, key=lambda n: (n.startswith(_APPENDED), int(n.lstrip(_APPENDED)))
        )
        return [self.members[name] for name in names]

    def key(self, step: str) -> str:
        """Where `[step]` leads; `[]` always leads to a new place."""
        return step or f"{_APPENDED}{sum(n.startswith(_APPENDED) for n in self.members)}"


class _Parser(MultiPartParser):
    """Starlette's own lets a form pass that breaks off in the middle."""

    is_whole = False

    def on_end(self) -> None:
        self.is_whole = True


def is_form(request: Request) -> bool:
    kind: str = request.headers.get("content-type", "")
    return kind.partition(";")[0].strip().casefold() == "multipart/form-data"


async def form_of(request: Request) -> Node:
    """The form as a tree of names; parsed once, for the journal and for the endpoint."""
    kept: Node | FormError | None = request.scope.get(_KEPT)
    if kept is None:
        try:
            kept = _tree(await _parts(request))
        except FormError as error:
            kept = error
        request.scope[_KEPT] = kept
    if isinstance(kept, FormError):
        raise kept
    return kept


async def readable(request: Request) -> Any:
    """For the journal: names and texts as they came, files by name, type and size."""
    try:
        return _shown(await form_of(request))
    except FormError as error:
        return f"a form that cannot be read: {error}"


def typed(form: Node, body: Field) -> tuple[dict[str, Any], list[str]]:
    """The object that a form stands for, and where files are that may not be there.

    A text that does not fit its field stays a text, for the field to complain of.
    """
    misplaced: list[str] = []
    made = {
        name: _value(member, body.members.get(name), name, misplaced)
        for name, member in form.members.items()
    }
    return made, misplaced


async def _parts(request: Request) -> list[tuple[str, Leaf]]:
    if len(await request.body()) > LARGEST_BODY:
        raise FormError("more than 25 MB", 413)
    parser = _Parser(request.headers, request.stream(), max_part_size=MOST_BYTES)
    try:
        form = await parser.parse()
    except (MultiPartException, ValueError) as error:
        raise FormError(getattr(error, "message", "") or str(error)) from error
    parts = [(name, await _leaf(value)) for name, value in form.multi_items()]
    if not parser.is_whole:
        raise FormError("it breaks off before its end")
    if sum(len(leaf if isinstance(leaf, str) else leaf.data) for _, leaf in parts) > MOST_BYTES:
        raise FormError("more than 25 MB", 413)
    return parts


async def _leaf(value: str | UploadFile) -> Leaf:
    if isinstance(value, str):
        return value
    data = await value.read()
    await value.close()
    kind = value.content_type or "application/octet-stream"
    cid = value.headers.get("content-id", "").strip("<> ")
    return Upload(value.filename or "attachment", kind, data, cid or None)


def _tree(parts: list[tuple[str, Leaf]]) -> Node:
    root = Node()
    for name, leaf in parts:
        if not _can_be_written(name) or not all(map(_can_be_written, _texts(leaf))):
            raise FormError("it has characters that are none")
        match = _NAME.fullmatch(name)
        if match is None:
            raise FormError(f"{name}: no name of a field")
        steps = [match[1], *_STEP.findall(match[2])]
        if len(steps) > _DEEPEST:
            raise FormError(f"{match[1]}: too deep")
        _put(root, steps, leaf, name)
    return root


def _put(node: Node, steps: list[str], leaf: Leaf, name: str) -> None:
    for step in steps[:-1]:
        inner = node.members.setdefault(node.key(step), Node())
        if not isinstance(inner, Node):
            raise FormError(f"{name}: given as one value and as several")
        node = inner
    key = node.key(steps[-1])
    if key in node.members:
        raise FormError(f"{name}: given twice")
    node.members[key] = leaf


def _texts(leaf: Leaf) -> Iterator[str]:
    if isinstance(leaf, str):
        yield leaf
    else:
        yield from (leaf.filename, leaf.content_type, leaf.cid or "")


def _can_be_written(text: str) -> bool:
    """A strange charset can give half characters, which no JSON can carry."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _value(value: Node | Leaf, wanted: Field | None, name: str, misplaced: list[str]) -> Any:
    if isinstance(value, Node):
        return _inner(value, wanted, name, misplaced)
    if isinstance(value, Upload):
        if wanted is None or not wanted.is_file:
            misplaced.append(f"{name}: files may only be attachments")
        return value
    return _scalar(value, wanted)


def _inner(node: Node, wanted: Field | None, name: str, misplaced: list[str]) -> Any:
    kinds = wanted.kinds if wanted else ()
    is_list = node.is_list and ("object" not in kinds or node.has_appended)
    if not is_list:
        members = wanted.members if wanted else {}
        return {
            key: _value(member, members.get(key), f"{name}.{key}", misplaced)
            for key, member in node.members.items()
        }
    items = wanted.items or (wanted if wanted.is_file else None) if wanted else None
    found = node.ordered()
    # A form has no other way of saying that a list is empty; whether Front reads it so is a guess.
    if found == [""] and "array" in kinds:
        return []
    return [_value(one, items, f"{name}[{n}]", misplaced) for n, one in enumerate(found)]


def _scalar(text: str, wanted: Field | None) -> Any:
    kinds = wanted.kinds if wanted else ()
    if "boolean" in kinds and text in {"true", "false"}:
        return text == "true"
    if {"number", "integer"}.intersection(kinds) and (match := _NUMBER.fullmatch(text)):
        return float(text) if match[1] else int(text)
    return text


def _shown(value: Node | Leaf) -> Any:
    if isinstance(value, Node):
        if value.is_list and value.members:
            return [_shown(one) for one in value.ordered()]
        return {name: _shown(one) for name, one in value.members.items()}
    if isinstance(value, Upload):
        kind, size = value.content_type, len(value.data)
        return {"filename": value.filename, "content_type": kind, "size": size}
    return value
