"""The token and the teammate: refused, checked, interrupted, cancelled, saved."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.policy import Policy
from frontmate.front import NEEDED
from frontmate.store import Keeper, audit, connections, pending_connections, secrets
from tests.cli.typist import TOKEN
from tests.console.build import NOW
from tests.console.conftest import SECRET, Desk
from tests.console.connect.conftest import HOME, Admin
from tests.databases import tables_with
from tests.setup.connecting import something_else

KEEPER = Keeper(SECRET)


async def test_a_fresh_installation_says_how_to_begin(at: Admin) -> None:
    page = await at.see("")
    assert "No Front workspace is connected yet" in page
    assert f'href="{HOME}/new"' in page
    assert 'value="main"' in await at.see("/new")


@pytest.mark.parametrize(
    ("fields", "told", "field"),
    [
        ({"token": ""}, "That is no token", "token"),
        ({"token": "two words"}, "That is no token", "token"),
        ({"name": "Main!"}, "cannot be a connection&#39;s name", "name"),
        ({"name": "new"}, "cannot be a connection&#39;s name", "name"),
        ({"api_url": "front"}, "The API&#39;s address is not a URL", "url"),
    ],
)
async def test_what_cannot_be_used_is_refused_at_its_field(
    at: Admin, engine: AsyncEngine, fields: dict[str, str], told: str, field: str
) -> None:
    usual = {"name": "main", "token": "a-good-token", "api_url": at.here.front}
    page = await at.told("/new", **{**usual, **fields})
    assert told in page
    assert f'aria-describedby="{field}-help problem" aria-invalid="true"' in page
    assert "a-good-token" not in page
    async with engine.begin() as db:
        assert await pending_connections.names(db) == ()


async def test_each_permission_is_ticked_and_the_token_is_sealed(
    at: Admin, engine: AsyncEngine
) -> None:
    page = await at.begin()
    assert "Example Company" in page
    assert "The token is accepted." in page
    assert page.count("mark mark-yes") == len(NEEDED)
    assert TOKEN not in page
    assert await tables_with(engine, TOKEN) == []


async def test_missing_permissions_are_named_with_what_they_break(at: Admin) -> None:
    scopes = [need.scope for need in NEEDED if need.scope not in ("messages:send", "tags:read")]
    await at.here.control("add_token", token="poor", scopes=scopes)
    page = await at.begin("poor")
    assert "The token lacks messages:send." in page
    assert "No reply and no notice reaches a customer." in page
    assert "no tag sync: it is switched off" in page
    assert "Go on all the same" in page
    await at.here.control("add_token", token="poor", scopes=[need.scope for need in NEEDED])
    assert await at.done("/new/main/check") == "/new/main"
    assert "The token is accepted." in await at.checked()


async def test_what_is_missing_is_known_to_the_steps_that_follow(at: Admin) -> None:
    lacking = ("tags:read", "drafts:write", "events:*:read", "knowledge_bases:read")
    scopes = [need.scope for need in NEEDED if need.scope not in lacking]
    await at.here.control("add_token", token="poor", scopes=scopes)
    await at.begin("poor")
    await at.done("/new/main/teammate", teammate="tea_1ada")
    told = await at.told("/main/events/intake", intake="poll")
    assert "needs the permission events:*:read" in told
    told = await at.told("/main/rules", mode="draft")
    assert "The mode draft needs" in told
    told = await at.told("/main/rules", mode="shadow", sync_tags="on")
    assert "tags:read and tags:write" in told
    assert "cannot be read without knowledge_bases:read" in await at.see("/main/knowledge")
    assert "events:*:read" in await at.see("/main/summary")


async def test_a_wrong_or_revoked_token_is_told_and_another_can_be_entered(at: Admin) -> None:
    page = await at.begin("wrong-token")
    assert "it is wrong, or it was revoked" in page
    assert "Enter another token" in page
    assert "Go on" not in page
    assert f'value="{at.here.front}"' in await at.see("/new?name=main")
    assert "The token is accepted." in await at.begin()


async def test_front_that_cannot_be_reached_is_told_with_what_to_check(at: Admin) -> None:
    page = await at.begin(url="http://127.0.0.1:9")
    assert "cannot be reached from this machine" in page
    assert "Check again" in page

    async def login_page(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b"<html>"})  # type: ignore[operator]

    async with something_else(login_page) as url:
        assert "is not Front&#39;s API" in await at.begin(url=url)


async def test_a_company_that_has_used_up_its_requests_is_told_to_wait(at: Admin) -> None:
    rule = {"effect": "status", "status": 429, "retry_after": 1, "path_regex": "/me$"}
    await at.here.control("faults", rules=[rule])
    page = await at.begin()
    assert "has used up its requests at Front for now" in page
    assert "Check again" in page


async def test_a_check_whose_process_was_ended_can_be_begun_anew(
    at: Admin, desk: Desk, engine: AsyncEngine
) -> None:
    async with engine.begin() as db:
        await pending_connections.put(
            db, KEEPER, name="main", api_url=at.here.front, token=TOKEN, who="admin", now=NOW
        )
        found = [{"scope": "conversations:read", "ok": True, "why": ""}]
        await pending_connections.note(db, "main", NOW, NOW, company="cmp_1demo", findings=found)
    assert f"1 of {len(NEEDED)} permissions checked" in await at.see("/new/main")
    desk.clock.go_on(timedelta(seconds=21))
    page = await at.see("/new/main")
    assert "The check was interrupted" in page
    assert page.count("mark mark-yes") == 1
    assert await at.done("/new/main/check") == "/new/main"
    assert "The token is accepted." in await at.checked()


async def test_what_was_begun_is_listed_cancelled_and_forgotten_after_a_day(
    at: Admin, desk: Desk, engine: AsyncEngine
) -> None:
    await at.begin()
    assert "Not finished" in await at.see("")
    assert await at.done("/new/main/cancel") == "?done=cancelled"
    answer = await at.http.get(f"{HOME}/new/main")
    assert answer.status_code == 404
    await at.begin()
    desk.clock.go_on(timedelta(days=1, seconds=1))
    at.http = await desk.admin()
    assert "Not finished" not in await at.see("")
    async with engine.begin() as db:
        assert await pending_connections.names(db) == ()


async def test_a_company_that_is_connected_already_is_named_before_anything_is_saved(
    at: Admin,
) -> None:
    await at.connect()
    page = await at.begin(name="second")
    assert "is connected already, as “main”" in page
    assert "Change that one, or disconnect it first." in page
    assert "There is a connection of that name" in await at.told(
        "/new", name="main", token=TOKEN, api_url=at.here.front
    )


async def test_a_name_that_was_another_companys_is_refused(at: Admin, engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        other = connections.Workspace("main", "cmp_other", "tea_1", "Bo")
        await connections.connect(db, other, Policy(), NOW)
    page = await at.told("/new", name="main", token=TOKEN)
    assert "There is a connection of that name" in page
    assert await at.done("/main/token", token=TOKEN, api_url=at.here.front) == "/new/main"
    page = await at.checked()
    assert "is the connection of another company" in page
    assert "--name" not in page


async def test_teammates_have_faces_and_warnings_and_one_is_picked(
    at: Admin, engine: AsyncEngine
) -> None:
    await at.begin()
    page = await at.see("/new/main/teammate")
    for said in (
        ">LP</span>",
        "leo@example.com",
        "A bot (application)",
        "take a seat that no person works with.",
    ):
        assert said in page, said
    assert "Nobody is picked." in await at.told("/new/main/teammate")
    await at.done("/new/main/teammate", teammate="tea_1ada")
    async with engine.begin() as db:
        found = await connections.get(db, "main")
        assert await pending_connections.names(db) == ()
        assert await secrets.read(db, KEEPER, "main") == {"token": TOKEN}
        policy = await connections.policy_of(db, "main")
        noted = [entry.what for entry in await audit.newest(db, 10)]
    assert found is not None
    assert (found.ai_teammate, found.ai_name) == ("tea_1ada", "Ada")
    assert not policy.enabled
    assert noted == ["token_checked", "connected", "token_entered"]


async def test_a_list_that_front_does_not_give_is_told_with_a_way_to_look_again(
    at: Admin,
) -> None:
    await at.begin()
    await at.here.control("faults", rules=[{"effect": "status", "status": 503}])
    page = await at.see("/new/main/teammate")
    assert "answered 503" in page
    assert "Look again" in page


async def test_token_and_teammate_are_changed_later_and_the_rest_stays(
    at: Admin, engine: AsyncEngine
) -> None:
    await at.connect()
    await at.done("/main/events/intake", intake="poll")
    await at.here.control("add_token", token="a-second-token", scopes=None)
    assert await at.done("/main/token", token="a-second-token", api_url=at.here.front)
    assert "Use this token" in await at.checked()
    assert await at.done("/new/main/use") == "/main?done=token"
    assert "tea_1ada" in await at.see("/main/teammate")
    assert await at.done("/main/teammate", teammate="tea_1leo") == "/main?done=teammate"
    async with engine.begin() as db:
        found = await connections.get(db, "main")
        opened = await secrets.read(db, KEEPER, "main")
    assert found is not None
    assert (found.ai_teammate, found.intake) == ("tea_1leo", "poll")
    assert opened["token"] == "a-second-token"
