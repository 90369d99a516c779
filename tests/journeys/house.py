"""The whole product in one loop, with a simulated Front: what the journeys drive."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import text

from frontmate.app import App, Options, Workspace, build, listen, serve
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Policy
from frontmate.front import Identity, WebhookSecrets
from frontmate.simulator import Config, Simulator, WebhookConfig
from frontmate.simulator import serve as serve_simulator

AI = "tea_1ada"
MIA = "tea_1mia"
SIGNING_KEY = "a-signing-key-for-tests"
PATIENCE = 20.0
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
class House:
    """One running product and its Front; `front` is the stand-in's base URL."""

    app: App
    front: str
    url: str
    http: httpx2.AsyncClient
    connection: str = "main"
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def control(self, action: str, **given: object) -> Json:
        answer = await self.http.post(f"{self.front}/_control/{action}", json=given)
        assert answer.status_code == 200, answer.text
        result: Json = answer.json()
        return result

    async def customer(self, words: str, *, channel: str = "email", **given: object) -> str:
        """Write as a customer; returns the conversation."""
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

    async def reasons(self, conversation: str) -> list[str]:
        """The reasons in the conversation's history, oldest first."""
        return [
            row.reason
            for row in await self.rows(
                "select h.reason from history h join conversations c on c.id = h.conversation"
                " where c.front_id = :conversation order by h.id",
                conversation=conversation,
            )
        ]

    async def rows(self, query: str, **given: object) -> Sequence[Any]:
        async with self.app.engine.begin() as db:
            return (await db.execute(text(query), given)).all()

    async def session(self, conversation: str) -> Any:
        """The newest session's row."""
        found = await self.rows(
            "select s.* from sessions s join conversations c on c.id = s.conversation"
            " where c.front_id = :conversation order by s.number desc limit 1",
            conversation=conversation,
        )
        assert found, "no session yet"
        return found[0]

    async def calls(self, conversation: str) -> list[str]:
        """The Front calls made for a conversation: "VERB /path/template", in their order."""
        return [
            f"{row.method} {row.template}"
            for row in await self.rows(
                "select k.method, k.template from calls k join conversations c"
                " on c.id = k.conversation where c.front_id = :conversation order by k.at, k.id",
                conversation=conversation,
            )
        ]

    async def until(self, what: Callable[[], Awaitable[object]], patience: float = PATIENCE) -> Any:
        """Wait until something is true (and return it); fails when patience runs out."""
        deadline = time.monotonic() + patience
        while True:
            with contextlib.suppress(AssertionError):
                found = await what()
                if found:
                    return found
            if time.monotonic() > deadline:
                raise TimeoutError(f"this never came true: {what.__name__}")
            await asyncio.sleep(0.05)

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
            left = await self.rows(
                "select (select count(*) from events where closed_at is null)"
                " + (select count(*) from actions where state in"
                "    ('planned', 'intended', 'uncertain'))"
                " + (select count(*) from procrastinate_jobs where status in ('todo', 'doing'))"
                " as n"
            )
            pending = (await self.http.get(f"{self.front}/_control/deliveries")).json()
            return left[0].n == 0 and all(d.get("done", True) for d in pending)

        await self.until(quiet)


@contextlib.asynccontextmanager
async def open_house(
    database_url: str,
    help_center: Path,
    *,
    policy: Policy = QUICK,
    visible_within: float = 120.0,
    message_delay: float = 0.05,
    secrets: WebhookSecrets | None = None,
    **config: Any,
) -> AsyncIterator[House]:
    """Start a simulated Front and the product beside it; both end with the block."""
    listener = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    hook = WebhookConfig(f"{url}/webhooks/front/main", SIGNING_KEY)
    # Shaking hands needs the product to listen: the webhook is set once it does.
    simulator = Simulator(
        Config(message_delay=message_delay, ratelimit=0, webhook_retry_delays=(0.1,), **config)
    )
    async with (
        serve_simulator(simulator) as front,
        httpx2.AsyncClient(timeout=10) as http,
        build(
            database_url,
            [
                Workspace(
                    connection="main",
                    identity=Identity("cmp_1demo", AI),
                    token="simulated-token",
                    secrets=secrets or WebhookSecrets(SIGNING_KEY, None),
                    api_url=front,
                    requests_per_minute=100_000,
                    policy=policy,
                    help_center=help_center,
                    ai_name="Ada",
                )
            ],
            Options(
                public_url=url,
                secret_key="a-cookie-key-for-tests",
                visible_within=timedelta(seconds=visible_within),
            ),
        ) as app,
        serve(app.web, listener),
    ):
        house = House(app, front, url, http)
        working = asyncio.create_task(app.work(house._stop))
        await house.control("webhooks", app={"url": hook.url, "secret": hook.secret})
        try:
            yield house
        finally:
            house._stop.set()
            await working
