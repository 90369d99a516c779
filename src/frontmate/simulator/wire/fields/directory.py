"""Bodies of the calls on tags, teammates, contacts and links."""

from typing import Final

from frontmate.simulator.contacts import SOURCES
from frontmate.simulator.wire.fields.field import (
    BOOLEAN,
    FILE,
    OBJECT,
    STRING,
    STRINGS,
    TEXT_OR_NULL,
    Field,
    a_body,
)

_HIGHLIGHTS: Final = (
    "grey",
    "pink",
    "red",
    "orange",
    "yellow",
    "green",
    "light-blue",
    "blue",
    "purple",
)
_TAG: Final = {
    "name": Field(("string",), longest=64),
    "description": STRING,
    "highlight": Field(("string",), words=_HIGHLIGHTS),
    "is_visible_in_conversation_lists": BOOLEAN,
}

TAG: Final = a_body("name", **_TAG)
# Null takes it out from under its parent, says the text; the schema says string.
TAG_EDIT: Final = a_body(**_TAG, parent_tag_id=TEXT_OR_NULL)

TEAMMATE_EDIT: Final = a_body(
    username=STRING,
    first_name=STRING,
    last_name=STRING,
    is_available=BOOLEAN,
    custom_fields=OBJECT,
)

_HANDLE: Final = {"handle": STRING, "source": Field(("string",), words=SOURCES)}
_CONTACT: Final = {
    "name": STRING,
    "description": STRING,
    "avatar": FILE,
    "links": STRINGS,
    "group_names": STRINGS,
    "list_names": STRINGS,
    "custom_fields": OBJECT,
}

HANDLE: Final = a_body("handle", "source", **_HANDLE)
HANDLE_REMOVED: Final = a_body("handle", "source", **_HANDLE, force=BOOLEAN)
CONTACT: Final = a_body("handles", **_CONTACT, handles=Field(("array",), items=HANDLE))
CONTACT_EDIT: Final = a_body(**_CONTACT)
CONTACTS_MERGED: Final = a_body("contact_ids", target_contact_id=STRING, contact_ids=STRINGS)
NOTE: Final = a_body("author_id", "body", author_id=STRING, body=STRING)

LINK: Final = a_body(name=STRING, external_url=STRING, pattern=STRING)
LINK_EDIT: Final = a_body(name=STRING)
