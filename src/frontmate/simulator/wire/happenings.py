"""The event list: all that happened, with or without webhooks, fifteen a page."""

from collections.abc import Iterator
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.records import Event
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.finding import token_of
from frontmate.simulator.wire.pages import (
    INVALID_QUERY,
    one_page,
    ordered,
    query_list,
    query_number,
)

_EVENTS_A_PAGE: Final = 15
# Front's words for `q[types]`; the application webhooks have others.
TYPES: Final = frozenset(
    {
        "assign",
        "unassign",
        "archive",
        "reopen",
        "trash",
        "restore",
        "reminder",
        "comment",
        "mention",
        "inbound",
        "outbound",
        "out_reply",
        "move",
        "forward",
        "tag",
        "untag",
        "sending_error",
        "message_bounce_error",
        "conversations_merged",
        "link_added",
        "link_removed",
        "custom_field_updated",
        "macro_triggered",
        "topic_identified",
        "ticket_status_update",
        "call_started",
        "call_abandoned",
        "call_queued",
        "call_on_hold",
        "call_parked",
        "call_resumed",
        "call_connected",
        "call_missed",
        "call_hangup",
        "call_transferred",
        "call_transcript_added",
        "call_voicemail_transcript_added",
    }
)


class Happenings:
    """Endpoints over the company's events."""

    def __init__(self, desk: Desk) -> None:
        self._workspace, self._shapes = desk.workspace, desk.shapes

    def routes(self) -> list[Route]:
        return [Route("/events", self.events), Route("/events/{id}", self.event)]

    async def events(self, request: Request) -> Response:
        page = one_page(
            request,
            self._shapes.base_url,
            self._found(request),
            lambda event: event.data,
            default=_EVENTS_A_PAGE,
            maximum=_EVENTS_A_PAGE,
        )
        return JSONResponse(page)

    async def event(self, request: Request) -> Response:
        event = self._workspace.event(request.path_params["id"])
        if event is None or not self._is_visible(request, event):
            raise ApiError(404, "Event not found")
        return JSONResponse(event.data)

    def _found(self, request: Request) -> Iterator[Event]:
        """In the order of their times, whatever the order was in which they were told."""
        types = set(query_list(request, "types"))
        if types - TYPES:
            raise ApiError(400, INVALID_QUERY, "q[types]: unknown type")
        inboxes = set(query_list(request, "inboxes"))
        after, before = query_number(request, "after"), query_number(request, "before")
        newest_first = self._workspace.events_between(after, before)
        return (
            event
            for event in ordered(request, newest_first)
            if (not types or event.type in types)
            and (not inboxes or inboxes.intersection(event.inbox_ids))
            and self._is_visible(request, event)
        )

    def _is_visible(self, request: Request, event: Event) -> bool:
        """What is, or was at that time, private is not there for every token."""
        if token_of(request).may_see_private:
            return True
        now = self._workspace.conversation(event.conversation_id)
        is_private_now = now is not None and now.is_private
        return not is_private_now and not event.was_private
