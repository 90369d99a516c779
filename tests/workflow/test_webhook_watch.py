"""Front's list shows messages and the webhook is silent: a person is told, once (10.3)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.store import connections, webhook_silences, webhooks
from frontmate.workflow import watch_webhook
from tests.workflow.listening import Listening, open_listening


@dataclass
class Watch:
    """A workspace with a webhook, and whoever is told of it."""

    listening: Listening
    since: datetime
    told: list[datetime] = field(default_factory=list)
    reachable: bool = True

    async def tell(self, connection: str, since: datetime) -> bool:
        assert connection == "main"
        if self.reachable:
            self.told.append(since)
        return self.reachable

    async def look(self) -> int:
        """Read the list and look at the ledger; how many messages no webhook has told."""
        await self.listening.read(source="recovered")
        shell, connection = self.listening.shell, self.listening.connection
        return (await watch_webhook(shell, connection, self.tell, self.since)).untold

    async def minutes(self, number: int) -> None:
        """The worker looks once a minute."""
        for _ in range(number):
            self.listening.passes(60)
            await self.look()

    async def webhook_tells(self, number: int = -1) -> None:
        event = self.listening.events()[number]
        await self.listening.by_webhook(event, "inbound_received")

    async def silences(self) -> int:
        async with self.listening.engine.begin() as db:
            return len(await webhook_silences.all_of(db))


@pytest.fixture
async def watch(engine: AsyncEngine) -> AsyncIterator[Watch]:
    """One message was told by webhook; it works."""
    async with open_listening(engine) as listening:
        listening.writes("Long ago")
        listening.passes(1)
        watch = Watch(listening, listening.front_clock.now)
        await watch.look()
        listening.passes(1)
        listening.writes()
        await watch.webhook_tells()
        listening.passes(60)
        assert await watch.look() == 0
        yield watch


async def test_10_3_a_webhook_that_stops_is_told_once_and_after_five_minutes(watch: Watch) -> None:
    watch.listening.writes()
    first = watch.listening.front_clock.now
    watch.listening.passes(10)
    watch.listening.writes()
    await watch.minutes(5)
    assert watch.told == []
    await watch.minutes(1)
    assert watch.told == [first]
    for _ in range(3):
        watch.listening.writes()
        await watch.minutes(20)
    assert watch.told == [first]


async def test_10_3_where_nothing_happens_nobody_is_told(watch: Watch) -> None:
    await watch.minutes(60)
    assert (watch.told, await watch.silences()) == ([], 0)


async def test_10_3_a_delivery_that_is_only_late_raises_no_alarm(watch: Watch) -> None:
    """Front is four minutes late with everything: the list is always sooner."""
    for _ in range(5):
        for _ in range(2):
            watch.listening.writes()
        await watch.minutes(4)
        await watch.webhook_tells(-2)
        await watch.webhook_tells(-1)
    await watch.minutes(10)
    assert watch.told == []


async def test_10_3_one_message_that_got_lost_raises_no_alarm(watch: Watch) -> None:
    watch.listening.writes("Lost")
    await watch.minutes(30)
    watch.listening.writes()
    await watch.webhook_tells()
    await watch.minutes(30)
    assert watch.told == []


async def test_10_3_messages_lost_among_others_that_came_raise_no_alarm(watch: Watch) -> None:
    for _ in range(3):
        watch.listening.writes("Lost")
        watch.listening.passes(5)
        watch.listening.writes()
        await watch.webhook_tells()
    await watch.minutes(30)
    assert watch.told == []


async def test_10_3_the_alarm_ends_when_the_webhook_speaks_and_a_new_silence_is_a_new_alarm(
    watch: Watch,
) -> None:
    for number in (1, 2):
        watch.listening.writes()
        watch.listening.writes()
        await watch.minutes(7)
        assert (len(watch.told), await watch.silences()) == (number, 1)
        watch.listening.writes()
        await watch.webhook_tells()
        await watch.minutes(1)
        assert await watch.silences() == 0


async def test_10_3_saving_the_webhook_anew_ends_it(watch: Watch) -> None:
    watch.listening.writes()
    watch.listening.writes()
    await watch.minutes(7)
    async with watch.listening.engine.begin() as db:
        await webhooks.shook_hands(db, "main", watch.listening.front_clock.now)
    await watch.minutes(1)
    assert (len(watch.told), await watch.silences()) == (1, 0)


async def test_10_3_an_alarm_outlives_the_process_and_is_not_told_again(watch: Watch) -> None:
    watch.listening.writes()
    watch.listening.writes()
    await watch.minutes(7)
    reborn = Watch(watch.listening, watch.listening.front_clock.now)
    await reborn.minutes(30)
    reborn.listening.writes()
    reborn.listening.writes()
    await reborn.minutes(30)
    assert (len(watch.told), reborn.told, await reborn.silences()) == (1, [], 1)


async def test_10_3_what_was_missed_while_we_were_away_raises_no_alarm(watch: Watch) -> None:
    for _ in range(5):
        watch.listening.writes("Nobody listened")
    watch.listening.passes(3600)
    reborn = Watch(watch.listening, watch.listening.front_clock.now)
    await reborn.minutes(30)
    assert reborn.told == []
    # But a webhook that Front has switched off meanwhile is found.
    reborn.listening.writes()
    reborn.listening.writes()
    await reborn.minutes(7)
    assert len(reborn.told) == 1


async def test_10_3_an_alert_that_nobody_gets_is_tried_again(watch: Watch) -> None:
    watch.reachable = False
    watch.listening.writes()
    watch.listening.writes()
    await watch.minutes(10)
    watch.reachable = True
    await watch.minutes(3)
    assert len(watch.told) == 1


async def test_10_3_of_two_workers_one_tells(watch: Watch) -> None:
    watch.listening.writes()
    watch.listening.writes()
    watch.listening.passes(600)
    await watch.listening.read(source="recovered")
    begun, told = asyncio.Event(), 0

    async def slow(_: str, __: datetime) -> bool:
        nonlocal told
        told += 1
        begun.set()
        await other
        return True

    shell, connection = watch.listening.shell, watch.listening.connection
    first = asyncio.create_task(watch_webhook(shell, connection, slow, watch.since))
    other = asyncio.create_task(_after(begun, watch))
    await first
    assert (told, watch.told) == (1, [])
    await watch.minutes(1)
    assert (told, watch.told) == (1, [])


async def _after(begun: asyncio.Event, watch: Watch) -> None:
    await begun.wait()
    await watch_webhook(watch.listening.shell, watch.listening.connection, watch.tell, watch.since)


async def test_10_3_a_webhook_that_never_spoke_is_told_too(engine: AsyncEngine) -> None:
    async with open_listening(engine) as listening:
        watch = Watch(listening, listening.front_clock.now)
        await watch.look()
        listening.passes(1)
        listening.writes()
        listening.writes()
        await watch.minutes(7)
        assert len(watch.told) == 1


async def test_10_3_private_conversations_are_told_by_no_webhook_and_raise_no_alarm(
    watch: Watch,
) -> None:
    for _ in range(2):
        watch.listening.writes()
        event = watch.listening.simulator.desk.workspace.events[-1]
        event.data["conversation"]["is_private"] = True
    await watch.minutes(30)
    assert watch.told == []


async def test_10_3_inboxes_in_which_nobody_is_answered_raise_no_alarm(watch: Watch) -> None:
    async with watch.listening.engine.begin() as db:
        policy = await connections.policy_of(db, "main")
        only = replace(policy, version=policy.version + 1, allowed_inboxes=frozenset({"inb_1chat"}))
        await connections.save_policy(db, "main", only, watch.listening.front_clock.now)
    for _ in range(2):
        watch.listening.writes()
    await watch.minutes(30)
    assert watch.told == []
    for _ in range(2):
        watch.listening.happens("customer_message", channel="chat", text="Hello?")
    await watch.minutes(7)
    assert len(watch.told) == 1


async def test_10_3_messages_lost_among_others_make_the_list_be_read_more_often(
    watch: Watch,
) -> None:
    shell, connection = watch.listening.shell, watch.listening.connection

    async def loses() -> bool:
        await watch.look()
        return (await watch_webhook(shell, connection, watch.tell, watch.since)).loses

    assert not await loses()
    watch.listening.writes("Lost")
    watch.listening.writes()
    await watch.webhook_tells()
    assert await loses()
    await watch.minutes(16)
    assert not await loses()


async def test_10_3_how_long_ago_a_webhook_came_is_known(watch: Watch) -> None:
    watch.listening.passes(240)
    shell, connection = watch.listening.shell, watch.listening.connection
    heard = await watch_webhook(shell, connection, watch.tell, watch.since)
    assert heard.at is not None
    assert shell.clock() - heard.at == timedelta(seconds=300)
