"""What people, rules and customers do in the workspace, by name and with JSON arguments.

Used by the control API, by the page's forms and by the fault `on_request`.
"""

import re
from collections.abc import Callable

from frontmate.simulator.access_actions import AccessActions
from frontmate.simulator.arguments import (
    ActionError,
    Arguments,
    Done,
    blank_or_text,
    seconds,
    strings,
    text,
    texts_by_name,
)
from frontmate.simulator.changes import Inbound, Outgoing
from frontmate.simulator.desk import Desk
from frontmate.simulator.draft_actions import DraftActions, about
from frontmate.simulator.events import Actor
from frontmate.simulator.finding import Finder
from frontmate.simulator.knowledge_actions import KnowledgeActions
from frontmate.simulator.records import Conversation, Inbox, Message, Tag, Teammate

_DEFAULT_NAME = "Alex Reed"
_BOT_TEXT = "Thanks for your message! We have received it and will be in touch."


class Actions:
    """`perform(name, arguments)` does one of `names`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace, self._changes = desk.workspace, desk.changes
        self._find = Finder(desk)
        self._known: dict[str, Callable[[Arguments], Done]] = {
            "customer_message": self._customer_message,
            "teammate_reply": self._teammate_reply,
            "other_bot_reply": self._other_bot_reply,
            "assign": self._assign,
            "archive": self._archive,
            "reopen": self._reopen,
            "trash": self._trash,
            "snooze": self._snooze,
            "tag": self._tag,
            "untag": self._untag,
            "comment": self._comment,
            "merge": self._merge,
            **DraftActions(desk, self._find).known,
            **KnowledgeActions(desk, self._find).known,
            **AccessActions(desk.workspace.access).known,
        }

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._known)

    def perform(self, name: str, arguments: Arguments) -> Done:
        """Do it now, or `seconds_ago`; ActionError says what was wrong."""
        if name not in self._known:
            raise ActionError(f"no such action: {name}")
        with self._workspace.backdated(seconds(arguments, "seconds_ago", 0)):
            return self._known[name](arguments)

    async def perform_soon(self, name: str, arguments: Arguments) -> Done:
        return self.perform(name, arguments)

    # Messages

    def _customer_message(self, given: Arguments) -> Done:
        conversation = self._find.conversation(given) if given.get("conversation") else None
        words = text(given, "text")
        inbox = self._inbox_for(given, conversation)
        channel = self._workspace.channel_kind(inbox)
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
        bot = self._workspace.bot(text(given, "author_type"))
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
            inbox=self._workspace.inboxes[conversation.inbox_ids[0]],
        )
        return self._changes.deliver(conversation.id, outgoing)

    # State

    def _assign(self, given: Arguments) -> Done:
        teammate = self._find.teammate(given["teammate"]) if given.get("teammate") else None
        conversation = self._find.conversation(given)
        self._changes.assign(conversation, teammate.id if teammate else None, self._find.by(given))
        return {"conversation": conversation.id}

    def _archive(self, given: Arguments) -> Done:
        return self._simply(given, self._changes.archive)

    def _reopen(self, given: Arguments) -> Done:
        return self._simply(given, self._changes.reopen)

    def _trash(self, given: Arguments) -> Done:
        return self._simply(given, self._changes.trash)

    def _snooze(self, given: Arguments) -> Done:
        until = self._workspace.now() + seconds(given, "seconds", 86_400)
        return self._simply(given, lambda found, by: self._changes.snooze(found, until, by))

    def _simply(self, given: Arguments, change: Callable[[Conversation, Actor], None]) -> Done:
        conversation = self._find.conversation(given)
        change(conversation, self._find.by(given))
        return {"conversation": conversation.id}

    def _tag(self, given: Arguments) -> Done:
        tag = self._named_tag(given)
        self._changes.tag(self._find.conversation(given), [tag], self._find.by(given))
        return {"tag": tag.id}

    def _untag(self, given: Arguments) -> Done:
        tag = self._named_tag(given)
        self._changes.untag(self._find.conversation(given), [tag], self._find.by(given))
        return {"tag": tag.id}

    def _comment(self, given: Arguments) -> Done:
        by = self._find.by(given)
        words = text(given, "text")
        comment = self._changes.comment(self._find.conversation(given), by.id, words, by)
        return {"comment": comment.id}

    def _merge(self, given: Arguments) -> Done:
        gone = self._find.conversation(given, "from")
        survivor = self._find.conversation(given, "into")
        if gone is survivor:
            raise ActionError("into: a conversation cannot be merged into itself")
        self._changes.merge(gone, survivor, self._find.by(given))
        return {"conversation": survivor.id}

    # Arguments

    def _inbox_for(self, given: Arguments, conversation: Conversation | None) -> Inbox:
        if given.get("inbox"):
            inbox = self._workspace.inboxes.get(str(given["inbox"]))
        elif conversation is not None:
            inbox = self._workspace.inboxes[conversation.inbox_ids[0]]
        else:
            inbox = self._workspace.inbox_for(given.get("channel") or "email")
        if inbox is None:
            raise ActionError("channel: no inbox for that channel (email, chat or sms)")
        return inbox

    def _customer(
        self, given: Arguments, conversation: Conversation | None, channel: str
    ) -> tuple[str, str | None]:
        handle, name = blank_or_text(given, "handle"), blank_or_text(given, "name")
        if conversation is not None and not handle:
            contact = self._workspace.contacts[conversation.contact_id]
            return contact.handle, name or contact.name
        name = name or _DEFAULT_NAME
        return handle or _invented_handle(channel, name), name

    def _named_tag(self, given: Arguments) -> Tag:
        wanted = text(given, "tag")
        known = self._workspace.tags
        found = known.get(wanted) or next((t for t in known.values() if t.name == wanted), None)
        return found or self._workspace.add_tag(wanted)


def _invented_handle(channel: str, name: str) -> str:
    """The same name always has the same handle, so that a customer can come back."""
    slug = re.sub(r"[^a-z0-9]+", ".", name.casefold()).strip(".") or "customer"
    if channel == "email":
        return f"{slug}@customer.example"
    if channel == "sms":
        # 555-01xx is kept free for fiction.
        return f"+120255501{sum(name.encode()) % 100:02d}"
    return f"visitor-{slug}"
