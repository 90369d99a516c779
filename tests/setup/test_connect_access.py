"""The first steps of connecting: tokens, permissions, teammates; what is said when they fail."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from starlette.types import Receive, Scope, Send

from frontmate.front import NEEDED, Company, Use
from frontmate.setup import Kit, Problem, teammates, token
from frontmate.simulator.config import DEFAULT_TEAMMATES, TeammateConfig
from tests.setup.connecting import (
    TOKEN,
    Front,
    greeted,
    kit_without_database,
    simulated_front,
    something_else,
    verdict_of,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one_front() -> AsyncIterator[Front]:
    async with simulated_front() as opened:
        await opened.control("customer_message", channel="email", text="Hello")
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def front(one_front: Front) -> Front:
    """As it is when all is well, whatever the test before has done."""
    await one_front.http.delete(f"{one_front.url}/_control/faults")
    await one_front.control("set_scopes", scopes=None)
    await one_front.control("restore_token")
    return one_front


@pytest.fixture
def kit() -> Kit:
    return kit_without_database()


async def test_a_good_token_names_its_company(front: Front, kit: Kit) -> None:
    found = await greeted(kit, front.url)
    assert isinstance(found, Company)
    assert (found.id, found.name) == ("cmp_1demo", "Example Company")


async def test_a_wrong_token_is_called_wrong(front: Front, kit: Kit) -> None:
    found = await greeted(kit, front.url, "another-token")
    assert isinstance(found, Problem)
    assert found.word == "token_refused"
    assert "revoked" in found.what
    assert "another-token" not in str(found)


async def test_a_token_that_is_revoked_amid_the_check_ends_it(front: Front, kit: Kit) -> None:
    async with kit.front(front.url, TOKEN) as client:
        seen = []
        async for finding in token.check_scopes(client, front.url):
            seen.append(finding)
            if len(seen) == 3:
                await front.control("revoke_token")
    assert isinstance(seen[-1], Problem)
    assert seen[-1].word == "token_refused"
    assert len(seen) == 4


async def test_what_can_be_no_token_is_never_sent() -> None:
    for text in ("", "   ", "two words", "ümlaut", "line\nbreak"):
        problem = token.unusable("https://api2.frontapp.com", text)
        assert problem is not None
        assert problem.word == "bad_token"


async def test_what_can_be_no_address_is_never_called() -> None:
    for url in ("api2.frontapp.com", "ftp://api2.frontapp.com", "https://", ""):
        problem = token.unusable(url, TOKEN)
        assert problem is not None
        assert problem.word == "bad_address"


async def test_a_token_with_blanks_around_it_is_taken(front: Front, kit: Kit) -> None:
    assert token.unusable(front.url, f" {TOKEN}\n") is None
    assert isinstance(await greeted(kit, front.url, f" {TOKEN}\n"), Company)


async def test_nobody_at_the_address_is_said_to_be_unreachable(kit: Kit) -> None:
    async with simulated_front() as front:
        gone = front.url
    found = await greeted(kit, gone)
    assert isinstance(found, Problem)
    assert found.word == "unreachable"
    assert "cannot be reached" in found.what


async def _page(scope: Scope, receive: Receive, send: Send) -> None:
    await _answer(send, 200, b"<html><h1>Please sign in</h1></html>")


async def _stranger(scope: Scope, receive: Receive, send: Send) -> None:
    await _answer(send, 200, json.dumps({"id": "user_17", "name": "A stranger"}).encode())


async def _answer(send: Send, status: int, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": body})


@pytest.mark.parametrize("answer", [_page, _stranger])
async def test_what_is_not_front_is_not_taken_for_front(kit: Kit, answer: object) -> None:
    async with something_else(answer) as url:  # type: ignore[arg-type] # one of the two above
        found = await greeted(kit, url)
    assert isinstance(found, Problem)
    assert found.word == "not_front"
    assert "address" in found.fix


async def test_a_proxy_s_error_page_is_told_from_front(front: Front, kit: Kit) -> None:
    await front.control("faults", effect="html_error", path_regex="^/me$")
    found = await greeted(kit, front.url)
    assert isinstance(found, Problem)
    assert found.word == "not_front"
    assert "502" in found.what


async def test_silence_is_told_from_refusal(front: Front) -> None:
    await front.control("faults", effect="timeout_before", path_regex="^/me$")
    found = await greeted(kit_without_database(timeout=0.1), front.url)
    assert isinstance(found, Problem)
    assert found.word == "no_answer"


async def test_a_used_up_limit_names_the_wait(front: Front, kit: Kit) -> None:
    await front.control("faults", effect="status", status=429, retry_after=37, path_regex="^/me$")
    found = await greeted(kit, front.url)
    assert isinstance(found, Problem)
    assert found.word == "rate_limited"
    assert "37 seconds" in found.fix


async def test_a_plan_without_the_api_is_suspected(front: Front, kit: Kit) -> None:
    await front.control("faults", effect="status", status=403, path_regex="^/me$")
    found = await greeted(kit, front.url)
    assert isinstance(found, Problem)
    assert found.word == "forbidden"
    assert "plan" in found.fix


ALL = sorted(need.scope for need in NEEDED)
NOT_SIMULATED = {"tags:write"}
"""The stand-in has no call for it that changes nothing."""


@pytest.mark.parametrize("missing", sorted({*ALL} - NOT_SIMULATED))
async def test_each_missing_permission_is_named(missing: str, front: Front, kit: Kit) -> None:
    await front.control("set_scopes", scopes=[scope for scope in ALL if scope != missing])
    verdict = await verdict_of(kit, front.url)
    named = [f.scope for f in verdict.stops] + [f.scope for f, _ in verdict.without]
    assert named == [missing]
    assert verdict.lacks_scope(missing)


async def test_what_goes_on_without_a_permission_goes_on(front: Front, kit: Kit) -> None:
    spare = {"drafts:write", "tags:read", "knowledge_bases:read", "events:*:read", "inboxes:read"}
    await front.control("set_scopes", scopes=[scope for scope in ALL if scope not in spare])
    verdict = await verdict_of(kit, front.url)
    assert verdict.problem is None
    assert {finding.scope for finding, words in verdict.without if words} == spare
    assert verdict.lacks(Use.DRAFTS)
    assert verdict.lacks(Use.POLLING)
    assert not verdict.lacks(Use.ATTACHMENTS)


async def test_what_nothing_works_without_stops_and_is_named(front: Front, kit: Kit) -> None:
    spare = {"messages:send", "teammates:read"}
    await front.control("set_scopes", scopes=[scope for scope in ALL if scope not in spare])
    problem = (await verdict_of(kit, front.url)).problem
    assert problem is not None
    assert "teammates:read" in problem.what
    assert "messages:send" in problem.what


async def _candidates(kit: Kit, *more: TeammateConfig) -> tuple[teammates.Candidate, ...]:
    async with (
        simulated_front(teammates=(*DEFAULT_TEAMMATES, *more)) as front,
        kit.front(front.url, TOKEN) as client,
    ):
        found = await teammates.candidates(client, front.url)
    assert not isinstance(found, Problem)
    return found


async def test_bots_come_first_then_whoever_is_called_like_one(kit: Kit) -> None:
    bot = TeammateConfig("tea_1bot", "support-ai@example.com", "sai", "Zoe", type="user")
    found = await _candidates(kit, bot)
    assert [one.id for one in found] == ["tea_1ada", "tea_1bot", "tea_1leo", "tea_1mia"]


async def test_front_s_own_helpers_cannot_be_picked(kit: Kit) -> None:
    rule = TeammateConfig("tea_1rule", "r@example.com", "r", "Rule", type="rule")
    pilot = TeammateConfig("tea_1auto", "a@example.com", "a", "Autopilot", type="ai")
    found = await _candidates(kit, rule, pilot)
    assert {"tea_1rule", "tea_1auto"}.isdisjoint(one.id for one in found)
    picked = teammates.pick("tea_1rule", found)
    assert isinstance(picked, Problem)
    assert "Invite one" in picked.fix


async def test_a_person_s_seat_comes_with_a_warning(kit: Kit) -> None:
    found = await _candidates(kit)
    warnings = {one.id: one.warning for one in found}
    assert not warnings["tea_1ada"]
    assert "customers will see Mia Torres" in warnings["tea_1mia"]


async def test_a_blocked_teammate_comes_with_a_warning() -> None:
    blocked = teammates.Candidate("tea_1gus", "Gus", "gus@example.com", "user", blocked=True)
    assert "blocked" in blocked.warning


async def test_nobody_to_pick_says_how_to_make_one(kit: Kit) -> None:
    async with (
        simulated_front(teammates=()) as front,
        kit.front(front.url, TOKEN) as client,
    ):
        found = await teammates.candidates(client, front.url)
    assert found == teammates.NOBODY
    assert "Settings > Teammates" in teammates.NOBODY.fix


async def test_a_teammate_is_found_by_id_address_or_name(kit: Kit) -> None:
    found = await _candidates(kit)
    for wanted in ("tea_1mia", "MIA@example.com", "mia torres"):
        picked = teammates.pick(wanted, found)
        assert isinstance(picked, teammates.Candidate)
        assert picked.id == "tea_1mia"


async def test_two_of_one_name_are_told_apart_by_id(kit: Kit) -> None:
    found = await _candidates(
        kit, TeammateConfig("tea_2leo", "l2@example.com", "l2", "Leo", "Park")
    )
    picked = teammates.pick("Leo Park", found)
    assert isinstance(picked, Problem)
    assert "tea_1leo, tea_2leo" in picked.fix
