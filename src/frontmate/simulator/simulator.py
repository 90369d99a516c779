"""The stand-in as a whole: its parts put together, and the ASGI application over them."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

from frontmate.simulator.actions import Actions
from frontmate.simulator.actions.arguments import ActionError
from frontmate.simulator.changes import Changes
from frontmate.simulator.config import Config
from frontmate.simulator.content.playing import play
from frontmate.simulator.control import Control, wrong
from frontmate.simulator.desk import Desk
from frontmate.simulator.dial import Dial
from frontmate.simulator.dial_controls import DialControls
from frontmate.simulator.drafts import Drafts
from frontmate.simulator.events import Emitter
from frontmate.simulator.faults import Faults, UnknownFaultError, WebhookFaults
from frontmate.simulator.faults.controls import FaultControls
from frontmate.simulator.guards import Guards
from frontmate.simulator.journal import Journal
from frontmate.simulator.local import LocalOnly
from frontmate.simulator.page.live import Live
from frontmate.simulator.page.standing import Standing
from frontmate.simulator.page.views import Page
from frontmate.simulator.ratelimit import RateLimit
from frontmate.simulator.rules.running import Rules
from frontmate.simulator.settings import SettingsControls
from frontmate.simulator.shapes import Shapes
from frontmate.simulator.webhooks import Webhooks
from frontmate.simulator.wire.app import api
from frontmate.simulator.wire.door import Door
from frontmate.simulator.workspace import Workspace


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Simulator:
    """One simulated company. `clock` gives aware UTC times, `sleep` takes seconds.

    They are what its own time stands on: `time`, a dial that can run fast, stand still and jump.

    Use it through `serve`, or mount `.app` yourself, set `base_url`, and `await close()` at the
    end. Everything happens on the event loop that serves `.app`.
    """

    def __init__(
        self,
        config: Config | None = None,
        *,
        clock: Callable[[], datetime] = _utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        config = config or Config()
        self.config = config
        self._real_clock = clock
        self.closing = asyncio.Event()
        self._tasks: set[asyncio.Future[None]] = set()
        self.time = Dial(clock, sleep, started_at=config.started_at, rate=config.time_rate)
        now, later = self.time.now, self.time.sleep
        self.journal = Journal(now)
        self.faults = Faults()
        self._limit = RateLimit(config.ratelimit, config.ratelimit_burst, now)
        self._guards = Guards(config.guards, self._limit, now)
        self.webhooks = Webhooks(
            config,
            WebhookFaults(self.faults, self.time),
            self.journal,
            clock=now,
            sleep=later,
            spawn=self._spawn,
            challenge=self._challenge,
        )
        workspace = Workspace(config, now)
        shapes = Shapes(workspace, "http://127.0.0.1")
        emitter = Emitter(workspace, shapes, self.journal)
        changes = Changes(workspace, emitter, self.journal)
        self._live = Live()
        drafts = Drafts(workspace, changes, self.journal, self._live.changed)
        self.desk = Desk(workspace, shapes, changes, drafts, self.journal, later, self._spawn)
        self.actions = Actions(self.desk)
        rules = Rules(self.desk, self.actions, self.webhooks.send_to_rule)
        emitter.listeners += [self.webhooks.heard, self._live.heard, rules.heard]
        self.app: ASGIApp = self._assembled()

    @property
    def base_url(self) -> str:
        """The address that links in answers and events point at."""
        return self.desk.shapes.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self.desk.shapes.base_url = url

    def begin(self) -> None:
        """Called once the stand-in has its address: plays the past, shakes hands in the background.

        ContentUnreadableError if the past has people or inboxes that the company has not.
        """
        play(self.desk, self.actions.perform, self.config.conversations)
        if self.webhooks.app is not None:
            self._spawn(self._handshake())

    def reset(self) -> None:
        """Forget everything that happened; settings made at runtime for webhooks stay."""
        for task in list(self._tasks):
            task.cancel()
        self.faults.clear()
        self.time.reset()
        self.desk.workspace.reset()
        self.journal.clear()
        self.webhooks.reset()
        self._limit.reset(self.config.ratelimit, self.config.ratelimit_burst)
        self._guards.reset(self.config.guards)
        play(self.desk, self.actions.perform, self.config.conversations)
        self._live.refresh()

    async def close(self) -> None:
        self.closing.set()
        self._live.close()
        self.faults.release()
        for task in list(self._tasks):
            task.cancel()
        self.time.reset()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.webhooks.close()

    async def _handshake(self) -> None:
        await self.webhooks.handshake()

    def _challenge(self) -> str:
        return self.desk.workspace.ids.challenge()

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self.time.work.watch(task)
        # The loop itself keeps only weak references to tasks.
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Future[None]) -> None:
        self._tasks.discard(task)
        with suppress(asyncio.CancelledError):
            task.result()

    def _assembled(self) -> ASGIApp:
        workspace = self.desk.workspace
        more = (
            *DialControls(self.time, self.journal).routes(),
            *FaultControls(self.faults, self.actions, workspace).routes(),
            *SettingsControls(workspace, self._limit, self._guards).routes(),
        )
        control = Control(self.desk, self.actions, self.webhooks, self.reset, more)
        door = Door(
            api(self.desk),
            access=workspace.access,
            faults=self.faults,
            journal=self.journal,
            limit=self._limit,
            guards=self._guards,
            dial=self.time,
            perform=self.actions.perform_soon,
            closing=self.closing,
        )
        standing = Standing(self.webhooks, self.time, self._real_clock)
        page = Page(self.desk, self.actions, self._live, standing)
        handlers: dict[Any, Callable[..., Any]] = {ActionError: wrong, UnknownFaultError: wrong}
        routes: list[BaseRoute] = [
            Mount("/_control", Starlette(routes=control.routes(), exception_handlers=handlers)),
            *page.routes(),
            Mount("/", door),
        ]
        whole = Starlette(routes=routes, middleware=[Middleware(LocalOnly)])
        # A path that no pattern fits (it holds a line's end) is answered by the API, too.
        whole.router.redirect_slashes = False
        whole.router.default = door
        return whole
