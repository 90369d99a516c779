"""The journal: paged by its numbers, and complete about what a customer gets to see."""

from frontmate.simulator import Config
from tests.simulator.conftest import Front, served


async def test_the_journal_is_read_on_from_any_entry(front: Front) -> None:
    for text in ("1", "2", "3"):
        await front.customer(text)
    whole = await front.look("journal")
    read, after = [], 0
    while page := await front.look(f"journal?after={after}"):
        read += page[:2]
        after = read[-1]["n"]
    assert read == whole
    changes = await front.look(f"journal?kind=change&after={whole[1]['n']}")
    assert changes == [entry for entry in whole[2:] if entry["kind"] == "change"]
    assert await front.look("journal?after=1000000") == []


async def test_a_place_that_is_no_number_is_refused(front: Front) -> None:
    for after in ("-1", "x", "1.5", "", "²"):
        answer = await front.control.get("/_control/journal", params={"after": after})
        assert answer.status_code == 400
        assert answer.json()["error"].startswith("after: ")


async def test_what_is_delivered_is_told_with_all_that_its_recipients_see() -> None:
    async with served(Config(message_delay=0, started_at=1_700_000_000, time_rate=0)) as front:
        conversation = await front.customer(handle="kim@example.org", subject="My order")
        body = {"subject": "Your order", "cc": ["a@example.org"], "sender_name": "Ada of Support"}
        await front.reply(conversation, **body, bcc=["b@example.org"], to=["kim@example.org"])
        await front.act("time", advance=0)
        (seen,) = await front.look("journal?kind=delivered")
    told = {key: seen[key] for key in ("from", "to", "cc", "bcc", "subject", "sender_name")}
    assert told == {
        "from": ["support@example.com"],
        "to": ["kim@example.org"],
        "cc": ["a@example.org"],
        "bcc": ["b@example.org"],
        "subject": "Your order",
        "sender_name": "Ada of Support",
    }
    assert (seen["text"], seen["body"]) == ("On its way.", "<p>On its way.</p>")
    assert (seen["message_type"], seen["attachments"]) == ("email", [])
    assert seen["at"] == "2023-11-14T22:13:20.000+00:00"
