"""Rules as they are written down, and as an integrator may read them."""

import json
from typing import Any

import pytest

from frontmate.simulator import Config, TokenConfig
from tests.simulator.conftest import Front, served
from tests.simulator.judging import judged_front

Json = dict[str, Any]
GOOD: Json = {"on": ["inbound"], "do": [{"action": "archive"}]}

BAD: list[tuple[Any, str]] = [
    ("archive", "a rule is an object"),
    ({"do": GOOD["do"]}, "on: missing"),
    ({"on": ["inbound"]}, "do: missing"),
    (GOOD | {"on": "inbound"}, "on: a list of strings expected"),
    (GOOD | {"on": []}, "on: at least one"),
    (GOOD | {"do": []}, "do: at least one"),
    (GOOD | {"on": ["inbound", "sunrise"]}, "on[1]: one of"),
    (GOOD | {"when": "inbound"}, "when: unknown"),
    (GOOD | {"if": {"moon": "full"}}, "if.moon: unknown"),
    (GOOD | {"if": {"tagged": None}}, "if.tagged: string expected"),
    (GOOD | {"if": {"author_type": "dog"}}, "if.author_type: one of"),
    (GOOD | {"do": ["archive"]}, "do[0]: object expected"),
    (GOOD | {"do": [{}]}, "do[0].action: missing"),
    (GOOD | {"do": [{"action": "explode"}]}, "do[0].action: one of"),
    (GOOD | {"do": [{"action": "assign"}]}, "do[0].teammate: missing"),
    (GOOD | {"do": [{"action": "archive", "teammate": "leo"}]}, "do[0].teammate: unknown"),
    (GOOD | {"do": [{"action": "reply", "text": "Hi", "as": "leo"}]}, "do[0].as: one of"),
    (GOOD | {"do": [{"action": "send_to_webhook", "body": "x"}]}, "do[0].body: one of"),
    (GOOD | {"how_often": "twice"}, "how_often: one of"),
    (GOOD | {"how_often": "once", "on": ["assign"]}, "how_often: only a rule on inbound"),
    (GOOD | {"after": -1}, "after: seconds"),
    (GOOD | {"after": "soon"}, "after: number expected"),
    (GOOD | {"enabled": 1}, "enabled: boolean expected"),
    (GOOD | {"owner": "leo"}, "owner: a team's id"),
    (GOOD | {"id": "leo"}, "id: begins with rul_"),
]


@pytest.mark.parametrize(("rule", "problem"), BAD)
async def test_what_is_wrong_with_a_rule_is_named(front: Front, rule: Any, problem: str) -> None:
    answer = await front.control.post("/_control/rules", json=[GOOD, rule])
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(problem)
    assert await front.look("rules") == []
    with pytest.raises(ValueError, match=r"^rules\[1\]: ") as refused:
        Config.from_json(json.dumps({"rules": [GOOD, rule]}))
    assert problem in str(refused.value)


@pytest.mark.parametrize("given", ["text", 5, None])
async def test_what_is_no_rule_at_all_is_refused(front: Front, given: object) -> None:
    answer = await front.control.post("/_control/rules", json=given)
    assert answer.status_code == 400


async def test_rules_are_added_changed_and_deleted_one_by_one(front: Front) -> None:
    first = (await front.act("rules", **GOOD))[0]
    assert first["id"].startswith("rul_")
    both = await front.act("rules", rules=[GOOD | {"name": "Second"}])
    assert [rule["name"] for rule in both] == ["A rule", "Second"]
    changed = await front.act("rules", **(first | {"enabled": False}))
    assert [rule["enabled"] for rule in changed] == [False, True]
    left = (await front.control.delete(f"/_control/rules/{first['id']}")).json()
    assert [rule["name"] for rule in left] == ["Second"]
    missing = await front.control.delete(f"/_control/rules/{first['id']}")
    assert (missing.status_code, missing.json()) == (400, {"error": "id: no such rule"})
    assert (await front.control.delete("/_control/rules")).json() == []


async def owned(front: Front) -> None:
    """One rule each of the company, a team and a teammate."""
    steps = [{"action": "assign", "teammate": "tea_1leo"}, {"action": "tag", "tag": "vip"}]
    rule = {"on": ["inbound"], "do": steps}
    owners = {"rul_all": None, "rul_team": "tim_1", "rul_mia": "tea_1mia"}
    await front.act("rules", rules=[rule | {"id": id_, "owner": o} for id_, o in owners.items()])


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/rules", ["rul_all", "rul_team", "rul_mia"]),
        ("/company/rules", ["rul_all"]),
        ("/teams/tim_1/rules", ["rul_team"]),
        ("/teammates/tea_1mia/rules", ["rul_mia"]),
        ("/teammates/alt:email:mia@example.com/rules", ["rul_mia"]),
        ("/teammates/tea_1leo/rules", []),
    ],
)
async def test_rules_are_listed_by_owner(front: Front, path: str, found: list[str]) -> None:
    await owned(front)
    answer = await front.api.get(path)
    assert [rule["id"] for rule in answer.json()["_results"]] == found


async def test_a_rule_is_read_with_its_actions_in_words(front: Front) -> None:
    await owned(front)
    answer = await front.api.get("/rules/rul_mia")
    rule = answer.json()
    assert rule["actions"] == ["Assign to Leo Park", "Tag with vip"]
    assert rule["is_private"] is True
    assert rule["_links"]["related"]["owner"] == f"{front.url}/teammates/tea_1mia"


async def test_rules_are_answered_as_front_describes_them() -> None:
    async with judged_front(Config(ratelimit=0)) as front:
        await owned(front)
        for path in ("/rules", "/company/rules", "/rules/rul_mia", "/teammates/tea_1mia/rules"):
            assert (await front.api.get(path)).status_code == 200


@pytest.mark.parametrize("path", ["/rules/rul_no", "/teams/tim_no/rules", "/teammates/no/rules"])
async def test_what_is_not_there_is_a_404(front: Front, path: str) -> None:
    assert (await front.api.get(path)).status_code == 404


async def test_rules_need_their_own_scope() -> None:
    tokens = (TokenConfig("less", ("tags:read",)), TokenConfig("enough", ("rules:read",)))
    async with served(Config(tokens=tokens)) as front:
        for token, status in (("less", 403), ("enough", 200)):
            headers = {"authorization": f"Bearer {token}"}
            answer = await front.control.get("/rules", headers=headers)
            assert answer.status_code == status
