"""One call and its answer, held against the description: path, query, media, bodies, status."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.contract import forms, official
from tests.contract.deviations import Side
from tests.contract.judge import Judge, Problem, problems_of
from tests.contract.official import Json, Operation

_JSON = "application/json"
# Facts 4.3; the description has no bodies of errors at all.
_ERROR: Json = {
    "x-where": "error",
    "type": "object",
    "required": ["_error"],
    "additionalProperties": False,
    "properties": {
        "_error": {
            "x-where": "error._error",
            "type": "object",
            "required": ["status", "title", "message"],
            "additionalProperties": False,
            "properties": {
                "status": {"x-where": "error.status", "type": "integer"},
                "title": {"x-where": "error.title", "type": "string"},
                "message": {"x-where": "error.message", "type": "string"},
                "details": {
                    "x-where": "error.details",
                    "type": "array",
                    "items": {"x-where": "error.details[]", "type": "string"},
                },
            },
        }
    },
}


@dataclass(frozen=True)
class Exchange:
    """What went over the wire."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    status: int
    answer_headers: Mapping[str, str]
    answer: bytes

    @classmethod
    async def of(cls, answer: httpx2.Response) -> "Exchange":
        asked = answer.request
        return cls(
            asked.method,
            asked.url.path,
            tuple(asked.url.params.multi_items()),
            asked.headers,
            await asked.aread(),
            answer.status_code,
            answer.headers,
            await answer.aread(),
        )

    @property
    def operation(self) -> Operation | None:
        return official.operation_of(self.method, self.path)

    @property
    def name(self) -> str:
        return self.operation.name if self.operation else f"{self.method} {self.path}"

    @property
    def side(self) -> Side:
        """Events carry older shapes, in the lists of them, too."""
        return "event" if re.search(r"(^|/)events(/|$)", self.path) else "answer"


def problems_of_request(judge: Judge, call: Exchange) -> list[Problem]:
    operation = call.operation
    if operation is None:
        return [Problem(call.name, "unknown", "Front has no such call")]
    found = [*_of_head(operation, call), *_of_query(operation, call)]
    left = judge.left(found, "request")
    body = operation.body()
    if body is None:
        if call.body:
            left.append(Problem(operation.name, "unknown", "a body where none is described"))
        return left
    return left + judge.value(body, _request_body(call, body), "request")


def _of_head(operation: Operation, call: Exchange) -> Iterator[Problem]:
    if not call.headers.get("authorization", "").startswith("Bearer "):
        yield Problem("authorization", "absent", "no bearer token")
    media = {m for s in (200, 201, 202) for m in _media(operation, s)} or {_JSON}
    accepted = call.headers.get("accept", "*/*")
    if accepted != "*/*" and not {accepted, "*/*"} & media:
        yield Problem(f"{operation.name} {accepted}", "unknown", "no answer of that type")
    sent = call.headers.get("content-type", "").partition(";")[0]
    if call.body and sent != _JSON:
        yield Problem(f"{operation.name} {sent}", "unknown", "no body of that type is described")


def _of_query(operation: Operation, call: Exchange) -> Iterator[Problem]:
    described = operation.parameters("query")
    for key, value in call.query:
        name, _, inner = key.partition("[")
        if name not in described:
            yield Problem(f"{operation.name} ?{name}", "unknown", "no such parameter")
            continue
        if inner:
            yield Problem("query.q", "type", "an object where a string is described")
            words = re.findall(r"`(\w+)`", described[name]["description"])
            if inner.partition("]")[0] not in words:
                yield Problem(f"{operation.name} ?{key}", "unknown", f"none of {words}")
        else:
            schema = official.schema(described[name]["schema"], f"query.{name}")
            yield from problems_of(schema, forms.typed(value, schema))
    pattern = re.sub(r"\{([^}]*)\}", r"(?P<\1>[^/]+)", operation.path)
    given = re.fullmatch(pattern, call.path)
    for name, one in operation.parameters("path").items():
        schema = official.schema(one["schema"], f"path.{name}")
        yield from problems_of(schema, given[name] if given else None)


def _request_body(call: Exchange, schema: Json) -> Any:
    kind = call.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        return forms.as_json(kind, call.body, schema)
    return json.loads(call.body) if call.body else {}


def problems_of_answer(judge: Judge, call: Exchange) -> list[Problem]:
    operation = call.operation
    if call.status >= 400:
        return _of_refusal(judge, operation, call)
    if operation is None:
        return [Problem(call.name, "unknown", "Front has no such call")]
    if operation.answer(call.status) is None:
        described = sorted(operation.described["responses"])
        return [Problem(operation.name, "status", f"{call.status} is none of {described}")]
    if call.status == 301:
        return _of_move(judge, call)
    return _of_content(judge, operation, call)


def _of_refusal(judge: Judge, operation: Operation | None, call: Exchange) -> list[Problem]:
    if call.status >= 500:
        said = call.answer[:200].decode("utf-8", "replace")
        return [Problem("5??", "status", f"{call.status} {said}")]
    undescribed = operation is None or operation.answer(call.status) is None
    found = [Problem(str(call.status), "status", "not described")] if undescribed else []
    try:
        body = json.loads(call.answer)
    except ValueError:
        return [Problem(call.name, "type", f"{call.status} is not JSON")]
    left = judge.left(found, "answer") + judge.value(_ERROR, body, "answer")
    if not left and body["_error"]["status"] != call.status:
        left.append(Problem("error.status", "word", f"not the {call.status} of the answer"))
    return left


def _of_move(judge: Judge, call: Exchange) -> list[Problem]:
    if "location" not in call.answer_headers:
        return [Problem("301.location", "absent", "moved, but nobody knows where")]
    return judge.left([Problem("301.location", "unknown", "no header is described")], "answer")


def _of_content(judge: Judge, operation: Operation, call: Exchange) -> list[Problem]:
    media = _media(operation, call.status)
    if not media:
        return [Problem(operation.name, "unknown", "a body in the answer")] if call.answer else []
    kind = call.answer_headers.get("content-type", "").partition(";")[0]
    if "*/*" in media:
        wanted = (operation.answer(call.status) or {}).get("headers", {})
        lacking = [name for name in wanted if name.lower() not in call.answer_headers]
        return [Problem(f"{operation.name} {name}", "absent", "no header") for name in lacking]
    if kind not in media:
        found = Problem(f"{operation.name} {kind}", "unknown", "no answer of that type")
        return judge.left([found], call.side)
    schema = operation.answer_schema(call.status)
    assert schema is not None
    return judge.value(schema, json.loads(call.answer), call.side)


def _media(operation: Operation, status: int) -> set[str]:
    return set((operation.answer(status) or {}).get("content", {}))
