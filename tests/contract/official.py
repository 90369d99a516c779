"""Front's official description, where it lies beside the project: read, never copied.

OpenAPI 3.0 made into JSON schemas that are stricter than the description: a property that it does
not describe is a problem, too. Every schema carries its name (`x-where`), by which a problem can be
told from another and a deviation can be written down.
"""

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = dict[str, Any]

FILE = Path(__file__).parents[3] / "shared" / "front" / "core-api.json"
ABSENT = "Front's official description lies in ../shared, which is not here"

_VERBS = ("get", "post", "put", "patch", "delete")
_WORDLESS = {"example", "description", "default", "nullable", "deprecated", "discriminator"}


def is_here() -> bool:
    return FILE.exists()


@functools.cache
def description() -> Json:
    loaded: Json = json.loads(FILE.read_text("utf-8"))
    return loaded


def resolved(thing: Json) -> Json:
    """What a reference leads to, and anything else as it is."""
    while "$ref" in thing:
        found: Any = description()
        for part in thing["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        thing = found
    return thing


def anonymous(path: str) -> str:
    """`/conversations/{conversation_id}` and `/conversations/{id}` are the same path."""
    return re.sub(r"\{[^}]*\}", "{}", path)


@dataclass(frozen=True, eq=False)
class Operation:
    """One verb on one path, as described."""

    method: str
    path: str
    described: Json

    @property
    def key(self) -> str:
        """`GET /conversations/{}`."""
        return f"{self.method} {anonymous(self.path)}"

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def scope(self) -> str | None:
        scopes = self.described.get("x-required-scopes")
        return None if scopes is None else " ".join(scopes)

    def parameters(self, place: str) -> dict[str, Json]:
        """By name; `place` is `path` or `query`."""
        found = [resolved(one) for one in self.described.get("parameters", ())]
        return {one["name"]: one for one in found if one["in"] == place}

    def body(self) -> Json | None:
        """The schema of its JSON body, None where it takes none."""
        if "requestBody" not in self.described:
            return None
        content = resolved(self.described["requestBody"])["content"]["application/json"]
        return schema(content["schema"], f"{self.name} body")

    def answer(self, status: int) -> Json | None:
        """What is described for a status."""
        found = self.described["responses"].get(str(status))
        return None if found is None else resolved(found)

    def answer_schema(self, status: int) -> Json | None:
        answer = self.described["responses"][str(status)]
        named = answer.get("$ref", f"{self.name} {status}").rpartition("/")
        where = named[2] if "$ref" in answer else f"{self.name} {status}"
        content = resolved(answer).get("content", {}).get("application/json")
        return None if content is None else schema(content["schema"], where)


@functools.cache
def operations() -> Mapping[str, Operation]:
    """`GET /conversations/{}` → what the description says of it."""
    found = (
        Operation(verb.upper(), path, verbs[verb])
        for path, verbs in description()["paths"].items()
        for verb in _VERBS
        if verb in verbs
    )
    return {one.key: one for one in found}


@functools.cache
def operation_of(method: str, path: str) -> Operation | None:
    """The operation behind a concrete path; the one with fewest holes wins."""
    fitting = [
        one
        for one in operations().values()
        if one.method == method and re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", one.path), path)
    ]
    return min(fitting, key=lambda one: one.path.count("{"), default=None)


@functools.cache
def named_schema(name: str) -> Json:
    """One of the description's own schemas."""
    return schema({"$ref": f"#/components/schemas/{name}"}, name)


def schema(thing: Json, where: str) -> Json:
    """An OpenAPI 3.0 schema as a JSON schema, its references put in place.

    What stands beside a reference is void, as OpenAPI 3.0 has it: `nullable`, and `required`, which
    is kept as `x-beside`.
    """
    if "$ref" in thing:
        name = thing["$ref"].rpartition("/")[2]
        # What it is as a whole (null, another type) is said of the place that refers to it.
        beside = {"x-beside": thing["required"]} if "required" in thing else {}
        return schema(resolved(thing), name) | {"x-place": where} | beside
    if "allOf" in thing:
        own = {"required": thing.get("required", ())}
        return _merged([*(schema(one, where) for one in thing["allOf"]), own], where)
    made = {key: value for key, value in thing.items() if key not in _WORDLESS} | {"x-where": where}
    if "properties" in thing:
        properties = thing["properties"]
        made["properties"] = {k: schema(v, f"{where}.{k}") for k, v in properties.items()}
        made |= {"type": thing.get("type", "object"), "additionalProperties": False}
    if "items" in thing:
        made["items"] = schema(thing["items"], f"{where}[]")
    for either in ("oneOf", "anyOf"):
        if either in thing:
            made[either] = [schema(one, where) for one in thing[either]]
    if thing.get("nullable") and "type" in thing:
        made["type"] = [thing["type"], "null"]
        if "enum" in made:
            made["enum"] = [*made["enum"], None]
    return made


def _merged(parts: list[Json], where: str) -> Json:
    """Objects that a thing must all be at once, as one object: a later part's property wins."""
    properties = {name: one for part in parts for name, one in part.get("properties", {}).items()}
    required = [name for part in parts for name in part.get("required", ())]
    return {
        "type": "object",
        "properties": properties,
        "required": list(dict.fromkeys(required)),
        "additionalProperties": False,
        "x-where": where,
    }
