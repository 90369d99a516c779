"""What happens to a conversation as a whole: holder, status, inbox, tags, comments, merges."""

from collections.abc import Iterable

from frontmate.simulator.changes.changing import Changing
from frontmate.simulator.events import Actor
from frontmate.simulator.records import Comment, Conversation, Inbox, Tag


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

    def archive(self, conversation: Conversation, by: Actor) -> None:
        if conversation.is_archived and not conversation.is_trashed:
            return
        conversation.is_archived, conversation.is_trashed = True, False
        self._events.emit("archive", conversation, by)

    def reopen(self, conversation: Conversation, by: Actor) -> None:
        """Out of the archive (`reopen`) or out of the trash (`restore`)."""
        if conversation.is_trashed:
            conversation.is_trashed = conversation.is_archived = False
            self._events.emit("restore", conversation, by)
        elif conversation.is_archived:
            conversation.is_archived = False
            conversation.reminders.clear()
            self._events.emit("reopen", conversation, by)

    def trash(self, conversation: Conversation, by: Actor) -> None:
        if not conversation.is_trashed:
            conversation.is_trashed = True
            self._events.emit("trash", conversation, by)

    def snooze(self, conversation: Conversation, until: float, by: Actor) -> None:
        """Front reports a snoozed conversation as archived with a reminder set."""
        conversation.reminders = [until]
        conversation.is_archived = True
        self._events.emit("archive", conversation, by)

    def move(self, conversation: Conversation, inbox: Inbox, by: Actor) -> None:
        if conversation.inbox_ids == [inbox.id]:
            return
        conversation.inbox_ids = [inbox.id]
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

    def comment(
        self,
        conversation: Conversation,
        author_id: str | None,
        body: str,
        by: Actor,
        is_pinned: bool = False,
    ) -> Comment:
        comment = Comment(
            self._workspace.ids.mint("com"),
            conversation.id,
            author_id,
            body,
            self._workspace.now(),
            is_pinned,
        )
        self._workspace.keep_comment(conversation, comment)
        target = ("comment", self._shapes.comment(comment, in_event=True))
        self._events.emit("comment", conversation, by, target)
        return comment

    def merge(self, gone: Conversation, survivor: Conversation, by: Actor) -> None:
        """No webhook tells of it: only the event list and the 301 of the one that is gone."""
        for message in gone.messages:
            message.conversation_id = survivor.id
        for comment in gone.comments:
            comment.conversation_id = survivor.id
        for draft in gone.drafts:
            draft.conversation_id = survivor.id
        survivor.messages = sorted(gone.messages + survivor.messages, key=lambda m: m.created_at)
        survivor.comments = sorted(gone.comments + survivor.comments, key=lambda c: c.posted_at)
        survivor.drafts += gone.drafts
        survivor.inbox_ids += [i for i in gone.inbox_ids if i not in survivor.inbox_ids]
        survivor.tag_ids += [t for t in gone.tag_ids if t not in survivor.tag_ids]
        del self._workspace.conversations[gone.id]
        self._workspace.merged[gone.id] = survivor.id
        self._events.emit(
            "conversations_merged", survivor, by, ("deleted_conversation_ids", [gone.id])
        )
