"""What people, rules and customers do in the workspace, by name and with JSON arguments.

Used by the control API, by the page's forms and by the fault `on_request`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from frontmate.simulator.changes import Inbound, Outgoing
from frontmate.simulator.desk import Desk
from frontmate.simulator.events import Actor
from frontmate.simulator.records import Conversation, Inbox, Message, Tag, Teammate

Arguments = Mapping[str, Any]
Done = dict[str, Any]

_DEFAULT_NAME = "Alex Reed"
_BOT_TEXT = "Thanks for your message! We have received it and will be in touch."


class ActionError(ValueError):
    """The action cannot be done as asked; the message says which argument is wrong."""


class Actions:
    """`perform(name, arguments)` does one of `names`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace, self._changes = desk.workspace, desk.changes
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
            "draft": self._draft,
            "merge": self._merge,
        }

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._known)

    def perform(self, name: str, arguments: Arguments) -> Done:
        """Do it now, or `seconds_ago`; ActionError says what was wrong."""
        if name not in self._known:
            raise ActionError(f"no such action: {name}")
        with self._workspace.backdated(_seconds(arguments, "seconds_ago", 0)):
            return self._known[name](arguments)

    async def perform_soon(self, name: str, arguments: Arguments) -> Done:
        return self.perform(name, arguments)

    # Messages

    def _customer_message(self, given: Arguments) -> Done:
        conversation = self._conversation(given) if given.get("conversation") else None
        text = _text(given, "text")
        inbox = self._inbox_for(given, conversation)
        channel = self._workspace.channel_kind(inbox)
        handle, name = self._customer(given, conversation, channel)
        subject = given.get("subject") or ""
        if conversation is None and channel == "email" and not subject:
            subject = " ".join(text.split())[:60]
        inbound = Inbound(
            inbox=inbox,
            handle=handle,
            name=name,
            text=text,
            subject=subject,
            html=given.get("html"),
            cc=tuple(given.get("cc") or ()),
            headers=tuple((given.get("headers") or {}).items()),
        )
        message = self._changes.receive(inbound, conversation)
        return _about(message)

    def _teammate_reply(self, given: Arguments) -> Done:
        teammate = self._teammate(_text(given, "teammate"))
        conversation = self._conversation(given)
        message = self._say(conversation, teammate, _text(given, "text"))
        if given.get("archive"):
            self._changes.archive(conversation, Actor("teammate", teammate.id))
        return _about(message)

    def _other_bot_reply(self, given: Arguments) -> Done:
        bot = self._workspace.bot(_text(given, "author_type"))
        text = given.get("text") or _BOT_TEXT
        return _about(self._say(self._conversation(given), bot, text))

    def _say(self, conversation: Conversation, author: Teammate, text: str) -> Message:
        outgoing = Outgoing(
            uid=self._workspace.ids.uid(),
            author_id=author.id,
            body=self._changes.body_of(text, conversation.channel),
            text=text,
            to=self._desk.reply_recipients(conversation),
            subject=self._desk.reply_subject(conversation),
            inbox=self._workspace.inboxes[conversation.inbox_ids[0]],
        )
        return self._changes.deliver(conversation.id, outgoing)

    # State

    def _assign(self, given: Arguments) -> Done:
        teammate = self._teammate(given["teammate"]) if given.get("teammate") else None
        conversation = self._conversation(given)
        self._changes.assign(conversation, teammate.id if teammate else None, self._by(given))
        return {"conversation": conversation.id}

    def _archive(self, given: Arguments) -> Done:
        return self._simply(given, self._changes.archive)

    def _reopen(self, given: Arguments) -> Done:
        return self._simply(given, self._changes.reopen)

    def _trash(self, given: Arguments) -> Done:
        return self._simply(given, self._changes.trash)

    def _snooze(self, given: Arguments) -> Done:
        until = self._workspace.now() + _seconds(given, "seconds", 86_400)
        return self._simply(given, lambda found, by: self._changes.snooze(found, until, by))

    def _simply(self, given: Arguments, change: Callable[[Conversation, Actor], None]) -> Done:
        conversation = self._conversation(given)
        change(conversation, self._by(given))
        return {"conversation": conversation.id}

    def _tag(self, given: Arguments) -> Done:
        tag = self._named_tag(given)
        self._changes.tag(self._conversation(given), [tag], self._by(given))
        return {"tag": tag.id}

    def _untag(self, given: Arguments) -> Done:
        tag = self._named_tag(given)
        self._changes.untag(self._conversation(given), [tag], self._by(given))
        return {"tag": tag.id}

    def _comment(self, given: Arguments) -> Done:
        by = self._by(given)
        text = _text(given, "text")
        comment = self._changes.comment(self._conversation(given), by.id, text, by)
        return {"comment": comment.id}

    def _draft(self, given: Arguments) -> Done:
        """A teammate has begun to write; no event tells of it (facts 3)."""
        teammate = self._teammate(_text(given, "teammate"))
        conversation = self._conversation(given)
        text = _text(given, "text")
        draft = Message(
            id=self._workspace.ids.mint("msg"),
            uid=self._workspace.ids.uid(),
            conversation_id=conversation.id,
            type=conversation.channel,
            is_inbound=False,
            created_at=self._workspace.now(),
            subject=conversation.subject,
            body=self._changes.body_of(text, conversation.channel),
            text=text,
            recipients=[],
            author_id=teammate.id,
        )
        conversation.drafts.append(draft)
        return _about(draft)

    def _merge(self, given: Arguments) -> Done:
        gone = self._conversation({"conversation": given.get("from")})
        survivor = self._conversation({"conversation": given.get("into")})
        if gone is survivor:
            raise ActionError("into: a conversation cannot be merged into itself")
        self._changes.merge(gone, survivor, self._by(given))
        return {"conversation": survivor.id}

    # Arguments

    def _conversation(self, given: Arguments) -> Conversation:
        wanted = self._workspace.survivor_of(str(given.get("conversation")))
        conversation = self._workspace.conversation(wanted)
        if conversation is None:
            raise ActionError(f"conversation: no such conversation {given.get('conversation')}")
        return conversation

    def _teammate(self, key: str) -> Teammate:
        by_name = {t.username: t for t in self._workspace.teammates.values()}
        found = self._workspace.teammate(key) or by_name.get(key)
        if found is None:
            raise ActionError(f"teammate: no such teammate {key}")
        return found

    def _by(self, given: Arguments) -> Actor:
        """A teammate's id or username, `rul_…`, or `api`; without it the first person."""
        by = given.get("by") or given.get("author")
        if not by:
            people = (t for t in self._workspace.teammates.values() if not t.is_bot)
            first = next(people, None)
            return Actor("teammate", first.id) if first else Actor("rule", "rul_1")
        if by == "api":
            return Actor("api")
        if str(by).startswith("rul_"):
            return Actor("rule", by)
        return Actor("teammate", self._teammate(by).id)

    def _inbox_for(self, given: Arguments, conversation: Conversation | None) -> Inbox:
        if given.get("inbox"):
            inbox = self._workspace.inboxes.get(given["inbox"])
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
        if conversation is not None and not given.get("handle"):
            contact = self._workspace.contacts[conversation.contact_id]
            return contact.handle, given.get("name") or contact.name
        name = given.get("name") or _DEFAULT_NAME
        return given.get("handle") or _invented_handle(channel, name), name

    def _named_tag(self, given: Arguments) -> Tag:
        wanted = _text(given, "tag")
        known = self._workspace.tags
        found = known.get(wanted) or next((t for t in known.values() if t.name == wanted), None)
        return found or self._workspace.add_tag(wanted)


def _about(message: Message) -> Done:
    return {"conversation": message.conversation_id, "message": message.id}


def _text(given: Arguments, name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ActionError(f"{name}: missing")
    return value


def _seconds(given: Arguments, name: str, default: float) -> float:
    value = given.get(name, default)
    if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
        raise ActionError(f"{name}: seconds, 0 or more")
    return float(value)


def _invented_handle(channel: str, name: str) -> str:
    """The same name always has the same handle, so that a customer can come back."""
    slug = re.sub(r"[^a-z0-9]+", ".", name.casefold()).strip(".") or "customer"
    if channel == "email":
        return f"{slug}@customer.example"
    if channel == "sms":
        # 555-01xx is kept free for fiction.
        return f"+120255501{sum(name.encode()) % 100:02d}"
    return f"visitor-{slug}"
