"""Which permissions a token has, found out one by one and without writing anything."""

from collections.abc import Mapping

import httpx2
import pytest

from frontmate.front import NEEDED, Need, ScopeFinding, Unauthorized, Use, needed_for, probe
from frontmate.front.scopes import NOBODYS, findings
from tests.front.doubles import Rig, refuses, rig, says
from tests.front.payloads import from_shared


def front(answers: Mapping[str, int] = {}) -> Rig:
    """A Front that answers by scope; else lists are given and what does not exist is not."""
    api = from_shared("core-api.json")["paths"]

    def answer(request: httpx2.Request) -> httpx2.Response:
        status = answers.get(_scope(api, request))
        if status is not None:
            return refuses(status)
        if request.method == "GET" and "_0" not in request.url.path:
            return says({"_results": [{"id": "cnv_7"}]})
        return refuses(404)

    return rig([answer] * 100)


def _scope(api: Mapping[str, Mapping[str, Mapping[str, list[str]]]], asked: httpx2.Request) -> str:
    parts = asked.url.path.split("/")
    for template, verbs in api.items():
        pattern = template.split("/")
        fits = len(parts) == len(pattern) and all(
            a == b or b[:1] == "{" for a, b in zip(parts, pattern, strict=True)
        )
        if fits and asked.method.lower() in verbs:
            return verbs[asked.method.lower()]["x-required-scopes"][0]
    raise AssertionError(f"{asked.method} {asked.url.path} is no call of Front's")


async def test_a_token_with_everything_is_found_to_have_it() -> None:
    it = front()
    found = await probe(it.client)
    assert [one.scope for one in found] == [need.scope for need in NEEDED]
    assert {one.ok for one in found} == {True}
    assert len(it.script.asked) == len(NEEDED)


@pytest.mark.parametrize("missing", [need.scope for need in NEEDED])
async def test_a_missing_permission_is_the_only_one_that_is_missing(missing: str) -> None:
    found = await probe(front({missing: 403}).client)
    assert [one.scope for one in found if one.ok is not True] == [missing]
    (finding,) = [one for one in found if one.ok is False]
    assert finding.breaks.endswith(".")


@pytest.mark.parametrize("status", [400, 404, 422])
async def test_a_write_that_front_looked_at_is_permitted(status: int) -> None:
    found = await probe(front({"messages:send": status}).client, [Need("messages:send", "x")])
    assert [one.ok for one in found] == [True]
    assert str(status) in found[0].why


@pytest.mark.parametrize("status", [500, 503, 302])
async def test_what_could_not_be_told_says_why(status: int) -> None:
    found = await probe(front({"drafts:read": status}).client, needed_for([Use.DRAFTS]))
    (finding,) = [one for one in found if one.ok is None]
    assert (finding.scope, str(status) in finding.why) == ("drafts:read", True)


async def test_a_budget_that_is_used_up_is_no_missing_permission() -> None:
    it = rig([refuses(429, retry_after="90")])
    (finding,) = await probe(it.client, [Need("inboxes:read", "x")])
    assert finding.ok is None
    assert "Wait" in finding.why


async def test_a_permission_that_nobody_can_try_is_not_guessed() -> None:
    (finding,) = await probe(rig().client, [Need("shifts:read", "x")])
    assert finding.ok is None


async def test_a_wrong_token_ends_it() -> None:
    it, seen = rig([refuses(401)]), list[ScopeFinding]()
    with pytest.raises(Unauthorized):
        await probe(it.client, on_finding=seen.append)
    assert (seen, len(it.script.asked)) == ([], 1)


async def test_each_finding_is_told_as_it_is_made() -> None:
    it = front()
    told = [0]

    def tell(_: ScopeFinding) -> None:
        told.append(len(it.script.asked))

    await probe(it.client, on_finding=tell)
    assert told == list(range(len(NEEDED) + 1))
    async for finding in findings(it.client):
        assert finding.scope == NEEDED[0].scope
        break
    assert len(it.script.asked) == len(NEEDED) + 1


async def test_nothing_is_written_to_anything_that_exists() -> None:
    it = front()
    await probe(it.client)
    written = [one.url.path for one in it.script.asked if one.method != "GET"]
    assert len(written) == 6
    assert all({"cnv_0", "msg_0", "tag_0"} & set(path.split("/")) for path in written)


async def test_what_is_read_is_a_real_conversation_where_there_is_one() -> None:
    it = front()
    await probe(it.client)
    paths = {one.url.path for one in it.script.asked}
    assert "/conversations/cnv_7/messages" in paths
    assert f"/conversations/{NOBODYS}/comments" in paths
    bare = rig([says({"_results": []}), refuses(404)])
    found = await probe(bare.client, NEEDED[:2])
    assert [one.ok for one in found] == [True, True]
    assert bare.script.asked[1].url.path == f"/conversations/{NOBODYS}/messages"


async def test_only_what_a_workspace_uses_is_asked_for() -> None:
    always = {need.scope for need in needed_for([])}
    assert "messages:send" in always
    assert not {need.scope for need in NEEDED if need.use is not Use.ALWAYS} & always
    assert {need.scope for need in needed_for([Use.KNOWLEDGE])} - always == {"knowledge_bases:read"}
    assert needed_for(list(Use)) == NEEDED
