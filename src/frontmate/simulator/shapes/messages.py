"""Messages and comments as JSON."""

from frontmate.simulator.records import Attachment, Comment, Message, Recipient
from frontmate.simulator.shapes.company import CompanyShapes
from frontmate.simulator.shapes.directory import Json

# Front may not pass on what is written on Twitter (facts 1.2).
_REDACTED = {"tweet", "tweet_dm"}


class MessageShapes(CompanyShapes):
    """What is written, to customers and among teammates."""

    def recipient(self, recipient: Recipient) -> Json:
        is_known = recipient.contact_id in self._workspace.people.contacts
        contact = f"{self.base_url}/contacts/{recipient.contact_id}" if is_known else None
        return {
            "_links": {"related": {"contact": contact}},
            "name": recipient.name,
            "handle": recipient.handle,
            "role": recipient.role,
        }

    def attachment(self, file: Attachment) -> Json:
        cid = {} if file.cid is None else {"cid": file.cid}
        return {
            "id": file.id,
            "filename": file.filename,
            "url": f"{self.base_url}/download/{file.id}",
            "content_type": file.content_type,
            "size": len(file.data),
            "metadata": {"is_inline": file.is_inline, **cid},
        }

    def message(self, message: Message, *, in_event: bool = False) -> Json:
        path = f"messages/{message.id}"
        conversation = f"{self.base_url}/conversations/{message.conversation_id}"
        links = self.links(path, conversation=conversation)
        links["related"]["message_seen"] = f"{self.base_url}/{path}/seen"
        signature = self._workspace.people.signatures.get(message.signature_id or "")
        if message.replied_to:
            replied_to = f"{self.base_url}/messages/{message.replied_to}"
            links["related"]["message_replied_to"] = replied_to
        text, body = message.text, message.body
        if message.type in _REDACTED:
            text = body = "[REDACTED]"
        shape: Json = {
            "_links": links,
            "id": message.id,
            "type": message.type,
            "is_inbound": message.is_inbound,
            "created_at": message.created_at,
            "blurb": " ".join(text.split())[:120],
            "body": body,
            "text": text,
            "error_type": message.error_type,
            "version": message.version,
            "subject": message.subject,
            "draft_mode": message.draft_mode,
            "metadata": dict(message.metadata),
            "author": self.teammate(self._workspace.people.author(message.author_id)),
            "recipients": [self.recipient(r) for r in message.recipients],
            "attachments": [self.attachment(file) for file in message.attachments],
            "signature": self.signature(signature) if signature else None,
        }
        return shape | ({"is_draft": False} if in_event else {"message_uid": message.uid})

    def seen(self, message: Message) -> Json:
        """Who it was is known where only one person can have been it."""
        path = f"messages/{message.id}"
        to = [r for r in message.recipients if r.role != "from"]
        contacts = [self._workspace.people.contacts.get(r.contact_id or "") for r in to]
        reader = None
        if len(contacts) == 1 and contacts[0]:
            reader = {"handle": to[0].handle, "source": contacts[0].source}
        return {
            "_links": {
                "self": f"{self.base_url}/{path}/seen",
                "related": {"message": f"{self.base_url}/{path}"},
            },
            # A text in Front's description, whose example is in milliseconds.
            "first_seen_at": str(round(message.seen_at[0] * 1000)),
            "seen_by": reader,
        }

    def comment(self, comment: Comment, *, in_event: bool = False) -> Json:
        path = f"comments/{comment.id}"
        conversation = f"{self.base_url}/conversations/{comment.conversation_id}"
        links = self.links(path, "mentions", conversation=conversation)
        if comment.replied_to:
            replied_to = f"{self.base_url}/comments/{comment.replied_to}"
            links["related"]["comment_replied_to"] = replied_to
        shape: Json = {
            "_links": links,
            "id": comment.id,
            "author": self.teammate(self._workspace.people.author(comment.author_id)),
            "body": comment.body,
            "posted_at": comment.posted_at,
        }
        if in_event:
            return shape
        files = [self.attachment(file) for file in comment.attachments]
        return shape | {"attachments": files, "is_pinned": comment.is_pinned}
