"""Sends what Front would send for each event, and remembers it.

An application webhook is retried up to three times on 408, 429, 500 and when no answer came (a
refused connection counts as no answer); a rule webhook never. Deliveries of different events run
side by side: Front promises no order either.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from frontmate.simulator.config import Config, WebhookConfig
from frontmate.simulator.faults import WebhookFaults
from frontmate.simulator.journal import Journal
from frontmate.simulator.records import Event
from frontmate.simulator.webhooks.bodies import compact, envelope, outer_type, preview
from frontmate.simulator.webhooks.deliveries import Attempt, Delivery
from frontmate.simulator.webhooks.handshake import judged
from frontmate.simulator.webhooks.health import Health
from frontmate.simulator.webhooks.posting import Poster
from frontmate.simulator.webhooks.signing import sign_application, sign_rule

RETRIED: Final = {408, 429, 500}
_HANDSHAKE_SECONDS: Final = 10.0

Headers = dict[str, str]


class Webhooks:
    """`app` and `rule` can be set while running; `save` is what Front's own dialog does."""

    def __init__(
        self,
        config: Config,
        faults: WebhookFaults,
        journal: Journal,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
        spawn: Callable[[Awaitable[None]], None],
        challenge: Callable[[], str],
    ) -> None:
        self._config = config
        self._faults, self._journal = faults, journal
        self._clock, self._sleep, self._spawn = clock, sleep, spawn
        self._challenge = challenge
        self._poster = Poster()
        self.app: WebhookConfig | None = config.app_webhook
        self.rule: WebhookConfig | None = config.rule_webhook
        self.health = Health(config.webhook_disable_after)
        self.deliveries: list[Delivery] = []
        self.handshake_result: dict[str, Any] | None = None

    async def close(self) -> None:
        await self._poster.close()

    def reset(self) -> None:
        """Forget what was delivered; the targets stay, and are on."""
        self.deliveries.clear()
        self.health.saved()

    def retell(self) -> list[dict[str, Any]]:
        return [delivery.retell() for delivery in self.deliveries]

    def about(self) -> dict[str, Any]:
        """Where they go and whether they are on, without the secrets."""
        app: dict[str, Any] | None = None
        if self.app is not None:
            app = {
                "url": self.app.url,
                "events": self.app.events,
                "disabled": self.health.is_disabled,
                "failed_in_a_row": self.health.failed_in_a_row,
            }
        rule = self.rule and {
            "url": self.rule.url,
            "events": self.rule.events,
            "body": self.rule.body,
        }
        return {"app": app, "rule": rule}

    # Events

    def heard(self, event: Event) -> None:
        """A listener of the emitter: sends what Front would send for this event."""
        outer = None if event.is_mass else outer_type(event)
        if outer is None:
            return
        # An application webhook is for shared inboxes only (facts 2).
        is_shared = not event.was_private
        if self.app is not None and is_shared and _is_chosen(self.app, outer):
            body = compact(envelope(self._config.company_id, outer, event.data))
            self._send("app", self.app, outer, body, event)
        if self.rule is not None and _is_chosen(self.rule, outer):
            self.send_to_rule(event, self.rule.body)

    def send_to_rule(self, event: Event, body: str) -> None:
        """Send it `full` or as a `preview`, as a rule's own setting says; ValueError if there is no
        rule webhook."""
        if self.rule is None:
            raise ValueError("there is no rule webhook to send to")
        data = preview(event.data) if body == "preview" else event.data
        outer = outer_type(event) or event.type
        self._send("rule", self.rule, outer, compact(data), event)

    def sync(self) -> None:
        """A `sync` without a challenge, as may come at any time (facts 2.2); ValueError without an
        application webhook."""
        if self.app is None:
            raise ValueError("there is no application webhook to send to")
        self._send("app", self.app, "sync", compact(envelope(self._config.company_id, "sync")))

    # Saving

    async def handshake(self) -> dict[str, Any] | None:
        """Shake hands as on every save; None without a webhook. Where it succeeds, a webhook that
        was switched off is on again."""
        if self.app is not None and (await self._shake_hands(self.app))["ok"]:
            self.health.saved()
        return None if self.app is None else self.handshake_result

    async def save(self, app: WebhookConfig) -> bool:
        """As Front's dialog does: shake hands, and keep the webhook only if that went well."""
        is_saved = bool((await self._shake_hands(app))["ok"])
        if is_saved:
            self.put(app)
        return is_saved

    def put(self, app: WebhookConfig | None) -> None:
        """Keep it unasked, and switched on."""
        self.app = app
        self.health.saved()

    async def _shake_hands(self, app: WebhookConfig) -> dict[str, Any]:
        challenge = self._challenge()
        body = compact(envelope(self._config.company_id, "sync"))
        headers = self._signed("app", app, body) | {"x-front-challenge": challenge}
        answer = await self._poster.post(app.url, body, headers, _HANDSHAKE_SECONDS)
        self.handshake_result = judged(app.url, answer, challenge)
        return self.handshake_result

    # Deliveries

    async def again(self, delivery: Delivery, *, fresh: bool) -> Delivery:
        """Send it once more, without retries: the same bytes under the same headers as the last
        time, or signed anew where `fresh`; ValueError if it was never sent, or has no target."""
        target = self.app if delivery.kind == "app" else self.rule
        if target is None:
            raise ValueError(f"there is no {delivery.kind} webhook to send to")
        if not delivery.attempts and not fresh:
            raise ValueError("it was never sent: only a fresh one can be")
        headers = None if fresh else delivery.attempts[-1].headers
        number = len(self.deliveries) + 1
        repeated = replace(
            delivery, n=number, fault=None, again_of=delivery.n, attempts=[], state="pending"
        )
        self.deliveries.append(repeated)
        await self._attempt(repeated, target, headers)
        if repeated.state == "pending":
            repeated.state = "failed"
        return repeated

    def _send(
        self, kind: str, target: WebhookConfig, type_: str, body: bytes, event: Event | None = None
    ) -> None:
        delivery = Delivery(len(self.deliveries) + 1, kind, type_, "", "", body)
        if event is not None:
            delivery.event, delivery.conversation = event.id, event.conversation_id
        if kind == "app" and self.health.is_disabled:
            delivery.state = "disabled"
            self.deliveries.append(delivery)
            return
        plan = self._faults.plan(kind, type_, delivery.conversation)
        delivery.fault = plan.name
        if not plan.waits:
            delivery.state = "dropped"
            self.deliveries.append(delivery)
        for wait in plan.waits:
            copy = replace(delivery, n=len(self.deliveries) + 1, attempts=[])
            self.deliveries.append(copy)
            self._spawn(self._deliver(copy, target, wait, plan.sent))

    async def _deliver(
        self,
        delivery: Delivery,
        target: WebhookConfig,
        wait: Callable[[], Awaitable[None]],
        sent: Callable[[], None],
    ) -> None:
        await wait()
        delays = self._config.webhook_retry_delays if delivery.kind == "app" else ()
        for delay in (*delays, None):
            if await self._attempt(delivery, target):
                break
            if delay is None:
                delivery.state = "failed"
                break
            delivery.state = "retrying"
            await self._sleep(delay)
        sent()
        if delivery.kind == "app" and self.health.ended(well=delivery.state == "delivered"):
            self._journal.record("webhook", what="disabled", failed=self.health.failed_in_a_row)

    async def _attempt(
        self, delivery: Delivery, target: WebhookConfig, headers: Headers | None = None
    ) -> bool:
        """Whether nothing more is to be done: accepted, or refused for good."""
        # Each attempt has its own timestamp and with it its own signature.
        headers = headers or self._signed(delivery.kind, target, delivery.body)
        at, url = self._clock().isoformat(), target.url
        answer = await self._poster.post(url, delivery.body, headers, self._config.webhook_timeout)
        status = answer.status
        delivery.attempts.append(Attempt(at, status, answer.problem, answer.seconds, url, headers))
        if status is not None and 200 <= status < 300:
            delivery.state = "delivered"
            return True
        if status is not None and status not in RETRIED:
            delivery.state = "failed"
            return True
        return False

    def _signed(self, kind: str, target: WebhookConfig, body: bytes) -> Headers:
        headers = {"content-type": "application/json"}
        if kind == "rule":
            return headers | {"x-front-signature": sign_rule(target.secret, body)}
        timestamp = str(int(self._clock().timestamp() * 1000))
        return headers | {
            "x-front-request-timestamp": timestamp,
            "x-front-signature": sign_application(target.secret, timestamp, body),
        }


def _is_chosen(target: WebhookConfig, outer: str) -> bool:
    return target.events is None or outer in target.events
