"""The pages of connecting on the real database, with a simulated Front to talk to."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.cli.typist import TOKEN, Place, place
from tests.console.conftest import Desk, csrf_of

HOME = "/settings/connections"
INBOXES = "inb_1mail inb_1chat inb_1sms"
"""Of the simulated Front, as the form lists them."""


@dataclass
class Admin:
    """An administrator's browser, for forms of the pages."""

    http: httpx2.AsyncClient
    here: Place

    async def see(self, path: str) -> str:
        page = await self.http.get(f"{HOME}{path}")
        assert page.status_code == 200, page.text
        return page.text

    async def send(self, path: str, **fields: Any) -> httpx2.Response:
        csrf = csrf_of(await self.http.get(HOME))
        if path.endswith("/rules"):
            # The form names the version that it was made from.
            made_from = re.search(r'name="version" value="(\d+)"', await self.see(path))
            assert made_from is not None
            fields = {"version": made_from[1], **fields}
        return await self.http.post(f"{HOME}{path}", data={"csrf": csrf, **fields})

    async def told(self, path: str, **fields: Any) -> str:
        """What a form is refused with."""
        answer = await self.send(path, **fields)
        assert answer.status_code == 422, (answer.status_code, answer.text)
        return answer.text

    async def done(self, path: str, **fields: Any) -> str:
        """Where a form leads once it is taken."""
        answer = await self.send(path, **fields)
        assert answer.status_code == 303, (answer.status_code, answer.text)
        return str(answer.headers["location"]).removeprefix(HOME)

    async def begin(self, token: str = TOKEN, name: str = "main", url: str = "") -> str:
        """The page of the check, once it has come to its end."""
        api_url = url or self.here.front
        assert await self.done("/new", name=name, token=token, api_url=api_url) == f"/new/{name}"
        return await self.checked(name)

    async def checked(self, name: str = "main") -> str:
        async with asyncio.timeout(20):
            while True:
                page = await self.see(f"/new/{name}")
                if "permissions checked" not in page and "Asking Front" not in page:
                    return page
                await asyncio.sleep(0.05)

    async def connect(self, name: str = "main") -> None:
        await self.begin(name=name)
        went = await self.done(f"/new/{name}/teammate", teammate="tea_1ada")
        assert went == f"/{name}/events?done=connected"


@pytest.fixture
async def connected(at: Admin) -> Admin:
    """With one workspace connected."""
    await at.connect()
    return at


@pytest.fixture
async def here(database_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    async with place(database_url, tmp_path / "data") as opened:
        yield opened


@pytest.fixture
async def at(desk: Desk, here: Place) -> AsyncIterator[Admin]:
    http = await desk.admin()
    yield Admin(http, here)
    await http.aclose()
