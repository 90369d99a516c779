"""Sans I/O: a call with files, as the form that carries it (facts 5.6)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from frontmate.front.errors import Refused
from frontmate.front.requests import Request

BIGGEST_FORM = 25_000_000
"""Bytes. Front says 25 MB in total, and not which: this is the smaller reading."""

_BORDERS = 250
"""Bytes around one part, at most."""


@dataclass(frozen=True)
class Form:
    """Fields by name, each with its values in order; files as (field, (name, bytes, type))."""

    fields: Mapping[str, list[bytes]]
    files: list[tuple[str, tuple[str, bytes, str]]]

    @property
    def size(self) -> int:
        """At least the bytes that go over the wire."""
        values = (
            len(name) + len(value) for name, values in self.fields.items() for value in values
        )
        files = (
            len(name.encode()) + len(content_type) + len(data)
            for _, (name, data, content_type) in self.files
        )
        return sum(size + _BORDERS for size in (*values, *files))


def form_of(request: Request) -> Form:
    """The form of a call with files; `Refused` for what Front would refuse or misunderstand.

    A form cannot say that a list is empty, and a list left out is another thing: without `cc`
    Front answers all (facts 5.2). What an empty value means to it is not known, so it is not tried.
    """
    fields: dict[str, list[bytes]] = {}
    for name, value in _flat(request.json or {}):
        if value is None:
            raise Refused(
                f"{request.method} {request.template}: {name} is empty, which no form can say",
                advice=f"Name somebody in {name}, or send it without files.",
            )
        # Half a character in a customer's words must not break a request.
        fields.setdefault(name, []).append(value.encode("utf-8", "replace"))
    form = Form(fields, [("attachments[]", _file(*one.sent_as, one.data)) for one in request.files])
    if form.size > BIGGEST_FORM:
        raise Refused(
            f"{request.method} {request.template}: more than 25 MB in all",
            advice="Send fewer or smaller files, or a link to them.",
        )
    return form


def _file(name: str, content_type: str, data: bytes) -> tuple[str, bytes, str]:
    return name, data, content_type


def _flat(fields: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, str | None]]:
    """`to[]`, `options[archive]`, …; None stands for what is empty."""
    for key, value in fields.items():
        name = f"{within}[{key}]" if within else key
        if isinstance(value, Mapping):
            yield from _flat(value, name)
        elif isinstance(value, list):
            yield from ((f"{name}[]", _said(one)) for one in value or [None])
        else:
            yield name, _said(value)


def _said(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)
