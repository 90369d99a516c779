"""Real things, chosen and put together."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate import store
from frontmate.agent import Engine, ExtractiveEngine, answer
from frontmate.app.alerts import Alerter
from frontmate.console import build_console
from frontmate.conversation.outcome import Outcome
from frontmate.conversation.policy import Policy
from frontmate.front import FrontClient, Identity, Limiter, WebhookSecrets
from frontmate.intake import Door, Gate, routes
from frontmate.knowledge import Article, Search, read_folder, split
from frontmate.workflow import Connection, Directory, Jobs, Question, Shell, give_back, handle, tick


@dataclass(frozen=True)
class Workspace:
    """One Front workspace to connect: what the admin has entered, secrets included."""

    connection: str
    identity: Identity
    token: str = field(repr=False)
    secrets: WebhookSecrets = field(repr=False)
    api_url: str = "https://api2.frontapp.com"
    requests_per_minute: int = 50
    policy: Policy = field(default_factory=Policy)
    """The first policy; later ones are rows."""
    help_center: Path | None = None
    ai_name: str = "the AI assistant"


@dataclass(frozen=True)
class Options:
    """What `build` needs beyond the workspaces."""

    public_url: str
    secret_key: str = field(repr=False)
    alert_url: str | None = None
    zone: str = "UTC"
    front_url: str = "https://app.frontapp.com/open/"
    demo_key: str | None = field(default=None, repr=False)
    visible_within: timedelta = timedelta(seconds=120)
    concurrency: int = 10


@dataclass(frozen=True)
class App:
    """The product, put together: `web` is served, `work` is run, in one loop or apart."""

    engine: AsyncEngine
    jobs: Jobs
    shell: Shell
    web: Starlette

    async def work(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set."""

        async def handle_one(conversation: int) -> None:
            await handle(self.shell, conversation)

        async def tick_once() -> None:
            await tick(self.shell)

        await self.jobs.work(handle_one, tick_once, stop)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Work until the block ends; what is under way is then finished."""
        stop = asyncio.Event()
        work = asyncio.create_task(self.work(stop))
        try:
            yield
        finally:
            stop.set()
            await work


def utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def build(
    database_url: str, workspaces: Sequence[Workspace], options: Options
) -> AsyncIterator[App]:
    """Put the product together on a migrated database; closes what it opened.

    Raises CompanyTakenError, and ArticleUnreadable for a help center that cannot be read.
    """
    engine = store.open_engine(database_url)
    jobs = Jobs(database_url, concurrency=options.concurrency)
    alerter = Alerter(options.alert_url)
    await jobs.open()
    connections = {w.connection: _connect(w) for w in workspaces}
    try:
        searches = {w.connection: await _register(engine, w) for w in workspaces}
        shell = _shell(engine, jobs, connections, searches, options, alerter)
        yield App(engine, jobs, shell, _web(engine, jobs, shell, workspaces, options))
    finally:
        for connection in connections.values():
            await connection.client.aclose()
        await alerter.close()
        await jobs.close()
        await engine.dispose()


def _connect(workspace: Workspace) -> Connection:
    limiter = Limiter(per_minute=workspace.requests_per_minute, clock=utc_now, sleep=asyncio.sleep)
    client = FrontClient(
        base_url=workspace.api_url,
        token=workspace.token,
        identity=workspace.identity,
        limiter=limiter,
        clock=utc_now,
        sleep=asyncio.sleep,
    )
    directory = Directory(client, utc_now)
    return Connection(
        workspace.connection, workspace.identity, client, directory, workspace.ai_name
    )


async def _register(engine: AsyncEngine, workspace: Workspace) -> Search:
    """Make sure the connection is known, bring its knowledge up to date, and index it."""
    read = read_folder(workspace.help_center) if workspace.help_center is not None else ()
    async with engine.begin() as db:
        now = utc_now()
        await store.connections.register(
            db, workspace.connection, workspace.identity.company, workspace.policy, now
        )
        articles = [_as_stored(article) for article in read]
        await store.articles.replace_all(db, workspace.connection, articles, now)
        current = await store.articles.current(db, workspace.connection)
    return Search([passage for stored in current for passage in split(_as_article(stored))])


def _shell(
    engine: AsyncEngine,
    jobs: Jobs,
    connections: Mapping[str, Connection],
    searches: Mapping[str, Search],
    options: Options,
    alerter: Alerter,
) -> Shell:
    answering: Engine = ExtractiveEngine()

    async def ask(connection: str, question: Question) -> Outcome:
        return await answer(
            question.thread,
            searches[connection],
            answering,
            answers_given=question.answers_given,
            team_language=question.team_language,
        )

    def session_url(session: int) -> str:
        return f"{options.public_url}/sessions/{session}"

    async def alert(connection: str, session: int, why: str) -> None:
        await alerter.send(connection, session_url(session), why)

    return Shell(
        engine=engine,
        connections=connections,
        answer=ask,
        defer=jobs.defer,
        alert=alert,
        clock=utc_now,
        session_url=session_url,
        visible_within=options.visible_within,
    )


def _web(
    engine: AsyncEngine,
    jobs: Jobs,
    shell: Shell,
    workspaces: Sequence[Workspace],
    options: Options,
) -> Starlette:
    gates = {w.connection: Gate(w.identity.company, w.secrets) for w in workspaces}

    async def press_give_back(session: int, by: str) -> None:
        await give_back(shell, session, by)

    async def alive(_: Request) -> Response:
        return JSONResponse({"ok": True})

    console = build_console(
        engine=engine,
        secret_key=options.secret_key,
        clock=utc_now,
        front_url=options.front_url,
        give_back=press_give_back,
        demo_key=options.demo_key,
        zone=options.zone,
        secure_cookies=options.public_url.startswith("https://"),
    )
    door = Door(engine, gates, jobs.defer, utc_now)
    return Starlette(routes=[*routes(door), Route("/healthz", alive), *console])


def _as_stored(article: Article) -> store.StoredArticle:
    return store.StoredArticle(
        key=article.key,
        version=article.version,
        title=article.title,
        locale=article.locale,
        public=article.public,
        body=article.body,
        url=article.url,
        keywords=article.keywords,
    )


def _as_article(stored: store.StoredArticle) -> Article:
    return Article(
        key=stored.key,
        title=stored.title,
        locale=stored.locale,
        public=stored.public,
        body=stored.body,
        url=stored.url,
        version=stored.version,
        keywords=stored.keywords,
    )
