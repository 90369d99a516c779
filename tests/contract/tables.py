"""What the stand-in lets a request carry, against what the description says of it, both ways.

Its tables of fields are compared with the schemas as they are written, and then the stand-in is
asked: each field with a value of a wrong kind, each required one left out, has to be refused by
name, and nothing may have happened.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from frontmate.simulator.wire.fields import Field
from tests.contract import samples
from tests.contract.answered import judged
from tests.contract.findings import Findings
from tests.contract.happened import settled
from tests.contract.judge import Problem
from tests.contract.official import Json, Operation
from tests.contract.queried import wrong_queries
from tests.contract.routes import Served, served
from tests.contract.standing import StandIn
from tests.contract.world import World, furnished

_WRONG: Final[dict[str, Any]] = {
    "string": 5,
    "number": "five",
    "integer": "five",
    "boolean": "yes",
    "array": "one",
    "object": "one",
}
Path = tuple[str | int, ...]


async def tables(findings: Findings) -> None:
    """All in one world, in which nothing happens as long as everything is refused."""
    async with furnished() as world:
        for call in served(world.stand_in):
            if call.operation is not None:
                problems = _difference(call, call.operation)
                left = findings.judge.left(problems, "field")
                findings.problems(f"the table of {call.operation.name}", left)
                await _refuses(findings, world, call.operation)


def _difference(call: Served, operation: Operation) -> Iterator[Problem]:
    schema, field = operation.body(), call.body
    if schema is None or field is None:
        if (schema is None) != (field is None):
            yield Problem(operation.name, "absent", "only one of table and description has a body")
    else:
        yield from compared(field, schema)


def compared(field: Field, schema: Json) -> Iterator[Problem]:
    """Where a table of ours and a schema of Front's disagree, all the way down."""
    where = str(schema.get("x-place", schema["x-where"]))
    if samples.is_file(schema) or field.is_file:
        if samples.is_file(schema) != field.is_file:
            yield Problem(where, "type", "files for one of the two only")
        return
    theirs, ours = _kinds(schema), set(field.kinds)
    if theirs - {"null"} != ours - {"null"}:
        yield Problem(where, "type", f"{sorted(ours)} where {sorted(theirs)} is described")
    if ("null" in theirs) != ("null" in ours):
        yield Problem(where, "null", "null for one of the two only")
    if set(field.words) != set(schema.get("enum", ())) - {None}:
        yield Problem(where, "word", f"{field.words}")
    if field.longest != schema.get("maxLength", schema.get("maxItems")):
        yield Problem(where, "size", f"{field.longest}")
    if "object" in theirs and "properties" in schema:
        yield from _members(field, schema)
    if "items" in schema and field.items is not None:
        yield from compared(field.items, schema["items"])
    elif ("items" in schema) != (field.items is not None):
        yield Problem(f"{where}[]", "type", "items for one of the two only")


def _members(field: Field, schema: Json) -> Iterator[Problem]:
    where, theirs = schema["x-where"], schema["properties"]
    for name in sorted(theirs.keys() - field.members.keys()):
        yield Problem(f"{where}.{name}", "absent", "the table does not know it")
    for name in sorted(field.members.keys() - theirs.keys()):
        yield Problem(f"{where}.{name}", "unknown", "only the table has it")
    for name in sorted(set(field.needs) ^ set(schema.get("required", ()))):
        yield Problem(f"{where}.{name}", "absent", "required by one of the two only")
    for name in sorted(theirs.keys() & field.members.keys()):
        yield from compared(field.members[name], theirs[name])


def _kinds(schema: Json) -> set[str]:
    kinds = schema.get("type", "string" if "enum" in schema else None)
    return set(kinds) if isinstance(kinds, list) else {kinds} if kinds else set()


@dataclass(frozen=True)
class Wrong:
    """A body with one thing wrong in it; `name` is how a refusal has to begin."""

    name: str
    problem: Problem
    body: Json


def wrong_bodies(operation: Operation, world: World) -> Iterator[Wrong]:
    """Each thing that can be wrong in a body, alone."""
    schema = operation.body() or {}
    for name in schema.get("required", ()):
        body = samples.body(operation, world)
        del body[name]
        yield Wrong(name, Problem(f"{schema['x-where']}.{name}", "absent", "missing"), body)
    for name, inner in schema.get("properties", {}).items():
        body = samples.body(operation, world, name)
        for path, problem, value in _wrong(inner, (name,)):
            yield Wrong(_written(path), problem, _with(body, path, value))


def _wrong(schema: Json, path: Path) -> Iterator[tuple[Path, Problem, Any]]:
    where = str(schema.get("x-place", schema["x-where"]))
    kinds = _kinds(schema)
    kind = next(iter(kinds - {"null"}), "string")
    yield path, Problem(where, "type", "another kind"), _WRONG[kind]
    if "null" not in kinds:
        yield path, Problem(where, "null", "null"), None
    if "enum" in schema:
        yield path, Problem(where, "word", "no such word"), "nonsense"
    if "maxLength" in schema:
        yield path, Problem(where, "size", "too long"), "x" * (schema["maxLength"] + 1)
    if "maxItems" in schema:
        yield path, Problem(where, "size", "too many"), ["x"] * (schema["maxItems"] + 1)
    if samples.is_file(schema):
        yield path, Problem(where, "type", "a file in JSON"), ["bytes"]
    elif kind == "array":
        yield from _wrong(schema["items"], (*path, 0))
    for name, inner in schema.get("properties", {}).items():
        yield from _wrong(inner, (*path, name))


def _written(path: Path) -> str:
    """`options.archive`, `to[0]`: as the stand-in names it."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return words.removeprefix(".")


def _with(body: Json, path: Path, value: Any) -> Json:
    changed: Any = copy.deepcopy(body)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    made: Json = changed
    return made


async def _refuses(findings: Findings, world: World, operation: Operation) -> None:
    for wrong in wrong_bodies(operation, world):
        if findings.judge.left([wrong.problem], "field"):
            await _named(findings, world, operation, wrong.name, json=wrong.body)
    for name, value in wrong_queries(operation):
        await _named(findings, world, operation, name, params={name: value})


async def _named(
    findings: Findings, world: World, operation: Operation, name: str, **given: Any
) -> None:
    """Ask wrongly: it must be refused, the name told, and nothing done."""
    stand_in = world.stand_in
    await settled()
    before = _happened(stand_in)
    answer = await stand_in.api.request(operation.method, world.path(operation), **given)
    await judged(findings, answer)
    await settled()
    shown = str(next(iter(given.values())))[:120]
    if answer.status_code != 400:
        what = f"a wrong {name} is answered by {answer.status_code}: {shown}"
        findings.fail(what, operation.name)
        return
    told = answer.json()["_error"].get("details", [])
    if not any(detail.startswith((f"{name}:", f"{name}[")) for detail in told):
        findings.fail(f"a wrong {name} is refused without its name: {told}", operation.name)
    if _happened(stand_in) != before:
        findings.fail(f"a wrong {name} is refused after something happened", operation.name)


def _happened(stand_in: StandIn) -> int:
    return len(stand_in.simulator.desk.workspace.events)
