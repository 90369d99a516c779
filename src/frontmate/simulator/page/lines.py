"""The small lines of a thread: what an event that is no message was."""

from collections.abc import Callable
from typing import Any, Final

from frontmate.simulator.page.moments import until
from frontmate.simulator.page.people import Person
from frontmate.simulator.people import People
from frontmate.simulator.records import Event

_VERBS: Final = {
    "archive": "Archived",
    "reopen": "Reopened",
    "trash": "Moved to the trash",
    "restore": "Taken out of the trash",
    "reminder": "The snooze ended",
    "forward": "Forwarded",
    "conversations_merged": "Another conversation was merged into this one",
    "custom_field_updated": "A custom field was changed",
    "topic_identified": "A topic was found",
    "macro_triggered": "A macro ran",
    "call_hangup": "Call ended",
    "call_transcript_added": "What was said was written down",
    "call_voicemail_transcript_added": "What the voicemail says was written down",
}
_FAILURES: Final = {
    "sending_error": "The message could not be sent",
    "message_bounce_error": "The message came back",
}
_SOURCES: Final = {
    "rule": " by a rule",
    "api": " through the API",
    "oauth_client": " through the API",
    "imap": " from the mail server",
    "gmail": " from Gmail",
}


class Lines:
    """Tells the events of one conversation, which are to come in order.

    It remembers the assignee on the way, whom `unassign` does not name.
    """

    def __init__(self, person: Callable[[str | None], Person], people: People) -> None:
        self._person, self._people = person, people
        self._assignee: Person | None = None

    def told(self, event: Event) -> str:
        target = event.data.get("target", {}).get("data")
        by = self._by(event)
        match event.type:
            case "assign" if target:
                return self._assigned(event, target, by)
            case "unassign":
                previous, self._assignee = self._assignee, None
                return f"{previous.named} was unassigned{by}" if previous else f"Unassigned{by}"
            case "tag" | "untag" if target:
                verb = "added" if event.type == "tag" else "removed"
                return f"Tag “{target['name']}” {verb}{by}"
            case "link_added" | "link_removed" if target:
                verb = event.type.removeprefix("link_")
                return f"Link “{target['name']}” {verb}{by}"
            case "move" if target:
                return f"Moved to {', '.join(inbox['name'] for inbox in target)}{by}"
            case "ticket_status_update":
                return self._status(event, by)
            case "archive" if reminders := event.data["conversation"]["scheduled_reminders"]:
                ends = min(reminder["scheduled_at"] for reminder in reminders)
                return f"Snoozed until {until(ends, event.emitted_at)}{by}"
            case "sending_error" | "message_bounce_error":
                return _FAILURES[event.type]
        return f"{_VERBS.get(event.type, event.type.replace('_', ' ').capitalize())}{by}"

    def _assigned(self, event: Event, target: dict[str, Any], by: str) -> str:
        self._assignee = self._person(target["id"])
        if target["id"] == (event.data["source"]["data"] or {}).get("id"):
            return f"{self._assignee.named} took this conversation"
        return f"Assigned to {self._assignee.named}{by}"

    def _status(self, event: Event, by: str) -> str:
        status = self._people.statuses.get(event.data["conversation"].get("status_id") or "")
        return f"Status “{status.name}” set{by}" if status else f"Status changed{by}"

    def _by(self, event: Event) -> str:
        kind, data = event.data["source"]["_meta"]["type"], event.data["source"]["data"]
        if kind == "teammate" and data:
            return f" by {self._person(data['id']).named}"
        return _SOURCES.get(kind, "")
