"""The rules step: inboxes, the mode rule of 11.2, the modes of channels, the master switch."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import insert

from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode, Policy
from frontmate.front import Inbox
from frontmate.setup import Kit, Problem, rules, workspaces
from frontmate.store import audit, tables
from tests.setup.connecting import (
    TOKEN,
    emptied,
    kit_on,
    kit_without_database,
    simulated_front,
    wanted,
)

SUPPORT, CHAT = Inbox("inb_1mail", "Support", False), Inbox("inb_1chat", "Website chat", False)


@pytest.fixture
async def kit(module_database_url: str) -> AsyncIterator[Kit]:
    async with emptied(module_database_url) as engine:
        kit = kit_on(engine)
        assert await workspaces.save(kit, wanted("http://127.0.0.1:1")) is None
        yield kit


async def _learn(kit: Kit, labels: int) -> None:
    row = {"connection": "main", "confidence": 0.9, "good": True, "at": kit.clock()}
    async with kit.engine.begin() as db:
        await db.execute(insert(tables.labels), [row] * labels)


async def _mode(kit: Kit, mode: Mode | None, **more: object) -> Policy | Problem:
    given = {"has_model": False, **more}
    return await rules.set_mode(kit, "main", mode, **given)  # type: ignore[arg-type]


async def test_the_embedded_engine_does_not_go_live_before_it_is_calibrated(kit: Kit) -> None:
    await _learn(kit, rules.LABELS_WANTED - 1)
    refused = await _mode(kit, Mode.LIVE)
    assert isinstance(refused, Problem)
    assert refused.word == "not_calibrated"
    assert "99 of about 100" in refused.what
    found = await workspaces.overview(kit, "main")
    assert found is not None
    assert found.policy.mode is Mode.DRAFT


async def test_it_goes_live_once_it_is_calibrated(kit: Kit) -> None:
    await _learn(kit, rules.LABELS_WANTED)
    changed = await _mode(kit, Mode.LIVE)
    assert isinstance(changed, Policy)
    assert changed.mode is Mode.LIVE


@pytest.mark.parametrize("how", [{"override": True}, {"has_model": True}])
async def test_an_override_or_a_language_model_leaves_it_to_the_admin(
    how: dict[str, bool], kit: Kit
) -> None:
    changed = await _mode(kit, Mode.LIVE, **how)
    assert isinstance(changed, Policy)
    assert changed.mode is Mode.LIVE


@pytest.mark.parametrize("mode", [Mode.SHADOW, Mode.DRAFT])
async def test_going_back_is_always_allowed(mode: Mode, kit: Kit) -> None:
    await _mode(kit, Mode.LIVE, override=True)
    changed = await _mode(kit, mode)
    assert isinstance(changed, Policy)
    assert changed.mode is mode


async def test_one_channel_has_a_mode_of_its_own_until_it_is_as_all_others(kit: Kit) -> None:
    own = await _mode(kit, Mode.SHADOW, channel=Channel.SMS)
    assert isinstance(own, Policy)
    assert own.mode_of(Channel.SMS) is Mode.SHADOW
    assert own.mode_of(Channel.EMAIL) is Mode.DRAFT
    again = await _mode(kit, None, channel=Channel.SMS)
    assert isinstance(again, Policy)
    assert again.channel_modes == {}


async def test_a_channel_s_own_mode_outlives_the_general_one(kit: Kit) -> None:
    await _mode(kit, Mode.DRAFT, channel=Channel.EMAIL)
    changed = await _mode(kit, Mode.LIVE, override=True)
    assert isinstance(changed, Policy)
    assert changed.mode_of(Channel.EMAIL) is Mode.DRAFT


async def test_a_channel_goes_live_no_sooner_than_the_rest(kit: Kit) -> None:
    refused = await _mode(kit, Mode.LIVE, channel=Channel.CHAT)
    assert isinstance(refused, Problem)


async def test_the_switch_makes_a_version_only_where_it_moves(kit: Kit) -> None:
    on = await rules.set_switch(kit, "main", on=True)
    same = await rules.set_switch(kit, "main", on=True)
    assert isinstance(on, Policy)
    assert isinstance(same, Policy)
    assert on.enabled
    assert on.version == same.version == 2


async def test_an_unknown_connection_is_named(kit: Kit) -> None:
    for found in (
        await rules.set_switch(kit, "mian", on=True),
        await rules.set_mode(kit, "mian", Mode.DRAFT, has_model=False),
    ):
        assert isinstance(found, Problem)
        assert found.word == "unknown_connection"
        assert "main" in found.fix


async def test_inboxes_are_listed_by_name() -> None:
    kit = kit_without_database()
    async with simulated_front() as front, kit.front(front.url, TOKEN) as client:
        found = await rules.inboxes(client, front.url)
    assert not isinstance(found, Problem)
    assert [one.name for one in found] == ["Support", "Text messages", "Website chat"]


def test_inboxes_are_picked_by_id_or_name() -> None:
    found = rules.pick_inboxes(("inb_1mail", "website CHAT"), (SUPPORT, CHAT))
    assert found == frozenset({"inb_1mail", "inb_1chat"})


def test_an_unknown_inbox_is_named_beside_those_there_are() -> None:
    found = rules.pick_inboxes(("Sales",), (SUPPORT,))
    assert isinstance(found, Problem)
    assert "“Sales”" in found.what
    assert "Support (inb_1mail)" in found.fix


async def test_two_who_save_at_once_both_have_their_way(kit: Kit) -> None:
    await asyncio.gather(
        rules.save_rules(kit, "main", enabled=True),
        rules.save_rules(kit, "main", sync_tags=False),
        rules.save_rules(kit, "main", handle_unassigned=True),
    )
    found = await workspaces.overview(kit, "main")
    assert found is not None
    policy = found.policy
    assert (policy.version, policy.enabled, policy.sync_tags, policy.handle_unassigned) == (
        4,
        True,
        False,
        True,
    )


async def test_whatever_a_rule_is_made_of_can_be_audited(kit: Kit) -> None:
    windows = {channel: timedelta(hours=1) for channel in Channel}
    await rules.save_rules(kit, "main", settle=windows, fallback_assignee=None, reply_cap_hour=3)
    async with kit.engine.begin() as db:
        (newest,) = await audit.newest(db, 1)
    assert newest.detail["settle"] == dict.fromkeys(map(str, Channel), "1:00:00")
    assert newest.detail["reply_cap_hour"] == 3
