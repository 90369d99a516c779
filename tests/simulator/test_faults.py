"""Faults for requests: what the client sees and what really happened are told apart."""

import asyncio

import httpx2
import pytest

from frontmate.simulator.faults import Rule, UnknownFaultError
from tests.simulator.conftest import Front, eventually

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


async def test_an_html_error_is_not_json(front: Front) -> None:
    await front.fault(effect="html_error", times=1)
    answer = await front.api.get("/me")
    assert answer.status_code == 502
    assert answer.text.startswith("<html>")
    assert (await front.api.get("/me")).status_code == 200


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


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"effect": "explode"},
        {"webhook": "status"},
        {"effect": "slow", "colour": 1},
        {"effect": "slow", "path_regex": "("},
    ],
)
async def test_a_rule_that_cannot_be_understood_is_refused(
    front: Front, rule: dict[str, object]
) -> None:
    assert (await front.control.post("/_control/faults", json=rule)).status_code == 400
    assert await front.look("faults") == []


def test_a_rate_is_drawn_from_the_seed() -> None:
    def run(seed: int) -> list[bool]:
        rule = Rule.parse({"effect": "slow", "rate": 0.5, "seed": seed})
        return [rule.take() for _ in range(50)]

    assert run(1) == run(1)
    assert run(1) != run(2)
    with pytest.raises(UnknownFaultError):
        Rule.parse({"effect": None})
