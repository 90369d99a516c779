"""The alert: a JSON POST to a URL of the admin's when a person is needed (10.3, 10.4)."""

import logging
from datetime import datetime

import httpx2

log = logging.getLogger(__name__)

_RESAVE = (
    "Front's event list shows messages that no webhook told; they are taken in from there, minutes "
    "late. Open the app in Front (Settings > Developers) and save its webhook: that switches it on "
    "again. `frontmate doctor` says more."
)


class Alerter:
    """Sends alerts; one that cannot be delivered is logged, the console lists it anyway."""

    def __init__(self, url: str | None) -> None:
        self._url = url
        self._client = httpx2.AsyncClient(timeout=10.0, follow_redirects=False)

    async def send(self, connection: str, session_url: str, why: str) -> None:
        log.warning("a person is needed: %s (%s) %s", why, connection, session_url)
        await self._post({"connection": connection, "why": why, "session": session_url})

    async def webhook_silent(self, connection: str, since: datetime) -> bool:
        """False if nobody could be told; True also where there is nobody to tell but the log."""
        log.warning("connection %s: the webhook is silent since %s. %s", connection, since, _RESAVE)
        told = {"connection": connection, "why": "webhook_silent", "session": None}
        return await self._post({**told, "since": since.isoformat(), "advice": _RESAVE})

    async def _post(self, body: dict[str, str | None]) -> bool:
        if self._url is None:
            return True
        try:
            (await self._client.post(self._url, json=body)).raise_for_status()
        except httpx2.HTTPError as error:
            log.warning("the alert could not be delivered: %s", type(error).__name__)
            return False
        return True

    async def close(self) -> None:
        await self._client.aclose()
