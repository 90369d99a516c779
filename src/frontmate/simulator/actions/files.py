"""Files in the arguments of an action: `{filename, content_type, base64 | text, inline, cid}`."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from frontmate.simulator.actions import arguments
from frontmate.simulator.actions.arguments import ActionError, Arguments
from frontmate.simulator.files import MOST_BYTES, Upload


def uploads(given: Arguments, name: str = "attachments") -> tuple[Upload, ...]:
    """Empty where none are given."""
    files = given.get(name) or []
    if not isinstance(files, list | tuple) or not all(isinstance(f, Mapping) for f in files):
        raise ActionError(f"{name}: a list of {{filename, content_type, base64 or text}}")
    found = tuple(_upload(file) for file in files)
    if sum(len(file.data) for file in found) > MOST_BYTES:
        raise ActionError(f"{name}: more than 25 MB")
    return found


def readable(given: Arguments) -> dict[str, Any]:
    """The arguments with the files' sizes in place of what is in them, for the journal."""
    files = given.get("attachments")
    if not isinstance(files, list) or not all(isinstance(file, dict) for file in files):
        return dict(given)
    return dict(given) | {"attachments": [_described(file) for file in files]}


def _described(given: Mapping[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in given.items() if key not in {"base64", "text"}}
    text, encoded = str(given.get("text", "")), str(given.get("base64", ""))
    return rest | {"size": len(text.encode()) or len(encoded) * 3 // 4}


def _upload(given: Mapping[str, Any]) -> Upload:
    cid = arguments.text_if_given(given, "cid")
    return Upload(
        arguments.text(given, "filename"),
        arguments.text_if_given(given, "content_type") or "application/octet-stream",
        _data(given),
        cid,
        arguments.flag(given, "inline", False),
    )


def _data(given: Mapping[str, Any]) -> bytes:
    if "text" in given:
        return arguments.blank_or_text(given, "text").encode()
    encoded = arguments.blank_or_text(given, "base64")
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ActionError(f"base64: {error}") from error
