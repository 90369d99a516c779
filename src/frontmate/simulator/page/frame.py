"""What is around every page: the list, the search, the stand-in's own state."""

import functools
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from frontmate.simulator.desk import Desk
from frontmate.simulator.page.keys import SHORTCUTS
from frontmate.simulator.page.listing import listed
from frontmate.simulator.page.standing import Standing
from frontmate.simulator.page.view import FILTERS, View
from frontmate.simulator.records import Conversation

ME: Final = "frontmate_simulator_teammate"
_HEADERS: Final = {
    # Whatever slipped through the sanitising could still not run.
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    # Not "no-referrer": with it a form is posted with `Origin: null`, and refused as foreign.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


@functools.cache
def _templates() -> Environment:
    """Compiled once in a process."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Frame:
    """Renders a template of the page with all that the layout needs."""

    def __init__(self, desk: Desk, standing: Standing) -> None:
        self._desk, self._standing = desk, standing
        self._templates = _templates()

    def shown(
        self, request: Request, template: str, status: int = 200, **values: Any
    ) -> HTMLResponse:
        view = View.read(request.query_params)
        conversation: Conversation | None = values.get("conversation")
        workspace, config = self._desk.workspace, self._desk.workspace.config
        team = list(workspace.people.teammates.values())
        given: dict[str, Any] = {
            "conversation": None,
            "problem": "",
            "company": config.company_name,
            "suggestions": config.suggestions,
            "view": view,
            "here": f"/c/{conversation.id}" if conversation else "/",
            "filters": FILTERS,
            "inboxes": list(workspace.people.inboxes.values()),
            "team": team,
            "people": [teammate for teammate in team if not teammate.is_bot],
            "me": self.me(request),
            "listed": listed(self._desk, view),
            "has_any": bool(workspace.conversations),
            "current": conversation.id if conversation else None,
            "health": self._standing.health(),
            "moment": self._standing.moment(),
            "shortcuts": SHORTCUTS,
        }
        html = self._templates.get_template(template).render(given | values)
        return HTMLResponse(html, status, headers=_HEADERS)

    def me(self, request: Request) -> str:
        """The teammate that this browser is; the first person, where it has not said."""
        people = [t for t in self._desk.workspace.people.teammates.values() if not t.is_bot]
        chosen = request.cookies.get(ME)
        found = next((t for t in people if t.id == chosen), people[0] if people else None)
        return found.id if found else ""
