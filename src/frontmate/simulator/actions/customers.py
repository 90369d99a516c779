"""What customers do: write on any channel, and call."""

import re
from collections.abc import Mapping
from typing import Any

from frontmate.simulator.actions import arguments
from frontmate.simulator.actions.arguments import ActionError, Arguments, Done
from frontmate.simulator.actions.files import uploads
from frontmate.simulator.actions.finding import Finder, about
from frontmate.simulator.changes import Inbound
from frontmate.simulator.channels import CALLS
from frontmate.simulator.contacts import HANDLE_SOURCES
from frontmate.simulator.desk import Desk
from frontmate.simulator.eml import is_header
from frontmate.simulator.people import People
from frontmate.simulator.records import Conversation, Inbox, Message

_DEFAULT_NAME = "Alex Reed"
_LONGEST_CALL = 86_400


class CustomerActions:
    """`known` maps the names of the actions to what does them.

    `conversation` is one that goes on; a new one begins in `inbox` (an id or a name), or in the
    first inbox of `channel`: email, chat, sms, or whatever else an inbox is for.
    """

    def __init__(self, desk: Desk, find: Finder) -> None:
        self._desk, self._find = desk, find
        self._workspace, self._changes = desk.workspace, desk.changes
        self.known = {
            "customer_message": self.write,
            "call": self.call,
            "transcript": self.transcript,
            "voicemail": self.voicemail,
        }

    @property
    def _people(self) -> People:
        """They are others after a reset."""
        return self._workspace.people

    def write(self, given: Arguments) -> Done:
        """Beside `text`: `name`, `handle`, `subject`, `html`, `to`, `cc`, `reply_to`, `headers` (of
        an email, for its EML), `attachments`, `message_type` (any), `metadata`, and
        `created_seconds_ago` for what arrives late."""
        conversation = self._conversation(given)
        # Whoever attaches something need not say anything.
        read = arguments.blank_or_text if given.get("attachments") else arguments.text
        words = read(given, "text")
        inbound = self._inbound(given, conversation, words)
        return about(self._changes.receive(inbound, conversation))

    def call(self, given: Arguments) -> Done:
        """`answered`, for `duration` seconds; one that nobody answers is missed."""
        conversation = self._conversation(given)
        is_answered = arguments.flag(given, "answered", True)
        seconds = arguments.whole(given, "duration", 60 if is_answered else 0, _LONGEST_CALL)
        given = {"channel": self._channel_of_calls(), **given}
        words = arguments.blank_or_text(given, "text")
        words = words or ("Incoming call" if is_answered else "Missed call")
        inbound = self._inbound(given, conversation, words)
        if self._people.message_type(inbound.inbox) not in CALLS:
            raise ActionError(f"inbox: {inbound.inbox.name} has no phone")
        message = self._changes.call(
            inbound, conversation, seconds=seconds, is_answered=is_answered
        )
        return about(message)

    def transcript(self, given: Arguments) -> Done:
        """`text` is what was said in `message`, or in the last call of `conversation`."""
        return self._transcribed(given, "call_transcript_added")

    def voicemail(self, given: Arguments) -> Done:
        return self._transcribed(given, "call_voicemail_transcript_added")

    def _transcribed(self, given: Arguments, kind: str) -> Done:
        message = self._call(given)
        self._changes.transcribe(message, arguments.text(given, "text"), kind)
        return about(message)

    def _call(self, given: Arguments) -> Message:
        if given.get("message"):
            found = self._find.message(given)
            calls = [found] if found.type in CALLS else []
        else:
            calls = [m for m in self._find.conversation(given).messages if m.type in CALLS]
        if not calls:
            raise ActionError("message: no such call")
        return calls[-1]

    def _channel_of_calls(self) -> str:
        found = (kind for kind in CALLS if self._people.inbox_for(kind))
        return next(found, CALLS[0])

    def _conversation(self, given: Arguments) -> Conversation | None:
        if not given.get("conversation"):
            return None
        return self._find.thread(given)

    def _inbound(self, given: Arguments, conversation: Conversation | None, words: str) -> Inbound:
        inbox = self._inbox(given, conversation)
        kind = self._people.channel_kind(inbox)
        handle, name = self._customer(given, conversation, kind)
        subject = arguments.blank_or_text(given, "subject")
        if conversation is None and self._people.is_email(inbox) and not subject:
            subject = " ".join(words.split())[:60]
        return Inbound(
            inbox=inbox,
            handle=handle,
            name=name,
            text=words,
            subject=subject,
            html=arguments.blank_or_text(given, "html") or None,
            to=arguments.strings(given, "to") or (),
            cc=arguments.strings(given, "cc") or (),
            reply_to=arguments.text_if_given(given, "reply_to"),
            headers=_headers(given),
            files=uploads(given),
            message_type=arguments.text_if_given(given, "message_type"),
            metadata=_metadata(given),
            age=arguments.seconds(given, "created_seconds_ago", 0),
        )

    def _inbox(self, given: Arguments, conversation: Conversation | None) -> Inbox:
        if given.get("inbox"):
            return self._find.inbox(str(given["inbox"]))
        if conversation is not None:
            return self._desk.reply_inbox(conversation)
        channel = arguments.blank_or_text(given, "channel") or "email"
        inbox = self._people.inbox_for(channel)
        if inbox is None:
            raise ActionError(f"channel: no inbox for {channel}")
        return inbox

    def _customer(
        self, given: Arguments, conversation: Conversation | None, kind: str
    ) -> tuple[str, str | None]:
        handle = arguments.blank_or_text(given, "handle")
        name = arguments.blank_or_text(given, "name")
        if conversation is not None and not handle:
            contact = self._people.correspondent(conversation.contact_id)
            fitting = (h.handle for h in contact.handles if h.source == HANDLE_SOURCES.get(kind))
            handle, name = next(fitting, contact.handle), name or contact.name
        name = name or _DEFAULT_NAME
        return handle or _invented_handle(HANDLE_SOURCES.get(kind, "custom"), name), name


def _headers(given: Arguments) -> tuple[tuple[str, str], ...]:
    headers = arguments.texts_by_name(given, "headers")
    wrong = [name for name, value in headers.items() if not is_header(name, value)]
    if wrong:
        raise ActionError(f"headers: no email can have {wrong[0]!r} so")
    return tuple(headers.items())


def _metadata(given: Arguments) -> Mapping[str, Any]:
    metadata = given.get("metadata") or {}
    if not isinstance(metadata, dict):
        raise ActionError("metadata: an object")
    return metadata


def _invented_handle(source: str, name: str) -> str:
    """The same name always has the same handle, so that a customer can come back."""
    slug = re.sub(r"[^a-z0-9]+", ".", name.casefold()).strip(".") or "customer"
    if source == "email":
        return f"{slug}@customer.example"
    if source == "phone":
        # 555-01xx is kept free for fiction.
        return f"+120255501{sum(name.encode()) % 100:02d}"
    return f"visitor-{slug}"
