"""Messages and comments as JSON."""

from frontmate.simulator.records import Comment, Message, Recipient
from frontmate.simulator.shapes.directory import DirectoryShapes, Json


class MessageShapes(DirectoryShapes):
    """What is written, to customers and among teammates."""

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
            "author": self.teammate(self._workspace.people.author(message.author_id)),
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
            "author": self.teammate(self._workspace.people.author(comment.author_id)),
            "body": comment.body,
            "posted_at": comment.posted_at,
        }
        return shape if in_event else shape | {"attachments": [], "is_pinned": comment.is_pinned}
