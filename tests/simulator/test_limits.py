"""The company's budget of requests, and those of single resources."""

from datetime import UTC, datetime

import httpx2
import pytest

from frontmate.simulator import Config
from frontmate.simulator.guards import Guards
from frontmate.simulator.ratelimit import RateLimit
from tests.simulator.conftest import Front, served

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp()


def limited(limit: int, burst: int = 0, guards: bool = True) -> Config:
    return Config(
        message_delay=0,
        ratelimit=limit,
        ratelimit_burst=burst,
        guards=guards,
        started_at=NOON,
        time_rate=0,
    )


class Clock:
    """Stands where the test puts it."""

    seconds = NOON

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)


def told(answer: httpx2.Response) -> list[int]:
    """What is left, of the minute and of the burst."""
    names = ("x-ratelimit-remaining", "x-ratelimit-burst-remaining")
    return [int(answer.headers[name]) for name in names]


async def test_every_answer_tells_what_is_left_until_when() -> None:
    async with served(limited(100, 50)) as front:
        answers = [await front.api.get(path) for path in ("/me", "/nowhere", "/conversations/x")]
    assert [a.status_code for a in answers] == [200, 404, 404]
    assert [told(a) for a in answers] == [[99, 50], [98, 50], [97, 50]]
    for answer in answers:
        assert answer.headers["x-ratelimit-limit"] == "100"
        assert answer.headers["x-ratelimit-burst-limit"] == "50"
        assert float(answer.headers["x-ratelimit-reset"]) == NOON + 60


async def test_what_is_over_the_limit_is_refused_in_fronts_form_until_the_window_ends() -> None:
    async with served(limited(2)) as front:
        await front.api.get("/me")
        await front.act("time", advance=12.5)
        answers = [await front.api.get("/me") for _ in range(2)]
        refused = answers[-1]
        assert [a.status_code for a in answers] == [200, 429]
        assert refused.json()["_error"]["status"] == 429
        # Never so short that a client who obeys comes too early.
        assert (refused.headers["retry-after"], told(refused)) == ("48", [0, 0])
        await front.act("time", advance=47)
        assert (await front.api.get("/me")).status_code == 429
        await front.act("time", advance=1)
        again = await front.api.get("/me")
        assert (again.status_code, told(again)) == (200, [1, 0])


async def test_a_burst_may_go_over_the_limit_and_is_whole_again_after_ten_minutes() -> None:
    async with served(limited(2, 1)) as front:

        async def a_minute() -> list[int]:
            statuses = [(await front.api.get("/me")).status_code for _ in range(4)]
            await front.act("time", advance=60)
            return statuses

        minutes = [await a_minute() for _ in range(11)]
    assert minutes[0] == minutes[10] == [200, 200, 200, 429]
    assert minutes[1:10] == [[200, 200, 429, 429]] * 9


async def test_a_wrong_token_costs_nothing() -> None:
    async with served(limited(2)) as front:
        for _ in range(5):
            assert (await front.control.get("/me")).status_code == 401
        assert told(await front.api.get("/me")) == [1, 0]


async def many(front: Front, count: int, verb: str, path: str, **body: object) -> list[int]:
    asked = [await front.api.request(verb, path, json=body or None) for _ in range(count)]
    return [answer.status_code for answer in asked]


async def test_patch_and_assignee_together_are_five_a_second_for_one_conversation() -> None:
    async with served(limited(1000)) as front:
        one, other = await front.customer(), await front.customer()
        path = f"/conversations/{one}"
        assert await many(front, 3, "PATCH", path, status="open") == [204] * 3
        assigned = await many(front, 3, "PUT", f"{path}/assignee", assignee_id="tea_1ada")
        assert assigned == [204, 204, 429]
        assert await many(front, 1, "PATCH", f"/conversations/{other}", status="open") == [204]
        assert await many(front, 1, "GET", path) == [200]
        await front.act("time", advance=1)
        assert await many(front, 1, "PATCH", path, status="open") == [204]


async def test_a_guards_refusal_names_its_tier_while_the_company_has_requests_left() -> None:
    async with served(limited(1000)) as front:
        conversation = await front.customer()
        path = f"/conversations/{conversation}"
        await many(front, 5, "PATCH", path, status="archived")
        refused = await front.api.patch(path, json={"status": "open"})
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        assert refused.headers["x-front-tier"] == "2"
        assert refused.json()["_error"]["status"] == 429
        assert told(refused) == [994, 0]
        assert (await front.api.get(path)).json()["status"] == "archived"


async def test_tag_writes_have_a_guard_of_their_own() -> None:
    async with served(limited(1000)) as front:
        conversation = await front.customer()
        tag = (await front.api.post("/company/tags", json={"name": "x"})).json()["id"]
        path = f"/conversations/{conversation}/tags"
        assert await many(front, 3, "POST", path, tag_ids=[tag]) == [204] * 3
        assert await many(front, 3, "DELETE", path, tag_ids=[tag]) == [204, 204, 429]
        patched = await many(front, 1, "PATCH", f"/conversations/{conversation}", status="open")
        assert patched == [204]


@pytest.mark.parametrize(
    ("call", "most", "seconds", "limit"),
    [
        ("POST /channels/cha_1/incoming_messages", 5, 1, 100),
        ("POST /messages/msg_1/seen", 10, 3600, 100),
        ("POST /links", 60, 60, 100),
        ("GET /conversations/search/where%20is", 40, 60, 100),
        ("GET /conversations/search/is:open", 20, 60, 50),
    ],
)
def test_each_guard_allows_so_many_in_any_window(
    call: str, most: int, seconds: int, limit: int
) -> None:
    clock = Clock()
    guards = Guards(True, RateLimit(limit, 0, clock), clock)
    method, path = call.split(" ", 1)
    assert [guards.take(method, path) for _ in range(most)] == [None] * most
    refusal = guards.take(method, path)
    assert refusal is not None
    assert refusal["retry-after"] == str(seconds)
    clock.seconds += seconds - 0.5
    assert guards.take(method, path) is not None
    clock.seconds += 0.5
    assert guards.take(method, path) is None


def test_one_resource_does_not_use_up_anothers_guard() -> None:
    clock = Clock()
    guards = Guards(True, RateLimit(100, 0, clock), clock)
    for number in range(50):
        assert guards.take("POST", f"/channels/cha_{number}/incoming_messages") is None
    assert guards.take("POST", "/links/top_1") is None


@pytest.mark.parametrize("config", [limited(0), limited(1000, guards=False)])
async def test_without_a_limit_or_switched_off_there_are_no_guards(config: Config) -> None:
    async with served(config) as front:
        conversation = await front.customer()
        patched = await many(front, 8, "PATCH", f"/conversations/{conversation}", status="open")
        assert patched == [204] * 8


async def test_without_a_limit_no_header_tells_of_one() -> None:
    async with served(limited(0)) as front:
        answer = await front.api.get("/me")
    assert not [name for name in answer.headers if name.startswith("x-ratelimit")]


async def test_limits_can_be_changed_while_running_and_a_reset_takes_them_back() -> None:
    async with served(limited(0)) as front:
        set_to = {"ratelimit": 2, "ratelimit_burst": 1, "guards": False}
        answered = await front.act("settings", **set_to)
        assert {name: answered[name] for name in set_to} == set_to
        assert await many(front, 4, "GET", "/me") == [200, 200, 200, 429]
        await front.act("settings", ratelimit=10)
        assert await many(front, 1, "GET", "/me") == [200]
        await front.act("reset")
        shown = await front.look("settings")
        assert (shown["ratelimit"], shown["ratelimit_burst"], shown["guards"]) == (0, 0, True)


@pytest.mark.parametrize(
    "wrong", [{"ratelimit": -1}, {"ratelimit": 1.5}, {"guards": "yes"}, {"ratelimit_burst": True}]
)
async def test_a_setting_that_cannot_be_is_refused_and_nothing_is_set(
    wrong: dict[str, object],
) -> None:
    async with served(limited(7)) as front:
        before = await front.look("settings")
        answer = await front.control.post("/_control/settings", json={"message_delay": 3, **wrong})
        assert answer.status_code == 400
        assert next(iter(wrong)) in answer.json()["error"]
        assert await front.look("settings") == before
