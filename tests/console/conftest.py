"""The console on a real database, and a browser's view of it without a browser."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette

from frontmate.console import Product, build_console, hash_password
from frontmate.setup import Premises
from frontmate.store import Keeper, people
from tests.console.build import NOW

PASSWORD = "a password for tests"
SECRET = "a secret for tests"
_HASH = hash_password(PASSWORD)


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, by: timedelta) -> None:
        self.now += by


@dataclass
class Desk:
    """A console, who pressed "give back", and a way to talk to it."""

    app: Starlette
    clock: Clock
    given_back: list[tuple[int, str]]
    handed_off: list[tuple[int, str]]
    fail: list[Exception] = field(default_factory=list)

    def visitor(self, address: str = "10.0.0.1") -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(app=self.app, client=(address, 1234))
        return httpx2.AsyncClient(transport=transport, base_url="http://console")

    async def admin(self) -> httpx2.AsyncClient:
        return await self.person("admin")

    async def viewer(self) -> httpx2.AsyncClient:
        return await self.person("vera")

    async def person(self, name: str) -> httpx2.AsyncClient:
        visitor = self.visitor()
        answer = await log_in(visitor, name, PASSWORD)
        assert answer.status_code == 303, answer.text
        return visitor


async def log_in(
    visitor: httpx2.AsyncClient, name: str, password: str, target: str = "/"
) -> httpx2.Response:
    csrf = csrf_of(await visitor.get("/login"))
    form = {"csrf": csrf, "next": target, "name": name, "password": password}
    return await visitor.post("/login", data=form)


def csrf_of(page: httpx2.Response) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found is not None, page.text
    return found[1]


def said(page: httpx2.Response) -> str:
    """What a reader sees: tags away, white space as one blank."""
    assert page.status_code == 200, page.text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


MakeDesk = Callable[..., Awaitable[Desk]]


def product_of(engine: AsyncEngine, clock: Clock, **chosen: Any) -> Product:
    """The product as the pages see it, with nothing at work behind them."""

    async def nothing(*_: object) -> None:
        return None

    async def nobody(*_: object) -> Any:
        raise AssertionError("this test has no agent to ask")

    usual: dict[str, Any] = {
        "keeper": Keeper(SECRET),
        "premises": Premises(engine, clock, "0.0.0", Keeper(SECRET)),
        "public_url": "https://mate.example",
        "give_back": nothing,
        "hand_off": nothing,
        "explain": nobody,
        "ask": nobody,
        "settle": nothing,
    }
    return Product(**{**usual, **chosen})


@pytest.fixture
def make_desk(engine: AsyncEngine) -> MakeDesk:
    async def make(product: dict[str, Any] | None = None, **settings: Any) -> Desk:
        """`product` and `settings` are what a test names besides the usual."""
        clock = Clock()
        given_back: list[tuple[int, str]] = []
        handed_off: list[tuple[int, str]] = []
        fail: list[Exception] = []

        def button(pressed: list[tuple[int, str]]) -> Callable[[int, str], Awaitable[None]]:
            async def press(session: int, who: str) -> None:
                if fail:
                    raise fail.pop()
                pressed.append((session, who))

            return press

        async with engine.begin() as db:
            await people.add(db, "admin", _HASH, "admin", NOW)
            await people.add(db, "vera", _HASH, "viewer", NOW)
        buttons = {"give_back": button(given_back), "hand_off": button(handed_off)}
        chosen = {"engine": engine, "secret_key": SECRET, **settings}
        routes = build_console(
            clock=clock,
            product=product_of(engine, clock, **{**buttons, **(product or {})}),
            **chosen,
        )
        return Desk(Starlette(routes=routes), clock, given_back, handed_off, fail)

    return make


@pytest.fixture
async def desk(make_desk: MakeDesk) -> Desk:
    return await make_desk()


@pytest.fixture
async def admin(desk: Desk) -> AsyncIterator[httpx2.AsyncClient]:
    visitor = await desk.admin()
    yield visitor
    await visitor.aclose()


@pytest.fixture
async def viewer(desk: Desk) -> AsyncIterator[httpx2.AsyncClient]:
    visitor = await desk.viewer()
    yield visitor
    await visitor.aclose()
