"""One of Front's help centers as a source: its list, and the contents that have changed (9.2)."""

from frontmate.front import HelpCenter
from frontmate.store import Gone, Source, articles, sources
from frontmate.workflow.choices import decided
from frontmate.workflow.sync_pass import SyncPass
from frontmate.workflow.sync_plan import CenterPlan, plan_center
from frontmate.workflow.sync_reading import Reading


async def sync_center(now: SyncPass, source: Source, center: HelpCenter) -> str:
    """Take over what a help center says; returns what could not be read of it.

    What has left it, or is not for customers any more, is taken out before anything is fetched.
    Raises FrontError where the pass must end: everything that was stored stays.
    """
    plan = await plan_center(now, source, center)
    await _take_out(now, plan)
    now.unchanged += plan.unchanged
    if source.began_at and (source.synced_at is None or source.synced_at < source.began_at):
        now.owe()
    async with now.engine.begin() as db:
        await sources.begin(db, source.id, plan.editions, now.clock())
        await sources.progress(db, source.id, plan.unchanged, plan.editions)
    reading = Reading(now, source, center, plan.held, plan.unchanged, plan.editions)
    try:
        await reading.read(plan.stale)
    finally:
        async with now.engine.begin() as db:
            await now.announce_rest(db)
    return await reading.finish()


async def _take_out(now: SyncPass, plan: CenterPlan) -> None:
    """In one transaction: what is gone, and what must not be told or stands elsewhere now."""
    source, at = plan.source.id, now.clock()
    async with now.engine.begin() as db:
        now.gone += await articles.remove(db, now.connection, source, plan.gone, at, Gone.DELETED)
        for article in await decided(db, now.connection, source, plan.renewed):
            await articles.put(db, now.connection, source, article, at)
        if plan.gone or plan.renewed:
            await now.announce(db)
