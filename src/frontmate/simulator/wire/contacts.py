"""Contacts, their handles, notes and conversations."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.records import Contact, Handle, Note
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.answers import paged, whole
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.fields.directory import (
    CONTACT,
    CONTACT_EDIT,
    CONTACTS_MERGED,
    HANDLE,
    HANDLE_REMOVED,
    NOTE,
)
from frontmate.simulator.wire.finding import find_contact, teammate_id, words
from frontmate.simulator.wire.listing import conversation_list
from frontmate.simulator.wire.pages import direction, query_number


class ContactList:
    """Endpoints over contacts; in a path one is named by id or by any of its handles."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace, self._shapes = desk.workspace, desk.shapes

    def routes(self) -> list[Route]:
        one = "/contacts/{id}"
        return [
            Route("/contacts", self.listing, methods=["GET"]),
            Route("/contacts", self.create, methods=["POST"]),
            Route("/contacts/merge", self.merge, methods=["POST"]),
            Route(one, self.read, methods=["GET"]),
            Route(one, self.update, methods=["PATCH"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(f"{one}/handles", self.add_handle, methods=["POST"]),
            Route(f"{one}/handles", self.remove_handle, methods=["DELETE"]),
            Route(f"{one}/conversations", self.conversations),
            Route(f"{one}/notes", self.notes, methods=["GET"]),
            Route(f"{one}/notes", self.note, methods=["POST"]),
        ]

    async def listing(self, request: Request) -> Response:
        """Sorted by `created_at` or `updated_at`; `q[updated_after]` and `q[updated_before]`."""
        is_falling = direction(request, "created_at", "updated_at")
        by = request.query_params.get("sort_by", "created_at")
        after, before = (
            query_number(request, "updated_after"),
            query_number(request, "updated_before"),
        )

        def key(contact: Contact) -> tuple[float, str]:
            return getattr(contact, by), contact.id

        fitting = [
            contact
            for contact in self._workspace.people.contacts.values()
            if (after is None or contact.updated_at > after)
            and (before is None or contact.updated_at < before)
        ]
        fitting.sort(key=key, reverse=is_falling)
        return paged(self._desk, request, fitting, self._shapes.contact, key)

    async def read(self, request: Request) -> Response:
        return JSONResponse(self._shapes.contact(find_contact(self._desk, request)))

    async def create(self, request: Request) -> Response:
        data = await bodies.read(request, CONTACT)
        if not data["handles"]:
            raise ApiError(400, bodies.INVALID, "handles: at least one")
        handles = [
            self._free_handle(one, f"handles[{n}].handle", None)
            for n, one in enumerate(data["handles"])
        ]
        contact = self._workspace.people.add_contact(data.get("name", handles[0].handle), handles)
        _put(contact, data)
        return JSONResponse(self._shapes.contact(contact), 201)

    async def update(self, request: Request) -> Response:
        contact = find_contact(self._desk, request)
        _put(contact, await bodies.read(request, CONTACT_EDIT))
        self._workspace.people.touch_contact(contact)
        return Response(status_code=204)

    async def delete(self, request: Request) -> Response:
        self._workspace.people.delete_contact(find_contact(self._desk, request))
        return Response(status_code=204)

    async def merge(self, request: Request) -> Response:
        """Into the target, or into the first that is named."""
        data = await bodies.read(request, CONTACTS_MERGED)
        target_id = data.get("target_contact_id") or next(iter(data["contact_ids"]), "")
        others = dict.fromkeys(i for i in data["contact_ids"] if i != target_id)
        if not 1 <= len(others) <= 49:
            raise ApiError(400, bodies.INVALID, "contact_ids: 2 to 50 with the target")
        target = self._named(target_id, "target_contact_id")
        self._desk.changes.merge_contacts(target, [self._named(i, "contact_ids") for i in others])
        return JSONResponse(self._shapes.contact(target))

    async def add_handle(self, request: Request) -> Response:
        contact = find_contact(self._desk, request)
        handle = self._free_handle(await bodies.read(request, HANDLE), "handle", contact)
        self._workspace.people.remove_handle(contact, handle)
        self._workspace.people.add_handle(contact, handle)
        return Response(status_code=204)

    async def remove_handle(self, request: Request) -> Response:
        """The last one goes by `force` only, and the contact with it."""
        contact = find_contact(self._desk, request)
        data = await bodies.read(request, HANDLE_REMOVED)
        people = self._workspace.people
        if people.contact_by_handle(data["source"], data["handle"]) is not contact:
            raise ApiError(400, bodies.INVALID, "handle: the contact does not have it")
        is_last = len(contact.handles) == 1
        if is_last and not data.get("force", False):
            raise ApiError(400, bodies.INVALID, "force: needed for the last handle")
        if is_last:
            people.delete_contact(contact)
        else:
            people.remove_handle(contact, Handle(data["handle"], data["source"]))
        return Response(status_code=204)

    async def conversations(self, request: Request) -> Response:
        contact = find_contact(self._desk, request)
        theirs = self._workspace.conversations_with(contact.id)
        return conversation_list(self._desk, request, theirs)

    async def notes(self, request: Request) -> Response:
        """202, says Front's description, for a list that is there."""
        notes = find_contact(self._desk, request).notes
        return whole(self._desk, request, reversed(notes), self._shapes.note, 202)

    async def note(self, request: Request) -> Response:
        contact = find_contact(self._desk, request)
        data = await bodies.read(request, NOTE)
        author = teammate_id(self._desk, data["author_id"], "author_id")
        note = Note(author, words(data, "body"), self._workspace.now())
        contact.notes.append(note)
        return JSONResponse(self._shapes.note(note), 201)

    def _free_handle(self, data: dict[str, Any], field: str, own: Contact | None) -> Handle:
        """409 for a handle that another contact has (facts 4.3)."""
        handle = Handle(data["handle"], data["source"])
        if not handle.handle.strip():
            raise ApiError(400, bodies.INVALID, f"{field}: empty")
        holder = self._workspace.people.contact_by_handle(handle.source, handle.handle)
        if holder is not None and holder is not own:
            raise ApiError(409, "Another contact has this handle", f"{field}: {holder.id} has it")
        return handle

    def _named(self, key: str, field: str) -> Contact:
        contact = self._workspace.people.contact(key)
        if contact is None:
            raise ApiError(400, bodies.INVALID, f"{field}: no such contact {key}")
        return contact


def _put(contact: Contact, data: dict[str, Any]) -> None:
    """What is given; of custom fields the whole set, unless it is empty. The avatar is not kept."""
    contact.name = data.get("name", contact.name)
    contact.description = data.get("description", contact.description)
    contact.links = data.get("links", contact.links)
    names = data.get("list_names", data.get("group_names", contact.list_names))
    contact.list_names = list(dict.fromkeys(names))
    contact.custom_fields = data.get("custom_fields") or contact.custom_fields
