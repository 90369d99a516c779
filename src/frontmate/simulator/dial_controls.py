"""`/_control/time`: what time it is, how fast it runs, and jumps."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.actions import arguments
from frontmate.simulator.actions.arguments import ActionError
from frontmate.simulator.dial import Dial, DialError
from frontmate.simulator.journal import Journal

_KNOWN = ("rate", "set", "advance")


class DialControls:
    """Answers `{now, rate}`: Unix seconds, and how many of them pass in a real one."""

    def __init__(self, dial: Dial, journal: Journal) -> None:
        self._dial, self._journal = dial, journal

    def routes(self) -> list[Route]:
        return [
            Route("/time", self.show, methods=["GET"]),
            Route("/time", self.turn, methods=["POST"]),
        ]

    async def show(self, _: Request) -> Response:
        return JSONResponse({"now": self._dial.seconds, "rate": self._dial.rate})

    async def turn(self, request: Request) -> Response:
        """`rate`, then `set` (Unix seconds, not in the past), then `advance` (seconds).

        Answers when everything that fell due has been done; `{"advance": 0}` only waits for what
        has begun.
        """
        data = await arguments.of_request(request)
        if not data or set(data) - set(_KNOWN):
            raise ActionError(f"time: some of {', '.join(_KNOWN)}")
        try:
            if "rate" in data:
                self._dial.rate = data["rate"]
            if "set" in data:
                await self._dial.advance_to(data["set"])
            if "advance" in data:
                await self._dial.advance(data["advance"])
        except DialError as error:
            raise ActionError(str(error)) from error
        self._journal.record("control", action="time", json=data, result=None)
        return await self.show(request)
