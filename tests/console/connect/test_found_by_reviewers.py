"""What two reviewers found on the pages of connecting."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.console.settings import audit_words
from frontmate.conversation.policy import Mode
from frontmate.setup import rules
from frontmate.store import audit, webhooks
from tests.cli.typist import SIGNING_KEY, TOKEN, Place
from tests.console.build import NOW
from tests.console.conftest import Desk, MakeDesk
from tests.console.connect.conftest import HOME, INBOXES, Admin
from tests.console.settings.forms import policy_of
from tests.setup.connecting import kit_on


async def _noted(engine: AsyncEngine) -> list[audit.AuditEntry]:
    async with engine.begin() as db:
        return list(await audit.newest(db, 20))


async def test_a_form_of_before_never_undoes_what_a_colleague_saved_since(
    connected: Admin, engine: AsyncEngine
) -> None:
    form = {"listed": INBOXES, "inbox": INBOXES.split(), "mode": "live", "override": "on"}
    await connected.done("/main/rules", **form)
    assert 'name="version" value="2"' in await connected.see("/main/rules")
    await rules.save_rules(kit_on(engine), "main", mode=Mode.SHADOW)
    # The old form: one inbox less, everything else as it stood.
    old = {**form, "inbox": ["inb_1mail", "inb_1chat"], "version": "2"}
    answer = await connected.send("/main/rules", **old)
    assert answer.status_code == 409
    page = answer.text
    assert "Somebody saved these rules while you had this page open" in page
    assert "Mode: Live → Shadow" in page.replace("live →", "Live →").replace("→ shadow", "→ Shadow")
    assert "Version 3, by " in page
    assert 'name="version" value="3"' in page
    assert 'value="shadow" aria-describedby="mode-shadow" checked' in page
    assert 'value="inb_1chat" checked' in page
    assert 'value="inb_1sms" checked' not in page
    assert (await policy_of(engine)).mode is Mode.SHADOW
    await connected.done("/main/rules", **{**old, "mode": "shadow", "version": "3"})
    saved = await policy_of(engine)
    assert saved.mode is Mode.SHADOW
    assert saved.allowed_inboxes == frozenset({"inb_1mail", "inb_1chat"})


async def test_what_is_older_than_a_day_is_gone_at_every_address(at: Admin, desk: Desk) -> None:
    await at.begin()
    desk.clock.go_on(timedelta(days=1, seconds=1))
    at.http = await desk.admin()
    for path in ("/new/main", "/new/main/teammate"):
        assert (await at.http.get(f"{HOME}{path}")).status_code == 404, path
    for path in ("/new/main/check", "/new/main/use", "/new/main/teammate"):
        assert (await at.send(path, teammate="tea_1ada")).status_code == 404, path


async def test_cancelling_is_noted_where_there_was_something_to_cancel(
    at: Admin, engine: AsyncEngine
) -> None:
    await at.done("/new/main/cancel")
    assert [entry.what for entry in await _noted(engine)] == []
    await at.begin()
    await at.done("/new/main/cancel")
    await at.done("/new/main/cancel")
    noted = await _noted(engine)
    assert [entry.what for entry in noted] == ["connecting_cancelled", "token_entered"]
    assert noted[1].detail == {"api_host": at.here.front.removeprefix("http://")}


async def test_an_address_that_is_none_is_told_at_its_field(at: Admin) -> None:
    told = await at.told("/new", name="main", token=TOKEN, api_url="http://[")
    assert "address is not a URL" in told
    assert 'aria-describedby="url-help problem"' in told
    told = await at.told("/new", name="main", token=TOKEN, api_url="http://api2.frontapp.com")
    assert "would cross the network readable" in told


def test_all_inboxes_are_not_told_as_none() -> None:
    detail = {"version": 3, "allowed_inboxes": None, "fallback_assignee": None}
    entry = audit.AuditEntry(1, NOW, "admin", "rules_changed", "main", detail)
    said = audit_words.sentence(entry)
    assert ": all shared inboxes" in said
    assert ": none" in said


async def test_once_the_handshake_was_seen_nothing_says_that_front_cannot_reach_us(
    make_desk: MakeDesk, here: Place, engine: AsyncEngine
) -> None:
    desk = await make_desk(product={"public_url": "http://127.0.0.1:8765"})
    at = Admin(await desk.admin(), here)
    await at.connect()
    assert "Front cannot reach http" in await at.see("/main/events")
    went = await at.done("/main/events", kind="application", key=SIGNING_KEY)
    page = await at.see(went)
    assert "save the webhook in Front now" in page
    desk.clock.go_on(timedelta(seconds=2))
    async with engine.begin() as db:
        await webhooks.shook_hands(db, "main", desk.clock())
    page = await at.see(went)
    assert "Front cannot reach http" not in page
    assert "save the webhook in Front" not in page
    await at.http.aclose()


async def test_beside_a_wrong_key_the_key_is_asked_for_first(
    connected: Admin, desk: Desk, engine: AsyncEngine
) -> None:
    went = await connected.done("/main/events", kind="application", key="another-key")
    desk.clock.go_on(timedelta(seconds=2))
    async with engine.begin() as db:
        await webhooks.refused(db, "main", "bad_signature", desk.clock())
    page = await connected.see(went)
    assert "Enter the key again" in page
    assert "ow save the webhook" not in page
    assert "save the webhook in Front now" not in page


async def test_an_ai_that_is_on_without_a_source_is_told_for_as_long_as_it_is_so(
    connected: Admin,
) -> None:
    told = "Nothing is ticked: every question will go to the team."
    assert told not in await connected.see("/main/knowledge")
    await connected.done("/main/knowledge/find")
    await connected.done("/main/switch", to="on")
    went = await connected.done("/main/knowledge")
    for path in (went, "/main/knowledge"):
        page = await connected.see(path)
        assert told in page
        assert "is read now" not in page
    page = (await connected.http.get("/knowledge/main")).text
    assert told in page
    went = await connected.done("/main/knowledge", source=["1"])
    page = await connected.see(went)
    assert told not in page
    assert "What is new is read now." in page
    assert told not in (await connected.http.get("/knowledge/main")).text
    assert "Saved.</p>" in await connected.see(
        await connected.done("/main/knowledge", source=["1"])
    )


async def test_the_knowledge_page_says_that_something_is_read_only_if_it_is_new(
    connected: Admin,
) -> None:
    await connected.done("/main/knowledge/find")
    csrf = {"csrf": (await connected.see("")).partition('name="csrf" value="')[2].partition('"')[0]}
    for ticked, word in (([], "chosen"), (["1"], "new"), (["1"], "chosen")):
        form = {**csrf, "source": ticked}
        answer = await connected.http.post("/knowledge/main/sources", data=form)
        assert answer.headers["location"] == f"/knowledge/main?done={word}"
        page = (await connected.http.get(answer.headers["location"])).text
        assert ("is being read" in page) == (word == "new")


async def test_a_token_for_help_centers_that_was_left_behind_is_told(connected: Admin) -> None:
    await connected.done("/main/knowledge/token", token="for-articles")
    await connected.done("/main/token", token=TOKEN, api_url=f"{connected.here.front}/")
    await connected.checked()
    assert await connected.done("/new/main/use") == "/main?done=token"
    other = connected.here.front.replace("127.0.0.1", "localhost")
    await connected.done("/main/token", token=TOKEN, api_url=other)
    await connected.checked()
    went = await connected.done("/new/main/use")
    assert went == "/main?done=token-moved"
    assert "own token was removed" in await connected.see(went)
