"""The judge sees what is wrong, and a deviation takes away no more than it says."""

import json
from typing import Any

import pytest

from frontmate.simulator.wire.fields import Field
from frontmate.simulator.wire.fields.field import BOOLEAN, STRING, a_body
from tests.contract import forms, official
from tests.contract.deviations import DEVIATIONS
from tests.contract.exchange import Exchange, problems_of_answer, problems_of_request
from tests.contract.findings import Findings
from tests.contract.fuzzed import judge_case
from tests.contract.judge import Judge, Problem
from tests.contract.official import Json
from tests.contract.real_bodies import envelopes, problems_of_keys
from tests.contract.tables import compared

AUTHORIZED = {"authorization": "Bearer x"}


@pytest.fixture(autouse=True)
def _here() -> None:
    if not official.is_here():
        pytest.skip(official.ABSENT)


def exchange(method: str, path: str, **given: Any) -> Exchange:
    body = given.get("json")
    content = b"" if body is None else json.dumps(body).encode()
    kind = {"content-type": "application/json"}
    answer = given.get("answer")
    return Exchange(
        method,
        path,
        given.get("query", ()),
        AUTHORIZED | (kind if content else {}) | given.get("headers", {}),
        content,
        given.get("status", 200),
        kind,
        b"" if answer is None else json.dumps(answer).encode(),
    )


def asked(method: str, path: str, **given: Any) -> list[str]:
    """What is wrong with a request, as `where kind`."""
    problems = problems_of_request(Judge(), exchange(method, path, **given))
    return sorted(f"{one.where} {one.kind}" for one in problems)


def answered(method: str, path: str, status: int, answer: Any) -> list[str]:
    call = exchange(method, path, status=status, answer=answer)
    return sorted(f"{one.where} {one.kind}" for one in problems_of_answer(Judge(), call))


def test_a_request_as_described_has_no_problems() -> None:
    reply = {"body": "x", "options": {"archive": False, "tag_ids": ["tag_1"]}}
    assert asked("POST", "/conversations/cnv_1/messages", json=reply) == []
    assert asked("GET", "/events", query=(("q[types][]", "tag"), ("limit", "15"))) == []


def test_each_thing_that_is_wrong_with_a_body_is_told() -> None:
    wrong = {"to": "x", "options": {"archive": "yes"}, "cc": [5], "author": "tea_1"}
    assert asked("POST", "/conversations/cnv_1/messages", json=wrong) == [
        "OutboundReplyMessage.author unknown",
        "OutboundReplyMessage.body absent",
        "OutboundReplyMessage.cc[] type",
        "OutboundReplyMessage.options.archive type",
        "OutboundReplyMessage.to type",
    ]
    assert asked("PATCH", "/conversations/cnv_1", json={"status": "closed"}) == [
        "UpdateConversation.status word"
    ]
    assert asked("POST", "/company/tags", json={"name": "x" * 65}) == ["CreateTag.name size"]


def test_a_call_that_front_has_not_is_told() -> None:
    assert asked("POST", "/conversations/cnv_1/assign", json={}) == [
        "POST /conversations/cnv_1/assign unknown"
    ]
    assert asked("GET", "/me", json={"x": 1}) == ["GET /me unknown"]


def test_parameters_and_headers_that_are_not_described_are_told() -> None:
    wrong = (("page", "2"), ("limit", "many"), ("q[colour]", "red"), ("sort_order", "up"))
    assert asked("GET", "/events", query=wrong) == [
        "GET /events ?page unknown",
        "GET /events ?q[colour] unknown",
        "query.limit type",
        "query.sort_order word",
    ]
    assert asked("GET", "/me", headers={"accept": "text/xml"}) == ["GET /me text/xml unknown"]
    assert asked("GET", "/me", headers={"authorization": "x"}) == ["authorization absent"]


def test_an_answer_has_to_be_what_is_described_for_its_status() -> None:
    company = {"_links": {"self": "x"}, "id": "cmp_1", "name": "x"}
    assert answered("GET", "/me", 200, company) == []
    assert answered("GET", "/me", 200, company | {"id": None, "plan": "x"}) == [
        "IdentityResponse.id null",
        "IdentityResponse.plan unknown",
    ]
    assert answered("GET", "/me", 201, company) == ["GET /me status"]
    assert answered("PATCH", "/conversations/cnv_1", 204, {}) == [
        "PATCH /conversations/{conversation_id} unknown"
    ]


def test_a_refusal_has_to_have_fronts_form() -> None:
    error: Json = {"status": 404, "title": "Not Found", "message": "x"}
    assert answered("GET", "/me", 404, {"_error": error}) == []
    assert answered("GET", "/me", 400, {"_error": error}) == ["error.status word"]
    assert answered("GET", "/me", 404, {"error": "x"}) == [
        "error._error absent",
        "error.error unknown",
    ]
    assert answered("GET", "/me", 500, {"_error": error}) == ["5?? status"]


def test_a_conversation_that_moved_has_to_say_where_it_is() -> None:
    assert answered("GET", "/conversations/cnv_1", 301, None) == ["301.location absent"]


def test_a_real_body_passes_by_its_deviations_only() -> None:
    real = envelopes()[0]["payload"]
    schema = official.named_schema("EventResponse")
    assert Judge().value(schema, real, "real") == []
    assert Judge(deviations=()).value(schema, real, "real") != []


def test_what_an_event_is_about_is_judged_as_what_it_says_it_is() -> None:
    real = next(one["payload"] for one in envelopes() if "target" in one["payload"])
    changed = json.loads(json.dumps(real))
    changed["target"]["data"]["colour"] = "red"
    found = Judge().value(official.named_schema("EventResponse"), changed, "real")
    assert [one.where for one in found] == ["MessageResponse.colour"]


def test_an_event_has_the_keys_of_real_ones() -> None:
    real = next(one["payload"] for one in envelopes() if "target" in one["payload"])
    assert list(problems_of_keys(real)) == []
    changed = json.loads(json.dumps(real))
    changed["conversation"]["colour"] = "red"
    del changed["conversation"]["subject"]
    assert sorted(one.where for one in problems_of_keys(changed)) == [
        "real conversation.colour",
        "real conversation.subject",
    ]


def test_a_deviation_counts_on_its_own_side_only() -> None:
    judge = Judge()
    assert judge.unused() == list(DEVIATIONS)
    null = Problem("MessageResponse.author", "null", "x")
    assert judge.left([null], "request") == [null]
    assert judge.left([null], "answer") == []
    assert len(judge.unused()) == len(DEVIATIONS) - 1


def test_a_table_that_differs_from_the_schema_is_told() -> None:
    schema = official.schema(
        {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string", "maxLength": 3},
                "seen": {"type": "boolean"},
                "tags": {"type": "array", "items": {"type": "string"}},
                "kind": {"type": "string", "enum": ["a", "b"]},
            },
        },
        "Thing",
    )
    words = Field(("string",), words=("a", "b"))
    tags = Field(("array",), items=STRING)
    short = Field(("string",), longest=3)
    assert not list(
        compared(a_body("name", name=short, seen=BOOLEAN, tags=tags, kind=words), schema)
    )
    wrong = a_body(name=STRING, seen=Field(("string", "null")), tags=Field(("array",)), more=STRING)
    assert sorted(f"{one.where} {one.kind}" for one in compared(wrong, schema)) == [
        "Thing.kind absent",
        "Thing.more unknown",
        "Thing.name absent",
        "Thing.name size",
        "Thing.seen null",
        "Thing.seen type",
        "Thing.tags[] type",
    ]


def test_a_form_says_what_its_json_would_say() -> None:
    body = {
        "body": "<p>ü</p>",
        "to": ["a@example.org", "b@example.org"],
        "options": {"archive": False, "tag_ids": ["tag_1"]},
        "handles": [{"handle": "x", "source": "email"}, {"handle": "y", "source": "phone"}],
        "created_at": 5,
    }
    parts = [
        f'--x\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, texts in forms.as_fields(body).items()
        for text in texts
    ]
    file = '--x\r\ncontent-disposition: form-data; name="attachments[]"; filename="a"\r\n\r\nx\r\n'
    whole = "".join([*parts, file, "--x--\r\n"]).encode()
    schema = {
        "properties": {
            "to": {"type": "array"},
            "handles": {"type": "array"},
            "attachments": {"type": "array"},
            "options": {
                "properties": {"archive": {"type": "boolean"}, "tag_ids": {"type": "array"}}
            },
            "created_at": {"type": "integer"},
        }
    }
    read = forms.as_json("multipart/form-data; boundary=x", whole, schema)
    assert read == body | {"attachments": [forms.A_FILE]}


def test_what_is_wrong_in_several_places_is_said_once() -> None:
    findings = Findings()
    for place in ("GET /a", "GET /b", "GET /b", "GET /c"):
        judge_case(findings, place, "KeyError: 'x'")
    assert findings.failures == ["GET /a: the stand-in broke: KeyError: 'x' and in 2 other places"]
