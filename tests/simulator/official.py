"""Front's official description as a judge of answers and bodies, where it lies beside the project.

Real bodies break it in places: fields that are null where it says object or string, a list of
locales that is too short, a required field that it does not describe, and what an event is about
(its `oneOf` fits two things at once). Only these are let through.
"""

import functools
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

Json = dict[str, Any]

FILE = Path(__file__).parents[3] / "shared" / "front" / "core-api.json"
NULL_IN_REALITY = {
    "assignee",
    "author",
    "avatar_url",
    "error_type",
    "owner",
    "signature",
    "version",
}


@functools.cache
def description() -> Json:
    """The whole description; skips the test where it is not."""
    if not FILE.exists():
        pytest.skip("Front's official description lies in ../shared, which is not here")
    loaded: Json = json.loads(FILE.read_text("utf-8"))
    return loaded


def anonymous(path: str) -> str:
    """`/conversations/{conversation_id}` and `/conversations/{id}` are the same path."""
    return re.sub(r"\{[^}]*\}", "{}", path)


@functools.cache
def operations() -> dict[str, Json]:
    """`GET /conversations/{}` → what the description says of it."""
    return {
        f"{verb.upper()} {anonymous(path)}": operation
        for path, verbs in description()["paths"].items()
        for verb, operation in verbs.items()
        if verb in {"get", "post", "put", "patch", "delete"}
    }


def operation_of(method: str, path: str) -> Json:
    """The operation behind a concrete path; the one with fewest holes wins."""
    fitting = [
        key
        for key in operations()
        if key.startswith(f"{method} ")
        and re.fullmatch(re.escape(key.split(" ", 1)[1]).replace(r"\{\}", "[^/]+"), path)
    ]
    assert fitting, f"Front has no {method} {path}"
    return operations()[min(fitting, key=lambda key: key.count("{}"))]


def problems_of_answer(method: str, path: str, status: int, body: Any) -> list[str]:
    """What the description has against an answer."""
    operation = operation_of(method, path)
    if str(status) not in operation["responses"]:
        return [f"{status} is none of {sorted(operation['responses'])}"]
    answer = _resolved(operation["responses"][str(status)])
    content = answer.get("content", {}).get("application/json")
    if content is None:
        return [] if body is None else ["an answer without a body was described"]
    return _problems(_schema(content["schema"]), body)


def problems_of_body(method: str, path: str, body: Any) -> list[str]:
    """What the description has against a request's body."""
    described = _resolved(operation_of(method, path)["requestBody"])
    return _problems(_schema(described["content"]["application/json"]["schema"]), body)


def _problems(schema: Json, body: Any) -> list[str]:
    found = jsonschema.Draft4Validator(schema).iter_errors(body)
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in found]


def _resolved(thing: Json) -> Json:
    while "$ref" in thing:
        found: Any = description()
        for part in thing["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        thing = found
    return thing


def _schema(thing: Any, name: str = "") -> Any:
    """An OpenAPI 3.0 schema as a JSON schema, its references put in place."""
    if isinstance(thing, list):
        return [_schema(one, name) for one in thing]
    if not isinstance(thing, dict):
        return thing
    thing = _resolved(thing)
    made = {
        key: {inner: _schema(value[inner], inner) for inner in value}
        if key == "properties"
        else _schema(value, name)
        for key, value in thing.items()
        if key not in {"example", "description", "default", "nullable"}
    }
    if name == "locale":
        made.pop("enum", None)
    if name == "data":
        made.pop("oneOf", None)
    if "required" in made and "properties" in made:
        made["required"] = [one for one in made["required"] if one in made["properties"]]
    if "type" in thing and (thing.get("nullable") or name in NULL_IN_REALITY):
        made["type"] = [thing["type"], "null"]
        if "enum" in made:
            made["enum"] = [*made["enum"], None]
    return made
