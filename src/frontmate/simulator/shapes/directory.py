"""The company, its people, inboxes, tags and contacts as JSON."""

from typing import Any

from frontmate.simulator.records import Contact, Inbox, Link, Note, Tag, Teammate
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
            "custom_fields": dict(teammate.custom_fields),
        }

    def inbox(self, inbox: Inbox, *, in_event: bool = False) -> Json:
        path = f"inboxes/{inbox.id}"
        shape = {
            "_links": self.links(
                path, "channels", "conversations", "teammates", owner=self._keeper(inbox)
            ),
            "id": inbox.id,
            "name": inbox.name,
            "is_private": inbox.is_private,
            "is_public": not inbox.is_private,
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
        settings: Json = {"undo_send_time": inbox.undo_send_time}
        if not inbox.is_private:
            settings["all_teammates_can_reply"] = True
        return {
            "_links": self.links(path, inbox=inbox_link, owner=self._keeper(inbox)),
            "id": inbox.channel_id,
            "name": inbox.name,
            "address": inbox.address,
            "type": inbox.channel_type,
            "send_as": inbox.address,
            "settings": settings,
            "is_private": inbox.is_private,
            "is_valid": inbox.is_valid,
        }

    def tag(self, tag: Tag, *, in_event: bool = False) -> Json:
        path = f"tags/{tag.id}"
        has_children = self._workspace.people.has_children(tag)
        shape: Json = {
            "_links": self.links(
                path,
                "conversations",
                owner=self.owner(tag.owner_id),
                parent_tag=tag.parent_id and f"{self.base_url}/tags/{tag.parent_id}",
                children=f"{self.base_url}/{path}/children" if has_children else None,
            ),
            "id": tag.id,
            "name": tag.name,
            "highlight": tag.highlight,
            "is_private": tag.is_private,
            "is_visible_in_conversation_lists": tag.is_visible_in_conversation_lists,
            "updated_at": tag.updated_at,
            "created_at": tag.created_at,
        }
        return shape if in_event else shape | {"description": tag.description}

    def contact(self, contact: Contact) -> Json:
        path = f"contacts/{contact.id}"
        lists = [self._contact_list(name) for name in contact.list_names]
        return {
            "_links": self.links(path, "notes", "conversations", owner=None),
            "id": contact.id,
            "name": contact.name,
            "description": contact.description,
            "avatar_url": None,
            "links": list(contact.links),
            "groups": lists,
            "lists": lists,
            "handles": [{"handle": h.handle, "source": h.source} for h in contact.handles],
            "custom_fields": dict(contact.custom_fields),
            "is_private": contact.is_private,
        }

    def note(self, note: Note) -> Json:
        """Of a contact. It says who may see it in a field that the description only requires."""
        links = {"author": self.owner(note.author_id), "owner": None}
        return {
            "_links": {"related": links},
            "author": self.teammate(self._workspace.people.author(note.author_id)),
            "body": note.body,
            "created_at": note.created_at,
            "is_private": False,
        }

    def link(self, link: Link) -> Json:
        return {
            "_links": {"self": f"{self.base_url}/links/{link.id}"},
            "id": link.id,
            "name": link.name,
            "type": link.type,
            "external_url": link.external_url,
            "custom_fields": dict(link.custom_fields),
        }

    def custom_field(self, name: str) -> Json:
        """What an event says of a field is not known: nothing but which one it was."""
        return {"name": name}

    def owner(self, owner_id: str | None) -> str | None:
        """A team or a teammate; nobody owns what is the company's."""
        if not owner_id:
            return None
        kind = "teammates" if owner_id.startswith("tea_") else "teams"
        return f"{self.base_url}/{kind}/{owner_id}"

    def _keeper(self, inbox: Inbox) -> str | None:
        return self.owner(inbox.owner_id or inbox.team_id)

    def _contact_list(self, name: str) -> Json:
        found = self._workspace.people.contact_list_id(name)
        return {
            "_links": self.links(f"contact_lists/{found}", "contacts"),
            "id": found,
            "name": name,
            "is_private": False,
        }
