"""`frontmate run | serve | work`: web server and worker, in one process or apart."""

import asyncio
import logging
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from frontmate.agent import warm_up
from frontmate.app.build import App, build
from frontmate.app.clock import utc_now
from frontmate.app.databases import prepared_database
from frontmate.app.gauges import Gauges
from frontmate.app.keys import keep_secret_key, kept_secret_key
from frontmate.app.metrics import Metrics
from frontmate.app.minds import Minds, open_minds
from frontmate.app.options import Options
from frontmate.app.probing import probes_of
from frontmate.app.serving import listen, serve
from frontmate.console import ensure_admin
from frontmate.settings import Settings, SettingsError
from frontmate.store import Blobs, embedded
from frontmate.workflow import Uncounted

log = logging.getLogger(__name__)

_LOOK_AFTER_IT = 3.0
"""Seconds between two looks at the embedded server."""


@dataclass(frozen=True)
class Running:
    banner: str
    """For the person who started it: the URLs, and at the first start the admin's password."""
    app: App


@asynccontextmanager
async def running(settings: Settings, role: str = "run") -> AsyncIterator[Running]:
    """Run until the block ends. `role`: `run` both, `serve` the web, `work` the worker.

    Raises SettingsError, WrongKeyError, EmbeddedServerError, EncoderUnavailable,
    ModelSettingError.
    """
    listener = None if role == "work" else _listen(settings.host, settings.port, "PORT")
    metrics = _open_metrics(settings)
    url = own_url(settings, None if listener is None else listener.getsockname()[1])
    database = await asyncio.to_thread(prepared_database, settings)
    minds = await asyncio.to_thread(open_minds, settings)
    if role != "serve":
        # Else the first message would hold up all others.
        await asyncio.to_thread(warm_up)
    options = _options(settings, role, url, database, minds, metrics)
    async with AsyncExitStack() as stack:
        if settings.database_url is None:
            watching = asyncio.create_task(_keep_up(settings.data / "postgresql"))
            stack.callback(watching.cancel)
        app = await stack.enter_async_context(build(database, [], options))
        password = None
        if listener is not None:
            web = app.web if metrics is None else metrics.timed(app.web, app.roster.gates)
            await stack.enter_async_context(serve(web, listener, settings.trusted_proxies))
            password = await ensure_admin(app.engine, utc_now, lambda: secrets.token_urlsafe(9))
        if metrics is not None:
            gauges = Gauges(app.engine, app.roster, utc_now)
            door = metrics.door(gauges, app.upkeep.version, role)
            await stack.enter_async_context(serve(door, metrics.listener, ()))
        await stack.enter_async_context(app.working())
        yield Running(_banner(url, role, app, password, minds.warning, metrics), app)


def _options(
    settings: Settings, role: str, url: str, database: str, minds: Minds, metrics: Metrics | None
) -> Options:
    return Options(
        public_url=url,
        secret_key=secret_key(settings),
        role=role,
        alert_url=settings.alert_url,
        zone=settings.zone,
        engine=minds.engine,
        encoder=minds.encoder,
        pictures=minds.pictures,
        has_model=settings.model is not None,
        told_url=settings.public_url,
        data=settings.data,
        embedded=settings.database_url is None,
        probes=probes_of(settings, database),
        meter=Uncounted() if metrics is None else metrics.counts,
        blobs=open_blobs(settings),
    )


def open_blobs(settings: Settings) -> Blobs:
    """Where the bytes of attachments are kept. Raises SettingsError."""
    try:
        return Blobs(settings.blobs or str(settings.data / "blobs"))
    except (ImportError, ValueError, OSError) as error:
        raise SettingsError(
            "FRONTMATE_BLOBS must be a folder, or a URL of fsspec's whose package is installed "
            "(s3:// needs s3fs)"
        ) from error


def _open_metrics(settings: Settings) -> Metrics | None:
    if settings.metrics_port is None:
        return None
    return Metrics(_listen(settings.metrics_host, settings.metrics_port, "METRICS_PORT"))


async def _keep_up(folder: Path) -> None:
    """Nobody else would start the embedded server again: it is ours."""
    while True:
        await asyncio.sleep(_LOOK_AFTER_IT)
        try:
            if await asyncio.to_thread(embedded.revive, folder):
                log.warning("the embedded PostgreSQL had ended, and was started again")
        except embedded.EmbeddedServerError as error:
            log.error("%s", error)


def secret_key(settings: Settings) -> str:
    """The installation's key: the setting's, or the one in the data folder, made if need be."""
    return settings.secret_key or keep_secret_key(settings.data)


def known_secret_key(settings: Settings) -> str | None:
    """The same, but never made: a new one would hide that the right one is missing."""
    return settings.secret_key or kept_secret_key(settings.data)


def own_url(settings: Settings, port: int | None = None) -> str:
    """Where this installation is reached: as the setting says, else at its own host and port."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return settings.public_url or f"http://{host}:{settings.port if port is None else port}"


def _listen(host: str, port: int, setting: str) -> socket.socket:
    try:
        return listen(host, port)
    except OSError as error:
        raise SettingsError(
            f"port {port} of {host} cannot be used ({error.strerror}): "
            f"set FRONTMATE_{setting} to another one"
        ) from error


def _banner(
    url: str,
    role: str,
    app: App,
    password: str | None,
    warning: str | None,
    metrics: Metrics | None,
) -> str:
    shown = [] if metrics is None else [f"Metrics:  {metrics.url}"]
    if role == "work":
        told = "Working. The console and the webhooks are served by `frontmate serve`."
        return "\n".join([*shown, told])
    lines = [f"Console:  {url}", *shown]
    if password is not None:
        lines.append(f"Sign in:  admin / {password}   (shown this once)")
    for name in sorted(app.roster.gates):
        if app.roster.workspace(name).intake == "poll":
            lines.append(f"{name}: reads Front's event list, no webhook is needed")
        else:
            lines.append(f"{name}: webhooks to {url}/webhooks/front/{name}")
    if not app.roster.gates:
        lines.append("No Front workspace is connected yet: run `frontmate connect`.")
    if role == "serve":
        lines.append("This process answers nobody: start `frontmate work` beside it.")
    if warning:
        lines.append(warning)
    return "\n".join(lines)
