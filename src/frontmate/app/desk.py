"""What the console's pages use of the product that runs around them."""

from collections.abc import Awaitable, Callable
from importlib import metadata

from frontmate import store
from frontmate.agent import Explanation, explain
from frontmate.app.clock import utc_now
from frontmate.app.minds import agent_of
from frontmate.app.options import Options
from frontmate.app.roster import Roster
from frontmate.console import Product
from frontmate.setup import Premises, until_all_have_read
from frontmate.workflow import Shell, give_back, hand_over


def product_for(shell: Shell, roster: Roster, options: Options) -> Product:
    keeper = store.Keeper(options.secret_key)

    async def explain_here(connection: str, question: str) -> Explanation:
        return await explain(question, roster.search(connection), options.engine)

    return Product(
        keeper=keeper,
        premises=_premises(shell, keeper, options),
        public_url=options.public_url,
        give_back=lambda session, by: give_back(shell, session, by),
        hand_off=lambda session, by: hand_over(shell, session, by),
        explain=explain_here,
        # Not the shell's: what is asked out of curiosity must not count as a customer's question.
        ask=agent_of(options.engine, roster.search),
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
            alive = await store.processes.alive(db, utc_now() - store.processes.ALIVE_WITHIN)
        if len(alive) > 1:
            await until_all_have_read()

    return settle
