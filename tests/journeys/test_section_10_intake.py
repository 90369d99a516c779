"""Promise 10.3: nothing that Front knows is lost, and a webhook that stops is noticed."""

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from frontmate.app import Options, build, listen, serve, utc_now
from frontmate.simulator import Config, Simulator
from frontmate.simulator import serve as serve_simulator
from frontmate.store import checkups
from frontmate.workflow import read_events, watch_webhook
from tests.journeys.house import TOKEN, House, Json, open_house
from tests.journeys.product import workspace
from tests.journeys.said import DIMMER, RETURNS, SHIPPING

OPTIONS = Options(public_url="http://127.0.0.1:1", secret_key="a-cookie-key-for-tests")
SOME_MINUTES = 400
"""In seconds: longer than Front tries again."""


@contextlib.asynccontextmanager
async def somebody_to_tell() -> AsyncIterator[tuple[str, list[Json]]]:
    """A URL for alerts, and what was told there."""
    told: list[Json] = []

    async def hear(request: Request) -> Response:
        told.append(await request.json())
        return Response(status_code=204)

    listener = listen("127.0.0.1", 0)
    async with serve(Starlette(routes=[Route("/alert", hear, methods=["POST"])]), listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/alert", told


async def read_the_list(house: House) -> None:
    """What the worker does each minute or so; it counts what Front has told since an hour ago."""
    shell = house.app.shell
    connection = shell.connections["main"]
    await read_events(shell, connection, source="recovered")
    an_hour_ago = utc_now() - timedelta(hours=1)
    await watch_webhook(shell, connection, house.app.upkeep.tell, an_hour_ago)


async def begin_an_hour_ago(house: House) -> None:
    """As if the connection had been listened to for an hour: what a test dates back is new."""
    await house.rows("update cursors set at = at - interval '1 hour' returning name")
    await house.rows(
        "update deliveries set received_at = received_at - interval '1 hour',"
        " emitted_at = emitted_at - interval '1 hour' returning id"
    )
    await house.rows(
        "update handshakes set last_at = last_at - interval '1 hour' returning last_at"
    )


async def ready(house: House) -> Json:
    found: Json = (await house.http.get(f"{house.url}/readyz")).json()
    return found


async def test_10_3_a_webhook_that_is_silent_is_told_once_shown_and_over_when_it_speaks(
    database_url: str, help_center: Path
) -> None:
    async with (
        somebody_to_tell() as (alert_url, told),
        open_house(database_url, help_center, alert_url=alert_url) as house,
    ):
        await house.customer(RETURNS, name="Rhea")
        await house.until_quiet()
        await begin_an_hour_ago(house)
        await house.webhook_fault("drop")
        missed = [
            await house.customer(words, name=name, seconds_ago=SOME_MINUTES)
            for words, name in ((DIMMER, "Dina"), (SHIPPING, "Shay"))
        ]
        for _ in range(3):
            await read_the_list(house)
            await house.until_quiet()
        # Nobody waits for it: they are answered from the list.
        for conversation in missed:
            assert len(await house.delivered(conversation)) == 1
        assert [(one["connection"], one["why"]) for one in told] == [("main", "webhook_silent")]
        assert "save its webhook" in str(told[0]["advice"])
        assert (await ready(house))["webhook_silent"] == ["main"]
        await house.mend()
        await house.customer(RETURNS, name="Una")
        await house.until_quiet()
        await read_the_list(house)
        assert (await ready(house))["webhook_silent"] == []
        assert len(told) == 1


async def test_10_3_a_webhook_that_is_a_little_late_and_a_quiet_hour_are_told_to_nobody(
    database_url: str, help_center: Path
) -> None:
    async with (
        somebody_to_tell() as (alert_url, told),
        open_house(database_url, help_center, alert_url=alert_url) as house,
    ):
        await house.customer(RETURNS, name="Rhea")
        await house.until_quiet()
        await begin_an_hour_ago(house)
        await read_the_list(house)
        await house.webhook_fault("delay", seconds=1.5, times=2)
        late = [await house.customer(DIMMER, name=name) for name in ("Dina", "Lou")]
        await read_the_list(house)
        await house.until_quiet()
        await read_the_list(house)
        assert [len(await house.delivered(one)) for one in late] == [1, 1]
        assert (told, (await ready(house))["webhook_silent"]) == ([], [])


async def test_10_3_the_ledger_tells_what_came_which_way_and_what_was_dropped(
    database_url: str, help_center: Path
) -> None:
    async with open_house(database_url, help_center) as house:
        await house.webhook_fault("duplicate", times=1)
        await house.customer(RETURNS, name="Rhea")
        await house.until_quiet()
        await house.webhook_fault("drop", times=1)
        await house.customer(DIMMER, name="Dina")
        await read_the_list(house)
        await house.until_quiet()
        event = {"id": "evt_none", "type": "inbound", "emitted_at": 1.0, "conversation": None}
        await house.tell("inbound_received", event)
        async with house.app.engine.begin() as db:
            ledger = await checkups.arrived(db, "main", utc_now() - timedelta(hours=1))
        rows = await house.rows("select source, count(*) as n from deliveries group by source")
        assert ledger.ways == {row.source: row.n for row in rows}
        assert ledger.ways["recovered"] >= 1
        assert (ledger.repeats, ledger.ignored) == (1, {"of no conversation": 1})
        # Every line says what became of it.
        assert await house.rows("select 1 from deliveries where why = '' or state = 'open'") == []


async def test_10_3_on_start_what_happened_meanwhile_is_taken_in_and_answered(
    database_url: str, help_center: Path
) -> None:
    """Nothing runs while customers write, and Front's webhooks are told nowhere."""
    simulator = Simulator(Config(message_delay=0.05, ratelimit=0))
    async with serve_simulator(simulator) as front, httpx2.AsyncClient(timeout=10) as http:
        space = workspace(front, help_center)
        async with build(database_url, [space], OPTIONS) as app:
            house = House(app, front, OPTIONS.public_url, http)
            async with house.working():
                await house.until_caught_up()
        asked = [await house.customer(RETURNS, name=f"Customer {n}") for n in range(5)]
        async with build(database_url, [], OPTIONS) as app:
            house = House(app, front, OPTIONS.public_url, http)
            async with house.working():
                for conversation in asked:
                    await house.until_replies(conversation, 1)
                assert [len(await house.delivered(one)) for one in asked] == [1] * 5


async def test_10_3_how_far_behind_the_reading_is_can_be_asked_without_a_login(
    house: House,
) -> None:
    await read_the_list(house)
    assert 0 <= (await ready(house))["event_list_lag_seconds"]["main"] <= 30
    await house.rows(
        "update cursors set behind = now() - interval '20 minutes' where name = 'events'"
        " returning name"
    )
    assert 1190 <= (await ready(house))["event_list_lag_seconds"]["main"] <= 1260


async def test_10_3_only_what_decides_something_is_asked_for(house: House) -> None:
    await read_the_list(house)
    asked = await house.requests("GET", "/events")
    later = [request["query"] for request in asked if "q%5Bafter%5D" in request["query"]]
    assert later
    assert all("q%5Btypes%5D%5B%5D=inbound" in query for query in later)
    assert not any("topic_identified" in query for query in later)


async def test_10_3_the_token_that_may_not_list_events_is_told_of(house: House) -> None:
    await house.fault("status", method="GET", path_regex="^/events$", status=403)
    told: list[str] = []

    async def is_told() -> bool:
        # The worker's own reading may be under way, from before the fault.
        await read_the_list(house)
        (row,) = await house.rows("select problem from cursors where name = 'events'")
        told.append(row.problem)
        return "403" in row.problem

    await house.until(is_told)
    assert TOKEN not in told[-1]
