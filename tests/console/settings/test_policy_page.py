"""The policy on its page: seen, changed, refused, and never overwritten."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from html import unescape

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.console.settings.fields import SETTINGS
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode, Policy
from frontmate.store import connections
from tests.console.build import NOW
from tests.console.conftest import Desk, MakeDesk
from tests.console.settings.forms import audited, connect, fields_of, policy_of, send
from tests.setup.connecting import Front, simulated_front

PAGE = "/settings/policy/main"
DRAFT = Policy(mode=Mode.DRAFT)


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    async with simulated_front() as front:
        yield front


async def test_without_a_connection_the_page_says_what_to_do(
    admin: httpx2.AsyncClient, viewer: httpx2.AsyncClient
) -> None:
    page = await admin.get("/settings/policy")
    assert 'href="/settings/connections"' in page.text
    assert "No workspace is connected yet" in page.text
    seen = await viewer.get("/settings/policy")
    assert "An administrator connects the first one" in seen.text


async def test_the_settings_lead_each_person_to_what_they_may_open(
    admin: httpx2.AsyncClient, viewer: httpx2.AsyncClient
) -> None:
    assert (await admin.get("/settings")).headers["location"] == "/settings/connections"
    assert (await viewer.get("/settings")).headers["location"] == "/settings/policy"


async def test_every_setting_is_shown_with_help_default_and_promise(
    engine: AsyncEngine, admin: httpx2.AsyncClient, viewer: httpx2.AsyncClient
) -> None:
    await connect(engine, replace(Policy(), reply_cap_hour=7))
    for visitor in (admin, viewer):
        page = unescape((await visitor.get("/settings/policy")).text)
        for setting in SETTINGS.values():
            assert setting.label in page
            assert setting.help in page
            assert f'href="/promises#p-{setting.promise}"' in page
        assert page.count("Default: ") == len(SETTINGS)
    assert 'name="reply_cap_hour" value="7"' in (await admin.get(PAGE)).text


async def test_a_viewer_reads_the_policy_and_cannot_change_it(
    engine: AsyncEngine, admin: httpx2.AsyncClient, viewer: httpx2.AsyncClient
) -> None:
    await connect(engine)
    seen = await viewer.get(PAGE)
    assert '<p class="setting-value">Email 72 h, Chat 1 h' in seen.text
    assert "<select" not in seen.text
    form = fields_of(await admin.get(PAGE), PAGE)
    csrf = fields_of(seen, "/logout")["csrf"]
    answer = await viewer.post(PAGE, data={**form, "csrf": csrf, "reply_cap_hour": "9"})
    assert answer.status_code == 403
    assert await policy_of(engine) == Policy()


async def test_only_what_was_changed_is_saved_as_one_new_version(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await connect(engine)
    answer = await send(
        admin, PAGE, reply_cap_hour="7", settle__chat="10 s", sync_tags=None, claim_on_reply="on"
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=saved")
    settle = {**Policy().settle, Channel.CHAT: timedelta(seconds=10)}
    assert await policy_of(engine) == replace(
        Policy(), version=2, reply_cap_hour=7, settle=settle, sync_tags=False, claim_on_reply=True
    )
    entry = (await audited(engine))[0]
    assert (entry.who, entry.what, entry.connection) == ("admin", "rules_changed", "main")
    assert set(entry.detail) == {
        "version",
        "reply_cap_hour",
        "settle",
        "sync_tags",
        "claim_on_reply",
    }
    assert "Saved." in (await admin.get(f"{PAGE}?done=saved")).text


async def test_where_nothing_was_changed_there_is_no_new_version(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await connect(engine)
    answer = await send(admin, PAGE)
    assert answer.headers["location"] == f"{PAGE}?done=nothing"
    assert (await policy_of(engine)).version == 1
    assert await audited(engine) == ()


async def test_wrong_input_is_kept_and_explained_and_nothing_is_saved(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await connect(engine)
    answer = await send(
        admin, PAGE, reply_cap_hour="many", hours__mon="9 to 5", customer_notice=None
    )
    assert answer.status_code == 422
    kept = fields_of(answer, PAGE)
    assert (kept["reply_cap_hour"], kept["hours.mon"]) == ("many", "9 to 5")
    assert "customer_notice" not in kept
    assert 'id="e-reply_cap_hour">“many” is no such number. Enter 1 to 1000.' in answer.text
    assert 'aria-describedby="h-reply_cap_hour e-reply_cap_hour" aria-invalid="true"' in answer.text
    assert "2 entries need another look" in answer.text
    assert "In force: 5. Yours is not saved yet." in answer.text
    assert await policy_of(engine) == Policy()


async def test_what_another_has_saved_meanwhile_is_not_overwritten(
    engine: AsyncEngine, desk: Desk, admin: httpx2.AsyncClient
) -> None:
    await connect(engine)
    form = fields_of(await admin.get(PAGE), PAGE)
    other = await desk.admin()
    await send(other, PAGE, reply_cap_hour="9", team_language="de")
    mine = {**form, "reply_cap_session": "20", "reply_cap_hour": "8"}
    answer = await admin.post(PAGE, data=mine)
    assert answer.status_code == 409
    assert (await policy_of(engine)).version == 2
    assert "somebody else saved the policy" in answer.text
    assert "Version 2, by admin" in answer.text
    kept = fields_of(answer, PAGE)
    assert (kept["version"], kept["reply_cap_session"], kept["reply_cap_hour"]) == ("2", "20", "8")
    assert kept["team_language"] == "de", "what I did not touch is as they left it"
    assert (await admin.post(PAGE, data=kept)).status_code == 303
    now = await policy_of(engine)
    assert (now.version, now.reply_cap_hour, now.reply_cap_session, now.team_language) == (
        3,
        8,
        20,
        "de",
    )


async def test_going_live_too_early_needs_a_word_of_its_own(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await connect(engine, DRAFT)
    refused = await send(admin, PAGE, mode="live")
    assert refused.status_code == 422
    assert "learnt from 0 of about 100" in refused.text
    assert (await policy_of(engine)).mode is Mode.DRAFT
    sms = await send(admin, PAGE, **{"channel_modes.sms": "live"})
    assert 'id="e-channel_modes.sms"' in sms.text
    answer = await send(admin, PAGE, mode="live", go_live="on")
    assert answer.status_code == 303
    assert (await policy_of(engine)).mode is Mode.LIVE


async def test_with_a_model_the_admin_chooses_the_mode(
    engine: AsyncEngine, make_desk: MakeDesk
) -> None:
    await connect(engine, DRAFT)
    admin = await (await make_desk({"has_model": True})).admin()
    assert "go_live" not in (await admin.get(PAGE)).text
    assert (await send(admin, PAGE, mode="live")).status_code == 303


async def test_the_fallback_and_the_inboxes_are_looked_up_at_front(
    engine: AsyncEngine, admin: httpx2.AsyncClient, front: Front
) -> None:
    await connect(engine, api_url=front.url)
    wrong = await send(admin, PAGE, fallback_assignee="nobody@example.com")
    assert 'id="e-fallback_assignee">No teammate “nobody@example.com” is in the list' in wrong.text
    names = {"allowed_inboxes.which": "some", "allowed_inboxes": "No such inbox"}
    unknown = await send(admin, PAGE, **names)
    assert 'id="e-allowed_inboxes">There is no shared inbox “No such inbox”.' in unknown.text
    async with httpx2.AsyncClient() as http:
        there = (
            await http.get(
                f"{front.url}/inboxes", headers={"Authorization": "Bearer simulated-token"}
            )
        ).json()["_results"]
    names["allowed_inboxes"] = there[0]["name"]
    answer = await send(admin, PAGE, fallback_assignee="leo@example.com", **names)
    assert answer.status_code == 303, answer.text
    policy = await policy_of(engine)
    assert policy.fallback_assignee is not None
    assert policy.fallback_assignee.startswith("tea_")
    assert policy.allowed_inboxes == frozenset({there[0]["id"]})
    assert (await send(admin, PAGE, fallback_assignee="")).status_code == 303
    assert (await policy_of(engine)).fallback_assignee is None


async def test_the_channel_for_callers_is_looked_up_at_front(
    engine: AsyncEngine, admin: httpx2.AsyncClient, front: Front
) -> None:
    await connect(engine, api_url=front.url)
    for unfit in ("Website chat", "nobody@example.com"):
        wrong = await send(admin, PAGE, call_answers_by=unfit)
        assert 'id="e-call_answers_by">No mail or text message channel' in wrong.text
        assert "There are: " in wrong.text
    assert (await send(admin, PAGE, call_answers_by="+12025550100")).status_code == 303
    chosen = (await policy_of(engine)).call_answers_by
    assert chosen is not None
    assert chosen.startswith("cha_")
    assert fields_of(await admin.get(PAGE), PAGE)["call_answers_by"] == chosen
    assert (await send(admin, PAGE, call_answers_by="")).status_code == 303
    assert (await policy_of(engine)).call_answers_by is None


async def test_where_front_cannot_be_asked_the_field_says_so_and_the_rest_can_be_saved(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await connect(engine, replace(Policy(), fallback_assignee="tea_1leo"))
    refused = await send(admin, PAGE, fallback_assignee="mia@example.com")
    assert "cannot be reached from this machine" in refused.text
    assert fields_of(refused, PAGE)["fallback_assignee"] == "mia@example.com"
    assert (await send(admin, PAGE, reply_cap_hour="6")).status_code == 303


async def test_each_connection_has_a_policy_of_its_own(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await connect(engine)
    await connect(engine, DRAFT, name="second")
    first = await admin.get("/settings/policy")
    assert 'href="/settings/policy/main" aria-current="page"' in first.text
    second = await admin.get("/settings/policy?connection=second")
    assert 'href="/settings/policy/second" aria-current="page"' in second.text
    await send(admin, "/settings/policy/second", reply_cap_hour="9")
    assert (await policy_of(engine)).reply_cap_hour == 5
    assert (await policy_of(engine, "second")).reply_cap_hour == 9


@pytest.mark.parametrize("name", ["nobody", "a%00b", "MAIN"])
async def test_a_connection_that_there_is_not_is_not_found(
    engine: AsyncEngine, admin: httpx2.AsyncClient, name: str
) -> None:
    await connect(engine)
    csrf = fields_of(await admin.get(PAGE), PAGE)["csrf"]
    for path in (name, f"{name}/history", f"{name}/restore/1"):
        assert (await admin.get(f"/settings/policy/{path}")).status_code == 404
    for path in (name, f"{name}/restore/1"):
        answer = await admin.post(f"/settings/policy/{path}", data={"csrf": csrf})
        assert answer.status_code == 404


async def test_a_connection_that_was_disconnected_keeps_its_history(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await connect(engine)
    async with engine.begin() as db:
        await connections.disconnect(db, "main", NOW)
    assert (await admin.get(PAGE)).status_code == 404
    history = await admin.get(f"{PAGE}/history")
    assert "no longer in use" in history.text
    assert "/restore/" not in history.text
