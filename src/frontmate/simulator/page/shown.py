"""What stands above a thread, and what can be done with it there."""

import re
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from frontmate.simulator.page.people import Person, correspondent
from frontmate.simulator.page.states import kind_of, state_of, told
from frontmate.simulator.records import Conversation, Tag
from frontmate.simulator.workspace import Workspace

_LONG_WORD: Final = re.compile(r"\S{20,}")
_JOINT: Final = re.compile(r"(?<=[@./_])(?=\w)")


@dataclass(frozen=True, slots=True)
class Head:
    """`kind` is the channel, or discussion or task; the latter two have comments only."""

    title: str
    kind: str
    customer: Person
    handle: str
    inboxes: str
    state: str
    told: str
    tags: list[Tag]
    is_private: bool

    @property
    def breakable(self) -> Markup:
        """The title; a long address in it is broken where its parts meet, if it must be."""
        escaped = str(Markup.escape(self.title))
        return Markup(_LONG_WORD.sub(lambda word: _JOINT.sub("<wbr>", word[0]), escaped))  # noqa: S704

    @property
    def has_messages(self) -> bool:
        return self.kind not in {"discussion", "task"}


def head_of(workspace: Workspace, conversation: Conversation) -> Head:
    people = workspace.people
    contact, who = (
        people.correspondent(conversation.contact_id),
        correspondent(people, conversation),
    )
    handle = contact.handle if contact.handles else ""
    inboxes = [people.inboxes[i].name for i in conversation.inbox_ids if i in people.inboxes]
    return Head(
        conversation.subject or who.name,
        kind_of(conversation),
        who,
        "" if handle == who.name else handle,
        ", ".join(inboxes),
        state_of(conversation),
        told(conversation, workspace.now()),
        [people.tags[t] for t in conversation.tag_ids if t in people.tags],
        conversation.is_private,
    )
