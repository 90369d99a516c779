"""Proposals as a language model returns them, about the small help center, and models that do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from frontmate.agent import Thread, read
from frontmate.agent.model import ModelEngine
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import Answer, HandOff
from frontmate.knowledge import Search
from tests.agent.build import SEARCH, asks

Json = dict[str, Any]
ASKED = "How do I reset my password?"
RESET = "Press Forgot password on the sign-in page."
VALID = "The link is valid for 60 minutes"


def answer_of(reply: str, *quotes: str, **more: object) -> Json:
    """An answer that cites the first passage shown."""
    citations = [{"passage": 1, "quote": quote} for quote in quotes or (RESET, VALID)]
    return {"outcome": "answer", "citations": citations, "reply": reply, **more}


GOOD = answer_of("Press *Forgot password* on the sign-in page. The link is valid for 60 minutes.")
CANNOT: Json = {"outcome": "cannot_answer", "reason": "no_answer_found"}


@dataclass
class Scripted:
    """Returns what its script says, and keeps what it was told."""

    script: Sequence[Json | str]
    told: list[list[ModelMessage]] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)

    def __call__(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        self.told.append(list(messages))
        self.rules.append(info.instructions or "")
        said = self.script[min(len(self.told), len(self.script)) - 1]
        return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, said)])

    @property
    def model(self) -> FunctionModel:
        return FunctionModel(self)


async def propose(
    engine: ModelEngine,
    asked: str | Thread = ASKED,
    search: Search = SEARCH,
    channel: Channel = Channel.CHAT,
) -> Answer | HandOff:
    thread = asks(asked, channel) if isinstance(asked, str) else asked
    return await engine.propose(thread, search, read(thread, answers_given=0))


async def outcome_of(
    *script: Json | str,
    asked: str = ASKED,
    search: Search = SEARCH,
    channel: Channel = Channel.CHAT,
    **options: Any,
) -> Answer | HandOff:
    """What becomes of a model that returns these, one for each request."""
    engine = ModelEngine(Scripted(script).model, **options)
    return await propose(engine, asked, search, channel)


Hook = Callable[[str], None]
