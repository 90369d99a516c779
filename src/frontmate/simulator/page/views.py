"""The inbox page: list, thread, new conversation; plain forms that work without script."""

from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from frontmate.simulator.actions import Actions
from frontmate.simulator.actions.arguments import ActionError
from frontmate.simulator.desk import Desk
from frontmate.simulator.page.drafted import drafts_of, handle
from frontmate.simulator.page.listing import FILTERS, counts, rows, state_of
from frontmate.simulator.page.live import Live
from frontmate.simulator.page.markdown import markdown
from frontmate.simulator.page.people import customer
from frontmate.simulator.page.thread import Thread
from frontmate.simulator.records import Conversation

_HERE = Path(__file__).parent
_HEADERS = {
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
_DOABLE = ("archive", "reopen", "trash", "assign")


class Page:
    """Endpoints of the page; it does nothing that the control API cannot do."""

    def __init__(self, desk: Desk, actions: Actions, live: Live) -> None:
        self._desk, self._actions, self._live = desk, actions, live
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.home),
            Route("/new", self.new, methods=["GET"]),
            Route("/new", self.start, methods=["POST"]),
            Route("/c/{id}", self.conversation),
            Route("/c/{id}/say", self.say, methods=["POST"]),
            Route("/c/{id}/do", self.do, methods=["POST"]),
            Route("/c/{id}/draft", self.draft, methods=["POST"]),
            Route("/_page/live", self.live),
            Mount("/_page/static", StaticFiles(directory=_HERE / "static")),
        ]

    async def home(self, request: Request) -> Response:
        intro = [markdown(line) for line in self._desk.workspace.config.intro]
        return self._shown(request, "home.html", intro=intro)

    async def new(self, request: Request) -> Response:
        return self._shown(request, "new.html", form=self._suggested(request), problem="")

    async def start(self, request: Request) -> Response:
        form = await request.form()
        given = {key: _value(form, key) for key in ("channel", "name", "subject", "text")}
        if given["channel"] != "email":
            given["subject"] = ""
        try:
            done = self._actions.perform("customer_message", given)
        except ActionError as error:
            problem = "Write a message first." if "text" in str(error) else str(error)
            return self._shown(request, "new.html", 400, form=given, problem=problem)
        return _see(f"/c/{done['conversation']}")

    async def conversation(self, request: Request) -> Response:
        wanted = request.path_params["id"]
        survivor = self._desk.workspace.survivor_of(wanted)
        if self._desk.workspace.conversation(survivor) and survivor != wanted:
            return _see(f"/c/{survivor}")
        return self._thread(request, survivor)

    async def say(self, request: Request) -> Response:
        """As the customer, as a teammate to the customer, or as a comment."""
        form = await request.form()
        conversation, text = request.path_params["id"], _value(form, "text")
        saying, person = _value(form, "as") or "customer", _value(form, "teammate")
        about = {"conversation": conversation, "text": text}
        if text:
            match saying:
                case "reply":
                    self._actions.perform("teammate_reply", about | {"teammate": person})
                case "comment":
                    self._actions.perform("comment", about | {"by": person})
                case _:
                    self._actions.perform("customer_message", about)
        return self._back(request, {"as": saying})

    async def do(self, request: Request) -> Response:
        form = await request.form()
        action = _value(form, "action")
        if action in _DOABLE:
            given = {
                "conversation": request.path_params["id"],
                "teammate": _value(form, "teammate"),
            }
            self._actions.perform(action, given)
        return self._back(request, {})

    async def draft(self, request: Request) -> Response:
        """Send, edit or discard, as the teammate who is named."""
        conversation = self._desk.workspace.survivor_of(request.path_params["id"])
        problem = handle(self._actions, self._desk, conversation, await request.form())
        if problem:
            return self._thread(request, conversation, problem)
        return self._back(request, {})

    async def live(self, _: Request) -> Response:
        headers = {"cache-control": "no-store"}
        return StreamingResponse(
            self._live.stream(), media_type="text/event-stream", headers=headers
        )

    def _thread(self, request: Request, wanted: str, problem: str = "") -> Response:
        workspace = self._desk.workspace
        conversation = workspace.conversation(wanted)
        if conversation is None:
            return self._shown(request, "missing.html", 404)
        contact = workspace.people.contacts[conversation.contact_id]
        return self._shown(
            request,
            "conversation.html",
            409 if problem else 200,
            conversation=conversation,
            state=state_of(conversation),
            customer=customer(contact),
            handle=contact.handle,
            inbox=workspace.people.inboxes[conversation.inbox_ids[0]].name,
            entries=Thread(self._desk, conversation).entries(),
            drafts=drafts_of(self._desk, conversation),
            problem=problem,
            tags=[
                workspace.people.tags[t] for t in conversation.tag_ids if t in workspace.people.tags
            ],
            team=list(workspace.people.teammates.values()),
            why=self._why(conversation),
            saying=request.query_params.get("as", "customer"),
        )

    def _shown(
        self, request: Request, template: str, status: int = 200, **values: Any
    ) -> HTMLResponse:
        show = request.query_params.get("show", "open")
        show = show if show in FILTERS else "open"
        conversation: Conversation | None = values.get("conversation")
        config = self._desk.workspace.config
        html = self._templates.get_template(template).render(
            {"conversation": None}
            | values
            | {
                "company": config.company_name,
                "suggestions": config.suggestions,
                "show": show,
                "filters": FILTERS,
                "counts": counts(self._desk),
                "rows": rows(self._desk, show),
                "current": conversation.id if conversation else None,
            }
        )
        return HTMLResponse(html, status, headers=_HEADERS)

    def _suggested(self, request: Request) -> dict[str, str]:
        form = {"channel": "email", "name": "", "subject": "", "text": ""}
        suggestions = self._desk.workspace.config.suggestions
        chosen = request.query_params.get("suggestion", "")
        if chosen.isascii() and chosen.isdigit() and int(chosen) < len(suggestions):
            found = suggestions[int(chosen)]
            form |= {
                "channel": found.channel,
                "name": found.name,
                "subject": found.subject,
                "text": found.text,
            }
        return form

    def _why(self, conversation: Conversation) -> str:
        url = self._desk.workspace.config.why_url
        if not url.startswith(("http://", "https://")):
            return ""
        return url.replace("{conversation}", quote(conversation.id, safe=""))

    def _back(self, request: Request, query: dict[str, str]) -> Response:
        show = request.query_params.get("show")
        query |= {"show": show} if show in FILTERS else {}
        tail = f"?{urlencode(query)}" if query else ""
        return _see(f"/c/{quote(request.path_params['id'], safe='')}{tail}")


def _value(form: FormData, key: str) -> str:
    value = form.get(key)
    return value.strip() if isinstance(value, str) else ""


def _see(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303)
