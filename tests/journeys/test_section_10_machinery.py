"""The machinery, first part: every message once, whatever Front answers (10.1)."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp

from frontmate.app import serve
from frontmate.workflow import Shell
from tests.journeys.gateway import LosingGateway
from tests.journeys.house import AI, SIGNING_KEY, House, open_house
from tests.journeys.webhooks import envelope, post_app

QUESTION = "How do I reset the dimmer?"
REPLY = "/messages$"
COMMENT = "/comments$"
FOR_A_PERSON = "I want to talk to a human please."


@pytest.fixture
async def impatient(database_url: str, help_center: Path) -> AsyncIterator[House]:
    """A house where a message counts as never sent after three seconds of looking."""
    async with open_house(database_url, help_center, visible_within=3.0) as house:
        yield house


async def deaf(house: House) -> None:
    """From now on no webhook comes: what is found is found by looking."""
    await house.control("webhooks", app=None)


async def sent_once(house: House, conversation: str) -> None:
    await house.until_state(conversation, "reply", "confirmed")
    await house.until_quiet()
    assert len(await house.delivered(conversation)) == 1
    assert len(await house.requests("POST", f"/conversations/{conversation}/messages")) == 1
    assert await house.alarms(conversation) == []
    assert "handed_off" not in await house.reasons(conversation)


async def test_10_1_a_row_is_written_before_the_request_and_each_state_is_kept(
    house: House,
) -> None:
    await house.fault("hold_before", method="POST", path_regex=REPLY, nth=1)
    conversation = await house.customer(QUESTION)
    await house.until_state(conversation, "reply", "intended")
    assert await house.delivered(conversation) == []
    await house.control("release")
    await house.until_state(conversation, "reply", "confirmed")
    (row,) = await house.rows("select * from actions where step = 'reply'")
    assert row.uid
    assert row.created_at <= row.looked_at <= row.intended_at <= row.accepted_at <= row.ended_at
    assert row.echoed_at is not None


async def test_10_1_an_answer_lost_after_acceptance_is_found_by_reading_back(house: House) -> None:
    await house.control("settings", message_delay=1.0)
    await house.fault("reset_after", method="POST", path_regex=REPLY, nth=1)
    conversation = await house.customer(QUESTION)
    await house.until_state(conversation, "reply", "uncertain")
    await deaf(house)
    await sent_once(house, conversation)
    (row,) = await house.rows("select echoed_at, front_id from actions where step = 'reply'")
    assert row.echoed_at is None
    assert row.front_id == (await house.replies(conversation))[0]["id"]


async def test_10_1_an_echo_clears_the_doubt_before_reading_back(house: House) -> None:
    await house.fault("reset_after", method="POST", path_regex=REPLY, nth=1)
    conversation = await house.customer(QUESTION)
    await sent_once(house, conversation)
    (row,) = await house.rows("select echoed_at from actions where step = 'reply'")
    assert row.echoed_at is not None


async def test_10_1_a_502_in_place_of_the_acceptance_does_not_send_it_twice(
    database_url: str, help_center: Path
) -> None:
    def between(app: ASGIApp) -> ASGIApp:
        return LosingGateway(app, "POST", r"/conversations/[^/]+/messages$")

    async with open_house(
        database_url, help_center, front_behind=between, message_delay=1.0
    ) as house:
        conversation = await house.customer(QUESTION)
        await house.until_state(conversation, "reply", "uncertain")
        await deaf(house)
        await sent_once(house, conversation)


async def test_10_1_timeouts_before_and_after_acceptance_end_once_or_with_a_person(
    impatient: House,
) -> None:
    house = impatient
    before = await house.customer("Hi", name="Kim Doe")
    after = await house.customer("Hi", name="Lou Fox")
    await house.until_replies(before, 1)
    await house.until_replies(after, 1)
    await house.until_quiet()
    await house.fault("timeout_before", method="POST", path_regex=f"{before}/messages$", nth=1)
    await house.fault("timeout_after", method="POST", path_regex=f"{after}/messages$", nth=1)
    await house.customer(QUESTION, conversation=before)
    await house.customer(QUESTION, conversation=after)
    await house.until_state(before, "reply", "needs_person")
    await house.until_state(after, "reply", "confirmed")
    await house.until_quiet()
    assert len(await house.delivered(before)) == 1, "the greeting only"
    assert len(await house.delivered(after)) == 2
    assert (await house.session(before)).state["handoff_reason"] == "uncertain_send"


@pytest.mark.parametrize("effect", ["reset_before", "html_error", "status"])
async def test_10_1_what_never_becomes_visible_is_not_resent_and_a_person_is_told(
    impatient: House, effect: str
) -> None:
    house = impatient
    await house.fault(effect, method="POST", path_regex=REPLY, nth=1)
    conversation = await house.customer(QUESTION)
    await house.until_state(conversation, "reply", "needs_person")
    await house.until_state(conversation, "tags", "confirmed")
    await house.until_quiet()
    assert await house.delivered(conversation) == [], "neither the reply nor a notice on top of it"
    assert len(await house.requests("POST", f"/conversations/{conversation}/messages")) == 1
    session = await house.session(conversation)
    assert (session.holder, session.state["handoff_reason"]) == ("team", "uncertain_send")
    assert "uncertain_send" in await house.reasons(conversation)
    assert len(await house.comments(conversation)) == 1
    assert "ai-handed-off" in await house.tags(conversation)


async def test_10_1_an_accepted_message_that_never_appears_is_told_to_a_person(
    database_url: str, help_center: Path
) -> None:
    async with open_house(
        database_url, help_center, visible_within=2.0, message_delay=3600.0
    ) as house:
        conversation = await house.customer(QUESTION)
        await house.until_state(conversation, "reply", "needs_person")
        await house.until_state(conversation, "tags", "confirmed")
        assert len(await house.requests("POST", f"/conversations/{conversation}/messages")) == 1
        assert (await house.session(conversation)).state["handoff_reason"] == "uncertain_send"


async def test_10_1_an_accepted_message_whose_echo_was_lost_is_confirmed_by_its_uid(
    database_url: str, help_center: Path
) -> None:
    async with open_house(database_url, help_center, visible_within=1.5) as house:
        await house.fault("hold_before", method="POST", path_regex=REPLY, nth=1)
        conversation = await house.customer(QUESTION)
        await house.until_state(conversation, "reply", "intended")
        await deaf(house)
        await house.control("release")
        await sent_once(house, conversation)
        (row,) = await house.rows("select echoed_at, front_id from actions where step = 'reply'")
        assert row.echoed_at is None
        assert row.front_id == (await house.replies(conversation))[0]["id"]


async def test_10_1_an_earlier_message_of_the_same_words_is_not_taken_for_the_one_in_doubt(
    impatient: House,
) -> None:
    house = impatient
    conversation = await house.customer("Hi", channel="chat")
    await house.until_replies(conversation, 1)
    await house.customer(QUESTION, conversation=conversation, channel="chat")
    await house.until_replies(conversation, 2)
    await house.until_quiet()
    await house.fault("reset_before", method="POST", path_regex=REPLY, nth=1)
    # Greeted again, in the very same words, a moment later: this one never arrives.
    await house.customer("Hello!", conversation=conversation, channel="chat")
    await house.until_state(conversation, "reply", "needs_person")
    await house.until_quiet()
    assert len(await house.delivered(conversation)) == 2
    assert (await house.session(conversation)).state["handoff_reason"] == "uncertain_send"


async def test_10_1_a_message_that_appears_after_we_gave_up_is_still_our_own(
    impatient: House,
) -> None:
    house = impatient
    await house.control("settings", message_delay=6.0)
    await house.fault("reset_after", method="POST", path_regex=REPLY, nth=1)
    conversation = await house.customer(QUESTION)
    await house.until_state(conversation, "reply", "needs_person")
    await house.until_state(conversation, "reply", "confirmed")
    await house.until_quiet()
    assert len(await house.delivered(conversation)) == 1
    assert "our_echo" in await house.reasons(conversation)
    assert "person_wrote" not in await house.reasons(conversation)


async def test_10_1_a_refused_connection_is_tried_again_and_sent_once(
    database_url: str, help_center: Path
) -> None:
    async with _front_that_closes(database_url, help_center) as (house, door):
        conversation = await house.customer(QUESTION)

        async def refused() -> list[Any]:
            return list(
                await house.rows(
                    "select k.error from calls k where k.method = 'POST' and k.status is null"
                )
            )

        failures = await house.until(refused)
        assert {row.error for row in failures} == {"ConnectError"}
        assert await house.delivered(conversation) == []
        await door.open()
        await sent_once(house, conversation)


class _Door:
    """A second way to the stand-in, which can be closed: nobody listens on its port then."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None
        self._socket = _bound(0)
        self.port: int = self._socket.getsockname()[1]
        self._stack = contextlib.AsyncExitStack()

    async def open(self) -> None:
        assert self.app is not None
        self._socket.listen()
        await self._stack.enter_async_context(serve(self.app, self._socket))

    async def close(self) -> None:
        await self._stack.aclose()
        self._socket.close()
        self._socket = _bound(self.port)

    async def end(self) -> None:
        await self._stack.aclose()
        self._socket.close()


def _bound(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound


@contextlib.asynccontextmanager
async def _front_that_closes(
    database_url: str, help_center: Path
) -> AsyncIterator[tuple[House, _Door]]:
    """A house whose way to Front closes between the row and its first request."""
    door = _Door()

    def behind(app: ASGIApp) -> ASGIApp:
        door.app = app
        return app

    def close_at_the_reply(shell: Shell) -> Shell:
        async def checkpoint(name: str) -> None:
            if name == "reply_intended" and not closed.is_set():
                closed.set()
                await door.close()

        return replace(shell, checkpoint=checkpoint)

    closed = asyncio.Event()
    async with open_house(
        database_url,
        help_center,
        reshape=close_at_the_reply,
        front_behind=behind,
        api_url=f"http://127.0.0.1:{door.port}",
    ) as house:
        await door.open()
        yield house, door
    await door.end()


async def test_10_1_a_429_is_waited_for_as_front_asks_and_then_sent_once(house: House) -> None:
    await house.fault("status", method="POST", path_regex=REPLY, nth=1, status=429, retry_after=1)
    conversation = await house.customer(QUESTION)
    await house.until_state(conversation, "reply", "confirmed")
    await house.until_quiet()
    assert len(await house.delivered(conversation)) == 1
    requests = await house.requests("POST", f"/conversations/{conversation}/messages")
    assert [r["status"] for r in requests] == [429, 202]
    (waited,) = await house.rows(
        "select extract(epoch from max(at) - min(at)) as seconds from calls where method = 'POST'"
        " and template like '%messages'"
    )
    assert waited.seconds >= 1


async def failure_of(house: House, message: dict[str, Any]) -> None:
    """The provider refuses a message of ours after Front had accepted it: the stand-in cannot."""
    conversation = str(message["_links"]["related"]["conversation"]).rsplit("/", 1)[1]
    event = {
        "id": "evt_failed1",
        "type": "sending_error",
        "emitted_at": message["created_at"] + 5,
        "conversation": await house.seen(conversation),
        "source": {"_meta": {"type": "recipient"}, "data": message["recipients"][1]},
        "target": {"_meta": {"type": "message"}, "data": message | {"error_type": "other"}},
    }
    url = f"{house.url}/webhooks/front/main"
    body = envelope("message_delivery_failed", json.loads(json.dumps(event)))
    assert (await post_app(house.http, url, body, SIGNING_KEY)).status_code == 200


async def test_10_1_a_message_that_the_provider_refuses_later_failed_and_a_person_is_told(
    house: House,
) -> None:
    conversation = await house.customer(QUESTION)
    (reply,) = await house.until_replies(conversation, 1)
    await house.until_state(conversation, "reply", "confirmed")
    await house.until_quiet()
    await failure_of(house, reply)
    await house.until_reason(conversation, "delivery_failed")
    await house.until_quiet()
    assert (await house.session(conversation)).holder == "team"
    assert len(await house.comments(conversation)) == 1
    assert await house.state_of(conversation, "reply") == "failed"
    assert len(await house.delivered(conversation)) == 1, "no second try over the same channel"


@pytest.mark.parametrize("effect", ["reset_after", "reset_before"])
async def test_10_1_a_hand_off_comment_in_doubt_is_never_posted_twice(
    impatient: House, effect: str
) -> None:
    house = impatient
    await house.fault(effect, method="POST", path_regex=COMMENT, nth=1)
    conversation = await house.customer(FOR_A_PERSON)
    await house.until_state(conversation, "tags", "confirmed")
    await house.until_quiet()
    posted = await house.requests("POST", f"/conversations/{conversation}/comments")
    assert len(posted) == 1
    comments = await house.comments(conversation)
    alarms = await house.alarms(conversation)
    if effect == "reset_after":
        assert (len(comments), alarms) == (1, [])
    else:
        assert (comments, alarms) == ([], ["handoff_note_uncertain"])
    # Whatever became of the comment, the customer has a person and was told so.
    assert len(await house.delivered(conversation)) == 1
    assert "ai-handed-off" in await house.tags(conversation)


async def test_10_1_a_final_value_is_simply_set_again_after_a_doubt(house: House) -> None:
    conversation = await house.customer("Hi")
    await house.until_replies(conversation, 1)
    await house.control("assign", conversation=conversation, teammate=AI, by="mia")
    await house.until_reason(conversation, "assignment_recorded")
    await house.fault("reset_after", method="PATCH", nth=1)
    await house.customer(FOR_A_PERSON, conversation=conversation)
    await house.until_state(conversation, "tags", "confirmed")
    assert await house.state_of(conversation, "unassign") == "confirmed"
    assert (await house.seen(conversation))["assignee"] is None
    assert await house.alarms(conversation) == []
