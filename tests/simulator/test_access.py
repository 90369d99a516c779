"""Tokens and what they may do: refused before anything is looked up."""

import pytest

from frontmate.simulator import Config, TokenConfig
from tests.simulator.conftest import Front, served

FORBIDDEN = {
    "_error": {"status": 403, "title": "Forbidden", "message": "The token may not do this"}
}


async def status(front: Front, method: str, path: str, token: str | None = None) -> int:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    answer = await front.api.request(method, path, headers=headers, json={"body": "x"})
    return answer.status_code


async def test_without_the_scope_what_exists_and_what_does_not_look_the_same(front: Front) -> None:
    conversation = await front.customer()
    await front.act("set_scopes", scopes=["conversations:read"])
    for id_ in (conversation, "cnv_none"):
        answer = await front.api.post(f"/conversations/{id_}/messages", json={"body": "x"})
        assert (answer.status_code, answer.json()) == (403, FORBIDDEN)
    assert await status(front, "GET", f"/conversations/{conversation}") == 200
    assert front.event_types() == ["inbound"]


async def test_with_the_scope_a_conversation_that_does_not_exist_is_a_404(front: Front) -> None:
    await front.act("set_scopes", scopes=["messages:send"])
    assert await status(front, "POST", "/conversations/cnv_none/messages") == 404


async def test_a_body_is_not_judged_without_the_scope(front: Front) -> None:
    await front.act("set_scopes", scopes=[])
    answer = await front.api.post("/company/tags", content=b"not json")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/conversations/cnv_none/messages", "messages:send"),
        ("POST", "/conversations/cnv_none/comments", "comments:write"),
        ("POST", "/conversations/cnv_none/drafts", "drafts:write"),
        ("PATCH", "/drafts/msg_none/", "drafts:write"),
        ("DELETE", "/drafts/msg_none", "drafts:delete"),
        ("PUT", "/conversations/cnv_none/assignee", "conversations:write"),
        ("GET", "/knowledge_bases/knb_none", "knowledge_bases:read"),
        ("GET", "/events/evt_none", "events:*:read"),
        ("GET", "/download/fil_none", "attachments:read"),
    ],
)
async def test_one_scope_is_not_another(front: Front, method: str, path: str, scope: str) -> None:
    await front.act("set_scopes", scopes=[scope])
    assert await status(front, method, path) in {400, 404}
    everything_else = ["messages:read", "teammates:read", "messages:write", "drafts:read"]
    await front.act("set_scopes", scopes=everything_else)
    assert await status(front, method, path) == 403


async def test_any_token_may_ask_whose_it_is_and_a_path_that_is_not_there_is_a_404(
    front: Front,
) -> None:
    await front.act("set_scopes", scopes=[])
    assert await status(front, "GET", "/me") == 200
    assert await status(front, "GET", "/nowhere") == 404
    assert (await front.api.head("/tags")).status_code == 403


async def test_a_revoked_token_is_invalid_until_it_is_restored(front: Front) -> None:
    await front.act("revoke_token")
    answer = await front.api.get("/me")
    assert answer.status_code == 401
    assert answer.json()["_error"]["message"] == "Invalid token"
    await front.act("restore_token")
    assert await status(front, "GET", "/me") == 200


async def test_a_token_can_be_revoked_in_the_middle_of_something(front: Front) -> None:
    conversation = await front.customer()
    await front.fault(effect="on_request", method="POST", do="revoke_token", nth=1)
    assert (await front.reply(conversation)).status_code == 401
    assert front.event_types() == ["inbound"]


async def test_several_tokens_have_rights_of_their_own_and_are_told_apart() -> None:
    tokens = (
        TokenConfig("reader", ("knowledge_bases:read",), "knowledge"),
        TokenConfig("other", None),
    )
    async with served(Config(tokens=tokens)) as front:
        assert await status(front, "GET", "/knowledge_bases", "reader") == 200
        assert await status(front, "GET", "/tags", "reader") == 403
        assert await status(front, "GET", "/tags", "other") == 200
        await front.act("revoke_token", token="knowledge")
        assert await status(front, "GET", "/knowledge_bases", "reader") == 401
        assert await status(front, "GET", "/tags") == 200
        journal = await front.look("journal?kind=request")
        named = [entry["token"] for entry in journal]
        assert named == ["knowledge", "knowledge", "token 3", None, "main"]


async def test_the_main_token_can_be_limited_by_the_config_and_a_reset_restores_that() -> None:
    limited = Config(tokens=(TokenConfig(Config().token, ("tags:read",)),))
    async with served(limited) as front:
        assert await status(front, "GET", "/inboxes") == 403
        await front.act("set_scopes", scopes=None)
        await front.act("add_token", token="late", scopes=["inboxes:read"])
        assert await status(front, "GET", "/inboxes") == 200
        assert await status(front, "GET", "/inboxes", "late") == 200
        shown = await front.look("tokens")
        assert [(t["name"], t["scopes"]) for t in shown] == [
            ("main", None),
            ("late", ["inboxes:read"]),
        ]
        await front.act("reset")
        assert await status(front, "GET", "/inboxes") == 403
        assert await status(front, "GET", "/inboxes", "late") == 401


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("revoke_token", {"token": "nobody's"}),
        ("set_scopes", {}),
        ("set_scopes", {"scopes": "messages:send"}),
        ("set_scopes", {"scopes": [1]}),
        ("add_token", {"scopes": None}),
    ],
)
async def test_an_impossible_change_of_tokens_is_a_400(
    front: Front, name: str, arguments: dict[str, object]
) -> None:
    answer = await front.control.post(f"/_control/{name}", json=arguments)
    assert answer.status_code == 400
    assert await status(front, "GET", "/tags") == 200


async def test_a_token_of_other_letters_is_only_wrong(front: Front) -> None:
    for given in (b"Bearer \xff\xfe", b"", b"Bearer", b"bearer simulated-token"):
        answer = await front.control.get("/me", headers={b"authorization": given})
        assert answer.status_code == 401
