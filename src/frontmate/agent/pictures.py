"""What a customer's picture says and shows, put into words by the language model."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from frontmate.agent.model_failure import failure_of
from frontmate.agent.prompts import of_a_picture

if TYPE_CHECKING:
    from pydantic_ai import Agent
    from pydantic_ai.models import Model
    from pydantic_ai.usage import RunUsage

log = logging.getLogger(__name__)

SECONDS = 30.0
"""For one picture; FRONTMATE_MODEL_TIMEOUT may end its request earlier."""
_BESIDE = "This is the picture."
"""Some hosts refuse a message without words."""
_NOTHING = "nothing"


def _ignore(*_: object) -> None:
    pass


@dataclass(frozen=True)
class Unseen:
    """Why a picture has no words; holds none of the customer's."""

    why: str


@dataclass(frozen=True)
class PictureReader:
    """Asks the model once for each picture, about nothing else, and without tools: whatever a
    picture orders, all that can come of it is a text, which then counts as the customer's."""

    model: Model
    seconds: float = SECONDS
    on_usage: Callable[[int, int], None] = _ignore
    """Told the tokens read and written, once for each picture, also where it was not read."""

    async def read(self, picture: bytes) -> str | Unseen:
        """The words for a picture, which is a JPEG that we drew. Never raises for what a model or
        its host does."""
        from pydantic_ai.usage import RunUsage  # noqa: PLC0415 - 0.4 s

        usage = RunUsage()
        try:
            async with asyncio.timeout(self.seconds):
                said = await self._ask(picture, usage)
        except Exception as error:
            why = _why(error)
            # What the library says may hold the picture or its words.
            log.warning("a picture was not read: %s", why)
            return Unseen(why)
        finally:
            if usage.input_tokens or usage.output_tokens:
                self.on_usage(usage.input_tokens, usage.output_tokens)
        return _as_words(said)

    async def _ask(self, picture: bytes, usage: RunUsage) -> str:
        from pydantic_ai import BinaryContent  # noqa: PLC0415 - 0.4 s and 100 MB
        from pydantic_ai.usage import UsageLimits  # noqa: PLC0415

        result = await self._agent.run(
            [_BESIDE, BinaryContent(picture, media_type="image/jpeg")],
            instructions=of_a_picture(),
            usage=usage,
            usage_limits=UsageLimits(request_limit=1),
        )
        return result.output

    @cached_property
    def _agent(self) -> Agent[None, str]:
        from pydantic_ai import Agent  # noqa: PLC0415 - 0.4 s and 100 MB

        return Agent(self.model, output_type=str, retries=0)


def _as_words(said: str) -> str | Unseen:
    # No database takes NUL or half of a pair of surrogates.
    words = said.encode("utf-8", "ignore").decode("utf-8").replace("\x00", "").strip()
    if not any(sign.isalnum() for sign in words):
        return Unseen("the language model said nothing of it")
    if words.strip("\"'*`.!()[] \n").casefold() == _NOTHING:
        return Unseen("shows nothing that an answer needs")
    return words


def _why(error: Exception) -> str:
    from pydantic_ai.exceptions import UserError  # noqa: PLC0415 - 0.4 s

    if isinstance(error, UserError | NotImplementedError):
        return "the language model takes no pictures"
    return str(failure_of(error))
