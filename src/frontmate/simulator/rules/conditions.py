"""Whether a rule's conditions hold: for what happened, and for the conversation as it is now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from frontmate.simulator.people import People
from frontmate.simulator.records import Conversation, Event
from frontmate.simulator.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Situation:
    """What a rule looks at."""

    event: Event
    conversation: Conversation
    people: People

    @property
    def written(self) -> Mapping[str, Any]:
        """The message or comment that the event is about, else the newest message of then."""
        target = self.event.data.get("target", {"_meta": {"type": ""}})
        if target["_meta"]["type"] in {"message", "comment"}:
            written: Mapping[str, Any] = target["data"]
            return written
        return self.event.data["conversation"]["last_message"] or {}

    @property
    def text(self) -> str:
        return str(self.written.get("text") or self.written.get("body") or "")


def hold(rule: Rule, situation: Situation) -> bool:
    """All conditions, and for a rule that is "once" that the conversation began just now."""
    if rule.how_often == "once" and not _is_the_first(situation):
        return False
    return all(_CHECKS[name](situation, value) for name, value in rule.conditions.items())


def _is_the_first(situation: Situation) -> bool:
    first = [message.id for message in situation.conversation.messages[:1]]
    return first == [situation.event.data["target"]["data"]["id"]]


def _is_in(situation: Situation, inbox: str) -> bool:
    inboxes = (situation.people.inboxes[i] for i in situation.conversation.inbox_ids)
    return any(inbox in (one.id, one.name) for one in inboxes)


def _is_on(situation: Situation, channel: str) -> bool:
    return situation.conversation.channel == channel


def _says(situation: Situation, words: str) -> bool:
    return words.casefold() in situation.text.casefold()


def _is_about(situation: Situation, words: str) -> bool:
    return words.casefold() in situation.conversation.subject.casefold()


def _is_tagged(situation: Situation, tag: str) -> bool:
    tags = situation.people.tags
    return any(
        tag in (tag_id, tags[tag_id].name)
        for tag_id in situation.conversation.tag_ids
        if tag_id in tags
    )


def _is_not_tagged(situation: Situation, tag: str) -> bool:
    return not _is_tagged(situation, tag)


def _is_assigned_to(situation: Situation, teammate: str | None) -> bool:
    """To nobody, where the rule says null."""
    assignee = situation.people.author(situation.conversation.assignee_id)
    if assignee is None or teammate is None:
        return assignee is None and teammate is None
    return teammate in (assignee.id, assignee.username, f"alt:email:{assignee.email}")


def _is_from(situation: Situation, handle: str) -> bool:
    senders = (r["handle"] for r in situation.written.get("recipients", []) if r["role"] == "from")
    return handle.casefold() in (sender.casefold() for sender in senders)


def _is_written_by(situation: Situation, author_type: str) -> bool:
    """Customers are no authors to Front; nor is the API, where it names none."""
    written = situation.written
    if author := written.get("author"):
        return bool(author["type"] == author_type)
    return bool(written) and author_type == ("customer" if written.get("is_inbound") else "api")


def _is_done_by(situation: Situation, source: str) -> bool:
    return bool(situation.event.data["source"]["_meta"]["type"] == source)


_CHECKS: Mapping[str, Callable[[Situation, Any], bool]] = {
    "inbox": _is_in,
    "channel": _is_on,
    "text_contains": _says,
    "subject_contains": _is_about,
    "tagged": _is_tagged,
    "not_tagged": _is_not_tagged,
    "assignee": _is_assigned_to,
    "from": _is_from,
    "author_type": _is_written_by,
    "by": _is_done_by,
}
