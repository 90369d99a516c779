"""Whatever happens at the help centers, answers rest on what they say now (9.2).

Histories are invented, and played with real passes over the stand-in: FRONTMATE_HISTORIES says how
many (25; a deep run: `FRONTMATE_HISTORIES=2000 pytest tests/workflow/test_knowledge_histories.py`).
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, note, settings
from hypothesis import strategies as st
from sqlalchemy import text

from frontmate.store import open_engine
from tests.workflow.help_center_moves import LOCALES, MOVES, World
from tests.workflow.histories import History, Step, Trouble
from tests.workflow.library import Library, open_library
from tests.workflow.shifting_pages import shifting_pages
from tests.workflow.strikes import STEPS, FragileTransport, Strikes

HISTORIES = int(os.environ.get("FRONTMATE_HISTORIES", "25"))

PICKS = st.integers(0, 11)
MOVED = st.tuples(st.sampled_from(sorted(MOVES)), PICKS, PICKS)
SHIFTED = st.tuples(
    st.sampled_from(["create", "delete", "delete_category", "move_over"]), PICKS, PICKS
)
"""What moves articles from one page of a list to another."""
PATHS = (
    "^/knowledge_bases$",
    "^/knowledge_bases/[^/]+/content$",
    "^/knowledge_bases/[^/]+/categories$",
    "^/knowledge_bases/[^/]+/articles$",
    "^/knowledge_base_articles/",
)
EFFECTS = st.sampled_from(
    [
        {"effect": "status", "status": 500},
        {"effect": "status", "status": 503},
        {"effect": "status", "status": 403},
        {"effect": "status", "status": 401},
        {"effect": "status", "status": 429, "retry_after": 1},
        {"effect": "status", "status": 429, "retry_after": 90},
        {"effect": "html_error"},
        {"effect": "reset_before"},
        {"effect": "reset_after"},
        {"effect": "truncated"},
        {"effect": "empty"},
        {"effect": "wrong_type"},
    ]
)
NO_LISTS = {"effect": "status", "status": 403, "path_regex": "/categories$"}
FAULTS = st.builds(
    lambda effect, path, nth, times: {**effect, "path_regex": path, "nth": nth, "times": times},
    EFFECTS,
    st.sampled_from(PATHS),
    st.integers(1, 6),
    st.sampled_from([1, 2, 4, 100]),
)
TROUBLES = st.one_of(
    st.just(Trouble()),
    st.builds(Trouble, cut=st.tuples(st.sampled_from(STEPS), st.integers(1, 120))),
    st.builds(Trouble, fault=FAULTS),
    st.builds(Trouble, meddling=st.tuples(MOVED, st.just("call"), st.integers(1, 25))),
    st.builds(Trouble, meddling=st.tuples(SHIFTED, st.just("page"), st.integers(1, 5))),
)
ROUNDS = st.lists(st.tuples(st.lists(MOVED, max_size=5), TROUBLES), min_size=1, max_size=6)


@dataclass
class Stage:
    runner: asyncio.Runner
    library: Library
    strikes: Strikes

    def play(self, rounds: list[tuple[list[Step], Trouble]]) -> None:
        self.runner.run(self._play(rounds))

    async def _play(self, rounds: list[tuple[list[Step], Trouble]]) -> None:
        await self._clear()
        world = World(self.library)
        for kind in ("external", "internal"):
            self.library.center(f"For {kind}", type=kind, locales=list(LOCALES))
        for number in range(5):
            world.create(number // 4, number)
            world.file_under(number, number)
        await History(world, self.strikes).play(rounds)

    async def _clear(self) -> None:
        self.library.simulator.reset()
        self.library.simulator.desk.workspace.access.main.scopes = None
        # Nobody still waits because the last history ended with a request for patience.
        self.library.clock.now += timedelta(hours=1)
        async with self.library.engine.begin() as db:
            for table in ("article_choices", "articles", "sources"):
                await db.execute(text(f"delete from {table}"))


@pytest.fixture(scope="module")
def stage(module_database_url: str) -> Iterator[Stage]:
    strikes = Strikes()
    with asyncio.Runner() as runner:
        opened = AsyncExitStack()

        async def open_stage() -> Library:
            engine = open_engine(module_database_url)
            opened.push_async_callback(engine.dispose)
            strikes.watch(engine)
            transport = FragileTransport(strikes)
            return await opened.enter_async_context(
                open_library(engine, front_behind=shifting_pages, transport=transport)
            )

        try:
            yield Stage(runner, runner.run(open_stage()), strikes)
        finally:
            runner.run(opened.aclose())


@settings(
    max_examples=HISTORIES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rounds=ROUNDS)
@example(rounds=[([], Trouble()), ([], Trouble(meddling=(("delete", 0, 0), "page", 2)))])
@example(rounds=[([], Trouble()), ([("for_the_team", 0, 0)], Trouble(fault=NO_LISTS))])
@example(rounds=[([], Trouble(cut=("pause", 3)))])
def test_9_2_after_each_pass_answers_rest_on_what_front_says_and_it_cost_no_more_than_it_must(
    stage: Stage, rounds: list[tuple[list[Step], Trouble]]
) -> None:
    note(f"history: {rounds}")
    stage.play(rounds)
