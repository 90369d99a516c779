"""Drafts on the wire; that there is no call that sends one is Front's way, too."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.drafts import Drafted, is_shown_to_api
from frontmate.simulator.records import Inbox, Message, Recipient
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.addressing import (
    channels_inbox,
    inbox_of_path,
    named_or,
    recipients,
)
from frontmate.simulator.wire.composing import attachments, quoting, signature_id
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.fields.conversations import DRAFT, DRAFT_DELETE, DRAFT_EDIT
from frontmate.simulator.wire.fields.messages import NEW_DRAFT
from frontmate.simulator.wire.finding import author_id, find, find_for_messages, is_visible
from frontmate.simulator.wire.pages import whole_list


class Drafting:
    """Endpoints that list, begin, change and discard drafts."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace, self._shapes, self._drafts = desk.workspace, desk.shapes, desk.drafts

    def routes(self) -> list[Route]:
        return [
            Route("/conversations/{id}/drafts", self.listing, methods=["GET"]),
            Route("/conversations/{id}/drafts", self.create, methods=["POST"]),
            Route("/channels/{id}/drafts", self.begin, methods=["POST"]),
            # Front has the slash on this verb and not on the other.
            Route("/drafts/{id}/", self.edit, methods=["PATCH"]),
            Route("/drafts/{id}", self.discard, methods=["DELETE"]),
        ]

    async def listing(self, request: Request) -> Response:
        shown = self._drafts.shown_to_api(find(self._desk, request))
        results = [self._shapes.message(draft) for draft in shown]
        return JSONResponse(whole_list(self._shapes.base_url, request.url.path, list(results)))

    async def create(self, request: Request) -> Response:
        conversation = find_for_messages(self._desk, request)
        data = await bodies.read(request, DRAFT)
        inbox = channels_inbox(self._desk, conversation, data)
        to = recipients(self._desk, conversation, data)
        subject = data.get("subject") or self._desk.reply_subject(conversation)
        drafted = self._drafted(data, inbox, to, subject)
        draft = self._drafts.create(conversation, drafted, by="api", is_made_by_api=True)
        return JSONResponse(self._shapes.message(draft))

    async def begin(self, request: Request) -> Response:
        """In a new conversation, which is only there for the draft until that is sent."""
        inbox = inbox_of_path(self._desk, request)
        data = await bodies.read(request, NEW_DRAFT)
        drafted = self._drafted(data, inbox, named_or(self._desk, data), data.get("subject", ""))
        conversation = self._desk.changes.open_to(drafted.recipients, inbox, drafted.subject)
        draft = self._drafts.create(conversation, drafted, by="api", is_made_by_api=True)
        return JSONResponse(self._shapes.message(draft))

    async def edit(self, request: Request) -> Response:
        """What is not named stays; files that are named replace those that there are (a guess)."""
        draft = self._found(request)
        data = await bodies.read(request, DRAFT_EDIT)
        _same_version(draft, data)
        conversation = self._workspace.conversations[draft.conversation_id]
        before = self._drafts.as_it_is(draft)
        inbox = channels_inbox(self._desk, conversation, data)
        is_signed = {"signature_id", "should_add_default_signature"}.intersection(data)
        drafted = replace(
            before,
            author_id=author_id(self._desk, data) if "author_id" in data else before.author_id,
            body=quoting(self._desk, data, inbox),
            recipients=named_or(self._desk, data, before.recipients),
            subject=data.get("subject", before.subject),
            inbox=inbox,
            mode=data.get("mode", before.mode),
            attachments=attachments(self._desk, data) or before.attachments,
            signature_id=signature_id(self._desk, data, inbox)
            if is_signed
            else before.signature_id,
        )
        return JSONResponse(self._shapes.message(self._drafts.edit(draft, drafted, by="api")))

    async def discard(self, request: Request) -> Response:
        draft = self._found(request)
        data = await bodies.read(request, DRAFT_DELETE)
        _same_version(draft, data)
        self._drafts.discard(draft, by="api")
        return Response(status_code=204)

    def _drafted(
        self, data: dict[str, Any], inbox: Inbox, to: tuple[Recipient, ...], subject: str
    ) -> Drafted:
        return Drafted(
            author_id=author_id(self._desk, data),
            body=quoting(self._desk, data, inbox),
            recipients=to,
            subject=subject,
            inbox=inbox,
            mode=data.get("mode", "private"),
            attachments=attachments(self._desk, data),
            signature_id=signature_id(self._desk, data, inbox),
        )

    def _found(self, request: Request) -> Message:
        draft = self._drafts.find(request.path_params["id"])
        if draft is None or not is_shown_to_api(draft):
            raise ApiError(404, "Draft not found")
        if not is_visible(request, self._workspace.conversations[draft.conversation_id]):
            raise ApiError(404, "Draft not found")
        return draft


def _same_version(draft: Message, data: dict[str, Any]) -> None:
    """Somebody else changed it meanwhile; without a version the last one wins."""
    if data.get("version", draft.version) != draft.version:
        raise ApiError(409, "The draft has changed", "version: not the current one")
