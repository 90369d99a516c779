"""The company, its people, inboxes, tags and contacts as JSON."""

from typing import Any

from frontmate.simulator.records import Contact, Inbox, Tag, Teammate
from frontmate.simulator.workspace import Workspace

Json = dict[str, Any]


class DirectoryShapes:
    """Everything links to `base_url`: the stand-in's own address in place of a company host."""

    def __init__(self, workspace: Workspace, base_url: str) -> None:
        self._workspace = workspace
        self.base_url = base_url

    def links(self, path: str, *related: str, **others: str | None) -> Json:
        own = f"{self.base_url}/{path}"
        return {
            "self": own,
            "related": {name: f"{own}/{name}" for name in related} | others,
        }

    def company(self) -> Json:
        config = self._workspace.config
        return {
            "_links": {"self": f"{self.base_url}/me"},
            "id": config.company_id,
            "name": config.company_name,
        }

    def teammate(self, teammate: Teammate | None) -> Json | None:
        if teammate is None:
            return None
        return {
            "_links": self.links(f"teammates/{teammate.id}", "inboxes", "conversations"),
            "id": teammate.id,
            "email": teammate.email,
            "username": teammate.username,
            "first_name": teammate.first_name,
            "last_name": teammate.last_name,
            "is_admin": teammate.is_admin,
            "is_available": teammate.is_available,
            "is_blocked": teammate.is_blocked,
            "type": teammate.type,
            "custom_fields": {},
        }

    def inbox(self, inbox: Inbox, *, in_event: bool = False) -> Json:
        path = f"inboxes/{inbox.id}"
        shape = {
            "_links": self.links(
                path, "channels", "conversations", "teammates", owner=self._owner()
            ),
            "id": inbox.id,
            "name": inbox.name,
            "is_private": False,
            "is_public": True,
            "custom_fields": {},
        }
        if in_event:
            shape |= {
                "address": inbox.address,
                "send_as": inbox.address,
                "type": inbox.channel_type,
            }
        return shape

    def channel(self, inbox: Inbox) -> Json:
        path = f"channels/{inbox.channel_id}"
        inbox_link = f"{self.base_url}/inboxes/{inbox.id}"
        return {
            "_links": self.links(path, inbox=inbox_link, owner=self._owner()),
            "id": inbox.channel_id,
            "name": inbox.name,
            "address": inbox.address,
            "type": inbox.channel_type,
            "send_as": inbox.address,
            "settings": {"undo_send_time": 0, "all_teammates_can_reply": True},
            "is_private": False,
            "is_valid": True,
        }

    def tag(self, tag: Tag, *, in_event: bool = False) -> Json:
        path = f"tags/{tag.id}"
        shape: Json = {
            "_links": self.links(
                path, "conversations", owner=self._owner(), parent_tag=None, children=None
            ),
            "id": tag.id,
            "name": tag.name,
            "highlight": tag.highlight,
            "is_private": tag.is_private,
            "is_visible_in_conversation_lists": tag.is_visible_in_conversation_lists,
            "updated_at": tag.created_at,
            "created_at": tag.created_at,
        }
        return shape if in_event else shape | {"description": tag.description}

    def contact(self, contact: Contact) -> Json:
        path = f"contacts/{contact.id}"
        return {
            "_links": self.links(path, "notes", "conversations", owner=None),
            "id": contact.id,
            "name": contact.name,
            "description": "",
            "avatar_url": None,
            "links": [],
            "groups": [],
            "lists": [],
            "handles": [{"handle": h.handle, "source": h.source} for h in contact.handles],
            "custom_fields": {},
            "is_private": False,
        }

    def _owner(self) -> str:
        return f"{self.base_url}/teams/tim_1"
