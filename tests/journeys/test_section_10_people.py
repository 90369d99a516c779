"""The machinery, second part: never over a person, nobody stranded, the budget (10.2 to 10.5)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from frontmate.app import listen, serve
from frontmate.conversation.outcome import Outcome
from frontmate.workflow import Question, Shell
from tests.journeys.house import AI, MIA, House, open_house
from tests.journeys.said import DIMMER, PERSON, RETURNS

LOOK = "^/conversations/[^/]+$"
REPLY = "/messages$"

MEANWHILE = [
    ("assign", {"teammate": MIA}, "assigned_to_person"),
    ("teammate_reply", {"teammate": MIA, "text": "I have it, Kim."}, "person_wrote"),
    ("archive", {"by": MIA}, "archived_meanwhile"),
    ("snooze", {"by": MIA}, "parked"),
    ("trash", {"by": MIA}, "trashed"),
    ("other_bot_reply", {"author_type": "ai"}, "other_bot"),
]


async def meanwhile(house: House, action: str, given: dict[str, Any]) -> str:
    """The customer writes; right before our look is answered, somebody does something."""
    await house.fault(
        "on_request", method="GET", path_regex=LOOK, nth=1, do=action, **{"with": given}
    )
    return await house.customer(DIMMER, name="Kim Doe")


@pytest.mark.parametrize(("action", "given", "reason"), MEANWHILE)
async def test_10_2_what_happens_right_before_the_reply_withdraws_it(
    house: House, action: str, given: dict[str, Any], reason: str
) -> None:
    conversation = await meanwhile(house, action, given)
    await house.until_state(conversation, "reply", "refused")
    await house.until_quiet()
    assert await house.delivered(conversation) == []
    assert not await house.requests("POST", f"/conversations/{conversation}/messages")
    # Whichever was faster, the look or the webhook, has given the reason.
    reasons = {reason, "snoozed"} if action == "snooze" else {reason}
    assert reasons & set(await house.reasons(conversation))


@pytest.mark.parametrize(("action", "given", "reason"), MEANWHILE)
async def test_10_2_the_look_alone_withdraws_it_when_the_webhook_is_lost(
    house: House, action: str, given: dict[str, Any], reason: str
) -> None:
    await house.fault("hold_before", method="GET", path_regex=LOOK, nth=1)
    conversation = await meanwhile(house, action, given)

    await house.until_held()
    await house.control("webhooks", app=None)
    await house.control("release")
    await house.until_state(conversation, "reply", "refused")
    await house.until_quiet()
    assert await house.delivered(conversation) == []
    assert reason in await house.reasons(conversation)


@pytest.mark.parametrize("heard_of", [True, False], ids=["heard of", "unheard of"])
async def test_10_2_an_automatic_message_hides_no_reply_of_a_person(
    house: House, heard_of: bool
) -> None:
    await house.fault("hold_before", method="GET", path_regex=LOOK, nth=1)
    conversation = await house.customer(DIMMER, name="Kim Doe")

    await house.until_held()
    await house.webhook_fault("drop", times=1 if heard_of else 2)
    given = {"conversation": conversation}
    await house.control("teammate_reply", teammate=MIA, text="I have it, Kim.", **given)
    await house.control("other_bot_reply", author_type="rule", **given)
    await house.control("release")
    await house.until_state(conversation, "reply", "refused")
    await house.until_quiet()
    assert await house.delivered(conversation) == []
    assert "person_wrote" in await house.reasons(conversation)


async def test_10_2_a_person_who_replied_needs_no_notice_that_one_will(house: House) -> None:
    await house.fault("hold_before", method="POST", path_regex="/comments$", nth=1)
    conversation = await house.customer(PERSON, name="Kim Doe")

    async def heard_of() -> bool:
        query = "select count(*) as n from events where type = 'MessageSent'"
        return bool((await house.rows(query))[0].n)

    await house.until_held()
    await house.control(
        "teammate_reply", conversation=conversation, teammate=MIA, text="I have it, Kim."
    )
    await house.until(heard_of)
    await house.control("release")
    await house.until_quiet()
    assert await house.delivered(conversation) == []
    assert await house.state_of(conversation, "notice") == "refused"
    assert len(await house.comments(conversation)) == 1


async def test_10_2_a_reply_found_by_the_look_is_in_the_thread_that_the_agent_reads(
    house: House,
) -> None:
    await house.fault("hold_before", method="GET", path_regex=LOOK, nth=1)
    conversation = await meanwhile(house, *MEANWHILE[1][:2])

    await house.until_held()
    await house.control("webhooks", app=None)
    await house.control("release")
    await house.until_state(conversation, "reply", "refused")
    await house.until_quiet()
    rows = await house.rows("select role from messages order by sent_at, id")
    assert [row.role for row in rows] == ["customer", "team"]
    assert (await house.session(conversation)).holder == "team"


async def test_10_2_a_customer_who_writes_before_the_reply_gets_one_answer_to_both(
    house: House,
) -> None:
    conversation = await meanwhile(house, "customer_message", {"text": RETURNS})
    await house.until_replies(conversation, 1)
    await house.until_quiet()
    assert len(await house.delivered(conversation)) == 1
    assert (await house.steps(conversation)).count(("reply", "confirmed")) == 1
    rows = await house.rows("select body from actions where step = 'reply' order by id")
    inbound = await house.rows("select front_id from messages where inbound order by id")
    assert rows[-1].body["messages"] == [row.front_id for row in inbound]


async def test_10_2_what_we_have_heard_ourselves_withdraws_it_without_a_call(
    database_url: str, help_center: Path
) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    def pausing(shell: Shell) -> Shell:
        async def checkpoint(name: str) -> None:
            if name == "agent_asked":
                asked.set()
                await go_on.wait()

        return replace(shell, checkpoint=checkpoint)

    async with open_house(database_url, help_center, reshape=pausing) as house:
        conversation = await house.customer(DIMMER)
        await asyncio.wait_for(asked.wait(), 20)
        await house.control("assign", conversation=conversation, teammate=MIA)
        arrived = "select id from events where closed_at is null and delivery is not null"
        await house.until(lambda: house.rows(arrived))
        go_on.set()
        await house.until_reason(conversation, "assigned_to_person")
        await house.until_quiet()
        assert await house.delivered(conversation) == []
        # The mail's headers were read when it came (2.2).
        assert await house.calls(conversation) == ["GET /messages/{message_id}"]


async def test_10_2_a_person_in_the_last_window_is_seen_afterwards_and_the_window_is_measured(
    house: House,
) -> None:
    # Front has no compare-and-set: this reply comes between our look and its acceptance.
    await house.fault(
        "on_request",
        method="POST",
        path_regex=REPLY,
        nth=1,
        do="teammate_reply",
        **{"with": {"teammate": MIA, "text": "I have it, Kim."}},
    )
    conversation = await house.customer(DIMMER)
    await house.until_replies(conversation, 1)
    await house.until_quiet()
    (row,) = await house.rows("select looked_at, accepted_at from actions where step = 'reply'")
    assert row.looked_at < row.accepted_at
    sent = await house.rows(
        "select role from messages where not inbound and sent_at >= :looked order by sent_at, id",
        looked=row.looked_at,
    )
    assert [message.role for message in sent] == ["team", "ai"], "the collision can be found"
    assert (await house.session(conversation)).holder == "team"
    collisions = await house.rows("select why from alarms where why = 'collision'")
    assert len(collisions) == 1


async def test_10_2_a_person_who_has_begun_to_write_is_left_to_it_if_drafts_are_looked_at(
    house: House,
) -> None:
    await house.set_policy(fence_on_drafts=True)
    await house.fault(
        "on_request",
        method="GET",
        path_regex=LOOK,
        nth=1,
        do="draft",
        **{"with": {"teammate": MIA, "text": "Hello Kim, I am"}},
    )
    conversation = await house.customer(DIMMER)
    await house.until_state(conversation, "reply", "refused")
    await house.until_quiet()
    assert await house.delivered(conversation) == []
    assert (await house.session(conversation)).holder == "team"


async def test_10_2_a_notice_is_not_written_over_a_person_either(house: House) -> None:
    await house.fault(
        "on_request",
        method="POST",
        path_regex="/comments$",
        nth=1,
        do="assign",
        **{"with": {"teammate": MIA}},
    )
    conversation = await house.customer(PERSON)
    await house.until_state(conversation, "tags", "confirmed")
    await house.until_quiet()
    assert await house.state_of(conversation, "notice") == "refused"
    assert await house.state_of(conversation, "unassign") == "refused"
    assert await house.delivered(conversation) == []
    assert (await house.seen(conversation))["assignee"]["id"] == MIA


@dataclass
class Alerts:
    """Receives what the product posts to `alert_url`."""

    received: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    async def take(self, request: Request) -> Response:
        self.received.append(await request.json())
        return Response(status_code=204)


@pytest.fixture
async def alerts() -> AsyncIterator[Alerts]:
    alerts = Alerts()
    listener = listen("127.0.0.1", 0)
    alerts.url = f"http://127.0.0.1:{listener.getsockname()[1]}/alert"
    async with serve(Starlette(routes=[Route("/alert", alerts.take, methods=["POST"])]), listener):
        yield alerts


@contextlib.asynccontextmanager
async def alerted(
    database_url: str, help_center: Path, alerts: Alerts, **given: Any
) -> AsyncIterator[House]:
    async with open_house(database_url, help_center, alert_url=alerts.url, **given) as house:
        yield house


async def test_10_4_a_comment_that_front_refuses_for_good_is_listed_and_alerted(
    database_url: str, help_center: Path, alerts: Alerts
) -> None:
    async with alerted(database_url, help_center, alerts) as house:
        await house.fault("status", method="POST", path_regex="/comments$", status=403)
        conversation = await house.customer(PERSON)
        await house.until_state(conversation, "alarm", "confirmed")
        await house.until_quiet()
        assert await house.state_of(conversation, "handoff_note") == "failed"
        assert await house.alarms(conversation) == ["handoff_note_failed"]
        # The rest of the hand-off is finished all the same.
        assert await house.state_of(conversation, "notice") == "confirmed"
        assert "ai-handed-off" in await house.tags(conversation)
        session = (await house.session(conversation)).id
        assert alerts.received == [
            {
                "connection": "main",
                "why": "handoff_note_failed",
                "session": f"{house.url}/sessions/{session}",
            }
        ]


async def test_10_4_an_alert_that_cannot_be_delivered_leaves_the_list(
    database_url: str, help_center: Path
) -> None:
    nowhere = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{nowhere.getsockname()[1]}/alert"
    nowhere.close()
    async with open_house(database_url, help_center, alert_url=url) as house:
        await house.fault("status", method="POST", path_regex="/comments$", status=403)
        conversation = await house.customer(PERSON)
        await house.until_state(conversation, "alarm", "confirmed")
        assert await house.alarms(conversation) == ["handoff_note_failed"]


async def test_10_4_a_reply_that_front_refuses_becomes_a_hand_off(house: House) -> None:
    await house.fault("status", method="POST", path_regex=REPLY, nth=1, status=400)
    conversation = await house.customer(DIMMER)
    await house.until_state(conversation, "tags", "confirmed")
    await house.until_quiet()
    assert await house.state_of(conversation, "reply") == "failed"
    session = await house.session(conversation)
    assert (session.holder, session.state["handoff_reason"]) == ("team", "agent_failed")
    assert len(await house.comments(conversation)) == 1


@pytest.mark.parametrize("failure", [RuntimeError("broken"), TimeoutError(), ValueError("no JSON")])
async def test_10_4_an_agent_that_fails_becomes_a_hand_off(
    database_url: str, help_center: Path, failure: Exception
) -> None:
    def failing(shell: Shell) -> Shell:
        async def fail(connection: str, question: Question) -> Outcome:
            raise failure

        return replace(shell, answer=fail)

    async with open_house(database_url, help_center, reshape=failing) as house:
        conversation = await house.customer(DIMMER)
        await house.until_state(conversation, "tags", "confirmed")
        await house.until_quiet()
        session = await house.session(conversation)
        assert (session.holder, session.state["handoff_reason"]) == ("team", "agent_failed")
        assert len(await house.comments(conversation)) == 1
        assert len(await house.delivered(conversation)) == 1, "the notice"


async def test_10_4_when_everything_at_front_is_refused_a_person_is_still_told(
    database_url: str, help_center: Path, alerts: Alerts
) -> None:
    async with alerted(database_url, help_center, alerts) as house:
        # The token was revoked while the conversation was under way.
        await house.fault("status", path_regex="^/conversations", status=401)
        conversation = await house.customer(DIMMER)
        await house.until_state(conversation, "alarm", "confirmed")
        await house.until_quiet()
        assert await house.alarms(conversation)
        assert alerts.received
        assert (await house.session(conversation)).holder == "team"


async def test_10_4_an_alarm_is_closed_once_a_person_has_the_conversation(house: House) -> None:
    await house.fault("status", method="POST", path_regex="/comments$", status=403)
    conversation = await house.customer(PERSON)
    await house.until_state(conversation, "alarm", "confirmed")
    assert await house.alarms(conversation)
    await house.control("assign", conversation=conversation, teammate=MIA)

    async def closed() -> bool:
        return not await house.alarms(conversation)

    await house.until(closed)


async def test_10_5_an_answer_costs_two_calls(house: House) -> None:
    conversation = await house.customer(DIMMER)
    await house.until_replies(conversation, 1)
    await house.until_quiet()
    assert await house.calls_for(conversation, "answer") == [
        "GET /conversations/{conversation_id}",
        "POST /conversations/{conversation_id}/messages",
    ]
    # And a first reading: what the mail's headers say (2.2).
    assert len(await house.calls(conversation)) == 3


async def test_10_5_a_hand_off_costs_four_to_six_calls(house: House) -> None:
    unassigned = await house.customer(PERSON, name="Kim Doe")
    await house.until_state(unassigned, "tags", "confirmed")
    assigned = await house.customer("Hi", name="Lou Fox")
    await house.until_replies(assigned, 1)
    await house.control("assign", conversation=assigned, teammate=AI, by="mia")
    await house.until_reason(assigned, "assignment_recorded")
    await house.customer(PERSON, conversation=assigned)
    await house.until_state(assigned, "tags", "confirmed")
    await house.until_quiet()
    assert 4 <= len(await house.calls_for(unassigned, "handoff")) <= 6
    assert 4 <= len(await house.calls_for(assigned, "handoff")) <= 6


async def test_10_5_a_resolution_costs_five_calls(house: House) -> None:
    conversation = await house.customer(DIMMER)
    await house.until_replies(conversation, 1)
    await house.until_quiet()
    await house.customer("Thank you, that solved it!", conversation=conversation)
    await house.until_state(conversation, "tags", "confirmed")
    await house.until_quiet()
    assert len(await house.calls_for(conversation, "resolution")) == 5
