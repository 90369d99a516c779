"""Webhook bodies that Front really sent, from the door to the decision and the requests.

The captured ones lie beside the project, in ../shared/front/fixtures; their like, written for
these tests, is for everybody else.
"""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from frontmate.conversation.message import Channel
from tests.journeys.house import QUICK
from tests.journeys.tiny_front import AI, COMPANY, KEY, connected
from tests.journeys.webhooks import app_headers, envelope, inbound, preview

FIXTURES = Path(__file__).parents[3] / "shared" / "front" / "fixtures"
LEELA, BENDER = "tea_40yq", "tea_40z6"

ANY_AGE = replace(QUICK, max_age={channel: timedelta(days=36_500) for channel in Channel})
"""What was captured years ago is too old by default (2.3)."""

Json = dict[str, Any]


def captured(name: str) -> Json:
    """A captured body; skips where the folder beside the project is absent."""
    path = FIXTURES / f"{name}.json"
    if not path.exists():
        pytest.skip(f"../shared/front/fixtures/{name}.json is not here")
    body: Json = json.loads(path.read_text(encoding="utf-8"))
    return body


async def test_a_captured_inbound_message_is_too_old_by_default_and_left_alone(
    database_url: str, help_center: Path
) -> None:
    body = captured("app_inbound_received")
    conversation = body["payload"]["conversation"]
    async with connected(database_url, help_center, conversation) as desk:
        await desk.app(body)
        assert await desk.decided("cnv_1042nr10") == [("too_old", "")]
        assert await desk.house.steps("cnv_1042nr10") == []
        assert not desk.front.written("")
        session = await desk.house.session("cnv_1042nr10")
        assert (session.status, session.holder, session.channel) == ("open", "ai", "email")


async def test_a_captured_inbound_message_that_is_the_ais_and_too_old_goes_to_a_person(
    database_url: str, help_center: Path
) -> None:
    body = captured("app_inbound_received")
    conversation = body["payload"]["conversation"]
    conversation["assignee"] = {"id": AI, "email": "ada@example.com", "username": "ada"}
    conversation["status"] = "assigned"
    async with connected(database_url, help_center, conversation) as desk:
        await desk.app(body)
        assert ("handed_off", "too_old") in await desk.decided("cnv_1042nr10")
        assert len(desk.front.written("/comments")) == 1
        assert desk.front.written("/messages") == [], "no notice after years"
        assert {"assignee_id": None} in desk.front.written("/cnv_1042nr10")


async def test_a_captured_inbound_message_is_answered_at_front(
    database_url: str, help_center: Path
) -> None:
    body = captured("app_inbound_received")
    conversation = body["payload"]["conversation"]
    async with connected(database_url, help_center, conversation, ANY_AGE) as desk:
        await desk.app(body)
        # "When will it be delivered?" needs a look at the order: a person's work, and the
        # customer is told so in a mail of ours.
        (sent,) = desk.front.written("/conversations/cnv_1042nr10/messages")
        assert sent["to"] == ["sabrina@fictionalcustomer.com"]
        assert sent["cc"] == []
        assert sent["author_id"] == AI
        assert sent["options"]["archive"] is False
        assert "Hello Sabrina Calhoun" in sent["text"]
        contact = await desk.house.rows("select kind, handle, name, front_id from contacts")
        assert [tuple(row) for row in contact] == [
            ("email", "sabrina@fictionalcustomer.com", "Sabrina Calhoun", "crd_3h53wd0")
        ]


async def test_a_captured_inbound_message_that_the_help_center_knows_gets_its_answer(
    database_url: str, help_center: Path
) -> None:
    body = captured("app_inbound_received")
    body = json.loads(
        json.dumps(body)
        .replace("I placed an order last week with Brandon.", "I bought a lamp from Brandon.")
        .replace("When will it be delivered?", "How do I reset the dimmer?")
    )
    conversation = body["payload"]["conversation"]
    async with connected(database_url, help_center, conversation, ANY_AGE) as desk:
        await desk.app(body)
        (sent,) = desk.front.written("/conversations/cnv_1042nr10/messages")
        assert "hold the round button for ten seconds" in sent["text"]
        assert sent["options"] == {"archive": False, "tag_ids": ["tag_ai-replied"]}
        assert await desk.house.state_of("cnv_1042nr10", "reply") == "accepted"


async def test_a_captured_archive_by_a_teammate_resolves_the_session(
    database_url: str, help_center: Path
) -> None:
    body = captured("app_conversation_archived")
    event = body["payload"]
    before = inbound(
        "Where is my package?",
        conversation="cnv_1033w6l0",
        sender="sabrina@fictionalcustomer.com",
        at=event["emitted_at"] - 20,
    )
    async with connected(database_url, help_center, event["conversation"]) as desk:
        await desk.app(envelope("inbound_received", before, COMPANY))
        await desk.app(body)
        assert (await desk.decided("cnv_1033w6l0"))[-1] == ("archived", "by teammate")
        session = await desk.house.session("cnv_1033w6l0")
        assert (session.status, session.state["closed_by"]) == ("resolved", "teammate")
        assert await desk.house.steps("cnv_1033w6l0") == []


async def test_a_captured_archive_without_a_session_is_recorded(
    database_url: str, help_center: Path
) -> None:
    body = captured("app_conversation_archived")
    conversation = body["payload"]["conversation"]
    async with connected(database_url, help_center, conversation) as desk:
        await desk.app(body)
        assert await desk.decided("cnv_1033w6l0") == [("recorded", "no session yet")]
        assert await desk.house.rows("select id from sessions") == []
        assert not desk.front.written("")


async def test_a_captured_reply_of_a_teammate_makes_the_conversation_the_teams(
    database_url: str, help_center: Path
) -> None:
    body = captured("rule_out_reply")
    async with connected(database_url, help_center, body["conversation"]) as desk:
        await desk.rule(body)
        assert [reason for reason, _ in await desk.decided("cnv_keocka")] == ["person_wrote"]
        session = await desk.house.session("cnv_keocka")
        assert (session.holder, session.state["assignee"]) == (
            "team",
            {"who": "person", "id": LEELA},
        )
        (message,) = await desk.house.rows("select role, inbound from messages")
        assert (message.role, message.inbound) == ("team", False)
        assert not desk.front.written("")


async def test_a_captured_reply_of_somebody_logged_in_as_the_ai_is_a_persons(
    database_url: str, help_center: Path
) -> None:
    body = captured("rule_out_reply")
    async with connected(database_url, help_center, body["conversation"], ai=LEELA) as desk:
        await desk.rule(body)
        assert [reason for reason, _ in await desk.decided("cnv_keocka")] == ["person_wrote"]
        assert not desk.front.written("")


async def test_a_captured_assignment_is_recorded_and_the_assignee_is_known(
    database_url: str, help_center: Path
) -> None:
    reply, body = captured("rule_out_reply"), captured("rule_assign")
    async with connected(database_url, help_center, body["conversation"]) as desk:
        await desk.rule(reply)
        await desk.rule(body)
        assert (await desk.decided("cnv_keocka"))[-1][0] == "assignment_recorded"
        session = await desk.house.session("cnv_keocka")
        assert session.status == "open", "an assignment changes no status"
        assert session.state["assignee"] == {"who": "person", "id": BENDER}
        assert not desk.front.written("")


async def test_a_captured_assignment_to_the_ai_gives_it_the_conversation(
    database_url: str, help_center: Path
) -> None:
    reply, body = captured("rule_out_reply"), captured("rule_assign")
    async with connected(database_url, help_center, body["conversation"], ai=BENDER) as desk:
        await desk.rule(reply)
        await desk.rule(body)
        session = await desk.house.session("cnv_keocka")
        assert session.state["assignee"] == {"who": "ai", "id": BENDER}
        assert session.holder == "ai"
        assert not desk.front.written(""), "used at the next message"


async def test_a_captured_tag_is_recorded_and_nothing_else(
    database_url: str, help_center: Path
) -> None:
    body = captured("rule_tag")
    async with connected(database_url, help_center, body["conversation"]) as desk:
        await desk.rule(body)
        assert await desk.decided("cnv_keocka") == [("recorded", "tag_added: Urgent")]
        assert await desk.house.rows("select id from sessions") == []
        assert not desk.front.written("")


async def test_a_captured_archive_by_rule_webhook_resolves_the_session(
    database_url: str, help_center: Path
) -> None:
    body = captured("rule_archive")
    before = inbound(
        "Hello?",
        conversation=body["conversation"]["id"],
        sender="calculon@momsbot.com",
        at=body["emitted_at"] - 20,
    )
    async with connected(database_url, help_center, body["conversation"]) as desk:
        await desk.rule(before)
        await desk.rule(body)
        assert (await desk.decided("cnv_keo696"))[-1] == ("archived", "by teammate")
        assert (await desk.house.session("cnv_keo696")).status == "resolved"
        assert not desk.front.written("")


async def test_a_captured_history_out_of_order_ends_like_the_one_in_order(
    database_url: str, help_center: Path
) -> None:
    tag, reply, assign = (captured(n) for n in ("rule_tag", "rule_out_reply", "rule_assign"))
    async with connected(database_url, help_center, assign["conversation"]) as desk:
        for body in (assign, reply, tag):
            await desk.rule(body)
        session = await desk.house.session("cnv_keocka")
        assert session.holder == "team"
        assert session.state["assignee"]["who"] == "person"
        assert not desk.front.written("")


@pytest.mark.parametrize(
    "name", ["app_inbound_received", "app_conversation_archived", "rule_out_reply", "rule_assign"]
)
async def test_a_captured_body_that_comes_again_changes_nothing(
    database_url: str, help_center: Path, name: str
) -> None:
    body = captured(name)
    is_app = name.startswith("app_")
    conversation = (body["payload"] if is_app else body)["conversation"]
    async with connected(database_url, help_center, conversation, ANY_AGE) as desk:
        deliver = desk.app if is_app else desk.rule
        await deliver(body)
        before = (await desk.house.history(conversation["id"]), list(desk.front.requests))
        await deliver(body)
        assert (await desk.house.history(conversation["id"]), desk.front.requests) == before


# The same shapes, written here


QUESTION = "How do I reset the dimmer?"


async def test_an_inbound_message_of_that_shape_is_answered(
    database_url: str, help_center: Path
) -> None:
    event = inbound(QUESTION)
    async with connected(database_url, help_center, event["conversation"]) as desk:
        await desk.app(envelope("inbound_received", event, COMPANY))
        (sent,) = desk.front.written("/conversations/cnv_hand1/messages")
        assert "hold the round button" in sent["text"]
        assert sent["to"] == ["sam@customer.example"]


@pytest.mark.parametrize("missing", ["type", "ticket_ids", "last_message", "metadata", "links"])
async def test_a_body_of_an_older_or_a_newer_shape_is_answered_too(
    database_url: str, help_center: Path, missing: str
) -> None:
    event = inbound(QUESTION)
    event["conversation"].pop(missing, None)
    event["something_new"] = {"of": ["2027"]}
    event["target"]["data"]["something_new"] = None
    async with connected(database_url, help_center, event["conversation"]) as desk:
        await desk.app(envelope("inbound_received", event, COMPANY))
        assert len(desk.front.written("/conversations/cnv_hand1/messages")) == 1


async def test_an_event_preview_whose_event_front_has_lost_is_recorded(
    database_url: str, help_center: Path
) -> None:
    event = inbound(QUESTION)
    async with connected(database_url, help_center, event["conversation"]) as desk:
        await desk.rule(preview(event))
        assert [reason for reason, _ in await desk.decided("cnv_hand1")] == ["recorded"]
        assert [path for _, path, _ in desk.front.requests] == ["/events/evt_hand1"]


async def test_a_message_with_a_null_character_and_half_an_emoji_is_answered(
    database_url: str, help_center: Path
) -> None:
    event = inbound(QUESTION + " \x00 \ud83d", sender="sam@customer.example")
    async with connected(database_url, help_center, event["conversation"]) as desk:
        # As Front would write them: JSON names what UTF-8 cannot hold.
        event = json.loads(json.dumps(event))
        url = f"{desk.house.url}/webhooks/front/main"
        raw = json.dumps(envelope("inbound_received", event, COMPANY)).encode("ascii")
        taken = await desk.house.http.post(url, content=raw, headers=app_headers(raw, KEY))
        assert taken.status_code == 200
        await desk.settled()
        assert len(desk.front.written("/conversations/cnv_hand1/messages")) == 1


async def test_an_assignment_and_an_archive_of_that_shape_are_recorded(
    database_url: str, help_center: Path
) -> None:
    event = inbound(QUESTION)
    mia = {"id": "tea_mia", "email": "mia@example.com", "username": "mia", "first_name": "Mia"}
    by_mia = {"_meta": {"type": "teammate"}, "data": mia}
    shown = {**event["conversation"], "assignee": mia, "status": "assigned"}
    later = event["emitted_at"] + 5
    assign = {
        "id": "evt_hand2",
        "type": "assign",
        "emitted_at": later,
        "conversation": shown,
        "source": by_mia,
        "target": by_mia,
    }
    archive = {
        "id": "evt_hand3",
        "type": "archive",
        "emitted_at": later + 5,
        "conversation": {**shown, "status": "archived"},
        "source": by_mia,
    }
    async with connected(database_url, help_center, event["conversation"]) as desk:
        await desk.app(envelope("inbound_received", event, COMPANY))
        await desk.app(envelope("assignee_changed", assign, COMPANY))
        await desk.app(envelope("conversation_archived", archive, COMPANY))
        assert [reason for reason, _ in await desk.decided("cnv_hand1")][-2:] == [
            "assignment_recorded",
            "archived",
        ]
        assert (await desk.house.session("cnv_hand1")).status == "resolved"
