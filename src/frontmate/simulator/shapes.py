"""Records → the JSON that Front would send.

An event carries older shapes than an answer (seen in captured bodies): `last_message` inside the
conversation, `is_draft` but no `message_uid` in a message, the channel's address in an inbox, no
description in a tag. `in_event` chooses.
"""

from typing import Any

from frontmate.simulator.records import (
    Comment,
    Contact,
    Conversation,
    Inbox,
    Message,
    Recipient,
    Tag,
    Teammate,
)
from frontmate.simulator.workspace import Workspace

Json = dict[str, Any]


class Shapes:
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
            "handles": [{"handle": contact.handle, "source": contact.source}],
            "custom_fields": {},
            "is_private": False,
        }

    def recipient(self, recipient: Recipient) -> Json:
        contact = recipient.contact_id and f"{self.base_url}/contacts/{recipient.contact_id}"
        return {
            "_links": {"related": {"contact": contact}},
            "name": recipient.name,
            "handle": recipient.handle,
            "role": recipient.role,
        }

    def message(self, message: Message, *, in_event: bool = False) -> Json:
        path = f"messages/{message.id}"
        conversation = f"{self.base_url}/conversations/{message.conversation_id}"
        links = self.links(path, conversation=conversation)
        links["related"]["message_seen"] = f"{self.base_url}/{path}/seen"
        if message.replied_to:
            links["related"]["message_replied_to"] = f"{self.base_url}/{path}/parent"
        shape: Json = {
            "_links": links,
            "id": message.id,
            "type": message.type,
            "is_inbound": message.is_inbound,
            "created_at": message.created_at,
            "blurb": " ".join(message.text.split())[:120],
            "body": message.body,
            "text": message.text,
            "error_type": message.error_type,
            "version": message.version,
            "subject": message.subject,
            "draft_mode": message.draft_mode,
            "metadata": dict(message.metadata),
            "author": self.teammate(self._workspace.author(message.author_id)),
            "recipients": [self.recipient(r) for r in message.recipients],
            "attachments": [],
            "signature": None,
        }
        return shape | ({"is_draft": False} if in_event else {"message_uid": message.uid})

    def comment(self, comment: Comment, *, in_event: bool = False) -> Json:
        path = f"comments/{comment.id}"
        conversation = f"{self.base_url}/conversations/{comment.conversation_id}"
        shape: Json = {
            "_links": self.links(path, "mentions", conversation=conversation),
            "id": comment.id,
            "author": self.teammate(self._workspace.author(comment.author_id)),
            "body": comment.body,
            "posted_at": comment.posted_at,
        }
        return shape if in_event else shape | {"attachments": [], "is_pinned": comment.is_pinned}

    def conversation(self, conversation: Conversation, *, in_event: bool = False) -> Json:
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
            "type": "conversation",
            "subject": conversation.subject,
            "status": conversation.status,
            "ticket_ids": [],
            "assignee": self.teammate(self._workspace.author(conversation.assignee_id)),
            "recipient": self._main_recipient(conversation),
            "tags": self._tags(conversation, in_event),
            "links": [],
            "custom_fields": dict(conversation.custom_fields),
            "created_at": conversation.created_at,
            "updated_at": conversation.updated_at,
            "is_private": False,
            "scheduled_reminders": [
                self._reminder(conversation, r) for r in conversation.reminders
            ],
            "metadata": {},
        }
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
        tags = self._workspace.tags
        return [self.tag(tags[t], in_event=in_event) for t in conversation.tag_ids if t in tags]

    def _main_recipient(self, conversation: Conversation) -> Json | None:
        """Front shows one correspondent, whose role flips with the last message's direction."""
        last = conversation.last_message
        if last is None:
            return None
        role = "from" if last.is_inbound else "to"
        found = next((r for r in last.recipients if r.role == role), None)
        return self.recipient(found) if found else None

    def _reminder(self, conversation: Conversation, scheduled_at: float) -> Json:
        owner = f"{self.base_url}/teammates/{conversation.assignee_id}"
        return {
            "_links": {"related": {"owner": owner if conversation.assignee_id else None}},
            "created_at": conversation.updated_at,
            "scheduled_at": scheduled_at,
            "updated_at": conversation.updated_at,
        }

    def _owner(self) -> str:
        return f"{self.base_url}/teams/tim_1"
