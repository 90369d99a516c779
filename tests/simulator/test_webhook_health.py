"""An application webhook that keeps failing is switched off, until it is saved again (facts 2)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from frontmate.simulator import Config, WebhookConfig
from tests.simulator.conftest import Front, Receiver, eventually, served

HOOK = {"secret": "signing-key"}


@pytest.fixture
async def told(receiver: Receiver) -> AsyncIterator[Front]:
    """Switched off after three failures in a row; nothing is retried."""
    config = Config(
        app_webhook=WebhookConfig(receiver.url, HOOK["secret"]),
        message_delay=0,
        webhook_retry_delays=(),
        webhook_disable_after=3,
    )
    async with served(config) as front:
        await eventually(lambda: front.simulator.webhooks.handshake_result)
        yield front


async def states(told: Front) -> list[str]:
    """How the deliveries ended, once all have."""
    deliveries = told.simulator.webhooks.deliveries
    await eventually(lambda: all(d.state != "pending" for d in deliveries))
    return [delivery.state for delivery in deliveries]


async def happening(told: Front, count: int) -> None:
    """That many events, one after the other has been told."""
    for _ in range(count):
        await told.customer()
        await states(told)


async def about(told: Front) -> Any:
    return (await told.look("webhooks"))["app"]


async def test_it_is_switched_off_after_so_many_failures_in_a_row(
    told: Front, receiver: Receiver
) -> None:
    receiver.statuses = [401, 500, 410]
    await happening(told, 2)
    assert (await about(told))["disabled"] is False
    await happening(told, 1)
    shown = await about(told)
    assert (shown["disabled"], shown["failed_in_a_row"]) == (True, 3)
    assert (await told.look("state"))["webhooks"]["app"]["disabled"] is True
    journal = await told.look("journal?kind=webhook")
    assert [(e["what"], e["failed"]) for e in journal] == [("disabled", 3)]


async def test_one_success_in_between_starts_the_count_over(
    told: Front, receiver: Receiver
) -> None:
    receiver.statuses = [500, 500, 200, 500, 500]
    await happening(told, 6)
    assert (await about(told))["disabled"] is False
    assert (await states(told)).count("failed") == 4


async def test_what_happens_meanwhile_is_never_told(told: Front, receiver: Receiver) -> None:
    receiver.statuses = [500, 500, 500]
    await happening(told, 5)
    assert await states(told) == ["failed"] * 3 + ["disabled"] * 2
    assert len(receiver.received) == 3
    assert (await told.act("webhooks", app=HOOK | {"url": receiver.url}, strict=True))["saved"]
    await happening(told, 1)
    assert await states(told) == ["failed"] * 3 + ["disabled"] * 2 + ["delivered"]
    assert len(receiver.received) == 4


async def test_a_save_that_cannot_be_validated_leaves_it_off(
    told: Front, receiver: Receiver
) -> None:
    receiver.statuses = [500, 500, 500]
    await happening(told, 3)
    receiver.refusal = (401, "")
    await told.act("webhooks", app=HOOK | {"url": receiver.url}, strict=True)
    await told.act("handshake")
    assert (await about(told))["disabled"] is True
    receiver.refusal = None
    await told.act("handshake")
    assert (await about(told))["disabled"] is False


async def test_a_delivery_that_comes_through_at_the_last_attempt_is_no_failure(
    receiver: Receiver,
) -> None:
    config = Config(
        app_webhook=WebhookConfig(receiver.url, "k"),
        webhook_retry_delays=(0, 0, 0),
        webhook_disable_after=1,
    )
    async with served(config) as front:
        await eventually(lambda: front.simulator.webhooks.handshake_result)
        receiver.statuses = [500, 500, 500, 200]
        await front.customer()
        await eventually(lambda: len(receiver.received) == 4)
        assert (await about(front))["disabled"] is False


async def test_a_rule_webhook_is_never_switched_off(told: Front, receiver: Receiver) -> None:
    await told.act("webhooks", app=None, rule={"url": receiver.url, "secret": "s"})
    receiver.statuses = [500] * 5
    await happening(told, 6)
    assert await states(told) == ["failed"] * 5 + ["delivered"]


async def test_with_zero_it_is_never_switched_off(receiver: Receiver) -> None:
    config = Config(
        app_webhook=WebhookConfig(receiver.url, "k"),
        webhook_retry_delays=(),
        webhook_disable_after=0,
    )
    async with served(config) as front:
        receiver.statuses = [500] * 30
        for _ in range(31):
            await front.customer()
        assert (await states(front)).count("failed") == 30
        assert "disabled" not in await states(front)
