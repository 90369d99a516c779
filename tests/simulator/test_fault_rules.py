"""What a rule meets, on which of these it acts, and how storms are made of rules."""

from typing import Any

import pytest

from frontmate.simulator.faults import SHARES, Rule, UnknownFaultError, storm
from tests.simulator.conftest import Front

PEOPLE = ["tea_1mia", "tea_1leo"]


def acts(rule: Rule, met: list[str]) -> list[bool]:
    return [rule.take(one) for one in met]


def drawn(seed: int = 1, effect: str = "slow") -> Rule:
    return Rule.parse({"effect": effect, "rate": 0.5, "seed": seed})


def test_a_rate_is_drawn_from_the_seed() -> None:
    def run(seed: int) -> list[bool]:
        return acts(drawn(seed), ["GET /me"] * 50)

    assert run(1) == run(1)
    assert run(1) != run(2)


@pytest.mark.parametrize("rate", [0, 0.05, 0.5, 1])
def test_a_rate_is_the_share_of_those_it_acts_on(rate: float) -> None:
    rule = Rule.parse({"effect": "slow", "rate": rate, "seed": 3})
    acted = sum(acts(rule, [f"GET /{number % 100}" for number in range(4000)]))
    assert abs(acted / 4000 - rate) < 0.03


def test_a_draw_does_not_depend_on_what_falls_between() -> None:
    alone, among = drawn(), drawn()
    expected = acts(alone, ["POST /a"] * 40)
    seen = []
    for number in range(40):
        acts(among, [f"GET /other/{number}"] * (number % 3))
        seen.append(among.take("POST /a"))
    assert seen == expected


def test_rules_of_one_seed_and_different_effects_draw_differently() -> None:
    met = ["POST /a"] * 50
    assert acts(drawn(effect="slow"), met) != acts(drawn(effect="status"), met)


@pytest.mark.parametrize(
    ("given", "acted_on"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"nth": 2}, [2]),
        ({"times": 2}, [1, 2]),
        ({"nth": 2, "times": 3}, [2, 3, 4]),
        ({"nth": 2, "times": 3, "rate": 0}, []),
    ],
)
def test_nth_and_times_say_on_which_it_acts(given: dict[str, Any], acted_on: list[int]) -> None:
    rule = Rule.parse({"effect": "slow"} | given)
    assert [n for n, acted in enumerate(acts(rule, ["GET /"] * 5), 1) if acted] == acted_on
    assert (rule.matched, rule.acted) == (5, len(acted_on))


async def test_every_rule_counts_by_itself_whatever_the_others_do(front: Front) -> None:
    await front.fault(effect="status", status=500, nth=1)
    await front.fault(effect="status", status=503, nth=2)
    answers = [await front.api.get("/me") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [500, 503, 200]
    assert [rule["matched"] for rule in await front.look("faults")] == [3, 3]


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        ({}, "effect"),
        ({"effect": None}, "effect"),
        ({"effect": ["slow"]}, "effect"),
        ({"effect": "explode"}, "effect"),
        ({"webhook": "status"}, "effect"),
        ({"effect": "drop"}, "effect"),
        ({"effect": "slow", "colour": 1}, "colour"),
        ({"effect": "slow", "matched": 3}, "matched"),
        ({"effect": "slow", "path_regex": "("}, "path_regex"),
        ({"effect": "slow", "path_regex": 5}, "path_regex"),
        ({"effect": "slow", "method": 5}, "method"),
        ({"effect": "slow", "nth": 0}, "nth"),
        ({"effect": "slow", "nth": True}, "nth"),
        ({"effect": "slow", "times": "2"}, "times"),
        ({"effect": "slow", "rate": 1.5}, "rate"),
        ({"effect": "slow", "seed": 1.5}, "seed"),
        ({"effect": "slow", "seconds": -1}, "seconds"),
        ({"effect": "slow", "token": ""}, "token"),
        ({"effect": "slow", "kind": "app"}, "kind"),
        ({"effect": "status", "status": 200}, "status"),
        ({"effect": "status", "retry_after": -1}, "retry_after"),
        ({"effect": "status", "retry_after": "a\r\nb: c"}, "retry_after"),
        ({"effect": "status", "headers": {"a b": "c"}}, "headers"),
        ({"effect": "status", "headers": {"a": "☕"}}, "headers"),
        ({"effect": "wrong_type", "content_type": "a\nb"}, "content_type"),
        ({"effect": "truncated", "size": "half"}, "size"),
        ({"effect": "on_request"}, "do"),
        ({"effect": "on_answer", "do": "dance"}, "do"),
        ({"effect": "on_request", "do": "assign", "with": [1]}, "with"),
        ({"effect": "on_request", "do": "assign", "arguments": "x"}, "arguments"),
        ({"webhook": "drop", "method": "POST"}, "method"),
        ({"webhook": "drop", "kind": "both"}, "kind"),
        ({"webhook": "duplicate", "copies": 1}, "copies"),
    ],
)
async def test_a_rule_that_cannot_be_understood_is_refused_by_the_key(
    front: Front, rule: dict[str, object], named: str
) -> None:
    answer = await front.control.post("/_control/faults", json=[{"effect": "slow"}, rule])
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"{named}: ")
    assert await front.look("faults") == []


async def test_a_key_that_is_null_is_not_given(front: Front) -> None:
    await front.fault(effect="status", method=None, nth=None, seconds=None, retry_after=None)
    assert (await front.api.get("/me")).status_code == 500


# Storms


def test_a_storm_is_made_of_its_seed() -> None:
    given = dict.fromkeys(SHARES, 0.2) | {"seed": 5}
    told = [rule.retell() for rule in storm(given, PEOPLE)]
    assert told == [rule.retell() for rule in storm(given, PEOPLE)]
    assert told != [rule.retell() for rule in storm(given | {"seed": 6}, PEOPLE)]
    assert len({rule["seed"] for rule in told}) == len(told)


def test_a_share_is_divided_among_its_rules() -> None:
    for share in SHARES:
        rules = storm({share: 0.3}, PEOPLE)
        assert sum(rule.rate or 0 for rule in rules) == pytest.approx(0.3)


def test_leaving_out_a_share_changes_nothing_about_the_others() -> None:
    both = storm({"seed": 1, "drop": 0.3, "errors": True}, PEOPLE)
    assert both == storm({"seed": 1, "drop": 0.3}, PEOPLE) + storm(
        {"seed": 1, "errors": 0.1}, PEOPLE
    )


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"hail": 0.1}, "hail"),
        ({"drop": 2}, "drop"),
        ({"drop": "all"}, "drop"),
        ({"seed": "x"}, "seed"),
        ({"drop": 0.5, "rate": 1}, "rate"),
    ],
)
async def test_a_storm_that_cannot_be_is_refused_by_the_key(
    front: Front, given: dict[str, object], named: str
) -> None:
    answer = await front.control.post("/_control/storm", json=given)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"{named}: ")
    assert await front.look("faults") == []


def test_without_people_nobody_takes_over() -> None:
    with pytest.raises(UnknownFaultError, match="takeovers"):
        storm({"takeovers": 0.5}, [])


async def test_in_a_storm_calls_fail_now_and_then_and_people_take_over(front: Front) -> None:
    await front.act("settings", ratelimit=0)
    conversations = [await front.customer() for _ in range(30)]
    await front.act("storm", seed=1, errors=0.3, throttled=0.2, takeovers=0.4)

    async def seen() -> list[int]:
        paths = [f"/conversations/{conversation}" for conversation in conversations]
        return [(await front.api.get(path)).status_code for path in paths]

    statuses = [await seen() for _ in range(3)]
    met = {status for run in statuses for status in run}
    assert met == {200, 429, 500, 502, 503}
    assert front.event_types().count("assign") > 5
    assert set(front.event_types()) == {"inbound", "assign"}
