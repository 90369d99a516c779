"""What customers, teammates and other bots write."""

import re

from frontmate.simulator.actions.arguments import (
    ActionError,
    Arguments,
    Done,
    blank_or_text,
    strings,
    text,
    texts_by_name,
)
from frontmate.simulator.actions.finding import Finder, about
from frontmate.simulator.changes import Inbound, Outgoing
from frontmate.simulator.desk import Desk
from frontmate.simulator.events import Actor
from frontmate.simulator.records import Conversation, Inbox, Message, Teammate

_DEFAULT_NAME = "Alex Reed"
_BOT_TEXT = "Thanks for your message! We have received it and will be in touch."


class MessageActions:
    """`known` maps the names of the actions to what does them."""

    def __init__(self, desk: Desk, find: Finder) -> None:
        self._desk, self._find = desk, find
        self._workspace, self._changes = desk.workspace, desk.changes
        self.known = {
            "customer_message": self._customer_message,
            "teammate_reply": self._teammate_reply,
            "other_bot_reply": self._other_bot_reply,
        }

    def _customer_message(self, given: Arguments) -> Done:
        conversation = self._find.conversation(given) if given.get("conversation") else None
        words = text(given, "text")
        inbox = self._inbox_for(given, conversation)
        channel = self._workspace.people.channel_kind(inbox)
        handle, name = self._customer(given, conversation, channel)
        subject = blank_or_text(given, "subject")
        if conversation is None and channel == "email" and not subject:
            subject = " ".join(words.split())[:60]
        inbound = Inbound(
            inbox=inbox,
            handle=handle,
            name=name,
            text=words,
            subject=subject,
            html=blank_or_text(given, "html") or None,
            cc=strings(given, "cc") or (),
            headers=tuple(texts_by_name(given, "headers").items()),
        )
        message = self._changes.receive(inbound, conversation)
        return about(message)

    def _teammate_reply(self, given: Arguments) -> Done:
        teammate = self._find.teammate(text(given, "teammate"))
        conversation = self._find.conversation(given)
        message = self._say(conversation, teammate, text(given, "text"))
        if given.get("archive"):
            self._changes.archive(conversation, Actor("teammate", teammate.id))
        return about(message)

    def _other_bot_reply(self, given: Arguments) -> Done:
        bot = self._workspace.people.bot(text(given, "author_type"))
        words = blank_or_text(given, "text") or _BOT_TEXT
        return about(self._say(self._find.conversation(given), bot, words))

    def _say(self, conversation: Conversation, author: Teammate, words: str) -> Message:
        outgoing = Outgoing(
            uid=self._workspace.ids.uid(),
            author_id=author.id,
            body=self._changes.body_of(words, conversation.channel),
            text=words,
            to=self._desk.reply_recipients(conversation),
            subject=self._desk.reply_subject(conversation),
            inbox=self._workspace.people.inboxes[conversation.inbox_ids[0]],
        )
        return self._changes.deliver(conversation.id, outgoing)

    def _inbox_for(self, given: Arguments, conversation: Conversation | None) -> Inbox:
        if given.get("inbox"):
            inbox = self._workspace.people.inboxes.get(str(given["inbox"]))
        elif conversation is not None:
            inbox = self._workspace.people.inboxes[conversation.inbox_ids[0]]
        else:
            inbox = self._workspace.people.inbox_for(given.get("channel") or "email")
        if inbox is None:
            raise ActionError("channel: no inbox for that channel (email, chat or sms)")
        return inbox

    def _customer(
        self, given: Arguments, conversation: Conversation | None, channel: str
    ) -> tuple[str, str | None]:
        handle, name = blank_or_text(given, "handle"), blank_or_text(given, "name")
        if conversation is not None and not handle:
            contact = self._workspace.people.contacts[conversation.contact_id]
            return contact.handle, name or contact.name
        name = name or _DEFAULT_NAME
        return handle or _invented_handle(channel, name), name


def _invented_handle(channel: str, name: str) -> str:
    """The same name always has the same handle, so that a customer can come back."""
    slug = re.sub(r"[^a-z0-9]+", ".", name.casefold()).strip(".") or "customer"
    if channel == "email":
        return f"{slug}@customer.example"
    if channel == "sms":
        # 555-01xx is kept free for fiction.
        return f"+120255501{sum(name.encode()) % 100:02d}"
    return f"visitor-{slug}"
