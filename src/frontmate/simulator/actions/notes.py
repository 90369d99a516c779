"""What people and rules put on a conversation: tags, comments, links, custom fields."""

from frontmate.simulator.actions import arguments
from frontmate.simulator.actions.arguments import ActionError, Arguments, Done
from frontmate.simulator.actions.files import uploads
from frontmate.simulator.actions.finding import Finder
from frontmate.simulator.desk import Desk
from frontmate.simulator.records import Tag
from frontmate.simulator.tagging import NewTag

_KINDS = ("discussion", "task")


class NoteActions:
    """`known` maps the names of the actions to what does them."""

    def __init__(self, desk: Desk, find: Finder) -> None:
        self._find = find
        self._workspace, self._changes = desk.workspace, desk.changes
        self.known = {
            "tag": self._tag,
            "untag": self._untag,
            "comment": self._comment,
            "discuss": self._discuss,
            "link": self._link,
            "unlink": self._unlink,
            "set_fields": self._set_fields,
            "follow": self._follow,
        }

    def _tag(self, given: Arguments) -> Done:
        """By id or name, made if there is none; with `owner` a team's or a teammate's own tag."""
        tag = self._named_tag(given)
        self._changes.tag(self._find.conversation(given), [tag], self._find.by(given))
        return {"tag": tag.id}

    def _untag(self, given: Arguments) -> Done:
        tag = self._named_tag(given)
        self._changes.untag(self._find.conversation(given), [tag], self._find.by(given))
        return {"tag": tag.id}

    def _comment(self, given: Arguments) -> Done:
        """With `reply_to` an answer to another comment of the conversation; `attachments`."""
        by = self._find.by(given)
        words = arguments.text(given, "text")
        conversation = self._find.conversation(given)
        replied_to = arguments.text_if_given(given, "reply_to")
        if replied_to is not None and replied_to not in {c.id for c in conversation.comments}:
            raise ActionError("reply_to: no such comment in the conversation")
        pinned = arguments.flag(given, "pinned", False)
        # Whoever is no teammate writes as Front's own author of that kind.
        author = by.id if by.kind == "teammate" else self._workspace.people.bot(by.kind).id
        comment = self._changes.comment(
            conversation, author, words, by, pinned, uploads(given), replied_to=replied_to
        )
        return {"comment": comment.id}

    def _discuss(self, given: Arguments) -> Done:
        """A discussion, or with `type` a task, in `inbox`; it has comments and no messages."""
        by = self._find.by(given)
        kind = arguments.choice(given, "type", _KINDS) or "discussion"
        subject = arguments.text(given, "subject")
        words = arguments.text(given, "text") if kind == "discussion" else None
        wanted = arguments.text_if_given(given, "inbox")
        inbox = self._find.inbox(wanted or next(iter(self._workspace.people.inboxes), ""))
        conversation = self._changes.begin(kind, subject, [inbox.id])
        done = {"conversation": conversation.id}
        if words is None:
            return done
        return done | {"comment": self._changes.comment(conversation, by.id, words, by).id}

    def _link(self, given: Arguments) -> Done:
        link = self._workspace.people.link_to(
            arguments.text(given, "url"), arguments.text_if_given(given, "name")
        )
        self._changes.link(self._find.conversation(given), [link], self._find.by(given))
        return {"link": link.id}

    def _unlink(self, given: Arguments) -> Done:
        link = self._workspace.people.link_to(arguments.text(given, "url"))
        self._changes.unlink(self._find.conversation(given), [link], self._find.by(given))
        return {"link": link.id}

    def _set_fields(self, given: Arguments) -> Done:
        """`fields`: those that change; a person changes one and leaves the others alone."""
        fields = given.get("fields")
        if not isinstance(fields, dict) or not fields:
            raise ActionError("fields: an object of custom fields")
        conversation = self._find.conversation(given)
        whole = conversation.custom_fields | fields
        self._changes.set_fields(conversation, whole, self._find.by(given))
        return {"conversation": conversation.id}

    def _follow(self, given: Arguments) -> Done:
        conversation = self._find.conversation(given)
        self._changes.follow(conversation, [self._find.teammate(given.get("teammate")).id])
        return {"conversation": conversation.id}

    def _named_tag(self, given: Arguments) -> Tag:
        people, wanted = self._workspace.people, arguments.text(given, "tag")
        if wanted in people.tags:
            return people.tags[wanted]
        owner = self._owner(given)
        if owner is not None:
            fitting = [t for t in people.tags_of(owner) if t.name == wanted]
        else:
            fitting = [t for t in people.tags.values() if t.name == wanted and not t.is_private]
        return fitting[0] if fitting else people.make_tag(NewTag(wanted, owner_id=owner))

    def _owner(self, given: Arguments) -> str | None:
        wanted = arguments.text_if_given(given, "owner")
        if wanted is None or wanted in self._workspace.people.teams:
            return wanted
        return self._find.teammate(wanted).id
