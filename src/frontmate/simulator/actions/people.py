"""What happens to people: teammates go on leave or are blocked, contacts get handles and merge."""

from frontmate.simulator.actions import arguments
from frontmate.simulator.actions.arguments import ActionError, Arguments, Done
from frontmate.simulator.actions.finding import Finder
from frontmate.simulator.contacts import SOURCES
from frontmate.simulator.desk import Desk
from frontmate.simulator.records import Contact, Handle


class PeopleActions:
    """`known` maps the names of the actions to what does them.

    A contact is named by id or by `alt:<source>:<handle>`.
    """

    def __init__(self, desk: Desk, find: Finder) -> None:
        self._find = find
        self._workspace, self._changes = desk.workspace, desk.changes
        self.known = {
            "set_teammate": self._set_teammate,
            "contact": self._contact,
            "merge_contacts": self._merge,
            "delete_contact": self._delete,
        }

    def _set_teammate(self, given: Arguments) -> Done:
        """`available`, `blocked`, `first_name`, `last_name`: what is given is set."""
        teammate = self._find.teammate(arguments.text(given, "teammate"))
        available = arguments.flag(given, "available", teammate.is_available)
        blocked = arguments.flag(given, "blocked", teammate.is_blocked)
        first = arguments.text_if_given(given, "first_name") or teammate.first_name
        last = arguments.text_if_given(given, "last_name") or teammate.last_name
        teammate.is_available, teammate.is_blocked = available, blocked
        teammate.first_name, teammate.last_name = first, last
        return {"teammate": teammate.id, "available": available, "blocked": blocked}

    def _contact(self, given: Arguments) -> Done:
        """A new contact, or with `contact` more about one there is; `handles` leave whoever had
        them."""
        handles = _handles(given)
        name = arguments.text_if_given(given, "name")
        if given.get("contact"):
            contact = self._named(given, "contact")
        elif handles:
            contact = self._workspace.people.add_contact(name or handles[0].handle, [])
        else:
            raise ActionError("handles: a list of {handle, source}, or contact: who is meant")
        for handle in handles:
            self._workspace.people.add_handle(contact, handle)
        contact.name = name or contact.name
        contact.description = arguments.blank_or_text(given, "description") or contact.description
        self._workspace.people.touch_contact(contact)
        return _about(contact)

    def _merge(self, given: Arguments) -> Done:
        gone, target = self._named(given, "from"), self._named(given, "into")
        if gone is target:
            raise ActionError("into: a contact cannot be merged into itself")
        self._changes.merge_contacts(target, [gone])
        return _about(target)

    def _delete(self, given: Arguments) -> Done:
        contact = self._named(given, "contact")
        self._workspace.people.delete_contact(contact)
        return _about(contact)

    def _named(self, given: Arguments, name: str) -> Contact:
        found = self._workspace.people.contact(arguments.text(given, name))
        if found is None:
            raise ActionError(f"{name}: no such contact")
        return found


def _handles(given: Arguments) -> list[Handle]:
    handles = given.get("handles") or []
    if not isinstance(handles, list) or not all(isinstance(one, dict) for one in handles):
        raise ActionError("handles: a list of {handle, source}")
    return [
        Handle(arguments.text(one, "handle"), arguments.choice(one, "source", SOURCES) or "email")
        for one in handles
    ]


def _about(contact: Contact) -> Done:
    handles = [{"handle": h.handle, "source": h.source} for h in contact.handles]
    return {"contact": contact.id, "name": contact.name, "handles": handles}
