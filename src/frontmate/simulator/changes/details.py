"""What hangs on a conversation besides its words: links, followers, custom fields, a task's."""

from collections.abc import Iterable, Mapping
from typing import Any

from frontmate.simulator.changes.changing import Changing
from frontmate.simulator.events import Actor
from frontmate.simulator.records import Contact, Conversation, Link


class DetailChanges(Changing):
    """A change that changes nothing emits nothing."""

    def link(self, conversation: Conversation, links: Iterable[Link], by: Actor) -> None:
        for link in links:
            if link.id not in conversation.link_ids:
                conversation.link_ids.append(link.id)
                target = ("link", self._shapes.link(link))
                self._events.emit("link_added", conversation, by, target)

    def unlink(self, conversation: Conversation, links: Iterable[Link], by: Actor) -> None:
        for link in links:
            if link.id in conversation.link_ids:
                conversation.link_ids.remove(link.id)
                target = ("link", self._shapes.link(link))
                self._events.emit("link_removed", conversation, by, target)

    def set_fields(self, conversation: Conversation, fields: Mapping[str, Any], by: Actor) -> None:
        """The whole set: one that is left out is erased, but an empty set leaves all as they are
        (facts 5.4). One event for each that is another one afterwards."""
        before = conversation.custom_fields
        if not fields:
            return
        conversation.custom_fields = dict(fields)
        for name in dict.fromkeys([*before, *fields]):
            if before.get(name) != fields.get(name):
                target = ("custom_field", self._shapes.custom_field(name))
                self._events.emit("custom_field_updated", conversation, by, target)

    def set_task(self, conversation: Conversation, given: Mapping[str, Any]) -> None:
        """Its `description` and `due_at`, as far as they are given; no event is known for that."""
        conversation.description = given.get("description", conversation.description)
        conversation.due_at = given.get("due_at", conversation.due_at)

    def follow(self, conversation: Conversation, teammate_ids: Iterable[str]) -> None:
        """No event is known for that."""
        conversation.follower_ids += [
            i for i in dict.fromkeys(teammate_ids) if i not in conversation.follower_ids
        ]

    def unfollow(self, conversation: Conversation, teammate_ids: Iterable[str]) -> None:
        gone = set(teammate_ids)
        conversation.follower_ids = [i for i in conversation.follower_ids if i not in gone]

    def merge_contacts(self, target: Contact, others: Iterable[Contact]) -> None:
        """One contact with the handles of all; their conversations are its own from now on."""
        others = sorted(others, key=lambda contact: contact.created_at)
        self._workspace.people.merge_contacts(target, others)
        for other in others:
            self._workspace.keep_contact_merged(other.id, target.id)
