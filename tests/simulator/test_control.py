"""The control API, the settings and the start of the process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from frontmate.simulator import Config, Simulator, serve
from frontmate.simulator.local import is_loopback
from frontmate.simulator.serving import NotLoopbackError
from tests.simulator.conftest import Front


async def test_the_state_shows_conversations_with_messages_and_comments(front: Front) -> None:
    conversation = await front.customer("Hello")
    await front.act("comment", conversation=conversation, text="note", by="leo")
    state = await front.look("state")
    shown = state["conversations"][0]
    assert (shown["id"], shown["messages"][0]["text"]) == (conversation, "Hello")
    assert shown["comments"][0]["author"]["username"] == "leo"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("customer_message", {"text": "  "}),
        ("customer_message", {"text": "x", "channel": "fax"}),
        ("customer_message", {"text": "x", "conversation": "cnv_none"}),
        ("teammate_reply", {"conversation": "cnv_none", "teammate": "mia", "text": "x"}),
        ("assign", {"conversation": "cnv_none", "teammate": "mia"}),
        ("settings", {"message_delay": -1}),
        ("webhooks", {"app": {"url": "http://127.0.0.1:1"}}),
        ("customer_message", {"text": "x", "seconds_ago": "long"}),
        ("settings", {"drafts_keep_id": "yes"}),
        ("settings", {"colour": 1}),
        ("customer_message", {"text": "x", "seconds_ago": 10**400}),
        ("customer_message", {"text": "x", "handle": 5}),
        ("customer_message", {"text": "x", "headers": [1]}),
        ("customer_message", {"text": "x", "inbox": ["inb_1mail"]}),
        ("dance", {}),
    ],
)
async def test_an_impossible_action_is_a_400_with_a_sentence(
    front: Front, name: str, arguments: dict[str, object]
) -> None:
    answer = await front.control.post(f"/_control/{name}", json=arguments)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert front.event_types() == []


async def test_an_inbox_can_be_filled_with_a_past(front: Front) -> None:
    old = await front.customer("then", seconds_ago=7200)
    new = await front.customer("now")
    state = (await front.look("state"))["conversations"]
    created = {shown["id"]: shown["messages"][0]["created_at"] for shown in state}
    assert created[new] - created[old] >= 7200


async def test_a_reset_forgets_everything_that_happened(front: Front) -> None:
    conversation = await front.customer()
    await front.reply(conversation)
    await front.fault(effect="status")
    await front.act("reset")
    assert (await front.look("state"))["conversations"] == []
    assert await front.look("journal") == []
    assert await front.look("faults") == []
    assert (await front.api.get(f"/conversations/{conversation}")).status_code == 404


async def test_the_journal_is_in_the_order_in_which_things_happened(front: Front) -> None:
    conversation = await front.customer()
    await front.api.patch(f"/conversations/{conversation}", json={"assignee_id": "tea_1ada"})
    journal = await front.look("journal")
    assert [e["n"] for e in journal] == list(range(1, len(journal) + 1))
    told = [(e["kind"], e.get("type") or e.get("path")) for e in journal if e["kind"] != "control"]
    assert told == [
        ("change", "inbound"),
        ("request", f"/conversations/{conversation}"),
        ("change", "assign"),
    ]


async def test_a_page_of_another_site_cannot_press_buttons(front: Front) -> None:
    for headers in ({"origin": "https://evil.example"}, {"host": "evil.example"}):
        answer = await front.control.post("/_control/reset", headers=headers)
        assert answer.status_code == 403
    assert (await front.control.get("/", headers={"host": "evil.example"})).status_code == 403


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("example.com", False),
    ],
)
def test_only_loopback_counts_as_this_machine(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


async def test_serving_on_another_address_is_refused_with_a_sentence() -> None:
    with pytest.raises(NotLoopbackError, match="this machine only"):
        async with serve(Simulator(), host="192.0.2.1"):
            pytest.fail("it was served")


def test_a_config_is_read_from_json_and_from_a_file(tmp_path: Path) -> None:
    data = {
        "company": {"id": "cmp_9", "name": "Nine"},
        "token": "t",
        "app_webhook": {"url": "http://127.0.0.1:1/x", "secret": "s"},
        "rule_webhook": None,
        "teammates": [
            {"id": "tea_9", "email": "a@b.c", "username": "a", "first_name": "A", "type": "ai"}
        ],
        "inboxes": [{"id": "inb_9", "name": "Nine", "channel_type": "smtp", "address": "n@b.c"}],
        "tags": ["x"],
        "suggestions": [{"label": "l", "channel": "sms", "text": "t"}],
        "message_delay": 0,
    }
    file = tmp_path / "config.json"
    file.write_text(json.dumps(data), "utf-8")
    config = Config.from_json(file)
    assert config == Config.from_json(data) == Config.from_json(json.dumps(data))
    assert (config.company_id, config.teammates[0].type, config.tags) == ("cmp_9", "ai", ("x",))
    assert config.app_webhook is not None
    assert config.app_webhook.secret == "s"


@pytest.mark.parametrize(
    ("data", "named"),
    [({"colour": 1}, "colour"), ({"inboxes": [{"id": "x"}]}, "inboxes"), ([], "JSON object")],
)
def test_a_wrong_config_names_the_key(data: object, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Config.from_json(json.dumps(data))


def test_as_a_process_it_prints_where_it_is_and_stops_on_request() -> None:
    command = [sys.executable, "-m", "frontmate.simulator", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert ready["url"] == f"http://127.0.0.1:{ready['port']}"
        process.terminate()
        assert process.wait(20) == 0


def test_as_a_process_it_refuses_an_address_that_others_could_reach() -> None:
    command = [sys.executable, "-m", "frontmate.simulator", "--host", "192.0.2.1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "this machine only" in done.stderr
    assert "Traceback" not in done.stderr
