"""What a process knows of the connected workspaces."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.app.library import Library
from frontmate.app.roster import Roster
from frontmate.conversation.policy import Policy
from frontmate.front import Urgency
from frontmate.simulator import Config, Simulator, TokenConfig
from frontmate.simulator import serve as serve_simulator
from frontmate.store import Keeper, connections, secrets
from frontmate.workflow import Budgets, budget_of
from tests.workflow.pacing import NOON, Time, workspace

TOKENS = ("simulated-token", "token-for-knowledge")


async def test_10_5_both_tokens_of_a_company_use_one_budget(engine: AsyncEngine) -> None:
    time, keeper = Time(), Keeper("a-key-for-tests")
    roster = Roster(
        engine,
        keeper,
        Library(engine, None),
        Budgets(engine, clock=time, sleep=time.sleep),
    )
    simulator = Simulator(Config(tokens=tuple(TokenConfig(token) for token in TOKENS)))
    async with serve_simulator(simulator) as url:
        await _connect(engine, keeper, url)
        await roster.refresh()
        try:
            knowledge = roster.knowledge_client("main")
            assert knowledge is not None
            await roster["main"].client.me()
            before = await _tokens(engine)
            await knowledge.watched(lambda _: None, urgency=Urgency.HOUSEKEEPING).me()
            assert before - 1 <= await _tokens(engine) < before
        finally:
            await roster.close()
    used = [entry["token"] for entry in simulator.journal.of_kind("request")]
    assert len(set(used)) == 2


async def _connect(engine: AsyncEngine, keeper: Keeper, url: str) -> None:
    async with engine.begin() as db:
        await connections.connect(db, replace(workspace(1), api_url=url), Policy(), NOON)
        await secrets.put(db, keeper, "main", "token", TOKENS[0], NOON)
        await secrets.put(db, keeper, "main", "knowledge_token", TOKENS[1], NOON)


async def _tokens(engine: AsyncEngine) -> float:
    async with engine.connect() as db:
        found = await budget_of(db, workspace(1))
    assert found is not None
    return found.tokens
