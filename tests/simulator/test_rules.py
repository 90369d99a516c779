"""Rules: what sets them off, what they look at, what they do, and that they leave each other be."""

from typing import Any

import pytest

from frontmate.simulator import Config
from tests.simulator.conftest import Front, Gate, Receiver, eventually, served

Json = dict[str, Any]


async def rules(front: Front, *given: Json) -> list[str]:
    """Their ids."""
    answer = await front.control.post("/_control/rules", json=list(given))
    assert answer.status_code == 200, answer.text
    return [rule["id"] for rule in answer.json()]


async def look(front: Front, conversation: str) -> Json:
    answer = await front.api.get(f"/conversations/{conversation}")
    found: Json = answer.json()
    return found


async def acted(front: Front, count: int = 1) -> list[Json]:
    """What rules did, once they have done that much."""
    entries = front.simulator.journal
    await eventually(lambda: len(entries.of_kind("rule")) >= count)
    return entries.of_kind("rule")


async def settled(front: Front) -> list[Json]:
    """What rules did, once whatever they were going to do at once is done."""
    await front.look("rules")
    return front.simulator.journal.of_kind("rule")


def texts(front: Front, conversation: str) -> list[tuple[str, str]]:
    """Author's type and text of what went out."""
    desk = front.simulator.desk
    messages = desk.workspace.conversations[conversation].messages
    found = [(desk.workspace.people.author(m.author_id), m.text) for m in messages]
    return [(author.type, text) for author, text in found if author]


TAKE_BACK = {
    "name": "Leo keeps it",
    "on": ["unassign"],
    "if": {"by": "api"},
    "do": [{"action": "assign", "teammate": "leo"}],
}


async def test_a_conversation_is_assigned_again_behind_our_back(front: Front) -> None:
    await rules(front, TAKE_BACK)
    conversation = await front.customer()
    await front.act("assign", conversation=conversation, teammate="ada")
    await front.api.patch(f"/conversations/{conversation}", json={"assignee_id": None})
    assert (await look(front, conversation))["assignee"]["username"] == "leo"
    assert front.event_types() == ["inbound", "assign", "unassign", "assign"]


async def test_what_a_rule_does_names_the_rule_as_its_source(front: Front) -> None:
    (rule,) = await rules(front, TAKE_BACK)
    conversation = await front.customer()
    await front.act("assign", conversation=conversation, teammate="ada")
    await front.act("assign", conversation=conversation, teammate=None, by="api")
    await acted(front)
    source = front.simulator.desk.workspace.events[-1].data["source"]
    assert source["_meta"] == {"type": "rule"}
    assert (source["data"]["id"], source["data"]["name"]) == (rule, "Leo keeps it")
    assert source["data"] == (await front.api.get(f"/rules/{rule}")).json()


async def test_a_rule_answers_at_once_and_only_a_new_conversation(front: Front) -> None:
    await rules(
        front,
        {
            "on": ["inbound"],
            "how_often": "once",
            "do": [{"action": "reply", "text": "We have it!", "as": "rule"}],
        },
        {"on": ["inbound"], "do": [{"action": "reply", "text": "Let me see", "as": "ai"}]},
    )
    conversation = await front.customer()
    await acted(front, 2)
    assert texts(front, conversation) == [("rule", "We have it!"), ("ai", "Let me see")]
    await front.customer("And?", conversation=conversation)
    await acted(front, 3)
    assert texts(front, conversation)[2:] == [("ai", "Let me see")]


async def test_rules_do_not_set_off_other_rules(front: Front) -> None:
    everything = ["inbound", "out_reply", "tag", "untag", "comment", "assign", "archive"]
    await rules(
        front,
        {"on": ["inbound"], "do": [{"action": "tag", "tag": "new"}, {"action": "archive"}]},
        {"on": ["inbound"], "do": [{"action": "reply", "text": "Hi", "as": "csat"}]},
        {"on": everything[1:], "do": [{"action": "comment", "text": "again"}]},
    )
    conversation = await front.customer()
    assert len(await settled(front)) == 3
    assert "comment" not in front.event_types()
    await front.act("untag", conversation=conversation, tag="new")
    assert (await acted(front, 4))[-1]["action"] == "comment"


async def test_a_rule_that_the_control_api_pretends_to_be_sets_off_none(front: Front) -> None:
    await rules(front, {"on": ["assign", "out_reply"], "do": [{"action": "tag", "tag": "x"}]})
    conversation = await front.customer()
    await front.act("assign", conversation=conversation, teammate="ada", by="rul_7")
    await front.act("other_bot_reply", conversation=conversation, author_type="rule")
    assert await settled(front) == []
    await front.act("other_bot_reply", conversation=conversation, author_type="ai")
    assert len(await settled(front)) == 1


CONDITIONS: list[tuple[Json, Json, bool]] = [
    ({"inbox": "inb_1chat"}, {"channel": "chat"}, True),
    ({"inbox": "Website chat"}, {"channel": "chat"}, True),
    ({"inbox": "inb_1chat"}, {"channel": "sms"}, False),
    ({"channel": "sms"}, {"channel": "sms"}, True),
    ({"channel": "email"}, {"channel": "sms"}, False),
    ({"text_contains": "REFUND"}, {"text": "a refund, please"}, True),
    ({"text_contains": "refund"}, {"text": "a return, please"}, False),
    ({"subject_contains": "paket"}, {"subject": "Mein Paket"}, True),
    ({"subject_contains": "paket"}, {"subject": "Mein Brief"}, False),
    ({"from": "KIM@customer.example"}, {"handle": "kim@customer.example"}, True),
    ({"from": "kim@customer.example"}, {"handle": "joe@customer.example"}, False),
    ({"assignee": None}, {}, True),
    ({"assignee": "leo"}, {}, False),
    ({"tagged": "vip"}, {}, False),
    ({"not_tagged": "vip"}, {}, True),
    ({"author_type": "customer"}, {}, True),
    ({"author_type": "user"}, {}, False),
    ({"by": "inboxes"}, {}, True),
    ({"by": "api"}, {}, False),
    ({"channel": "sms", "text_contains": "no"}, {"channel": "sms", "text": "yes"}, False),
]


@pytest.mark.parametrize(("conditions", "message", "holds"), CONDITIONS)
async def test_a_rule_looks_at_the_message_and_its_conversation(
    front: Front, conditions: Json, message: Json, holds: bool
) -> None:
    rule = {"on": ["inbound"], "if": conditions, "do": [{"action": "comment", "text": "seen"}]}
    await rules(front, rule)
    await front.act("customer_message", **({"text": "Hello"} | message))
    assert len(await settled(front)) == holds


@pytest.mark.parametrize(
    ("conditions", "holds"),
    [
        ({"assignee": "leo"}, True),
        ({"assignee": "tea_1leo"}, True),
        ({"assignee": "alt:email:leo@example.com"}, True),
        ({"assignee": "mia"}, False),
        ({"assignee": None}, False),
        ({"tagged": "vip"}, True),
        ({"not_tagged": "vip"}, False),
        ({"author_type": "user"}, True),
        ({"text_contains": "shipped"}, True),
    ],
)
async def test_a_rule_looks_at_holder_tags_and_author(
    front: Front, conditions: Json, holds: bool
) -> None:
    conversation = await front.customer()
    await front.act("assign", conversation=conversation, teammate="leo")
    await front.act("tag", conversation=conversation, tag="vip")
    await rules(front, {"on": ["out_reply"], "if": conditions, "do": [{"action": "archive"}]})
    said = {"conversation": conversation, "teammate": "mia", "text": "It has shipped"}
    await front.act("teammate_reply", **said)
    assert len(await settled(front)) == holds


async def test_what_the_api_sends_without_an_author_is_not_the_customers(front: Front) -> None:
    step = [{"action": "comment", "text": "seen"}]
    await rules(
        front,
        {"on": ["out_reply"], "if": {"author_type": "customer"}, "do": step},
        {"name": "By the API", "on": ["out_reply"], "if": {"author_type": "api"}, "do": step},
    )
    conversation = await front.customer()
    body = {"body": "On its way", "options": {"archive": False}}
    await front.api.post(f"/conversations/{conversation}/messages", json=body)
    await eventually(lambda: "out_reply" in front.event_types())
    await acted(front)
    assert [entry["name"] for entry in await settled(front)] == ["By the API"]


async def test_a_rule_can_do_everything_that_one_of_fronts_can(front: Front) -> None:
    conversation = await front.customer()
    steps: list[tuple[Json, list[str]]] = [
        ({"action": "assign", "teammate": "leo"}, ["assign"]),
        ({"action": "unassign"}, ["unassign"]),
        ({"action": "tag", "tag": "vip"}, ["tag"]),
        ({"action": "untag", "tag": "vip"}, ["untag"]),
        ({"action": "archive"}, ["archive"]),
        ({"action": "reopen"}, ["reopen"]),
        ({"action": "move", "inbox": "inb_1chat"}, ["move"]),
        ({"action": "comment", "text": "note"}, ["comment"]),
        ({"action": "trash"}, ["trash"]),
    ]
    await rules(front, {"on": ["inbound"], "do": [step for step, _ in steps]})
    before = len(front.event_types())
    await front.customer("Go", conversation=conversation)
    done = await acted(front, len(steps))
    assert [entry["problem"] for entry in done] == [None] * len(steps)
    assert front.event_types()[before + 1 :] == [kind for _, kinds in steps for kind in kinds]


async def test_a_rules_comment_is_written_by_no_person(front: Front) -> None:
    await rules(front, {"on": ["inbound"], "do": [{"action": "comment", "text": "Careful"}]})
    conversation = await front.customer()
    await acted(front)
    (comment,) = (await front.api.get(f"/conversations/{conversation}/comments")).json()["_results"]
    assert (comment["body"], comment["author"]["type"]) == ("Careful", "rule")


async def test_rules_run_in_their_order_and_a_disabled_one_does_not(front: Front) -> None:
    def tagging(tag: str, **more: Any) -> Json:
        return {"on": ["inbound"], "do": [{"action": "tag", "tag": tag}], **more}

    await rules(
        front,
        tagging("last", order=9),
        tagging("first", order=-1),
        tagging("middle"),
        tagging("never", enabled=False),
    )
    conversation = await front.customer()
    tags = (await look(front, conversation))["tags"]
    assert [tag["name"] for tag in tags] == ["first", "middle", "last"]


async def test_a_rule_can_wait_and_looks_only_then(front: Front) -> None:
    gate = Gate()
    async with served(Config(message_delay=0), sleep=gate) as waiting:
        rule = {
            "on": ["inbound"],
            "if": {"assignee": None},
            "after": 600,
            "do": [{"action": "assign", "teammate": "leo"}],
        }
        await rules(waiting, rule)
        taken, left = await waiting.customer(), await waiting.customer()
        await eventually(lambda: gate.asked == [600, 600])
        await waiting.act("assign", conversation=taken, teammate="mia")
        gate.open()
        await acted(waiting)
        assert (await look(waiting, left))["assignee"]["username"] == "leo"
        assert (await look(waiting, taken))["assignee"]["username"] == "mia"


async def test_a_rule_that_is_deleted_while_it_waits_does_nothing(front: Front) -> None:
    gate = Gate()
    async with served(Config(message_delay=0), sleep=gate) as waiting:
        (rule,) = await rules(
            waiting, {"on": ["inbound"], "after": 5, "do": [{"action": "archive"}]}
        )
        await waiting.customer()
        await eventually(lambda: gate.asked)
        assert (await waiting.control.delete(f"/_control/rules/{rule}")).json() == []
        gate.open()
        assert await settled(waiting) == []


async def test_a_rule_follows_a_merge_while_it_waits() -> None:
    gate = Gate()
    async with served(Config(message_delay=0), sleep=gate) as waiting:
        await rules(
            waiting,
            {"on": ["inbound"], "after": 5, "do": [{"action": "tag", "tag": "late"}]},
        )
        gone, survivor = await waiting.customer(), await waiting.customer()
        await waiting.act("merge", **{"from": gone, "into": survivor})
        gate.open()
        await acted(waiting, 2)
        done = waiting.simulator.journal.of_kind("rule")
        assert {entry["conversation"] for entry in done} == {survivor}


async def test_a_rule_that_fails_is_in_the_journal_and_stops_there(front: Front) -> None:
    (rule,) = await rules(
        front,
        {
            "on": ["inbound"],
            "do": [{"action": "assign", "teammate": "nobody"}, {"action": "archive"}],
        },
    )
    conversation = await front.customer()
    (entry,) = await acted(front)
    assert (entry["rule"], entry["action"]) == (rule, "assign")
    assert "nobody" in entry["problem"]
    assert (await look(front, conversation))["status"] == "unassigned"


async def test_a_rule_sends_what_set_it_off_to_the_rule_webhook(
    front: Front, receiver: Receiver
) -> None:
    hook = {"url": receiver.url, "secret": "s", "events": []}
    await front.act("webhooks", rule=hook)
    step = {"action": "send_to_webhook", "body": "preview"}
    await rules(front, {"on": ["inbound"], "if": {"text_contains": "help"}, "do": [step]})
    await front.customer("Hello")
    await front.customer("I need help")
    await eventually(lambda: receiver.received)
    await front.look("rules")
    (got,) = receiver.received
    assert b'"target":{"_meta":{"type":"message"},"_links"' in got.body


async def test_without_a_rule_webhook_sending_there_is_a_problem_in_the_journal(
    front: Front,
) -> None:
    await rules(front, {"on": ["inbound"], "do": [{"action": "send_to_webhook"}]})
    await front.customer()
    (entry,) = await acted(front)
    assert "no rule webhook" in entry["problem"]


async def test_rules_come_back_with_a_reset_as_the_config_has_them() -> None:
    config = Config.from_json({"rules": [TAKE_BACK], "message_delay": 0})
    async with served(config) as front:
        before = await front.look("rules")
        assert [rule["name"] for rule in before] == ["Leo keeps it"]
        await front.control.delete("/_control/rules")
        assert await front.look("rules") == []
        await front.act("reset")
        assert await front.look("rules") == before
        assert (await front.look("state"))["rules"] == before
