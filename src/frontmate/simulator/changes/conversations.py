"""What happens to a conversation as a whole: holder, status, inbox, tags, merges."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from frontmate.simulator.changes.changing import Changing
from frontmate.simulator.events import Actor
from frontmate.simulator.records import (
    Comment,
    Conversation,
    Inbox,
    Message,
    Reminder,
    Tag,
    TicketStatus,
)

_REMINDER = Actor("reminder")


class ConversationChanges(Changing):
    """A change that changes nothing emits nothing."""

    def assign(self, conversation: Conversation, teammate_id: str | None, by: Actor) -> None:
        if conversation.assignee_id == teammate_id:
            return
        conversation.assignee_id = teammate_id
        if teammate_id is None:
            self._events.emit("unassign", conversation, by)
        else:
            teammate = self._shapes.teammate(self._workspace.people.teammate(teammate_id))
            self._events.emit("assign", conversation, by, ("teammate", teammate))

    # Status

    def archive(self, conversation: Conversation, by: Actor) -> None:
        """What is snoozed is archived all the same, and does not come back."""
        with self._ticket(conversation, by):
            self._forget_status(conversation, unless="resolved")
            self._archive(conversation, by)

    def reopen(self, conversation: Conversation, by: Actor) -> None:
        """Out of the archive (`reopen`) or out of the trash (`restore`)."""
        with self._ticket(conversation, by):
            self._reopen(conversation, by)

    def trash(self, conversation: Conversation, by: Actor) -> None:
        if not conversation.is_trashed:
            conversation.is_trashed = True
            self._events.emit("trash", conversation, by)

    def snooze(
        self,
        conversation: Conversation,
        until: float,
        by: Actor,
        owner_id: str | None = None,
        status: TicketStatus | None = None,
    ) -> Reminder:
        """Front reports a snoozed conversation as archived with a reminder set (facts 1.1)."""
        now = self._workspace.now()
        before = conversation.reminders[0].created_at if conversation.reminders else now
        reminder = Reminder(until, owner_id or conversation.assignee_id, before, now)
        with self._ticket(conversation, by):
            conversation.reminders = [reminder]
            conversation.is_archived = True
            self._forget_status(conversation, unless="waiting")
            conversation.status_id = status.id if status else conversation.status_id
            self._events.emit("archive", conversation, by)
        return reminder

    def unsnooze(self, conversation: Conversation, by: Actor) -> None:
        if conversation.reminders:
            self.reopen(conversation, by)

    def wake(self, conversation: Conversation) -> None:
        """The time of its reminder has come. What is in the trash stays there."""
        if conversation.is_trashed:
            conversation.reminders.clear()
            return
        with self._ticket(conversation, _REMINDER):
            conversation.reminders.clear()
            conversation.is_archived = False
            self._events.emit("reminder", conversation, _REMINDER)

    def set_status(self, conversation: Conversation, status: TicketStatus, by: Actor) -> None:
        """A ticket status; what is waiting or resolved reads `archived` like any other."""
        with self._ticket(conversation, by):
            conversation.status_id = status.id
            if status.category == "open":
                self._reopen(conversation, by)
            else:
                self._archive(conversation, by)

    def _archive(self, conversation: Conversation, by: Actor) -> None:
        is_done = conversation.is_archived and not conversation.is_trashed
        if is_done and not conversation.reminders:
            return
        conversation.is_archived, conversation.is_trashed = True, False
        conversation.reminders.clear()
        self._events.emit("archive", conversation, by)

    def _reopen(self, conversation: Conversation, by: Actor) -> None:
        if not (conversation.is_trashed or conversation.is_archived):
            return
        kind = "restore" if conversation.is_trashed else "reopen"
        conversation.is_trashed = conversation.is_archived = False
        conversation.reminders.clear()
        self._events.emit(kind, conversation, by)

    @contextmanager
    def _ticket(self, conversation: Conversation, by: Actor) -> Iterator[None]:
        """Where ticketing is on, what ends with another ticket status is told once more."""
        before = self._workspace.ticket_status(conversation)
        yield
        if self._workspace.ticket_status(conversation) is not before:
            self._events.emit("ticket_status_update", conversation, by)

    def _forget_status(self, conversation: Conversation, *, unless: str) -> None:
        chosen = self._workspace.people.statuses.get(conversation.status_id or "")
        if chosen is not None and chosen.category != unless:
            conversation.status_id = None

    # Place and tags

    def move(self, conversation: Conversation, inbox: Inbox, by: Actor) -> None:
        """Out of all inboxes it is in; only what is in a private inbox is private."""
        if conversation.inbox_ids == [inbox.id]:
            return
        conversation.inbox_ids, conversation.is_private = [inbox.id], inbox.is_private
        self._events.emit(
            "move", conversation, by, ("inboxes", [self._shapes.inbox(inbox, in_event=True)])
        )

    def tag(self, conversation: Conversation, tags: Iterable[Tag], by: Actor) -> None:
        for tag in tags:
            if tag.id not in conversation.tag_ids:
                conversation.tag_ids.append(tag.id)
                self._events.emit(
                    "tag", conversation, by, ("tag", self._shapes.tag(tag, in_event=True))
                )

    def untag(self, conversation: Conversation, tags: Iterable[Tag], by: Actor) -> None:
        for tag in tags:
            if tag.id in conversation.tag_ids:
                conversation.tag_ids.remove(tag.id)
                self._events.emit(
                    "untag", conversation, by, ("tag", self._shapes.tag(tag, in_event=True))
                )

    def delete_tag(self, tag: Tag) -> None:
        """Gone from the conversations too; no event is known for that."""
        for conversation in self._workspace.conversations.values():
            if tag.id in conversation.tag_ids:
                conversation.tag_ids.remove(tag.id)
        self._workspace.people.delete_tag(tag)

    # Its end

    def merge(self, gone: Conversation, survivor: Conversation, by: Actor) -> None:
        """No webhook tells of it: only the event list and the 301 of the one that is gone."""
        words: list[Message | Comment] = [*gone.messages, *gone.comments, *gone.drafts]
        for said in words:
            said.conversation_id = survivor.id
        survivor.messages = sorted(gone.messages + survivor.messages, key=lambda m: m.created_at)
        survivor.comments = sorted(gone.comments + survivor.comments, key=lambda c: c.posted_at)
        survivor.drafts += gone.drafts
        for mine, others in (
            (survivor.inbox_ids, gone.inbox_ids),
            (survivor.tag_ids, gone.tag_ids),
            (survivor.link_ids, gone.link_ids),
            (survivor.follower_ids, gone.follower_ids),
        ):
            mine += [one for one in others if one not in mine]
        self._workspace.keep_merged(gone, survivor)
        self._events.emit(
            "conversations_merged", survivor, by, ("deleted_conversation_ids", [gone.id])
        )

    def delete(self, conversation: Conversation) -> None:
        """For good, out of the trash; no event is known for that."""
        self._workspace.forget(conversation)
