"""A connection that is there: steps, switch, test message, summary, and the way out."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.store import audit, connections, pending_connections, secrets, webhooks
from tests.cli.typist import TOKEN
from tests.console.conftest import Desk
from tests.console.connect.conftest import HOME, Admin
from tests.databases import tables_with

PAGES = ["", "/new", "/main", "/main/events", "/main/test", "/main/summary", "/main/disconnect"]


async def test_a_viewer_cannot_see_or_change_connections(connected: Admin, desk: Desk) -> None:
    viewer = await desk.viewer()
    for path in PAGES:
        assert (await viewer.get(f"{HOME}{path}")).status_code == 403, path
    assert (await viewer.post(f"{HOME}/main/disconnect")).status_code == 403
    await viewer.aclose()


async def test_the_next_step_is_shown_and_the_switch_comes_last(
    connected: Admin, engine: AsyncEngine
) -> None:
    page = await connected.see("/main")
    assert "Next: Events" in page
    assert "by admin" in page
    await connected.done("/main/events", kind="rule", key="a-rule-secret")
    assert "Next: Rules" in await connected.see("/main")
    await connected.done("/main/rules", mode="draft")
    assert "Next: Knowledge" in await connected.see("/main")
    await connected.done("/main/knowledge/find")
    await connected.done("/main/knowledge", source=["1", "2"])
    assert "Next: Switch on" in await connected.see("/main")
    assert await connected.done("/main/switch", to="on") == "/main?done=on"
    assert "Next: Test message" in await connected.see("/main")
    async with engine.begin() as db:
        assert (await connections.policy_of(db, "main")).enabled
    assert await connected.done("/main/switch", to="off") == "/main?done=off"


async def test_the_list_tells_how_each_connection_stands(connected: Admin) -> None:
    page = await connected.see("")
    for said in ("Example Company (cmp_1demo)", ">Off<", ">Draft<", "Connect a workspace"):
        assert said in page, said


async def test_the_own_address_counts_as_a_customers_for_fifteen_minutes(
    connected: Admin, desk: Desk, engine: AsyncEngine
) -> None:
    assert "is no email address" in await connected.told("/main/test", sender="mia")
    went = await connected.done("/main/test", sender="Mia@Example.com")
    assert went == "/main/test?to=support%40example.com"
    page = await connected.see("/main/test?to=support%40example.com")
    assert "Write from <b>mia@example.com</b> by <b>" in page
    assert "<b>support@example.com</b>" in page
    assert "The AI is switched off" in page
    assert "nobody is assigned to are left alone" in page
    async with engine.begin() as db:
        await webhooks.refused(db, "main", "bad_signature", desk.clock())
    assert "the key is another one" in await connected.see("/main/test")
    desk.clock.go_on(timedelta(minutes=10))
    assert "the key is another one" in await connected.see("/main/test")
    desk.clock.go_on(timedelta(minutes=6))
    assert "Test once more" in await connected.see("/main/test")


async def test_a_test_of_which_nothing_came_ends_with_what_to_check(
    connected: Admin, desk: Desk
) -> None:
    await connected.done("/main/test", sender="mia@example.com")
    desk.clock.go_on(timedelta(minutes=10))
    page = await connected.see("/main/test")
    assert "Front told us of nothing at all" in page
    assert "“Inbound received”" in page


async def test_where_the_event_list_was_not_read_yet_the_test_waits(connected: Admin) -> None:
    await connected.done("/main/events/intake", intake="poll")
    assert await connected.done("/main/test", sender="mia@example.com") == "/main/test"
    page = await connected.see("/main/test")
    assert "about to be read for the first time" in page
    assert "No worker of frontmate is running" in page


async def test_the_summary_has_everything_and_no_secret(connected: Admin) -> None:
    await connected.done("/main/events", kind="application", key="a-signing-key")
    page = await connected.see("/main/summary")
    for said in ("Example Company (cmp_1demo)", "by admin", "Ada (tea_1ada)", "signing key, token"):
        assert said in page, said
    assert "a-signing-key" not in page
    assert TOKEN not in page


async def test_disconnecting_is_asked_for_once_more_and_removes_the_secrets_at_once(
    connected: Admin, engine: AsyncEngine
) -> None:
    await connected.done("/main/token", token=TOKEN, api_url=connected.here.front)
    assert "removed at once" in await connected.see("/main/disconnect")
    assert await connected.done("/main/disconnect") == "?gone=main"
    async with engine.begin() as db:
        assert await secrets.names(db, "main") == frozenset()
        assert await pending_connections.names(db) == ()
        noted = {entry.what: entry.who for entry in await audit.newest(db, 20)}
    assert noted["disconnected"] == "admin"
    assert await tables_with(engine, TOKEN) == []
    page = await connected.see("?gone=main")
    assert "revoke the token" in page
    assert "delete the webhook" in page
    answer = await connected.http.get(f"{HOME}/main")
    assert answer.status_code == 404
    await connected.connect()
    assert "Next: Events" in await connected.see("/main")
