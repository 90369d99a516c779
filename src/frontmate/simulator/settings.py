"""`/_control/settings`: what can be changed while the stand-in runs."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.actions import arguments
from frontmate.simulator.actions.arguments import ActionError
from frontmate.simulator.guards import Guards
from frontmate.simulator.ratelimit import RateLimit
from frontmate.simulator.workspace import Workspace

_MOST_A_MINUTE = 1_000_000

Read = Callable[[dict[str, Any], str, Any], Any]


class SettingsControls:
    """What is given is set, all or nothing; all settings are answered.

    `message_delay` (s), `drafts_keep_id`, `drafts_are_last_message`, `visitors_are_authors`,
    `short_pages` (0 to 1); `ratelimit` (0: none), `ratelimit_burst`, `guards`. A reset makes them
    again what the config says.
    """

    def __init__(self, workspace: Workspace, limit: RateLimit, guards: Guards) -> None:
        self._known: dict[str, tuple[Any, str, Read]] = {
            "message_delay": (workspace, "message_delay", arguments.seconds),
            "drafts_keep_id": (workspace, "drafts_keep_id", arguments.flag),
            "drafts_are_last_message": (workspace, "drafts_are_last_message", arguments.flag),
            "visitors_are_authors": (workspace, "visitors_are_authors", arguments.flag),
            "short_pages": (workspace, "short_pages", arguments.share),
            "ratelimit": (limit, "limit", _requests),
            "ratelimit_burst": (limit, "burst", _requests),
            "guards": (guards, "is_on", arguments.flag),
        }

    def routes(self) -> list[Route]:
        return [
            Route("/settings", self.show, methods=["GET"]),
            Route("/settings", self.change, methods=["POST"]),
        ]

    async def show(self, _: Request) -> Response:
        return JSONResponse({name: self._now(name) for name in self._known})

    async def change(self, request: Request) -> Response:
        data = await arguments.of_request(request)
        if not data or set(data) - set(self._known):
            raise ActionError(f"a setting: some of {', '.join(self._known)}")
        read = {name: self._known[name][2](data, name, self._now(name)) for name in data}
        for name, value in read.items():
            holder, attribute, _ = self._known[name]
            setattr(holder, attribute, value)
        return await self.show(request)

    def _now(self, name: str) -> Any:
        holder, attribute, _ = self._known[name]
        return getattr(holder, attribute)


def _requests(given: dict[str, Any], name: str, default: int) -> int:
    return arguments.whole(given, name, default, _MOST_A_MINUTE)
