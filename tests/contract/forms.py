"""A multipart form as the JSON that Front's description has in its place, and the way back.

Names are `to[]`, `to[0]`, `options[archive]`; numbers and booleans travel as text (facts 5.6).
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

from tests.contract.official import Json

A_FILE = "(a file)"
"""What stands for the bytes of a file: the description has them as a string."""


def as_json(content_type: str, body: bytes, schema: Json) -> Any:
    """ValueError for a part that has no name."""
    tree: Json = {}
    for name, value in _parts(content_type, body):
        first, *more = re.findall(r"^[^\[]+|(?<=\[)[^\]]*(?=\])", name)
        node = tree
        for step, below in zip([first, *more], [*more, None], strict=True):
            # What `[]` adds has the next number.
            key = step or str(len(node))
            node[key] = value if below is None else node.get(key, {})
            node = node[key]
    return typed(tree, schema)


def as_fields(body: Json) -> dict[str, list[str]]:
    """A JSON body as the fields of a form, each with its values."""
    made: dict[str, list[str]] = {}
    for name, value in body.items():
        for field, text in _flat(name, value):
            made.setdefault(field, []).append(text)
    return made


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{name}[{key}]", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _flat(f"{name}[{number if isinstance(inner, dict) else ''}]", inner)
    else:
        yield name, str(value).lower() if isinstance(value, bool) else str(value)


def _parts(content_type: str, body: bytes) -> Iterator[tuple[str, str]]:
    head = f"content-type: {content_type}\r\nmime-version: 1.0\r\n\r\n".encode()
    for part in message_from_bytes(head + body, policy=policy.HTTP).iter_parts():
        name = part.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            raise ValueError("a part of the form without a name")
        text = part.get_payload(decode=True)
        is_file = part.get_filename() is not None
        yield name, A_FILE if is_file else bytes(text or b"").decode()


def typed(value: Any, schema: Json) -> Any:
    """What a text or a tree of texts stands for where the schema wants something else."""
    kind = schema.get("type")
    if isinstance(value, dict) and kind == "array":
        return [typed(one, schema.get("items", {})) for one in value.values()]
    if isinstance(value, dict):
        inner = schema.get("properties", {})
        return {name: typed(one, inner.get(name, {})) for name, one in value.items()}
    if kind == "boolean" and value in {"true", "false"}:
        return value == "true"
    if kind in {"number", "integer"} and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return float(value) if "." in value else int(value)
    return value
