"""A healthy house for the doctor: a real database, the real stand-in for Front, nothing running.

What the product would have written is written with the product's own functions; each scenario then
breaks one thing.
"""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from frontmate.conversation.actions import Action
from frontmate.conversation.decision import Reason
from frontmate.conversation.events import Event, Recorded
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Session
from frontmate.conversation.text import Text
from frontmate.front import OwnBank
from frontmate.setup.checks import Premises, Probes
from frontmate.simulator import Config, Simulator
from frontmate.simulator import serve as serve_simulator
from frontmate.store import (
    Delivery,
    Keeper,
    Source,
    State,
    StoredArticle,
    StoredMessage,
    Workspace,
    actions,
    articles,
    checkups,
    connections,
    conversations,
    cursors,
    deliveries,
    events,
    history,
    messages,
    open_engine,
    processes,
    sealing,
    secrets,
    sessions,
    sources,
    webhooks,
)

AI, COMPANY, MIA = "tea_1ada", "cmp_1demo", "tea_1mia"
TOKEN, SIGNING_KEY = "token-that-nobody-may-see", "key-that-nobody-may-see"
WORDS = "words that only the customer and the team may see"
SECRETS = (TOKEN, SIGNING_KEY, "words that only", "anna@customer.example", "Anna Customer")
VERSION = "9.9.9"


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Between:
    """Stands before the stand-in: answers in its place, or adds headers."""

    app: ASGIApp
    answers: dict[str, Any] = field(default_factory=dict)
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self.headers]
            await send(message)

        if scope["type"] != "http" or scope["path"] not in self.answers:
            await self.app(scope, receive, adding)
            return
        body = json.dumps(self.answers[scope["path"]]).encode()
        head = [(b"content-type", b"application/json")]
        await adding({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": body})


@dataclass
class Ward:
    """One house; `premises` is how the doctor comes to know it."""

    engine: AsyncEngine
    simulator: Simulator
    between: Between
    front: str
    http: httpx2.AsyncClient
    folder: Path
    premises: Premises
    now: datetime = field(default_factory=utc_now)

    async def heal(self, policy: Policy | None = None, **workspace: Any) -> None:
        """Everything as it should be, and nothing that has happened yet."""
        self.now = utc_now()
        self.simulator.reset()
        self.between.answers, self.between.headers = {}, []
        self.premises = self._premises()
        async with self.engine.begin() as db:
            await _empty(db)
            revision = {"head": checkups.newest_revision()}
            await db.execute(text("update alembic_version set version_num = :head"), revision)
        async with self.engine.begin() as db:
            found = Workspace("main", COMPANY, AI, "Ada", api_url=self.front, **workspace)
            await connections.connect(db, found, policy or Policy(), self.now)
            keeper = self.premises.keeper
            assert keeper is not None
            await sealing.check_key(db, keeper)
            await secrets.put(db, keeper, "main", "token", TOKEN, self.now)
            await secrets.put(db, keeper, "main", "signing_key", SIGNING_KEY, self.now)
            await processes.beat(db, "p1", "run", VERSION, self.now)
            await cursors.move(db, "main", "events_begin", self.ago(days=3), self.ago(days=3))
            await cursors.move(db, "main", "events", self.ago(days=3), self.now)
            await webhooks.shook_hands(db, "main", self.ago(days=3))
        await self.delivered("evt_first", "inbound_received", self.ago(minutes=2))
        await self.knows("returns", public=True)

    def _premises(self) -> Premises:
        return Premises(
            engine=self.engine,
            clock=utc_now,
            version=VERSION,
            keeper=Keeper("a-key-for-tests"),
            public_url="https://frontmate.example",
            data=self.folder,
            embedded=True,
            probes=Probes(model=_well, pictures=_well, encoder=_well, vectors=_vectors_well),
            sleep=_do_not_sleep,
            free_bytes=lambda _: 50 * 2**30,
            temporary=self.folder / "elsewhere",
        )

    def with_probes(self, **probes: Any) -> None:
        """Other probes than those that find everything well."""
        known = replace(self.premises.probes, **probes)
        self.premises = replace(self.premises, probes=known)

    def does_not_wait(self) -> None:
        """The budget is kept apart, by a clock that is moved by sleeping."""
        slept = [0.0]

        def clock() -> datetime:
            return self.now + timedelta(seconds=slept[0])

        async def sleep(seconds: float) -> None:
            slept[0] += seconds

        bank = OwnBank(50, clock)
        self.premises = replace(self.premises, bank=lambda _: bank, sleep=sleep)

    def ago(self, **back: float) -> datetime:
        return self.now - timedelta(**back)

    async def control(self, action: str, **given: object) -> Any:
        answer = await self.http.post(f"{self.front}/_control/{action}", json=given)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def customer_at_front(self, *, minutes_ago: float = 0) -> str:
        """Somebody writes, and no webhook tells of it."""
        done = await self.control(
            "customer_message",
            channel="email",
            text=WORDS,
            name="Anna Customer",
            handle="anna@customer.example",
            seconds_ago=minutes_ago * 60,
        )
        return str(done["conversation"])

    async def recovered(self, conversation: str) -> None:
        """What Front's list has of it was taken in from there."""
        for event in await self.events_at_front(conversation):
            at = datetime.fromtimestamp(event["emitted_at"], UTC)
            await self.delivered(event["id"], event["type"], at, way="recovered")

    async def events_at_front(self, conversation: str) -> list[Any]:
        """Oldest first."""
        url = f"{self.front}/conversations/{conversation}/events"
        answer = await self.http.get(url, headers={"authorization": f"Bearer {TOKEN}"})
        return list(reversed(answer.json()["_results"]))

    async def ai_name(self) -> str:
        async with self.engine.connect() as db:
            found = await db.execute(text("select ai_name from connections"))
        return str(found.scalar_one())

    # What the product would have stored

    async def delivered(
        self, key: str, type_: str, at: datetime, *, way: str = "webhook", times: int = 1
    ) -> None:
        delivery = Delivery("main", key, way, "application", type_, None, at, json.dumps(WORDS))
        async with self.engine.begin() as db:
            for _ in range(times):
                await deliveries.receive(db, delivery, at)

    async def knows(self, key: str, *, public: bool) -> None:
        source = Source("front", "knb_1", "Help center", ("en",), public=True)
        article = StoredArticle(key, "v1", "Title", "en", public, "Text", None, ())
        async with self.engine.begin() as db:
            number = await sources.found(db, "main", source, self.now)
            await sources.begin(db, number, 1, self.ago(minutes=10))
            await sources.finish(db, number, self.ago(minutes=9))
            await articles.put(db, "main", number, article, self.now)

    async def judged(
        self, front_id: str, event: Event, reason: Reason, at: datetime | None = None
    ) -> None:
        """An event that was decided on, with the reason in the history."""
        at = at or self.ago(minutes=30)
        async with self.engine.begin() as db:
            number = await conversations.lock(db, "main", front_id, at)
            opened = await events.add(db, number, event, at)
            await events.close(db, opened, number, event, at)
            await history.write(
                db,
                conversation=number,
                session=None,
                event=opened,
                at=at,
                reason=reason,
                note="",
                policy=1,
            )

    async def planned(
        self,
        front_id: str,
        *wanted: Action,
        state: State = State.PLANNED,
        why: str = "",
        at: datetime | None = None,
        session: Session | None = None,
    ) -> None:
        """Action rows in a state, and the session that they belong to, if it matters."""
        at = at or self.ago(minutes=30)
        async with self.engine.begin() as db:
            number = await conversations.lock(db, "main", front_id, at)
            ours = None if session is None else await sessions.save(db, number, session, None, at)
            event = Recorded(at, "test", Text(WORDS))
            opened = await events.add(db, number, event, at)
            await events.close(db, opened, number, event, at)
            before = await _highest_action(db)
            await actions.plan(
                db,
                conversation=number,
                session=ours,
                event=opened,
                wanted=wanted,
                now=at,
            )
            if state is not State.PLANNED:
                for row in range(before + 1, await _highest_action(db) + 1):
                    await actions.end(db, row, state, why, at)

    async def wrote(self, front_id: str, role: str) -> None:
        """A message that is no customer's."""
        at = self.ago(minutes=20)
        message = StoredMessage(
            front_id=f"msg_{role}_{front_id}",
            inbound=False,
            role=role,
            sender="anna@customer.example",
            sender_name="Anna Customer",
            subject=WORDS,
            body=WORDS,
            copied=(),
            channel=Channel.EMAIL,
            channel_name="email",
            attachments=(),
            sent_at=at,
        )
        async with self.engine.begin() as db:
            number = await conversations.lock(db, "main", front_id, at)
            await messages.save(db, "main", number, message, at)


async def _well() -> str | None:
    return None


async def _vectors_well(_: str) -> str | None:
    return None


async def _do_not_sleep(_: float) -> None:
    return None


async def _highest_action(db: Any) -> int:
    found = await db.execute(text("select coalesce(max(id), 0) from actions"))
    return int(found.scalar_one())


async def _empty(db: Any) -> None:
    """All tables of ours; the schema's revision stays."""
    query = (
        "select string_agg(format('%I', tablename), ', ') from pg_tables where schemaname ="
        " 'public' and tablename <> 'alembic_version' and tablename not like 'procrastinate%'"
    )
    names = (await db.execute(text(query))).scalar_one()
    await db.execute(text(f"truncate {names} restart identity cascade"))


@asynccontextmanager
async def open_ward(database_url: str, folder: Path) -> AsyncIterator[Ward]:
    engine = open_engine(database_url)
    simulator = Simulator(Config(token=TOKEN, ratelimit=0))
    simulator.app = between = Between(simulator.app)
    async with (
        serve_simulator(simulator) as front,
        httpx2.AsyncClient(timeout=10) as http,
    ):
        premises = Premises(engine, utc_now, VERSION)
        ward = Ward(engine, simulator, between, front, http, folder, premises)
        await ward.heal()
        yield ward
    await engine.dispose()


def levels(findings: Sequence[Any]) -> dict[str, str]:
    """The worst level of each check that is not well."""
    order = ("unknown", "warn", "bad")
    found: dict[str, str] = {}
    for finding in findings:
        level = finding.level.value
        if level in order:
            known = found.get(finding.check, level)
            found[finding.check] = max(known, level, key=order.index)
    return found
