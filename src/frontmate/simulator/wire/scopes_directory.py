"""The scopes of the calls on people, tags, contacts, conversations and comments."""

from collections.abc import Mapping
from typing import Final

_CONVERSATION: Final = "/conversations/{id}"
_CONTACT: Final = "/contacts/{id}"
_BASE: Final = "/knowledge_bases/{id}"
_CATEGORY: Final = "/knowledge_base_categories/{id}"
_ARTICLE: Final = "/knowledge_base_articles/{id}"
_LOCALE: Final = "locales/{locale}"
_TEAMMATE: Final = "/teammates/{id}"

COMPANY: Final[Mapping[str, str | None]] = {
    "GET /me": None,
    "GET /company/statuses": "statuses:read",
    "GET /company/statuses/{id}": "statuses:read",
    "GET /teams": "teams:read",
    "GET /teams/{id}": "teams:read",
    "GET /teams/{id}/inboxes": "inboxes:read",
    "GET /teams/{id}/channels": "channels:read",
    "GET /teams/{id}/signatures": "signatures:read",
    "GET /teams/{id}/shifts": "shifts:read",
    "GET /teams/{id}/time_offs": "time_off:read",
    "GET /inboxes": "inboxes:read",
    "GET /inboxes/{id}": "inboxes:read",
    "GET /inboxes/{id}/channels": "channels:read",
    "GET /inboxes/{id}/teammates": "teammates:read",
    "GET /inboxes/{id}/conversations": "conversations:read",
    "GET /channels": "channels:read",
    "GET /channels/{id}": "channels:read",
    "GET /teammates": "teammates:read",
    f"GET {_TEAMMATE}": "teammates:read",
    f"PATCH {_TEAMMATE}": "teammates:write",
    f"GET {_TEAMMATE}/inboxes": "inboxes:read",
    f"GET {_TEAMMATE}/private_inboxes": "inboxes:read",
    f"GET {_TEAMMATE}/channels": "channels:read",
    f"GET {_TEAMMATE}/conversations": "conversations:read",
    f"GET {_TEAMMATE}/signatures": "signatures:read",
    f"GET {_TEAMMATE}/shifts": "shifts:read",
    f"GET {_TEAMMATE}/time_offs": "time_off:read",
    "GET /signatures/{id}": "signatures:read",
    "GET /shifts": "shifts:read",
    "GET /shifts/{id}": "shifts:read",
    "GET /shifts/{id}/teammates": "teammates:read",
    "GET /time_offs/{id}": "time_off:read",
}

TAGS_AND_CONTACTS: Final[Mapping[str, str | None]] = {
    "GET /company/tags": "tags:read",
    "POST /company/tags": "tags:write",
    "GET /teams/{id}/tags": "tags:read",
    "POST /teams/{id}/tags": "tags:write",
    f"GET {_TEAMMATE}/tags": "tags:read",
    f"POST {_TEAMMATE}/tags": "tags:write",
    "GET /tags": "tags:read",
    "POST /tags": "tags:write",
    "GET /tags/{id}": "tags:read",
    "PATCH /tags/{id}": "tags:write",
    "DELETE /tags/{id}": "tags:delete",
    "GET /tags/{id}/children": "tags:read",
    "POST /tags/{id}/children": "tags:write",
    "GET /tags/{id}/conversations": "conversations:read",
    "GET /contacts": "contacts:read",
    "POST /contacts": "contacts:write",
    "POST /contacts/merge": "contacts:write",
    f"GET {_CONTACT}": "contacts:read",
    f"PATCH {_CONTACT}": "contacts:write",
    f"DELETE {_CONTACT}": "contacts:delete",
    f"POST {_CONTACT}/handles": "contacts:write",
    f"DELETE {_CONTACT}/handles": "contacts:write",
    f"GET {_CONTACT}/conversations": "conversations:read",
    f"GET {_CONTACT}/notes": "contacts:read",
    f"POST {_CONTACT}/notes": "contacts:write",
    "GET /links": "links:read",
    "POST /links": "links:write",
    "GET /links/{id}": "links:read",
    "PATCH /links/{id}": "links:write",
    "GET /links/{id}/conversations": "conversations:read",
}

CONVERSATIONS: Final[Mapping[str, str | None]] = {
    "GET /conversations": "conversations:read",
    "POST /conversations": "conversations:write",
    "GET /conversations/search/{query:path}": "conversations:read",
    f"GET {_CONVERSATION}": "conversations:read",
    f"PATCH {_CONVERSATION}": "conversations:write",
    f"DELETE {_CONVERSATION}": "conversations:delete",
    f"PUT {_CONVERSATION}/assignee": "conversations:write",
    f"GET {_CONVERSATION}/messages": "messages:read",
    f"GET {_CONVERSATION}/events": "events:*:read",
    f"GET {_CONVERSATION}/inboxes": "inboxes:read",
    f"POST {_CONVERSATION}/tags": "conversations:write",
    f"DELETE {_CONVERSATION}/tags": "conversations:write",
    f"GET {_CONVERSATION}/followers": "teammates:read",
    f"POST {_CONVERSATION}/followers": "conversations:write",
    f"DELETE {_CONVERSATION}/followers": "conversations:write",
    f"POST {_CONVERSATION}/links": "conversations:write",
    f"DELETE {_CONVERSATION}/links": "conversations:write",
    f"PATCH {_CONVERSATION}/reminders": "conversations:write",
    f"GET {_CONVERSATION}/comments": "comments:read",
    f"POST {_CONVERSATION}/comments": "comments:write",
    "GET /comments/{id}": "comments:read",
    "PATCH /comments/{id}/": "comments:write",
    "POST /comments/{id}/replies": "comments:write",
    "GET /comments/{id}/mentions": "teammates:read",
}

KNOWLEDGE_WRITES: Final[Mapping[str, str | None]] = {
    "POST /knowledge_bases": "knowledge_bases:write",
    f"PATCH {_BASE}/content": "knowledge_bases:write",
    f"PATCH {_BASE}/{_LOCALE}/content": "knowledge_bases:write",
    f"POST {_BASE}/categories": "knowledge_bases:write",
    f"POST {_BASE}/{_LOCALE}/categories": "knowledge_bases:write",
    f"POST {_BASE}/articles": "knowledge_bases:write",
    f"POST {_BASE}/{_LOCALE}/articles": "knowledge_bases:write",
    f"PATCH {_CATEGORY}/content": "knowledge_bases:write",
    f"PATCH {_CATEGORY}/{_LOCALE}/content": "knowledge_bases:write",
    f"DELETE {_CATEGORY}": "knowledge_bases:delete",
    f"PATCH {_ARTICLE}/content": "knowledge_bases:write",
    f"PATCH {_ARTICLE}/{_LOCALE}/content": "knowledge_bases:write",
    f"DELETE {_ARTICLE}": "knowledge_bases:delete",
}
