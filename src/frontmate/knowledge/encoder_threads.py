"""One thread that does a model's computing, so that the event loop never waits for it."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from frontmate.knowledge.encoder import LONGEST_PASSAGE, LONGEST_QUERY, EncoderFailed, encodable
from frontmate.knowledge.vector import pack


class ThreadEncoder:
    """An encoder around two functions from one text to one vector, called in one thread.

    One thread is also the lock: none of the models here is said to be safe to share.
    """

    batch = 8

    def __init__(
        self, model: str, query: Callable[[str], Any], passage: Callable[[str], Any]
    ) -> None:
        self.model = model
        self._query = query
        self._passage = passage
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="encoder")

    async def queries(self, texts: Sequence[str]) -> list[bytes]:
        return [await self._encode(self._query, encodable(t, LONGEST_QUERY)) for t in texts]

    async def passages(self, texts: Sequence[str]) -> list[bytes]:
        # One by one: a question that comes meanwhile waits for one passage and not for all.
        return [await self._encode(self._passage, encodable(t, LONGEST_PASSAGE)) for t in texts]

    async def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _encode(self, model: Callable[[str], Any], text: str) -> bytes:
        loop = asyncio.get_running_loop()
        try:
            return pack(await loop.run_in_executor(self._thread, model, text))
        except Exception as error:  # whatever a model or its runtime raises
            raise EncoderFailed(
                f"{self.model} gave no vector ({type(error).__name__})", permanent=True
            ) from None
