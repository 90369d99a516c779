"""What teammates say among themselves: comments, replies to them, discussions and tasks."""

import re
from collections.abc import Iterable
from typing import Final

from frontmate.simulator.changes.changing import Changing
from frontmate.simulator.events import Actor
from frontmate.simulator.files import Upload, attached
from frontmate.simulator.records import Comment, Conversation

# Not within an address: what stands before the @ must not be part of a word.
_MENTION: Final = re.compile(r"(?<![\w.@-])@([a-z0-9_]+)", re.IGNORECASE)


class CommentChanges(Changing):
    """A comment that mentions somebody is told as a `comment`: whether Front tells of a mention
    once more is not known (facts 13)."""

    def comment(
        self,
        conversation: Conversation,
        author_id: str | None,
        body: str,
        by: Actor,
        is_pinned: bool = False,
        files: Iterable[Upload] = (),
        *,
        replied_to: str | None = None,
        made_with: str | None = None,
    ) -> Comment:
        comment = Comment(
            self._workspace.ids.mint("com"),
            conversation.id,
            author_id,
            body,
            self._workspace.now(),
            is_pinned,
            replied_to,
            self._mentioned(conversation, body),
            made_with,
            attached(self._workspace.ids, files, ""),
        )
        self._workspace.keep_comment(conversation, comment)
        target = ("comment", self._shapes.comment(comment, in_event=True))
        self._events.emit("comment", conversation, by, target)
        return comment

    def edit_comment(self, comment: Comment, body: str | None, is_pinned: bool | None) -> None:
        """No event is known for that."""
        if body is not None:
            conversation = self._workspace.conversations[comment.conversation_id]
            comment.body, comment.mentioned = body, self._mentioned(conversation, body)
        if is_pinned is not None:
            comment.is_pinned = is_pinned

    def begin(
        self,
        kind: str,
        subject: str,
        inbox_ids: Iterable[str] = (),
        follower_ids: Iterable[str] = (),
    ) -> Conversation:
        """A `discussion` or a `task`: with comments and without messages, so with no recipient."""
        now = self._workspace.now()
        conversation = Conversation(
            id=self._workspace.ids.mint("cnv"),
            subject=subject,
            created_at=now,
            updated_at=now,
            channel="",
            contact_id="",
            inbox_ids=list(inbox_ids),
            type=kind,
            follower_ids=list(follower_ids),
        )
        inboxes = self._workspace.people.inboxes
        conversation.is_private = any(inboxes[i].is_private for i in conversation.inbox_ids)
        self._workspace.conversations[conversation.id] = conversation
        return conversation

    def _mentioned(self, conversation: Conversation, body: str) -> list[str]:
        """Teammates by their usernames, each once; `@all` is everybody with access."""
        people = self._workspace.people
        by_name = {t.username.casefold(): [t.id] for t in people.teammates.values()}
        inboxes = [people.inboxes[i] for i in conversation.inbox_ids]
        everybody = [t.id for inbox in inboxes for t in people.members_of(inbox) if not t.is_bot]
        by_name.setdefault("all", [*everybody, *conversation.follower_ids])
        names = [name.casefold() for name in _MENTION.findall(body)]
        return list(dict.fromkeys(i for name in names for i in by_name.get(name, [])))
