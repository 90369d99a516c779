"""What teammates and other bots write."""

from frontmate.simulator.actions.arguments import Arguments, Done, blank_or_text, strings, text
from frontmate.simulator.actions.files import uploads
from frontmate.simulator.actions.finding import Finder, about
from frontmate.simulator.changes import Outgoing
from frontmate.simulator.desk import Desk
from frontmate.simulator.events import Actor
from frontmate.simulator.files import Upload, attached
from frontmate.simulator.records import Conversation, Message, Teammate

_BOT_TEXT = "Thanks for your message! We have received it and will be in touch."


class MessageActions:
    """`known` maps the names of the actions to what does them."""

    def __init__(self, desk: Desk, find: Finder) -> None:
        self._desk, self._find = desk, find
        self._workspace, self._changes = desk.workspace, desk.changes
        self.known = {
            "teammate_reply": self._teammate_reply,
            "other_bot_reply": self._other_bot_reply,
        }

    def _teammate_reply(self, given: Arguments) -> Done:
        """Beside `text`: `attachments`, `cc` (else as before), `archive` for "send and archive"."""
        teammate = self._find.teammate(text(given, "teammate"))
        conversation = self._find.thread(given)
        words, copies = text(given, "text"), strings(given, "cc")
        message = self._say(conversation, teammate, words, uploads(given), copies)
        if given.get("archive"):
            self._changes.archive(conversation, Actor("teammate", teammate.id))
        return about(message)

    def _other_bot_reply(self, given: Arguments) -> Done:
        bot = self._workspace.people.bot(text(given, "author_type"))
        words = blank_or_text(given, "text") or _BOT_TEXT
        return about(self._say(self._find.thread(given), bot, words))

    def _say(
        self,
        conversation: Conversation,
        author: Teammate,
        words: str,
        files: tuple[Upload, ...] = (),
        copies: tuple[str, ...] | None = None,
    ) -> Message:
        to = self._desk.reply_recipients(conversation)
        if copies is not None:
            cc = (self._changes.recipient(handle, "cc") for handle in copies)
            to = (*(one for one in to if one.role != "cc"), *cc)
        outgoing = Outgoing(
            uid=self._workspace.ids.uid(),
            author_id=author.id,
            body=self._changes.body_of(words, conversation.channel),
            text=words,
            to=to,
            subject=self._desk.reply_subject(conversation),
            inbox=self._desk.reply_inbox(conversation),
            attachments=tuple(attached(self._workspace.ids, files, words)),
        )
        return self._changes.deliver(conversation, outgoing)
