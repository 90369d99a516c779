"""The API as one ASGI application, without the door in front of it."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from frontmate.simulator.desk import Desk
from frontmate.simulator.wire.conversations import Conversations
from frontmate.simulator.wire.directory import Directory
from frontmate.simulator.wire.drafting import Drafting
from frontmate.simulator.wire.errors import ApiError, MergedError, not_routed, refused
from frontmate.simulator.wire.happenings import Happenings
from frontmate.simulator.wire.knowledge import Knowledge
from frontmate.simulator.wire.scopes import guarded
from frontmate.simulator.wire.sending import Sending


def api(desk: Desk) -> Starlette:
    def moved(request: Request, error: Exception) -> Response:
        assert isinstance(error, MergedError)
        path = request.url.path.replace(request.path_params["id"], error.survivor, 1)
        query = f"?{request.url.query}" if request.url.query else ""
        location = f"{desk.shapes.base_url}{path}{query}"
        return Response(status_code=301, headers={"location": location})

    parts = (
        Conversations(desk),
        Sending(desk),
        Drafting(desk),
        Happenings(desk),
        Directory(desk),
        Knowledge(desk),
    )
    return Starlette(
        routes=[guarded(route) for part in parts for route in part.routes()],
        exception_handlers={
            ApiError: refused,
            MergedError: moved,
            HTTPException: not_routed,
        },
    )
