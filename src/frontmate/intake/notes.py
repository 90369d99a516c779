"""What `doctor` and `connect` must know of webhooks that are no events; never in the way."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.store import webhooks

log = logging.getLogger(__name__)

_SELDOM = timedelta(seconds=1)


class Notes:
    """Handshakes and refusals. A flood of forged webhooks costs one row a second and reason."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock
        self._noted: dict[tuple[str, str], datetime] = {}

    async def shook_hands(self, connection: str) -> None:
        try:
            async with self._engine.begin() as db:
                await webhooks.shook_hands(db, connection, self._clock())
        except (SQLAlchemyError, OSError):
            log.exception("a handshake of %s could not be noted", connection)

    async def refused(self, connection: str, why: str) -> None:
        now = self._clock()
        last = self._noted.get((connection, why))
        if last is not None and now - last < _SELDOM:
            return
        self._noted[connection, why] = now
        try:
            async with self._engine.begin() as db:
                await webhooks.refused(db, connection, why, now)
        except (SQLAlchemyError, OSError):
            log.exception("a refusal of %s could not be noted", connection)
