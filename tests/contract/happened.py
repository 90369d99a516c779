"""Every event that the stand-in can emit, held against the description and against real bodies."""

import ast
import asyncio
from pathlib import Path
from typing import Any, Final

import frontmate.simulator.changes
from tests.contract import official
from tests.contract.findings import Findings
from tests.contract.official import Json
from tests.contract.real_bodies import envelopes, problems_of_keys
from tests.contract.standing import StandIn, standing
from tests.contract.world import World, furnish

_WHO: Final = ("mia", "rul_7", "api")
# What each of them does to one conversation, in this order.
_DONE: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("assign", {"teammate": "leo"}),
    ("assign", {"teammate": None}),
    ("tag", {"tag": "late"}),
    ("untag", {"tag": "late"}),
    ("comment", {"text": "Have a look, @leo"}),
    ("link", {"url": "https://example.org/9"}),
    ("unlink", {"url": "https://example.org/9"}),
    ("set_fields", {"fields": {"City": "Graz"}}),
    ("set_status", {"status": "sts_2"}),
    ("move", {"inbox": "inb_1chat"}),
    ("move", {"inbox": "inb_1mail"}),
    ("archive", {}),
    ("reopen", {}),
    ("snooze", {"seconds": 60}),
    ("reopen", {}),
    ("trash", {}),
    ("reopen", {}),
)


async def events(findings: Findings) -> None:
    """What people, rules and customers do; each kind that the code names must have been seen.

    What the API does was judged where the API was called.
    """
    _judge_real_ones(findings)
    async with standing() as stand_in:
        await do_everything(await furnish(stand_in))
        judge_events(findings, stand_in)
    for kind in sorted(_kinds() - findings.kinds):
        findings.fail(f"no event of the kind {kind} was ever emitted")


async def do_everything(world: World) -> None:
    """All that people, rules and customers can do, and what comes of it in time."""
    act, id_ = world.stand_in.act, world.ids["conversation_id"]
    for who in _WHO:
        for name, given in _DONE:
            act(name, conversation=id_, by=who, **given)
    _write(world)
    act("snooze", conversation=id_, seconds=60)
    await world.stand_in.simulator.time.advance(120)
    await settled()


def _write(world: World) -> None:
    """What customers, teammates and other bots write on each channel, and what fails of it."""
    act, email = world.stand_in.act, world.ids["conversation_id"]
    for channel in ("email", "chat", "sms"):
        id_ = act("customer_message", text="Hello", channel=channel)["conversation"]
        act("teammate_reply", conversation=id_, teammate="mia", text="Hi", archive=True)
        act("other_bot_reply", conversation=id_, author_type="rule")
        act("customer_message", text="Thanks", conversation=id_)
    act("draft", conversation=email, teammate="leo", text="So")
    act("send_draft", conversation=email, teammate="leo")
    act("bounce", conversation=email)
    act("fail_messages")
    act("teammate_reply", conversation=email, teammate="mia", text="It fails")
    call = act("call", inbox="inb_1call", handle="+12025550199")["conversation"]
    act("transcript", conversation=call, text="Hello?")
    act("call", conversation=call, answered=False)
    act("voicemail", conversation=call, text="Call me")
    act("discuss", type="discussion", subject="What now?", text="Any idea, @leo?")


def judge_events(findings: Findings, stand_in: StandIn, since: int = 0) -> None:
    """All that happened in a stand-in, but for the first so many."""
    for event in stand_in.simulator.desk.workspace.events[since:]:
        findings.events += 1
        findings.kinds.add(event.type)
        judge_event(findings, event.data)


def judge_event(findings: Findings, event: Json) -> None:
    about = f"the event {event.get('type')} by {event['source']['_meta']['type']}"
    schema = official.named_schema("EventResponse")
    findings.problems(about, findings.judge.value(schema, event, "event"))
    findings.problems(about, findings.judge.left(problems_of_keys(event), "event"))


def _judge_real_ones(findings: Findings) -> None:
    """The deviations have to let them through, or they are wrong; those of 2018 are too old."""
    schema = official.named_schema("EventResponse")
    for body in envelopes():
        problems = findings.judge.value(schema, body["payload"], "real")
        findings.problems(f"a real {body['type']}", problems)


async def settled() -> None:
    """What was begun in the background, and has nothing to wait for, is done."""
    for _ in range(20):
        await asyncio.sleep(0)


def _kinds() -> set[str]:
    """The kinds of events that the changes name."""
    described = official.named_schema("EventResponse")["properties"]["type"]["enum"]
    folder = Path(frontmate.simulator.changes.__file__).parent
    trees = (ast.parse(one.read_text("utf-8")) for one in folder.glob("*.py"))
    words = {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return words & set(described)
