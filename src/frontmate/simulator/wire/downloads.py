"""Files of messages, comments and articles on their way down."""

import re
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.drafts import is_shown_to_api
from frontmate.simulator.records import ArticleFile, Attachment
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.finding import is_visible

_CONTENT_TYPE: Final = re.compile(r"[\w.+-]+/[\w.+-]+( *;[\x20-\x7e]*)?", re.ASCII)


class Downloads:
    """Endpoints over all files; `/download/{id}` knows articles' files, too."""

    def __init__(self, desk: Desk) -> None:
        self._workspace, self._drafts = desk.workspace, desk.drafts

    def routes(self) -> list[Route]:
        return [
            Route("/download/{id}", self.any),
            Route("/messages/{id}/download/{file}", self.of_message),
            Route("/comments/{id}/download/{file}", self.of_comment),
        ]

    async def any(self, request: Request) -> Response:
        wanted = request.path_params["id"]
        found = self._workspace.file(wanted)
        if found is None:
            return download(self._workspace.library.file(wanted))
        file, conversation = found
        return download(file if is_visible(request, conversation) else None)

    async def of_message(self, request: Request) -> Response:
        key = request.path_params["id"]
        message = self._workspace.message(key) or self._drafts.find(key)
        if message is None or (message.draft_mode and not is_shown_to_api(message)):
            return download(None)
        return self._one_of(message.attachments, request)

    async def of_comment(self, request: Request) -> Response:
        comment = self._workspace.comment(request.path_params["id"])
        return self._one_of(comment.attachments if comment else [], request)

    def _one_of(self, files: list[Attachment], request: Request) -> Response:
        """That file, if it is one of these."""
        wanted = request.path_params["file"]
        found = self._workspace.file(wanted) if any(f.id == wanted for f in files) else None
        file, conversation = found or (None, None)
        return download(file if conversation and is_visible(request, conversation) else None)


def download(file: Attachment | ArticleFile | None) -> Response:
    """The bytes, under the name and type that their sender claims; 404 for none."""
    if file is None:
        raise ApiError(404, "No such attachment")
    kind = file.content_type
    headers = {
        # A claim that is no content type at all would break the answer.
        "content-type": kind if _CONTENT_TYPE.fullmatch(kind) else "application/octet-stream",
        "content-disposition": _disposition(file.filename),
    }
    return Response(file.data, headers=headers)


def _disposition(filename: str) -> str:
    """RFC 6266; every character that could end the header or the name is written as a code."""
    safe = quote(filename, safe="")
    if safe == filename:
        return f'attachment; filename="{filename}"'
    return f"attachment; filename*=utf-8''{safe}"
