"""Once a second: timers that are due become events, and whatever lies about is woken up."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.events import TimerFired
from frontmate.store import actions, conversations, events, timers
from frontmate.workflow.shell import Shell

_NOBODY_CAME = timedelta(seconds=5)


async def tick(shell: Shell) -> None:
    """Fire timers, and defer a job for every conversation that has work and no job."""
    now = shell.clock()
    while await _fire_one(shell, now):
        pass
    async with shell.engine.begin() as db:
        waiting = set(await actions.due_conversations(db, now))
        waiting.update(await actions.begun_conversations(db, now - _NOBODY_CAME))
        waiting.update(await events.open_conversations(db, now - _NOBODY_CAME))
        idle = await _without_job(db, waiting)
    for conversation in idle:
        async with shell.engine.begin() as db:
            await conversations.lock_by_id(db, conversation)
            await shell.defer(db, conversation)


async def _fire_one(shell: Shell, now: datetime) -> bool:
    # A transaction each: nobody holds the rows of two conversations while waiting for a third.
    async with shell.engine.begin() as db:
        timer = await timers.next_due(db, now)
        if timer is None:
            return False
        await conversations.lock_by_id(db, timer.conversation)
        fired = TimerFired(now, timer.kind, timer.session, timer.version, timer.policy)
        await events.add(db, timer.conversation, fired, now)
        await timers.mark_fired(db, timer.id, now)
        await shell.defer(db, timer.conversation)
    return True


async def _without_job(db: AsyncConnection, waiting: set[int]) -> list[int]:
    if not waiting:
        return []
    rows = await db.execute(
        text(
            "select id from unnest(cast(:ids as bigint[])) as id where not exists ("
            " select 1 from procrastinate_jobs"
            " where lock = id::text and status in ('todo', 'doing')) order by id"
        ),
        {"ids": sorted(waiting)},
    )
    return list(rows.scalars())
