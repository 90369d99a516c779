"""The API as one ASGI application, without the door in front of it."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from frontmate.simulator.desk import Desk
from frontmate.simulator.wire.comments import Comments
from frontmate.simulator.wire.contacts import ContactList
from frontmate.simulator.wire.conversations import Conversations
from frontmate.simulator.wire.details import Details
from frontmate.simulator.wire.directory import Directory
from frontmate.simulator.wire.downloads import Downloads
from frontmate.simulator.wire.drafting import Drafting
from frontmate.simulator.wire.editing import Editing
from frontmate.simulator.wire.errors import ApiError, MergedError, not_routed, refused
from frontmate.simulator.wire.happenings import Happenings
from frontmate.simulator.wire.knowledge import Knowledge
from frontmate.simulator.wire.links import Links
from frontmate.simulator.wire.messages import Messages
from frontmate.simulator.wire.receiving import Receiving
from frontmate.simulator.wire.rules import RuleList
from frontmate.simulator.wire.scopes import guarded
from frontmate.simulator.wire.searching import Searching
from frontmate.simulator.wire.sending import Sending
from frontmate.simulator.wire.tags import TagList
from frontmate.simulator.wire.teammates import Teammates


def api(desk: Desk) -> Starlette:
    def moved(request: Request, error: Exception) -> Response:
        assert isinstance(error, MergedError)
        path = request.url.path.replace(request.path_params["id"], error.survivor, 1)
        query = f"?{request.url.query}" if request.url.query else ""
        location = f"{desk.shapes.base_url}{path}{query}"
        return Response(status_code=301, headers={"location": location})

    parts = (
        Searching(desk),
        Conversations(desk),
        Details(desk),
        Comments(desk),
        Messages(desk),
        Sending(desk),
        Receiving(desk),
        Drafting(desk),
        Happenings(desk),
        Directory(desk),
        Teammates(desk),
        TagList(desk),
        ContactList(desk),
        Links(desk),
        Knowledge(desk),
        Editing(desk),
        RuleList(desk),
        Downloads(desk),
    )
    application = Starlette(
        routes=[guarded(route) for part in parts for route in part.routes()],
        exception_handlers={
            ApiError: refused,
            MergedError: moved,
            HTTPException: not_routed,
        },
    )
    # Front has a final slash where it has one, and leads nowhere else.
    application.router.redirect_slashes = False
    application.state.desk = desk
    return application
