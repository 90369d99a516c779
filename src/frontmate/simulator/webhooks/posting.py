"""One POST to a receiver, and what came of it."""

import asyncio
from dataclasses import dataclass

import httpx2


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is None where no answer came; `problem` says why. `seconds` is how long it took."""

    status: int | None
    text: str = ""
    media_type: str = ""
    problem: str | None = None
    seconds: float = 0.0


class Poster:
    """Waits in real time, whatever the workspace's clock says: the receiver is a real program."""

    def __init__(self) -> None:
        self._client: httpx2.AsyncClient | None = None

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def post(self, url: str, body: bytes, headers: dict[str, str], seconds: float) -> Answer:
        """Redirects are not followed: they are an answer like any other."""
        if self._client is None:
            # The receiver is on this machine: a proxy from the environment has no say here.
            self._client = httpx2.AsyncClient(trust_env=False, timeout=None)
        now = asyncio.get_running_loop().time
        begun = now()
        try:
            async with asyncio.timeout(seconds):
                answer = await self._client.post(url, content=body, headers=headers)
        except TimeoutError:
            problem = f"no answer within {seconds:g} s"
            return Answer(None, problem=problem, seconds=now() - begun)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            problem = f"{type(error).__name__}: {error}"
            return Answer(None, problem=problem, seconds=now() - begun)
        media_type = answer.headers.get("content-type", "").split(";")[0].strip().lower()
        return Answer(answer.status_code, answer.text, media_type, None, now() - begun)
