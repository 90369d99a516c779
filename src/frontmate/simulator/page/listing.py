"""The conversation list beside the thread."""

from dataclasses import dataclass

from frontmate.simulator.desk import Desk
from frontmate.simulator.page.moments import day_or_time
from frontmate.simulator.page.people import Person, customer, teammate
from frontmate.simulator.records import Conversation

FILTERS = ("open", "archived", "all")


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation, as short as it can be told."""

    id: str
    person: Person
    subject: str
    preview: str
    preview_by: str
    channel: str
    status: str
    assignee: Person | None
    when: str
    updated: float
    has_draft: bool


def rows(desk: Desk, show: str) -> list[Row]:
    """Newest message first; `show` is one of FILTERS."""
    found = [c for c in desk.workspace.conversations.values() if _is_shown(c, show)]
    found.sort(key=_last_said, reverse=True)
    return [_row(desk, conversation) for conversation in found]


def counts(desk: Desk) -> dict[str, int]:
    all_of_them = desk.workspace.conversations.values()
    return {show: sum(_is_shown(c, show) for c in all_of_them) for show in FILTERS}


def state_of(conversation: Conversation) -> str:
    """open, snoozed, archived or trash: what a person would call it."""
    if conversation.is_trashed:
        return "trash"
    if conversation.reminders:
        return "snoozed"
    return "archived" if conversation.is_archived else "open"


def _last_said(conversation: Conversation) -> float:
    """Tags and assignments do not move a conversation up the list, messages do."""
    last = conversation.last_message
    return last.created_at if last else conversation.created_at


def _is_shown(conversation: Conversation, show: str) -> bool:
    is_open = state_of(conversation) == "open"
    return show == "all" or is_open == (show == "open")


def _row(desk: Desk, conversation: Conversation) -> Row:
    workspace = desk.workspace
    last = conversation.last_message
    assignee = workspace.people.author(conversation.assignee_id)
    by = ""
    if last is not None and not last.is_inbound:
        author = workspace.people.author(last.author_id)
        by = author.first_name if author else "Team"
    return Row(
        conversation.id,
        customer(workspace.people.contacts[conversation.contact_id]),
        conversation.subject,
        " ".join(last.text.split())[:140] if last else "",
        by,
        conversation.channel,
        state_of(conversation),
        teammate(assignee) if assignee else None,
        day_or_time(_last_said(conversation), workspace.now()),
        conversation.updated_at,
        any(draft.draft_mode == "shared" for draft in conversation.drafts),
    )
