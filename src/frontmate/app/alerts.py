"""The alert: a JSON POST to a URL of the admin's when a person is needed (10.4)."""

import logging

import httpx2

log = logging.getLogger(__name__)


class Alerter:
    """Sends alerts; one that cannot be delivered is logged, the console lists it anyway."""

    def __init__(self, url: str | None) -> None:
        self._url = url
        self._client = httpx2.AsyncClient(timeout=10.0, follow_redirects=False)

    async def send(self, connection: str, session_url: str, why: str) -> None:
        log.warning("a person is needed: %s (%s) %s", why, connection, session_url)
        if self._url is None:
            return
        body = {"connection": connection, "why": why, "session": session_url}
        try:
            (await self._client.post(self._url, json=body)).raise_for_status()
        except httpx2.HTTPError as error:
            log.warning("the alert could not be delivered: %s", type(error).__name__)

    async def close(self) -> None:
        await self._client.aclose()
