"""One proposal from a language model, through pydantic-ai: asked, judged, repaired once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from frontmate.agent.model_failure import ModelFailure, failure_of
from frontmate.agent.prompts import repair

if TYPE_CHECKING:
    from pydantic_ai import Agent
    from pydantic_ai.models import Model

    from frontmate.agent.model_output import Proposal

REPAIRS = 1
_MODES = ("tool", "native", "prompted")
"""How the answer's form is asked for; the next one is tried where a host refuses one."""

Judge = Callable[["Proposal"], tuple[str, ...]]
"""What is wrong with a proposal, in words; empty if it will do."""


@dataclass
class Written:
    """What came of one question to the model."""

    proposal: Proposal | None = None
    """None where it was still wrong after its repair."""
    problems: list[tuple[str, ...]] = field(default_factory=list)
    """What was wrong with each attempt that could be read."""
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass
class _Trial:
    judge: Judge
    problems: list[tuple[str, ...]] = field(default_factory=list)


class Writer:
    """Holds the model, and which form of answer its host accepts."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._mode = 0
        self._agents: dict[str, Agent[_Trial, Proposal]] = {}

    async def write(
        self, rules: str, told: str, judge: Judge, *, seconds: float, written: Written
    ) -> None:
        """Fill `written`, its tokens also where nothing comes of it.

        Two requests at most, a form that the host refuses not counted. Raises ModelFailure.
        """
        failure: ModelFailure | None = None
        try:
            async with asyncio.timeout(seconds):
                await self._write(rules, told, judge, written)
        except ModelFailure:
            raise
        except Exception as error:
            failure = failure_of(error)
        # Raised here, and not above: what the library says may hold the customer's words.
        if failure is not None:
            raise failure

    async def _write(self, rules: str, told: str, judge: Judge, written: Written) -> None:
        from pydantic_ai.exceptions import UnexpectedModelBehavior  # noqa: PLC0415 - 0.4 s

        while True:
            try:
                written.proposal = await self._ask(rules, told, judge, written)
                return
            except UnexpectedModelBehavior:
                # Readable, but wrong twice: that is an outcome. Unreadable twice is a failure.
                if written.problems:
                    return
                raise
            except Exception as error:
                if not self._may_ask_in_another_form(error):
                    raise
                self._mode += 1

    async def _ask(self, rules: str, told: str, judge: Judge, written: Written) -> Proposal:
        from pydantic_ai.usage import RunUsage, UsageLimits  # noqa: PLC0415 - 0.4 s

        usage = RunUsage()
        trial = _Trial(judge, written.problems)
        agent = self._agent(_MODES[self._mode])
        try:
            result = await agent.run(
                told,
                instructions=rules,
                deps=trial,
                usage=usage,
                usage_limits=UsageLimits(request_limit=1 + REPAIRS),
            )
        finally:
            written.input_tokens += usage.input_tokens
            written.output_tokens += usage.output_tokens
        return result.output

    def _may_ask_in_another_form(self, error: Exception) -> bool:
        from pydantic_ai import exceptions as known  # noqa: PLC0415 - 0.4 s

        final = (
            known.ModelAuthenticationError,
            known.ModelNotFoundError,
            known.ModelContextWindowExceededError,
        )
        refused = isinstance(error, known.ModelRequestRejectedError | known.UserError)
        return refused and not isinstance(error, final) and self._mode + 1 < len(_MODES)

    def _agent(self, mode: str) -> Agent[_Trial, Proposal]:
        if mode not in self._agents:
            self._agents[mode] = _build(self._model, mode)
        return self._agents[mode]


def _build(model: Model, mode: str) -> Agent[_Trial, Proposal]:
    from pydantic_ai import (  # noqa: PLC0415 - 0.4 s and 100 MB
        Agent,
        ModelRetry,
        NativeOutput,
        PromptedOutput,
        RunContext,
        ToolOutput,
    )

    from frontmate.agent.model_output import Proposal  # noqa: PLC0415 - pydantic

    forms: dict[str, Any] = {
        "tool": ToolOutput(Proposal, name="propose"),
        "native": NativeOutput(Proposal, name="proposal"),
        "prompted": PromptedOutput(Proposal, name="proposal"),
    }
    agent: Agent[_Trial, Proposal] = Agent(
        model, output_type=forms[mode], deps_type=_Trial, retries=REPAIRS
    )

    @agent.output_validator
    def judged(context: RunContext[_Trial], proposal: Proposal) -> Proposal:
        problems = context.deps.judge(proposal)
        if problems:
            context.deps.problems.append(problems)
            raise ModelRetry(repair(problems))
        return proposal

    return agent
