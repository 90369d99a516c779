"""The client against a scripted Front: what it says, what it tries again, what it never does."""

import asyncio
from datetime import timedelta

import httpx2
import pytest

from frontmate.conversation.session import NOBODY
from frontmate.front import (
    Call,
    Forbidden,
    FrontClient,
    FrontError,
    Limiter,
    Merged,
    NotFound,
    RateLimited,
    Refused,
    Unreachable,
    Urgency,
)
from frontmate.front.body import BIGGEST_ANSWER
from tests.front.doubles import BASE, TOKEN, Clock, Rig, refuses, rig, says
from tests.front.payloads import HOST, ME, NOON, Json, conversation, message, outbound, teammate

ACCEPTED = says({"status": "accepted", "message_uid": "uid_1"}, 202)
TIMEOUT = httpx2.ReadTimeout("slow")
UNOPENED = httpx2.ConnectError("refused")


async def reply(rig: Rig) -> str:
    return await rig.client.reply(
        "cnv_1", body="<p>Hi</p>", text="Hi", to=["kim@shop.example"], cc=[], tag_ids=["tag_1"]
    )


async def test_a_look_is_one_call_with_the_token() -> None:
    it = rig([says(conversation())])
    found = await it.client.look("cnv_1")
    assert (found.id, found.assignee, found.last_message) == ("cnv_1", NOBODY, "msg_1")
    (asked,) = it.script.asked
    assert (asked.method, str(asked.url)) == ("GET", f"{BASE}/conversations/cnv_1")
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"


async def test_a_reply_gives_the_uid_and_says_everything() -> None:
    it = rig([ACCEPTED])
    assert await reply(it) == "uid_1"
    assert it.script.bodies() == [
        {
            "author_id": "tea_bot",
            "body": "<p>Hi</p>",
            "text": "Hi",
            "to": ["kim@shop.example"],
            "cc": [],
            "options": {"archive": False, "tag_ids": ["tag_1"]},
        }
    ]


async def test_a_comment_is_written_by_the_ai_teammate() -> None:
    it = rig([says({"id": "com_1"}, 201)])
    assert await it.client.comment("cnv_1", "**note**") == "com_1"
    assert it.script.bodies() == [{"author_id": "tea_bot", "body": "**note**"}]


async def test_an_empty_204_is_taken() -> None:
    it = rig([says(status=204) for _ in range(4)])
    await it.client.assign("cnv_1", "tea_ann")
    await it.client.archive("cnv_1")
    await it.client.add_tags("cnv_1", ["tag_1"])
    await it.client.remove_tags("cnv_1", ["tag_1"])
    assert [one.method for one in it.script.asked] == ["PATCH", "PATCH", "POST", "DELETE"]
    assert it.script.bodies() == [
        {"assignee_id": "tea_ann"},
        {"status": "archived"},
        {"tag_ids": ["tag_1"]},
        {"tag_ids": ["tag_1"]},
    ]


async def test_unassigning_sends_null() -> None:
    it = rig([says(status=204)])
    await it.client.assign("cnv_1", None)
    assert it.script.bodies() == [{"assignee_id": None}]


@pytest.mark.parametrize("status", [400, 422])
async def test_where_null_is_refused_the_empty_string_unassigns(status: int) -> None:
    it = rig([refuses(status), says(status=204)])
    await it.client.assign("cnv_1", None)
    assert it.script.bodies() == [{"assignee_id": None}, {"assignee_id": ""}]


async def test_a_refused_assignment_is_not_turned_into_an_unassignment() -> None:
    it = rig([refuses(400)])
    with pytest.raises(Refused):
        await it.client.assign("cnv_1", "tea_gone")
    assert len(it.script.asked) == 1


@pytest.mark.parametrize("failure", [says(status=500), says(status=503), TIMEOUT, UNOPENED])
async def test_a_read_is_tried_again(failure: httpx2.Response | Exception) -> None:
    it = rig([failure, says(conversation())])
    assert (await it.client.look("cnv_1")).id == "cnv_1"
    assert it.clock.slept == [0.5]


async def test_a_read_is_not_tried_for_ever() -> None:
    it = rig([says(status=500) for _ in range(10)])
    with pytest.raises(Unreachable) as failed:
        await it.client.look("cnv_1")
    assert (failed.value.status, len(it.script.asked)) == (500, 4)


async def test_retry_after_is_obeyed() -> None:
    it = rig([refuses(429, retry_after="7"), says(conversation())])
    await it.client.look("cnv_1")
    assert sum(it.clock.slept) >= 7


async def test_a_long_retry_after_is_handed_up() -> None:
    it = rig([refuses(429, retry_after="90")])
    with pytest.raises(RateLimited) as limited:
        await it.client.look("cnv_1")
    assert limited.value.retry_after == 90
    assert it.clock.slept == []


@pytest.mark.parametrize(
    "failure",
    [
        says(status=500),
        says(status=502),
        httpx2.Response(200, html="<html>hello</html>"),
        says({"status": "accepted"}, 202),
        says(["accepted"], 202),
        TIMEOUT,
        httpx2.WriteTimeout("slow"),
        httpx2.ReadError("reset"),
        httpx2.WriteError("reset"),
        httpx2.RemoteProtocolError("gone"),
    ],
)
async def test_a_reply_in_doubt_is_not_sent_again(failure: httpx2.Response | Exception) -> None:
    it = rig([failure, ACCEPTED])
    with pytest.raises(Unreachable) as failed:
        await reply(it)
    assert failed.value.reached
    assert len(it.script.asked) == 1


@pytest.mark.parametrize(
    "failure",
    [
        refuses(429, retry_after="1"),
        UNOPENED,
        httpx2.ConnectTimeout("slow"),
        httpx2.PoolTimeout("full"),
    ],
)
async def test_a_reply_that_surely_was_not_sent_is_sent(
    failure: httpx2.Response | Exception,
) -> None:
    it = rig([failure, ACCEPTED])
    assert await reply(it) == "uid_1"


async def test_a_reply_that_never_got_through_says_so() -> None:
    it = rig([UNOPENED for _ in range(10)])
    with pytest.raises(Unreachable) as failed:
        await reply(it)
    assert not failed.value.reached


async def test_a_refusal_after_a_timeout_leaves_the_doubt() -> None:
    it = rig([TIMEOUT, refuses(403)])
    with pytest.raises(Forbidden) as failed:
        await it.client.archive("cnv_1")
    assert failed.value.reached


async def test_a_full_budget_after_a_timeout_leaves_the_doubt() -> None:
    reset = str(NOON.timestamp() + 100)
    empty = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    it = rig([says(status=500, headers=empty)])
    with pytest.raises(RateLimited) as failed:
        await it.client.archive("cnv_1")
    assert failed.value.reached


async def test_a_merged_conversation_is_not_followed() -> None:
    location = {"location": f"{HOST}/conversations/cnv_2"}
    it = rig([says(status=301, headers=location)])
    with pytest.raises(Merged) as merged:
        await reply(it)
    assert (merged.value.into, merged.value.reached) == ("cnv_2", False)
    assert len(it.script.asked) == 1


async def test_a_page_of_html_is_no_answer() -> None:
    it = rig([httpx2.Response(200, html="<html>maintenance</html>")])
    with pytest.raises(Unreachable):
        await it.client.look("cnv_1")


async def test_an_empty_object_is_not_a_conversation_that_nobody_holds() -> None:
    bodies: list[object] = [{}, {"id": None}, []]
    for body in bodies:
        with pytest.raises(Unreachable):
            await rig([says(body)]).client.look("cnv_1")


async def test_an_answer_without_a_list_is_not_an_empty_one() -> None:
    with pytest.raises(Unreachable):
        await rig([says({})]).client.messages("cnv_1")


async def test_an_endless_answer_is_cut_off() -> None:
    class Endless(httpx2.AsyncByteStream):
        read = 0

        async def __aiter__(self):  # type: ignore[no-untyped-def] # the stream's own type is wider
            while True:
                self.read += 1
                yield b" " * 1024 * 1024

    stream = Endless()
    it = rig([lambda _: httpx2.Response(200, stream=stream) for _ in range(4)])
    with pytest.raises(Unreachable):
        await it.client.look("cnv_1")
    assert stream.read <= 4 * (BIGGEST_ANSWER // 1024 // 1024 + 1)


def tag(number: int) -> Json:
    return {"id": f"tag_{number}", "name": f"t{number}", "is_private": False}


async def test_as_many_messages_as_asked_for() -> None:
    page = {
        "_results": [message(f"msg_{number}") for number in range(3)],
        "_pagination": {"next": f"{HOST}/x?page_token=p2"},
    }
    it = rig([says(page), says(page)])
    assert len(await it.client.messages("cnv_1", limit=5)) == 5
    assert it.script.asked[0].url.params["limit"] == "5"


async def test_events_are_read_from_a_time_on() -> None:
    first = {"_results": [outbound()], "_pagination": {"next": f"{HOST}/x?page_token=p2"}}
    last = {"_results": [outbound(), outbound()], "_pagination": {}}
    it = rig([says(first), says(last)])
    pages = [page async for page in it.client.event_pages(NOON, NOON + timedelta(hours=1))]
    assert [len(page) for page in pages] == [1, 2]
    asked = it.script.asked[0].url.params
    assert asked["q[after]"] == f"{NOON.timestamp():.3f}"
    assert {"inbound", "out_reply", "conversations_merged"} <= set(asked.get_list("q[types][]"))


async def test_the_rest_of_the_workspace_is_read() -> None:
    comment = {"id": "com_1", "author": teammate(), "body": "hi", "posted_at": 1.5}
    it = rig(
        [
            says({"id": "cmp_a1", "name": "Acme"}),
            says({"_results": [teammate("tea_bot", type="api")]}),
            says({"_results": [{"id": "cha_1", "address": "help@acme.example"}]}),
            says({"_results": [{"id": "inb_1", "name": "Support"}]}),
            says({"_results": [comment]}),
            says(message("msg_1")),
            says(message("msg_1")),
            says(outbound()),
            says({"_results": [outbound()]}),
            says({"id": "tag_9", "name": "ai-replied"}, 201),
        ]
    )
    client = it.client
    assert await client.me() == "cmp_a1"
    assert [one.type for one in await client.teammates()] == ["api"]
    assert [one.address for one in await client.channels()] == ["help@acme.example"]
    assert [one.name for one in await client.inboxes()] == ["Support"]
    assert [one.body for one in await client.comments("cnv_1")] == ["hi"]
    assert (await client.message("msg_1")).id == "msg_1"
    assert (await client.message_by_uid("uid_1")).id == "msg_1"
    assert (await client.event("evt_1"))["id"] == "evt_1"
    assert len(await client.conversation_events("cnv_1")) == 1
    assert (await client.create_tag("ai-replied")).id == "tag_9"


async def test_a_message_that_is_not_there_yet_is_not_found() -> None:
    with pytest.raises(NotFound):
        await rig([refuses(404)]).client.message_by_uid("uid_1")


async def test_every_attempt_is_reported() -> None:
    it = rig([TIMEOUT, refuses(429, retry_after="1"), says(conversation())])
    await it.client.look("cnv_1")
    assert [(one.status, one.error) for one in it.calls] == [
        (None, "ReadTimeout"),
        (429, "RateLimited"),
        (200, None),
    ]
    assert {one.template for one in it.calls} == {"/conversations/{conversation_id}"}


async def test_a_cancelled_attempt_is_reported() -> None:
    def cancelled(request: httpx2.Request) -> httpx2.Response:
        raise asyncio.CancelledError

    it = rig([cancelled])
    with pytest.raises(asyncio.CancelledError):
        await it.client.look("cnv_1")
    assert [one.error for one in it.calls] == ["cancelled"]


async def test_a_view_reports_elsewhere_and_shares_the_budget() -> None:
    it = rig([says(conversation()) for _ in range(6)], per_minute=2)
    seen: list[Call] = []
    for _ in range(3):
        await it.client.watched(seen.append, urgency=Urgency.HOUSEKEEPING).look("cnv_1")
    assert it.clock.slept == []
    for _ in range(3):
        await it.client.look("cnv_1")
    assert (len(seen), len(it.calls)) == (3, 3)
    # Five at once were all that there was.
    assert sum(it.clock.slept) == pytest.approx(30, abs=0.1)


async def test_lone_surrogates_do_not_break_a_request() -> None:
    it = rig([says({"id": "com_1"}, 201)])
    await it.client.comment("cnv_1", "\ud800 ☕")
    assert it.script.bodies()[0]["body"] == "\ud800 ☕"


@pytest.mark.parametrize("token", ["", " ", "a\nb", "tökn"])
def test_a_token_that_cannot_be_one_is_refused(token: str) -> None:
    clock = Clock()
    with pytest.raises(ValueError, match="token"):
        FrontClient(
            base_url=BASE,
            token=token,
            identity=ME,
            limiter=Limiter(per_minute=60, clock=clock, sleep=clock.sleep),
            clock=clock,
            sleep=clock.sleep,
        )


@pytest.mark.parametrize("base_url", ["", "api2.frontapp.com", "ftp://api2.frontapp.com"])
def test_an_address_that_is_no_url_is_refused(base_url: str) -> None:
    with pytest.raises(ValueError, match="URL"):
        rig(base_url=base_url)


def test_errors_are_one_family() -> None:
    for kind in (Merged, NotFound, Forbidden, RateLimited, Refused, Unreachable):
        assert issubclass(kind, FrontError)
