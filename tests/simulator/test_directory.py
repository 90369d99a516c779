"""Teams, inboxes, teammates, tags, signatures and working hours."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from frontmate.simulator import Config, Simulator
from frontmate.simulator.company import (
    ShiftConfig,
    SignatureConfig,
    TeamConfig,
    TimeOffConfig,
)
from frontmate.simulator.config import InboxConfig, TeammateConfig, TokenConfig
from tests.simulator.conftest import Front, served

MIAS = InboxConfig("inb_1mias", "Mia's own", "gmail", "mia@example.com", owner="tea_1mia")
BIG = Config(
    message_delay=0,
    ratelimit=0,
    tokens=(TokenConfig("sees-all", may_see_private=True),),
    inboxes=(*Config().inboxes, MIAS),
    teams=(
        TeamConfig("tim_1", "Support", ("inb_1mail",), ("tea_1ada", "tea_1mia")),
        TeamConfig("tim_2", "Shop", ("inb_1sms",), ("tea_1leo",)),
    ),
    signatures=(
        SignatureConfig("sig_1", "Mine", "Mia", "tea_1mia", is_default=True),
        SignatureConfig("sig_2", "Ours", "The team", "tim_1"),
    ),
    shifts=(ShiftConfig("shf_1", "Early", ("tea_1mia",), {"mon": ["08:00", "16:00"]}),),
    time_offs=(
        TimeOffConfig("vcr_1", "Summer", "tea_1mia", 1000.0, 2000.0),
        TimeOffConfig("vcr_2", "For good", "tea_1leo", 3000.0),
    ),
)
SEES_ALL = {"authorization": "Bearer sees-all"}


@pytest.fixture
async def big() -> AsyncIterator[Front]:
    async with served(BIG) as front:
        yield front


async def ids(front: Front, path: str, **how: Any) -> list[str]:
    answer = await front.api.get(path, **how)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["_results"]]


async def test_one_team_has_everything_unless_the_config_says_otherwise(front: Front) -> None:
    (team,) = (await front.api.get("/teams")).json()["_results"]
    assert (team["id"], team["name"]) == ("tim_1", "Support team")
    whole = (await front.api.get("/teams/tim_1")).json()
    assert [i["id"] for i in whole["inboxes"]] == ["inb_1mail", "inb_1chat", "inb_1sms"]
    assert [t["username"] for t in whole["members"]] == ["ada", "mia", "leo"]
    inbox = (await front.api.get("/inboxes/inb_1mail")).json()
    assert inbox["_links"]["related"]["owner"] == team["_links"]["self"]


async def test_each_team_has_its_inboxes_and_the_first_what_is_left(big: Front) -> None:
    assert await ids(big, "/teams/tim_1/inboxes") == ["inb_1mail", "inb_1chat"]
    assert await ids(big, "/teams/tim_2/inboxes") == ["inb_1sms"]
    channels = (await big.api.get("/teams/tim_2/channels")).json()["_results"]
    assert [c["address"] for c in channels] == ["+12025550100"]
    assert await ids(big, "/inboxes/inb_1sms/teammates") == ["tea_1leo"]
    assert await ids(big, "/teammates/tea_1leo/inboxes") == ["inb_1sms"]
    assert (await big.api.get("/teams/tim_9")).status_code == 404


def test_a_team_of_what_there_is_not_is_refused() -> None:
    teams = [{"id": "tim_1", "name": "X", "inboxes": ["inb_none"]}]
    with pytest.raises(ValueError, match="tim_1 names what there is not: inb_none"):
        Simulator(Config.from_json({"teams": teams}))


async def test_a_private_inbox_is_there_for_a_token_that_may_see_it_only(big: Front) -> None:
    assert "inb_1mias" not in await ids(big, "/inboxes")
    assert "inb_1mias" in await ids(big, "/inboxes", headers=SEES_ALL)
    for path in ("/inboxes/inb_1mias", "/channels/alt:address:mia@example.com"):
        assert (await big.api.get(path)).status_code == 404
        assert (await big.api.get(path, headers=SEES_ALL)).json()["is_private"] is True
    assert await ids(big, "/teammates/tea_1mia/private_inboxes") == []
    own = await ids(big, "/teammates/tea_1mia/private_inboxes", headers=SEES_ALL)
    assert own == ["inb_1mias"]
    channels = (await big.api.get("/teammates/tea_1mia/channels", headers=SEES_ALL)).json()
    assert [c["address"] for c in channels["_results"]] == ["mia@example.com"]


async def test_conversations_are_listed_by_inbox_and_by_assignee(front: Front) -> None:
    mail, sms = await front.customer(), await front.customer(channel="sms")
    await front.act("assign", conversation=sms, teammate="mia")
    assert await ids(front, "/inboxes/inb_1mail/conversations") == [mail]
    assert await ids(front, "/teammates/alt:email:mia@example.com/conversations") == [sms]
    assert await ids(front, "/teammates/tea_1leo/conversations") == []
    await front.act("archive", conversation=mail)
    query = {"q[statuses][]": "unassigned"}
    assert await ids(front, "/inboxes/inb_1mail/conversations", params=query) == []


@pytest.mark.parametrize("kind", ["ai", "application", "rule", "macro", "csat", "smart_csat"])
async def test_bots_are_teammates_by_their_type(kind: str) -> None:
    bot = TeammateConfig("tea_1bot", "bot@example.com", "bot", "Bot", type=kind)
    async with served(Config(teammates=(bot,))) as front:
        assert (await front.api.get("/teammates/tea_1bot")).json()["type"] == kind


async def test_a_teammate_is_changed_by_the_api_and_by_an_admin(front: Front) -> None:
    where = "/teammates/tea_1mia"
    body = {"username": "mia_2", "first_name": "Maria", "is_available": False}
    assert (await front.api.patch(where, json=body)).status_code == 204
    changed = (await front.api.get(where)).json()
    assert {name: changed[name] for name in body} == body
    done = await front.act("set_teammate", teammate="tea_1mia", available=True, blocked=True)
    assert done == {"teammate": "tea_1mia", "available": True, "blocked": True}
    assert (await front.api.get(where)).json()["is_blocked"] is True


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"username": "leo"}, "username: another"),
        ({"username": "Mia Torres"}, "username: lowercase"),
        ({"is_available": "yes"}, "is_available: boolean"),
    ],
)
async def test_a_teammate_is_not_changed_like_that(
    front: Front, body: dict[str, object], named: str
) -> None:
    answer = await front.api.patch("/teammates/tea_1mia", json=body)
    assert answer.status_code == 400
    assert answer.json()["_error"]["details"][0].startswith(named)
    assert (await front.api.get("/teammates/tea_1mia")).json()["username"] == "mia"


async def test_a_blocked_teammate_neither_writes_nor_gets_a_conversation(front: Front) -> None:
    one = f"/conversations/{await front.customer()}"
    await front.act("set_teammate", teammate="mia", blocked=True)
    for verb, path, body in (
        ("PATCH", one, {"assignee_id": "tea_1mia"}),
        ("PUT", f"{one}/assignee", {"assignee_id": "alt:email:mia@example.com"}),
        ("POST", f"{one}/comments", {"body": "x", "author_id": "tea_1mia"}),
        ("POST", f"{one}/messages", {"body": "x", "author_id": "tea_1mia"}),
    ):
        answer = await front.api.request(verb, path, json=body)
        assert answer.status_code == 400, path
        assert "blocked" in answer.json()["_error"]["details"][0]
    assert front.event_types() == ["inbound"]


async def test_signatures_belong_to_a_team_or_a_teammate(big: Front) -> None:
    (mine,) = (await big.api.get("/teammates/tea_1mia/signatures")).json()["_results"]
    assert (mine["id"], mine["is_private"], mine["is_default"]) == ("sig_1", True, True)
    assert mine["_links"]["related"]["owner"] == f"{big.url}/teammates/tea_1mia"
    assert await ids(big, "/teams/tim_1/signatures") == ["sig_2"]
    assert (await big.api.get("/signatures/sig_2")).json()["body"] == "The team"
    assert (await big.api.get("/signatures/sig_9")).status_code == 404


async def test_shifts_and_time_off_tell_who_is_there(big: Front) -> None:
    assert await ids(big, "/teammates/tea_1mia/shifts") == ["shf_1"]
    assert await ids(big, "/teammates/tea_1leo/shifts") == []
    shift = (await big.api.get("/shifts/shf_1")).json()
    assert shift["times"] == {"mon": {"start": "08:00", "end": "16:00"}}
    assert await ids(big, "/shifts/shf_1/teammates") == ["tea_1mia"]
    assert await ids(big, "/teams/tim_1/time_offs") == ["vcr_1"]
    later = {"q[active_from]": "2500"}
    assert await ids(big, "/teammates/tea_1mia/time_offs", params=later) == []
    assert await ids(big, "/teammates/tea_1leo/time_offs", params=later) == ["vcr_2"]
    assert (await big.api.get("/time_offs/vcr_2")).json()["end_at"] is None


async def test_a_company_is_read_from_json() -> None:
    config = Config.from_json(
        {
            "ticketing": True,
            "short_pages": 0.5,
            "teams": [{"id": "tim_9", "name": "All", "members": ["tea_1mia"]}],
            "statuses": [{"id": "sts_9", "name": "New", "category": "open"}],
            "signatures": [{"id": "sig_9", "name": "S", "body": "B", "owner": "tim_9"}],
            "shifts": [
                {
                    "id": "shf_9",
                    "name": "L",
                    "teammates": ["tea_1mia"],
                    "times": {"fri": ["9", "17"]},
                }
            ],
            "time_offs": [{"id": "vcr_9", "name": "T", "teammate": "tea_1mia", "start_at": 1}],
        }
    )
    async with served(config) as front:
        (member,) = (await front.api.get("/teams/tim_9")).json()["members"]
        assert member["username"] == "mia"
        assert len(await ids(front, "/teams/tim_9/inboxes")) == 3
        assert await ids(front, "/company/statuses") == ["sts_9"]
        assert await ids(front, "/teams/tim_9/signatures") == ["sig_9"]
        assert await ids(front, "/teams/tim_9/shifts") == ["shf_9"]
        assert await ids(front, "/teams/tim_9/time_offs") == ["vcr_9"]
