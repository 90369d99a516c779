"""`frontmate run`: web server and worker in one process, for a real Front workspace."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from frontmate.app.build import Options, Workspace, build, utc_now
from frontmate.app.keys import keep_secret_key
from frontmate.app.serving import listen, serve
from frontmate.console import ensure_admin
from frontmate.front import Identity, WebhookSecrets
from frontmate.settings import FrontSettings, Settings, SettingsError
from frontmate.store import embedded, migrate


@dataclass(frozen=True)
class Running:
    banner: str
    """For the person who started it: the URLs, and at the first start the admin's password."""


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Running]:
    """Run until the block ends.

    Raises SettingsError, EmbeddedServerError, OSError where the port is taken.
    """
    listener = _listen(settings)
    url = settings.public_url or f"http://{settings.host}:{listener.getsockname()[1]}"
    database = settings.database_url or embedded.start(
        settings.data / "postgresql", stop_at_exit=True
    )
    await asyncio.to_thread(migrate, database)
    options = Options(
        public_url=url,
        secret_key=settings.secret_key or keep_secret_key(settings.data),
        alert_url=settings.alert_url,
        zone=settings.zone,
    )
    workspaces = [] if settings.front is None else [_workspace(settings, settings.front)]
    async with build(database, workspaces, options) as app, serve(app.web, listener):
        password = await ensure_admin(app.engine, utc_now, lambda: secrets.token_urlsafe(9))
        async with app.working():
            yield Running(_banner(url, settings, password))


def _listen(settings: Settings) -> socket.socket:
    try:
        return listen(settings.host, settings.port)
    except OSError as error:
        raise SettingsError(
            f"port {settings.port} of {settings.host} cannot be used ({error.strerror}): "
            "set FRONTMATE_PORT to another one"
        ) from error


def _workspace(settings: Settings, front: FrontSettings) -> Workspace:
    return Workspace(
        connection=front.connection,
        identity=Identity(front.company, front.ai_teammate),
        token=front.token,
        secrets=WebhookSecrets(front.signing_key, front.rule_secret),
        api_url=front.api_url,
        requests_per_minute=front.requests_per_minute,
        help_center=settings.help_center,
    )


def _banner(url: str, settings: Settings, password: str | None) -> str:
    lines = [f"Console:  {url}"]
    if password is not None:
        lines.append(f"Sign in:  admin / {password}   (shown this once)")
    if settings.front is None:
        lines.append("No Front workspace is connected: set FRONTMATE_FRONT_TOKEN and its company.")
    else:
        lines.append(f"Webhooks: {url}/webhooks/front/{settings.front.connection}")
    if settings.help_center is None:
        lines.append(
            "No help center: set FRONTMATE_HELP_CENTER, else every question is handed over."
        )
    return "\n".join(lines)
