"""How the stand-in itself is: whether its webhook arrives, and what time it is in it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from frontmate.simulator.page.moments import moment, span
from frontmate.simulator.webhooks import Webhooks

_NOTICEABLE_SECONDS = 2.0


class Time(Protocol):
    """The part of the stand-in's dial that the page turns."""

    @property
    def rate(self) -> float: ...

    @property
    def seconds(self) -> float: ...

    async def advance(self, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Health:
    """`kind` is good, bad or none; `short` fits a button, `long` says what to do."""

    kind: str
    short: str
    long: str


@dataclass(frozen=True, slots=True)
class Moment:
    """The time in the stand-in; `apart` is how far it is from the real one, "" for not at all."""

    shown: str
    iso: str
    apart: str


class Standing:
    """Looks at webhooks and time; `real` gives the time outside."""

    def __init__(self, webhooks: Webhooks, time: Time, real: Callable[[], datetime]) -> None:
        self._webhooks, self._time, self._real = webhooks, time, real
        self.advance: Callable[[float], Awaitable[None]] = time.advance

    def health(self) -> Health:
        webhooks = self._webhooks
        app, shaken = webhooks.app, webhooks.handshake_result
        if app is None:
            if webhooks.rule is not None:
                return Health("good", "Rule webhook", f"Rules send to {webhooks.rule.url}.")
            return Health("none", "No webhook", "Nothing is connected: events stay in here.")
        if webhooks.health.is_disabled:
            advice = "Mend the receiver and save the webhook anew."
            failed = f"{app.url} failed too often, so the webhook was switched off."
            return Health("bad", "Webhook disabled", f"{failed} {advice}")
        if shaken is not None and shaken["url"] == app.url and not shaken["ok"]:
            return Health(
                "bad", "Not validated", f"{app.url} was not validated: {shaken['detail']}."
            )
        if webhooks.health.failed_in_a_row:
            count = webhooks.health.failed_in_a_row
            return Health("bad", "Webhook failing", f"{app.url}: {count} failed in a row.")
        return Health("good", "Webhook connected", f"Events are sent to {app.url}.")

    def moment(self) -> Moment:
        now, real = self._time.seconds, self._real().timestamp()
        then = moment(now)
        ahead = now - real
        apart = ""
        if abs(ahead) > _NOTICEABLE_SECONDS:
            apart = f"{span(ahead)} {'ahead' if ahead > 0 else 'behind'}"
        if self._time.rate == 0:
            apart = ", ".join(filter(None, ("stopped", apart)))
        elif self._time.rate != 1:
            apart = ", ".join(filter(None, (f"{self._time.rate:g} times as fast", apart)))
        return Moment(f"{then:%a} {then.day} {then:%b} {then:%H:%M}", then.isoformat(), apart)
