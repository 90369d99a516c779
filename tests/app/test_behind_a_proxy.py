"""Behind a reverse proxy: whose word for a caller's address is believed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from frontmate.app import listen, serve
from frontmate.settings import read_settings


@asynccontextmanager
async def an_address_book(trusted: tuple[str, ...]) -> AsyncIterator[str]:
    """Says to each caller from where they call, as the console's login sees it."""

    async def tell(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.client.host if request.client else "unknown")

    listener = listen("127.0.0.1", 0)
    async with serve(Starlette(routes=[Route("/", tell)]), listener, trusted):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


async def address(url: str, *forwarded: str) -> str:
    async with httpx2.AsyncClient() as http:
        headers = [("x-forwarded-for", value) for value in forwarded]
        return (await http.get(url, headers=headers)).text


BY_DEFAULT = read_settings({}).trusted_proxies


async def test_people_behind_a_proxy_on_this_machine_have_their_own_addresses() -> None:
    async with an_address_book(BY_DEFAULT) as url:
        assert await address(url, "203.0.113.7") == "203.0.113.7"
        assert await address(url, "203.0.113.8") == "203.0.113.8"
        assert await address(url) == "127.0.0.1"


async def test_nobody_gets_around_the_limit_by_a_header_of_their_own() -> None:
    async with an_address_book(BY_DEFAULT) as url:
        # The proxy adds what it sees behind whatever the caller claims.
        assert await address(url, "198.51.100.1, 203.0.113.7") == "203.0.113.7"
        assert await address(url, "198.51.100.1", "203.0.113.7") == "203.0.113.7"


@pytest.mark.parametrize("trusted", [(), ("10.0.0.0/8",)])
async def test_a_caller_who_is_no_proxy_is_not_believed(trusted: tuple[str, ...]) -> None:
    async with an_address_book(trusted) as url:
        assert await address(url, "203.0.113.7") == "127.0.0.1"


async def test_a_network_of_proxies_is_believed() -> None:
    async with an_address_book(("127.0.0.0/8",)) as url:
        assert await address(url, "203.0.113.7") == "203.0.113.7"


async def test_another_programs_setting_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    async with an_address_book(()) as url:
        assert await address(url, "203.0.113.7") == "127.0.0.1"
