"""The same client, asked the same on the stand-in and on Stoplight Prism: a server of Front's
description that others wrote. Prism is there once `make contract` has installed it."""

from collections.abc import Iterator

import pytest

from tests.contract import prism_server
from tests.contract.behaviours import BEHAVIOURS, BeyondError, Server
from tests.contract.prism_run import prism_at, stand_in_server


@pytest.fixture(scope="module")
def prism() -> Iterator[Server]:
    why = prism_server.missing()
    if why is not None:
        pytest.skip(why)
    with prism_at() as server:
        yield server


@pytest.mark.parametrize("name", BEHAVIOURS)
class TestOurClient:
    async def test_on_the_stand_in(self, name: str) -> None:
        async with stand_in_server() as server:
            await BEHAVIOURS[name](server)

    async def test_on_prism(self, name: str, prism: Server) -> None:
        try:
            await BEHAVIOURS[name](prism)
        except BeyondError as error:
            pytest.skip(str(error))
