"""How events come in: the key, what the door has seen, and the event list instead."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.store import Keeper, connections, cursors, processes, secrets, webhooks
from tests.cli.typist import SIGNING_KEY
from tests.console.build import NOW
from tests.console.conftest import SECRET, Desk
from tests.console.connect.conftest import Admin
from tests.databases import tables_with


async def test_address_events_and_key_are_asked_for(connected: Admin, engine: AsyncEngine) -> None:
    page = await connected.see("/main/events")
    assert 'value="https://mate.example/webhooks/front/main"' in page
    assert "Inbound received" in page
    assert await connected.done("/main/events", kind="application", key=SIGNING_KEY)
    page = await connected.see("/main/events")
    assert "Waiting for the handshake" in page
    assert SIGNING_KEY not in page
    assert await tables_with(engine, SIGNING_KEY) == []
    async with engine.begin() as db:
        opened = await secrets.read(db, Keeper(SECRET), "main")
    assert opened["signing_key"] == SIGNING_KEY


@pytest.mark.parametrize(
    ("kind", "key", "told"),
    [
        ("application", "", "That is no signing key"),
        ("rule", "two words", "That is no API secret"),
        ("application", "eyJa.b.c", "looks like an API token"),
    ],
)
async def test_what_is_no_key_is_refused_with_where_it_stands(
    connected: Admin, kind: str, key: str, told: str
) -> None:
    page = await connected.told("/main/events", kind=kind, key=key)
    assert told in page
    assert "It stands in Front under" in page


async def test_handshake_and_first_event_are_shown_as_they_come(
    connected: Admin, desk: Desk, engine: AsyncEngine
) -> None:
    await connected.done("/main/events", kind="application", key=SIGNING_KEY)
    desk.clock.go_on(timedelta(seconds=2))
    async with engine.begin() as db:
        await webhooks.shook_hands(db, "main", desk.clock())
    page = await connected.see("/main/events")
    assert "Handshake seen at" in page
    assert ">15:30:02</time>" in page
    assert "First event: it comes with" in page
    assert "Go on: Rules" in page


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("bad_signature", "the key is another one"),
        ("wrong_kind", "A webhook of the other kind came"),
        ("wrong_company", "from another company of yours"),
        ("stale_timestamp", "Set this machine&#39;s clock right"),
    ],
)
async def test_what_came_instead_of_the_handshake_is_told_with_its_fix(
    connected: Admin, desk: Desk, engine: AsyncEngine, why: str, told: str
) -> None:
    await connected.done("/main/events", kind="application", key="another-key")
    desk.clock.go_on(timedelta(seconds=2))
    async with engine.begin() as db:
        await webhooks.refused(db, "main", why, desk.clock())
    page = await connected.see("/main/events")
    assert told in page
    assert "--" not in page.partition('id="trouble"')[2].partition("</div>")[0]
    desk.clock.go_on(timedelta(seconds=2))
    await connected.done("/main/events", kind="application", key=SIGNING_KEY)
    assert told not in await connected.see("/main/events")


async def test_the_silence_after_two_minutes_is_told_with_what_to_check(
    connected: Admin, desk: Desk
) -> None:
    await connected.done("/main/events", kind="application", key=SIGNING_KEY)
    assert "No handshake came" not in await connected.see("/main/events")
    desk.clock.go_on(timedelta(seconds=121))
    page = await connected.see("/main/events")
    assert "No handshake came in 120 seconds" in page
    assert "or let frontmate ask Front." in page


async def test_a_rule_webhook_shakes_no_hands_and_the_step_is_over(connected: Admin) -> None:
    assert "API secret" in await connected.see("/main/events?kind=rule")
    await connected.done("/main/events", kind="rule", key="a-rule-secret")
    page = await connected.see("/main/events")
    assert "A rule webhook shakes no hands" in page
    assert "Go on: Rules" in page


async def test_the_event_list_can_be_read_instead_and_the_webhook_later(
    connected: Admin, engine: AsyncEngine
) -> None:
    await connected.done("/main/events/intake", intake="poll")
    page = await connected.see("/main/events")
    assert "No worker of frontmate is running" in page
    async with engine.begin() as db:
        await processes.beat(db, "one", "run", "1", NOW)
        await cursors.move(db, "main", "events", NOW, NOW)
    page = await connected.see("/main/events")
    assert "Front’s event list is read; last at" in page
    assert "Go on: Rules" in page
    async with engine.begin() as db:
        await cursors.fail(db, "main", "events", "Forbidden", NOW)
    assert "The token needs events:*:read" in await connected.see("/main/events")
    await connected.done("/main/events", kind="application", key=SIGNING_KEY)
    async with engine.begin() as db:
        still = await connections.get(db, "main")
    assert still is not None
    assert still.intake == "poll"
    await connected.done("/main/events/intake", intake="webhook")
    assert "Waiting for the handshake" in await connected.see("/main/events")
