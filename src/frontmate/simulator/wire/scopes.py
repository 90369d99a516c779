"""Which scope each call needs, written down by hand; a test holds it against Front's description.

The scope is checked before anything is looked up or read: without it, what exists and what does not
cannot be told apart.
"""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from frontmate.simulator.access import Token
from frontmate.simulator.wire.errors import ApiError

_CONVERSATION: Final = "/conversations/{id}"
_BASE: Final = "/knowledge_bases/{id}"
_CATEGORY: Final = "/knowledge_base_categories/{id}"
_ARTICLE: Final = "/knowledge_base_articles/{id}"

REQUIRED: Final[Mapping[str, str | None]] = {
    "GET /me": None,
    "GET /teammates": "teammates:read",
    "GET /teammates/{id}": "teammates:read",
    "GET /inboxes": "inboxes:read",
    "GET /inboxes/{id}": "inboxes:read",
    "GET /inboxes/{id}/channels": "channels:read",
    "GET /channels": "channels:read",
    "GET /channels/{id}": "channels:read",
    "GET /company/tags": "tags:read",
    "POST /company/tags": "tags:write",
    "GET /tags": "tags:read",
    "POST /tags": "tags:write",
    "GET /tags/{id}": "tags:read",
    "PATCH /tags/{id}": "tags:write",
    "GET /contacts": "contacts:read",
    "GET /contacts/{id}": "contacts:read",
    "GET /conversations": "conversations:read",
    f"GET {_CONVERSATION}": "conversations:read",
    f"PATCH {_CONVERSATION}": "conversations:write",
    f"PUT {_CONVERSATION}/assignee": "conversations:write",
    f"GET {_CONVERSATION}/messages": "messages:read",
    f"POST {_CONVERSATION}/messages": "messages:send",
    f"GET {_CONVERSATION}/comments": "comments:read",
    f"POST {_CONVERSATION}/comments": "comments:write",
    f"POST {_CONVERSATION}/tags": "conversations:write",
    f"DELETE {_CONVERSATION}/tags": "conversations:write",
    f"GET {_CONVERSATION}/events": "events:*:read",
    f"GET {_CONVERSATION}/inboxes": "inboxes:read",
    f"GET {_CONVERSATION}/followers": "teammates:read",
    f"GET {_CONVERSATION}/drafts": "drafts:read",
    f"POST {_CONVERSATION}/drafts": "drafts:write",
    "PATCH /drafts/{id}/": "drafts:write",
    "DELETE /drafts/{id}": "drafts:delete",
    "GET /messages/{id}": "messages:read",
    "GET /comments/{id}": "comments:read",
    "GET /events": "events:*:read",
    "GET /events/{id}": "events:*:read",
    "GET /knowledge_bases": "knowledge_bases:read",
    f"GET {_BASE}": "knowledge_bases:read",
    f"GET {_BASE}/content": "knowledge_bases:read",
    f"GET {_BASE}/locales/{{locale}}/content": "knowledge_bases:read",
    f"GET {_BASE}/articles": "knowledge_bases:read",
    f"GET {_BASE}/categories": "knowledge_bases:read",
    f"GET {_CATEGORY}": "knowledge_bases:read",
    f"GET {_CATEGORY}/articles": "knowledge_bases:read",
    f"GET {_CATEGORY}/content": "knowledge_bases:read",
    f"GET {_CATEGORY}/locales/{{locale}}/content": "knowledge_bases:read",
    f"GET {_ARTICLE}": "knowledge_bases:read",
    f"GET {_ARTICLE}/content": "knowledge_bases:read",
    f"GET {_ARTICLE}/locales/{{locale}}/content": "knowledge_bases:read",
    f"GET {_ARTICLE}/download/{{file}}": "knowledge_bases:read",
    "GET /download/{id}": "attachments:read",
}


def guarded(route: Route) -> Route:
    """The same route behind its scope. KeyError if nobody wrote down which one it needs."""
    methods = sorted((route.methods or {"GET"}) - {"HEAD"})
    needed = {method: REQUIRED[f"{method} {route.path}"] for method in methods}

    async def checked(request: Request) -> Response:
        token: Token = request.scope["token"]
        if not token.may(needed["GET" if request.method == "HEAD" else request.method]):
            raise ApiError(403, "The token may not do this")
        answer: Response = await route.endpoint(request)
        return answer

    return Route(route.path, checked, methods=methods)
