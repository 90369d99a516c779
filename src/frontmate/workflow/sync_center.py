"""One of Front's help centers as a source: its list, and the contents that have changed (9.2)."""

from frontmate.front import HelpCenter
from frontmate.store import Gone, Source, article_choices, articles, sources
from frontmate.workflow.choices import decided
from frontmate.workflow.sync_pass import SyncPass
from frontmate.workflow.sync_plan import CenterPlan, plan_center
from frontmate.workflow.sync_reading import Reading


async def take_out_of(now: SyncPass, source: Source, center: HelpCenter) -> CenterPlan:
    """Read a help center's lists; what has left it, or is not for customers any more, is gone then.

    Returns what is still to be fetched. Raises FrontError, and then nothing has changed.
    """
    plan = await plan_center(now, source, center)
    at = now.clock()
    async with now.engine.begin() as db:
        # First: whoever writes sources and articles takes this, and in this order.
        await article_choices.hold(db, now.connection)
        now.gone += await articles.remove(
            db, now.connection, source.id, plan.gone, at, Gone.DELETED
        )
        for article in await decided(db, now.connection, source.id, plan.renewed):
            await articles.put(db, now.connection, source.id, article, at)
        if plan.gone or plan.renewed:
            await now.announce(db)
    return plan


async def fetch(now: SyncPass, plan: CenterPlan) -> str:
    """Take over the contents that have changed; returns what could not be read of them.

    Raises FrontError where the pass must end: everything that was stored stays.
    """
    source = plan.source
    now.unchanged += plan.unchanged
    if source.began_at and (source.synced_at is None or source.synced_at < source.began_at):
        now.owe()
    async with now.engine.begin() as db:
        await sources.begin(db, source.id, plan.editions, now.clock(), done=plan.unchanged)
    reading = Reading(now, source, plan.center, plan.held, plan.unchanged, plan.editions)
    try:
        await reading.read(plan.stale)
    finally:
        async with now.engine.begin() as db:
            await now.announce_rest(db)
    return await reading.finish()
