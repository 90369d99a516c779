"""What a person would call the state of a conversation."""

from frontmate.simulator.page.moments import until
from frontmate.simulator.records import Conversation

LABELS = {"archived": "Archived", "trashed": "In the trash", "snoozed": "Snoozed"}


def state_of(conversation: Conversation) -> str:
    """open, snoozed, archived or trashed."""
    if conversation.is_trashed:
        return "trashed"
    if conversation.reminders:
        return "snoozed"
    return "archived" if conversation.is_archived else "open"


def told(conversation: Conversation, now: float) -> str:
    """The state in words, with the end of a snooze; "" for what is open."""
    state = state_of(conversation)
    if state != "snoozed":
        return LABELS.get(state, "")
    ends = min(reminder.scheduled_at for reminder in conversation.reminders)
    return f"Snoozed until {until(ends, now)}"


def kind_of(conversation: Conversation) -> str:
    """Its channel; what has no messages is a discussion or a task instead."""
    return conversation.channel if conversation.type == "conversation" else conversation.type
