"""Webhooks out: both kinds, signed; handshake, timeout and retries as Front is said to do them.

An application webhook is retried up to three times on 408, 429, 500 and when no answer came (a
refused connection counts as no answer); a rule webhook never. Deliveries of different events run
side by side: Front promises no order either.
"""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

import httpx2

from frontmate.simulator.config import Config, WebhookConfig
from frontmate.simulator.faults import WebhookFaults
from frontmate.simulator.records import Event

# Core event types without an entry here are seen in the event list only (merges, mentions …).
OUTER_TYPES: Final = {
    "inbound": "inbound_received",
    "outbound": "outbound_sent",
    "out_reply": "outbound_sent",
    "sending_error": "message_delivery_failed",
    "message_bounce_error": "message_delivery_failed",
    "archive": "conversation_archived",
    "reopen": "conversation_reopened",
    "trash": "conversation_deleted",
    "restore": "conversation_restored",
    "move": "conversation_moved",
    "assign": "assignee_changed",
    "unassign": "assignee_changed",
    "comment": "new_comment_added",
    "tag": "tag_added",
    "untag": "tag_removed",
}
RETRIED: Final = {408, 429, 500}
_HANDSHAKE_SECONDS: Final = 10.0
_SHOWN_OF_AN_ANSWER: Final = 500


@dataclass(slots=True)
class Delivery:
    """One webhook of one event: each attempt's status, or why there was none."""

    n: int
    kind: str
    type: str
    event: str
    conversation: str
    fault: str | None = None
    attempts: list[dict[str, Any]] = field(default_factory=list)
    state: str = "pending"


def sign_application(secret: str, timestamp: str, body: bytes) -> str:
    """base64 HMAC-SHA256 over `<timestamp in ms>:<raw body>`."""
    digest = hmac.digest(secret.encode(), timestamp.encode() + b":" + body, "sha256")
    return base64.b64encode(digest).decode()


def sign_rule(secret: str, body: bytes) -> str:
    """base64 HMAC-SHA1 over the raw body."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha1)).decode()


def _is_chosen(target: WebhookConfig, outer: str) -> bool:
    return target.events is None or outer in target.events


def compact(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


class Webhooks:
    """Sends and remembers. `app` and `rule` can be set while running."""

    def __init__(
        self,
        config: Config,
        faults: WebhookFaults,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
        spawn: Callable[[Awaitable[None]], None],
        challenge: Callable[[], str],
    ) -> None:
        self._config = config
        self._faults = faults
        self._clock, self._sleep, self._spawn = clock, sleep, spawn
        self._challenge = challenge
        self._client: httpx2.AsyncClient | None = None
        self.app: WebhookConfig | None = config.app_webhook
        self.rule: WebhookConfig | None = config.rule_webhook
        self.deliveries: list[Delivery] = []
        self.handshake_result: dict[str, Any] | None = None

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def heard(self, event: Event) -> None:
        """A listener of the emitter: sends what Front would send for this event."""
        outer = OUTER_TYPES.get(event.type)
        if outer is None:
            return
        for kind, target in (("app", self.app), ("rule", self.rule)):
            if target is None or not _is_chosen(target, outer):
                continue
            plan = self._faults.plan(len(self.deliveries) + 1)
            for _ in range(plan.copies or 1):
                number = len(self.deliveries) + 1
                delivery = Delivery(number, kind, outer, event.id, event.conversation_id, plan.name)
                self.deliveries.append(delivery)
                if plan.copies == 0:
                    delivery.state = "dropped"
                else:
                    self._spawn(self._deliver(delivery, target, event, plan.wait))

    def reset(self) -> None:
        """Forget what was delivered; the targets stay."""
        self.deliveries.clear()

    def retell(self) -> list[dict[str, Any]]:
        return [asdict(delivery) for delivery in self.deliveries]

    async def handshake(self) -> dict[str, Any] | None:
        """Send the signed `sync` with a challenge, as on every save; None without a webhook."""
        if self.app is None:
            return None
        challenge = self._challenge()
        body = compact({"type": "sync", "authorization": {"id": self._config.company_id}})
        headers = self._signed_application(self.app, body) | {"x-front-challenge": challenge}
        url = self.app.url
        status, text, problem = await self._post(url, body, headers, _HANDSHAKE_SECONDS)
        echoed = status == 200 and challenge in text
        if not echoed and problem is None:
            problem = f"the receiver answered {status}"
            problem = "the challenge was not in the answer" if status == 200 else problem
        self.handshake_result = {
            "ok": echoed,
            "url": url,
            "status": status,
            "answer": text[:_SHOWN_OF_AN_ANSWER],
            "detail": problem or "",
            # The only words that Front's own dialog has for any of this.
            "message": "" if echoed else "Could not validate",
        }
        return self.handshake_result

    async def save(self, app: WebhookConfig) -> bool:
        """As Front's dialog does: shake hands, and keep the webhook only if that went well."""
        before, self.app = self.app, app
        result = await self.handshake()
        is_saved = result is not None and bool(result["ok"])
        if not is_saved:
            self.app = before
        return is_saved

    async def _deliver(
        self,
        delivery: Delivery,
        target: WebhookConfig,
        event: Event,
        wait: Callable[[], Awaitable[None]] | None,
    ) -> None:
        if wait is not None:
            await wait()
        delays = self._config.webhook_retry_delays if delivery.kind == "app" else ()
        for delay in (*delays, None):
            if await self._attempt(delivery, target, event):
                break
            if delay is None:
                delivery.state = "failed"
                break
            delivery.state = "retrying"
            await self._sleep(delay)
        self._faults.sent(delivery.n)

    async def _attempt(self, delivery: Delivery, target: WebhookConfig, event: Event) -> bool:
        """Whether nothing more is to be done: accepted, or refused for good."""
        if delivery.kind == "app":
            envelope = {
                "type": delivery.type,
                "authorization": {"id": self._config.company_id},
                "payload": event.data,
            }
            body = compact(envelope)
            headers = self._signed_application(target, body)
        else:
            body = compact(event.data)
            headers = {"x-front-signature": sign_rule(target.secret, body)}
        timeout = self._config.webhook_timeout
        status, _, problem = await self._post(target.url, body, headers, timeout)
        delivery.attempts.append(
            {"at": self._clock().isoformat(), "status": status, "problem": problem}
        )
        if status is not None and 200 <= status < 300:
            delivery.state = "delivered"
            return True
        if status is not None and status not in RETRIED:
            delivery.state = "failed"
            return True
        return False

    def _signed_application(self, target: WebhookConfig, body: bytes) -> dict[str, str]:
        # Each attempt has its own timestamp and with it its own signature.
        timestamp = str(int(self._clock().timestamp() * 1000))
        return {
            "x-front-request-timestamp": timestamp,
            "x-front-signature": sign_application(target.secret, timestamp, body),
        }

    async def _post(
        self, url: str, body: bytes, headers: dict[str, str], seconds: float
    ) -> tuple[int | None, str, str | None]:
        headers = {"content-type": "application/json"} | headers
        if self._client is None:
            # The receiver is on this machine: a proxy from the environment has no say here.
            self._client = httpx2.AsyncClient(trust_env=False, timeout=None)
        try:
            async with asyncio.timeout(seconds):
                answer = await self._client.post(url, content=body, headers=headers)
        except TimeoutError:
            return None, "", f"no answer within {seconds:g} s"
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            return None, "", f"{type(error).__name__}: {error}"
        return answer.status_code, answer.text, None
