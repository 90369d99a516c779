"""Plays past conversations into the workspace: backdated, and without anybody being told.

They are in the event list as if they had happened here; no webhook tells of them, no rule runs, and
the journal of the run does not begin with them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from frontmate.simulator.content.invented_people import somebody
from frontmate.simulator.content.past import CUSTOMER, PastConversation
from frontmate.simulator.content.unreadable import ContentUnreadableError
from frontmate.simulator.desk import Desk
from frontmate.simulator.people import People
from frontmate.simulator.records import Inbox, Teammate

Perform = Callable[[str, dict[str, Any]], dict[str, Any]]

_BETWEEN_CONVERSATIONS: Final = 3600.0
_BETWEEN_MESSAGES: Final = 600.0
_SNOOZED_FOR: Final = 86_400.0


def play(desk: Desk, perform: Perform, pasts: Sequence[PastConversation]) -> None:
    """All of them or, with a ContentUnreadableError for what this company does not have, none.

    Whose time is not given came in one an hour, the last one lately.
    """
    now, workspace = desk.workspace.now(), desk.workspace
    scripts = [
        _Script(past, workspace.people, number, now, (len(pasts) - number) * _BETWEEN_CONVERSATIONS)
        for number, past in enumerate(pasts)
    ]
    steps = [step for script in scripts for step in script.steps()]
    # In the order of their times, as events are; a conversation's own steps stay in theirs.
    steps.sort(key=lambda step: step.at)
    with desk.changes.mass_action(), desk.journal.quiet():
        for step in steps:
            with workspace.dated(step.at):
                done = perform(step.action, step.script.about() | step.given)
            step.script.conversation = done.get("conversation", step.script.conversation)


@dataclass(frozen=True, slots=True)
class _Step:
    at: float
    script: "_Script"
    action: str
    given: dict[str, Any]


@dataclass(slots=True)
class _Script:
    """One conversation with the names in it looked up; `ago` is when it began, if not said."""

    past: PastConversation
    people: People
    number: int
    now: float
    ago: float
    conversation: str = field(default="", init=False)

    def about(self) -> dict[str, str]:
        return {"conversation": self.conversation} if self.conversation else {}

    def steps(self) -> Iterator[_Step]:
        past, times = self.past, self._times()
        assignee = self._teammate(past.assignee) if past.assignee else None
        yield _Step(times[0], self, "customer_message", self._first())
        by = {"by": assignee.id} if assignee else {}
        if assignee:
            yield _Step(times[0], self, "assign", by | {"teammate": assignee.id})
        for tag in past.tags:
            yield _Step(times[0], self, "tag", by | {"tag": tag})
        for at, message in zip(times[1:], past.messages[1:], strict=True):
            action, given = "customer_message", {"text": message.text}
            if message.is_comment:
                action, given["by"] = "comment", self._teammate(message.by).id
            elif message.by != CUSTOMER:
                action, given["teammate"] = "teammate_reply", self._teammate(message.by).id
            yield _Step(at, self, action, given)
        yield from self._ending(times[-1], by)

    def _ending(self, at: float, by: dict[str, str]) -> Iterator[_Step]:
        match self.past.status:
            case "archived":
                yield _Step(at, self, "archive", by)
            case "trashed":
                yield _Step(at, self, "trash", by)
            case "snoozed":
                # It was put away then, and comes back after now.
                yield _Step(at, self, "snooze", by | {"seconds": self.now - at + _SNOOZED_FOR})

    def _times(self) -> list[float]:
        past, now = self.past, self.now
        lasted = len(past.messages) * _BETWEEN_MESSAGES
        first = past.when or past.messages[0].when
        at = first.resolved(now, 0.0) if first else now - self.ago - lasted
        times = [at]
        for message in past.messages[1:]:
            after = at + _BETWEEN_MESSAGES
            at = message.when.resolved(now, at) if message.when else min(now, after)
            times.append(at)
        return times

    def _first(self) -> dict[str, Any]:
        past, inbox = self.past, self._inbox()
        kind = self.people.channel_kind(inbox)
        invented = somebody(self.number)
        return {
            "inbox": inbox.id,
            "name": past.name or (past.handle or invented.name),
            "handle": past.handle or ("" if past.name else invented.handle(kind)),
            "subject": past.subject,
            "text": past.messages[0].text,
        }

    def _inbox(self) -> Inbox:
        """The one that is named, the first of the channel, or for a line or two a chat."""
        past, inboxes = self.past, self.people.inboxes
        if past.inbox:
            named = (i for i in inboxes.values() if past.inbox in {i.id, i.name, i.address})
            found = next(named, None)
            there = ", ".join(i.name for i in inboxes.values())
            if found is None:
                raise self._missing(f"inbox {past.inbox}", there)
            return found
        kinds = [past.channel] if past.channel else ["chat", "email"]
        if past.subject or "@" in past.handle:
            kinds = [past.channel or "email"]
        found = next((i for kind in kinds if (i := self.people.inbox_for(kind))), None)
        there = ", ".join(dict.fromkeys(map(self.people.channel_kind, inboxes.values())))
        if found is None:
            raise self._missing(f"channel {kinds[0]}", there)
        return found

    def _teammate(self, key: str) -> Teammate:
        team = self.people.teammates.values()
        for one in team:
            called = (one.id, one.username, one.email, one.name, one.first_name)
            if key.casefold() in {name.casefold() for name in called}:
                return one
        raise self._missing(f"teammate {key}", ", ".join(one.username for one in team))

    def _missing(self, what: str, there: str) -> ContentUnreadableError:
        problem, remedy = f"names the unknown {what}", f"There are {there}."
        return ContentUnreadableError(Path(self.past.source), problem, remedy)
