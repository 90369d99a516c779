"""Conversations as JSON."""

from frontmate.simulator.records import Conversation, Message, Reminder
from frontmate.simulator.shapes.company import CompanyShapes
from frontmate.simulator.shapes.directory import Json
from frontmate.simulator.shapes.messages import MessageShapes
from frontmate.simulator.shapes.rules import RuleShapes


class Shapes(MessageShapes, RuleShapes, CompanyShapes):
    """All shapes but those of help centers."""

    def conversation(self, conversation: Conversation, *, in_event: bool = False) -> Json:
        people = self._workspace.people
        path = f"conversations/{conversation.id}"
        last = conversation.last_message
        links = self.links(path, "events", "followers", "messages", "comments", "inboxes")
        newest = self._newest_draft(conversation) or last
        if newest:
            links["related"]["last_message"] = (
                f"{self.base_url}/messages/{newest.id}?referer=conversation"
            )
        shape: Json = {
            "_links": links,
            "id": conversation.id,
            "type": conversation.type,
            "subject": conversation.subject,
            "status": conversation.status,
            "ticket_ids": [],
            "assignee": self.teammate(people.author(conversation.assignee_id)),
            "recipient": self._main_recipient(conversation),
            "tags": self._tags(conversation, in_event),
            "links": [self.link(people.links[i]) for i in conversation.link_ids],
            "custom_fields": dict(conversation.custom_fields),
            "created_at": conversation.created_at,
            "updated_at": conversation.updated_at,
            "is_private": conversation.is_private,
            "scheduled_reminders": [self._reminder(r) for r in conversation.reminders],
            "metadata": {},
        }
        if (ticket := self._workspace.ticket_status(conversation)) is not None:
            shape |= {"status_id": ticket.id, "status_category": ticket.category}
        if conversation.type == "task":
            shape |= {"description": conversation.description, "due_at": conversation.due_at}
        if (waiting := conversation.waiting_since) is not None:
            shape["waiting_since"] = waiting
        if in_event:
            shape["last_message"] = self.message(last, in_event=True) if last else None
        return shape

    def _newest_draft(self, conversation: Conversation) -> Message | None:
        if not self._workspace.drafts_are_last_message or not conversation.drafts:
            return None
        newest = max(conversation.drafts, key=lambda d: d.created_at)
        last = conversation.last_message
        return newest if last is None or newest.created_at >= last.created_at else None

    def _tags(self, conversation: Conversation, in_event: bool) -> list[Json]:
        tags = self._workspace.people.tags
        return [self.tag(tags[t], in_event=in_event) for t in conversation.tag_ids if t in tags]

    def _main_recipient(self, conversation: Conversation) -> Json | None:
        """Front shows one correspondent, whose role flips with the last message's direction."""
        last = conversation.last_message
        if last is None:
            return None
        role = "from" if last.is_inbound else "to"
        found = next((r for r in last.recipients if r.role == role), None)
        return self.recipient(found) if found else None

    def _reminder(self, reminder: Reminder) -> Json:
        owner = self.owner(reminder.owner_id)
        return {
            "_links": {"related": {"owner": owner} if owner else {}},
            "created_at": reminder.created_at,
            "scheduled_at": reminder.scheduled_at,
            "updated_at": reminder.updated_at,
        }
