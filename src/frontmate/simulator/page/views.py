"""The inbox page: list, thread, new conversation; plain forms that work without script."""

from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from frontmate.simulator.actions import Actions
from frontmate.simulator.desk import Desk
from frontmate.simulator.page import posts
from frontmate.simulator.page.attached import download
from frontmate.simulator.page.drafted import drafts_of, handle
from frontmate.simulator.page.frame import ME, Frame
from frontmate.simulator.page.live import Live
from frontmate.simulator.page.markdown import markdown
from frontmate.simulator.page.posts import RefusedError, Said
from frontmate.simulator.page.shown import head_of
from frontmate.simulator.page.standing import Standing
from frontmate.simulator.page.starting import suggested, ways
from frontmate.simulator.page.thread import Thread
from frontmate.simulator.page.view import View
from frontmate.simulator.records import Conversation

_STATIC = Path(__file__).parent / "static"


class Page:
    """Endpoints of the page; it does nothing that the control API cannot do."""

    def __init__(self, desk: Desk, actions: Actions, live: Live, standing: Standing) -> None:
        self._desk, self._actions, self._live = desk, actions, live
        self._workspace, self._standing = desk.workspace, standing
        self._frame = Frame(desk, standing)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.home),
            Route("/new", self.new, methods=["GET"]),
            Route("/new", self.start, methods=["POST"]),
            Route("/keys", self.keys),
            Route("/c/{id}", self.conversation),
            Route("/c/{id}/say", self.say, methods=["POST"]),
            Route("/c/{id}/do", self.do, methods=["POST"]),
            Route("/c/{id}/draft", self.draft, methods=["POST"]),
            Route("/c/{id}/files/{file}", self.file),
            Route("/_page/live", self.live),
            Route("/_page/me", self.me, methods=["POST"]),
            Route("/_page/time", self.time, methods=["POST"]),
            Mount("/_page/static", StaticFiles(directory=_STATIC)),
        ]

    # Looking

    async def home(self, request: Request) -> Response:
        intro = [markdown(line) for line in self._workspace.config.intro]
        return self._frame.shown(request, "home.html", intro=intro)

    async def keys(self, request: Request) -> Response:
        return self._frame.shown(request, "keys.html")

    async def new(self, request: Request) -> Response:
        chosen = request.query_params.get("suggestion", "")
        return self._new(request, suggested(self._workspace.config.suggestions, chosen))

    async def conversation(self, request: Request) -> Response:
        wanted, survivor = request.path_params["id"], self._survivor(request)
        if self._workspace.conversation(survivor) and survivor != wanted:
            return _see(View.read(request.query_params).at(f"/c/{survivor}"))
        return self._thread(request)

    async def file(self, request: Request) -> Response:
        found = self._workspace.files.get(request.path_params["file"])
        if found is None:
            return self._frame.shown(request, "missing.html", 404, what="file")
        return download(found)

    async def live(self, _: Request) -> Response:
        headers = {"cache-control": "no-store"}
        return StreamingResponse(
            self._live.stream(), media_type="text/event-stream", headers=headers
        )

    # Doing

    async def start(self, request: Request) -> Response:
        async with request.form() as form:
            kinds = {way.value: way.kind for way in ways(self._workspace.people)}
            try:
                return _see(f"/c/{await posts.start(self._actions, form, kinds)}")
            except RefusedError as refused:
                empty = suggested((), "")
                return self._new(request, {k: posts.value(form, k) for k in empty}, refused)

    async def say(self, request: Request) -> Response:
        """As the customer, as a teammate to the customer, or as a comment."""
        async with request.form() as form:
            said = Said.read(form)
            try:
                await posts.say(self._actions, request.path_params["id"], form)
            except RefusedError as refused:
                return self._thread(request, refused, said)
        return self._back(request, **{"as": said.saying})

    async def do(self, request: Request) -> Response:
        async with request.form() as form:
            me = posts.value(form, "by") or self._frame.me(request)
            try:
                posts.do(self._actions, request.path_params["id"], form, me)
            except RefusedError as refused:
                return self._thread(request, refused)
        return self._back(request)

    async def draft(self, request: Request) -> Response:
        """Send, edit or discard, as the teammate who is named."""
        async with request.form() as form:
            problem = handle(self._actions, self._desk, self._survivor(request), form)
        if problem:
            return self._thread(request, RefusedError(problem, 409))
        return self._back(request)

    async def me(self, request: Request) -> Response:
        """Whoever archives, assigns and tags from now on, in this browser."""
        async with request.form() as form:
            answer, chosen = _see(_own(posts.value(form, "back"))), posts.value(form, "teammate")
            if chosen in self._workspace.people.teammates:
                answer.set_cookie(ME, chosen, samesite="strict", httponly=True)
        return answer

    async def time(self, request: Request) -> Response:
        """Let that many seconds pass in the stand-in."""
        async with request.form() as form:
            back = _own(posts.value(form, "back"))
            try:
                await self._standing.advance(posts.number(form, "seconds"))
            except ValueError as refused:  # RefusedError is one too
                return self._frame.shown(request, "refused.html", 400, problem=str(refused))
        self._live.refresh()
        return _see(back)

    # Showing

    def _thread(
        self, request: Request, refused: RefusedError | None = None, said: Said | None = None
    ) -> Response:
        conversation = self._workspace.conversation(self._survivor(request))
        if conversation is None:
            return self._frame.shown(request, "missing.html", 404, what="conversation")
        me = self._frame.me(request)
        return self._frame.shown(
            request,
            "conversation.html",
            refused.status if refused else 200,
            problem=str(refused or ""),
            said=said or Said(request.query_params.get("as", "customer"), teammate=me),
            conversation=conversation,
            head=head_of(self._workspace, conversation),
            entries=Thread(self._desk, conversation).entries(),
            drafts=drafts_of(self._desk, conversation),
            why=self._why(conversation),
        )

    def _new(
        self, request: Request, form: dict[str, str], refused: RefusedError | None = None
    ) -> Response:
        return self._frame.shown(
            request,
            "new.html",
            refused.status if refused else 200,
            form=form,
            problem=str(refused or ""),
            ways=ways(self._workspace.people),
        )

    def _why(self, conversation: Conversation) -> str:
        url = self._workspace.config.why_url
        if not url.startswith(("http://", "https://")):
            return ""
        return url.replace("{conversation}", quote(conversation.id, safe=""))

    def _survivor(self, request: Request) -> str:
        return self._workspace.survivor_of(request.path_params["id"])

    def _back(self, request: Request, **query: str) -> Response:
        path = f"/c/{quote(request.path_params['id'], safe='')}"
        return _see(View.read(request.query_params).at(path, **query))


def _own(path: str) -> str:
    """A path of this page; anything else leads to the inbox."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


def _see(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303)
