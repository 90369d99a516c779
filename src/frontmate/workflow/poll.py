"""Front's event list, read from where it was left: where no webhook reaches us, or one was lost.

(7.2, 10.3)
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.front import Call, FrontClient, FrontError, Urgency, translate
from frontmate.store import Delivery, cursors, deliveries
from frontmate.workflow.alone import alone
from frontmate.workflow.poll_place import GRAIN, OVERLAP, Place
from frontmate.workflow.shell import Connection, Shell, log_call

_AHEAD = timedelta(hours=1)
"""The end of what a pass reads is fixed, so that its pages do not shift; and lies ahead of our
clock, so that nothing is late because our clock is."""

_NO_TIME = datetime(1971, 1, 1, tzinfo=UTC)
"""What Front gives no time is read as 1970."""

_BEFORE_ANYTHING = timedelta(days=1)


@dataclass(frozen=True)
class PollReport:
    """What came of reading the event list once."""

    busy: bool = False
    """Another worker is at it, or was just now; nothing was done."""
    taken: int = 0
    """Events that were new to us."""
    known: int = 0
    calls: int = 0
    """Requests to Front, those that were tried again included."""
    more: bool = False
    """The list was not read to its end: go on at once."""
    lag_seconds: float = 0.0
    """How far behind the present the reading is; 0 at the list's end."""
    quiet_seconds: float = 0.0
    """How long ago anything new came from Front, by whichever way; at most since the beginning."""
    problem: str = ""
    """Why the list could not be read; the cursor stands where it stood."""
    retry_after: float | None = None


async def read_events(
    shell: Shell,
    connection: Connection,
    *,
    source: Literal["poll", "recovered"],
    limit: int = 150,
    pages: int | None = None,
    unless_read_within: timedelta = timedelta(0),
) -> PollReport:
    """Take in what Front's event list holds and we do not know, oldest first.

    Ends after the page with which there are `limit` new events, or after so many `pages`. An event
    is stored as its webhook would have been, and once, whichever of the two comes first. The first
    time nothing is taken in: what happened before the connection is not ours. `unless_read_within`
    keeps workers that take turns from reading more often than one would. Raises what the database
    raises.
    """
    async with alone(shell.engine, cursors.EVENTS, connection.id) as mine:
        if not mine or await _was_read(shell, connection.id, unless_read_within):
            return PollReport(busy=True)
        return await _Poll(shell, connection, source, limit, pages).run()


async def _was_read(shell: Shell, connection: str, within: timedelta) -> bool:
    async with shell.engine.begin() as db:
        cursor = await cursors.get(db, connection, cursors.EVENTS)
    last = None if cursor is None else cursor.read_at
    return last is not None and shell.clock() - last < within


@dataclass(frozen=True)
class _Arrival:
    delivery: Delivery
    conversation: str | None


class _Poll:
    """One reading of the list."""

    def __init__(
        self, shell: Shell, connection: Connection, source: str, limit: int, pages: int | None
    ) -> None:
        self._shell, self._connection = shell, connection
        self._source, self._limit, self._pages = source, limit, pages
        self._calls: list[Call] = []
        self._taken = self._known = 0
        self._until = shell.clock() + _AHEAD

    @property
    def _client(self) -> FrontClient:
        # What has come in already is answered before more is fetched.
        return self._connection.client.watched(self._calls.append, urgency=Urgency.HOUSEKEEPING)

    async def run(self) -> PollReport:
        problem, retry_after, behind = "", None, None
        try:
            behind = await self._read(await self._begin())
        except FrontError as error:
            problem, retry_after = f"{error}. {error.advice}", error.retry_after
            async with self._shell.engine.begin() as db:
                await cursors.fail(
                    db, self._connection.id, cursors.EVENTS, problem, self._shell.clock()
                )
        return await self._report(behind, problem, retry_after)

    async def _begin(self) -> Place:
        async with self._shell.engine.begin() as db:
            cursor = await cursors.get(db, self._connection.id, cursors.EVENTS)
            floor = await cursors.get(db, self._connection.id, cursors.FLOOR)
        now = self._shell.clock()
        if floor is None:
            newest = await self._newest()
            # An attempt that failed has left the time of the connection, by our clock.
            begin = newest if cursor is None else min(newest, cursor.at)
            async with self._shell.engine.begin() as db:
                await cursors.move(db, self._connection.id, cursors.FLOOR, begin, now)
            return Place(begin, begin, newest)
        if cursor is None or cursor.read_at is None:
            return Place(floor.at, floor.at, floor.at)
        passed = max(now - cursor.read_at, timedelta(0))
        return Place(max(cursor.at - OVERLAP, floor.at), floor.at, cursor.at + passed)

    async def _newest(self) -> datetime:
        """The time of Front's newest event; a while ago where there is none."""
        events = await self._client.recent_events(1)
        times = [at for event in events if (at := self._arrival(event).delivery.emitted_at)]
        return max(times, default=self._shell.clock() - _BEFORE_ANYTHING)

    async def _read(self, place: Place) -> datetime | None:
        """Store page after page; where it stopped, if there is more."""
        begun, read = place.after, 0
        async for page in self._client.event_pages(place.after, self._until):
            place, read = await self._store(page, place), read + 1
            await self._shell.checkpoint("page_stored")
            # The next reading begins a little earlier: one that got no further would stay for ever.
            enough = self._pages is not None and read >= self._pages
            if self._taken >= self._limit or (enough and place.after > begun + GRAIN):
                return place.after
        async with self._shell.engine.begin() as db:
            await self._move(db, replace(place, ended=True))
        return None

    async def _store(self, page: Sequence[Mapping[str, Any]], place: Place) -> Place:
        """One transaction an event, since nobody waits for a conversation's row while holding
        another's; the cursor moves with the last of the page."""
        arrivals = [self._arrival(event) for event in page]
        times = [at for each in arrivals if (at := each.delivery.emitted_at)]
        # A time that lies ahead of what was asked for would let us pass over what comes.
        place = place.read_to(min(max([place.after, *times]), self._until))
        fresh = await self._unknown(arrivals, place.floor)
        for arrival in fresh[:-1]:
            async with self._shell.engine.begin() as db:
                await self._take(db, arrival)
            await self._shell.checkpoint("event_taken")
        async with self._shell.engine.begin() as db:
            if fresh:
                await self._take(db, fresh[-1])
            await self._move(db, place)
        self._known += len(arrivals) - len(fresh)
        return place

    async def _unknown(self, arrivals: Sequence[_Arrival], floor: datetime) -> list[_Arrival]:
        keys = [each.delivery.event_key for each in arrivals]
        async with self._shell.engine.begin() as db:
            known = await deliveries.known(db, self._connection.id, keys)
        return [
            each
            for each in arrivals
            if each.delivery.event_key not in known
            and (each.delivery.emitted_at is None or each.delivery.emitted_at > floor)
        ]

    def _arrival(self, event: Mapping[str, Any]) -> _Arrival:
        read = translate(event, self._connection.identity)
        raw = json.dumps(event, ensure_ascii=False)
        delivery = Delivery(
            connection=self._connection.id,
            event_key=read.id or hashlib.sha256(raw.encode()).hexdigest(),
            source=self._source,
            kind="list",
            type=str(event.get("type") or ""),
            conversation=None,
            emitted_at=read.at if read.at > _NO_TIME else None,
            raw=raw,
        )
        return _Arrival(delivery, read.conversation.id or None)

    async def _take(self, db: AsyncConnection, arrival: _Arrival) -> None:
        new = await deliveries.take_in(
            db, arrival.delivery, arrival.conversation, self._shell.defer, self._shell.clock()
        )
        self._taken += new is not None

    async def _log_failures(self, db: AsyncConnection) -> None:
        """For `doctor`. What went well is not kept: it would be a row every few seconds."""
        for call in self._calls:
            if call.error is not None or (call.status or 0) >= 400:
                await log_call(db, self._connection.id, call)

    async def _move(self, db: AsyncConnection, place: Place) -> None:
        behind = None if place.ended else place.after
        now = self._shell.clock()
        await cursors.move(db, self._connection.id, cursors.EVENTS, place.cursor, now, behind)

    async def _report(
        self, behind: datetime | None, problem: str, retry_after: float | None
    ) -> PollReport:
        now = self._shell.clock()
        async with self._shell.engine.begin() as db:
            await self._log_failures(db)
            cursor = await cursors.get(db, self._connection.id, cursors.EVENTS)
            floor = await cursors.get(db, self._connection.id, cursors.FLOOR)
            newest = await deliveries.last_received(db, self._connection.id)
        began = floor.read_at if floor is not None else None
        lively = max((at for at in (newest, began) if at is not None), default=now)
        if problem and cursor is not None:
            behind = cursor.read_at or cursor.at
        return PollReport(
            taken=self._taken,
            known=self._known,
            calls=len(self._calls),
            more=behind is not None and not problem,
            lag_seconds=_seconds(now, behind or now),
            quiet_seconds=_seconds(now, lively),
            problem=problem,
            retry_after=retry_after,
        )


def _seconds(now: datetime, then: datetime) -> float:
    return max(0.0, (now - then).total_seconds())
