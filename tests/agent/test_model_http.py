"""The real client against a stand-in host: each form of answer, and each way to fail."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from frontmate.agent import Engine, ExtractiveEngine, answer
from frontmate.agent.model import ModelEngine
from frontmate.agent.open_model import HTTP_RETRIES, open_model
from frontmate.conversation.outcome import Answer, HandOff, HandoffReason
from tests.agent.build import SEARCH, asks
from tests.agent.model_server import (
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    Hangs,
    ModelServer,
    Raw,
    Says,
    Step,
    Writes,
)
from tests.agent.proposals import ASKED, CANNOT, GOOD, Json, answer_of, propose

KEY = "sk-secret-5d1f"
EXTRACTIVE = ExtractiveEngine()
WRONG = answer_of("The link is valid for 90 minutes.")


@dataclass
class Heard:
    """What the hooks of its engines were told."""

    problems: list[str] = field(default_factory=list)
    tokens: list[tuple[int, int]] = field(default_factory=list)
    engines: list[ModelEngine] = field(default_factory=list)

    def engine(
        self,
        server: ModelServer,
        name: str = "small:7b",
        *,
        timeout: float = 10,
        seconds: float = 50,
        fallback: Engine | None = EXTRACTIVE,
    ) -> ModelEngine:
        url = server.url if name.startswith("anthropic:") else f"{server.url}/v1"
        engine = ModelEngine(
            open_model(name, url=url, key=KEY, timeout=timeout),
            fallback,
            seconds=seconds,
            on_problem=self.problems.append,
            on_usage=lambda read, wrote: self.tokens.append((read, wrote)),
        )
        self.engines.append(engine)
        return engine


@pytest.fixture
async def heard() -> AsyncIterator[Heard]:
    heard = Heard()
    yield heard
    for engine in heard.engines:
        await engine.aclose()


@pytest.mark.parametrize("name", ["small:7b", "openai:gpt-5-mini", "anthropic:claude-sonnet-5"])
async def test_an_answer_comes_over_the_wire(
    model_server: ModelServer, heard: Heard, name: str
) -> None:
    model_server.script = [Says(GOOD)]
    outcome = await answer(asks(ASKED), SEARCH, heard.engine(model_server, name), answers_given=0)
    assert isinstance(outcome, Answer)
    assert outcome.text.body == GOOD["reply"]
    assert heard.tokens == [(INPUT_TOKENS, OUTPUT_TOKENS)]
    assert heard.problems == []
    sent = model_server.requests[0]
    assert sent["body"]["model"] == name.split(":", 1)[-1] or name == sent["body"]["model"]
    assert KEY in (sent["headers"].get("authorization", "") + sent["headers"].get("x-api-key", ""))


@pytest.mark.parametrize("name", ["small:7b", "anthropic:claude-sonnet-5"])
async def test_a_repair_goes_over_the_wire(
    model_server: ModelServer, heard: Heard, name: str
) -> None:
    model_server.script = [Says(WRONG), Says(GOOD)]
    assert isinstance(await propose(heard.engine(model_server, name)), Answer)
    assert heard.tokens == [(2 * INPUT_TOKENS, 2 * OUTPUT_TOKENS)]
    assert "no source has" in json.dumps(model_server.requests[1]["body"], ensure_ascii=False)


async def test_only_what_is_documented_is_sent(model_server: ModelServer, heard: Heard) -> None:
    model_server.script = [Says(CANNOT)]
    await propose(heard.engine(model_server))
    body = model_server.requests[0]["body"]
    assert set(body) == {"messages", "model", "stream", "tool_choice", "tools"}
    system, user = body["messages"]
    assert system["role"] == "system"
    assert user["role"] == "user"
    told: Json = json.loads(user["content"])
    assert set(told) == {"conversation", "passages"}
    assert set(told["conversation"][0]) == {"from", "text", "waiting"}
    assert set(told["passages"][0]) == {"number", "title", "heading", "text", "url"}
    assert "Agents may refund" not in json.dumps(body)


FAILING: list[tuple[Step, str]] = [
    (Raw(401, '{"error": {"message": "bad key my-words"}}'), "refuses the key"),
    (Raw(403, '{"error": {"message": "no"}}'), "refuses the key"),
    (Raw(404, '{"error": {"message": "no model"}}'), "knows no such model"),
    (Raw(429, '{"error": {"message": "slow down"}}', {"retry-after": "0"}), "fewer requests"),
    (
        Raw(429, '{"error": {"code": "insufficient_quota", "message": "pay"}}'),
        "no credit left",
    ),
    (Raw(500, '{"error": {"message": "oops"}}'), "error of its own"),
    (Raw(503, "down"), "down or overloaded"),
    (Raw(200, "not JSON at all"), "the "),
    (Raw(200, '{"choices": [{"index": 0, "mess'), "the "),
    (Raw(200, "{}"), "the "),
    (Writes("I would rather chat."), "could not be read"),
    (Writes(""), "could not be read"),
    (Writes('{"outcome": "answer", "repl', finish="length"), "the model's answer"),
    (Writes("", finish="content_filter"), "filtered the answer out"),
    (Says({"outcome": "perhaps"}), "could not be read"),
]


@pytest.mark.parametrize(("step", "says"), FAILING)
async def test_a_host_that_fails_is_named_and_the_fallback_answers(
    model_server: ModelServer, heard: Heard, step: Step, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    model_server.script = [step]
    with caplog.at_level(logging.DEBUG):
        outcome = await propose(heard.engine(model_server))
    assert isinstance(outcome, Answer)
    assert outcome.text.body.startswith("Press Forgot password on the sign-in page.")
    assert len(heard.problems) == 1
    assert says in heard.problems[0]
    assert len(model_server.requests) <= 1 + HTTP_RETRIES
    for word in (KEY, "my-words", "reset my password", "Forgot password"):
        assert word not in caplog.text + heard.problems[0]


async def test_a_host_that_is_down_is_named(model_server: ModelServer, heard: Heard) -> None:
    gone = ModelServer("http://127.0.0.1:1")
    assert isinstance(await propose(heard.engine(gone)), Answer)
    assert "cannot be reached" in heard.problems[0]


async def test_a_slow_host_is_left_after_the_timeout(
    model_server: ModelServer, heard: Heard
) -> None:
    model_server.script = [Hangs()]
    assert isinstance(await propose(heard.engine(model_server, timeout=0.2)), Answer)
    assert "took too long" in heard.problems[0]


async def test_all_attempts_together_have_a_limit(model_server: ModelServer, heard: Heard) -> None:
    model_server.script = [Says(WRONG), Hangs()]
    assert isinstance(await propose(heard.engine(model_server, seconds=0.5)), Answer)
    assert "took too long" in heard.problems[0]
    assert heard.tokens == [(INPUT_TOKENS, OUTPUT_TOKENS)]


async def test_who_cancels_us_is_obeyed(model_server: ModelServer, heard: Heard) -> None:
    model_server.script = [Hangs()]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(propose(heard.engine(model_server)), 0.2)
    assert heard.problems == []


REFUSES_TOOLS = Raw(400, '{"error": {"message": "this model does not support tools"}}')


async def test_a_host_without_tools_is_asked_in_another_form_from_then_on(
    model_server: ModelServer,
    heard: Heard,
) -> None:
    model_server.script = [REFUSES_TOOLS, Says(GOOD)]
    engine = heard.engine(model_server)
    assert isinstance(await propose(engine), Answer)
    assert "tools" in model_server.requests[0]["body"]
    assert model_server.requests[1]["body"]["response_format"]["type"] == "json_schema"
    assert isinstance(await propose(engine), Answer)
    assert len(model_server.requests) == 3
    assert heard.problems == []


async def test_a_host_without_any_structure_is_asked_in_words(
    model_server: ModelServer, heard: Heard
) -> None:
    model_server.script = [REFUSES_TOOLS, REFUSES_TOOLS, Says(GOOD)]
    assert isinstance(await propose(heard.engine(model_server)), Answer)
    assert "propose" not in json.dumps(model_server.requests[2]["body"].get("tools", []))


async def test_a_host_that_refuses_everything_is_left(
    model_server: ModelServer, heard: Heard
) -> None:
    model_server.script = [REFUSES_TOOLS]
    assert isinstance(await propose(heard.engine(model_server)), Answer)
    assert "refuses the request" in heard.problems[0]
    assert len(model_server.requests) == 3


async def test_without_a_fallback_the_hand_off_says_that_the_agent_failed(
    model_server: ModelServer,
    heard: Heard,
) -> None:
    model_server.script = [Raw(500)]
    outcome = await propose(heard.engine(model_server, fallback=None))
    assert isinstance(outcome, HandOff)
    assert outcome.reason is HandoffReason.AGENT_FAILED
