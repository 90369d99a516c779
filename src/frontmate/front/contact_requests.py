"""Sans I/O: the calls that read contacts, as values (facts 1.3, 5.1)."""

from frontmate.front.requests import MOST_PER_PAGE, Request, segment

SCOPE = "contacts:read"
_TEMPLATE = "/contacts/{contact_id}"


def get_contact(contact: str) -> Request:
    return Request.read_one(_TEMPLATE, contact, scope=SCOPE)


def get_contact_by_handle(source: str, handle: str) -> Request:
    """`source` is Front's word: email, phone, twitter, facebook, intercom, front_chat, custom."""
    return Request.read_one(_TEMPLATE, handle, alias=f"alt:{segment(source)}:", scope=SCOPE)


def contact_conversations(contact: str, *, limit: int) -> Request:
    """Newest first."""
    return Request.read_one(
        f"{_TEMPLATE}/conversations",
        contact,
        scope="conversations:read",
        params={"limit": str(max(1, min(limit, MOST_PER_PAGE)))},
    )
