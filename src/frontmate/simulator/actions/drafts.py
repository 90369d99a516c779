"""What teammates do with drafts, their own and others'."""

from dataclasses import replace

from frontmate.simulator.actions import arguments
from frontmate.simulator.actions.arguments import ActionError, Arguments, Done
from frontmate.simulator.actions.finding import Finder, about
from frontmate.simulator.desk import Desk
from frontmate.simulator.drafts import Drafted
from frontmate.simulator.events import Actor
from frontmate.simulator.records import Message

_MODES = ("shared", "private")


class DraftActions:
    """`known` maps the names of the actions to what does them.

    A draft is named by `draft`, or by `conversation` for the newest one there. `version`, where it
    is given, must be the draft's own.
    """

    def __init__(self, desk: Desk, find: Finder) -> None:
        self._desk, self._find = desk, find
        self._workspace, self._drafts = desk.workspace, desk.drafts
        self.known = {
            "draft": self.begin,
            "edit_draft": self.edit,
            "send_draft": self.send,
            "discard_draft": self.discard,
        }

    def begin(self, given: Arguments) -> Done:
        """A teammate has begun to write."""
        teammate = self._find.teammate(arguments.text(given, "teammate"))
        conversation = self._find.thread(given)
        words = arguments.text(given, "text")
        drafted = Drafted(
            author_id=teammate.id,
            body=self._desk.changes.body_of(words, conversation.channel),
            recipients=self._desk.reply_recipients(conversation),
            subject=self._desk.reply_subject(conversation),
            inbox=self._desk.reply_inbox(conversation),
            mode=arguments.choice(given, "mode", _MODES) or "shared",
        )
        draft = self._drafts.create(conversation, drafted, by=teammate.id, is_made_by_api=False)
        return about(draft)

    def edit(self, given: Arguments) -> Done:
        """A teammate changes the words; author and recipients stay."""
        teammate = self._find.teammate(arguments.text(given, "teammate"))
        draft = self._draft(given)
        body = arguments.text_if_given(given, "html")
        if body is None:
            words = arguments.text(given, "text")
            channel = self._workspace.people.channel_kind(self._drafts.inbox_of(draft))
            body = self._desk.changes.body_of(words, channel)
        drafted = replace(self._drafts.as_it_is(draft), body=body)
        return about(self._drafts.edit(draft, drafted, by=teammate.id))

    def send(self, given: Arguments) -> Done:
        """A teammate presses send; with `archive` it is Front's "send and archive"."""
        teammate = self._find.teammate(arguments.text(given, "teammate"))
        draft = self._draft(given)
        keep_id = arguments.flag(given, "keep_id", self._workspace.drafts_keep_id)
        archive = arguments.flag(given, "archive", False)
        message = self._drafts.send(draft, teammate, keep_id=keep_id)
        if archive:
            conversation = self._workspace.conversations[message.conversation_id]
            self._desk.changes.archive(conversation, Actor("teammate", teammate.id))
        return about(message) | {"draft": draft.id}

    def discard(self, given: Arguments) -> Done:
        by = self._find.by({"by": given.get("teammate")})
        draft = self._draft(given)
        self._drafts.discard(draft, by=by.id or by.kind)
        return about(draft)

    def _draft(self, given: Arguments) -> Message:
        draft = self._find.draft(given)
        if given.get("version", draft.version) != draft.version:
            raise ActionError("version: the draft has changed meanwhile")
        return draft
