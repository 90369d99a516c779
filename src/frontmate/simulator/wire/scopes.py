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
from frontmate.simulator.wire.scopes_directory import (
    COMPANY,
    CONVERSATIONS,
    KNOWLEDGE_WRITES,
    TAGS_AND_CONTACTS,
)

_CONVERSATION: Final = "/conversations/{id}"
_BASE: Final = "/knowledge_bases/{id}"
_CATEGORY: Final = "/knowledge_base_categories/{id}"
_ARTICLE: Final = "/knowledge_base_articles/{id}"

REQUIRED: Final[Mapping[str, str | None]] = {
    **COMPANY,
    **TAGS_AND_CONTACTS,
    **CONVERSATIONS,
    **KNOWLEDGE_WRITES,
    f"POST {_CONVERSATION}/messages": "messages:send",
    f"GET {_CONVERSATION}/drafts": "drafts:read",
    f"POST {_CONVERSATION}/drafts": "drafts:write",
    "PATCH /drafts/{id}/": "drafts:write",
    "DELETE /drafts/{id}": "drafts:delete",
    "GET /messages/{id}": "messages:read",
    "GET /messages/{id}/seen": "messages:read",
    "POST /messages/{id}/seen": "messages:write",
    "POST /channels/{id}/messages": "messages:send",
    "POST /channels/{id}/drafts": "drafts:write",
    "POST /channels/{id}/incoming_messages": "messages:write",
    "POST /inboxes/{id}/imported_messages": "messages:write",
    "GET /events": "events:*:read",
    "GET /events/{id}": "events:*:read",
    "GET /rules": "rules:read",
    "GET /company/rules": "rules:read",
    "GET /rules/{id}": "rules:read",
    "GET /teams/{id}/rules": "rules:read",
    "GET /teammates/{id}/rules": "rules:read",
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
    "GET /messages/{id}/download/{file}": "attachments:read",
    "GET /comments/{id}/download/{file}": "attachments:read",
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
