"""Faults for requests: what the client sees and what really happened are told apart."""

import asyncio
from datetime import UTC, datetime

import httpx2
import pytest

from frontmate.simulator import Config, TokenConfig
from tests.simulator.conftest import Front, eventually, served

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp()
FROZEN = Config(message_delay=0, started_at=NOON, time_rate=0)
COMMENT = {"body": "note", "author_id": "tea_1ada"}


async def comment(front: Front, conversation: str, seconds: float = 5) -> httpx2.Response:
    path = f"/conversations/{conversation}/comments"
    return await front.api.post(path, json=COMMENT, timeout=seconds)


async def comments(front: Front, conversation: str) -> int:
    found = (await front.api.get(f"/conversations/{conversation}/comments")).json()
    return len(found["_results"])


@pytest.mark.parametrize(("effect", "happened"), [("timeout_before", 0), ("timeout_after", 1)])
async def test_a_timeout_leaves_the_client_unsure(front: Front, effect: str, happened: int) -> None:
    conversation = await front.customer()
    await front.fault(method="POST", path_regex="/comments$", nth=1, effect=effect)
    with pytest.raises(httpx2.ReadTimeout):
        await comment(front, conversation, seconds=0.1)
    assert await comments(front, conversation) == happened


@pytest.mark.parametrize(("effect", "happened"), [("reset_before", 0), ("reset_after", 1)])
async def test_a_reset_breaks_the_connection(front: Front, effect: str, happened: int) -> None:
    conversation = await front.customer()
    await front.fault(method="POST", path_regex="/comments$", nth=1, effect=effect)
    with pytest.raises(httpx2.TransportError):
        await comment(front, conversation)
    assert await comments(front, conversation) == happened


@pytest.mark.parametrize(
    ("effect", "stage", "meanwhile"),
    [("hold_before", "before", 0), ("hold_after_accept", "after", 1)],
)
async def test_a_held_request_goes_on_when_it_is_released(
    front: Front, effect: str, stage: str, meanwhile: int
) -> None:
    conversation = await front.customer()
    await front.fault(method="POST", path_regex="/comments$", effect=effect)
    waiting = asyncio.create_task(comment(front, conversation))
    await eventually(lambda: front.simulator.faults.held)
    held = await front.look("held")
    assert [(h["method"], h["stage"]) for h in held] == [("POST", stage)]
    assert await comments(front, conversation) == meanwhile
    assert await front.act("release", id=held[0]["id"]) == {"released": 1}
    assert (await waiting).status_code == 201
    assert await comments(front, conversation) == 1


async def test_a_status_is_answered_in_place_of_the_endpoint(front: Front) -> None:
    conversation = await front.customer()
    await front.fault(path_regex="/comments$", effect="status", status=429, retry_after=3, times=2)
    answers = [await comment(front, conversation) for _ in range(3)]
    assert [a.status_code for a in answers] == [429, 429, 201]
    assert answers[0].headers["retry-after"] == "3"
    assert answers[0].json()["_error"]["status"] == 429
    assert await comments(front, conversation) == 1


@pytest.mark.parametrize(
    ("given", "header"),
    [
        ({}, None),
        ({"retry_after": 0}, "0"),
        ({"retry_after": "soon"}, "soon"),
        ({"retry_after_date": 90}, "Mon, 02 Mar 2026 12:01:30 GMT"),
    ],
)
async def test_retry_after_comes_in_every_form_or_not_at_all(
    given: dict[str, object], header: str | None
) -> None:
    async with served(FROZEN) as front:
        await front.fault(effect="status", status=429, **given)
        assert (await front.api.get("/me")).headers.get("retry-after") == header


async def test_a_refusal_can_bear_any_header(front: Front) -> None:
    headers = {"x-front-tier": "2", "x-ratelimit-remaining": "7"}
    await front.fault(effect="status", status=429, headers=headers)
    answer = await front.api.get("/me")
    assert {name: answer.headers[name] for name in headers} == headers


@pytest.mark.parametrize("status", [None, 404, 500, 503, 520])
async def test_an_html_error_is_not_json_whatever_its_status(
    front: Front, status: int | None
) -> None:
    await front.fault(effect="html_error", status=status, times=1)
    answer = await front.api.get("/me")
    assert answer.status_code == (status or 502)
    assert answer.text.startswith("<html>")
    assert answer.headers["content-type"].startswith("text/html")
    assert (await front.api.get("/me")).status_code == 200


@pytest.mark.parametrize(
    ("effect", "happened", "handled"),
    [
        ("status", 0, None),
        ("html_error", 0, None),
        ("status_after", 1, 201),
        ("html_error_after", 1, 201),
    ],
)
async def test_an_error_hides_whether_the_request_was_done(
    front: Front, effect: str, happened: int, handled: int | None
) -> None:
    conversation = await front.customer()
    await front.fault(method="POST", effect=effect, status=503)
    assert (await comment(front, conversation)).status_code == 503
    assert await comments(front, conversation) == happened
    request = (await front.look("journal?kind=request"))[0]
    assert (request["handled"], request["status"], request["answered"]) == (handled, 503, True)


@pytest.mark.parametrize(("effect", "meanwhile"), [("slow", 0), ("slow_after", 1)])
async def test_an_answer_is_slow_before_or_after_the_request_is_done(
    effect: str, meanwhile: int
) -> None:
    async with served(FROZEN) as front:
        conversation = await front.customer()
        await front.fault(method="POST", path_regex="/comments$", effect=effect, seconds=60)
        waiting = asyncio.create_task(comment(front, conversation))
        await eventually(lambda: front.simulator.faults.rules[0].acted)
        await front.act("time", advance=59)
        assert (waiting.done(), await comments(front, conversation)) == (False, meanwhile)
        await front.act("time", advance=1)
        assert (await waiting).status_code == 201


@pytest.mark.parametrize("size", [None, 0, 10, 10**6])
async def test_a_truncated_answer_stops_in_the_middle_of_what_was_done(
    front: Front, size: int | None
) -> None:
    conversation = await front.customer()
    await front.fault(method="POST", effect="truncated", size=size)
    with pytest.raises(httpx2.RemoteProtocolError):
        await comment(front, conversation)
    assert await comments(front, conversation) == 1
    request = (await front.look("journal?kind=request"))[0]
    assert (request["status"], request["answered"]) == (201, False)


async def test_a_dripping_answer_comes_whole_piece_by_piece() -> None:
    async with served(FROZEN) as front:
        await front.fault(path_regex="^/me$", effect="drip", size=1, seconds=10)
        got = bytearray()

        async def drink() -> None:
            async with front.api.stream("GET", "/me") as answer:
                async for piece in answer.aiter_raw():
                    got.extend(piece)

        drinking = asyncio.create_task(drink())
        await eventually(lambda: got == b"{")
        await front.act("time", advance=29)
        await eventually(lambda: len(got) == 3)
        await front.act("time", advance=86_400)
        await drinking
        assert httpx2.Response(200, content=bytes(got)).json()["id"] == "cmp_1demo"


@pytest.mark.parametrize("effect", ["empty", "wrong_type"])
async def test_an_answer_can_be_empty_or_claim_to_be_something_else(
    front: Front, effect: str
) -> None:
    plain = await front.api.get("/me")
    await front.fault(effect=effect)
    answer = await front.api.get("/me")
    kind = {"empty": "application/json", "wrong_type": "text/html"}[effect]
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert answer.content == (b"" if effect == "empty" else plain.content)


@pytest.mark.parametrize("effect", ["empty", "wrong_type", "truncated", "drip"])
async def test_an_answer_without_a_body_cannot_be_mangled(front: Front, effect: str) -> None:
    conversation = await front.customer()
    await front.fault(effect=effect)
    answer = await front.api.patch(f"/conversations/{conversation}", json={"status": "archived"})
    assert (answer.status_code, answer.content) == (204, b"")


async def test_a_person_can_take_the_conversation_right_before_a_call(front: Front) -> None:
    conversation = await front.customer()
    await front.fault(
        method="GET",
        path_regex=r"^/conversations/[^/]+$",
        nth=2,
        effect="on_request",
        do="assign",
        **{"with": {"teammate": "tea_1mia"}},
    )
    seen = [(await front.api.get(f"/conversations/{conversation}")).json() for _ in range(2)]
    assert [s["assignee"] and s["assignee"]["username"] for s in seen] == [None, "mia"]


async def test_a_person_can_take_the_conversation_right_after_a_call(front: Front) -> None:
    conversation = await front.customer()
    path = f"/conversations/{conversation}"
    given = {"do": "assign", "with": {"teammate": "mia"}}
    await front.fault(method="GET", nth=1, effect="on_answer", **given)
    seen = [(await front.api.get(path)).json() for _ in range(2)]
    assert [s["assignee"] and s["assignee"]["username"] for s in seen] == [None, "mia"]


async def test_what_somebody_did_is_in_the_journal_or_why_it_could_not_be_done(
    front: Front,
) -> None:
    conversation = await front.customer()
    await front.fault(effect="on_request", do="assign", **{"with": {"teammate": "mia"}})
    assert (await front.api.get(f"/conversations/{conversation}")).status_code == 200
    assert (await front.api.get("/me")).status_code == 200
    assert (await front.api.get("/conversations/cnv_none")).status_code == 404
    noted = await front.look("journal?kind=fault")
    requests = await front.look("journal?kind=request")
    assert [entry["request"] for entry in noted] == [entry["n"] for entry in requests]
    assert noted[0]["result"] == {"conversation": conversation}
    assert [entry.get("error") for entry in noted[1:]] == [
        "conversation: no such conversation None",
        "conversation: no such conversation cnv_none",
    ]


async def test_a_rule_can_be_for_one_token_only() -> None:
    tokens = (TokenConfig("second-token", name="second"),)
    async with served(Config(tokens=tokens)) as front:
        await front.fault(effect="status", status=503, token="second")
        second = {"authorization": "Bearer second-token"}
        answers = [
            await front.api.get("/me"),
            await front.control.get("/me", headers=second),
            await front.control.get("/me"),
        ]
    assert [answer.status_code for answer in answers] == [200, 503, 401]


async def test_only_the_nth_matching_request_is_met(front: Front) -> None:
    await front.fault(path_regex="^/me$", nth=2, effect="status", status=503)
    await front.api.get("/teammates")
    assert [(await front.api.get("/me")).status_code for _ in range(3)] == [200, 503, 200]


async def test_the_journal_tells_what_each_request_met(front: Front) -> None:
    conversation = await front.customer()
    await front.fault(path_regex="/comments$", nth=1, effect="timeout_after")
    with pytest.raises(httpx2.ReadTimeout):
        await comment(front, conversation, seconds=0.1)
    request = (await front.look("journal?kind=request"))[-1]
    assert request["effects"] == ["timeout_after"]
    assert (request["status"], request["answered"]) == (201, False)
    assert request["json"] == COMMENT


async def test_faults_do_not_touch_the_control_api_and_can_be_cleared(front: Front) -> None:
    await front.fault(effect="status", status=500)
    assert (await front.api.get("/me")).status_code == 500
    assert (await front.control.get("/_control/state")).status_code == 200
    await front.control.delete("/_control/faults")
    assert (await front.api.get("/me")).status_code == 200
