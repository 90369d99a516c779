"""Lists of conversations, filtered by status in the filter's own vocabulary (facts 1.1)."""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

from frontmate.simulator.desk import Desk
from frontmate.simulator.records import Conversation
from frontmate.simulator.wire.answers import paged
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.finding import token_of
from frontmate.simulator.wire.pages import INVALID_QUERY, direction, query_list

# Neither the words that are read nor those that are written. The last one is in older documents.
_STATUSES = {"assigned", "unassigned", "archived", "trashed", "deleted"}
_CATEGORIES = {"open", "waiting", "resolved"}


def conversation_list(
    desk: Desk, request: Request, conversations: Iterable[Conversation], *, sortable: bool = False
) -> Response:
    """A page of those that the token may see, the latest changed first."""
    is_falling = direction(request, "date") if sortable else True
    fitting = visible(request, _filtered(desk, request, conversations))
    fitting.sort(key=latest, reverse=is_falling)
    return paged(desk, request, fitting, desk.shapes.conversation, latest)


def visible(request: Request, conversations: Iterable[Conversation]) -> list[Conversation]:
    if token_of(request).may_see_private:
        return list(conversations)
    return [conversation for conversation in conversations if not conversation.is_private]


def latest(conversation: Conversation) -> tuple[float, str]:
    return conversation.updated_at, conversation.id


def _filtered(
    desk: Desk, request: Request, conversations: Iterable[Conversation]
) -> Iterable[Conversation]:
    ticketing = bool(desk.workspace.people.statuses)
    statuses = set(query_list(request, "statuses"))
    categories = set(query_list(request, "status_categories"))
    ids = set(query_list(request, "status_ids"))
    if statuses - _STATUSES:
        raise ApiError(400, INVALID_QUERY, "q[statuses]: unknown status")
    if (categories or ids) and not ticketing:
        raise ApiError(400, INVALID_QUERY, "q: ticketing is not enabled")
    if categories - _CATEGORIES:
        raise ApiError(400, INVALID_QUERY, "q[status_categories]: unknown category")
    if ids - set(desk.workspace.people.statuses):
        raise ApiError(400, INVALID_QUERY, "q[status_ids]: no such status")
    if "trashed" in statuses:
        statuses.add("deleted")
    if statuses:
        conversations = [c for c in conversations if c.status in statuses]
    if not categories and not ids:
        return conversations
    tickets = ((c, desk.workspace.ticket_status(c)) for c in conversations)
    return [c for c, t in tickets if t is not None and (t.category in categories or t.id in ids)]
