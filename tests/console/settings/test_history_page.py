"""Every version of a policy, who saved it, and the way back."""

from dataclasses import replace

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.policy import Mode, Policy
from frontmate.setup import workspaces
from frontmate.store import connections
from tests.console.build import answered
from tests.console.conftest import SECRET, Desk
from tests.console.settings.forms import audited, connect, fields_of, policy_of, send
from tests.setup.connecting import kit_on, wanted

PAGE = "/settings/policy/main"
HISTORY = f"{PAGE}/history"


async def test_every_version_says_who_changed_what_from_what_to_what(
    engine: AsyncEngine, admin: httpx2.AsyncClient, viewer: httpx2.AsyncClient
) -> None:
    await connect(engine)
    await send(admin, PAGE, reply_cap_hour="7", customer_notice=None)
    for visitor in (admin, viewer):
        page = (await visitor.get(HISTORY)).text
        assert page.index('id="v-2"') < page.index('id="v-1"')
        assert "· admin" in page
        assert '<span class="unseen">from </span>5' in page
        assert '<span class="unseen">to </span>7' in page
        assert "Tell the customer" in page
    assert f"{PAGE}/restore/1" in (await admin.get(HISTORY)).text
    assert "restore" not in (await viewer.get(HISTORY)).text


async def test_the_first_version_is_whose_who_connected(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    kit = replace(kit_on(engine, SECRET), who="anna")
    assert await workspaces.save(kit, wanted("http://127.0.0.1:1")) is None
    page = (await admin.get(HISTORY)).text
    assert "· anna" in page
    assert "The first version" in page
    assert "not recorded by whom" not in page


async def test_an_undo_shows_what_it_changes_and_makes_a_new_version(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await connect(engine)
    await send(admin, PAGE, reply_cap_hour="7")
    await send(admin, PAGE, reply_cap_hour="9", sync_tags=None)
    way = f"{PAGE}/restore/1"
    shown = await admin.get(way)
    assert "Most replies in an hour" in shown.text
    assert (await policy_of(engine)).version == 3, "looking at it changes nothing"
    answer = await admin.post(way, data=fields_of(shown, way))
    assert answer.headers["location"] == f"{PAGE}?done=restored"
    assert await policy_of(engine) == replace(Policy(), version=4)
    entry = (await audited(engine))[0]
    assert entry.detail["restores"] == 1
    assert set(entry.detail) == {"version", "restores", "reply_cap_hour", "sync_tags"}
    async with engine.begin() as db:
        kept = await connections.policies_of(db, "main")
    assert [one.policy.version for one in kept] == [4, 3, 2, 1]
    assert 'Restores <a href="#v-1">version 1</a>' in (await admin.get(HISTORY)).text


async def test_an_undo_made_from_an_older_page_is_asked_again(
    engine: AsyncEngine, desk: Desk, admin: httpx2.AsyncClient
) -> None:
    await connect(engine)
    await send(admin, PAGE, reply_cap_hour="7")
    way = f"{PAGE}/restore/1"
    form = fields_of(await admin.get(way), way)
    await send(await desk.admin(), PAGE, sync_tags=None)
    answer = await admin.post(way, data=form)
    assert answer.status_code == 409
    assert "nothing was restored" in answer.text
    assert "Tag conversations in Front" in answer.text
    assert (await policy_of(engine)).version == 3


async def test_an_undo_that_goes_live_needs_the_same_word(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await connect(engine, Policy(mode=Mode.LIVE))
    await send(admin, PAGE, mode="draft")
    way = f"{PAGE}/restore/1"
    refused = await send(admin, way)
    assert refused.status_code == 422
    assert "learnt from 0 of about 100" in refused.text
    assert (await send(admin, way, go_live="on")).status_code == 303
    assert (await policy_of(engine)).mode is Mode.LIVE


async def test_going_back_to_the_same_rules_makes_no_version(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    await connect(engine)
    assert "Nothing would change" in (await admin.get(f"{PAGE}/restore/1")).text
    assert (await admin.get(f"{PAGE}/restore/7")).status_code == 404


async def test_the_reasons_of_a_session_name_the_version_that_they_followed(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = await answered(engine)
    page = (await admin.get(f"/sessions/{story.session}")).text
    assert 'href="/settings/policy/main/history#v-3">policy 3</a>' in page
