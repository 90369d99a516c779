"""What a request may carry, and refusals that name the field."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request

from frontmate.simulator.reading import parsed
from frontmate.simulator.wire.errors import ApiError

Fields = Mapping[str, tuple[type, ...]]
NULL: Final = type(None)
STRING: Final = (str,)
STRINGS: Final = (list,)

REPLY: Final[Fields] = {
    "body": STRING,
    "to": STRINGS,
    "cc": STRINGS,
    "bcc": STRINGS,
    "sender_name": STRING,
    "subject": STRING,
    "author_id": STRING,
    "channel_id": STRING,
    "text": STRING,
    "quote_body": STRING,
    "options": (dict,),
    "signature_id": STRING,
    "should_add_default_signature": (bool,),
}
DRAFT: Final[Fields] = {
    "body": STRING,
    "to": STRINGS,
    "cc": STRINGS,
    "bcc": STRINGS,
    "subject": STRING,
    "author_id": STRING,
    "channel_id": STRING,
    "quote_body": STRING,
    "mode": STRING,
    "signature_id": STRING,
    "should_add_default_signature": (bool,),
}
DRAFT_EDIT: Final[Fields] = {**DRAFT, "version": STRING}
DRAFT_DELETE: Final[Fields] = {"version": STRING}
REPLY_OPTIONS: Final[Fields] = {"tag_ids": STRINGS, "archive": (bool,)}
COMMENT: Final[Fields] = {"body": STRING, "author_id": STRING, "is_pinned": (bool,)}
CONVERSATION: Final[Fields] = {
    # Front's description says string, its text says null, a working client sends "".
    "assignee_id": (str, NULL),
    "inbox_id": STRING,
    "status": STRING,
    "status_id": STRING,
    "tag_ids": STRINGS,
    "description": (str, NULL),
    "due_at": (int, float, NULL),
    "custom_fields": (dict,),
}
ASSIGNEE: Final[Fields] = {"assignee_id": (str, NULL)}
TAG_IDS: Final[Fields] = {"tag_ids": STRINGS}
TAG: Final[Fields] = {
    "name": STRING,
    "description": (str, NULL),
    "highlight": (str, NULL),
    "is_visible_in_conversation_lists": (bool,),
}


async def read_json(request: Request, fields: Fields, *required: str) -> dict[str, Any]:
    """The checked JSON object of a request; 400 names every field that is wrong."""
    try:
        data = parsed(await request.body() or b"{}")
    except ValueError as error:
        raise ApiError(400, "Request body is not valid JSON", str(error)) from error
    if not isinstance(data, dict):
        raise ApiError(400, "Request body must be a JSON object")
    check(data, fields, *required)
    return data


def check(data: Mapping[str, Any], fields: Fields, *required: str, prefix: str = "") -> None:
    wrong = [f"{prefix}{name}: missing" for name in required if name not in data]
    for name, kinds in fields.items():
        if name in data and not _is_one_of(data[name], kinds):
            wrong.append(f"{prefix}{name}: {_described(kinds)} expected")
    if wrong:
        raise ApiError(400, "Request body did not pass validation", *wrong)


def _is_one_of(value: Any, kinds: tuple[type, ...]) -> bool:
    if isinstance(value, bool):  # a bool is an int to Python, not to Front
        return bool in kinds
    if kinds == STRINGS:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, kinds)


def _described(kinds: tuple[type, ...]) -> str:
    if kinds == STRINGS:
        return "a list of strings"
    names = {str: "string", bool: "boolean", dict: "object", NULL: "null"}
    return " or ".join(names.get(kind, "number") for kind in kinds)
