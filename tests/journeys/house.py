"""The whole product in one loop, with a simulated Front: what the journeys drive."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
from starlette.types import ASGIApp

from frontmate.app import App, NewWorkspace, Options, build, listen, serve
from frontmate.app.metrics import Metrics
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Policy
from frontmate.front import Identity, WebhookSecrets
from frontmate.simulator import Config, Simulator, WebhookConfig
from frontmate.simulator import serve as serve_simulator
from frontmate.workflow import Shell, Uncounted
from tests.journeys.ledger import Ledger
from tests.journeys.webhooks import envelope, post_app

AI = "tea_1ada"
MIA = "tea_1mia"
SIGNING_KEY = "a-signing-key-for-tests"
TOKEN = "simulated-token"
PATIENCE = 180.0
"""Seconds: how long a journey waits for what must happen before it fails."""

Json = dict[str, Any]

QUICK = replace(
    Policy(),
    handle_unassigned=True,
    settle={channel: timedelta(0) for channel in Channel},
)
"""The defaults, unassigned conversations handled, no settling: journeys that are about other
things need not wait for it."""


@dataclass
class House(Ledger):
    """One running product and its Front; `front` is the stand-in's base URL."""

    front: str
    url: str
    http: httpx2.AsyncClient
    strangers: Iterator[int] | None = None
    """Numbers for customers who are not named: in a house that many journeys share, each customer
    is a new one."""

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Let the product's worker run until the block ends."""
        stop = asyncio.Event()
        working = asyncio.create_task(self.app.work(stop))
        try:
            yield
        finally:
            stop.set()
            await working

    async def control(self, action: str, **given: object) -> Json:
        answer = await self.http.post(f"{self.front}/_control/{action}", json=given)
        assert answer.status_code == 200, answer.text
        result: Json = answer.json()
        return result

    async def customer(self, words: str, *, channel: str = "email", **given: object) -> str:
        """Write as a customer; returns the conversation."""
        if self.strangers and not given.keys() & {"conversation", "handle", "name"}:
            given["name"] = f"Customer {next(self.strangers)}"
        done = await self.control("customer_message", channel=channel, text=words, **given)
        return str(done["conversation"])

    async def seen(self, conversation: str) -> Json:
        """The conversation as Front has it: messages and comments included."""
        state = (await self.http.get(f"{self.front}/_control/state")).json()
        survivor = state["merged"].get(conversation, conversation)
        found = [c for c in state["conversations"] if c["id"] == survivor]
        assert found, f"no conversation {conversation}"
        result: Json = found[0]
        return result

    async def replies(self, conversation: str) -> list[Json]:
        """What the AI teammate has sent to the customer, oldest first."""
        messages = (await self.seen(conversation))["messages"]
        ours = [m for m in messages if not m["is_inbound"] and (m["author"] or {}).get("id") == AI]
        return sorted(ours, key=lambda m: float(m["created_at"]))

    async def comments(self, conversation: str) -> list[str]:
        return [c["body"] for c in (await self.seen(conversation))["comments"]]

    async def tags(self, conversation: str) -> set[str]:
        return {t["name"] for t in (await self.seen(conversation))["tags"]}

    async def until(
        self,
        what: Callable[[], Awaitable[object]],
        patience: float = PATIENCE,
        every: float = 0.05,
    ) -> Any:
        """Wait until something is true (and return it); fails when patience runs out."""
        deadline = time.monotonic() + patience
        while True:
            with contextlib.suppress(AssertionError):
                found = await what()
                if found:
                    return found
            if time.monotonic() > deadline:
                raise TimeoutError(f"this never came true: {what.__name__}")
            await asyncio.sleep(every)

    async def until_reason(self, conversation: str, reason: str) -> None:
        async def reason_is_there() -> bool:
            return reason in await self.reasons(conversation)

        reason_is_there.__name__ = f"reason {reason} in {conversation}"
        try:
            await self.until(reason_is_there)
        except TimeoutError as error:
            raise TimeoutError(f"{error}; there is {await self.reasons(conversation)}") from None

    async def until_replies(self, conversation: str, number: int) -> list[Json]:
        async def enough() -> list[Json] | None:
            found = await self.replies(conversation)
            return found if len(found) >= number else None

        enough.__name__ = f"{number} replies in {conversation}"
        found: list[Json] = await self.until(enough)
        return found

    async def until_quiet(self) -> None:
        """Nothing open, nothing due, no job: whatever was to happen has happened."""

        async def quiet() -> bool:
            before = await self._front_at_rest()
            if before is None:
                return False
            # A job that has not begun finds nothing to do where no event and no action is open.
            left = await self.rows(
                "select (select count(*) from events where closed_at is null)"
                " + (select count(*) from actions where state in"
                "    ('planned', 'intended', 'uncertain'))"
                " + (select count(*) from procrastinate_jobs where status = 'doing')"
                # With the switch off timers pause, due or not (11.3).
                " + (select count(*) from timers where fired_at is null and due <= now()"
                "    and (select (body->>'enabled')::boolean from policies"
                "         order by created_at desc, version desc limit 1))"
                " as n"
            )
            # Nothing may have happened at Front between the two looks at the database's side.
            return left[0].n == 0 and await self._front_at_rest() == before

        await self.until(quiet)

    async def _front_at_rest(self) -> int | None:
        """How much has happened at Front; None while a webhook is on its way to us, or an accepted
        message to the customer."""
        journal = (await self.http.get(f"{self.front}/_control/journal")).json()
        accepted = [e for e in journal if e["kind"] == "request" and e["status"] == 202]
        by_hand = {e["result"].get("message") for e in journal if e["kind"] == "control"}
        delivered = [
            e
            for e in journal
            if e["kind"] == "delivered" and e["author"] == AI and e["message"] not in by_hand
        ]
        hooks = (await self.http.get(f"{self.front}/_control/deliveries")).json()
        travelling = any(hook["state"] in ("pending", "retrying") for hook in hooks)
        return None if travelling or len(accepted) > len(delivered) else len(journal)

    async def until_caught_up(self) -> None:
        """Front's event list was read for the first time; the next time is minutes away (10.3), so
        that until then webhooks alone tell what a journey makes happen."""

        async def caught_up() -> bool:
            read = "select 1 as n from cursors where name = 'events' and read_at is not null"
            return bool(await self.rows(read))

        # A journey may begin with a Front that answers nothing.
        with contextlib.suppress(TimeoutError):
            await self.until(caught_up, patience=5.0)

    async def until_timers_are_over(self) -> None:
        """Every timer that is due within a minute has fired, and what followed has happened."""

        async def over() -> bool:
            left = await self.rows(
                "select count(*) as n from timers"
                " where fired_at is null and due <= now() + interval '1 minute'"
            )
            return bool(left[0].n == 0)

        await self.until(over)
        await self.until_quiet()

    async def events_of(self, conversation: str) -> list[Json]:
        """What Front's own event list holds of a conversation, newest first."""
        url = f"{self.front}/conversations/{conversation}/events"
        answer = await self.http.get(url, headers={"authorization": f"Bearer {TOKEN}"})
        found: list[Json] = answer.json()["_results"]
        return found

    async def tell(self, outer: str, event: Json) -> None:
        """Deliver an event by hand, signed as Front would."""
        hook = f"{self.url}/webhooks/front/{self.connection}"
        answer = await post_app(self.http, hook, envelope(outer, event), SIGNING_KEY)
        assert answer.status_code == 200, answer.text

    # What goes wrong at Front, and what its journal says of it

    async def fault(self, effect: str, **given: object) -> None:
        """Add a fault of the stand-in's; see `frontmate.simulator.faults`."""
        await self.control("faults", effect=effect, **given)

    async def at_the_look(self, do: str, nth: int = 1, **given: object) -> None:
        """Let somebody do something at Front right before it answers the nth look from now on at
        a conversation; what is done, is done to that conversation."""
        path = "^/conversations/[^/]+$"
        rule = {"effect": "on_request", "method": "GET", "path_regex": path, "nth": nth}
        await self.control("faults", **rule, do=do, **{"with": given})

    async def until_held(self, number: int = 1) -> None:
        """The stand-in holds so many requests back, by a fault."""

        async def held() -> bool:
            answer = await self.http.get(f"{self.front}/_control/held")
            return len(answer.json()) >= number

        await self.until(held)

    async def webhook_fault(self, effect: str, **given: object) -> None:
        """Add a fault for webhooks: drop, duplicate, delay or reorder."""
        await self.control("faults", webhook=effect, **given)

    async def tidy(self) -> None:
        """As it was before a journey, for the next one: no faults, and the policy it began with."""
        await self.mend()
        await self.set_policy(
            **{f.name: getattr(QUICK, f.name) for f in fields(QUICK) if f.name != "version"}
        )
        await self.until_quiet()

    async def mend(self) -> None:
        """Take all faults away."""
        (await self.http.delete(f"{self.front}/_control/faults")).raise_for_status()

    async def journal(self, kind: str) -> list[Json]:
        """The stand-in's account: `request`, `change`, `delivered` or `control`."""
        answer = await self.http.get(f"{self.front}/_control/journal", params={"kind": kind})
        found: list[Json] = answer.json()
        return found

    async def requests(self, method: str, ending: str) -> list[Json]:
        """The requests that reached the stand-in, by verb and the end of the path."""
        return [
            r
            for r in await self.journal("request")
            if r["method"] == method and r["path"].endswith(ending)
        ]

    async def delivered(self, conversation: str) -> list[str]:
        """The texts of ours that really reached the customer: one entry for each."""
        return [
            d["text"]
            for d in await self.journal("delivered")
            if d["conversation"] == conversation and d["author"] == AI
        ]

    # What the ledger says

    async def until_state(self, conversation: str, step: str, state: str) -> None:
        async def reached() -> bool:
            return await self.state_of(conversation, step) == state

        reached.__name__ = f"{step} is {state} in {conversation}"
        try:
            await self.until(reached)
        except TimeoutError as error:
            raise TimeoutError(f"{error}; there is {await self.steps(conversation)}") from None


def _as_it_is(shell: Shell) -> Shell:
    return shell


def _watched(built: App, metrics: Metrics | None) -> ASGIApp:
    return built.web if metrics is None else metrics.timed(built.web, built.roster.gates)


@contextlib.asynccontextmanager
async def open_house(
    database_url: str,
    help_center: Path,
    *,
    policy: Policy = QUICK,
    visible_within: float = 120.0,
    message_delay: float = 0.05,
    secrets: WebhookSecrets | None = None,
    reshape: Callable[[Shell], Shell] = _as_it_is,
    front_behind: Callable[[ASGIApp], ASGIApp] | None = None,
    api_url: str | None = None,
    alert_url: str | None = None,
    metrics: Metrics | None = None,
    **config: Any,
) -> AsyncIterator[House]:
    """Start a simulated Front and the product beside it; both end with the block.

    `reshape` changes what the loop gets from outside (checkpoints, the agent); `front_behind`
    puts something between the product and the stand-in; `api_url` is another way to the stand-in.
    """
    listener = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    hook = WebhookConfig(f"{url}/webhooks/front/main", SIGNING_KEY)
    # Shaking hands needs the product to listen: the webhook is set once it does.
    simulator = Simulator(
        Config(message_delay=message_delay, ratelimit=0, webhook_retry_delays=(0.1,), **config)
    )
    if front_behind is not None:
        simulator.app = front_behind(simulator.app)
    async with (
        serve_simulator(simulator) as front,
        httpx2.AsyncClient(timeout=10) as http,
        build(
            database_url,
            [
                NewWorkspace(
                    connection="main",
                    identity=Identity("cmp_1demo", AI),
                    token=TOKEN,
                    secrets=secrets or WebhookSecrets(SIGNING_KEY, None),
                    api_url=api_url or front,
                    requests_per_minute=100_000,
                    policy=policy,
                    help_center=help_center,
                    ai_name="Ada",
                )
            ],
            Options(
                public_url=url,
                secret_key="a-cookie-key-for-tests",
                alert_url=alert_url,
                visible_within=timedelta(seconds=visible_within),
                meter=Uncounted() if metrics is None else metrics.counts,
            ),
        ) as built,
        serve(_watched(built, metrics), listener),
    ):
        # On a machine that is busy a look is soon too old; how that ends is shown elsewhere.
        patient = replace(built.shell, write_within=timedelta(minutes=1))
        app = replace(built, shell=reshape(patient))
        house = House(app, front, url, http)
        async with house.working():
            await house.control("webhooks", app={"url": hook.url, "secret": hook.secret})
            await house.until_caught_up()
            yield house
