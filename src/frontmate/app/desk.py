"""What the console's pages use of the product that runs around them."""

import asyncio
from collections.abc import Awaitable, Callable
from importlib import metadata

from frontmate import store
from frontmate.agent import Explanation, answer, explain
from frontmate.app.clock import utc_now
from frontmate.app.options import Options
from frontmate.app.roster import Roster
from frontmate.app.upkeep import ALIVE_WITHIN
from frontmate.console import Product
from frontmate.conversation.outcome import Outcome
from frontmate.setup import Premises
from frontmate.workflow import Question, Shell, give_back, hand_over

_UNTIL_ALL_HAVE_READ = 2.0
"""Seconds: every process looks once a second for what has changed about a connection."""


def product_for(shell: Shell, roster: Roster, options: Options) -> Product:
    keeper = store.Keeper(options.secret_key)

    async def explain_here(connection: str, question: str) -> Explanation:
        return await explain(question, roster.search(connection), options.engine)

    async def propose(connection: str, question: Question) -> Outcome:
        # Not the shell's: what is asked out of curiosity must not count as a customer's question.
        return await answer(
            question.thread,
            roster.search(connection),
            options.engine,
            answers_given=question.answers_given,
            team_language=question.team_language,
        )

    return Product(
        keeper=keeper,
        premises=_premises(shell, keeper, options),
        public_url=options.public_url,
        give_back=lambda session, by: give_back(shell, session, by),
        hand_off=lambda session, by: hand_over(shell, session, by),
        explain=explain_here,
        ask=propose,
        settle=_settling(shell, roster),
        has_model=options.has_model,
        alerts=options.alert_url is not None,
    )


def _premises(shell: Shell, keeper: store.Keeper, options: Options) -> Premises:
    return Premises(
        engine=shell.engine,
        clock=utc_now,
        version=metadata.version("frontmate"),
        keeper=keeper,
        public_url=options.told_url,
        data=options.data,
        embedded=options.embedded,
        probes=options.probes,
    )


def _settling(shell: Shell, roster: Roster) -> Callable[[], Awaitable[None]]:
    async def settle() -> None:
        await roster.refresh()
        async with shell.engine.begin() as db:
            alive = await store.processes.alive(db, utc_now() - ALIVE_WITHIN)
        if len(alive) > 1:
            await asyncio.sleep(_UNTIL_ALL_HAVE_READ)

    return settle
