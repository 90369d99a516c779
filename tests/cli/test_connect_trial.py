"""The test message: each way in which no reply comes back is named, and what mends it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from frontmate.app.running import running
from frontmate.cli.connect_given import Given
from frontmate.front import WebhookKind
from tests.cli.typist import LAMPS, MIA, SIGNING_KEY, TOKEN, Place, Typist, place


@pytest.fixture
async def here(database_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    async with place(database_url, tmp_path / "data") as opened:
        yield opened


def _asked(here: Place, **more: Any) -> Given:
    given = {
        "api_url": here.front,
        "token": TOKEN,
        "ai_teammate": "Ada",
        "intake": "webhook",
        "kind": WebhookKind.APPLICATION,
        "key": SIGNING_KEY,
        "skip_handshake": True,
        "handle_unassigned": True,
        "test_from": MIA,
        "wait": 10.0,
    }
    return Given(**{**given, **more})


async def _tried(
    here: Place, deed: Callable[[], Awaitable[object]], **more: Any
) -> tuple[int, str]:
    typist = Typist(deeds={"Waiting for it": [deed]})
    status = await here.run(typist, _asked(here, **more), unattended=True)
    return status, typist.shown


async def test_unassigned_conversations_that_are_left_alone_are_explained(here: Place) -> None:
    await here.save_webhook()
    status, shown = await _tried(here, lambda: here.write_as(MIA), handle_unassigned=False)
    assert status == 1
    assert "Unassigned conversations are left alone" in shown
    assert "(unassigned, promise 2.1)" in shown
    assert "Assign the conversation to the AI teammate" in shown


async def test_a_missing_worker_is_told_and_the_server_that_runs_is_used(here: Place) -> None:
    await here.save_webhook()
    async with running(here.settings, role="serve"):
        status, shown = await _tried(here, lambda: here.write_as(MIA), wait=1.0)
    assert status == 1
    assert "no worker of frontmate is running" in shown
    assert "frontmate runs for as long" not in shown


async def test_a_rule_webhook_brings_the_test_message_too(here: Place) -> None:
    url = f"{here.url}/webhooks/front/main"
    await here.control("webhooks", rule={"url": url, "secret": SIGNING_KEY})
    status, shown = await _tried(here, lambda: here.write_as(MIA), kind=WebhookKind.RULE)
    assert status == 0, shown
    assert "Rule webhooks shake no hands" in shown


async def test_a_second_try_is_offered_and_counts(here: Place) -> None:
    await here.save_webhook()
    asked = _asked(here)
    typist = Typist(
        [
            ("Which inboxes", ""),
            ("as tags in Front", ""),
            ("Mode?", ""),
            ("A folder of Markdown", ""),
            ("What may it answer from?", ""),
            ("Public address", ""),
            ("Try once more?", ""),
        ],
        {
            "Waiting for it": [
                lambda: here.write_as(MIA, "Can I pay with seashells?"),
                lambda: here.write_as(MIA, LAMPS),
            ]
        },
    )
    assert await here.run(typist, asked) == 0, typist.shown
    assert typist.shown.count("Waiting for it") == 2


async def test_where_front_cannot_reach_us_the_event_list_brings_it(here: Place) -> None:
    status, shown = await _tried(
        here, lambda: here.write_as(MIA), intake="poll", requests_per_minute=10_000, wait=40.0
    )
    assert status == 0, shown
    assert "no webhook is needed" in shown
    assert "Received: Front told us of it in its event list" in shown
